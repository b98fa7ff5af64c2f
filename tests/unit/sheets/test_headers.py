"""Where the list begins, which column is which, and which rows are entries."""

from collections.abc import Sequence

import pytest

from app.kernel.errors import AppError
from app.sheets.headers import TableMatch, WantedColumn, find_table, find_tables
from app.sheets.reader import Cell, Sheet, Workbook
from app.sheets.source_rows import group_in, rows

NAME = WantedColumn("name", "Họ và tên", ("ho ten", "ten"), required=True)
HEAD = WantedColumn("head", "Họ và tên chủ hộ", ("chu ho",))
BIRTH = WantedColumn("birth", "Ngày sinh", ("nam sinh", "ngay thang nam sinh"))
ID = WantedColumn("id", "Số định danh cá nhân", ("cccd", "cmnd", "so ddcn"))
PHONE = WantedColumn("phone", "Điện thoại", ("sdt",))
WANTED = (NAME, HEAD, BIRTH, ID, PHONE)


def book(*sheets: Sequence[Sequence[Cell]]) -> Workbook:
    """Return a workbook of these rows."""
    made = (Sheet(f"Tổ {at}", [tuple(row) for row in table]) for at, table in enumerate(sheets, 1))
    return Workbook("danh sách.xlsx", "", tuple(made))


def matched(*header: str, wanted: Sequence[WantedColumn] = WANTED, mapping: dict[str, str] | None = None) -> TableMatch:
    """Return the match of a sheet with this header in its first row."""
    return find_table(book([header]), wanted, mapping=mapping)


@pytest.mark.parametrize(
    ("header", "columns"),
    [
        (("Họ và tên", "Họ và tên chủ hộ"), {"name": 0, "head": 1}),
        (("Họ và tên chủ hộ", "Họ và tên"), {"name": 1, "head": 0}),
        (("HO VA TEN", "NGAY SINH"), {"name": 0, "birth": 1}),
        (("Họ và\ntên (chữ in hoa)", "Ngày sinh (dd/mm/yyyy) *"), {"name": 0, "birth": 1}),
        (("Họ tên", "Số ĐDCN/CCCD/CMND"), {"name": 0, "id": 1}),
        (("Tên", "Số CCCD", "Ngày cấp CCCD"), {"name": 0, "id": 1}),
        (("Họ và tên", "Ngày sinh", "Năm sinh"), {"name": 0, "birth": 1}),
        (("Họ và tên", "Năm sinh", "Ngày sinh"), {"name": 0, "birth": 2}),
        (("Họ và tên", "Họ và tên", "Chủ hộ"), {"name": 0, "head": 2}),
        (("Họ và tên đầy đủ", "Chủ hộ"), {"name": 0, "head": 1}),
        (("Họ tên", "Họ tên bố", "Ngày tháng năm sinh"), {"name": 0, "birth": 2}),
        (("", "Họ tên", "SĐT"), {"name": 1, "phone": 2}),
    ],
)
def test_headers_in_everybodys_words(header: tuple[str, ...], columns: dict[str, int]) -> None:
    assert matched(*header).columns == columns


def test_another_persons_name_is_not_the_name() -> None:
    with pytest.raises(AppError) as caught:
        matched("Họ và tên bố", "Ngày sinh", "Số điện thoại", wanted=(NAME, BIRTH, PHONE))
    assert caught.value.code.number == "IMPORT-013"
    assert caught.value.facts["missing"] == "Họ và tên"
    assert caught.value.facts["unmatched"] == "Họ và tên bố"
    assert "dòng 1" in caught.value.message


def test_what_nobody_asked_for_is_reported() -> None:
    match = matched("STT", "Họ và tên", "Ghi chú", "Ngày sinh")
    assert match.unmatched_headers == ("STT", "Ghi chú")
    assert match.headers == {"name": "Họ và tên", "birth": "Ngày sinh"}


def test_title_rows_are_passed_and_kept() -> None:
    titles: list[list[Cell]] = [["UBND XÃ AN QUANG", None, "CỘNG HÒA"], [None], ["DANH SÁCH  HỌ VÀ TÊN", 2026]]
    match = find_table(book([*titles, [], ["TT", "Họ tên", "Năm sinh"]]), WANTED)
    assert match.header_row == 5
    assert match.title_lines == ("UBND XÃ AN QUANG", "CỘNG HÒA", "DANH SÁCH HỌ VÀ TÊN", "2026")


