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

from app.documents import fonts
from app.documents.blocks import balanced, rule
from app.documents.errors import NOTHING_TO_PRINT
from app.documents.facts import HandbookFacts, OwnerFacts
from app.documents.flow import Piece, draw_page, paginate
from app.documents.handbook_content import FIRST_LINE, Grid, Passage, Section, sections, title_of, words
from app.documents.markup import paragraph, printable, style
from app.documents.page import LANDSCAPE, SMALL, new_canvas
from app.kernel.errors import AppError
from app.kernel.progress import Progress

_SIDE, _TOP, _BOTTOM = 16 * mm, 17 * mm, 17 * mm
_WIDTH: Final = SMALL[0] - 2 * _SIDE
_HEIGHT: Final = SMALL[1] - _TOP - _BOTTOM
_SMALL_PRINT: Final = 11.5
_LINE_STEP: Final = 8.5 * mm
"""Distance of the ruled lines people write comments on."""
_TITLE_LINES: Final = 4
_SHEET_PAGES: Final = 4

Draw = Callable[[Canvas], None]


def write_handbook(
    stream: BinaryIO, facts: HandbookFacts, *, booklet: bool = False, progress: Progress | None = None
) -> int:
    """Write the handbook and return its number of pages (of the book, not of the paper).

    ``booklet`` lays the pages on A4 for folding. With owners there is a copy for each in the file. Raises DOCUMENT-001 for
    characters without glyph, DOCUMENT-003 when there is no covenant to print.
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
    for number, name in enumerate(names, 1):
        canvas.setPageSize(SMALL)
        _place(canvas, name, owner if number == 1 else None)
        canvas.showPage()


def _place(canvas: Canvas, name: str, owner: OwnerFacts | None) -> None:
    """Draw a page at the origin, and on a cover whose copy it is."""
    canvas.doForm(name)
    if owner is not None:
        _owner(canvas, owner)


def _owner(canvas: Canvas, owner: OwnerFacts) -> None:
    """Write the household's name on the cover, dots for the hand where the books know none."""
    text, centre = words().text, SMALL[0] / 2
    top = _centred(canvas, text("cover_owner"), fonts.ITALIC, 13, centre, SMALL[1] * 0.32)
    name = printable(owner.head, "tên chủ hộ") or text("cover_owner_by_hand")
    top = _centred(canvas, name, fonts.BOLD, 15, centre, top - 6)
    group = printable(text("cover_owner_group", group=owner.group), "tên tổ")
    _centred(canvas, group, fonts.REGULAR, 13, centre, top - 2)


def _lay_as_booklet(canvas: Canvas, names: Sequence[str], owner: OwnerFacts | None) -> None:
    for left, right in booklet_order(len(names)):
        canvas.setPageSize(LANDSCAPE)
        for page, shift in ((left, 0.0), (right, LANDSCAPE[0] / 2)):
            if page <= len(names):
                canvas.saveState()
                canvas.translate(shift, 0)
                _place(canvas, names[page - 1], owner if page == 1 else None)
                canvas.restoreState()
        canvas.showPage()


def _cover(canvas: Canvas, facts: HandbookFacts) -> None:
    text, centre, top = words().text, SMALL[0] / 2, SMALL[1] - 24 * mm
    canvas.setLineWidth(1.2)
    canvas.rect(9 * mm, 9 * mm, SMALL[0] - 18 * mm, SMALL[1] - 18 * mm)
    canvas.setLineWidth(0.4)
    canvas.rect(10.5 * mm, 10.5 * mm, SMALL[0] - 21 * mm, SMALL[1] - 21 * mm)
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
    return [_table(each) if isinstance(each, Grid) else _passage(each) for each in section]


def _passage(passage: Passage) -> Piece:
    size, indent = passage.size, passage.indent * mm
    looks = {
        "heading": style(size, face=fonts.BOLD, align="center"),
        "article": style(size, face=fonts.BOLD, align="left"),
        "body": style(size, first_indent=FIRST_LINE * mm, left_indent=indent),
        "note": style(size, face=fonts.ITALIC, align="center"),
        "answer": style(size, face=fonts.ITALIC, left_indent=FIRST_LINE * mm),
    }
    made = paragraph(passage.text, looks[passage.look], where=passage.where)
    return Piece(made, gap=passage.gap, with_next=passage.look in ("heading", "article"))


def _table(grid: Grid) -> Piece:
    """Return a small table of plain texts, each wrapped in its cell."""
    plain, bold = style(grid.size, align="left"), style(grid.size, face=fonts.BOLD, align="center")
    cells = [[paragraph(each, bold, where="tên cột") for each in grid.head]]
    cells += [[paragraph(each, plain, where=f"bảng, dòng {row[0]}") for each in row] for row in grid.rows]
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
