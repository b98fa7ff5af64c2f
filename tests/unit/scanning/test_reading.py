"""Whole pages: each ends in what it is, and what it is not is never guessed."""

import random
from pathlib import Path

import numpy as np
import pytest
import zxingcpp
from PIL import Image, ImageDraw, ImageFilter

from app.records.marks import CODE, NO, SIGN, TICK, UNSURE, YES, Mark
from app.scanning.pictures import Page
from app.scanning.reading import PageReading, read_file, read_page
from app.vietnamese.sheet_code import ALPHABET, SheetCode
from tests.scans.corpus import KINDS, Hand, printed, scans

DPI = 150
SHEETS = printed(3)
SHEET = SHEETS[0]
MARKS = {sheet.code: sheet.marks for sheet in SHEETS}


def marks_of(code: SheetCode) -> tuple[Mark, ...]:
    return MARKS.get(str(code), ())


def read(picture: Image.Image) -> PageReading:
    return read_page(Page("a.jpg", 1, picture), marks_of)


def filled(dpi: int = DPI) -> Image.Image:
    """Return the sheet with boxes 1 and 2 ticked, signed."""
    picture = SHEET.picture(dpi)
    hand = Hand(picture, dpi / 25.4, 30, 0.5, random.Random(1))
    for mark in SHEET.marks:
        if mark.kind == TICK and mark.number < 3:
            hand.mark(mark)
        if mark.kind == SIGN:
            hand.sign(mark)
    return picture


def check_filled(reading: PageReading) -> None:
    (sheet,) = reading.sheets
    assert str(sheet.code) == SHEET.code
    assert sheet.answers == ((1, YES), (2, YES), (3, NO), (4, NO), (5, NO))
    assert sheet.signed == YES
    assert sheet.certain


def page_with(text: str) -> Image.Image:
    page = Image.new("L", (1240, 1754), 255)
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="Q")
    page.paste(Image.fromarray(np.asarray(code.to_image(scale=6))), (300, 300))
    ImageDraw.Draw(page).text((200, 900), "Giấy mời họp thôn", fill=0, font_size=60)
    return page


@pytest.mark.parametrize(
    ("dpi", "degrees"), [(150, 0), (150, 90), (150, 180), (150, 274), (150, 10), (150, -10), (200, -10), (300, 4)]
)
def test_any_turn_and_resolution(dpi: int, degrees: float) -> None:
    check_filled(read(filled(dpi).rotate(degrees, Image.Resampling.BILINEAR, expand=True, fillcolor=255)))


