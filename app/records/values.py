"""Compound values: facts that are only true together, so they are one field with one head.

An imprecise date lives in :mod:`app.vietnamese.dates`; these are the others.
"""

from dataclasses import dataclass
from datetime import date

from app.records.base import Compound, day_from_text


@dataclass(frozen=True, slots=True)
class Place(Compound):
    """An administrative unit: its code and the name as printed at the time.

    Codes change owner and names change spelling (2025 and 2026 re-arrangements), so neither is kept without the other.
    """

    code: str | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Signature(Compound):
    """Who signed for a household, when, and how it was recorded.

    ``day`` is ISO text; ``relation`` is empty when the head signed; ``how`` is one of ``list`` (danh sách ký of a group),
    ``sheet`` (own sheet by code) or ``scan``; ``sheet`` is the code of the print that was signed, if one was. ``text`` is the
    hash of the words signed where no sheet tells it: of a household that signed again on a list.
    """

    day: str
    signer: str | None = None
    relation: str | None = None
    how: str = "list"
    sheet: str | None = None
    text: str | None = None

    @property
    def date(self) -> date | None:
        """The day of signing."""
        return day_from_text(self.day)


@dataclass(frozen=True, slots=True)
class Withdrawal(Compound):
    """The end of a signature: ``day`` as ISO text, and why. :data:`MISTAKE` means it was never really given."""

    day: str
    reason: str | None = None

    @property
    def date(self) -> date | None:
        """The day it ended."""
        return day_from_text(self.day)


DIED = "mất"
MOVED_OUT = "chuyển đi"
JOINED = "nhập hộ khác"
RESHAPED = "sắp xếp lại thôn"
"""How somebody, or a whole household, came to be here no longer."""


@dataclass(frozen=True, slots=True)
class Departure(Compound):
    """The end of a person's or a household's life in the village: ISO day, how (:data:`DIED` ...), and where to."""

    day: str
    how: str | None = None
    place: str | None = None

    @property
    def date(self) -> date | None:
        """The first day on which they were here no longer."""
        return day_from_text(self.day)

    def display(self) -> str:
        """Return "chuyển đi 18/11/2025, xã Bình Minh" as screens and history show it."""
        day = self.date
        said = " ".join(part for part in (self.how, f"{day:%d/%m/%Y}" if day else "") if part)
        return ", ".join(part for part in (said, self.place) if part)


MISTAKE = "ghi nhầm"
"""Reason of a withdrawal that only corrects the books: the household simply has not signed."""


@dataclass(frozen=True, slots=True)
class Gathering(Compound):
    """The meeting at which a paper was agreed or signed: ISO day and place in words."""

    day: str | None = None
    place: str | None = None

    @property
    def date(self) -> date | None:
        """The day of the meeting."""
        return day_from_text(self.day)
