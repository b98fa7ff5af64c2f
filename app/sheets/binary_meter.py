"""How far the sheets of an .xlsb reach, counted record by record ([MS-XLSB] 2.1.4) before the reading library sees them.

A record is a type and a length in groups of seven bits, then its bytes. Rows and cells say where they are themselves.
"""

from collections.abc import Iterator
from typing import Final

from app.sheets import errors, limits
from app.sheets.errors import RefusedError

_ROW: Final = 0
_FIRST_CELL, _LAST_CELL, _SHARED_CELL = 1, 11, 7
_SHARED_ITEM: Final = 19
_MAX_COLUMNS: Final = 16_384
_WIDTH: Final = 4
"""Bytes of a row number, a column number, the index of a shared text."""


class BinaryMeter:
    """Adds up what the sheets of one workbook hold and raises as soon as a limit is passed.

    ``lengths`` are the characters of each shared text.
    """

    def __init__(self, lengths: list[int]) -> None:
        self._lengths = lengths
        self._area = self._records = self._characters = 0

    def measure(self, content: bytes) -> None:
        """Count one sheet; raises :class:`RefusedError`."""
        row = last_row = last_column = 0
        for kind, start, length in records(content):
            self._records += 1
            if self._records > limits.MAX_TAGS:
                raise RefusedError(errors.TOO_MUCH_IN_IT, "records")
            if kind == _ROW:
                row = _number(content, start, length, 0) + 1
            elif _FIRST_CELL <= kind <= _LAST_CELL:
                column = _number(content, start, length, 0) + 1
                if column > _MAX_COLUMNS:
                    raise RefusedError(errors.DAMAGED, f"column {column}")
                last_row, last_column = max(last_row, row), max(last_column, column)
                self._characters += self._text(content, kind, start, length)
                if last_row > limits.MAX_ROWS:
                    raise RefusedError(errors.TOO_MANY_ROWS, "rows", rows=last_row, limit=limits.MAX_ROWS)
        self._area += last_row * last_column
        if self._area > limits.MAX_CELLS or self._characters > limits.MAX_TEXT:
            raise RefusedError(errors.TOO_MUCH_IN_IT, "cells or text")

    def _text(self, content: bytes, kind: int, start: int, length: int) -> int:
        """Return how many characters a cell holds: of a shared text what it stands for, else at most its own bytes."""
        if kind != _SHARED_CELL:
            return length // 2
        index = _number(content, start, length, 2 * _WIDTH)
        if index >= len(self._lengths):
            raise RefusedError(errors.DAMAGED, f"no shared text {index}")
        return self._lengths[index]


def shared_lengths(content: bytes) -> list[int]:
    """Return at most how many characters each shared text of ``sharedStrings.bin`` has."""
    return [length // 2 for kind, _, length in records(content) if kind == _SHARED_ITEM]


def records(content: bytes) -> Iterator[tuple[int, int, int]]:
    """Yield type, place and length of each record; raises :class:`RefusedError` for one that reaches past the end."""
    place, end = 0, len(content)
    while place < end:
        kind, place = _groups(content, place, 2)
        length, place = _groups(content, place, 4)
        if place + length > end:
            raise RefusedError(errors.DAMAGED, "a record past the end")
        yield kind, place, length
        place += length


def _groups(content: bytes, place: int, most: int) -> tuple[int, int]:
    """Return a number of at most ``most`` groups of seven bits, lowest first, and the place after it."""
    value = 0
    for group in range(most):
        if place >= len(content):
            raise RefusedError(errors.DAMAGED, "cut in a record")
        byte = content[place]
        place += 1
        value |= (byte & 0x7F) << (7 * group)
        if not byte & 0x80:
            break
    return value, place


def _number(content: bytes, start: int, length: int, offset: int) -> int:
    if offset + _WIDTH > length:
        raise RefusedError(errors.DAMAGED, "a record too short")
    return int.from_bytes(content[start + offset : start + offset + _WIDTH], "little")
