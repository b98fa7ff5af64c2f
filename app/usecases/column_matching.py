"""Matching the columns of a list by hand: what stands in each, which field it is, and keeping that by name for the next one."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Final

from app.kernel.errors import AppError
from app.records.lists import ColumnMatch
from app.sheets.cells import cell_text
from app.sheets.encodings import converted
from app.sheets.headers import NOTHING, TableMatch, find_tables, letter_of
from app.sheets.reader import Sheet, read_workbook
from app.usecases.context import Context, Done
from app.usecases.errors import NOT_FOUND_BY_NAME
from app.usecases.import_rows import read_columns
from app.usecases.imports import ImportList
from app.usecases.named import forget, kept_here, name_to_keep
from app.vietnamese.identity import mask
from app.vietnamese.text import fold

SAMPLES: Final = 3
"""Cells of a column that are shown."""
MOST_COLUMNS: Final = 40
LONG_NUMBER: Final = 8
"""Digits from which on a number may be somebody's id or phone."""
FIRST_ROWS: Final = 20
"""Rows a person may choose the header from."""


@dataclass(frozen=True, slots=True)
class SourceColumn:
    """One column of a list: how a mapping names it, its header, what stands in it, and the field it is taken for."""

    name: str
    letter: str
    header: str
    samples: tuple[str, ...]
    field: str


@dataclass(frozen=True, slots=True)
class ListColumns:
    """The columns of one sheet, the row of its header (0: none was found or it has none), the sheets to choose from."""

    sheet: str
    sheets: tuple[str, ...]
    header_row: int
    columns: tuple[SourceColumn, ...]
    fields: tuple[tuple[str, str], ...] = ()
    """What a column can be, as (key, label)."""


@dataclass(frozen=True, slots=True)
class KeptMatch:
    """A way of matching that is kept by name."""

    name: str
    mapping: Mapping[str, str]
    header_row: int | None


def fields_to_match(sensitive: Collection[str] = ()) -> tuple[tuple[str, str], ...]:
    """Return the fields a column can be, as (key, label), with the sensitive ones that the village keeps."""
    return tuple((column.key, column.label) for column in read_columns(sensitive))


def list_columns(command: ImportList, sensitive: Collection[str] = ()) -> ListColumns:
    """Return the columns of the list as it would be read with ``command``; a list that would be refused has columns too.

    Raises the IMPORT errors of a file that is no spreadsheet at all.
    """
    book, _ = converted(read_workbook(command.path), command.encoding)
    sheets = tuple(sheet.name for sheet in book.sheets)
    match: TableMatch | None = None
    try:
        found = find_tables(book, read_columns(sensitive), command.sheet or None, command.mapping, command.header_row)
        match = max(found, key=lambda each: len(each.columns))
    except AppError:
        pass
    sheet = match.sheet if match else _chosen(book.sheets, command.sheet)
    header_row = (
        match.header_row if match else (command.header_row if command.header_row is not None else _guess(sheet))
    )
    fields = (
        {place: key for key, place in match.columns.items()} if match else _said(sheet, header_row, command.mapping)
    )
    return ListColumns(
        sheet.name, sheets, header_row, tuple(_columns(sheet, header_row, fields)), fields_to_match(sensitive)
    )


def mapping_of(columns: ListColumns, fields: Mapping[str, str]) -> dict[str, str]:
    """Return the mapping that ``fields`` (letter -> field key, empty for none) say, by header where a column has one."""
    return {each.name: fields.get(each.letter, "") or NOTHING for each in columns.columns}


def kept_matches(context: Context) -> tuple[KeptMatch, ...]:
    """Return the ways of matching that this village keeps, by name."""
    rows = kept_here(context, ColumnMatch)
    found = [KeptMatch(row.name or "", _pairs(row.pairs or ()), row.header_row) for row in rows]
    return tuple(sorted(found, key=lambda each: fold(each.name)))


