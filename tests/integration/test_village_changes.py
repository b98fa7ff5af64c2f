"""Villages merged, split and renamed at the commune: nobody is lost or counted twice, and history goes along."""

import contextlib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.journal.tables import NOTE
from app.journal.views import differing_rows
from app.kernel.errors import AppError
from app.records.base import LIVE
from app.records.places import VILLAGE_HEAD, OfficeTerm, Village
from app.records.pledges import Pledge, PledgeCampaign, SheetPrint
from app.records.register import Household, Person, ResidentialGroup
from app.usecases.campaigns import OpenCampaign, list_campaigns, open_campaign
from app.usecases.commune import villages_overview
from app.usecases.context import Context
from app.usecases.erasing import ErasePerson, erase_person
from app.usecases.event_list import EventQuery, list_events
from app.usecases.events import MoveOut, record_move_out
from app.usecases.exchange import export_bundle
from app.usecases.exchange_import import ImportBundle, import_bundle
from app.usecases.exchange_receipts import write_receipt
from app.usecases.groups import list_groups
from app.usecases.history import record_history, undo
from app.usecases.households import (
    HouseholdQuery,
    SaveHousehold,
    SavePerson,
    find_person,
    household_detail,
    list_households,
    list_people,
    save_household,
    save_person,
)
from app.usecases.issues import list_issues
from app.usecases.pledges import Sign, find_sheet, pledge_of_household, sign
from app.usecases.printing import PrintSheets, print_sheets
from app.usecases.quality import faults
from app.usecases.register_on import register_on
from app.usecases.self_managed import NewMember, SaveSelfGroup, add_member, list_self_groups, save_self_group
from app.usecases.setup import FoundVillage, found_village
from app.usecases.village_changes import Reshape, groups_named, reshape, village_named
from app.usecases.village_names import Rename, rename_commune, rename_village, village_names
from tests.fixtures import books
from tests.fixtures.stick import Ends, campaign, open_ends, swap_keys

DAY = date(2026, 11, 10)
DECISION = "12/QĐ-UBND ngày 01/11/2026"


@dataclass
class Two:
    """A commune with two villages that have sent their books: Đông with two households, Tây with two."""

    ends: Ends
    west: Context

    @property
    def commune(self) -> Context:
        return self.ends.commune

    @property
    def east(self) -> Context:
        return self.ends.village

    def send(self, village: Context) -> None:
        self.ends.take(export_bundle(village, self.ends.stick).result.file)

    def hear(self, village: Context):
        answer = write_receipt(self.commune, village.identity.pile, self.ends.stick).result.file
        return import_bundle(village, ImportBundle(answer, allow_mass_delete=True)).result


@pytest.fixture
def two(tmp_path: Path, clock):
    with contextlib.ExitStack() as stack:
        ends = stack.enter_context(open_ends(tmp_path, clock))
        west = stack.enter_context(books.open_context(tmp_path / "west", clock, 9))
        books.found(west, "Tây")
        swap_keys(ends.stick, (west, ends.commune))
        found = Two(ends, west)
        campaign(ends.village)
        yield found


def with_history(two: Two) -> str:
    """Let households of Tây sign, print, move and belong to a self-managed group; return the code of a printed sheet."""
    opened = campaign(two.west)
    print_sheets(two.west, PrintSheets(opened, two.ends.stick / "sheets.pdf"))
    pledge = pledge_of_household(two.west, opened, "01-001")
    sign(two.west, Sign((pledge,), date(2026, 11, 5)))
    open_campaign(two.west, OpenCampaign("Nếp sống văn hóa", 2025, ("Giữ gìn.",)))
    child = find_person(two.west, "Lê Thị Con")
    record_move_out(two.west, MoveOut((child,), day=date(2026, 10, 1), place="xã Bình Minh"))
    group = save_self_group(two.west, SaveSelfGroup(texts={"name": "Tổ tự quản Ngõ 1"}, fields=("Môi trường",))).result
    add_member(two.west, NewMember(group, household=books.household_id(two.west, "01-001")))
    with two.west.reading() as session:
        return session.scalars(select(SheetPrint.code).where(SheetPrint.pledge_id == pledge)).one()


def send_all(two: Two) -> None:
    two.send(two.east)
    two.send(two.west)


def merge(two: Two, **more):
    command = Reshape(two.west.identity.pile, two.east.identity.pile, day=DAY, decision=DECISION, **more)
    return reshape(two.commune, command)


def totals(context: Context) -> dict[str, int]:
    rows = villages_overview(context)
    return {name: sum(getattr(row, name) for row in rows) for name in ("households", "people", "signed", "in_scope")}


