from datetime import date

import pytest

from app.vietnamese.dates import (
    ImpreciseDate,
    excel_serial,
    from_date,
    from_number,
    long_date,
    parse_date,
    working_days_after,
)


@pytest.mark.parametrize(
    ("text", "parts", "shown"),
    [
        ("05/03/1972", (1972, 3, 5), "05/03/1972"),
        ("5/3/1972", (1972, 3, 5), "05/03/1972"),
        ("05.03.1972", (1972, 3, 5), "05/03/1972"),
        ("5-3-1972", (1972, 3, 5), "05/03/1972"),
        ("5 / 3 / 1972", (1972, 3, 5), "05/03/1972"),
        ("05-03-72", (1972, 3, 5), "05/03/1972"),
        ("05-03-26", (2026, 3, 5), "05/03/2026"),
        ("05-03-27", (1927, 3, 5), "05/03/1927"),
        ("3/1972", (1972, 3, None), "03/1972"),
        ("03/1972", (1972, 3, None), "03/1972"),
        ("1950", (1950, None, None), "1950"),
        ("1950.0", (1950, None, None), "1950"),
        ("00/00/1950", (1950, None, None), "1950"),
        ("00/03/1950", (1950, 3, None), "03/1950"),
        ("ngày 5 tháng 3 năm 1972", (1972, 3, 5), "05/03/1972"),
        ("Ngày 05 tháng 03, năm 1972", (1972, 3, 5), "05/03/1972"),
        ("ngày 05/3/2026", (2026, 3, 5), "05/03/2026"),
        ("sinh ngày 5/3/1972", (1972, 3, 5), "05/03/1972"),
        ("tháng 3 năm 1972", (1972, 3, None), "03/1972"),
        ("tháng 3/1972", (1972, 3, None), "03/1972"),
        ("năm 1950", (1950, None, None), "1950"),
        ("Sinh năm 1950", (1950, None, None), "1950"),
        ("sinh 1950", (1950, None, None), "1950"),
        ("1972-03-05", (1972, 3, 5), "05/03/1972"),
        ("1972-03-05 00:00:00", (1972, 3, 5), "05/03/1972"),
        ("1972-03-05T00:00:00.000", (1972, 3, 5), "05/03/1972"),
        ("1972-03", (1972, 3, None), "03/1972"),
        ("29/02/2024", (2024, 2, 29), "29/02/2024"),
    ],
)
def test_forms_people_write(text, parts, shown):
    read = parse_date(text, reference_year=2026)
    assert (read.year, read.month, read.day) == parts
    assert read.text == text
    assert read.display() == shown


@pytest.mark.parametrize(
    "text",
    ["Không rõ", "", "31/02/1972", "03/25/1972", "29/02/2023", "05/00/1972", "13/1972", "0950", "1799", "2200",
     "26363", "5/3", "5/3/197", "05/03/1972 và 1973", "khoảng 1950", "không nhớ", "1972-03-05 07:30:00", "9" * 9999],
)  # fmt: skip
def test_what_is_no_date_is_unknown_and_kept(text):
    read = parse_date(text, reference_year=2026)
    assert read.precision == "unknown"
    assert read.text == read.display() == text
    assert read.age_on(date(2026, 1, 1)) is None
    assert read.to_date() is None


def test_two_digits_need_a_reference_year():
    assert parse_date("05-03-72").precision == "unknown"
    assert parse_date("05-03-00", reference_year=2026).year == 2000
    assert parse_date("05-03-99", reference_year=1999).year == 1999


def test_the_text_is_cleaned():
    assert parse_date("\u00a05/3/1972 ").text == "5/3/1972"
    assert parse_date("Kho\u0302ng ro\u0303").text == "Không rõ"


def test_precision():
    assert parse_date("5/3/1972").precision == "day"
    assert parse_date("3/1972").precision == "month"
    assert parse_date("1972").precision == "year"


@pytest.mark.parametrize(
    ("born", "when", "age"),
    [
        ("05/03/1972", date(2026, 3, 4), 53),
        ("05/03/1972", date(2026, 3, 5), 54),
        ("3/1972", date(2026, 2, 28), 53),
        ("3/1972", date(2026, 3, 1), 54),
        ("1950", date(2026, 1, 1), 76),
        ("1950", date(2026, 12, 31), 76),
        ("29/02/2008", date(2026, 2, 28), 17),
        ("29/02/2008", date(2026, 3, 1), 18),
        ("2030", date(2026, 1, 1), -4),
    ],
)
def test_age(born, when, age):
    assert parse_date(born).age_on(when) == age


