"""The four faces of Liberation Serif, registered once and embedded as subsets.

Liberation Serif has the widths of Times New Roman, which NĐ 30/2020 asks for, and every Vietnamese letter.
ReportLab has no fallback: a character without glyph would print as a black box, so it is refused before drawing.
"""

import functools
from typing import Final

from reportlab.lib.fonts import addMapping
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from app.documents.errors import MISSING_GLYPH
from app.kernel.errors import AppError
from app.kernel.resources import resource_path

REGULAR: Final = "LiberationSerif-Regular"
BOLD: Final = "LiberationSerif-Bold"
ITALIC: Final = "LiberationSerif-Italic"
BOLD_ITALIC: Final = "LiberationSerif-BoldItalic"
_FACES: Final = {(0, 0): REGULAR, (1, 0): BOLD, (0, 1): ITALIC, (1, 1): BOLD_ITALIC}


@functools.cache
def register() -> frozenset[int]:
    """Register the faces with ReportLab and return the code points that all four can draw.

    Glyph 0 is the black box of what is missing; the end mark U+FFFF of a character table leads to it.
    """
    drawable: frozenset[int] | None = None
    for (bold, italic), name in _FACES.items():
        font = TTFont(name, str(resource_path(f"fonts/{name}.ttf")))
        pdfmetrics.registerFont(font)
        addMapping(REGULAR, bold, italic, name)
        points = frozenset(point for point, glyph in font.face.charToGlyph.items() if glyph)
        drawable = points if drawable is None else drawable & points
    assert drawable is not None
    return drawable


def missing(text: str) -> str:
    """Return the characters of ``text`` that the fonts cannot draw, each once, in order; empty when all can."""
    drawable = register()
    return "".join(dict.fromkeys(character for character in text if ord(character) not in drawable))


def require(text: str, where: str) -> None:
    """Raise DOCUMENT-001 if a character of ``text`` has no glyph; ``where`` tells the person which text it is."""
    if absent := missing(text):
        raise AppError(MISSING_GLYPH, where=where, character=absent[0], code_point=f"{ord(absent[0]):04X}")


def width(text: str, face: str, size: float) -> float:
    """Return the width of ``text`` in points (1/72 inch)."""
    return float(pdfmetrics.stringWidth(text, face, size))
