"""Hộ gia đình: every household by group and walking order, searched as one types, with its detail beside the list."""

from dataclasses import replace
from typing import Any, Final

from PySide6.QtWidgets import QWidget

from app.gui.desk import Desk
from app.gui.event_card import MENU, NEW_MENU, EventCard
from app.gui.household_card import HouseholdCard
from app.gui.menu_button import FilterMenu, open_menu
from app.gui.page import Page, beside, empty_state
from app.gui.parts import button, column, label, line
from app.gui.table import TableView
from app.gui.table_model import Column, Kind, RowsModel
from app.journal.capture import Changes
from app.records.register import PRESENCE, Household
from app.usecases.groups import list_groups
from app.usecases.households import NONE, HouseholdQuery, HouseholdRow, list_households
from app.usecases.lists import ready_lists, saved_lists
from app.usecases.register_view import RegisterCounts, newest_marks, register_counts
from app.vietnamese.collation import name_sort_key, sort_key
from app.vietnamese.numbers import format_number

FIRST: Final = 200
"""Rows read for each letter typed; the rest comes when one scrolls."""
SHOWN: Final = ("household", "person", "residential_group", "residence", "pledge", "pledge_campaign", "life_event")
"""Kinds of records of which something stands on this page."""
NEW, LIST = "new", "list"
"""Keys of the menu of events that are about no household in the list."""
STATES: Final = {"signed": "Đã ký", "delivered": "Đã giao giấy", "open": "Chưa ký", "withdrawn": "Đã rút"}
SHADES: Final = {"signed": "accent", "open": "warn", "delivered": "warn"}