@pytest.mark.parametrize(
    ("text", "day"), [("5/3/1972", "1972-03-05"), ("3/1972", "1972-03-01"), ("1972", "1972-01-01"), ("Không rõ", None)]
)
def test_the_first_day_it_can_be(text, day):
    assert parse_date(text).first_day() == day


@pytest.mark.parametrize(
    ("text", "key"), [("5/3/1972", 19720305), ("3/1972", 19720331), ("1972", 19721231), ("Không rõ", None)]
)
def test_the_last_day_it_can_be(text, key):
    assert parse_date(text).last_key == key


def test_order_puts_a_year_before_its_months_and_the_unknown_last():
    written = ["1949", "1950", "3/1950", "01/03/1950", "02/03/1950", "4/1950", "không rõ"]
    keys = [parse_date(text).order_key for text in written]
    assert keys == sorted(set(keys))


@pytest.mark.parametrize("text", ["5/3/1972", "3/1972", "1950", "Không rõ"])
def test_the_note_value_comes_back(text):
    read = parse_date(text)
    assert ImpreciseDate.from_list(read.to_list()) == read


def test_the_note_value_is_text_and_parts():
    assert parse_date("5/3/1972").to_list() == ["5/3/1972", 1972, 3, 5]
    assert parse_date("?").to_list() == ["?", None, None, None]


@pytest.mark.parametrize(
    ("items", "read"),
    [
        ([], ImpreciseDate("")),
        (["1950", 1950], ImpreciseDate("1950", 1950)),
        (["1950", 1950, None, None, "later field"], ImpreciseDate("1950", 1950)),
        (["x", 1972, 2, 31], ImpreciseDate("x")),
        (["x", 1972, None, 5], ImpreciseDate("x")),
        (["x", "1972", True, None], ImpreciseDate("x")),
        ([5, 10**30, 1, 1], ImpreciseDate("")),
    ],
)
def test_a_strange_note_value_is_unknown(items, read):
    assert ImpreciseDate.from_list(items) == read


@pytest.mark.parametrize("parts", [(1972, 2, 30), (1972, None, 5), (None, 3, None), (0, None, None)])
def test_code_cannot_make_a_date_no_calendar_has(parts):
    with pytest.raises(ValueError, match=r".+"):
        ImpreciseDate("x", *parts)


def test_from_date():
    made = from_date(date(1972, 3, 5))
    assert made == ImpreciseDate("05/03/1972", 1972, 3, 5)
    assert made.to_date() == date(1972, 3, 5)


@pytest.mark.parametrize(
    ("serial", "day"),
    [
        (25569, date(1970, 1, 1)),
        (26363.75, date(1972, 3, 5)),
        (61, date(1900, 3, 1)),
        (2_958_465, date(9999, 12, 31)),
        (60, None),
        (2_958_466, None),
        (-1, None),
        (float("nan"), None),
        (float("inf"), None),
    ],
)
def test_excel_serial(serial, day):
    assert excel_serial(serial) == day


@pytest.mark.parametrize(
    ("number", "read"),
    [
        (1950, ImpreciseDate("1950", 1950)),
        (1950.0, ImpreciseDate("1950", 1950)),
        (26363.0, ImpreciseDate("05/03/1972", 1972, 3, 5)),
        (7, ImpreciseDate("7")),
        (1950.5, ImpreciseDate("03/05/1905", 1905, 5, 3)),
        (float("nan"), ImpreciseDate("nan")),
    ],
)
def test_number_cells(number, read):
    assert from_number(number) == read


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(2026, 3, 5), "ngày 05 tháng 3 năm 2026"),
        (date(2026, 2, 5), "ngày 05 tháng 02 năm 2026"),
        (date(2026, 1, 31), "ngày 31 tháng 01 năm 2026"),
        (date(2026, 9, 10), "ngày 10 tháng 9 năm 2026"),
        (date(2026, 12, 1), "ngày 01 tháng 12 năm 2026"),
    ],
)
def test_long_date_of_papers(day, text):
    assert long_date(day) == text


@pytest.mark.parametrize(
    ("count", "day"),
    [(0, date(2026, 11, 27)), (1, date(2026, 11, 30)), (2, date(2026, 12, 1)), (6, date(2026, 12, 7))],
)
def test_working_days_leave_out_the_ends_of_weeks(count, day):
    assert working_days_after(date(2026, 11, 27), count) == day, "the 27th is a Friday"
