"""The plane transforms: what a fit is given it finds again."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.scanning.geometry import Transform, bilinear, fit, fit_affine, fit_similar, sample

PAGE = np.array([(0.0, 0.0), (210.0, 0.0), (210.0, 297.0), (0.0, 297.0)])
shift = st.floats(-0.08, 0.08)


@given(st.lists(shift, min_size=8, max_size=8), st.floats(0, 2 * np.pi), st.floats(4, 12))
def test_a_page_seen_at_a_slant_is_found_again(shifts, turn, scale):
    linear = scale * np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    seen = (PAGE + np.reshape(shifts, (4, 2)) * (210, 297)) @ linear.T + (900, 700)
    found = fit(PAGE, seen)
    assert np.allclose(found(PAGE), seen, atol=1e-6)
    back = fit(seen, PAGE)
    inside = np.array([(30.0, 40.0), (105.0, 148.0), (190.0, 280.0)])
    assert np.allclose(back(found(inside)), inside, atol=1e-5)


@given(st.floats(0, 2 * np.pi), st.floats(1, 12), st.floats(-500, 500), st.floats(-500, 500))
def test_a_turned_page_is_found_from_one_code(turn, scale, x, y):
    code = np.array([(174.0, 260.0), (192.0, 260.0), (192.0, 278.0), (174.0, 278.0)])
    linear = scale * np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    seen = code @ linear.T + (x, y)
    for how in (fit_similar, fit_affine):
        assert np.allclose(how(code, seen)(PAGE), PAGE @ linear.T + (x, y), atol=1e-4)


def test_a_mirrored_code_is_no_turned_one():
    code = np.array([(0.0, 0.0), (18.0, 0.0), (18.0, 18.0), (0.0, 18.0)])
    mirrored = code * (-1, 1)
    assert not np.allclose(fit_similar(code, mirrored)(code), mirrored, atol=1)


def test_a_patch_is_what_lies_there_and_white_beyond_the_picture():
    pixels = np.full((100, 100), 200, dtype=np.uint8)
    pixels[40:60, 20:30] = 10
    to_pixels = Transform(np.diag([10.0, 10.0, 1.0]))
    patch = sample(pixels, to_pixels, 2.0, 4.0, 1.0, 2.0, 5)
    assert patch.shape == (10, 5)
    assert patch[2:-2, 1:-1].max() == 10
    assert sample(pixels, to_pixels, -3.0, 0.0, 2.0, 2.0, 5).min() == 255


def test_grey_between_two_pixels_is_between_them():
    pixels = np.array([[0, 100], [0, 100]], dtype=np.uint8)
    assert bilinear(pixels, np.array([1.0, 1.0])) == pytest.approx(50, abs=1)
