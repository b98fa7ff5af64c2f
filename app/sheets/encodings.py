"""Reading the columns of a list in the encoding they were written in, before anything else looks at their text.

Title, header and values of a column are judged together and converted together; a cell that is Unicode already stays as it
is. What was converted is told with examples, so that a person sees before and after and can choose otherwise.
"""

from collections import Counter
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Final

from app.sheets.cells import cell_text
from app.sheets.reader import Cell, Sheet, Workbook
from app.vietnamese.legacy import Encoding, decode, detect

MOST_SAMPLES: Final = 10


@dataclass(frozen=True, slots=True)
class Conversion:
    """One column that was read in an old encoding; ``column`` as Excel names it, ``samples`` are (before, after)."""

    sheet: str
    column: str
    encoding: Encoding
    samples: tuple[tuple[str, str], ...]


def converted(book: Workbook, wanted: Encoding | None = None) -> tuple[Workbook, tuple[Conversion, ...]]:
    """Return the book in Unicode and what was converted; ``wanted`` None finds out the encoding of each column."""
    if wanted is Encoding.UNICODE:
        return book, ()
    done: list[Conversion] = []
    sheets = tuple(_sheet(sheet, wanted, done) for sheet in book.sheets)
    return (replace(book, sheets=sheets) if done else book), tuple(done)


def _sheet(sheet: Sheet, wanted: Encoding | None, done: list[Conversion]) -> Sheet:
    columns = [[cell for cell in column if isinstance(cell, str)] for column in zip_longest(*sheet.rows)]
    encodings = [wanted] * len(columns) if wanted else _detected(columns)
    changed: dict[int, Encoding] = {}
    for place, (texts, encoding) in enumerate(zip(columns, encodings, strict=True)):
        pairs = ((before, decode(before, encoding)) for before in dict.fromkeys(texts))
        samples = [(cell_text(before), cell_text(after)) for before, after in pairs if before != after]
        if samples:
            changed[place] = encoding
            done.append(Conversion(sheet.name, column_name(place), encoding, tuple(samples[:MOST_SAMPLES])))
    if not changed:
        return sheet
    return replace(sheet, rows=[_row(row, changed) for row in sheet.rows])


def _detected(columns: list[list[str]]) -> list[Encoding]:
    """Return the encoding of each column; one that reads as well either way ("Sè CCCD") goes with the rest of its sheet."""
    found = [detect(texts) for texts in columns]
    weights = Counter(dict.fromkeys(Encoding, 0))
    for column in found:
        weights[column.encoding] += column.words
    old = max((Encoding.TCVN3, Encoding.VNI), key=lambda each: weights[each])
    if not weights[old]:
        return [column.encoding for column in found]
    return [
        old
        if column.encoding is Encoding.UNICODE and 0 < column.shares[Encoding.UNICODE] <= column.shares[old]
        else column.encoding
        for column in found
    ]


def _row(row: tuple[Cell, ...], changed: dict[int, Encoding]) -> tuple[Cell, ...]:
    return tuple(
        decode(cell, changed[place]) if isinstance(cell, str) and place in changed else cell
        for place, cell in enumerate(row)
    )


def column_name(place: int) -> str:
    """Return the letters over a column, counted from 0: A, B ... Z, AA."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
