"""Undo of one operation: per field, the value shown before; what was edited since is kept and named.

A whole import is one operation, so it is undone as one. Undoing an undo is redo. Facts that were signed are not overwritten
but reversed (a signature is withdrawn as "ghi nhầm"), so the trace stays.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, func, select

from app.journal.capture import Transaction, stored_note
from app.journal.errors import NOTHING_TO_UNDO
from app.journal.merge import Heads, find_heads, shown_value, view
from app.journal.note import DELETED_FIELD, Note
from app.journal.stubs import REFERRING
from app.journal.tables import NOTE, in_chunks
from app.kernel.clock import moment
from app.kernel.errors import AppError
from app.records.base import KINDS, LIVE, Record
from app.records.pledges import Pledge
from app.records.values import MISTAKE, Withdrawal

UNDO_CODE: Final = "history.undo/"
"""An undo's code carries the operation it undid, so that every device knows which operations stand."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What undo left as it is because it was edited since, or because others refer to it; ``field`` is empty for all."""

    kind: str
    record: str
    field: str
    reason: str


def undone_operation(code: str) -> str | None:
    """Return the operation that an operation with this code undid."""
    return code.removeprefix(UNDO_CODE) if code.startswith(UNDO_CODE) else None


def newest_undoable(connection: Connection, device: str) -> str:
    """Return the newest operation of this device that stands and is no undo itself; raises UNDO-001 without one."""
    first = (
        select(func.min(NOTE.c.n)).where(NOTE.c.device == device, NOTE.c.bundle.is_(None)).group_by(NOTE.c.operation)
    )
    query = select(NOTE.c.operation, NOTE.c.line).where(NOTE.c.n.in_(first)).order_by(NOTE.c.n.desc())
    undone: set[str] = set()
    for operation, line in connection.execute(query):
        code = stored_note(line).code
        target = undone_operation(code)
        if operation in undone:
            continue
        if target is not None:
            undone.add(target)
        elif not code.startswith("setup."):
            return str(operation)
    raise AppError(NOTHING_TO_UNDO)


def undo(transaction: Transaction, notes: list[Note]) -> tuple[int, list[Kept]]:
    """Write the opposite of an operation's ``notes``; return how many records changed back and what was kept."""
    known = [note for note in notes if note.kind in KINDS]
    with transaction.session.no_autoflush:
        work = _Undo(transaction, known)
        changed = sum(work.one(note) for note in known)
    return changed, work.kept


class _Undo:
    """The state of one undo: histories and rows of every record it touches, read in a few queries."""

    def __init__(self, transaction: Transaction, notes: list[Note]) -> None:
        self.tx = transaction
        self.kept: list[Kept] = []
        connection = transaction.session.connection()
        self.histories = _histories(connection, [note.record for note in notes])
        self.rows = self._load_rows(notes)
        self.in_use = _referred_from_outside(connection, notes)

    def one(self, note: Note) -> bool:
        """Undo one note; return whether its record changed."""
        record = self.rows[note.record]
        history = self.histories[note.record]
        heads = find_heads(history)
        if history[0].id == note.id and note.value(DELETED_FIELD) is None:
            return self._remove(record, note, heads)
        by_id = {each.id: each for each in history}
        changed = False
        for name in note.fields:
            if shown_value(heads.get(name, ()), name) != note.value(name):
                self.kept.append(Kept(note.kind, note.record, name, "đã sửa sau đó"))
                continue
            before = shown_value([by_id[each] for each in note.prev.get(name, ()) if each in by_id], name)
            self._put_back(record, name, before)
            changed = True
        return changed

    def _remove(self, record: Record, note: Note, heads: Heads) -> bool:
        """Delete a record the operation created, unless it was edited since or others refer to it."""
        now = {name: value for name, value in view(heads).values.items() if value is not None}
        if note.record in self.in_use or now != note.values:
            self.kept.append(Kept(note.kind, note.record, "", "đã được dùng hoặc sửa sau đó"))
            return False
        self.tx.delete(record)
        return True

    def _put_back(self, record: Record, name: str, before: Any) -> None:
        if name == DELETED_FIELD:
            (self.tx.delete if before is True else self.tx.restore)(record)
        elif name in record.fields:
            if isinstance(record, Pledge) and record.fields[name].signed:
                record.withdrawn = Withdrawal(moment(self.tx.at).date().isoformat(), MISTAKE)
            else:
                setattr(record, name, type(record).from_note(name, before))

    def _load_rows(self, notes: Iterable[Note]) -> dict[str, Record]:
        by_kind: dict[str, list[str]] = defaultdict(list)
        for note in notes:
            by_kind[note.kind].append(note.record)
        rows: dict[str, Record] = {}
        for kind, records in by_kind.items():
            model = KINDS[kind]
            for part in in_chunks(records):
                rows.update((row.id, row) for row in self.tx.session.scalars(select(model).where(model.id.in_(part))))
        return rows


def _histories(connection: Connection, records: list[str]) -> dict[str, list[Note]]:
    found: dict[str, list[Note]] = defaultdict(list)
    for part in in_chunks(records):
        query = select(NOTE.c.record, NOTE.c.line).where(NOTE.c.record.in_(part)).order_by(NOTE.c.n)
        for record, line in connection.execute(query):
            found[record].append(stored_note(line))
    return found


def _referred_from_outside(connection: Connection, notes: list[Note]) -> set[str]:
    """Return the records of the operation that live records of other operations name."""
    own = {note.record for note in notes}
    by_kind: dict[str, list[str]] = defaultdict(list)
    for note in notes:
        by_kind[note.kind].append(note.record)
    referred: set[str] = set()
    for kind, records in by_kind.items():
        for column in REFERRING.get(kind, ()):
            table = column.table
            for part in in_chunks(records):
                query = select(column, table.c.id).where(column.in_(part), table.c.status == LIVE)
                referred.update(target for target, source in connection.execute(query) if source not in own)
    return referred
