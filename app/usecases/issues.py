"""What needs a person (Cần xử lý): derived from notes and rows each time, never stored as truth.

Source: design text "sync", section "The view". An answer is an ordinary note, so it travels and settles the matter
everywhere; only "this is none" (a dismissal) is a record of its own. An old pledge or a past term that names somebody who
was taken off the list is history; only people in a removed household and households in a removed group are an issue.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.journal.merge import (
    CONFLICT,
    DELETED_EDITED,
    MISSING_TARGET,
    SAME_NUMBER,
    Heads,
    find_heads,
    issue_id,
    view,
)
from app.journal.note import DELETED_FIELD, Note
from app.journal.stored import notes_of
from app.journal.tables import HEAD, in_chunks
from app.kernel.clock import moment
from app.kernel.errors import AppError
from app.records.base import DELETED, KINDS, LIVE, MISSING, Record
from app.records.register import Household, Person
from app.records.reviews import IssueDismissal
from app.usecases.context import Context, Done, Operation
from app.usecases.errors import FIELD_INVALID, ISSUE_ANSWER, ISSUE_UNKNOWN
from app.usecases.naming import field_label, moment_text, note_text, record_name
from app.usecases.quality import sharing_a_number
from app.vietnamese.text import clean

_HELD_IN: Final = ((Person, Person.household_id.key), (Household, Household.group_id.key))
"""References whose deleted target would take the row itself out of every list."""

_ADVICE: Final = {
    CONFLICT: "Chọn một trong các số liệu, hoặc gõ số liệu đúng.",
    DELETED_EDITED: "Chọn giữ lại hoặc xoá hẳn.",
    MISSING_TARGET: "Chờ dữ liệu còn thiếu, sửa lại chỗ nhắc đến, hoặc đánh dấu đã xem.",
    SAME_NUMBER: "Sửa số của người ghi sai, hoặc đánh dấu đã xem nếu là hai người khác nhau.",
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the values that stand against each other: the note that says it, by whom and when."""

    note: str
    value: str
    actor: str
    at: int
    when: str


@dataclass(frozen=True, slots=True)
class Issue:
    """One thing that needs a person. ``type`` is one of the codes of :mod:`app.journal.merge`.

    ``record`` is what it is about (``name`` in words), ``field`` the wire name with its ``label``, ``others`` further
    records that share the matter, ``advice`` what can be done.
    """

    id: str
    type: str
    kind: str
    record: str
    pile: str
    name: str
    field: str
    label: str
    sentence: str
    choices: tuple[Choice, ...]
    others: tuple[str, ...]
    advice: str


@dataclass(frozen=True, slots=True)
class ResolveIssue:
    """Answer an issue in one of three ways: a note to believe, a value typed, or a dismissal with an optional reason."""

    issue: str
    pick: str = ""
    value: str | None = None
    dismiss: bool = False
    reason: str = ""


def list_issues(context: Context) -> tuple[Issue, ...]:
    """Return what needs a person, without what a person dismissed."""
    with context.reading() as session:
        return open_issues(session)


def open_issues(session: Session) -> tuple[Issue, ...]:
    """Return what needs a person as this session sees it, without what a person dismissed."""
    dismissed = set(session.scalars(select(IssueDismissal.issue).where(IssueDismissal.status == LIVE)))
    return tuple(issue for issue in _derived(session) if issue.id not in dismissed)


def resolve_issue(context: Context, command: ResolveIssue) -> Done[str]:
    """Answer an issue and return the record it was about.

    Raises ISSUE-001 for an unknown or settled issue, ISSUE-002 when it cannot be answered that way, FORM-002 for a value
    that the field cannot keep.
    """
    with context.reading() as session:
        issue = next((each for each in open_issues(session) if each.id == command.issue), None)
    if issue is None:
        raise AppError(ISSUE_UNKNOWN, issue=command.issue)
    code = "issue.dismiss" if command.dismiss else "issue.resolve"
    with context.transaction(code, pile=issue.pile) as tx:
        if command.dismiss:
            tx.keyed(IssueDismissal, issue.id).reason = clean(command.reason) or None
        elif issue.type == CONFLICT:
            _settle(tx, issue, command)
        elif issue.type == DELETED_EDITED and command.pick:
            _keep_or_delete(tx, issue, command.pick)
        else:
            raise AppError(ISSUE_ANSWER, advice=issue.advice)
    return tx.done(issue.record)


def _settle(tx: Operation, issue: Issue, command: ResolveIssue) -> None:
    record = tx.get(KINDS[issue.kind], issue.record)
    if command.value is not None:
        value = _typed(record, issue.field, command.value, moment(tx.at).year)
    else:
        note = _chosen(tx, issue, command.pick)
        value = record.from_note(issue.field, note.value(issue.field))
    tx.settle(record, issue.field, value)