@pytest.mark.parametrize("size", [0.96, 1.03])
def test_a_sheet_printed_smaller_or_larger(size: float) -> None:
    picture = filled()
    small = picture.resize((round(picture.width * size), round(picture.height * size)), Image.Resampling.BICUBIC)
    page = Image.new("L", picture.size, 255)
    page.paste(small, ((page.width - small.width) // 2, (page.height - small.height) // 2))
    check_filled(read(page))


def test_in_colour_and_as_a_file(tmp_path: Path) -> None:
    check_filled(read(filled().convert("RGB")))
    filled().save(tmp_path / "a.pdf", resolution=DPI)
    (reading,) = read_file(tmp_path / "a.pdf", marks_of)
    check_filled(reading)
    assert reading.picture.startswith(b"\xff\xd8")
    assert not reading.without_picture().picture


@pytest.mark.parametrize("lost", [0, 1])
def test_one_code_torn_off(lost: int) -> None:
    picture = filled()
    (left, top), _, (right, bottom), _ = [mark for mark in SHEET.marks if mark.kind == CODE][lost].corners_mm
    box = [each * DPI / 25.4 for each in (left - 1, top - 1, right + 1, bottom + 1)]
    ImageDraw.Draw(picture).rectangle(box, fill=255)
    check_filled(read(picture))


def test_both_codes_torn_off_is_ours_all_the_same() -> None:
    picture = filled()
    for mark in SHEET.marks:
        if mark.kind == CODE:
            (left, top), _, (right, bottom), _ = mark.corners_mm
            ImageDraw.Draw(picture).rectangle([each * DPI / 25.4 for each in (left, top, right, bottom)], fill=255)
    reading = read(picture)
    assert not reading.sheets
    assert reading.ours
    assert not reading.foreign


def test_two_sheets_in_one_picture() -> None:
    two = Image.new("L", (2600, 1800), 90)
    two.paste(filled(), (20, 20))
    two.paste(SHEETS[1].picture(DPI).rotate(180), (1320, 30))
    first, second = read(two).sheets
    check_filled(PageReading("a", 1, sheets=(first,)))
    assert str(second.code) == SHEETS[1].code
    assert {answer for _, answer in second.answers} == {NO}
    assert second.signed == NO


def test_a_code_of_another_village_is_read_and_nothing_more() -> None:
    other = str(SheetCode("ZZZZ", "23456789", "2"))
    (sheet,) = read(page_with(other)).sheets
    assert str(sheet.code) == other
    assert sheet.answers == ()
    assert sheet.signed == ""


def test_a_wrong_character_is_named_and_not_guessed() -> None:
    wrong = SHEET.code[:9] + ALPHABET[ALPHABET.index(SHEET.code[9]) - 1] + SHEET.code[10:]
    reading = read(page_with(wrong))
    assert not reading.sheets
    assert reading.misread == wrong
    assert not reading.foreign


def test_somebody_elses_code_and_page() -> None:
    reading = read(page_with("https://example.vn"))
    assert (reading.foreign, reading.ours, reading.misread, reading.sheets) == (True, False, "", ())


def test_an_empty_back() -> None:
    assert read(Image.new("L", (1240, 1754), 247)).blank
    for scan in scans("blank back", printed(3), 4):
        assert read(scan.picture).blank


def test_a_small_note_is_not_an_empty_back() -> None:
    page = Image.new("L", (1240, 1754), 250)
    ImageDraw.Draw(page).text((300, 900), "nhà tôi xin ký sau", fill=60, font_size=24)
    assert not read(page).blank


def test_pages_of_something_else() -> None:
    for scan in scans("something else", printed(2), 5):
        reading = read(scan.picture)
        assert not reading.sheets
        assert not reading.blank


def test_too_soft_to_tell_goes_to_a_person() -> None:
    reading = read(filled().filter(ImageFilter.GaussianBlur(9)))
    assert reading.sheets or reading.ours


def test_a_sheet_whose_marks_nobody_knows_says_nothing_of_boxes() -> None:
    reading = read_page(Page("a.jpg", 1, filled()), lambda code: ())
    (sheet,) = reading.sheets
    assert (sheet.answers, sheet.signed) == ((), "")


def test_marks_that_are_not_where_they_should_be_are_unsure() -> None:
    """The books hold another layout than the paper: no box is found there, so nothing is said of any."""
    moved = tuple(
        Mark(mark.kind, mark.page, mark.left + 700, mark.top + 700, mark.width, mark.height, mark.number)
        if mark.kind in (TICK, SIGN)
        else mark
        for mark in SHEET.marks
    )
    (sheet,) = read_page(Page("a.jpg", 1, filled()), lambda code: moved).sheets
    assert {answer for _, answer in sheet.answers} == {UNSURE}
    assert sheet.signed == UNSURE


def test_a_page_with_an_error_keeps_it(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(b"no picture")
    (reading,) = read_file(tmp_path / "a.jpg", marks_of)
    assert reading.error is not None
    assert reading.error.code.number == "SCAN-001"


@pytest.mark.parametrize("kind", KINDS)
def test_every_page_has_a_sheet_or_a_reason(kind: str) -> None:
    for scan in scans(kind, printed(2), 6, carried=True):
        reading = read(scan.picture)
        assert reading.sheets or reading.blank or reading.foreign or reading.misread or reading.ours or not scan.truths
