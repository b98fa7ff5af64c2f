"""Tổ dân cư: leaders picked by name, households moved, groups added and removed."""

from collections.abc import Iterator

import pytest

from app.gui.desk import Desk
from app.gui.groups import GroupsPage
from app.gui.jobs import Jobs
from app.gui.notice import Notice
from app.gui.theme import Theme
from app.records.places import FRONT_HEAD, VILLAGE_HEAD
from app.usecases.campaigns import OpenCampaign, open_campaign, pledge_rows
from app.usecases.context import Context
from app.usecases.drafts import KeptDrafts
from app.usecases.groups import GroupRow, SaveGroup, list_groups, save_group
from app.usecases.households import NONE, HouseholdQuery, SaveHousehold, list_households, save_household
from app.usecases.offices import village_offices
from app.usecases.pledges import Sign, sign
from tests.gui.fakes import FakeDialogs, type_text


@pytest.fixture
def office(village: Context, dialogs: FakeDialogs, screen: Theme) -> Iterator[Desk]:
    """A desk over an invented village: two groups, three households of which one has no group."""
    groups = [save_group(village, SaveGroup(name=name)).result for name in ("Tổ 1", "Tổ 2")]
    for head, group in (("Nguyễn Văn An", groups[0]), ("Trần Thị Ơn", groups[0]), ("Đặng Bé <Em>", None)):
        save_household(village, SaveHousehold(head=head, group=group))
    desk = Desk(village, jobs=Jobs(at_once=True), dialogs=dialogs, drafts=KeptDrafts(village))
    yield desk
    desk.jobs.close()


@pytest.fixture
def page(office: Desk) -> GroupsPage:
    page = GroupsPage(office)
    office.changed.connect(page.refresh)
    page.refresh(None)
    page.resize(1150, 690)
    page.show()
    page.activateWindow()
    page.open()
    return page


@pytest.fixture
def notices(office: Desk) -> list[Notice]:
    heard: list[Notice] = []
    office.notice_given.connect(heard.append)
    return heard


def names(page: GroupsPage) -> list[str]:
    return [line.row.name for line in page.model.rows]


def go(page: GroupsPage, name: str) -> None:
    page.table.setCurrentIndex(page.model.index(names(page).index(name), 0))


def group(office: Desk, name: str) -> GroupRow:
    return next(row for row in list_groups(office.context) if row.name == name)


def test_groups_with_households_and_those_without_a_group(page: GroupsPage) -> None:
    assert names(page) == ["Chưa xếp tổ", "Tổ 1", "Tổ 2"]
    assert [line.row.households for line in page.model.rows] == [1, 2, 0]
    assert page.state == "2 tổ, 3 hộ, 2 tổ chưa ghi tổ trưởng, 1 hộ chưa xếp tổ"
    assert page.card.isHidden()


def test_a_leader_is_picked_from_the_people_of_the_group(office: Desk, page: GroupsPage, notices: list[Notice]) -> None:
    go(page, "Tổ 1")
    leader = page.card.form.leader
    type_text(leader.line, "tr t")
    assert leader.line.text() == "tr t"
    completer = leader.line.completer()
    assert completer is not None
    choices = completer.model()
    assert choices.rowCount() == 1
    words = choices.index(0, 0).data()
    assert words == "Trần Thị Ơn · hộ 01-002"
    leader.line.setText(words)
    page.save()
    assert group(office, "Tổ 1").leader == "Trần Thị Ơn"
    assert leader.text() == "Trần Thị Ơn"
    assert notices[-1].text == "Đã ghi Tổ 1."
    page.save()
    assert group(office, "Tổ 1").leader == "Trần Thị Ơn"
    office.undo()
    assert group(office, "Tổ 1").leader == ""


def test_a_leader_from_elsewhere_is_kept_as_typed(office: Desk, page: GroupsPage) -> None:
    go(page, "Tổ 2")
    type_text(page.card.form.leader.line, "Bùi Văn Xa")
    page.save()
    assert group(office, "Tổ 2").leader == "Bùi Văn Xa"


