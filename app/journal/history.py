"""Reading the pile back: which operations there were, and what happened to one record."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, select

from app.journal.merge import shown_value
from app.journal.note import Note
from app.journal.stored import notes_of, stored_note
from app.journal.tables import NOTE


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation as history lists it: ``at`` in milliseconds, ``records`` how many it touched."""

    id: str
    code: str
    at: int
    actor: str
    device: str
    records: int


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of one record going from a value to another in one operation (note values, not Python values).

    A value that was erased for good is ``None``, and told apart from an empty one.
    """

    note: str
    operation: str
    code: str
    at: int
    actor: str
    record: str
    kind: str
    field: str
    before: Any
    after: Any
    before_erased: bool
    after_erased: bool


def operations(connection: Connection, limit: int) -> list[Operation]:
    """Return the newest operations first, in order of arrival here."""
    grouped = (
        select(func.min(NOTE.c.n).label("first"), func.count().label("records"))
        .group_by(NOTE.c.operation)
        .order_by(func.max(NOTE.c.n).desc())
        .limit(limit)
        .subquery()
    )
    query = select(NOTE.c.line, grouped.c.records).join(grouped, NOTE.c.n == grouped.c.first).order_by(NOTE.c.n.desc())
    found = []
    for line, records in connection.execute(query):
        note = stored_note(line)
        found.append(Operation(note.operation, note.code, note.at, note.actor, note.device, records))
    return found


def changes_of(connection: Connection, record: str, limit: int) -> list[FieldChange]:
    """Return what happened to the fields of one record, newest first."""
    notes = notes_of(connection, record)
    by_id = {note.id: note for note in notes}
    found = [_change(note, name, by_id) for note in notes for name in note.fields]
    found.sort(key=lambda change: -change.at)
    return found[:limit]


def _change(note: Note, name: str, by_id: dict[str, Note]) -> FieldChange:
    replaced: Sequence[Note] = [by_id[each] for each in note.prev.get(name, ()) if each in by_id]
    before = shown_value(replaced, name)
    erased = bool(replaced) and all(each.redacted for each in replaced)
    return FieldChange(
        note.id, note.operation, note.code, note.at, note.actor, note.record, note.kind, name,
        before, note.value(name), erased, note.redacted,
    )  # fmt: skip
