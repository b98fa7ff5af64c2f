"""Rà soát sổ in the window: findings, walking to them, one button, two beside each other."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.gui.desk import Desk
from app.gui.quality import COMPARED, FOUND, QualityPage
from app.gui.theme import Theme
from app.usecases.context import Context
from app.usecases.households import SaveHousehold, SavePerson, household_detail, save_household, save_person
from tests.fixtures import books
from tests.gui.fakes import FakeDialogs
from tests.gui.season import desk_at, said, shown


@pytest.fixture
def home(context: Context) -> str:
    made = books.found(context)
    for birth, phone in (("1998", ""), ("03/04/1998", "0912000111")):
        texts = {"full_name": "Nguyễn Văn Bách", "relation": "Con", "birth": birth, "phone": phone}
        save_person(context, SavePerson(made, texts=texts))
    save_household(context, SaveHousehold(made, {"phone": "912345678"}))
    return made


@pytest.fixture
def office(context: Context, home: str, dialogs: FakeDialogs, screen: Theme) -> Iterator[Desk]:
    desk = desk_at(context, dialogs)
    yield desk
    desk.jobs.close()


@pytest.fixture
def page(office: Desk) -> QualityPage:
    return shown(QualityPage(office))


def went(desk: Desk) -> list[tuple[str, dict[str, str]]]:
    places: list[tuple[str, dict[str, str]]] = []
    desk.navigation_wanted.connect(lambda key, place: places.append((key, place)))
    return places


def test_findings_lead_to_the_household(page: QualityPage, office: Desk, home: str) -> None:
    codes = [row.code for row in page.model.rows]
    assert codes == ["same_person", "phone_lost_zero"]
    assert page.state.endswith("không có gì phải xem lại")
    page.open(code="phone_lost_zero")
    assert page._heading.text() == "CL-14. 1 số điện thoại mất số 0 ở đầu"
    places = went(office)
    page.lines.setCurrentIndex(page.line_model.index(0, 0))
    page.open_button.click()
    assert places == [("households", {"household": home})]


def test_one_button_mends_what_is_certain(page: QualityPage, office: Desk, home: str) -> None:
    page.open(code="same_person")
    assert page.mend_button.isHidden()
    page.open(code="phone_lost_zero")
    heard = said(office)
    page.mend_button.click()
    assert heard[-1].text == "Đã sửa 1 số."
    assert household_detail(office.context, home).texts["phone"] == "0912345678"
    assert [row.code for row in page.model.rows] == ["same_person"]
    heard[-1].links[-1].act()
    assert [row.code for row in page.model.rows] == ["same_person", "phone_lost_zero"]


def test_two_are_made_one_as_picked(page: QualityPage, office: Desk, home: str) -> None:
    page.open(code="same_person")
    page.lines.setCurrentIndex(page.line_model.index(0, 0))
    assert page.open_button.text() == "So hai bên"
    page.open_button.click()
    assert page._panes.currentIndex() == COMPARED
    assert set(page.pane.choices) == {"birth"}
    pick = next(each for each in page.pane.choices["birth"] if each.text() == "03/04/1998")
    pick.click()
    page.merge()
    assert page._panes.currentIndex() == FOUND
    (member,) = [
        each for each in household_detail(office.context, home).members if each.texts["full_name"] == "Nguyễn Văn Bách"
    ]
    assert (member.texts["birth"], member.texts["phone"]) == ("03/04/1998", "0912000111")
    assert [row.code for row in page.model.rows] == ["phone_lost_zero"]


def test_two_are_told_apart(page: QualityPage, office: Desk) -> None:
    page.open(code="same_person")
    page.lines.setCurrentIndex(page.line_model.index(0, 0))
    page.lines.opened.emit(page.line_model.rows[0])
    heard = said(office)
    page.pane.apart.click()
    assert heard[-1].text == "Đã ghi là hai, không hỏi lại nữa."
    assert [row.code for row in page.model.rows] == ["phone_lost_zero"]


def test_households_too(page: QualityPage, office: Desk, home: str) -> None:
    save_household(office.context, SaveHousehold(head="Nguyễn Văn An", texts={"address": "Ngõ 1"}))
    page.open(code="same_household")
    page.lines.setCurrentIndex(page.line_model.index(0, 0))
    page.open_line()
    page.merge()
    assert "same_household" not in [row.code for row in page.model.rows]


def test_a_group_without_a_leader_leads_to_the_group(page: QualityPage, office: Desk) -> None:
    from app.usecases.groups import SaveGroup, list_groups, save_group

    group = list_groups(office.context)[0].id
    save_group(office.context, SaveGroup(group, leader=""))
    page.open(code="group_no_leader")
    places = went(office)
    page.lines.setCurrentIndex(page.line_model.index(0, 0))
    page.open_line()
    assert places == [("groups", {"group": group})]


def test_the_list_to_walk_with(page: QualityPage, office: Desk, dialogs: FakeDialogs, tmp_path: Path) -> None:
    page.open(code="phone_lost_zero")
    page.print_out()
    dialogs.saved = tmp_path / "đi.pdf"
    heard, previews = said(office), []
    office.preview_wanted.connect(lambda *given: previews.append(given))
    page.print_out()
    assert heard[-1].text == "Đã làm xong danh sách 1 dòng."
    assert dialogs.saved.exists()
    assert len(previews) == 1


def test_nothing_to_look_at(context: Context, dialogs: FakeDialogs, screen: Theme) -> None:
    books.found(context)
    desk = desk_at(context, dialogs)
    page = QualityPage(desk)
    page.show()
    page.open()
    assert not page.nothing.isHidden()
    assert page.main is not None
    assert page.main.isHidden()
    page.print_out()
    page.mend()
    page.open_line()
    page.merge()
    page.tell_apart()
    desk.jobs.close()
