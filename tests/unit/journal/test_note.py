"""The note: its exact bytes, and every way in which bytes are no note."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from app.journal.note import LONGEST_LINE, hash_of_line, read_note, values_digest, write_note
from app.kernel import canonical
from app.kernel.errors import AppError

A, B, C = "a" * 32, "b" * 32, "c" * 32


JSON = (
    b'"',
    b"\\",
    b"[",
    b"]",
    b"{",
    b"}",
    b",",
    b":",
    b"1.0",
    b"true",
    b"null",
    b"\\u0041",
    b"\xcc\x81",
    b"0",
    b"-",
    b" ",
)
"""What a mistake or malice may put into a line."""


def note(**changes):
    facts = {
        "id": A, "operation": B, "code": "household.save", "record": C, "kind": "household", "pile": A, "device": B,
        "actor": "Trưởng thôn", "at": 5, "schema": 1, "values": {"phone": "0912345678", "address": "Ngõ Chùa"},
        "prev": {"phone": (B, C)}, "salt": "0f" * 16,
    }  # fmt: skip
    return write_note(**{**facts, **changes})


def wire(**changes):
    return {**json.loads(note().to_line()), **changes}


def spelled(value):
    """Return the bytes canonical JSON would have if it knew big integers."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def refused(line):
    with pytest.raises(AppError) as caught:
        read_note(line)
    assert caught.value.code.number == "NOTE-001"
    return caught.value.facts["reason"]


def test_a_note_comes_back_as_it_was_written():
    written = note()
    assert read_note(written.to_line()) == written
    assert written.fields == ("address", "phone")
    assert (written.value("phone"), written.value("note"), written.redacted) == ("0912345678", None, False)


def test_the_digest_is_not_carried_but_covered_by_the_hash():
    written = note()
    assert b"digest" not in written.to_line()
    assert written.digest == values_digest("0f" * 16, {"address": "Ngõ Chùa", "phone": "0912345678"})
    assert note(values={"phone": "0912345679", "address": "Ngõ Chùa"}).note_hash() != written.note_hash()
    assert note(salt="1f" * 16).note_hash() != written.note_hash()


def test_redaction_takes_values_and_salt_and_leaves_every_hash():
    written = note()
    erased = replace(written, values=None, salt="", kept_digest=written.digest)
    assert erased.note_hash() == written.note_hash()
    assert b"0912345678" not in erased.to_line()
    assert b"salt" not in erased.to_line()
    back = read_note(erased.to_line())
    assert (back.redacted, back.value("phone"), back.fields) == (True, None, written.fields)
    assert back.note_hash() == written.note_hash()


KEYS = ("set", "salt", "device", "digest", "saw", "fields", "a")
TEXTS = st.sampled_from(['"', "\\", ',"set":{', ',"salt":"', '"device":"' + A + '",', "Ngõ Chùa", "\n", "{}", ""])
VALUES = st.one_of(st.none(), st.booleans(), st.integers(-9, 9), TEXTS, st.lists(TEXTS, max_size=2))


@given(
    st.dictionaries(st.sampled_from(KEYS), VALUES, min_size=1),
    st.lists(TEXTS, max_size=3),
    st.booleans(),
    st.booleans(),
)
def test_the_hash_cut_out_of_a_line_is_that_of_the_note(values, said, replaces, erased):
    told = note(
        values=values, actor="".join(said), code="".join(reversed(said)), prev={name: (B,) for name in values if replaces},
        saw=(A, C) if replaces else (),
    )  # fmt: skip
    if erased:
        told = replace(told, values=None, salt="", kept_digest=told.digest)
    assert hash_of_line(told.to_line()) == told.note_hash()


def test_a_backslash_before_u0000_is_text_like_any_other():
    told = note(values={"address": "C:\\\\u0000"}, prev={})
    assert b"u0000" in told.to_line()
    assert read_note(told.to_line()) == told


