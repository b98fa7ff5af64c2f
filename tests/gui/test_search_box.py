"""Search and chips."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.gui.search_box import FilterChips, SearchBox


def test_each_letter_searches_at_once() -> None:
    box = SearchBox("Tìm tên")
    heard: list[str] = []
    box.searched.connect(heard.append)
    QTest.keyClicks(box, "ngv")
    QTest.keyClick(box, Qt.Key.Key_Backspace)
    assert heard == ["n", "ng", "ngv", "ng"]
    QTest.keyClick(box, Qt.Key.Key_Escape)
    assert heard[-1] == ""
    assert box.accessibleName() == "Tìm tên"
    box.deleteLater()


def test_down_and_enter_go_to_the_list() -> None:
    box = SearchBox("Tìm")
    left: list[int] = []
    box.left.connect(lambda: left.append(1))
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
        QTest.keyClick(box, key)
    assert len(left) == 3
    box.deleteLater()


def test_one_chip_holds_at_a_time() -> None:
    chips = FilterChips("Tổ")
    assert chips.current == ""
    chips.show_choices([("", "Tất cả"), ("1", "Tổ 1"), ("2", "Tổ 2 & 3")], "1")
    heard: list[str] = []
    chips.chosen.connect(heard.append)
    assert chips.current == "1"
    last = next(each for each in chips.findChildren(type(chips._group.button(0))) if "Tổ 2" in each.text())
    last.click()
    assert (heard, chips.current) == (["2"], "2")
    assert last.accessibleName() == "Tổ: Tổ 2 & 3"
    chips.show_choices([("", "Tất cả")], "")
    assert chips.current == ""
    chips.deleteLater()
