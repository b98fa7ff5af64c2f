"""Taking an operation back, and reading what was done: by operation, or to one record."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from app.journal import history
from app.journal import undo as taking_back
from app.journal.errors import NOTHING_TO_UNDO, OPERATION_UNKNOWN
from app.journal.note import DELETED_FIELD
from app.journal.undo import UNDO_CODE, Kept, can_be_undone, newest_undoable, undone_operation
from app.journal.views import notes_by_operation, rows_at
from app.kernel.errors import AppError
from app.records.base import DELETED, KINDS, LIVE, to_note
from app.records.register import HEAD, Household, Person
from app.usecases.context import Context, Done
from app.usecases.exchange_state import state_words
from app.usecases.naming import field_label, moment_text, note_text, record_name
from app.usecases.sentences import first_note, sentence


@dataclass(frozen=True, slots=True)
class KeptRow:
    """What undo left as it is: the record by name, the field by label (empty for the whole record), and why."""

    kind: str
    record: str
    name: str
    field: str
    reason: str


@dataclass(frozen=True, slots=True)
class Undone:
    """What an undo took back: which operation, in words, how many records changed, and what was kept."""

    operation: str
    code: str
    sentence: str
    records: int
    kept: tuple[KeptRow, ...]


@dataclass(frozen=True, slots=True)
class OperationRow:
    """One line of the history: ``when`` as people write it, ``records`` touched, ``undone`` when taken back since.

    ``undoable`` says whether it may be taken back here.
    """

    id: str
    code: str
    sentence: str
    at: int
    when: str
    actor: str
    records: int
    undone: bool
    here: bool
    undoable: bool


@dataclass(frozen=True, slots=True)
class HouseholdAt:
    """One household as the books had it at a moment."""

    id: str
    code: str
    head: str
    address: str
    people: int


@dataclass(frozen=True, slots=True)
class BooksAt:
    """What the books said at a moment: ``when`` in words, how many people, and the households by code."""

    when: str
    people: int
    items: tuple[HouseholdAt, ...]


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One field of a record going from one text to another; ``sentence`` says in which operation.

    ``state`` is how far it has come on its way to the commune (:mod:`app.usecases.change_states`), with its words.
    """

    operation: str
    sentence: str
    at: int
    when: str
    actor: str
    field: str
    label: str
    before: str
    after: str
    state: str
    state_words: str


def undo(context: Context, operation: str = "") -> Done[Undone]:
    """Take back one operation of this device, the newest that stands when none is named; a life event also of another laptop.

    Raises UNDO-001 when there is nothing to take back here (set-up, printing and other devices' work are not), UNDO-002 for an
    unknown operation.
    """
    context = context.standing_in("")  # what is taken back may reach further than one village
    wanted, code, words = _wanted(context, operation)
    with context.transaction(UNDO_CODE + wanted) as tx:
        notes = list(notes_by_operation(tx.session.connection(), wanted))
        changed, kept = taking_back.undo(tx, notes)
        with tx.session.no_autoflush:
            rows = tuple(_kept_row(tx.session, each) for each in kept)
    return tx.done(Undone(wanted, code, words, changed, rows))


def list_operations(context: Context, limit: int = 50) -> tuple[OperationRow, ...]:
    """Return the newest operations first, whoever did them."""
    with context.reading() as session:
        connection = session.connection()
        found = history.operations(connection, limit)
        device = context.identity.device
        undone = _undone(found)
        return tuple(
            OperationRow(
                each.id, each.code, sentence(connection, each.code), each.at, moment_text(each.at), each.actor,
                each.records, each.id in undone, each.device == device,
                each.id not in undone and _can_undo(each.code, own=each.device == device),
            )
            for each in found
        )  # fmt: skip


def record_history(context: Context, record: str, limit: int = 100) -> tuple[ChangeRow, ...]:
    """Return what happened to the fields of one record, newest first; nothing for a record nobody wrote about.

    Of a household or person that came from another village also what happened there, where its books are held too.
    """
    from app.usecases.change_states import states_of  # its libraries are not needed to list households

    with context.reading() as session:
        connection = session.connection()
        changes = history.changes_of(connection, record, limit)
        for earlier in _earlier(session, record):
            changes += history.changes_of(connection, earlier, limit - len(changes)) if len(changes) < limit else []
        words = {code: sentence(connection, code) for code in {each.code for each in changes}}
        states = states_of(session, [(each.note, each.record, each.field) for each in changes])
        role = context.identity.role
        return tuple(
            _change_row(session, each, words[each.code], state, state_words(state, role))
            for each, state in zip(changes, states, strict=True)
        )


