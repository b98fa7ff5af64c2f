"""A picture of a page -> what it says: whose sheets lie in it, which boxes are marked, whether it was signed.

Whose a code is, only the books know; so the marks of a sheet are asked for by its code, and a page of somebody else stays a
page of somebody else.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np
from PIL import Image

from app.kernel.errors import AppError
from app.records.marks import CORNER, SIGN, TICK, UNSURE, Mark
from app.scanning.geometry import Pixels, Transform, fit
from app.scanning.ink import read_marks
from app.scanning.pictures import Page, keepable, pages_of
from app.scanning.squaring import angle, square_up
from app.scanning.symbols import Search, Symbol, find
from app.vietnamese import sheet_code
from app.vietnamese.sheet_code import SheetCode, Unreadable

_BACK: Final = {1: Image.Transpose.ROTATE_90, 2: Image.Transpose.ROTATE_180, 3: Image.Transpose.ROTATE_270}
"""What brings a page back that was laid on the glass a quarter, half or three quarters round (clockwise)."""
MarksOf = Callable[[SheetCode], Sequence[Mark]]
"""Returns the marks of the page of a sheet; none for a sheet that the books do not know."""

BLANK: Final = 0.002
"""Share of dark points up to which a page is the empty back of another."""
SPOT: Final = 0.05
"""Share of dark points of any spot of six by six millimetres up to which nobody has written there."""


@dataclass(frozen=True, slots=True)
class SheetReading:
    """One sheet in a picture: its code, what each box on this page says by its item's number, and the room to sign.

    ``signed`` is empty where this page of the sheet has no room to sign.
    """

    code: SheetCode
    answers: tuple[tuple[int, str], ...] = ()
    signed: str = ""

    @property
    def certain(self) -> bool:
        """Whether nothing on the page needs a person's eye."""
        return self.signed != UNSURE and all(answer != UNSURE for _, answer in self.answers)


@dataclass(frozen=True, slots=True)
class PageReading:
    """What a page says, and the picture that is kept of it (JPEG; empty when there was none to see).

    Without a sheet, ``misread`` is the text of a code of ours with a wrong character; ``foreign`` says that there was a code
    of somebody else; ``blank`` that nothing is on the page; ``ours`` that it looks like a sheet of ours all the same, or that
    nobody but a person can tell.
    """

    file: str
    number: int
    picture: bytes = b""
    sheets: tuple[SheetReading, ...] = ()
    misread: str = ""
    foreign: bool = False
    blank: bool = False
    ours: bool = False
    error: AppError | None = None

    def without_picture(self) -> "PageReading":
        """Return the same without the picture's bytes, for whoever has put them away."""
        return replace(self, picture=b"")


def read_file(path: Path, marks_of: MarksOf) -> Iterator[PageReading]:
    """Yield what each page of a file says, in order, one for each page; never raises for what the file holds."""
    for page in pages_of(path):
        yield read_page(page, marks_of)


def read_page(page: Page, marks_of: MarksOf) -> PageReading:
    """Return what one page says."""
    if page.picture is None:
        return PageReading(page.file, page.number, error=page.error)
    coloured, picture = page.picture, page.grey
    if _is_blank(picture):
        return PageReading(page.file, page.number, keepable(page.picture), blank=True)
    pixels = np.asarray(picture)
    search = find(picture, pixels)
    if not search.ours and page.finer is not None:
        finer = page.finer()
        again = find(finer.convert("L"))
        if again.ours:
            coloured, picture, search = finer, finer.convert("L"), again
            pixels = np.asarray(picture)
    if not search.ours:
        return _without_sheet(page, picture, search, keepable(page.picture))
    kept = keepable(_upright(page.picture, search.ours[0]))
    red = np.asarray(coloured.getchannel("R")) if coloured.mode == "RGB" else None
    sheets = tuple(_read_sheet(picture, pixels, red, symbols, marks_of) for symbols in _by_sheet(search.ours))
    return PageReading(page.file, page.number, kept, sheets)


def _upright(picture: Image.Image, symbol: Symbol) -> Image.Image:
    """Return the picture as a person reads it: turned by quarters, by the code on it."""
    right, down = symbol.corners[1] - symbol.corners[0]
    quarters = round(float(np.degrees(np.arctan2(down, right))) / 90) % 4
    return picture.transpose(_BACK[quarters]) if quarters else picture


