"""Any spreadsheet a person chooses, as plain rows of plain cells.

What a file is shows in its content, never in its name. It is read once into memory, so a stick may go away, and it is
taken apart under limits first (:mod:`app.sheets.limits`): whatever the file holds, the answer is its rows or one
numbered message, within seconds and a few hundred megabytes.
"""

import hashlib
import io
import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Final, TypeAlias

import python_calamine as calamine

from app.kernel.errors import AppError
from app.kernel.files import read_bytes
from app.sheets import biff, compound, delimited, errors, limits, packages
from app.sheets.errors import RefusedError
from app.vietnamese.text import nfc

Cell: TypeAlias = str | int | float | bool | datetime | date | None
"""A whole number is an ``int``, a day without a time a ``date``, an empty cell or a formula error ``None``."""

Range: TypeAlias = tuple[tuple[int, int], tuple[int, int]]
"""First and last cell, each row and column from 0."""

_LARGEST_WHOLE: Final = 1e15
"""Excel keeps 15 digits; a larger number stays as it is."""

_ZIP: Final = b"PK\x03\x04"
_WEB_BEGINNINGS: Final = ("<html", "<!doctype", "<?xml", "<table", "<head", "<meta", "<style", "<body", "mime-version:")
_TEXT_SUFFIXES: Final = (".csv", ".txt", ".tsv")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One visible sheet; ``rows[0]`` is its row 1, also when it is empty."""

    name: str
    rows: list[tuple[Cell, ...]]


@dataclass(frozen=True, slots=True)
class Workbook:
    """A file as it was read: its name, the SHA-256 of its bytes in hexadecimal, its sheets in order."""

    name: str
    sha256: str
    sheets: tuple[Sheet, ...]


def read_workbook(path: Path) -> Workbook:
    """Read an .xlsx, .xlsb, .xls, .ods, .csv or .txt file.

    Raises :class:`AppError` IMPORT-001 to -009 and -011 for anything that is not a readable table of usual size, and
    FILE-003 or -004 when the file cannot be read at all. Text cells are as they stand in the file, neither cleaned
    nor converted: a text in an old encoding must first be recognised.
    """
    data = read_bytes(path, limits.MAX_FILE + 1)
    name = nfc(path.name)
    if len(data) > limits.MAX_FILE:
        raise AppError(errors.FILE_TOO_LARGE, file=name, limit=limits.MAX_FILE // 2**20)
    try:
        sheets = _sheets(data, path.suffix.lower())
    except RefusedError as error:
        raise AppError(error.code, file=name, **error.facts) from error
    if not any(cell is not None for sheet in sheets for row in sheet.rows for cell in row):
        raise AppError(errors.EMPTY, file=name)
    return Workbook(name, hashlib.sha256(data).hexdigest(), sheets)


def _sheets(data: bytes, suffix: str) -> tuple[Sheet, ...]:
    if not data:
        raise RefusedError(errors.EMPTY, "no bytes")
    if data.startswith(_ZIP):
        return _loaded(packages.rebuilt(data))
    if data.startswith(compound.MAGIC):
        return _loaded(io.BytesIO(_safe_xls(data)))
    text = delimited.decoded(data)
    if text is None:
        raise RefusedError(errors.NOT_TEXT if suffix in _TEXT_SUFFIXES else errors.NOT_A_SPREADSHEET, "binary")
    if text.lstrip().lower().startswith(_WEB_BEGINNINGS):
        raise RefusedError(errors.WEB_PAGE, "markup")
    if text.startswith(("%PDF-", "{\\rtf")):
        raise RefusedError(errors.NOT_A_SPREADSHEET, "a document")
    rows: list[tuple[Cell, ...]] = [tuple(field or None for field in line) for line in delimited.rows(text)]
    return (Sheet("CSV", rows),)


def _safe_xls(data: bytes) -> bytes:
    container = compound.Container(data)
    if container.names & {"EncryptedPackage", "EncryptionInfo"}:  # [MS-OFFCRYPTO] 2.3
        raise RefusedError(errors.PASSWORD_PROTECTED, "encrypted")
    for stream in ("Workbook", "Book"):
        if stream in container.names:
            return compound.wrapped(stream, biff.made_safe(container.stream(stream)))
    raise RefusedError(errors.NOT_A_SPREADSHEET, "no workbook stream")


def _loaded(container: io.BytesIO) -> tuple[Sheet, ...]:
    """Return the sheets of a container made safe; a panic inside the library counts as a damaged file."""
    try:
        with calamine.CalamineWorkbook.from_filelike(container) as book:
            return tuple(_sheet(book, index) for index in _readable(book))
    except (calamine.CalamineError, OSError) as error:  # a binary sheet that is cut ends in the latter
        raise RefusedError(errors.DAMAGED, str(error)) from error
    except BaseException as error:
        if type(error).__module__ == "pyo3_runtime":
            raise RefusedError(errors.DAMAGED, "the reading library panicked") from error
        raise


def _readable(book: calamine.CalamineWorkbook) -> list[int]:
    """Return the worksheets people see, or the hidden ones of a file that has no others."""
    pages = [
        (index, page.visible == calamine.SheetVisibleEnum.Visible)
        for index, page in enumerate(book.sheets_metadata)
        if page.typ == calamine.SheetTypeEnum.WorkSheet
    ]
    if len(pages) > limits.MAX_SHEETS:
        raise RefusedError(errors.TOO_MUCH_IN_IT, "sheets")
    return [index for index, visible in pages if visible] or [index for index, _ in pages]


def _sheet(book: calamine.CalamineWorkbook, index: int) -> Sheet:
    page = book.get_sheet_by_index(index)
    rows = [tuple(map(_plain, row)) for row in page.to_python(skip_empty_area=False)]
    return Sheet(nfc(page.name), _filled_down(rows, page.merged_cell_ranges or ()))


def _filled_down(rows: list[tuple[Cell, ...]], merged: Iterable[Range]) -> list[tuple[Cell, ...]]:
    """Give the value of a cell merged over several rows to each of them: one group, one head for the rows beside it."""
    changed: dict[int, list[Cell]] = {}
    for (first, place), (last, _) in merged:
        if first >= last or first >= len(rows) or place >= len(rows[first]):
            continue
        for number in range(first + 1, min(last + 1, len(rows))):
            row = changed.setdefault(number, list(rows[number]))
            if place < len(row) and row[place] is None:
                row[place] = rows[first][place]
    return [tuple(changed[number]) if number in changed else row for number, row in enumerate(rows)]


def _plain(value: Any) -> Cell:
    if isinstance(value, str):
        return value or None
    if isinstance(value, bool):
        return value
    if isinstance(value, float):
        if value.is_integer() and abs(value) < _LARGEST_WHOLE:
            return int(value)
        return value if math.isfinite(value) else None
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, timedelta):
        return str(value)
    assert isinstance(value, int | date)
    return value
