"""Laying the pages of sheets on paper: one to a side, or two side by side on a turned A4; on one side of the paper or on both."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from app.documents.page import CORNER_INSET, LANDSCAPE, PORTRAIT, corner_ticks
from app.records.pledges import HALVES, ONE_SIDED, TWO_SIDED

HALF: Final = LANDSCAPE[1] / PORTRAIT[1]
"""How much smaller a page of A4 is on half of a turned A4: both sides by the same share, so that all measures stay true."""
_CUT: Final = 4 * mm, 10 * mm
"""Where the short lines that show where to cut begin and end, from the upper and the lower edge."""


@dataclass
class Press:
    """Counts the sides of paper as pages are laid on them; ``paper`` is one of :data:`app.records.pledges.PAPERS`."""

    canvas: Canvas
    paper: str = ONE_SIDED
    sides: int = 0
    _half_full: bool = False

    def __post_init__(self) -> None:
        self.two_sided, self.halves = self.paper == TWO_SIDED, self.paper == HALVES
        self.canvas.setViewerPreference("Duplex", "DuplexFlipLongEdge" if self.two_sided else "Simplex")

    @property
    def scale(self) -> float:
        """How large a page of A4 lies on the paper."""
        return HALF if self.halves else 1.0

    def add(self, draw: Callable[[], None]) -> int:
        """Lay one page, which ``draw`` draws on A4, and return the side it lies on, from 1.

        A half gets its angles here, with lines that are not smaller: a scanner would no longer see them.
        """
        canvas = self.canvas
        if not self.halves or not self._half_full:
            canvas.setPageSize(LANDSCAPE if self.halves else PORTRAIT)
            self.sides += 1
        if not self.halves:
            draw()
            canvas.showPage()
            return self.sides
        canvas.saveState()
        canvas.translate(LANDSCAPE[0] / 2 if self._half_full else 0, 0)
        corner_ticks(canvas, (PORTRAIT[0] * HALF, PORTRAIT[1] * HALF), CORNER_INSET * HALF)
        canvas.scale(HALF, HALF)
        draw()
        canvas.restoreState()
        self._half_full = not self._half_full
        if not self._half_full:
            self._finish()
        return self.sides

    def new_paper(self) -> None:
        """Let what follows begin on the front of a sheet of paper of its own."""
        if self._half_full:
            self._half_full = False
            self._finish()
        if self.two_sided and self.sides % 2:
            self.canvas.showPage()
            self.sides += 1

    def count(self, sides: int) -> None:
        """Count sides that something else has drawn, a list before the sheets."""
        self.sides += sides

    def _finish(self) -> None:
        canvas, middle = self.canvas, LANDSCAPE[0] / 2
        canvas.setLineWidth(0.4)
        for begin, end in (_CUT, (LANDSCAPE[1] - _CUT[0], LANDSCAPE[1] - _CUT[1])):
            canvas.line(middle, begin, middle, end)
        canvas.showPage()
