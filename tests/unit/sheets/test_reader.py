"""What a chosen file becomes: plain rows of plain cells, whatever its kind and name."""

import hashlib
import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterable
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook as OpenpyxlWorkbook

from app.kernel.errors import AppError
from app.sheets import limits
from app.sheets.cells import cell_date, id_text
from app.sheets.errors import RefusedError
from app.sheets.headers import WantedColumn, find_table
from app.sheets.reader import Cell, read_workbook
from app.sheets.source_rows import rows
from app.sheets.worksheet_meter import WorksheetMeter
from tests.unit.sheets.workbooks import cell, package, shared_xml, text_cell, workbook_xml, xls, xlsx
from tests.unit.vietnamese.test_legacy import NAMES, as_tcvn3, as_vni


def read(folder: Path, name: str, data: bytes) -> list[list[tuple[Cell, ...]]]:
    """Return the rows of each sheet of a file with this content."""
    path = folder / name
    path.write_bytes(data)
    return [sheet.rows for sheet in read_workbook(path).sheets]


def test_cells_keep_their_kinds(tmp_path: Path) -> None:
    row = (
        text_cell("A1", "Bé")
        + cell("B1", 31066682655)
        + cell("C1", 2.5)
        + cell("D1", 40000, 's="1"')
        + cell("E1", 40000.5, 's="1"')
        + cell("F1", 1, 't="b"')
        + cell("G1", "#REF!", 't="e"')
        + cell("H1", 0.5, 's="2"')
        + cell("I1", 1.5, 's="3"')
        + cell("J1", "1e999")
        + cell("K1", "1e20")
    )
    assert read(tmp_path, "a.xlsx", xlsx(row)) == [
        [
            (
                "Bé",
                31066682655,
                2.5,
                date(2009, 7, 6),
                datetime.fromisoformat("2009-07-06T12:00"),
                True,
                None,
                "12:00",
                "1 day, 12:00:00",
                None,
                1e20,
            )
        ]
    ]


def test_days_counted_from_1904_are_the_days_people_see(tmp_path: Path) -> None:
    book = workbook_xml(properties='<workbookPr date1904="1"/>')
    assert read(tmp_path, "a.xlsx", xlsx(cell("A1", 40000, 's="1"'), workbook=book)) == [[(date(2013, 7, 7),)]]


def test_rows_count_from_the_first_row_of_the_sheet(tmp_path: Path) -> None:
    assert read(tmp_path, "a.xlsx", xlsx(cell("B3", 1))) == [[(None, None), (None, None), (None, 1)]]


def test_the_name_of_a_file_says_nothing(tmp_path: Path) -> None:
    assert read(tmp_path, "a.csv", xlsx(cell("A1", 1))) == [[(1,)]]
    assert read(tmp_path, "b.xlsx", xls([["Bé", 1]])) == [[("Bé", 1)]]
    assert read(tmp_path, "c.xls", "tên,số\nBé,01".encode()) == [[("tên", "số"), ("Bé", "01")]]


def test_a_workbook_is_known_by_its_bytes(tmp_path: Path) -> None:
    path = tmp_path / "Danh sa\u0301ch.xlsx"  # as a Mac writes the name
    path.write_bytes(xlsx(cell("A1", 1)))
    book = read_workbook(path)
    assert (book.name, book.sha256) == ("Danh sách.xlsx", hashlib.sha256(path.read_bytes()).hexdigest())


def test_hidden_sheets_are_skipped_unless_there_are_no_others(tmp_path: Path) -> None:
    sheets = (cell("A1", 1), cell("A1", 2))
    some = xlsx(*sheets, workbook=workbook_xml(2, states={1: "hidden"}))
    none = xlsx(*sheets, workbook=workbook_xml(2, states={1: "hidden", 2: "veryHidden"}))
    assert read(tmp_path, "a.xlsx", some) == [[(2,)]]
    assert read(tmp_path, "b.xlsx", none) == [[(1,)], [(2,)]]


def shared_rows(indexes: Iterable[int]) -> str:
    """Return rows of one cell each that refer to shared texts."""
    cells = (cell(f"A{row}", index, 't="s"') for row, index in enumerate(indexes, 1))
    return "".join(f"<row>{one}</row>" for one in cells)


def test_a_long_shared_text_is_counted_for_each_cell_that_uses_it(tmp_path: Path) -> None:
    shared = shared_xml(["x" * 20_000, "Nam"])
    with pytest.raises(AppError, match="IMPORT-007"):
        read(tmp_path, "a.xlsx", xlsx(shared_rows([0] * 4_000), shared=shared))
    [few] = read(tmp_path, "b.xlsx", xlsx(shared_rows([0] * 3 + [1] * 3_997), shared=shared))
    assert [len(str(row[0])) for row in few] == [20_000] * 3 + [3] * 3_997


def test_parts_named_the_windows_way_are_found(tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(xlsx(cell("A1", 1)))) as archive:
        parts = {name.replace("/", "\\"): archive.read(name) for name in archive.namelist()}
    assert read(tmp_path, "a.xlsx", package(parts)) == [[(1,)]]


def test_too_many_tags_are_counted_before_they_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_TAGS", 1_000)
    with pytest.raises(RefusedError):
        WorksheetMeter().measure(b"<sheetData>" + b"<row/>" * 1_000 + b"</sheetData>")


