"""Layouts of others filled in: formats, formulas and widths stay, rows repeat, nothing typed becomes a formula."""

import io
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation

from app.kernel.errors import AppError
from app.sheets.layout import Filling, fill_layout
from app.sheets.layout_rows import shifted

ROWS = (
    {"thôn.tên": "Thôn Đông", "thôn.hộ": 60, "thôn.ghi chú": "=1+1"},
    {"thôn.tên": "Thôn Tây", "thôn.hộ": 40, "thôn.ghi chú": "@SUM(1)"},
    {"thôn.tên": "Làng Nam Hà", "thôn.hộ": 1500, "thôn.ghi chú": ""},
)
FILLING = Filling(
    {"xã": "Xã An Quang", "tổng.hộ": 1600},
    ROWS,
    {"thon": "thôn.tên", "so ho": "thôn.hộ", "ghi chu": "thôn.ghi chú"},
    "thôn.tên",
)


def book_of(*rows: tuple[object, ...]) -> Workbook:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    return book


def filled(book: Workbook, tmp_path: Path, filling: Filling = FILLING):
    source, out = tmp_path / "mẫu.xlsx", tmp_path / "kết quả.xlsx"
    book.save(source)
    made = fill_layout(source, out, filling)
    return made, load_workbook(out)


def test_a_row_repeats_and_what_is_below_follows(tmp_path: Path) -> None:
    book = book_of(
        ("{{xã}}",), ("Thôn", "Hộ", "Gấp đôi"), ("{{thôn.tên}}", "{{ thôn.Hộ }}", "=B3*2"),
        ("Cộng", "=SUM(B3:B3)", "=C3"), ("Tỷ lệ", "=B4/$B$4", "Có {{tổng.hộ}} hộ"),
    )  # fmt: skip
    sheet = book.active
    sheet["B3"].font = Font(bold=True, name="Arial")
    sheet["B3"].number_format = "#,##0"
    sheet.column_dimensions["A"].width = 33
    sheet.row_dimensions[3].height, sheet.row_dimensions[4].height = 28, 44
    sheet.merge_cells("D2:D3")
    sheet.merge_cells("A5:A6")
    sheet.merge_cells("E3:F3")
    sheet.auto_filter.ref = "A2:C3"
    sheet.print_area = "A1:F6"
    sheet.add_data_validation(DataValidation(type="whole", sqref="B3"))
    sheet.conditional_formatting.add("B3:B4", CellIsRule(operator="lessThan", formula=["50"], fill=PatternFill()))
    other = book.create_sheet("Tờ khác")
    other["A1"] = "=SUM(Sheet!B3:B3)+B3"
    made, there = filled(book, tmp_path)
    page = there["Sheet"]
    assert [[cell.value for cell in row[:3]] for row in page["A1:C8"]][1:] == [
        ["Thôn", "Hộ", "Gấp đôi"], ["Thôn Đông", 60, "=B3*2"], ["Thôn Tây", 40, "=B4*2"], ["Làng Nam Hà", 1500, "=B5*2"],
        ["Cộng", "=SUM(B3:B5)", "=C3"], ["Tỷ lệ", "=B6/$B$6", "Có 1.600 hộ"], [None, None, None],
    ]  # fmt: skip
    assert page["A1"].value == "Xã An Quang"
    assert all(page[f"B{row}"].font.b and page[f"B{row}"].number_format == "#,##0" for row in (3, 4, 5))
    assert [page.row_dimensions[row].height for row in (3, 4, 5, 6)] == [28, 28, 28, 44]
    assert page.column_dimensions["A"].width == 33
    assert {str(each) for each in page.merged_cells.ranges} == {"D2:D5", "A7:A8", "E3:F3", "E4:F4", "E5:F5"}
    assert page.auto_filter.ref == "A2:C5"
    assert page.print_area == "'Sheet'!$A$1:$F$8"
    assert [str(rule.sqref) for rule in page.data_validations.dataValidation] == ["B3:B5"]
    assert [str(each.sqref) for each in page.conditional_formatting] == ["B3:B6"]
    assert there["Tờ khác"]["A1"].value == "=SUM(Sheet!B3:B5)+B3"
    assert (made.rows, made.unknown_headers, made.without_drawings) == (3, [], False)
    assert set(made.fields) == {"xã", "thôn.tên", "thôn.hộ", "tổng.hộ"}


