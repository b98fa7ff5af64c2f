"""Seeded pages as scanners, copiers and phones deliver them, each with what is true of it.

The hand is invented: crosses, ticks, scribbles and dots of several pens; signatures of a few strokes with the name under them.
What a page suffers is taken from what scanners and phones do (design text "paper", section "Reading codes back").
"""

import functools
import io
import math
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import pypdfium2
from PIL import Image, ImageDraw, ImageFilter

from app.documents.facts import BatchFacts, SheetFacts
from app.documents.pledge_sheet import write_pledge_sheets
from app.records.marks import SIGN, TICK, Mark
from app.vietnamese.sheet_code import ALPHABET, SheetCode, page_character
from tests.unit.documents.papers import CAMPAIGN, GROUP

TAG: Final = "K7QM"
PENS: Final = (15, 30, 55, 80, 105)
"""Grey of the ink: black and blue pens, and a soft pencil."""


@dataclass(frozen=True)
class Printed:
    """A sheet as it left the printer: its code, its marks, and the PDF page that shows it."""

    code: str
    marks: tuple[Mark, ...]
    pdf: bytes
    page: int

    def picture(self, dpi: int) -> Image.Image:
        """Return the page as a grey picture."""
        with pypdfium2.PdfDocument(self.pdf) as document:
            return document[self.page].render(scale=dpi / 72, grayscale=True).to_pil().convert("L")


@dataclass(frozen=True)
class Truth:
    """What is true of a page: whose it is, which boxes were marked, whether it was signed."""

    code: str
    answers: tuple[bool | None, ...]
    """None where a person could not say either."""
    signed: bool


@dataclass(frozen=True)
class Scan:
    """A page that came back from paper, and the truth."""

    picture: Image.Image
    printed: Printed
    truth: Truth
    dpi: int


@functools.lru_cache(maxsize=8)
def printed(count: int, seed: int = 1, *, for_scanning: bool = True) -> tuple[Printed, ...]:
    """Return ``count`` sheets of invented households with invented codes."""
    dice = random.Random(seed)
    sheets = tuple(
        SheetFacts(
            str(SheetCode(TAG, "".join(dice.choices(ALPHABET, k=8)), page_character(1))),
            f"{dice.choice(('Nguyễn', 'Trần', 'Lê', 'Đặng'))} {dice.choice(('Văn', 'Thị'))} {dice.choice(('An', 'Yến', 'Ơn'))}",
            f"Số {number}, ngõ {number % 9 + 1}, xóm Đình", f"03-{number:03d}", dice.randint(1, 8),
        )
        for number in range(1, count + 1)
    )  # fmt: skip
    stream = io.BytesIO()
    written = write_pledge_sheets(stream, CAMPAIGN, [BatchFacts(GROUP, sheets)], cover=False, for_scanning=for_scanning)
    pdf = stream.getvalue()
    return tuple(
        Printed(sheet.code, marks, pdf, page - 1)
        for sheet, marks, page in zip(sheets, written.marks, written.starts, strict=True)
    )


def scans(kind: str, sheets: tuple[Printed, ...], seed: int = 1, *, worn: bool = False) -> Iterator[Scan]:
    """Yield each sheet, filled in by hand and spoilt as ``kind`` says (:data:`KINDS`); ``worn`` as paper carried about."""
    spoil = KINDS[kind]
    for number, sheet in enumerate(sheets):
        dice = random.Random(f"{kind} {seed} {number}")
        dpi = spoil.dpi
        picture = sheet.picture(dpi)
        truth = fill_in(picture, sheet, dpi, dice)
        if worn:
            picture = wear(picture, sheet, dpi, dice)
        yield Scan(spoil.spoil(picture, dice), sheet, truth, dpi)


def fill_in(picture: Image.Image, sheet: Printed, dpi: int, dice: random.Random) -> Truth:
    """Mark boxes and sign as a household would, most of them all and everything."""
    per_mm = dpi / 25.4
    pen, width = dice.choice(PENS), dice.uniform(0.35, 0.7)
    willing = 1.0 if dice.random() < 0.7 else 0.5
    hand = Hand(picture, per_mm, pen, width, dice)
    answers: list[bool | None] = []
    for mark in sheet.marks:
        if mark.kind == TICK:
            marked = dice.random() < willing
            odd = dice.random() < 0.03
            if odd:
                answers.append(hand.odd_mark(mark))
            else:
                answers.append(marked)
                if marked:
                    hand.mark(mark)
    signed = dice.random() < 0.9
    for mark in sheet.marks:
        if mark.kind == SIGN and signed:
            dice.choice((hand.sign, hand.sign, hand.sign, hand.initials, hand.thumb))(mark)
    if dice.random() < 0.4:
        hand.leader(sheet)
    return Truth(sheet.code, tuple(answers), signed)