def test_the_sheet_with_the_list_is_found() -> None:
    guide: list[list[Cell]] = [["Cột", "Cách ghi"], ["Họ và tên", "đầy đủ"], ["Ngày sinh", "dd/mm/yyyy"]]
    match = find_table(book(guide, [["Họ và tên", "Ngày sinh"]]), WANTED)
    assert match.sheet.name == "Tổ 2"


def test_a_sheet_for_each_group() -> None:
    group: list[list[Cell]] = [["Họ và tên", "Ngày sinh"], ["A", 1950]]
    found = find_tables(book(group, [["ghi chú"]], group), WANTED)
    assert [match.sheet.name for match in found] == ["Tổ 1", "Tổ 3"]
    assert find_table(book(group, group), WANTED, sheet_name="TO 2").sheet.name == "Tổ 2"


def test_a_list_of_names_alone() -> None:
    assert find_table(book([["Danh sách"], ["Họ và tên"], ["Bé"]]), WANTED).header_row == 2


def test_the_person_says_which_column_is_which() -> None:
    match = matched("Thành viên", "Ngày sinh", "Số máy", mapping={"thành viên": "name", "SỐ MÁY": "Điện thoại"})
    assert match.columns == {"name": 0, "birth": 1, "phone": 2}
    match = matched("Họ và tên", "Tên", "Ngày sinh", mapping={"Tên": "name"})
    assert match.columns == {"name": 1, "birth": 2}


@pytest.mark.parametrize(
    ("number", "mapping", "sheet_name", "table"),
    [
        ("IMPORT-010", {}, "Tổ 9", [["Họ và tên", "Ngày sinh"]]),
        ("IMPORT-012", {}, None, [["a", "b"], [1, 2]]),
        ("IMPORT-012", {}, None, []),
        ("IMPORT-014", {"Tên": "không có"}, None, [["Họ và tên", "Ngày sinh"]]),
        ("IMPORT-015", {"Cột lạ": "phone"}, None, [["Họ và tên", "Ngày sinh"]]),
    ],
)
def test_what_cannot_be_found_is_named(
    number: str, mapping: dict[str, str], sheet_name: str | None, table: list[list[Cell]]
) -> None:
    with pytest.raises(AppError) as caught:
        find_table(book(table), WANTED, sheet_name, mapping)
    assert caught.value.code.number == number
    assert caught.value.message
    assert caught.value.advice


def test_a_missing_header_says_what_was_looked_for() -> None:
    with pytest.raises(AppError) as caught:
        find_table(book([["a"]]), (HEAD, BIRTH))
    assert "Họ và tên chủ hộ, Ngày sinh" in caught.value.message


def test_the_header_is_looked_for_in_the_first_rows_only() -> None:
    far: list[list[Cell]] = [["x"]] * 40 + [["Họ và tên", "Ngày sinh"]]
    with pytest.raises(AppError, match="IMPORT-012"):
        find_table(book(far), WANTED)
    blank: list[list[Cell]] = [[]] * 40 + [["Họ và tên", "Ngày sinh"]]
    assert find_table(book(blank), WANTED).header_row == 41


def entries(*below: Sequence[Cell]) -> list[tuple[int, Cell, Cell]]:
    """Return number, name and birth of the entries under a header in row 1 of STT, name, birth, note."""
    match = find_table(book([["STT", "Họ và tên", "Ngày sinh", "Ghi chú"], *below]), WANTED)
    return [(row.number, row.cells["name"], row.cells["birth"]) for row in rows(match)]