@pytest.mark.parametrize(
    "data",
    [
        "Họ và tên;Ngày sinh\r\nNguyễn Thị Bé;1950\r\n".encode(),
        "Họ và tên,Ngày sinh\nNguyễn Thị Bé,1950\n".encode("utf-8-sig"),
        "Họ và tên\tNgày sinh\nNguyễn Thị Bé\t1950\n".encode("utf-16"),
        "sep=|\r\nHọ và tên|Ngày sinh\r\nNguyễn Thị Bé|1950\r\n".encode(),
        '"Họ và tên";"Ngày sinh"\r\n"Nguyễn Thị Bé";"1950"\r\n'.encode(),
    ],
    ids=["semicolon", "comma with mark", "tab in UTF-16", "declared", "quoted"],
)
def test_text_tables_of_all_kinds(tmp_path: Path, data: bytes) -> None:
    [table] = read(tmp_path, "a.csv", data)
    assert table[-2:] == [("Họ và tên", "Ngày sinh"), ("Nguyễn Thị Bé", "1950")]


def test_vietnamese_windows_text_without_a_mark(tmp_path: Path) -> None:
    data = "tên,xóm\nHoa\u0300ng,Ba\u0301\n".encode("cp1258")
    [table] = read(tmp_path, "a.csv", data)
    assert table == [("tên", "xóm"), ("Hoa\u0300ng", "Ba\u0301")]


@pytest.mark.parametrize("write", [as_tcvn3, as_vni])
def test_text_tables_of_old_fonts(tmp_path: Path, write: Callable[[str], str]) -> None:
    lines = ["Họ và tên;Địa chỉ", *(f"{name};Ngõ Giếng" for name in NAMES)]
    [table] = read(tmp_path, "a.csv", "\r\n".join(map(write, lines)).encode("latin-1"))
    assert table[:2] == [(write("Họ và tên"), write("Địa chỉ")), (write(NAMES[0]), write("Ngõ Giếng"))]


def test_commas_in_addresses_do_not_split_a_semicolon_table(tmp_path: Path) -> None:
    data = "Tên;Địa chỉ\n" + "Bé;Ngõ Chùa, số 1, tổ 2\n" * 5
    assert read(tmp_path, "a.csv", data.encode())[0][1] == ("Bé", "Ngõ Chùa, số 1, tổ 2")


def test_a_file_that_is_not_there_or_is_a_folder(tmp_path: Path) -> None:
    with pytest.raises(AppError, match="FILE-003"):
        read_workbook(tmp_path / "không có.xlsx")
    with pytest.raises(AppError, match="FILE-004"):
        read_workbook(tmp_path)


def test_openpyxl_and_formulas(tmp_path: Path) -> None:
    """A formula without a stored value is blank, as in every reader that does not calculate."""
    book = OpenpyxlWorkbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["a", "=1+1", date(1950, 3, 1)])
    sheet.merge_cells("A2:C2")
    book.save(tmp_path / "a.xlsx")
    assert read_workbook(tmp_path / "a.xlsx").sheets[0].rows == [("a", None, date(1950, 3, 1))]


def test_the_real_list(shared_data: Path) -> None:
    book = read_workbook(shared_data / "ho-dan-quang-khai.xlsx")
    truth = json.loads((shared_data / "ho-dan-quang-khai.truth.json").read_text("utf-8"))
    match = find_table(book, LIST_COLUMNS)
    assert (match.header_row, match.sheet.name) == (5, "Danh sách hộ")
    assert match.title_lines == ("UBND XÃ AN QUANG", "LÀNG VĂN HÓA QUANG KHẢI", "DANH SÁCH HỘ GIA ĐÌNH VÀ NHÂN KHẨU")
    assert match.unmatched_headers == ("STT",)
    assert [match.columns[column.key] for column in LIST_COLUMNS] == [1, 2, 3, 4, 5, 6, 7, 8, 9]
    people = [person for household in truth["list"] for person in household["members"]]
    entries = list(rows(match))
    assert len(entries) == len(people) == truth["people"] == 1537
    assert [entry.number for entry in entries] == list(range(6, 6 + 1537))
    numbers = [id_text(entry.cells["id_number"]) for entry in entries]
    assert [number and number.zfill(12) for number in numbers] == [one["cccd"] for one in people]
    assert sum(len(number) in (10, 11) for number in numbers) == truth["notes"]["lost_zero"]
    assert [cell_date(entry.cells["birth"]).display() for entry in entries] == [one["birth"] for one in people]


def test_old_workbooks_are_read_in_their_old_letters(shared_data: Path) -> None:
    book = read_workbook(shared_data / "legacy" / "2009-KTTrangTrai_2007.xls")
    assert book.sheets[0].rows[3][1] == "H. §Þnh Qu¸n"  # TCVN3, for the room of Vietnamese text to convert


def test_reading_does_not_import_pandas() -> None:
    code = "import sys, app.sheets.reader, app.sheets.headers; sys.exit('pandas' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False, cwd=Path(__file__).parents[3]).returncode == 0


LIST_COLUMNS = (
    WantedColumn("full_name", "Họ và tên", ("ho ten",), required=True),
    WantedColumn("birth", "Ngày sinh", ("nam sinh",)),
    WantedColumn("sex", "Giới tính"),
    WantedColumn("id_number", "Số định danh cá nhân", ("cccd", "so cccd", "cmnd")),
    WantedColumn("relation", "Quan hệ với chủ hộ"),
    WantedColumn("head", "Họ và tên chủ hộ", ("chu ho", "ho ten chu ho")),
    WantedColumn("address", "Địa chỉ", ("noi thuong tru",)),
    WantedColumn("phone", "Điện thoại", ("so dien thoai", "sdt")),
    WantedColumn("group", "Tổ dân cư", ("to",)),
)