def _typed(record: Record, name: str, text: str, year: int) -> object:
    """Return the value typed for a field; what only a choice can name (a household, a signature) cannot be typed."""
    if record.fields[name].refers_to:
        raise AppError(ISSUE_ANSWER, advice="Chọn một trong các số liệu có sẵn.")
    try:
        return record.enter(name, text, year)
    except ValueError as error:
        label = record.fields[name].label
        raise AppError(FIELD_INVALID, label=record.kind_label, field=label, value=text, reason=f"{error}") from error


def _keep_or_delete(tx: Operation, issue: Issue, pick: str) -> None:
    record = tx.get(KINDS[issue.kind], issue.record)
    note = _chosen(tx, issue, pick)
    if note.value(DELETED_FIELD) is True:
        tx.delete(record)
    else:
        tx.restore(record)


def _chosen(tx: Operation, issue: Issue, pick: str) -> Note:
    offered = {choice.note for choice in issue.choices}
    notes = notes_of(tx.session.connection(), issue.record)
    found = next((note for note in notes if note.id == pick and note.id in offered), None)
    if found is None:
        raise AppError(ISSUE_ANSWER, advice=issue.advice)
    return found


def _derived(session: Session) -> Iterator[Issue]:
    yield from _contested(session)
    yield from _same_numbers(session)
    yield from _without_target(session)


def _contested(session: Session) -> Iterator[Issue]:
    connection = session.connection()
    query = select(HEAD.c.record, HEAD.c.kind).where(HEAD.c.contested == 1).order_by(HEAD.c.record)
    for record, kind in connection.execute(query).all():
        if kind not in KINDS:
            continue
        heads = find_heads(notes_of(connection, record))
        seen = view(heads)
        if not seen.deleted:
            yield from (_conflict(session, each.heads, each.field) for each in seen.conflicts)
        if seen.delete_contested:
            yield _deleted_edited(session, heads)


def _conflict(session: Session, heads: tuple[Note, ...], field: str) -> Issue:
    label = field_label(heads[0].kind, field)
    choices = [_choice(note, note_text(session, note.kind, field, note.value(field), whole=True)) for note in heads]
    return _issue(session, CONFLICT, heads, field, f"Số liệu khác nhau ở mục {label}", choices)


def _deleted_edited(session: Session, heads: Heads) -> Issue:
    everything = tuple({note.id: note for tops in heads.values() for note in tops}.values())
    choices = [_choice(note, "xoá" if note.value(DELETED_FIELD) is True else "giữ lại") for note in everything]
    return _issue(session, DELETED_EDITED, everything, DELETED_FIELD, "Đã xoá nhưng vừa được sửa", choices)


def _same_numbers(session: Session) -> Iterator[Issue]:
    field = Person.id_number.key
    for people in sharing_a_number(session):
        tops = [note for person in people for note in find_heads(notes_of(session.connection(), person))[field]]
        names = ", ".join(record_name(session, Person.kind_name, each) for each in people)
        yield _issue(session, SAME_NUMBER, tuple(tops), field, f"Trùng số định danh: {names}", others=people[1:])


def _without_target(session: Session) -> Iterator[Issue]:
    """Begin at the targets that are gone: few, whereas a commune has hundreds of thousands of rows that name one."""
    absent = {
        kind: list(session.scalars(select(model.id).where(model.status == MISSING))) for kind, model in KINDS.items()
    }
    for model in KINDS.values():
        for name, target in model.references.items():
            gone = absent[target]
            if (model, name) in _HELD_IN:
                gone = [*gone, *session.scalars(select(KINDS[target].id).where(KINDS[target].status == DELETED))]
            found: list[str] = []
            for part in in_chunks(gone):
                query = select(model.id).where(model.status == LIVE, getattr(model, name).in_(part))
                found += session.scalars(query)
            for record in sorted(found):
                yield _orphan(session, model, record, name)


def _orphan(session: Session, model: type[Record], record: str, name: str) -> Issue:
    heads = find_heads(notes_of(session.connection(), record))[name]
    label = field_label(model.kind_name, name)
    words = f"Mục {label} nhắc đến chỗ đã xoá hoặc chưa nhận được"
    return _issue(session, MISSING_TARGET, heads, name, words)


def _issue(
    session: Session,
    type_: str,
    heads: tuple[Note, ...],
    field: str,
    words: str,
    choices: list[Choice] | None = None,
    others: list[str] | None = None,
) -> Issue:
    first = heads[0]
    name = record_name(session, first.kind, first.record)
    label = "" if field == DELETED_FIELD else field_label(first.kind, field)
    return Issue(
        issue_id(type_, first.record, field, [note.id for note in heads]), type_, first.kind, first.record, first.pile,
        name, field, label, words, tuple(choices or ()), tuple(others or ()), _ADVICE[type_],
    )  # fmt: skip


def _choice(note: Note, value: str) -> Choice:
    return Choice(note.id, value, note.actor, note.at, moment_text(note.at))
