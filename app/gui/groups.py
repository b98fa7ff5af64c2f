"""Tổ dân cư: the groups with who leads them, how many households they have and how many have signed."""

from dataclasses import dataclass
from typing import Any, Final

from app.gui.desk import Desk
from app.gui.group_card import GroupCard
from app.gui.offices_form import OfficesForm
from app.gui.options_card import options_card
from app.gui.page import Page, beside, empty_state
from app.gui.parts import button
from app.gui.table import TableView
from app.gui.table_model import Column, Kind, RowsModel
from app.journal.capture import Changes
from app.usecases.groups import GroupRow, list_groups
from app.usecases.households import NONE
from app.usecases.offices import save_offices, village_offices
from app.usecases.register_view import newest_marks, register_counts
from app.vietnamese.collation import name_sort_key, sort_key
from app.vietnamese.numbers import format_number

NOBODY: Final = "Chưa ghi"
FORM_WIDTH: Final = 560
KINDS: Final = ("residential_group", "office_term", "household", "person", "pledge", "pledge_campaign")
"""Kinds of records of which something stands on this page."""


@dataclass(frozen=True, slots=True)
class GroupLine:
    """One line: a group, or the households without one, with (signed, asked) of the newest campaign."""

    row: GroupRow
    share: tuple[int, int]


COLUMNS: Final[tuple[Column[GroupLine], ...]] = (
    Column("Tổ", lambda line: line.row.name, width=140, sort=lambda line: sort_key(line.row.name)),
    Column(
        "Tổ trưởng",
        lambda line: line.row.leader or ("" if line.row.id == NONE else NOBODY),
        sort=lambda line: name_sort_key(line.row.leader),
        shade=lambda line: None if line.row.leader or line.row.id == NONE else "warn",
    ),
    Column("Tổ phó", lambda line: line.row.deputy, sort=lambda line: name_sort_key(line.row.deputy), spare=True),
    Column("Số hộ", lambda line: line.row.households, Kind.NUMBER, width=84),
    Column("Đã ký", lambda line: (*line.share, "hộ") if line.share[1] else None, Kind.SHARE, width=210, spare=True),
)


