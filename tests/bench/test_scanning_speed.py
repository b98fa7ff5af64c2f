"""Reading sheets back: what is found and how certain it is for each way back from paper, and its time beside one bare look.

The pages are those of :mod:`tests.scans.corpus`; seconds are the processor's, so that a busy machine does not count.
"""

import statistics
import time
from collections.abc import Callable
from typing import Final

import numpy as np
import pytest
import zxingcpp
from PIL import Image, ImageDraw

from app.records.marks import CODE
from app.scanning.pictures import Page
from app.scanning.reading import read_page
from tests.bench.harness import figure
from tests.scans.corpus import KINDS, Printed, printed, scans
from tests.scans.measure import tallied

pytestmark = pytest.mark.bench

PAGES: Final = 300
ONE_PAGE: Final = 100 / PAGES
MISSED: Final = {
    "clean 300 dpi": 0.0,
    "office 200 dpi": 0.1,
    "skewed, pressed 150 dpi": 0.5,
    "photocopy 200 dpi": 0.1,
    "phone 5 %, blur 1.0, 150 dpi": 2.0,
    "phone 6 %, blur 1.5, 200 dpi": 7.0,
    "printed at 96 %": 0.1,
    "printed at 103 %": 0.1,
    "two sheets in one picture": 2.0,
}
"""Per cent of sheets whose code may be missed."""
WRONG: Final = 0.5
"""Per cent of the certain answers that may be wrong."""
UNSURE: Final = 5.0
UNSURE_CARRIED: Final = 20.0
"""Per cent of the answers that may be left to a person, fresh from the printer and carried about."""
BARE: Final = "one plain look for a code in the same pages"


@pytest.fixture(scope="module")
def sheets() -> tuple[Printed, ...]:
    return printed(PAGES)


def seconds_of(work: Callable[[], object]) -> float:
    """Return the processor's seconds of ``work``."""
    started = time.process_time()
    work()
    return time.process_time() - started


def bare_look(picture: Image.Image) -> object:
    return zxingcpp.read_barcodes(np.asarray(picture), formats=zxingcpp.BarcodeFormat.QRCode)


@pytest.mark.parametrize("carried", [False, True], ids=["fresh", "carried"])
@pytest.mark.parametrize("kind", MISSED)
def test_each_way_back_from_paper(kind: str, carried: bool, sheets: tuple[Printed, ...]) -> None:
    bare: list[float] = []

    def looked_at():
        for scan in scans(kind, sheets, 5, carried=carried):
            bare.append(seconds_of(lambda: bare_look(scan.picture)))  # noqa: B023 - called at once
            yield scan

    tally = tallied(looked_at(), sheets)
    name = f"scans carried about, {kind}" if carried else f"scans, {kind}"
    assert tally.wrong_matches == 0
    missed = 100 * (1 - tally.found_share)
    if carried:
        figure(
            f"{name}: codes missed", missed, MISSED[kind] + 1, note="the issue's and 1 % for codes torn off", unit="%"
        )
    elif MISSED[kind]:
        figure(f"{name}: codes missed", missed, MISSED[kind], note="the issue's", unit="%")
    else:
        figure(f"{name}: codes missed", missed, ONE_PAGE, 0, "one page of all", "%")
    figure(f"{name}: certain answers wrong", 100 * (1 - tally.right_share), WRONG, note="the issue's", unit="%")
    limit = UNSURE_CARRIED if carried else UNSURE
    figure(f"{name}: answers unsure", 100 * tally.unsure_share, limit, note="our own budget", unit="%")
    ours, look = statistics.median(tally.seconds), statistics.median(bare)
    figure(f"{name}: a page", 1000 * ours, 1000 * look, 30, BARE, "ms")
    figure(
        f"{name}: the slowest page (budget)", 1000 * max(tally.seconds), 500, 1, "the issue's, with all retries", "ms"
    )


def test_a_clean_page_and_one_without_any_code() -> None:
    sheet = printed(1)[0]
    clean = next(scans("clean 300 dpi", (sheet,), 5)).picture
    torn = clean.copy()
    for mark in sheet.marks:
        if mark.kind == CODE:
            box = [each * 300 / 25.4 for corner in (mark.corners_mm[0], mark.corners_mm[2]) for each in corner]
            ImageDraw.Draw(torn).rectangle([box[0] - 40, box[1] - 40, box[2] + 40, box[3] + 40], fill=255)
    for name, picture, budget in (("clean page", clean, 0.1), ("page without any code", torn, 0.5)):
        page = Page("a", 1, picture)
        runs = [seconds_of(lambda: read_page(page, lambda code: sheet.marks)) for _ in range(5)]  # noqa: B023
        figure(f"scan, {name}, 300 dpi (budget)", statistics.median(runs), budget, note="the issue's")


def test_every_kind_is_measured() -> None:
    assert {kind for kind, way in KINDS.items() if way.sheets and way.in_room is None} == set(MISSED)
