"""One page after another: turned, skewed, torn, foreign, blank; what it says and what it does not dare to say."""

import io
import random

import numpy as np
import pytest
import zxingcpp
from PIL import Image, ImageDraw, ImageFilter

from app.records.marks import NO, SIGN, TICK, UNSURE, YES, Mark, marks_from
from app.scanning.pictures import Page
from app.scanning.reading import read_page
from app.scanning.symbols import find
from app.vietnamese.sheet_code import ALPHABET
from tests.scans.corpus import Printed, jpeg, perspective, printed
from tests.scans.hand import Hand


@pytest.fixture(scope="module")
def sheets() -> tuple[Printed, ...]:
    return printed(3)


def read(picture: Image.Image, *known: Printed):
    marks = {each.code[:13]: each.marks for each in known}
    return read_page(Page("a.png", 1, picture), lambda code: marks.get(str(code)[:13], ()))


def filled(sheet: Printed, ticks=(1, 3, 5), *, signed=True, dpi=150) -> Image.Image:
    picture = sheet.picture(dpi)
    hand = Hand(picture, dpi / 25.4, 40, 0.5, random.Random(3))
    for mark in sheet.marks:
        if mark.kind == TICK and mark.number in ticks:
            hand.mark(mark)
        if mark.kind == SIGN and signed:
            hand.sign(mark)
    return picture


SAID = ((1, YES), (2, NO), (3, YES), (4, NO), (5, YES))


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
@pytest.mark.parametrize("skew", [-10, -4, 4, 10])
def test_a_page_lies_on_the_glass_as_it_likes(sheets, turn, skew):
    laid = (
        filled(sheets[0]).rotate(turn, expand=True).rotate(skew, Image.Resampling.BICUBIC, expand=True, fillcolor=255)
    )
    reading = read(laid, *sheets)
    (sheet,) = reading.sheets
    assert (str(sheet.code), sheet.answers, sheet.signed) == (sheets[0].code, SAID, YES)
    with Image.open(io.BytesIO(reading.picture)) as kept:
        assert kept.height > kept.width, "kept as a person reads it"


@pytest.mark.parametrize("dpi", [150, 200, 300])
def test_every_resolution_a_scanner_offers(sheets, dpi):
    (sheet,) = read(filled(sheets[0], (2,), signed=False, dpi=dpi), *sheets).sheets
    assert [number for number, answer in sheet.answers if answer == YES] == [2]
    assert sheet.signed == NO


@pytest.mark.parametrize("share", [0.92, 0.96, 1.03])
def test_a_sheet_printed_too_small_or_too_large_is_read_all_the_same(sheets, share):
    page = filled(sheets[0], dpi=200)
    scaled = page.resize((round(page.width * share), round(page.height * share)), Image.Resampling.BICUBIC)
    glass = Image.new("L", (max(page.width, scaled.width), max(page.height, scaled.height)), 255)
    glass.paste(scaled, (0, 0))
    (sheet,) = read(glass, *sheets).sheets
    assert (sheet.answers, sheet.signed) == (SAID, YES)


def test_two_sheets_side_by_side_one_upside_down(sheets):
    one, two = filled(sheets[0]), filled(sheets[1], (4,), signed=False)
    table = Image.new("L", (one.width * 2 + 60, one.height + 80), 110)
    table.paste(one, (10, 60))
    table.paste(two.rotate(180), (one.width + 50, 10))
    found = {str(sheet.code): sheet for sheet in read(table, *sheets).sheets}
    assert found[sheets[0].code].answers == SAID
    assert found[sheets[1].code].signed == NO
    assert len(found) == 2


def test_a_sheet_with_one_code_torn_off_is_still_squared_up(sheets):
    for keep_top in (True, False):
        page = filled(sheets[0], dpi=200)
        if keep_top:
            page.paste(255, (page.width - 300, page.height - 300, page.width - 120, page.height - 140))
        else:
            page.paste(255, (40, 60, 300, 400))
        (sheet,) = read(page, *sheets).sheets
        assert (sheet.answers, sheet.signed) == (SAID, YES), keep_top


def test_a_sheet_whose_layout_is_not_known_says_nothing_of_its_boxes(sheets):
    (sheet,) = read(filled(sheets[0])).sheets
    assert (sheet.answers, sheet.signed) == ((), "")


def test_boxes_that_are_not_where_they_should_be_are_unsure_never_wrong(sheets):
    shifted = tuple(
        Mark(each.kind, each.page, each.left + 900, each.top + 900, each.width, each.height, each.number)
        if each.kind in (TICK, SIGN) else each
        for each in sheets[0].marks
    )  # fmt: skip
    page = read_page(Page("a.png", 1, filled(sheets[0])), lambda _: shifted)
    (sheet,) = page.sheets
    assert {answer for _, answer in sheet.answers} == {UNSURE}
    assert sheet.signed == UNSURE
    assert not sheet.certain


