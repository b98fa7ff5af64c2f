"""Hỏi đáp: questions between village and commune, and what the commune proposes to write otherwise; one page for both roles."""

from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.gui.chips import Chips
from app.gui.desk import Desk
from app.gui.form_page import FormPage
from app.gui.page import beside, empty_state
from app.gui.parts import button, card, column, filled, label, line, scrolling
from app.gui.question_forms import AskForm, ProposeForm, WordsForm
from app.gui.table import TableView
from app.gui.table_model import Column, RowsModel
from app.gui.theme import theme
from app.journal.capture import Changes
from app.usecases.context import VILLAGE
from app.usecases.handed_down import day_words
from app.usecases.questions import (
    ProposalRow,
    QuestionRow,
    accept_proposal,
    answer,
    ask,
    list_proposals,
    list_questions,
    propose,
    refuse_proposal,
)
from app.vietnamese.text import clean

QUESTIONS, PROPOSALS = "questions", "proposals"
PARTS: Final = ((QUESTIONS, "Câu hỏi"), (PROPOSALS, "Đề nghị sửa"))
LARGE: Final = 125
"""Text size in percent from which the page needs the room of the navigation's words."""
LONGEST: Final = 60
"""Characters of a question in the list; all of it stands on the card."""
EMPTY: Final = {
    QUESTIONS: ("Chưa có câu hỏi nào", "Hỏi ở đây thay cho gọi điện: câu hỏi và trả lời đi cùng các gói dữ liệu."),
    PROPOSALS: ("Chưa có đề nghị nào", "Xã thấy số liệu cần sửa thì đề nghị; thôn xem rồi đồng ý hoặc từ chối."),
}


def short(text: str) -> str:
    """Return the beginning of a text on one line."""
    flat = clean(text)
    return flat if len(flat) <= LONGEST else f"{flat[:LONGEST].rstrip()}…"


def question_state(row: QuestionRow) -> str:
    """Return who is to answer, or when it was."""
    if row.answered:
        return f"trả lời {day_words(row.answered)}"
    return "chờ trả lời" if row.waits else "chờ bên kia"


QUESTION_COLUMNS: Final[tuple[Column[QuestionRow], ...]] = (
    Column("Câu hỏi", lambda row: short(row.text)),
    Column("Bên hỏi", lambda row: row.village if row.side == "thôn" else row.side, width=130, spare=True),
    Column("Đến đâu", question_state, width=176, shade=lambda row: "warn" if row.waits else None),
)
PROPOSAL_COLUMNS: Final[tuple[Column[ProposalRow], ...]] = (
    Column("Về", lambda row: row.about),
    Column("Mục", lambda row: row.label, width=120, spare=True),
    Column("Đến đâu", lambda row: "chờ thôn" if row.open else "đồng ý" if row.accepted else "từ chối", width=110,
           shade=lambda row: "warn" if row.open else None),
)  # fmt: skip


