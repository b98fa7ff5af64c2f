"""Small papers two to a sheet as a Word file a clerk can edit: a table of one column, each row half a sheet of A4."""

from collections.abc import Sequence
from copy import deepcopy
from typing import Any, BinaryIO, Final

from docx.enum.table import WD_ROW_HEIGHT_RULE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm
from docx.table import _Cell

from app.documents.halves import Half, fitting_size
from app.documents.word_out import (
    LEFT,
    body_width,
    frame,
    letterhead,
    line,
    new_document,
    save,
    set_page,
    signatures,
    thin,
)

_ROW: Final = 137.5
"""Millimetres of a row: with the margin above, the line between two papers lies in the middle of the sheet."""
_MARGINS: Final = (11.0, 18.0, 8.0, 30.0)
"""Top, right, bottom, left in millimetres; the bottom one leaves room for the empty line Word wants below a table."""
_BOX: Final = "☐"
_LINE: Final = 15.0
"""Points of an empty line of the body's type."""


def write_halves_word(stream: BinaryIO, halves: Sequence[Half]) -> None:
    """Write the papers in the order given, in the type size in which each fits its half."""
    document = new_document(halves[0].title)
    section = document.sections[0]
    set_page(section, margins=_MARGINS)
    width = body_width(section)
    sheet = frame(document, (width,))
    sheet.rows[0].height, sheet.rows[0].height_rule = Mm(_ROW), WD_ROW_HEIGHT_RULE.EXACTLY
    _cut_line(sheet)
    row = sheet.rows[0]._tr
    sheet._tbl.remove(row)
    for half in halves:
        made = deepcopy(row)
        sheet._tbl.append(made)
        _paper(_Cell(made.tc_lst[0], sheet), half, width)
    thin(document.add_paragraph())
    save(document, stream)


def _paper(cell: Any, half: Half, width: int) -> None:
    size = fitting_size(half)
    thin(cell.paragraphs[0])
    letterhead(cell, half.letterhead, width, half.day)
    line(cell, half.title.upper(), bold=True, before=6)
    line(cell, half.subject, bold=True)
    for each in half.lines:
        text = f"{_BOX} {each.text}" if each.box else each.text
        written = line(cell, text, align=LEFT, before=each.gap, size=size)
        if each.box:
            written.paragraph_format.left_indent = Mm(6)
    signatures(cell, (half.signer,), half.letterhead.day_at_foot(half.day), width, room=round(half.room / _LINE))
    for paragraph in cell.paragraphs:
        if not paragraph.text:
            thin(paragraph)


def _cut_line(sheet: Any) -> None:
    """Draw the line to cut along between the rows."""
    borders, between = OxmlElement("w:tblBorders"), OxmlElement("w:insideH")
    for name, value in (("val", "dashed"), ("sz", "4"), ("space", "0"), ("color", "808080")):
        between.set(qn(f"w:{name}"), value)
    borders.append(between)
    sheet._tbl.tblPr.find(qn("w:tblLayout")).addprevious(
        borders
    )  # the order that Word asks for (ECMA-376 Part 1, 17.4.59)
