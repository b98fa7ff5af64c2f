"""Capture: a use case changes rows, and each changed record leaves exactly one note in the same commit.

Before each flush the first-seen state of every touched record is remembered; at the end one note per record carries the
fields whose last value differs, with the heads they replace. There are no savepoints, bulk updates or deletes: a listener
refuses what capture could not see. Source: design text "sync", section "Capturing notes under SQLAlchemy".
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

from sqlalchemy import Connection, TextClause, event, select
from sqlalchemy.orm import ORMExecuteState, Session, SessionTransaction, UOWTransaction
from sqlalchemy.orm.attributes import get_history

from app.journal import tables
from app.journal.erasure import enforce
from app.journal.errors import RECORD_UNKNOWN, VALUE_REFUSED, VALUE_UNWRITABLE
from app.journal.merge import find_heads, view
from app.journal.note import DELETED_FIELD, Note, read_note, write_note
from app.journal.stored import notes_of
from app.journal.tables import HeadIds
from app.journal.views import refresh
from app.kernel.canonical import is_writable
from app.kernel.errors import AppError
from app.kernel.ids import Ids
from app.records.base import DELETED, LIVE, MISSING, SCHEMA, Record, to_note

RecordT = TypeVar("RecordT", bound=Record)

ALL: Final = 1000
"""Past this many records of a kind, :class:`Changes` says "all of this kind"."""


@dataclass(frozen=True, slots=True)
class Author:
    """Who writes: the device, the person at the keyboard, and the pile written to."""

    device: str
    actor: str
    pile: str


@dataclass(frozen=True, slots=True)
class Changes:
    """What an operation touched, by kind; ``None`` stands for all records of the kind."""

    records: Mapping[str, frozenset[str] | None] = field(default_factory=dict)

    def touches(self, *kinds: str) -> bool:
        """Tell whether any of these kinds changed."""
        return any(kind in self.records for kind in kinds)

    def joined(self, others: "Changes") -> "Changes":
        """Return the changes of this operation and of the others together."""
        kinds = {**self.records, **others.records}
        for kind in self.records.keys() & others.records.keys():
            mine, theirs = self.records[kind], others.records[kind]
            kinds[kind] = None if mine is None or theirs is None else mine | theirs
        return Changes(kinds)

    @classmethod
    def of(cls, touched: Iterable[tuple[str, str]]) -> "Changes":
        """Return the changes for pairs of kind and record id."""
        by_kind: dict[str, set[str]] = {}
        for kind, record in touched:
            by_kind.setdefault(kind, set()).add(record)
        return cls({kind: frozenset(ids) if len(ids) <= ALL else None for kind, ids in by_kind.items()})


class JournalSession(Session):
    """The session of a named transaction. Its rows may only change through the unit of work."""


@event.listens_for(JournalSession, "do_orm_execute")
def _refuse_what_capture_cannot_see(state: ORMExecuteState) -> None:
    if state.is_insert or state.is_update or state.is_delete or isinstance(state.statement, TextClause):
        raise TypeError("inside a transaction rows change through the records only")


@event.listens_for(JournalSession, "after_transaction_create")
def _refuse_savepoints(_session: Session, transaction: SessionTransaction) -> None:
    if transaction.nested:
        raise TypeError("a transaction is kept or rolled back whole")


@event.listens_for(JournalSession, "before_flush")
def _remember(session: Session, _context: UOWTransaction, _instances: Any) -> None:
    if session.deleted:
        raise TypeError("records are deleted with Transaction.delete")
    before: dict[Record, dict[str, Any]] = session.info["before"]
    created: dict[str, Record] = session.info["created"]
    for record in session.new:
        if record.id not in created:
            raise TypeError("records are made with Transaction.add")
        before[record] = {}
        record.derive()
    for record in session.dirty:
        if session.is_modified(record):
            known = before.setdefault(record, {})
            for name in record.fields:
                history = get_history(record, name)
                if history.added and name not in known:
                    known[name] = to_note(history.deleted[0]) if history.deleted else None
            record.derive()


class Transaction:
    """One operation of one person: the only way rows change.

    ``operation`` is the id undo and history go by, ``code`` the name of the use case. :meth:`finish` writes the notes; the
    owner commits.
    """

    def __init__(self, session: JournalSession, author: Author, ids: Ids, code: str, at: int) -> None:
        self.session = session
        self.author = author
        self.ids = ids
        self.code = code
        self.at = at
        self.operation = ids.random()
        self._created: dict[str, Record] = {}
        self._deletes: dict[Record, bool] = {}
        self._settled: dict[Record, set[str]] = {}
        self._before: dict[Record, dict[str, Any]] = {}
        session.info.update(before=self._before, created=self._created)

    def add(self, record: RecordT, pile: str = "") -> RecordT:
        """Put a new record into the author's pile, or another; its id is computed from its natural key, else made."""
        record.pile = pile or self.author.pile
        if record.natural_key:
            record.id = record.id_for(record.pile, *(getattr(record, name) for name in record.natural_key))
        else:
            record.id = record.id or self.ids.record()
        record.status = LIVE
        self.session.add(record)
        self._created[record.id] = record
        return record

    def get(self, kind: type[RecordT], record: str) -> RecordT:
        """Return a live record; raises RECORD-001 when there is none."""
        found = self.session.get(kind, record)
        if found is None or found.status != LIVE:
            raise AppError(RECORD_UNKNOWN, label=kind.kind_label, record=record)
        return found

    def keyed(self, kind: type[RecordT], *key: str | int, pile: str = "") -> RecordT:
        """Return the record with this natural key, made or brought back from deletion when needed."""
        home = pile or self.author.pile
        return self.place(kind, kind.id_for(home, *key), dict(zip(kind.natural_key, key, strict=True)), home)

    def place(self, kind: type[RecordT], record: str, values: Mapping[str, Any], pile: str = "") -> RecordT:
        """Return the record of this id with these fields set, made or brought back from deletion when needed.

        The row that stood in for one which others name and nobody sent becomes the record.
        """
        found = self._created.get(record) or self.session.get(kind, record)
        if not isinstance(found, kind):
            found = kind(id=record, pile=pile or self.author.pile, status=LIVE, **values)
            self.session.add(found)
            self._created[record] = found
            return found
        if found.status == DELETED:
            self.restore(found)
        if found.status == MISSING:
            found.status = LIVE
            self._created[found.id] = found
        for name, value in values.items():
            if to_note(getattr(found, name)) != to_note(value):
                setattr(found, name, value)
        return found

    def delete(self, record: Record) -> None:
        """Hide a record for good or until restored; the note says which heads the person saw."""
        self._set_deleted(record, True)

    def restore(self, record: Record) -> None:
        """Take a delete back."""
        self._set_deleted(record, False)

    def _set_deleted(self, record: Record, deleted: bool) -> None:
        record.status = DELETED if deleted else LIVE
        if self._deletes.get(record) is (not deleted):
            del self._deletes[record]  # taken back before anybody saw it
        else:
            self._deletes[record] = deleted

    def settle(self, record: Record, name: str, value: Any) -> None:
        """Answer a conflict: ``value`` replaces every head of the field, so a note is written even if it was the one shown."""
        setattr(record, name, value)
        self._settled.setdefault(record, set()).add(name)

    def in_conflict(self, record: Record) -> frozenset[str]:
        """Return the fields of a record of which different values stand side by side until a person settles them.

        A form shows one of the values: a new one typed over it would silently replace the others, too.
        """
        connection = self.session.connection()
        query = select(tables.HEAD.c.contested).where(tables.HEAD.c.record == record.id)
        if not connection.execute(query).scalar():
            return frozenset()
        return frozenset(each.field for each in view(find_heads(notes_of(connection, record.id))).conflicts)

    def finish(self) -> Changes:
        """Flush rows and write one note per record that really changed.

        Each note is read as its reader will read it: what nobody could read must not be kept, since notes are for ever.
        """
        self.session.flush()
        connection = self.session.connection()
        pending = {record: values for record in self._in_order() if (values := self._values(record))}
        old = [record.id for record in pending if record.id not in self._created]
        heads = tables.load_heads(connection, old)
        notes, rows = [], []
        for record, values in pending.items():
            note = self._note(record, values, heads.get(record.id, {}))
            line = note.to_line()
            read_note(line)
            notes.append((note, line))
            rows.append(self._head_row(connection, record, note, heads.get(record.id)))
        tables.append_notes(connection, notes)
        tables.store_heads(connection, rows)
        refresh(connection, sorted(enforce(connection, [note for note, _ in notes])))
        return Changes.of((record.kind_name, record.id) for record in pending)

    def _in_order(self) -> list[Record]:
        """Return the records touched: new ones as they were made, then the others by id, so that a run can be repeated."""
        others = {*self._before, *self._deletes, *self._settled}.difference(self._created.values())
        return [*self._created.values(), *sorted(others, key=lambda record: record.id)]

    def _values(self, record: Record) -> dict[str, Any]:
        """Return what the note of a record sets, empty when nothing changed in the end; raises RECORD-004, RECORD-005."""
        created = record.id in self._created
        before = dict.fromkeys(record.fields) if created else self._before.get(record, {})
        settled = self._settled.get(record, set())
        now = {name: to_note(getattr(record, name)) for name in {**before, **dict.fromkeys(settled)}}
        values = {name: value for name, value in now.items() if name in settled or value != before[name]}
        for name, value in values.items():
            info = record.fields[name]
            if not record.accepts(name, value):
                raise AppError(VALUE_REFUSED, label=record.kind_label, field=info.label, longest=info.longest)
            if not all(map(is_writable, _texts(value))):
                raise AppError(VALUE_UNWRITABLE, label=record.kind_label, field=info.label)
        if record in self._deletes:
            return values | {DELETED_FIELD: self._deletes[record]}
        if record.status != LIVE or (created and not values):
            raise TypeError("a deleted or missing record is not edited, an empty one not made")
        return values

    def _note(self, record: Record, values: Mapping[str, Any], heads: HeadIds) -> Note:
        deleting = values.get(DELETED_FIELD) is True
        return write_note(
            id=self.ids.random(),
            operation=self.operation,
            code=self.code,
            record=record.id,
            kind=record.kind_name,
            pile=record.pile,
            device=self.author.device,
            actor=self.author.actor,
            at=self.at,
            schema=SCHEMA,
            values=values,
            prev={name: tuple(sorted(heads[name])) for name in sorted(values) if heads.get(name)},
            saw=tuple(sorted(set().union(*heads.values()))) if deleting and heads else (),
            salt=self.ids.random(),
        )

    def _head_row(self, connection: Connection, record: Record, note: Note, heads: HeadIds | None) -> dict[str, Any]:
        merged: dict[str, Iterable[str]] = {**(heads or {}), **{name: {note.id} for name in note.fields}}
        contested = 0
        if heads and (DELETED_FIELD in heads or any(len(ids) > 1 for ids in heads.values())):
            contested = int(_is_contested([*notes_of(connection, record.id), note]))
        return {
            "record": record.id,
            "kind": record.kind_name,
            "pile": record.pile,
            "heads": tables.pack_heads(tables.by_note(merged)),
            "contested": contested,
        }


def _is_contested(notes: list[Note]) -> bool:
    seen = view(find_heads(notes))
    return bool(seen.conflicts) or seen.delete_contested


def _texts(value: Any) -> Iterable[str]:
    """Return the texts in what a field holds."""
    return (item for item in (value if isinstance(value, list) else [value]) if isinstance(item, str))
