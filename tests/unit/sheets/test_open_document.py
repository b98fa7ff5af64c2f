"""Tables of LibreOffice (.ods): cells as people see them, and files that claim a million rows in one line."""

import io
import zipfile
from datetime import date
from pathlib import Path

import pytest

from app.kernel.errors import AppError
from app.sheets import limits
from app.sheets.headers import WantedColumn, find_table
from app.sheets.reader import read_workbook

SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
)
MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"
WHOLE_ROW = 16_384


def text(words: str, times: int = 1) -> str:
    """Return a cell, or that many equal ones."""
    return (
        f'<table:table-cell office:value-type="string" table:number-columns-repeated="{times}">'
        f"<text:p>{words}</text:p></table:table-cell>"
    )


def blank(times: int = 1) -> str:
    return f'<table:table-cell table:number-columns-repeated="{times}"/>'


def value(kind: str, attribute: str) -> str:
    return f'<table:table-cell office:value-type="{kind}" office:{attribute}/>'


def row(*cells: str, times: int = 1) -> str:
    return f'<table:table-row table:number-rows-repeated="{times}">{"".join(cells)}</table:table-row>'


def write(path: Path, *tables: str, body: str = "spreadsheet", manifest: str = "") -> Path:
    """Write a document of these tables' rows."""
    inside = "".join(f'<table:table table:name="Tổ {at}">{rows}</table:table>' for at, rows in enumerate(tables, 1))
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("mimetype", MIMETYPE)
        package.writestr("META-INF/manifest.xml", f"<manifest>{manifest}</manifest>")
        package.writestr("Pictures/1.png", b"\x89PNG")
        package.writestr(
            "content.xml",
            f"<office:document-content {SPACES}><office:body><office:{body}>{inside}</office:{body}></office:body>"
            "</office:document-content>",
        )
    path.write_bytes(stream.getvalue())
    return path


def refusal(path: Path) -> str:
    with pytest.raises(AppError) as refused:
        read_workbook(path)
    return refused.value.code.number


def test_cells_as_people_see_them(tmp_path: Path) -> None:
    rows = (
        row(text("Họ và tên"), text("Ngày sinh"), text("Số CCCD"), blank(WHOLE_ROW - 3)),
        row(text("Nguyễn Thị &lt;Bé&gt;"), value("date", 'date-value="1972-03-05"'), text("031072001234")),
        row(blank(WHOLE_ROW), times=2),
        row(text("Lê A"), value("float", 'value="1950"'), value("boolean", 'boolean-value="true"')),
        row(blank(WHOLE_ROW), times=1_048_500),
    )
    book = read_workbook(write(tmp_path / "danh sách.ods", "".join(rows), row(text("trang hai"))))
    assert [sheet.name for sheet in book.sheets] == ["Tổ 1", "Tổ 2"]
    assert book.sheets[0].rows[1] == ("Nguyễn Thị <Bé>", date(1972, 3, 5), "031072001234")
    assert book.sheets[0].rows[2] == (None, None, None)
    assert book.sheets[0].rows[4] == ("Lê A", 1950, True)
    wanted = (WantedColumn("name", "Họ và tên", required=True), WantedColumn("birth", "Ngày sinh"))
    assert find_table(book, wanted).columns == {"name": 0, "birth": 1}


@pytest.mark.parametrize(("rows", "code"), [
    (row(text("đầu")) + row(blank(), times=limits.MAX_ROWS) + row(text("cuối")), "IMPORT-004"),
    (row(text("x"), times=limits.MAX_ROWS + 1), "IMPORT-004"),
    (row(text("x", WHOLE_ROW), times=200), "IMPORT-007"),
    (row(blank(), times=90_000) + row(blank(16_000), text("x")), "IMPORT-007"),
    (row(text("x" * 100_000, 9), times=1_000), "IMPORT-007"),
    (row(text("x"), times=-5), "IMPORT-009"),
    (row(text("x"), times=0), "IMPORT-009"),
    ("<table:table-row>", "IMPORT-009"),
    ("", "IMPORT-003"),
])  # fmt: skip
def test_what_claims_too_much_is_refused_before_it_is_built(tmp_path: Path, rows: str, code: str) -> None:
    assert refusal(write(tmp_path / "a.ods", rows)) == code


def test_tables_add_up(tmp_path: Path) -> None:
    half = row(text("x", 16), times=limits.MAX_ROWS * 6 // 10)
    assert refusal(write(tmp_path / "a.ods", half, half, half)) == "IMPORT-007"


def test_another_kind_of_document_and_one_with_a_password(tmp_path: Path) -> None:
    assert refusal(write(tmp_path / "thư.odt", "", body="text")) == "IMPORT-001"
    locked = write(tmp_path / "khoá.ods", row(text("x")), manifest="<manifest:encryption-data/>")
    assert refusal(locked) == "IMPORT-002"
