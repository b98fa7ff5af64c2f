"""What the register lacks: each finding once, with whom it is about; likely duplicates, merging them and taking it back."""

from datetime import date

import pytest

from app.journal.views import differing_rows
from app.kernel.errors import AppError
from app.records.register import HEAD, Household, Person
from app.usecases import events
from app.usecases.campaigns import OpenCampaign, campaign_status, open_campaign, pledge_rows
from app.usecases.event_list import list_events
from app.usecases.groups import SaveGroup, list_groups, save_group
from app.usecases.history import undo
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
from app.usecases.merging import Merge, compare_households, compare_people, merge_households, merge_people, tell_apart
from app.usecases.pledges import Sign, sign
from app.usecases.quality import KINDS, NUMBERS
from app.usecases.quality_page import finding_lines, mend, print_findings, quality_rows
from tests.fixtures import books
from tests.fixtures.papers import pdf_text

NOW = date(2026, 11, 18)


@pytest.fixture
def home(context):
    return books.found(context)


def add(context, home, name, relation="Con", **texts):
    done = save_person(context, SavePerson(home, texts={"full_name": name, "relation": relation, **texts}))
    return done.result


def counts(context):
    return {row.code: row.count for row in quality_rows(context).findings}


def sound(context):
    with context.reading() as session:
        assert differing_rows(session.connection()) == []
    assert list_issues(context) == ()


def pairs(context, code):
    return [(line.pair.score, line.pair.reasons) for line in finding_lines(context, code) if line.pair]


def test_numbers_are_in_order_and_everything_has_words():
    assert list(NUMBERS.values()) == sorted(NUMBERS.values())
    for code, kind in KINDS.items():
        assert kind.words, code
        assert kind.fix.endswith("."), code


def test_lines_say_who_where_and_what(context, home):
    add(context, home, "Nguyễn Văn Lạ", id_number="999072001235", sex="Nam")
    (line,) = finding_lines(context, "id_province")
    assert (line.name, line.group) == ("Nguyễn Văn Lạ", "Tổ 1")
    assert line.household == "01-001 Nguyễn Văn An, Ngõ 1"
    assert line.household_id == home
    assert line.detail.startswith("Ba số đầu")
    with pytest.raises(AppError, match="QUALITY-001"):
        finding_lines(context, "không có")


def test_groups_and_households_have_lines_too(context, home):
    save_household(context, SaveHousehold(texts={"address": "Ngõ 7", "phone": "123"}))
    (line,) = finding_lines(context, "household_no_head")
    assert (line.name, line.household) == ("Chưa có chủ hộ", "00-001 Ngõ 7")
    (line,) = finding_lines(context, "phone_form")
    assert line.detail == "Điện thoại 123"
    group = list_groups(context)[0]
    from app.usecases.groups import SaveGroup, save_group

    save_group(context, SaveGroup(group.id, leader=""))
    (line,) = finding_lines(context, "group_no_leader")
    assert (line.record, line.name, line.household_id) == (group.id, "Tổ 1", "")


def test_lost_zeros_are_put_back_for_everybody_and_undone(context, home):
    lost = add(context, home, "Nguyễn Văn Bách", id_number="31098000001", phone="912345679")
    save_household(context, SaveHousehold(home, {"phone": "912345678"}))
    assert (counts(context)["id_lost_zero"], counts(context)["phone_lost_zero"]) == (1, 2)
    assert mend(context, "id_lost_zero").result == 1
    done = mend(context, "phone_lost_zero")
    assert done.result == 2
    member = next(each for each in household_detail(context, home).members if each.id == lost)
    assert (member.texts["id_number"], member.texts["phone"]) == ("031098000001", "0912345679")
    assert not {"id_lost_zero", "phone_lost_zero"} & set(counts(context))
    undo(context, done.operation)
    assert counts(context)["phone_lost_zero"] == 2
    with pytest.raises(AppError, match="QUALITY-001"):
        mend(context, "id_sex")


