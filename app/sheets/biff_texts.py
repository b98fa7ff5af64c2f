"""The table of shared texts of an .xls ([MS-XLS] 2.4.265, 2.5.293), walked for the length of each text."""

import struct
from collections.abc import Sequence
from typing import Final

from app.sheets.errors import DAMAGED, RefusedError

_WIDE, _PHONETIC, _RICH = 0x01, 0x04, 0x08
_RUN: Final = 4
"""Bytes of one formatting run of a rich text."""


def text_lengths(bodies: Sequence[bytes]) -> list[int]:
    """Return the number of characters of each text in an SST record and the records that continue it."""
    if not bodies:
        return []
    walk = _Walk(bodies)
    walk.skip(4)
    claimed = walk.integer("<I", 4)
    if claimed * 3 > sum(map(len, bodies)):  # an empty text takes three bytes
        raise RefusedError(DAMAGED, "claims more texts than there are")
    return [walk.text() for _ in range(claimed)]


class _Walk:
    """A position in the bodies. Only characters may go on in the next body, where a new flag byte precedes them."""

    def __init__(self, bodies: Sequence[bytes]) -> None:
        self._bodies = bodies
        self._body = 0
        self._at = 0

    def text(self) -> int:
        """Step over one text and return how many characters it has."""
        length = self.integer("<H", 2)
        flags = self.integer("<B", 1)
        runs = self.integer("<H", 2) if flags & _RICH else 0
        phonetic = self.integer("<I", 4) if flags & _PHONETIC else 0
        self._characters(length, flags)
        self.skip(runs * _RUN + phonetic)
        return length

    def integer(self, layout: str, size: int) -> int:
        """Return the next number, which never lies across two bodies."""
        while self._left() == 0:
            self._next_body()
        if self._left() < size:
            raise RefusedError(DAMAGED, "text ends too early")
        value: int = struct.unpack_from(layout, self._bodies[self._body], self._at)[0]
        self._at += size
        return value

    def skip(self, size: int) -> None:
        """Step over ``size`` bytes."""
        while size > self._left():
            size -= self._left()
            self._next_body()
        self._at += size

    def _characters(self, length: int, flags: int) -> None:
        while True:
            width = 2 if flags & _WIDE else 1
            here = min(length, self._left() // width)
            self._at += here * width
            length -= here
            if not length:
                return
            self._next_body()
            flags = self.integer("<B", 1)

    def _left(self) -> int:
        return len(self._bodies[self._body]) - self._at

    def _next_body(self) -> None:
        self._body += 1
        self._at = 0
        if self._body == len(self._bodies):
            raise RefusedError(DAMAGED, "texts end too early")