class HouseholdsPage(Page):
    """The register of the village."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "Hộ gia đình", search_hint="Tìm tên, mã hộ, địa chỉ")
        self._counts = RegisterCounts(0, 0, 0)
        self._marks: dict[str, str] = {}
        self.model = RowsModel(self._columns(), key=lambda row: row.id, parent=self)
        self.table = TableView(self.model, "Danh sách hộ")
        self.group = FilterMenu("Tổ")
        self.presence = FilterMenu(Household.fields["presence"].label)
        self.presence.show_choices([*((each, each) for each in PRESENCE), (NONE, "Chưa ghi tình trạng")])
        self.kept = FilterMenu("Lọc sẵn")
        self._kept: dict[str, tuple[str, ...]] = {}
        self.everything = button("Bỏ lọc", self.show_everything, icon="x", kind="link")
        self.count = label(kind="small", wrap=True)
        self.card, self.wizard = HouseholdCard(desk), EventCard(desk)
        self.card.hide()
        self.wizard.hide()
        self._happening = self.add_action("Biến động", self._offer_events, icon="calendar-days")
        self.set_main("Thêm hộ", self.new, icon="plus", tip="Ctrl+N")
        self.empty = empty_state(
            "users-round",
            "Sổ chưa có hộ nào",
            "Nhập danh sách Excel đang có của thôn, hoặc thêm từng hộ.",
            button("Thêm hộ", self.new, icon="plus"),
            button("Nhập Excel", lambda: desk.navigate("imports"), icon="file-spreadsheet", kind="primary"),
        )
        self._both = beside(self._list_side(), self._detail_side())
        self.body.addWidget(self.empty, 1)
        self.body.addWidget(self._both, 1)
        self._connect()

    # What the window asks for

    def open(self, household: str = "", group: str = "", text: str = "", event: str = "", **_place: Any) -> None:
        """Show the list as it was, one household (with the wizard of an event), or the households of one group."""
        if household or group or text:
            self.group.current = self.kept.current = ""
            self.kept.choose("")
            self.presence.choose("")
            self.group.choose(group)
            if self.search is not None:
                self.search.setText(text)
        if household:
            self.show_household(household)
            self.table.show_key(household)
        if event:
            self.begin_event(event, household)
        self.desk.fold_navigation(self._detailed)

    def refresh(self, changes: Changes | None) -> None:
        """Read again what an action changed."""
        if changes is None or changes.touches("residential_group"):
            groups = [(row.id, row.name) for row in list_groups(self.desk.context)]
            self.group.show_choices([*groups, (NONE, "Chưa xếp tổ")])
        if changes is None or changes.touches("saved_list"):
            lists = (*saved_lists(self.desk.context), *ready_lists())
            self._kept = {each.name: each.asked for each in lists if each.asked}
            self.kept.show_choices((name, name) for name in self._kept)
        if changes is None or changes.touches("pledge", "pledge_campaign"):
            marks = newest_marks(self.desk.context)
            self._marks = dict(marks.states) if marks else {}
        if changes is None or changes.touches(*SHOWN):
            self._counts = register_counts(self.desk.context)
            self.show_found()
            self.card.refresh()

    def new(self) -> None:
        """Begin a household, in the group the list shows."""
        self._open_card()
        self.table.clearSelection()
        self.card.begin_new(self.group.current if self.group.current != NONE else "")
        self._show_empty()

    def save(self) -> None:
        """Save what stands on the card, or record the event being filled in."""
        if not self.wizard.isHidden():
            self.wizard.save()
        elif not self.card.isHidden():
            self.card.save()

    def leave(self) -> None:
        """Keep what is being typed."""
        self.card.leave()
        self.wizard.leave()

    # What the page does

    def begin_event(self, what: str, household: str = "") -> None:
        """Show the wizard of an event in place of the household's detail."""
        self.card.leave(say=True)
        if self.wizard.begin(what, household):
            self.card.hide()
            self.wizard.show()
            self._side.show()
            self.desk.fold_navigation(True)
            self._show_empty()

    def _recorded(self, household: str) -> None:
        """Show the household that an event left, in which the people now are."""
        self.wizard.hide()
        self.card.household = ""
        self.show_household(household) if household else self.close_card()

    def _wizard_closed(self) -> None:
        self.wizard.hide()
        if self.card.household:
            self._open_card()
        else:
            self.close_card()

    def _offer_events(self) -> None:
        """Offer what can happen: to the household shown, and what brings a new one."""
        shown = self.card.household
        choices = [
            *(MENU if shown else ()),
            *((f"{NEW}:{what}", words) for what, words in NEW_MENU),
            (LIST, "Xem các biến động"),
        ]
        open_menu(self._happening, choices, self._choose_event)

    def _choose_event(self, key: str) -> None:
        if key == LIST:
            self.desk.navigate("events")
        elif key.startswith(f"{NEW}:"):
            self.begin_event(key.removeprefix(f"{NEW}:"))
        else:
            self.begin_event(key, self.card.household)

    @property
    def _detailed(self) -> bool:
        return not (self.card.isHidden() and self.wizard.isHidden())

    def _detail_side(self) -> QWidget:
        rows = column(gap=0)
        rows.addWidget(self.card)
        rows.addWidget(self.wizard)
        self._side = QWidget()
        self._side.setLayout(rows)
        self._side.hide()
        return self._side

    def show_found(self) -> None:
        """Show the households that fit search and filters."""
        text = self.search.text() if self.search else ""
        asked = self._kept.get(self.kept.current, ())
        query = HouseholdQuery(text, self.group.current, self.presence.current, FIRST, asked=asked)
        page = list_households(self.desk.context, query)

        def more(offset: int, limit: int) -> tuple[HouseholdRow, ...]:
            further = replace(query, limit=limit, offset=offset)
            return list_households(self.desk.context, further).items

        self.model.show_rows(page.items, page.total, more if page.total > FIRST else None)
        if self.card.household and not self.card.isHidden():
            self.table.show_key(self.card.household)
        self._say(text, page.total)
        self._show_empty()

    def show_everything(self) -> None:
        """Take search and filters away."""
        self.group.current = ""
        self.presence.current = self.kept.current = ""
        self.kept.choose("")
        self.presence.choose("")
        self.group.choose("")
        if self.search is not None:
            self.search.clear()

    def show_household(self, household: str) -> None:
        """Show one household beside the list."""
        self._open_card()
        self.card.show_household(household)

    def close_card(self) -> None:
        """Give the list its room back."""
        self.card.leave(say=True)
        self.card.household = ""
        self.card.hide()
        self.wizard.hide()
        self._side.hide()
        self.table.clearSelection()
        self.table.setCurrentIndex(self.model.index(-1, 0))
        self.desk.fold_navigation(False)
        self._show_empty()

    def _open_card(self) -> None:
        self.wizard.leave()
        self.wizard.hide()
        self.card.show()
        self._side.show()
        self.desk.fold_navigation(True)

    def _chosen(self, row: HouseholdRow | None) -> None:
        if row is not None and (row.id != self.card.household or self.card.isHidden()):
            self.show_household(row.id)

    def _say(self, text: str, found: int) -> None:
        counts = self._counts
        parts = [f"{format_number(counts.households)} hộ", f"{format_number(counts.people)} người"]
        if counts.ungrouped:
            parts.append(f"{format_number(counts.ungrouped)} hộ chưa xếp tổ")
        self.set_state(", ".join(parts))
        narrowed = [self.group.words, self.presence.words, self.kept.words, f"có «{text}»" if text else ""]
        said = ", ".join(part for part in narrowed if part)
        shown = f"{format_number(found)} hộ: {said}" if said else f"Tất cả {format_number(found)} hộ"
        self.count.setText(shown if found or not said else f"Không có hộ nào: {said}")
        self.everything.setVisible(bool(said))

    def _show_empty(self) -> None:
        nothing = self._counts.households == 0 and not self._detailed
        self.empty.setVisible(nothing)
        self._both.setVisible(not nothing)

    def _columns(self) -> tuple[Column[HouseholdRow], ...]:
        marks = self._mark_of
        return (
            Column("Mã hộ", lambda row: row.code, width=84),
            Column("Chủ hộ", lambda row: row.head, sort=lambda row: name_sort_key(row.head)),
            Column("Địa chỉ", lambda row: row.address, Kind.QUIET, sort=lambda row: sort_key(row.address), spare=True),
            Column("Số khẩu", lambda row: row.people, Kind.NUMBER, width=84, spare=True),
            Column("Tổ", lambda row: row.group, width=80, sort=lambda row: sort_key(row.group), spare=True),
            Column("Tình trạng", lambda row: row.presence, width=150, spare=True),
            Column(
                "Cam kết",
                lambda row: STATES.get(marks(row), ""),
                width=112,
                shade=lambda row: SHADES.get(marks(row)),
            ),
        )

    def _mark_of(self, row: HouseholdRow) -> str:
        return self._marks.get(row.id, "")

    def _list_side(self) -> QWidget:
        chips = line(gap=8)
        for each in (self.group, self.presence, self.kept, self.everything):
            chips.addWidget(each)
        chips.addStretch(1)
        rows = column(gap=8)
        rows.addLayout(chips)
        rows.addWidget(self.table, 1)
        rows.addWidget(self.count)
        made = QWidget()
        made.setLayout(rows)
        return made

    def _connect(self) -> None:
        if self.search is not None:
            self.search.searched.connect(lambda _: self.show_found())
            self.search.left.connect(self.table.enter)
        self.table.typed.connect(self._type_on)
        self.table.chosen.connect(self._chosen)
        self.table.opened.connect(lambda row: self.show_household(row.id))
        self.group.chosen.connect(lambda _: self.show_found())
        self.presence.chosen.connect(lambda _: self.show_found())
        self.kept.chosen.connect(lambda _: self.show_found())
        self.card.closed.connect(self.close_card)
        self.card.event_wanted.connect(lambda what: self.begin_event(what, self.card.household))
        self.wizard.closed.connect(self._wizard_closed)
        self.wizard.done.connect(self._recorded)

    def _type_on(self, letter: str) -> None:
        if self.search is not None:
            self.search.setFocus()
            self.search.setText(letter)
