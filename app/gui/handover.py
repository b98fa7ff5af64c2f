"""Bàn giao: who is at the keyboard, handing the books over to a new village head, and who saw full id numbers."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from PySide6.QtWidgets import QWidget

from app.gui.beginning import find_communes
from app.gui.day_field import WHOLE_DAY, DayField
from app.gui.desk import Desk
from app.gui.dialogs import PDF
from app.gui.fields import AreaField, PickField, TextField
from app.gui.first_run import LABELS
from app.gui.forms import Form, Problem
from app.gui.jobs import Job
from app.gui.notice import Notice
from app.gui.offices_form import people_finder
from app.gui.options_card import options_card
from app.gui.page import Page
from app.gui.parts import button, card, column, label, line, scrolling
from app.gui.rename_form import RenameForm
from app.gui.table import TableView
from app.gui.table_model import Column, Kind, RowsModel
from app.gui.theme import theme
from app.journal.capture import Changes
from app.kernel.clock import today
from app.kernel.progress import Progress
from app.usecases.context import Context
from app.usecases.handover import HandOver, Item, hand_over, inventory, print_minutes
from app.usecases.hands import hands, take_over
from app.usecases.privacy import DisclosureRow, list_disclosures
from app.usecases.village_names import rename_village, village_names

LEFT: Final = 400
FORM_WIDTH: Final = 620
WIDEST: Final = 470
ITEMS: Final[tuple[Column[Item], ...]] = (
    Column("Bàn giao những gì", lambda row: row.what),
    Column("Số lượng", lambda row: row.count, width=104),
    Column("Ghi chú", lambda row: row.note, Kind.QUIET, width=180, spare=True),
)
SEEN: Final[tuple[Column[DisclosureRow], ...]] = (
    Column("Lúc", lambda row: row.when, width=160),
    Column("Ai, xem gì", lambda row: f"{row.actor}: {row.about}{f' ({row.purpose})' if row.purpose else ''}"),
)


class HandoverForm(Form):
    """To whom, when, where, before whom."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        now = today(context.clock)
        hint = "Gõ vài chữ của tên rồi chọn, hoặc gõ cả họ tên."
        self.to = self.add("to", PickField("Người nhận, trưởng thôn mới", people_finder(context), hint))
        self.day = DayField("Ngày bàn giao", now.year)
        self.day.set_day(now)
        self.place = TextField("Nơi bàn giao", example="Nhà văn hóa thôn")
        self.add_beside(("day", self.day, 2), ("place", self.place, 3))
        self.witness = self.add("witness", TextField("Người chứng kiến", example="ông Phạm Văn Xã, đại diện UBND xã"))
        self.note = self.add("note", AreaField("Ghi chú", lines=2))

    def load(self, row: Any) -> None:
        """Begin empty."""

    def problems(self) -> Sequence[Problem]:
        """Return what is missing."""
        found = [] if self.to.text() else [Problem("to", "Ghi tên người nhận.")]
        return [*found, Problem("day", WHOLE_DAY)] if self.day.day() is None else found

    def command(self) -> HandOver:
        """Return the handover as filled in."""
        return HandOver(
            self.to.key() or self.to.text(), self.day.day(), self.place.text(), self.witness.text(), self.note.text()
        )  # fmt: skip


