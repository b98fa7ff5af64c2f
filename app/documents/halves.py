"""Small papers for every household, two to a sheet of A4 to be cut across."""

from collections.abc import Callable, Sequence
from typing import Final

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from app.documents.flow import Piece
from app.documents.page import LEFT, PORTRAIT, RIGHT

HALF: Final = PORTRAIT[1] / 2
WIDTH: Final = PORTRAIT[0] - LEFT - RIGHT
_ABOVE: Final = 10 * mm
_SIZES: Final = (12.5, 11.5, 10.5)
"""Type sizes in points, the largest that fits is taken."""


def draw_halves(canvas: Canvas, papers: Sequence[Callable[[float], list[Piece]]]) -> int:
    """Draw the papers, each given as what makes its pieces in a type size, and return the number of pages."""
    for at, paper in enumerate(papers):
        _draw(canvas, paper, PORTRAIT[1] - (at % 2) * HALF)
        if at % 2 == 0:
            canvas.setDash(2, 3)
            canvas.setLineWidth(0.4)
            canvas.line(8 * mm, HALF, PORTRAIT[0] - 8 * mm, HALF)
            canvas.setDash()
        if at % 2 == 1 or at == len(papers) - 1:
            canvas.showPage()
    return (len(papers) + 1) // 2


def _draw(canvas: Canvas, paper: Callable[[float], list[Piece]], top: float) -> None:
    room = HALF - 2 * _ABOVE
    for size in _SIZES:
        pieces = paper(size)
        heights = [piece.gap + piece.flowable.wrapOn(canvas, WIDTH, room)[1] for piece in pieces]
        if sum(heights) <= room:
            break
    y = top - _ABOVE
    for piece, height in zip(pieces, heights, strict=True):
        y -= height
        piece.flowable.drawOn(canvas, LEFT, y)
