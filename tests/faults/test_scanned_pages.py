"""Ten thousand spoilt pages: not one is taken for another household's. And pages that are no sheets at all."""

import random

import pytest
import zxingcpp
from PIL import Image

from app.scanning.pictures import Page
from app.scanning.reading import read_page
from app.vietnamese.sheet_code import ALPHABET, LENGTH
from tests.scans.corpus import KINDS, printed, scans

PAGES = 10_000
BATCHES = 20
PER_BATCH = PAGES // BATCHES
LEAST_FOUND = 0.97
"""Of all kinds together, half of the pages worn."""


def read_batch(batch: int, count: int) -> tuple[int, int]:
    """Read ``count`` pages of all kinds in turn; return how many were taken for their own sheet, and for another's."""
    kinds = list(KINDS)
    sheets = printed(count, seed=1000 + batch)
    marks = {each.code[:13]: each.marks for each in sheets}
    own = other = 0
    for place, kind in enumerate(kinds):
        for scan in scans(kind, sheets[place :: len(kinds)], seed=batch, worn=batch % 2 == 1):
            reading = read_page(Page("page", 1, scan.picture), lambda code: marks.get(str(code)[:13], ()))
            for sheet in reading.sheets:
                own += str(sheet.code) == scan.truth.code
                other += str(sheet.code) != scan.truth.code
    return own, other


def test_no_page_is_taken_for_another() -> None:
    own, other = read_batch(1, 12)
    assert (own, other) == (12, 0)


@pytest.mark.long
@pytest.mark.parametrize("batch", range(BATCHES))
def test_no_page_of_ten_thousand_is_taken_for_another(batch: int) -> None:
    own, other = read_batch(batch, PER_BATCH)
    assert other == 0
    assert own >= LEAST_FOUND * PER_BATCH


def test_a_code_of_our_kind_with_wrong_characters_is_never_a_sheet() -> None:
    """Codes as another program might draw them: 16 characters of our alphabet that no print of ours has."""
    dice = random.Random(4)
    for _ in range(25):
        text = "S" + "".join(dice.choices(ALPHABET, k=LENGTH - 1))
        code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="Q")
        sheet = Image.new("L", (900, 1200), 255)
        sheet.paste(
            Image.frombytes("L", (21, 21), bytes(memoryview(code.to_image(scale=1, add_quiet_zones=False)))).resize(
                (126, 126), Image.Resampling.NEAREST
            ),
            (700, 1000),
        )
        assert read_page(Page("page", 1, sheet), lambda _: ()).sheets == ()