def test_ticked_households_move(office: Desk, page: GroupsPage, notices: list[Notice]) -> None:
    go(page, "Chưa xếp tổ")
    assert page.card.form.isHidden()
    assert not page.card.move_button.isEnabled()
    page.card.tick_all()
    assert page.card.move_button.text() == "Chuyển 1 hộ sang tổ…"
    target = group(office, "Tổ 2")
    page.card.move_to(target.id)
    assert notices[-1].text == "Đã chuyển 1 hộ sang Tổ 2."
    assert list_households(office.context, HouseholdQuery(group=NONE)).total == 0
    assert names(page) == ["Tổ 1", "Tổ 2"]
    assert page.card.isHidden()
    office.undo()
    assert names(page)[0] == "Chưa xếp tổ"


def test_some_of_a_group_move_and_the_others_stay(office: Desk, page: GroupsPage) -> None:
    go(page, "Tổ 1")
    page.card.model.flip_tick(1)
    page.card.move_to(group(office, "Tổ 2").id)
    assert [row.head for row in page.card.model.rows] == ["Nguyễn Văn An"]
    assert page.card.model.ticks == frozenset()


def test_a_group_is_added_with_the_next_number(office: Desk, page: GroupsPage, notices: list[Notice]) -> None:
    page.new()
    assert page.card.form.name.text() == "Tổ 3"
    page.save()
    assert names(page)[-1] == "Tổ 3"
    assert page.table.current.row.name == "Tổ 3"
    page.card.form.name.set_text("")
    page.save()
    assert page.card.form.name.below == "Ghi tên tổ, ví dụ Tổ 1."


def test_only_an_empty_group_is_removed(office: Desk, page: GroupsPage, notices: list[Notice]) -> None:
    go(page, "Tổ 1")
    page.card.remove()
    assert "còn 2 hộ" in notices[-1].text
    assert "GROUP-001" in notices[-1].detail
    go(page, "Tổ 2")
    page.card.remove()
    assert names(page) == ["Chưa xếp tổ", "Tổ 1"]
    assert page.card.isHidden()
    notices[-1].links[-1].act()
    assert "Tổ 2" in names(page)


def test_the_newest_campaign_shows_who_has_signed(office: Desk, page: GroupsPage) -> None:
    campaign = open_campaign(office.context, OpenCampaign("An ninh", 2026, ("Không gây rối",))).result.campaign
    sign(office.context, Sign((pledge_rows(office.context, campaign, group(office, "Tổ 1").id)[0].id,)))
    page.refresh(None)
    share = page.model.columns[-1]
    assert [share.text(line) for line in page.model.rows] == ["0 / 1 hộ", "1 / 2 hộ", ""]
    page.grab()


def test_what_was_typed_about_a_group_survives(page: GroupsPage) -> None:
    go(page, "Tổ 1")
    type_text(page.card.form.leader.line, "Vũ")
    go(page, "Tổ 2")
    assert page.card.form.leader.text() == ""
    go(page, "Tổ 1")
    assert page.card.form.leader.text() == "Vũ"


def test_no_groups_at_all_says_where_to_begin(village: Context, dialogs: FakeDialogs, screen: Theme) -> None:
    desk = Desk(village, jobs=Jobs(at_once=True), dialogs=dialogs, drafts=KeptDrafts(village))
    page = GroupsPage(desk)
    page.refresh(None)
    page.show()
    assert not page.empty.isHidden()
    page.new()
    assert page.empty.isHidden()
    assert page.card.form.name.text() == "Tổ 1"


def test_who_heads_the_village_is_named_here(office: Desk, page: GroupsPage, notices: list[Notice]) -> None:
    page.open(offices=True)
    form = page.offices
    assert (form.offices[VILLAGE_HEAD].text(), page._both.isVisible()) == ("Trần Thị Bình", False)
    type_text(form.offices[FRONT_HEAD].line, "Phạm Thị Dung")
    page.save()
    assert village_offices(office.context)[FRONT_HEAD] == "Phạm Thị Dung"
    assert notices[-1].text.startswith("Đã ghi người phụ trách thôn")
    assert page._both.isVisible()
    page.ask_offices()
    assert form.offices[FRONT_HEAD].text() == "Phạm Thị Dung"
    page.save()
    assert len(notices) == 1, "nothing was changed, nothing is said"
    page.ask_offices()
    page.refresh(None)
    assert not page._both.isVisible(), "a change elsewhere does not close the form"
    page.back()
    assert page._both.isVisible()
