"""Offices of the village: terms that follow each other, names on papers, nobody twice."""

import pytest
from sqlalchemy import select

from app.kernel.errors import AppError
from app.records.base import LIVE
from app.records.places import FRONT_HEAD, VILLAGE_HEAD, OfficeTerm
from app.usecases.context import Context
from app.usecases.groups import SaveGroup, list_groups, save_group
from app.usecases.history import undo
from app.usecases.households import HouseholdQuery, SaveHousehold, list_people, save_household
from app.usecases.letterheads import LIST, show_letterhead
from app.usecases.offices import VILLAGE_OFFICES, SaveOffices, save_offices, village_offices
from tests.conftest import FakeClock


def terms(context: Context, office: str) -> list[tuple[str | None, str | None, str | None]]:
    """Return name, beginning and end of every term of an office, oldest first."""
    with context.reading() as session:
        found = session.scalars(select(OfficeTerm).where(OfficeTerm.office == office, OfficeTerm.status == LIVE))
        return [
            (each.person_name, each.since and each.since.display(), each.until and each.until.display())
            for each in sorted(found, key=lambda term: term.id)
        ]


def test_a_new_holder_ends_the_term_of_the_one_before(village: Context, clock: FakeClock) -> None:
    assert village_offices(village) == {**dict.fromkeys(VILLAGE_OFFICES, ""), VILLAGE_HEAD: "Trần Thị Bình"}
    clock.advance(86_400_000)
    done = save_offices(village, SaveOffices({VILLAGE_HEAD: "Lê Văn Cường", FRONT_HEAD: "Phạm Thị Dung"}))
    assert done.result == 2
    assert terms(village, VILLAGE_HEAD) == [
        ("Trần Thị Bình", None, "19/11/2026"), ("Lê Văn Cường", "19/11/2026", None),
    ]  # fmt: skip
    assert village_offices(village)[FRONT_HEAD] == "Phạm Thị Dung"
    assert show_letterhead(village, LIST).signer_name in ("Lê Văn Cường", "Phạm Thị Dung")
    undo(village, done.operation)
    assert village_offices(village)[VILLAGE_HEAD] == "Trần Thị Bình"


def test_the_same_name_again_changes_nothing_and_a_blank_ends(village: Context) -> None:
    save_household(village, SaveHousehold(head="Lê Văn Cường"))
    person = list_people(village, HouseholdQuery("Cường")).items[0].id
    assert save_offices(village, SaveOffices({VILLAGE_HEAD: person})).result == 1
    before = terms(village, VILLAGE_HEAD)
    assert save_offices(village, SaveOffices({VILLAGE_HEAD: " Lê  Văn Cường "})).result == 0
    assert terms(village, VILLAGE_HEAD) == before
    assert save_offices(village, SaveOffices({VILLAGE_HEAD: person})).result == 0
    assert save_offices(village, SaveOffices({VILLAGE_HEAD: ""})).result == 1
    assert save_offices(village, SaveOffices({VILLAGE_HEAD: ""})).result == 0
    assert village_offices(village)[VILLAGE_HEAD] == ""


def test_offices_of_groups_stay_apart(village: Context) -> None:
    group = save_group(village, SaveGroup(name="Tổ 1", leader="Lê A")).result
    save_group(village, SaveGroup(group, leader="Lê A"))
    save_offices(village, SaveOffices({VILLAGE_HEAD: "Lê A"}))
    assert list_groups(village)[0].leader == "Lê A"
    with pytest.raises(AppError) as refused:
        save_offices(village, SaveOffices({"Tổ trưởng": "Lê A"}))
    assert refused.value.code.number == "FORM-003"
    assert save_offices(village, SaveOffices({"trưởng thôn": "Lê B"})).result == 1
