"""How far a worksheet reaches, counted with expat from its XML (ECMA-376 part 1, 18.3.1) before anything is built.

Positions are taken the way the reading library takes them: the reference of a cell, else the place after the last.
"""

from typing import Any, Final
from xml.parsers import expat

from app.sheets import errors, limits
from app.sheets.errors import RefusedError

_DIGITS: Final = "0123456789"
_MAX_COLUMNS: Final = 16_384


class WorksheetMeter:
    """Adds up what the sheets of one workbook hold and raises as soon as a limit is passed.

    With ``lengths`` (characters of each shared text) it also adds up the text of the cells that refer to them.
    """

    def __init__(self, lengths: list[int] | None = None) -> None:
        self.used = 0
        self.characters = 0
        self._tags = 0
        self._area = 0
        self._lengths = lengths
        self._kinds: dict[str, str] = {}
        self._columns: dict[str, int] = {}
        self._row = self._column = self._last_row = self._last_column = 0
        self._reference: str | None = None
        self._is_shared = False
        self._value = ""

    def measure(self, content: bytes) -> None:
        """Count one worksheet; raises :class:`RefusedError`."""
        self._tags += content.count(b"<")
        if self._tags > limits.MAX_TAGS:
            raise RefusedError(errors.TOO_MUCH_IN_IT, "tags")
        self._row = self._column = self._last_row = self._last_column = 0
        self._reference = None
        self._is_shared = False
        parser = strict_parser()
        parser.StartElementHandler = self._start
        if self._lengths is not None:
            parser.EndElementHandler = self._end
            parser.CharacterDataHandler = self._text
        try:
            parser.Parse(content, True)
        except (expat.ExpatError, ValueError) as error:
            raise RefusedError(errors.DAMAGED, str(error)) from error
        self._area += self._last_row * self._last_column
        if self._area > limits.MAX_CELLS or self.used > limits.MAX_CELLS:
            raise RefusedError(errors.TOO_MUCH_IN_IT, "cells")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        kind = self._kinds.get(name)
        if kind == "c":
            reference = attributes.get("r")
            if not reference:
                self._place()
                self._column += 1
            self._reference = reference
            self._is_shared = attributes.get("t") == "s"
        elif kind == "v":
            self._place()
            self._count_value()
        elif kind == "row":
            self._place()
            number = attributes.get("r")
            self._row = int(number) if number else self._row + 1
            self._column = 0
        elif kind is None:
            local = name.rpartition(":")[2]
            self._kinds[name] = {"is": "v"}.get(local, local)
            self._start(name, attributes)

    def _place(self) -> None:
        """Go to the cell that was last named; only its values and its successors need to know."""
        reference = self._reference
        if reference is None:
            return
        letters = reference.rstrip(_DIGITS)
        self._row = int(reference[len(letters) :])
        column = self._columns.get(letters)
        if column is None:
            column = self._columns[letters] = _column_number(letters)
        self._column = column
        self._reference = None

    def _count_value(self) -> None:
        self.used += 1
        self._value = ""
        if self._column > self._last_column:
            self._last_column = self._column
        if self._row > self._last_row:
            self._last_row = self._row
            if self._row > limits.MAX_ROWS:
                raise RefusedError(errors.TOO_MANY_ROWS, "rows", rows=self._row, limit=limits.MAX_ROWS)

    def _text(self, text: str) -> None:
        self._value += text if self._is_shared else ""

    def _end(self, name: str) -> None:
        if self._is_shared and self._kinds[name] == "v":
            index, lengths = int(self._value or "-1"), self._lengths or []
            if not 0 <= index < len(lengths):
                raise RefusedError(errors.DAMAGED, f"no shared text {index}")
            self.characters += lengths[index]
            if self.characters > limits.MAX_TEXT:
                raise RefusedError(errors.TOO_MUCH_IN_IT, "cells, elements or text")


def shared_text_lengths(content: bytes) -> list[int]:
    """Return the number of characters of each shared text (``si`` of ECMA-376 part 1, 18.4.8)."""
    lengths: list[int] = []

    def start(name: str, _attributes: dict[str, Any]) -> None:
        if name.rpartition(":")[2] == "si":
            lengths.append(0)

    def text(characters: str) -> None:
        if lengths:
            lengths[-1] += len(characters)

    parser = strict_parser()
    parser.StartElementHandler = start
    parser.CharacterDataHandler = text
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise RefusedError(errors.DAMAGED, str(error)) from error
    return lengths


def strict_parser() -> expat.XMLParserType:
    """Return a parser that reads UTF-8 whatever the text declares, and knows no document type and so no entities."""
    parser = expat.ParserCreate("UTF-8")
    parser.buffer_text = True

    def refuse(*_declaration: object) -> None:
        raise RefusedError(errors.DAMAGED, "document type")

    parser.StartDoctypeDeclHandler = refuse
    return parser


def _column_number(letters: str) -> int:
    """Return 1 for A, 27 for AA."""
    number = 0
    for letter in letters.upper():
        if not "A" <= letter <= "Z":
            raise RefusedError(errors.DAMAGED, f"column {letters!r}")
        number = number * 26 + ord(letter) - ord("A") + 1
        if number > _MAX_COLUMNS:
            raise RefusedError(errors.DAMAGED, f"column {letters[:9]!r}")
    if not number:
        raise RefusedError(errors.DAMAGED, "no column")
    return number
