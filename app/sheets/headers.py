"""Where the list begins in a sheet, and which of its columns is which.

Lists come with title rows above the header and with headers in everybody's own words (``domain.md`` 3.1, 3.9). A column
is known by its folded words, never by its place; a header that is no field's name is reported, never guessed at.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, zip_longest
from typing import Final

from app.kernel.errors import AppError
from app.sheets import errors
from app.sheets.cells import cell_text
from app.sheets.reader import Cell, Sheet, Workbook
from app.vietnamese.text import fold

_ROWS_TRIED: Final = 30
"""Rows with content in which the header is looked for."""

LETTER: Final = "@"
"""Before the letter of a column in a mapping, for columns that no words head."""
NOTHING: Final = "-"
"""In a mapping: this column is no field."""

_MAPPED, _EXACT, _ALTERNATIVE, _BEGINNING = 4_000, 3_000, 2_000, 1_000
"""How sure a match is: named by the person, the very words, one of "CCCD/CMND", the first words."""

_SOMEONE_ELSE: Final = frozenset({"chu", "bo", "cha", "me", "vo", "chong", "con", "cap", "email"})
"""After the first words these name another thing: "Họ và tên chủ hộ" is not "Họ và tên"."""

_BRACKETS: Final = re.compile(r"\([^)]*\)")
_SEPARATORS: Final = re.compile(r"[^a-z0-9/]+")


@dataclass(frozen=True, slots=True)
class WantedColumn:
    """A field to be found: its key, the label people know, other headers it goes by, and whether it must be there."""

    key: str
    label: str
    aliases: tuple[str, ...] = ()
    required: bool = False


@dataclass(frozen=True, slots=True)
class TableMatch:
    """The list of one sheet. ``header_row`` is the row number Excel shows, of two the lower; columns count from 0."""

    sheet: Sheet
    header_row: int
    columns: Mapping[str, int]
    headers: Mapping[str, str]
    """Field key -> the header as the file has it."""
    required: frozenset[str]
    """Keys of the fields that must be there."""
    unmatched_headers: tuple[str, ...]
    title_lines: tuple[str, ...]
    """Texts above the header, in reading order: commune, village, title."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    """One row, or two of which the second divides what the first heads, taken for the header."""

    sheet: Sheet
    index: int
    last: int
    texts: tuple[str, ...]
    columns: dict[str, int]
    missing: tuple[str, ...]
    score: int

    @property
    def rank(self) -> tuple[bool, int, int]:
        return not self.missing, len(self.columns), self.score


def find_table(
    book: Workbook,
    wanted: Sequence[WantedColumn],
    sheet_name: str | None = None,
    mapping: Mapping[str, str] | None = None,
) -> TableMatch:
    """Return the list that fits best, the first of equals; see :func:`find_tables`."""
    return max(find_tables(book, wanted, sheet_name, mapping), key=lambda match: len(match.columns))


def find_tables(
    book: Workbook,
    wanted: Sequence[WantedColumn],
    sheet_name: str | None = None,
    mapping: Mapping[str, str] | None = None,
    header_row: int | None = None,
) -> tuple[TableMatch, ...]:
    """Return the lists of all sheets that have one (some villages keep a sheet for each group), in their order.

    ``mapping`` (header, or the letter of a column as "@C", -> field key or label, :data:`NOTHING` for a column to leave
    out) overrides what the headers say. ``header_row`` is the row number Excel shows of the header when a person said so, 0
    for a list without one. Raises :class:`AppError`: IMPORT-010 no such sheet, -012 no header, -013 a required column
    missing, -014 and -015 a mapping that names nothing.
    """
    forced = _forced(wanted, mapping or {})
    sheets = book.sheets if sheet_name is None else (_named(book, sheet_name),)
    names = {one.key: [word for name in (one.label, *one.aliases) if (word := _words(name))] for one in wanted}
    best = [found for sheet in sheets if (found := _header(sheet, wanted, names, forced, header_row)) is not None]
    if not best:
        raise AppError(errors.HEADER_NOT_FOUND, file=book.name, wanted=_labels(wanted))
    complete = [found for found in best if not found.missing]
    if not complete:
        raise _columns_missing(book.name, max(best, key=lambda found: found.rank))
    for header in mapping or {}:
        if not header.startswith(LETTER) and not any(_words(header) in _folded(found) for found in complete):
            known = ", ".join(text for found in complete for text in found.texts if text)
            raise AppError(errors.NO_SUCH_HEADER, file=book.name, header=header, headers=known)
    return tuple(_match(found, wanted) for found in complete)


def _header(
    sheet: Sheet,
    wanted: Sequence[WantedColumn],
    names: Mapping[str, list[str]],
    forced: Mapping[str, str],
    header_row: int | None = None,
) -> _Candidate | None:
    """Return the row that looks most like the header, if any row does; the one a person named as it is."""
    if header_row is not None:
        named = sheet.rows[header_row - 1] if 0 < header_row <= len(sheet.rows) else ()
        width = max(map(len, sheet.rows), default=0)
        texts: list[tuple[str, ...]] = [(text,) if text else () for text in _head_texts(named)]
        texts += [()] * (width - len(texts))
        at = header_row - 1
        return _candidate(sheet, max(at, 0), at, texts, wanted, names, forced)
    filled = (index for index, row in enumerate(sheet.rows) if any(cell is not None for cell in row))
    candidates = (
        _candidate(sheet, index, last, texts, wanted, names, forced)
        for index in islice(filled, _ROWS_TRIED)
        for last, texts in _spellings(sheet, index)
    )
    return max((one for one in candidates if one is not None), key=lambda one: one.rank, default=None)


def _spellings(sheet: Sheet, index: int) -> Iterator[tuple[int, list[tuple[str, ...]]]]:
    """Yield the last row of the header and the ways to read each column's head: of one row, and of two."""
    upper = _head_texts(sheet.rows[index])
    yield index, [(text,) if text else () for text in upper]
    if index + 1 >= len(sheet.rows):
        return
    lower = _head_texts(sheet.rows[index + 1])
    lower += [""] * (len(upper) - len(lower))
    if not _divides(upper, lower):
        return
    heads: list[tuple[str, ...]] = []
    above = ""
    for over, under in zip_longest(upper, lower, fillvalue=""):
        above = over or above
        if not under or under == over:
            heads.append((over,) if over else ())
        else:
            heads.append((f"{above} {under}", under))
    yield index + 1, heads


