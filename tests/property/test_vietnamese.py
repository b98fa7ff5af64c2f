import random
import sqlite3
import unicodedata
from contextlib import closing
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.vietnamese.collation import LETTERS, name_sort_key, sort_key
from app.vietnamese.dates import ImpreciseDate, from_date, long_date, parse_date
from app.vietnamese.identity import fill_zeros, mask, normalise_phone, read_id, warnings
from app.vietnamese.names import split_name, title_case_offer
from app.vietnamese.numbers import NumberStyle, format_number, format_share, number_in_words, parse_amount
from app.vietnamese.sheet_code import ALPHABET, Misread, SheetCode, decode, encode, random_print_part
from app.vietnamese.text import TONE_MARKS, clean, fold, search_pattern, tone_key

ANY_TEXT = st.text(st.characters(), max_size=60)
VOWELS = "aăâeêioôơuưy"
TONED = [unicodedata.normalize("NFC", vowel + tone) for vowel in VOWELS for tone in ("", *TONE_MARKS)]
SMALL_LETTERS = sorted({*LETTERS, *TONED})
VIETNAMESE = st.text(st.sampled_from([*SMALL_LETTERS, *(letter.upper() for letter in SMALL_LETTERS), " "]), max_size=30)
CODES = st.builds(
    SheetCode,
    st.text(st.sampled_from(ALPHABET), min_size=4, max_size=4),
    st.text(st.sampled_from(ALPHABET), min_size=8, max_size=8),
    st.sampled_from(ALPHABET),
)
DATES = st.dates(date(1800, 1, 1), date(2199, 12, 31))


@given(ANY_TEXT)
def test_cleaning_twice_changes_nothing(text):
    once = clean(text)
    assert clean(once) == once
    once.encode("utf-8")


@given(ANY_TEXT)
def test_folding_twice_changes_nothing_and_needs_no_nfc(text):
    once = fold(text)
    assert fold(once) == once == fold(unicodedata.normalize("NFD", text))


@given(VIETNAMESE)
def test_folded_vietnamese_is_plain_ascii(text):
    assert fold(text).isascii()
    assert fold(text) == fold(text.upper())


@given(ANY_TEXT, st.data())
def test_a_search_finds_every_text_by_the_beginnings_of_its_words(text, data):
    words = fold(text).split()
    query = " ".join(word[: data.draw(st.integers(1, len(word)))] for word in words)
    with closing(sqlite3.connect(":memory:")) as connection:
        sql = r"SELECT ? LIKE ? ESCAPE '\'"
        assert connection.execute(sql, (" " + fold(text), search_pattern(query))).fetchone() == (1,)


@given(st.text(st.sampled_from("bchnqu" + VOWELS), min_size=1, max_size=7), st.sampled_from(TONE_MARKS), st.data())
def test_the_tone_may_stand_on_any_letter_of_a_syllable(letters, tone, data):
    first, second = (data.draw(st.integers(1, len(letters))) for _ in range(2))
    one, other = (letters[:place] + tone + letters[place:] for place in (first, second))
    assert tone_key(one) == tone_key(other.upper())
    assert tone_key(one) != tone_key(letters)


def plain_key(text):
    """Return the order of the specification as lists: letters, then tones, then case."""
    ranks, tones, cases = [], [], []
    for char in clean(text):
        marks = unicodedata.normalize("NFD", char.lower())
        tone = next((mark for mark in marks if mark in TONE_MARKS), "")
        letter = unicodedata.normalize("NFC", marks.replace(tone, ""))
        ranks.append(LETTERS.index(letter) if letter != " " else -1)
        tones.append((TONE_MARKS.index(tone) + 1) if tone else 0)
        cases.append(char.isupper())
    return ranks, tones, cases


@given(VIETNAMESE, VIETNAMESE)
def test_bytes_order_as_the_specification_says(one, other):
    assert (sort_key(one) < sort_key(other)) is (plain_key(one) < plain_key(other))
    assert (sort_key(one) == sort_key(other)) is (plain_key(one) == plain_key(other))


@given(ANY_TEXT)
def test_any_text_has_a_key_that_needs_no_nfc(text):
    assert sort_key(text) == sort_key(unicodedata.normalize("NFD", text))
    assert name_sort_key(text) == name_sort_key(clean(text))


@given(st.integers(0, 10**30), st.integers(0, 10**30), ANY_TEXT)
def test_numbers_go_by_value(one, other, tail):
    assert (sort_key(f"Tổ {one} {tail}") < sort_key(f"Tổ {other} {tail}")) is (one < other)


@given(ANY_TEXT)
def test_the_parts_of_a_name_make_the_name(text):
    name = split_name(text)
    assert " ".join(filter(None, (name.family, name.middle, name.given))) == clean(text)


@given(ANY_TEXT)
def test_an_offer_changes_case_only(text):
    offer = title_case_offer(text)
    assert offer is None or fold(offer) == fold(text)


@given(DATES)
def test_a_day_is_read_from_every_form(day):
    wanted = [day.year, day.month, day.day]
    for text in (
        f"{day:%d/%m/%Y}",
        f"{day.day}/{day.month}/{day.year}",
        f"{day:%d.%m.%Y}",
        f"{day:%d-%m}-{day.year % 100:02d}",
        day.isoformat(),
        long_date(day),
    ):
        read = parse_date(text, reference_year=day.year)
        assert read.to_list() == [text, *wanted]
        assert read.display() == from_date(day).text
        assert read.to_date() == day


