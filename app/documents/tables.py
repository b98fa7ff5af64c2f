"""A list on paper, before it is drawn: columns, rows, what stands above and below. PDF, Word and Excel start here.

Free of ReportLab and python-docx: a list's content is tested without drawing it.
"""

from dataclasses import dataclass
from typing import Literal

from app.documents.facts import LetterheadFacts, SignerFacts

Align = Literal["left", "center", "right"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its label, width in millimetres and alignment."""

    label: str
    width: float
    align: Align = "left"
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A row across the whole table that names the rows below it ("Tổ dân cư số 3", "Chưa in được 2 hộ")."""

    label: str


Row = tuple[str, ...] | Section


@dataclass(frozen=True, slots=True)
class Basis:
    """A line that begins "Căn cứ": set in italics (NĐ 30/2020, Phụ lục I)."""

    text: str


@dataclass(frozen=True, slots=True)
class TableFacts:
    """A list to print. Widths in millimetres; ``row_height`` is the least, so that a hand can sign in it."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    letterhead: LetterheadFacts | None = None
    subtitles: tuple[str, ...] = ()
    intro: tuple[str | Basis, ...] = ()
    """Lines between title and table ("Chúng tôi, các chủ hộ dưới đây, cam kết ...")."""
    notes: tuple[str, ...] = ()
    """Lines below the table (totals)."""
    signatures: tuple[SignerFacts, ...] = ()
    day: str = ""
    """The line of place and date above the last signature; empty for none."""
    landscape: bool = False
    row_height: float = 7.0
    size: float = 12.0
    """Type size of the cells in points."""

    @property
    def day_at_foot(self) -> str:
        """The line of place and date as far as it stands above the last signature."""
        return self.letterhead.day_at_foot(self.day) if self.letterhead else self.day


def plain_rows(facts: TableFacts) -> list[tuple[str, ...]]:
    """Return the labels and the rows as plain text, for a spreadsheet; a section is a row of one cell."""
    labels = tuple(column.label for column in facts.columns)
    return [labels, *((row.label,) if isinstance(row, Section) else row for row in facts.rows)]
