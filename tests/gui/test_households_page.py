"""Hộ gia đình: search as one types, filters, the detail with its people, drafts, undo."""

from collections.abc import Iterator

import pytest
from PySide6.QtTest import QTest

from app.gui.desk import Desk
from app.gui.households import FIRST, HouseholdsPage
from app.gui.jobs import Jobs
from app.gui.notice import Notice
from app.gui.theme import Theme
from app.usecases.campaigns import OpenCampaign, open_campaign, pledge_rows
from app.usecases.context import Context
from app.usecases.drafts import KeptDrafts
from app.usecases.groups import SaveGroup, save_group
from app.usecases.households import NONE, SaveHousehold, SavePerson, household_detail, save_household, save_person
from app.usecases.lists import ListSpec, save_list
from app.usecases.pledges import Sign, sign
from tests.gui.fakes import FakeDialogs, type_text
from tests.gui.samples import LONG

ID_NUMBER = "031072001234"


@pytest.fixture
def office(village: Context, dialogs: FakeDialogs, screen: Theme) -> Iterator[Desk]:
    """A desk over an invented village: two groups, three households."""
    groups = [save_group(village, SaveGroup(name=name)).result for name in ("Tổ 1", "Tổ 2")]
    for head, group in (("Nguyễn Văn An", groups[0]), ("Trần Thị Ơn", groups[1]), ("Đặng Bé <Em>", None)):
        save_household(village, SaveHousehold(head=head, group=group, texts={"address": "Ngõ Chùa"}))
    desk = Desk(village, jobs=Jobs(at_once=True), dialogs=dialogs, drafts=KeptDrafts(village))
    yield desk
    desk.jobs.close()


@pytest.fixture
def page(office: Desk) -> HouseholdsPage:
    return opened(office)


def opened(desk: Desk) -> HouseholdsPage:
    """Return the page as the window shows it."""
    page = HouseholdsPage(desk)
    desk.changed.connect(page.refresh)
    page.refresh(None)
    page.resize(1150, 690)
    page.show()
    page.activateWindow()
    page.focus_search()
    page.open()
    return page


def said(desk: Desk) -> list[Notice]:
    """Return a list that fills with what the window would say."""
    heard: list[Notice] = []
    desk.notice_given.connect(heard.append)
    return heard


def heads(page: HouseholdsPage) -> list[str]:
    return [row.head for row in page.model.rows]


def open_row(page: HouseholdsPage, head: str) -> str:
    """Go to the line of a household and return its id."""
    place = heads(page).index(head)
    page.table.setCurrentIndex(page.model.index(place, 0))
    return page.model.row_at(place).id


def test_the_list_says_what_it_shows(page: HouseholdsPage) -> None:
    assert page.state == "3 hộ, 3 người, 1 hộ chưa xếp tổ"
    assert page.count.text() == "Tất cả 3 hộ"
    assert heads(page)[1:] == ["Nguyễn Văn An", "Trần Thị Ơn"]
    assert page.everything.isHidden()


def test_search_follows_each_letter_and_needs_no_accents(page: HouseholdsPage) -> None:
    assert page.search is not None
    type_text(page.search, "ng v")
    assert heads(page) == ["Nguyễn Văn An"]
    assert page.count.text() == "1 hộ: có «ng v»"
    type_text(page.search, "x")
    assert page.count.text() == "Không có hộ nào: có «ng vx»"
    page.show_everything()
    assert len(heads(page)) == 3


def test_filters_narrow_and_the_count_says_so(page: HouseholdsPage) -> None:
    two = next(key for key, words in page.group._words.items() if words == "Tổ 2")
    page.group.choose(two)
    assert heads(page) == ["Trần Thị Ơn"]
    assert page.count.text() == "1 hộ: Tổ 2"
    assert page.group.text() == "Tổ 2"
    assert page.group.isChecked()
    page.group.choose(NONE)
    assert heads(page) == ["Đặng Bé <Em>"]
    page.group.choose("")
    page.presence.choose("vắng")
    assert heads(page) == []
    page.presence.choose(NONE)
    assert len(heads(page)) == 3


def test_a_saved_list_narrows_like_a_filter(page: HouseholdsPage, office: Desk) -> None:
    assert page.kept.text() == "Lọc sẵn"
    done = save_list(office.context, ListSpec("Ngõ Chùa", asked=("group=Tổ 2",)))
    page.refresh(done.changes)
    assert "Ngõ Chùa" in page.kept._words
    assert "Người cao tuổi" in page.kept._words, "lists that come with the program narrow too"
    page.kept.choose("Ngõ Chùa")
    assert heads(page) == ["Trần Thị Ơn"]
    assert page.count.text() == "1 hộ: Ngõ Chùa"
    two = next(key for key, words in page.group._words.items() if words == "Tổ 1")
    page.group.choose(two)
    assert heads(page) == []
    page.show_everything()
    assert page.kept.current == ""
    assert len(heads(page)) == 3


