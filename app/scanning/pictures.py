"""Files from a scanner or a phone -> pictures of pages, one at a time; and the picture that is kept of each.

What a file holds beside its pixels (place and time of a photograph, name of the phone) is left behind: a kept picture is written
anew from pixels alone.
"""

import contextlib
import io
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
    UnidentifiedImageError,
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
_LONGEST: Final = 3600
"""Pixels of the longer side that are looked at: A4 at 300 dpi has 3,508."""
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
    except (AppError, OSError, ValueError, SyntaxError, pypdfium2.PdfiumError):
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
    kept = picture if picture.mode == "L" or _colourful(picture) else picture.convert("L")
    if max(kept.size) > _KEPT:
        kept = kept.copy() if kept is picture else kept
        kept.thumbnail((_KEPT, _KEPT), Image.Resampling.BILINEAR, reducing_gap=1.5)
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


def _pdf_pages(path: Path) -> Iterator[Page]:
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        locked = "password" in str(error).lower() or "security" in str(error).lower()
        raise AppError(PASSWORD if locked else NO_PICTURE, file=path.name) from error
    with contextlib.closing(document):
        if not len(document):
            raise AppError(NO_PAGES, file=path.name)
        for index in range(len(document)):
            try:
                picture = _drawn(document, index, _ENOUGH)
            except (pypdfium2.PdfiumError, ValueError, MemoryError):
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
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise AppError(NO_PICTURE, file=path.name) from error
    with image:
        for index in range(int(getattr(image, "n_frames", 1))):
            try:
                image.seek(index)
                picture = _loaded(image, path.name)
            except AppError as error:
                yield Page(path.name, index + 1, None, error)
            except (OSError, ValueError, SyntaxError, EOFError, MemoryError):
                yield Page(path.name, index + 1, None, AppError(DAMAGED, file=path.name, page=index + 1))
            else:
                yield Page(path.name, index + 1, picture)
            if image.format == "MPO":
                break  # a phone's depth map or preview follows; it is not another page


def _loaded(image: Image.Image, name: str) -> Image.Image:
    """Return a frame as grey or colour, upright as the phone meant it, no larger than is looked at."""
    if image.format in ("JPEG", "MPO"):
        image.draft("L" if image.mode == "L" else "RGB", (_LONGEST // 2, _LONGEST // 2))
    width, height = image.size
    if width * height * len(image.getbands()) > MOST_BYTES:
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
    small = np.asarray(picture.reduce(max(1, min(picture.size) // 120)).convert("HSV"))
    return float(((small[..., 1] > 70) & (small[..., 2] > 60)).mean()) > 0.001
