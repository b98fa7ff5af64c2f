import sqlite3
from itertools import pairwise

import pytest

from app.vietnamese.collation import name_sort_key, sort_key

ALPHABET = list("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz")


def assert_rising(texts, key=sort_key):
    keys = [key(text) for text in texts]
    assert all(first < second for first, second in pairwise(keys))


def test_letters_follow_the_alphabet():
    assert_rising(ALPHABET)
    assert_rising([letter.upper() for letter in ALPHABET])


@pytest.mark.parametrize(
    "tones", ["a à ả ã á ạ", "ă ằ ẳ ẵ ắ ặ", "ê ề ể ễ ế ệ", "ơ ờ ở ỡ ớ ợ", "y ỳ ỷ ỹ ý ỵ", "ma mà mả mã má mạ"]
)
def test_tones_follow_cldr(tones):
    assert_rising(tones.split())


@pytest.mark.parametrize(
    "rising",
    [
        ["", " a", "ạ", "ă"],
        ["à", "À", "ả"],
        ["Hà Ban", "Ha Van"],
        ["hoàng", "Hoàng", "hoảng"],
        ["Lê A", "Lê An Bình", "Lê Anh"],
        ["Tổ 1", "Tổ 2", "Tổ 02", "Tổ 3", "Tổ 10", "Tổ 10A", "Tổ A"],
        ["03-002", "03-012", "03-102", "12-001"],
        ["0", "00", "1", "9" * 5000, "1" + "0" * 5000],
        ["-", "1", "a", "z", "я", "中"],
        ["sr", "ß", "st"],
        ["Dung", "Dũng", "Đan", "Em", "Zung"],
        ["e", "ë", "f"],
        ["q", "q\u0303", "r"],
        ["Gia Lai", "Gia-rai", "Giarai"],
    ],
)
def test_order(rising):
    assert_rising(rising)


@pytest.mark.parametrize(
    ("one", "other"), [("Đặng", "Ðặng"), ("e\u0323\u0302", "ệ"), ("H’Mai", "H'Mai"), ("Lê  A ", "Lê A")]
)
def test_the_same_written_otherwise_has_the_same_key(one, other):
    assert sort_key(one) == sort_key(other)


def test_sqlite_sorts_stored_keys():
    texts = ["Ơn", "Ăn", "An", "Zung", "Đan", "Dũng", "Âu", "Dung"]
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE t (name TEXT, key BLOB)")
    connection.executemany("INSERT INTO t VALUES (?, ?)", [(text, sort_key(text)) for text in texts])
    rows = [row[0] for row in connection.execute("SELECT name FROM t ORDER BY key")]
    connection.close()
    assert rows == ["An", "Ăn", "Âu", "Dung", "Dũng", "Đan", "Ơn", "Zung"]


def test_people_go_by_given_name_then_middle_then_family():
    assert_rising(
        [
            "Lê A",
            "Đặng Văn An",
            "Nguyễn Văn An",
            "Bùi Xuân An",
            "Trần Hà",
            "Lê Thị Hà",
            "An Thị Hạ",
            "Phạm Bảo Ngọc",
            "Đặng Thị Ơn",
            "Âu Ý",
        ],
        name_sort_key,
    )


def test_case_in_the_given_name_does_not_part_a_family():
    assert_rising(["Bùi Hà", "Lê hà", "Trần Hà"], name_sort_key)
    assert_rising(["Lê hà", "Lê Hà"], name_sort_key)


def test_family_first_is_an_option():
    assert_rising(
        ["Bùi Xuân An", "Đặng Thị Ơn", "Nguyễn Thị Yến", "Nguyễn Văn An"],
        lambda name: name_sort_key(name, family_first=True),
    )
