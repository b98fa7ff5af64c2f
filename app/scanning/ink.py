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


TICKS: Final = Bounds(0.015, 0.06)
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
        rows, columns = _shift(dark.mean(axis=1), rim, height), _shift(dark.mean(axis=0), rim, width)
        if rows is None or columns is None:
            return None
        down, across = rows, columns
    inset = _SIGN_INSET if mark.kind == SIGN else _INSET
    inner = dark[_span(rim + down + inset, height - 2 * inset), _span(rim + across + inset, width - 2 * inset)]
    return float((inner > _INK).mean())


_STANDS_OUT: Final = 0.12
"""How much darker, in the mean over its length, a printed line must be than the paper beside it."""
_INK: Final = 0.3
"""From this share of full darkness on a sample is ink: a soft pencil is, a shadow or the other side shining through is not."""


def _darkness(patch: Points) -> Points:
    """Return 0 for the paper about, 1 for black, whatever the light."""
    paper = np.percentile(patch, 75)
    return np.clip((paper - patch) / max(paper * 0.85, 40.0), 0, 1)


def _shift(profile: Points, rim: float, length: float) -> float | None:
    """Return how far a box's two parallel lines lie from where they are looked for, in millimetres; None if none stand out.

    ``profile`` is the darkness across the lines, one value a sample. A line is darker than what lies a millimetre beside it.
    """
    steps = round(_REACH * _PER_MM)
    first, last = round(rim * _PER_MM), round((rim + length) * _PER_MM)
    scores = [min(_line(profile, first + step), _line(profile, last + step)) for step in range(-steps, steps + 1)]
    best = int(np.argmax(scores))
    return (best - steps) / _PER_MM if scores[best] >= _STANDS_OUT else None


def _line(profile: Points, at: int) -> float:
    """Return how much darker the samples at ``at`` are than those a millimetre outside and inside."""
    here = profile[max(at - 1, 0) : at + 1].max()
    aside = round(0.9 * _PER_MM)
    beside = [profile[place] for place in (at - aside, at + aside) if 0 <= place < len(profile)]
    return float(here - min(beside, default=here))


def _span(start: float, length: float) -> slice:
    return slice(round(start * _PER_MM), round((start + length) * _PER_MM))
