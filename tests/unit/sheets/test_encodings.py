"""Workbooks in old encodings: real files letter by letter, and a book put together from several offices."""

from pathlib import Path

import pytest

from app.sheets.cells import cell_text
from app.sheets.encodings import MOST_SAMPLES, column_name, converted
from app.sheets.reader import Sheet, Workbook, read_workbook
from app.vietnamese.legacy import Encoding
from app.vietnamese.text import clean
from tests.unit.vietnamese.test_legacy import NAMES, as_tcvn3, as_vni

LEGACY = ("2005-FDILangson", "2006-Bang-bieu", "2006-Mau21_CKTC_NSH", "2009-KTTrangTrai_2007")


def rows_of(book: Workbook) -> list[list[str]]:
    """Return the texts of a book row by row, without what is blank."""
    texts = ([cell_text(cell) for cell in row] for sheet in book.sheets for row in sheet.rows)
    return [filled for row in texts if (filled := [text for text in row if text])]


@pytest.mark.parametrize("name", LEGACY)
def test_real_files_letter_by_letter(shared_data: Path, name: str) -> None:
    book, conversions = converted(read_workbook(shared_data / "legacy" / f"{name}.xls"))
    lines = (shared_data / "legacy" / f"{name}.truth.txt").read_text(encoding="utf-8").splitlines()
    truth = [filled for line in lines if (filled := [clean(text) for text in line.split("\t") if clean(text)])]
    found = rows_of(book)
    assert len(found) == len(truth)
    for ours, meant in zip(found, truth, strict=True):
        remaining = iter(ours)
        assert all(text in remaining for text in meant), "cells merged over rows stand in each of them"
    assert {text for row in found for text in row} == {text for row in truth for text in row}
    assert {each.encoding for each in conversions} == {Encoding.VNI if "Mau21" in name else Encoding.TCVN3}


def test_a_real_unicode_list_is_left_alone(shared_data: Path) -> None:
    book = read_workbook(shared_data / "ho-dan-quang-khai.xlsx")
    assert converted(book) == (book, ())


def mixed() -> Workbook:
    """Return a list whose columns were typed in three offices, one cell of the first in a fourth."""
    rows = [(as_tcvn3("Họ và tên"), as_vni("Địa chỉ"), "Tổ dân cư", "Số"), ("Đặng Thị Ơn", None, "Tổ 1", 1)]
    rows += [(as_tcvn3(name), as_vni(f"Ngõ Giếng, {name}"), "Tổ 2", 2) for name in NAMES]
    return Workbook("danh sách.xlsx", "", (Sheet("Trang", rows), Sheet("Trống", [])))


def test_each_column_by_itself() -> None:
    book, conversions = converted(mixed())
    assert rows_of(book)[0] == ["Họ và tên", "Địa chỉ", "Tổ dân cư", "Số"]
    assert [row[0] for row in rows_of(book)[1:]] == ["Đặng Thị Ơn", *NAMES]
    assert [row[1] for row in rows_of(book)[2:]] == [f"Ngõ Giếng, {name}" for name in NAMES]
    assert [(each.sheet, each.column, each.encoding) for each in conversions] == [
        ("Trang", "A", Encoding.TCVN3),
        ("Trang", "B", Encoding.VNI),
    ]
    assert conversions[0].samples[1] == ("NguyÔn ThÞ Thuû", "Nguyễn Thị Thuỷ")
    assert len(conversions[0].samples) == MOST_SAMPLES


def test_a_person_may_choose_otherwise() -> None:
    assert converted(mixed(), Encoding.UNICODE) == (mixed(), ())
    _, conversions = converted(mixed(), Encoding.VNI)
    assert {each.encoding for each in conversions} == {Encoding.VNI}


def test_names_of_columns() -> None:
    assert [column_name(place) for place in (0, 25, 26, 51, 52, 701, 702)] == ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]