@pytest.mark.parametrize(
    ("place", "after"),
    [
        ("C5", "C5"),
        ("$C$6", "$C$8"),
        ("A1:B5", "A1:B7"),
        ("A6:A9 B2", "A8:A11 B2"),
        ("5:5", "5:7"),
        ("A:A", "A:A"),
        ("tên", "tên"),
    ],
)
def test_places_follow_rows_put_in_below_the_fifth(place: str, after: str) -> None:
    assert shifted(place, 5, 2) == after


def test_what_is_filled_in_never_becomes_a_formula(tmp_path: Path) -> None:
    _, there = filled(book_of(("{{thôn.tên}}", "{{thôn.ghi chú}}", "Ghi: {{thôn.ghi chú}}")), tmp_path)
    cells = [there.active.cell(row, 2) for row in (1, 2, 3)]
    assert [(cell.value, cell.data_type) for cell in cells[:2]] == [("=1+1", "s"), ("@SUM(1)", "s")]
    assert cells[0].quotePrefix
    assert there.active["C1"].value == "Ghi: =1+1"
    evil = Filling({"xã": "=cmd|' /C calc'!A0\x07"}, (), {}, "")
    _, there = filled(book_of(("{{xã}}",)), tmp_path, evil)
    assert (there.active["A1"].data_type, there.active["A1"].value) == ("s", "=cmd|' /C calc'!A0")


def test_unknown_fields_are_all_named_and_nothing_is_written(tmp_path: Path) -> None:
    book = book_of(("{{xã}}", "{{thôn.hô}}"), ("={{tổng.hộ}}+1", "{{gì đó}} và {{xã}}"))
    with pytest.raises(AppError, match="LAYOUT-001") as failed:
        filled(book, tmp_path)
    fields = str(failed.value.facts["fields"])
    for words in ("thôn.hô (Sheet!B1)", "gì đó (Sheet!B2)", "tổng.hộ (Sheet!A2: nằm trong công thức)"):
        assert words in fields
    assert "{{thôn.hộ}}" in failed.value.advice
    assert not (tmp_path / "kết quả.xlsx").exists()


def test_a_table_is_filled_below_its_header(tmp_path: Path) -> None:
    book = book_of(
        ("BÁO CÁO",), (), ("TT", "THÔN", "Số  hộ", "Ghi chú"), (None, None, None, None), ("Cộng", None, "=SUM(C4:C4)")
    )
    book.active["C4"].number_format = "0.00"
    made, there = filled(book, tmp_path)
    assert [[cell.value for cell in row] for row in there.active["B4:C7"]] == [
        ["Thôn Đông", 60], ["Thôn Tây", 40], ["Làng Nam Hà", 1500], [None, "=SUM(C4:C6)"],
    ]  # fmt: skip
    assert there.active["C6"].number_format == "0.00"
    assert made.unknown_headers == ["TT"]


def test_villages_named_in_a_table_are_found_by_name(tmp_path: Path) -> None:
    book = book_of(("Thôn", "Số hộ"), ("Tây", None), ("thôn đông", "=1+1"), ("Bắc", None), (), ("Nam Hà", 7))
    made, there = filled(book, tmp_path)
    assert [[cell.value for cell in row] for row in there.active["A2:B4"]] == [
        ["Tây", 40],
        ["thôn đông", "=1+1"],
        ["Bắc", None],
    ]
    assert there.active["B6"].value == 7
    assert (made.unknown_names, made.rows) == (["Bắc"], 2)


def test_names_that_only_marks_tell_apart(tmp_path: Path) -> None:
    known = (("Thôn Đông", 60), ("Thôn Đồng", 40), ("Thôn Hoà An", 8), ("Thôn 1", 1), ("Thôn 1", 2))
    rows = [{"thôn.tên": name, "thôn.hộ": homes} for name, homes in known]
    book = book_of(("Thôn", "Số hộ"), ("Đồng",), ("Đông",), ("hòa an",), ("Thôn 1",), ("Dong",), ("Đổng",))
    made, there = filled(book, tmp_path, replace(FILLING, rows=rows))
    assert [cell.value for cell in there.active["B"]][1:] == [40, 60, 8, None, None, None]
    assert made.unknown_names == ["Thôn 1", "Dong", "Đổng"], "which of two it is, a person must say"


