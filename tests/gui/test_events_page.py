"""Biến động in the window: each wizard asks what it needs and records it, drafts survive, the ledger takes back."""

from collections.abc import Iterator
from datetime import date

import pytest

from app.gui.desk import Desk
from app.gui.event_forms import FORMS
from app.gui.events import WAS_HERE, EventsPage
from app.gui.households import HouseholdsPage
from app.gui.pages import places_for
from app.gui.theme import Theme
from app.records.events import (  # fmt: skip
    ABSENCE,
    BIRTH,
    DEATH,
    EVENTS,
    GROUP_MOVE,
    JOIN,
    LODGING,
    MARRIAGE,
    MOVE_IN,
    MOVE_OUT,
    NEW_HEAD,
    RESHAPE,
    RETURN,
    SPLIT,
)
from app.records.register import HEAD
from app.usecases.context import VILLAGE, Context
from app.usecases.event_list import list_events
from app.usecases.households import (
    HouseholdQuery,
    SavePerson,
    find_household,
    find_person,
    household_detail,
    list_households,
    save_person,
)  # fmt: skip
from tests.fixtures import books
from tests.gui.fakes import FakeDialogs, type_text
from tests.gui.season import desk_at, said, shown


@pytest.fixture
def home(context: Context) -> str:
    """The household of Nguyễn Văn An: wife, two sons and a daughter; another household stands in Tổ 2."""
    made = books.found(context)
    for name, relation, sex, birth in (
        ("Trần Thị Hoa", "Vợ", "Nữ", "1975"),
        ("Nguyễn Văn Bách", "Con", "Nam", "03/04/1998"),
        ("Nguyễn Văn Cường", "Con", "Nam", "05/06/2001"),
    ):
        texts = {"full_name": name, "relation": relation, "sex": sex, "birth": birth}
        save_person(context, SavePerson(made, texts=texts))
    return made


@pytest.fixture
def office(context: Context, home: str, dialogs: FakeDialogs, screen: Theme) -> Iterator[Desk]:
    desk = desk_at(context, dialogs)
    yield desk
    desk.jobs.close()


@pytest.fixture
def page(office: Desk) -> HouseholdsPage:
    return shown(HouseholdsPage(office))


@pytest.fixture
def ledger(office: Desk) -> EventsPage:
    return shown(EventsPage(office))


def begin(page: HouseholdsPage, what: str, household: str):
    page.show_household(household) if household else None
    page.begin_event(what, household)
    assert page.wizard.form is not None
    return page.wizard.form


def pick(field, text: str) -> None:
    """Choose as a person does."""
    field.set_text(text)
    field.edited.emit()


def relations(context: Context, household: str) -> dict[str, str]:
    return {each.texts["full_name"]: each.texts["relation"] for each in household_detail(context, household).members}


def test_every_kind_of_event_can_be_entered() -> None:
    assert set(FORMS) == set(EVENTS) - {RESHAPE}, "re-arranging villages is the commune's"
    assert "events" in {place.key for place in places_for(VILLAGE)}


def test_a_birth_takes_a_name_and_a_day(page: HouseholdsPage, office: Desk, home: str) -> None:
    heard = said(office)
    form = begin(page, BIRTH, home)
    page.save()
    assert form.name.below == "Ghi họ và tên."
    type_text(form.name.line, "Nguyễn Minh Anh")
    form.day.set_text("17/11")
    page.save()
    assert relations(office.context, home)["Nguyễn Minh Anh"] == "Con"
    assert page.wizard.isHidden()
    assert not page.card.isHidden(), "the household is shown with its new member"
    assert heard[-1].text == "Đã ghi sinh: Nguyễn Minh Anh."
    assert page.card.events.lines == ["17/11/2026 · Sinh · Nguyễn Minh Anh"]
    heard[-1].links[-1].act()
    assert "Nguyễn Minh Anh" not in relations(office.context, home)
    assert page.card.events.lines == []


def test_the_death_of_the_head_asks_for_a_new_one(page: HouseholdsPage, office: Desk, home: str) -> None:
    context = office.context
    form = begin(page, DEATH, home)
    assert not form.heir.asked
    pick(form.person, find_person(context, "Nguyễn Văn An"))
    assert form.heir.asked
    page.save()
    assert form.heir.head.below == "Chọn một người trong hộ làm chủ hộ."
    pick(form.heir.head, find_person(context, "Nguyễn Văn Bách"))
    boxes = form.heir.relations.boxes
    assert boxes[find_person(context, "Trần Thị Hoa")].currentData() == "Mẹ"
    assert boxes[find_person(context, "Nguyễn Thị Con")].currentData() == "Em ruột", "2010 against 1998"
    heard = said(office)
    page.save()
    assert relations(context, home)["Nguyễn Văn Bách"] == HEAD
    assert "Đã thôi giữ: Tổ trưởng" in heard[-1].text
    assert page.card.detail is not None
    assert page.card.detail.row.head == "Nguyễn Văn Bách"


