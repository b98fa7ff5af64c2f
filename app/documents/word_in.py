"""Word files read as lines of text: paragraphs in order, those inside tables too, with the numbers Word draws by itself.

Word keeps the "Điều 3." of an automatic list out of the text, and a reader that takes the text alone loses every number;
so lists are counted here from their definitions (ECMA-376 Part 1, 17.9 Numbering). Text under "track changes" is taken
as if every change were accepted. Text boxes and tables of contents are left out.
"""

import io
import re
import zipfile
from dataclasses import dataclass
from typing import Any, Final

from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import nsmap, qn

LARGEST_UNPACKED: Final = 256 << 20
"""Bytes a file may unpack to, pictures included; the text of a covenant is some 50 KiB."""

_PARAGRAPHS: Final = ".//w:p[not(ancestor::w:txbxContent)]"
_PIECES: Final = "|".join(
    f".//w:r[not(ancestor::w:txbxContent)]/w:{tag}" for tag in ("t", "tab", "br", "cr", "noBreakHyphen")
)
_SPELLED: Final = {qn("w:tab"): " ", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
_ROMAN: Final = ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


class NotWord(ValueError):
    """The bytes are not a Word file that can be read; the argument says why, for the log."""


def lines_of_word(data: bytes) -> list[str]:
    """Return the lines of a ``.docx`` file; raises :class:`NotWord` when it is damaged, too large or something else."""
    opened = _open(data)
    try:
        numbers = _Numbers(opened.styles, opened.numbering)
        return _lines(opened.paragraphs, numbers)
    except ValueError as error:
        raise NotWord(f"a number that is none: {error}") from error


@dataclass(frozen=True, slots=True)
class _Opened:
    """What is taken from the file: elements of its XML."""

    paragraphs: list[Any]
    styles: dict[str, Any]
    numbering: list[Any]


def _open(data: bytes) -> _Opened:
    """Open the package; a damaged part makes zipfile, lxml and python-docx raise what it happens to hit."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            unpacked = sum(part.file_size for part in parts.infolist())
        if unpacked > LARGEST_UNPACKED:
            raise NotWord("too large when unpacked")
        document = Document(io.BytesIO(data))
        rels = document.part.rels.values()
        return _Opened(
            document.element.body.xpath(_PARAGRAPHS),
            {style.style_id: style.element for style in document.styles},
            [rel.target_part.element for rel in rels if rel.reltype == RELATIONSHIP_TYPE.NUMBERING],
        )
    except Exception as error:
        raise NotWord(f"{type(error).__name__}: {error}") from error


def _lines(paragraphs: list[Any], numbers: "_Numbers") -> list[str]:
    lines: list[str] = []
    for paragraph in paragraphs:
        if numbers.style_name(paragraph).lower().startswith("toc "):
            continue
        text = "".join(_SPELLED.get(piece.tag, piece.text or "") for piece in paragraph.xpath(_PIECES))
        if text.strip():
            lines += f"{numbers.next_for(paragraph)}{text}".split("\n")
    return lines


@dataclass(frozen=True, slots=True)
class _Level:
    """One level of a list: the form of its number, its text ("Điều %1."), where it starts, whether it ever starts again."""

    form: str
    text: str
    start: int
    restarts: bool


class _Numbers:
    """Counts automatic numbers as Word does: a level starts again when a wider one has counted."""

    def __init__(self, styles: dict[str, Any], numbering: list[Any]) -> None:
        self._styles = styles
        self._lists: dict[str, tuple[str, dict[int, int]]] = {}
        self._levels: dict[str, dict[int, _Level]] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._met: set[tuple[str, int]] = set()
        for each in numbering:
            self._read(each)

    def style_name(self, paragraph: Any) -> str:
        """Return the name of a paragraph's style, empty for the plain one."""
        style = self._styles.get(_value(paragraph, "w:pPr/w:pStyle"))
        return "" if style is None else _value(style, "w:name")

    def next_for(self, paragraph: Any) -> str:
        """Count a paragraph and return its number as Word draws it, with a space; empty when it has none."""
        number, depth = self._place(paragraph)
        abstract, starts = self._lists.get(number, ("", {}))
        level = self._levels.get(abstract, {}).get(depth)
        if level is None or level.form in {"bullet", "none"}:
            return ""
        counts = self._counts.setdefault(abstract, {})
        if depth in starts and (number, depth) not in self._met:
            counts[depth] = starts[depth] - 1
        self._met.add((number, depth))
        counts[depth] = counts.get(depth, level.start - 1) + 1
        for deeper, below in self._levels[abstract].items():
            if deeper > depth and below.restarts:
                counts.pop(deeper, None)
        return re.sub(r"%(\d)", lambda found: self._written(abstract, int(found[1]) - 1), level.text) + " "

    def _written(self, abstract: str, depth: int) -> str:
        level = self._levels[abstract].get(depth)
        if level is None:
            return ""
        return _in_form(self._counts[abstract].get(depth, level.start), level.form)

    def _place(self, paragraph: Any) -> tuple[str, int]:
        """Return the list and level of a paragraph, its own or its style's."""
        holder, seen = paragraph, set()
        while holder is not None:
            if number := _value(holder, "w:pPr/w:numPr/w:numId"):
                return number, int(_value(holder, "w:pPr/w:numPr/w:ilvl") or 0)
            style = _value(holder, "w:pPr/w:pStyle" if holder is paragraph else "w:basedOn")
            holder = None if style in seen else self._styles.get(style)
            seen.add(style)
        return "", 0

    def _read(self, numbering: Any) -> None:
        for abstract in numbering.findall("w:abstractNum", nsmap):
            self._levels[str(abstract.get(qn("w:abstractNumId")))] = {
                int(str(level.get(qn("w:ilvl")))): _Level(
                    _value(level, "w:numFmt") or "decimal",
                    _value(level, "w:lvlText"),
                    int(_value(level, "w:start") or 0),
                    _value(level, "w:lvlRestart") != "0",
                )
                for level in abstract.findall("w:lvl", nsmap)
            }
        for each in numbering.findall("w:num", nsmap):
            starts = {
                int(str(level.get(qn("w:ilvl")))): int(_value(level, "w:startOverride"))
                for level in each.findall("w:lvlOverride[w:startOverride]", nsmap)
            }
            self._lists[str(each.get(qn("w:numId")))] = _value(each, "w:abstractNumId"), starts


def _value(element: Any, path: str) -> str:
    """Return the ``w:val`` of what lies at ``path`` inside an element, empty when it is not there."""
    found = element.find(path, nsmap)
    return "" if found is None else str(found.get(qn("w:val"), ""))


def _in_form(number: int, form: str) -> str:
    if form in {"lowerLetter", "upperLetter"} and number > 0:
        letter = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letter if form == "lowerLetter" else letter.upper()
    if form in {"lowerRoman", "upperRoman"}:
        roman = ""
        for worth, sign in _ROMAN:
            count, number = divmod(number, worth)
            roman += sign * count
        return roman if form == "upperRoman" else roman.lower()
    return str(number)
