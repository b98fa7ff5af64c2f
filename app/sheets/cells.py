"""What one cell means: as text, as an id or phone number, as a date."""

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from app.sheets.reader import Cell
from app.vietnamese.dates import ImpreciseDate, from_date, from_number, parse_date
from app.vietnamese.text import clean

_SCIENTIFIC: Final = re.compile(r"(\d)[.,](\d+)[eE]\+?(\d{1,2})")
_WHOLE: Final = re.compile(r"(\d+)[.,]0")
_SERIAL: Final = re.compile(r"\d{5}")


def cell_text(cell: Cell) -> str:
    """Return a cell as the text a person sees, cleaned: whole numbers without ".0", days as dd/mm/yyyy, blank as ""."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return clean(cell)
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else f"{Decimal(repr(cell)):f}"
    if isinstance(cell, datetime) and (cell.hour or cell.minute or cell.second):
        return f"{from_date(cell).text} {cell:%H:%M}"
    if isinstance(cell, date):
        return from_date(cell).text
    return str(cell)


def id_text(cell: Cell) -> str:
    """Return an id or phone number as its digits, never as 3.1E+10 or with ".0", without the apostrophe of Excel.

    Raises ``ValueError`` with a reason where a program has thrown digits away ("3.10667E+10" as text): they cannot be known,
    and what is left would look like a number.
    """
    text = cell_text(cell).lstrip("'").strip()
    if whole := _WHOLE.fullmatch(text):
        return whole[1]
    scientific = _SCIENTIFIC.fullmatch(text)
    if scientific is None:
        return text
    if len(scientific[2]) != int(scientific[3]):
        raise ValueError("bảng tính đã rút gọn và bỏ mất những chữ số sau")
    return scientific[1] + scientific[2]


def cell_date(cell: Cell, reference_year: int | None = None) -> ImpreciseDate:
    """Return the date of a cell with the precision it has: a date cell the day, the number 1950 a year.

    Numbers of five digits are days as Excel counts them (26363), also where they stand as text. ``reference_year``
    decides the century of two-digit years, see :func:`app.vietnamese.dates.parse_date`.
    """
    if isinstance(cell, date):
        return from_date(cell)
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return from_number(cell)
    text = cell_text(cell)
    return from_number(int(text)) if _SERIAL.fullmatch(text) else parse_date(text, reference_year)
