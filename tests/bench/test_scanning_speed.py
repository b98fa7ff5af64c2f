"""Reading signed sheets back: how many codes, boxes and signatures are right on spoilt pages of known truth, and how fast.

Pages are made as the corpus says (``tests/scans``), half of them worn: folded, stained, specked, a corner turned down.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from app.records.marks import UNSURE, YES, Mark
from app.scanning.pictures import Page
from app.scanning.reading import PageReading, read_file, read_page
from app.vietnamese.sheet_code import SheetCode
from tests.bench.harness import figure, seconds, seconds_beside
from tests.scans.corpus import KINDS, Printed, Scan, printed, scans

pytestmark = pytest.mark.bench

PAGES = 200
"""Of each kind; the long run reads 10,000."""
FOUND = {
    "clean 300 dpi": 1.0,
    "office 200 dpi": 0.999,
    "skewed, pressed 150 dpi": 0.995,
    "photocopy 200 dpi": 0.995,
    "phone 5 %, blur 1.0, 150 dpi": 0.98,
    "phone 6 %, blur 1.5, 200 dpi": 0.93,
}
"""The least share of pages of each kind on which the code must be found."""
RIGHT = 0.995
"""Of what is said for certain of a box or a signature."""
MOST_UNSURE = 5.0
"""Percent of boxes and signatures that may be left to a person."""


@dataclass
class Tally:
    """What came of the pages of one kind."""

    pages: int = 0
    found: int = 0
    marks: int = 0
    unsure: int = 0
    wrong: int = 0

    def add(self, scan: Scan, reading: PageReading) -> None:
        """Compare one page with its truth; a code that is another sheet's fails at once."""
        self.pages += 1
        for sheet in reading.sheets:
            assert str(sheet.code) == scan.truth.code, "a wrong match"
            self.found += 1
            said = [answer for _, answer in sheet.answers] + [sheet.signed]
            for answer, truth in zip(said, (*scan.truth.answers, scan.truth.signed), strict=True):
                self.marks += 1
                self.unsure += answer == UNSURE
                self.wrong += answer != UNSURE and truth is not None and (answer == YES) != truth


@cache
def village() -> dict[str, tuple[Mark, ...]]:
    """Return the marks of every sheet by what its pages' codes share."""
    return {each.code[:13]: each.marks for each in sheets()}


@cache
def sheets() -> tuple[Printed, ...]:
    """Return the printed sheets."""
    return printed(PAGES, seed=11)


def marks_of(code: SheetCode) -> Sequence[Mark]:
    """Return where the marks of a sheet are."""
    return village().get(str(code)[:13], ())


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_read(kind: str) -> None:
    tally = Tally()
    for worn, half in ((False, sheets()[: PAGES // 2]), (True, sheets()[PAGES // 2 :])):
        for scan in scans(kind, half, seed=5, worn=worn):
            tally.add(scan, read_page(Page("page", 1, scan.picture), marks_of))
    certain = tally.marks - tally.unsure
    note = f"pages whose code was found; {FOUND[kind]:.1%} must be, none may be another's"
    figure(f"scan, {kind}: pages", tally.pages, tally.found, 1 / FOUND[kind], note, "pages")
    note = f"boxes and signatures said right; {RIGHT:.1%} of the certain must be"
    figure(f"scan, {kind}: certain", certain, certain - tally.wrong, 1 / RIGHT, note, "marks")
    share = 100 * tally.unsure / tally.marks
    figure(
        f"scan, {kind}: left to a person",
        share,
        MOST_UNSURE,
        note="budget, in percent of boxes and signatures",
        unit="%",
    )


def test_a_clean_page_beside_one_plain_call() -> None:
    scan = next(scans("clean 300 dpi", sheets()[:1]))
    page = Page("page", 1, scan.picture)
    pixels = np.asarray(scan.picture)
    ours, bare = seconds_beside(
        lambda: read_page(page, marks_of),
        lambda: zxingcpp.read_barcodes(pixels, formats=zxingcpp.BarcodeFormat.QRCode),
        9,
    )
    figure(
        "scan, a clean page at 300 dpi: read, squared up, measured, picture kept",
        ours,
        bare,
        8,
        "one plain call for the code",
    )
    figure("scan, a clean page at 300 dpi (budget)", ours, 0.1, note="budget")


def test_a_page_without_a_code() -> None:
    """The longest a page can take: every second look in vain."""
    letter = next(scans("clean 300 dpi", sheets()[:1])).picture
    letter.paste(255, (0, 0, 700, 500))
    letter.paste(255, (letter.width - 700, letter.height - 600, letter.width, letter.height))
    page = Page("page", 1, letter)
    assert not read_page(page, marks_of).sheets
    figure(
        "scan, a page without a code (budget)",
        seconds(lambda: read_page(page, marks_of)),
        0.5,
        note="budget, all retries",
    )


def test_a_pdf_from_the_office_scanner_beside_drawing_its_pages(tmp_path: Path) -> None:
    pile = [scan.picture for scan in scans("office 200 dpi", sheets()[:40])]
    path = tmp_path / "pile.pdf"
    pile[0].save(path, save_all=True, append_images=pile[1:], resolution=200)

    def drawn() -> None:
        with pypdfium2.PdfDocument(path) as document:
            for page in document:
                page.render(scale=200 / 72).to_pil()

    def read() -> None:
        assert sum(len(each.sheets) for each in read_file(path, marks_of)) == len(pile)

    ours, bare = seconds_beside(read, drawn, 3)
    figure("scan, 40 pages of a PDF: drawn and read", ours, bare, 4, "the same pages drawn by pdfium alone")
    figure("scan, a page of a PDF (budget)", ours / len(pile), 0.1, note="budget")


def test_the_kept_picture_is_small() -> None:
    scan = next(scans("office 200 dpi", sheets()[:1]))
    kept = read_page(Page("page", 1, scan.picture), marks_of).picture
    with Image.open(io.BytesIO(kept)) as image:
        assert max(image.size) <= 1754
    figure("scan, a kept picture", len(kept) / 1e6, 0.25, note="budget", unit="MB")
