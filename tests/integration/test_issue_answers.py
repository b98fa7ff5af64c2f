"""Answers at the commune: what stood before, the same number in two villages, what has not arrived, many at once."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from app.journal.merge import CONFLICT, DELETED_EDITED, MISSING_TARGET, SAME_NUMBER
from app.kernel.errors import AppError
from app.records.register import Household, Person
from app.usecases.context import Context
from app.usecases.exchange import export_bundle
from app.usecases.exchange_import import ImportBundle, import_bundle
from app.usecases.history import undo
from app.usecases.households import SaveHousehold, SavePerson, remove_person, save_household, save_person
from app.usecases.issue_answers import KeepPerson, ResolveMany, keep_person, resolve_many
from app.usecases.issues import Issue, ResolveIssue, list_issues, narrowed, open_issues, resolve_issue
from tests.fixtures import books
from tests.fixtures.stick import Ends, household_ids, open_ends, swap_keys


@pytest.fixture
def ends(tmp_path: Path, clock) -> Iterator[Ends]:
    with open_ends(tmp_path, clock) as opened:
        yield opened


@pytest.fixture
def west(ends: Ends, tmp_path: Path, clock) -> Iterator[Context]:
    """A second village in which the same invented number stands."""
    with books.open_context(tmp_path / "west", clock, 9) as opened:
        books.found(opened, "Tây")
        swap_keys(ends.stick, (opened, ends.commune))
        ends.take(ends.send())
        ends.take(export_bundle(opened, ends.stick).result.file)
        yield opened


def living(context: Context) -> int:
    with context.reading() as session:
        return len(session.scalars(select(Person.id).where(Person.here())).all())


def disagree(ends: Ends, clock) -> list[Issue]:
    """Let the commune and the village write every household's phone differently."""
    homes = household_ids(ends.village)
    for number, home in enumerate(homes):
        save_household(ends.commune, SaveHousehold(home, {"phone": f"091111111{number}"}))
        clock.advance(60_000)
        save_household(ends.village, SaveHousehold(home, {"phone": f"092222222{number}"}))
        clock.advance(60_000)
    ends.take(ends.send())
    return [each for each in list_issues(ends.commune) if each.type == CONFLICT]


def test_a_difference_says_whose_machine_and_what_stood_before(ends: Ends, clock) -> None:
    ends.take(ends.send())
    issues = sorted(disagree(ends, clock), key=lambda each: each.name)
    assert [each.before for each in issues] == ["0912345678"] * 2
    assert {(each.village, each.label) for each in issues} == {("thôn Đông", "Điện thoại")}
    assert [each.place for each in issues[0].choices] == ["máy thôn Đông", "máy này"]
    assert [each.value for each in issues[0].choices] == ["0922222220", "0911111110"]


def test_what_stood_before_is_found_through_others(ends: Ends, clock) -> None:
    ends.take(ends.send())
    with ends.commune.reading() as session:
        home = session.scalars(select(Household.id).order_by(Household.code)).first()
    for phone in ("0930000001", "0930000002"):
        save_household(ends.village, SaveHousehold(home, {"phone": phone}))
        clock.advance(60_000)
    save_household(ends.commune, SaveHousehold(home, {"phone": "0940000001"}))
    ends.take(ends.send())
    (issue,) = list_issues(ends.commune)
    assert issue.before == "0912345678"
    assert {each.value for each in issue.choices} == {"0930000002", "0940000001"}


def test_equal_cases_are_answered_at_once_and_taken_back_at_once(ends: Ends, clock) -> None:
    ends.take(ends.send())
    issues = disagree(ends, clock)
    done = resolve_many(ends.commune, ResolveMany(tuple(each.id for each in issues), newest=True))
    assert (done.result.settled, done.result.left) == (2, ())
    assert list_issues(ends.commune) == ()
    with ends.commune.reading() as session:
        phones = list(session.scalars(select(Household.phone).order_by(Household.code)))
    assert phones == ["0922222220", "0922222221"]
    ends.hear(ends.take(ends.send()).receipt)
    assert list_issues(ends.village) == (), "the answers go to the village"
    with pytest.raises(AppError, match="ISSUE-001"):
        resolve_many(ends.commune, ResolveMany((issues[0].id,), newest=True))


def test_many_dismissed_at_once_come_back_with_one_undo(ends: Ends, west: Context, clock) -> None:
    issues = disagree(ends, clock)
    everything = list_issues(ends.commune)
    done = resolve_many(ends.commune, ResolveMany(tuple(each.id for each in everything), newest=True))
    assert (done.result.settled, [each.type for each in done.result.left]) == (len(issues), [SAME_NUMBER])
    left = tuple(each.id for each in done.result.left)
    with pytest.raises(AppError, match="ISSUE-002"):
        resolve_many(ends.commune, ResolveMany(left, newest=True))
    resolve_many(ends.commune, ResolveMany(left, dismiss=True))
    assert list_issues(ends.commune) == ()
    undo(ends.commune)
    assert [each.type for each in list_issues(ends.commune)] == [SAME_NUMBER]


