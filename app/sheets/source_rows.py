"""The rows of a list below its header, without what is no entry: blank rows, totals, headings between groups."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from app.sheets.cells import cell_text
from app.sheets.headers import TableMatch
from app.sheets.reader import Cell
from app.vietnamese.text import clean, fold

_TOTAL: Final = re.compile(r"(?:tong cong|tong so|tong|cong)(?: ?[:.].*| \d.*)?")
_TOTAL_INITIALS: Final = frozenset("tTcC")
"""Looked at before a text is folded, which is slow."""

_COLUMN_NUMBER: Final = re.compile(r"\(?(?:\d{1,2}|[a-z])\)?")
"""Official forms number their columns in a row below the header: A, B, 1, 2 or (1), (2)."""


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One entry: the row number Excel shows, and its cells by field key (None where blank)."""

    number: int
    cells: Mapping[str, Cell]


def rows(match: TableMatch) -> Iterator[SourceRow]:
    """Yield the entries of a list.

    Left out are rows without any text in a known column, the header repeated on a new page, the row that numbers the
    columns, totals ("Tổng cộng"), and rows with a single cell that fills no required column: the name of a group
    above its households, place and date, a signature.
    """
    header = {place: fold(match.headers[key]) for key, place in match.columns.items()}
    required = {match.columns[key] for key in match.required}
    for index in range(match.header_row, len(match.sheet.rows)):
        row = match.sheet.rows[index]
        filled = {place: cell for place, cell in enumerate(row) if not _is_blank(cell)}
        known = filled.keys() & header.keys()
        if not known or all(fold(cell_text(filled[place])) == header[place] for place in known):
            continue
        if _is_total(filled) or (index == match.header_row and _numbers_columns(filled)):
            continue
        if len(filled) == 1 and required.isdisjoint(known):
            continue
        yield SourceRow(index + 1, {key: filled.get(place) for key, place in match.columns.items()})


def _is_blank(cell: Cell) -> bool:
    """Tell whether nothing is to be seen; text that begins with a letter or digit is not worth cleaning for it."""
    return cell is None or (isinstance(cell, str) and not cell[:1].isalnum() and not clean(cell))


def _is_total(filled: Mapping[int, Cell]) -> bool:
    first = next((cell for cell in filled.values() if isinstance(cell, str) and not cell.isdigit()), "")
    return first.lstrip()[:1] in _TOTAL_INITIALS and _TOTAL.fullmatch(fold(first)) is not None


def _numbers_columns(filled: Mapping[int, Cell]) -> bool:
    return len(filled) > 2 and all(_COLUMN_NUMBER.fullmatch(fold(cell_text(cell))) for cell in filled.values())
