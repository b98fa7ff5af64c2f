"""A spreadsheet somebody else laid out, filled in: formats, formulas, widths and everything around the fields stay.

Two kinds are known. With fields in double braces (``{{tổng.hộ}}``) each takes its value, and a row with a field of the
repeated thing (``{{thôn.hộ}}``) is written once for each of them, what stands below moving down as Excel moves it. Without
any, a header row is found by the words of its cells, and the rows below it are filled.

The package is measured before it is opened (:mod:`app.sheets.packages`); drawings, macros and links to other files stay
behind. What is filled in as text stays text, whatever it begins with.
"""

import copy
import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.utils.exceptions import InvalidFileException

from app.kernel.errors import AppError
from app.kernel.files import read_bytes, write_whole
from app.sheets import errors, limits
from app.sheets.errors import RefusedError
from app.sheets.layout_rows import repeat_row
from app.sheets.packages import rebuilt
from app.sheets.writer import cell_text
from app.vietnamese.numbers import format_number
from app.vietnamese.text import clean, fold, meant, nfc

Value = str | int | float

MOST_CELLS: Final = 100_000
"""Cells of a layout; a form somebody fills by hand has a few hundred."""
_FIELD: Final = re.compile(r"\{\{\s*([^{}]{1,80}?)\s*\}\}")
_DRAWING: Final = re.compile(rb'<(?:\w+:)?Relationship\s[^>]*Type="[^"]*/(?:drawing|image)"[^>]*/>')
_OLD_DRAWING: Final = re.compile(rb'<(?:\w+:)?Relationship\s[^>]*Type="[^"]*/vmlDrawing"[^>]*/>')
"""Pictures and charts of a sheet; the boxes of its remarks, which the library draws anew."""
_CELL: Final = re.compile(rb"<(?:\w+:)?c[\s/>]")
_HEADER_ROWS: Final = 40
"""How far down a header row is looked for."""
_HEADER_HEIGHT: Final = 5
"""Rows a header has at the most."""
_COLUMN_NUMBER: Final = re.compile(r"\(?[0-9A-Z]{1,2}\)?( ?[=+-].*)?")


@dataclass(frozen=True, slots=True)
class Filling:
    """What to fill in: ``values`` by field for the whole, ``rows`` by field for each repeated thing, in order.

    ``headers`` maps folded words of a header cell to a field of the rows, ``key`` is the field that names a row there.
    """

    values: Mapping[str, Value]
    rows: Sequence[Mapping[str, Value]]
    headers: Mapping[str, str]
    key: str


@dataclass(slots=True)
class Filled:
    """What was filled: fields used, rows written, header cells nobody knows, names in the layout that are no row of ours."""

    fields: list[str] = field(default_factory=list)
    rows: int = 0
    unknown_headers: list[str] = field(default_factory=list)
    unknown_names: list[str] = field(default_factory=list)
    without_drawings: bool = False


