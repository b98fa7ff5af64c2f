"""Tables that leave: read back with an independent reader."""

import csv
import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.kernel.errors import AppError
from app.sheets.headers import WantedColumn, find_table
from app.sheets.reader import read_workbook
from app.sheets.source_rows import rows
from app.sheets.writer import Column, Table, TemplateColumn, write_table, write_template

COLUMNS = (Column("Họ và tên", width=28), Column("Số CCCD", "id"), Column("Số người", "number", 10))
TABLE = Table(
    "DANH SÁCH",
    COLUMNS,
    [("Nguyễn Thị Bé", "031066682655", 3), ("=HYPERLINK(A1)", None, 2.5), ("", "+84912345678", None)],
    notes=("Lập ngày 18/11/2026",),
)
HOSTILE = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "=cmd|' /C calc'!A0", "{=1}", "http://x.vn", "＝1", "\x00=1"]


def test_a_workbook_reads_back(tmp_path: Path) -> None:
    path = tmp_path / "ra.xlsx"
    write_table(path, TABLE)
    sheet = openpyxl.load_workbook(path)["Danh sách"]
    assert [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)] == [
        ["Họ và tên", "Số CCCD", "Số người"],
        ["Nguyễn Thị Bé", "031066682655", 3],
        ["=HYPERLINK(A1)", None, 2.5],
        [None, "+84912345678", None],
    ]
    assert (sheet["A1"].value, sheet["A2"].value, sheet.freeze_panes) == ("DANH SÁCH", "Lập ngày 18/11/2026", "A5")
    assert sheet["B5"].number_format == "@"
    assert sheet["B5"].data_type == sheet["A6"].data_type == "s"
    assert sheet.auto_filter.ref == "A4:C7"
    assert list(tmp_path.iterdir()) == [path]


def test_equal_tables_are_equal_files(tmp_path: Path) -> None:
    write_table(tmp_path / "a.xlsx", TABLE)
    write_table(tmp_path / "b.xlsx", TABLE)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_a_text_table_opens_in_excel(tmp_path: Path) -> None:
    path = tmp_path / "ra.CSV"
    write_table(path, TABLE)
    data = path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    assert list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))) == [
        ["Họ và tên", "Số CCCD", "Số người"],
        ["Nguyễn Thị Bé", "031066682655", "3"],
        ["'=HYPERLINK(A1)", "", "2.5"],
        ["", "'+84912345678", ""],
    ]


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
def test_no_text_becomes_a_formula_or_a_link(tmp_path: Path, text: str, suffix: str) -> None:
    path = tmp_path / f"ra{suffix}"
    write_table(path, Table(text, (Column(text), Column("b", "number")), [(text, text)], text, (text,)))
    if suffix == ".csv":
        fields = next(csv.reader(io.StringIO(path.read_text("utf-8-sig"), newline="")))
        assert not fields[0].startswith(("=", "+", "-", "@", "\t", "\r", "＝"))
        return
    with zipfile.ZipFile(path) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
        assert b"<f>" not in sheet
        assert b"<hyperlink" not in sheet
    assert len(openpyxl.load_workbook(path).sheetnames) == 1


@settings(deadline=None, max_examples=60)
@example(["\ufffe\uffff\x0b\ud800"])
@given(st.lists(st.text(max_size=20), min_size=1, max_size=5))
def test_any_text_makes_a_file_that_opens(tmp_path_factory: pytest.TempPathFactory, texts: list[str]) -> None:
    path = tmp_path_factory.mktemp("any") / "ra.xlsx"
    write_table(path, Table("", (Column("Tên"), Column("Số")), [(text, "1") for text in texts], sheet_name=texts[0]))
    assert openpyxl.load_workbook(path).active is not None
    assert len(read_workbook(path).sheets[0].rows) == 1 + len(texts)


def test_text_longer_than_a_cell_is_cut(tmp_path: Path) -> None:
    path = tmp_path / "ra.xlsx"
    write_table(path, Table("", (Column("Tên"),), [("x" * 40_000,)]))
    assert len(str(openpyxl.load_workbook(path).worksheets[0]["A2"].value)) == 32_767


def test_wide_tables_print_across(tmp_path: Path) -> None:
    path = tmp_path / "ra.xlsx"
    write_table(path, Table("", tuple(Column(f"Cột {n}") for n in range(9)), []))
    assert openpyxl.load_workbook(path).worksheets[0].page_setup.orientation == "landscape"


def test_other_endings_and_places_are_refused(tmp_path: Path) -> None:
    with pytest.raises(AppError, match="EXPORT-001"):
        write_table(tmp_path / "ra.pdf", TABLE)
    with pytest.raises(AppError, match="FILE-005"):
        write_table(tmp_path / "không có" / "ra.xlsx", TABLE)


def test_the_template_is_a_list_without_entries(tmp_path: Path) -> None:
    path = tmp_path / "mau.xlsx"
    write_template(
        path,
        [
            TemplateColumn(Column("Họ và tên"), "Ghi đầy đủ như trong giấy khai sinh", "Nguyễn Văn Mẫu"),
            TemplateColumn(Column("Giới tính", width=10), "Nam hoặc Nữ", "Nam", ("Nam", "Nữ")),
            TemplateColumn(Column("Số CCCD", "id"), "Đủ 12 chữ số", "031066682655"),
        ],
    )
    wanted = (WantedColumn("name", "Họ và tên", required=True), WantedColumn("sex", "Giới tính"))
    match = find_table(read_workbook(path), (*wanted, WantedColumn("id", "Số CCCD")))
    assert (match.sheet.name, match.header_row, match.unmatched_headers) == ("Danh sách", 1, ())
    assert list(rows(match)) == []
    book = openpyxl.load_workbook(path)
    assert book["Danh sách"].column_dimensions["C"].width == pytest.approx(18, abs=1)
    assert book["Danh sách"].data_validations.dataValidation[0].formula1 == '"Nam,Nữ"'
    assert book["Hướng dẫn"]["C7"].value == "031066682655"
