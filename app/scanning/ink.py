"""How much ink lies in a box or in the room to sign, and what can be said for certain from that.

Grey is measured against the paper beside it, never in absolute terms, so a shadow or a weak copy changes nothing. "No" is
said only where not even pale ink lies, "yes" only where there is much of it and it has the shape of a hand's: no speck, no
stain, no line that merely runs through. Between the two nothing is said: a person looks (design text "lessons": handwriting
is not read, ink is).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.records.marks import HUNDREDTHS, NO, TICK, UNSURE, YES, Mark
from app.scanning.geometry import Pixels, Points, Transform, sample
from app.scanning.rings import has_ring

Ink = NDArray[np.bool_]

_PER_MM: Final = 8.0
_REACH: Final = 1.4
"""How far a box may lie from where it is thought to be, in millimetres: a page that is not quite flat."""
_AROUND: Final = 5.0
"""Paper looked at on every side of a mark, in millimetres: what runs through is seen there."""
_INSET: Final = 0.9
"""Kept off a box's own lines, in millimetres: blur and a thick printer's line spread so far."""
_SIGN_INSET: Final = 2.0

_LIGHT: Final = 12.0
"""Width in millimetres of the parts for each of which the grey of the paper is measured; no mark takes up most of one."""
_PALE: Final = 0.15
"""From this share of full darkness on a sample may be ink: a hard pencil is so, and the other side shining through."""
_FAINT: Final = 0.2
"""From this share of full darkness on a sample in a box is ink, if the paper round the box is clean: neither stain nor shadow."""
_INK: Final = 0.3
"""From this share of full darkness on a sample is ink, if it is a line: a soft pencil is, a shadow is not."""
_BLACK: Final = 0.6
"""From this share of full darkness on a sample is ink, line or not: a broad pen."""
_THIN: Final = 0.18
"""By how much a line is darker than the mean of the three millimetres about it; a stain is not."""

_EMPTY_BOX: Final = 0.015
"""Share of the inside of a box that is pale ink, up to which it certainly is empty: less than one grain of dust."""
_MARKED_BOX: Final = 0.06
"""Share that is ink, from which a box may be marked."""
_SPAN: Final = 0.48
"""Share of a box's width or height over which a mark spreads; a speck does not."""
_ROUND: Final = 0.02
"""Share of the paper round a box that is ink, from which a mark may be meant for it: two grains of dust are less."""
_RING: Final = 2.3
"""Millimetres about a box that the printed lines leave free."""
_EMPTY_ROOM: Final = 0.0015
_SIGNED: Final = 2.5
"""Square millimetres of ink within the six by six that hold most of it: two small letters have as much, specks do not."""
_WINDOW: Final = 6.0
_SIGNED_OVER: Final = 2.3
"""Millimetres over which a signature spreads; a blot does not."""
_NO_LINE: Final = 1.4
"""Millimetres that a signature is high and wide at least; a clean line that ends in the room is not."""
_LEADERS: Final = 10.0
"""Millimetres of the room to sign, from the left, into which the leader's stamp may reach: ink there is nobody's for certain."""
_STAMP_FROM: Final = 2.0
"""Millimetres of the room, from the left, right of which the middle of a stamp may lie that is not the leader's."""
_BELOW: Final = 0.01
"""Share of the strip under the room that is ink, from which somebody may have signed there instead."""


@dataclass(frozen=True)
class _Seen:
    """The darkness of a mark and the paper about it, and where its inside begins (samples), as its own frame says."""

    dark: Points
    top: float
    left: float
    height: float
    width: float

    def part(self, top: float, left: float, bottom: float, right: float) -> tuple[slice, slice]:
        """Return the rows and columns between millimetres counted from the upper left corner of the inside."""
        return _span(self.top + top, bottom - top), _span(self.left + left, right - left)

    def inside(self, inset: float) -> tuple[slice, slice]:
        """Return the rows and columns of the inside without its rim."""
        return self.part(inset, inset, self.height - inset, self.width - inset)


def read_marks(
    pixels: Pixels, to_pixels: Transform, marks: Sequence[Mark], *, framed: bool = True, red: Pixels | None = None
) -> list[str]:
    """Return what each box, and the room to sign, says: yes, no or unsure.

    ``red`` is the same picture seen through a red glass, where it has colour: red ink is not to be seen in it, and red are
    stamps (Nghị định 30/2020/NĐ-CP, article 33), while people sign in blue or black.

    A box whose own printed lines are not where they are looked for is unsure, whatever ink lies there; and where that is so of
    many, the page does not lie as it was thought to, and all are. ``framed`` is False for a page printed without frames.
    """
    seen = [_look(pixels, to_pixels, mark, framed=framed) for mark in marks]
    if seen.count(None) * 3 > len(seen):
        return [UNSURE] * len(seen)
    return [
        UNSURE
        if each is None
        else _read_box(each)
        if mark.kind == TICK
        else _signed(_read_room(each), each, _look(red, to_pixels, mark, framed=framed) if red is not None else None)
        for mark, each in zip(marks, seen, strict=True)
    ]


