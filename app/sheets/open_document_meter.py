"""How far the tables of an .ods reach (OpenDocument 1.3, part 3, 9.1), counted with expat before anything is built.

A row or a cell may stand for a million equal ones. Blank ones at the end cost the reading library nothing; what counts is the
rectangle that holds all values, and every repetition of a text.
"""

from typing import Final
from xml.parsers import expat

from app.sheets import errors, limits
from app.sheets.errors import RefusedError
from app.sheets.worksheet_meter import strict_parser

_TABLE: Final = "table:table"
_ROW: Final = "table:table-row"
_CELLS: Final = ("table:table-cell", "table:covered-table-cell")
_ROWS_REPEATED: Final = "table:number-rows-repeated"
_COLUMNS_REPEATED: Final = "table:number-columns-repeated"
_KIND_OF_VALUE: Final = "office:value-type"


class OpenDocumentMeter:
    """Adds up what the tables of one document hold and raises as soon as a limit is passed."""

    def __init__(self) -> None:
        self._area = self._characters = 0
        self._row = self._column = self._last_row = self._last_column = 0
        self._rows = self._columns = 1

    def measure(self, content: bytes) -> None:
        """Count ``content.xml``; raises :class:`RefusedError`."""
        if content.count(b"<") > limits.MAX_TAGS:
            raise RefusedError(errors.TOO_MUCH_IN_IT, "tags")
        parser = strict_parser()
        parser.StartElementHandler = self._start
        parser.CharacterDataHandler = self._text
        try:
            parser.Parse(content, True)
        except (expat.ExpatError, ValueError) as error:
            raise RefusedError(errors.DAMAGED, str(error)) from error
        self._end_table()

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name == _TABLE:
            self._end_table()
        elif name == _ROW:
            self._rows = _repeated(attributes.get(_ROWS_REPEATED))
            self._row += self._rows
            self._column = 0
        elif name in _CELLS:
            self._columns = _repeated(attributes.get(_COLUMNS_REPEATED))
            self._column += self._columns
            if _KIND_OF_VALUE in attributes:
                self._hold_value()

    def _text(self, text: str) -> None:
        if not self._row or not text.strip():
            return
        self._hold_value()
        self._characters += len(text) * self._rows * self._columns
        if self._characters > limits.MAX_TEXT:
            raise RefusedError(errors.TOO_MUCH_IN_IT, "text")

    def _hold_value(self) -> None:
        self._last_row = max(self._last_row, self._row)
        self._last_column = max(self._last_column, self._column)
        if self._last_row > limits.MAX_ROWS:
            raise RefusedError(errors.TOO_MANY_ROWS, "rows", rows=self._last_row, limit=limits.MAX_ROWS)

    def _end_table(self) -> None:
        self._area += self._last_row * self._last_column
        if self._area > limits.MAX_CELLS:
            raise RefusedError(errors.TOO_MUCH_IN_IT, "cells")
        self._row = self._column = self._last_row = self._last_column = 0


def _repeated(text: str | None) -> int:
    """Return how often a row or cell stands there; raises ``ValueError`` for what is no number."""
    number = int(text) if text else 1
    if number < 1:
        raise ValueError("repeated less than once")
    return number