def test_a_clerk_in_a_villages_place_hears_of_that_village_alone(ends: Ends, west: Context, clock) -> None:
    issues = disagree(ends, clock)
    there, here = (ends.commune.standing_in(each.identity.pile) for each in (west, ends.village))
    assert [each for each in list_issues(there) if each.type == CONFLICT] == []
    assert {each.id for each in list_issues(here)} >= {each.id for each in issues}
    for answer in (ResolveIssue(issues[0].id, dismiss=True), ResolveIssue(issues[0].id, value="0933333333")):
        with pytest.raises(AppError, match="ISSUE-001"):
            resolve_issue(there, answer)
    resolve_issue(here, ResolveIssue(issues[0].id, dismiss=True))
    assert issues[0].id not in {each.id for each in list_issues(ends.commune)}


def test_one_person_in_two_villages_stays_in_one(ends: Ends, west: Context, clock) -> None:
    (issue,) = list_issues(ends.commune)
    assert issue.type == SAME_NUMBER
    assert {each.village for each in issue.subjects} == {"thôn Đông", "thôn Tây"}
    assert {each.name for each in issue.subjects} == {"Nguyễn Văn An"}
    assert issue.subjects[0].where == "Chủ hộ, hộ 01-001, Ngõ 1"
    assert "giữ ở thôn nào" in issue.advice
    assert issue.piles == {ends.village.identity.pile, west.identity.pile}
    with pytest.raises(AppError, match="ISSUE-002"):
        keep_person(ends.commune, KeepPerson(issue.id, "khác"))
    with pytest.raises(AppError, match="ISSUE-001"):
        keep_person(ends.commune, KeepPerson("0" * 16, issue.record))
    stays = next(each for each in issue.subjects if each.village == "thôn Đông")
    before = living(ends.commune)
    keep_person(ends.commune, KeepPerson(issue.id, stays.record))
    assert living(ends.commune) == before - 1
    assert list_issues(ends.commune) == ()
    answer = ends.take(export_bundle(west, ends.stick).result.file).receipt
    import_bundle(west, ImportBundle(answer, allow_mass_delete=True))
    assert living(west) == 3
    assert list_issues(west) == ()
    undo(ends.commune)
    assert list_issues(ends.commune)[0].subjects == issue.subjects


def test_one_person_twice_in_a_village_is_merged(ends: Ends) -> None:
    village = ends.village
    home = books.household_id(village, "02-001")
    person = books.household_people(village, home)[1]
    save_person(village, SavePerson(id=person, texts={"id_number": books.FIRST_NUMBER, "phone": "0955555555"}))
    ends.take(ends.send())
    (issue,) = list_issues(ends.commune)
    assert issue.advice.startswith("Sửa số của người ghi sai")
    stays = next(each.record for each in issue.subjects if each.record != person)
    keep_person(ends.commune, KeepPerson(issue.id, stays))
    with ends.commune.reading() as session:
        kept, gone = session.get_one(Person, stays), session.get_one(Person, person)
        assert (kept.phone, gone.merged_into, gone.status) == ("0955555555", stays, "deleted")


def test_issues_of_one_village_and_of_one_kind(ends: Ends, west: Context, clock) -> None:
    disagree(ends, clock)
    everything = list_issues(ends.commune)
    with ends.commune.reading() as session:
        here = open_issues(session, (ends.village.identity.pile,))
        there = open_issues(session, (west.identity.pile,))
    assert {each.id for each in here} == {each.id for each in everything}
    assert [each.type for each in there] == [SAME_NUMBER]
    assert narrowed(everything, pile=west.identity.pile) == [each for each in everything if each.type == SAME_NUMBER]
    assert len(narrowed(everything, "dong dien thoai", CONFLICT, label="Điện thoại")) == 2
    assert narrowed(everything, "không có") == []


def test_a_delete_says_what_the_edit_beside_it_changed(ends: Ends, clock) -> None:
    ends.take(ends.send())
    person = books.household_people(ends.village, books.household_id(ends.village, "01-001"))[1]
    save_person(ends.commune, SavePerson(id=person, texts={"phone": "0977777777"}))
    clock.advance(60_000)
    remove_person(ends.village, person)
    ends.take(ends.send())
    (issue,) = [each for each in list_issues(ends.commune) if each.type == DELETED_EDITED]
    edit = next(each for each in issue.choices if each.actor != "Trần Thị Bình" or each.place == "máy này")
    assert (edit.value, edit.detail) == ("giữ lại", "Điện thoại riêng: 0977777777")
    resolve_issue(ends.commune, ResolveIssue(issue.id, pick=edit.note))
    assert list_issues(ends.commune) == ()


def test_what_has_not_arrived_is_told_apart_from_what_was_removed(ends: Ends) -> None:
    village = ends.village
    added = save_household(village, SaveHousehold(head="Vũ Văn Em")).result
    lines = [line for line in books.lines_of(village) if f'"record":"{added}"'.encode() not in line]
    books.take_in(ends.commune, lines)
    (issue,) = [each for each in list_issues(ends.commune) if each.type == MISSING_TARGET]
    assert issue.sentence == "Mục Hộ nhắc đến hộ gia đình chưa nhận được"
    assert "chờ gói còn thiếu của thôn" in issue.advice
    books.take_in(ends.commune, books.lines_of(village))
    assert list_issues(ends.commune) == ()
