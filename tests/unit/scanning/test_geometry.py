"""The plane transform: what was put in comes out, and a patch of the page is what lies there."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from app.scanning.geometry import Points, Transform, bilinear, fit, fit_affine, fit_similar, sample

PAGE = np.array([(0.0, 0.0), (210.0, 0.0), (210.0, 297.0), (0.0, 297.0), (100.0, 40.0), (30.0, 250.0)])
SLANT = Transform(np.array([[5.9, 0.4, 80.0], [-0.3, 6.1, 40.0], [0.0002, -0.0001, 1.0]]))

shifts = st.floats(-12, 12)


def turned(degrees: float, scale: float, right: float, down: float) -> Transform:
    turn = np.radians(degrees)
    cos, sin = scale * np.cos(turn), scale * np.sin(turn)
    return Transform(np.array([[cos, -sin, right], [sin, cos, down], [0, 0, 1]]))


def test_a_known_slant_is_found_again() -> None:
    found = fit(PAGE, SLANT(PAGE))
    assert np.allclose(found(PAGE), SLANT(PAGE), atol=1e-6)
    assert np.allclose(fit(SLANT(PAGE), PAGE)(SLANT(PAGE)), PAGE, atol=1e-6)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(shifts, shifts), min_size=4, max_size=4), st.floats(1, 20))
def test_any_four_corners_are_met_exactly(moved: list[tuple[float, float]], scale: float) -> None:
    corners = PAGE[:4]
    seen: Points = (corners + np.array(moved)) * scale
    assert np.allclose(fit(corners, seen)(corners), seen, atol=1e-4 * scale)


@settings(max_examples=60, deadline=None)
@given(st.floats(-180, 180), st.floats(0.5, 20), st.floats(-500, 500), st.floats(-500, 500))
def test_shift_turn_and_scale_are_found_by_all_three(degrees: float, scale: float, right: float, down: float) -> None:
    true = turned(degrees, scale, right, down)
    for find in (fit, fit_affine, fit_similar):
        assert np.allclose(find(PAGE, true(PAGE))(PAGE), true(PAGE), atol=1e-3)


def test_errors_of_a_pixel_even_out() -> None:
    points = np.random.default_rng(1).uniform(0, 290, (40, 2))
    seen = SLANT(points) + np.random.default_rng(2).normal(0, 1, points.shape)
    assert np.abs(fit(points, seen)(PAGE) - SLANT(PAGE)).max() < 3


def test_a_patch_is_what_lies_there() -> None:
    pixels = np.full((300, 200), 255, dtype=np.uint8)
    pixels[100:150, 50:80] = 0
    patch = sample(pixels, turned(0, 10, 0, 0), 5, 10, 3, 5, 4)
    assert patch.shape == (20, 12)
    assert patch.max() == 0
    assert sample(pixels, turned(0, 10, 0, 0), 8.2, 10, 3, 5, 4).min() == 255


def test_outside_the_picture_it_is_white() -> None:
    black = np.zeros((10, 10), dtype=np.uint8)
    assert bilinear(black, np.array([-5.0, 5.0, 5.0]), np.array([5.0, 40.0, 5.0])).tolist() == [255, 255, 0]
