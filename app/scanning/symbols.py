"""Finding the codes in a picture, with as many second looks as a blurred photograph needs.

One plain call finds every code on a clean scan in 3 to 18 ms; of phone pictures it misses up to one in six (design text
"paper"). Each further look changes the picture in one way that such pictures suffer from: soft edges, small modules, uneven
light. The looks stop at the first that finds a sheet of ours, so a clean page pays for none of them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import zxingcpp
from PIL import Image, ImageFilter

from app.scanning.geometry import Pixels, Points
from app.vietnamese import sheet_code
from app.vietnamese.sheet_code import SheetCode

_QR: Final[Any] = zxingcpp.BarcodeFormat.QRCode
_LOCAL: Final = zxingcpp.Binarizer.LocalAverage
_GLOBAL: Final = zxingcpp.Binarizer.GlobalHistogram

_LARGE: Final = 3300
"""Pixels of the longer side from which the modules of a code are large enough: A4 at 300 dpi, a phone of twelve megapixels."""

PALEST: Final = 0.27
"""Share of the paper's light that the dark modules of a printed code take away at the least.

What shines through from the other side of a sheet takes at most a fifth; the palest toner, half. A code seen through the paper
reads as well as one on it (a QR code is found mirrored, too), and would make of an empty back a second page of its sheet.
"""


@dataclass(frozen=True)
class Symbol:
    """A code in the picture: its text, and its corners in pixels in the symbol's own order (upper left, clockwise)."""

    text: str
    corners: Points

    @property
    def sheet(self) -> SheetCode | None:
        """The sheet of ours whose code it is; None for a code with a wrong character and for all other codes."""
        decoded = sheet_code.decode(self.text)
        return decoded if isinstance(decoded, SheetCode) else None


@dataclass(frozen=True)
class Search:
    """What was found: symbols with a text, and whether a symbol was seen that could not be read."""

    symbols: tuple[Symbol, ...]
    damaged: bool = False

    @property
    def ours(self) -> tuple[Symbol, ...]:
        """The symbols that are codes of sheets."""
        return tuple(each for each in self.symbols if each.sheet is not None)


@dataclass(frozen=True)
class _Look:
    """A changed copy of the picture, how to read it, and how its pixels lie in the picture."""

    picture: Image.Image
    binarizer: Any = _LOCAL
    scale: float = 1.0
    left: float = 0.0
    top: float = 0.0


def find(picture: Image.Image, pixels: Pixels | None = None) -> Search:
    """Return the codes of a grey picture (mode L); ``pixels`` are the picture's, where somebody has them at hand already."""
    seen: dict[str, Symbol] = {}
    damaged = False
    for number, look in enumerate(_looks(picture)):
        for symbol, whole in _read(look, pixels if number == 0 else None):
            if _shines_through(picture, symbol):
                continue
            if whole:
                seen.setdefault(_place(symbol), symbol)
            elif number == 0:
                damaged = True  # what only a changed picture shows may be a pattern of its own making
        if any(symbol.sheet for symbol in seen.values()):
            break
    return Search(tuple(seen.values()), damaged)


def find_near(picture: Image.Image, around: Points, text: str) -> Symbol | None:
    """Return the symbol with ``text`` in the part of the picture that ``around`` bounds, looking closely; None if not there."""
    left, top = np.floor(np.clip(around.min(axis=0), 0, None)).astype(int)
    right, bottom = np.ceil(np.minimum(around.max(axis=0), picture.size)).astype(int)
    if right - left < 20 or bottom - top < 20:
        return None
    crop = picture.crop((int(left), int(top), int(right), int(bottom)))
    for look in (_Look(crop, left=left, top=top), _enlarged(_sharper(crop, 2), float(left), float(top))):
        for symbol, whole in _read(look):
            if whole and symbol.text == text and not _shines_through(picture, symbol):
                return symbol
    return None


def _looks(picture: Image.Image) -> Iterator[_Look]:
    yield _Look(picture)
    sharp = _sharper(picture, 2)
    yield _Look(sharp)
    if max(picture.size) < _LARGE:
        yield _enlarged(sharp)
        yield _Look(_sharper(picture, 3), _GLOBAL)
    else:
        yield _Look(_sharper(picture.reduce(2), 3), _GLOBAL, 0.5)


def _enlarged(picture: Image.Image, left: float = 0, top: float = 0) -> _Look:
    scale = 2.0 if max(picture.size) < 2400 else 1.5
    size = round(picture.width * scale), round(picture.height * scale)
    return _Look(picture.resize(size, Image.Resampling.BILINEAR), _LOCAL, scale, left, top)


def _sharper(picture: Image.Image, radius: float) -> Image.Image:
    return picture.filter(ImageFilter.UnsharpMask(radius, 300, 0))


def _read(look: _Look, pixels: Pixels | None = None) -> Iterator[tuple[Symbol, bool]]:
    found = zxingcpp.read_barcodes(
        np.asarray(look.picture) if pixels is None else pixels,
        formats=_QR,
        try_invert=False,
        binarizer=look.binarizer,
        return_errors=True,
    )
    for each in found:
        place = each.position
        corners = np.array(
            [(point.x, point.y) for point in (place.top_left, place.top_right, place.bottom_right, place.bottom_left)],
            dtype=np.float64,
        )
        yield Symbol(each.text, (corners + 0.5) / look.scale + (look.left, look.top)), each.valid


def _shines_through(picture: Image.Image, symbol: Symbol) -> bool:
    """Tell whether a symbol is too pale to be printed on this side of the paper."""
    left, top = np.floor(symbol.corners.min(axis=0)).astype(int)
    right, bottom = np.ceil(symbol.corners.max(axis=0)).astype(int)
    dark, paper = np.percentile(np.asarray(picture.crop((int(left), int(top), int(right), int(bottom)))), (15, 85))
    return bool(paper - dark < PALEST * paper)


def _place(symbol: Symbol) -> str:
    """Return a key under which the same symbol found by two looks falls together."""
    middle = symbol.corners.mean(axis=0)
    side = max(float(np.ptp(symbol.corners[:, 0])), 1.0)
    return f"{symbol.text} {round(middle[0] / side)} {round(middle[1] / side)}"
