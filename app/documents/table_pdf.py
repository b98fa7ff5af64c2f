"""Lists as PDF: the header row on every page, page x of y, totals and signatures never alone on a page.

Cells are broken into lines here and handed to ReportLab's Table as plain strings, so no text of a person passes
through markup, and all pages are known before the first is drawn.
"""

from collections.abc import Sequence
from typing import BinaryIO, Final

from reportlab.lib.colors import HexColor
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Table, TableStyle

from app.documents import fonts
from app.documents.blocks import Letterhead, Signatures, balanced, common
from app.documents.errors import NOTHING_TO_PRINT
from app.documents.flow import Piece, draw_page, paginate
from app.documents.markup import LINE, drawable, paragraph, printable, style, wrap
from app.documents.page import BOTTOM, LANDSCAPE, LEFT, PORTRAIT, RIGHT, TOP, new_canvas
from app.documents.pledge_layout import Title
from app.documents.tables import Basis, Column, Row, Section, TableFacts
from app.kernel.errors import AppError

_PADDING: Final = 3.0
"""White left and right of a cell's text, in points."""
_STAYS: Final = 2
"""Rows that accompany totals and signatures to a last page."""
_SHADE: Final = HexColor("#EFEFEC")

_Cell = str


def write_table_pdf(stream: BinaryIO, tables: Sequence[TableFacts]) -> int:
    """Write lists one after another, each on pages of its own; return the number of pages. DOCUMENT-001, -003."""
    if not tables:
        raise AppError(NOTHING_TO_PRINT, what="danh sách trống")
    author = next((facts.letterhead.issuer for facts in tables if facts.letterhead), "")
    canvas = new_canvas(stream, tables[0].title, author)
    pages = sum(draw_table(canvas, facts) for facts in tables)
    canvas.save()
    return pages


def draw_table(canvas: Canvas, facts: TableFacts) -> int:
    """Draw one list on new pages of ``canvas`` and return how many; they are counted from 1 at their foot."""
    size = LANDSCAPE if facts.landscape else PORTRAIT
    width = size[0] - LEFT - RIGHT
    height = size[1] - TOP - BOTTOM
    heads = paginate(_before(facts, width), canvas, width, height)
    head_height = heads[-1][-1].top + heads[-1][-1].height
    after = _after(facts, width)
    grid = _Grid(facts, width, height)
    room = height - grid.header_height
    chunks = share_rows(grid.heights, room - head_height, room, _height(after, canvas, width, height))
    before = len(heads) - 1
    pages = before + len(chunks)
    for number in range(1, pages + 1):
        canvas.setPageSize(size)
        top = size[1] - TOP
        if number <= len(heads):
            draw_page(canvas, heads[number - 1], LEFT, top)
        if number == len(heads):
            top -= head_height
        chunk = chunks[number - 1 - before] if number > before else range(0)
        if chunk:
            top = _draw_pieces([Piece(grid.table(chunk))], canvas, width, top, height)
        if number == pages:
            _draw_pieces(after, canvas, width, top, height)
        canvas.setFont(fonts.REGULAR, 11)
        canvas.drawRightString(size[0] - RIGHT, 11 * mm, common().text("page_of", page=number, pages=pages))
        canvas.showPage()
    canvas.setPageSize(PORTRAIT)
    return pages


def share_rows(heights: Sequence[float], first: float, other: float, tail: float) -> list[range]:
    """Share rows out over pages with ``first`` and then ``other`` points of room; ``tail`` follows the last row.

    The tail takes up to two rows along to a page of its own, so that signatures never stand without a list.
    """
    chunks: list[range] = []
    start, room = 0, first
    for index, height in enumerate(heights):
        if (index > start and height > room) or (index == start and height > room and not chunks and room < other):
            chunks.append(range(start, index))
            start, room = index, other
        room -= height
    if tail <= room or start == len(heights):
        return [*chunks, range(start, len(heights))]
    stays = max(start, len(heights) - _STAYS)
    if stays == start and chunks:
        return [*chunks, range(start, len(heights))]
    return [*chunks, range(start, stays), range(stays, len(heights))]


