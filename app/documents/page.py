"""The sheet of paper: sizes and margins of NĐ 30/2020, the document's properties, marks at the corners.

All measures are points (1/72 inch) from the lower left corner, made from millimetres.
"""

from typing import BinaryIO, Final

from reportlab import rl_config
from reportlab.lib.pagesizes import A4, A5, landscape
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from app.documents import fonts
from app.vietnamese.text import clean

rl_config.useA85 = 0
"""Binary streams: a quarter smaller and faster to write than ReportLab's default of printable ASCII."""

PORTRAIT: Final = A4
LANDSCAPE: Final = landscape(A4)
SMALL: Final = A5

LEFT: Final = 30 * mm
RIGHT: Final = 18 * mm
TOP: Final = 20 * mm
BOTTOM: Final = 20 * mm
"""NĐ 30/2020, Phụ lục I: top and bottom 20-25 mm, left 30-35, right 15-20."""

BODY_SIZES: Final = (14.0, 13.5, 13.0)
"""Body type of NĐ 30/2020, largest first."""

INDENT: Final = 10 * mm
"""First-line indent of a paragraph, 1 cm."""


CORNER_INSET: Final = 6 * mm
CORNER_LENGTH: Final = 5 * mm
"""The angles at the corners: how far from the edges, how long their arms."""


def new_canvas(stream: BinaryIO, title: str, author: str, size: tuple[float, float] = PORTRAIT) -> Canvas:
    """Return a canvas writing to ``stream``: same facts, same bytes; printed at its true size; Vietnamese.

    Viewers shrink pages to fit by default, which would move every mark a scan looks for, hence PrintScaling None.
    """
    fonts.register()
    canvas = Canvas(stream, pagesize=size, invariant=1, pageCompression=1, lang="vi-VN", initialFontName=fonts.REGULAR)
    describe(canvas, title, author)
    return canvas


def describe(canvas: Canvas, title: str, author: str) -> None:
    """Set the properties that a viewer shows and obeys."""
    canvas.setTitle(clean(title))
    canvas.setAuthor(clean(author))
    canvas.setSubject(clean(title))
    canvas.setCreator("Sổ Thôn")
    canvas.setViewerPreference("PrintScaling", "None")
    canvas.setViewerPreference("DisplayDocTitle", "true")


def corner_ticks(canvas: Canvas, size: tuple[float, float], inset: float = CORNER_INSET) -> None:
    """Draw a fine angle near each corner: 6 mm from the edges, 5 mm long. They square up a scan and frame the page."""
    length = CORNER_LENGTH
    canvas.setLineWidth(0.4)
    for x, towards_x in ((inset, 1), (size[0] - inset, -1)):
        for y, towards_y in ((inset, 1), (size[1] - inset, -1)):
            canvas.line(x, y, x + towards_x * length, y)
            canvas.line(x, y, x, y + towards_y * length)


def page_number(canvas: Canvas, number: int, size: tuple[float, float]) -> None:
    """Draw the page number centred in the top margin (NĐ 30/2020: arabic, 13-14, not on page 1)."""
    canvas.setFont(fonts.REGULAR, 13)
    canvas.drawCentredString(size[0] / 2, size[1] - 13 * mm, str(number))