def _by_sheet(symbols: Sequence[Symbol]) -> list[list[Symbol]]:
    """Return the symbols of each sheet in the picture, sheets from left to right and from the top down."""
    found: dict[str, list[Symbol]] = {}
    for symbol in symbols:
        found.setdefault(sheet_code.normalise(symbol.text), []).append(symbol)
    return sorted(found.values(), key=lambda each: tuple(each[0].corners.mean(axis=0).round()))


def _read_sheet(
    picture: Image.Image, pixels: Pixels, red: Pixels | None, symbols: Sequence[Symbol], marks_of: MarksOf
) -> SheetReading:
    code = symbols[0].sheet
    assert code is not None
    printed = marks_of(code)
    marks = [mark for mark in printed if mark.page == code.page_number]
    boxes = [mark for mark in marks if mark.kind == TICK]
    rooms = [mark for mark in marks if mark.kind == SIGN]
    squared = square_up(picture, pixels, symbols, marks) if boxes or rooms else None
    framed = any(mark.kind == TICK for mark in printed)
    if squared is None or not (squared.firm or (framed and squared.codes > 1)):
        return SheetReading(code, tuple((mark.number, UNSURE) for mark in boxes), UNSURE if rooms else "")
    read = read_marks(pixels, squared.to_pixels, [*boxes, *rooms], framed=framed, red=red)
    answers = tuple((mark.number, answer) for mark, answer in zip(boxes, read, strict=False))
    return SheetReading(code, answers, read[len(boxes)] if rooms else "")


def _without_sheet(page: Page, picture: Image.Image, search: Search, kept: bytes) -> PageReading:
    misread = next(
        (each.text for each in search.symbols if not isinstance(sheet_code.decode(each.text), Unreadable)), ""
    )
    foreign = bool(search.symbols) and not misread
    ours = search.damaged or _looks_like_a_sheet(picture) or _too_soft(picture) or not _fills_the_picture(picture)
    return PageReading(
        page.file, page.number, kept, misread=misread, foreign=foreign and not search.damaged, ours=ours and not foreign
    )


def _is_blank(picture: Image.Image) -> bool:
    """Tell whether nothing is on a page but dust, what shines through and the shadow at its edges: no spot with a word's ink."""
    width, height = picture.size
    inner = picture.crop((width // 25, height // 25, width - width // 25, height - height // 25))
    small = np.asarray(inner.reduce(max(1, max(picture.size) // 1200)))
    dark = small < np.median(small[::4, ::4]) - 50  # the paper's grey is the same in every fourth row and column
    side = max(dark.shape[0] // 48, 1)
    rows, columns = dark.shape[0] // side, dark.shape[1] // side
    if np.count_nonzero(dark) > BLANK * dark.size:
        return False
    spots = dark[: rows * side, : columns * side].reshape(rows, side, columns, side).mean(axis=(1, 3))
    return bool(spots.max() <= SPOT)


def _looks_like_a_sheet(picture: Image.Image) -> bool:
    """Tell whether angles stand at the corners of a page that fills the picture, as on every sheet of ours."""
    pixels = np.asarray(picture)
    width, height = picture.size
    long, short = max(width, height), min(width, height)
    if long > 1.6 * short:
        return False
    paper = np.array([(0.0, 0.0), (210.0, 0.0), (210.0, 297.0), (0.0, 297.0)])
    glass = np.array([(0.0, 0.0), (width, 0.0), (width, height), (0.0, height)])
    if width > height:
        glass = np.roll(glass, 1, axis=0)
    to_pixels: Transform = fit(paper, glass)
    found = sum(angle(pixels, to_pixels, mark, 9.0) is not None for mark in _CORNERS)
    return found >= 2


def _fills_the_picture(picture: Image.Image) -> bool:
    """Tell whether paper reaches the edges, as on a scanner; on a photograph the table round it does."""
    small = np.asarray(picture.resize((60, 80), Image.Resampling.BOX))
    rim = np.concatenate([small[0], small[-1], small[:, 0], small[:, -1]])
    return bool(np.median(rim) > 0.8 * np.percentile(small, 90))


_CORNERS: Final = tuple(
    Mark(CORNER, 1, x, y, towards_x, towards_y)
    for y, towards_y in ((600, 500), (29100, -500))
    for x, towards_x in ((600, 500), (20400, -500))
)
"""The angles of an A4 sheet, for pages whose own marks are not known."""


def _too_soft(picture: Image.Image) -> bool:
    """Tell whether a picture is too blurred to say that there is no code in it."""
    small = np.asarray(picture.reduce(max(1, max(picture.size) // 1800)), dtype=np.int16)
    steps = np.abs(np.diff(small[::4], axis=1))
    return bool(np.percentile(steps, 99.7) < 35)