class _Grid:
    """The rows of a list broken into lines at the width of their columns, with the height each takes.

    A row of more lines than a page of ``height`` points has room for goes on in a next row.
    """

    def __init__(self, facts: TableFacts, width: float, height: float) -> None:
        fonts.register()
        self._facts = facts
        total = sum(column.width for column in facts.columns)
        self._widths = [column.width / total * width for column in facts.columns]
        self._leading = facts.size * LINE
        self._header = [self._label(column, room) for column, room in zip(facts.columns, self._widths, strict=True)]
        self.header_height = self._row_height(self._header, 0)
        most = int((height - self.header_height) / self._leading) - 1
        parts = [(part, isinstance(row, Section)) for row in facts.rows for part in _parts(self._cells(row), most)]
        self._rows = [cells for cells, _ in parts]
        self._sections = {index for index, (_, is_section) in enumerate(parts) if is_section}
        self.heights = [self._row_height(cells, facts.row_height * mm) for cells in self._rows]

    def table(self, chunk: range) -> Table:
        """Return a ReportLab table of the header row and the rows of ``chunk``."""
        sections = [at for at, index in enumerate(chunk, 1) if index in self._sections]
        data = [self._header, *(self._rows[index] for index in chunk)]
        heights = [self.header_height, *(self.heights[index] for index in chunk)]
        return Table(data, colWidths=self._widths, rowHeights=heights, style=self._style(sections))

    def _style(self, sections: Sequence[int]) -> TableStyle:
        size, leading = self._facts.size, self._leading
        commands: list[tuple[object, ...]] = [
            ("GRID", (0, 0), (-1, -1), 0.5, "black"),
            ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
            ("FONT", (0, 0), (-1, -1), fonts.REGULAR, size, leading),
            ("FONT", (0, 0), (-1, 0), fonts.BOLD, size, leading),
            ("ALIGN", (0, 0), (-1, 0), "CENTER"),
            ("BACKGROUND", (0, 0), (-1, 0), _SHADE),
            ("LEFTPADDING", (0, 0), (-1, -1), _PADDING),
            ("RIGHTPADDING", (0, 0), (-1, -1), _PADDING),
            ("TOPPADDING", (0, 0), (-1, -1), 0),
            ("BOTTOMPADDING", (0, 0), (-1, -1), size * 0.22),
        ]
        for at, column in enumerate(self._facts.columns):
            commands.append(("ALIGN", (at, 1), (at, -1), column.align.upper()))
            if column.bold:
                commands.append(("FONT", (at, 1), (at, -1), fonts.BOLD, size, leading))
        for row in sections:
            commands += [
                ("SPAN", (0, row), (-1, row)),
                ("FONT", (0, row), (-1, row), fonts.BOLD, size, leading),
                ("ALIGN", (0, row), (-1, row), "LEFT"),
            ]
        return TableStyle(commands)

    def _label(self, column: Column, room: float) -> _Cell:
        lines = balanced(printable(column.label, "tên cột"), fonts.BOLD, self._facts.size, room - 2 * _PADDING)
        return "\n".join(lines)

    def _cells(self, row: Row) -> list[_Cell]:
        size = self._facts.size
        if isinstance(row, Section):
            lines = wrap(drawable(row.label), fonts.BOLD, size, sum(self._widths) - 2 * _PADDING)
            return ["\n".join(lines), *[""] * (len(self._widths) - 1)]
        cells = []
        for text, column, room in zip(row, self._facts.columns, self._widths, strict=True):
            face = fonts.BOLD if column.bold else fonts.REGULAR
            cells.append("\n".join(wrap(drawable(text), face, size, room - 2 * _PADDING)))
        return cells

    def _row_height(self, cells: Sequence[_Cell], least: float) -> float:
        lines = max(cell.count("\n") + 1 for cell in cells)
        return max(lines * self._leading + self._facts.size * 0.5, least)


def _parts(cells: Sequence[_Cell], most: int) -> list[list[_Cell]]:
    """Cut a row's cells into rows of at most ``most`` lines; nearly always the row itself."""
    lines = [cell.split("\n") for cell in cells]
    starts = range(0, max(map(len, lines)), most)
    return [["\n".join(each[start : start + most]) for each in lines] for start in starts]


def _before(facts: TableFacts, width: float) -> list[Piece]:
    pieces = [Piece(Letterhead(facts.letterhead, width, facts.day))] if facts.letterhead else []
    pieces.append(Piece(Title(facts.title, facts.subtitles[0] if facts.subtitles else "", width), gap=10))
    centred, body = style(13, face=fonts.ITALIC, align="center"), style(13)
    pieces += [Piece(paragraph(text, centred, where="tiêu đề danh sách"), gap=2) for text in facts.subtitles[1:]]
    pieces += [Piece(_sentence(each, body), gap=5) for each in facts.intro]
    return [*pieces, Piece(_Gap(8))]


def _sentence(sentence: str | Basis, body: ParagraphStyle) -> Flowable:
    if isinstance(sentence, Basis):
        return paragraph(sentence.text, style(13, face=fonts.ITALIC), where="căn cứ")
    return paragraph(sentence, body, where="lời dẫn của danh sách")


def _after(facts: TableFacts, width: float) -> list[Piece]:
    body = style(13, align="left")
    pieces = [Piece(paragraph(text, body, where="dòng tổng hợp"), gap=7) for text in facts.notes]
    if facts.signatures:
        pieces.append(Piece(Signatures(facts.signatures, facts.day_at_foot, width), gap=10))
    return pieces


class _Gap(Flowable):  # type: ignore[misc]
    """White space of a given height."""

    def __init__(self, height: float) -> None:
        super().__init__()
        self.width, self.height = 0.0, height

    def draw(self) -> None:
        """Draw nothing."""


def _height(pieces: Sequence[Piece], canvas: Canvas, width: float, height: float) -> float:
    return float(sum(piece.gap + piece.flowable.wrapOn(canvas, width, height)[1] for piece in pieces))


def _draw_pieces(pieces: Sequence[Piece], canvas: Canvas, width: float, top: float, height: float) -> float:
    """Draw pieces one under another from ``top`` downwards; return where they end."""
    for piece in pieces:
        _, own = piece.flowable.wrapOn(canvas, width, height)
        top -= piece.gap + own
        piece.flowable.drawOn(canvas, LEFT, top)
    return top