def _signed(said: str, seen: _Seen, without_red: _Seen | None) -> str:
    """Return what a room says once a stamp in it is taken for one: red ink where there is colour, a ring where there is none."""
    least = _FAINT
    if said == YES and without_red is not None:
        said, seen, least = (YES if _read_room(without_red) == YES else UNSURE), without_red, _INK
    stamped = said == YES and has_ring(seen.dark > least, _PER_MM, seen.left + _STAMP_FROM)
    return UNSURE if stamped else said


def _look(pixels: Pixels, to_pixels: Transform, mark: Mark, *, framed: bool) -> _Seen | None:
    """Return what is seen of a mark; None when the frame round it cannot be found."""
    left, top = mark.left / HUNDREDTHS, mark.top / HUNDREDTHS
    width, height = mark.width / HUNDREDTHS, mark.height / HUNDREDTHS
    rim = _AROUND
    patch = sample(pixels, to_pixels, left - rim, top - rim, width + 2 * rim, height + 2 * rim, _PER_MM)
    dark = _darkness(patch)
    down, across = 0.0, 0.0
    if framed:
        about = dark[_span(rim - 2, height + 4), _span(rim - 2, width + 4)]
        rows, columns = _shift(about.mean(axis=1), 2, height), _shift(about.mean(axis=0), 2, width)
        if rows is None or columns is None:
            return None
        down, across = rows, columns
    return _Seen(dark, rim + down, rim + across, height, width)


def _read_box(seen: _Seen) -> str:
    inside = seen.inside(_INSET)
    alone = _ring(seen) <= _ROUND
    if (seen.dark[inside] > _PALE).mean() <= _EMPTY_BOX:
        return NO if alone else UNSURE
    ink = seen.dark[inside] > _FAINT if alone else _lines(seen.dark)[inside]
    spread = max(float(ink.any(axis=axis).mean()) for axis in (0, 1))
    certain = ink.mean() >= _MARKED_BOX and spread >= _SPAN and not _runs_through(seen)
    return YES if certain else UNSURE


def _ring(seen: _Seen) -> float:
    """Return the share of the paper round a box, where nothing is printed, that is ink: a tick may miss its box."""
    outer, inner = (
        (seen.dark[seen.part(-rim, -rim, seen.height + rim, seen.width + rim)] > _PALE) for rim in (_RING, _INSET)
    )
    return float((outer.sum() - inner.sum()) / (outer.size - inner.size))


def _runs_through(seen: _Seen) -> bool:
    """Tell whether a line comes in on one side of a box and goes out on the other: a fold, dust in a feeder, a slip of a pen."""
    near, far = 1.0, 3.0
    rows = _span(seen.top - 0.5, seen.height + 1), _span(seen.left - 0.5, seen.width + 1)
    sides = (
        (seen.dark[rows[0], _span(seen.left - far, far - near)].mean(axis=1),
         seen.dark[rows[0], _span(seen.left + seen.width + near, far - near)].mean(axis=1)),
        (seen.dark[_span(seen.top - far, far - near), rows[1]].mean(axis=0),
         seen.dark[_span(seen.top + seen.height + near, far - near), rows[1]].mean(axis=0)),
    )  # fmt: skip
    return any(min(one.max(), other.max()) > _PALE for one, other in sides)


def _read_room(seen: _Seen) -> str:
    inside = seen.inside(_SIGN_INSET)
    pale = seen.dark[inside] > _PALE
    if pale.mean() <= _EMPTY_ROOM:
        below = seen.dark[seen.part(seen.height + 0.9, 0, seen.height + 4, seen.width)] > _PALE
        return NO if below.mean() < _BELOW else UNSURE
    ink = _lines(seen.dark)[inside]
    ink &= ~_straight(pale)
    ink &= ~_straight(pale.T).T
    ink[:, : round((_LEADERS - _SIGN_INSET) * _PER_MM)] = False
    most = _fullest(ink, _WINDOW)
    across, down = (int(most.any(axis=axis).sum()) / _PER_MM for axis in (0, 1))
    a_hand = max(across, down) >= _SIGNED_OVER and min(across, down) >= _NO_LINE
    return YES if a_hand and most.sum() / _PER_MM**2 >= _SIGNED else UNSURE


