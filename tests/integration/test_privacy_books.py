"""Requests with their days of grace, consents, and sensitive fields that are off until somebody says what for."""

import csv
from datetime import date

import pytest

from app.journal.tables import NOTE
from app.kernel.errors import AppError
from app.records.privacy import CORRECT, DELETE, DONE_WITHIN, SEE, WITHDRAW
from app.records.register import SENSITIVE, Person
from app.usecases import privacy_book
from app.usecases.column_matching import list_columns
from app.usecases.erasing import ErasePerson, erase_person
from app.usecases.history import record_history, undo
from app.usecases.households import SavePerson, find_person, household_detail, save_person
from app.usecases.imports import ImportList, import_list, preview_import
from app.usecases.lists import PEOPLE, ListSpec, make_list
from app.usecases.print_lists import WriteList, write_list
from app.usecases.privacy import list_disclosures
from app.usecases.privacy_book import (
    Agree,
    Ask,
    answer_request,
    extend_request,
    finish_request,
    list_consents,
    list_requests,
    record_consent,
    record_request,
    withdraw_consent,
)
from app.usecases.sensitive import SwitchOn, list_sensitive, switch_off, switch_on
from app.vietnamese.dates import working_days_after
from tests.fixtures import books

NAME = "Nguyễn Thị Con"


@pytest.fixture
def village(context):
    books.found(context)
    return context


def the_only_request(context):
    (row,) = list_requests(context)
    return row


# -- requests ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "due"),
    [
        (date(2026, 11, 16), date(2026, 11, 18)),
        (date(2026, 11, 19), date(2026, 11, 23)),
        (date(2026, 11, 20), date(2026, 11, 24)),
        (date(2026, 11, 21), date(2026, 11, 24)),
    ],
)
def test_two_working_days_pass_over_a_weekend(day, due):
    assert working_days_after(day, 2) == due


@pytest.mark.parametrize("what", DONE_WITHIN)
def test_a_request_goes_from_answer_to_done_each_with_its_day(village, clock, what):
    child = find_person(village, NAME)
    made = record_request(village, Ask(what, child, detail="xem phần của tôi", day=date(2026, 11, 16))).result
    row = the_only_request(village)
    assert (row.id, row.who, row.step, row.due, row.late) == (made, NAME, "trả lời", date(2026, 11, 18), False)
    clock.advance(86_400_000)
    assert the_only_request(village).late
    answer_request(village, made, "Sẽ làm trong tuần")
    row = the_only_request(village)
    within = DONE_WITHIN[what]
    assert (row.step, (row.due - row.received).days, row.late) == ("làm xong", within, False)
    extend_request(village, made)
    assert (the_only_request(village).due - row.received).days == within + 15
    with pytest.raises(AppError, match="PRIVACY-005"):
        extend_request(village, made)
    finish_request(village, made, "Đã in cho xem")
    row = the_only_request(village)
    assert (row.step, row.due, row.late, row.done, row.result) == ("", None, False, date(2026, 11, 19), "Đã in cho xem")
    for again in (answer_request, finish_request):
        with pytest.raises(AppError, match="PRIVACY-005"):
            again(village, made, "nữa")


def test_the_most_pressing_request_comes_first_and_those_done_last(village):
    def ask(day, who, what=SEE):
        return record_request(village, Ask(what, who=who, day=day)).result

    first, second, third = (
        ask(date(2026, 11, 2), "A"),
        ask(date(2026, 11, 16), "B"),
        ask(date(2026, 11, 9), "C", CORRECT),
    )
    finish_request(village, first, "xong")
    assert [row.id for row in list_requests(village)] == [third, second, first]


def test_a_request_says_who_and_what(village):
    with pytest.raises(AppError, match="PRIVACY-004"):
        record_request(village, Ask("xin quà", who="A"))
    with pytest.raises(AppError, match="PRIVACY-004"):
        record_request(village, Ask(SEE, who=" "))
    made = record_request(village, Ask(SEE, who="Người ngoài thôn")).result
    for act in (answer_request, finish_request):
        with pytest.raises(AppError, match="PRIVACY-004"):
            act(village, made, " ")
    operation = finish_request(village, made, "đã trả lời").operation
    undo(village, operation)
    assert the_only_request(village).done is None


def test_erasing_somebody_at_their_request_closes_it(village):
    child = find_person(village, NAME)
    made = record_request(village, Ask(DELETE, child)).result
    erase_person(village, ErasePerson(child, "người đó yêu cầu", made))
    row = the_only_request(village)
    assert (row.done, row.result, row.who) == (date(2026, 11, 18), "Đã xoá thông tin cá nhân", "(đã xoá thông tin)")


# -- consents ------------------------------------------------------------------------------------------------------


def test_a_consent_is_withdrawn_and_that_is_a_request_of_its_own(village):
    child = find_person(village, NAME)
    for wrong in (Agree(child, "", "ký trên giấy"), Agree(child, "chúc thọ", " ")):
        with pytest.raises(AppError, match="PRIVACY-004"):
            record_consent(village, wrong)
    made = record_consent(village, Agree(child, "lập danh sách chúc thọ", "ký trên giấy", date(2026, 10, 1))).result
    (row,) = list_consents(village)
    assert (row.who, row.day, row.withdrawn) == (NAME, date(2026, 10, 1), None)
    withdraw_consent(village, made)
    (row,) = list_consents(village)
    assert row.withdrawn == date(2026, 11, 18)
    asked = the_only_request(village)
    assert (asked.what, asked.who, asked.detail) == (WITHDRAW, NAME, "lập danh sách chúc thọ")
    with pytest.raises(AppError, match="PRIVACY-005"):
        withdraw_consent(village, made)


