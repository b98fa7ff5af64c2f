"""The merge rule, against an oracle that knows only what each author's device held when it wrote.

The rule itself looks at ``prev`` and ``saw`` alone; the oracle never does. Clocks run wild on purpose.
"""

import random
from dataclasses import dataclass, field

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from app.journal.merge import distinct_values, find_heads, shown_value, view
from app.journal.note import DELETED_FIELD, Note, write_note
from tests.fixtures import independent_notes

NAMES = ("address", "birth", "phone")
VALUES = (None, "", "a", "b", 0, 1, True, ["1972", 1972, None], ["1972", 1972, 3])
CLOCKS = (631_152_000_000, 1_794_963_600_000, 4_070_908_800_000)
"""1990, 2026, 2099."""


@dataclass
class History:
    """Notes of one record by three laptops, and what each author held at that moment."""

    notes: dict[str, Note] = field(default_factory=dict)
    held_by_author: dict[str, frozenset[str]] = field(default_factory=dict)

    def heads(self, name: str) -> set[str]:
        """Return the notes that set a field and that no author of the field held when writing it."""
        setting = {each for each, note in self.notes.items() if name in note.fields}
        return setting - {old for new in setting for old in self.held_by_author[new]}


@st.composite
def histories(draw, steps=12):
    """Write, exchange some notes, write on; with deletes, restores and clocks that are years off."""
    seed = draw(st.integers(0, 2**32))
    length = draw(st.integers(1, steps))
    return history(random.Random(seed), length)


def history(chance, length):
    told = History()
    held = [set(), set(), set()]
    for _ in range(length):
        device = chance.randrange(3)
        if chance.random() < 0.4:
            source = held[chance.randrange(3)]
            held[device] |= set(chance.sample(sorted(source), chance.randint(0, len(source))))
            continue
        here = find_heads(told.notes[each] for each in held[device])
        names = chance.sample(NAMES, chance.randint(1, 2)) if chance.random() < 0.75 else [DELETED_FIELD]
        values = {name: chance.random() < 0.8 if name == DELETED_FIELD else chance.choice(VALUES) for name in names}
        saw = {note.id for tops in here.values() for note in tops} if values.get(DELETED_FIELD) is True else ()
        note = write_note(
            id=f"{chance.getrandbits(128):032x}", operation="0" * 32, code="x", record="1" * 32, kind="household",
            pile="2" * 32, device=f"{device:032x}", actor="", at=chance.choice(CLOCKS) + chance.randrange(3), schema=1,
            values=values, prev={name: tuple(sorted(n.id for n in here[name])) for name in names if name in here},
            saw=tuple(sorted(saw)), salt="3" * 32,
        )  # fmt: skip
        told.notes[note.id] = note
        told.held_by_author[note.id] = frozenset(held[device])
        held[device].add(note.id)
    return told


def erased(note):
    return replace(note, values=None, salt="", kept_digest=note.digest)


def seen(notes):
    return view(find_heads(notes))


@given(histories(), st.randoms(use_true_random=False))
def test_any_order_and_any_repetition_give_the_same_view(told, chance):
    notes = list(told.notes.values())
    shuffled = notes + chance.choices(notes or [None], k=len(notes) and 5)
    chance.shuffle(shuffled)
    assert find_heads(shuffled) == find_heads(notes)
    assert seen(shuffled) == seen(notes)


@given(histories(), st.randoms(use_true_random=False))
def test_union_is_associative_whatever_the_parts(told, chance):
    """Merging is taking the union first and reading the view after, so how parts were joined cannot matter."""
    notes = list(told.notes.values())
    parts = [[note for note in notes if chance.random() < 0.6] for _ in range(3)]
    first, second, third = parts
    assert seen((first + second) + third) == seen(first + (third + second)) == seen((third + first) + second)


@given(histories())
def test_heads_are_what_no_later_author_held(told):
    heads = find_heads(told.notes.values())
    for name in (*NAMES, DELETED_FIELD):
        assert {note.id for note in heads.get(name, ())} == told.heads(name)


@given(histories())
def test_a_conflict_is_concurrent_writers_with_different_values_and_nothing_else(told):
    conflicts = {each.field for each in seen(told.notes.values()).conflicts}
    for name in NAMES:
        values = {repr(told.notes[each].value(name)) for each in told.heads(name)}
        assert (name in conflicts) == (len(values) > 1)


@given(histories())
def test_the_shown_value_is_that_of_the_latest_head_by_clock_then_id(told):
    values = seen(told.notes.values()).values
    for name in NAMES:
        heads = told.heads(name)
        assert (name in values) == bool(heads)
        if heads:
            latest = max((told.notes[each] for each in heads), key=lambda note: (note.at, note.id))
            assert values[name] == latest.value(name)
            assert shown_value([told.notes[each] for each in heads], name) == latest.value(name)


