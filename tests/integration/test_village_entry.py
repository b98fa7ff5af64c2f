"""Nhập thay thôn: a clerk in a village's place sees and writes that village alone, and its laptop takes the books over later."""

from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from app.journal.views import differing_rows
from app.kernel.errors import AppError
from app.records.places import Village
from app.records.register import Household, Person
from app.sync.device_list import State
from app.sync.keys import fingerprint
from app.usecases.beginnings import BeginFromFile, begin_from_file
from app.usecases.campaigns import campaign_status, list_campaigns
from app.usecases.commune import villages_overview
from app.usecases.commune_campaigns import HandCampaign, campaign_overview, hand_campaign, handed_campaigns, open_handed
from app.usecases.commune_files import write_file
from app.usecases.context import Context
from app.usecases.devices import own_device
from app.usecases.enrolment import AcceptDevice, accept_device, list_devices
from app.usecases.exchange_receipts import write_receipt
from app.usecases.groups import list_groups
from app.usecases.history import undo
from app.usecases.home import home
from app.usecases.households import HouseholdQuery, find_household, list_households, list_people
from app.usecases.imports import ImportList, import_list
from app.usecases.issues import list_issues
from app.usecases.pledges import SignGroup, sign_group
from app.usecases.setup import FoundVillage
from app.usecases.village_entry import EnterVillage, enter_village
from tests.fixtures import books
from tests.fixtures.stick import Ends, edit_phone, household_ids, open_ends


@pytest.fixture
def ends(tmp_path: Path, clock):
    with open_ends(tmp_path, clock) as opened:
        opened.take(opened.send())
        yield opened


@pytest.fixture
def west(ends: Ends) -> Context:
    """Return the surroundings of a clerk in the place of the village Tây."""
    pile = enter_village(ends.commune, EnterVillage("Tây", head="Lê Văn Tư")).result
    return ends.commune.standing_in(pile)


def take_list(west: Context, folder: Path) -> None:
    lines = ["Họ và tên,Giới tính,Quan hệ,Chủ hộ,Tổ", "Phạm Văn Mừng,Nam,Chủ hộ,Phạm Văn Mừng,Tổ 1",
             "Bùi Thị Nở,Nữ,Vợ,Phạm Văn Mừng,Tổ 1", "Ngô Văn Út,Nam,Chủ hộ,Ngô Văn Út,Tổ 1"]  # fmt: skip
    path = folder / "tay.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    assert import_list(west, ImportList(path)).result.households["new"] == 2


def test_a_clerk_in_a_villages_place_sees_that_village_alone(ends: Ends, west: Context, tmp_path: Path) -> None:
    take_list(west, tmp_path)
    assert west.identity.title == "thôn Tây"
    assert [row.head for row in list_households(west, HouseholdQuery()).items] == ["Phạm Văn Mừng", "Ngô Văn Út"]
    assert home(west).households == 2
    assert home(west).people == 3
    assert len(list_groups(west)) == 1
    assert find_household(west, "01-001") != find_household(ends.village, "01-001")
    with west.reading() as session:
        assert session.scalar(select(func.count(Household.id))) == 2
        assert session.scalar(select(func.count()).select_from(Person)) == 3
        other = aliased(Person)
        both = select(func.count()).select_from(Person).join(other, other.household_id == Person.household_id)
        assert session.scalar(both) == 5
        first = select(Person.full_name).order_by(Person.full_name).limit(1).scalar_subquery()
        assert session.scalars(select(first)).all() == ["Bùi Thị Nở"]
        assert session.get(Village, ends.village.identity.pile) is None
        assert session.scalars(select(Village.name)).all() == ["Tây"]
    with ends.commune.reading() as session:
        assert session.scalar(select(func.count(Household.id))) == 4
        assert differing_rows(session.connection()) == []
    for _ in range(2):
        for context, name in ((west, "Tây"), (ends.commune.standing_in(ends.village.identity.pile), "Đông")):
            with context.reading() as session:
                assert session.scalars(select(Village.name)).all() == [name]
    assert ends.commune.identity.role == "commune"
    assert ends.commune.identity.title != "thôn Tây"


