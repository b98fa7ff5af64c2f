"""Dates as people write them: sometimes only a month or a year, sometimes "Không rõ".

The text is kept as written beside the parts that are certain; a year alone never becomes 1 January. Printed forms
follow Nghị định 30/2020/NĐ-CP, Phụ lục I: days below 10 and months 1 and 2 with a zero, "ngày 05 tháng 3 năm 2026".
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from app.vietnamese.text import clean, fold

Precision = Literal["day", "month", "year", "unknown"]
Stored = list[str | int | None]

FIRST_YEAR: Final = 1800
LAST_YEAR: Final = 2199
"""A four-digit number outside these years is not taken for a year."""

UNKNOWN_LAST: Final = 99_999_999
"""The order key of a date of which nothing is known."""

_SATURDAY: Final = 5
"""By :meth:`date.weekday`."""

_EXCEL_DAY_ZERO: Final = date(1899, 12, 30)
_EXCEL_FIRST: Final = 61
"""1 March 1900; before it Excel counts a 29 February 1900 that never was."""
_EXCEL_END: Final = 2_958_466
"""The serial after 31 December 9999."""

_SLASH: Final = r"\s?[/.\-]\s?"
_ONE_OR_TWO: Final = "([0-9]{1,2})"
_DAY_FIRST: Final = re.compile(
    rf"(?:sinh )?(?:ngay )?{_ONE_OR_TWO}(?:{_SLASH}| thang ){_ONE_OR_TWO}(?:{_SLASH}|,? nam )([0-9]{{4}}|[0-9]{{2}})"
)
_MONTH_FIRST: Final = re.compile(rf"(?:sinh )?(?:thang )?{_ONE_OR_TWO}(?:{_SLASH}|,? nam )([0-9]{{4}})")
_MIDNIGHT: Final = r"(?:[ t]00:00(?::00(?:\.0+)?)?)?"
_YEAR_FIRST: Final = re.compile(rf"([0-9]{{4}})(?:{_SLASH}{_ONE_OR_TWO}(?:{_SLASH}{_ONE_OR_TWO}{_MIDNIGHT})?)?")
_YEAR_NAMED: Final = re.compile(r"(?:sinh )?nam ([0-9]{4})|sinh ([0-9]{4})")


@dataclass(frozen=True, slots=True)
class ImpreciseDate:
    """A date with the precision its writer gave it.

    Raises ValueError (OverflowError for monstrous numbers) for parts that no calendar has.
    """

    text: str
    year: int | None = None
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        known = [part is not None for part in (self.year, self.month, self.day)]
        if known != sorted(known, reverse=True):
            raise ValueError("a day needs its month and a month its year")
        if self.year is not None:
            date(self.year, self.month or 1, self.day or 1)

    @property
    def precision(self) -> Precision:
        """How much is certain."""
        if self.day is not None:
            return "day"
        if self.month is not None:
            return "month"
        return "unknown" if self.year is None else "year"

    @property
    def order_key(self) -> int:
        """Order as yyyymmdd with zeros for what is not known: a year before its months, the unknown last."""
        if self.year is None:
            return UNKNOWN_LAST
        return self.year * 10_000 + (self.month or 0) * 100 + (self.day or 0)

    @property
    def last_key(self) -> int | None:
        """Latest day it can be as yyyymmdd, a month counted to its 31st; ``None`` when nothing is certain."""
        if self.year is None:
            return None
        return self.year * 10_000 + (self.month or 12) * 100 + (self.day or 31)

    def display(self) -> str:
        """Return "05/03/1972", "03/1972", "1950", or the text as written where nothing is certain."""
        if self.year is None:
            return self.text
        parts = [f"{part:02d}" for part in (self.day, self.month) if part is not None]
        return "/".join([*parts, f"{self.year:04d}"])

    def to_date(self) -> date | None:
        """Return the calendar date, None unless the day is certain."""
        if self.year is None or self.month is None or self.day is None:
            return None
        return date(self.year, self.month, self.day)

    def first_day(self) -> str | None:
        """Return the earliest day it can be, as ISO text that sorts and compares; ``None`` when nothing is certain."""
        if self.year is None:
            return None
        return date(self.year, self.month or 1, self.day or 1).isoformat()

    def age_on(self, when: date) -> int | None:
        """Return full years on ``when`` as far as the parts tell; year minus year where only the year is known.

        None for an unknown date, negative before birth. Born on 29 February counts from 1 March in common years.
        """
        if self.year is None:
            return None
        passed = (when.month, when.day) >= (self.month or 0, self.day or 0)
        return when.year - self.year - (0 if passed else 1)

    def to_list(self) -> Stored:
        """Return [text, year, month, day]: one compound field of a change note."""
        return [self.text, self.year, self.month, self.day]

    @classmethod
    def from_list(cls, items: Sequence[object]) -> "ImpreciseDate":
        """Return the date of :meth:`to_list`. Never fails: parts that are no date read as unknown, the text is kept."""
        text, *numbers = (*items, None, None, None, None)[:4]
        written = text if isinstance(text, str) else ""
        year, month, day = (number if type(number) is int else None for number in numbers)
        return _checked(written, year, month, day)


def parse_date(text: str, reference_year: int | None = None) -> ImpreciseDate:
    """Return what ``text`` says for certain; never raises, keeps the (cleaned) text.

    Reads dd/mm/yyyy, d.m.yyyy, dd-mm-yy, mm/yyyy, yyyy, yyyy-mm-dd (also with a midnight time), "ngày 5 tháng 3
    năm 1972", "tháng 3 năm 1972", "sinh năm 1950"; 00 for a day or month is one not known, as police lists write it.
    Day and month are never swapped: 31/02/1972 and 03/25/1972 are unknown.

    A two-digit year is the latest one not after ``reference_year`` (in 2026: 26 is 2026, 27 is 1927), since births
    and papers lie in the past; without a reference year such a date is unknown.
    """
    written = clean(text)
    year, month, day = _numbers(fold(written), reference_year)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return ImpreciseDate(written)
    return _checked(written, year, month or None, day or None)


def from_date(value: date) -> ImpreciseDate:
    """Return a date known to the day, written dd/mm/yyyy."""
    return ImpreciseDate(f"{value:%d/%m}/{value.year:04d}", value.year, value.month, value.day)


def from_number(number: float) -> ImpreciseDate:
    """Return the date of a number cell: a year when it looks like one (1950), else an Excel day (26363)."""
    if FIRST_YEAR <= number <= LAST_YEAR and number == int(number):
        return ImpreciseDate(str(int(number)), int(number))
    day = excel_serial(number)
    return from_date(day) if day else ImpreciseDate(f"{number:g}")


def excel_serial(number: float) -> date | None:
    """Return the day of an Excel serial (25569 is 1/1/1970), the time of day dropped; None outside 1/3/1900 to 9999."""
    if not _EXCEL_FIRST <= number < _EXCEL_END:
        return None
    return _EXCEL_DAY_ZERO + timedelta(days=int(number))


def long_date(value: date) -> str:
    """Return "ngày 05 tháng 3 năm 2026", the form of a paper's place and date line."""
    month = f"{value.month:02d}" if value.month < 3 else str(value.month)
    return f"ngày {value.day:02d} tháng {month} năm {value.year}"


