"""Seeded pages as scanners, copiers and phones deliver them, each with what is true of it.

The hand that fills them in is invented (:mod:`tests.scans.hand`), and so is the life they led (:mod:`tests.scans.wear`). What a
page suffers on its way back is taken from what scanners and phones do (design text "paper", "Reading codes back").
"""

import functools
import io
import math
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pypdfium2
import zxingcpp
from PIL import Image, ImageDraw, ImageFilter

from app.documents.facts import BatchFacts, SheetFacts
from app.documents.pledge_sheet import write_pledge_sheets
from app.records.marks import SIGN, TICK, Mark
from app.vietnamese.sheet_code import ALPHABET, SheetCode, page_character
from tests.scans.hand import Hand
from tests.scans.wear import Wear, noisy, shaken, specks, stamped_room, worn
from tests.unit.documents.papers import CAMPAIGN, GROUP

__all__ = ["KINDS", "Hand", "Printed", "Scan", "Truth", "printed", "scans"]

TAG: Final = "K7QM"
PENS: Final = (15, 30, 55, 80, 105)
"""Grey of the ink: black and blue pens, and a soft pencil."""
FAINT: Final = (130, 150, 165)
"""Grey of a hard pencil and of a pen that runs dry."""
A4: Final = (210.0, 297.0)
MARGIN: Final = 4.0
"""Millimetres at the edges of the paper that a printer leaves white."""


@dataclass(frozen=True)
class Printed:
    """A sheet as it left the printer: its code, its marks, and the PDF page that shows it."""

    code: str
    marks: tuple[Mark, ...]
    pdf: bytes
    page: int

    def picture(self, dpi: float) -> Image.Image:
        """Return the page as a grey picture."""
        with pypdfium2.PdfDocument(self.pdf) as document:
            return document[self.page].render(scale=dpi / 72, grayscale=True).to_pil().convert("L")


@dataclass(frozen=True)
class Truth:
    """What is true of a sheet: whose it is, which boxes were marked, whether it was signed; None where nobody could say."""

    code: str
    answers: tuple[bool | None, ...]
    signed: bool | None


@dataclass(frozen=True)
class Scan:
    """A page that came back from paper, and what is true of each sheet in it; none on an empty back or a strange page."""

    picture: Image.Image
    truths: tuple[Truth, ...]


@functools.lru_cache(maxsize=4)
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


def scans(kind: str, sheets: Sequence[Printed], seed: int = 1, *, carried: bool = False) -> Iterator[Scan]:
    """Yield the sheets, filled in by hand and spoilt as ``kind`` says (:data:`KINDS`); ``carried`` about and worn, too.

    Every page hangs on its own code and ``seed`` alone, whichever others are made. A kind that takes none of the sheets yields
    one page for each all the same.
    """
    way = KINDS[kind]
    step = max(way.sheets, 1)
    for at in range(0, len(sheets) - step + 1, step):
        yield _scan(way, sheets[at : at + step], random.Random(f"{kind} {seed} {sheets[at].code}"), carried)


def _scan(way: "Kind", sheets: Sequence[Printed], dice: random.Random, carried: bool) -> Scan:
    pictures, truths = [], []
    for sheet in sheets:
        picture = sheet.picture(way.dpi * way.printed_at)
        if way.sheets:
            truths.append(fill_in(picture, sheet, way.dpi * way.printed_at, dice, way.lost, way.willing))
            if way.in_room is not None:
                picture = way.in_room(picture, way.dpi * way.printed_at / 25.4, sheet.marks, dice)
            picture = _on_paper(picture, way)
            if carried:
                picture = worn(picture, way.dpi, sheet.marks, dice, copied=way.lost < 256)
        pictures.append(picture)
    picture = way.spoil(pictures[0] if len(pictures) == 1 else _beside(pictures, dice, way.dpi), dice)
    if carried and way.lost == 256 and dice.random() < 0.2:
        picture = jpeg(picture, dice.randint(22, 35))
    if carried and way.hand_held and dice.random() < 0.2:
        picture = shaken(picture, dice)
    return Scan(picture, tuple(truths))


def fill_in(
    picture: Image.Image, sheet: Printed, dpi: float, dice: random.Random, lost: int = 256, willing_to_sign: float = 0.9
) -> Truth:
    """Mark boxes and sign as a household would, most of them all and everything; ink paler than ``lost`` will not be seen."""
    pen, width = dice.choice(PENS), dice.uniform(0.35, 0.7)
    odd = dice.random()
    if odd < 0.08:
        pen = dice.choice(FAINT)
    elif odd < 0.12:
        pen, width = 20, dice.uniform(1.0, 2.0)
    hand = Hand(picture, dpi / 25.4, pen, width, dice)
    willing = 1.0 if dice.random() < 0.7 else 0.5
    answers: list[bool | None] = []
    for mark in sheet.marks:
        if mark.kind == TICK:
            answer: bool | None = dice.random() < willing
            if dice.random() < 0.06:
                answer = hand.odd_mark(mark)
            elif answer:
                hand.mark(mark)
            answers.append(None if answer and pen >= lost else answer)
    room = next(mark for mark in sheet.marks if mark.kind == SIGN)
    signed, ink = dice.random() < willing_to_sign, pen
    if signed:
        if dice.random() < 0.7:
            hand.sign(room)
        else:
            ink = hand.odd_sign(room)
    if dice.random() < 0.4:
        hand.leader(room)
    return Truth(sheet.code, tuple(answers), None if signed and ink >= lost else signed)