def keep_match(context: Context, name: str, mapping: Mapping[str, str], header_row: int | None = None) -> Done[str]:
    """Keep a way of matching under a name, in place of the one of this name; raises LIST-004."""
    cleaned = name_to_keep(name)
    with context.transaction("columns.save") as tx:
        kept = tx.keyed(ColumnMatch, cleaned)
        kept.pairs = tuple(f"{header}={field}" for header, field in mapping.items())
        kept.header_row = header_row
    return tx.done(cleaned)


def forget_match(context: Context, name: str) -> Done[str]:
    """Forget a way of matching; raises FORM-003 for an unknown one."""
    with context.transaction("columns.remove") as tx:
        forget(tx, ColumnMatch, name, "cách ghép cột")
    return tx.done(name)


def with_match(context: Context, command: ImportList, name: str) -> ImportList:
    """Return the import with the columns matched as kept under ``name``, as far as the list has them; raises FORM-003."""
    kept = next((each for each in kept_matches(context) if fold(each.name) == fold(name)), None)
    if kept is None:
        raise AppError(NOT_FOUND_BY_NAME, label="cách ghép cột", name=name)
    rows = {fold(each.header) for each in list_columns(replace(command, mapping={})).columns}
    usable = {head: key for head, key in kept.mapping.items() if head.startswith("@") or fold(head) in rows}
    header_row = kept.header_row if kept.header_row is not None else command.header_row
    return replace(command, mapping={**usable, **command.mapping}, header_row=header_row)


def _columns(sheet: Sheet, header_row: int, fields: Mapping[int, str]) -> list[SourceColumn]:
    head = sheet.rows[header_row - 1] if 0 < header_row <= len(sheet.rows) else ()
    below = sheet.rows[header_row:]
    width = min(max(map(len, sheet.rows), default=0), MOST_COLUMNS)
    texts = [cell_text(head[place]) if place < len(head) else "" for place in range(width)]
    found = []
    for place, text in enumerate(texts):
        cells = (cell_text(row[place]) for row in below[: FIRST_ROWS * 10] if place < len(row))
        samples = tuple(dict.fromkeys(_shown(cell) for cell in cells if cell))[:SAMPLES]
        if text or samples:
            letter = letter_of(place)
            named = text and texts.count(text) == 1
            found.append(SourceColumn(text if named else letter, letter, text, samples, fields.get(place, "")))
    return found


def _shown(text: str) -> str:
    """Return a cell as a sample; long numbers, of ids and phones, by their last digits."""
    return mask(text) if text.isdecimal() and len(text) >= LONG_NUMBER else text


def _said(sheet: Sheet, header_row: int, mapping: Mapping[str, str]) -> dict[int, str]:
    """Return what a mapping says of the columns of a list that was refused."""
    head = sheet.rows[header_row - 1] if 0 < header_row <= len(sheet.rows) else ()
    found = {}
    for place in range(max(map(len, sheet.rows), default=0)):
        text = cell_text(head[place]) if place < len(head) else ""
        key = mapping.get(letter_of(place), mapping.get(text, "") if text else "")
        if key and key != NOTHING:
            found[place] = key
    return found


def _chosen(sheets: tuple[Sheet, ...], name: str) -> Sheet:
    named = [sheet for sheet in sheets if sheet.name == name]
    return (named or sorted(sheets, key=lambda sheet: -len(sheet.rows)))[0]


def _guess(sheet: Sheet) -> int:
    """Return the first of the fullest rows of text: the likeliest header of a list that no words were known in."""
    texts = [sum(isinstance(cell, str) for cell in row) for row in sheet.rows[:FIRST_ROWS]]
    return texts.index(max(texts)) + 1 if texts and max(texts) > 1 else 0


def _pairs(kept: tuple[str, ...]) -> dict[str, str]:
    return {head: key for head, _, key in (str(each).rpartition("=") for each in kept)}
