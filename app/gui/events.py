"""Biến động: what happened to the village's people, by day, and who was here on a day."""

from datetime import date
from typing import Any, Final

from PySide6.QtWidgets import QStackedWidget, QWidget

from app.gui.day_field import DayField
from app.gui.desk import Desk
from app.gui.event_card import NEW_MENU
from app.gui.menu_button import FilterMenu, open_menu
from app.gui.options_card import LeavableWidget
from app.gui.page import Page, empty_state
from app.gui.parts import button, column, label, line
from app.gui.table import TableView
from app.gui.table_model import Column, Kind, RowsModel
from app.journal.capture import Changes
from app.kernel.clock import today
from app.records.events import EVENTS
from app.usecases.event_list import EventQuery, EventRow, list_events, undo_event
from app.usecases.groups import list_groups
from app.usecases.register_on import AWAY, TEMPORARY, HouseholdOn, RegisterOn, register_on
from app.vietnamese.collation import name_sort_key, sort_key
from app.vietnamese.numbers import format_number

HAPPENED, WAS_HERE = 0, 1
THIS_MONTH, THIS_YEAR, LAST_YEAR = "month", "year", "last"
TIMES: Final = ((THIS_MONTH, "Tháng này"), (THIS_YEAR, "Năm nay"), (LAST_YEAR, "Năm trước"))
IN_LIST: Final = "list"
KINDS: Final = ("life_event", "household", "person", "residence", "stay", "group_stay", "residential_group")
"""Kinds of records of which something stands on this page."""

COLUMNS: Final[tuple[Column[EventRow], ...]] = (
    Column(
        "Ngày", lambda row: f"{row.day:%d/%m/%Y}" if row.day else "", width=116,
        sort=lambda row: row.day.toordinal() if row.day else 0,
    ),
    Column("Việc", lambda row: row.label, width=150),
    Column("Người", lambda row: row.people, sort=lambda row: name_sort_key(row.people)),
    Column("Hộ", lambda row: row.households, Kind.QUIET, width=230, spare=True),
    Column("Nơi đi, nơi đến", lambda row: row.place, width=190, spare=True),
    Column("Ghi chú", lambda row: row.note, Kind.QUIET, width=160, spare=True),
)  # fmt: skip

REGISTER: Final[tuple[Column[HouseholdOn], ...]] = (
    Column("Mã hộ", lambda row: row.code, width=84),
    Column("Chủ hộ", lambda row: row.head, width=190, sort=lambda row: name_sort_key(row.head)),
    Column("Những người hôm đó", lambda row: ", ".join(_named(row)), Kind.QUIET),
    Column(
        "Địa chỉ", lambda row: row.address, Kind.QUIET, width=170, sort=lambda row: sort_key(row.address), spare=True
    ),
    Column("Tổ", lambda row: row.group, width=84, sort=lambda row: sort_key(row.group)),
    Column("Số khẩu", lambda row: len(row.members), Kind.NUMBER, width=84),
)


def _named(row: HouseholdOn) -> list[str]:
    return [f"{each.name} ({each.relation})" if each.relation else each.name for each in row.members]