def test_somebody_else_dies_and_nothing_more_is_asked(page: HouseholdsPage, office: Desk, home: str) -> None:
    form = begin(page, DEATH, home)
    pick(form.person, find_person(office.context, "Trần Thị Hoa"))
    assert form.heir.head.isHidden()
    page.save()
    assert "Trần Thị Hoa" not in relations(office.context, home)


def test_what_cannot_be_told_must_be_chosen(page: HouseholdsPage, office: Desk, home: str) -> None:
    context = office.context
    save_person(context, SavePerson(home, texts={"full_name": "Lê Thị Dâu", "relation": "Con dâu", "sex": "Nữ"}))
    form = begin(page, NEW_HEAD, home)
    pick(form.heir.head, find_person(context, "Nguyễn Văn An"))
    page.save()
    assert form.heir.head.below == "Người này đang là chủ hộ."
    pick(form.heir.head, find_person(context, "Nguyễn Văn Bách"))
    page.save()
    assert form.heir.relations.below == "Chọn quan hệ của Lê Thị Dâu với chủ hộ mới."
    box = form.heir.relations.boxes[find_person(context, "Lê Thị Dâu")]
    box.setCurrentIndex(box.findData("Vợ"))
    box.activated.emit(box.currentIndex())
    page.save()
    assert relations(context, home)["Lê Thị Dâu"] == "Vợ"


def test_all_move_out_and_the_household_leaves_the_list(page: HouseholdsPage, office: Desk, home: str) -> None:
    form = begin(page, MOVE_OUT, home)
    for box in form.people.boxes.values():
        box.click()
    assert not form.heir.asked
    page.save()
    assert form.place.below.startswith("Ghi nơi chuyển đến")
    type_text(form.place.line, "Hà Nội")
    page.save()
    assert [row.head for row in list_households(office.context, HouseholdQuery()).items] == ["Lê Thị Cúc"]


def test_the_head_moves_out_alone(page: HouseholdsPage, office: Desk, home: str) -> None:
    form = begin(page, MOVE_OUT, home)
    form.people.boxes[find_person(office.context, "Nguyễn Văn An")].click()
    type_text(form.place.line, "Hà Nội")
    pick(form.heir.head, find_person(office.context, "Trần Thị Hoa"))
    page.save()
    assert relations(office.context, home)["Trần Thị Hoa"] == HEAD


def test_a_new_household_moves_in_and_the_rest_of_the_family_follows(page: HouseholdsPage, office: Desk) -> None:
    heard, went = said(office), []
    office.navigation_wanted.connect(lambda key, place: went.append((key, place)))
    form = begin(page, MOVE_IN, "")
    assert form.relation.isHidden()
    assert not form.address.isHidden()
    type_text(form.name.line, "Phạm Văn Mới")
    type_text(form.address.line, "Ngõ 9")
    pick(form.group, form.group.box.itemData(2))
    page.save()
    row = household_detail(office.context, page.card.household).row
    assert (row.head, row.group, row.address, row.code) == ("Phạm Văn Mới", "Tổ 2", "Ngõ 9", "02-002")
    link = next(link for link in heard[-1].links if link.text == "Thêm người cùng đến")
    link.act()
    assert went == [("households", {"household": row.id, "event": MOVE_IN})]
    page.open(**went[0][1])
    form = page.wizard.form
    type_text(form.name.line, "Vũ Thị Lan")
    page.save()
    assert form.relation.below == "Chọn quan hệ với chủ hộ."
    pick(form.relation, "Vợ")
    page.save()
    assert relations(office.context, row.id) == {"Phạm Văn Mới": HEAD, "Vũ Thị Lan": "Vợ"}