def test_a_term_that_ran_out_is_a_finding_until_somebody_writes_what_became(context, home, clock):
    son = add(context, home, "Nguyễn Văn Bách")
    events.record_absence(context, events.Absence((son,), date(2026, 11, 1), until=date(2026, 11, 20)))
    assert "term_over" not in counts(context)
    clock.advance(3 * 86_400_000)
    assert counts(context)["term_over"] == 1
    other = add(context, home, "Nguyễn Văn Cường")
    events.record_absence(context, events.Absence((other,), date(2026, 11, 1)))
    events.record_return(context, events.Return((other,), date(2026, 11, 20)))
    assert counts(context)["term_over"] == 1
    events.record_absence(context, events.Absence((son,), date(2026, 11, 20)))
    assert "term_over" not in counts(context), "away again"


def test_somebody_in_a_household_that_left_is_a_finding(context, home, tmp_path, clock):
    with books.second_laptop(context, tmp_path / "second", clock) as other:
        add(other, find_household(other, "02-001"), "Lê Thị Mới")
        people = tuple(each.id for each in household_detail(context, find_household(context, "02-001")).members)
        events.record_move_out(context, events.MoveOut(people, NOW, "Hà Nội"))
        books.take_in(context, books.lines_of(other))
    (line,) = finding_lines(context, "person_household_gone")
    assert line.name == "Lê Thị Mới"


def test_a_list_to_walk_with_is_printed_by_group(context, home, tmp_path):
    add(context, home, "Nguyễn Văn Lạ", id_number="999072001235")
    path = tmp_path / "rà soát.pdf"
    assert print_findings(context, "id_province", path) == 1
    text = pdf_text(path)
    assert "Tổ 1, thôn Đông" in text
    assert "Nguyễn Văn Lạ" in text
    with pytest.raises(AppError, match="LIST-003"):
        print_findings(context, "name_spelling", tmp_path / "b.pdf")


@pytest.mark.parametrize(
    ("name", "texts", "likely"),
    [
        ("Nguyễn Văn Bách", {"birth": "03/04/1998"}, True),
        ("Nguyễn Văn Bach", {"birth": "03/04/1998"}, True),
        ("Nguyễn Văn Bách", {"birth": "04/03/1998"}, True),
        ("Nguyễn Văn Bạch", {"birth": "1998"}, False),
        ("Nguyễn Văn Bách", {"birth": "1999"}, False),
        ("Nguyễn Văn Bách", {"birth": "05/04/1998"}, False),
        ("Nguyễn Văn Bách", {}, False),
        ("Nguyễn Văn Bách", {"birth": "03/04/1998", "sex": "Nữ"}, False),
        ("Nguyễn Văn Bách", {"birth": "03/04/1998", "id_number": "031098000002"}, False),
        ("Nguyễn Văn Bácch", {"birth": "03/04/1998"}, False),
        ("Trần Đức Lương", {"birth": "03/04/1998"}, False),
    ],
)
def test_who_is_likely_the_same_in_another_household(context, home, name, texts, likely):
    add(context, home, "Nguyễn Văn Bách", birth="03/04/1998", sex="Nam", id_number="031098000001")
    add(context, find_household(context, "02-001"), name, **texts)
    assert bool(pairs(context, "same_person")) is likely


def test_in_one_household_the_name_alone_is_enough(context, home):
    add(context, home, "Nguyễn Văn Bách", birth="1998")
    add(context, home, "Nguyễn Văn Bách")
    ((score, reasons),) = pairs(context, "same_person")
    assert score >= 70
    assert reasons == ("cùng họ tên", "cùng hộ")


def test_a_person_may_say_that_they_are_two(context, home):
    first, second = add(context, home, "Nguyễn Văn Bách"), add(context, home, "Nguyễn Văn Bách")
    tell_apart(context, "same_person", second, first)
    assert pairs(context, "same_person") == []
    assert "same_person" not in counts(context)


