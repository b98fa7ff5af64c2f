"""A day of these weeks: "18/11" is enough, the year is the present one."""

import re
from datetime import date
from typing import Final

from app.gui.fields import DateField
from app.vietnamese.dates import ImpreciseDate, from_date, parse_date

_DAY_AND_MONTH: Final = re.compile(r"\s*\d{1,2}\s*[/.\-]\s*\d{1,2}\s*")
WHOLE_DAY: Final = "Ghi đủ ngày, tháng, ví dụ 18/11/2026."


class DayField(DateField):
    """Asks for a whole day. ``year`` is the present one, added where a person leaves it out."""

    def __init__(self, name: str, year: int, hint: str = "") -> None:
        super().__init__(name, year, hint)
        self.line.setPlaceholderText(f"Ví dụ: 18/11/{year}")

    def value(self) -> ImpreciseDate:
        """Return the date with the year a person left out."""
        text = self.text()
        return parse_date(f"{text}/{self._year}" if _DAY_AND_MONTH.fullmatch(text) else text, self._year)

    def show_problem(self, text: str, *, hard: bool = True) -> None:
        """Say what is wrong; without a problem how the day was understood stands there again."""
        super().show_problem(text, hard=hard)
        if not text:
            self._explain()

    def day(self) -> date | None:
        """Return the day, ``None`` for an empty line and for what is no whole day."""
        return self.value().to_date() if self.text() else None

    def set_day(self, day: date | None) -> None:
        """Show a day."""
        self.set_value(from_date(day) if day else None)
