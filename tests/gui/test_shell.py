"""The main window: lazy pages, keys, folding, status region, and what everyone can see and reach."""

import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QTableView,
    QWidget,
)

from app.gui.desk import Desk
from app.gui.errors import PRINTER_REFUSED
from app.gui.jobs import Job, Running
from app.gui.navigation import Navigation
from app.gui.notice import Link, Notice, file_links
from app.gui.pages import PLACES, Place, places_for
from app.gui.parts import button, icon_button, label
from app.gui.settings import NoSettings
from app.gui.shell import MainWindow
from app.gui.theme import Theme
from app.journal.capture import Changes
from app.kernel.errors import AppError
from app.usecases.context import COMMUNE, VILLAGE
from tests.gui.fakes import FakeDialogs, draw_pdf
from tests.gui.samples import SAMPLE_PLACES, EmptyPage, ListPage


def window_of(desk: Desk, settings: NoSettings | None = None) -> MainWindow:
    window = MainWindow(desk, SAMPLE_PLACES, settings or NoSettings(), name="Thôn Quang Khải", above="Xã An Quang")
    window.resize(1366, 768)
    window.show()
    window.activateWindow()
    assert QTest.qWaitForWindowActive(window)
    return window


def press(window: QWidget, keys: str) -> None:
    """Press a shortcut as the window would get it."""
    wanted = QKeySequence(keys)
    found = [each for each in window.findChildren(QShortcut) if each.key() == wanted]
    assert len(found) == 1, keys
    found[0].activated.emit()


