"""Squaring a page up: which code is which, where the fine angles at the corners are, and so where every mark of the sheet lies.

One code of 18 mm says where the page lies and how it is turned, but not how it is slanted: a pixel's error at the code is
sixteen at the far corner. So the angles are looked for, the nearest first, and each one found makes the next look surer.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from app.records.marks import CODE, CORNER, HUNDREDTHS, Mark
from app.scanning.geometry import Pixels, Points, Transform, fit, fit_affine, fit_similar, sample
from app.scanning.symbols import Symbol, find_near

PER_MM: Final = 6.0
"""Samples a millimetre when looking for an angle: finer than a scan of 150 dpi."""
ARM: Final = 5.0
"""Length of an angle's arm in millimetres, as it is printed."""
AGREES: Final = 0.8
"""Millimetres by which an angle may lie off the place that codes and other angles give it: paper is never quite flat."""
CLEAR: Final = 0.35
"""How much of an arm must be line, in shares of the ink's darkness, for an angle to count as found."""


FINDERS: Final = [0, 1, 3]
"""The corners of a code that are used: where it has its large squares. The fourth is only reckoned, and up to 1 mm off."""
FLAT: Final = 0.6
"""Millimetres up to which a page that is not slanted at all explains where its codes lie."""


@dataclass(frozen=True)
class SquaredUp:
    """A sheet in the picture: the map from its millimetres to pixels, and how many angles hold it at the corners."""

    to_pixels: Transform
    angles: int
    codes: int

    @property
    def firm(self) -> bool:
        """Whether the page is held on more than one side, so that boxes far from a code are where they are looked for."""
        return self.codes + self.angles >= 3


def square_up(
    picture: Image.Image, pixels: Pixels, symbols: Sequence[Symbol], marks: Iterable[Mark]
) -> SquaredUp | None:
    """Return how the sheet that ``symbols`` (all of one sheet's page) belong to lies in the picture.

    ``marks`` are that page's. None when the symbols lie as those of no sheet can.
    """
    marks = tuple(marks)
    places = [np.array(mark.corners_mm) for mark in marks if mark.kind == CODE]
    angles = [mark for mark in marks if mark.kind == CORNER]
    if not places or not symbols:
        return None
    if len(symbols) == 1 and len(places) > 1:
        symbols = [*symbols, *_other(picture, symbols[0], places)]
    tried = [_held(pixels, pairs, angles) for pairs in _pairings(symbols, places)]
    return max(tried, key=lambda each: each.angles, default=None)


def _pairings(symbols: Sequence[Symbol], places: Sequence[Points]) -> list[list[tuple[Points, Points]]]:
    """Return the ways in which symbols can be the codes of a sheet, as pairs of corners in millimetres and in pixels."""
    if len(symbols) == 1 or len(places) == 1:
        return [[(place, symbols[0].corners)] for place in places]
    first, second = symbols[0], symbols[1]
    for a, b in ((places[0], places[1]), (places[1], places[0])):
        guess = fit_similar(a, first.corners)
        there, here = guess(b).mean(axis=0), second.corners.mean(axis=0)
        side = float(np.linalg.norm(first.corners[0] - first.corners[2]))
        if np.linalg.norm(there - here) < 3.5 * side:
            return [[(a, first.corners), (b, second.corners)]]
    return [[(place, first.corners)] for place in places]


def _other(picture: Image.Image, symbol: Symbol, places: Sequence[Points]) -> list[Symbol]:
    """Return the second code of a sheet, looked for closely where it must be."""
    for mine, other in ((places[0], places[1]), (places[1], places[0])):
        guess = fit_similar(mine, symbol.corners)
        room = np.array([other.min(axis=0) - 16, other.max(axis=0) + 16])
        corners = guess(np.array([room[0], (room[1][0], room[0][1]), room[1], (room[0][0], room[1][1])]))
        found = find_near(picture, corners, symbol.text)
        if found is not None and np.linalg.norm(found.corners.mean(axis=0) - symbol.corners.mean(axis=0)) > 1:
            return [found]
    return []


def _held(pixels: Pixels, pairs: list[tuple[Points, Points]], angles: Sequence[Mark]) -> SquaredUp:
    """Fit the page to its codes, then to each angle found, the nearest to what is known first; then leave out what misfits."""
    codes_mm = np.concatenate([pair[0][FINDERS] for pair in pairs])
    codes_px = np.concatenate([pair[1][FINDERS] for pair in pairs])
    two = len(pairs) > 1
    transform = alone = _by_codes(codes_mm, codes_px) if two else fit_similar(codes_mm, codes_px)
    black = _black(pixels, alone, pairs[0][0])
    found_mm: list[Points] = []
    found_px: list[Points] = []
    for mark in sorted(angles, key=lambda mark: _distance(mark, codes_mm)):
        reach = (
            4.0
            if two
            else 4.0 + 0.055 * _distance(mark, np.concatenate([codes_mm, *(each[None] for each in found_mm)]))
        )
        vertex = angle(pixels, transform, mark, reach, black)
        if vertex is None:
            continue
        found_mm.append(np.array([mark.left / HUNDREDTHS, mark.top / HUNDREDTHS]))
        found_px.append(vertex)
        known = np.concatenate([codes_mm, found_mm]), np.concatenate([codes_px, found_px])
        transform = fit(*known) if two or len(found_mm) >= 3 else fit_affine(*known)
    return _consistent(codes_mm, codes_px, found_mm, found_px, len(pairs)) or SquaredUp(alone, 0, len(pairs))


