"""Files from a scanner or a phone -> pictures of pages, one at a time; and the picture that is kept of each.

What a file holds beside its pixels (place and time of a photograph, name of the phone) is left behind: a kept picture is written
anew from pixels alone.
"""

import contextlib
import io
import itertools
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import pypdfium2
from PIL import (  # noqa: F401 - importing a plug-in is what makes its format known
    BmpImagePlugin,
    Image,
    ImageOps,
    JpegImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)

from app.kernel.errors import AppError
from app.kernel.files import NOT_FOUND, NOT_READABLE
from app.scanning.errors import DAMAGED, NO_PAGES, NO_PICTURE, PASSWORD, TOO_LARGE

Image.MAX_IMAGE_PIXELS = None  # the limit is our own, by memory and with a numbered message

SUFFIXES: Final = (".pdf", ".jpg", ".jpeg", ".png", ".tif", ".tiff", ".bmp", ".webp")
"""What a person may choose; what a file really is, its own first bytes say."""
MOST_BYTES: Final = 250_000_000
"""Unpacked pixels of one picture that a laptop of 4 GB takes without swapping: 250 million points of grey, 83 of colour."""
_FORMATS: Final = ("JPEG", "PNG", "TIFF", "BMP", "WEBP")
_BROKEN: Final = (
    OSError, ValueError, SyntaxError, EOFError, MemoryError, TypeError, LookupError, ArithmeticError, AttributeError,
    RuntimeError, struct.error,
)  # fmt: skip
"""What Pillow's readers raise over bytes that are not what they should be: nearly everything."""
_LONGEST: Final = 3600
"""Pixels of the longer side that are looked at: A4 at 300 dpi has 3,508."""
_UNPACKED: Final = {"1": 1, "L": 1, "LA": 2, "RGBA": 4, "CMYK": 4, "P": 4, "PA": 4, "I": 4, "F": 4, "I;16": 4}
"""Bytes a point takes at most on its way to grey or colour, by Pillow's mode; others take three."""
_ENOUGH: Final = 2340
"""A4 at 200 dpi: codes and ink are certain at it, and a page of a PDF is drawn in half the time."""
_KEPT: Final = 1754
"""Longer side of a kept picture: A4 at 150 dpi, which a person reads easily."""
_QUALITY: Final = 60


@dataclass(frozen=True)
class Page:
    """One page of a file, from 1: its picture in grey or colour, or the error why there is none."""

    file: str
    number: int
    picture: Image.Image | None
    error: AppError | None = None
    finer: Any = None
    """Draws the page anew, finer; None where there is no more to be had."""

    @property
    def grey(self) -> Image.Image:
        """The picture in grey."""
        assert self.picture is not None
        return self.picture if self.picture.mode == "L" else self.picture.convert("L")


def count_pages(path: Path) -> int:
    """Return how many pages a file has; 1 for a file that will turn out to be none."""
    try:
        if _is_pdf(path):
            with contextlib.closing(pypdfium2.PdfDocument(path)) as document:
                return max(len(document), 1)
        with Image.open(path, formats=_FORMATS) as image:
            return int(getattr(image, "n_frames", 1))
    except (AppError, pypdfium2.PdfiumError, *_BROKEN):
        return 1


def pages_of(path: Path) -> Iterator[Page]:
    """Yield the pages of a file in order, each drawn only when it is asked for.

    What cannot be opened at all is one page with an error (SCAN-001, -002, -004, -005, FILE-003, -004), so that every file has
    its result; a damaged page in the middle is SCAN-003 and the pages after it follow.
    """
    try:
        pages = _pdf_pages(path) if _is_pdf(path) else _image_pages(path)
        yield from pages
    except AppError as error:
        yield Page(path.name, 1, None, error)


def keepable(picture: Image.Image) -> bytes:
    """Return the picture as it is kept: JPEG of pixels alone, grey unless there is colour in it."""
    kept = picture
    if max(kept.size) > _KEPT:
        share = _KEPT / max(kept.size)
        size = max(round(kept.width * share), 1), max(round(kept.height * share), 1)
        kept = kept if kept.mode in ("L", "RGB") else kept.convert("RGB")
        kept = kept.resize(size, Image.Resampling.BOX, reducing_gap=1.0)
    if kept.mode != "L" and not _colourful(kept):
        kept = kept.convert("L")
    kept = kept.copy()
    kept.info.clear()  # Pillow would write a comment on
    stream = io.BytesIO()
    kept.save(stream, "JPEG", quality=_QUALITY)
    return stream.getvalue()


def _is_pdf(path: Path) -> bool:
    try:
        with path.open("rb") as stream:
            return b"%PDF-" in stream.read(1024)
    except FileNotFoundError as error:
        raise AppError(NOT_FOUND, file=path.name) from error
    except OSError as error:
        raise AppError(NOT_READABLE, file=path.name) from error


