"""Lists as Word files a clerk can edit: the same content as the PDF, header row repeated, A4 as NĐ 30/2020 asks."""

from collections.abc import Sequence
from copy import deepcopy
from typing import Any, BinaryIO, Final

from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml.ns import qn
from docx.shared import Mm

from app.documents.errors import NOTHING_TO_PRINT
from app.documents.tables import Basis, Section, TableFacts
from app.documents.word_out import (
    LEFT,
    begin_numbers,
    body_width,
    letterhead,
    line,
    mark,
    new_document,
    number_pages,
    plain,
    save,
    set_page,
    signatures,
    write,
)
from app.kernel.errors import AppError

_STAYS: Final = 2
"""Rows that accompany totals and signatures to a last page."""
_FILLER: Final = "x"


def write_table_word(stream: BinaryIO, tables: Sequence[TableFacts]) -> None:
    """Write lists one after another, each beginning a page; raises DOCUMENT-003 when there is none."""
    if not tables:
        raise AppError(NOTHING_TO_PRINT, what="danh sách trống")
    document = new_document(tables[0].title)
    number_pages(document.sections[0], whole=len(tables) == 1)
    for number, facts in enumerate(tables):
        section = document.sections[-1] if number == 0 else document.add_section()
        set_page(section, landscape=facts.landscape)
        if number:
            begin_numbers(section)
        add_table(document, body_width(section), facts)
    save(document, stream)


def add_table(document: Any, width: int, facts: TableFacts) -> None:
    """Add one list to a document: its head, what stands above, the rows, what stands below."""
    if facts.letterhead:
        letterhead(document, facts.letterhead, width, facts.day)
    line(document, facts.title.upper(), bold=True, size=14, before=12)
    for subtitle in facts.subtitles:
        line(document, subtitle, bold=True)
    for sentence in facts.intro:
        if isinstance(sentence, Basis):
            line(document, sentence.text, align=LEFT, before=4, italic=True)
        else:
            line(document, sentence, align=LEFT, before=4)
    table = _grid(document, facts, width)
    below = [line(document, note, align=LEFT, before=6) for note in facts.notes]
    if facts.signatures:
        last = [paragraph for row in table.rows[-_STAYS:] for cell in row.cells for paragraph in cell.paragraphs]
        for paragraph in (*last, *below):
            paragraph.paragraph_format.keep_with_next = True
        signatures(document, facts.signatures, facts.day_at_foot, width)


def _grid(document: Any, facts: TableFacts, width: int) -> Any:
    table = document.add_table(rows=1, cols=len(facts.columns))
    table.style, table.alignment, table.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
    share = width / sum(column.width for column in facts.columns)
    widths = [int(column.width * share) for column in facts.columns]
    header = table.rows[0]
    mark(header, "w:tblHeader")
    for cell, column, column_width in zip(header.cells, facts.columns, widths, strict=True):
        write(cell, column.label, size=facts.size, bold=True)
        cell.width = column_width
    pattern = _pattern(table, facts, widths)
    for row in facts.rows:
        if isinstance(row, Section):
            across = _row(table, facts)
            write(across.cells[0].merge(across.cells[-1]), row.label, size=facts.size, bold=True, align="left")
            continue
        copied = deepcopy(pattern)
        for written, text in zip(copied.iter(qn("w:t")), row, strict=True):
            written.text = plain(text)
        table._tbl.append(copied)
    for column, column_width in zip(table.columns, widths, strict=True):
        column.width = column_width
    return table


def _pattern(table: Any, facts: TableFacts, widths: Sequence[int]) -> Any:
    """Return a row with the look of its cells: copying it takes a tenth of the time of making each row anew."""
    made = _row(table, facts)
    for cell, column, width in zip(made.cells, facts.columns, widths, strict=True):
        write(cell, _FILLER, size=facts.size, bold=column.bold, align=column.align)
        cell.width = width
    table._tbl.remove(made._tr)
    return made._tr


def _row(table: Any, facts: TableFacts) -> Any:
    """Add an empty row that a page end does not divide."""
    made = table.add_row()
    mark(made, "w:cantSplit")
    made.height = Mm(facts.row_height)
    return made
