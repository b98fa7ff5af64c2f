"""Tables out: .xlsx for people, .csv for other programs, and the template for the list that comes in.

Text stays text: a name that begins with "=" never becomes a formula, an id number never loses its zero, a web address
never becomes a link. A file is there whole or not at all.
"""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias

import xlsxwriter

from app.kernel.errors import AppError
from app.kernel.files import write_whole
from app.sheets import errors
from app.sheets.reader import Cell
from app.vietnamese.text import clean

Kind = Literal["text", "number", "id"]
Value: TypeAlias = str | int | float | None

_FORMULA_BEGINNINGS: Final = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_LONGEST: Final = 32_767
"""Characters Excel keeps in a cell."""

_NO_CHARACTERS: Final = re.compile("[\ufffe\uffff]")
"""What XML cannot hold (XML 1.0, 2.2) of what cleaned text may."""

_FORBIDDEN_IN_NAMES: Final = re.compile(r"[\[\]:*?/\\]")
_LONGEST_NAME: Final = 31
_CREATED: Final = datetime(2000, 1, 1)  # noqa: DTZ001 - a fixed day, so that equal tables are equal files
_HEADER_COLOUR: Final = "#E8EEF4"
_LINE_COLOUR: Final = "#9AA5B1"
_REMARK_WIDTH: Final = 40
_LANDSCAPE_FROM: Final = 90
"""Characters of all columns together above which the sheet prints across."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its header, what it holds, its width in characters. Ids and phones are ``id``: text, zeros kept."""

    header: str
    kind: Kind = "text"
    width: int = 18


@dataclass(frozen=True, slots=True)
class Table:
    """A table for people: title and notes above it, then header and rows."""

    title: str
    columns: tuple[Column, ...]
    rows: Sequence[Sequence[Value]]
    sheet_name: str = "Danh sách"
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TemplateColumn:
    """A column of the import template with how to fill it in, an example, and the words it may hold (any if empty)."""

    column: Column
    guidance: str
    example: str
    choices: tuple[str, ...] = ()


def write_table(path: Path, table: Table) -> None:
    """Write ``table`` to an .xlsx or .csv file, by the ending of its name.

    Raises :class:`AppError` EXPORT-001 for another ending and FILE-001 to -003 when the place cannot be written.
    """
    match path.suffix.lower():
        case ".xlsx":
            _write_workbook(path, [_Page(table)])
        case ".csv":
            write_whole(path, _csv(table))
        case _:
            raise AppError(errors.UNKNOWN_TABLE_KIND, file=path.name)


@dataclass(frozen=True, slots=True)
class Remarks:
    """A sheet as it was read, and what is said about its rows: row number Excel shows -> a text for each of ``headers``.

    ``header_row`` is the row number of its header, below which the remarks stand.
    """

    name: str
    rows: Sequence[Sequence[Cell]]
    header_row: int
    headers: tuple[str, ...]
    said: Mapping[int, tuple[str, ...]]


def write_remarks(path: Path, pages: Sequence[Remarks]) -> None:
    """Write sheets again with remarks at the end of their rows, so that they can be mended and read once more.

    Columns of the same headers from an earlier time are written over. Raises :class:`AppError` EXPORT-001 for another ending
    than .xlsx and FILE-001 to -003 when the place cannot be written.
    """
    if path.suffix.lower() != ".xlsx":
        raise AppError(errors.UNKNOWN_TABLE_KIND, file=path.name)
    content = io.BytesIO()
    book = _new_book(content)
    formats = _formats(book)
    names: set[str] = set()
    for page in pages:
        name = _sheet_name(page.name)
        while name.casefold() in names:
            name = f"{name[: _LONGEST_NAME - 4]} {len(names) + 1}"
        names.add(name.casefold())
        _write_remarks(book.add_worksheet(name), page, formats)
    book.close()
    write_whole(path, content.getvalue())


def _write_remarks(sheet: Any, page: Remarks, formats: dict[str, Any]) -> None:
    header = page.rows[page.header_row - 1]
    known = {cell: place for place, cell in enumerate(header) if isinstance(cell, str)}
    free = max(map(len, page.rows))
    places = []
    for text in page.headers:
        places.append(known.get(text, free))
        free += text not in known
    for number, row in enumerate(page.rows, 1):
        for place, cell in enumerate(row):
            if place not in places:
                _write_as_read(sheet, number - 1, place, cell, formats)
        texts = page.headers if number == page.header_row else page.said.get(number, ())
        for place, text in zip(places, texts, strict=False):
            style = formats["header" if number == page.header_row else "text"]
            sheet.write_string(number - 1, place, cell_text(text), style)
    sheet.set_column(min(places), max(places), _REMARK_WIDTH)
    sheet.freeze_panes(page.header_row, 0)
    sheet.autofilter(page.header_row - 1, 0, len(page.rows) - 1, max(places))


def _write_as_read(sheet: Any, row: int, place: int, cell: Cell, formats: dict[str, Any]) -> None:
    if isinstance(cell, str):
        sheet.write_string(row, place, cell_text(cell), formats["blank id"])
    elif isinstance(cell, bool):
        sheet.write_boolean(row, place, cell)
    elif isinstance(cell, date):
        sheet.write_datetime(row, place, cell, formats["day"])
    elif cell is not None:
        sheet.write_number(row, place, cell)


