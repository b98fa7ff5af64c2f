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

_GROUP: Final = re.compile(
    r"(?:danh sách )?((?:(?:tổ|cụm|xóm|ngõ|khu|đội)(?: dân (?:cư|phố)| nhân dân)?(?: số)? (?!trưởng|phó|viên)[^\W_][\w ]*)"
    r"|(?:(?:to|cum|xom|doi)(?: dan (?:cu|pho))?(?: so)? \d{1,3}[a-z]?))(?: ?[:(].*)?",
    re.IGNORECASE,
)
"""Written with marks any name may follow; without, only a number: "To Van An" is a person. Its leader may stand behind it,
while "Tổ trưởng" below a list is a signature.
"""
_LONGEST_GROUP: Final = 40

_COLUMN_NUMBER: Final = re.compile(r"\(?(?:\d{1,2}|[a-z])\)?")
"""Official forms number their columns in a row below the header: A, B, 1, 2 or (1), (2)."""


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One entry: the row number Excel shows, and its cells by field key (None where blank).

    ``heading`` is the group that the last line standing alone above it names, else empty.
    """

    number: int
    cells: Mapping[str, Cell]
    heading: str = ""


def rows(match: TableMatch) -> Iterator[SourceRow]:
    """Yield the entries of a list.

    Left out are rows without any text in a known column, the header repeated on a new page, the row that numbers the
    columns, totals ("Tổng cộng"), the name of a group above its households, and other rows with a single cell that fills
    no required column: place and date, a signature.
    """
    heading = ""
    header = {place: fold(match.headers[key]) for key, place in match.columns.items()}
    required = {match.columns[key] for key in match.required}
    for index in range(match.header_row, len(match.sheet.rows)):
        row = match.sheet.rows[index]
        filled = {place: cell for place, cell in enumerate(row) if not _is_blank(cell)}
        if len(filled) == 1 and (group := group_in(cell_text(next(iter(filled.values()))))):
            heading = group
            continue
        known = filled.keys() & header.keys()
        if not known or all(fold(cell_text(filled[place])) == header[place] for place in known):
            continue
        if _is_total(filled) or (index == match.header_row and _numbers_columns(filled)):
            continue
        if len(filled) == 1 and required.isdisjoint(known):
            continue
        yield SourceRow(index + 1, {key: filled.get(place) for key, place in match.columns.items()}, heading)


def group_in(text: str) -> str:
    """Return the residential group that a line, or the name of a sheet, stands for: "TỔ 3 (ông Mẫu)" is "Tổ 3"; else ""."""
    found = _GROUP.fullmatch(clean(text))
    if found is None or len(found[1]) > _LONGEST_GROUP:
        return ""
    name = found[1].strip()
    if not name.isupper():
        return name
    return name.capitalize() if any(map(str.isdecimal, name)) else name.title()


def _is_blank(cell: Cell) -> bool:
    """Tell whether nothing is to be seen; text that begins with a letter or digit is not worth cleaning for it."""
    return cell is None or (isinstance(cell, str) and not cell[:1].isalnum() and not clean(cell))


def _is_total(filled: Mapping[int, Cell]) -> bool:
    first = next((cell for cell in filled.values() if isinstance(cell, str) and not cell.isdigit()), "")
    return first.lstrip()[:1] in _TOTAL_INITIALS and _TOTAL.fullmatch(fold(first)) is not None


def _numbers_columns(filled: Mapping[int, Cell]) -> bool:
    return len(filled) > 2 and all(_COLUMN_NUMBER.fullmatch(fold(cell_text(cell))) for cell in filled.values())