def _lines(dark: Points) -> Ink:
    """Return where there is ink: dark enough, and a line rather than a stain unless it is black."""
    side = round(3 * _PER_MM)
    return (dark > _BLACK) | ((dark > _INK) & (dark - _mean_about(dark, side) > _THIN))


def _mean_about(values: Points, side: int) -> Points:
    """Return the mean of the square of ``side`` samples about each place."""
    before, after = side // 2, side - side // 2
    for axis in (0, 1):
        padding = [(0, 0), (0, 0)]
        padding[axis] = (before + 1, after - 1)
        sums = np.pad(values, padding, mode="edge").cumsum(axis=axis)
        values = (np.delete(sums, range(side), axis) - np.delete(sums, range(-side, 0), axis)) / side
    return values


def _straight(ink: Ink) -> Ink:
    """Return the rows and their neighbours, slanted or not, that a line from side to side takes up; nothing if there is none."""
    coarse = round(_PER_MM / 2)
    height, width = ink.shape[0] // coarse, ink.shape[1] // coarse
    taken = np.zeros_like(ink)
    blocks = ink[: height * coarse, : width * coarse].reshape(height, coarse, width, coarse)
    small: Ink = np.asarray(blocks.any(axis=(1, 3)))
    x = np.arange(width)
    for slant in range(-width // 8, width // 8 + 1):
        y = np.arange(height)[:, None] + np.round(slant * (x / width - 0.5)).astype(np.intp)
        along = small[np.clip(y, 0, height - 1), x] & (y >= 0) & (y < height)
        for row in np.flatnonzero(along.sum(axis=1) > 0.75 * width):
            for near in (-1, 0, 1):
                fine = np.clip(y[row] + near, 0, height - 1).repeat(coarse) * coarse
                for step in range(coarse):
                    taken[fine + step, np.arange(len(fine))] = True
    return taken


def _fullest(ink: Ink, side: float) -> Ink:
    """Return the square of ``side`` millimetres that holds the most ink."""
    steps = round(side * _PER_MM)
    sums = np.pad(ink.cumsum(axis=0).cumsum(axis=1), ((1, 0), (1, 0)))
    down, across = min(steps, ink.shape[0]), min(steps, ink.shape[1])
    within = sums[down:, across:] - sums[:-down, across:] - sums[down:, :-across] + sums[:-down, :-across]
    top, left = np.unravel_index(int(within.argmax()), within.shape)
    return ink[top : top + down, left : left + across]


_STANDS_OUT: Final = 0.12
"""How much darker, in the mean over its length, a printed line must be than the paper beside it."""


def _darkness(patch: Points) -> Points:
    """Return 0 for the paper about, 1 for black, whatever the light and though it falls off from side to side."""
    parts = np.array_split(np.arange(patch.shape[1]), max(round(patch.shape[1] / (_LIGHT * _PER_MM)), 1))
    papers = [np.percentile(patch[:, part], 75) for part in parts]
    paper = np.interp(np.arange(patch.shape[1]), [part.mean() for part in parts], papers)
    return np.clip((paper - patch) / np.maximum(paper * 0.85, 40.0), 0, 1)


def _shift(profile: Points, rim: float, length: float) -> float | None:
    """Return how far a box's two parallel lines lie from where they are looked for, in millimetres; None if none stand out.

    ``profile`` is the darkness across the lines, one value a sample. A line is darker than what lies a millimetre beside it.
    """
    steps = round(_REACH * _PER_MM)
    first, last = round(rim * _PER_MM), round((rim + length) * _PER_MM)
    about = np.arange(-steps, steps + 1)
    scores = np.minimum(_line(profile, first + about), _line(profile, last + about))
    best = int(scores.argmax())
    return (best - steps) / _PER_MM if scores[best] >= _STANDS_OUT else None


def _line(profile: Points, at: NDArray[np.intp]) -> Points:
    """Return for each place of ``at`` how much darker the samples there are than those a millimetre outside and inside."""
    last = len(profile) - 1
    here = np.maximum(profile[np.clip(at - 1, 0, last)], profile[np.clip(at, 0, last)])
    aside = round(0.9 * _PER_MM)
    beside = np.full(at.shape, np.inf)
    for place in (at - aside, at + aside):
        beside = np.minimum(beside, np.where((place >= 0) & (place <= last), profile[np.clip(place, 0, last)], np.inf))
    return np.asarray(here - np.where(np.isinf(beside), here, beside))


def _span(start: float, length: float) -> slice:
    return slice(round(start * _PER_MM), round((start + length) * _PER_MM))