def test_merging_people_fills_picks_and_keeps_both_ids(context, home):
    keep = add(context, home, "Nguyễn Văn Bách", birth="1998", sex="Nam")
    other_home = find_household(context, "02-001")
    other = add(context, other_home, "Nguyễn Văn Bạch", "Con rể", birth="03/04/1998", phone="0912000111")
    events.record_absence(context, events.Absence((other,), NOW, "Bình Dương"))
    labels = {pair.name: (pair.kept, pair.other, pair.differs) for pair in compare_people(context, keep, other)}
    assert labels["birth"] == ("1998", "03/04/1998", True)
    assert labels["phone"] == ("", "0912000111", False)
    assert labels["household_id"] == ("01-001", "02-001", True)
    done = merge_people(context, Merge(keep, other, ("birth", "household_id", "relation")))
    (member,) = [each for each in household_detail(context, other_home).members if each.id == keep]
    assert member.texts["full_name"] == "Nguyễn Văn Bách"
    assert (member.texts["birth"], member.texts["phone"], member.texts["relation"]) == (
        "03/04/1998", "0912000111", "Con rể",
    )  # fmt: skip
    assert member.standing.startswith("tạm vắng"), "terms follow"
    assert list_events(context).items[0].people == "Nguyễn Văn Bách", "so do events"
    with context.reading() as session:
        gone = session.get_one(Person, other)
        assert (gone.status, gone.merged_into) == ("deleted", keep)
    sound(context)
    undo(context, done.operation)
    assert list_people(context, HouseholdQuery(text="bach")).total == 2
    assert find_person(context, "Nguyễn Văn Bạch") == other
    sound(context)


def test_merging_refuses_one_with_itself_and_unknown_fields(context, home):
    keep, other = add(context, home, "A B"), add(context, home, "A B")
    with pytest.raises(AppError, match="MERGE-001"):
        merge_people(context, Merge(keep, keep))
    with pytest.raises(AppError, match="FORM-001"):
        merge_people(context, Merge(keep, other, ("status",)))


def test_merging_households_brings_people_and_signatures_together(context, home):
    twin = save_household(
        context, SaveHousehold(head="Nguyễn Văn An", texts={"address": "ngõ 1", "phone": "0912345678"})
    ).result
    add(context, twin, "Nguyễn Thị Con", birth="2010")
    add(context, twin, "Nguyễn Văn Út", birth="2020")
    ((score, reasons),) = pairs(context, "same_household")
    assert score == 100
    assert reasons[:3] == ("cùng tên chủ hộ", "cùng địa chỉ", "cùng điện thoại")
    campaign = open_campaign(context, OpenCampaign("An ninh", 2026, ("Giữ trật tự.",))).result.campaign
    row = next(row for row in pledge_rows(context, campaign) if row.household == twin)
    sign(context, Sign((row.id,), NOW))
    pair = {each.name: each for each in compare_households(context, home, twin)}
    assert pair["code"].differs
    done = merge_households(context, Merge(home, twin, ("address",)))
    members = {each.texts["full_name"]: each.texts["relation"] for each in household_detail(context, home).members}
    assert members == {"Nguyễn Văn An": HEAD, "Nguyễn Thị Con": "Con", "Nguyễn Văn Út": "Con"}
    assert household_detail(context, home).row.address == "ngõ 1"
    assert len(list_households(context, HouseholdQuery()).items) == 2
    assert campaign_status(context, campaign).signed == 1, "what one of the two signed stands for the one"
    with context.reading() as session:
        assert session.get_one(Household, twin).merged_into == home
    sound(context)
    undo(context, done.operation)
    assert len(list_households(context, HouseholdQuery()).items) == 3
    with context.reading() as session:
        assert differing_rows(session.connection()) == []


def test_findings_about_groups_stand_on_one_paper(context, home, tmp_path):
    for number in (3, 4):
        save_group(context, SaveGroup(name=f"Tổ {number}"))
    path = tmp_path / "tổ.pdf"
    assert print_findings(context, "group_no_leader", path) == 2
    text = pdf_text(path)
    assert "Tổng số: 2 mục." in text
    assert text.count("TỔ CHƯA GHI TỔ TRƯỞNG") == 1
    assert "Chưa xếp tổ" not in text
