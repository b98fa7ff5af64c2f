"""Sheet codes as QR symbols: 16 characters of the code's alphabet in 21 x 21 modules at level Q (version 1).

Drawn as raw path operators in one fill: a third of the time of ReportLab's own path objects (design/paper.md), and
sharp at every printer's resolution.
"""

import re
from math import isqrt
from typing import Any, Final

import zxingcpp
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from app.documents.errors import BAD_SHEET_CODE
from app.kernel.errors import AppError

MODULES: Final = 21
MODULE: Final = 0.85 * mm
SIDE: Final = MODULES * MODULE
"""17.85 mm of modules; with the quiet zone 24.65 mm, the size whose reading was measured (design/paper.md)."""
QUIET: Final = 4 * MODULE
"""White that must surround the modules (ISO/IEC 18004: four modules)."""

_DARK_RUN: Final = re.compile(rb"\x00+")
_CODE: Final = re.compile(r"[0-9A-Z]{16}")


def draw(canvas: Canvas, code: str, x: float, y: float) -> None:
    """Draw ``code`` with the lower left corner of its modules at ``x``, ``y``.

    Raises DOCUMENT-004 if ``code`` is not 16 digits and capitals, which is all that fits this symbol.
    """
    if not _CODE.fullmatch(code):
        raise AppError(BAD_SHEET_CODE, sheet_code=code[:24])
    # ReportLab has no public call for raw operators; _code is what all of its drawing methods append to.
    canvas._code.append(f"q {MODULE:.4f} 0 0 {MODULE:.4f} {x:.3f} {y:.3f} cm {_rectangles(code)} f Q")


def draw_text(canvas: Canvas, text: str, x: float, y: float, side: float) -> None:
    """Draw a text of any length as a symbol ``side`` points wide, its lower left corner at ``x``, ``y``."""
    pixels, modules = _symbol(text, "M")
    module = side / modules
    canvas._code.append(f"q {module:.4f} 0 0 {module:.4f} {x:.3f} {y:.3f} cm {_runs(pixels, modules)} f Q")


def _rectangles(code: str) -> str:
    pixels, modules = _symbol(code, "Q")
    if modules != MODULES:
        raise AppError(BAD_SHEET_CODE, sheet_code=code)
    return _runs(pixels, modules)


def _symbol(text: str, level: str) -> tuple[bytes, int]:
    """Return the modules of a symbol row by row, 0 for a dark one, and how many make a side."""
    symbol = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level=level)
    image: Any = symbol.to_image(scale=1, add_quiet_zones=False)  # speaks the buffer protocol, its stub does not say so
    pixels = memoryview(image).tobytes()
    return pixels, isqrt(len(pixels))


def _runs(pixels: bytes, modules: int) -> str:
    """Return one ``re`` operator per run of dark modules, in units of one module, row 0 at the bottom."""
    return " ".join(
        f"{run.start() - row * modules} {modules - 1 - row} {run.end() - run.start()} 1 re"
        for row in range(modules)
        for run in _DARK_RUN.finditer(pixels, row * modules, (row + 1) * modules)
    )