# -- sensitive fields ----------------------------------------------------------------------------------------------


def said_in(context):
    with context.reading() as session:
        return "\n".join(session.execute(NOTE.select().with_only_columns(NOTE.c.line)).scalars())


def test_every_sensitive_field_is_off_at_first_and_nowhere_to_be_seen(village):
    child = find_person(village, NAME)
    assert [each.on for each in list_sensitive(village)] == [False] * len(SENSITIVE)
    assert len(SENSITIVE) >= 4
    members = household_detail(village, books.household_id(village, "01-001")).members
    assert not any(name in member.texts for member in members for name in SENSITIVE)
    for name in SENSITIVE:
        with pytest.raises(AppError, match="PRIVACY-001"):
            save_person(village, SavePerson(id=child, texts={name: "có"}))
        with pytest.raises(AppError, match="LIST-002"):
            make_list(village, ListSpec("x", PEOPLE, columns=(name,)))


def test_a_field_is_switched_on_only_with_a_purpose_and_a_ground(village, tmp_path):
    child = find_person(village, NAME)
    for wrong in (SwitchOn("disability", "", "QĐ 5"), SwitchOn("disability", "lập danh sách", "")):
        with pytest.raises(AppError, match="PRIVACY-002"):
            switch_on(village, wrong)
    with pytest.raises(AppError, match="FORM-001"):
        switch_on(village, SwitchOn("phone", "a", "b"))
    switch_on(village, SwitchOn("Khuyết tật", "xã giao lập danh sách", "sự đồng ý của từng người"))
    with pytest.raises(AppError, match="PRIVACY-003"):
        switch_on(village, SwitchOn("disability", "a", "b"))
    save_person(village, SavePerson(id=child, texts={"disability": "vận động"}))
    with pytest.raises(AppError, match="PRIVACY-001"):
        save_person(village, SavePerson(id=child, texts={"religion": "Không"}))
    (field,) = (each for each in list_sensitive(village) if each.on)
    assert (field.name, field.purpose, field.held) == ("disability", "xã giao lập danh sách", 1)
    path = tmp_path / "danh sách.csv"
    spec = ListSpec("Khuyết tật", PEOPLE, columns=("name", "disability"))
    write_list(village, WriteList(spec, path))
    with path.open(encoding="utf-8-sig", newline="") as stream:
        assert ["3", NAME, "vận động"] in [row[:3] for row in csv.reader(stream)] or "vận động" in path.read_text(
            "utf-8-sig"
        )
    (seen,) = list_disclosures(village)
    assert (seen.about, seen.purpose, seen.people) == ("Khuyết tật, Khuyết tật", "xã giao lập danh sách", 4)


def test_a_list_brings_a_sensitive_field_only_while_it_is_on(village, tmp_path):
    path = tmp_path / "danh sách.csv"
    path.write_text(
        "Họ và tên,Quan hệ,Chủ hộ,Địa chỉ,Dân tộc,Tôn giáo\nHoàng Văn Tày,Chủ hộ,Hoàng Văn Tày,Ngõ 9,Tày,Không\n",
        encoding="utf-8",
    )
    command = ImportList(path)
    assert set(preview_import(village, command).unmatched) >= {"Dân tộc", "Tôn giáo"}
    assert "person.ethnicity" not in dict(list_columns(command).fields)
    switch_on(village, SwitchOn("ethnicity", "xã giao lập danh sách", "KH 5/KH-UBND"))
    assert preview_import(village, command).unmatched == ("Tôn giáo",)
    columns = list_columns(command, {"ethnicity"})
    assert dict(columns.fields)["person.ethnicity"] == "Dân tộc"
    assert "person.ethnicity" in {each.field for each in columns.columns}
    import_list(village, command)
    person = find_person(village, "Hoàng Văn Tày")
    with village.reading() as session:
        assert (session.get(Person, person).ethnicity, session.get(Person, person).religion) == ("Tày", None)


def test_a_field_switched_off_is_hidden_everywhere_and_can_be_erased(village):
    child = find_person(village, NAME)
    switch_on(village, SwitchOn("religion", "thống kê của xã", "KH 12/KH-UBND"))
    save_person(village, SavePerson(id=child, texts={"religion": "Công giáo", "phone": "0987654321"}))
    switch_off(village, "religion")
    with pytest.raises(AppError, match="PRIVACY-003"):
        switch_off(village, "religion")
    members = household_detail(village, books.household_id(village, "01-001")).members
    assert not any("religion" in member.texts for member in members)
    assert "Công giáo" not in repr(record_history(village, child))
    assert "Công giáo" in said_in(village)
    assert switch_off(village, "religion", erase=True).result == 1
    assert "Công giáo" not in said_in(village)
    member = next(each for each in household_detail(village, members_home(village)).members if each.id == child)
    assert (member.texts["full_name"], member.texts["phone"]) == (NAME, "0987654321"), "what else the note said stays"
    assert next(each for each in list_sensitive(village) if each.name == "religion").held == 0


def members_home(context):
    return books.household_id(context, "01-001")


def test_what_the_deadlines_stand_on_is_written_down():
    assert privacy_book.ANSWERED_WITHIN == 2
    assert set(DONE_WITHIN.values()) == {10, 15, 20}