def test_a_village_goes_into_another_and_nobody_is_lost_or_counted_twice(two):
    with_history(two)
    send_all(two)
    before = totals(two.commune)
    done = merge(two)
    assert (done.result.households, done.result.people, done.result.groups) == (2, 3, 2)
    assert totals(two.commune) == before
    (row,) = villages_overview(two.commune)
    assert (row.name, row.households, row.people, row.signed, row.in_scope) == ("Đông", 4, 7, 1, 4)
    with two.commune.reading() as session:
        assert differing_rows(session.connection()) == []
        assert not faults(session, DAY)["person_household_gone"]
    assert [issue for issue in list_issues(two.commune) if issue.type != "same_number"] == []


def test_the_village_that_grew_gets_people_groups_codes_signatures_and_past(two):
    code = with_history(two)
    send_all(two)
    merge(two, name="Đông Tây")
    heard = two.hear(two.east)
    assert (heard.counts["households"], heard.counts["people"], heard.counts["signed"]) == (4, 7, 1)
    east = two.east
    assert east.identity.title == "thôn Đông Tây"
    rows = list_households(east, HouseholdQuery()).items
    assert sorted(row.code for row in rows) == ["01-001", "02-001", "03-001", "04-001"]
    assert [group.name for group in list_groups(east)] == ["Tổ 1", "Tổ 2", "Tổ 3", "Tổ 4"]
    assert [group.leader for group in list_groups(east)][2:] == ["Nguyễn Văn An", "Lê Thị Cúc"]
    came = next(row for row in rows if row.code == "03-001")
    members = household_detail(east, came.id).members
    assert [member.texts["full_name"] for member in members] == ["Nguyễn Văn An", "Nguyễn Thị Con"]
    (event,) = list_events(east, EventQuery(household=came.id, what="reshape")).items
    assert (event.place, event.note, event.day) == ("thôn Tây", f"mã hộ trước đây 01-001, {DECISION}", DAY)
    found = find_sheet(east, code)
    assert (found.household_code, found.state) == ("03-001", "signed"), "the old paper still finds its household"
    seasons = {row.name: (row.signed, row.households) for row in list_campaigns(east)}
    assert seasons == {"An ninh trật tự": (1, 4), "Nếp sống văn hóa": (0, 2)}
    assert list_campaigns(east)[0].name == "An ninh trật tự"
    assert [row.name for row in list_self_groups(east)] == ["Tổ tự quản Ngõ 1"]
    assert list_self_groups(east)[0].members == 1
    moved = next(each for each in list_events(east).items if each.what == "move_out")
    assert (moved.people, moved.place) == ("Lê Thị Con", "xã Bình Minh")
    assert register_on(east, date(2026, 9, 1)).people == 8
    assert register_on(east, DAY).people == 7
    assert list_people(east, HouseholdQuery("Lê Thị Con")).total == 1, "the one of Tổ 2, not the one who moved away"
    names = village_names(east)
    assert {(each.what, each.other) for each in names.changes} == {
        ("Đổi tên", ""),
        ("Nhận hộ của thôn khác", "thôn Tây"),
    }


def test_the_village_that_went_shows_where_everybody_went_and_who_was_there_before(two):
    with_history(two)
    send_all(two)
    merge(two)
    heard = two.hear(two.west)
    assert (heard.hides, heard.households_before) == (2, 2)
    west = two.west
    assert list_households(west, HouseholdQuery()).total == 0
    assert list_groups(west) == ()
    assert register_on(west, date(2026, 11, 9)).people == 3
    assert register_on(west, DAY).people == 0
    assert {row.group for row in register_on(west, date(2026, 11, 9)).households} == {"Tổ 1", "Tổ 2"}
    events = list_events(west, EventQuery(what="reshape")).items
    assert {(each.place, each.note) for each in events} == {("thôn Đông", DECISION)}
    assert village_names(west).changes[0].what == "Nhập vào thôn khác"
    with west.reading() as session:
        standing = select(OfficeTerm).where(OfficeTerm.until.is_(None), OfficeTerm.status == LIVE)
        assert session.scalars(standing).all() == []
    assert list_issues(west) == ()
    with west.reading() as session:
        assert faults(session, DAY) == {"not_confirmed": set(), "term_over": set()}


def test_history_of_before_is_read_where_both_books_are(two):
    with_history(two)
    save_household(two.west, SaveHousehold(books.household_id(two.west, "01-001"), {"phone": "0987654321"}))
    send_all(two)
    merge(two)
    with two.commune.reading() as session:
        came = session.scalars(
            select(Household).where(Household.moved_from.is_not(None), Household.code == "03-001")
        ).one()
    rows = record_history(two.commune, came.id)
    assert ("0912345678", "0987654321") in {(row.before, row.after) for row in rows}