def fill_layout(source: Path, out: Path, filling: Filling) -> Filled:
    """Fill the layout at ``source`` and write it to ``out``, whole or not at all.

    Raises LAYOUT-001 naming fields that are not known and where they stand, LAYOUT-002 for a layout without anything to fill,
    LAYOUT-003 for another kind of file, LAYOUT-004 for a table without a row to fill, the IMPORT errors of a package that cannot
    be opened, and the FILE errors.
    """
    name = nfc(source.name)
    if source.suffix.lower() != ".xlsx" or out.suffix.lower() != ".xlsx":
        raise AppError(errors.LAYOUT_KIND, file=name if source.suffix.lower() != ".xlsx" else out.name)
    data = read_bytes(source, limits.MAX_FILE + 1)
    if len(data) > limits.MAX_FILE:
        raise AppError(errors.FILE_TOO_LARGE, file=name, limit=limits.MAX_FILE // 2**20)
    filled = Filled()
    try:
        book = _opened(data, filled)
    except RefusedError as error:
        raise AppError(error.code, file=name, **error.facts) from error
    unknown = list(_unknown(book, filling))
    if unknown:
        known = ", ".join(f"{{{{{each}}}}}" for each in (*filling.values, *_row_fields(filling)))
        raise AppError(errors.LAYOUT_FIELDS, file=name, fields="; ".join(unknown), known=known)
    with_fields = any(_FIELD.search(cell.value) for _, cell in _texts(book))
    for sheet in book.worksheets:
        if with_fields:
            _fill_fields(book, sheet, filling, filled)
        else:
            _fill_table(sheet, filling, filled)
    if not filled.fields:
        raise AppError(errors.LAYOUT_NOTHING, file=name)
    if not with_fields and not filled.rows and not filled.unknown_names:
        raise AppError(errors.LAYOUT_NO_ROOM, file=name)
    content = io.BytesIO()
    book.save(content)
    write_whole(out, content.getvalue())
    return filled


def _opened(data: bytes, filled: Filled) -> Any:
    """Return the workbook of a measured package without what it draws."""
    package = io.BytesIO()
    cells = 0
    with zipfile.ZipFile(rebuilt(data)) as measured, zipfile.ZipFile(package, "w") as plain:
        for part in measured.namelist():
            content = measured.read(part)
            if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
                raise RefusedError(errors.DAMAGED, "document type")
            if b"sheetData" in content:
                cells += len(_CELL.findall(content))
            if part.startswith("xl/worksheets/_rels/"):
                content, dropped = _DRAWING.subn(b"", _OLD_DRAWING.sub(b"", content))
                filled.without_drawings |= bool(dropped)
            plain.writestr(part, content)
    if cells > MOST_CELLS:
        raise RefusedError(errors.TOO_MUCH_IN_IT, "cells")
    try:
        return load_workbook(package, keep_links=False)
    except (InvalidFileException, KeyError, ValueError, TypeError, AttributeError, IndexError, SyntaxError) as error:
        raise RefusedError(errors.DAMAGED, str(error)) from error


def _texts(book: Any) -> Iterator[tuple[Any, Cell]]:
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell, Cell) and isinstance(cell.value, str):
                    yield sheet, cell


def _row_fields(filling: Filling) -> Sequence[str]:
    return tuple(filling.rows[0]) if filling.rows else ()


def _name(text: str) -> str:
    """Return a field as it is looked up: marks matter, spaces and case do not."""
    return clean(text).casefold()


def _unknown(book: Any, filling: Filling) -> Iterator[str]:
    """Yield each field that is not known with its place, and each that stands inside a formula."""
    known = {*filling.values, *_row_fields(filling)}
    for sheet, cell in _texts(book):
        for found in _FIELD.findall(cell.value):
            place = f"{sheet.title}!{cell.coordinate}"
            if _name(found) not in known:
                yield f"{found} ({place})"
            elif cell.data_type == "f":
                yield f"{found} ({place}: nằm trong công thức)"


# -- fields in braces ---------------------------------------------------------------------------------------------


def _fill_fields(book: Any, sheet: Any, filling: Filling, filled: Filled) -> None:
    repeated = set(_row_fields(filling))
    rows = [row for row in range(sheet.max_row, 0, -1) if _asks(sheet, row) & repeated]
    for row in rows:  # from below, so that the places of the others stay
        asked = _asks(sheet, row)
        repeat_row(book, sheet, row, len(filling.rows))
        for place, values in enumerate(filling.rows):
            _fill_row(sheet, row + place, {**filling.values, **values}, filled)
        filled.rows += len(filling.rows)
        filled.fields += [each for each in asked if each not in filled.fields]
    for row in range(1, sheet.max_row + 1):
        _fill_row(sheet, row, filling.values, filled)


def _asks(sheet: Any, row: int) -> set[str]:
    texts = (cell.value for cell in sheet[row] if isinstance(cell.value, str))
    return {_name(found) for text in texts for found in _FIELD.findall(text)}


def _fill_row(sheet: Any, row: int, values: Mapping[str, Value], filled: Filled) -> None:
    for cell in sheet[row]:
        if not isinstance(cell, Cell) or not isinstance(cell.value, str) or not _FIELD.search(cell.value):
            continue
        names = [_name(found) for found in _FIELD.findall(cell.value)]
        filled.fields += [name for name in dict.fromkeys(names) if name not in filled.fields]
        if len(names) == 1 and _FIELD.fullmatch(cell.value.strip()):
            _put(cell, values[names[0]])
        else:
            _put(cell, _FIELD.sub(lambda found: _words(values[_name(found[1])]), cell.value))


def _words(value: Value) -> str:
    return format_number(value) if isinstance(value, int) else str(value)


def _put(cell: Cell, value: Value) -> None:
    """Write a value; text that looks like a formula stays text, also when it is edited in Excel."""
    if not isinstance(value, str):
        cell.value = value
        return
    text = cell_text(value)
    cell.value = text
    if cell.data_type != "s" and text:
        cell.data_type = "s"
        cell.quotePrefix = True