def _on_paper(picture: Image.Image, way: "Kind") -> Image.Image:
    """Return what a printer told to fit the page made of it: smaller or larger, round the middle, white at the edges."""
    if way.printed_at == 1:
        return picture
    width, height = (round(side / 25.4 * way.dpi) for side in A4)
    paper = Image.new("L", (width, height), 255)
    paper.paste(picture, ((width - picture.width) // 2, (height - picture.height) // 2))
    rim = round(MARGIN / 25.4 * way.dpi)
    ImageDraw.Draw(paper).rectangle([0, 0, width - 1, height - 1], outline=255, width=rim)
    return paper


def _beside(pictures: Sequence[Image.Image], dice: random.Random, dpi: int) -> Image.Image:
    """Lay sheets side by side on a table, each a little turned."""
    gap = round(dpi * 0.4)
    ground = dice.choice((60, 90, 140))
    turned_ones = [
        picture.rotate(dice.uniform(-3, 3), Image.Resampling.BILINEAR, expand=True, fillcolor=ground)
        for picture in pictures
    ]
    width = sum(each.width for each in turned_ones) + gap * (len(pictures) + 1)
    table = Image.new("L", (width, max(each.height for each in turned_ones) + 2 * gap), ground)
    x = gap
    for each in turned_ones:
        table.paste(each, (x, gap + dice.randint(-gap // 2, gap // 2)))
        x += each.width + gap
    return table


# What happens to paper on its way back ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Kind:
    """A way back from paper: the resolution, and what the page suffers."""

    dpi: int
    spoil: Callable[[Image.Image, random.Random], Image.Image]
    lost: int = 256
    """Ink from this grey on is not on the picture."""
    printed_at: float = 1.0
    """Scale at which the printer printed."""
    sheets: int = 1
    """Sheets in one picture."""
    hand_held: bool = False
    in_room: Wear | None = None
    """What happened to the room to sign, which is nobody's signature."""
    willing: float = 0.9
    """Share of the households that sign."""


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
    y, x = (axis.astype(np.float32) for axis in np.ogrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j])
    light = 1 - np.float32(dice.uniform(0.1, 0.35)) * (x * math.cos(angle) + y * math.sin(angle) + 1) / 2
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


def _two(picture: Image.Image, dice: random.Random) -> Image.Image:
    seen = perspective(picture, dice, 0.03, 90)
    return jpeg(noisy(uneven_light(seen, dice).filter(ImageFilter.GaussianBlur(0.8)), dice, 3), 60)


def _back(picture: Image.Image, dice: random.Random) -> Image.Image:
    """The empty side of the sheet, the printed one shining through it from behind."""
    share = dice.choice((0.0, 0.06, 0.12, 0.18))
    ghost = picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT).filter(ImageFilter.BoxBlur(2))
    back = ghost.point(lambda value: 255 - round((255 - value) * share))
    return _office(specks(back, 8, (), dice) if dice.random() < 0.5 else back, dice)


def _strange(picture: Image.Image, dice: random.Random) -> Image.Image:
    """A page of somebody else: lines of letters, and every other time a code."""
    page = Image.new("L", picture.size, 255)
    draw = ImageDraw.Draw(page)
    for line in range(30):
        draw.text(
            (150, 150 + line * 60), "".join(dice.choices("abcdeghiklmnopqrstuvxy    ", k=90)), fill=20, font_size=28
        )
    if dice.random() < 0.5:
        text = "".join(dice.choices(ALPHABET, k=dice.choice((12, 16, 16, 30))))
        code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode)
        page.paste(Image.fromarray(np.asarray(code.to_image(scale=6))), (1100, 1900))
    return _office(page, dice)


KINDS: Final = {
    "clean 300 dpi": Kind(300, _clean),
    "office 200 dpi": Kind(200, _office),
    "skewed, pressed 150 dpi": Kind(150, _skewed),
    "photocopy 200 dpi": Kind(200, _copy, lost=100),
    "phone 5 %, blur 1.0, 150 dpi": Kind(150, _phone(0.05, 1.0), hand_held=True),
    "phone 6 %, blur 1.5, 200 dpi": Kind(200, _phone(0.06, 1.5), hand_held=True),
    "printed at 96 %": Kind(200, _office, printed_at=0.96),
    "printed at 103 %": Kind(200, _office, printed_at=1.03),
    "two sheets in one picture": Kind(150, _two, sheets=2, hand_held=True),
    "stamped in the room to sign": Kind(200, _office, in_room=stamped_room, willing=0.3),
    "stamped in the room, phone": Kind(150, _phone(0.05, 1.0), hand_held=True, in_room=stamped_room, willing=0.3),
    "blank back": Kind(200, _back, sheets=0),
    "something else": Kind(200, _strange, sheets=0),
}
