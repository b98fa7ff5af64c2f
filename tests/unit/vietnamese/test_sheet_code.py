import random
import string

import pytest

from app.vietnamese import sheet_code
from app.vietnamese.sheet_code import (
    ALPHABET,
    Fault,
    Misread,
    SheetCode,
    Unreadable,
    decode,
    encode,
    normalise,
    page_character,
    random_print_part,
    village_tag,
)

CODE = SheetCode("K7PW", "3M9XQ2TB", "2")
TEXT = encode(CODE)


def test_the_alphabet_is_31_characters_without_look_alikes():
    assert set(ALPHABET) == set(string.digits + string.ascii_uppercase) - set("0O1IE")
    assert len(ALPHABET) == len(set(ALPHABET)) == 31


def test_a_code_comes_back():
    assert len(TEXT) == 16
    assert TEXT.startswith("SK7PW3M9XQ2TB2")
    assert decode(TEXT) == CODE
    assert str(CODE) == TEXT


def test_golden_vector():
    """Codes are on paper for years: these never change."""
    assert TEXT == "SK7PW3M9XQ2TB2RW"
    assert village_tag("0192f3a4b5c67d8e9fa0b1c2d3e4f506") == "WZ8P"


def test_the_code_of_a_handbook_is_of_another_kind():
    """Codes are on paper for years: this one never changes either."""
    code = SheetCode("K7PW", "3M9XQ2TB", "2", sheet_code.HANDBOOK)
    text = encode(code)
    assert text == "HK7PW3M9XQ2TB2MB"
    assert decode(text, sheet_code.HANDBOOK) == code
    assert decode(text) == Unreadable(Fault.PREFIX)
    assert decode(TEXT, sheet_code.HANDBOOK) == Unreadable(Fault.PREFIX)
    wrong = text[:3] + ("2" if text[3] != "2" else "3") + text[4:]
    assert decode(wrong, sheet_code.HANDBOOK) == Misread(3, text[3], text)
    assert not isinstance(decode(wrong), SheetCode | Misread)


def test_printed_in_groups_and_read_back_however_typed():
    printed = sheet_code.format(TEXT)
    assert printed == sheet_code.format(CODE) == f"{TEXT[:4]} {TEXT[4:8]} {TEXT[8:12]} {TEXT[12:]}"
    for typed in (printed, printed.lower(), printed.replace(" ", "-"), printed.replace(" ", "–"), f"  {TEXT}\n"):
        assert normalise(typed) == TEXT
        assert decode(typed) == CODE


@pytest.mark.parametrize("foreign", ["0", "O", "1", "I", "E", "?"])
@pytest.mark.parametrize("place", range(16))
def test_one_character_outside_the_alphabet_is_named(foreign, place):
    typed = TEXT[:place] + foreign + TEXT[place + 1 :]
    assert decode(typed) == Misread(place, TEXT[place], TEXT)


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("", Fault.LENGTH),
        (TEXT[:-1], Fault.LENGTH),
        (TEXT + "2", Fault.LENGTH),
        ("0" + TEXT[1:8] + "O" + TEXT[9:], Fault.CHARACTERS),
        ("SÂ" + TEXT[2:], Fault.MARKS),
        ("SĐ" + TEXT[3:], Fault.MARKS),
    ],
)
def test_faults(typed, fault):
    assert decode(typed) == Unreadable(fault)


def with_sums_of_zero(body):
    """Add check characters by trying all: an independent, slow encoder."""
    for first in ALPHABET:
        for second in ALPHABET:
            values = [ALPHABET.index(char) for char in body + first + second]
            if sum(values) % 31 == 0 and sum(value * 3**place for place, value in enumerate(values)) % 31 == 0:
                return body + first + second
    raise AssertionError("no check characters")


def test_the_encoder_agrees_with_a_search_over_all_check_characters():
    assert with_sums_of_zero(TEXT[:14]) == TEXT


def test_another_kind_of_code_is_not_ours():
    assert decode(with_sums_of_zero("T" + TEXT[1:14])) == Unreadable(Fault.PREFIX)


def test_a_wrong_prefix_and_another_wrong_character_are_never_explained_by_one():
    other = "T" + TEXT[1:]
    for place in range(1, 16):
        for char in ALPHABET:
            if char != TEXT[place]:
                result = decode(other[:place] + char + other[place + 1 :])
                assert not isinstance(result, SheetCode)
                assert not isinstance(result, Misread) or result.code.startswith("S")


def test_two_neighbours_exchanged_are_never_accepted():
    for place in range(15):
        if TEXT[place] != TEXT[place + 1]:
            typed = TEXT[:place] + TEXT[place + 1] + TEXT[place] + TEXT[place + 2 :]
            assert not isinstance(decode(typed), SheetCode)


@pytest.mark.parametrize(
    "parts", [("K7P", "3M9XQ2TB", "2"), ("K7PW", "3M9XQ2T", "2"), ("K7PW", "3M9XQ2TB", ""), ("K7PO", "3M9XQ2TB", "2")]
)
def test_parts_that_are_no_code(parts):
    with pytest.raises(ValueError, match="sheet code"):
        SheetCode(*parts)


def test_pages():
    assert [SheetCode("K7PW", "3M9XQ2TB", page_character(page)).page_number for page in (1, 2, 31)] == [1, 2, 31]
    for page in (0, 32):
        with pytest.raises(ValueError, match="31"):
            page_character(page)


def test_random_print_part_is_fair():
    source = random.Random(5)
    counts = dict.fromkeys(ALPHABET, 0)
    for _ in range(4000):
        for char in random_print_part(source.randbytes):
            counts[char] += 1
    expected = 4000 * 8 / 31
    assert sum((count - expected) ** 2 / expected for count in counts.values()) < 60  # 30 degrees, p about 0.001


def test_bytes_that_would_favour_some_characters_are_thrown_away():
    given = iter([bytes([255, 248, 0, 1, 2, 3, 4, 5]), bytes([247, 31, 255, 0, 0, 0, 0, 0])])
    assert random_print_part(lambda _: next(given)) == "234567" + ALPHABET[247 % 31] + "2"


def test_village_tag():
    tags = {village_tag(f"{number:032x}") for number in range(1000)}
    assert all(len(tag) == 4 and set(tag) <= set(ALPHABET) for tag in tags)
    assert len(tags) > 990
    assert {char for tag in tags for char in tag} == set(ALPHABET)
