"""Households that move from one village of the commune to another: history and signatures go along, undo takes it back."""

from datetime import date

import pytest

from app.kernel.errors import AppError
from app.records.places import OfficeTerm, VillageSuccession
from app.records.register import Household, Person
from app.usecases.campaigns import pledge_rows
from app.usecases.commune import villages_overview
from app.usecases.commune_campaigns import HandCampaign, campaign_overview, hand_campaign, handed_campaigns, open_handed
from app.usecases.event_list import EventQuery, list_events
from app.usecases.history import undo
from app.usecases.households import HouseholdQuery, list_households
from app.usecases.issues import list_issues
from app.usecases.pledges import Sign, sign
from app.usecases.village_changes import Reshape, groups_named, households_named, reshape
from tests.integration.test_village_changes import DAY, Two, pledge_of_household, send_all, two, with_history  # noqa: F401 - the fixture


def moved(two: Two, **more):  # noqa: F811
    source, into = two.west.identity.pile, two.east.identity.pile
    homes = households_named(two.commune, source, ("01-001",))
    group = groups_named(two.commune, into, ("2",))[0]
    return reshape(two.commune, Reshape(source, into, day=DAY, households=homes, group=group, **more))


def test_a_household_moves_with_its_signature_and_its_people(two: Two) -> None:  # noqa: F811
    with_history(two)
    send_all(two)
    before = {row.name: (row.households, row.people) for row in villages_overview(two.commune)}
    made = moved(two).result
    assert (made.households, made.people, made.groups) == (1, 2, 0)
    after = {row.name: (row.households, row.people) for row in villages_overview(two.commune)}
    assert after["Đông"] == (before["Đông"][0] + 1, before["Đông"][1] + 2)
    assert after["Tây"] == (before["Tây"][0] - 1, before["Tây"][1] - 2)
    two.hear(two.east)
    two.hear(two.west)
    rows = list_households(two.east, HouseholdQuery()).items
    arrived = next(row for row in rows if row.head == "Nguyễn Văn An" and row.group == "Tổ 2")
    assert arrived.code.startswith("02-")
    with two.east.reading() as session:
        home = session.get_one(Household, arrived.id)
        assert home.moved_from == households_id(two)
        assert session.query(VillageSuccession).count() == 0
    assert {row.what for row in list_events(two.east, EventQuery()).items} >= {"move_in"}
    gone = [row for row in list_events(two.west, EventQuery()).items if row.what == "move_out"]
    assert any("thôn Đông" in str(row) for row in gone)
    with two.commune.reading() as session:
        campaigns = {row.campaign for row in villages_overview(two.commune)}
        assert campaigns == {"An ninh trật tự"}
        assert session.query(OfficeTerm).count() > 0
    assert {each.type for each in list_issues(two.commune)} == {"same_number"}, "the fixture's twins"


def households_id(two: Two) -> str:  # noqa: F811
    with two.commune.reading() as session:
        rows = session.query(Household).filter(Household.pile == two.west.identity.pile, Household.code == "01-001")
        return rows.one().id


def test_a_move_is_taken_back_whole(two: Two) -> None:  # noqa: F811
    with_history(two)
    send_all(two)
    before = [
        (row.name, row.households, row.people, row.signed, row.in_scope) for row in villages_overview(two.commune)
    ]
    done = moved(two)
    undo(two.commune, done.operation)
    after = [(row.name, row.households, row.people, row.signed, row.in_scope) for row in villages_overview(two.commune)]
    assert after == before


def test_the_signature_counts_where_the_household_lives_now(two: Two) -> None:  # noqa: F811
    with_history(two)
    send_all(two)
    shares = {row.name: (row.signed, row.in_scope) for row in villages_overview(two.commune)}
    assert shares["Tây"] == (1, 2)
    moved(two)
    shares = {row.name: (row.signed, row.in_scope) for row in villages_overview(two.commune)}
    assert shares == {"Tây": (0, 1), "Đông": (1, 3)}
    two.hear(two.east)
    campaign = next(iter({row.id for row in pledge_campaigns(two)}))
    assert [row.signed for row in pledge_rows(two.east, campaign)].count(True) == 1


def pledge_campaigns(two: Two):  # noqa: F811
    from app.usecases.campaigns import list_campaigns

    return [row for row in list_campaigns(two.east) if row.name == "An ninh trật tự"]


def test_a_campaign_that_came_along_is_not_one_the_village_opened(two: Two, clock) -> None:  # noqa: F811
    """The commune's campaign, opened and signed in Tây only: Đông has a household with a signature, and has opened nothing."""
    handed = hand_campaign(two.commune, HandCampaign("Phòng cháy", 2026, ("Có bình chữa cháy.",))).result
    two.hear(two.west)
    clock.advance(24 * 3_600_000)
    opened = open_handed(two.west, handed).result
    sign(two.west, Sign((pledge_of_household(two.west, opened.campaign, "01-001"),)))
    send_all(two)
    before = {row.name: (row.campaign, row.signed, row.in_scope) for row in villages_overview(two.commune)}
    moved(two)

    def shares():
        (overview,) = campaign_overview(two.commune)
        return {share.village: (share.opened, share.signed, share.households) for share in overview.shares}

    assert shares() == {"thôn Tây": (True, 0, 1), "thôn Đông": (False, 1, 1)}
    after = {row.name: (row.campaign, row.signed, row.in_scope) for row in villages_overview(two.commune)}
    assert after["Đông"] == before["Đông"] == ("An ninh trật tự", 0, 2), "its own campaign stays the one of now"
    two.hear(two.east)
    (mine,) = handed_campaigns(two.east)
    assert mine.opened == ""
    assert open_handed(two.east, handed).result.households == 2, "those who were not asked in Tây"
    with pytest.raises(AppError, match="ASSIGN-005"):
        open_handed(two.east, handed)
    send_all(two)
    assert shares()["thôn Đông"] == (True, 1, 3)


def test_what_is_refused(two: Two) -> None:  # noqa: F811
    send_all(two)
    source, into = two.west.identity.pile, two.east.identity.pile
    own = groups_named(two.commune, source, ("1",))[0]
    homes = households_named(two.commune, source, ("01-001",))
    for command, number in (
        (Reshape(source, into, households=("0" * 32,)), "VILLAGE-005"),
        (Reshape(source, into, households=homes, group=own), "VILLAGE-005"),
        (Reshape(source, into, households=homes, day=date(2099, 1, 1)), "EVENT-002"),
    ):
        with pytest.raises(AppError) as refused:
            reshape(two.commune, command)
        assert refused.value.code.number == number
    with pytest.raises(AppError) as unknown:
        households_named(two.commune, source, ("99-999",))
    assert unknown.value.code.number == "VILLAGE-005"
    with two.commune.reading() as session:
        assert session.query(Person).filter(Person.moved_from.is_not(None)).count() == 0
