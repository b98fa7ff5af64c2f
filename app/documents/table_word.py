"""Lists as Word files a clerk can edit: the same content as the PDF, header row repeated, A4 as NĐ 30/2020 asks."""

import io
import re
from collections.abc import Sequence
from copy import deepcopy
from datetime import datetime
from typing import Any, BinaryIO, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from app.documents.blocks import common
from app.documents.errors import NOTHING_TO_PRINT
from app.documents.facts import LetterheadFacts, SignerFacts
from app.documents.tables import Section, TableFacts
from app.kernel.errors import AppError
from app.vietnamese.text import clean

FONT: Final = "Times New Roman"
_CENTRE: Final = WD_ALIGN_PARAGRAPH.CENTER
_ALIGN: Final = {"left": WD_ALIGN_PARAGRAPH.LEFT, "center": _CENTRE, "right": WD_ALIGN_PARAGRAPH.RIGHT}
_LONG, _SHORT = 297, 210
_MARGINS: Final = {"top": 20, "bottom": 20, "left": 30, "right": 15}
"""Millimetres (NĐ 30/2020, Phụ lục I)."""
_FIXED_TIME: Final = datetime(2020, 1, 1)  # noqa: DTZ001
"""Equal lists give equal files: the time of writing is nobody's business."""

_STAYS: Final = 2
"""Rows that accompany totals and signatures to a last page."""
_FILLER: Final = "x"
_NO_CHARACTERS: Final = re.compile("[\ufffe\uffff]")
"""What XML cannot hold (XML 1.0, 2.2) of what cleaned text may."""


def write_table_word(stream: BinaryIO, tables: Sequence[TableFacts]) -> None:
    """Write lists one after another, each beginning a page; raises DOCUMENT-003 when there is none."""
    if not tables:
        raise AppError(NOTHING_TO_PRINT, what="danh sách trống")
    document = Document()
    properties = document.core_properties
    properties.title, properties.author, properties.language = tables[0].title, "", "vi-VN"
    properties.created = properties.modified = _FIXED_TIME
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(13)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    style.paragraph_format.space_after = Pt(0)
    for number, facts in enumerate(tables):
        section = document.sections[-1] if number == 0 else document.add_section()
        _page(section, facts.landscape)
        _list(document, section, facts)
    _save(document, stream)


def _save(document: Any, stream: BinaryIO) -> None:
    """Write the file with a fixed time on each of its parts, where python-docx would note the present one."""
    made = io.BytesIO()
    document.save(made)
    with ZipFile(made) as parts, ZipFile(stream, "w", ZIP_DEFLATED) as fixed:
        for name in parts.namelist():
            fixed.writestr(ZipInfo(name, _FIXED_TIME.timetuple()[:6]), parts.read(name), ZIP_DEFLATED)


def _page(section: Any, landscape: bool) -> None:
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (Mm(_LONG), Mm(_SHORT)) if landscape else (Mm(_SHORT), Mm(_LONG))
    section.top_margin, section.bottom_margin = Mm(_MARGINS["top"]), Mm(_MARGINS["bottom"])
    section.left_margin, section.right_margin = Mm(_MARGINS["left"]), Mm(_MARGINS["right"])


def _list(document: Any, section: Any, facts: TableFacts) -> None:
    width = section.page_width - section.left_margin - section.right_margin
    if facts.letterhead:
        _letterhead(document, facts.letterhead, width)
    _line(document, facts.title.upper(), bold=True, size=14, before=12)
    for subtitle in facts.subtitles:
        _line(document, subtitle, bold=True)
    for sentence in facts.intro:
        _line(document, sentence, align=WD_ALIGN_PARAGRAPH.LEFT, before=4)
    table = _grid(document, facts, width)
    below = [_line(document, note, align=WD_ALIGN_PARAGRAPH.LEFT, before=6) for note in facts.notes]
    if facts.signatures:
        last = [paragraph for row in table.rows[-_STAYS:] for cell in row.cells for paragraph in cell.paragraphs]
        for paragraph in (*last, *below):
            paragraph.paragraph_format.keep_with_next = True
        _signatures(document, facts.signatures, facts.day, width)


