"""What the commune decided otherwise than a village had written: an answer to an issue, an edit, a record taken off the list.

Read from the notes: the commune's stands in a field, and before it, itself or through others, the village's with another value.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence

from sqlalchemy import Connection, select

from app.journal.merge import Heads, distinct_values, find_heads, view
from app.journal.note import DELETED_FIELD, Note
from app.journal.stored import stored_note
from app.journal.tables import NOTE, in_chunks
from app.kernel import canonical


def overruled_in(connection: Connection, pile: str) -> list[tuple[str, str]]:
    """Return, at the commune, record and field of what it decided otherwise in a village's books and what still stands so.

    What came in no bundle was written at the commune, by whichever clerk.
    """
    came = select(NOTE.c.record).where(NOTE.c.pile == pile, NOTE.c.bundle.is_not(None))
    here = select(NOTE.c.record).where(NOTE.c.pile == pile, NOTE.c.bundle.is_(None), NOTE.c.record.in_(came)).distinct()
    found = []
    for part in in_chunks(sorted(connection.scalars(here))):
        notes: dict[str, list[Note]] = defaultdict(list)
        written: set[str] = set()
        query = select(NOTE.c.id, NOTE.c.record, NOTE.c.bundle, NOTE.c.line).where(NOTE.c.record.in_(part))
        for row in connection.execute(query.order_by(NOTE.c.n)):
            notes[row.record].append(stored_note(row.line))
            if row.bundle is None:
                written.add(row.id)
        for record in part:
            heads = find_heads(notes[record])
            found += [(record, name) for name in heads if decided(notes[record], heads, name, written)]
    return found


def decided(
    notes: Sequence[Note], heads: Heads, field: str, of_commune: Collection[str]
) -> tuple[Note, tuple[Note, ...]] | None:
    """Return the commune's note that stands in a field, and those of the village with another value that it replaced.

    ``of_commune`` are the ids of what the commune wrote.
    ``None`` while values stand against each other there, where the village's stands, and where nothing was replaced.
    """
    tops = heads.get(field, ())
    if len(distinct_values(field, tops)) != 1 or not all(note.id in of_commune for note in tops):
        return None
    now = tops[0]
    gone = field == DELETED_FIELD and now.value(field) is True
    if gone and not view(heads).deleted:
        return None
    value = canonical.encode(now.value(field))
    before = [
        note
        for note in _before(notes, tops, field, of_commune)
        if not note.redacted and (gone or canonical.encode(note.value(field)) != value)
    ]
    return (now, tuple(before)) if before else None


def _before(notes: Sequence[Note], tops: Sequence[Note], field: str, of_commune: Collection[str]) -> list[Note]:
    """Return the village's last word that these replaced in a field, through the commune's own; of a delete, what it saw."""
    by_id = {note.id: note for note in notes}
    found: list[Note] = []
    replaced: set[str] = set()
    """What the village itself had replaced: its earlier words, and what it knew of the commune's."""
    waiting = [(each, False) for note in tops for each in (*note.prev.get(field, ()), *note.saw)]
    seen: set[tuple[str, bool]] = set()
    while waiting:
        each, by_village = place = waiting.pop()
        if place in seen or each not in by_id:
            continue
        seen.add(place)
        note = by_id[each]
        if by_village:
            replaced.add(each)
        elif each not in of_commune:
            found.append(note)
        before = note.prev.get(field, ())
        waiting.extend((earlier, by_village or each not in of_commune) for earlier in before)
    return [note for note in found if note.id not in replaced]
