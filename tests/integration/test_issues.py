"""What needs a person: two laptops disagree, somebody answers, both agree again."""

from datetime import date

import pytest

from app.journal.merge import CONFLICT, DELETED_EDITED, MISSING_TARGET, SAME_NUMBER
from app.journal.note import write_note
from app.journal.views import differing_rows
from app.kernel.errors import AppError
from app.usecases.events import MoveGroup, record_group_move
from app.usecases.groups import list_groups
from app.usecases.history import undo
from app.usecases.households import (
    HouseholdQuery,
    SaveHousehold,
    SavePerson,
    household_detail,
    list_households,
    remove_household,
    remove_person,
    save_household,
    save_person,
)
from app.usecases.issue_answers import ResolveMany, resolve_many
from app.usecases.issues import ResolveIssue, list_issues, resolve_issue
from tests.fixtures import books


@pytest.fixture
def context(tmp_path, clock):
    with books.open_context(tmp_path / "books", clock) as opened:
        yield opened


@pytest.fixture
def household(context):
    return books.found(context)


@pytest.fixture
def other(context, household, tmp_path, clock):
    with books.second_laptop(context, tmp_path / "second", clock) as opened:
        yield opened


def exchange(first, second):
    books.take_in(first, books.lines_of(second))
    books.take_in(second, books.lines_of(first))


def phones(*contexts, household):
    return [household_detail(each, household).row.phone for each in contexts]


def disagree(context, other, household, clock):
    save_household(context, SaveHousehold(household, {"phone": "0987654321"}))
    clock.advance(60_000)
    save_household(other, SaveHousehold(household, {"phone": "0911111111"}))
    exchange(context, other)
    (issue,) = list_issues(context)
    return issue


def test_a_quiet_village_has_no_issues(context, household):
    assert list_issues(context) == ()


def test_two_values_are_shown_with_who_and_when(context, other, household, clock):
    issue = disagree(context, other, household, clock)
    assert (issue.type, issue.record, issue.field, issue.label) == (CONFLICT, household, "phone", "Điện thoại")
    assert issue.name == "Hộ gia đình 01-001"
    assert [(each.value, each.actor, each.when) for each in issue.choices] == [
        ("0911111111", "Lê Thị Hoa", "18/11/2026 08:01"),
        ("0987654321", "Trần Thị Bình", "18/11/2026 08:00"),
    ]
    assert [each.place for each in issue.choices] == ["", "máy này"]
    assert [each.id for each in list_issues(other)] == [issue.id]


@pytest.mark.parametrize("index", [0, 1])
def test_picking_either_value_settles_it_everywhere(context, other, household, clock, index):
    issue = disagree(context, other, household, clock)
    picked = issue.choices[index]
    done = resolve_issue(context, ResolveIssue(issue.id, pick=picked.note))
    assert done.result == household
    exchange(context, other)
    assert phones(context, other, household=household) == [picked.value] * 2
    assert list_issues(context) == list_issues(other) == ()
    for each in (context, other):
        with each.reading() as session:
            assert differing_rows(session.connection()) == []


def test_typing_a_third_value(context, other, household, clock):
    issue = disagree(context, other, household, clock)
    resolve_issue(context, ResolveIssue(issue.id, value="0933 333 333"))
    exchange(context, other)
    assert phones(context, other, household=household) == ["0933333333"] * 2
    assert list_issues(other) == ()


def test_nobody_types_over_values_that_stand_side_by_side(context, other, household, clock):
    """A form shows one of them; what is typed over it would silently replace the other, too."""
    issue = disagree(context, other, household, clock)
    shown = household_detail(context, household).row.phone
    with pytest.raises(AppError, match="RECORD-003") as caught:
        save_household(
            context, SaveHousehold(household, {"phone": "0900000000", "address": "Bãi"}, loaded={"phone": shown})
        )
    assert "Điện thoại" in caught.value.message
    assert [each.id for each in list_issues(context)] == [issue.id]
    save_household(context, SaveHousehold(household, {"phone": shown, "address": "Bãi"}))
    assert [each.id for each in list_issues(context)] == [issue.id]
    resolve_issue(context, ResolveIssue(issue.id, value="0900000000"))
    save_household(context, SaveHousehold(household, {"phone": "0922222222"}))
    assert list_issues(context) == ()


def test_values_of_a_newer_program_are_told_and_not_chosen_among(context, household):
    """Chosen among they once ended the program: there is no such field here to write the answer into."""
    common = {
        "operation": "e" * 32, "code": "household.save", "record": household, "kind": "household", "actor": "Trưởng thôn",
        "pile": context.identity.pile, "device": "d" * 32, "schema": 9, "prev": {}, "salt": "f" * 32,
    }  # fmt: skip
    said = [
        write_note(id=mark * 32, at=at, values={"roof": text}, **common)
        for mark, at, text in (("a", 5, "đỏ"), ("b", 6, "xám"))
    ]
    books.take_in(context, [note.to_line() for note in said])
    (issue,) = list_issues(context)
    assert (issue.type, issue.label, [each.value for each in issue.choices]) == (CONFLICT, "roof", ["xám", "đỏ"])
    assert "bản mới hơn" in issue.advice
    for answer in (
        lambda: resolve_issue(context, ResolveIssue(issue.id, pick=issue.choices[0].note)),
        lambda: resolve_issue(context, ResolveIssue(issue.id, value="xanh")),
        lambda: resolve_many(context, ResolveMany((issue.id,), newest=True)),
    ):
        with pytest.raises(AppError) as refused:
            answer()
        assert (refused.value.code.number, refused.value.facts["advice"]) == ("ISSUE-002", issue.advice)
    resolve_issue(context, ResolveIssue(issue.id, dismiss=True, reason="chờ bản mới"))
    assert list_issues(context) == ()