class QuestionsPage(FormPage):
    """Questions or proposals at the left, the chosen one with what can be done about it on a card."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "Hỏi đáp")
        self._at_village = desk.context.identity.role == VILLAGE
        self.chips = Chips(PARTS)
        self.questions = RowsModel(QUESTION_COLUMNS, lambda row: row.id, parent=self)
        self.proposals = RowsModel(PROPOSAL_COLUMNS, lambda row: row.id, parent=self)
        self.tables = {
            QUESTIONS: TableView(self.questions, "Câu hỏi"), PROPOSALS: TableView(self.proposals, "Đề nghị sửa")
        }  # fmt: skip
        self._lists = QStackedWidget()
        for table in self.tables.values():
            self._lists.addWidget(table)
            table.chosen.connect(lambda _: self._show_choice())
        self.name = label(kind="heading", wrap=True)
        self.words = label(wrap=True)
        self.told = label(kind="strong", wrap=True)
        self._both = beside(self._lists, card(self._card()))
        self._nothing = {key: empty_state("circle-help", *words) for key, words in EMPTY.items()}
        self.body.addWidget(self.chips)
        self.body.addWidget(self._both, 1)
        for each in self._nothing.values():
            self.body.addWidget(each, 1)
        self._propose = self.add_action("Đề nghị sửa", self.ask_proposal, icon="pencil")
        self.set_main("Hỏi xã" if self._at_village else "Hỏi thôn", self.new, icon="plus", tip="Ctrl+N")
        self.chips.chosen.connect(lambda _: self.show_front())
        theme().changed.connect(self._make_room)

    def open(self, part: str = "", **_place: Any) -> None:
        """Be shown, at a part."""
        self._make_room()
        self.refresh(None)
        if part:
            self.chips.choose(part)

    def refresh(self, changes: Changes | None) -> None:
        """Read both lists."""
        if changes is not None and not self.isVisible():
            return
        questions, proposals = list_questions(self.desk.context), list_proposals(self.desk.context)
        self.questions.show_rows(questions)
        self.proposals.show_rows(proposals)
        waiting = sum(row.waits for row in questions)
        open_ = sum(row.open for row in proposals)
        self.set_state(
            f"{waiting} câu hỏi chờ mình trả lời, {open_} đề nghị chờ thôn" if questions or proposals else ""
        )
        for table in self.tables.values():
            if table.current is None and table.rows_model.rows:
                table.setCurrentIndex(table.rows_model.index(0, 0))
        if self.form is None:
            self.show_front()

    def new(self) -> None:
        """Ask the other side."""
        context = self.desk.context
        form = AskForm(context)
        self.ask_for(
            form, "Hỏi xã" if self._at_village else "Hỏi thôn", "Gửi câu hỏi", lambda: ask(context, form.command()),
            "Đã ghi câu hỏi, đi cùng gói dữ liệu tới.",
        )  # fmt: skip

    def ask_proposal(self) -> None:
        """Propose, at the commune, that a village's record says something else."""
        context = self.desk.context
        form = ProposeForm(context)
        self.ask_for(
            form, "Đề nghị thôn sửa số liệu", "Gửi đề nghị", lambda: propose(context, form.command()),
            "Đã ghi đề nghị; thôn xem rồi quyết định.",
        )  # fmt: skip

    def do_answer(self) -> None:
        """Answer the chosen question."""
        row = self.tables[QUESTIONS].current
        if row is None:
            return
        context, form = self.desk.context, WordsForm("Trả lời", row.text)
        form.words.set_text(row.answer)
        self.ask_for(
            form, f"Trả lời {row.village if row.side == 'thôn' else row.side}", "Ghi trả lời",
            lambda: answer(context, row.id, form.words.text()), "Đã trả lời, đi cùng gói dữ liệu tới.",
        )  # fmt: skip

    def accept(self) -> None:
        """Write what was proposed."""
        row = self.tables[PROPOSALS].current
        if row is None:
            return
        done = self.desk.attempt(lambda: accept_proposal(self.desk.context, row.id, row.now))
        if done is not None:
            self.desk.notify_done(done, f"Đã sửa {row.label} của {row.about} theo đề nghị của xã.")

    def refuse(self) -> None:
        """Leave it, and say why."""
        row = self.tables[PROPOSALS].current
        if row is None:
            return
        context, form = self.desk.context, WordsForm("Vì sao không sửa", f"{row.about}, mục {row.label}: {row.value}")
        self.ask_for(
            form, "Từ chối đề nghị", "Ghi từ chối", lambda: refuse_proposal(context, row.id, form.words.text()),
            "Đã ghi từ chối, xã sẽ thấy lý do.",
        )  # fmt: skip

    def front(self) -> Sequence[QWidget]:
        """Return what gives way to a form."""
        shown = (self.chips, self._both, *self._nothing.values(), self._propose, self.main)
        return [each for each in shown if each is not None]

    def show_front(self) -> None:
        """Show the part that is chosen, or why there is nothing."""
        for each in self.front():
            each.show()
        part = self.chips.current
        table = self.tables[part]
        self._lists.setCurrentWidget(table)
        some = bool(table.rows_model.rows)
        self._both.setVisible(some)
        for key, each in self._nothing.items():
            each.setVisible(key == part and not some)
        self._propose.setVisible(not self._at_village)
        self._show_choice()

    def _card(self) -> QVBoxLayout:
        inner = column(gap=8)
        inner.addWidget(self.words)
        inner.addWidget(self.told)
        self.answer_button = button("Trả lời", self.do_answer, icon="pencil", kind="primary")
        self.accept_button = button("Đồng ý sửa", self.accept, icon="check", kind="primary")
        self.refuse_button = button("Từ chối", self.refuse, icon="x")
        foot = line(gap=8)
        foot.addWidget(self.answer_button)
        foot.addWidget(self.refuse_button)
        foot.addStretch(1)
        foot.addWidget(self.accept_button)
        rows = column(gap=8, margin=16)
        rows.addWidget(self.name)
        rows.addWidget(scrolling(filled(inner)), 1)
        rows.addLayout(foot)
        return rows

    def _show_choice(self) -> None:
        question, proposal = self.tables[QUESTIONS].current, self.tables[PROPOSALS].current
        on_questions = self.chips.current == QUESTIONS
        self.answer_button.setVisible(on_questions and question is not None and not question.ours)
        decides = not on_questions and proposal is not None and proposal.open and self._at_village
        self.accept_button.setVisible(decides)
        self.refuse_button.setVisible(decides)
        if on_questions:
            self._show_question(question)
        else:
            self._show_proposal(proposal)

    def _show_question(self, row: QuestionRow | None) -> None:
        if row is None:
            return
        self.name.setText(row.about or (row.village if row.side == "thôn" else "Hỏi chung"))
        by = ", ".join(part for part in (row.who, day_words(row.asked)) if part)
        self.words.setText(f"{row.text}\n({row.village if row.side == 'thôn' else row.side}: {by})")
        told = ", ".join(part for part in (row.answerer, day_words(row.answered)) if part)
        self.told.setText(f"Trả lời: {row.answer}\n({told})" if row.answered else "Chưa có trả lời.")

    def _show_proposal(self, row: ProposalRow | None) -> None:
        if row is None:
            return
        self.name.setText(f"{row.about}: {row.label}")
        why = f"\nVì sao: {row.reason}" if row.reason else ""
        of = "" if self._at_village else f"{row.village[:1].upper()}{row.village[1:]}.\n"
        self.words.setText(f"{of}Đang ghi: {row.now or '(trống)'}\nXã đề nghị: {row.value or '(để trống)'}{why}")
        state = f"{row.state}: {row.refusal}" if row.refusal else row.state
        self.told.setText(f"{state[:1].upper()}{state[1:]}.")

    def _make_room(self) -> None:
        if self.isVisible():
            self.desk.fold_navigation(theme().percent >= LARGE)
