"""The one table: order, ticks, keys, long lists, narrow windows."""

from dataclasses import dataclass, replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QWidget

from app.gui.table import TableView
from app.gui.table_model import ROW_ROLE, SHARE_ROLE, SORT_ROLE, Column, Kind, RowsModel
from app.gui.theme import Theme
from app.vietnamese.collation import name_sort_key
from tests.gui.samples import COLUMNS, LONG, SIGNING, HouseholdRow, household_rows

UP, DOWN = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder


def households(count: int = 500, tickable: str = "") -> RowsModel[HouseholdRow]:
    model = RowsModel(SIGNING if tickable else COLUMNS, lambda row: row.id, tickable=tickable)
    model.show_rows(household_rows(count))
    return model


def shown(model: RowsModel[HouseholdRow], width: int = 1100) -> TableView:
    table = TableView(model, "Danh sách hộ")
    model.setParent(table)
    table.resize(width, 500)
    table.show()
    table.activateWindow()
    table.setFocus()
    return table


def test_qt_finds_nothing_wrong_with_the_model() -> None:
    model = households(40, tickable="Đã ký")
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    for column in range(-1, model.columnCount()):
        model.sort(column, DOWN)
    model.flip_tick(3)
    model.show_rows(household_rows(10))
    tester.deleteLater()
    model.deleteLater()


def test_names_are_in_vietnamese_order() -> None:
    model = RowsModel((Column[str]("Tên", str, sort=name_sort_key),), lambda name: name)
    model.show_rows(["Lê Văn Yến", "Trần Ơn", "Nguyễn Hạ", "Vũ Đào", "Bùi Hà", "Lê An", "Đỗ Út", "Phạm Dung"])
    model.sort(0, UP)
    assert list(model.rows) == [
        "Lê An", "Phạm Dung", "Vũ Đào", "Bùi Hà", "Nguyễn Hạ", "Trần Ơn", "Đỗ Út", "Lê Văn Yến",
    ]  # fmt: skip
    model.sort(0, DOWN)
    assert model.rows[0] == "Lê Văn Yến"
    model.sort(-1)
    assert model.rows[0] == "Lê Văn Yến"
    assert model.rows[1] == "Trần Ơn"
    model.deleteLater()


def test_numbers_are_ordered_as_numbers_and_unknown_ones_come_last() -> None:
    model = RowsModel((Column[int | None]("Số", lambda n: n, Kind.NUMBER),), lambda n: n)
    model.show_rows([1537, None, 12, 9])
    for order, expected in ((UP, [9, 12, 1537, None]), (DOWN, [1537, 12, 9, None])):
        model.sort(0, order)
        assert list(model.rows) == expected
    assert model.index(0, 0).data() == "1.537"
    assert model.index(3, 0).data() == ""
    assert model.index(0, 0).data(Qt.ItemDataRole.TextAlignmentRole) & Qt.AlignmentFlag.AlignRight
    model.deleteLater()


def test_roles_give_row_order_and_share() -> None:
    model = households(10, tickable="Đã ký")
    row = model.row_at(1)
    assert model.index(1, 2).data(ROW_ROLE) is row
    assert model.index(1, 2).data(SORT_ROLE) == name_sort_key(row.head)
    assert tuple(model.index(1, 3).data(SHARE_ROLE)) == (13, 60)
    assert model.index(1, 3).data() == "13 / 60 hộ"
    assert model.index(1, 0).data(Qt.ItemDataRole.AccessibleTextRole) == "Đã ký: chưa"
    model.deleteLater()


def test_the_chosen_line_stays_chosen_when_the_order_changes() -> None:
    table = shown(households())
    table.show_key(table.rows_model.row_at(7).id)
    before = table.current
    table.sortByColumn(1, DOWN)
    assert table.current is before
    assert table.currentIndex().row() != 7


def test_space_ticks_and_goes_on() -> None:
    model = households(5, tickable="Đã ký")
    table = shown(model)
    ticked: list[tuple[HouseholdRow, bool]] = []
    model.ticked.connect(lambda row, on: ticked.append((row, on)))
    table.enter()
    for _ in range(6):
        QTest.keyClick(table, Qt.Key.Key_Space)
    assert [on for _, on in ticked] == [True] * 5 + [False]
    assert table.currentIndex().row() == 4
    assert model.ticks == {row.id for row in model.rows[:4]}


def test_the_mouse_ticks_in_the_box_column_only() -> None:
    model = households(5, tickable="Đã ký")
    table = shown(model)
    for column in (0, 2):
        place = table.visualRect(model.index(2, column)).center()
        QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert model.ticks == {model.row_at(2).id}
    assert table.current is model.row_at(2)


