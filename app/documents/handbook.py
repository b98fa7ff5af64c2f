"""Sổ tay quy ước on A5 (seed 003): cover, recognition decision, covenant by article, who to turn to, pages for comments.

Every page is drawn once as a form XObject and then laid on paper: one after another on A5, or two to a side of A4 in the
order in which a folded and stapled booklet reads. A thousand copies with a name on each cover share those drawings.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO, Final

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Table, TableStyle

from app.documents import codes, fonts
from app.documents.blocks import balanced, rule
from app.documents.errors import NOTHING_TO_PRINT
from app.documents.facts import HandbookFacts, OwnerFacts
from app.documents.flow import Piece, draw_page, paginate
from app.documents.handbook_content import FIRST_LINE, Grid, Passage, Section, sections, title_of, words
from app.documents.markup import paragraph, printable, style
from app.documents.page import LANDSCAPE, SMALL, new_canvas
from app.kernel.errors import AppError
from app.kernel.progress import Progress
from app.vietnamese import sheet_code
from app.vietnamese.numbers import format_number

_SIDE, _TOP, _BOTTOM = 16 * mm, 17 * mm, 17 * mm
_WIDTH: Final = SMALL[0] - 2 * _SIDE
_HEIGHT: Final = SMALL[1] - _TOP - _BOTTOM
_SMALL_PRINT: Final = 11.5
_LINE_STEP: Final = 8.5 * mm
"""Distance of the ruled lines people write comments on."""
_TITLE_LINES: Final = 4
_SHEET_PAGES: Final = 4
_LEAF_PAGES: Final = 2
_BACK_CODE: Final = 34 * mm
"""How far above the edge of the paper the code on the back stands."""

Draw = Callable[[Canvas], None]


def write_handbook(
    stream: BinaryIO, facts: HandbookFacts, *, booklet: bool = False, progress: Progress | None = None
) -> int:
    """Write the handbook and return its number of pages (of the book, not of the paper).

    ``booklet`` lays the pages on A4 for folding. With owners there is a copy for each in the file; codes of theirs stand on a
    page at the back, which is the outside of the last sheet. Raises DOCUMENT-001 for characters without glyph, DOCUMENT-003
    when there is no covenant to print.
    """
    if not any(covenant.nodes for covenant in facts.covenants):
        raise AppError(NOTHING_TO_PRINT, what="quy ước chưa có nội dung")
    title = f"{title_of(facts)} {facts.village} {facts.year}"
    canvas = new_canvas(stream, title, facts.letterhead.issuer, LANDSCAPE if booklet else SMALL)
    book = _Book(canvas)
    book.add(lambda target: _cover(target, facts), numbered=False)
    for section in sections(facts):
        book.flow(_pieces(section))
    for number in range(facts.comment_pages):
        book.add(lambda target, first=number == 0: _comments(target, first))  # type: ignore[misc]
    if any(owner.code for owner in facts.owners):
        book.close(_SHEET_PAGES if booklet else _LEAF_PAGES)
    if progress:
        progress.stage("Vẽ sổ tay", len(book.pages))
    names = book.draw(progress)
    lay = _lay_as_booklet if booklet else _lay_one_by_one
    if progress and facts.owners:
        progress.stage("Ghi tên từng hộ", len(facts.owners))
    for owner in facts.owners or (None,):
        lay(canvas, names, owner)
        if progress and owner:
            progress.advance()
    canvas.save()
    return len(names)


def booklet_order(pages: int) -> list[tuple[int, int]]:
    """Return left and right page of each side of paper, front and back in turn; 0 and beyond ``pages`` are blank.

    Sides come in twos; the count is rounded up to four pages a sheet: for 6 pages ``[(8, 1), (2, 7), (6, 3), (4, 5)]``.
    """
    total = -(-pages // _SHEET_PAGES) * _SHEET_PAGES
    sides: list[tuple[int, int]] = []
    for sheet in range(total // _SHEET_PAGES):
        low, high = 2 * sheet + 1, total - 2 * sheet
        sides += [(high, low), (low + 1, high - 1)]
    return sides


@dataclass
class _Book:
    """The pages of the book in order, each a way to draw it, and whether it carries its number."""

    canvas: Canvas
    pages: list[tuple[Draw, bool]] = field(default_factory=list)

    def add(self, draw: Draw, *, numbered: bool = True) -> None:
        self.pages.append((draw, numbered))

    def flow(self, pieces: Sequence[Piece]) -> None:
        """Add as many pages as the pieces need, beginning a new one."""
        for page in paginate(pieces, self.canvas, _WIDTH, _HEIGHT):
            self.add(lambda target, page=page: draw_page(target, page, _SIDE, SMALL[1] - _TOP))  # type: ignore[misc]

    def close(self, multiple: int) -> None:
        """Add the back, with blank pages before it so that it is the last of a ``multiple``: the outside of a sheet."""
        while (len(self.pages) + 1) % multiple:
            self.add(lambda _: None, numbered=False)
        self.add(_back, numbered=False)

    def draw(self, progress: Progress | None) -> list[str]:
        """Draw each page as a form and return their names."""
        names = []
        for number, (draw, numbered) in enumerate(self.pages, 1):
            name = f"page{number}"
            self.canvas.beginForm(name, 0, 0, *SMALL)
            draw(self.canvas)
            if numbered:
                self.canvas.setFont(fonts.REGULAR, 11)
                self.canvas.drawCentredString(SMALL[0] / 2, 9 * mm, str(number))
            self.canvas.endForm()
            names.append(name)
            if progress:
                progress.advance()
        return names


def _lay_one_by_one(canvas: Canvas, names: Sequence[str], owner: OwnerFacts | None) -> None:
    for number in range(1, len(names) + 1):
        canvas.setPageSize(SMALL)
        _place(canvas, names, number, owner)
        canvas.showPage()


def _place(canvas: Canvas, names: Sequence[str], number: int, owner: OwnerFacts | None) -> None:
    """Draw page ``number`` at the origin; on a cover whose copy it is, on a back its code."""
    canvas.doForm(names[number - 1])
    if owner is not None and number == 1:
        _owner(canvas, owner)
    elif owner is not None and owner.code and number == len(names):
        _code(canvas, owner)


def _owner(canvas: Canvas, owner: OwnerFacts) -> None:
    """Write the household's name on the cover, dots for the hand where the books know none."""
    text, centre = words().text, SMALL[0] / 2
    top = _centred(canvas, text("cover_owner"), fonts.ITALIC, 13, centre, SMALL[1] * 0.32)
    name = printable(owner.head, "tên chủ hộ") or text("cover_owner_by_hand")
    top = _centred(canvas, name, fonts.BOLD, 15, centre, top - 6)
    group = printable(text("cover_owner_group", group=owner.group), "tên tổ")
    top = _centred(canvas, group, fonts.REGULAR, 13, centre, top - 2)
    if owner.copy:
        _centred(canvas, words().text("cover_copy", copy=format_number(owner.copy)), fonts.REGULAR, 13, centre, top - 2)


