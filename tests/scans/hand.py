"""An invented hand: crosses, ticks, scribbles, dots and blots of many pens; signatures, initials and thumbs.

Each stroke is drawn in millimetres over the picture of a printed page, and each mark tells what is true of it: yes, no, or
``None`` where a person could not say either.
"""

import math
import random
from dataclasses import dataclass, replace

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from app.records.marks import Mark


@dataclass
class Hand:
    """An invented hand with its pen, over a picture of a page."""

    picture: Image.Image
    per_mm: float
    pen: int
    """Grey of the ink, 0 black."""
    width: float
    """Millimetres of the pen's line."""
    dice: random.Random

    def stroke(self, points: list[tuple[float, float]]) -> None:
        """Draw a bent line through points in millimetres, with the small tremble of a hand."""
        shake = self.dice.gauss
        places = [((x + shake(0, 0.08)) * self.per_mm, (y + shake(0, 0.08)) * self.per_mm) for x, y in points]
        width = max(1, round(self.width * self.per_mm))
        ImageDraw.Draw(self.picture).line(places, fill=self.pen, width=width, joint="curve")

    # boxes ----------------------------------------------------------------------------------------------------------

    def mark(self, mark: Mark) -> None:
        """Put a cross, a tick, a scribble or a slash into a box; it may leave the box a little."""
        self._mark(mark, self.dice.uniform(-0.18, 0.15))

    def _mark(self, mark: Mark, grow: float) -> None:
        (left, top), _, (right, bottom), _ = mark.corners_mm
        width, height = right - left, bottom - top
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
        """Mark a box as few do; return the truth."""
        odd = self.dice.choice(
            (
                self._dot,
                self._corner,
                self._black,
                self._beside,
                self._struck_out,
                self._small,
                self._large,
                self._ringed,
            )
        )
        return odd(mark)

    def _dot(self, mark: Mark) -> None:
        x, y = _middle(mark)
        self.stroke([(x, y), (x + 0.4, y + 0.2)])

    def _corner(self, mark: Mark) -> bool:
        left, top = mark.corners_mm[0]
        self.stroke([(left + 1.2, top + 2.0), (left + 1.8, top + 2.8), (left + 3.0, top + 1.2)])
        return True

    def _small(self, mark: Mark) -> bool:
        x, y = _middle(mark)
        half = self.dice.uniform(0.7, 1.1)
        self.stroke([(x - half, y - half), (x + half, y + half)])
        self.stroke([(x + half, y - half), (x - half, y + half)])
        return True

    def _large(self, mark: Mark) -> bool:
        self._mark(mark, self.dice.uniform(0.3, 0.8))
        return True

    def _black(self, mark: Mark) -> None:
        (left, top), _, (right, bottom), _ = mark.corners_mm
        for step in range(12):
            y = top + (bottom - top) * step / 11
            self.stroke([(left, y), (right, y)])

    def _struck_out(self, mark: Mark) -> None:
        self.mark(mark)
        (left, _), (right, _), _, _ = mark.corners_mm
        y = _middle(mark)[1]
        for lift in (-0.8, 0.0, 0.8):
            self.stroke([(left - 3, y + lift), (right + 3, y + lift)])

    def _beside(self, mark: Mark) -> None:
        (_, top), _, (right, bottom), _ = mark.corners_mm
        self.stroke([(right - 0.6, bottom - 1.2), (right + 0.6, bottom - 0.4), (right + 3.5, top - 1)])

    def _ringed(self, mark: Mark) -> None:
        x, y = _middle(mark)
        turns = [2 * math.pi * step / 24 for step in range(26)]
        self.stroke([(x + 4.2 * math.cos(turn), y + 3.8 * math.sin(turn)) for turn in turns])

    # the room to sign -----------------------------------------------------------------------------------------------

    def sign(self, mark: Mark) -> None:
        """Sign somewhere in the room, small or large, sometimes with the name written under it."""
        self._sign(mark, self.dice.uniform(0.25, 0.7), self.dice.uniform(0.1, 0.3))

    def odd_sign(self, mark: Mark) -> int:
        """Sign as some do; return the grey of the ink."""
        odd = self.dice.choice((self.initials, self._tiny, self.thumb, self._beyond, self._below))
        return odd(mark) or self.pen

    def _sign(self, mark: Mark, tall: float, down: float) -> None:
        (left, top), _, (right, bottom), _ = mark.corners_mm
        width, height = right - left, bottom - top
        long, high = self.dice.uniform(0.25, 0.7) * width, tall * height
        x0, y0 = left + self.dice.uniform(0.05, 0.25) * width, top + down * height
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

    def _beyond(self, mark: Mark) -> None:
        """Sign so large that the frame is left above and below."""
        self._sign(mark, self.dice.uniform(1.2, 1.8), self.dice.uniform(-0.4, -0.1))

    def _below(self, mark: Mark) -> None:
        """Sign over the lower line of the frame, more below than in it."""
        self._sign(replace(mark, top=mark.top + round(0.75 * mark.height)), self.dice.uniform(0.5, 0.7), 0.1)

    def initials(self, mark: Mark) -> None:
        """Sign with two small letters."""
        self._initials(mark, 1.0)

    def _tiny(self, mark: Mark) -> None:
        self._initials(mark, self.dice.uniform(0.45, 0.7))

    def _initials(self, mark: Mark, size: float) -> None:
        (left, top), _, (right, bottom), _ = mark.corners_mm
        x, y = left + self.dice.uniform(0.2, 0.7) * (right - left), top + self.dice.uniform(0.4, 0.7) * (bottom - top)
        first = ((0, 0), (1.2, -4), (2.4, 0), (0.5, -1.5), (2.1, -1.6))
        second = ((3.4, 0), (3.4, -4), (5.2, -3), (3.4, -2), (5.4, -0.5))
        for letter in (first, second):
            self.stroke([(x + across * size, y + down * size) for across, down in letter])

    def thumb(self, mark: Mark) -> int:
        """Press a thumb of red or blue ink (điểm chỉ), where somebody does not write: ridges, worn in places; return its grey."""
        (left, top), _, (right, bottom), _ = mark.corners_mm
        x, y = (left + right) / 2 + self.dice.uniform(-12, 12), (top + bottom) / 2
        grey, draw = self.dice.randint(95, 140), ImageDraw.Draw(self.picture)
        for ring in range(1, 7):
            box = _around(x, y, ring * 1.1, ring * 1.35, self.per_mm)
            start = self.dice.uniform(0, 360)
            draw.arc(box, start, start + self.dice.uniform(170, 300), fill=grey, width=max(1, round(0.5 * self.per_mm)))
        return grey

    def leader(self, room: Mark) -> None:
        """Sign in the leader's column, and perhaps stamp, over the edge of the household's room: nothing of it is theirs."""
        self.sign(replace(room, left=3200, width=room.width - 1000))
        if self.dice.random() < 0.5:
            (left, top), _, (_, bottom), _ = room.corners_mm
            radius = self.dice.uniform(15, 18)
            reach = self.dice.uniform(2, 8) if self.dice.random() < 0.3 else -self.dice.uniform(5, 30)
            stamp(self.picture, left + reach - radius, (top + bottom) / 2, radius, self.per_mm, self.dice)