def test_a_lodger_comes_for_a_time_and_an_absent_son_returns(page: HouseholdsPage, office: Desk, home: str) -> None:
    form = begin(page, LODGING, home)
    type_text(form.name.line, "Hoàng Văn Trọ")
    form.until.set_text("tháng sau")
    page.save()
    assert form.until.below == "Ghi đủ ngày, tháng, ví dụ 18/11/2026."
    form.until.set_text("1/3/2027")
    page.save()
    form = begin(page, ABSENCE, home)
    form.people.boxes[find_person(office.context, "Nguyễn Văn Cường")].click()
    type_text(form.place.line, "Bình Dương")
    page.save()
    standings = {m.texts["full_name"]: m.standing for m in household_detail(office.context, home).members if m.standing}
    assert standings == {
        "Hoàng Văn Trọ": "tạm trú từ 18/11/2026 đến 01/03/2027",
        "Nguyễn Văn Cường": "tạm vắng từ 18/11/2026, Bình Dương",
    }
    form = begin(page, RETURN, home)
    assert len(form.people.boxes) == 2
    page.save()
    assert form.people.below == "Đánh dấu người đã về, hoặc hết tạm trú."
    for box in form.people.boxes.values():
        box.click()
    page.save()
    form = begin(page, RETURN, home)
    assert form.people.below == "Hộ này không có ai đang tạm vắng hay tạm trú."


def test_a_family_splits_off(page: HouseholdsPage, office: Desk, home: str) -> None:
    context = office.context
    form = begin(page, SPLIT, home)
    for box in form.people.boxes.values():
        box.click()
    page.save()
    assert form.people.below == "Để lại ít nhất một người, không thì là chuyển cả hộ."
    for name in ("Nguyễn Văn Cường", "Trần Thị Hoa", "Nguyễn Thị Con"):
        form.people.boxes[find_person(context, name)].click()
    assert form.heir.asked, "the head is among those who go"
    pick(form.heir.head, find_person(context, "Trần Thị Hoa"))
    pick(form.family.head, find_person(context, "Nguyễn Văn Bách"))
    type_text(form.address.line, "Ngõ Mới")
    page.save()
    made = household_detail(context, page.card.household)
    assert made.row.head == "Nguyễn Văn Bách"
    assert relations(context, made.row.id) == {"Nguyễn Văn Bách": HEAD, "Nguyễn Văn An": "Bố"}
    assert relations(context, home)["Trần Thị Hoa"] == HEAD


def test_one_alone_is_head_of_the_new_household(page: HouseholdsPage, office: Desk, home: str) -> None:
    form = begin(page, SPLIT, home)
    form.people.boxes[find_person(office.context, "Nguyễn Văn Bách")].click()
    assert form.family.head.text() == find_person(office.context, "Nguyễn Văn Bách")
    page.save()
    assert relations(office.context, page.card.household) == {"Nguyễn Văn Bách": HEAD}


def test_a_household_joins_another(page: HouseholdsPage, office: Desk, home: str) -> None:
    context = office.context
    other = find_household(context, "02-001")
    form = begin(page, JOIN, other)
    page.save()
    assert form.into.below == "Chọn một hộ trong danh sách hiện ra."
    type_text(form.into.line, "nguyen van an")
    form.into.line.setText(next(iter(form.into._choices)))
    page.save()
    assert form.relations.below.startswith("Chọn quan hệ của")
    for box in form.relations.boxes.values():
        box.setCurrentIndex(box.findData("Khác"))
    page.save()
    assert len(relations(context, home)) == 7


@pytest.mark.parametrize("how", ["", "comes", "goes", "leaves"])
def test_a_marriage(page: HouseholdsPage, office: Desk, home: str, how: str) -> None:
    context = office.context
    form = begin(page, MARRIAGE, home)
    pick(form.person, find_person(context, "Nguyễn Văn Bách"))
    pick(form.home, how)
    if how == "goes":
        type_text(form.spouse.line, "le thi con")
        form.spouse.line.setText(next(words for words in form.spouse._choices if words.startswith("Lê Thị Con")))
        form.spouse.edited.emit()
    else:
        type_text(form.spouse.line, "Đỗ Thị Xa")
    if how in ("comes", "goes"):
        page.save()
        assert form.relation.below == "Chọn quan hệ với chủ hộ."
        pick(form.relation, "Con dâu" if how == "comes" else "Con rể")
    assert form.sex.isHidden() is (how != "comes")
    if how == "leaves":
        page.save()
        type_text(form.place.line, "Hà Nội")
    page.save()
    assert page.wizard.isHidden()
    here = relations(context, home)
    assert ("Nguyễn Văn Bách" in here) is (how in ("", "comes"))
    assert here.get("Đỗ Thị Xa") == ("Con dâu" if how == "comes" else None)
    assert list_events(context).counts == {MARRIAGE: 1}


def test_a_household_changes_its_group(page: HouseholdsPage, office: Desk, home: str) -> None:
    form = begin(page, GROUP_MOVE, home)
    page.save()
    assert form.group.below == "Chọn tổ chuyển đến."
    pick(form.group, form.group.box.itemData(1))
    page.save()
    assert household_detail(office.context, home).row.group == "Tổ 2"
    assert page.card.household == home


