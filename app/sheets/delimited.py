"""Text tables: .csv and .txt as Excel, LibreOffice, phones and old programs write them."""

import codecs
import csv
import io
import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from app.sheets import errors, limits
from app.sheets.errors import RefusedError
from app.vietnamese.legacy import Encoding, detect

_DELIMITERS: Final = ",;\t|"
_LINES_TRIED: Final = 50
_NOT_TEXT: Final = re.compile("[\x00-\x08\x0e-\x19\x1b-\x1f]")
"""Control characters no text editor writes; line ends, tabs, form feeds and the old end-of-file mark 1A are text."""

_DECLARED: Final = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
"""The line by which Excel is told the delimiter; Excel does not count it as a row, here it stays an empty one."""


def decoded(data: bytes) -> str | None:
    """Return the text of a file: by its byte order mark, else UTF-8, else as old Windows programs wrote it.

    That is the Vietnamese code page 1258, or, where the text then reads as TCVN3 or VNI, the Western bytes those fonts stood
    for (:mod:`app.vietnamese.legacy` converts them, column by column). None for bytes that are no text in any of them.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _text(data, "utf-16")
    text = _text(data, "utf-8-sig")
    if text is not None:
        return text
    western, vietnamese = _text(data, "latin-1"), _text(data, "cp1258")
    if western is None:
        return None
    found = detect(western.splitlines())
    meant = detect((vietnamese or "").splitlines()).shares[Encoding.UNICODE]
    old = found.encoding is not Encoding.UNICODE and found.shares[found.encoding] > meant
    return western if old else vietnamese


def _text(data: bytes, encoding: str) -> str | None:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return None
    return None if _NOT_TEXT.search(text) else text


def rows(text: str) -> list[tuple[str, ...]]:
    """Return the fields of every line; the delimiter is the one that splits the first lines most evenly.

    Raises :class:`RefusedError` for too many rows or cells.
    """
    declared = _DECLARED.match(text)
    delimiter = declared[1] if declared else max(_DELIMITERS, key=lambda one: _evenness(text, one))
    result: list[tuple[str, ...]] = [()] if declared else []
    cells = 0
    for fields in _parsed(text[declared.end() :] if declared else text, delimiter):
        if len(result) >= limits.MAX_ROWS:
            raise RefusedError(errors.TOO_MANY_ROWS, "rows", rows=len(result) + 1, limit=limits.MAX_ROWS)
        result.append(tuple(fields))
        cells += len(fields)
        if cells > limits.MAX_CELLS:
            raise RefusedError(errors.TOO_MUCH_IN_IT, "cells")
    return result


def _evenness(text: str, delimiter: str) -> tuple[int, int]:
    """Return how many of the first lines have the commonest number of fields above one, and that number."""
    widths = [len(fields) for fields in islice(_parsed(text, delimiter), _LINES_TRIED)]
    several = [width for width in widths if width > 1]
    if not several:
        return 0, 0
    commonest = max(set(several), key=lambda width: (several.count(width), width))
    return several.count(commonest), commonest


def _parsed(text: str, delimiter: str) -> Iterator[list[str]]:
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    except csv.Error as error:  # a field longer than 131,072 characters: a quotation mark that never ends
        raise RefusedError(errors.TOO_MUCH_IN_IT, "field too long") from error