def test_a_merge_is_taken_back_whole_and_done_again(two):
    with_history(two)
    send_all(two)
    before = [
        (row.name, row.households, row.people, row.signed, row.in_scope) for row in villages_overview(two.commune)
    ]
    done = merge(two, name="Đông Tây")
    after = [(row.name, row.households, row.people, row.signed, row.in_scope) for row in villages_overview(two.commune)]
    taken = undo(two.commune, done.operation)
    assert taken.result.kept == ()
    assert [
        (row.name, row.households, row.people, row.signed, row.in_scope) for row in villages_overview(two.commune)
    ] == before
    merge(two, name="Đông Tây")
    assert [
        (row.name, row.households, row.people, row.signed, row.in_scope) for row in villages_overview(two.commune)
    ] == after
    with two.commune.reading() as session:
        assert differing_rows(session.connection()) == []
        assert (
            session.execute(select(func.count()).where(Person.pile == two.east.identity.pile, Person.here())).scalar()
            == 7
        )


def test_one_group_goes_to_another_village_and_the_rest_stays(two):
    with_history(two)
    send_all(two)
    before = totals(two.commune)
    west = two.west.identity.pile
    groups = groups_named(two.commune, west, ["2"])
    done = reshape(two.commune, Reshape(west, two.east.identity.pile, groups, DAY, DECISION))
    assert (done.result.households, done.result.people, done.result.groups) == (1, 1, 1)
    assert totals(two.commune) == before
    rows = {row.name: (row.households, row.people, row.signed, row.in_scope) for row in villages_overview(two.commune)}
    assert rows == {"Tây": (1, 2, 1, 1), "Đông": (3, 5, 0, 3)}
    two.hear(two.west)
    assert [group.name for group in list_groups(two.west)] == ["Tổ 1"]
    assert [row.members for row in list_self_groups(two.west)] == [1], "its only member stays"
    assert list_self_groups(two.east) == ()
    with two.west.reading() as session:
        head = select(OfficeTerm.person_name).where(OfficeTerm.office == VILLAGE_HEAD, OfficeTerm.until.is_(None))
        assert session.scalars(head).all() == ["Trần Thị Bình"], "the village goes on"
    assert village_names(two.west).changes[0].what == "Tách hộ sang thôn khác"
    two.hear(two.east)
    assert {group.name: group.households for group in list_groups(two.east)} == {"Tổ 1": 1, "Tổ 2": 1, "Tổ 3": 1}


def test_a_signature_of_both_sides_stays_the_own_one(two):
    """The household came, signed at its new village, went back by undo and came again: what stands there is not overwritten."""
    with_history(two)
    send_all(two)
    done = merge(two)
    with two.commune.reading() as session:
        pile = two.east.identity.pile
        home = select(Household.id).where(Household.pile == pile, Household.code == "03-001")
        pledge = session.scalars(
            select(Pledge).where(Pledge.pile == pile, Pledge.household_id.in_(home), Pledge.stands())
        ).one()
        assert pledge.signature.day == "2026-11-05"
    undo(two.commune, done.operation)
    with two.commune.reading() as session:
        assert session.get(Pledge, pledge.id).status != LIVE


def test_what_is_refused(two):
    send_all(two)
    east, west = two.east.identity.pile, two.west.identity.pile
    cases = [
        (two.east, Reshape(west, east), "SETUP-003"),
        (two.commune, Reshape(west, west), "VILLAGE-003"),
        (two.commune, Reshape(west, east, day=date(2026, 12, 1)), "EVENT-002"),
        (two.commune, Reshape("0" * 32, east), "VILLAGE-005"),
        (two.commune, Reshape(west, east, groups=("0" * 32,)), "VILLAGE-005"),
        (two.commune, Reshape(west, east, day=DAY, name="Đông", label="thôn"), "VILLAGE-001"),
    ]
    for context, command, number in cases:
        with pytest.raises(AppError, match=number):
            reshape(context, command)
    with pytest.raises(AppError, match="VILLAGE-005"):
        village_named(two.commune, "Nam")
    with pytest.raises(AppError, match="VILLAGE-005"):
        groups_named(two.commune, west, ["7"])
    assert len(villages_overview(two.commune)) == 2
    merge(two)
    with pytest.raises(AppError, match="VILLAGE-004"):
        merge(two)


def test_the_commune_renames_a_village_and_the_laptop_follows(two):
    send_all(two)
    assert village_named(two.commune, "thon dong") == two.east.identity.pile
    done = rename_village(two.commune, Rename(DAY, name="Đông Hà", decision=DECISION), two.east.identity.pile)
    assert done.result == "thôn Đông Hà"
    two.hear(two.east)
    assert two.east.identity.title == "thôn Đông Hà"
    (change,) = village_names(two.east).changes
    assert (change.before.split(",")[0], change.decision) == ("thôn Đông", DECISION)


