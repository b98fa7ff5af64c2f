"""The preview that is the page itself, with print, save, and "print from sheet 35 on" after a jam (screens.md, rule 8).

Imported when the first preview is shown: QtPdf is not needed to start.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPalette
from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.gui.desk import Desk
from app.gui.dialogs import PDF
from app.gui.errors import NO_PRINTER
from app.gui.fields import ChoiceField, NumberField
from app.gui.jobs import Job
from app.gui.notice import Link, Notice
from app.gui.page import Page
from app.gui.parts import card, column, icon_button, label, line, scrolling
from app.gui.printing import Printers, PrintOrder, Sides, SystemPrinters, asks_for_both_sides, open_pdf, print_pdf
from app.gui.theme import theme
from app.kernel.errors import AppError
from app.kernel.files import write_whole
from app.kernel.progress import Progress
from app.vietnamese.numbers import format_number

ZOOM: Final = 1.25
SIDE_WIDTH: Final = 272
MOST_COPIES: Final = 9_999
SIDES: Final = (
    (Sides.ONE, "Một mặt"),
    (Sides.BOTH, "Hai mặt, máy tự lật"),
    (Sides.ODD, "Chỉ trang lẻ"),
    (Sides.EVEN, "Chỉ trang chẵn"),
)
AFTER_ODD: Final = "Đặt lại chồng giấy vừa in vào khay, chọn «Chỉ trang chẵn» rồi bấm In để in mặt sau."


class PdfPreview(Page):
    """Shows the file at ``path``; ``closed`` asks the window to take it away. Raises PRINTER-003 for a broken file.

    ``sheets`` holds the first page of every sheet; without it each page is counted by itself. ``copies`` is how many of
    the whole are proposed to be printed.
    """

    closed = Signal()

    def __init__(
        self,
        desk: Desk,
        path: Path,
        title: str,
        sheets: Sequence[int] = (),
        printers: Printers | None = None,
        copies: int = 1,
    ) -> None:
        document = open_pdf(path)
        super().__init__(desk, title)
        document.setParent(self)
        self._path = path
        self._printers = printers or SystemPrinters()
        self.pages = document.pageCount()
        self._starts = tuple(sheets) or tuple(range(1, self.pages + 1))
        unit = "bản thứ" if sheets else "trang"
        self._view = QPdfView(self)
        self._view.setDocument(document)
        self._view.setPageMode(QPdfView.PageMode.MultiPage)
        self._view.setZoomMode(QPdfView.ZoomMode.FitInView)
        self._view.setAccessibleName(f"Xem trước: {title}")
        self._view.pageNavigator().currentPageChanged.connect(lambda _: self._say_page())
        self.printer = ChoiceField("Máy in", [(name, name) for name in self._printers.names()])
        if not self._printers.names():
            self.printer.show_hint("Chưa thấy máy in nào.")
        self.first = NumberField(f"In từ {unit}", 1, 1, len(self._starts))
        self.last = NumberField(f"đến {unit}", len(self._starts), 1, len(self._starts))
        self.copies = NumberField("Số bộ", copies, 1, MOST_COPIES)
        self.sides = ChoiceField("Mặt giấy", SIDES)
        if asks_for_both_sides(path):
            self.sides.set_text(Sides.BOTH)
        self._jam = f"Máy kẹt giấy? Ghi số {unit.removesuffix(' thứ')} chưa in được vào ô đầu rồi bấm In lại."
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.add_action("Trở lại", self.closed.emit, icon="arrow-left", tip="Esc")
        self.add_action("Lưu tệp PDF", self.save, icon="save", tip="Ctrl+S")
        self.set_main("In", self.print_out, icon="printer", tip="Ctrl+P")
        self.body.addLayout(self._sheets_and_choices())
        self._fit()
        theme().changed.connect(self._fit)
        self._say_page()

    def order(self) -> PrintOrder:
        """Return what the person has chosen, in pages."""
        first, last = self.first.value(), max(self.first.value(), self.last.value())
        ends = (*self._starts[1:], self.pages + 1)
        pages = self._starts[first - 1], max(self._starts[last - 1], ends[last - 1] - 1)  # two sheets may share a page
        return PrintOrder(self.printer.text(), *pages, self.copies.value(), Sides(self.sides.text()))

    def print_out(self) -> None:
        """Send the chosen pages to the chosen printer, off the window's thread."""
        order = self.order()
        if not order.printer:
            self.desk.show_error(AppError(NO_PRINTER))
            return
        path, printers = self._path, self._printers

        def work(progress: Progress) -> int:
            return print_pdf(path, order, printers, progress)

        self.desk.run(Job(f"Đang in {self.title}", work, lambda sent: self._printed(sent, order)))

    def save(self) -> None:
        """Keep a copy where the person wants it."""
        target = self.desk.dialogs.save_file("Lưu trang in", f"{self.title}.pdf", PDF)
        if target is not None and self.desk.attempt(lambda: self._copied(target)) is not None:
            self.desk.notify_file(target, f"Đã lưu {target.name}.")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape goes back."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def _sheets_and_choices(self) -> QHBoxLayout:
        zoom = line(gap=4)
        zoom.addWidget(label("Cỡ xem", "caption"), 1)
        zoom.addWidget(icon_button("zoom-out", "Xem nhỏ hơn", lambda: self._zoom(1 / ZOOM)))
        zoom.addWidget(icon_button("zoom-in", "Xem to hơn", lambda: self._zoom(ZOOM)))
        span = line(gap=12)
        span.addWidget(self.first)
        span.addWidget(self.last)
        choices = column(gap=12, margin=(0, 0, 12, 0))
        choices.addWidget(label("In ra giấy", "heading"))
        choices.addWidget(self.printer)
        choices.addLayout(span)
        choices.addWidget(self.copies)
        choices.addWidget(self.sides)
        choices.addWidget(label(self._jam, "small", wrap=True))
        choices.addStretch(1)
        inner = QWidget()
        inner.setLayout(choices)
        side = column(gap=12, margin=(16, 16, 4, 16))
        side.addWidget(scrolling(inner), 1)
        side.addLayout(zoom)
        made = line(gap=16)
        made.addWidget(self._view, 1)
        self._side = card(side)
        made.addWidget(self._side)
        return made

    def _fit(self) -> None:
        ground = self._view.palette()
        ground.setColor(QPalette.ColorRole.Dark, QColor(theme().colours.line))
        self._view.setPalette(ground)
        self._side.setFixedWidth(SIDE_WIDTH * theme().percent // 100)

    def _copied(self, target: Path) -> Path:
        write_whole(target, self._path.read_bytes())
        return target

    def _zoom(self, factor: float) -> None:
        before = self._view.zoomFactor()
        self._view.setZoomMode(QPdfView.ZoomMode.Custom)
        self._view.setZoomFactor(before * factor)

    def _say_page(self) -> None:
        page = self._view.pageNavigator().currentPage() + 1
        self.set_state(f"Trang {format_number(page)} / {format_number(self.pages)}")

    def _printed(self, sent: int, order: PrintOrder) -> None:
        self.desk.notify(
            Notice(
                f"Đã gửi {format_number(sent)} trang ra máy in «{order.printer}».",
                detail=AFTER_ODD if order.sides is Sides.ODD else self._jam,
                links=(Link("In lại", self.print_out, "printer"),),
            )
        )
