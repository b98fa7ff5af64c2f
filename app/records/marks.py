"""Where on a printed sheet the marks stand that bring it back from paper: codes, corners, boxes to tick, room to sign.

A sheet's layout depends on the words of its day, so what was printed is kept (:class:`app.records.pledges.SheetForm`) and
never worked out again from words that may have changed since.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Self

CODE: Final = "code"
"""The modules of a code."""
CORNER: Final = "corner"
"""A fine angle: its vertex, and how far its arms reach inwards (signed)."""
TICK: Final = "tick"
"""The inside of a box before an item; :attr:`Mark.number` says which item, from 1."""
SIGN: Final = "sign"
"""The room in which the household signs."""

YES: Final = "yes"
NO: Final = "no"
UNSURE: Final = "unsure"
READINGS: Final = {YES: "có", NO: "không", UNSURE: "chưa rõ"}
"""What a scan says of a box or of the room to sign, by its wire name."""

HUNDREDTHS: Final = 100
"""Marks are measured in hundredths of a millimetre."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark: on which page (from 1), and where, in 1/100 mm from the upper left corner of the paper."""

    kind: str
    page: int
    left: int
    top: int
    width: int
    height: int
    number: int = 0

    def to_text(self) -> str:
        """Return the mark as one word of a record: ``tick 1 3000 15020 460 460 2``."""
        places = (self.page, self.left, self.top, self.width, self.height, self.number)
        return " ".join((self.kind, *map(str, places)))

    @classmethod
    def from_text(cls, text: object) -> Self | None:
        """Return the mark that a record's word tells, or ``None`` when it tells none: records from a stick may hold anything."""
        parts = text.split(" ") if isinstance(text, str) else []
        if len(parts) != 7 or parts[0] not in (CODE, CORNER, TICK, SIGN):
            return None
        numbers = [int(each) for each in parts[1:] if each.removeprefix("-").isdecimal() and len(each) <= 7]
        return cls(parts[0], *numbers) if len(numbers) == 6 else None

    @property
    def corners_mm(self) -> tuple[tuple[float, float], ...]:
        """Return upper left, upper right, lower right, lower left, in millimetres."""
        left, top = self.left / HUNDREDTHS, self.top / HUNDREDTHS
        right, bottom = left + self.width / HUNDREDTHS, top + self.height / HUNDREDTHS
        return (left, top), (right, top), (right, bottom), (left, bottom)


def marks_from(texts: Iterable[object] | None) -> tuple[Mark, ...]:
    """Return the marks a record holds, without what is none."""
    return tuple(mark for mark in map(Mark.from_text, texts or ()) if mark is not None)