def _by_codes(codes_mm: Points, codes_px: Points) -> Transform:
    """Return the fit to two codes alone: without any slant where they do not ask for one, as on every scanner's glass."""
    flat = fit_similar(codes_mm, codes_px)
    return flat if _misfit(flat, codes_mm, codes_px) < FLAT else fit(codes_mm, codes_px)


def _misfit(transform: Transform, mm: Points, px: Points) -> float:
    """Return by how many millimetres the worst of the points lies off; the first two are the upper corners of a code."""
    per_mm = float(np.linalg.norm(px[0] - px[1]) / np.linalg.norm(mm[0] - mm[1]))
    return float(np.linalg.norm(transform(mm) - px, axis=1).max()) / per_mm


def _black(pixels: Pixels, transform: Transform, code: Points) -> float:
    """Return how dark the darkest ink of this print and picture is, as its code shows."""
    (left, top), (right, bottom) = code[0], code[2]
    return float(np.percentile(sample(pixels, transform, left, top, right - left, bottom - top, 4), 15))


def _consistent(
    codes_mm: Points, codes_px: Points, found_mm: list[Points], found_px: list[Points], codes: int
) -> SquaredUp | None:
    """Return the fit to the codes and as many angles as agree with each other: a speck or a letter may look like an angle."""
    for size in range(len(found_mm), 0 if codes > 1 else 1, -1):
        fits = []
        for chosen in combinations(range(len(found_mm)), size):
            mm = np.concatenate([codes_mm, *(found_mm[each][None] for each in chosen)])
            px = np.concatenate([codes_px, *(found_px[each][None] for each in chosen)])
            transform = fit(mm, px)
            fits.append((_misfit(transform, mm, px), SquaredUp(transform, size, codes)))
        misfit, best = min(fits, key=lambda each: each[0])
        if misfit < AGREES:
            return best
    return None


def _distance(mark: Mark, points: Points) -> float:
    place = np.array([mark.left / HUNDREDTHS, mark.top / HUNDREDTHS])
    return float(np.linalg.norm(points - place, axis=1).min())


def angle(pixels: Pixels, transform: Transform, mark: Mark, reach: float, black: float = 20.0) -> Points | None:
    """Return where an angle's vertex is, in pixels, within ``reach`` millimetres of where it is thought to be.

    ``black`` is the grey of full ink.
    """
    x, y = mark.left / HUNDREDTHS, mark.top / HUNDREDTHS
    towards_x, towards_y = np.sign(mark.width), np.sign(mark.height)
    room = reach + ARM
    patch = sample(pixels, transform, x - room, y - room, 2 * room, 2 * room, PER_MM)
    if towards_x < 0:
        patch = patch[:, ::-1]
    if towards_y < 0:
        patch = patch[::-1]
    score = _corner_score(patch, black)
    row, column = np.unravel_index(int(score.argmax()), score.shape)
    if score[row, column] < CLEAR:
        return None
    along = np.array([(column + 0.5) / PER_MM - room, (row + 0.5) / PER_MM - room]) * (towards_x, towards_y)
    return np.asarray(transform((np.array([x, y]) + along)[None])[0])


def _corner_score(patch: Points, black: float) -> NDArray[np.float64]:
    """Return for each place how much it looks like the vertex of an angle open to the right and downwards: 0 to about 1.

    A line is darker than the paper on both of its sides; the edge of a sheet on a dark table is not.
    """
    paper = np.percentile(patch, 80)
    dark = np.clip((paper - patch) / max(paper - black, 30.0), 0, 1)
    long = round(ARM * PER_MM)
    across = _line(dark, long)
    down = _line(dark.T, long).T
    rows, columns = min(across.shape[0], down.shape[0]), min(across.shape[1], down.shape[1])
    inside = _mean_inside(dark, long)[:rows, :columns]
    return np.minimum(across[:rows, :columns], down[:rows, :columns]) * 2 - 2 * inside


def _mean_inside(dark: NDArray[np.float64], long: int) -> NDArray[np.float64]:
    """Return the mean darkness of what an angle at each place embraces: paper, but in a code's own corner its heart."""
    skip = round(0.8 * PER_MM)
    side = long - skip
    sums = np.pad(dark.cumsum(axis=0).cumsum(axis=1), ((1, 0), (1, 0)))
    shifted = sums[skip:, skip:]
    total = shifted[side:, side:] - shifted[:-side, side:] - shifted[side:, :-side] + shifted[:-side, :-side]
    return np.asarray(total / side**2)


def _line(dark: NDArray[np.float64], long: int) -> NDArray[np.float64]:
    """Return how much of a horizontal line of ``long`` samples begins at each place."""
    step = 3
    padded = np.pad(dark, ((step, step), (0, 0)), mode="edge")
    middle = (padded[step - 1 : -step - 1] + padded[step:-step] + padded[step + 1 : len(padded) - step + 1]) / 3
    thin = np.clip(middle - np.maximum(padded[: -2 * step], padded[2 * step :]), 0, None)
    sums = np.cumsum(np.pad(thin, ((0, 0), (1, 0))), axis=1)
    return np.asarray((sums[:, long:] - sums[:, :-long]) / long)
