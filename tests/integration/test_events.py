"""Life events: each is one operation that leaves dated terms, and the register of any day follows from them."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.journal.views import differing_rows
from app.kernel.errors import AppError
from app.records.events import LifeEvent
from app.records.register import HEAD, Person
from app.usecases import events
from app.usecases.campaigns import OpenCampaign, campaign_status, open_campaign, pledge_rows
from app.usecases.event_list import EventQuery, list_events, proposed_relations, undo_event
from app.usecases.groups import list_groups
from app.usecases.history import books_at, record_at, undo
from app.usecases.households import (
    HouseholdQuery,
    SaveHousehold,
    SavePerson,
    find_household,
    find_person,
    household_detail,
    list_households,
    list_people,
    save_household,
    save_person,
)
from app.usecases.issues import list_issues
from app.usecases.moves import Heir
from app.usecases.offices import village_offices
from app.usecases.pledges import Sign, sign
from app.usecases.register_on import AWAY, TEMPORARY, register_on
from tests.fixtures import books

NOW = date(2026, 11, 18)
DAY = date(2026, 11, 10)
BEFORE = DAY - timedelta(days=1)


@pytest.fixture
def household(context):
    """A family of five at 01-001: An, his wife Hoa, sons Bách and Cường, daughter Dung."""
    home = books.found(context)
    for name, relation, sex, birth in (
        ("Trần Thị Hoa", "Vợ", "Nữ", "01/02/1975"),
        ("Nguyễn Văn Bách", "Con", "Nam", "03/04/1998"),
        ("Nguyễn Văn Cường", "Con", "Nam", "05/06/2001"),
    ):
        texts = {"full_name": name, "relation": relation, "sex": sex, "birth": birth}
        save_person(context, SavePerson(home, texts=texts))
    return home


def person(context, name):
    return find_person(context, name)


def relations(context, home):
    return {each.texts["full_name"]: each.texts["relation"] for each in household_detail(context, home).members}


def on(context, day):
    return {
        each.code: {member.name: member.relation for member in each.members}
        for each in register_on(context, day).households
    }


def sound(context):
    with context.reading() as session:
        assert differing_rows(session.connection()) == []
    assert list_issues(context) == ()


def test_a_birth_is_in_the_register_from_its_day_on(context, household):
    done = events.record_birth(
        context, events.Birth(household, DAY, {"full_name": "Nguyễn Minh Anh", "sex": "Nữ", "relation": "Cháu nội"})
    )
    assert relations(context, household)["Nguyễn Minh Anh"] == "Cháu nội"
    assert "Nguyễn Minh Anh" not in on(context, BEFORE)["01-001"]
    assert "Nguyễn Minh Anh" in on(context, DAY)["01-001"]
    (row,) = list_events(context).items
    assert (row.label, row.day, row.people) == ("Sinh", DAY, "Nguyễn Minh Anh")
    assert row.households == "01-001 Nguyễn Văn An"
    undo_event(context, done.result.event)
    assert "Nguyễn Minh Anh" not in relations(context, household)
    assert list_events(context).items == ()
    sound(context)


def test_the_head_dies_and_a_new_one_is_asked_for(context, household):
    head = person(context, "Nguyễn Văn An")
    with pytest.raises(AppError, match="EVENT-005"):
        events.record_death(context, events.Death(head, DAY))
    assert list_people(context, HouseholdQuery(text="nguyen van an")).total == 1, "nothing was written"
    wife = person(context, "Trần Thị Hoa")
    events.record_death(context, events.Death(head, DAY, Heir(wife)))
    assert relations(context, household) == {
        "Trần Thị Hoa": HEAD, "Nguyễn Thị Con": "Con", "Nguyễn Văn Bách": "Con", "Nguyễn Văn Cường": "Con",
    }  # fmt: skip
    assert on(context, BEFORE)["01-001"]["Nguyễn Văn An"] == HEAD
    assert on(context, BEFORE)["01-001"]["Trần Thị Hoa"] == "Vợ"
    assert on(context, DAY)["01-001"] == relations(context, household)
    assert next(group.leader for group in list_groups(context) if group.name == "Tổ 1") == "", "his office ended"
    assert list_households(context, HouseholdQuery()).items[0].head == "Trần Thị Hoa"
    sound(context)


def test_relations_nobody_can_tell_are_asked_for_by_name(context, household):
    son = person(context, "Nguyễn Văn Bách")
    head = person(context, "Nguyễn Văn An")
    guess = proposed_relations(context, household, son, leaving=(head,))
    assert guess[person(context, "Trần Thị Hoa")] == "Mẹ"
    assert guess[person(context, "Nguyễn Văn Cường")] == "Em ruột"
    save_person(context, SavePerson(household, texts={"full_name": "Lê Thị Dâu", "relation": "Con dâu", "sex": "Nữ"}))
    with pytest.raises(AppError) as refused:
        events.record_death(context, events.Death(head, DAY, Heir(son)))
    assert refused.value.code.number == "EVENT-006"
    assert refused.value.facts["names"] == "Lê Thị Dâu"
    daughter = person(context, "Lê Thị Dâu")
    events.record_death(context, events.Death(head, DAY, Heir(son, {daughter: "vợ"})))
    assert relations(context, household)["Lê Thị Dâu"] == "Vợ"


def test_the_last_one_dies_and_the_household_ends(context):
    books.found(context)
    home = find_household(context, "02-001")
    child = person(context, "Lê Thị Con")
    events.record_move_out(context, events.MoveOut((child,), DAY, "Hà Nội"))
    events.record_death(context, events.Death(person(context, "Lê Thị Cúc"), NOW))
    assert [row.code for row in list_households(context, HouseholdQuery()).items] == ["01-001"]
    assert on(context, DAY)["02-001"] == {"Lê Thị Cúc": HEAD}
    assert "02-001" not in on(context, NOW)
    assert list_events(context, EventQuery(household=home)).counts == {"death": 1, "move_out": 1}
    sound(context)


def test_moving_out_and_coming_back_is_the_same_person(context, household):
    son = person(context, "Nguyễn Văn Bách")
    events.record_move_out(context, events.MoveOut((son,), DAY, "xã Bình Minh"))
    assert "Nguyễn Văn Bách" not in relations(context, household)
    texts = {"full_name": "Nguyễn Văn Bách", "birth": "3/4/1998", "relation": "Con"}
    events.record_move_in(context, events.MoveIn(NOW, (texts,), household, place="xã Bình Minh"))
    assert find_person(context, "Nguyễn Văn Bách") == son
    assert "Nguyễn Văn Bách" in on(context, BEFORE)["01-001"]
    assert "Nguyễn Văn Bách" not in on(context, DAY)["01-001"]
    assert "Nguyễn Văn Bách" in on(context, NOW)["01-001"]
    sound(context)


def test_a_whole_family_moves_in_as_a_household_of_its_group(context, household):
    group = next(group.id for group in list_groups(context) if group.name == "Tổ 2")
    newcomers = ({"full_name": "Phạm Văn Mới", "sex": "Nam"}, {"full_name": "Vũ Thị Lan", "relation": "Vợ"})
    done = events.record_move_in(
        context, events.MoveIn(DAY, newcomers, group=group, texts={"address": "Ngõ 9"}, place="Hải Dương")
    )
    row = household_detail(context, done.result.household).row
    assert (row.code, row.head, row.address, row.group, row.people) == ("02-002", "Phạm Văn Mới", "Ngõ 9", "Tổ 2", 2)
    assert "02-002" not in on(context, BEFORE)


def test_everybody_moves_out_and_an_unsigned_pledge_is_asked_no_longer(context, household):
    campaign = open_campaign(context, OpenCampaign("An ninh", 2026, ("Giữ gìn trật tự.",))).result.campaign
    everybody = tuple(member.id for member in household_detail(context, household).members)
    assert campaign_status(context, campaign).households == 2
    events.record_move_out(context, events.MoveOut(everybody, DAY, "Hà Nội"))
    status = campaign_status(context, campaign)
    assert (status.households, status.unreached) == (1, 1)
    other = find_household(context, "02-001")
    (row,) = pledge_rows(context, campaign)
    sign(context, Sign((row.id,), NOW))
    people = tuple(member.id for member in household_detail(context, other).members)
    events.record_move_out(context, events.MoveOut(people, NOW, "Hà Nội"))
    status = campaign_status(context, campaign)
    assert (status.households, status.signed) == (1, 1), "one of one stays one of one"
    assert pledge_rows(context, campaign)[0].head == "Lê Thị Cúc", "called by its last head"


def test_a_split_makes_a_family_and_its_undo_puts_everybody_back(context, household):
    son = person(context, "Nguyễn Văn Bách")
    for name, relation, sex in (("Lê Thị Dâu", "Con dâu", "Nữ"), ("Nguyễn Bé", "Cháu nội", "Nam")):
        save_person(context, SavePerson(household, texts={"full_name": name, "relation": relation, "sex": sex}))
    family = tuple(person(context, name) for name in ("Nguyễn Văn Bách", "Lê Thị Dâu", "Nguyễn Bé"))
    before = on(context, NOW)
    done = events.record_split(context, events.Split(family, DAY, Heir(son), texts={"address": "Ngõ Mới"}))
    made = household_detail(context, done.result.household)
    assert (made.row.code, made.row.group, made.row.address) == ("01-002", "Tổ 1", "Ngõ Mới")
    assert relations(context, done.result.household) == {
        "Nguyễn Văn Bách": HEAD, "Lê Thị Dâu": "Vợ", "Nguyễn Bé": "Con",
    }  # fmt: skip
    assert on(context, BEFORE) == before
    assert {code: len(people) for code, people in on(context, DAY).items()} == {"01-001": 4, "01-002": 3, "02-001": 2}
    assert list_events(context, EventQuery(household=household)).counts == {"split": 1}
    undo_event(context, done.result.event)
    assert on(context, NOW) == before
    sound(context)


def test_a_split_of_everybody_is_refused(context, household):
    everybody = tuple(member.id for member in household_detail(context, household).members)
    with pytest.raises(AppError, match="EVENT-011"):
        events.record_split(context, events.Split(everybody, DAY, Heir(everybody[1])))


def test_the_head_may_split_off_when_another_takes_the_house(context, household):
    head, wife = person(context, "Nguyễn Văn An"), person(context, "Trần Thị Hoa")
    son = person(context, "Nguyễn Văn Bách")
    done = events.record_split(context, events.Split((head, wife), DAY, Heir(head), Heir(son)))
    assert relations(context, done.result.household) == {"Nguyễn Văn An": HEAD, "Trần Thị Hoa": "Vợ"}
    assert relations(context, household)["Nguyễn Văn Bách"] == HEAD


def test_joining_ends_the_household_that_joins(context, household):
    other = find_household(context, "02-001")
    people = {person(context, "Lê Thị Cúc"): "Mẹ vợ", person(context, "Lê Thị Con"): ""}
    with pytest.raises(AppError, match="EVENT-006"):
        events.record_join(context, events.Join(other, household, DAY, people))
    people[person(context, "Lê Thị Con")] = "Khác"
    events.record_join(context, events.Join(other, household, DAY, people))
    assert len(relations(context, household)) == 7
    assert [row.code for row in list_households(context, HouseholdQuery()).items] == ["01-001"]
    assert len(on(context, BEFORE)["02-001"]) == 2
    with pytest.raises(AppError, match="EVENT-009"):
        events.record_birth(context, events.Birth(other, NOW, {"full_name": "X", "relation": "Con"}))
    with pytest.raises(AppError, match="EVENT-008"):
        events.record_join(context, events.Join(household, household, NOW, {}))


def test_a_new_head_leaves_the_old_one_in_the_history(context, household):
    wife = person(context, "Trần Thị Hoa")
    events.record_new_head(context, events.ChangeHead(household, DAY, Heir(wife)))
    assert relations(context, household)["Nguyễn Văn An"] == "Chồng"
    assert on(context, BEFORE)["01-001"]["Nguyễn Văn An"] == HEAD
    with pytest.raises(AppError, match="EVENT-004"):
        events.record_new_head(
            context, events.ChangeHead(household, BEFORE, Heir(person(context, "Nguyễn Văn An"), {wife: "Vợ"}))
        )


@pytest.mark.parametrize("how", ["spouse_joins", "moves", "stranger", "leaves", "nobody_moves"])
def test_a_marriage_moves_whom_it_moves(context, household, how):
    son, bride = person(context, "Nguyễn Văn Bách"), person(context, "Lê Thị Con")
    other = find_household(context, "02-001")
    commands = {
        "spouse_joins": events.Marriage(son, DAY, bride, spouse_joins=True, relation="con dâu"),
        "moves": events.Marriage(son, DAY, bride, moves=True, relation="Con rể"),
        "stranger": events.Marriage(son, DAY, "Đỗ Thị Xa", spouse_joins=True, texts={"sex": "Nữ"}, relation="Con dâu"),
        "leaves": events.Marriage(son, DAY, "Đỗ Thị Xa", place="xã Bình Minh"),
        "nobody_moves": events.Marriage(son, DAY, bride),
    }
    events.record_marriage(context, commands[how])
    here, there = relations(context, household), relations(context, other)
    assert {
        "spouse_joins": here.get("Lê Thị Con") == "Con dâu" and len(there) == 1,
        "moves": there.get("Nguyễn Văn Bách") == "Con rể" and "Nguyễn Văn Bách" not in here,
        "stranger": here.get("Đỗ Thị Xa") == "Con dâu",
        "leaves": "Nguyễn Văn Bách" not in here,
        "nobody_moves": (len(here), len(there)) == (5, 2),
    }[how]
    (row,) = list_events(context).items
    assert row.label == "Kết hôn"
    assert "Nguyễn Văn Bách" in row.people
    assert "Đỗ Thị Xa" in row.people + row.place or how in ("spouse_joins", "moves", "nobody_moves")
    sound(context)


def test_absence_and_lodging_are_dated_and_end(context, household):
    son = person(context, "Nguyễn Văn Bách")
    events.record_absence(context, events.Absence((son,), DAY, "Bình Dương", until=date(2027, 1, 5)))
    lodger = {"full_name": "Hoàng Văn Trọ", "relation": "Ở thuê"}
    events.record_move_in(context, events.MoveIn(DAY, (lodger,), household, place="Nghệ An", temporary=True))
    register = register_on(context, NOW)
    assert (register.with_standing(AWAY), register.with_standing(TEMPORARY)) == (1, 1)
    assert register_on(context, BEFORE).with_standing(AWAY) == 0
    assert register_on(context, date(2027, 1, 5)).with_standing(AWAY) == 0
    events.record_return(context, events.Return((son,), NOW))
    assert register_on(context, NOW).with_standing(AWAY) == 0
    with pytest.raises(AppError, match="EVENT-010"):
        events.record_return(context, events.Return((son,), NOW))


def test_households_move_between_groups_with_a_day(context, household):
    group = next(group.id for group in list_groups(context) if group.name == "Tổ 2")
    assert events.record_group_move(context, events.MoveGroup((household,), group, DAY)).result == 1
    assert events.record_group_move(context, events.MoveGroup((household,), group, NOW)).result == 0
    assert {each.code: each.group for each in register_on(context, BEFORE).households}["01-001"] == "Tổ 1"
    assert {each.code: each.group for each in register_on(context, DAY).households}["01-001"] == "Tổ 2"
    assert list_events(context).counts == {"group_move": 1}


def test_filing_a_household_without_a_group_is_no_event(context, household):
    loose = save_household(context, SaveHousehold(texts={"address": "Ngõ 5"}, head="Đào Văn Lẻ")).result
    group = list_groups(context)[0].id
    assert events.record_group_move(context, events.MoveGroup((loose,), group, DAY)).result == 1
    assert list_events(context).items == ()


@pytest.mark.parametrize("day", [None, NOW + timedelta(days=1)])
def test_an_event_has_a_day_that_has_come(context, household, day):
    with pytest.raises(AppError, match=r"EVENT-00[12]"):
        events.record_death(context, events.Death(person(context, "Trần Thị Hoa"), day))


def test_nobody_dies_twice_and_nobody_leaves_for_nowhere(context, household):
    wife = person(context, "Trần Thị Hoa")
    events.record_death(context, events.Death(wife, DAY))
    with pytest.raises(AppError, match="EVENT-003"):
        events.record_death(context, events.Death(wife, NOW))
    with pytest.raises(AppError, match="EVENT-013"):
        events.record_move_out(context, events.MoveOut((person(context, "Nguyễn Văn Bách"),), DAY, " "))
    with pytest.raises(AppError, match="EVENT-007"):
        events.record_absence(context, events.Absence((), DAY))
    with pytest.raises(AppError, match="EVENT-012"):
        undo_event(context, "khong-co")


def test_terms_are_not_typed(context, household):
    with pytest.raises(AppError, match="FORM-002"):
        save_person(context, SavePerson(id=person(context, "Trần Thị Hoa"), texts={"departure": "mất"}))


def test_an_office_ends_with_the_life_of_its_holder(context, household):
    head = person(context, "Nguyễn Văn An")
    done = events.record_death(context, events.Death(head, DAY, Heir(person(context, "Trần Thị Hoa"))))
    assert done.result.ended_offices == ("Tổ trưởng",)
    assert village_offices(context)["Trưởng thôn"] == "Trần Thị Bình"
    undo_event(context, done.result.event)
    assert next(group.leader for group in list_groups(context) if group.name == "Tổ 1") == "Nguyễn Văn An"
    sound(context)


def test_what_the_books_said_is_another_question(context, household, clock):
    entered = clock.at_ms
    clock.advance(86_400_000)
    wife = person(context, "Trần Thị Hoa")
    events.record_death(context, events.Death(wife, BEFORE))
    assert "Trần Thị Hoa" not in on(context, DAY)["01-001"], "she died before that day"
    assert books_at(context, entered + 1000).people == 7, "but the books did not know it yet"
    assert books_at(context, clock.at_ms + 1000).people == 6
    assert record_at(context, wife, entered + 1000)["Họ và tên"] == "Trần Thị Hoa"
    assert "Không còn ở thôn" not in record_at(context, wife, entered + 1000)
    assert record_at(context, wife, clock.at_ms + 1000)["Không còn ở thôn"] == "mất 09/11/2026"
    assert record_at(context, wife, 0) == {}


def test_an_event_travels_and_reads_the_same_elsewhere(context, household, tmp_path, clock):
    with books.second_laptop(context, tmp_path / "second", clock) as other:
        events.record_death(context, events.Death(person(context, "Trần Thị Hoa"), DAY))
        books.take_in(other, books.lines_of(context))
        assert on(other, DAY) == on(context, DAY)
        assert on(other, BEFORE) == on(context, BEFORE)
        assert list_events(other).counts == {"death": 1}


def test_every_event_that_is_kept_names_who_it_was_about(context, household):
    events.record_death(context, events.Death(person(context, "Trần Thị Hoa"), DAY))
    with context.reading() as session:
        (event,) = session.scalars(select(LifeEvent)).all()
        names = [session.get_one(Person, each).full_name for each in event.people]
    assert names == ["Trần Thị Hoa"]


def test_an_event_is_taken_back_on_another_laptop_of_the_village_and_other_work_is_not(
    context, household, tmp_path, clock
):
    wife = person(context, "Trần Thị Hoa")
    done = events.record_absence(context, events.Absence((wife,), DAY, "Bình Dương"))
    saved = save_person(context, SavePerson(id=wife, texts={"phone": "0912345678"}))
    with books.second_laptop(context, tmp_path / "second", clock) as other:
        with pytest.raises(AppError, match="UNDO-001"):
            undo(other, saved.operation)
        assert undo_event(other, done.result.event).result.kept == ()
        assert list_events(other).items == ()
        books.take_in(context, books.lines_of(other)[-4:])
        assert list_events(context).items == ()