@given(ANY_TEXT | st.from_regex(r"[0-9]{1,4}[-/. ][0-9]{1,4}([-/. ][0-9]{1,4})?", fullmatch=True))
def test_no_text_makes_the_date_reader_fail(text):
    read = parse_date(text, reference_year=2026)
    assert read.text == clean(text)
    assert ImpreciseDate.from_list(read.to_list()) == read


@given(st.lists(st.none() | st.booleans() | st.integers() | st.text(max_size=5), max_size=6))
def test_no_note_value_makes_a_date_fail(items):
    read = ImpreciseDate.from_list(items)
    assert ImpreciseDate.from_list(read.to_list()) == read


DIGITS = {"không": 0, "một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "lăm": 5, "sáu": 6, "bảy": 7}
DIGITS |= {"tám": 8, "chín": 9}


def number_of(words):
    """Read a number in words back, knowing nothing of how it was made."""
    total = group = digit = 0
    for word in words.split():
        if word in DIGITS:
            digit = DIGITS[word]
        elif word == "trăm":
            group, digit = digit * 100, 0
        elif word == "mươi":
            group, digit = group + digit * 10, 0
        elif word == "mười":
            group += 10
        elif word in ("nghìn", "ngàn", "triệu"):
            total += (group + digit) * (1_000_000 if word == "triệu" else 1000)
            group = digit = 0
        elif word == "tỷ":
            total, group, digit = (total + group + digit) * 10**9, 0, 0
        else:
            assert word in ("linh", "lẻ")
    return total + group + digit


STYLES = st.builds(
    NumberStyle, st.sampled_from(["linh", "lẻ"]), st.sampled_from(["nghìn", "ngàn"]), st.sampled_from(["tư", "bốn"])
)


@given(st.integers(0, 10**9 - 1) | st.integers(0, 10**18 - 1).map(lambda number: number // 10**9 * 10**9), STYLES)
def test_words_say_the_number(number, style):
    assert number_of(number_in_words(number, style)) == number


@given(st.integers(10**9, 10**15), STYLES)
def test_billions_are_said_like_a_number_of_their_own(number, style):
    high, low = divmod(number, 10**9)
    said = number_in_words(number, style)
    assert said.startswith(number_in_words(high, style) + " tỷ")
    assert number_of(said.rsplit(" tỷ", 1)[1]) == low


@given(st.integers(0, 10**18))
def test_a_formatted_amount_is_read_back(dong):
    assert parse_amount(format_number(dong)).dong == dong
    assert parse_amount(f"{format_number(dong)} đồng").dong == dong


@given(ANY_TEXT | st.text("0123456789., tykr", max_size=20))
def test_no_text_makes_the_amount_reader_fail(text):
    reading = parse_amount(text)
    assert (reading.dong is not None) is reading.sure
    assert all(choice >= 0 for choice in reading.choices)


@given(st.integers(0, 10**6), st.integers(1, 10**6), st.integers(0, 6))
def test_a_share_is_never_further_off_than_half_its_last_digit(numerator, denominator, decimals):
    shown = format_share(numerator, denominator, decimals).removesuffix(" %").replace(".", "").replace(",", ".")
    error = Fraction(shown) - Fraction(100 * numerator, denominator)
    assert -Fraction(1, 2) < error * 10**decimals <= Fraction(1, 2)


@given(st.integers(1, 96), st.integers(0, 10**9 - 1))
def test_zeros_a_spreadsheet_ate_come_back(province, rest):
    number = f"{province:03d}{rest:09d}"
    assert fill_zeros(str(int(number))) == fill_zeros(f"{int(number)}.0") == number
    assert fill_zeros(number) == number


@given(st.from_regex(r"[0-9]{9}", fullmatch=True))
def test_nine_digits_are_never_changed(number):
    assert fill_zeros(number) == number


@given(ANY_TEXT)
def test_no_text_makes_the_number_readers_fail(text):
    number = read_id(text)
    assert mask(text).count("*") >= min(len(number.text), 1)
    warnings(text, text, 1950)
    assert normalise_phone(normalise_phone(text)) == normalise_phone(text)


@given(CODES)
def test_every_single_wrong_character_is_located(code):
    text = encode(code)
    assert decode(text) == code
    for place, right in enumerate(text):
        for wrong in ALPHABET:
            if wrong != right:
                assert decode(text[:place] + wrong + text[place + 1 :]) == Misread(place, right, text)


@pytest.mark.parametrize("seed", range(3))
def test_two_wrong_characters_are_never_a_code(seed):
    source = random.Random(seed)
    for _ in range(10_000):
        code = SheetCode("".join(source.choices(ALPHABET, k=4)), random_print_part(source.randbytes), "2")
        typed = list(encode(code))
        for place in source.sample(range(16), 2):
            typed[place] = source.choice([char for char in ALPHABET if char != typed[place]])
        assert not isinstance(decode("".join(typed)), SheetCode)


@given(ANY_TEXT | st.text(st.sampled_from(ALPHABET + "0O "), min_size=14, max_size=18))
def test_only_a_code_written_as_we_write_it_is_accepted(text):
    result = decode(text)
    if isinstance(result, SheetCode):
        assert encode(result) == text.replace(" ", "").upper()
    elif isinstance(result, Misread):
        assert isinstance(decode(result.code), SheetCode)
