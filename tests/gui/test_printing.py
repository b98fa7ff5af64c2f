"""Printing at true size, from a sheet on, and what happens when a printer does not want to."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QPageSize

from app.gui.desk import Desk
from app.gui.notice import Notice
from app.gui.pdf_preview import PdfPreview
from app.gui.printing import PrintOrder, Sides, SystemPrinters, open_pdf, page_image, print_pdf
from app.kernel.errors import AppError, Cancelled
from app.kernel.progress import Progress
from tests.gui.fakes import FilePrinters, draw_pdf


def test_pages_come_out_in_their_true_size(tmp_path: Path) -> None:
    source = draw_pdf(tmp_path / "a.pdf", 4)
    printers = FilePrinters(tmp_path / "out.pdf")
    progress = Progress()
    assert print_pdf(source, PrintOrder("Canon", 2, 3, copies=2), printers, progress) == 4
    assert (progress.now.done, progress.now.total) == (4, 4)
    printed = open_pdf(printers.target)
    assert printed.pageCount() == 4
    size = QSize(595, 842)
    assert printed.pagePointSize(0).toSize() == open_pdf(source).pagePointSize(0).toSize() == size
    wanted, found = page_image(open_pdf(source), 1, size), page_image(printed, 0, size)
    frame = [x for x in range(size.width()) if wanted.pixelColor(x, 400).lightness() < 200]
    printed_frame = [x for x in range(size.width()) if found.pixelColor(x, 400).lightness() < 200]
    assert abs(frame[0] - printed_frame[0]) <= 1
    assert abs(frame[-1] - printed_frame[-1]) <= 1


def test_a_handbook_page_stays_a5(tmp_path: Path) -> None:
    source = draw_pdf(tmp_path / "a.pdf", 2, QPageSize.PageSizeId.A5)
    printers = FilePrinters(tmp_path / "out.pdf")
    print_pdf(source, PrintOrder("Canon", 1, 2), printers, Progress())
    assert open_pdf(printers.target).pagePointSize(1).toSize() == open_pdf(source).pagePointSize(1).toSize()


def test_paper_is_white_whatever_the_theme(tmp_path: Path) -> None:
    image = page_image(open_pdf(draw_pdf(tmp_path / "a.pdf", 1)), 0, QSize(100, 141))
    assert image.pixelColor(1, 1).name() == "#ffffff"


def test_a_printer_that_refuses(tmp_path: Path) -> None:
    source = draw_pdf(tmp_path / "a.pdf", 1)
    with pytest.raises(AppError) as caught:
        print_pdf(source, PrintOrder("Canon", 1, 1), FilePrinters(tmp_path, refuses=True), Progress())
    assert caught.value.code.number == "PRINTER-002"


def test_a_printer_that_is_gone() -> None:
    with pytest.raises(AppError) as caught:
        SystemPrinters().device("Không có máy này")
    assert caught.value.code.number == "PRINTER-001"
    assert isinstance(SystemPrinters().names(), tuple)


def test_a_broken_file(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"not a page")
    with pytest.raises(AppError) as caught:
        open_pdf(tmp_path / "a.pdf")
    assert caught.value.code.number == "PRINTER-003"


def test_cancelling_stops_between_pages(tmp_path: Path) -> None:
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        print_pdf(draw_pdf(tmp_path / "a.pdf", 1), PrintOrder("C", 1, 1), FilePrinters(tmp_path / "o.pdf"), progress)


def test_the_preview_prints_from_a_sheet_on(desk: Desk, tmp_path: Path) -> None:
    notices: list[Notice] = []
    desk.notice_given.connect(notices.append)
    printers = FilePrinters(tmp_path / "out.pdf")
    preview = PdfPreview(desk, draw_pdf(tmp_path / "a.pdf", 7), "Cam kết", (1, 3, 4, 6), printers)
    assert preview.state == "Trang 1 / 7"
    preview.first.set_value(2)
    preview.last.set_value(3)
    assert preview.order() == PrintOrder("Canon LBP 2900", 3, 5, 1)
    preview.print_out()
    assert open_pdf(printers.target).pageCount() == 3
    assert notices[0].text == "Đã gửi 3 trang ra máy in «Canon LBP 2900»."
    preview.first.set_value(4)
    assert preview.order() == PrintOrder("Canon LBP 2900", 6, 7, 1)
    preview._zoom(1.25)
    preview.deleteLater()


def test_both_sides_keep_copies_apart(desk: Desk, tmp_path: Path) -> None:
    order = PrintOrder("Canon", 1, 3, copies=2, sides=Sides.BOTH)
    assert order.pages(9) == [0, 1, 2, None, 0, 1, 2, None]
    assert replace(order, sides=Sides.ODD).pages(9) == [0, 2, 0, 2]
    assert replace(order, sides=Sides.EVEN).pages(9) == [1, None, 1, None]
    assert replace(order, sides=Sides.ONE).pages(2) == [0, 1, 0, 1]
    printers = FilePrinters(tmp_path / "out.pdf")
    assert print_pdf(draw_pdf(tmp_path / "a.pdf", 3), order, printers, Progress()) == 8
    printed = open_pdf(printers.target)
    assert printed.pageCount() == 8
    blank = page_image(printed, 3, QSize(200, 282))
    assert all(blank.pixelColor(x, 140).name() == "#ffffff" for x in range(200))


def test_backs_are_printed_after_fronts(desk: Desk, tmp_path: Path) -> None:
    notices: list[Notice] = []
    desk.notice_given.connect(notices.append)
    printers = FilePrinters(tmp_path / "out.pdf")
    preview = PdfPreview(desk, draw_pdf(tmp_path / "a.pdf", 4), "Sổ tay", printers=printers, copies=5)
    assert preview.copies.value() == 5
    preview.sides.set_text(Sides.ODD)
    preview.print_out()
    assert open_pdf(printers.target).pageCount() == 10
    assert "Chỉ trang chẵn" in notices[0].detail
    preview.deleteLater()


def test_without_a_printer_the_preview_says_what_to_do(desk: Desk, tmp_path: Path) -> None:
    notices: list[Notice] = []
    desk.notice_given.connect(notices.append)

    class NoPrinters(FilePrinters):
        def names(self) -> tuple[str, ...]:
            return ()

    preview = PdfPreview(desk, draw_pdf(tmp_path / "a.pdf", 1), "Cam kết", printers=NoPrinters(tmp_path))
    preview.print_out()
    assert notices[0].detail.endswith("(Mã: PRINTER-001)")
    preview.save()
    preview.deleteLater()