def _back(canvas: Canvas) -> None:
    """Draw what all backs share: what the code is for."""
    _frame(canvas)
    _centred(canvas, words().text("back_code"), fonts.ITALIC, _SMALL_PRINT, SMALL[0] / 2, _BACK_CODE - 34)


def _code(canvas: Canvas, owner: OwnerFacts) -> None:
    """Draw a copy's code, below it the same to be typed, above it the copy's number."""
    centre = SMALL[0] / 2
    codes.draw(canvas, owner.code, centre - codes.SIDE / 2, _BACK_CODE)
    above = _BACK_CODE + codes.SIDE + codes.QUIET
    _centred(canvas, words().text("cover_copy", copy=format_number(owner.copy)), fonts.BOLD, 13, centre, above)
    _centred(canvas, sheet_code.format(owner.code), fonts.REGULAR, 12, centre, _BACK_CODE - 18)


def _frame(canvas: Canvas) -> None:
    """Draw the double frame of cover and back."""
    for inset, weight in ((9 * mm, 1.2), (10.5 * mm, 0.4)):
        canvas.setLineWidth(weight)
        canvas.rect(inset, inset, SMALL[0] - 2 * inset, SMALL[1] - 2 * inset)


def _lay_as_booklet(canvas: Canvas, names: Sequence[str], owner: OwnerFacts | None) -> None:
    for left, right in booklet_order(len(names)):
        canvas.setPageSize(LANDSCAPE)
        for page, shift in ((left, 0.0), (right, LANDSCAPE[0] / 2)):
            if page <= len(names):
                canvas.saveState()
                canvas.translate(shift, 0)
                _place(canvas, names, page, owner)
                canvas.restoreState()
        canvas.showPage()


