"""The detail beside the groups: who leads one, and its households to tick and move."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from app.gui.desk import Desk
from app.gui.drafts import DraftKeeper
from app.gui.fields import PickField
from app.gui.forms import Problem
from app.gui.menu_button import open_menu
from app.gui.notice import Link
from app.gui.offices_form import people_finder
from app.gui.parts import button, card_foot, card_head, column, label, line, look, rule, scrolling
from app.gui.record_form import RecordForm
from app.gui.table import TableView
from app.gui.table_model import Column, RowsModel
from app.gui.theme import theme
from app.kernel.clock import today
from app.records.places import GROUP_DEPUTY, GROUP_LEADER
from app.records.register import ResidentialGroup
from app.usecases.context import Context
from app.usecases.events import MoveGroup, record_group_move
from app.usecases.groups import GroupRow, SaveGroup, list_groups, remove_group, save_group
from app.usecases.households import (
    NONE,
    HouseholdQuery,
    HouseholdRow,
    list_households,
)
from app.vietnamese.collation import name_sort_key
from app.vietnamese.numbers import format_number

LEAST_ROWS: Final = 4
"""Lines of households in sight, with their head, however large the text is."""
HOUSEHOLDS: Final[tuple[Column[HouseholdRow], ...]] = (
    Column("Mã hộ", lambda row: row.code, width=84),
    Column("Chủ hộ", lambda row: row.head, sort=lambda row: name_sort_key(row.head)),
)


class GroupForm(RecordForm):
    """Name, leader and deputy. Leaders are picked from the people of the group, or typed when they are not in it."""

    def __init__(self, context: Context) -> None:
        super().__init__(ResidentialGroup, today(context.clock).year)
        self._row: GroupRow | None = None
        self.name = self.add("name", self.line("name"))
        hint = "Gõ vài chữ của tên rồi chọn trong danh sách hiện ra."
        find = people_finder(context, lambda: self._row.id if self._row else "")
        self.leader = self.add("leader", PickField(GROUP_LEADER, find, hint))
        self.deputy = self.add("deputy", PickField(GROUP_DEPUTY, find))

    def load(self, row: GroupRow | None) -> None:
        """Show a group, or an empty form for a new one."""
        self._row = row
        texts = {"name": row.name, "leader": row.leader, "deputy": row.deputy} if row else {}
        self.show_texts(texts)

    def problems(self) -> Sequence[Problem]:
        """Return what is missing."""
        found = self.refusals()
        return found if self.name.text() else [*found, Problem("name", "Ghi tên tổ, ví dụ Tổ 1.")]

    def command(self) -> SaveGroup:
        """Return what was typed; a person picked from the list goes by id."""
        typed = self.texts()
        leader, deputy = (
            (field.key() or field.text()) if name in typed else None
            for name, field in (("leader", self.leader), ("deputy", self.deputy))
        )
        return SaveGroup(self._row.id if self._row else "", self.name.text(), leader, deputy)


class GroupCard(QFrame):
    """Shows one group, a new one, or the households that belong to none. ``closed`` asks the page for the room back."""

    closed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        look(self, "card")
        self.desk = desk
        self.group = ""
        self._row: GroupRow | None = None
        self.form = GroupForm(desk.context)
        self._keeper = DraftKeeper(self.form, desk.drafts, lambda: desk.jobs.busy)
        self._title = label(kind="heading", wrap=True)
        self._advice = label(kind="quiet", wrap=True)
        self.model = RowsModel(HOUSEHOLDS, key=lambda row: row.id, tickable="Chọn", parent=self)
        self.table = TableView(self.model, "Hộ của tổ")
        self.all_button = button("Chọn tất cả", self.tick_all, icon="list-checks", kind="link")
        self.move_button = button("Chuyển sang tổ…", self._offer_groups, icon="arrow-right")
        self._remove = button("Xoá tổ này", self.remove, icon="trash-2", kind="link")
        self._save = button("Lưu", self.save, icon="save", kind="primary", tip="Ctrl+S")
        self.model.ticked.connect(lambda *_: self._count_ticks())
        self.table.opened.connect(lambda row: desk.navigate("households", household=row.id))
        self._lay_out()

    def show_group(self, row: GroupRow) -> None:
        """Show a group; ``row.id`` is :data:`NONE` for the households without one."""
        if row.id != self.group:
            self.leave()
            self.form.show_texts({})
            self.model.set_ticks(())
        self.group, self._row = row.id, row
        if not self.form.texts():
            self.form.load(row)
            self._keeper.begin(f"residential_group:{row.id}")
        self._show_households(row.id)
        self._show_parts()

    def begin_new(self, name: str) -> None:
        """Begin a group, with the next name as a proposal."""
        self.leave()
        self.group, self._row = "", None
        self.form.load(None)
        self._keeper.begin("residential_group:new")
        if not self.form.name.text():
            self.form.name.set_text(name)
        self.model.show_rows(())
        self._show_parts()
        self.form.name.setFocus()
        self.form.name.line.selectAll()

    def leave(self) -> None:
        """Keep the draft now."""
        self._keeper.keep_if_waiting()

    def save(self) -> None:
        """Save name, leader and deputy."""
        if self.group == NONE or not self.form.check():
            return
        name = self.form.name.text()
        done = self.desk.attempt(lambda: save_group(self.desk.context, self.form.command()))
        if done is not None:
            self._keeper.finish()
            self.form.show_texts({})
            self.group = done.result
            self.desk.notify_done(done, f"Đã ghi {name}.")

    def remove(self) -> None:
        """Remove the group; one that still has households says so (GROUP-001)."""
        row = self._row
        if row is None:
            return
        done = self.desk.attempt(lambda: remove_group(self.desk.context, row.id))
        if done is not None:
            self._keeper.finish()
            self.form.show_texts({})
            self.group = ""
            self.closed.emit()
            self.desk.notify_done(done, f"Đã xoá {row.name}.")

    def tick_all(self) -> None:
        """Tick every household shown, or none when all are ticked."""
        keys = {row.id for row in self.model.rows}
        self.model.set_ticks(() if keys <= self.model.ticks else keys)
        self._count_ticks()

    def move_to(self, group: str) -> None:
        """Move the ticked households to ``group``."""
        households = tuple(row.id for row in self.model.rows if row.id in self.model.ticks)
        name = next(row.name for row in list_groups(self.desk.context) if row.id == group)
        day = today(self.desk.context.clock)
        done = self.desk.attempt(lambda: record_group_move(self.desk.context, MoveGroup(households, group, day)))
        if done is not None:
            self.model.set_ticks(())
            there = Link(f"Xem {name}", lambda: self.desk.navigate("groups", group=group))
            self.desk.notify_done(done, f"Đã chuyển {format_number(done.result)} hộ sang {name}.", rows=(there,))

    def _offer_groups(self) -> None:
        others = [(row.id, row.name) for row in list_groups(self.desk.context) if row.id != self.group]
        open_menu(self.move_button, others, self.move_to)

    def _show_households(self, group: str) -> None:
        self.model.show_rows(list_households(self.desk.context, HouseholdQuery(group=group)).items)
        self.model.set_ticks(self.model.ticks & {row.id for row in self.model.rows})
        self._count_ticks()

    def _count_ticks(self) -> None:
        count = len(self.model.ticks)
        self.move_button.setText(
            f"Chuyển {format_number(count)} hộ sang tổ…" if count else "Đánh dấu hộ cần chuyển sang tổ khác"
        )
        self.move_button.setAccessibleName(self.move_button.text())
        self.move_button.setEnabled(count > 0)

    def _show_parts(self) -> None:
        real = self.group != NONE
        any_homes = bool(self.model.rows)
        self._title.setText(self._row.name if self._row else "Tổ mới")
        if any_homes:
            advice = f"{format_number(len(self.model.rows))} hộ"
        elif self._row:
            advice = "Tổ chưa có hộ nào. Mở một tổ khác, đánh dấu các hộ rồi chuyển sang đây."
        else:
            advice = "Lưu tên tổ trước, rồi mở tổ khác để chuyển các hộ sang."
        self._advice.setText(advice)
        self.form.setVisible(real)
        self._save.setVisible(real)
        self._remove.setVisible(real and self._row is not None)
        for widget in (self.table, self.all_button, self.move_button):
            widget.setVisible(any_homes)

    def _lay_out(self) -> None:
        head = card_head(self._title, self.closed.emit)
        foot = card_foot(self._remove, self._save)
        homes = line(gap=8)
        homes.addWidget(self._advice, 1)
        homes.addWidget(self.all_button)
        inside = column(gap=8, margin=(0, 0, 4, 0))
        inside.addWidget(self.form)
        inside.addLayout(foot)
        inside.addWidget(rule())
        inside.addLayout(homes)
        inside.addWidget(self.table, 100)
        inside.addWidget(self.move_button)
        inside.addStretch(1)
        content = QWidget()
        content.setLayout(inside)
        rows = column(gap=8, margin=(16, 12, 12, 12))
        rows.addLayout(head)
        rows.addWidget(scrolling(content), 1)
        self.setLayout(rows)
        theme().changed.connect(self._fit)
        self._fit()

    def _fit(self) -> None:
        self.table.setMinimumHeight(theme().sizes.row * LEAST_ROWS)
