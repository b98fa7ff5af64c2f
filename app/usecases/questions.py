"""Hỏi đáp giữa thôn và xã: questions about a record, and values the commune proposes for one.

Both lie in the village's pile, so they travel with its bundles and the commune's updates; an answer is an ordinary note on the
same record. The village decides about its records: a proposal changes nothing until the village accepts it.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.kernel.clock import moment
from app.kernel.errors import AppError
from app.records.base import KINDS, LIVE, Record
from app.records.places import Village
from app.records.questions import Proposal, Question
from app.usecases.assignment_errors import (
    PROPOSAL_CHANGED,
    PROPOSAL_CLOSED,
    PROPOSAL_SAME,
    QUESTION_INCOMPLETE,
    QUESTION_OWN,
    QUESTION_UNKNOWN,
)
from app.usecases.context import COMMUNE, VILLAGE, Context, Done, Operation
from app.usecases.editing import apply_texts, field_named, shown_text
from app.usecases.errors import FIELD_INVALID
from app.usecases.handed_down import require_role
from app.usecases.naming import field_label, record_name, title_of
from app.vietnamese.text import clean_lines

SIDES: Final = {VILLAGE: "thôn", COMMUNE: "xã"}


@dataclass(frozen=True, slots=True)
class About:
    """What a question or proposal is about: a record by kind and id; only the ``pile`` where it is about a village as such."""

    kind: str = ""
    record: str = ""
    pile: str = ""


@dataclass(frozen=True, slots=True)
class Ask:
    """Ask the other side."""

    text: str
    about: About = About()


@dataclass(frozen=True, slots=True)
class Propose:
    """Propose, at the commune, that a field of a village's record says ``value``."""

    about: About
    field: str
    value: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """A question. ``ours`` says that we asked it, ``waits`` that it waits for our answer; ``side`` is who asked, in words."""

    id: str
    pile: str
    village: str
    kind: str
    record: str
    about: str
    side: str
    ours: bool
    text: str
    asked: date | None
    who: str
    answer: str
    answered: date | None
    answerer: str

    @property
    def waits(self) -> bool:
        """Whether we are the ones to answer."""
        return not self.ours and self.answered is None


@dataclass(frozen=True, slots=True)
class ProposalRow:
    """A proposal: what stood there when it was made, what stands there ``now``, what is proposed, and what became of it."""

    id: str
    pile: str
    village: str
    kind: str
    record: str
    about: str
    field: str
    label: str
    before: str
    now: str
    value: str
    reason: str
    made: date | None
    who: str
    accepted: date | None
    refused: date | None
    refusal: str

    @property
    def open(self) -> bool:
        """Whether nobody decided yet."""
        return self.accepted is None and self.refused is None

    @property
    def state(self) -> str:
        """What became of it, in words."""
        if self.accepted:
            return f"thôn đồng ý ngày {self.accepted:%d/%m/%Y}"
        return f"thôn từ chối ngày {self.refused:%d/%m/%Y}" if self.refused else "chờ thôn quyết định"


def ask(context: Context, command: Ask) -> Done[str]:
    """Ask the other side and return the question's id; raises QUESTION-001, and QUESTION-002 for a record not held here."""
    text = clean_lines(command.text)
    if not text:
        raise AppError(QUESTION_INCOMPLETE, missing="câu hỏi")
    identity = context.identity
    pile = _pile_of(context, command.about)
    with context.transaction("question.ask", pile=pile) as tx:
        made = tx.add(
            Question(
                asker=identity.role, about_kind=command.about.kind or None, about=command.about.record or None,
                text=text, asked=moment(tx.at).date(), who=identity.actor,
            )
        )  # fmt: skip
    return tx.done(made.id)