def test_an_answer_can_be_undone(context, other, household, clock):
    issue = disagree(context, other, household, clock)
    resolve_issue(context, ResolveIssue(issue.id, pick=issue.choices[1].note))
    undo(context)
    assert phones(context, household=household) == ["0911111111"]


def test_a_value_that_cannot_be_kept_is_refused(context, other, household, clock):
    person = books.household_people(context, household)[0]
    for each, sex in ((context, "Nữ"), (other, "")):
        save_person(each, SavePerson(id=person, texts={"sex": sex}))
        clock.advance(60_000)
    exchange(context, other)
    (issue,) = list_issues(context)
    with pytest.raises(AppError, match="FORM-002"):
        resolve_issue(context, ResolveIssue(issue.id, value="không rõ"))
    assert list_issues(context) == (issue,)


def test_a_reference_is_picked_and_never_typed(context, other, household, clock):
    save_household(context, SaveHousehold(household, group=""))
    clock.advance(60_000)
    second = next(group.id for group in list_groups(other) if group.name == "Tổ 2")
    record_group_move(other, MoveGroup((household,), second, date(2026, 11, 18)))
    exchange(context, other)
    (issue,) = list_issues(context)
    assert [choice.value for choice in issue.choices] == ["Tổ 2", ""]
    with pytest.raises(AppError, match="ISSUE-002"):
        resolve_issue(context, ResolveIssue(issue.id, value="Tổ 2"))
    resolve_issue(context, ResolveIssue(issue.id, pick=issue.choices[0].note))
    assert household_detail(context, household).row.group == "Tổ 2"


def test_dismissing_travels_and_can_be_undone(context, other, household, clock):
    issue = disagree(context, other, household, clock)
    resolve_issue(context, ResolveIssue(issue.id, dismiss=True, reason="đã gọi cả hai số"))
    exchange(context, other)
    assert list_issues(context) == list_issues(other) == ()
    undo(context)
    assert list_issues(context) == (issue,)


@pytest.mark.parametrize(("keep", "left"), [(True, 2), (False, 1)])
def test_deleted_here_and_edited_there(context, other, household, clock, keep, left):
    person = books.household_people(context, household)[1]
    remove_person(context, person)
    clock.advance(60_000)
    save_person(other, SavePerson(id=person, texts={"phone": "0922222222"}))
    exchange(context, other)
    (issue,) = list_issues(context)
    assert (issue.type, issue.record, issue.sentence) == (DELETED_EDITED, person, "Đã xoá nhưng vừa được sửa")
    pick = next(choice for choice in issue.choices if (choice.value == "giữ lại") is keep)
    resolve_issue(context, ResolveIssue(issue.id, pick=pick.note))
    exchange(context, other)
    assert list_issues(context) == list_issues(other) == ()
    for each in (context, other):
        assert household_detail(each, household).row.people == left


def test_a_person_added_to_a_household_deleted_elsewhere(context, other, household, clock):
    remove_household(context, household)
    clock.advance(60_000)
    added = save_person(other, SavePerson(household, texts={"full_name": "Nguyễn Bé", "relation": "Cháu"})).result
    exchange(context, other)
    (issue,) = list_issues(context)
    assert (issue.type, issue.record, issue.label) == (MISSING_TARGET, added, "Hộ")
    with pytest.raises(AppError, match="ISSUE-002"):
        resolve_issue(context, ResolveIssue(issue.id, value="x"))
    resolve_issue(context, ResolveIssue(issue.id, dismiss=True))
    assert list_issues(context) == ()


def test_a_household_whose_group_has_not_arrived(context, tmp_path, clock):
    books.found(context)
    lines = books.lines_of(context)
    with books.second_laptop(context, tmp_path / "second", clock) as other:
        from app.usecases.groups import SaveGroup, save_group

        group = save_group(other, SaveGroup(name="Tổ 9")).result
        household = save_household(other, SaveHousehold(texts={"address": "Bãi"}, group=group, head="Vũ Văn Em")).result
        books.take_in(context, [line for line in books.lines_of(other)[len(lines) :] if '"Tổ 9"'.encode() not in line])
        (issue,) = list_issues(context)
        assert (issue.type, issue.record, issue.field) == (MISSING_TARGET, household, "group_id")
        exchange(context, other)
        assert list_issues(context) == ()


def test_the_same_id_number_twice(context, household):
    first = books.household_people(context, household)[0]
    second = books.household_people(context, books.household_id(context, "02-001"))[0]
    save_person(context, SavePerson(id=second, texts={"id_number": "31072001234"}))
    (issue,) = list_issues(context)
    assert (issue.type, {issue.record, *issue.others}) == (SAME_NUMBER, {first, second})
    assert "Nguyễn Văn An" in issue.sentence
    assert books.FIRST_NUMBER not in issue.sentence
    resolve_issue(context, ResolveIssue(issue.id, dismiss=True, reason="hai người khác nhau"))
    assert list_issues(context) == ()
    save_person(context, SavePerson(id=second, texts={"id_number": ""}))
    assert list_households(context, HouseholdQuery()).total == 2
    assert list_issues(context) == ()


def test_unknown_and_already_settled_issues(context, other, household, clock):
    with pytest.raises(AppError, match="ISSUE-001"):
        resolve_issue(context, ResolveIssue("0" * 16, dismiss=True))
    issue = disagree(context, other, household, clock)
    with pytest.raises(AppError, match="ISSUE-002"):
        resolve_issue(context, ResolveIssue(issue.id, pick="f" * 32))
    resolve_issue(context, ResolveIssue(issue.id, pick=issue.choices[0].note))
    with pytest.raises(AppError, match="ISSUE-001"):
        resolve_issue(context, ResolveIssue(issue.id, pick=issue.choices[0].note))
