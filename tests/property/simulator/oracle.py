"""What must be true, told from what each author's device held when it wrote; nothing here knows ``prev`` or the merge code.

The rules are those of the design text "sync", read aloud: a value replaces exactly the values its author had before them; of
values nobody had before them when writing, the one with the latest clock is shown and the others make a conflict; a delete
hides what its author had before them and nothing else; an erasure takes the values of those who did not know of it.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field

DELETED = "_deleted"
ERASE = "privacy.erase"


class Broken(AssertionError):
    """Something that must hold does not; ``kind`` is which of the figures it breaks."""

    def __init__(self, kind: str, text: str = "") -> None:
        super().__init__(f"{kind}: {text}")
        self.kind = kind


@dataclass(frozen=True, slots=True)
class Fact:
    """One note as it was first seen, the bit it has in a set of notes, and the set its author held then."""

    id: str
    line: str
    record: str
    kind: str
    pile: str
    operation: str
    code: str
    at: int
    values: dict
    bit: int
    held: int


@dataclass(frozen=True, slots=True)
class Expected:
    """What a record must look like: shown values, fields in conflict, whether it is hidden or its delete is in doubt."""

    shown: dict
    conflicts: frozenset[str]
    deleted: bool
    doubted: bool


@dataclass
class Oracle:
    """Everything ever written in one history."""

    facts: dict[str, Fact] = field(default_factory=dict)
    by_record: dict[str, list[Fact]] = field(default_factory=dict)
    redacted: set[str] = field(default_factory=set)

    def wrote(self, line: str, held: int) -> Fact:
        """Enter a note somebody just wrote on a device that held ``held``."""
        wire = json.loads(line)
        fact = Fact(
            wire["id"], line, wire["record"], wire["kind"], wire["pile"], wire["operation"], wire["code"], wire["at"],
            wire["set"], 1 << len(self.facts), held,
        )  # fmt: skip
        self.facts[fact.id] = fact
        self.by_record.setdefault(fact.record, []).append(fact)
        return fact

    def mask(self, ids: Iterable[str]) -> int:
        """Return a set of notes as bits."""
        found = 0
        for each in ids:
            found |= self.facts[each].bit
        return found

    def is_whole(self, record: str, held: int) -> bool:
        """Tell whether with each note of a record all are held that its author had before them."""
        here = [fact for fact in self.by_record[record] if fact.bit & held]
        every = 0
        for fact in self.by_record[record]:
            every |= fact.bit
        return all(not fact.held & every & ~held for fact in here)

    def standing(self, record: str, held: int) -> dict[str, list[Fact]]:
        """Return, by field, the notes that no author of a later value had before them."""
        found: dict[str, list[Fact]] = {}
        here = [fact for fact in self.by_record[record] if fact.bit & held]
        for name in {name for fact in here for name in fact.values}:
            setting = [fact for fact in here if name in fact.values]
            gone = 0
            for fact in setting:
                gone |= fact.held
            found[name] = [fact for fact in setting if not fact.bit & gone]
        return found

    def expected(self, record: str, held: int, redacted: frozenset[str] = frozenset()) -> Expected:
        """Return what a record must look like to whoever holds ``held``."""
        standing = self.standing(record, held)
        shown, conflicts = {}, set()
        for name, facts in standing.items():
            told = [fact for fact in facts if fact.id not in redacted]
            newest = max(told, key=lambda fact: (fact.at, fact.id), default=None)
            shown[name] = None if newest is None else newest.values[name]
            if name != DELETED and len({json.dumps(fact.values[name]) for fact in told}) > 1:
                conflicts.add(name)
        deletes = [f for f in standing.get(DELETED, ()) if f.id not in redacted and f.values[DELETED] is True]
        seen = 0
        for fact in deletes:
            seen |= fact.held | fact.bit
        unseen = any(not fact.bit & seen for facts in standing.values() for fact in facts)
        shown.pop(DELETED, None)
        return Expected(
            shown, frozenset(conflicts), bool(deletes) and not unseen, bool(deletes) and unseen
        )  # fmt: skip

    def must_be_bare(self, held: int) -> set[str]:
        """Return the notes that must have lost their values where ``held`` is held: written without knowing of an erasure."""
        bare: set[str] = set()
        for erasure in self.facts.values():
            if erasure.kind != "erasure" or not erasure.bit & held or not erasure.values.get("day"):
                continue
            bare.update(each for each in erasure.values.get("copies") or () if each in self.facts)
            person = erasure.values.get("person_id") or self._person_of(erasure)
            for fact in self.by_record.get(person, ()):
                if fact.bit & held and fact.code != ERASE and not erasure.bit & fact.held:
                    bare.add(fact.id)
        return {each for each in bare if self.facts[each].bit & held}

    def _person_of(self, erasure: Fact) -> str:
        told = (fact.values.get("person_id") for fact in self.by_record[erasure.record])
        return next(person for person in told if person)
