"""Squaring a page up: every turn, a skew either way, a slant, angles that are lost, a sheet printed smaller."""

import random

import numpy as np
import pytest
from PIL import Image, ImageDraw

from app.records.marks import CODE, CORNER, TICK
from app.scanning.geometry import Points, Transform
from app.scanning.squaring import SquaredUp, square_up
from app.scanning.symbols import Symbol, find
from tests.scans.corpus import perspective, printed

DPI = 150
PER_MM = DPI / 25.4
SHEET = printed(1)[0]
BOXES = np.array([mark.corners_mm for mark in SHEET.marks if mark.kind == TICK])


def squared(picture: Image.Image, symbols: tuple[Symbol, ...] | None = None) -> SquaredUp:
    found = square_up(picture, np.asarray(picture), symbols or find(picture).ours, SHEET.marks)
    assert found is not None
    return found


def off(found: SquaredUp, true: Transform) -> float:
    """Return by how many millimetres the worst corner of a box lies off."""
    return float(np.linalg.norm(found.to_pixels(BOXES) - true(BOXES), axis=-1).max() / PER_MM)


def turned(picture: Image.Image, degrees: float) -> tuple[Image.Image, Transform]:
    """Return the picture turned to the left, and how the page lies in it."""
    after = picture.rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=255)
    turn = np.radians(degrees)
    linear = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    matrix = np.eye(3)
    matrix[:2, :2] = linear * PER_MM
    matrix[:2, 2] = np.array(after.size) / 2 - linear @ (np.array(picture.size) / 2)
    return after, Transform(matrix)


@pytest.mark.parametrize("degrees", [0, 90, 180, 270, 10, -10, 97, 172, 263, 3.3, 45])
def test_every_turn(degrees: float) -> None:
    picture, true = turned(SHEET.picture(DPI), degrees)
    found = squared(picture)
    assert (found.codes, found.angles) == (2, 4)
    assert found.firm
    assert off(found, true) < 0.35


@pytest.mark.parametrize("lost", [0, 1])
@pytest.mark.parametrize("degrees", [0, 185])
def test_one_code_and_the_angles_are_enough(lost: int, degrees: float) -> None:
    picture = SHEET.picture(DPI)
    (left, top), _, (right, bottom), _ = [mark for mark in SHEET.marks if mark.kind == CODE][lost].corners_mm
    box = [(left - 1) * PER_MM, (top - 1) * PER_MM, (right + 1) * PER_MM, (bottom + 1) * PER_MM]
    ImageDraw.Draw(picture).rectangle(box, fill=250)
    picture, true = turned(picture, degrees)
    found = squared(picture)
    assert found.codes == 1
    assert found.firm
    assert off(found, true) < 0.7


def test_two_codes_hold_a_page_whose_angles_are_lost() -> None:
    picture = SHEET.picture(DPI)
    for mark in SHEET.marks:
        if mark.kind == CORNER:
            x, y = mark.left / 100 * PER_MM, mark.top / 100 * PER_MM
            ImageDraw.Draw(picture).rectangle([x - 40, y - 40, x + 40, y + 40], fill=255)
    picture, true = turned(picture, 2)
    found = squared(picture)
    assert (found.codes, found.angles) == (2, 0)
    assert not found.firm, "the frames must say so too"
    assert off(found, true) < 0.7


@pytest.mark.parametrize("seed", range(4))
def test_a_slant(seed: int) -> None:
    """A photograph: corners moved by up to five in a hundred; the boxes' own frames lie where the fit says."""
    picture = perspective(SHEET.picture(DPI), random.Random(seed), 0.05, 90)
    found = squared(picture)
    assert found.codes + found.angles >= 5
    pixels = np.asarray(picture)
    for box in found.to_pixels(BOXES):
        edge: Points = np.concatenate([np.linspace(box[side], box[side - 1], 20)[3:-3] for side in range(4)])
        nearest = [pixels[int(y) - 4 : int(y) + 5, int(x) - 4 : int(x) + 5].min() for x, y in edge]
        assert np.median(nearest) < 130


def test_no_codes_and_no_marks_is_no_sheet() -> None:
    picture = SHEET.picture(DPI)
    assert square_up(picture, np.asarray(picture), (), SHEET.marks) is None
    assert square_up(picture, np.asarray(picture), find(picture).ours, ()) is None


def test_codes_that_lie_as_those_of_no_sheet_do_not_hold_it() -> None:
    """The same sheet's code twice at odds with each other, as where two prints of one sheet overlap: nothing is firm by them."""
    picture = Image.new("L", (1240, 1754), 255)
    code = SHEET.picture(DPI).crop((30, 75, 160, 205))
    picture.paste(code, (100, 100))
    picture.paste(code.rotate(90), (900, 100))
    found = squared(picture)
    assert not found.firm