def high_header(*below: tuple[object, ...]) -> Workbook:
    """A header of two rows: cells merged downwards, and one over two columns with words of their own."""
    book = book_of(("Thôn", "Số hộ", "Dân số", None, "Ghi chú"), (None, None, "Nam", "Nữ", None), *below)
    for place in ("A1:A2", "B1:B2", "C1:D1", "E1:E2"):
        book.active.merge_cells(place)
    return book


def test_a_header_of_two_rows(tmp_path: Path) -> None:
    filling = replace(FILLING, headers={**FILLING.headers, "nu": "thôn.hộ", "so ho": "thôn.hộ", "dan so": "thôn.hộ"})
    made, there = filled(high_header((), ("Cộng", "=SUM(B3:B3)")), tmp_path, filling)
    assert [[cell.value for cell in row] for row in there.active["A3:B6"]] == [
        ["Thôn Đông", 60], ["Thôn Tây", 40], ["Làng Nam Hà", 1500], ["Cộng", "=SUM(B3:B5)"],
    ]  # fmt: skip
    assert {str(each) for each in there.active.merged_cells.ranges} == {"A1:A2", "B1:B2", "C1:D1", "E1:E2"}
    assert there.active["C3"].value is None, "the word above two columns says nothing of the first"
    assert made.unknown_headers == ["Nam"]


def test_a_row_that_numbers_the_columns_is_part_of_the_header(tmp_path: Path) -> None:
    numbers = ("A", 1, "(2)", "3=1+2", "(4)")
    _, there = filled(high_header(numbers, ("Tây",), ("Đông",)), tmp_path)
    assert [there.active.cell(row, 2).value for row in (3, 4, 5)] == [1, 40, 60]
    _, there = filled(high_header(numbers), tmp_path)
    assert [there.active.cell(row, 1).value for row in (3, 4, 5, 6)] == ["A", "Thôn Đông", "Thôn Tây", "Làng Nam Hà"]


def test_a_table_without_a_row_to_fill_is_no_success(tmp_path: Path) -> None:
    with pytest.raises(AppError, match="LAYOUT-004"):
        filled(book_of(("Thôn", "Số hộ"), (None, "chưa có"), ("Cộng",)), tmp_path)
    assert not (tmp_path / "kết quả.xlsx").exists()
    _, there = filled(book_of(("Thôn", "Số hộ", "Gấp đôi"), (None, None, "=B2*2")), tmp_path)
    assert [there.active.cell(row, 3).value for row in (2, 3, 4)] == ["=B2*2", "=B3*2", "=B4*2"]


def test_drawings_stay_behind_and_are_told(tmp_path: Path) -> None:
    book = book_of(("{{xã}}", 1), ("", 2))
    chart = BarChart()
    chart.add_data(Reference(book.active, min_col=2, min_row=1, max_row=2))
    book.active.add_chart(chart, "D1")
    made, there = filled(book, tmp_path)
    assert made.without_drawings
    assert there.active["A1"].value == "Xã An Quang"
    assert not there.active._charts


@pytest.mark.parametrize("kind", ["nothing", "other", "text", "empty", "entity", "cells", "cut"])
def test_what_is_no_layout_is_refused(tmp_path: Path, kind: str, monkeypatch) -> None:
    source, out = tmp_path / ("a.xls" if kind == "other" else "a.xlsx"), tmp_path / "b.xlsx"
    content = io.BytesIO()
    book_of(("không có gì", 1) if kind == "nothing" else ("{{xã}}", 1)).save(content)
    data = content.getvalue()
    code = {"nothing": "LAYOUT-002", "other": "LAYOUT-003", "cells": "IMPORT-007"}.get(kind, "IMPORT-009")
    if kind == "text":
        data = b"Th\xc3\xb4n,H\xe1\xbb\x99"
    if kind == "empty":
        data = b""
    if kind == "cut":
        data = data[:-40]
    if kind == "cells":
        monkeypatch.setattr("app.sheets.layout.MOST_CELLS", 1)
    if kind == "entity":
        changed = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(changed, "w") as new:
            for part in old.namelist():
                text = old.read(part)
                if part == "xl/styles.xml":
                    text = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + text
                new.writestr(part, text)
        data = changed.getvalue()
    source.write_bytes(data)
    with pytest.raises(AppError, match=code):
        fill_layout(source, out, FILLING)
    assert not out.exists()
