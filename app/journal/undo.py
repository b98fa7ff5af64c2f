"""Undo of one operation: per field, the value shown before; what was edited since is kept and named.

A whole import is one operation, so it is undone as one. Undoing an undo is redo. Facts that were signed are not overwritten
but reversed (a signature is withdrawn as "ghi nhầm"), so the trace stays.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, func, select

from app.journal.capture import Transaction
from app.journal.errors import NOTHING_TO_UNDO
from app.journal.merge import find_heads, shown_value
from app.journal.note import DELETED_FIELD, Note
from app.journal.stored import stored_note
from app.journal.stubs import REFERRING
from app.journal.tables import NOTE, in_chunks
from app.kernel.clock import moment
from app.kernel.errors import AppError
from app.records.base import DELETED, KINDS, LIVE, Record
from app.records.covenants import CovenantNode, CovenantVersion
from app.records.pledges import Pledge
from app.records.values import MISTAKE, Withdrawal

UNDO_CODE: Final = "history.undo/"
"""An undo's code carries the operation it undid, so that every device knows which operations stand."""

_FOR_GOOD: Final = ("privacy.seen", "privacy.erase", "privacy.off")
"""A log is no log if its entries can be taken back; erasing is for good, and so is what goes with switching a field off."""

CARRIED: Final = "village.reshape"
"""The operation that moves households between villages, with all they signed."""

EDITED_SINCE: Final = "đã được dùng hoặc sửa sau đó"
GONE_SINCE: Final = "đã xoá sau đó"
SETTLED: Final = "văn bản đã thông qua hoặc đã in"


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


def can_be_undone(code: str) -> bool:
    """Tell whether operations with this code may be taken back.

    Set-up is what everything stands on, and what was printed is out in the world: its code must lead to its record.
    """
    return not code.startswith("setup.") and not code.endswith((".print", ".disclose")) and code not in _FOR_GOOD


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
        elif can_be_undone(code):
            return str(operation)
    raise AppError(NOTHING_TO_UNDO)


def undo(transaction: Transaction, notes: list[Note]) -> tuple[int, list[Kept]]:
    """Write the opposite of an operation's ``notes``; return how many records changed back and what was kept."""
    with transaction.session.no_autoflush:
        work = _Undo(transaction, [note for note in notes if note.kind in KINDS])
        return work.run(), work.kept


class _Undo:
    """The state of one undo: histories and rows of every record it touches, read in a few queries."""

    def __init__(self, transaction: Transaction, notes: list[Note]) -> None:
        self.tx = transaction
        self.notes = notes
        self.kept: list[Kept] = []
        connection = transaction.session.connection()
        self.histories = _histories(connection, [note.record for note in notes])
        self.heads = {record: find_heads(history) for record, history in self.histories.items()}
        self.rows = self._load_rows(notes)
        self.in_use = _referred_from_outside(connection, notes)

    def run(self) -> int:
        """Put edited fields back, then remove what the operation made; return how many records changed."""
        free = [note for note in self.notes if not self._is_settled(note)]
        made = [note for note in free if self.histories[note.record][0].id == note.id]
        edited = [note for note in free if self.histories[note.record][0].id != note.id]
        changed = sum(self._revert(note) for note in edited)
        going = self._removable(made)
        return changed + sum(self._unmake(note, note.record in going) for note in made)

    def _is_settled(self, note: Note) -> bool:
        """Tell whether a note is about covenant text that was passed or printed since: what people hold stays as it is."""
        row = self.rows[note.record]
        version = row
        if isinstance(row, CovenantNode):
            version = self.tx.session.get(CovenantVersion, row.version_id) or row
        elif "text_hash" not in note.fields:
            return False
        if not isinstance(version, CovenantVersion) or not version.frozen:
            return False
        self.kept.append(Kept(note.kind, note.record, "", SETTLED))
        return True

    def _revert(self, note: Note) -> bool:
        """Undo a note about a record that was there before; return whether the record changed."""
        record = self.rows[note.record]
        undeletes = note.value(DELETED_FIELD) is True and self._stands(note, DELETED_FIELD)
        if record.status == DELETED and not undeletes:
            self.kept.append(Kept(note.kind, note.record, "", GONE_SINCE))
            return False
        by_id = {each.id: each for each in self.histories[note.record]}
        changed = False
        for name in note.fields:
            if not self._stands(note, name):
                self.kept.append(Kept(note.kind, note.record, name, EDITED_SINCE))
                continue
            replaced = [by_id[each] for each in note.prev.get(name, ()) if each in by_id]
            self._put_back(record, name, note, shown_value(replaced, name))
            changed = True
        return changed

    def _stands(self, note: Note, name: str) -> bool:
        """Tell whether a field is as the note left it: no other value since, and none from elsewhere even if equal."""
        row = self.rows[note.record]
        if isinstance(row, Pledge) and row.withdrawn is not None and name in _signed(note):
            return False
        here = (note.device, self.tx.author.device)
        return all(
            head.id == note.id or (head.device in here and head.value(name) == note.value(name))
            for head in self.heads[note.record].get(name, ())
        )

    def _put_back(self, record: Record, name: str, note: Note, before: Any) -> None:
        if name == DELETED_FIELD:
            (self.tx.delete if before is True else self.tx.restore)(record)
        elif name in _signed(note) and before is None:
            self._withdraw(record)
        elif name in record.fields:
            setattr(record, name, type(record).from_note(name, before))

    def _withdraw(self, record: Record) -> None:
        """Reverse a signature; only a pledge holds one."""
        assert isinstance(record, Pledge)
        record.withdrawn = Withdrawal(moment(self.tx.at).date().isoformat(), MISTAKE)

    def _removable(self, made: list[Note]) -> set[str]:
        """Return the records made that nobody edited, signed or refers to; what a kept record refers to is kept too."""
        going = {note.record for note in made if self._untouched(note)} - self.in_use
        while named := going & {
            getattr(row, name)
            for row in self.rows.values()
            if row.status == LIVE and row.id not in going
            for name in row.references
        }:
            going -= named
        return going

    def _untouched(self, note: Note) -> bool:
        if self.rows[note.record].status != LIVE or _signed(note):
            return False
        return all(self._stands(note, name) for name in self.heads[note.record] if name != DELETED_FIELD)

    def _unmake(self, note: Note, going: bool) -> bool:
        """Delete a record the operation made, or take back what was signed on it, or keep it."""
        record = self.rows[note.record]
        if going:
            self.tx.delete(record)
            return True
        if record.status == LIVE and any(self._stands(note, name) for name in _signed(note)):
            self._withdraw(record)
            return True
        self.kept.append(Kept(note.kind, note.record, "", EDITED_SINCE if record.status == LIVE else GONE_SINCE))
        return False

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


def _signed(note: Note) -> list[str]:
    """Return the fields of a note that hold something signed then; what was only carried along is signed where it came from."""
    if note.code == CARRIED:
        return []
    known = KINDS[note.kind].fields
    return [name for name in note.fields if name in known and known[name].signed and note.value(name) is not None]


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