def test_a_line_opens_its_household_beside_the_list(page: HouseholdsPage) -> None:
    open_row(page, "Trần Thị Ơn")
    assert not page.card.isHidden()
    assert page.card.members.buttons[0].member.texts["full_name"] == "Trần Thị Ơn"
    assert page.card.form.fields["address"].text() == "Ngõ Chùa"
    page.close_card()
    assert page.card.isHidden()
    assert page.table.current is None


def test_a_change_is_saved_and_can_be_undone(office: Desk, page: HouseholdsPage) -> None:
    household = open_row(page, "Trần Thị Ơn")
    notices = said(office)
    type_text(page.card.form.phone.line, "0912 345 678")
    page.save()
    assert household_detail(office.context, household).texts["phone"] == "0912345678"
    assert notices[-1].text == "Đã ghi hộ 02-001 Trần Thị Ơn."
    assert page.card.form.phone.text() == "0912345678"
    notices[-1].links[-1].act()
    assert household_detail(office.context, household).texts["phone"] == ""
    assert page.card.form.phone.text() == ""


def test_a_phone_that_looks_wrong_only_warns(page: HouseholdsPage) -> None:
    open_row(page, "Trần Thị Ơn")
    page.card.form.phone.line.setFocus()
    type_text(page.card.form.phone.line, "91234")
    page.card.form.head.setFocus()
    QTest.qWait(1)
    page.card.form.warn()
    assert "10 chữ số" in page.card.form.phone.below
    page.save()
    assert page.model.row_at(heads(page).index("Trần Thị Ơn")).phone == "91234"


def test_a_number_that_is_none_is_refused_at_its_field(page: HouseholdsPage) -> None:
    open_row(page, "Trần Thị Ơn")
    page.card.form.fields["walking_order"].set_text("thứ ba")
    page.save()
    assert page.card.form.fields["walking_order"].below.startswith("Phải là số")


def test_a_new_household_with_a_name_of_any_length(office: Desk, page: HouseholdsPage) -> None:
    two = next(key for key, words in page.group._words.items() if words == "Tổ 2")
    page.group.choose(two)
    page.new()
    page.save()
    assert page.card.form.head.below == "Ghi tên chủ hộ."
    type_text(page.card.form.head.line, LONG)
    page.save()
    assert page.card.detail is not None
    assert page.card.detail.row.head == LONG
    assert page.card.detail.row.group == "Tổ 2"
    assert page.table.current.head == LONG
    office.undo()
    assert page.card.isHidden()
    assert LONG not in heads(page)


def test_a_member_is_added_changed_and_removed(office: Desk, page: HouseholdsPage) -> None:
    household = open_row(page, "Trần Thị Ơn")
    form = page.card.person_form
    page.card.add_person()
    page.save()
    assert form.name.below == "Ghi họ và tên."
    assert form.relation.below == "Chọn quan hệ với chủ hộ."
    type_text(form.name.line, "Lê Bình")
    type_text(form.birth.line, "5/3/72")
    assert form.birth.below == "Hiểu là: ngày 05 tháng 3 năm 1972"
    form.relation.set_text("Chồng")
    page.save()
    detail = household_detail(office.context, household)
    assert [each.texts["full_name"] for each in detail.members] == ["Trần Thị Ơn", "Lê Bình"]
    assert detail.members[1].texts["birth"] == "05/03/1972"
    assert page.table.current.people == 2
    page.card.edit_person(detail.members[1])
    page.card.remove()
    assert len(household_detail(office.context, household).members) == 1
    office.undo()
    assert len(household_detail(office.context, household).members) == 2


def test_an_id_number_is_masked_until_it_is_asked_for(office: Desk, page: HouseholdsPage) -> None:
    household = open_row(page, "Trần Thị Ơn")
    head = household_detail(office.context, household).members[0]
    save_person(office.context, SavePerson(id=head.id, texts={"id_number": ID_NUMBER, "sex": "Nữ", "birth": "1972"}))
    page.card.refresh()
    page.card.edit_person(page.card.detail.members[0] if page.card.detail else head)
    number = page.card.person_form.number
    assert number.line.text() == "********1234"
    assert number.line.isReadOnly()
    assert number.text() == ID_NUMBER
    assert number.below == "Giới tính ghi là Nữ, theo số định danh là Nam."
    number.reveal_button.click()
    assert number.line.text() == ID_NUMBER
    page.save()
    assert household_detail(office.context, household).members[0].texts["sex"] == "Nữ"