def answer(context: Context, question: str, text: str) -> Done[str]:
    """Answer a question of the other side; said again, the new words stand in place of the old.

    Raises QUESTION-001 without words, QUESTION-002, QUESTION-003 for one's own question.
    """
    said = clean_lines(text)
    if not said:
        raise AppError(QUESTION_INCOMPLETE, missing="câu trả lời")
    identity = context.identity
    with context.transaction("question.answer") as tx:
        found = _question(tx.session, question)
        if found.asker == identity.role:
            raise AppError(QUESTION_OWN, other=SIDES[COMMUNE if identity.role == VILLAGE else VILLAGE])
        found.answer, found.answered, found.answerer = said, moment(tx.at).date(), identity.actor
    return tx.done(found.id)


def list_questions(context: Context) -> tuple[QuestionRow, ...]:
    """Return all questions: those that wait for us first, then those we wait for, then the answered ones, the newest first."""
    role = context.identity.role
    with context.reading() as session:
        villages = _villages(session)
        query = select(Question).where(Question.status == LIVE).order_by(Question.id.desc())
        rows = [_question_row(session, each, role, villages) for each in session.scalars(query)]
    return tuple(sorted(rows, key=lambda row: (not row.waits, row.answered is not None)))


def open_questions(context: Context) -> tuple[QuestionRow, ...]:
    """Return the questions that wait for our answer, the newest first."""
    return tuple(row for row in list_questions(context) if row.waits)


def questions_waiting(context: Context) -> int:
    """Return how many questions (at a village also proposals) wait for whoever works here."""
    with context.reading() as session:
        return waiting_here(session, context.identity.role)


def waiting_here(session: Session, role: str) -> int:
    """Return how many questions, and at a village how many proposals, wait for this side."""
    questions = select(func.count(Question.id)).where(
        Question.status == LIVE, Question.asker.is_distinct_from(role), Question.answered.is_(None)
    )
    proposals = select(func.count(Proposal.id)).where(
        Proposal.status == LIVE, Proposal.accepted.is_(None), Proposal.refused.is_(None)
    )
    found = session.execute(questions).scalar_one()
    return found + (session.execute(proposals).scalar_one() if role == VILLAGE else 0)


def propose(context: Context, command: Propose) -> Done[str]:
    """Propose a value for a field of a village's record and return the proposal's id.

    Raises SETUP-003 outside a commune, RECORD-001, FORM-001 for an unknown field, FORM-002 for what the field cannot keep,
    PROPOSAL-002 when it says so already.
    """
    require_role(context, COMMUNE)
    pile = _pile_of(context, command.about)
    value = clean_lines(command.value)
    with context.transaction("proposal.make", pile=pile) as tx:
        record = _record(tx, command.about)
        name = field_named(type(record), command.field)
        try:
            record.enter(name, command.value, moment(tx.at).year)
        except ValueError as error:
            label = record.fields[name].label
            raise AppError(
                FIELD_INVALID, label=record.kind_label, field=label, value=command.value, reason=f"{error}"
            ) from error
        now = shown_text(record, name)
        if now == value:
            raise AppError(PROPOSAL_SAME, field=record.fields[name].label)
        made = tx.add(
            Proposal(
                about_kind=command.about.kind, about=record.id, name=name, value=value, before=now,
                reason=clean_lines(command.reason) or None, made=moment(tx.at).date(), who=tx.identity.actor,
            )
        )  # fmt: skip
    return tx.done(made.id)


def list_proposals(context: Context) -> tuple[ProposalRow, ...]:
    """Return all proposals: open ones first, then the newest."""
    with context.reading() as session:
        villages = _villages(session)
        query = select(Proposal).where(Proposal.status == LIVE).order_by(Proposal.id.desc())
        rows = [_proposal_row(session, each, villages) for each in session.scalars(query)]
    return tuple(sorted(rows, key=lambda row: not row.open))


def accept_proposal(context: Context, proposal: str, seen: str | None = None) -> Done[str]:
    """Write, at the village, what was proposed into its record: an edit of the village like any other.

    ``seen`` is what the person saw standing there. Raises SETUP-003 outside a village, QUESTION-002, PROPOSAL-001 when it was
    decided, PROPOSAL-003 when the field says something else than ``seen``, RECORD-001, FORM-002.
    """
    require_role(context, VILLAGE)
    with context.transaction("proposal.accept") as tx:
        found = _proposal(tx.session, proposal)
        record = _record(tx, About(found.about_kind or "", found.about or ""))
        name = found.name or ""
        if seen is not None and shown_text(record, name) != seen:
            raise AppError(PROPOSAL_CHANGED, field=field_label(record.kind_name, name))
        apply_texts(tx, record, {name: found.value or ""})
        found.accepted = moment(tx.at).date()
    return tx.done(record.id)


