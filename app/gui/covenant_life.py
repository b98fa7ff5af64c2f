"""Các bước làm quy ước: dated steps with what is due next, their papers, what households said, what differs."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Final

from PySide6.QtWidgets import QStackedWidget, QWidget

from app.gui.chips import Chips
from app.gui.covenant_life_forms import AnswerForm, CommentForm, InvitationForm, StepForm
from app.gui.desk import Desk
from app.gui.dialogs import PDF, WORD, FileKind
from app.gui.form_page import FormPage
from app.gui.jobs import Job
from app.gui.menu_button import open_menu
from app.gui.page import empty_state
from app.gui.parts import Slot, button, card, column, filled, label, line
from app.gui.table import TableView
from app.gui.table_model import Column, Kind, RowsModel
from app.gui.theme import theme
from app.journal.capture import Changes
from app.kernel.progress import Progress
from app.usecases.covenant_comments import (
    CommentRow,
    answer_comment,
    differences,
    list_comments,
    record_comment,
)
from app.usecases.covenant_life import RECOGNISE, STEPS, CovenantLife, StepRow, covenant_life, record_step
from app.usecases.covenant_papers import PAPERS, PrintCovenantPaper, WrittenPaper, print_covenant_paper
from app.usecases.groups import list_groups
from app.usecases.invitations import PrintedInvitations, print_invitations
from app.vietnamese.numbers import format_number

INVITATIONS: Final = "Giấy mời họp"
STEPS_VIEW, COMMENTS_VIEW, CHANGES_VIEW = "steps", "comments", "changes"
KINDS: Final = (
    "covenant", "covenant_version", "covenant_node", "covenant_step", "covenant_comment", "recognition_decision", "household",
)  # fmt: skip
NEXT_WIDTH: Final = 340
WIDEST: Final = 420
LARGE: Final = 125
"""Text size in percent from which the page needs the room of the navigation's words."""

STEP_COLUMNS: Final[tuple[Column[StepRow], ...]] = (
    Column("Ngày", lambda row: f"{row.day:%d/%m/%Y}" if row.day else "", width=116),
    Column("Bước", lambda row: row.label),
    Column("Ghi", lambda row: row.words, Kind.QUIET, width=320, spare=True),
    Column("Căn cứ", lambda row: row.law, Kind.QUIET, width=180, spare=True),
)
COMMENT_COLUMNS: Final[tuple[Column[CommentRow], ...]] = (
    Column("Điều", lambda row: row.article or "Cả bản", width=84),
    Column("Hộ, người", lambda row: row.household or row.who, width=190, spare=True),
    Column("Ý kiến", lambda row: row.text),
    Column("Ở đâu", lambda row: row.occasion, Kind.QUIET, width=150, spare=True),
    Column("Tiếp thu, trả lời", lambda row: row.answer or "Chưa trả lời", Kind.QUIET, width=210,
           shade=lambda row: None if row.answer else "warn"),
)  # fmt: skip