def test_ticks_outlive_a_filter_and_are_not_announced_when_set() -> None:
    model = households(10, tickable="Đã ký")
    heard: list[object] = []
    model.ticked.connect(lambda row, on: heard.append(row))
    model.set_ticks([row.id for row in model.rows[:3]])
    model.show_rows(household_rows(10)[5:])
    assert len(model.ticks) == 3
    assert heard == []
    model.deleteLater()


def test_enter_opens_and_a_letter_goes_to_the_search() -> None:
    table = shown(households(5))
    opened: list[object] = []
    typed: list[str] = []
    table.opened.connect(opened.append)
    table.typed.connect(typed.append)
    table.enter()
    QTest.keyClick(table, Qt.Key.Key_Down)
    QTest.keyClick(table, Qt.Key.Key_Return)
    QTest.keyClick(table, Qt.Key.Key_N)
    assert opened == [table.rows_model.row_at(1)]
    assert typed == ["n"]


def test_chosen_follows_the_line_and_says_when_there_is_none() -> None:
    table = shown(households(5))
    heard: list[object] = []
    table.chosen.connect(heard.append)
    table.enter()
    table.rows_model.show_rows([])
    assert heard[0] is not None
    assert table.current is None
    table.enter()
    assert table.current is None


@dataclass
class Pieces:
    rows: list[HouseholdRow]
    asked: list[tuple[int, int]]

    def __call__(self, offset: int, limit: int) -> list[HouseholdRow]:
        self.asked.append((offset, limit))
        return self.rows[offset : offset + limit]


def test_a_long_list_comes_in_pieces_and_is_ordered_as_a_whole() -> None:
    rows = household_rows(1700)
    pieces = Pieces(rows, [])
    model = RowsModel(COLUMNS, lambda row: row.id)
    table = shown(model)
    model.show_rows(rows[:200], total=1700, more=pieces)
    table.scrollToBottom()
    while model.canFetchMore(model.index(-1, -1)):
        model.fetchMore(model.index(-1, -1))
    assert len(model.rows) == 1700
    assert pieces.asked[0] == (200, 500)
    model.show_rows(rows[:200], total=1700, more=pieces)
    model.sort(1, UP)
    assert [row.id for row in model.rows] == [row.id for row in sorted(rows, key=lambda row: name_sort_key(row.head))]


def test_a_list_that_ends_early_is_not_asked_for_ever() -> None:
    model = RowsModel(COLUMNS, lambda row: row.id)
    model.show_rows(household_rows(10), total=20, more=lambda offset, limit: [])
    model.fetchMore(model.index(-1, -1))
    assert not model.canFetchMore(model.index(-1, -1))
    model.deleteLater()


def test_no_widget_per_row() -> None:
    small, large = shown(households(5)), shown(households(5000))
    assert len(small.findChildren(QWidget)) == len(large.findChildren(QWidget))


@pytest.mark.parametrize("percent", [100, 150])
def test_spare_columns_go_when_it_is_narrow_and_come_back(screen: Theme, percent: int) -> None:
    screen.force(dark=False, percent=percent)
    table = shown(households(5), width=1300 * percent // 100)
    assert not any(table.isColumnHidden(place) for place in range(6))
    table.resize(560 * percent // 100, 400)
    assert [table.isColumnHidden(place) for place in range(6)] == [False, False, True, False, False, True]
    assert table.columnWidth(1) >= 150 * percent // 100
    table.resize(1300 * percent // 100, 400)
    assert not any(table.isColumnHidden(place) for place in range(6))


def test_lines_are_as_high_as_the_theme_says(screen: Theme) -> None:
    table = shown(households(5))
    assert table.rowHeight(0) == 32
    screen.zoom(3)
    assert table.rowHeight(0) == 48


def test_a_very_long_name_is_shortened_on_screen_and_whole_in_the_tip() -> None:
    table = shown(households(20))
    place = next(n for n, row in enumerate(table.rows_model.rows) if row.head == LONG)
    assert table.rows_model.index(place, 1).data(Qt.ItemDataRole.ToolTipRole) == LONG
    assert not table.grab().isNull()


def test_the_line_under_the_mouse_lights_up() -> None:
    table = shown(households(5))
    QTest.mouseMove(table.viewport(), QPoint(300, table.rowViewportPosition(2) + 5))
    assert table.hovered == 2


def test_the_same_rows_again_leave_the_eye_where_it_was() -> None:
    model = households(200)
    table = shown(model)
    table.setCurrentIndex(model.index(100, 0))
    before = table.verticalScrollBar().value()
    changed = [replace(row, address="Ngõ Đình") for row in household_rows(200)]
    model.show_rows(changed)
    assert (table.currentIndex().row(), table.verticalScrollBar().value()) == (100, before)
    assert table.current.address == "Ngõ Đình"
    model.show_rows(changed[:50])
    assert table.currentIndex().row() == -1
