"""How much ink lies in a box or in the room to sign, and what can be said for certain from that.

Grey is measured against the paper beside it, never in absolute terms, so a shadow or a weak copy changes nothing. Between
"certainly empty" and "certainly marked" lies a band of which nothing is said: a person looks (design text "lessons": handwriting
is not read, ink is).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from app.records.marks import HUNDREDTHS, NO, SIGN, TICK, UNSURE, YES, Mark
from app.scanning.geometry import Pixels, Points, Transform, sample

_PER_MM: Final = 8.0
_REACH: Final = 1.4
"""How far a box may lie from where it is thought to be, in millimetres: a page that is not quite flat."""
_INSET: Final = 0.9
"""Kept off a box's own lines, in millimetres: blur and a thick printer's line spread so far."""
_SIGN_INSET: Final = 2.0


@dataclass(frozen=True)
class Bounds:
    """Shares of the area that are ink: up to ``empty`` there certainly is no mark, from ``marked`` on there certainly is one."""

    empty: float
    marked: float

    def read(self, share: float) -> str:
        """Return yes, no or unsure."""
        if share <= self.empty:
            return NO
        return YES if share >= self.marked else UNSURE


TICKS: Final = Bounds(0.015, 0.08)
SIGNATURE: Final = Bounds(0.0015, 0.006)


def read_marks(pixels: Pixels, to_pixels: Transform, marks: Sequence[Mark], *, framed: bool = True) -> list[str]:
    """Return what each box, and the room to sign, says: yes, no or unsure.

    A box whose own printed lines are not where they are looked for is unsure, whatever ink lies there; and where that is so of
    many, the page does not lie as it was thought to, and all are. ``framed`` is False for a page printed without frames.
    """
    shares = [ink_share(pixels, to_pixels, mark, framed=framed) for mark in marks]
    if shares.count(None) * 3 > len(shares):
        return [UNSURE] * len(shares)
    return [
        UNSURE if share is None else (TICKS if mark.kind == TICK else SIGNATURE).read(share)
        for mark, share in zip(marks, shares, strict=True)
    ]


def ink_share(pixels: Pixels, to_pixels: Transform, mark: Mark, *, framed: bool = True) -> float | None:
    """Return which share of the inside of a mark is ink; None when the frame round it cannot be found."""
    left, top = mark.left / HUNDREDTHS, mark.top / HUNDREDTHS
    width, height = mark.width / HUNDREDTHS, mark.height / HUNDREDTHS
    rim = _REACH + 0.6
    patch = sample(pixels, to_pixels, left - rim, top - rim, width + 2 * rim, height + 2 * rim, _PER_MM)
    dark = _darkness(patch)
    down, across = 0.0, 0.0
    if framed:
        rows, columns = _shift(dark, rim, height, width), _shift(dark.T, rim, width, height)
        if rows is None or columns is None:
            return None
        down, across = rows, columns
    inset = _SIGN_INSET if mark.kind == SIGN else _INSET
    inner = dark[_span(rim + down + inset, height - 2 * inset), _span(rim + across + inset, width - 2 * inset)]
    return float((inner > _INK).mean())


_LINE_DARK: Final = 0.13
_WHOLE: Final = 0.8
"""A printed line is at least this dark over at least this share of its length; blur and weak copies take from both."""
_STANDS_OUT: Final = 0.06
"""How much darker, in the mean over its length, a printed line must be than the paper beside it."""
_INK: Final = 0.3
"""From this share of full darkness on a sample is ink: a soft pencil is, a shadow or the other side shining through is not."""


def _darkness(patch: Points) -> Points:
    """Return 0 for the paper about, 1 for black, whatever the light."""
    paper = np.percentile(patch[::2, ::2], 75)
    return np.clip((paper - patch) / max(paper * 0.85, 40.0), 0, 1)


def _shift(dark: Points, rim: float, length: float, across: float) -> float | None:
    """Return how far a box's two level lines lie from where they are looked for, in millimetres; None if they are not there.

    ``length`` is the distance of the two lines, ``across`` how long they are. A printed line is dark from end to end, which a
    line of letters is not, and darker than the paper a millimetre beside it, which a stain is not.
    """
    inner = dark[:, _span(rim + 0.4, across - 0.8)]
    thick = np.maximum.reduce([inner[shift : len(inner) - 4 + shift] for shift in range(5)])
    whole = np.pad((thick > _LINE_DARK).mean(axis=1), 2)
    mean = inner.mean(axis=1)
    first, last = round(rim * _PER_MM), round((rim + length) * _PER_MM)
    best, best_score = None, 0.0
    for step in range(-round(_REACH * _PER_MM), round(_REACH * _PER_MM) + 1):
        sides = first + step, last + step
        stands_out = min(_contrast(mean, side) for side in sides)
        if min(whole[side] for side in sides) >= _WHOLE and stands_out > best_score:
            best, best_score = step, stands_out
    return best / _PER_MM if best is not None and best_score >= _STANDS_OUT else None


def _contrast(mean: Points, at: int) -> float:
    """Return how much darker the samples at ``at`` are than the lighter of those a millimetre outside and inside."""
    aside = round(0.9 * _PER_MM)
    beside = [mean[place] for place in (at - aside, at + aside) if 0 <= place < len(mean)]
    return float(mean[max(at - 1, 0) : at + 1].max() - min(beside))


def _span(start: float, length: float) -> slice:
    return slice(round(start * _PER_MM), round((start + length) * _PER_MM))