class HandoverPage(Page):
    """The hands and the log at the left, the handover at the right."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "Bàn giao")
        self.name = TextField("Người khác", example="Nguyễn Thị Mới")
        self.now = label(kind="heading", wrap=True)
        self._names = column(gap=4)
        self.name_buttons: list[QWidget] = []
        self.log_model = RowsModel(SEEN, key=lambda row: row.id, parent=self)
        self.log = TableView(self.log_model, "Ai đã xem số định danh đầy đủ")
        self.form = HandoverForm(desk.context)
        self.items = RowsModel(ITEMS, key=lambda row: row.what, parent=self)
        self.items_table = TableView(self.items, "Bàn giao những gì")
        self.before = label(kind="warn", wrap=True)
        self.renaming = RenameForm(desk.context, LABELS, find_communes)
        self._buttons_shown = (
            self.add_action("Thôn, xã đổi tên", self.ask_name, icon="map-pin"),
            self.add_action("In biên bản", self.print_out, icon="printer", tip="Ctrl+P"),
            self.set_main("Ghi đã bàn giao", self.save, icon="check", tip="Ctrl+S"),
        )
        self._left = self._left_side()
        both = line(gap=16)
        both.addWidget(self._left)
        both.addWidget(self._right_side(), 1)
        self._both = QWidget()
        self._both.setLayout(both)
        title = "Thôn hoặc xã đổi tên"
        self._name_pane = options_card(self.renaming, FORM_WIDTH, title, "Ghi tên mới", self.rename, self.back)
        self._name_pane.hide()
        self.body.addWidget(self._both, 1)
        self.body.addWidget(self._name_pane, 1)
        theme().changed.connect(self._fit)
        self._fit()

    def open(self, **_place: Any) -> None:
        """Count again: anything may have changed since."""
        self.refresh(None)

    def refresh(self, changes: Changes | None) -> None:
        """Read who works, what there is, and who saw what."""
        if changes is not None and not self.isVisible():
            return
        found = inventory(self.desk.context)
        self.items.show_rows(found.items)
        self.before.setText("Nên làm trước: " + " ".join(found.before) if found.before else "")
        self.before.setVisible(bool(found.before))
        self.set_state(f"Trưởng thôn đang ghi trong sổ: {found.giver}" if found.giver else "Sổ chưa ghi trưởng thôn")
        self.log_model.show_rows(list_disclosures(self.desk.context))
        self._show_hands()

    def save(self) -> None:
        """Record the handover, from which on the new name is at the keyboard; or the new name of the village."""
        if not self._name_pane.isHidden():
            self.rename()
            return
        if not self.form.check():
            return
        context = self.desk.context
        done = self.desk.attempt(lambda: hand_over(context, self.form.command()))
        if done is None:
            return
        self.desk.attempt(lambda: take_over(context, done.result))
        self.form.to.set_text("")
        self.desk.notify_done(
            done, f"Đã ghi bàn giao cho {done.result}. Từ nay mọi việc trên máy này ghi tên người ấy."
        )
        self.refresh(None)

    def print_out(self) -> None:
        """Write the minutes, with what is not known left to be written by hand."""
        path = self.desk.dialogs.save_file("In biên bản bàn giao", "Biên bản bàn giao.pdf", PDF)
        if path is None:
            return
        command = self.form.command()
        wanted = command if command.day else replace(command, day=today(self.desk.context.clock))
        context = self.desk.context

        def work(_progress: Progress) -> int:
            return print_minutes(context, wanted, path)

        def made(_pages: int) -> None:
            self.desk.notify_file(path, "Đã làm xong biên bản bàn giao, in 3 bản.", title="Biên bản bàn giao", copies=3)
            self.desk.preview(path, "Biên bản bàn giao", (), 3)

        self.desk.run(Job("Đang làm biên bản", work, made))

    def ask_name(self) -> None:
        """Show what the village is called, to be changed."""
        self.renaming.load(village_names(self.desk.context))
        self.renaming.day.set_day(today(self.desk.context.clock))
        self._show_names(True)
        self.renaming.name.setFocus()

    def rename(self) -> None:
        """Record the new names."""
        if not self.renaming.check():
            return
        done = self.desk.attempt(lambda: rename_village(self.desk.context, self.renaming.command()))
        if done is not None:
            self.back()
            words = f"Đã ghi: từ nay là {done.result}."
            self.desk.notify_done(done, words)

    def back(self) -> None:
        """Leave the names as they are."""
        self._show_names(False)

    def _show_names(self, shown: bool) -> None:
        self._name_pane.setVisible(shown)
        self._both.setVisible(not shown)
        for each in self._buttons_shown:
            each.setVisible(not shown)

    def be(self, name: str) -> None:
        """Let somebody be at the keyboard."""
        taken = self.desk.attempt(lambda: take_over(self.desk.context, name))
        if taken is not None:
            self.name.set_text("")
            self._show_hands()
            self.desk.notify(Notice(f"Từ nay mọi việc trên máy này ghi tên {taken}."))

    def _show_hands(self) -> None:
        found = hands(self.desk.context)
        self.now.setText(found.now)
        for old in self.name_buttons:
            self._names.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.name_buttons = [
            button(name, lambda name=name: self.be(name), icon="user-round")  # type: ignore[misc]
            for name in found.known
        ]
        for each in self.name_buttons:
            self._names.addWidget(each)

    def _left_side(self) -> QWidget:
        rows = column(gap=8, margin=(16, 12, 16, 12))
        rows.addWidget(label("Ai đang làm trên máy này", "strong"))
        rows.addWidget(self.now)
        rows.addLayout(self._names)
        rows.addWidget(self.name)
        rows.addWidget(button("Từ nay là người này", lambda: self.be(self.name.text()), icon="check"))
        rows.addSpacing(8)
        rows.addWidget(label("Đã xem số định danh đầy đủ", "strong"))
        rows.addWidget(self.log, 1)
        return card(rows)

    def _right_side(self) -> QWidget:
        inner = column(gap=8, margin=(0, 0, 8, 0))
        inner.addWidget(self.before)
        inner.addWidget(self.form)
        self.items_table.setMinimumHeight(theme().sizes.row * 8)
        inner.addWidget(self.items_table, 1)
        content = QWidget()
        content.setLayout(inner)
        rows = column(gap=8, margin=(16, 12, 16, 12))
        rows.addWidget(label("Bàn giao cho trưởng thôn mới", "heading"))
        rows.addWidget(scrolling(content), 1)
        return card(rows)

    def _fit(self) -> None:
        self._left.setFixedWidth(min(LEFT * theme().percent // 100, WIDEST))