def test_what_is_entered_in_its_place_counts_at_the_commune(ends: Ends, west: Context, tmp_path: Path) -> None:
    take_list(west, tmp_path)
    handed = hand_campaign(ends.commune, HandCampaign("Đợt xã", 2026, ("Giữ gìn.",))).result
    assert [each.id for each in handed_campaigns(west)] == [handed]
    opened = open_handed(west, handed).result
    assert opened.households == 2
    group = list_groups(west)[0].id
    signed = sign_group(west, SignGroup(opened.campaign, group))
    assert campaign_status(west, opened.campaign).signed == 2
    assert len(list_campaigns(west)) == 1
    shares = {each.village: (each.signed, each.households) for each in campaign_overview(ends.commune)[0].shares}
    assert shares == {"thôn Tây": (2, 2), "thôn Đông": (0, 0)}
    row = next(each for each in villages_overview(ends.commune) if each.name == "Tây")
    assert (row.households, row.people, row.signed, row.in_scope, row.head) == (2, 3, 2, 2, "Lê Văn Tư")
    assert list_issues(ends.commune) == ()
    undo(west, signed.operation)
    assert campaign_status(west, opened.campaign).signed == 0


def test_a_name_is_entered_once_and_a_village_enters_none(ends: Ends, west: Context) -> None:
    for context, name, number in (
        (ends.commune, "tây", "ENTRY-001"), (ends.commune, "Đông", "ENTRY-001"), (ends.commune, " ", "SETUP-001"),
        (ends.village, "Nam", "SETUP-003"),
    ):  # fmt: skip
        with pytest.raises(AppError) as refused:
            enter_village(context, EnterVillage(name))
        assert refused.value.code.number == number


def test_a_village_whose_laptop_is_known_is_not_entered_in_its_place(tmp_path, clock) -> None:
    """Nothing of it has come yet: what would be entered now could never become one with what its laptop holds."""
    with open_ends(tmp_path, clock) as ends:
        with pytest.raises(AppError, match="ENTRY-002"):
            enter_village(ends.commune, EnterVillage("đông"))
        assert ends.village.identity.pile != enter_village(ends.commune, EnterVillage("Đồng")).result


def test_an_entry_can_be_taken_back(ends: Ends) -> None:
    done = enter_village(ends.commune, EnterVillage("Tây"))
    undo(ends.commune, done.operation)
    assert [each.name for each in villages_overview(ends.commune)] == ["Đông"]
    with pytest.raises(AppError):
        _ = ends.commune.standing_in(done.result).identity


def test_the_books_go_over_to_the_villages_laptop_whole(ends: Ends, west: Context, tmp_path: Path, clock) -> None:
    """As it goes: the commune's file names the village, the laptop begins from it, is let in, and hears the answer."""
    take_list(west, tmp_path)
    file = write_file(ends.commune, ends.stick).file
    with books.open_context(tmp_path / "laptop", clock, 7) as laptop:
        begin_from_file(laptop, BeginFromFile(file, FoundVillage("", "tây", head="Lê Văn Tư")))
        assert laptop.identity.pile == west.village
        both = Ends(laptop, ends.commune, ends.stick)
        assert both.take(both.send()).held is State.WAITING
        (waiting,) = (each for each in list_devices(ends.commune) if each.state is State.WAITING)
        assert waiting.known_as == "thôn Tây"
        digits = " ".join(fingerprint(own_device(laptop).public).split(" ")[:2])
        accept_device(ends.commune, AcceptDevice(waiting.device, digits))
        heard = both.hear(write_receipt(ends.commune, west.village, ends.stick).result.file)
        assert heard.standing.matches
        assert laptop.identity.title == "thôn Tây"
        there = list_people(laptop, HouseholdQuery()).items
        assert {row.name for row in there} == {"Phạm Văn Mừng", "Bùi Thị Nở", "Ngô Văn Út"}
        assert list_issues(laptop) == list_issues(ends.commune) == ()

        edit_phone(laptop, household_ids(laptop)[0], "0987654321")
        taken, heard = both.round()
        assert (taken.new, heard.standing.matches) == (1, True)
        assert "0987654321" in {row.phone for row in list_households(west, HouseholdQuery()).items}
        with laptop.reading() as session:
            assert differing_rows(session.connection()) == []
