"""From pixels to millimetres: the plane transform that squares a page up, fitted to points whose place on paper is known.

A flat sheet seen by any scanner or camera without a bent lens is a projective image of itself, so nine numbers are enough
(Hartley & Zisserman, Multiple View Geometry, 4.1: the normalised direct linear transform).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]
"""n x 2: x to the right, y downwards."""
Pixels = NDArray[np.uint8]
"""height x width, 0 black to 255 white."""


@dataclass(frozen=True)
class Transform:
    """A projective map of the plane, as a 3 x 3 matrix."""

    matrix: NDArray[np.float64]

    def __call__(self, points: Points) -> Points:
        """Return where ``points`` (... x 2) come to lie."""
        flat = points @ self.matrix[:, :2].T + self.matrix[:, 2]
        return np.asarray(flat[..., :2] / flat[..., 2:3])

    def grid(self, x: Points, y: Points) -> tuple[Points, Points]:
        """Return where the crossings of columns ``x`` and rows ``y`` come to lie, as two arrays of ``len(y)`` x ``len(x)``."""
        across = self.matrix[:, :1] * x + self.matrix[:, 2:]
        down = self.matrix[:, 1:2] * y
        over = across[2] + down[2][:, None]
        return (across[0] + down[0][:, None]) / over, (across[1] + down[1][:, None]) / over


def fit(source: Points, target: Points) -> Transform:
    """Return the map that takes ``source`` to ``target`` best (least squares): four points or more, not on one line."""
    from_norm, to_norm = _normalising(source), _normalising(target)
    a, b = Transform(from_norm)(source), Transform(to_norm)(target)
    rows = np.zeros((2 * len(a), 9))
    rows[0::2, 0:2], rows[0::2, 2] = a, 1
    rows[1::2, 3:5], rows[1::2, 5] = a, 1
    rows[0::2, 6:8], rows[0::2, 8] = -b[:, :1] * a, -b[:, 0]
    rows[1::2, 6:8], rows[1::2, 8] = -b[:, 1:] * a, -b[:, 1]
    matrix = np.linalg.svd(rows)[2][-1].reshape(3, 3)
    return Transform(np.linalg.inv(to_norm) @ matrix @ from_norm)


def fit_similar(source: Points, target: Points) -> Transform:
    """Return the best map of shift, turn and scale alone: what one small code can say of a whole page."""
    middle, goal = source.mean(axis=0), target.mean(axis=0)
    a = (source - middle) @ np.array([1, 1j])
    b = (target - goal) @ np.array([1, 1j])
    turn = np.vdot(a, b) / np.vdot(a, a)
    linear = np.array([[turn.real, -turn.imag], [turn.imag, turn.real]])
    matrix = np.eye(3)
    matrix[:2, :2], matrix[:2, 2] = linear, goal - linear @ middle
    return Transform(matrix)


def fit_affine(source: Points, target: Points) -> Transform:
    """Return the best map that keeps parallels: three points or more."""
    design = np.column_stack([source, np.ones(len(source))])
    solved = np.linalg.lstsq(design, target, rcond=None)[0]
    matrix = np.eye(3)
    matrix[:2] = solved.T
    return Transform(matrix)


def sample(
    pixels: Pixels, to_pixels: Transform, left: float, top: float, width: float, height: float, per_mm: float
) -> Points:
    """Return a patch of the page seen straight on: grey values of the area, ``per_mm`` samples a millimetre, white outside."""
    columns, rows = max(round(width * per_mm), 1), max(round(height * per_mm), 1)
    x = left + (np.arange(columns, dtype=np.float64) + 0.5) / per_mm
    y = top + (np.arange(rows, dtype=np.float64) + 0.5) / per_mm
    return bilinear(pixels, *to_pixels.grid(x, y))


def bilinear(pixels: Pixels, x: Points, y: Points) -> Points:
    """Return the grey values between pixels at places ``x``, ``y`` (pixel centres at .5); 255 outside the picture."""
    height, width = pixels.shape
    x, y = x - 0.5, y - 0.5
    whole = x.min() >= 0 and y.min() >= 0 and x.max() < width - 1 and y.max() < height - 1
    if not whole:
        inside = (x >= 0) & (y >= 0) & (x <= width - 1) & (y <= height - 1)
        x, y = np.clip(x, 0, width - 1.001), np.clip(y, 0, height - 1.001)
    column, row = x.astype(np.intp), y.astype(np.intp)
    across, down = x - column, y - row
    flat, first = pixels.reshape(-1), row * width + column
    left, right = flat.take(first), flat.take(first + 1)
    upper = left + across * (np.subtract(right, left, dtype=np.float64))
    left, right = flat.take(first + width), flat.take(first + width + 1)
    lower = left + across * (np.subtract(right, left, dtype=np.float64))
    found = upper + down * (lower - upper)
    return np.asarray(found if whole else np.where(inside, found, 255.0))


def _normalising(points: Points) -> NDArray[np.float64]:
    """Return the shift and scale that put points round the origin at a mean distance of the root of two."""
    middle = points.mean(axis=0)
    spread = np.sqrt(((points - middle) ** 2).sum(axis=1)).mean() or 1.0
    scale = np.sqrt(2) / spread
    return np.array([[scale, 0, -scale * middle[0]], [0, scale, -scale * middle[1]], [0, 0, 1]])
