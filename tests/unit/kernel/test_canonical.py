"""Canonical JSON: one value, one sequence of bytes; what comes from a stick is read strictly and without stalling."""

import json
import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel import canonical
from app.kernel.canonical import MAX_DEPTH, MAX_INTEGER, NotCanonical, decode, encode, is_writable

texts = st.text(st.characters(exclude_categories=["Cs"])).filter(lambda text: is_writable(text) or text == "\0")
scalars = st.none() | st.booleans() | st.integers(-MAX_INTEGER, MAX_INTEGER) | texts
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abç", max_size=3), inner),
    max_leaves=8,
)


@given(values)
def test_what_is_written_is_read_back(value):
    data = encode(value)
    if depth(value) <= MAX_DEPTH:
        assert decode(data) == composed(value)
    assert canonical.trusted(data.decode()) == json.loads(data)


def composed(value):
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, dict):
        return {composed(key): composed(item) for key, item in value.items()}
    return [composed(item) for item in value] if isinstance(value, list) else value


@given(st.text(st.sampled_from('n\n\t\r\b\x1f\x00a"\\\u0300\u0303\u0323\u0301\ud800\u1ea1 ')))
def test_a_text_is_written_as_itself_or_not_at_all(text):
    """A line end is written as a backslash and an n, and a tone mark behind it would make another letter of that n."""
    try:
        data = encode({"a": text})
    except NotCanonical:
        assert not is_writable(text)
    else:
        assert decode(data) == {"a": unicodedata.normalize("NFC", text)}
        assert is_writable(text) is ("\0" not in text)


def depth(value):
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return 0 if inner is None else 1 + max(map(depth, inner), default=0)


def test_the_bytes_are_these():
    assert encode({"b": (1, True, None), "a": 'Đặng "x" \\ \n <Bé>', "": []}) == (
        '{"":[],"a":"Đặng \\"x\\" \\\\ \\n <Bé>","b":[1,true,null]}'.encode()
    )
    assert encode(unicodedata.normalize("NFD", "Nguyễn")) == '"Nguyễn"'.encode()


@pytest.mark.parametrize(
    "value",
    [
        1.0,
        float("nan"),
        b"x",
        {1: "a"},
        {1.5: "a"},
        {None: 1},
        MAX_INTEGER + 1,
        -MAX_INTEGER - 1,
        "\ud800",
        [object()],
        {"a": {1, 2}},
    ],
)
def test_what_has_no_canonical_form_is_refused(value):
    with pytest.raises(NotCanonical):
        encode(value)


@pytest.mark.parametrize(
    "data",
    [
        b"", b" 1", b"1 ", b"1.0", b"1e3", b"-0", b"01", b"+1", b"NaN", b"Infinity", b"-Infinity", b"tru", b"'a'",
        b"9007199254740992", b"-9007199254740992", b"1" * 5000, b'{"a":1,"a":1}', b'{"b":1,"a":1}', b'{"a" :1}',
        b'"\\u0041"', b'"\\/"', b'"\\ud800"', b'"\xed\xa0\x80"', b'"\xff"', '"Nguyễn"'.encode("utf-16"),
        b"\xef\xbb\xbf1", b'"\x01"', b'"abc', b'"abc\\', b"[1,]", b"1\n", unicodedata.normalize("NFD", '"ễ"').encode(),
    ],
)  # fmt: skip
def test_any_other_spelling_is_refused(data):
    with pytest.raises(NotCanonical):
        decode(data)


def test_depth_is_bounded_and_brackets_in_text_do_not_count():
    for opening, closing in (("[", "]"), ('{"a":', "}")):
        inside = opening * (MAX_DEPTH - 1) + "[]" + closing * (MAX_DEPTH - 1)
        assert depth(decode(inside.encode())) == MAX_DEPTH
        with pytest.raises(NotCanonical, match="deeper"):
            decode(f"{opening}{inside}{closing}".encode())
    assert decode(encode("[{" * 100 + '\\"')) == "[{" * 100 + '\\"'
    with pytest.raises(NotCanonical):
        decode(b"]" * 100 + b"[" * 100)


@pytest.mark.parametrize(
    "data", [b'"' + b'\\"' * 100_000, b'"' * 200_000, b"\\" * 200_000, b'"\\' * 100_000, b"[" * 200_000]
)
def test_malice_costs_one_pass(data):
    """A reader that starts again at every quote needs minutes of processor time for these."""
    started = time.process_time()
    with pytest.raises(NotCanonical):
        decode(data)
    assert time.process_time() - started < 5
