"""Cần xử lý: what the program cannot know by itself, one thing at a time or many equal ones, each settled with one button."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from app.gui.desk import Desk
from app.gui.fields import TextField
from app.gui.menu_button import FilterMenu
from app.gui.page import Page, beside, empty_state
from app.gui.parts import button, card, column, label, line, rule, scrolling
from app.gui.table import TableView
from app.gui.table_model import Column, Kind, RowsModel
from app.gui.theme import theme
from app.journal.capture import Changes
from app.journal.merge import CONFLICT, SAME_NUMBER
from app.records.register import Household
from app.usecases.context import COMMUNE, VILLAGE, Done
from app.usecases.issue_answers import KeepPerson, ResolveMany, keep_person, newest_of, others_of, resolve_many
from app.usecases.issues import (
    APART,
    TYPES,
    Choice,
    Issue,
    ResolveIssue,
    Subject,
    can_choose,
    list_issues,
    narrowed,
    resolve_issue,
)
from app.usecases.merging import compare_people
from app.usecases.questions import questions_waiting
from app.vietnamese.collation import name_sort_key, sort_key
from app.vietnamese.numbers import format_number


def villages_of(row: Issue) -> str:
    """Return the villages an issue concerns, in words."""
    names = dict.fromkeys([row.village, *(each.village for each in row.subjects)])
    return ", ".join(name[:1].upper() + name[1:] for name in names if name)


ABOUT = Column[Issue]("Về", lambda row: row.name, sort=lambda row: name_sort_key(row.name))
VILLAGE_OF = Column[Issue]("Thôn", villages_of, width=150, sort=lambda row: sort_key(villages_of(row)))
MATTER = Column[Issue]("Việc", lambda row: row.sentence, Kind.QUIET, spare=True)
LARGE: Final = 125
"""Text size in percent from which the list needs the room of the navigation's words."""

QUESTIONS: Final = "Hỏi đáp"
"""The page that lies behind this one; what waits there is told here, where a clerk looks for it."""


