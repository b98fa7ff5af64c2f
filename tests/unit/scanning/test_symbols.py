"""Codes in a picture: ours, ours with a wrong character, others', torn ones, none."""

import random

import numpy as np
import pytest
import zxingcpp
from PIL import Image, ImageDraw, ImageFilter

from app.scanning.symbols import find, find_near
from tests.scans.corpus import printed, scans
from tests.scans.wear import noisy

OURS = printed(1)[0].code


def drawn(*texts: str, scale: int = 6) -> Image.Image:
    """Return a page with a code for each text, one under the other."""
    page = Image.new("L", (1240, 1754), 255)
    for number, text in enumerate(texts):
        code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="Q")
        page.paste(Image.fromarray(np.asarray(code.to_image(scale=scale))), (300, 200 + 500 * number))
    return page


def test_our_code_and_where_it_is() -> None:
    search = find(drawn(OURS))
    assert [symbol.text for symbol in search.ours] == [OURS]
    assert not search.damaged
    (symbol,) = search.ours
    right, down = symbol.corners[1] - symbol.corners[0], symbol.corners[3] - symbol.corners[0]
    assert right == pytest.approx((21 * 6, 0), abs=4)
    assert down == pytest.approx((0, 21 * 6), abs=4)


def test_a_code_with_a_wrong_character_is_none_of_ours() -> None:
    wrong = OURS[:7] + ("2" if OURS[7] != "2" else "3") + OURS[8:]
    search = find(drawn(wrong))
    assert [symbol.text for symbol in search.symbols] == [wrong]
    assert not search.ours


def test_others_codes_do_not_hide_ours() -> None:
    search = find(drawn("https://example.vn/gio-lam-viec", OURS, "8934673123456"))
    assert len(search.symbols) == 3
    assert [symbol.text for symbol in search.ours] == [OURS]


def test_an_empty_page_has_none() -> None:
    search = find(Image.new("L", (1240, 1754), 255))
    assert not search.symbols
    assert not search.damaged


def test_a_code_that_shines_through_from_the_other_side_is_on_the_other_side() -> None:
    back = drawn(OURS).transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    ghost = back.point(lambda value: 255 - round((255 - value) * 0.18))
    assert [each.text for each in zxingcpp.read_barcodes(np.asarray(ghost))] == [OURS], "it reads, mirrored and pale"
    search = find(ghost)
    assert not search.symbols
    assert not search.damaged
    assert find_near(ghost, np.array([[0.0, 0.0], [1240.0, 1754.0]]), OURS) is None
    pale = drawn(OURS).point(lambda value: 255 - round((255 - value) * 0.4))
    assert find(pale).ours, "the end of a toner is still a print"


def test_a_torn_code_is_seen_but_not_read() -> None:
    page = drawn(OURS, scale=8)
    ImageDraw.Draw(page).rectangle([340, 250, 400, 300], fill=255)
    search = find(page)
    assert not search.symbols
    assert search.damaged


def test_second_looks_find_what_the_first_does_not() -> None:
    """A code so soft that one plain call reads nothing."""
    soft = noisy(drawn(OURS).filter(ImageFilter.GaussianBlur(3.6)), random.Random(1), 2)
    assert not zxingcpp.read_barcodes(np.asarray(soft), formats=zxingcpp.BarcodeFormat.QRCode)
    assert [symbol.text for symbol in find(soft).ours] == [OURS]


def test_a_code_is_looked_for_where_it_must_be() -> None:
    page = drawn(OURS)
    room = np.array([(250.0, 150.0), (520.0, 420.0)])
    found = find_near(page, room, OURS)
    assert found is not None
    assert found.corners == pytest.approx(find(page).ours[0].corners, abs=1.5)
    assert find_near(page, room, "S" + OURS) is None
    assert find_near(page, room + 700, OURS) is None
    assert find_near(page, room + 5000, OURS) is None


@pytest.mark.parametrize("kind", ["skewed, pressed 150 dpi", "two sheets in one picture"])
def test_both_codes_of_every_sheet(kind: str) -> None:
    for scan in scans(kind, printed(2), 3):
        texts = {symbol.text for symbol in find(scan.picture).ours}
        assert texts == {truth.code for truth in scan.truths}
