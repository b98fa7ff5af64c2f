"""Shapes in the room to sign that are nobody's signature: the ring of a stamp, a line with dust about it.

Both only ever take a certainty away: what is found here is left to a person.
"""

import functools
from typing import Final

import numpy as np
from numpy import fft
from numpy.typing import NDArray

from app.scanning.geometry import Points

Ink = NDArray[np.bool_]

_PER_MM: Final = 2
"""Samples a millimetre at which rings are looked for: a stamp's line is one of them wide."""
_SMALLEST: Final = 20
_LARGEST: Final = 41
"""Radii in samples: stamps of offices measure 30 to 40 mm across, those of associations and shops 20 and more."""
_OUTSIDE: Final = 3
"""Samples beyond a ring where a stamp has nothing and a scribble has as much as on it."""
_WIDEST: Final = _LARGEST + _OUTSIDE
_ARC: Final = 44
"""Samples of a ring's length that must lie in what is seen: 22 mm, more than any loop of a hand is round for."""
_RING: Final = 0.5
"""By how much more of a ring than of the paper outside it must be ink."""
_STRIPE: Final = 0.7
"""Millimetres on each side of the middle of a pen's line."""
_DUST: Final = 1.0
"""Square millimetres of ink beside a line up to which it may be dust: a large grain has three quarters of one."""


def has_ring(ink: Ink, per_mm: float) -> bool:
    """Tell whether a large circle, or much of one, is drawn in what is seen, as a round stamp is."""
    step = round(per_mm / _PER_MM)
    height, width = ink.shape[0] // step, ink.shape[1] // step
    blocks = ink[: height * step, : width * step].reshape(height, step, width, step)
    small: Ink = np.asarray(blocks.any(axis=(1, 3)))
    seen = _on_rings(np.ones_like(small), height, width)
    share = _on_rings(small, height, width) / np.maximum(seen, 1)
    on, beyond = share[:-_OUTSIDE], share[_OUTSIDE:]
    return bool(np.where(seen[:-_OUTSIDE] >= _ARC, on - beyond, 0).max() >= _RING)


def _on_rings(ink: Ink, height: int, width: int) -> Points:
    """Return how many samples of each ring are ink, by radius and middle; the middle may lie outside what is seen."""
    shape = height + 2 * _WIDEST, width + 2 * _WIDEST
    placed = np.zeros(shape, dtype=np.float32)
    placed[_WIDEST : _WIDEST + height, _WIDEST : _WIDEST + width] = ink
    return np.asarray(fft.irfft2(fft.rfft2(placed) * _rings(shape), shape))


@functools.lru_cache(maxsize=4)
def _rings(shape: tuple[int, int]) -> NDArray[np.complex64]:
    """Return the rings of all radii about the origin, turned into waves."""
    drawn = np.zeros((_LARGEST + _OUTSIDE - _SMALLEST, *shape), dtype=np.float32)
    for at, radius in enumerate(range(_SMALLEST, _LARGEST + _OUTSIDE)):
        turns = np.linspace(0, 2 * np.pi, 8 * radius, endpoint=False)
        drawn[at, np.round(radius * np.sin(turns)).astype(int), np.round(radius * np.cos(turns)).astype(int)] = 1
    return np.asarray(fft.rfft2(drawn).conj())


def lies_on_a_line(ink: Ink, per_mm: float) -> bool:
    """Tell whether all ink but some dust lies on one straight line of a pen, whichever way it runs."""
    rows, columns = np.nonzero(ink)
    places = np.stack([columns, rows], axis=1) / per_mm
    for turn in np.linspace(0, np.pi, 36, endpoint=False):
        across = places @ np.array([-np.sin(turn), np.cos(turn)])
        lanes = np.bincount(((across - across.min()) / (_STRIPE / 2)).astype(np.intp))
        most = np.convolve(lanes, np.ones(4, dtype=np.intp)).max()
        if len(places) - most <= _DUST * per_mm**2:
            return True
    return False