def _checked(text: str, year: int | None, month: int | None, day: int | None) -> ImpreciseDate:
    try:
        return ImpreciseDate(text, year, month, day)
    except (ValueError, OverflowError):
        return ImpreciseDate(text)


def _numbers(folded: str, reference_year: int | None) -> tuple[int, int, int]:
    """Return (year, month, day) as written, 0 for what is not there; year 0 when no form fits."""
    if match := _DAY_FIRST.fullmatch(folded):
        day, month, year = match.groups()
        return _full_year(year, reference_year), int(month), int(day)
    if match := _MONTH_FIRST.fullmatch(folded):
        return int(match[2]), int(match[1]), 0
    if match := _YEAR_FIRST.fullmatch(folded):
        year, month, day = match.groups(default="0")
        return int(year), int(month), int(day)
    if match := _YEAR_NAMED.fullmatch(folded):
        return int(match[1] or match[2]), 0, 0
    return 0, 0, 0


def _full_year(digits: str, reference_year: int | None) -> int:
    if len(digits) == 4:
        return int(digits)
    if reference_year is None:
        return 0
    return reference_year - (reference_year - int(digits)) % 100


def working_days_after(day: date, count: int) -> date:
    """Return the day ``count`` working days after ``day``: Saturdays and Sundays do not count, holidays do (the safe side)."""
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < _SATURDAY
    return day