@dataclass
class Hand:
    """An invented hand with its pen, over a picture of a page."""

    picture: Image.Image
    per_mm: float
    pen: int
    width: float
    dice: random.Random

    def stroke(self, points: list[tuple[float, float]]) -> None:
        """Draw a bent line through points in millimetres, with the small tremble of a hand."""
        shake = self.dice.gauss
        places = [((x + shake(0, 0.08)) * self.per_mm, (y + shake(0, 0.08)) * self.per_mm) for x, y in points]
        width = max(1, round(self.width * self.per_mm))
        ImageDraw.Draw(self.picture).line(places, fill=self.pen, width=width, joint="curve")

    def mark(self, mark: Mark) -> None:
        """Put a cross, a tick, a scribble or a filled dot into a box; it may leave the box a little."""
        (left, top), _, (right, bottom), _ = mark.corners_mm
        width, height = right - left, bottom - top
        grow = self.dice.uniform(-0.18, 0.15)
        t, b = top - grow * height, bottom + grow * height
        l = left - grow * width + self.dice.uniform(-0.5, 0.5)  # noqa: E741 - the four sides
        r = right + grow * width + self.dice.uniform(-0.5, 0.5)
        kind = self.dice.choice(("cross", "cross", "tick", "tick", "scribble", "slash"))
        if kind == "cross":
            self.stroke([(l, t), (r, b)])
            self.stroke([(r, t), (l, b)])
        elif kind == "tick":
            self.stroke([(l + 0.1 * width, (t + b) / 2), ((l + r) / 2 - 0.3, b - 0.6), (r + 0.8, t - 0.5)])
        elif kind == "slash":
            self.stroke([(l, b), (r, t)])
        else:
            steps = [(l + (r - l) * (i % 2) * 0.8 + 0.1 * width, t + (b - t) * i / 7) for i in range(8)]
            self.stroke(steps)

    def odd_mark(self, mark: Mark) -> bool | None:
        """Mark a box as few do: a dot, a small tick in a corner, black, a tick that hardly touches it; return the truth."""
        (left, top), _, (right, bottom), _ = mark.corners_mm
        middle = (left + right) / 2, (top + bottom) / 2
        kind = self.dice.choice(("dot", "corner", "black", "beside", "struck out"))
        if kind == "dot":
            self.stroke([middle, (middle[0] + 0.4, middle[1] + 0.2)])
            return None
        if kind == "corner":
            self.stroke([(left + 1.2, top + 2.0), (left + 1.8, top + 2.8), (left + 3.0, top + 1.2)])
            return True
        if kind == "black":
            for step in range(12):
                y = top + (bottom - top) * step / 11
                self.stroke([(left, y), (right, y)])
            return None
        if kind == "struck out":
            self.mark(mark)
            for lift in (-0.8, 0.0, 0.8):
                self.stroke([(left - 3, middle[1] + lift), (right + 3, middle[1] + lift)])
            return None
        self.stroke([(right - 0.6, bottom - 1.2), (right + 0.6, bottom - 0.4), (right + 3.5, top - 1)])
        return None

    def initials(self, mark: Mark) -> None:
        """Sign with two small letters."""
        (left, top), _, (right, bottom), _ = mark.corners_mm
        x, y = left + self.dice.uniform(0.2, 0.7) * (right - left), top + self.dice.uniform(0.4, 0.7) * (bottom - top)
        self.stroke([(x, y), (x + 1.2, y - 4), (x + 2.4, y), (x + 0.5, y - 1.5), (x + 2.1, y - 1.6)])
        self.stroke([(x + 3.4, y), (x + 3.4, y - 4), (x + 5.2, y - 3), (x + 3.4, y - 2), (x + 5.4, y - 0.5)])

    def thumb(self, mark: Mark) -> None:
        """Press a thumb of red ink, where somebody does not write."""
        (left, top), _, (right, bottom), _ = mark.corners_mm
        x, y = (left + right) / 2 + self.dice.uniform(-12, 12), (top + bottom) / 2
        for ring in range(1, 7):
            across, high = ring * 1.1, ring * 1.35
            box = [
                (x - across) * self.per_mm,
                (y - high) * self.per_mm,
                (x + across) * self.per_mm,
                (y + high) * self.per_mm,
            ]
            start = self.dice.uniform(0, 360)
            ImageDraw.Draw(self.picture).arc(box, start, start + 260, fill=110, width=max(1, round(0.5 * self.per_mm)))

    def sign(self, mark: Mark) -> None:
        """Sign somewhere in the room, small or large, sometimes with the name written under it."""
        (left, top), _, (right, bottom), _ = mark.corners_mm
        width, height = right - left, bottom - top
        long, high = self.dice.uniform(0.25, 0.7) * width, self.dice.uniform(0.25, 0.7) * height
        x0, y0 = left + self.dice.uniform(0.05, 0.25) * width, top + self.dice.uniform(0.1, 0.3) * height
        loops = self.dice.randint(3, 7)
        points = [
            (
                x0 + long * i / 40,
                y0 + high / 2 + high / 2 * math.sin(i * loops * math.pi / 40) * self.dice.uniform(0.5, 1),
            )
            for i in range(41)
        ]
        self.stroke(points)
        if self.dice.random() < 0.5:
            y = bottom - 0.15 * height
            for letter in range(self.dice.randint(6, 14)):
                x = x0 + letter * 2.6
                self.stroke([(x, y), (x + 0.8, y - 2.2), (x + 1.5, y), (x + 1.9, y - 1.4)])

    def leader(self, sheet: Printed) -> None:
        """Sign in the leader's column, and perhaps stamp: nothing of it is the household's."""
        room = next(mark for mark in sheet.marks if mark.kind == SIGN)
        self.sign(replace(room, left=3200, width=room.width - 1000))
        if self.dice.random() < 0.5:
            (_, top), _, (_, bottom), _ = room.corners_mm
            x, y, r = 62.0, (top + bottom) / 2, 15.0
            box = [(x - r) * self.per_mm, (y - r) * self.per_mm, (x + r) * self.per_mm, (y + r) * self.per_mm]
            ImageDraw.Draw(self.picture).ellipse(box, outline=130, width=max(1, round(0.6 * self.per_mm)))


