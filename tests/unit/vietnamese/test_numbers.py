from decimal import Decimal

import pytest

from app.vietnamese.numbers import (
    NO_SHARE,
    SOUTHERN,
    AmountReading,
    NumberStyle,
    format_number,
    format_share,
    money_in_words,
    number_in_words,
    parse_amount,
)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "không"),
        (4, "bốn"),
        (5, "năm"),
        (8, "tám"),
        (10, "mười"),
        (11, "mười một"),
        (14, "mười bốn"),
        (15, "mười lăm"),
        (20, "hai mươi"),
        (21, "hai mươi mốt"),
        (24, "hai mươi tư"),
        (25, "hai mươi lăm"),
        (91, "chín mươi mốt"),
        (100, "một trăm"),
        (101, "một trăm linh một"),
        (105, "một trăm linh năm"),
        (110, "một trăm mười"),
        (111, "một trăm mười một"),
        (115, "một trăm mười lăm"),
        (1001, "một nghìn không trăm linh một"),
        (1005, "một nghìn không trăm linh năm"),
        (1015, "một nghìn không trăm mười lăm"),
        (2026, "hai nghìn không trăm hai mươi sáu"),
        (15_600, "mười lăm nghìn sáu trăm"),
        (1_000_050, "một triệu không trăm năm mươi"),
        (1_234_567, "một triệu hai trăm ba mươi tư nghìn năm trăm sáu mươi bảy"),
        (3_000_000_500, "ba tỷ năm trăm"),
        (3_120_000_000, "ba tỷ một trăm hai mươi triệu"),
        (10**12, "một nghìn tỷ"),
        (10**12 + 5, "một nghìn tỷ không trăm linh năm"),
        (10**15, "một triệu tỷ"),
        (10**18, "một tỷ tỷ"),
        (-21, "âm hai mươi mốt"),
    ],
)
def test_number_in_words(number, words):
    assert number_in_words(number) == words


@pytest.mark.parametrize(
    ("number", "style", "words"),
    [
        (105, SOUTHERN, "một trăm lẻ năm"),
        (1005, SOUTHERN, "một ngàn không trăm lẻ năm"),
        (24, SOUTHERN, "hai mươi bốn"),
        (1124, NumberStyle(thousand="ngàn"), "một ngàn một trăm hai mươi tư"),
        (24, NumberStyle(four="bốn"), "hai mươi bốn"),
        (105, NumberStyle(zero_tens="lẻ"), "một trăm lẻ năm"),
    ],
)
def test_words_by_region(number, style, words):
    assert number_in_words(number, style) == words


def test_money_line():
    assert money_in_words(3_120_000_000) == "Ba tỷ một trăm hai mươi triệu đồng"
    assert money_in_words(500_000, even=True) == "Năm trăm nghìn đồng chẵn"
    assert money_in_words(1000, SOUTHERN) == "Một ngàn đồng"
    assert money_in_words(-5) == "Âm năm đồng"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (999, "999"),
        (1537, "1.537"),
        (15_600, "15.600"),
        (3_120_000_000, "3.120.000.000"),
        (10**40, "10" + ".000" * 13),
        (-1537, "-1.537"),
        (Decimal("1234.50"), "1.234,50"),
        (Decimal("0.5"), "0,5"),
    ],
)
def test_format_number(value, text):
    assert format_number(value) == text


@pytest.mark.parametrize(
    ("numerator", "denominator", "decimals", "text"),
    [
        (821, 1003, 2, "81,85 %"),
        (983, 1003, 2, "98,01 %"),
        (984, 1003, 2, "98,11 %"),
        (2, 3, 1, "66,7 %"),
        (1, 2, 2, "50,00 %"),
        (1, 2, 0, "50 %"),
        (1, 8, 0, "13 %"),
        (1, 800, 2, "0,13 %"),
        (1952, 1000, 1, "195,2 %"),
        (0, 5, 2, "0,00 %"),
        (12345, 1, 0, "1.234.500 %"),
        (5, 0, 2, NO_SHARE),
        (5, -1, 2, NO_SHARE),
    ],
)
def test_format_share(numerator, denominator, decimals, text):
    assert format_share(numerator, denominator, decimals) == text


@pytest.mark.parametrize(
    ("text", "dong"),
    [
        ("3,12 tỷ", 3_120_000_000),
        ("3,12 tỉ đồng", 3_120_000_000),
        ("6 triệu", 6_000_000),
        ("6tr", 6_000_000),
        ("500k", 500_000),
        ("500 K", 500_000),
        ("200 nghìn", 200_000),
        ("200 ngàn đồng", 200_000),
        ("15600", 15_600),
        ("15.600", 15_600),
        ("15.600đ", 15_600),
        ("3.120.000.000 đồng", 3_120_000_000),
        ("3 tỷ 120 triệu", 3_120_000_000),
        ("3 tỷ 120 triệu đồng chẵn", 3_120_000_000),
        ("1.500 triệu", 1_500_000_000),
        ("2,5 TRIỆU", 2_500_000),
        ("0,125 tỷ", 125_000_000),
        ("15600,00 VNĐ", 15_600),
        ("0", 0),
    ],
)
def test_amounts_without_doubt(text, dong):
    reading = parse_amount(text)
    assert reading == AmountReading((dong,), sure=True)
    assert reading.dong == dong


@pytest.mark.parametrize(
    ("text", "choices"),
    [
        ("15,600", (15_600,)),
        ("1,234,567", (1_234_567,)),
        ("3.12 tỷ", (3_120_000_000,)),
        ("1,500 triệu", (1_500_000, 1_500_000_000)),
    ],
)
def test_english_amounts_are_a_question(text, choices):
    reading = parse_amount(text)
    assert reading == AmountReading(choices, sure=False)
    assert reading.dong is None


@pytest.mark.parametrize(
    "text",
    ["", "đồng", "sáu triệu", "6 triệu rưỡi", "15,6", "-5", "120 triệu 3 tỷ", "3 tỷ 3 tỷ", "1.2.3", "6trx", "1..000",
     "12 34", "9" * 61],
)  # fmt: skip
def test_what_is_no_amount(text):
    reading = parse_amount(text)
    assert reading == AmountReading((), sure=False)
    assert reading.dong is None