def test_only_entries_are_entries() -> None:
    assert entries(
        ["(1)", "(2)", "(3)", "(4)"],
        ["TỔ 1: Ông Mẫu"],
        [1, "Bé", 1950, None],
        [None, None, None, None],
        [None, " ", "\u200b"],
        ["STT", "Họ và tên", "NGÀY SINH", "Ghi chú"],
        [2, "Lê Văn Tổng", None],
        [3, "Cộng", 1950],
        [None, "Mẫu"],
        [None, None, 1960, "thiếu tên"],
        ["Tổng cộng: 4 người", None, 12],
        [None, "Tổng số", 4],
        [None, None, None, "Ngày 5 tháng 3 năm 2026"],
    ) == [(4, "Bé", 1950), (8, "Lê Văn Tổng", None), (10, "Mẫu", None), (11, None, 1960)]


def test_lines_that_name_the_group_below() -> None:
    below = (
        [1, "Trước", 1950],
        ["TỔ 1: Ông Mẫu"],
        [1, "Bé", 1950],
        [None, "Danh sách tổ dân cư số 12"],
        [1, "Lê", 1951],
        [None, "Ngô Thị Lan"],
        ["XÓM ĐÌNH (bà Tư)"],
        [3, "An", 1952],
        ["Tổng cộng", None, 12],
        [None, None, None, "Tổ trưởng ký tên và ghi rõ họ tên vào đây sau khi đã xem"],
        [4, "Tư", 1953],
    )
    match = find_table(book([["STT", "Họ và tên", "Ngày sinh", "Ghi chú"], *below]), WANTED)
    assert [(row.cells["name"], row.heading) for row in rows(match)] == [
        ("Trước", ""), ("Bé", "Tổ 1"), ("Lê", "tổ dân cư số 12"), ("Ngô Thị Lan", "tổ dân cư số 12"), ("An", "Xóm Đình"),
        ("Tư", "Xóm Đình"),
    ]  # fmt: skip


@pytest.mark.parametrize(("text", "group"), [
    ("Tổ 3", "Tổ 3"), ("To 3", "To 3"), ("tổ dân phố số 7", "tổ dân phố số 7"), ("Cụm Đồng Trên", "Cụm Đồng Trên"), ("Tổ", ""),
    ("To Van An", ""), ("Tô Thị Ba", ""), ("Ngô Văn Tổ", ""), ("Sheet1", ""), ("Danh sách hộ", ""), ("Khu", ""),
    ("TỔ TRƯỞNG", ""), ("Xóm phó", ""),
])  # fmt: skip
def test_names_of_groups(text: str, group: str) -> None:
    assert group_in(text) == group


def test_a_header_over_two_rows() -> None:
    top = ["STT", "Họ và tên", "Ngày sinh", None, "Giấy tờ", None, "Điện thoại"]
    low = [None, None, "Nam", "Nữ", "Số CCCD", "Ngày cấp", None]
    sexes = (WantedColumn("man", "Ngày sinh Nam"), WantedColumn("woman", "Ngày sinh Nữ"))
    match = find_table(book([["THÔN ĐÔNG"], top, low, [1, "Bé", None, 1950, "031150000001"]]), (*WANTED, *sexes))
    assert match.columns == {"name": 1, "man": 2, "woman": 3, "id": 4, "phone": 6}
    assert (match.header_row, match.title_lines) == (3, ("THÔN ĐÔNG",))
    assert match.headers["id"] == "Giấy tờ Số CCCD"
    assert match.unmatched_headers == ("STT", "Giấy tờ Ngày cấp")
    assert [row.cells["name"] for row in rows(match)] == ["Bé"]
    filled = [*(None if text is None else text for text in top)]
    merged = [over if under is None else under for over, under in zip(filled, low, strict=True)]
    assert find_table(book([top, merged, [1, "Bé"]]), (*WANTED, *sexes)).columns == match.columns


def test_the_first_entry_is_no_second_header() -> None:
    """Its relation says «Chủ hộ», which is also the head of a column."""
    match = find_table(book([["Họ và tên", "Quan hệ", None, "SĐT"], ["Bé", "Chủ hộ", "Nữ", None]]), WANTED)
    assert match.header_row == 1
    assert "head" not in match.columns


def test_columns_numbered_with_letters() -> None:
    assert entries(["A", "B", "1", "2"], [1, "Bé", 1950]) == [(3, "Bé", 1950)]


def test_rows_shorter_than_the_header() -> None:
    assert entries([1, "Bé"]) == [(2, "Bé", None)]
