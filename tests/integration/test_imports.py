"""Importing lists: the real one against what it means, and the odd rows of small ones."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import func, select

from app.journal.tables import NOTE, count_notes
from app.kernel.errors import AppError
from app.kernel.progress import Progress
from app.records.base import LIVE
from app.records.register import Household, Person
from app.usecases.context import Context
from app.usecases.events import MoveOut, record_move_out
from app.usecases.groups import list_groups
from app.usecases.history import undo
from app.usecases.households import (
    HouseholdQuery,
    SavePerson,
    household_detail,
    list_households,
    list_people,
    save_person,
)
from app.usecases.imports import ImportList, import_list, preview_import, write_import_template, write_report
from app.vietnamese.legacy import Encoding
from tests.unit.vietnamese.test_legacy import as_tcvn3, as_vni

HEADERS = ("Họ và tên", "Ngày sinh", "Giới tính", "Số CCCD", "Quan hệ", "Chủ hộ", "Địa chỉ", "Điện thoại", "Tổ")
HEAD = ("Đặng Thị Ơn", "05/03/1972", "Nữ", "031172001234", "Chủ hộ", "Đặng Thị Ơn", "Ngõ 1", "0912345678", "Tổ 1")
CHILD = ("Lê A", 2001, "Nam", "031201000001", "Con", "Đặng Thị Ơn", "Ngõ 1", None, "Tổ 1")

Sheet = Callable[..., ImportList]


@pytest.fixture
def sheet(tmp_path: Path) -> Sheet:
    """Return a function that writes rows below the usual headers and gives the import of them."""

    def write(
        *rows: tuple[object, ...], headers: tuple[str | None, ...] = HEADERS, fill_zeros: bool = False
    ) -> ImportList:
        book = openpyxl.Workbook()
        page = book.active
        assert page is not None
        page.append(headers)
        for row in rows:
            page.append(row)
        path = tmp_path / f"danh sách {len(list(tmp_path.iterdir()))}.xlsx"
        book.save(path)
        book.close()
        return ImportList(path, fill_zeros=fill_zeros)

    return write


def cells(path: Path) -> list[tuple[object, ...]]:
    """Return the values of the first sheet of a workbook."""
    book = openpyxl.load_workbook(path, read_only=True)
    rows = [tuple(cell.value for cell in row) for row in book.worksheets[0].iter_rows()]
    book.close()
    return rows


def everyone(context: Context) -> dict[str, Person]:
    """Return the live people by name."""
    with context.reading() as session:
        return {
            person.full_name or "": person for person in session.scalars(select(Person).where(Person.status == LIVE))
        }


class TestRealList:
    def test_means_what_the_truth_says(self, village: Context, shared_data: Path) -> None:
        done = import_list(village, ImportList(shared_data / "ho-dan-quang-khai.xlsx", fill_zeros=True)).result
        assert done.households == {"new": 495, "updated": 0, "same": 0, "refused": 0}
        assert done.people == {"new": 1537, "updated": 0, "same": 0, "refused": 0}
        assert (done.groups, done.header_row, done.problems) == (13, 5, ())
        truth = json.loads((shared_data / "ho-dan-quang-khai.truth.json").read_text(encoding="utf-8"))
        expected = sorted(
            (f"Tổ {home['group']}", home["address"], home["head"], home["phone"] or "", member["name"], member["birth"],
             member["sex"], member["relation"], member["cccd"] or "")
            for home in truth["list"]
            for member in home["members"]
        )  # fmt: skip
        groups = {group.id: group.name for group in list_groups(village)}
        with village.reading() as session:
            homes = {home.id: home for home in session.scalars(select(Household))}
            heads = {
                each.household_id: each.full_name
                for each in session.scalars(select(Person))
                if each.relation == "Chủ hộ"
            }
            found = sorted(
                (groups[homes[each.household_id].group_id], homes[each.household_id].address, heads[each.household_id],
                 homes[each.household_id].phone or "", each.full_name, each.birth.display(), each.sex, each.relation,
                 each.id_number or "")
                for each in session.scalars(select(Person))
            )  # fmt: skip
        assert found == expected

    def test_twice_changes_nothing(self, village: Context, shared_data: Path) -> None:
        command = ImportList(shared_data / "ho-dan-quang-khai.xlsx", fill_zeros=True)
        import_list(village, command)
        with village.reading() as session:
            before = count_notes(session.connection())
        done = import_list(village, command)
        assert done.result.people["same"] == 1537
        assert done.result.households["same"] == 495
        assert not done.changes.records
        with village.reading() as session:
            assert count_notes(session.connection()) == before

    def test_dry_run_says_what_the_import_does_and_writes_nothing(self, village: Context, shared_data: Path) -> None:
        command = ImportList(shared_data / "ho-dan-quang-khai.xlsx")
        with village.reading() as session:
            before = session.connection().execute(select(func.max(NOTE.c.n))).scalar_one()
        preview = preview_import(village, command, Progress())
        with village.reading() as session:
            assert session.connection().execute(select(func.max(NOTE.c.n))).scalar_one() == before
        assert preview == import_list(village, command).result
        assert preview.lost_zeros == 373
        assert {problem.code for problem in preview.problems} == {"IMPORT-101"}

    def test_one_undo_takes_the_whole_import_back(self, village: Context, shared_data: Path) -> None:
        done = import_list(village, ImportList(shared_data / "ho-dan-quang-khai.xlsx"))
        undone = undo(village, done.operation).result
        assert (undone.records, undone.kept) == (495 + 1537 + 13, ())
        assert list_households(village, HouseholdQuery()).total == 0
        assert list_groups(village) == ()

    def test_lost_zeros_can_be_filled_later(self, village: Context, shared_data: Path) -> None:
        path = shared_data / "ho-dan-quang-khai.xlsx"
        import_list(village, ImportList(path))
        later = import_list(village, ImportList(path, fill_zeros=True)).result
        assert (later.people["updated"], later.people["same"], later.people["new"]) == (373, 1537 - 373, 0)
        assert import_list(village, ImportList(path)).result.people["same"] == 1537, "filled numbers are never emptied"


class TestRows:
    def test_an_edit_by_hand_survives_the_same_list(self, village: Context, sheet: Sheet) -> None:
        command = sheet(HEAD, CHILD)
        import_list(village, command)
        child = everyone(village)["Lê A"]
        save_person(village, SavePerson(id=child.id, texts={"phone": "0987654321"}))
        assert import_list(village, command).result.people["same"] == 2
        assert everyone(village)["Lê A"].phone == "0987654321"

    def test_updates_are_named_and_blanks_never_erase(self, village: Context, sheet: Sheet) -> None:
        import_list(village, sheet(HEAD, CHILD))
        changed = (*CHILD[:1], "12/04/2001", None, *CHILD[3:])
        report = import_list(village, sheet(HEAD, changed)).result
        assert report.people == {"new": 0, "updated": 1, "same": 1, "refused": 0}
        assert report.outcomes[1].reason == "đổi Ngày sinh từ «2001» thành «12/04/2001»"
        child = everyone(village)["Lê A"]
        assert (child.birth and child.birth.display(), child.sex) == ("12/04/2001", "Nam")

    def test_a_year_alone_stays_a_year(self, village: Context, sheet: Sheet) -> None:
        import_list(village, sheet(HEAD, CHILD))
        birth = everyone(village)["Lê A"].birth
        assert birth is not None
        assert (birth.precision, birth.display()) == ("year", "2001")

    def test_rows_without_a_head_belong_to_the_household_above(self, village: Context, sheet: Sheet) -> None:
        import_list(village, sheet(HEAD, (*CHILD[:5], None, None, None, None)))
        assert list_households(village, HouseholdQuery()).items[0].people == 2

    def test_a_row_of_nobody_is_refused_with_its_reason_and_the_rest_kept(self, village: Context, sheet: Sheet) -> None:
        stranger = ("Lê B", 2002, "Nam", None, "Con", None, "Ngõ khác", None, "Tổ 1")
        report = import_list(village, sheet(HEAD, (None, *CHILD[1:]), stranger)).result
        assert report.people == {"new": 1, "updated": 0, "same": 0, "refused": 2}
        assert [problem.row for problem in report.problems if problem.code == "IMPORT-103"] == [3, 4]
        assert "chưa có họ và tên" in report.outcomes[1].reason

    def test_houses_alike_are_not_merged(self, village: Context, sheet: Sheet) -> None:
        second = ("Đặng Thị Ơn", "1980", "Nữ", None, "Chủ hộ", "Đặng Thị Ơn", "Ngõ 11", None, "Tổ 1")
        third = (*second[:8], "Tổ 2")
        import_list(village, sheet(HEAD, second, third))
        assert list_households(village, HouseholdQuery()).total == 3

    def test_spaces_and_case_do_not_make_another_house(self, village: Context, sheet: Sheet) -> None:
        spaced = (*CHILD[:5], "  ĐẶNG  Thị Ơn\u00a0", " ngõ  1 ", None, "tổ 1")
        import_list(village, sheet(HEAD, spaced))
        assert list_households(village, HouseholdQuery()).total == 1

    def test_blank_is_never_a_key(self, village: Context, sheet: Sheet) -> None:
        first = ("Lê C", None, "Nam", None, "Con", "Đặng Thị Ơn", "Ngõ 1", None, "Tổ 1")
        import_list(village, sheet(HEAD, first, first))
        assert list_people(village, HouseholdQuery()).total == 3

    def test_the_same_number_twice_keeps_both_and_says_so(self, village: Context, sheet: Sheet) -> None:
        twin = ("Lê B", 2001, "Nam", CHILD[3], *CHILD[4:])
        report = import_list(village, sheet(HEAD, CHILD, twin)).result
        assert report.people["new"] == 3
        assert [(problem.row, problem.code) for problem in report.problems] == [(4, "IMPORT-104")]

    def test_a_nine_digit_number_is_never_filled(self, village: Context, sheet: Sheet) -> None:
        import_list(village, sheet((*HEAD[:3], 123456789, *HEAD[4:]), fill_zeros=True))
        assert everyone(village)["Đặng Thị Ơn"].id_number == "123456789"

    def test_what_cannot_be_kept_is_a_problem_of_its_cell(self, village: Context, sheet: Sheet) -> None:
        report = import_list(village, sheet((*HEAD[:2], "xyz", *HEAD[3:]))).result
        assert [(problem.column, problem.code) for problem in report.problems] == [("Giới tính", "IMPORT-102")]
        assert everyone(village)["Đặng Thị Ơn"].sex is None

    def test_an_id_number_cut_short_stays_blank_and_is_told(self, village: Context, sheet: Sheet) -> None:
        report = import_list(village, sheet((*HEAD[:3], "2.21090E+11", *HEAD[4:]))).result
        assert [(problem.column, problem.code) for problem in report.problems] == [("Số CCCD", "IMPORT-102")]
        assert "«2.21090E+11» không dùng được: bảng tính đã rút gọn" in report.problems[0].message
        assert everyone(village)["Đặng Thị Ơn"].id_number is None

    def test_nothing_to_keep_changes_nothing(self, village: Context, sheet: Sheet) -> None:
        with pytest.raises(AppError) as refused:
            import_list(village, sheet((None, *CHILD[1:])))
        assert refused.value.code.number == "IMPORT-105"

    def test_codes_continue_and_households_are_walked_as_listed(self, village: Context, sheet: Sheet) -> None:
        import_list(village, sheet(HEAD))
        second = ("Bùi An", 1980, "Nam", None, "Chủ hộ", "Bùi An", "Ngõ 2", None, "Tổ 1")
        import_list(village, sheet(second))
        assert [row.code for row in list_households(village, HouseholdQuery()).items] == ["01-001", "01-002"]


class TestTemplateAndReport:
    def test_the_template_imports_without_a_warning(self, village: Context, tmp_path: Path) -> None:
        path = tmp_path / "mẫu.xlsx"
        write_import_template(path)
        empty = preview_import(village, ImportList(path))
        assert (empty.rows, empty.problems, empty.unmatched) == (0, (), ())
        book = openpyxl.load_workbook(path)
        page = book.worksheets[0]
        header = [cell.value for cell in page[empty.header_row]]
        filled = dict(zip(HEADERS, HEAD, strict=True))
        names = {"Quan hệ với chủ hộ": "Quan hệ", "Họ và tên chủ hộ": "Chủ hộ", "Tổ dân cư": "Tổ"}
        page.append([filled.get(names.get(str(name), str(name))) for name in header])
        book.save(path)
        book.close()
        report = import_list(village, ImportList(path)).result
        assert (report.people["new"], report.problems) == (1, ())

    def test_the_report_names_every_row(self, village: Context, sheet: Sheet, tmp_path: Path) -> None:
        report = preview_import(village, sheet(HEAD, (None, *CHILD[1:])))
        path = tmp_path / "kết quả.xlsx"
        write_report(path, report)
        head, first, second = cells(path)
        assert head == (*HEADERS, "Kết quả nhập", "Lý do")
        assert first == (*HEAD, "mới", "người mới")
        assert second[:-2] == (None, *CHILD[1:])
        assert second[-2:] == ("không nhận", "chưa có họ và tên; Không nhận dòng này: chưa có họ và tên.")

    def test_the_report_is_mended_and_imported_again(self, village: Context, sheet: Sheet, tmp_path: Path) -> None:
        command = sheet(("Danh sách",), HEADERS, HEAD, (None, *CHILD[1:]), headers=("THÔN ĐÔNG",))
        first = tmp_path / "lần 1.xlsx"
        write_report(first, import_list(village, command).result)
        book = openpyxl.load_workbook(first)
        assert book.worksheets[0]["D4"].data_type == "s", "an id number stays text"
        book.worksheets[0]["A5"] = "Lê A"
        book.save(first)
        book.close()
        again = import_list(village, ImportList(first)).result
        assert (again.people, again.problems) == ({"new": 1, "updated": 0, "same": 1, "refused": 0}, ())
        second = tmp_path / "lần 2.xlsx"
        write_report(second, preview_import(village, ImportList(first)))
        assert [row[-2:] for row in cells(second)[2:]] == [
            ("Kết quả nhập", "Lý do"), ("như cũ", "đã có, không đổi"), ("như cũ", "đã có, không đổi"),
        ]  # fmt: skip
        with pytest.raises(AppError) as refused:
            write_report(tmp_path / "báo cáo.csv", again)
        assert refused.value.code.number == "EXPORT-001"


class TestSecondList:
    """A list of another office that knows some things better."""

    def test_what_changes_is_said_field_by_field(self, village: Context, sheet: Sheet) -> None:
        import_list(village, sheet(HEAD, CHILD))
        moved = (HEAD[0], "06/03/1972", *HEAD[2:7], "0987654321", "Tổ 2")
        child = (*CHILD[:3], "031201000009", *CHILD[4:8], "Tổ 2")
        report = preview_import(village, sheet(moved, child))
        assert report.outcomes[0].reason == (
            "đổi Ngày sinh từ «05/03/1972» thành «06/03/1972»;"
            " hộ đổi Điện thoại từ «0912345678» thành «0987654321»; tổ thành «Tổ 2»"
        )  # fmt: skip
        assert report.outcomes[1].outcome == "new", "a year of birth alone does not make two numbers one person"
        born = (CHILD[0], "12/04/2001", *CHILD[2:])
        import_list(village, sheet(HEAD, born))
        report = preview_import(village, sheet(HEAD, (*born[:3], "031201000009", *born[4:])))
        assert report.outcomes[1].reason == "đổi Số CCCD từ «********0001» thành «********0009»"

    def test_a_family_known_by_number_has_moved_house(self, village: Context, sheet: Sheet) -> None:
        import_list(village, sheet(HEAD, CHILD))
        moved = [(*row[:6], "Ngõ 9", *row[7:]) for row in (HEAD, CHILD)]
        report = import_list(village, sheet(*moved)).result
        assert report.households == {"new": 0, "updated": 1, "same": 0, "refused": 0}
        (home,) = list_households(village, HouseholdQuery()).items
        assert (home.address, home.people) == ("Ngõ 9", 2)

    def test_a_misspelt_name_is_mended_where_number_and_birth_agree(self, village: Context, sheet: Sheet) -> None:
        import_list(village, sheet(HEAD, CHILD))
        right = ("Đặng Thị Ớn", *HEAD[1:5], "Đặng Thị Ớn", *HEAD[6:])
        report = import_list(village, sheet(right, (*CHILD[:5], "Đặng Thị Ớn", *CHILD[6:]))).result
        assert report.people == {"new": 0, "updated": 1, "same": 1, "refused": 0}
        assert report.outcomes[0].reason == "đổi Họ và tên từ «Đặng Thị Ơn» thành «Đặng Thị Ớn»"
        assert list_households(village, HouseholdQuery()).total == 1

    def test_one_number_of_two_people_is_two_people(self, village: Context, sheet: Sheet) -> None:
        import_list(village, sheet(HEAD, CHILD))
        other = ("Vũ Văn Tư", 1960, "Nam", HEAD[3], "Con", "Đặng Thị Ơn", "Ngõ 1", None, "Tổ 1")
        assert import_list(village, sheet(HEAD, other)).result.people["new"] == 1
        twins = [(name, "05/03/1972", "Nam", HEAD[3], "Con", *HEAD[5:7], None, "Tổ 1") for name in ("Lê Một", "Lê Hai")]
        assert preview_import(village, sheet(*twins)).people == {"new": 1, "updated": 1, "same": 0, "refused": 0}


class TestOldEncodings:
    def test_a_list_typed_in_tcvn3_and_vni(self, village: Context, sheet: Sheet) -> None:
        headers = tuple(as_vni(each) if each == "Địa chỉ" else as_tcvn3(each) for each in HEADERS)
        rows = [(as_tcvn3(str(cell)) if place != 6 else as_vni(f"Ngõ Giếng {cell}") for place, cell in enumerate(row))
                for row in (HEAD, ("Trần Văn Hường", *HEAD[1:3], None, "Con", *HEAD[5:]))]  # fmt: skip
        command = sheet(*(tuple(row) for row in rows), headers=headers)
        seen = preview_import(village, command)
        assert {(each.column, each.encoding) for each in seen.conversions} == {
            (letter, Encoding.TCVN3) for letter in "ABCDEFHI"
        } | {("G", Encoding.VNI)}
        import_list(village, command)
        assert set(everyone(village)) == {"Đặng Thị Ơn", "Trần Văn Hường"}
        assert list_households(village, HouseholdQuery()).items[0].address == "Ngõ Giếng Ngõ 1"
        again = import_list(village, command).result
        assert again.people["same"] == 2

    def test_what_a_person_chose_is_what_is_taken_in(self, village: Context, sheet: Sheet) -> None:
        command = sheet(HEAD, ("Lê Hà", *CHILD[1:]))
        forced = ImportList(command.path, encoding=Encoding.TCVN3)
        import_list(village, forced)
        assert set(everyone(village)) == {"Đặng Thị Ơn", "Lờ Hà"}, "what is Unicode beyond doubt stays"


class TestShapes:
    def test_a_sheet_for_each_group_and_cells_merged_down(self, village: Context, tmp_path: Path) -> None:
        book = openpyxl.Workbook()
        for number in (1, 2):
            page = book.active if number == 1 else book.create_sheet()
            assert page is not None
            page.title = f"Tổ {number}"
            page.append(["Chủ hộ", "Địa chỉ", "Họ và tên", "Quan hệ"])
            page.append([f"Lê Văn {number}", f"Ngõ {number}", f"Lê Văn {number}", "Chủ hộ"])
            page.append([None, None, f"Trần Thị {number}", "Vợ"])
            page.merge_cells("A2:A3")
            page.merge_cells("B2:B3")
        path = tmp_path / "theo tổ.xlsx"
        book.save(path)
        book.close()
        assert import_list(village, ImportList(path)).result.problems == ()
        rows = list_households(village, HouseholdQuery()).items
        assert [(row.head, row.address, row.group, row.people) for row in rows] == [
            ("Lê Văn 1", "Ngõ 1", "Tổ 1", 2), ("Lê Văn 2", "Ngõ 2", "Tổ 2", 2),
        ]  # fmt: skip

    def test_a_sheet_with_fewer_columns_comes_in_and_a_summary_is_named(self, village: Context, tmp_path: Path) -> None:
        book = openpyxl.Workbook()
        page = book.active
        assert page is not None
        page.title = "Tổ 1"
        page.append(HEADERS)
        page.append(HEAD)
        short = book.create_sheet("Tổ 2")
        short.append(HEADERS[:1] + HEADERS[4:7])
        short.append(("Lê A", "Chủ hộ", "Lê A", "Ngõ 9"))
        summary = book.create_sheet("Tổng hợp")
        summary.append(("Họ và tên", "Tổ"))
        summary.append(("Đặng Thị Ơn", "Tổ 1"))
        path = tmp_path / "nhiều trang.xlsx"
        book.save(path)
        book.close()
        report = import_list(village, ImportList(path)).result
        assert report.people["new"] == 2
        assert [(each.sheet, each.code) for each in report.problems] == [("Tổng hợp", "IMPORT-107")]
        assert [row.group for row in list_households(village, HouseholdQuery()).items] == ["Tổ 1", "Tổ 2"]

    def test_groups_as_lines_between_households(self, village: Context, sheet: Sheet) -> None:
        headers = ("STT", *HEADERS[:-1])
        command = sheet(("TỔ 3",), (1, *HEAD[:-1]), ("TỔ 4 (ông Bình)",), (2, "Lê A", *CHILD[1:4], "Chủ hộ", "Lê A", "Ngõ 9"),
                        headers=headers)  # fmt: skip
        import_list(village, command)
        assert [(row.head, row.group) for row in list_households(village, HouseholdQuery()).items] == [
            ("Đặng Thị Ơn", "Tổ 3"), ("Lê A", "Tổ 4"),
        ]  # fmt: skip

    def test_dates_of_birth_in_a_column_for_each_sex(self, village: Context, sheet: Sheet) -> None:
        headers = ("Họ và tên", "Ngày sinh", None, "Quan hệ", "Chủ hộ", "Địa chỉ")
        rows = [(None, "Nam", "Nữ"), ("Đặng Thị Ơn", None, "5/3/1972", "Chủ hộ", "Đặng Thị Ơn", "Ngõ 1"),
                ("Lê A", 2001, None, "Con", "Đặng Thị Ơn", "Ngõ 1")]  # fmt: skip
        import_list(village, sheet(*rows, headers=headers))
        people = everyone(village)
        assert {name: (person.sex, person.birth and person.birth.display()) for name, person in people.items()} == {
            "Đặng Thị Ơn": ("Nữ", "05/03/1972"), "Lê A": ("Nam", "2001"),
        }  # fmt: skip

    def test_swapped_days_and_months_are_told_once_and_kept(self, village: Context, sheet: Sheet) -> None:
        rows = [(f"Lê Văn {number}", date(1970, number % 12 + 1, number % 12 + 1), "Nam", None, "Chủ hộ", f"Lê Văn {number}",
                 f"Ngõ {number}", None, "Tổ 1") for number in range(40)]  # fmt: skip
        found = preview_import(village, sheet(*rows)).problems
        assert [(each.code, each.row) for each in found] == [("IMPORT-106", 1)]
        assert "40 ô ngày chỉ có 0 ô" in found[0].message
        some = [(*row[:1], date(1970, 1, 13 + place % 15), *row[2:]) for place, row in enumerate(rows)]
        assert preview_import(village, sheet(*some)).problems == ()
        assert preview_import(village, sheet(*rows[:29])).problems == ()

    def test_sheets_with_too_few_dates_tell_together_and_once(self, village: Context, tmp_path: Path) -> None:
        book = openpyxl.Workbook()
        book.remove(book.active)
        for group in (1, 2, 3):
            page = book.create_sheet(f"Tổ {group}")
            page.append(list(HEADERS))
            for number in range(12):
                name = f"Lê Văn {group} {number}"
                page.append([name, date(1970, number % 12 + 1, number % 12 + 1), "Nam", None, "Chủ hộ", name, f"Ngõ {number}",
                             None, None])  # fmt: skip
        book.save(tmp_path / "các tổ.xlsx")
        found = preview_import(village, ImportList(tmp_path / "các tổ.xlsx")).problems
        assert [each.code for each in found] == ["IMPORT-106"]
        assert "36 ô ngày" in found[0].message


class TestPeopleWhoAreGone:
    def test_an_old_list_does_not_bring_them_back(self, village: Context, sheet: Sheet) -> None:
        """By id number or by name and day of birth; somebody else of the same name is new."""
        dated = ("Lê B", "09/09/1999", "Nam", None, "Con", "Đặng Thị Ơn", "Ngõ 1", None, "Tổ 1")
        import_list(village, sheet(HEAD, CHILD, dated))
        for name in ("Lê A", "Lê B"):
            away = MoveOut((everyone(village)[name].id,), date(2026, 11, 1), "Hà Nội")
            record_move_out(village, away)
        other = ("Lê B", "01/01/1990", "Nam", None, "Con", "Đặng Thị Ơn", "Ngõ 1", None, "Tổ 1")
        report = import_list(village, sheet(HEAD, CHILD, dated, other)).result
        assert report.people == {"new": 1, "updated": 0, "same": 3, "refused": 0}
        assert [(problem.row, problem.code) for problem in report.problems] == [(3, "IMPORT-108"), (4, "IMPORT-108")]
        assert "chuyển đi 01/11/2026, Hà Nội" in report.problems[0].message
        assert list_people(village, HouseholdQuery()).total == 2


LODGERS = (
    "STT", "Tên", "Ngày sinh", "Giới tính", "CCCD", "Địa chỉ tạm trú", "Chủ nhà", "Địa chỉ thường trú", "Từ ngày",
    "Đến ngày",
)  # fmt: skip


class TestLodgers:
    """Lists of temporary residents (domain 3.1): each lives with a landlord whose household the books know."""

    @pytest.fixture
    def landlords(self, village: Context, sheet: Sheet) -> Context:
        other = ("Lý Văn Ba", "1960", "Nam", None, "Chủ hộ", "Lý Văn Ba", "Ngõ 2", None, "Tổ 1")
        import_list(village, sheet(HEAD, CHILD, other))
        return village

    def lodgers(self, context: Context) -> dict[str, str]:
        found = {}
        for home in list_households(context, HouseholdQuery()).items:
            for member in household_detail(context, home.id).members:
                if member.standing:
                    found[member.texts["full_name"]] = f"{home.head}, {member.texts['relation']}, {member.standing}"
        return found

    def test_they_live_with_their_landlord_for_a_time(self, landlords: Context, sheet: Sheet) -> None:
        rows = (
            (1, "Hoàng Văn Trọ", "1999", "Nam", "040099000001", "Ngõ 1", "Đặng Thị Ơn", "Nghệ An", "01/10/2026",
             "01/10/2027"),
            (2, "Cao Thị Thuê", "2000", "Nữ", None, "ngõ 2", None, "Hà Tĩnh", None, None),
            (3, "Không Rõ Ai", "2000", "Nữ", None, "Ngõ 9", None, None, None, None),
            (4, "Chủ Lạ", "2000", "Nữ", None, "Ngõ 9", "Trần Văn Xa", None, None, "tháng sau"),
        )  # fmt: skip
        report = import_list(landlords, sheet(*rows, headers=LODGERS)).result
        assert report.people == {"new": 2, "updated": 0, "same": 0, "refused": 2}
        assert self.lodgers(landlords) == {
            "Hoàng Văn Trọ": "Đặng Thị Ơn, Ở thuê, tạm trú từ 01/10/2026 đến 01/10/2027, Nghệ An",
            "Cao Thị Thuê": "Lý Văn Ba, Ở thuê, tạm trú, Hà Tĩnh",
        }
        reasons = {outcome.name: outcome.reason for outcome in report.outcomes if outcome.outcome == "refused"}
        assert reasons["Không Rõ Ai"].startswith("không rõ ở nhà ai")
        assert "chủ nhà «Trần Văn Xa»" in reasons["Chủ Lạ"]
        assert sorted(problem.code for problem in report.problems) == ["IMPORT-102", "IMPORT-103", "IMPORT-103"]
        everybody = {each.address for each in list_households(landlords, HouseholdQuery()).items}
        assert everybody == {"Ngõ 1", "Ngõ 2"}, "no landlord's address was changed"

    def test_the_next_list_prolongs_and_moves_nobody(self, landlords: Context, sheet: Sheet) -> None:
        first = (
            1,
            "Hoàng Văn Trọ",
            "1999",
            "Nam",
            "040099000001",
            "Ngõ 1",
            "Đặng Thị Ơn",
            "Nghệ An",
            None,
            "01/10/2026",
        )
        import_list(landlords, sheet(first, headers=LODGERS))
        longer = (*first[:5], "Ngõ 2", "Lý Văn Ba", "Nghệ An", None, "01/10/2027")
        report = import_list(landlords, sheet(longer, headers=LODGERS)).result
        assert [each.reason for each in report.outcomes] == ["đổi tạm trú đến 01/10/2027"]
        assert self.lodgers(landlords)["Hoàng Văn Trọ"].startswith("Đặng Thị Ơn")
        again = import_list(landlords, sheet(longer, headers=LODGERS)).result
        assert again.people["same"] == 1
        known = (1, "Lê A", "2001", "Nam", "031201000001", "Ngõ 1", "Đặng Thị Ơn", "Ngõ 1", None, "01/01/2027")
        report = import_list(landlords, sheet(known, headers=LODGERS)).result
        assert report.people["same"] == 1, "who lives here for good is no lodger"

    def test_a_family_of_lodgers_is_a_household_of_its_own(self, landlords: Context, sheet: Sheet) -> None:
        headers = ("Họ tên", "Quan hệ", "Địa chỉ tạm trú", "Chủ hộ")
        rows = (("Mai Văn Tám", "Chủ hộ", "Ngõ 3", "Mai Văn Tám"),)
        report = import_list(landlords, sheet(*rows, headers=headers)).result
        assert report.households["new"] == 1
        assert self.lodgers(landlords)["Mai Văn Tám"] == "Mai Văn Tám, Chủ hộ, tạm trú"

    def test_an_ordinary_list_may_call_its_address_so(self, village: Context, sheet: Sheet) -> None:
        headers = ("Họ và tên", "Quan hệ", "Địa chỉ thường trú")
        import_list(village, sheet(("Lý Văn Ba", "Chủ hộ", "Ngõ 7"), headers=headers))
        assert list_households(village, HouseholdQuery()).items[0].address == "Ngõ 7"