@given(histories())
def test_a_delete_hides_only_when_the_deletes_saw_every_other_head(told):
    heads = {each for name in (*NAMES, DELETED_FIELD) for each in told.heads(name)}
    deletes = {each for each in told.heads(DELETED_FIELD) if told.notes[each].value(DELETED_FIELD) is True}
    unseen = heads - deletes - {old for each in deletes for old in told.held_by_author[each]}
    record = seen(told.notes.values())
    assert record.deleted == (bool(deletes) and not unseen)
    assert record.delete_contested == (bool(deletes) and bool(unseen))


@given(histories(), st.sampled_from([-(10**12), 0, 10**12]), st.integers(0, 2))
def test_a_wrong_clock_changes_no_causality(told, off, device):
    """One laptop's clock may be off by thirty years: heads, conflicts and deletes stay; only the shown one may differ."""
    skewed = [
        replace(note, at=max(0, note.at + off)) if int(note.device, 16) == device else note
        for note in told.notes.values()
    ]
    before, after = find_heads(told.notes.values()), find_heads(skewed)
    assert {name: {note.id for note in tops} for name, tops in before.items()} == {
        name: {note.id for note in tops} for name, tops in after.items()
    }
    one, other = view(before), view(after)
    assert {each.field for each in one.conflicts} == {each.field for each in other.conflicts}
    assert (one.deleted, one.delete_contested) == (other.deleted, other.delete_contested)


@given(histories(), st.randoms(use_true_random=False))
def test_an_erased_note_stays_a_head_shows_nothing_and_is_never_a_conflict(told, chance):
    victims = {each for each in told.notes if chance.random() < 0.5}
    notes = [erased(note) if note.id in victims else note for note in told.notes.values()]
    before, after = find_heads(told.notes.values()), find_heads(notes)
    assert {name: [note.id for note in tops] for name, tops in before.items()} == {
        name: [note.id for note in tops] for name, tops in after.items()
    }
    record = view(after)
    for name in NAMES:
        tops = after.get(name, ())
        held = [note for note in tops if note.id not in victims]
        if tops:
            assert record.values[name] == (held[0].value(name) if held else None)
        left = {repr(note.value(name)) for note in held}
        assert (name in {each.field for each in record.conflicts}) == (len(left) > 1)


@given(histories())
def test_the_independent_reader_sees_the_same(told):
    notes = list(told.notes.values())
    record = seen(notes)
    other = independent_notes.view([note.header() | {"set": dict(note.values), "salt": note.salt} for note in notes])
    assert other["shown"] == dict(record.values)
    assert other["conflicts"] == [each.field for each in record.conflicts]
    assert (other["deleted"], other["delete_contested"]) == (record.deleted, record.delete_contested)


@given(st.sampled_from(VALUES), st.sampled_from(VALUES))
def test_edits_of_different_fields_both_apply_and_equal_values_are_silent(one, other):
    base = _note(1, {"phone": "0", "address": "0"}, {})
    left = _note(2, {"phone": one}, {"phone": (base.id,)})
    right = _note(3, {"address": other}, {"address": (base.id,)})
    assert dict(seen([base, left, right]).values) == {"phone": one, "address": other}
    assert seen([base, left, right]).conflicts == ()
    same = _note(4, {"phone": one}, {"phone": (base.id,)})
    assert seen([base, left, same]).conflicts == ()
    assert len(find_heads([base, left, same])["phone"]) == 2
    assert len(distinct_values("phone", [left, same])) == 1


def _note(number, values, prev, at=5, saw=()):
    return write_note(
        id=f"{number:032x}", operation="0" * 32, code="x", record="1" * 32, kind="household", pile="2" * 32,
        device="4" * 32, actor="", at=at, schema=1, values=values, prev=prev, saw=saw, salt="3" * 32,
    )  # fmt: skip


def test_true_is_not_one_and_an_answer_to_a_conflict_settles_it():
    base = _note(1, {"phone": "0"}, {})
    left, right = _note(2, {"phone": True}, {"phone": (base.id,)}), _note(3, {"phone": 1}, {"phone": (base.id,)})
    (conflict,) = seen([base, left, right]).conflicts
    assert (conflict.field, {note.id for note in conflict.heads}) == ("phone", {left.id, right.id})
    answer = _note(4, {"phone": 1}, {"phone": (left.id, right.id)})
    late = _note(5, {"phone": True}, {"phone": (left.id,)})
    assert seen([answer, right, base, left]).conflicts == ()
    assert seen([answer, right, base, left, late]).conflicts != ()


def test_only_true_deletes():
    for value in (1, "true", ["x"], None, False):
        record = seen([_note(1, {"phone": "0"}, {}), _note(2, {DELETED_FIELD: value}, {}, saw=(f"{1:032x}",))])
        assert not record.deleted
        assert not record.delete_contested
    assert DELETED_FIELD not in record.values


def test_nothing_is_no_record():
    assert dict(find_heads([])) == {}
    assert (dict(seen([]).values), seen([]).deleted, shown_value((), "phone")) == ({}, False, None)
