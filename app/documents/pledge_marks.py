"""The marks of a pledge sheet that bring it back from paper, measured from the very layout that is drawn."""

from typing import Final

from reportlab.lib.units import mm

from app.documents import codes
from app.documents.blocks import Signatures
from app.documents.flow import Placed
from app.documents.page import CORNER_INSET, CORNER_LENGTH, LEFT, PORTRAIT, RIGHT, TOP
from app.documents.pledge_layout import BOX, Item, SheetLayout
from app.records.marks import CODE, CORNER, HUNDREDTHS, SIGN, TICK, Mark

FOOT_CODE: Final = (PORTRAIT[0] - RIGHT - codes.SIDE, 18.6 * mm)
"""Lower left corner of the modules at the foot, right edge on the right margin."""
TOP_CODE: Final = (7.4 * mm, PORTRAIT[1] - 15 * mm - codes.SIDE)
"""The second code for scanning: at the head of the left margin, opposite the first, so that one look tells up."""


def sheet_marks(layout: SheetLayout, *, for_scanning: bool, scale: float = 1.0) -> tuple[Mark, ...]:
    """Return the marks of all pages of a sheet; one printed without boxes still has a code, corners and room to sign.

    ``scale`` is how large the page of A4 is printed; everything on it is smaller by as much, but for the arms of the angles.
    """
    places = (FOOT_CODE, TOP_CODE) if for_scanning else (FOOT_CODE,)
    marks: list[Mark] = []
    for number, page in enumerate(layout.pages, 1):
        marks += [_mark(scale, CODE, number, x, y, codes.SIDE, codes.SIDE) for x, y in places]
        marks += _corners(scale, number)
        for placed in page:
            marks += _of_piece(scale, number, placed)
    return tuple(marks)


def _of_piece(scale: float, page: int, placed: Placed) -> list[Mark]:
    piece, bottom = placed.piece.flowable, PORTRAIT[1] - TOP - placed.top - placed.height
    if isinstance(piece, Item) and piece.number:
        x, y = piece.box()
        return [_mark(scale, TICK, page, LEFT + x, bottom + y, BOX, BOX, piece.number)]
    if isinstance(piece, Signatures):
        x, y, width, height = piece.last_room()
        return [_mark(scale, SIGN, page, LEFT + x, bottom + y, width, height)]
    return []


def _corners(scale: float, page: int) -> list[Mark]:
    width, height, inset = (_hundredths(each * scale) for each in (*PORTRAIT, CORNER_INSET))
    arm = _hundredths(CORNER_LENGTH)
    return [
        Mark(CORNER, page, x, y, towards_x, towards_y)
        for y, towards_y in ((inset, arm), (height - inset, -arm))
        for x, towards_x in ((inset, arm), (width - inset, -arm))
    ]


def _mark(scale: float, kind: str, page: int, x: float, y: float, width: float, height: float, number: int = 0) -> Mark:
    """Return a mark from points above the lower left corner of a page of A4 that is printed smaller by ``scale``."""
    left, top, wide, high = (_hundredths(each * scale) for each in (x, PORTRAIT[1] - y - height, width, height))
    return Mark(kind, page, left, top, wide, high, number)


def _hundredths(points: float) -> int:
    hundredths: float = points / mm * HUNDREDTHS
    return round(hundredths)