def _cover(canvas: Canvas, facts: HandbookFacts) -> None:
    text, centre, top = words().text, SMALL[0] / 2, SMALL[1] - 24 * mm
    _frame(canvas)
    for issuer, face in ((facts.letterhead.issuer_parent, fonts.REGULAR), (facts.letterhead.issuer, fonts.BOLD)):
        top = _centred(canvas, printable(issuer, "tên cơ quan").upper(), face, 12, centre, top)
    rule(canvas, centre, top + 6, 26 * mm)
    title = printable(title_of(facts), "tên sổ tay").upper()
    middle = _centred(canvas, title, fonts.BOLD, _title_size(title), centre, SMALL[1] * 0.62)
    village = printable(text("cover_village", village=facts.village), "tên thôn").upper()
    _centred(canvas, village, fonts.BOLD, 15, centre, middle - 12)
    _centred(canvas, text("cover_year", year=facts.year), fonts.REGULAR, 13, centre, 22 * mm)


def _title_size(title: str) -> float:
    """Return the largest type at which a title takes at most a handful of lines of the cover."""
    sizes = (22.0, 18.0, 15.0, 12.0)
    room = SMALL[0] - 34 * mm
    return next((size for size in sizes if len(balanced(title, fonts.BOLD, size, room)) <= _TITLE_LINES), sizes[-1])


def _centred(canvas: Canvas, text: str, face: str, size: float, centre: float, top: float) -> float:
    """Draw a text in balanced centred lines from ``top`` down and return where it ended."""
    canvas.setFont(face, size)
    for line in balanced(text, face, size, SMALL[0] - 34 * mm) if text else ():
        canvas.drawCentredString(centre, top, line)
        top -= size * 1.35
    return top


def _pieces(section: Section) -> list[Piece]:
    return [_table(each) if isinstance(each, Grid) else passage_piece(each) for each in section]


def passage_piece(passage: Passage, first_line: float = FIRST_LINE * mm) -> Piece:
    """Return a paragraph ready to be placed; ``first_line`` is the indent of a plain one, in points."""
    size, indent = passage.size, passage.indent * mm
    looks = {
        "heading": style(size, face=fonts.BOLD, align="center"),
        "article": style(size, face=fonts.BOLD, align="left"),
        "body": style(size, first_indent=first_line, left_indent=indent),
        "note": style(size, face=fonts.ITALIC, align="center"),
        "answer": style(size, face=fonts.ITALIC, left_indent=FIRST_LINE * mm),
    }
    made = paragraph(passage.text, looks[passage.look], where=passage.where)
    return Piece(made, gap=passage.gap, with_next=passage.look in ("heading", "article"))


def _table(grid: Grid) -> Piece:
    """Return a small table of plain texts, each wrapped in its cell."""
    plain, bold = style(grid.size, align="left"), style(grid.size, face=fonts.BOLD, align="center")
    cells = [[paragraph(each, bold, where="tên cột", narrow=True) for each in grid.head]]
    cells += [[paragraph(each, plain, where=f"bảng, dòng {row[0]}", narrow=True) for each in row] for row in grid.rows]
    table = Table(cells, colWidths=[_WIDTH * share for share in grid.shares], repeatRows=1)
    table.setStyle(
        TableStyle(
            [
                (
                    "FONT",
                    (0, 0),
                    (-1, -1),
                    fonts.REGULAR,
                    _SMALL_PRINT,
                ),  # else the cells name Helvetica, which is not embedded
                ("GRID", (0, 0), (-1, -1), 0.5, "black"),
                ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
                ("TOPPADDING", (0, 0), (-1, -1), 3),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 5),
            ]
        )
    )
    return Piece(table, gap=10)


def _comments(canvas: Canvas, first: bool) -> None:
    """Draw ruled lines to write on; the first such page says what for."""
    text, top = words().text, SMALL[1] - _TOP
    if first:
        top = _centred(canvas, text("comments_heading").upper(), fonts.BOLD, 14, SMALL[0] / 2, top - 12)
        top = _centred(canvas, text("comments_sentence"), fonts.ITALIC, _SMALL_PRINT, SMALL[0] / 2, top - 2)
    canvas.setLineWidth(0.4)
    canvas.setDash(1, 2)
    top -= _LINE_STEP
    while top > _BOTTOM:
        canvas.line(_SIDE, top, SMALL[0] - _SIDE, top)
        top -= _LINE_STEP
    canvas.setDash()