def test_a_page_is_imported_and_made_when_it_is_first_shown(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    places = (*SAMPLE_PLACES[:1], Place("late", "Muộn", "house", "Hằng ngày", "tests.gui.late_page:LatePage"))
    window = MainWindow(desk, places, NoSettings(), name="Thôn", above="Xã")
    assert "tests.gui.late_page" not in sys.modules
    window.show_place("late")
    assert "tests.gui.late_page" in sys.modules
    page = window.current
    window.show_place("home")
    window.show_place("late")
    assert window.current is page
    assert page is not None
    assert page.opened == [{}, {}]
    desk.navigate("late", household="7")
    assert page.opened[-1] == {"household": "7"}
    assert page.left == 1
    monkeypatch.delitem(sys.modules, "tests.gui.late_page")


def test_a_place_that_is_no_page_is_a_bug(desk: Desk) -> None:
    with pytest.raises(TypeError, match="is not a page"):
        Place("x", "X", "house", "Hằng ngày", "builtins:str").make(desk)


def test_both_roles_have_their_places() -> None:
    assert [place.words for place in places_for(VILLAGE)] == [
        "Trang chính", "Việc xã giao", "Hộ gia đình", "Biến động", "Danh sách", "Lời văn trên giấy", "Rà soát sổ", "Cần xử lý",
        "Hỏi đáp", "Quy ước",
            "Các bước làm quy ước", "Cam kết", "Bản đã quét", "Sổ tay", "Giao sổ tay",
        "Tổ dân cư", "Tổ tự quản", "Nhập Excel", "Dữ liệu gửi xã", "Sao lưu", "Bàn giao",
            "Dữ liệu cá nhân",
    ]  # fmt: skip
    assert [place.words for place in places_for(COMMUNE)][:7] == [
        "Tình hình các thôn",
        "Nhập thay thôn",
        "Giao việc",
        "Cần xử lý",
        "Hỏi đáp",
        "Tổng hợp",
        "Nhận dữ liệu",
    ]
    assert len({(place.role, place.key) for place in PLACES}) == len(PLACES)


@pytest.mark.parametrize(("keys", "heard"), [("Ctrl+N", "new"), ("Ctrl+S", "save"), ("Ctrl+P", "print")])
def test_keys_reach_the_page(desk: Desk, keys: str, heard: str) -> None:
    window = window_of(desk)
    window.show_place("households")
    press(window, keys)
    assert isinstance(window.current, ListPage)
    assert window.current.keys == [heard]


def test_searching_with_the_keyboard_alone(desk: Desk) -> None:
    window = window_of(desk)
    window.show_place("households")
    page = window.current
    assert isinstance(page, ListPage)
    assert page.search is not None
    assert page.search.hasFocus()
    page.table.setFocus()
    press(window, "Ctrl+F")
    assert page.search.hasFocus()
    QTest.keyClicks(page.search, "ng v an")
    assert page.state
    QTest.keyClick(page.search, Qt.Key.Key_Down)
    assert page.table.hasFocus()
    assert not page.table.rows_model.rows or page.table.current is page.table.rows_model.rows[0]


def test_text_size_by_key(desk: Desk, screen: Theme) -> None:
    window = window_of(desk)
    press(window, "Ctrl++")
    assert screen.percent == 110
    assert window.navigation.width() == 208 * 110 // 100
    press(window, "Ctrl+-")
    assert screen.percent == 100


def test_undo_by_key_asks_the_desk(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(Desk, "undo", lambda self, operation="": asked.append(operation))
    press(window_of(desk), "Ctrl+Z")
    assert asked == [""]


def test_help_follows_the_page_and_goes_with_escape(desk: Desk) -> None:
    window = window_of(desk)
    press(window, "F1")
    assert not window.help_panel.isHidden()
    assert "Ctrl + F" in window.help_panel._text.toPlainText()
    window.show_place("covenant")
    desk.help_wanted.emit()
    assert window.help_panel.isHidden()
    press(window, "F1")
    QTest.keyClick(window.help_panel, Qt.Key.Key_Escape)
    assert window.help_panel.isHidden()


def test_navigation_folds_for_a_detail_and_by_wish(desk: Desk) -> None:
    settings = NoSettings()
    window = window_of(desk, settings)
    assert window.navigation.width() == 208
    desk.fold_navigation(True)
    assert window.navigation.width() == 60
    desk.fold_navigation(False)
    assert window.navigation.width() == 208
    window.navigation.fold_pressed.emit(True)
    desk.fold_navigation(False)
    assert window.navigation.folded
    assert window_of(desk, settings).navigation.folded


def test_arrows_walk_the_navigation(desk: Desk) -> None:
    window = window_of(desk)
    buttons = list(window.navigation._buttons.values())
    buttons[0].setFocus()
    QTest.keyClick(buttons[0], Qt.Key.Key_Down)
    assert buttons[1].hasFocus()
    QTest.keyClick(buttons[1], Qt.Key.Key_Up)
    QTest.keyClick(buttons[0], Qt.Key.Key_Up)
    assert buttons[0].hasFocus()
    buttons[4].click()
    assert isinstance(window.current, EmptyPage)


def test_a_page_that_is_not_seen_refreshes_when_it_is_shown_again(desk: Desk) -> None:
    window = window_of(desk)
    window.show_place("households")
    page = window.current
    assert isinstance(page, ListPage)
    page.model.show_rows([])
    window.show_place("home")
    desk.changed.emit(Changes({"household": frozenset("1")}))
    desk.changed.emit(Changes({"household": frozenset("2"), "person": None}))
    assert len(page.model.rows) == 0
    assert window._missed["households"] == Changes({"household": frozenset("12"), "person": None})
    window.show_place("households")
    assert len(page.model.rows) == 500
    page.model.show_rows([])
    desk.changed.emit(Changes({"person": None}))
    assert len(page.model.rows) == 500


def test_a_preview_lies_over_the_page_and_takes_the_keys(desk: Desk, dialogs: FakeDialogs, tmp_path: Path) -> None:
    window = window_of(desk)
    window.show_place("households")
    page = window.current
    path = draw_pdf(tmp_path / "a.pdf", 3)
    dialogs.saved = tmp_path / "b.pdf"
    desk.preview(path, "Cam kết")
    assert window.front is not page
    press(window, "Ctrl+S")
    assert dialogs.saved.read_bytes() == path.read_bytes()
    assert window.notice_bar.notice is not None
    assert window.front is not None
    QTest.keyClick(window.front, Qt.Key.Key_Escape)
    assert window.front is page
    desk.preview(path, "Cam kết")
    window.show_place("covenant")
    assert window.front is window.current
    desk.preview(tmp_path / "none.pdf", "x")
    assert window.notice_bar.notice.tone == "error"


def test_leaving_while_work_runs_asks_first(desk: Desk, dialogs: FakeDialogs) -> None:
    window = window_of(desk)
    running = Running(Job("Đang in", lambda progress: None, print))
    desk.jobs._running.append(running)
    dialogs.yes = False
    assert not window.close()
    assert dialogs.questions[0].yes == "Dừng và thoát"
    dialogs.yes = True
    assert window.close()
    assert not desk.jobs.busy


def test_place_on_the_screen_is_remembered(desk: Desk) -> None:
    settings = NoSettings()
    window = window_of(desk, settings)
    window.resize(1000, 650)
    window.close()
    again = MainWindow(desk, SAMPLE_PLACES, settings, name="Thôn", above="Xã")
    assert again.height() == 650


@pytest.mark.parametrize("key", ["households", "pledges", "covenant"])
def test_every_control_has_a_name(desk: Desk, key: str) -> None:
    window = window_of(desk)
    window.show_place(key)
    kinds = (QAbstractButton, QLineEdit, QComboBox, QPlainTextEdit, QTableView)
    for kind in kinds:
        for control in window.findChildren(kind):
            if control.focusPolicy() is not Qt.FocusPolicy.NoFocus:
                text = control.text() if isinstance(control, QAbstractButton) else ""
                assert control.accessibleName() or text, control


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("kind", ["", "primary", "link", "chip", "icon", "line"])
def test_focus_can_be_seen(screen: Theme, kind: str, dark: bool) -> None:
    screen.force(dark=dark, percent=100)
    if kind == "line":
        control: QWidget = QLineEdit()
    elif kind == "icon":
        control = icon_button("x", "Đóng", int)
    else:
        control = button("Thêm hộ", int, kind=kind)
    other = QLineEdit()
    holder = QWidget()
    for each, y in ((control, 0), (other, 60)):
        each.setParent(holder)
        each.move(10, y + 10)
    holder.show()
    holder.activateWindow()
    assert QTest.qWaitForWindowActive(holder)
    other.setFocus()
    without = control.grab().toImage()
    control.setFocus()
    assert control.grab().toImage() != without


@pytest.mark.parametrize("percent", [100, 150])
@pytest.mark.parametrize("key", ["households", "pledges", "covenant"])
def test_nothing_is_cut_on_a_small_laptop(desk: Desk, screen: Theme, key: str, percent: int) -> None:
    screen.force(dark=False, percent=percent)
    window = window_of(desk)
    window.show_place(key)
    desk.notify(Notice("Đã ghi 60 hộ ký cam kết của Tổ 3.", links=(Link("Hoàn tác", int, "undo-2"),)))
    QApplication.processEvents()
    assert (window.width(), window.height()) == (1366, 768)
    for words in window.findChildren(QLabel):
        if words.isVisible() and words.text() and not within_scroll(words):
            assert words.height() >= words.heightForWidth(words.width()) - 1 or words.heightForWidth(words.width()) < 0
            assert words.wordWrap() or words.width() >= words.minimumSizeHint().width(), words.text()
    for each in window.findChildren(QAbstractButton):
        if each.isVisible() and each.text():
            assert each.width() >= each.minimumSizeHint().width(), each.text()
            assert each.height() >= 36


def within_scroll(widget: QWidget) -> bool:
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, QScrollArea):
            return True
        parent = parent.parentWidget()
    return False


def test_names_are_shown_as_written() -> None:
    made = label("Nguyễn Thị <Bé> & con")
    assert made.textFormat() is Qt.TextFormat.PlainText
    pressed = button("Lê & Trần", int)
    assert pressed.text() == "Lê && Trần"
    assert pressed.accessibleName() == "Lê & Trần"
    for each in (made, pressed):
        each.deleteLater()


def test_an_error_goes_when_something_else_begins(desk: Desk) -> None:
    window = window_of(desk)
    desk.show_error(AppError(PRINTER_REFUSED, printer="Canon"))
    assert window.notice_bar.notice is not None
    desk.run(Job("Đang đọc", lambda progress: None, lambda result: None))
    assert window.notice_bar.notice is None
    desk.notify(Notice("Đã ghi."))
    desk.run(Job("Đang đọc", lambda progress: None, lambda result: None))
    assert window.notice_bar.notice is not None, "what was done can still be undone"


def test_a_key_file_is_not_offered_to_be_opened() -> None:
    def links(name: str) -> list[str]:
        return [each.text for each in file_links(Path(name), print, None, print)]

    assert links("thon.sothon-key") == ["Mở thư mục"]
    assert links("so tay.PDF") == ["Mở", "Mở thư mục"]


def test_a_place_under_another_marks_that_one(screen: Theme) -> None:
    navigation = Navigation(places_for(VILLAGE), "Thôn Đông", "Xã An Quang")
    assert "handover" not in navigation._buttons
    navigation.show_place("handover")
    assert navigation._buttons["safety"].isChecked()
    listed = {place.key for place in PLACES}
    assert {place.under for place in PLACES if place.under} <= listed


def test_every_line_of_the_navigation_fits_the_smallest_laptop(screen: Theme) -> None:
    """1366 x 768 with a title bar and a task bar leaves some 690 pixels."""
    navigation = Navigation(places_for(VILLAGE), "Thôn Quang Khải", "Xã An Quang, Thành phố Hải Phòng")
    navigation.resize(navigation.width(), 690)
    navigation.show()
    area = navigation.findChild(QScrollArea)
    assert area is not None
    assert area.widget().sizeHint().height() <= area.viewport().height()
