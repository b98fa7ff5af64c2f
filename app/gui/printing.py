"""Printing a PDF at its true size: every page becomes a picture of 300 dots an inch on the printer's page.

Sheets carry codes that are read back later, so nothing is ever fitted or scaled (design/lessons.md, row 27).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final, Protocol

from PySide6.QtCore import QMarginsF, QSize, QSizeF
from PySide6.QtGui import QColor, QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from app.gui.errors import NO_PRINTER, NOT_A_PDF, PRINTER_REFUSED
from app.kernel.errors import AppError
from app.kernel.progress import Progress

DOTS_PER_INCH: Final = 300
"""Enough for a code of 21 modules on 25 mm, and 26 MB of memory for one grey A4 page before it is sent."""
POINTS_PER_INCH: Final = 72


class Sides(StrEnum):
    """Which sides of the paper are printed. Most printers of villages cannot turn it: odd pages, then even ones."""

    ONE = "one"
    BOTH = "both"
    ODD = "odd"
    EVEN = "even"


@dataclass(frozen=True, slots=True)
class PrintOrder:
    """Which pages go to which printer: ``first`` to ``last`` count from 1, ``copies`` are printed one by one."""

    printer: str
    first: int
    last: int
    copies: int = 1
    sides: Sides = Sides.ONE

    def pages(self, count: int) -> list[int | None]:
        """Return the pages of a file of ``count`` in printing order, from 0; None is an empty back.

        On both sides every copy begins on a new sheet of paper, so that booklets can be told apart.
        """
        one: list[int | None] = list(range(self.first - 1, min(self.last, count)))
        if self.sides is not Sides.ONE and len(one) % 2:
            one.append(None)
        if self.sides in (Sides.ODD, Sides.EVEN):
            one = one[self.sides is Sides.EVEN :: 2]
        return one * self.copies


class Printers(Protocol):
    """The printers of this computer; tests give one that prints into a file."""

    def names(self) -> tuple[str, ...]:
        """Return the names of the printers, the usual one first."""
        ...

    def device(self, name: str) -> QPrinter:
        """Return the printer called ``name`` at :data:`DOTS_PER_INCH`."""
        ...


class SystemPrinters:
    """The printers the system knows."""

    def names(self) -> tuple[str, ...]:
        """Return the names of the printers, the usual one first."""
        usual = QPrinterInfo.defaultPrinterName()
        return tuple(sorted(QPrinterInfo.availablePrinterNames(), key=lambda name: (name != usual, name)))

    def device(self, name: str) -> QPrinter:
        """Return the printer called ``name``; raises PRINTER-001 when it is gone."""
        info = QPrinterInfo.printerInfo(name)
        if info.isNull():
            raise AppError(NO_PRINTER)
        device = QPrinter(info, QPrinter.PrinterMode.HighResolution)
        device.setResolution(DOTS_PER_INCH)
        return device


def open_pdf(path: Path) -> QPdfDocument:
    """Return the pages of a file we have written; raises PRINTER-003."""
    document = QPdfDocument()
    if document.load(str(path)) is not QPdfDocument.Error.None_:
        raise AppError(NOT_A_PDF, file=path.name)
    return document


def asks_for_both_sides(path: Path) -> bool:
    """Tell whether a PDF of ours was laid out for both sides of the paper: it says so in plain bytes (ISO 32000-1, 12.2)."""
    return b"/DuplexFlipLongEdge" in path.read_bytes()


def print_pdf(path: Path, order: PrintOrder, printers: Printers, progress: Progress) -> int:
    """Print pages of ``path`` as ordered and return how many went out; runs away from the window's thread.

    Raises PRINTER-001, PRINTER-002 or PRINTER-003. When cancelled, pages already sent come out.
    """
    document = open_pdf(path)
    device = printers.device(order.printer)
    pages = order.pages(document.pageCount())
    progress.stage("Gửi ra máy in", len(pages))
    if order.sides is Sides.BOTH:
        device.setDuplex(QPrinter.DuplexMode.DuplexAuto)
    _lay_out(device, document.pagePointSize(order.first - 1))
    painter = QPainter()
    if not painter.begin(device):
        raise AppError(PRINTER_REFUSED, printer=order.printer)
    try:
        return _draw(document, pages, device, painter, progress)
    finally:
        painter.end()
        document.close()


def _draw(
    document: QPdfDocument, pages: Iterable[int | None], device: QPrinter, painter: QPainter, progress: Progress
) -> int:
    sent = 0
    for page in pages:
        if sent:
            if page is not None:
                _lay_out(device, document.pagePointSize(page))
            if not device.newPage():
                raise AppError(PRINTER_REFUSED, printer=device.printerName())
        sent += 1
        progress.advance()
        if page is None:
            continue
        size = document.pagePointSize(page)
        scale = device.resolution() / POINTS_PER_INCH
        painter.drawImage(0, 0, page_image(document, page, (size * scale).toSize()))
    return sent


def page_image(document: QPdfDocument, page: int, size: QSize) -> QImage:
    """Return one page on white paper; pages of a PDF have no ground of their own."""
    paper = QImage(size, QImage.Format.Format_RGB888)
    paper.fill(QColor("white"))
    painter = QPainter(paper)
    painter.drawImage(0, 0, document.render(page, size))
    painter.end()
    return paper


def _lay_out(device: QPrinter, points: QSizeF) -> None:
    """Give the device a page of just this size, upright and without margins, so that one point stays one point."""
    wide = points.width() > points.height()
    upright = points.transposed() if wide else points
    size = QPageSize(upright, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.FuzzyMatch)
    turned = QPageLayout.Orientation.Landscape if wide else QPageLayout.Orientation.Portrait
    device.setFullPage(True)
    device.setPageLayout(QPageLayout(size, turned, QMarginsF(0, 0, 0, 0)))
