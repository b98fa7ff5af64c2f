"""Columns matched by hand: where no words tell, where there is no header, and again by name for the next list."""

from dataclasses import replace

import openpyxl
import pytest

from app.kernel.errors import AppError
from app.usecases.column_matching import (
    forget_match,
    keep_match,
    kept_matches,
    list_columns,
    mapping_of,
    with_match,
)
from app.usecases.history import undo
from app.usecases.households import HouseholdQuery, list_households, list_people
from app.usecases.imports import ImportList, import_list, preview_import

ODD = [
    ("Công an xã", None, None, None),
    ("Nhân khẩu", "Vai vế", "Sinh", "Nhà"),
    ("Nguyễn Văn An", "Chủ hộ", "1972", "Ngõ 1"),
    ("Trần Thị Hoa", "Vợ", "1975", "Ngõ 1"),
]
FIELDS = {"@A": "person.full_name", "@B": "person.relation", "@C": "person.birth", "@D": "household.address"}


@pytest.fixture
def written(tmp_path):
    def write(rows, name="danh sách.xlsx", sheets=()):
        book = openpyxl.Workbook()
        for number, page in enumerate([rows, *sheets]):
            sheet = book.active if number == 0 else book.create_sheet(f"Trang {number + 1}")
            for row in page:
                sheet.append(row)
        book.save(tmp_path / name)
        book.close()
        return ImportList(tmp_path / name)

    return write


def names(context):
    return sorted(row.name for row in list_people(context, HouseholdQuery()).items)


def test_a_list_whose_words_nobody_knows_is_matched(village, written):
    command = written(ODD)
    with pytest.raises(AppError, match="IMPORT-01"):
        preview_import(village, command)
    columns = list_columns(command)
    assert (columns.header_row, columns.sheets) == (2, ("Sheet",))
    assert [(each.name, each.letter, each.samples) for each in columns.columns] == [
        ("Nhân khẩu", "@A", ("Nguyễn Văn An", "Trần Thị Hoa")),
        ("Vai vế", "@B", ("Chủ hộ", "Vợ")),
        ("Sinh", "@C", ("1972", "1975")),
        ("Nhà", "@D", ("Ngõ 1",)),
    ]
    mapping = mapping_of(columns, FIELDS)
    assert mapping == {
        "Nhân khẩu": "person.full_name", "Vai vế": "person.relation", "Sinh": "person.birth",
        "Nhà": "household.address",
    }  # fmt: skip
    matched = replace(command, mapping=mapping, header_row=columns.header_row)
    assert {each.letter: each.field for each in list_columns(matched).columns} == FIELDS
    import_list(village, matched)
    assert names(village) == ["Nguyễn Văn An", "Trần Thị Hoa"]
    assert list_households(village, HouseholdQuery()).items[0].address == "Ngõ 1"


def test_a_list_without_a_header_is_matched_by_letters(village, written):
    command = replace(written(ODD[2:]), header_row=0, mapping=FIELDS)
    report = import_list(village, command).result
    assert (report.rows, report.header_row) == (2, 0)
    assert names(village) == ["Nguyễn Văn An", "Trần Thị Hoa"]


def test_two_columns_of_one_name_go_by_letter(written):
    rows = [("Họ và tên", "Ghi chú", "Ghi chú"), ("An", "a", "b")]
    assert [each.name for each in list_columns(written(rows)).columns] == ["Họ và tên", "@B", "@C"]


def test_a_column_may_be_left_out_although_its_words_are_known(village, written):
    rows = [("Họ và tên", "Quan hệ", "Ngày sinh"), ("Nguyễn Văn An", "Chủ hộ", "1972")]
    command = replace(written(rows), mapping={"Ngày sinh": "-"})
    assert "Ngày sinh" in preview_import(village, command).unmatched
    by_letter = replace(command, mapping={"@C": "-"}, header_row=1)
    assert "Ngày sinh" in preview_import(village, by_letter).unmatched


def test_what_is_matched_wrongly_is_shown_as_it_was(village, written):
    command = replace(written(ODD), mapping={"Vai vế": "person.relation"}, header_row=2)
    with pytest.raises(AppError, match="IMPORT-01"):
        preview_import(village, command)
    columns = list_columns(command)
    assert {each.letter: each.field for each in columns.columns if each.field} == {"@B": "person.relation"}
    lettered = replace(command, mapping={"@B": "person.relation"})
    assert {each.letter for each in list_columns(lettered).columns if each.field} == {"@B"}


def test_a_way_of_matching_is_kept_by_name_and_used_again(village, written):
    command = written(ODD)
    columns = list_columns(command)
    keep_match(village, "Công an xã", mapping_of(columns, FIELDS))
    (kept,) = kept_matches(village)
    assert kept.name == "Công an xã"
    wider = [("x", "Nhà", "Nhân khẩu", "Sinh"), (1, "Ngõ 2", "Lê Văn Tám", "1980")]
    other = with_match(village, replace(written(wider, "khác.xlsx"), header_row=1), "cong an xa")
    assert set(other.mapping) == {"Nhân khẩu", "Sinh", "Nhà"}, "what this list does not have is left out"
    report = preview_import(village, other)
    assert report.columns["Nhân khẩu"] == "Họ và tên"
    done = forget_match(village, "Công an xã")
    assert kept_matches(village) == ()
    undo(village, done.operation)
    assert len(kept_matches(village)) == 1
    for act in (
        lambda: keep_match(village, " ", {}),
        lambda: forget_match(village, "không có"),
        lambda: with_match(village, command, "không có"),
    ):
        with pytest.raises(AppError, match=r"LIST-004|FORM-003"):
            act()


def test_sheets_are_offered_and_the_largest_is_shown_first(written):
    command = written([("a", "b")], sheets=([("Nhân khẩu", "Sinh"), ("An", "1972"), ("Bình", "1980")],))
    columns = list_columns(command)
    assert columns.sheets == ("Sheet", "Trang 2")
    assert columns.sheet == "Trang 2"
    assert list_columns(replace(command, sheet="Sheet")).sheet == "Sheet"


def test_a_file_of_numbers_has_columns_too(written):
    columns = list_columns(written([(1, 2), (3, 4)]))
    assert columns.header_row == 0
    assert [each.letter for each in columns.columns] == ["@A", "@B"]