def wear(picture: Image.Image, sheet: Printed, dpi: int, dice: random.Random) -> Image.Image:
    """Let paper be carried about: specks, folds, a stain, holes, a stapler, a folded corner, the other side shining through."""
    per_mm = dpi / 25.4
    width, height = picture.size
    if dice.random() < 0.2:
        back = picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT).filter(ImageFilter.GaussianBlur(0.5 * per_mm))
        ghost = np.asarray(picture).astype(np.int16) - (255 - np.asarray(back).astype(np.int16)) // 9
        picture = Image.fromarray(np.clip(ghost, 0, 255).astype(np.uint8))
    draw = ImageDraw.Draw(picture)
    for _ in range(dice.choice((0, 0, 30, 120))):
        x, y, r = dice.uniform(0, width), dice.uniform(0, height), dice.uniform(0.08, 0.25) * per_mm
        draw.ellipse([x - r, y - r, x + r, y + r], fill=dice.randint(0, 120))
    if dice.random() < 0.3:
        y = dice.uniform(0.2, 0.8) * height
        draw.line(
            [0, y, width, y + dice.uniform(-10, 10)], fill=dice.randint(150, 215), width=max(1, round(0.3 * per_mm))
        )
    if dice.random() < 0.15:
        x, y, r = dice.uniform(0.1, 0.9) * width, dice.uniform(0.2, 0.9) * height, dice.uniform(15, 35) * per_mm
        ring = Image.new("L", picture.size, 0)
        ImageDraw.Draw(ring).ellipse([x - r, y - r, x + r, y + r], outline=60, width=max(2, round(2.5 * per_mm)))
        picture = Image.fromarray(
            np.clip(np.asarray(picture).astype(np.int16) - np.asarray(ring), 0, 255).astype(np.uint8)
        )
        draw = ImageDraw.Draw(picture)
    if dice.random() < 0.15:
        for y in (0.37, 0.64):
            x, r = 10 * per_mm, 3 * per_mm
            draw.ellipse([x - r, y * height - r, x + r, y * height + r], fill=dice.choice((0, 70, 250)))
    if dice.random() < 0.1:
        fold = dice.uniform(12, 45) * per_mm
        corner = dice.choice(((0, 0), (width, 0), (0, height), (width, height)))
        inward = [
            (corner[0] + (fold if corner[0] == 0 else -fold), corner[1]),
            (corner[0], corner[1] + (fold if corner[1] == 0 else -fold)),
        ]
        draw.polygon([corner, *inward], fill=dice.choice((120, 235, 255)))
    return picture


# What happens to paper on its way back ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Kind:
    """A way back from paper: the resolution, and what the page suffers."""

    dpi: int
    spoil: Callable[[Image.Image, random.Random], Image.Image]


@functools.cache
def _noise(sigma: float) -> np.ndarray:
    """Return a square of a sensor's noise, laid over a page again and again from another corner each time."""
    return np.random.default_rng(7).normal(0, sigma, (797, 797)).round().astype(np.int16)


def noisy(picture: Image.Image, dice: random.Random, sigma: float) -> Image.Image:
    """Add a sensor's noise."""
    tile = np.roll(_noise(sigma), (dice.randrange(797), dice.randrange(797)), (0, 1))
    pixels = np.asarray(picture).astype(np.int16)
    for top in range(0, picture.height, 797):
        for left in range(0, picture.width, 797):
            patch = pixels[top : top + 797, left : left + 797]
            patch += tile[: patch.shape[0], : patch.shape[1]]
    return Image.fromarray(pixels.clip(0, 255).astype(np.uint8))


