""".xlsb: read like any workbook, and harmless whatever its records claim."""

import struct
import time
from pathlib import Path

import pytest

from app.kernel.errors import AppError
from app.sheets.binary_meter import BinaryMeter
from app.sheets.reader import read_workbook
from app.usecases.households import HouseholdQuery, list_people
from app.usecases.imports import ImportList, import_list
from tests.fixtures.binary_workbook import record, sheet, workbook

LIST = {
    0: {0: "Họ và tên", 1: "Quan hệ", 2: "Ngày sinh", 3: "Số CCCD"},
    1: {0: "Đặng Thị Ơn", 1: "~Chủ hộ", 2: 1972, 3: "031172001234"},
    2: {0: "Lê A", 1: "Con", 2: 26363},
}


@pytest.fixture
def write(tmp_path: Path):
    def make(pages, extra=None) -> Path:
        path = tmp_path / "danh sách.xlsb"
        path.write_bytes(workbook(pages, extra))
        return path

    return make


def refusal(path: Path) -> str:
    begun = time.perf_counter()
    with pytest.raises(AppError) as refused:
        read_workbook(path)
    assert time.perf_counter() - begun < 10
    return refused.value.code.number


def test_sheets_and_cells_come_as_they_are(write) -> None:
    book = read_workbook(write({"Tổ 1": LIST, "Tổ 2": {4: {2: "x"}}}))
    assert [page.name for page in book.sheets] == ["Tổ 1", "Tổ 2"]
    assert book.sheets[0].rows[1] == ("Đặng Thị Ơn", "Chủ hộ", 1972, "031172001234")
    assert book.sheets[1].rows[4][2] == "x"


def test_a_list_comes_into_the_books(village, write) -> None:
    report = import_list(village, ImportList(write({"Tổ 1": LIST}))).result
    assert report.people["new"] == 2
    assert {row.name: row.birth for row in list_people(village, HouseholdQuery()).items}["Đặng Thị Ơn"] == "1972"


def test_macros_stay_behind(write) -> None:
    extra = {"xl/vbaProject.bin": b"\xff" * 100, "xl/printerSettings/printerSettings1.bin": b"\xff" * 10}
    assert read_workbook(write({"a": LIST}, extra)).sheets[0].name == "a"


def far(row: int, column: int) -> bytes:
    return sheet({row: {column: 1}}, {})


@pytest.mark.parametrize(
    ("content", "number"),
    [
        (far(1_048_575, 0), "IMPORT-004"),
        (far(50_000, 16_383), "IMPORT-007"),
        (far(0, 20_000), "IMPORT-009"),
        (far(0, 0)[:-9], "IMPORT-009"),
        (b"\x91", "IMPORT-009"),
        (record(0, b"\0\0"), "IMPORT-009"),
        (record(7, struct.pack("<III", 0, 0, 99)), "IMPORT-009"),
        (record(7, struct.pack("<II", 0, 0)), "IMPORT-009"),
        (b"\x00\xff\xff\xff\x7f", "IMPORT-009"),
    ],
    ids=["row", "area", "column", "cut", "half", "short row", "no such text", "short cell", "long"],
)
def test_what_records_claim_is_measured_first(write, content: bytes, number: str) -> None:
    path = write({"a": LIST}, {"xl/worksheets/sheet1.bin": content})
    assert refusal(path) == number


def test_one_text_in_many_cells_counts_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.sheets.limits.MAX_TEXT", 1_000)
    content = record(0, struct.pack("<I", 0)) + b"".join(
        record(7, struct.pack("<III", column, 0, 0)) for column in range(11)
    )
    BinaryMeter([90]).measure(content)
    with pytest.raises(Exception, match="cells or text"):
        BinaryMeter([100]).measure(content)


def test_many_records_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.sheets.limits.MAX_TAGS", 5)
    with pytest.raises(Exception, match="records"):
        BinaryMeter([]).measure(record(2000) * 6)


def test_cut_anywhere_it_is_read_or_refused(write, tmp_path: Path) -> None:
    whole = sheet(LIST, {})
    for end in range(0, len(whole), 7):
        path = write({"a": LIST}, {"xl/worksheets/sheet1.bin": whole[:end]})
        assert outcome(path).startswith(("read", "IMPORT-"))


def outcome(path: Path) -> str:
    """Return "read", or the number of the refusal; anything else is a bug of ours."""
    try:
        read_workbook(path)
    except AppError as refused:
        return refused.code.number
    return "read"