def _head_texts(row: tuple[Cell, ...]) -> list[str]:
    return [cell_text(cell) if isinstance(cell, str) else "" for cell in row]


def _divides(upper: Sequence[str], lower: Sequence[str]) -> bool:
    """Tell whether the second row only stands below blank heads and below those that span several columns.

    A row of the list never does: it also has something below the heads of single columns.
    """
    if not any(under and under != over for over, under in zip_longest(upper, lower, fillvalue="")):
        return False
    for place, under in enumerate(lower):
        over = upper[place] if place < len(upper) else ""
        spans = place + 1 < len(upper) and not upper[place + 1] and place + 1 < len(lower) and lower[place + 1]
        if under and over and under != over and not spans:
            return False
    return True


def _candidate(
    sheet: Sheet,
    index: int,
    last: int,
    heads: list[tuple[str, ...]],
    wanted: Sequence[WantedColumn],
    names: Mapping[str, list[str]],
    forced: Mapping[str, str],
) -> _Candidate | None:
    scores = [
        (score, -place, key)
        for place, spelled in enumerate(heads)
        if letter_of(place) not in forced
        for spelling in map(_Spelling.of, spelled)
        for key, known in names.items()
        if (score := _score(spelling, key, known, forced))
    ]
    by_letter = ((place, forced.get(letter_of(place), NOTHING)) for place in range(len(heads)))
    scores += [(_MAPPED, -place, key) for place, key in by_letter if key != NOTHING]
    columns: dict[str, int] = {}
    total = 0
    for score, place, key in sorted(scores, reverse=True):
        if key not in columns and -place not in columns.values():
            columns[key] = -place
            total += score
    missing = tuple(column.label for column in wanted if column.required and column.key not in columns)
    texts = tuple(spelled[0] if spelled else "" for spelled in heads)
    alone = len(columns) == 1 and not missing and (sum(map(bool, texts)) == 1 or bool(forced))
    return _Candidate(sheet, index, last, texts, columns, missing, total) if len(columns) > 1 or alone else None