def jpeg(picture: Image.Image, quality: int) -> Image.Image:
    """Press a picture as JPEG and open it again."""
    stream = io.BytesIO()
    picture.save(stream, "JPEG", quality=quality)
    return Image.open(io.BytesIO(stream.getvalue())).convert("L")


def turned(picture: Image.Image, degrees: float, ground: int = 255) -> Image.Image:
    """Turn a picture, its corners cut by the edge of the glass as a scanner cuts them only a little."""
    return picture.rotate(degrees, Image.Resampling.BILINEAR, expand=abs(degrees) > 2, fillcolor=ground)


def perspective(picture: Image.Image, dice: random.Random, share: float, ground: int) -> Image.Image:
    """See the page at a slant, each corner moved by up to ``share`` of the side, on a table of grey ``ground``."""
    width, height = picture.size
    rim = round(0.08 * width)
    big = width + 2 * rim, height + 2 * rim

    def moved(x: float, y: float) -> tuple[float, float]:
        return (
            x + rim + dice.uniform(-share, share) * width,
            y + rim + dice.uniform(-share, share) * height,
        )

    corners = [(0.0, 0.0), (float(width), 0.0), (float(width), float(height)), (0.0, float(height))]
    seen = [moved(x, y) for x, y in corners]
    rows = []
    for (x, y), (u, v) in zip(seen, corners, strict=True):
        rows.append([x, y, 1, 0, 0, 0, -u * x, -u * y])
        rows.append([0, 0, 0, x, y, 1, -v * x, -v * y])
    solved = np.linalg.solve(np.array(rows), np.array([value for corner in corners for value in corner]))
    return picture.transform(
        big, Image.Transform.PERSPECTIVE, tuple(solved), Image.Resampling.BILINEAR, fillcolor=ground
    )


def uneven_light(picture: Image.Image, dice: random.Random) -> Image.Image:
    """Let light fall from one side, as on a kitchen table in the evening."""
    width, height = picture.size
    angle = dice.uniform(0, 2 * math.pi)
    x, y = np.meshgrid(np.linspace(-1, 1, width), np.linspace(-1, 1, height))
    light = 1 - dice.uniform(0.1, 0.35) * (x * math.cos(angle) + y * math.sin(angle) + 1) / 2
    return Image.fromarray(np.clip(np.asarray(picture) * light, 0, 255).astype(np.uint8))


def _phone(share: float, blur: float) -> Callable[[Image.Image, random.Random], Image.Image]:
    def spoil(picture: Image.Image, dice: random.Random) -> Image.Image:
        seen = perspective(picture, dice, share, dice.choice((60, 90, 140)))
        seen = uneven_light(seen, dice).filter(ImageFilter.GaussianBlur(blur))
        return jpeg(noisy(seen, dice, 3), 50)

    return spoil


def _clean(picture: Image.Image, dice: random.Random) -> Image.Image:
    return turned(noisy(picture, dice, 2), dice.uniform(-0.5, 0.5))


def _office(picture: Image.Image, dice: random.Random) -> Image.Image:
    upside = dice.choice((0, 0, 0, 180))
    return jpeg(noisy(turned(picture, upside + dice.uniform(-3, 3)), dice, 3), 75)


def _skewed(picture: Image.Image, dice: random.Random) -> Image.Image:
    quarter = dice.choice((0, 90, 180, 270))
    picture = picture.filter(ImageFilter.GaussianBlur(0.4))
    skewed = turned(picture.rotate(quarter, expand=True), dice.uniform(-10, 10))
    return jpeg(jpeg(noisy(skewed, dice, 4), 55), 40)


def _copy(picture: Image.Image, dice: random.Random) -> Image.Image:
    grey = noisy(turned(picture, dice.uniform(-2, 2)), dice, 12).filter(ImageFilter.GaussianBlur(0.6))
    limit = dice.randint(110, 170)
    return grey.point(lambda value: 255 if value > limit else 0)


def _fax(picture: Image.Image, dice: random.Random) -> Image.Image:
    return _copy(picture, dice)


KINDS: Final = {
    "clean 300 dpi": Kind(300, _clean),
    "office 200 dpi": Kind(200, _office),
    "skewed, pressed 150 dpi": Kind(150, _skewed),
    "photocopy 200 dpi": Kind(200, _copy),
    "phone 5 %, blur 1.0, 150 dpi": Kind(150, _phone(0.05, 1.0)),
    "phone 6 %, blur 1.5, 200 dpi": Kind(200, _phone(0.06, 1.5)),
}
