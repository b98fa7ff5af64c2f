"""Laying pieces of a page one under another, by hand: pages are known before anything is drawn.

ReportLab's own frames draw as they place. A pledge sheet must know first whether it fits, take a smaller type if it
does not, and spread its lines over the page if it does.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable


@dataclass(frozen=True, slots=True)
class Piece:
    """A flowable, the white space above it (dropped at the head of a page) and how it behaves.

    ``give`` is how much more white space it takes above it when the page has room to spare; ``with_next`` keeps it
    on the page of the piece that follows. Points.
    """

    flowable: Flowable
    gap: float = 0
    give: float = 0
    with_next: bool = False


@dataclass(frozen=True, slots=True)
class Placed:
    """A piece's place: ``top`` is the distance of its upper edge from the top of the body."""

    piece: Piece
    top: float
    height: float


Page = tuple[Placed, ...]


def paginate(pieces: Sequence[Piece], canvas: Canvas, width: float, height: float) -> list[Page]:
    """Place ``pieces`` on as many pages of ``width`` x ``height`` as they need; a single page is spread.

    A paragraph that does not fit is split between lines; pieces kept together move together. What is higher than a
    whole page is split where it can be and is never dropped.
    """
    waiting = deque(_units(pieces))
    pages: list[Page] = []
    page: list[Placed] = []
    while waiting:
        unit = waiting.popleft()
        used = page[-1].top + page[-1].height if page else 0.0
        placed = _stack(unit, canvas, width, height, used)
        if placed[-1].top + placed[-1].height <= height + 0.01:
            page.extend(placed)
            continue
        if len(unit) > 1:
            if not page:
                waiting.extendleft([piece] for piece in reversed(unit))
                continue
        elif parts := _split(unit[0], canvas, width, height - used):
            page.extend(_stack(parts[:1], canvas, width, height, used))
            unit = parts[1:]
        elif not page:
            page, unit = placed, []
        pages.append(tuple(page))
        page = []
        if unit:
            waiting.appendleft(unit)
    if page:
        pages.append(tuple(page))
    return [_spread(pages[0], height)] if len(pages) == 1 else pages


def draw_page(canvas: Canvas, page: Page, left: float, top: float) -> None:
    """Draw a page's pieces; ``left``, ``top`` is the upper left corner of its body."""
    for placed in page:
        placed.piece.flowable.drawOn(canvas, left, top - placed.top - placed.height)


def _units(pieces: Sequence[Piece]) -> list[list[Piece]]:
    units: list[list[Piece]] = [[]]
    for piece, following in pairwise([*pieces, None]):
        assert piece is not None
        units[-1].append(piece)
        if following and not piece.with_next:
            units.append([])
    return units if pieces else []


def _stack(pieces: Sequence[Piece], canvas: Canvas, width: float, height: float, used: float) -> list[Placed]:
    placed = []
    for piece in pieces:
        _, own = piece.flowable.wrapOn(canvas, width, height)
        top = used + (piece.gap if used else 0)
        placed.append(Placed(piece, top, own))
        used = top + own
    return placed


def _split(piece: Piece, canvas: Canvas, width: float, room: float) -> list[Piece]:
    """Return the piece in two parts, the first fitting ``room``; empty if it cannot be split there."""
    parts = piece.flowable.splitOn(canvas, width, room - piece.gap) if room > piece.gap else []
    if len(parts) < 2:
        return []
    return [replace(piece, flowable=parts[0]), *(replace(piece, flowable=part, gap=0) for part in parts[1:])]


def _spread(page: Page, height: float) -> Page:
    """Share out the spare height between the pieces, each taking at most its ``give``."""
    spare = height - page[-1].top - page[-1].height
    wanted = sum(placed.piece.give for placed in page)
    share = min(1.0, spare / wanted) if wanted > 0 else 0.0
    shift, result = 0.0, []
    for placed in page:
        shift += placed.piece.give * share
        result.append(replace(placed, top=placed.top + shift))
    return tuple(result)