def test_the_commune_is_renamed_for_all_its_villages_at_once(two):
    send_all(two)
    with pytest.raises(AppError, match="SETUP-003"):
        rename_commune(two.east, Rename(DAY, commune_name="Xã An Hòa"))
    with pytest.raises(AppError, match="VILLAGE-001"):
        rename_commune(two.commune, Rename(DAY))
    done = rename_commune(two.commune, Rename(DAY, commune_name="Xã An Hòa", decision=DECISION))
    assert done.result == 2
    assert two.commune.identity.title == "Xã An Hòa"
    for village in (two.east, two.west):
        two.hear(village)
        assert village_names(village).commune == "Xã An Hòa"
        assert "Xã An Quang" in village_names(village).changes[0].before
    undo(two.commune, done.operation)
    with two.commune.reading() as session:
        assert {each.commune.name for each in session.scalars(select(Village))} == {"Xã An Quang"}
    assert two.commune.identity.title == "Xã An Quang"


def test_a_village_whose_name_has_not_come_is_called_as_its_laptop_and_stops_no_renaming(two, tmp_path, clock):
    """A laptop that takes books over sends first: its village is known by its key until the register comes."""
    send_all(two)
    pile, stick = two.commune.ids.record(), two.ends.stick
    with books.open_context(tmp_path / "north", clock, 21) as north:
        found_village(north, FoundVillage(books.COMMUNE, "Bắc", pile=pile))
        swap_keys(stick, (north, two.commune))
        two.send(north)
    assert {row.title for row in villages_overview(two.commune)} == {"Thôn Đông", "Thôn Tây", "Thôn Bắc"}
    assert rename_commune(two.commune, Rename(DAY, commune_name="Xã An Hòa")).result == 3


def test_campaigns_that_came_along_are_never_taken_for_the_newest(two):
    open_campaign(two.west, OpenCampaign("Cũ", 2026, ("Giữ gìn.",)))
    two.ends.village.clock.advance(86_400_000)
    newest = open_campaign(two.east, OpenCampaign("Mới", 2026, ("Giữ gìn.",))).result.campaign
    send_all(two)
    merge(two)
    two.hear(two.east)
    assert list_campaigns(two.east)[0].id == newest
    with two.commune.reading() as session:
        first = session.scalars(
            select(PledgeCampaign.id)
            .where(PledgeCampaign.pile == two.east.identity.pile, PledgeCampaign.of_village())
            .order_by(*PledgeCampaign.newest_first())
            .limit(1)
        ).one()
        assert first == newest
        assert session.scalars(select(ResidentialGroup.id).where(ResidentialGroup.status == LIVE)).all()


def test_somebody_erased_in_the_new_village_is_erased_where_they_were_too(two):
    for number in range(5):
        save_household(two.west, SaveHousehold(texts={"address": f"Ngõ {number}"}, head=f"Phạm Văn {number}"))
    save_person(two.west, SavePerson(id=find_person(two.west, "Phạm Văn 3"), texts={"phone": "0977777777"}))
    send_all(two)
    merge(two)
    two.hear(two.east)
    moved = find_person(two.east, "Phạm Văn 3")
    erase_person(two.east, ErasePerson(moved, "người đó yêu cầu"))
    two.send(two.east)
    two.hear(two.west)
    for context in (two.east, two.commune, two.west):
        with context.reading() as session:
            said = "\n".join(session.scalars(select(NOTE.c.line)))
            assert "Phạm Văn 3" not in said
            assert "0977777777" not in said
            assert differing_rows(session.connection()) == []
    with two.commune.reading() as session:
        erased = session.scalars(select(Person.pile).where(Person.erased.is_not(None))).all()
        assert set(erased) == {two.east.identity.pile, two.west.identity.pile}


def test_a_village_cannot_erase_another_villages_person_by_claiming_them(two):
    send_all(two)
    victim = find_person(two.west, "Lê Thị Con")
    with two.east.transaction("person.save") as tx:
        home = books.household_id(two.east, "01-001")
        tx.add(Person(household_id=home, full_name="Kẻ Giả", relation="Con", moved_from=victim))
    erase_person(two.east, ErasePerson(find_person(two.east, "Kẻ Giả"), "thử"))
    file = export_bundle(two.east, two.ends.stick).result.file
    import_bundle(two.commune, ImportBundle(file, allow_mass_delete=True))
    with two.commune.reading() as session:
        assert session.get(Person, victim).full_name == "Lê Thị Con"