def _is_encrypted(path: Path) -> bool:
    """Tell whether a PDF names an encryption; what pdfium says of one file may be what it last said of another."""
    last = b""
    with path.open("rb") as stream:
        while chunk := stream.read(1 << 20):
            if b"/Encrypt" in last + chunk:
                return True
            last = chunk[-16:]
    return False


def _pdf_pages(path: Path) -> Iterator[Page]:
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        locked = "password" in str(error).lower() and _is_encrypted(path)
        raise AppError(PASSWORD if locked else NO_PICTURE, file=path.name) from error
    with contextlib.closing(document):
        if not len(document):
            raise AppError(NO_PAGES, file=path.name)
        for index in range(len(document)):
            try:
                picture = _drawn(document, index, _ENOUGH)
            except (pypdfium2.PdfiumError, *_BROKEN):
                yield Page(path.name, index + 1, None, AppError(DAMAGED, file=path.name, page=index + 1))
                continue
            yield Page(path.name, index + 1, picture, finer=lambda at=index: _drawn(document, at, _LONGEST))


def _drawn(document: Any, index: int, longest: int) -> Image.Image:
    """Draw a page so that its longer side has ``longest`` pixels, whatever size its maker claimed the paper to be."""
    page = document[index]
    try:
        longer = max(page.get_size())
        bitmap = page.render(scale=longest / max(longer, 1.0), rev_byteorder=True)
        picture: Image.Image = bitmap.to_pil()
        return picture if picture.mode in ("L", "RGB") else picture.convert("RGB")
    finally:
        page.close()


def _image_pages(path: Path) -> Iterator[Page]:
    try:
        image = Image.open(path, formats=_FORMATS)
    except _BROKEN as error:
        raise AppError(NO_PICTURE, file=path.name) from error
    with image:
        for index in itertools.count():
            try:
                image.seek(index)
            except EOFError:
                break
            except _BROKEN:  # and so is the way to the pages after it
                yield Page(path.name, index + 1, None, AppError(DAMAGED, file=path.name, page=index + 1))
                break
            yield _frame(image, path.name, index + 1)
            if image.format == "MPO":
                break  # a phone's depth map or preview follows; it is not another page


def _frame(image: Image.Image, name: str, number: int) -> Page:
    try:
        return Page(name, number, _loaded(image, name))
    except AppError as error:
        return Page(name, number, None, error)
    except _BROKEN:
        return Page(name, number, None, AppError(DAMAGED, file=name, page=number))


def _loaded(image: Image.Image, name: str) -> Image.Image:
    """Return a frame as grey or colour, upright as the phone meant it, no larger than is looked at."""
    width, height = image.size
    if image.format in ("JPEG", "MPO"):
        image.draft("L" if image.mode == "L" else "RGB", (_LONGEST // 2, _LONGEST // 2))
    opened = image.size[0] * image.size[1] * _UNPACKED.get(image.mode, 3)
    held = width * height * len(image.getbands()) if image.info.get("progressive") else 0
    if (
        max(opened, 2 * held) > MOST_BYTES
    ):  # a progressive JPEG's parts are all held, two bytes each, however small it is opened
        raise AppError(TOO_LARGE, file=name, megapixels=width * height // 1_000_000)
    picture = ImageOps.exif_transpose(image)
    if picture.mode in ("1", "LA", "I", "F") or picture.mode.startswith("I;16"):
        picture = _grey(picture)
    elif picture.mode != "L":
        picture = _on_white(picture)
    if max(picture.size) > _LONGEST:
        picture.thumbnail((_LONGEST, _LONGEST), Image.Resampling.BOX)
    return picture


def _grey(picture: Image.Image) -> Image.Image:
    if picture.mode.startswith("I"):  # 16 bits a point
        return picture.point(lambda value: value * (1 / 256)).convert("L")
    return picture.convert("L")


def _on_white(picture: Image.Image) -> Image.Image:
    """Return colours on white paper where the picture lets something through."""
    if "A" in picture.getbands() or "transparency" in picture.info:
        layer = picture.convert("RGBA")
        paper = Image.new("RGBA", layer.size, "white")
        paper.alpha_composite(layer)
        picture = paper
    return picture.convert("RGB")


def _colourful(picture: Image.Image) -> bool:
    """Tell whether there is colour in a picture: blue ink, a red stamp."""
    small = np.asarray(picture.convert("RGB").resize((120, 120), Image.Resampling.BOX).convert("HSV"))
    return int(((small[..., 1] > 70) & (small[..., 2] > 60)).sum()) > 14
