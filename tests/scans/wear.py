"""What paper goes through before it is scanned: carried about, folded, stained, punched, stapled, copied from a poor printer."""

import functools
import random
from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from app.records.marks import CODE, SIGN, Mark
from tests.scans.hand import stamp

Wear = Callable[[Image.Image, float, tuple[Mark, ...], random.Random], Image.Image]
"""Picture, pixels a millimetre, marks of the page, dice -> the worn picture."""


def worn(
    picture: Image.Image, dpi: int, marks: tuple[Mark, ...], dice: random.Random, *, copied: bool = False
) -> Image.Image:
    """Return the page after a life in which each mishap has its own chance; a ``copied`` one has its contrast from the copier."""
    for chance, mishap in MISHAPS:
        if dice.random() < chance and not (copied and mishap is weak_print):
            picture = mishap(picture, dpi / 25.4, marks, dice)
    return picture


def show_through(picture: Image.Image, per_mm: float, marks: tuple[Mark, ...], dice: random.Random) -> Image.Image:
    """Let the other side of thin paper shine through."""
    back = picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT).filter(ImageFilter.BoxBlur(0.4 * per_mm))
    share = dice.uniform(0.06, 0.16)
    return ImageChops.subtract(picture, back.point(lambda value: round((255 - value) * share)))


def specks(picture: Image.Image, per_mm: float, marks: tuple[Mark, ...], dice: random.Random) -> Image.Image:
    """Scatter dust as a copier's glass has it, a few grains large."""
    draw = ImageDraw.Draw(picture)
    for _ in range(dice.choice((30, 120, 400))):
        radius = dice.uniform(0.08, 0.25) if dice.random() < 0.95 else dice.uniform(0.3, 0.5)
        _dot(
            draw, dice.uniform(0, picture.width), dice.uniform(0, picture.height), radius * per_mm, dice.randint(0, 120)
        )
    return picture


def fold(picture: Image.Image, per_mm: float, marks: tuple[Mark, ...], dice: random.Random) -> Image.Image:
    """Fold the page once across: a grey line from edge to edge."""
    y, width = dice.uniform(0.2, 0.85) * picture.height, max(1, round(dice.uniform(0.2, 0.5) * per_mm))
    ends = [0, y, picture.width, y + dice.uniform(-1.5, 1.5) * per_mm]
    ImageDraw.Draw(picture).line(ends, fill=dice.randint(130, 215), width=width)
    return picture


def pen_line(picture: Image.Image, per_mm: float, marks: tuple[Mark, ...], dice: random.Random) -> Image.Image:
    """Draw a line through several items or over the room to sign, as a child or a careless pen does."""
    x, y = dice.uniform(0.02, 0.12) * picture.width, dice.uniform(0.35, 0.8) * picture.height
    ends = [x, y, x + dice.uniform(60, 170) * per_mm, y + dice.uniform(-8, 8) * per_mm]
    ImageDraw.Draw(picture).line(ends, fill=dice.choice((20, 50, 90)), width=max(1, round(0.5 * per_mm)))
    return picture


def stamped_room(picture: Image.Image, per_mm: float, marks: tuple[Mark, ...], dice: random.Random) -> Image.Image:
    """Press a round stamp deep in the room to sign: whose it is, the household's name or the village's, nobody sees."""
    (left, top), _, (right, bottom), _ = _room(marks).corners_mm
    radius = dice.uniform(13, 19)
    x = dice.uniform(left + 12, right - 10)
    stamp(picture, x, (top + bottom) / 2 + dice.uniform(-6, 6), radius, per_mm, dice)
    return picture


def _room(marks: tuple[Mark, ...]) -> Mark:
    return next(mark for mark in marks if mark.kind == SIGN)


def streak(picture: Image.Image, per_mm: float, marks: tuple[Mark, ...], dice: random.Random) -> Image.Image:
    """Pull a line down the whole page, as dust on the glass of a feeding scanner does."""
    x = dice.uniform(0.08, 0.95) * picture.width
    ImageDraw.Draw(picture).line(
        [x, 0, x, picture.height], fill=dice.randint(60, 190), width=max(1, round(dice.uniform(0.1, 0.4) * per_mm))
    )
    return picture


def stain(picture: Image.Image, per_mm: float, marks: tuple[Mark, ...], dice: random.Random) -> Image.Image:
    """Put a cup or spill tea: a ring with a darker rim, light inside."""
    x, y, r = (
        dice.uniform(0.1, 0.9) * picture.width,
        dice.uniform(0.2, 0.9) * picture.height,
        dice.uniform(8, 35) * per_mm,
    )
    layer = Image.new("L", picture.size, 0)
    ring = [x - r, y - r, x + r, y + r]
    ImageDraw.Draw(layer).ellipse(
        ring, fill=dice.randint(0, 25), outline=dice.randint(35, 90), width=max(2, round(2 * per_mm))
    )
    return ImageChops.subtract(picture, layer.filter(ImageFilter.BoxBlur(0.3 * per_mm)))


