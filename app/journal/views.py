"""Rows from notes: what merging recomputes for touched records, and what a rebuild recomputes for all."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType, SimpleNamespace
from typing import Any

from sqlalchemy import Connection, Table, delete, exists, select

from app.journal import tables
from app.journal.many import among, insert_rows
from app.journal.merge import RecordView, find_heads, view
from app.journal.note import DELETED_FIELD, Note
from app.journal.stored import notes_by_record, stored_note
from app.journal.stubs import add_stubs, stubbed_kinds, sweep_stubs
from app.journal.tables import HEAD, NOTE, in_chunks
from app.kernel.progress import Progress
from app.records.base import DELETED, KINDS, LIVE, MISSING, Record


def refresh(
    connection: Connection,
    records: Sequence[str],
    progress: Progress | None = None,
    in_hand: Mapping[str, Sequence[Note]] | None = None,
) -> None:
    """Recompute heads and rows of the given records from all their notes.

    ``in_hand`` holds, for records nobody wrote about before, all their notes, so that these are not read back; of such a record
    there can be a stub, but no row or heads to replace.
    """
    unheld: Mapping[str, Sequence[Note]] = in_hand or {}
    stubbed = stubbed_kinds(connection)
    present: dict[str, set[str]] = {}
    for batch in in_chunks(records):
        head_rows, rows = _compute(connection, batch, unheld)
        tables.store_heads(connection, head_rows, unheld)
        for kind, items in rows.items():
            table: Any = KINDS[kind].__table__
            older = [row["id"] for row in items if kind in stubbed or row["id"] not in unheld]
            if older:
                connection.execute(delete(table).where(among(table.c.id, older)))
            insert_rows(connection, table, items)
        stubbed |= add_stubs(connection, rows, present)
        if progress:
            progress.advance(len(batch))
    sweep_stubs(connection, stubbed)


def rebuild(connection: Connection, progress: Progress | None = None) -> None:
    """Recompute every head and row from the notes alone; what is not in a note disappears."""
    for model in KINDS.values():
        connection.execute(delete(model.__table__))  # type: ignore[arg-type]
    connection.execute(delete(HEAD))
    records = list(connection.execute(select(NOTE.c.record).distinct().order_by(NOTE.c.record)).scalars())
    if progress:
        progress.stage("Dựng lại bảng từ sổ thay đổi", len(records))
    refresh(connection, records, progress)


def differing_rows(connection: Connection) -> list[tuple[str, str]]:
    """Return (kind, record) of each stored row or head that differs from what the notes say, without changing anything."""
    differing = _strays(connection)
    records = list(connection.execute(select(NOTE.c.record).distinct()).scalars())
    for batch in in_chunks(records):
        head_rows, rows = _compute(connection, batch)
        wrong = _unlike(connection, HEAD, HEAD.c.record, head_rows)
        for kind, items in rows.items():
            table: Any = KINDS[kind].__table__
            wrong |= _unlike(connection, table, table.c.id, items)
        differing += [(row["kind"], row["record"]) for row in head_rows if row["record"] in wrong]
    return differing


def rows_at(connection: Connection, at: int, records: Sequence[str] = ()) -> dict[str, list[dict[str, Any]]]:
    """Return, by kind, the rows that the notes written up to ``at`` (milliseconds) make: what the books said then.

    Of some records only, if given. Rows carry what was shown of a conflict; a record nobody had written about is not there.
    """
    query = select(NOTE.c.record, NOTE.c.line).where(NOTE.c.at <= at).order_by(NOTE.c.record, NOTE.c.n)
    if records:
        query = query.where(NOTE.c.record.in_(records))
    known: dict[str, list[Note]] = defaultdict(list)
    for record, line in connection.execute(query):
        known[record].append(stored_note(line))
    _, rows = _compute(connection, list(known), known)
    return rows


def _strays(connection: Connection) -> list[tuple[str, str]]:
    """Return heads and rows, other than stubs, about which there is no note."""
    queries: list[tuple[str, Any, Any]] = [("head", HEAD.c.record, select(HEAD.c.record))]
    for kind, model in KINDS.items():
        columns = model.__table__.columns
        queries.append((kind, columns.id, select(columns.id).where(columns.status != MISSING)))
    return [
        (kind, record)
        for kind, key, query in queries
        for record in connection.execute(query.where(~exists().where(NOTE.c.record == key))).scalars()
    ]


def _unlike(connection: Connection, table: Table, key: Any, expected: Sequence[Mapping[str, Any]]) -> set[str]:
    """Return the keys of the expected rows that are not stored as expected."""
    by_key = {row[key.name]: row for row in expected}
    query = select(table).where(key.in_(by_key))
    stored = {row[key.name]: dict(row) for row in connection.execute(query).mappings()}
    return {record for record, row in by_key.items() if stored.get(record) != row}


def _compute(
    connection: Connection, records: Sequence[str], in_hand: Mapping[str, Sequence[Note]] = MappingProxyType({})
) -> tuple[list[dict[str, Any]], dict[str, list[dict[str, Any]]]]:
    """Return the head rows, and the rows by kind, that the notes about these records make."""
    stored = [record for record in records if record not in in_hand]
    read = {record: notes for record, notes in notes_by_record(connection, stored).items() if notes}
    by_record = {**read, **{record: in_hand[record] for record in records if record in in_hand}}
    head_rows: list[dict[str, Any]] = []
    rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for record, notes in by_record.items():
        by_note, seen = _seen(notes)
        head_rows.append(_head_row(record, notes[0], by_note, seen))
        model = KINDS.get(notes[0].kind)
        if model is not None:
            rows[model.kind_name].append(_record_row(model, record, notes[0].pile, seen))
    return head_rows, rows


def _seen(notes: Sequence[Note]) -> tuple[Mapping[str, Sequence[str]], RecordView]:
    """Return which fields each note is a head of, and the view of a record, from all its notes."""
    first = notes[0]
    if len(notes) == 1 and not first.prev and DELETED_FIELD not in first.fields:
        # Nearly every record of a village that sends for the first time: nothing to replace, to dispute or to hide.
        return {first.id: first.fields}, RecordView(first.values or {}, (), False, False)
    heads = find_heads(notes)
    by_note = tables.by_note({name: [note.id for note in tops] for name, tops in heads.items()})
    return by_note, view(heads)


def _head_row(record: str, first: Note, by_note: Mapping[str, Sequence[str]], seen: RecordView) -> dict[str, Any]:
    return {
        "record": record,
        "kind": first.kind,
        "pile": first.pile,
        "heads": tables.pack_heads(by_note),
        "contested": int(bool(seen.conflicts) or seen.delete_contested),
    }


def _record_row(model: type[Record], record: str, pile: str, seen: RecordView) -> dict[str, Any]:
    """Return a row as plain values: no instance of the record is made, which would cost as much as all the rest."""
    values = model.from_notes(seen.values)
    shown = SimpleNamespace(**values)
    derived = {name: compute(shown) for name, compute in model.derivations.items()}
    return {"id": record, "pile": pile, "status": DELETED if seen.deleted else LIVE, **values, **derived}


def notes_by_operation(connection: Connection, operation: str) -> Iterable[Note]:
    """Return the notes of one operation in order of arrival."""
    query = select(NOTE.c.line).where(NOTE.c.operation == operation).order_by(NOTE.c.n)
    return [stored_note(line) for line in connection.execute(query).scalars()]