def test_kinds_and_fields_of_a_newer_program_are_kept_as_they_are():
    line = note(kind="future", values={"ô_mới": ["a", 1, True, None]}, prev={}, schema=9).to_line()
    assert read_note(line).to_line() == line


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"id": "A" * 32}, "id"),
        ({"device": "a" * 31}, "device"),
        ({"set": {"address": "a\0", "phone": ""}}, "zero"),
        ({"set": {"address": ["a\0"], "phone": ""}}, "zero"),
        ({"actor": "\0"}, "zero"),
        ({"fields": ["\0"], "set": {"\0": 1}, "prev": {}}, "zero"),
        ({"pile": 5}, "pile"),
        ({"actor": "x" * 201}, "actor"),
        ({"code": None}, "code"),
        ({"at": -1}, "at"),
        ({"at": True}, "at"),
        ({"schema": "1"}, "schema"),
        ({"fields": []}, "fields"),
        ({"fields": ["phone", "address"]}, "fields"),
        ({"fields": ["phone", "phone"]}, "fields"),
        ({"fields": [""]}, "fields"),
        ({"fields": ["x" * 81]}, "fields"),
        ({"fields": "phone"}, "fields"),
        ({"prev": {"other": [A]}}, "prev"),
        ({"prev": {"phone": []}}, "prev"),
        ({"prev": {"phone": [C, B]}}, "prev"),
        ({"prev": []}, "prev"),
        ({"saw": [B, A]}, "saw"),
        ({"saw": ["x"]}, "saw"),
        ({"saw": None}, "saw"),
        ({"set": {"phone": "1"}}, "set"),
        ({"set": {"address": {}, "phone": "1"}}, "set"),
        ({"set": {"address": [[]], "phone": "1"}}, "set"),
        ({"set": [1]}, "set"),
        ({"salt": "0f" * 15}, "salt"),
        ({"salt": "0F" * 16}, "salt"),
        ({"extra": 1}, "extra"),
        ({"set": {"address": "1.5", "phone": 2**53}}, "set"),
        ({"at": 2**53}, "at"),
        ({"set": None}, "digest"),
        ({"digest": "0" * 64}, "digest"),
    ],
)
def test_what_is_no_note_is_refused_with_a_reason(changes, reason):
    assert reason in refused(spelled(wire(**changes)))


def test_a_redacted_note_needs_a_digest_of_the_right_form():
    body = {key: value for key, value in wire().items() if key not in ("set", "salt")}
    assert "digest" in refused(canonical.encode({**body, "digest": "0" * 63}))
    assert read_note(canonical.encode({**body, "digest": "0" * 64})).redacted


@pytest.mark.parametrize("line", [b"", b"[]", b"{}", b"null", b"{", b"\xff", b'{"a":1,"a":1}'])
def test_what_is_not_even_an_object_is_refused(line):
    assert refused(line)


def test_another_spelling_of_a_note_is_refused():
    line = note().to_line()
    for other in (line + b"\n", line.replace(b",", b", ", 1), json.dumps(json.loads(line)).encode()):
        assert refused(other)


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        (b'"at":5', b'"at":5.0'),
        (b'"at":5', b'"at":5e0'),
        (b'"at":5', b'"at":05'),
        (b'"at":5', b'"at":-0'),
        (b'"at":5', b'"at":1e400'),
        (b'"at":5', b'"at":5,"at":5'),
        (b'"at":5', b'"at":' + b"9" * 400),
        (b'"schema":1', b'"schema":true'),
        (b"09123", b"\\u00309123"),
        (b"09123", b"\\ud800"),
        (b"09123", b"\xed\xa0\x80"),
        (b"09123", b"\xc0\x80"),
        (b"09123", b"\xff"),
        (b"09123", b"\x1f"),
        (b"09123", b"\\u001F"),
        (b"09123", b"\\/"),
        (b"09123", b"e\xcc\x81"),
        (b'"0912345678"', b"1.5"),
        (b'"0912345678"', b"NaN"),
        (b'"0912345678"', b"9007199254740992"),
        (b'"0912345678"', b"[9007199254740992]"),
        (b'"0912345678"', b"[1.5]"),
        (b'"0912345678"', b"[" * 100_000),
        (b'"phone":"0912345678"', b'"phone":"0912345678","phone":"0912345678"'),
        (b'{"actor"', b'\xef\xbb\xbf{"actor"'),
    ],
)
def test_other_bytes_than_canonical_ones_are_refused(was, becomes):
    line = note().to_line()
    assert was in line
    assert refused(line.replace(was, becomes, 1))


@given(st.data())
def test_whatever_is_read_is_written_as_the_same_bytes(data):
    line = bytearray(note(values={"phone": ["é", 7, None, True], "address": 'Ngõ "Chùa"\n\x1f'}).to_line())
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(line) - 1))
        line[at : at + data.draw(st.integers(0, 2))] = data.draw(
            st.one_of(st.binary(max_size=3), st.sampled_from(JSON))
        )
    try:
        back = read_note(bytes(line))
    except AppError:
        return
    assert back.to_line() == bytes(line) == canonical.encode(canonical.decode(bytes(line)))


def test_a_line_beyond_a_mebibyte_is_not_even_parsed():
    assert refused(b" " * (LONGEST_LINE + 1)) == "quá dài"
