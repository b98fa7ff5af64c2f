"""The ring of a round stamp, which is nobody's signature however much ink it has.

A stamp of an office is a circle of 30 to 40 mm; those of associations and shops have 20 and more. No hand draws so much of one
so evenly: of honest signatures the best fitting circle is covered over 11 to 27 mm and to less than 0.7 of what is seen of it,
of stamps over 18 to 70 mm and nearly whole (measured on the corpus of ``tests/scans``, fresh and carried, 150 to 300 dpi). A
photocopier breaks rings up: of stamps copied in black and white a third are not found.
"""

import functools
from typing import Final

import numpy as np
from numpy import fft
from numpy.typing import NDArray

from app.scanning.geometry import Points

Ink = NDArray[np.bool_]

_SMALLEST: Final = 10.0
_LARGEST: Final = 22.0
"""Radii in millimetres."""
_BESIDE: Final = 1.5
"""Millimetres inside and outside of a ring where a stamp has little ink and a scribble has as much as on it."""
_COVERED: Final = 18.0
"""Millimetres of a ring that are ink, more than just inside and outside of it, from which it may be a stamp's."""
_SHARE: Final = 0.72
"""Share of what is seen of the ring that is ink."""
_LEAST_SEEN: Final = 10.0
"""Millimetres of a ring that must lie in what is seen to say anything of it."""
_FULL: Final = 0.2
"""Share of a coarse sample's fine ones that are ink, from which it is."""
_COARSE: Final = 6
"""Fine samples to a coarse one, each way: at 8 fine ones a millimetre a stamp's line is one coarse one wide."""


def has_ring(ink: Ink, per_mm: float, left: float) -> bool:
    """Tell whether a round stamp was pressed where ``ink`` was seen, its middle right of ``left`` millimetres.

    ``per_mm`` are the samples a millimetre of ``ink``. The middle may lie above or below what is seen.
    """
    height, width = (side // _COARSE for side in ink.shape)
    blocks = ink[: height * _COARSE, : width * _COARSE].reshape(height, _COARSE, width, _COARSE)
    coarse: Ink = np.asarray(blocks.mean(axis=(1, 3)) > _FULL)
    scale = per_mm / _COARSE
    seen = _whole(height, width, scale)
    share = _on_rings(coarse, scale) / np.maximum(seen, 1)
    aside = round(_BESIDE * scale)
    here, length = share[aside:-aside], seen[aside:-aside] / scale
    over = (here - np.maximum(share[: -2 * aside], share[2 * aside :])) * length
    found = (length >= _LEAST_SEEN) & (over > _COVERED) & (here > _SHARE)
    return bool(found[:, :, _margin(scale) + round(left * scale) : _margin(scale) + width].any())


@functools.lru_cache(maxsize=4)
def _whole(height: int, width: int, scale: float) -> Points:
    """Return how many samples of each ring lie in what is seen."""
    return _on_rings(np.ones((height, width), dtype=np.bool_), scale)


def _on_rings(ink: Ink, scale: float) -> Points:
    """Return how many samples of each ring are ink, by radius, row and column of its middle (with a margin all round)."""
    margin = _margin(scale)
    placed = np.pad(ink.astype(np.float32), margin)
    height, width = placed.shape
    return np.asarray(fft.irfft2(fft.rfft2(placed) * _rings(height, width, scale), placed.shape))


@functools.lru_cache(maxsize=4)
def _rings(height: int, width: int, scale: float) -> NDArray[np.complexfloating]:
    """Return the rings of all radii about the origin, turned into waves."""
    radii = range(round((_SMALLEST - _BESIDE) * scale), _margin(scale) + 1)
    drawn = np.zeros((len(radii), height, width), dtype=np.float32)
    for at, radius in enumerate(radii):
        turns = np.linspace(0, 2 * np.pi, 8 * radius, endpoint=False)
        drawn[at, np.round(radius * np.sin(turns)).astype(int), np.round(radius * np.cos(turns)).astype(int)] = 1
    return np.asarray(fft.rfft2(drawn).conj())


def _margin(scale: float) -> int:
    return round((_LARGEST + _BESIDE) * scale)
