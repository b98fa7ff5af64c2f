"""Taking in notes from elsewhere: union, then recompute what they touch.

Runs in its own transaction with no ORM session open on the rows, and writes no notes of its own. Arriving twice, late or in
any order ends in the same view, because the view is a function of the set of notes.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, select

from app.journal import tables
from app.journal.capture import Changes
from app.journal.erasure import enforce
from app.journal.errors import NOTE_CHANGED, NOTE_INVALID
from app.journal.many import among
from app.journal.note import DELETED_FIELD, Note, hash_of_line
from app.journal.tables import HEAD, NOTE, in_chunks
from app.journal.views import refresh
from app.kernel.collecting import no_cycle_search
from app.kernel.errors import AppError
from app.kernel.progress import Progress
from app.records.base import KINDS, SCHEMA


@dataclass(frozen=True, slots=True)
class Absorbed:
    """What a pile of foreign notes did: how many were new, how many wait for a newer program, which rows changed.

    ``erased`` are the records of which something known before is gone for good.
    """

    new: int = 0
    pending_newer: int = 0
    changes: Changes = field(default_factory=Changes)
    erased: frozenset[str] = frozenset()
    newest_schema: int = 0
    """Version of the record declarations that the newest of those that wait was written with."""

    def joined(self, others: "Absorbed") -> "Absorbed":
        """Return what this pile and the others did together."""
        return Absorbed(
            self.new + others.new, self.pending_newer + others.pending_newer, self.changes.joined(others.changes),
            self.erased | others.erased, max(self.newest_schema, others.newest_schema),
        )  # fmt: skip


def absorb(
    connection: Connection, notes: Sequence[tuple[Note, bytes]], bundle: str, progress: Progress | None = None
) -> Absorbed:
    """Insert the notes not yet held and refresh their records.

    Raises NOTE-002 when a note has the id of a held one and other content, and NOTE-001 when notes disagree about what a
    record is; the caller's transaction then rolls back and nothing was taken in.
    """
    return absorb_unknown(connection, unknown_notes(connection, notes), bundle, progress)


def absorb_unknown(
    connection: Connection, fresh: Sequence[tuple[Note, bytes]], bundle: str, progress: Progress | None = None
) -> Absorbed:
    """Do as :func:`absorb` with what :func:`unknown_notes` returned."""
    with no_cycle_search():
        return _absorbed(connection, fresh, bundle, progress)


def _absorbed(
    connection: Connection, fresh: Sequence[tuple[Note, bytes]], bundle: str, progress: Progress | None
) -> Absorbed:
    by_record: dict[str, list[Note]] = {}
    for note, _ in fresh:
        by_record.setdefault(note.record, []).append(note)
    held = _refuse_two_faces(connection, by_record)
    tables.append_notes(connection, fresh, bundle)
    touched = {record: notes[0].kind for record, notes in by_record.items()}
    if progress:
        progress.stage("Cập nhật bảng", len(touched))
    refresh(connection, list(touched), progress, {each: by_record[each] for each in touched if each not in held})
    erased = enforce(connection, [note for note, _ in fresh])
    if erased:
        refresh(connection, sorted(erased))
    newer = [note.schema for note, _ in fresh if is_newer(note)]
    kinds = touched | _kinds_of(connection, erased - touched.keys())
    return Absorbed(
        len(fresh), len(newer), Changes.of((kind, record) for record, kind in kinds.items()), frozenset(erased),
        max(newer, default=0),
    )  # fmt: skip


def _kinds_of(connection: Connection, records: Iterable[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for part in in_chunks(sorted(records)):
        query = select(HEAD.c.record, HEAD.c.kind).where(among(HEAD.c.record, part))
        found.update((row.record, row.kind) for row in connection.execute(query))
    return found


def unknown_notes(connection: Connection, notes: Sequence[tuple[Note, bytes]]) -> list[tuple[Note, bytes]]:
    """Return the notes this database does not hold, each once; raises NOTE-002 on a second content for one id."""
    held: dict[str, str] = {}
    for part in in_chunks([note.id for note, _ in notes]):
        query = select(NOTE.c.id, NOTE.c.note_hash).where(among(NOTE.c.id, part))
        held.update((row.id, row.note_hash) for row in connection.execute(query).all())
    fresh: dict[str, tuple[Note, bytes]] = {}
    for note, line in notes:
        if note.id in held:
            known = held[note.id]
        elif note.id in fresh:
            known = hash_of_line(fresh[note.id][1])
        else:
            fresh[note.id] = (note, line)
            continue
        if hash_of_line(line) != known:
            raise AppError(NOTE_CHANGED)
    return list(fresh.values())


def is_newer(note: Note) -> bool:
    """Tell whether a note uses a kind or field this program does not know: kept, counted, handed on byte for byte."""
    model = KINDS.get(note.kind)
    if model is None:
        return True
    known = {*model.fields, DELETED_FIELD}
    return note.schema > SCHEMA and not known.issuperset(note.fields)


def _refuse_two_faces(connection: Connection, by_record: Mapping[str, Sequence[Note]]) -> set[str]:
    """Raise NOTE-001 when notes disagree about kind or pile of a record; return the records that had notes before."""
    faces = {record: (notes[0].kind, notes[0].pile) for record, notes in by_record.items()}
    told = [(note.record, (note.kind, note.pile)) for notes in by_record.values() for note in notes]
    known: set[str] = set()
    for part in in_chunks(list(faces)):
        query = select(HEAD.c.record, HEAD.c.kind, HEAD.c.pile).where(among(HEAD.c.record, part))
        rows = connection.execute(query).all()
        known.update(row.record for row in rows)
        told += [(row.record, (row.kind, row.pile)) for row in rows]
    if any(faces[record] != face for record, face in told):
        raise AppError(NOTE_INVALID, reason="một mục thuộc hai loại")
    return known