def refuse_proposal(context: Context, proposal: str, reason: str) -> Done[str]:
    """Leave the record as it is, and say why; raises SETUP-003, QUESTION-001 without a reason, QUESTION-002, PROPOSAL-001."""
    said = clean_lines(reason)
    if not said:
        raise AppError(QUESTION_INCOMPLETE, missing="lý do từ chối")
    require_role(context, VILLAGE)
    with context.transaction("proposal.refuse") as tx:
        found = _proposal(tx.session, proposal)
        found.refused, found.refusal = moment(tx.at).date(), said
    return tx.done(found.id)


def _pile_of(context: Context, about: About) -> str:
    """Return the village's pile something is about; a village speaks of itself. Raises QUESTION-001, QUESTION-002."""
    identity = context.identity
    with context.reading() as session:
        model = KINDS.get(about.kind)
        record = session.get(model, about.record) if model and about.record else None
        if about.record and (record is None or record.status != LIVE):
            raise AppError(QUESTION_UNKNOWN, label="bản ghi", name=about.record)
        if identity.role == VILLAGE:
            return identity.pile
        pile = record.pile if record is not None else about.pile
        if not pile or session.get(Village, pile) is None:
            raise AppError(QUESTION_INCOMPLETE, missing="thôn được hỏi")
        return pile


def _record(tx: Operation, about: About) -> Record:
    model = KINDS.get(about.kind)
    if model is None:
        raise AppError(QUESTION_UNKNOWN, label="loại", name=about.kind)
    return tx.get(model, about.record)


def _question(session: Session, question: str) -> Question:
    found = session.get(Question, question)
    if found is None or found.status != LIVE:
        raise AppError(QUESTION_UNKNOWN, label="câu hỏi", name=question)
    return found


def _proposal(session: Session, proposal: str) -> Proposal:
    found = session.get(Proposal, proposal)
    if found is None or found.status != LIVE:
        raise AppError(QUESTION_UNKNOWN, label="đề nghị", name=proposal)
    if found.accepted is not None or found.refused is not None:
        raise AppError(PROPOSAL_CLOSED, state="được đồng ý" if found.accepted else "bị từ chối")
    return found


def _villages(session: Session) -> dict[str, str]:
    return {each.id: title_of(each) for each in session.scalars(select(Village).where(Village.status == LIVE))}


def _question_row(session: Session, found: Question, role: str, villages: dict[str, str]) -> QuestionRow:
    kind, record = found.about_kind or "", found.about or ""
    return QuestionRow(
        id=found.id, pile=found.pile, village=villages.get(found.pile, ""), kind=kind, record=record,
        about=record_name(session, kind, record) if record else "", side=SIDES.get(found.asker or "", ""),
        ours=found.asker == role, text=found.text or "", asked=found.asked, who=found.who or "",
        answer=found.answer or "", answered=found.answered, answerer=found.answerer or "",
    )  # fmt: skip


def _proposal_row(session: Session, found: Proposal, villages: dict[str, str]) -> ProposalRow:
    kind, record, name = found.about_kind or "", found.about or "", found.name or ""
    model = KINDS.get(kind)
    row = session.get(model, record) if model is not None else None
    now = shown_text(row, name) if row is not None and name in row.fields else ""
    return ProposalRow(
        id=found.id, pile=found.pile, village=villages.get(found.pile, ""), kind=kind, record=record,
        about=record_name(session, kind, record), field=name, label=field_label(kind, name),
        before=found.before or "", now=now, value=found.value or "", reason=found.reason or "", made=found.made,
        who=found.who or "", accepted=found.accepted, refused=found.refused, refusal=found.refusal or "",
    )  # fmt: skip