def books_at(context: Context, at: int) -> BooksAt:
    """Return which households the books showed at a moment: a question to the notes, whatever the days in them.

    Who lived here on a day is another question (:mod:`app.usecases.register_on`).
    """
    with context.reading() as session:
        rows = rows_at(session.connection(), at)
        here = [row for row in rows.get(Household.kind_name, ()) if row["status"] == LIVE and not row["departure"]]
        people = [row for row in rows.get(Person.kind_name, ()) if row["status"] == LIVE and not row["departure"]]
        heads = {row["household_id"]: row["full_name"] or "" for row in people if row["relation"] == HEAD}
        counts = Counter(row["household_id"] for row in people)
        items = [
            HouseholdAt(row["id"], row["code"] or "", heads.get(row["id"], ""), row["address"] or "", counts[row["id"]])
            for row in sorted(here, key=lambda row: (row["code"] or "", row["id"]))
        ]
        return BooksAt(moment_text(at), len(people), tuple(items))


def record_at(context: Context, record: str, at: int) -> dict[str, str]:
    """Return the fields of one record by label as the books held them at a moment; empty when they did not know it."""
    with context.reading() as session:
        for kind, rows in rows_at(session.connection(), at, (record,)).items():
            model = KINDS[kind]
            said = {
                info.label: note_text(session, kind, name, to_note(rows[0][name]))
                for name, info in model.fields.items()
            }
            deleted = {"Còn trong danh sách": "không"} if rows[0]["status"] == DELETED else {}
            return {label: text for label, text in {**said, **deleted}.items() if text}
    return {}


_EVENTS: Final = "event."
"""What the codes of life events begin with."""

ERASED: Final = "(đã xoá)"
"""Stands for a value that was erased for good."""


def _earlier(session: Session, record: str) -> Iterator[str]:
    """Yield the records that one was in other villages, the last first."""
    seen = {record}
    row: Household | Person | None = session.get(Household, record) or session.get(Person, record)
    while row is not None and row.moved_from and row.moved_from not in seen:
        seen.add(row.moved_from)
        yield row.moved_from
        row = session.get(Household, row.moved_from) or session.get(Person, row.moved_from)


def _wanted(context: Context, operation: str) -> tuple[str, str, str]:
    """Return the operation to take back, its code and its sentence."""
    device = context.identity.device
    with context.reading() as session:
        connection = session.connection()
        wanted = operation or newest_undoable(connection, device)
        first = first_note(connection, wanted)
        if first is None:
            raise AppError(OPERATION_UNKNOWN, operation=operation)
        if not _can_undo(first.code, own=first.device == device):
            raise AppError(NOTHING_TO_UNDO)
        return wanted, first.code, sentence(connection, first.code)


def _can_undo(code: str, *, own: bool) -> bool:
    """Tell whether an operation may be taken back here: what happened to a household is for whoever keeps the books now."""
    return can_be_undone(code) and (own or code.startswith(_EVENTS))


def _undone(operations: list[history.Operation]) -> set[str]:
    """Return the operations that do not stand; ``operations`` come newest first, so an undone undo is met before it counts."""
    undone: set[str] = set()
    for each in operations:
        target = undone_operation(each.code)
        if target is not None and each.id not in undone:
            undone.add(target)
    return undone


def _kept_row(session: Session, kept: Kept) -> KeptRow:
    label = field_label(kept.kind, kept.field) if kept.field else ""
    return KeptRow(kept.kind, kept.record, record_name(session, kept.kind, kept.record), label, kept.reason)


def _change_row(session: Session, change: history.FieldChange, words: str, state: str, state_words: str) -> ChangeRow:
    deletion = change.field == DELETED_FIELD
    label = "Còn trong danh sách" if deletion else field_label(change.kind, change.field)
    before, after = (
        ERASED
        if erased
        else ("" if value is None else "không" if value else "có")
        if deletion
        else note_text(session, change.kind, change.field, value)
        for value, erased in ((change.before, change.before_erased), (change.after, change.after_erased))
    )
    return ChangeRow(
        change.operation, words, change.at, moment_text(change.at), change.actor, change.field, label, before, after,
        state, state_words,
    )  # fmt: skip
