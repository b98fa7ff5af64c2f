"""The rows of a list below its header, without what is no entry: blank rows, totals, headings between groups."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from app.sheets.cells import cell_text
from app.sheets.headers import TableMatch
from app.sheets.reader import Cell
from app.vietnamese.text import fold

_TOTAL: Final = re.compile(r"(?:tong cong|tong so|tong|cong)(?: ?[:.].*| \d.*)?")
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
    header = {key: fold(text) for key, text in match.headers.items()}
    for index in range(match.header_row, len(match.sheet.rows)):
        row = match.sheet.rows[index]
        texts = {place: text for place, cell in enumerate(row) if (text := cell_text(cell))}
        cells = {key: row[place] if place in texts else None for key, place in match.columns.items()}
        known = {key: fold(texts[place]) for key, place in match.columns.items() if place in texts}
        if not known or all(header[key] == text for key, text in known.items()):
            continue
        if _is_total(texts) or (index == match.header_row and _numbers_columns(texts)):
            continue
        if len(texts) == 1 and match.required.isdisjoint(known):
            continue
        yield SourceRow(index + 1, cells)


def _is_total(texts: dict[int, str]) -> bool:
    first = next((text for text in texts.values() if not text.isdigit()), "")
    return _TOTAL.fullmatch(fold(first)) is not None


def _numbers_columns(texts: dict[int, str]) -> bool:
    return len(texts) > 2 and all(_COLUMN_NUMBER.fullmatch(fold(text)) for text in texts.values())
