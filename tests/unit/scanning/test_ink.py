"""Ink in boxes and in the room to sign: certain where it is, unsure where a person would look twice."""

from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter

from app.records.marks import NO, SIGN, TICK, UNSURE, YES, Mark
from app.scanning.geometry import Transform
from app.scanning.ink import read_marks

PER_MM = 8
BOX = Mark(TICK, 1, 3000, 3000, 500, 500, 1)
ROOM = Mark(SIGN, 1, 2000, 6000, 7800, 1800)
Draw = Callable[[ImageDraw.ImageDraw], object]


def page(*draws: Draw, paper: int = 255, frames: bool = True) -> Image.Image:
    """Return a part of a page, 120 by 100 mm, with a box and a room to sign, drawn in pixels of an eighth of a millimetre."""
    picture = Image.new("L", (120 * PER_MM, 100 * PER_MM), paper)
    pen = ImageDraw.Draw(picture)
    if frames:
        pen.rectangle([240, 240, 280, 280], outline=0, width=2)
        pen.rectangle([160, 480, 784, 624], outline=0, width=2)
    for draw in draws:
        draw(pen)
    return picture


def line(*points: int, fill: int = 40, width: int = 4) -> Draw:
    return lambda pen: pen.line(points, fill=fill, width=width)


def dot(x: int, y: int, radius: int, fill: int = 40) -> Draw:
    return lambda pen: pen.ellipse([x - radius, y - radius, x + radius, y + radius], fill=fill)


def read(picture: Image.Image, *, framed: bool = True, shift: float = 0.0) -> list[str]:
    to_pixels = Transform(np.array([[PER_MM, 0.0, shift * PER_MM], [0.0, PER_MM, 0.0], [0.0, 0.0, 1.0]]))
    return read_marks(np.asarray(picture), to_pixels, [BOX, ROOM], framed=framed)


def cross(fill: int = 40) -> tuple[Draw, Draw]:
    return line(244, 244, 276, 276, fill=fill), line(276, 244, 244, 276, fill=fill)


WAVE = [600 if step % 2 else 520 for step in range(13)]
SIGNATURE = line(*(value for step, y in enumerate(WAVE) for value in (300 + 20 * step, y)))


def test_empty() -> None:
    assert read(page()) == [NO, NO]
    assert read(page(paper=170)) == [NO, NO], "a grey picture"