@dataclass(frozen=True, slots=True)
class _Spelling:
    """The folded words of a header in the ways it may be meant."""

    whole: str
    plain: str
    """Without what stands in brackets."""
    forms: frozenset[str]
    parts: frozenset[str]

    @classmethod
    def of(cls, text: str) -> "_Spelling":
        whole = _words(text)
        plain = _words(_BRACKETS.sub(" ", text)) if "(" in text else whole
        forms = frozenset({whole, plain, whole.removeprefix("so "), plain.removeprefix("so ")})
        return cls(whole, plain, forms, frozenset(part.strip() for part in plain.split("/")))


def _score(header: _Spelling, key: str, known: list[str], forced: Mapping[str, str]) -> int:
    """Return how surely a header is the field, 0 for not; the label counts more than the last of the aliases."""
    if header.whole in forced:
        return _MAPPED if forced[header.whole] == key else 0
    best = 0
    for place, name in enumerate(known):
        if name in header.forms:
            best = max(best, _EXACT - place)
        elif name in header.parts:
            best = max(best, _ALTERNATIVE - place)
        elif " " in name and header.plain.startswith(name + " "):
            rest = header.plain[len(name) :].split()
            best = max(best, _BEGINNING + len(name) if _SOMEONE_ELSE.isdisjoint(rest) else 0)
    return best


def _words(text: str) -> str:
    """Return the folded words of a header: "Họ và\\ntên (*)" gives "ho va ten"."""
    return _SEPARATORS.sub(" ", fold(text)).strip()


def _forced(wanted: Sequence[WantedColumn], mapping: Mapping[str, str]) -> dict[str, str]:
    forced: dict[str, str] = {}
    for header, field in mapping.items():
        if field == NOTHING:
            forced[_head_key(header)] = NOTHING
            continue
        key = next((one.key for one in wanted if field == one.key or _words(field) == _words(one.label)), None)
        if key is None:
            fields = ", ".join(f"{one.key} ({one.label})" for one in wanted)
            raise AppError(errors.UNKNOWN_FIELD, field=field, header=header, fields=fields)
        forced[_head_key(header)] = key
    return forced


def letter_of(place: int) -> str:
    """Return how a mapping names a column by its place: "@A" for 0, "@AB" for 27."""
    letters = ""
    number = place + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return LETTER + letters


def _head_key(header: str) -> str:
    return header.strip().upper() if header.startswith(LETTER) else _words(header)


def _named(book: Workbook, name: str) -> Sheet:
    exact = [sheet for sheet in book.sheets if sheet.name == name]
    alike = [sheet for sheet in book.sheets if fold(sheet.name) == fold(name)]
    if not exact and not alike:
        sheets = ", ".join(f"«{sheet.name}»" for sheet in book.sheets)
        raise AppError(errors.NO_SUCH_SHEET, file=book.name, sheet=name, sheets=sheets)
    return (exact or alike)[0]


def _match(found: _Candidate, wanted: Sequence[WantedColumn]) -> TableMatch:
    texts = found.texts
    used = set(found.columns.values())
    above = dict.fromkeys(cell_text(cell) for row in found.sheet.rows[: found.index] for cell in row)
    return TableMatch(
        sheet=found.sheet,
        header_row=found.last + 1,
        columns=found.columns,
        headers={key: texts[place] for key, place in found.columns.items()},
        required=frozenset(column.key for column in wanted if column.required),
        unmatched_headers=tuple(text for place, text in enumerate(texts) if text and place not in used),
        title_lines=tuple(text for text in above if text),
    )


def _columns_missing(file: str, found: _Candidate) -> AppError:
    used = set(found.columns.values())
    unmatched = [text for place, text in enumerate(found.texts) if text and place not in used]
    return AppError(
        errors.COLUMNS_MISSING,
        file=file,
        sheet=found.sheet.name,
        row=found.index + 1,
        missing=", ".join(found.missing),
        unmatched=", ".join(unmatched) or "không có",
    )


def _folded(found: _Candidate) -> set[str]:
    return {_words(text) for text in found.texts}


def _labels(wanted: Sequence[WantedColumn]) -> str:
    required = [column.label for column in wanted if column.required]
    return ", ".join(required or [column.label for column in wanted])