class CovenantLifePage(FormPage):
    """Chips choose between steps, comments and differences; forms take the place of them all."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "Các bước làm quy ước")
        self.life: CovenantLife | None = None
        self.chips = Chips(((STEPS_VIEW, "Các bước"), (COMMENTS_VIEW, "Ý kiến"), (CHANGES_VIEW, "So với bản trước")))
        self.steps = RowsModel(STEP_COLUMNS, key=lambda row: (row.what, row.id), parent=self)
        self.steps_table = TableView(self.steps, "Các bước đã ghi")
        self.comments = RowsModel(COMMENT_COLUMNS, key=lambda row: row.id, parent=self)
        self.comments_table = TableView(self.comments, "Ý kiến của các hộ")
        self.next_words = label(kind="heading", wrap=True)
        self.next_due = label(wrap=True)
        self.next_advice = label(kind="quiet", wrap=True)
        self.next_button = button("Ghi bước này", self.record_next, icon="check", kind="primary")
        self.step_words = label(wrap=True)
        self.paper_button = button("In giấy tờ…", self._offer_papers, icon="printer")
        self.other_button = button("Ghi bước khác…", self._offer_steps, icon="ellipsis")
        self.answer_button = button("Ghi trả lời…", self.answer, icon="pencil")
        self._differing = Slot()
        self.changed_words: list[str] = []
        self._views = QStackedWidget()
        for each in (self._steps_view(), self._comments_view(), self._changes_view()):
            self._views.addWidget(each)
        self._main = self.set_main("Ghi ý kiến", self.add_comment, icon="plus", tip="Ctrl+N")
        self.nothing = empty_state(
            "scroll-text", "Thôn chưa có bản quy ước nào trong sổ",
            "Mở tệp Word hoặc bắt đầu từ bản mẫu ở trang Quy ước trước.",
            button("Sang trang Quy ước", lambda: desk.navigate("covenant"), icon="arrow-right", kind="primary"),
        )  # fmt: skip
        self._whole = QWidget()
        rows = column(gap=12)
        rows.addWidget(self.chips)
        rows.addWidget(self._views, 1)
        self._whole.setLayout(rows)
        self.body.addWidget(self.nothing, 1)
        self.body.addWidget(self._whole, 1)
        self.chips.chosen.connect(self._show_part)
        self.steps_table.chosen.connect(lambda row: self.step_words.setText(step_words(row) if row else ""))
        self.comments_table.chosen.connect(lambda row: self.answer_button.setEnabled(row is not None))
        self.comments_table.opened.connect(lambda _: self.answer())
        theme().changed.connect(self._fit)
        self._fit()

    def open(self, view: str = "", **_place: Any) -> None:
        """Be shown, at one of the three views if one was asked for."""
        self._make_room()
        self.refresh(None)
        if view:
            self.chips.choose(view)

    def refresh(self, changes: Changes | None) -> None:
        """Read the newest version's life again."""
        if changes is not None and not changes.touches(*KINDS):
            return
        context = self.desk.context
        self.life = covenant_life(context)
        if self.form is None:
            self.show_front()
        if self.life is None:
            self.set_state("")
            return
        said = list_comments(context)
        self.set_state(f"Bản {self.life.number}, {self.life.state}")
        self.steps.show_rows(self.life.steps)
        self.comments.show_rows(said)
        self.answer_button.setEnabled(self.comments_table.current is not None)
        self.chips.rename(COMMENTS_VIEW, f"Ý kiến ({format_number(len(said))})" if said else "Ý kiến")
        self._show_next(self.life)
        self._show_differences()

    def front(self) -> Sequence[QWidget]:
        """Return everything but a form."""
        return (self._whole, self.nothing, self._main)

    def show_front(self) -> None:
        """Show the life, or what to do before there is one."""
        self._whole.setVisible(self.life is not None)
        self._main.setVisible(self.life is not None and self.chips.current == COMMENTS_VIEW)
        self.nothing.setVisible(self.life is None)

    def new(self) -> None:
        """Write a comment down."""
        if self.life is not None:
            self.add_comment()

    def record_next(self) -> None:
        """Write down the step that is due."""
        if self.life is None or self.life.next is None:
            return
        what = self.life.next.what
        if what == RECOGNISE:
            self.desk.navigate("covenant")
        else:
            self.record(what)

    def record(self, what: str) -> None:
        """Write a step down."""
        context = self.desk.context
        form = StepForm(context, what, self.life.households if self.life else 0)
        self.ask_for(
            form, STEPS[what].label, "Ghi bước này", lambda: record_step(context, form.command()),
            f"Đã ghi: {STEPS[what].label}.",
        )  # fmt: skip

    def add_comment(self) -> None:
        """Write down what somebody said."""
        form, context = CommentForm(self.desk.context), self.desk.context
        words = "Đã ghi ý kiến."
        self.ask_for(form, "Ý kiến về quy ước", "Ghi ý kiến", lambda: record_comment(context, form.command()), words)

    def answer(self) -> None:
        """Write down what came of the chosen comment."""
        row, context = self.comments_table.current, self.desk.context
        if row is None:
            return
        form = AnswerForm()
        words = "Đã ghi trả lời."
        self.ask_for(
            form, row.text[:120], "Ghi trả lời", lambda: answer_comment(context, row.id, form.command()), words
        )

    def write_paper(self, paper: str, kind: FileKind = PDF) -> None:
        """Write one of the papers, to be shown and printed, or for Word to be edited."""
        context, name = self.desk.context, PAPERS[paper]
        path = self.desk.dialogs.save_file(f"In {name.lower()}", f"{name}.{kind.endings[0]}", kind)
        if path is None:
            return

        def work(_progress: Progress) -> WrittenPaper:
            return print_covenant_paper(context, PrintCovenantPaper(paper, path))

        def made(done: WrittenPaper) -> None:
            count = f", {format_number(done.ballots)} phiếu" if done.ballots else ""
            self.desk.notify_file(path, f"Đã làm xong {name.lower()}{count}.", title=name)
            if done.pages:
                self.desk.preview(path, name)

        self.desk.run(Job(f"Đang làm {name.lower()}", work, made))

    def ask_invitations(self) -> None:
        """Ask what the invitations to the village's meeting say."""
        context = self.desk.context
        groups = [(row.id, row.name) for row in list_groups(context)]
        form = InvitationForm(context, "cuộc họp thôn thông qua quy ước", groups)
        self.ask(form, INVITATIONS, "In giấy mời", lambda: self._print_invitations(form))

    def _print_invitations(self, form: InvitationForm) -> None:
        if not form.check():
            return
        path = self.desk.dialogs.save_file(INVITATIONS, f"{INVITATIONS}.pdf", PDF, (WORD,))
        if path is None:
            return
        context, command = self.desk.context, replace(form.command(), path=path)

        def work(_progress: Progress) -> PrintedInvitations:
            return print_invitations(context, command)

        def made(done: PrintedInvitations) -> None:
            self.back()
            count = format_number(done.invitations)
            self.desk.notify_file(path, f"Đã làm xong {count} giấy mời, hai giấy một tờ.", title=INVITATIONS)
            if done.pages:
                self.desk.preview(path, INVITATIONS)

        self.desk.run(Job("Đang làm giấy mời", work, made))

    @property
    def papers(self) -> dict[str, Callable[[], None]]:
        """What can be printed, by the words of the menu."""
        found: dict[str, Callable[[], None]] = {INVITATIONS: self.ask_invitations}
        for paper, name in PAPERS.items():
            found[f"{name} (in PDF)"] = lambda paper=paper: self.write_paper(paper)  # type: ignore[misc]
            found[f"{name} (sửa bằng Word)"] = lambda paper=paper: self.write_paper(paper, WORD)  # type: ignore[misc]
        return found

    # How it is shown

    def _show_part(self, key: str) -> None:
        self._views.setCurrentIndex(list(self.chips.buttons).index(key))
        self._main.setVisible(key == COMMENTS_VIEW)

    def _offer_papers(self) -> None:
        acts = self.papers
        open_menu(self.paper_button, [(words, words) for words in acts], lambda words: acts[words]())

    def _offer_steps(self) -> None:
        choices = [(what, kind.label) for what, kind in STEPS.items() if what != RECOGNISE]
        open_menu(self.other_button, choices, self.record)

    def _show_next(self, life: CovenantLife) -> None:
        step = life.next
        self.next_words.setText(f"Tiếp theo: {step.label}" if step else "Không còn bước nào phải làm")
        days = []
        if step and step.earliest:
            days.append(f"Sớm nhất {step.earliest:%d/%m/%Y}.")
        if step and step.due:
            days.append(f"{'Đã quá hạn' if step.late else 'Hạn'} {step.due:%d/%m/%Y}.")
        self.next_due.setText(" ".join(days))
        self.next_due.setVisible(bool(days))
        self.next_advice.setText(step.advice if step else "")
        self.next_advice.setVisible(step is not None)
        self.next_button.setVisible(step is not None)
        self.next_button.setText(
            "Ghi quyết định ở trang Quy ước" if step and step.what == RECOGNISE else "Ghi bước này"
        )

    def _show_differences(self) -> None:
        found = self.desk.attempt(lambda: differences(self.desk.context)) or ()
        rows = column(gap=6, margin=(16, 12, 16, 12))
        self.changed_words = []
        for each in found:
            for sign, kind, texts in (("−", "quiet", each.before), ("+", "good", each.after)):
                for text in texts:
                    self.changed_words.append(f"{sign} {text}")
                    rows.addWidget(label(f"{sign} {text}", kind, wrap=True))
            rows.addSpacing(8)
        if not found:
            self.changed_words = ["Chưa có bản trước, hoặc hai bản giống hệt nhau."]
            rows.addWidget(label(self.changed_words[0], "quiet", wrap=True))
        self._differing.show(filled(rows))

    def _steps_view(self) -> QWidget:
        inner = column(gap=8, margin=16)
        for each in (self.next_words, self.next_due, self.next_advice, self.next_button):
            inner.addWidget(each)
        inner.addSpacing(12)
        inner.addWidget(self.other_button)
        inner.addWidget(self.paper_button)
        inner.addStretch(1)
        self._next_card = card(inner)
        left = column(gap=8)
        left.addWidget(self.steps_table, 1)
        left.addWidget(self.step_words)
        row = line(gap=16)
        row.addLayout(left, 1)
        row.addWidget(self._next_card)
        made = QWidget()
        made.setLayout(row)
        return made

    def _comments_view(self) -> QWidget:
        foot = line(gap=8)
        foot.addStretch(1)
        foot.addWidget(self.answer_button)
        rows = column(gap=8)
        rows.addWidget(self.comments_table, 1)
        rows.addLayout(foot)
        made = QWidget()
        made.setLayout(rows)
        return made

    def _changes_view(self) -> QWidget:
        return card(self._differing)

    def _fit(self) -> None:
        self._next_card.setFixedWidth(min(NEXT_WIDTH * theme().percent // 100, WIDEST))
        if self.isVisible():
            self._make_room()

    def _make_room(self) -> None:
        self.desk.fold_navigation(theme().percent >= LARGE)


def step_words(row: StepRow) -> str:
    """Return all that is known about a step, for which a line of the table has no room."""
    people = [f"{name} {who}" for name, who in (("chủ trì", row.chair), ("thư ký", row.clerk)) if who]
    return ". ".join(part for part in (row.label, row.words, ", ".join(people), row.law) if part)