def test_a_half_filled_wizard_survives(page: HouseholdsPage, office: Desk, home: str) -> None:
    context = office.context
    form = begin(page, DEATH, home)
    pick(form.person, find_person(context, "Nguyễn Văn An"))
    pick(form.heir.head, find_person(context, "Nguyễn Văn Bách"))
    form.note.area.setPlainText("mất tại nhà")
    page.leave()
    again = HouseholdsPage(office)
    again.refresh(None)
    form = begin(again, DEATH, home)
    assert form.person.text() == find_person(context, "Nguyễn Văn An")
    assert form.heir.head.text() == find_person(context, "Nguyễn Văn Bách")
    assert form.note.text() == "mất tại nhà"
    again.wizard.save()
    assert relations(context, home)["Nguyễn Văn Bách"] == HEAD
    form = begin(again, DEATH, home)
    assert form.person.text() == "", "what was recorded is no draft any more"


def test_the_wizard_gives_the_household_back(page: HouseholdsPage, home: str) -> None:
    begin(page, BIRTH, home)
    page.wizard.back()
    assert not page.card.isHidden()
    begin(page, MOVE_IN, "")
    page.card.household = ""
    page.wizard.back()
    assert page.card.isHidden()
    assert page._side.isHidden()


def test_a_day_without_its_year_is_enough_and_tomorrow_is_not(page: HouseholdsPage, office: Desk, home: str) -> None:
    heard = said(office)
    form = begin(page, BIRTH, home)
    type_text(form.name.line, "Nguyễn Bé")
    form.day.set_text("hôm qua")
    page.save()
    assert form.day.below == "Ghi đủ ngày, tháng, ví dụ 18/11/2026."
    form.day.set_text("19/11")
    page.save()
    assert "EVENT-002" in heard[-1].text + heard[-1].detail
    assert not page.wizard.isHidden(), "nothing typed is lost"


def test_the_ledger_shows_counts_and_takes_back(
    page: HouseholdsPage, ledger: EventsPage, office: Desk, home: str
) -> None:
    assert ledger._panes.isHidden(), "nothing has happened yet"
    form = begin(page, BIRTH, home)
    type_text(form.name.line, "Nguyễn Minh Anh")
    form.day.set_text("17/11/2025")
    page.save()
    form = begin(page, ABSENCE, home)
    form.people.boxes[find_person(office.context, "Nguyễn Văn Cường")].click()
    page.save()
    assert ledger.state == "2 việc đã ghi, không thay đăng ký cư trú"
    assert ledger.count.text() == "1 sinh, 1 tạm vắng"
    ledger.time.choose("last")
    assert [row.label for row in ledger.model.rows] == ["Sinh"]
    assert ledger.count.text() == "Năm trước: 1 sinh"
    ledger.time.choose("month")
    assert [row.label for row in ledger.model.rows] == ["Tạm vắng"]
    ledger.what.choose(BIRTH)
    assert ledger.count.text() == "Sinh, Tháng này: không có việc nào"
    assert not ledger.undo_button.isEnabled()
    ledger.what.choose("")
    ledger.time.choose("year")
    ledger.table.setCurrentIndex(ledger.model.index(0, 0))
    went = []
    office.navigation_wanted.connect(lambda key, place: went.append((key, place)))
    ledger.open_button.click()
    assert went == [("households", {"household": home})]
    heard = said(office)
    ledger.undo_button.click()
    assert heard[0].text.startswith("Đã hoàn tác")
    assert list_events(office.context).counts == {BIRTH: 1}


def test_who_was_here_on_a_day(page: HouseholdsPage, ledger: EventsPage, office: Desk, home: str) -> None:
    form = begin(page, DEATH, home)
    pick(form.person, find_person(office.context, "Trần Thị Hoa"))
    form.day.set_text("10/11/2026")
    page.save()
    ledger.open(on=date(2026, 11, 9))
    assert ledger._panes.currentIndex() == WAS_HERE
    assert ledger.day_count.text() == "Ngày 09/11/2026: 2 hộ, 7 người."
    ledger.day.set_text("10/11")
    ledger.day.line.editingFinished.emit()
    assert ledger.day_count.text() == "Ngày 10/11/2026: 2 hộ, 6 người."
    ledger.group.choose(ledger.group._words and next(iter(ledger.group._words)))
    assert ledger.day_count.text() == "Ngày 10/11/2026: 1 hộ, 4 người."
    ledger.day.set_text("không rõ")
    ledger.show_day()
    assert ledger.day_count.text() == "Ngày 10/11/2026: 1 hộ, 4 người."
    ledger.back()
    assert not ledger._asking.isHidden()