def test_a_dot_is_not_a_mark_for_certain(sheets):
    page = sheets[0].picture(200)
    box = next(mark for mark in sheets[0].marks if mark.kind == TICK)
    (left, top), _, (right, bottom), _ = box.corners_mm
    x, y, r = (left + right) / 2 * 200 / 25.4, (top + bottom) / 2 * 200 / 25.4, 3
    ImageDraw.Draw(page).ellipse([x - r, y - r, x + r, y + r], fill=0)
    (sheet,) = read(page, *sheets).sheets
    assert sheet.answers[0] == (1, UNSURE)


def test_blank_backs_and_what_shines_through_them(sheets):
    assert read(Image.new("L", (1240, 1754), 248)).blank
    back = filled(sheets[0]).transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    ghost = back.filter(ImageFilter.GaussianBlur(2)).point(lambda value: 255 - (255 - value) // 8)
    assert read(ghost).blank
    shadow = Image.new("L", (1240, 1754), 250)
    shadow.paste(60, (0, 0, 30, 1754))
    assert read(shadow).blank


def letter() -> Image.Image:
    """Return a page of somebody else: lines of print, no code."""
    page = Image.new("L", (1240, 1754), 255)
    draw = ImageDraw.Draw(page)
    dice = random.Random(1)
    for y in range(150, 1600, 34):
        x = 150
        while x < 1080:
            word = dice.randint(20, 90)
            for stroke in range(x, x + word, 5):
                draw.line([stroke, y, stroke + dice.randint(-2, 2), y + dice.randint(8, 18)], fill=20, width=2)
            x += word + 14
    return page


def test_a_letter_of_somebody_else_is_not_ours_and_a_blurred_photograph_is_for_a_person():
    reading = read(letter())
    assert (reading.ours, reading.foreign, reading.blank, reading.sheets) == (False, False, False, ())
    assert reading.picture
    assert read(letter().filter(ImageFilter.GaussianBlur(5))).ours
    table = Image.new("L", (1800, 2200), 70)
    table.paste(letter(), (250, 200))
    assert read(table).ours, "on a photograph corners lie anywhere: nobody but a person can tell"


def test_a_sheet_of_ours_whose_codes_are_gone_is_for_a_person(sheets):
    page = filled(sheets[0], dpi=200)
    for mark in sheets[0].marks:
        if mark.kind == "code":
            corners = np.array(mark.corners_mm) * 200 / 25.4
            page.paste(255, tuple(int(value) for value in (*corners.min(axis=0) - 3, *corners.max(axis=0) + 3)))
    reading = read(page, *sheets)
    assert reading.ours
    assert not reading.sheets


def qr(text: str) -> Image.Image:
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="Q")
    page = letter()
    page.paste(Image.fromarray(np.array(code.to_image(scale=6))), (900, 1300))
    return page


def test_codes_that_are_not_a_sheets(sheets):
    code = sheets[0].code
    wrong = code[:9] + next(char for char in ALPHABET if char != code[9]) + code[10:]
    assert read(qr(wrong)).misread == wrong
    assert read(qr("https://dichvucong.gov.vn")).foreign
    assert read(qr("A" * 16)).foreign
    two_wrong = "2" * 15 + "3"
    assert not read(qr(two_wrong)).sheets


def test_a_photograph_at_a_slant_pressed_hard(sheets):
    seen = perspective(filled(sheets[0], dpi=150), random.Random(8), 0.06, 90).filter(ImageFilter.GaussianBlur(1.2))
    (sheet,) = read(jpeg(seen, 45), *sheets).sheets
    assert (sheet.answers, sheet.signed) == (SAID, YES)


def test_sheets_without_boxes_say_whether_they_are_signed():
    sheets = printed(2, seed=4, for_scanning=False)
    for sheet, signed in zip(sheets, (True, False), strict=True):
        (reading,) = read(filled(sheet, signed=signed, dpi=200), *sheets).sheets
        assert (reading.answers, reading.signed) == ((), YES if signed else NO)


def test_both_codes_of_a_sheet_are_found(sheets):
    assert len(find(sheets[0].picture(150)).ours) == 2


def test_marks_are_kept_as_words_and_nonsense_from_a_stick_is_none(sheets):
    texts = [mark.to_text() for mark in sheets[0].marks]
    assert marks_from(texts) == sheets[0].marks
    assert marks_from(["tick 1 2 3", "ink 1 1 1 1 1 1", 5, None, "tick 1 a 1 1 1 1", "tick 1 99999999 1 1 1 1"]) == ()