def _letterhead(document: Any, facts: LetterheadFacts, width: int) -> None:
    words = common()
    table = _frame(document, 2, (int(width * 0.42), int(width * 0.58)))
    left, right = table.rows[0].cells
    _cell(left, facts.issuer_parent.upper(), size=12)
    _cell(left, facts.issuer.upper(), size=12, bold=True, more=True)
    _cell(right, words.text("nation"), size=12, bold=True)
    _cell(right, words.text("motto"), size=13, bold=True, more=True, underline=True)


def _grid(document: Any, facts: TableFacts, width: int) -> Any:
    table = document.add_table(rows=1, cols=len(facts.columns))
    table.style, table.alignment, table.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
    share = width / sum(column.width for column in facts.columns)
    widths = [int(column.width * share) for column in facts.columns]
    header = table.rows[0]
    _mark(header, "w:tblHeader")
    for cell, column, column_width in zip(header.cells, facts.columns, widths, strict=True):
        _cell(cell, column.label, size=facts.size, bold=True)
        cell.width = column_width
    pattern = _pattern(table, facts, widths)
    for row in facts.rows:
        if isinstance(row, Section):
            line = _row(table, facts)
            _cell(line.cells[0].merge(line.cells[-1]), row.label, size=facts.size, bold=True, align="left")
            continue
        copied = deepcopy(pattern)
        for written, text in zip(copied.iter(qn("w:t")), row, strict=True):
            written.text = _plain(text)
        table._tbl.append(copied)
    for column, column_width in zip(table.columns, widths, strict=True):
        column.width = column_width
    return table


def _pattern(table: Any, facts: TableFacts, widths: Sequence[int]) -> Any:
    """Return a row with the look of its cells: copying it takes a tenth of the time of making each row anew."""
    line = _row(table, facts)
    for cell, column, width in zip(line.cells, facts.columns, widths, strict=True):
        _cell(cell, _FILLER, size=facts.size, bold=column.bold, align=column.align)
        cell.width = width
    table._tbl.remove(line._tr)
    return line._tr


def _row(table: Any, facts: TableFacts) -> Any:
    """Add an empty row that a page end does not divide."""
    line = table.add_row()
    _mark(line, "w:cantSplit")
    line.height = Mm(facts.row_height)
    return line


def _signatures(document: Any, signers: tuple[SignerFacts, ...], day: str, width: int) -> None:
    if day:
        dated = _line(document, day, italic=True, align=WD_ALIGN_PARAGRAPH.RIGHT, before=6)
        dated.paragraph_format.keep_with_next = True
    table = _frame(document, len(signers), tuple(int(width / len(signers)) for _ in signers))
    for cell, signer in zip(table.rows[0].cells, signers, strict=True):
        _cell(cell, signer.role.upper(), bold=True)
        if signer.under_role:
            _cell(cell, signer.under_role, more=True)
        _cell(cell, common().text("sign_hint"), size=12, italic=True, more=True)
        for _ in range(4):
            cell.add_paragraph()
        _cell(cell, signer.name, bold=True, more=True)


def _frame(document: Any, columns: int, widths: tuple[int, ...]) -> Any:
    """Add a table of one row without lines, for things side by side."""
    table = document.add_table(rows=1, cols=columns)
    table.autofit = False
    _mark(table.rows[0], "w:cantSplit")
    for cell, width in zip(table.rows[0].cells, widths, strict=True):
        cell.width = width
    return table


def _line(document: Any, text: str, *, align: Any = _CENTRE, before: int = 0, size: float = 13, **look: bool) -> Any:
    paragraph = document.add_paragraph()
    paragraph.alignment = align
    paragraph.paragraph_format.space_before = Pt(before)
    _run(paragraph, text, size, **look)
    return paragraph


def _cell(cell: Any, text: str, *, size: float = 13, align: str = "center", more: bool = False, **look: bool) -> None:
    paragraph = cell.add_paragraph() if more else cell.paragraphs[0]
    paragraph.alignment = _ALIGN[align]
    _run(paragraph, text, size, **look)


def _run(
    paragraph: Any, text: str, size: float, *, bold: bool = False, italic: bool = False, underline: bool = False
) -> None:
    run = paragraph.add_run(_plain(text))
    run.font.name, run.font.size = FONT, Pt(size)
    run.bold, run.italic, run.underline = bold, italic, underline


def _plain(text: str) -> str:
    return _NO_CHARACTERS.sub("", clean(text))


def _mark(row: Any, name: str) -> None:
    """Set a property of a table row that python-docx has no name for (repeat as header, do not split)."""
    row._tr.get_or_add_trPr().append(OxmlElement(name))
