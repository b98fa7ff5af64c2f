"""The merge rule, in pure Python: the view of a record is a function of the set of its notes.

Order of arrival, repetition and the device that computes it make no difference. ``prev`` gives exact causality per field;
the clock (``at``) only orders values that are truly concurrent. Source: design text "sync", section "The view".
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from app.journal.note import DELETED_FIELD, Note
from app.kernel import canonical

Heads = Mapping[str, tuple[Note, ...]]
"""Per field, the notes that set it and that no other note replaced there, the shown one first."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field whose heads hold different values; a person picks one, and the answer is an ordinary note."""

    field: str
    heads: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class RecordView:
    """What one record looks like: shown values, and what needs a person."""

    values: Mapping[str, Any]
    conflicts: tuple[Conflict, ...]
    deleted: bool
    delete_contested: bool


def find_heads(notes: Iterable[Note]) -> Heads:
    """Return the heads of every field of one record, from all its notes."""
    held = {note.id: note for note in notes}
    if len(held) == 1:  # nearly every record of a village that sends for the first time
        (only,) = held.values()
        return {name: (only,) for name in only.fields if only.id not in only.prev.get(name, ())}
    replaced: dict[str, set[str]] = {}
    for note in held.values():
        for name, ids in note.prev.items():
            replaced.setdefault(name, set()).update(ids)
    found: dict[str, list[Note]] = {}
    for note in held.values():
        for name in note.fields:
            if note.id not in replaced.get(name, ()):
                found.setdefault(name, []).append(note)
    return {name: tuple(sorted(found[name], key=_newest_first)) for name in sorted(found)}


def view(heads: Heads) -> RecordView:
    """Return the view of a record from its heads.

    The shown value is that of the head with the greatest (``at``, ``id``) among those not erased; ``None`` when all are.
    Heads with different values are a conflict, heads with equal values are not; an erased value never is. ``_deleted``
    hides the record only if the deletes together saw every other current head.
    """
    values = {name: shown_value(tops, name) for name, tops in heads.items() if name != DELETED_FIELD}
    conflicts = tuple(
        Conflict(name, tops)
        for name, tops in heads.items()
        if name != DELETED_FIELD and len(tops) > 1 and len(distinct_values(name, tops)) > 1
    )
    deletes = [note for note in heads.get(DELETED_FIELD, ()) if note.value(DELETED_FIELD) is True]
    hidden = bool(deletes) and _covers_all(deletes, heads)
    return RecordView(values, conflicts, hidden, bool(deletes) and not hidden)


def shown_value(tops: Sequence[Note], name: str) -> Any:
    """Return the value shown for a field whose heads are ``tops``; ``None`` when there is none but erased ones."""
    if len(tops) == 1:
        return tops[0].value(name)
    newest = min((note for note in tops if not note.redacted), key=_newest_first, default=None)
    return None if newest is None else newest.value(name)


def distinct_values(name: str, tops: Iterable[Note]) -> set[bytes]:
    """Return the canonical bytes of the different values that heads hold, erased ones left out."""
    return {canonical.encode(note.value(name)) for note in tops if not note.redacted}


def issue_id(kind: str, record: str, field: str, heads: Iterable[str]) -> str:
    """Return the id of a derived issue: 16 hex digits that change when the heads do, so a dismissal never outlives them."""
    seed = canonical.encode([kind, record, field, sorted(heads)])
    return hashlib.sha256(seed).hexdigest()[:16]


CONFLICT: Final = "conflict"
DELETED_EDITED: Final = "deleted_edited"
MISSING_TARGET: Final = "missing_target"
SAME_NUMBER: Final = "same_number"


def _newest_first(note: Note) -> tuple[int, int]:
    return (-note.at, -int(note.id, 16))


def _covers_all(deletes: list[Note], heads: Heads) -> bool:
    seen = {note.id for note in deletes}.union(*(note.saw for note in deletes))
    return all(note.id in seen for tops in heads.values() for note in tops)