def holes(picture: Image.Image, per_mm: float, marks: tuple[Mark, ...], dice: random.Random) -> Image.Image:
    """Punch for a folder."""
    ink = dice.choice((0, 70, 250))
    for y in (0.37, 0.64):
        _dot(ImageDraw.Draw(picture), 10 * per_mm, y * picture.height, 3 * per_mm, ink)
    return picture


def lost_code(picture: Image.Image, per_mm: float, marks: tuple[Mark, ...], dice: random.Random) -> Image.Image:
    """Punch or staple through one of the codes, so that it can no longer be read."""
    codes = [mark for mark in marks if mark.kind == CODE]
    (left, top), _, (right, bottom), _ = dice.choice(codes).corners_mm
    draw = ImageDraw.Draw(picture)
    if dice.random() < 0.5:
        _dot(draw, (left + 4) * per_mm, (top + 4) * per_mm, 3.2 * per_mm, dice.choice((0, 70, 250)))
    else:
        y = dice.uniform(top + 5, bottom - 5)
        draw.line(
            [(left - 1) * per_mm, y * per_mm, (right + 1) * per_mm, (y + 3) * per_mm],
            fill=90,
            width=round(2.5 * per_mm),
        )
    return picture


def lost_corner(picture: Image.Image, per_mm: float, marks: tuple[Mark, ...], dice: random.Random) -> Image.Image:
    """Fold a corner over or tear it off."""
    width, height, size = picture.width, picture.height, dice.uniform(12, 45) * per_mm
    x, y = dice.choice((0, width)), dice.choice((0, height))
    across, down = abs(x - size), abs(y - size)
    ImageDraw.Draw(picture).polygon([(x, y), (across, y), (x, down)], fill=dice.choice((30, 120, 235, 255)))
    return picture


def edge_shadow(picture: Image.Image, per_mm: float, marks: tuple[Mark, ...], dice: random.Random) -> Image.Image:
    """Leave the lid open: one edge falls into shadow."""
    reach = round(dice.uniform(4, 14) * per_mm)
    shade = Image.fromarray(np.linspace(0, 170, reach).astype(np.uint8)[None, :]).resize((reach, picture.height))
    if dice.random() < 0.5:
        strip = picture.crop((picture.width - reach, 0, picture.width, picture.height))
        picture.paste(ImageChops.subtract(strip, shade), (picture.width - reach, 0))
    else:
        strip = picture.crop((0, 0, reach, picture.height))
        picture.paste(ImageChops.subtract(strip, shade.transpose(Image.Transpose.FLIP_LEFT_RIGHT)), (0, 0))
    return picture


def weak_print(picture: Image.Image, per_mm: float, marks: tuple[Mark, ...], dice: random.Random) -> Image.Image:
    """Print and scan with little contrast."""
    black, white = dice.randint(20, 90), dice.randint(200, 250)
    return picture.point(lambda value: black + value * (white - black) // 255)


MISHAPS: Final[tuple[tuple[float, Wear], ...]] = (
    (0.2, show_through),
    (0.4, specks),
    (0.25, fold),
    (0.06, pen_line),
    (0.1, streak),
    (0.15, stain),
    (0.15, holes),
    (0.06, lost_code),
    (0.1, lost_corner),
    (0.1, edge_shadow),
    (0.15, weak_print),
)
"""In the order in which they happen, each with its chance."""


@functools.lru_cache(maxsize=8)
def _grain(sigma: float) -> NDArray[np.int8]:
    """Return a sensor's noise, drawn once: millions of numbers for each page would take half a second."""
    noise = np.random.default_rng(1).normal(0, sigma, 12_000_000)
    return np.clip(noise.round(), -127, 127).astype(np.int8)


def noisy(picture: Image.Image, dice: random.Random, sigma: float) -> Image.Image:
    """Add a sensor's noise."""
    pixels = np.asarray(picture)
    start = dice.randrange(len(_grain(sigma)) - pixels.size)
    noise = _grain(sigma)[start : start + pixels.size].reshape(pixels.shape)
    return Image.fromarray(np.clip(np.add(pixels, noise, dtype=np.int16), 0, 255).astype(np.uint8))


def shaken(picture: Image.Image, dice: random.Random) -> Image.Image:
    """Move the camera while it looks: a blur along one line of two to four pixels."""
    dx, dy = dice.choice(((1, 0), (0, 1), (1, 1), (1, -1)))
    steps = dice.randint(2, 4)
    total = np.zeros((picture.height, picture.width), dtype=np.uint16)
    for step in range(steps):
        total += np.roll(np.asarray(picture), (step * dy, step * dx), axis=(0, 1))
    return Image.fromarray((total // steps).astype(np.uint8))


def _dot(draw: ImageDraw.ImageDraw, x: float, y: float, radius: float, ink: int) -> None:
    draw.ellipse([x - radius, y - radius, x + radius, y + radius], fill=ink)