def write_template(path: Path, columns: Sequence[TemplateColumn]) -> None:
    """Write the empty list a village fills in: the header alone on the first sheet, how to fill it in on the second.

    Raises :class:`AppError` FILE-001 to -003 when the place cannot be written.
    """
    blank = Table("", tuple(one.column for one in columns), ())
    guide = Table(
        "Cách ghi danh sách",
        (Column("Cột", width=24), Column("Cách ghi", width=60), Column("Ví dụ", "id", 28)),
        [(one.column.header, one.guidance, one.example) for one in columns],
        "Hướng dẫn",
        ("Ghi danh sách ở trang đầu, mỗi người một dòng. Trang này chỉ để xem.",),
    )
    _write_workbook(path, [_Page(blank, [one.choices for one in columns]), _Page(guide)])


@dataclass(frozen=True, slots=True)
class _Page:
    table: Table
    choices: Sequence[tuple[str, ...]] = ()


def _write_workbook(path: Path, pages: Sequence[_Page]) -> None:
    content = io.BytesIO()
    book = _new_book(content)
    formats = _formats(book)
    for page in pages:
        _write_page(book.add_worksheet(_sheet_name(page.table.sheet_name)), page, formats)
    book.close()
    write_whole(path, content.getvalue())


def _new_book(content: io.BytesIO) -> Any:
    book = xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": _CREATED})
    return book


def _formats(book: Any) -> dict[str, Any]:
    font = {"font_name": "Times New Roman", "font_size": 12, "valign": "top"}
    cell = font | {"border": 1, "border_color": _LINE_COLOUR}
    return {
        "title": book.add_format(font | {"bold": True, "font_size": 14}),
        "note": book.add_format(font | {"italic": True}),
        "header": book.add_format(
            cell | {"bold": True, "bg_color": _HEADER_COLOUR, "align": "center", "valign": "vcenter", "text_wrap": True}
        ),
        "text": book.add_format(cell | {"text_wrap": True}),
        "number": book.add_format(cell | {"align": "right"}),
        "id": book.add_format(cell | {"num_format": "@"}),
        "day": book.add_format({"num_format": "dd/mm/yyyy"}),
        "blank text": book.add_format(font),
        "blank number": book.add_format(font),
        "blank id": book.add_format(font | {"num_format": "@"}),
    }


def _write_page(sheet: Any, page: _Page, formats: dict[str, Any]) -> None:
    table = page.table
    at = 0
    for text, style in [(table.title, "title"), *((note, "note") for note in table.notes)]:
        if text:
            sheet.write_string(at, 0, cell_text(text), formats[style])
            at += 1
    at += 1 if at else 0
    for place, column in enumerate(table.columns):
        sheet.set_column(place, place, column.width, formats[f"blank {column.kind}"])
        sheet.write_string(at, place, cell_text(column.header), formats["header"])
    for place, words in enumerate(page.choices):
        if words:
            sheet.data_validation(at + 1, place, 9_999, place, {"validate": "list", "source": list(words)})
    for number, row in enumerate(table.rows, at + 1):
        for place, (column, value) in enumerate(zip(table.columns, row, strict=True)):
            _write_cell(sheet, number, place, value, formats[column.kind], column.kind)
    sheet.freeze_panes(at + 1, 0)
    if table.rows:
        sheet.autofilter(at, 0, at + len(table.rows), len(table.columns) - 1)
    sheet.set_paper(9)  # A4
    sheet.repeat_rows(at)
    sheet.fit_to_pages(1, 0)
    if sum(column.width for column in table.columns) > _LANDSCAPE_FROM:
        sheet.set_landscape()


def _write_cell(sheet: Any, row: int, place: int, value: Value, style: Any, kind: Kind) -> None:
    if value is None or value == "":
        sheet.write_blank(row, place, None, style)
    elif kind == "number" and not isinstance(value, str):
        sheet.write_number(row, place, value, style)
    else:
        sheet.write_string(row, place, cell_text(str(value)), style)


def _csv(table: Table) -> bytes:
    """Return header and rows (RFC 4180) in UTF-8 with the mark by which Excel knows it; title and notes stay out."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow([_harmless(column.header) for column in table.columns])
    for row in table.rows:
        writer.writerow([_harmless(value) if isinstance(value, str) else value for value in row])
    return stream.getvalue().encode("utf-8-sig")


def _harmless(value: str) -> str:
    """Return text that no spreadsheet takes for a formula: an apostrophe before "=", "+", "-" and "@"."""
    text = cell_text(value)
    return f"'{text}" if text.startswith(_FORMULA_BEGINNINGS) else text


def cell_text(value: str) -> str:
    """Return text as a cell keeps it: cleaned, without characters XML cannot hold, not longer than Excel allows."""
    return _NO_CHARACTERS.sub("", clean(value))[:_LONGEST]


def _sheet_name(name: str) -> str:
    """Return a name Excel accepts: at most 31 characters, none of ``[]:*?/\\``, no apostrophe at the ends."""
    return _FORBIDDEN_IN_NAMES.sub(" ", cell_text(name))[:_LONGEST_NAME].strip(" '") or "Bảng"
