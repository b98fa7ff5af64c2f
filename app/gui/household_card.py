"""The detail beside the household list: members, the household's form, and in its place the form of one person."""

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QPushButton, QStackedWidget, QWidget

from app.gui.desk import Desk
from app.gui.drafts import DraftKeeper
from app.gui.event_card import MENU
from app.gui.event_fold import EventLines
from app.gui.fields import Choice
from app.gui.history_fold import HistoryFold
from app.gui.household_form import HouseholdForm
from app.gui.member_list import MemberList
from app.gui.menu_button import open_menu
from app.gui.notice import Link, Notice
from app.gui.parts import button, card_foot, card_head, column, label, line, look, rule, scrolling
from app.gui.person_form import PersonForm
from app.gui.record_form import RecordForm
from app.kernel.clock import today
from app.kernel.errors import AppError
from app.usecases.groups import list_groups
from app.usecases.households import (
    HouseholdDetail,
    Member,
    household_detail,
    remove_household,
    remove_person,
    save_household,
    save_person,
)
from app.usecases.privacy import record_seen
from app.usecases.sensitive_fields import sensitive_kept

HOUSEHOLD, PERSON = 0, 1
NEW: Final = "new"


class HouseholdCard(QFrame):
    """Shows one household at a time. ``closed`` asks the page for the room back, ``event_wanted`` for a wizard."""

    closed = Signal()
    event_wanted = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        look(self, "card")
        self.desk = desk
        self.household = ""
        self.detail: HouseholdDetail | None = None
        self.person: Member | None = None
        year = today(desk.context.clock).year
        self.form, self.person_form = HouseholdForm(year), PersonForm(year)
        self.person_form.number.revealed.connect(self._write_down)
        self._drafted: set[RecordForm] = set()
        self._keepers: dict[RecordForm, DraftKeeper] = {
            form: DraftKeeper(form, desk.drafts, lambda: desk.jobs.busy) for form in (self.form, self.person_form)
        }
        self.members = MemberList()
        self.members.opened.connect(self.edit_person)
        self.events = EventLines(desk.context)
        self.history, self.person_history = HistoryFold(desk.context), HistoryFold(desk.context)
        self._title = label(kind="heading", wrap=True)
        self._facts = label(kind="quiet", wrap=True)
        self.draft_line = self._draft_line()
        self._stack = QStackedWidget()
        self._stack.addWidget(scrolling(self._household_pane()))
        self._stack.addWidget(scrolling(self._person_pane()))
        self._remove = button("", self.remove, icon="trash-2", kind="link")
        self._back = button("Trở lại hộ", self.close_person, icon="arrow-left", kind="link")
        self._save = button("Lưu", self.save, icon="save", kind="primary", tip="Ctrl+S")
        self._lay_out()

    # What the page asks for

    def show_household(self, household: str) -> None:
        """Show a household; what was being typed about another one is kept as a draft."""
        if household != self.household or self.detail is None:
            self.leave(say=True)
            self._person_away()
            self.form.show_texts({})
        elif self.form.texts() or self._stack.currentIndex() == PERSON:
            return
        self.household = household
        self.refresh()

    def begin_new(self, group: str) -> None:
        """Begin a household, of ``group`` if the list shows only that one."""
        self.leave(say=True)
        self._person_away()
        self.household, self.detail = "", None
        self._offer_groups()
        self.form.load(None)
        self._show_head("Hộ mới", "Ghi chủ hộ trước; những người khác thêm sau khi lưu.")
        self._follow(self.form, f"household:{NEW}")
        self._show_pane(HOUSEHOLD)
        if group and not self.form.group.text():
            self.form.group.set_text(group)
        self.form.head.setFocus()

    def refresh(self) -> None:
        """Read the household again; what is being typed stays. Closes when it is no longer in the list."""
        if not self.household:
            return
        try:
            self.detail = household_detail(self.desk.context, self.household)
        except AppError:
            self.household = ""
            self.closed.emit()
            return
        self.members.show_members(self.detail.members)
        if not self.form.texts():
            self._offer_groups()
            self.form.load(self.detail)
            self._follow(self.form, f"household:{self.household}")
        self.events.follow(self.household)
        self.history.follow(self.household)
        if self._stack.currentIndex() == HOUSEHOLD:
            self._show_pane(HOUSEHOLD)

    def save(self) -> None:
        """Save what is on the card: the household, or the person."""
        if self._stack.currentIndex() == PERSON:
            self._save_person()
        else:
            self._save_household()

    def leave(self, *, say: bool = False) -> None:
        """Keep drafts now, and on request say that something typed has not been saved."""
        for keeper in self._keepers.values():
            keeper.keep_if_waiting()
        if not say or not any(form.texts() for form in self._keepers):
            return
        household = self.household
        if household:
            again = Link("Mở lại", lambda: self.desk.navigate("households", household=household), "pencil")
            text = f"Phần vừa gõ ở hộ {self._name()} chưa ghi vào sổ, vẫn giữ lại đó."
            self.desk.notify(Notice(text, "warn", links=(again,)))
        else:
            text = "Hộ mới đang gõ dở chưa ghi vào sổ, bấm «Thêm hộ» để gõ tiếp."
            self.desk.notify(Notice(text, "warn"))

    # People

    def edit_person(self, member: Member) -> None:
        """Show the form of one member in place of the household."""
        self.person = member
        self.person_form.offer_sensitive(sensitive_kept(self.desk.context))
        self.person_form.load(member)
        self._follow(self.person_form, f"person:{member.id}")
        self.person_form.warn()
        self.person_history.follow(member.id)
        self.person_history.show()
        self._show_pane(PERSON)
        self.person_form.name.setFocus()

    def add_person(self) -> None:
        """Show an empty form for one more member."""
        self.person = None
        members = self.detail.members if self.detail else ()
        self.person_form.offer_sensitive(sensitive_kept(self.desk.context))
        self.person_form.begin_new(self.household, head=not members)
        self._follow(self.person_form, f"person:{NEW}:{self.household}")
        self.person_history.hide()
        self._show_pane(PERSON)
        self.person_form.name.setFocus()

    def close_person(self) -> None:
        """Go back to the household; what was typed about the person is kept as a draft."""
        self._keepers[self.person_form].keep_if_waiting()
        self._person_away()
        self._show_pane(HOUSEHOLD)

    def remove(self) -> None:
        """Take the household, or the person shown, off the list; the notice offers to undo it."""
        context, name = self.desk.context, self._name()
        if self._stack.currentIndex() == PERSON and self.person is not None:
            person = self.person
            done = self.desk.attempt(lambda: remove_person(context, person.id))
            words = f"Đã xoá {person.texts['full_name']} khỏi danh sách."
            form: RecordForm = self.person_form
        else:
            done = self.desk.attempt(lambda: remove_household(context, self.household))
            words, form = f"Đã xoá hộ {name} khỏi danh sách.", self.form
        if done is not None:
            self._keepers[form].finish()
            form.show_texts({})
            self._person_away()
            self._show_pane(HOUSEHOLD)
            self.desk.notify_done(done, words)

    def _save_household(self) -> None:
        if not self.form.check():
            return
        new = not self.household
        done = self.desk.attempt(lambda: save_household(self.desk.context, self.form.command()))
        if done is not None:
            self._keepers[self.form].finish()
            self.form.show_texts({})
            self.household = done.result
            self.refresh()
            self.desk.notify_done(done, f"Đã thêm hộ {self._name()}." if new else f"Đã ghi hộ {self._name()}.")

    def _save_person(self) -> None:
        if not self.person_form.check():
            return
        name = self.person_form.name.text()
        done = self.desk.attempt(lambda: save_person(self.desk.context, self.person_form.command()))
        if done is not None:
            self._keepers[self.person_form].finish()
            self._person_away()
            self._show_pane(HOUSEHOLD)
            self.desk.notify_done(done, f"Đã ghi {name}.")

    # How it is shown

    def drop_draft(self) -> None:
        """Forget what was typed and show the record as it is in the books."""
        form = self.person_form if self._stack.currentIndex() == PERSON else self.form
        self._keepers[form].finish()
        form.show_texts({})
        if form is self.form:
            self.refresh() if self.household else self.begin_new("")
        elif self.person is not None:
            self.edit_person(self.person)
        else:
            self.add_person()

    def _follow(self, form: RecordForm, key: str) -> None:
        (self._drafted.add if self._keepers[form].begin(key) else self._drafted.discard)(form)

    def _person_away(self) -> None:
        self.person = None
        self.person_form.show_texts({})
        self._stack.setCurrentIndex(HOUSEHOLD)

    def _write_down(self) -> None:
        """Note in the books that a full id number of a record was looked at."""
        if self.person is not None:
            person = self.person.id
            self.desk.attempt(lambda: record_seen(self.desk.context, person))

    def _offer_events(self) -> None:
        open_menu(self.event_button, MENU, self.event_wanted.emit)

    def _offer_groups(self) -> None:
        groups: list[Choice] = [(row.id, row.name) for row in list_groups(self.desk.context)]
        self.form.show_groups(groups)

    def _name(self) -> str:
        row = self.detail.row if self.detail else None
        return f"{row.code} {row.head}".strip() if row else ""

    def _show_pane(self, pane: int) -> None:
        self._stack.setCurrentIndex(pane)
        row = self.detail.row if self.detail and self.household else None
        if pane == PERSON:
            self._show_head(self.person.texts["full_name"] if self.person else "Thêm người", f"Hộ {self._name()}")
        elif row is not None:
            facts = (f"Mã hộ {row.code}", row.group or "Chưa xếp tổ", f"{row.people} khẩu")
            self._show_head(row.head or "Chưa có chủ hộ", " · ".join(facts))
        form = self.person_form if pane == PERSON else self.form
        self.draft_line.setVisible(form in self._drafted and bool(form.texts()))
        for widget in (self._people, self.history):
            widget.setVisible(row is not None)
        self.events.setVisible(row is not None and bool(self.events.lines))
        self._back.setVisible(pane == PERSON)
        self._remove.setText("Xoá người này" if pane == PERSON else "Xoá hộ này")
        self._remove.setAccessibleName(self._remove.text())
        self._remove.setVisible(self.person is not None if pane == PERSON else row is not None)

    def _show_head(self, title: str, facts: str) -> None:
        self._title.setText(title)
        self._facts.setText(facts)

    def _household_pane(self) -> QWidget:
        self._people = QWidget()
        rows = column(gap=4)
        head = line(gap=8)
        head.addWidget(label("Người trong hộ", "strong"))
        head.addStretch(1)
        self.add_button: QPushButton = button("Thêm người", self.add_person, icon="plus", kind="link")
        head.addWidget(self.add_button)
        rows.addLayout(head)
        rows.addWidget(self.members)
        self.event_button: QPushButton = button("Ghi biến động của hộ…", self._offer_events, icon="calendar-days")
        rows.addWidget(self.event_button, alignment=Qt.AlignmentFlag.AlignLeft)
        rows.addSpacing(8)
        rows.addWidget(label("Thông tin của hộ", "strong"))
        self._people.setLayout(rows)
        return _stacked(self._people, self.form, self.events, self.history)

    def _person_pane(self) -> QWidget:
        return _stacked(self.person_form, self.person_history)

    def _draft_line(self) -> QWidget:
        made = look(QFrame(), "bar")
        made.setProperty("tone", "warn")
        row = line(gap=4, margin=(12, 4, 4, 4))
        row.addWidget(label("Đây là phần đang gõ dở, chưa ghi vào sổ.", wrap=True), 1)
        row.addWidget(button("Bỏ", self.drop_draft, icon="x", kind="link", tip="Bỏ phần gõ dở, xem như trong sổ"))
        made.setLayout(row)
        made.hide()
        return made

    def _lay_out(self) -> None:
        head = card_head(self._title, self.closed.emit)
        foot = card_foot(self._remove, self._save)
        rows = column(gap=8, margin=(16, 12, 16, 12))
        rows.addWidget(self._back, alignment=Qt.AlignmentFlag.AlignLeft)
        rows.addLayout(head)
        rows.addWidget(self._facts)
        rows.addWidget(self.draft_line)
        rows.addWidget(rule())
        rows.addWidget(self._stack, 1)
        rows.addLayout(foot)
        self.setLayout(rows)


def _stacked(*parts: QWidget) -> QWidget:
    made = QWidget()
    rows = column(gap=12, margin=(0, 0, 8, 0))
    for part in parts:
        rows.addWidget(part)
    rows.addStretch(1)
    made.setLayout(rows)
    return made