class EventsPage(Page):
    """The events at first; on request the register of a day."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "Biến động")
        self.model = RowsModel(COLUMNS, key=lambda row: row.id, parent=self)
        self.table = TableView(self.model, "Các biến động đã ghi")
        self._some = False
        self.what = FilterMenu("Việc")
        self.what.show_choices(EVENTS.items())
        self.time = FilterMenu("Thời gian")
        self.time.show_choices(TIMES)
        self.count = label(kind="small", wrap=True)
        self.open_button = button("Mở hộ này", self.open_household, icon="users-round")
        self.undo_button = button("Hoàn tác việc này", self.undo, icon="undo-2")
        self.register_model = RowsModel(REGISTER, key=lambda row: row.id, parent=self)
        self.register_table = TableView(self.register_model, "Những hộ ở thôn vào ngày đã chọn")
        self.group = FilterMenu("Tổ")
        self.day = DayField("Ai ở thôn vào ngày", today(desk.context.clock).year)
        self.day_count = label(wrap=True)
        self._asking = self.add_action("Ai ở thôn ngày…", self.ask_day, icon="calendar-days")
        self._writing = self.set_main("Ghi biến động", self._offer, icon="plus")
        self._panes = QStackedWidget()
        self._panes.addWidget(self._events_pane())
        self._panes.addWidget(self._register_pane())
        self.empty = empty_state(
            "calendar-days",
            "Chưa ghi biến động nào",
            "Sinh, mất, chuyển đến, chuyển đi, tách hộ, nhập hộ, thay đổi chủ hộ, kết hôn, tạm trú, tạm vắng: "
            "mở một hộ rồi bấm Biến động.",
            button("Mở Hộ gia đình", lambda: desk.navigate("households"), icon="users-round", kind="primary"),
        )
        self.body.addWidget(self.empty, 1)
        self.body.addWidget(self._panes, 1)
        self.table.chosen.connect(lambda _: self._offer_row())
        self.table.opened.connect(lambda _: self.open_household())
        for each in (self.what, self.time):
            each.chosen.connect(lambda _: self._show_events())
        self.group.chosen.connect(lambda _: self.show_day())
        self.day.line.editingFinished.connect(self.show_day)

    def open(self, on: date | None = None, **_place: Any) -> None:
        """Show the events, or who was here on a day."""
        if on is not None:
            self.day.set_day(on)
            self.ask_day()

    def refresh(self, changes: Changes | None) -> None:
        """Read again what an action changed."""
        if changes is not None and not changes.touches(*KINDS):
            return
        self.group.show_choices((row.id, row.name) for row in list_groups(self.desk.context))
        self._show_events()
        if self._panes.currentIndex() == WAS_HERE:
            self.show_day()

    def ask_day(self) -> None:
        """Show who was here on a day, at first today."""
        if self.day.day() is None:
            self.day.set_day(today(self.desk.context.clock))
        self._show_pane(WAS_HERE)
        self.show_day()
        self.day.setFocus()

    def show_day(self) -> None:
        """Show the register of the day that stands in the field."""
        day = self.day.day()
        if day is None or self._panes.currentIndex() != WAS_HERE:
            return
        found = register_on(self.desk.context, day, self.group.current)
        self.register_model.show_rows(found.households)
        self.day_count.setText(self._counted(found))

    def undo(self) -> None:
        """Take the chosen event back whole."""
        row = self.table.current
        if row is None:
            return
        done = self.desk.attempt(lambda: undo_event(self.desk.context, row.id))
        if done is not None:
            self.desk.say_undone(done)

    def open_household(self) -> None:
        """Go to the household of the chosen event."""
        row = self.table.current
        if row is not None:
            self.desk.navigate("households", household=row.household)

    def back(self) -> None:
        """Show the events again."""
        self._show_pane(HAPPENED)

    def _show_pane(self, pane: int) -> None:
        self._panes.setCurrentIndex(pane)
        self._asking.setVisible(pane == HAPPENED)
        self._show_empty()

    def _show_events(self) -> None:
        since, until = self._span()
        found = list_events(self.desk.context, EventQuery(what=self.what.current, since=since, until=until))
        self.model.show_rows(found.items)
        total = list_events(self.desk.context).counts if self.what.current or self.time.current else found.counts
        some = [(found.counts[what], words.lower()) for what, words in EVENTS.items() if what in found.counts]
        counted = ", ".join(f"{format_number(count)} {words}" for count, words in some)
        narrowed = ", ".join(words for words in (self.what.words, self.time.words) if words)
        self.count.setText(f"{narrowed}: {counted or 'không có việc nào'}" if narrowed else counted)
        self.set_state(f"{format_number(sum(total.values()))} việc đã ghi, không thay đăng ký cư trú" if total else "")
        self._some = bool(total)
        self._offer_row()
        self._show_empty()

    def _show_empty(self) -> None:
        nothing = not self._some and self._panes.currentIndex() == HAPPENED
        self.empty.setVisible(nothing)
        self._panes.setVisible(not nothing)

    def _span(self) -> tuple[date | None, date | None]:
        now = today(self.desk.context.clock)
        return {
            THIS_MONTH: (now.replace(day=1), None),
            THIS_YEAR: (date(now.year, 1, 1), None),
            LAST_YEAR: (date(now.year - 1, 1, 1), date(now.year - 1, 12, 31)),
        }.get(self.time.current, (None, None))

    def _offer_row(self) -> None:
        chosen = self.table.current is not None
        for each in (self.open_button, self.undo_button):
            each.setEnabled(chosen)

    def _offer(self) -> None:
        choices = [(IN_LIST, "Của một hộ trong danh sách…"), *NEW_MENU]
        open_menu(self._writing, choices, self._begin)

    def _begin(self, key: str) -> None:
        if key == IN_LIST:
            self.desk.navigate("households")
        else:
            self.desk.navigate("households", event=key)

    @staticmethod
    def _counted(found: RegisterOn) -> str:
        words = [f"{format_number(len(found.households))} hộ", f"{format_number(found.people)} người"]
        standings = [(found.with_standing(each), each) for each in (TEMPORARY, AWAY)]
        words += [f"trong đó {format_number(count)} người {standing}" for count, standing in standings if count]
        return f"Ngày {found.day:%d/%m/%Y}: " + ", ".join(words) + "."

    def _events_pane(self) -> QWidget:
        chips = line(gap=8)
        for each in (self.what, self.time):
            chips.addWidget(each)
        chips.addStretch(1)
        foot = line(gap=8)
        foot.addWidget(self.count, 1)
        foot.addWidget(self.undo_button)
        foot.addWidget(self.open_button)
        rows = column(gap=8)
        rows.addLayout(chips)
        rows.addWidget(self.table, 1)
        rows.addLayout(foot)
        made = QWidget()
        made.setLayout(rows)
        return made

    def _register_pane(self) -> QWidget:
        head = line(gap=16)
        self.day.setMinimumWidth(220)
        head.addWidget(self.day)
        head.addWidget(self.group)
        head.addWidget(self.day_count, 1)
        head.addWidget(button("Trở lại", self.back, icon="arrow-left", tip="Esc"))
        rows = column(gap=8)
        rows.addLayout(head)
        rows.addWidget(self.register_table, 1)
        made = LeavableWidget(self.back)
        made.setLayout(rows)
        return made
