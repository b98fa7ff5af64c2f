"""What one cell means."""

from datetime import date, datetime

import pytest

from app.sheets.cells import cell_date, cell_text, id_text
from app.sheets.reader import Cell

MIDNIGHT = datetime.fromisoformat("1950-03-01")
MORNING = datetime.fromisoformat("1950-03-01T08:30")


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, ""),
        ("  Nguyễn \u00a0Văn\u200b A ", "Nguyễn Văn A"),
        (1950, "1950"),
        (31066682655.0, "31066682655"),
        (0.1, "0.1"),
        (1e-7, "0.0000001"),
        (True, "TRUE"),
        (date(1950, 3, 1), "01/03/1950"),
        (MIDNIGHT, "01/03/1950"),
        (MORNING, "01/03/1950 08:30"),
    ],
)
def test_text_is_what_people_see(cell: Cell, text: str) -> None:
    assert cell_text(cell) == text


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (31066682655, "31066682655"),
        (31066682655.0, "31066682655"),
        ("031066682655", "031066682655"),
        ("'031066682655", "031066682655"),
        (" 031 066 682 655 ", "031 066 682 655"),
        ("31066682655.0", "31066682655"),
        ("3.1066682655E+10", "31066682655"),
        ("3,1066682655e10", "31066682655"),
        ("'+84912345678", "+84912345678"),
        (None, ""),
    ],
)
def test_numbers_of_papers_and_phones_are_digits(cell: Cell, text: str) -> None:
    assert id_text(cell) == text


def test_digits_that_were_thrown_away_are_never_guessed() -> None:
    for cell in ("3.10667E+10", "2.21090E+11", "2,2E11"):
        with pytest.raises(ValueError, match="bỏ mất"):
            id_text(cell)


@pytest.mark.parametrize(
    ("cell", "display", "precision"),
    [
        (date(1950, 3, 1), "01/03/1950", "day"),
        (MORNING, "01/03/1950", "day"),
        (1950, "1950", "year"),
        (26363, "05/03/1972", "day"),
        (26363.5, "05/03/1972", "day"),
        ("26363", "05/03/1972", "day"),
        ("1950", "1950", "year"),
        ("5/3/1972", "05/03/1972", "day"),
        ("03/1972", "03/1972", "month"),
        ("Không rõ", "Không rõ", "unknown"),
        (None, "", "unknown"),
        (True, "TRUE", "unknown"),
        (-5, "-5", "unknown"),
    ],
)
def test_dates_keep_their_precision(cell: Cell, display: str, precision: str) -> None:
    parsed = cell_date(cell)
    assert (parsed.display(), parsed.precision) == (display, precision)


def test_the_century_of_two_digits_comes_from_outside() -> None:
    assert cell_date("05/03/72", 2026).display() == "05/03/1972"
    assert cell_date("05/03/72").precision == "unknown"