def stamp(picture: Image.Image, x: float, y: float, radius: float, per_mm: float, dice: random.Random) -> None:
    """Press a round red stamp: two rings, letters between them, a star in the middle; over ink it darkens nothing."""
    grey = dice.randint(100, 150)
    layer = Image.new("L", picture.size, 255)
    draw = ImageDraw.Draw(layer)
    for share in (1.0, 0.68):
        draw.ellipse(
            _around(x, y, radius * share, radius * share, per_mm), outline=grey, width=max(1, round(0.7 * per_mm))
        )
    for letter in range(22):
        turn = letter * 2 * math.pi / 22
        across, down = x + 0.84 * radius * math.cos(turn), y + 0.84 * radius * math.sin(turn)
        draw.rectangle(_around(across, down, 0.7, 0.9, per_mm), outline=grey, width=max(1, round(0.35 * per_mm)))
    draw.polygon(
        [
            (
                (x + radius * (0.35 if point % 2 == 0 else 0.15) * math.sin(point * math.pi / 5)) * per_mm,
                (y - radius * (0.35 if point % 2 == 0 else 0.15) * math.cos(point * math.pi / 5)) * per_mm,
            )
            for point in range(10)
        ],
        fill=grey,
    )
    worn = layer.filter(ImageFilter.GaussianBlur(0.1 * per_mm))
    picture.paste(ImageChops.darker(picture, worn))


def _middle(mark: Mark) -> tuple[float, float]:
    (left, top), _, (right, bottom), _ = mark.corners_mm
    return (left + right) / 2, (top + bottom) / 2


def _around(x: float, y: float, across: float, down: float, per_mm: float) -> list[float]:
    return [(x - across) * per_mm, (y - down) * per_mm, (x + across) * per_mm, (y + down) * per_mm]