class IssuesPage(Page):
    """The list at the left, narrowed by kind, village and field; at the right what stands against each other."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "Cần xử lý", search_hint="Tìm người, hộ, thôn")
        role = desk.context.identity.role
        self._at_village = role == VILLAGE
        columns = (ABOUT, VILLAGE_OF, MATTER) if role == COMMUNE else (ABOUT, MATTER)
        self.model = RowsModel(columns, lambda row: row.id, parent=self)
        self.table = TableView(self.model, "Việc cần xử lý")
        self.rows: tuple[Issue, ...] = ()
        self.issue: Issue | None = None
        self.type = FilterMenu("Loại việc")
        self.village = FilterMenu("Thôn")
        self.field = FilterMenu("Mục")
        self.typed = TextField("Hoặc gõ số liệu đúng")
        self._name = label(kind="heading", wrap=True)
        self._place = label(kind="small", wrap=True)
        self._sentence = label(wrap=True)
        self._before = label(kind="quiet", wrap=True)
        self._choices: QVBoxLayout = column(gap=8)
        self._buttons_of_choices: list[QPushButton] = []
        self._advice = label(kind="quiet", wrap=True)
        self._typing = QWidget()
        self._newest = button("Lấy số liệu mới nhất", self.take_newest, icon="check")
        self._seen_all = button("Đã xem cả, không sửa", self.dismiss_all)
        self._detail = card(self._build())
        self._both = beside(self._listing(), self._detail)
        self._nothing = empty_state(
            "circle-check", "Không có việc nào cần xử lý",
            "Khi hai máy ghi khác nhau, hoặc số liệu có chỗ vướng, việc sẽ hiện ở đây.",
        )  # fmt: skip
        self.body.addWidget(self._both, 1)
        self.body.addWidget(self._nothing, 1)
        self.table.chosen.connect(self._show)
        self._questions = self.add_action(QUESTIONS, lambda: desk.navigate("questions"), icon="circle-help")
        self.table.opened.connect(lambda _: self._enter_detail())
        self.table.typed.connect(self._typed)
        assert self.search is not None
        self.search.searched.connect(lambda _: self._show_rows())
        self.search.left.connect(self.table.enter)
        for each in (self.type, self.village, self.field):
            each.chosen.connect(lambda _: self._show_rows())
        theme().changed.connect(self._fit)

    def open(self, **_place: Any) -> None:
        """Be shown with the first thing to settle."""
        self._make_room()
        self.refresh(None)
        self.table.enter()

    def _make_room(self) -> None:
        self.desk.fold_navigation(theme().percent >= LARGE)

    def _fit(self) -> None:
        if self.isVisible():
            self._make_room()

    def refresh(self, changes: Changes | None) -> None:
        """Read the list while it is seen: any change may settle or raise something."""
        if changes is not None and not self.isVisible():
            return
        self.rows = self.desk.attempt(lambda: list_issues(self.desk.context)) or ()
        some = bool(self.rows)
        for each in (self._both, self.search):
            if each is not None:
                each.setVisible(some)
        self._nothing.setVisible(not some)
        self.set_state(f"{format_number(len(self.rows))} việc" if some else "")
        asked = questions_waiting(self.desk.context)
        self._questions.setText(f"{QUESTIONS}: {format_number(asked)} chờ trả lời" if asked else QUESTIONS)
        self._offer()
        self._show_rows()

    def pick(self, choice: Choice) -> None:
        """Believe one of the values."""
        self._resolve(ResolveIssue(self._id, pick=choice.note), f"Đã chọn: {choice.value or 'để trống'}.")

    def enter_value(self) -> None:
        """Keep what was typed instead."""
        self._resolve(ResolveIssue(self._id, value=self.typed.text()), f"Đã ghi: {self.typed.text()}.")

    def dismiss(self) -> None:
        """Leave everything as it is."""
        self._resolve(ResolveIssue(self._id, dismiss=True), "Đã đánh dấu: đã xem, không phải sửa.")

    def go_there(self) -> None:
        """Go where one sees how the two ends stand, and writes what mends it."""
        self.desk.navigate("exchange" if self._at_village else "villages")

    def keep(self, subject: Subject) -> None:
        """Say that those who share a number are one person, who stays where this one is."""
        issue = self.issue
        if issue is None:
            return
        command = KeepPerson(issue.id, subject.record)
        gone = len(others_of(issue, subject.record))
        words = f"Đã giữ {subject.name} ở {subject.village}, bỏ {gone} người trùng."
        self._tell(self.desk.attempt(lambda: keep_person(self.desk.context, command)), words)

    def take_newest(self) -> None:
        """Believe the value written last in everything that is listed and differs."""
        self._many(ResolveMany(self._listed(CONFLICT), newest=True), "Đã lấy số liệu mới nhất cho {count} mục.")

    def dismiss_all(self) -> None:
        """Leave everything that is listed as it is."""
        self._many(ResolveMany(self._listed(), dismiss=True), "Đã đánh dấu {count} mục: đã xem, không phải sửa.")

    @property
    def _id(self) -> str:
        return self.issue.id if self.issue else ""

    def _listed(self, type_: str = "") -> tuple[str, ...]:
        return tuple(row.id for row in self.model.rows if row.type == type_ or (not type_ and row.type != APART))

    def _many(self, command: ResolveMany, words: str) -> None:
        done = self.desk.attempt(lambda: resolve_many(self.desk.context, command))
        if done is not None:
            self._tell(done, words.format(count=format_number(done.result.settled)))

    def _resolve(self, command: ResolveIssue, text: str) -> None:
        self._tell(self.desk.attempt(lambda: resolve_issue(self.desk.context, command)), text)

    def _tell(self, done: Done[Any] | None, text: str) -> None:
        if done is not None:
            self.desk.notify_done(done, text)

    def _offer(self) -> None:
        """Offer the villages and fields there are."""
        villages = {pile: name for row in self.rows for pile, name in _piles(row)}
        self.village.show_choices(sorted(villages.items(), key=lambda each: sort_key(each[1])))
        self.village.setVisible(not self._at_village and len(villages) > 1)
        labels = sorted({row.label for row in self.rows if row.label}, key=sort_key)
        self.field.show_choices([(each, each) for each in labels])
        self.field.setVisible(len(labels) > 1)

    def _show_rows(self) -> None:
        text = self.search.text() if self.search else ""
        pile, field = self.village.current, self.field.current
        counts = {type_: len(narrowed(self.rows, text, type_, pile, field)) for type_ in TYPES}
        kept = self.type.current
        self.type.show_choices(
            [(type_, f"{words} ({counts[type_]})") for type_, words in TYPES.items() if counts[type_] or type_ == kept]
        )
        rows = narrowed(self.rows, text, kept, pile, field)
        before = self._id
        self.model.show_rows(rows)
        self.table.show_key(before)
        if self.table.current is None and rows:
            self.table.setCurrentIndex(self.model.index(0, 0))
        differing = sum(map(can_choose, rows))
        self._newest.setText(f"Lấy số liệu mới nhất cho {differing} mục này")
        self._newest.setVisible(differing > 1)
        left = len(self._listed())
        self._seen_all.setText(f"Đã xem cả {left} mục, không sửa")
        self._seen_all.setVisible(left > 1)
        self._show(self.table.current)

    def _show(self, issue: Issue | None) -> None:
        self.issue = issue
        self._detail.setVisible(issue is not None)
        if issue is None:
            return
        self._name.setText(issue.name)
        self._place.setText(villages_of(issue))
        self._place.setVisible(not self._at_village)
        self._sentence.setText(f"{issue.sentence}.")
        self._before.setText("" if issue.before is None else f"Trước đó: {issue.before or '(để trống)'}")
        self._before.setVisible(issue.before is not None)
        self._advice.setText(issue.advice)
        self.typed.set_text("")
        self._typing.setVisible(can_choose(issue))
        while (item := self._choices.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self._buttons_of_choices = []
        latest = newest_of(issue) if issue.type == CONFLICT else ""
        for choice in issue.choices:
            able = issue.type != CONFLICT or can_choose(issue)
            self._choices.addWidget(self._choice(choice, newest=choice.note == latest, able=able))
        for subject in issue.subjects:
            self._choices.addWidget(self._subject(subject))
        for words in (*self._compared(issue), *issue.lines):
            self._choices.addWidget(label(words, "small", wrap=True))
        self._open.setVisible(issue.kind == Household.kind_name and self._at_village)
        self._seen.setVisible(issue.type != APART)
        self._there.setVisible(issue.type == APART)

    def _choice(self, choice: Choice, *, newest: bool, able: bool) -> QWidget:
        who = ", ".join(part for part in (choice.actor, choice.place) if part)
        lines = [label(choice.value or "(để trống)", "strong", wrap=True), label(who, "small", wrap=True)]
        lines.append(label(f"{choice.when}, mới nhất" if newest else choice.when, "small", wrap=True))
        if choice.detail:
            lines.append(label(choice.detail, "small", wrap=True))
        return self._answer(lines, button("Chọn", lambda: self.pick(choice), icon="check") if able else None)

    def _subject(self, subject: Subject) -> QWidget:
        where = f"{subject.village[:1].upper()}{subject.village[1:]}"
        lines = [label(subject.name, "strong", wrap=True), label(where, "small", wrap=True)]
        lines.append(label(subject.where, "small", wrap=True))
        return self._answer(lines, button("Giữ người này", lambda: self.keep(subject), icon="check"))

    def _answer(self, words: Iterable[QWidget], act: QPushButton | None) -> QWidget:
        texts = column(gap=0)
        for each in words:
            texts.addWidget(each)
        row = line(gap=12, margin=(12, 8, 8, 8))
        row.addLayout(texts, 1)
        if act is not None:
            self._buttons_of_choices.append(act)
            act.setToolTip(f"Phím {len(self._buttons_of_choices)}")
            row.addWidget(act)
        return card(row)

    def _compared(self, issue: Issue) -> Sequence[str]:
        """Return where the first two of those who share a number differ, field by field."""
        if issue.type != SAME_NUMBER or len(issue.subjects) < 2:
            return ()
        first, second = issue.subjects[:2]
        pairs = compare_people(self.desk.context, first.record, second.record)
        blank = "(để trống)"
        return [
            f"{each.label}: {each.kept or blank} / {each.other or blank}" for each in pairs if each.kept != each.other
        ]

    def _typed(self, text: str) -> None:
        """Let a digit pick the choice of that number; a letter goes to the search box."""
        place = int(text) - 1 if text.isdecimal() else -1
        if 0 <= place < len(self._buttons_of_choices):
            self._buttons_of_choices[place].click()
        elif self.search is not None and not text.isdecimal():
            self.search.setText(text)
            self.search.setFocus()

    def _enter_detail(self) -> None:
        if self._buttons_of_choices:
            self._buttons_of_choices[0].setFocus()

    def _listing(self) -> QWidget:
        narrow = line(gap=8)
        narrow.addWidget(self.type)
        narrow.addWidget(self.village)
        narrow.addWidget(self.field)
        narrow.addStretch(1)
        foot = column(gap=8)
        foot.addWidget(self._newest)
        foot.addWidget(self._seen_all)
        rows = column(gap=8)
        rows.addLayout(narrow)
        rows.addWidget(self.table, 1)
        rows.addLayout(foot)
        made = QWidget()
        made.setLayout(rows)
        return made

    def _build(self) -> QVBoxLayout:
        inner = column(gap=12, margin=(0, 0, 8, 0))
        for each in (self._place, self._sentence, self._before):
            inner.addWidget(each)
        inner.addLayout(self._choices)
        entry = column(gap=8)
        entry.addWidget(self.typed)
        entry.addWidget(button("Ghi số liệu này", self.enter_value, icon="pencil"))
        self._typing.setLayout(entry)
        inner.addWidget(self._typing)
        inner.addWidget(rule())
        inner.addWidget(self._advice)
        inner.addStretch(1)
        content = QWidget()
        content.setLayout(inner)
        self._open = button("Mở hộ này", self._open_household, icon="users-round")
        self._seen = button("Đã xem, không sửa", self.dismiss)
        words = "Mở Dữ liệu gửi xã" if self._at_village else "Mở Tình hình các thôn"
        self._there = button(words, self.go_there, icon="arrow-right")
        foot = line(gap=8)
        foot.addWidget(self._open)
        foot.addStretch(1)
        foot.addWidget(self._there)
        foot.addWidget(self._seen)
        rows = column(gap=12, margin=16)
        rows.addWidget(self._name)
        rows.addWidget(scrolling(content), 1)
        rows.addLayout(foot)
        return rows

    def _open_household(self) -> None:
        if self.issue is not None:
            self.desk.navigate("households", household=self.issue.record)


def _piles(row: Issue) -> list[tuple[str, str]]:
    found = [(row.pile, row.village), *((each.pile, each.village) for each in row.subjects)]
    return [(pile, name[:1].upper() + name[1:]) for pile, name in found]