def test_marked_and_signed() -> None:
    assert read(page(*cross(), SIGNATURE)) == [YES, YES]
    assert read(page(*cross(110), SIGNATURE).point(lambda value: 80 + value // 2)) == [YES, YES], "weak contrast"
    assert read(page(*cross(), SIGNATURE).filter(ImageFilter.GaussianBlur(2))) == [YES, YES], "a soft picture"


@pytest.mark.parametrize("shift", [-1.1, -0.5, 0.5, 1.1])
def test_frames_say_where_the_inside_is(shift: float) -> None:
    assert read(page(), shift=shift) == [NO, NO]
    assert read(page(*cross(), SIGNATURE), shift=shift) == [YES, YES]


def test_without_its_frame_a_box_is_unsure() -> None:
    assert read(page(*cross(), SIGNATURE, frames=False)) == [UNSURE, UNSURE]
    assert read(page(), shift=4) == [UNSURE, UNSURE]


def test_a_page_printed_without_frames() -> None:
    assert read(page(SIGNATURE, frames=False), framed=False)[1] == YES
    assert read(page(frames=False), framed=False)[1] == NO


@pytest.mark.parametrize(
    "draw",
    [
        dot(258, 262, 5),
        dot(258, 262, 3),
        line(180, 260, 340, 262),
        line(262, 180, 260, 340),
        line(0, 262, 960, 266, fill=190, width=3),
        line(228, 268, 258, 300, 300, 220),
        line(250, 250, 270, 270, fill=214, width=3),
    ],
    ids=["large speck", "speck", "pen across", "streak down", "fold", "tick round the box", "very pale"],
)
def test_doubtful_in_a_box(draw: Draw) -> None:
    assert read(page(draw))[0] == UNSURE


@pytest.mark.parametrize(
    "draw",
    [
        line(150, 540, 800, 560),
        line(60, 540, 620, 552),
        line(500, 400, 505, 700),
        line(0, 550, 960, 552, fill=170, width=4),
        lambda pen: pen.ellipse([380, 420, 620, 700], outline=175, width=18),
        lambda pen: pen.ellipse([40, 500, 220, 680], outline=120, width=6),
        dot(400, 560, 8),
        line(400, 640, 420, 650, 440, 636, 500, 650),
    ],
    ids=[
        "pen across",
        "pen half across",
        "streak down",
        "fold",
        "ring of a cup",
        "edge of the leader's stamp",
        "blot",
        "signed below",
    ],
)
def test_doubtful_in_the_room_to_sign(draw: Draw) -> None:
    assert read(page(draw))[1] == UNSURE


def test_a_line_across_does_not_hide_a_signature() -> None:
    assert read(page(SIGNATURE, line(150, 540, 800, 560)))[1] == YES


def test_a_thumb_and_two_letters_are_signatures() -> None:
    rings = [
        lambda pen, r=r: pen.arc([450 - r, 552 - r, 450 + r, 552 + r], 20, 320, fill=110, width=4)
        for r in range(8, 56, 9)
    ]
    assert read(page(*rings))[1] == YES
    letters = line(400, 570, 408, 540, 417, 570), line(425, 570, 425, 540, 440, 548, 425, 556, 441, 569)
    assert read(page(*letters))[1] == YES


def test_a_shadow_changes_nothing() -> None:
    def shaded(picture: Image.Image) -> Image.Image:
        shade = np.linspace(1.0, 0.45, picture.width)
        return Image.fromarray((np.asarray(picture) * shade).astype(np.uint8))

    assert read(shaded(page())) == [NO, NO]
    assert read(shaded(page(*cross(), SIGNATURE))) == [YES, YES]


def stamp(x: int, y: int, radius: int, fill: int | tuple[int, ...]) -> Draw:
    """Return a round stamp: two rings and marks between them."""

    def draw(pen: ImageDraw.ImageDraw) -> None:
        for share in (1.0, 0.68):
            side = round(radius * share)
            pen.ellipse([x - side, y - side, x + side, y + side], outline=fill, width=6)
        for letter in range(22):
            across, down = (round(0.84 * radius * turn(letter * 0.2856)) for turn in (np.cos, np.sin))
            pen.rectangle([x + across - 5, y + down - 7, x + across + 5, y + down + 7], outline=fill, width=3)

    return draw


@pytest.mark.parametrize(("x", "y", "radius"), [(420, 552, 128), (560, 530, 104), (360, 590, 150), (640, 552, 128)])
def test_a_round_stamp_in_the_room_is_nobodys_signature(x: int, y: int, radius: int) -> None:
    assert read(page(stamp(x, y, radius, 110))) == [NO, UNSURE]
    assert read(page(stamp(x, y, radius, 110)).filter(ImageFilter.GaussianBlur(3))) == [NO, UNSURE], "a soft picture"


def in_colour(*draws: Draw) -> list[str]:
    """Return what a page in colour says: grey as it is, and through a red glass."""
    picture = page(*cross()).convert("RGB")
    pen = ImageDraw.Draw(picture)
    for draw in draws:
        draw(pen)
    to_pixels = Transform(np.array([[PER_MM, 0.0, 0.0], [0.0, PER_MM, 0.0], [0.0, 0.0, 1.0]]))
    red = np.asarray(picture.getchannel("R"))
    return read_marks(np.asarray(picture.convert("L")), to_pixels, [BOX, ROOM], red=red)


RED, BLUE = (205, 40, 50), (30, 50, 150)


def coloured(fill: tuple[int, ...]) -> Draw:
    """Return a signature in a colour."""
    points = [value for step, y in enumerate(WAVE) for value in (300 + 20 * step, y)]
    return lambda pen: pen.line(points, fill=fill, width=4)


def test_where_there_is_colour_red_ink_signs_nothing() -> None:
    assert in_colour(coloured(BLUE)) == [YES, YES]
    assert in_colour(stamp(420, 552, 128, RED)) == [YES, UNSURE]
    assert in_colour(coloured(RED)) == [YES, UNSURE]
    assert in_colour(coloured(BLUE), stamp(520, 552, 128, RED)) == [YES, YES], "signed, and stamped over it"
