"""The stream of records inside an .xls ([MS-XLS]): measured, and freed of what the reading library would stumble on.

That library reserves memory for the size a sheet claims and for the number of texts it claims, and expands formulas
with the names defined in the file. Claims are checked or overwritten, names dropped; no value of a cell is touched.
"""

import struct
from collections.abc import Iterator
from typing import Final

from app.sheets import errors, limits
from app.sheets.biff_texts import text_lengths
from app.sheets.errors import RefusedError

_EOF: Final = 0x000A
_FILEPASS: Final = 0x002F
_BOUNDSHEET: Final = 0x0085
_SST: Final = 0x00FC
_CONTINUE: Final = 0x003C
_DIMENSIONS: Final = 0x0200
_MULRK: Final = 0x00BD
_LABELSST: Final = 0x00FD
_CELLS: Final = frozenset({0x0006, 0x0203, 0x0204, 0x0205, _MULRK, 0x00D6, _LABELSST, 0x027E})
"""FORMULA, NUMBER, LABEL, BOOLERR, MULRK, RSTRING, LABELSST, RK: all begin with row and column."""

_DROPPED: Final = frozenset({0x0017, 0x0018, 0x00EB})
"""EXTERNSHEET, Lbl (defined names), MsoDrawingGroup."""

_UNKNOWN: Final = b"\xff\x7f"


def made_safe(stream: bytes) -> bytes:
    """Return the stream with the same values and no false claims; raises :class:`RefusedError`."""
    safe = bytearray(stream)
    positions, end = _check_globals(safe)
    if len(positions) > limits.MAX_SHEETS:
        raise RefusedError(errors.TOO_MUCH_IN_IT, "sheets, cells or text")
    area = characters = 0
    lengths = text_lengths(_shared_texts(safe))
    for position in sorted(positions):
        if position < end:
            raise RefusedError(errors.DAMAGED, "sheets overlap")
        cells, text, end = _check_sheet(safe, position, lengths)
        area += cells
        characters += text
        if area > limits.MAX_CELLS or characters > limits.MAX_TEXT:
            raise RefusedError(errors.TOO_MUCH_IN_IT, "sheets, cells or text")
    return bytes(safe)


def _records(stream: bytearray, at: int) -> Iterator[tuple[int, int, int]]:
    """Yield (position of the body, type, length) up to and with the first EOF record."""
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        if at + 4 + length > len(stream):
            raise RefusedError(errors.DAMAGED, "record ends too early")
        yield at + 4, kind, length
        if kind == _EOF:
            return
        at += 4 + length
    raise RefusedError(errors.DAMAGED, "no end record")


def _check_globals(stream: bytearray) -> tuple[list[int], int]:
    """Return where the sheets begin and where the part before them ends."""
    positions: list[int] = []
    body = 0
    for body, kind, length in _records(stream, 0):
        if kind == _FILEPASS:
            raise RefusedError(errors.PASSWORD_PROTECTED, "FILEPASS record")  # [MS-XLS] 2.4.117
        if kind == _BOUNDSHEET and length >= 4:
            positions.append(struct.unpack_from("<I", stream, body)[0])
        elif kind in _DROPPED:
            stream[body - 4 : body - 2] = _UNKNOWN
    return positions, body


def _check_sheet(stream: bytearray, start: int, lengths: list[int]) -> tuple[int, int, int]:
    """Return the cells of the rectangle that holds a sheet's values, their shared text, and where the records end."""
    rows = columns = characters = body = 0
    for body, kind, length in _records(stream, start):
        if kind in _CELLS and length >= 4:
            row, column = struct.unpack_from("<HH", stream, body)
            if kind == _MULRK:
                column = struct.unpack_from("<H", stream, body + length - 2)[0]
            elif kind == _LABELSST and length >= 10:
                index = struct.unpack_from("<I", stream, body + 6)[0]
                characters += lengths[index] if index < len(lengths) else 0
            rows, columns = max(rows, row + 1), max(columns, column + 1)
        elif kind == _DIMENSIONS:
            stream[body : body + length] = bytes(length)
    return rows * columns, characters, body


def _shared_texts(stream: bytearray) -> list[bytes]:
    """Return the bodies of the record of shared texts and of those that continue it."""
    bodies: list[bytes] = []
    inside = False
    for body, kind, length in _records(stream, 0):
        if kind == _SST:
            bodies, inside = [], True
        elif kind != _CONTINUE:
            inside = False
        if inside:
            bodies.append(bytes(stream[body : body + length]))
    return bodies
