"""Small papers for every household, two to a sheet of A4 to be cut across: invitations, ballots."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO, Final

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable

from app.documents import fonts
from app.documents.blocks import Letterhead, Signatures
from app.documents.facts import LetterheadFacts, SignerFacts
from app.documents.flow import Piece
from app.documents.markup import drawable, paragraph, style
from app.documents.page import LEFT, PORTRAIT, RIGHT, new_canvas
from app.documents.pledge_layout import Title

HALF: Final = PORTRAIT[1] / 2
WIDTH: Final = PORTRAIT[0] - LEFT - RIGHT
ABOVE: Final = 10 * mm
_SIZES: Final = (12.5, 11.5, 10.5)
"""Type sizes in points, the largest that fits is taken."""
_BOX: Final = 4.6 * mm
_WHERE: Final = "giấy của hộ"


@dataclass(frozen=True, slots=True)
class HalfLine:
    """One line with the white space above it in points; ``box`` puts an empty box to tick before it."""

    text: str
    gap: float
    box: bool = False


@dataclass(frozen=True, slots=True)
class Half:
    """One household's paper; ``room`` is the space for the hand above the signer's name, in points."""

    letterhead: LetterheadFacts
    title: str
    subject: str
    lines: tuple[HalfLine, ...]
    signer: SignerFacts
    day: str
    room: float


def write_halves(stream: BinaryIO, halves: Sequence[Half]) -> int:
    """Write the papers as PDF and return the number of pages; raises DOCUMENT-001 for titles, heads and signers."""
    canvas = new_canvas(stream, halves[0].title, halves[0].letterhead.issuer)
    for at, half in enumerate(halves):
        _draw(canvas, half, PORTRAIT[1] - (at % 2) * HALF)
        if at % 2 == 0:
            canvas.setDash(2, 3)
            canvas.setLineWidth(0.4)
            canvas.line(8 * mm, HALF, PORTRAIT[0] - 8 * mm, HALF)
            canvas.setDash()
        if at % 2 == 1 or at == len(halves) - 1:
            canvas.showPage()
    canvas.save()
    return (len(halves) + 1) // 2


def fitting_size(half: Half) -> float:
    """Return the largest type size at which a paper fits its half of the sheet, for Word, which cannot be asked."""
    canvas = new_canvas(io.BytesIO(), half.title, "")
    return _fitting(canvas, half)[0]


def _draw(canvas: Canvas, half: Half, top: float) -> None:
    _, pieces, heights = _fitting(canvas, half)
    y = top - ABOVE
    for piece, height in zip(pieces, heights, strict=True):
        y -= height
        piece.flowable.drawOn(canvas, LEFT, y)


def _fitting(canvas: Canvas, half: Half) -> tuple[float, list[Piece], list[float]]:
    room = HALF - 2 * ABOVE
    for size in _SIZES:
        pieces = _pieces(half, size)
        heights = [piece.gap + piece.flowable.wrapOn(canvas, WIDTH, room)[1] for piece in pieces]
        if sum(heights) <= room:
            break
    return size, pieces, heights


def _pieces(half: Half, size: float) -> list[Piece]:
    body = style(size, align="left")

    def line(each: HalfLine) -> Piece:
        made = Choice(each.text, size) if each.box else paragraph(drawable(each.text), body, where=_WHERE)
        return Piece(made, gap=each.gap)

    return [
        Piece(Letterhead(half.letterhead, WIDTH, half.day)),
        Piece(Title(half.title, half.subject, WIDTH, size=13), gap=6),
        *map(line, half.lines),
        Piece(Signatures((half.signer,), half.letterhead.day_at_foot(half.day), WIDTH, room=half.room), gap=4),
    ]


class Choice(Flowable):  # type: ignore[misc]
    """An empty box and what ticking it says."""

    def __init__(self, text: str, size: float) -> None:
        super().__init__()
        self._text, self._size = drawable(text), size
        self.width, self.height = WIDTH, _BOX + 1

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """Return the size, which does not depend on the room."""
        return self.width, self.height

    def draw(self) -> None:
        """Draw the box at the left."""
        self.canv.setLineWidth(0.8)
        self.canv.rect(6 * mm, 0.5, _BOX, _BOX)
        self.canv.setFont(fonts.REGULAR, self._size)
        self.canv.drawString(6 * mm + _BOX + 3 * mm, 0.5 + (_BOX - self._size * 0.7) / 2, self._text)
