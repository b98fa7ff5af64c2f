"""Cần xử lý: what the program cannot know by itself, one thing at a time, each settled with one button."""

from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.gui.desk import Desk
from app.gui.fields import TextField
from app.gui.page import Page, beside, empty_state
from app.gui.parts import button, card, column, label, line, rule, scrolling
from app.gui.table import TableView
from app.gui.table_model import Column, Kind, RowsModel
from app.journal.capture import Changes
from app.journal.merge import CONFLICT
from app.records.register import Household
from app.usecases.context import VILLAGE
from app.usecases.issues import Choice, Issue, ResolveIssue, list_issues, resolve_issue
from app.vietnamese.collation import name_sort_key
from app.vietnamese.numbers import format_number

COLUMNS = (
    Column[Issue]("Về", lambda row: row.name, sort=lambda row: name_sort_key(row.name)),
    Column[Issue]("Việc", lambda row: row.sentence, Kind.QUIET, spare=True),
)


class IssuesPage(Page):
    """The list at the left, at the right the values that stand against each other."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "Cần xử lý")
        self.model = RowsModel(COLUMNS, lambda row: row.id, parent=self)
        self.table = TableView(self.model, "Việc cần xử lý")
        self.issue: Issue | None = None
        self._at_village = desk.context.identity.role == VILLAGE
        self.typed = TextField("Hoặc gõ số liệu đúng")
        self._name = label(kind="heading", wrap=True)
        self._sentence = label(wrap=True)
        self._choices: QVBoxLayout = column(gap=8)
        self._advice = label(kind="quiet", wrap=True)
        self._typing = QWidget()
        self._detail = card(self._build())
        self._both = beside(self.table, self._detail)
        self._nothing = empty_state(
            "circle-check", "Không có việc nào cần xử lý",
            "Khi hai máy ghi khác nhau, hoặc số liệu có chỗ vướng, việc sẽ hiện ở đây.",
        )  # fmt: skip
        self.body.addWidget(self._both, 1)
        self.body.addWidget(self._nothing, 1)
        self.table.chosen.connect(self._show)
        self.add_action("Hỏi đáp", lambda: desk.navigate("questions"), icon="circle-help")

    def open(self, **_place: Any) -> None:
        """Be shown with the first thing to settle."""
        self.refresh(None)
        self.table.enter()

    def refresh(self, changes: Changes | None) -> None:
        """Read the list while it is seen: any change may settle or raise something."""
        if changes is not None and not self.isVisible():
            return
        before = self.issue.id if self.issue else ""
        rows = self.desk.attempt(lambda: list_issues(self.desk.context)) or ()
        self.model.show_rows(rows)
        self._both.setVisible(bool(rows))
        self._nothing.setVisible(not rows)
        self.set_state(f"{format_number(len(rows))} việc" if rows else "")
        self.table.show_key(before)
        if self.table.current is None and rows:
            self.table.setCurrentIndex(self.model.index(0, 0))
        self._show(self.table.current)

    def pick(self, choice: Choice) -> None:
        """Believe one of the values."""
        self._resolve(ResolveIssue(self._id, pick=choice.note), f"Đã chọn: {choice.value or 'để trống'}.")

    def enter_value(self) -> None:
        """Keep what was typed instead."""
        self._resolve(ResolveIssue(self._id, value=self.typed.text()), f"Đã ghi: {self.typed.text()}.")

    def dismiss(self) -> None:
        """Leave everything as it is."""
        self._resolve(ResolveIssue(self._id, dismiss=True), "Đã đánh dấu: đã xem, không phải sửa.")

    @property
    def _id(self) -> str:
        return self.issue.id if self.issue else ""

    def _resolve(self, command: ResolveIssue, text: str) -> None:
        done = self.desk.attempt(lambda: resolve_issue(self.desk.context, command))
        if done is not None:
            self.desk.notify_done(done, text)

    def _show(self, issue: Issue | None) -> None:
        self.issue = issue
        self._detail.setVisible(issue is not None)
        if issue is None:
            return
        self._name.setText(issue.name)
        self._sentence.setText(f"{issue.sentence}.")
        self._advice.setText(issue.advice)
        self.typed.set_text("")
        self._typing.setVisible(issue.type == CONFLICT)
        while (item := self._choices.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for choice in issue.choices:
            self._choices.addWidget(self._choice(choice))
        self._open.setVisible(issue.kind == Household.kind_name and self._at_village)

    def _choice(self, choice: Choice) -> QWidget:
        words = column(gap=0)
        words.addWidget(label(choice.value or "(để trống)", "strong", wrap=True))
        words.addWidget(label(f"{choice.actor}, {choice.when}", "small", wrap=True))
        row = line(gap=12, margin=(12, 8, 8, 8))
        row.addLayout(words, 1)
        row.addWidget(button("Chọn", lambda: self.pick(choice), icon="check"))
        return card(row)

    def _build(self) -> QVBoxLayout:
        inner = column(gap=12, margin=(0, 0, 8, 0))
        inner.addWidget(self._sentence)
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
        foot = line(gap=8)
        foot.addWidget(self._open)
        foot.addStretch(1)
        foot.addWidget(button("Đã xem, không sửa", self.dismiss))
        rows = column(gap=12, margin=16)
        rows.addWidget(self._name)
        rows.addWidget(scrolling(content), 1)
        rows.addLayout(foot)
        return rows

    def _open_household(self) -> None:
        if self.issue is not None:
            self.desk.navigate("households", household=self.issue.record)
