"""Bản đã quét, as a person uses it: files in, a look at each page that waits, one key, the next one."""

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.gui.scan_picture import ScanPicture
from app.gui.scans import ScansPage
from app.usecases.campaigns import pledge_rows
from app.usecases.scans import ScanFiles, scan_files
from tests.fixtures.signed import filled, print_for_scanning, scanned
from tests.fixtures.stick import campaign
from tests.gui.season import shown

AN, CUC = "01-001", "02-001"


@pytest.fixture
def season(office):
    return campaign(office.context)


@pytest.fixture
def sheet(office, season, tmp_path):
    codes = print_for_scanning(office.context, season, tmp_path)

    def make(number, **how):
        return filled(office.context, tmp_path / "to.pdf", number, codes[(AN, CUC)[number]], **how)

    make.codes = codes
    return make


@pytest.fixture
def page(office):
    return shown(ScansPage(office))


def states(office, season):
    return {row.code: row.state for row in pledge_rows(office.context, season)}


def test_chosen_files_are_read_and_what_is_clear_is_written(office, page, season, sheet, tmp_path, dialogs):
    assert page.state == ""
    dialogs.open = scanned(tmp_path, "tập.pdf", sheet(0), sheet(1))
    page.choose()
    assert states(office, season) == {AN: "signed", CUC: "signed"}
    assert page.state == "0 trang chờ xem, 2 trang đã ghi"
    assert page.view == "taken"
    assert page.picture.shown
    assert not page.code.isVisible()


def test_files_that_are_dropped_are_read_and_a_folder_stands_for_what_is_in_it(office, page, season, sheet, tmp_path):
    folder = tmp_path / "máy quét"
    folder.mkdir()
    scanned(folder, "1.png", sheet(0))
    scanned(folder, "2.png", sheet(1))
    (folder / "ghi chú.txt").write_text("không phải ảnh")
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(folder))])
    event = QDropEvent(
        QPointF(5, 5), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    page.dropEvent(event)
    assert states(office, season) == {AN: "signed", CUC: "signed"}


def test_one_key_settles_a_page_and_goes_on_to_the_next(office, page, season, sheet, tmp_path):
    page.read([scanned(tmp_path, "a.pdf", sheet(0, signed=False), sheet(1, signed=False))])
    assert page.state == "2 trang chờ xem, 0 trang đã ghi"
    assert [page.model.row_at(at).head for at in range(2)] == ["Nguyễn Văn An", "Lê Thị Cúc"], "as the paper lies"
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    assert states(office, season) == {AN: "signed", CUC: "open"}
    assert page.row.head == "Lê Thị Cúc"
    QTest.keyClick(page.table, Qt.Key.Key_Backspace)
    assert states(office, season) == {AN: "signed", CUC: "open"}
    assert page.model.rowCount() == 0
    assert page.row is None


def test_a_code_that_could_not_be_read_is_typed(office, page, season, sheet, tmp_path):
    torn = sheet(0)
    torn.paste(255, (0, 0, torn.width // 4, 300))
    torn.paste(255, (int(torn.width * 0.75), int(torn.height * 0.82), torn.width, torn.height))
    page.read([scanned(tmp_path, "rách.png", torn)])
    assert page.code.isVisible()
    page.say("signed")
    assert "chưa biết là của hộ nào" in page.code.below
    page.code.line.setText(sheet.codes[AN].lower())
    QTest.keyClick(page.code.line, Qt.Key.Key_Return)
    assert states(office, season)[AN] == "signed"


def test_papers_of_others_are_put_away_at_once(office, page, season, sheet, tmp_path):
    text = tmp_path / "a.jpg"
    text.write_text("?")
    page.read([text, tmp_path / "không có.pdf"])
    assert page.state == "2 trang chờ xem, 0 trang đã ghi"
    assert not page.picture.shown
    page.dismiss_rest()
    assert page.state == "0 trang chờ xem, 0 trang đã ghi"


def test_a_second_picture_is_compared_with_the_first(office, page, season, sheet, tmp_path):
    page.read([scanned(tmp_path, "a.png", sheet(0))])
    page.read([scanned(tmp_path, "b.png", sheet(0, signed=False))])
    assert page.row.waiting
    assert page._compare.isVisible()
    page.compare()
    assert "a.png" in page.picture._file.text()
    page.compare()
    assert "b.png" in page.picture._file.text()


def test_a_picture_is_turned_enlarged_and_found_by_name(office, page, season, sheet, tmp_path):
    scan_files(office.context, ScanFiles((scanned(tmp_path, "a.pdf", sheet(0), sheet(1)),)))
    page.open()
    page.chips.chosen.emit("all")
    QApplication.processEvents()
    upright = page.picture._shown.pixmap().size()
    page.picture.turn()
    assert page.picture._shown.pixmap().height() < upright.height()
    page.picture.enlarge()
    assert page.picture._shown.pixmap().width() > upright.width()
    page.search.setText("le thi")
    page.search.searched.emit("le thi")
    assert [page.model.row_at(0).head, page.model.rowCount()] == ["Lê Thị Cúc", 1]


def test_only_a_jpeg_is_drawn(office, tmp_path):
    """An SVG from a stick would be drawn with whatever files of this machine it names."""
    image = QImage(8, 8, QImage.Format.Format_RGB32)
    image.fill(0xFF0000)
    image.save(str(tmp_path / "a.png"))
    image.save(str(tmp_path / "a.jpg"))
    link = f'<image xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="{tmp_path / "a.png"}" width="8" height="8"/>'
    drawing = f'<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8">{link}</svg>'.encode()
    assert not QImage.fromData(drawing).isNull(), "what would be drawn"
    picture = ScanPicture()
    for data, drawn in (
        (drawing, False),
        ((tmp_path / "a.png").read_bytes(), False),
        ((tmp_path / "a.jpg").read_bytes(), True),
    ):
        picture.show_picture(data, "", "")
        assert picture.shown is drawn
    picture.deleteLater()
