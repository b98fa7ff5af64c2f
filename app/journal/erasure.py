"""Erasure: notes about a person lose their values for good, here and wherever the erasure arrives, in any order.

A note keeps its digest in place of its values, so note hashes, chains and pile digests stay as they were. Which notes go is a
function of the set of notes, and more erasures never spare one: of the person named, every note but those that erasures wrote
and those whose author had seen the erasure, that is, which build on its note by ``prev`` or ``saw``. A note that builds on one
not yet here waits for it. Of other records go the notes that an erasure names one by one. Only notes of its own pile go.
Source: design text "sync", section "The view"; Luật 91/2025/QH15, Điều 14.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from msgspec.structs import replace
from sqlalchemy import CompoundSelect, Connection, bindparam, select, update

from app.journal.note import Note
from app.journal.stored import notes_of, stored_note
from app.journal.tables import NOTE, in_chunks
from app.records.privacy import Erasure, Purpose

ERASE: Final = "privacy.erase"
"""The code of the operation that erases; its notes about a person hold nothing that could be erased again."""


@dataclass(frozen=True, slots=True)
class _Rule:
    """What one record says is to go: everything about a person, as of which operations; and the notes it names."""

    record: str
    pile: str
    people: frozenset[str]
    operations: frozenset[str]
    copies: frozenset[str]


def redacted(note: Note) -> Note:
    """Return the note without values and salt, its hash unchanged."""
    return note if note.redacted else replace(note, values=None, salt="", kept_digest=note.digest)


def enforce(connection: Connection, fresh: Sequence[Note]) -> set[str]:
    """Take their values from the notes that erasures name, as far as ``fresh`` notes can have changed that.

    Returns the records whose notes lost values; the caller makes their rows anew.
    """
    erasures = [*connection.execute(select(Erasure.id)).scalars(), *connection.execute(select(Purpose.id)).scalars()]
    if not erasures:
        return set()
    rules = [_rule(each, notes) for each in erasures if (notes := notes_of(connection, each))]
    arrived = {note.record for note in fresh}
    ids = {note.id for note in fresh}
    victims: list[Note] = []
    for rule in rules:
        for person in rule.people if rule.record in arrived else rule.people & arrived:
            history = [note for note in notes_of(connection, person) if note.pile == rule.pile]
            for operation in rule.operations:
                victims += _unknowing(history, operation)
        copies = rule.copies if rule.record in arrived else rule.copies & ids
        victims += [note for note in _notes(connection, copies) if note.pile == rule.pile]
    return _redact(connection, victims)


def erasure_operations(connection: Connection) -> list[str]:
    """Return the lines of every note written with an erasure: what a restored backup must be told again."""
    operations = select(NOTE.c.operation).where(NOTE.c.record.in_(_erasing())).distinct()
    query = select(NOTE.c.line).where(NOTE.c.operation.in_(operations)).order_by(NOTE.c.n)
    return list(connection.execute(query).scalars())


def newest_erasure(connection: Connection) -> int:
    """Return when the newest erasure was written (milliseconds); 0 when there was none."""
    query = select(NOTE.c.at).where(NOTE.c.record.in_(_erasing())).order_by(NOTE.c.at.desc()).limit(1)
    return int(connection.execute(query).scalar() or 0)


def _erasing() -> CompoundSelect[str]:
    return select(Erasure.id).union(select(Purpose.id).where(Purpose.copies.is_not(None)))


def _rule(record: str, notes: Sequence[Note]) -> _Rule:
    """Return what the notes about one erasure, or about one sensitive field, say."""
    pile = notes[0].pile
    told = {note.value("person_id") for note in notes if note.kind == Erasure.kind_name} - {None}
    people = {str(each) for each in told if Erasure.id_for(pile, str(each)) == record}
    operations = frozenset(note.operation for note in notes if note.value("day"))
    named = {each for note in notes for each in note.value("copies") or () if isinstance(each, str)}
    return _Rule(record, pile, frozenset(people), operations, frozenset(named))


def _unknowing(history: Sequence[Note], operation: str) -> list[Note]:
    """Return the notes of a person whose authors cannot have seen the erasure of this operation."""
    here = {note.id for note in history}
    builds_on = {note.id: {*note.saw, *(each for ids in note.prev.values() for each in ids)} for note in history}
    knowing = _closed(builds_on, {note.id for note in history if note.operation == operation})
    waiting = _closed(builds_on, {note for note, ids in builds_on.items() if not ids <= here})
    spared = knowing | waiting
    return [note for note in history if note.id not in spared and note.code != ERASE]


def _closed(builds_on: Mapping[str, set[str]], found: set[str]) -> set[str]:
    """Return the notes found, and all that build on them."""
    more = found
    while more:
        found = found | more
        more = {note for note, ids in builds_on.items() if note not in found and not found.isdisjoint(ids)}
    return found


def _notes(connection: Connection, ids: frozenset[str]) -> list[Note]:
    found = []
    for part in in_chunks(sorted(ids)):
        found += [
            stored_note(line) for line in connection.execute(select(NOTE.c.line).where(NOTE.c.id.in_(part))).scalars()
        ]
    return found


def _redact(connection: Connection, notes: Iterable[Note]) -> set[str]:
    victims = {note.id: note for note in notes if not note.redacted}
    if victims:
        rows = [{"victim": note.id, "bare": redacted(note).to_line().decode()} for note in victims.values()]
        connection.execute(update(NOTE).where(NOTE.c.id == bindparam("victim")).values(line=bindparam("bare")), rows)
    return {note.record for note in victims.values()}
