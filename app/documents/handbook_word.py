"""The handbook as a Word file a clerk can edit: one book of A5 pages with the words of the printed one."""

from typing import Any, BinaryIO, Final

from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.shared import Mm

from app.documents.errors import NOTHING_TO_PRINT
from app.documents.facts import HandbookFacts
from app.documents.handbook_content import FIRST_LINE, Grid, Passage, Section, sections, title_of, words
from app.documents.word_out import (
    A5,
    CENTRE,
    JUSTIFY,
    LEFT,
    begin_page,
    body_width,
    computed,
    line,
    mark,
    new_document,
    save,
    set_page,
    write,
)
from app.kernel.errors import AppError

_MARGINS: Final = (17.0, 16.0, 17.0, 16.0)
_LINE_STEP: Final = 8.5
"""Millimetres between the lines people write comments on."""
_LINES: Final = (17, 20)
"""Such lines on the first page, which says what they are for, and on another."""


def write_handbook_word(stream: BinaryIO, facts: HandbookFacts) -> None:
    """Write the book; raises DOCUMENT-003 when there is no covenant to print."""
    if not any(covenant.nodes for covenant in facts.covenants):
        raise AppError(NOTHING_TO_PRINT, what="quy ước chưa có nội dung")
    document = new_document(f"{title_of(facts)} {facts.village} {facts.year}")
    page = document.sections[0]
    set_page(page, size=A5, margins=_MARGINS)
    page.different_first_page_header_footer = True
    _number(page.footer.paragraphs[0])
    _cover(document, facts)
    for section in sections(facts):
        begin_page(document)
        _section(document, section, body_width(page))
    for number in range(facts.comment_pages):
        begin_page(document)
        _comments(document, body_width(page), first=number == 0)
    save(document, stream)


def _cover(document: Any, facts: HandbookFacts) -> None:
    text = words().text
    line(document, facts.letterhead.issuer_parent.upper(), size=12, before=20)
    line(document, facts.letterhead.issuer.upper(), size=12, bold=True)
    line(document, title_of(facts).upper(), size=22, bold=True, before=110)
    line(document, text("cover_village", village=facts.village).upper(), size=15, bold=True, before=12)
    line(document, text("cover_year", year=facts.year), before=150)


def _section(document: Any, section: Section, width: int) -> None:
    for each in section:
        if isinstance(each, Grid):
            _grid(document, each, width)
        else:
            add_passage(document, each)


def add_passage(document: Any, passage: Passage, first_line: float = FIRST_LINE) -> Any:
    """Add a paragraph and return it; ``first_line`` is the indent of a plain one, in millimetres."""
    look = passage.look
    align = {"heading": CENTRE, "note": CENTRE, "article": LEFT}.get(look, JUSTIFY)
    made = line(
        document, passage.text, align=align, before=passage.gap, size=passage.size,
        bold=look in ("heading", "article"), italic=look in ("note", "answer"),
    )  # fmt: skip
    made.paragraph_format.keep_with_next = look in ("heading", "article")
    if look == "body":
        made.paragraph_format.left_indent, made.paragraph_format.first_line_indent = Mm(passage.indent), Mm(first_line)
    elif look == "answer":
        made.paragraph_format.left_indent = Mm(FIRST_LINE)
    return made


def _grid(document: Any, grid: Grid, width: int) -> None:
    line(document, "", size=6)
    table = document.add_table(rows=1, cols=len(grid.head))
    table.style, table.alignment, table.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
    mark(table.rows[0], "w:tblHeader")
    for row in grid.rows:
        mark(table.add_row(), "w:cantSplit")
        for cell, text in zip(table.rows[-1].cells, row, strict=True):
            write(cell, text, size=grid.size, align="left")
    for column, label, share in zip(table.columns, grid.head, grid.shares, strict=True):
        write(column.cells[0], label, size=grid.size, bold=True)
        column.width = int(width * share)
        for cell in column.cells:
            cell.width = int(width * share)


def _comments(document: Any, width: int, *, first: bool) -> None:
    """Add dotted lines to write on; the first such page says what for."""
    text = words().text
    if first:
        line(document, text("comments_heading").upper(), size=14, bold=True)
        line(document, text("comments_sentence"), size=11.5, italic=True, before=2)
    for _ in range(_LINES[0 if first else 1]):
        made = document.add_paragraph()
        made.paragraph_format.tab_stops.add_tab_stop(width, WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
        made.paragraph_format.line_spacing = Mm(_LINE_STEP)
        made.add_run("\t")


def _number(paragraph: Any) -> None:
    """Let Word write the number of the page."""
    paragraph.alignment = CENTRE
    computed(paragraph, "PAGE", 2)
