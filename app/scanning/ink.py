"""How much ink lies in a box or in the room to sign, and what can be said for certain from that.

Grey is measured against the paper beside it, never in absolute terms, so a shadow or a weak copy changes nothing. Between
"certainly empty" and "certainly marked" lies a band of which nothing is said: a person looks (design text "lessons": handwriting
is not read, ink is).
"""

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


def read_mark(pixels: Pixels, to_pixels: Transform, mark: Mark) -> str:
    """Return what a box or the room to sign says: yes, no or unsure."""
    share = ink_share(pixels, to_pixels, mark)
    return (TICKS if mark.kind == TICK else SIGNATURE).read(share)


def ink_share(pixels: Pixels, to_pixels: Transform, mark: Mark) -> float:
    """Return which share of the inside of a mark is ink."""
    left, top = mark.left / HUNDREDTHS, mark.top / HUNDREDTHS
    width, height = mark.width / HUNDREDTHS, mark.height / HUNDREDTHS
    rim = _REACH + 0.6
    patch = sample(pixels, to_pixels, left - rim, top - rim, width + 2 * rim, height + 2 * rim, _PER_MM)
    dark = _darkness(patch)
    down, across = _shift(dark, width, height, rim)
    inset = _SIGN_INSET if mark.kind == SIGN else _INSET
    rows = _span(rim + down + inset, height - 2 * inset)
    columns = _span(rim + across + inset, width - 2 * inset)
    return float((dark[rows, columns] > _INK).mean())


_INK: Final = 0.3
"""From this share of full darkness on a sample is ink: a soft pencil is, a shadow or the other side shining through is not."""


def _darkness(patch: Points) -> Points:
    """Return 0 for the paper about, 1 for black, whatever the light."""
    paper = np.percentile(patch, 75)
    return np.clip((paper - patch) / max(paper * 0.85, 40.0), 0, 1)


def _shift(dark: Points, width: float, height: float, rim: float) -> tuple[float, float]:
    """Return how far the box's own lines lie from where they are looked for, downwards and across, in millimetres."""
    rows, columns = dark.mean(axis=1), dark.mean(axis=0)
    return _best(rows, rim, height), _best(columns, rim, width)


def _best(profile: Points, rim: float, length: float) -> float:
    """Return the shift at which both of a box's parallel lines are darkest together; 0 where no line stands out."""
    steps = round(_REACH * _PER_MM)
    first, last = round(rim * _PER_MM), round((rim + length) * _PER_MM)
    scores = [
        min(profile[first + step - 1 : first + step + 1].max(), profile[last + step - 1 : last + step + 1].max())
        for step in range(-steps, steps + 1)
    ]
    best = int(np.argmax(scores))
    stands_out = scores[best] > 2.0 * float(np.median(scores)) + 0.05
    return (best - steps) / _PER_MM if stands_out else 0.0


def _span(start: float, length: float) -> slice:
    return slice(round(start * _PER_MM), round((start + length) * _PER_MM))