# -- a table with headers ------------------------------------------------------------------------------------------


def _fill_table(sheet: Any, filling: Filling, filled: Filled) -> None:
    """Fill the rows below a header: those that are named already by their names, else one after another."""
    found = _header(sheet, filling)
    if found is None:
        return
    below, columns, unknown = found
    filled.unknown_headers += unknown
    filled.fields += [each for each in columns.values() if each not in filled.fields]
    named = next((column for column, each in columns.items() if each == filling.key), None)
    names = _names_from(sheet, below, named) if named else {}
    if names:
        known = [str(row[filling.key]) for row in filling.rows]
        for row, text in names.items():
            places = meant(text, known) or meant(text, _ends(known, text))
            if len(places) != 1:
                filled.unknown_names.append(text)
                continue
            _put_row(sheet, row, columns, filling.rows[places[0]])
            filled.rows += 1
        return
    free = below
    if any(cell.value is not None and cell.data_type != "f" for cell in sheet[free]):
        return
    room = 0
    while room < len(filling.rows) and all(cell.value is None for cell in sheet[free + room]):
        room += 1
        if free + room > sheet.max_row:
            room = len(filling.rows)
    if room < len(filling.rows):
        repeat_row(sheet.parent, sheet, free + max(room - 1, 0), len(filling.rows) - max(room - 1, 0))
    for place, values in enumerate(filling.rows):
        for column in columns:
            sheet.cell(free + place, column)._style = copy.copy(sheet.cell(free, column)._style)
        _put_row(sheet, free + place, columns, values)
    filled.rows += len(filling.rows)


def _header(sheet: Any, filling: Filling) -> tuple[int, dict[int, str], list[str]] | None:
    """Return the row below the header with most words we know (two at the least), its columns, and the words nobody knows.

    A header may be several rows high, cells merged downwards beside others with a row of their own: the lowest word above a
    column is its own. Below it there may be a row that numbers the columns: (1), (2), 3=4+5.
    """
    best: tuple[int, dict[int, str], list[str]] | None = None
    for row in range(1, min(sheet.max_row, _HEADER_ROWS) + 1):
        bottom = _bottom(sheet, row)
        columns: dict[int, str] = {}
        unknown = []
        for column in range(1, sheet.max_column + 1):
            words = [sheet.cell(each, column).value for each in range(row, bottom + 1)]
            own = [each for each in words if isinstance(each, str) and each.strip()]
            if not own:
                continue
            known = filling.headers.get(fold(own[-1]))
            if known is None:
                unknown.append(clean(own[-1]))
            elif known not in columns.values():
                columns[column] = known
        if len(columns) > max(1, len(best[1]) if best else 0):
            best = (bottom + 1 + _numbers_columns(sheet, bottom + 1), columns, unknown)
    return best


def _bottom(sheet: Any, row: int) -> int:
    """Return the last row of a header that begins in ``row``: as far down as its merged cells go."""
    downwards = (each.max_row for each in sheet.merged_cells.ranges if each.min_row == row)
    return max((each for each in downwards if each - row < _HEADER_HEIGHT), default=row)


def _numbers_columns(sheet: Any, row: int) -> bool:
    values = [str(cell.value) for cell in sheet[row] if cell.value is not None]
    return len(values) > 1 and all(_COLUMN_NUMBER.fullmatch(each) for each in values)


def _names_from(sheet: Any, below: int, column: int) -> dict[int, str]:
    """Return the names that stand from a row on, up to the first blank."""
    found = {}
    for row in range(below, sheet.max_row + 1):
        value = sheet.cell(row, column).value
        if not isinstance(value, str) or not value.strip():
            break
        found[row] = clean(value)
    return found


def _ends(names: Sequence[str], like: str) -> list[str]:
    """Return the last words of names, as many as ``like`` has: "Quang Khải" is "Thôn Quang Khải"."""
    words = len(like.split())
    return [" ".join(each.split()[-words:]) for each in names]


def _put_row(sheet: Any, row: int, columns: Mapping[int, str], values: Mapping[str, Value]) -> None:
    """Fill a row; a cell with a formula keeps it, and so does the name that is there."""
    for column, name in columns.items():
        cell = sheet.cell(row, column)
        if (
            isinstance(cell, Cell)
            and cell.data_type != "f"
            and not (isinstance(cell.value, str) and cell.value.strip())
        ):
            _put(cell, values[name])