def test_a_lost_zero_is_put_back_with_one_press(office: Desk, page: HouseholdsPage) -> None:
    household = open_row(page, "Trần Thị Ơn")
    head = household_detail(office.context, household).members[0]
    save_person(office.context, SavePerson(id=head.id, texts={"id_number": ID_NUMBER[1:]}))
    page.card.refresh()
    assert page.card.detail is not None
    page.card.edit_person(page.card.detail.members[0])
    assert not page.card.person_form.number.zero_button.isHidden()
    page.card.person_form.number.zero_button.click()
    page.save()
    assert household_detail(office.context, household).members[0].texts["id_number"] == ID_NUMBER


def test_what_was_typed_survives_another_line_and_another_day(office: Desk, page: HouseholdsPage) -> None:
    notices = said(office)
    open_row(page, "Trần Thị Ơn")
    type_text(page.card.form.phone.line, "0912")
    open_row(page, "Nguyễn Văn An")
    assert page.card.form.phone.text() == ""
    assert "chưa ghi vào sổ" in notices[-1].text
    open_row(page, "Trần Thị Ơn")
    assert page.card.form.phone.text() == "0912"
    assert not page.card.draft_line.isHidden()
    page.leave()
    again = opened(office)
    open_row(again, "Trần Thị Ơn")
    assert again.card.form.phone.text() == "0912"
    again.card.drop_draft()
    assert again.card.form.phone.text() == ""
    assert again.card.draft_line.isHidden()


def test_a_new_household_half_typed_comes_back(office: Desk, page: HouseholdsPage) -> None:
    page.new()
    type_text(page.card.form.head.line, "Vũ Thị")
    open_row(page, "Nguyễn Văn An")
    page.new()
    assert page.card.form.head.text() == "Vũ Thị"
    page.card.drop_draft()
    assert page.card.form.head.text() == ""


def test_a_removed_household_comes_back_with_its_people(office: Desk, page: HouseholdsPage) -> None:
    open_row(page, "Trần Thị Ơn")
    notices = said(office)
    page.card.remove()
    assert heads(page) == ["Đặng Bé <Em>", "Nguyễn Văn An"]
    assert page.card.isHidden()
    notices[-1].links[-1].act()
    assert "Trần Thị Ơn" in heads(page)


def test_history_is_folded_until_asked_for(page: HouseholdsPage) -> None:
    open_row(page, "Trần Thị Ơn")
    assert page.card.history.lines == []
    page.card.history.toggle()
    assert "Địa chỉ: Ngõ Chùa" in page.card.history.lines
    assert page.card.history.lines[0].endswith(" · Đã lưu, chưa gửi")
    page.card.history.toggle()
    assert page.card.history.lines == []


def test_the_newest_campaign_stands_beside_each_household(office: Desk, page: HouseholdsPage) -> None:
    context = office.context
    opened_campaign = open_campaign(context, OpenCampaign("An ninh trật tự", 2026, ("Không gây rối",)))
    pledges = pledge_rows(context, opened_campaign.result.campaign)
    household = next(row.id for row in page.model.rows if row.head == "Nguyễn Văn An")
    done = sign(context, Sign((next(each.id for each in pledges if each.household == household),)))
    office.notify_done(done, "Đã ghi.")
    page.refresh(None)
    column = page.model.columns[-1]
    assert {row.head: column.text(row) for row in page.model.rows} == {
        "Đặng Bé <Em>": "Chưa ký",
        "Nguyễn Văn An": "Đã ký",
        "Trần Thị Ơn": "Chưa ký",
    }


def test_an_empty_register_says_where_to_begin(village: Context, dialogs: FakeDialogs, screen: Theme) -> None:
    desk = Desk(village, jobs=Jobs(at_once=True), dialogs=dialogs, drafts=KeptDrafts(village))
    page = opened(desk)
    assert not page.empty.isHidden()
    page.new()
    assert page.empty.isHidden()


def test_the_page_opens_at_one_household_or_one_group(page: HouseholdsPage) -> None:
    household = page.model.row_at(2).id
    page.group.choose(NONE)
    page.open(household=household)
    assert page.card.household == household
    assert page.table.current.id == household
    page.open(group=page.model.row_at(1).group_id)
    assert heads(page) == ["Nguyễn Văn An"]


def test_a_long_list_comes_in_pieces(office: Desk, page: HouseholdsPage) -> None:
    with office.context.transaction("household.save") as tx:
        from app.records.register import Household

        for number in range(FIRST + 30):
            tx.add(Household(code=f"09-{number:03d}", address=f"Xóm {number}"))
    page.refresh(None)
    assert page.model.total == FIRST + 33
    assert page.model.rowCount() == FIRST
    page.model.fetchMore(page.model.index(-1, 0))
    assert page.model.rowCount() == FIRST + 33
