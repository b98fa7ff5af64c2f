"""Rows from notes: what merging recomputes for touched records, and what a rebuild recomputes for all."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from sqlalchemy import Connection, delete, insert, select

from app.journal import tables
from app.journal.capture import stored_note
from app.journal.merge import Heads, RecordView, find_heads, view
from app.journal.note import Note
from app.journal.stubs import add_stubs, sweep_stubs
from app.journal.tables import HEAD, NOTE
from app.kernel.progress import Progress
from app.records.base import DELETED, KINDS, LIVE, Record

_BATCH: Final = 500
"""Records recomputed at a time, so that memory stays flat."""


def refresh(connection: Connection, records: Sequence[str], progress: Progress | None = None) -> None:
    """Recompute heads and rows of the given records from all their notes."""
    for start in range(0, len(records), _BATCH):
        batch = records[start : start + _BATCH]
        query = select(NOTE.c.record, NOTE.c.line).where(NOTE.c.record.in_(batch)).order_by(NOTE.c.record, NOTE.c.n)
        by_record: dict[str, list[Note]] = defaultdict(list)
        for record, line in connection.execute(query):
            by_record[record].append(stored_note(line))
        _store(connection, by_record)
        if progress:
            progress.advance(len(batch))
    sweep_stubs(connection)


def rebuild(connection: Connection, progress: Progress | None = None) -> None:
    """Recompute every head and row from the notes alone; what is not in a note disappears."""
    for model in reversed(KINDS.values()):
        connection.execute(delete(model.__table__))  # type: ignore[arg-type]
    connection.execute(delete(HEAD))
    records = list(connection.execute(select(NOTE.c.record).distinct().order_by(NOTE.c.record)).scalars())
    if progress:
        progress.stage("Dựng lại bảng từ sổ thay đổi", len(records))
    refresh(connection, records, progress)


def differing_rows(connection: Connection) -> list[tuple[str, str]]:
    """Return (kind, record) of each stored row or head that differs from what the notes say, without changing anything."""
    differing: list[tuple[str, str]] = []
    stored_heads = {row.record: (row.heads, row.contested) for row in connection.execute(select(HEAD))}
    for record, notes in _all_notes(connection):
        heads = find_heads(notes)
        seen = view(heads)
        kind = notes[0].kind
        row = _head_row(record, notes[0], heads, seen)
        wrong = stored_heads.pop(record, None) != (row["heads"], row["contested"])
        if kind in KINDS:
            model = KINDS[kind]
            stored = (
                connection.execute(select(model.__table__).where(model.__table__.c.id == record)).mappings().first()
            )
            wrong = wrong or stored is None or dict(stored) != _record_row(model, record, notes[0].pile, seen)
        if wrong:
            differing.append((kind, record))
    return differing + [("head", record) for record in stored_heads]


def _all_notes(connection: Connection) -> Iterator[tuple[str, list[Note]]]:
    current: str | None = None
    notes: list[Note] = []
    query = select(NOTE.c.record, NOTE.c.line).order_by(NOTE.c.record, NOTE.c.n)
    for record, line in connection.execute(query).all():
        if record != current and current is not None:
            yield current, notes
            notes = []
        current = record
        notes.append(stored_note(line))
    if current is not None:
        yield current, notes


def _store(connection: Connection, by_record: dict[str, list[Note]]) -> None:
    head_rows: list[dict[str, Any]] = []
    rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for record, notes in by_record.items():
        heads = find_heads(notes)
        seen = view(heads)
        head_rows.append(_head_row(record, notes[0], heads, seen))
        model = KINDS.get(notes[0].kind)
        if model is not None:
            rows[model.kind_name].append(_record_row(model, record, notes[0].pile, seen))
    tables.store_heads(connection, head_rows)
    for kind, items in rows.items():
        table: Any = KINDS[kind].__table__
        connection.execute(delete(table).where(table.c.id.in_([row["id"] for row in items])))
        connection.execute(insert(table), items)
    add_stubs(connection, rows)


def _head_row(record: str, first: Note, heads: Heads, seen: RecordView) -> dict[str, Any]:
    return {
        "record": record,
        "kind": first.kind,
        "pile": first.pile,
        "heads": tables.pack_heads({name: [note.id for note in tops] for name, tops in heads.items()}),
        "contested": int(bool(seen.conflicts) or seen.delete_contested),
    }


def _record_row(model: type[Record], record: str, pile: str, seen: RecordView) -> dict[str, Any]:
    row = model(**{name: model.from_note(name, seen.values.get(name)) for name in model.fields})
    row.id = record
    row.pile = pile
    row.status = DELETED if seen.deleted else LIVE
    row.derive()
    return {name: getattr(row, name) for name in model.__table__.columns.keys()}  # noqa: SIM118


def notes_by_operation(connection: Connection, operation: str) -> Iterable[Note]:
    """Return the notes of one operation in order of arrival."""
    query = select(NOTE.c.line).where(NOTE.c.operation == operation).order_by(NOTE.c.n)
    return [stored_note(line) for line in connection.execute(query).scalars()]
