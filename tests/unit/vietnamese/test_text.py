import sqlite3
import unicodedata
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel.canonical import is_writable
from app.vietnamese.text import (
    clean,
    clean_lines,
    fold,
    has_marks,
    marked,
    marked_pattern,
    meant,
    nfc,
    search_pattern,
    tone_key,
)


@pytest.mark.parametrize(
    ("composed", "decomposed"),
    [("ễ", "e\u0302\u0303"), ("ệ", "e\u0323\u0302"), ("ợ", "o\u031b\u0323"), ("ặ", "a\u0323\u0306")],
)
def test_decomposed_letters_become_one(composed, decomposed):
    assert unicodedata.normalize("NFD", composed) == decomposed
    assert nfc(decomposed) == clean(decomposed) == composed


def test_barred_d_has_no_decomposition():
    assert nfc("đĐ") == unicodedata.normalize("NFD", "đĐ") == "đĐ"


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("  Trần \u00a0 Thị\tBé\n", "Trần Thị Bé"),
        ("Ngõ\u200bChùa\ufeff, số\u200c 1\u200d", "NgõChùa, số 1"),
        ("H’Mai Niê", "H'Mai Niê"),
        ("Lê\x00 A\x07\x1f", "Lê A"),
        ("bad \ud83d half", "bad half"),
        ("e\u200d\u0302\u0301", "ế"),
        ("", ""),
    ],
)
def test_clean(written, kept):
    assert clean(written) == kept


def test_clean_keeps_the_soft_hyphen_that_is_a_letter_in_tcvn3():
    assert clean("H\u00ad¬ng") == "H\u00ad¬ng"


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("ĐẶNG", "dang"),
        ("Đặng  Thị Ơn", "dang thi on"),
        ("được", "duoc"),
        ("Nguyễn", "nguyen"),
        ("H’Mông", "h'mong"),
        ("Ðặng", "dang"),
        ("Straße", "strasse"),
        ("\u0301", ""),
    ],
)
def test_fold(text, folded):
    assert fold(text) == folded
    assert fold(unicodedata.normalize("NFD", text)) == folded


@pytest.mark.parametrize("query", ["Đ", "đăng", "hoà", "ê", "e\u0301"])
def test_a_query_with_marks(query):
    assert has_marks(query)


@pytest.mark.parametrize("query", ["", "dang", "NG V AN", "12/4A"])
def test_a_query_without_marks(query):
    assert not has_marks(query)


@pytest.mark.parametrize(
    ("query", "pattern"),
    [
        ("ng v an", "% ng% v% an%"),
        ("  Đặng ", "% dang%"),
        ("100%", r"% 100\%%"),
        ("a_b\\", r"% a\_b\\%"),
        ("", "%"),
    ],
)
def test_search_pattern(query, pattern):
    assert search_pattern(query) == pattern


@pytest.mark.parametrize(
    ("name", "query", "found"),
    [
        ("Nguyễn Văn An", "ng v an", True),
        ("Nguyễn Văn Anh", "ng v an", True),
        ("Nguyễn Văn Bình", "ng v an", False),
        ("Đặng Thị Được", "dang duoc", True),
        ("Đặng Thị Được", "ang", False),
        ("Hộ 100%", "100%", True),
        ("Hộ 1000", "100%", False),
        ("Tổ_1", "to_", True),
        ("Tổ 1", "to_", False),
        ("Lê A", "", True),
    ],
)
def test_sqlite_finds_part_words_in_the_folded_column(name, query, found):
    with sqlite3.connect(":memory:") as connection:
        row = connection.execute(r"SELECT ? LIKE ? ESCAPE '\'", (" " + fold(name), search_pattern(query))).fetchone()
    connection.close()
    assert bool(row[0]) is found


@pytest.mark.parametrize(
    ("name", "query", "spelt_so"),
    [
        ("Lê Văn Hà", "hà", True),
        ("Lê Văn Hà", "HÀ", True),
        ("Lê Văn Hà", "ha\u0300", True),
        ("Trần Hạ", "hà", False),
        ("Hoa Hà", "hà", True),
        ("Đặng Thị Ơn", "đặng ơ", True),
        ("Đặng Thị Ơn", "đang ơn", False),
        ("Thuỷ 100%", "100%", True),
        ("H'Mai Niê", "h’mai niê", True),
    ],
)
def test_sqlite_tells_an_exact_spelling_in_the_marked_column(name, query, spelt_so):
    with closing(sqlite3.connect(":memory:")) as connection:
        row = connection.execute(r"SELECT ? LIKE ? ESCAPE '\'", (" " + marked(name), marked_pattern(query))).fetchone()
    assert bool(row[0]) is spelt_so


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("hòa", "hoà"),
        ("hóa", "hoá"),
        ("thủy", "thuỷ"),
        ("tòa", "toà"),
        ("khỏe", "khoẻ"),
        ("Thanh Hóa", "THANH HOÁ"),
        ("Hòa Bình, Khánh Hòa", "Hoà Bình, Khánh Hoà"),
        ("Cư M'gar", "Cư M’gar"),
        ("qúy", "quý"),
        ("gìa", "già"),
    ],
)
def test_tone_position_does_not_count(old, new):
    assert tone_key(old) == tone_key(new) == tone_key(unicodedata.normalize("NFD", new))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("hoá", "hoạ"),
        ("hoà", "hoa"),
        ("quý", "quy"),
        ("quá", "qua"),
        ("già", "gia"),
        ("lý", "lí"),
        ("Mỹ", "Mĩ"),
        ("thuở", "thuổ"),
        ("thúa", "thứa"),
        ("đa", "da"),
        ("hò a", "ho à"),
        ("hó-a", "ho-á"),
        ("bán", "bàn"),
    ],
)
def test_different_syllables_stay_different(one, other):
    assert tone_key(one) != tone_key(other)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("  Việc thứ nhất:\r\n\u0300. bờ  rào\n\n", "Việc thứ nhất:\n. bờ rào"),
        ("\u0303\u0323 nặng\n \u0301\n", "nặng"),
        ("một\n\nhai", "một\n\nhai"),
        ("Nguye\u0302\u0303n\x00 A\tB", "Nguyễn A B"),
        ("", ""),
    ],
)
def test_lines_are_cleaned_each_by_itself_and_lose_lone_marks(written, kept):
    assert clean_lines(written) == kept
    assert clean_lines(kept) == kept


@given(st.text())
def test_lines_that_are_clean_can_always_be_written(text):
    assert is_writable(clean_lines(text))
    assert is_writable(clean(text))


@pytest.mark.parametrize(
    ("name", "places"),
    [
        ("Đông", [0]), ("ĐỒNG", [1]), ("hòa an", [2]), ("Dong", [0, 1]), ("hoa an", [2]), ("Đổng", []), ("An", [3]), ("", []),
    ],
)  # fmt: skip
def test_a_name_means_what_is_spelt_so_and_without_marks_what_could_be(name, places):
    assert meant(name, ["Đông", "Đồng", "Hoà An", "An", "Án"]) == places