class GroupsPage(Page):
    """The groups of the village."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "Tổ dân cư")
        self.model = RowsModel(COLUMNS, key=lambda line: line.row.id, parent=self)
        self.table = TableView(self.model, "Danh sách tổ dân cư")
        self.card = GroupCard(desk)
        self.card.hide()
        self.offices = OfficesForm(desk.context)
        self._others = self.add_action("Tổ tự quản", lambda: desk.navigate("self_groups"), icon="sprout")
        self._naming = self.add_action("Người phụ trách thôn", self.ask_offices, icon="user-round")
        self._adding = self.set_main("Thêm tổ", self.new, icon="plus", tip="Ctrl+N")
        self.empty = empty_state(
            "map",
            "Sổ chưa có tổ dân cư nào",
            "Nhập danh sách Excel có cột Tổ thì các tổ tự có, hoặc thêm từng tổ.",
            button("Thêm tổ", self.new, icon="plus"),
            button("Nhập Excel", lambda: desk.navigate("imports"), icon="file-spreadsheet", kind="primary"),
        )
        self._both = beside(self.table, self.card)
        title = "Người phụ trách thôn, tên in trên giấy của thôn"
        self._form = options_card(self.offices, FORM_WIDTH, title, "Ghi", self.save_offices, self.back)
        self._form.hide()
        self.body.addWidget(self.empty, 1)
        self.body.addWidget(self._both, 1)
        self.body.addWidget(self._form, 1)
        self.table.chosen.connect(self._chosen)
        self.table.opened.connect(self._open_group)
        self.card.closed.connect(self.close_card)

    def open(self, group: str = "", offices: bool = False, **_place: Any) -> None:
        """Show the list as it was, one group, or who holds the offices of the village."""
        if offices:
            self.ask_offices()
        if group:
            self.table.show_key(group)
        self.desk.fold_navigation(not self.card.isHidden())

    def refresh(self, changes: Changes | None) -> None:
        """Read the groups again."""
        if changes is not None and not changes.touches(*KINDS):
            return
        context = self.desk.context
        marks = newest_marks(context)
        shares = marks.groups if marks else {}
        counts = register_counts(context)
        groups = list_groups(context)
        lines = [GroupLine(row, shares.get(row.id, (0, 0))) for row in groups]
        if counts.ungrouped:
            loose = GroupRow(NONE, "Chưa xếp tổ", None, "", "", counts.ungrouped)
            lines.insert(0, GroupLine(loose, shares.get("", (0, 0))))
        leaderless = sum(not row.leader for row in groups)
        parts = [f"{format_number(len(groups))} tổ, {format_number(counts.households)} hộ"]
        parts += [f"{leaderless} tổ chưa ghi tổ trưởng"] if leaderless else []
        parts += [f"{format_number(counts.ungrouped)} hộ chưa xếp tổ"] if counts.ungrouped else []
        self.set_state(", ".join(parts))
        self._show(lines)

    def new(self) -> None:
        """Begin a group."""
        self._show_form(False)
        numbers = [line.row.number or 0 for line in self.model.rows]
        self._open_card()
        self.table.clearSelection()
        self.card.begin_new(f"Tổ {max(numbers, default=0) + 1}")

    def save(self) -> None:
        """Save what is shown: the offices, or what stands on the card."""
        if not self._form.isHidden():
            self.save_offices()
        elif not self.card.isHidden():
            self.card.save()

    def ask_offices(self) -> None:
        """Show who holds the offices of the village, to be changed."""
        self.offices.load(village_offices(self.desk.context))
        self._show_form(True)
        next(iter(self.offices.offices.values())).line.setFocus()

    def save_offices(self) -> None:
        """Keep the names; the list comes back."""
        done = self.desk.attempt(lambda: save_offices(self.desk.context, self.offices.command()))
        if done is None:
            return
        self._show_form(False)
        if done.result:
            self.desk.notify_done(done, "Đã ghi người phụ trách thôn. Giấy in sau có tên mới.")

    def back(self) -> None:
        """Leave the offices as they are."""
        self._show_form(False)

    def _show_form(self, shown: bool) -> None:
        self._form.setVisible(shown)
        for each in (self._others, self._naming, self._adding):
            each.setVisible(not shown)
        if shown:
            self._both.hide()
            self.empty.hide()
        else:
            self._show_empty()

    def leave(self) -> None:
        """Keep what is being typed."""
        self.card.leave()

    def close_card(self) -> None:
        """Give the list its room back."""
        self.card.leave()
        self.card.group = ""
        self.card.hide()
        self.table.clearSelection()
        self.table.setCurrentIndex(self.model.index(-1, 0))
        self.desk.fold_navigation(False)
        self._show_empty()

    def _show(self, lines: list[GroupLine]) -> None:
        self.model.show_rows(lines)
        self._show_empty()
        if self.card.isHidden() or not self.card.group:
            return
        line = next((each for each in lines if each.row.id == self.card.group), None)
        if line is None:
            self.close_card()
            return
        self.card.show_group(line.row)
        self.table.show_key(line.row.id)

    def _chosen(self, line: GroupLine | None) -> None:
        if line is not None and (line.row.id != self.card.group or self.card.isHidden()):
            self._open_group(line)

    def _open_group(self, line: GroupLine) -> None:
        self._open_card()
        self.card.show_group(line.row)

    def _open_card(self) -> None:
        self.card.show()
        self.desk.fold_navigation(True)
        self._show_empty()

    def _show_empty(self) -> None:
        if not self._form.isHidden():
            return
        nothing = not self.model.rows and self.card.isHidden()
        self.empty.setVisible(nothing)
        self._both.setVisible(not nothing)
