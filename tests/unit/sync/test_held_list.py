import base64
import random

import pytest

from app.sync import held_list
from app.sync.held_list import HOLDS, entry, held_in, pack, short, short_of

CHANCE = random.Random(1)
ENTRIES = [entry(CHANCE.randbytes(16).hex(), CHANCE.randbytes(32).hex()) for _ in range(50)]


def test_a_list_survives_the_header_in_any_order_each_entry_once():
    text = pack([*reversed(ENTRIES), *ENTRIES])
    assert held_in({HOLDS: text}) == frozenset(ENTRIES)
    assert text == pack(ENTRIES)
    assert len(text) == 16 * len(ENTRIES)


def test_an_entry_names_its_record_and_its_note():
    record, note_hash = "0123456789abcdef" * 2, "fedcba9876543210" * 4
    assert entry(record, note_hash) == "456789abcdef" + "fedcba987654"
    assert short_of(entry(record, note_hash)) == short(record) == "456789abcdef"


def test_no_list_is_no_statement(monkeypatch):
    assert held_in({}) is None
    assert held_in({HOLDS: pack([])}) is None
    monkeypatch.setattr(held_list, "MOST", 49)
    assert pack(ENTRIES) == ""
    assert held_in({HOLDS: pack(ENTRIES)}) is None


@pytest.mark.parametrize(
    "wrong",
    [None, 1, [], "ê", "====", "AAAA", base64.b64encode(b"b" * 12 + b"a" * 12).decode(), base64.b64encode(b"a" * 24).decode(),
     pack(ENTRIES)[:-1], pack(ENTRIES) + "\n"],
)  # fmt: skip
def test_a_list_that_is_none_is_refused_by_its_key(wrong):
    with pytest.raises(ValueError, match=HOLDS):
        held_in({HOLDS: wrong})


def test_a_list_that_is_too_long_is_refused(monkeypatch):
    text = pack(ENTRIES)
    monkeypatch.setattr(held_list, "MOST", 49)
    with pytest.raises(ValueError, match=HOLDS):
        held_in({HOLDS: text})
