"""Danh sách in the window: ready lists, one's own, their form, files."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.gui.desk import Desk
from app.gui.lists import ListsPage
from app.gui.theme import Theme
from app.usecases.context import Context
from app.usecases.households import SavePerson, save_person
from app.usecases.lists import HOUSEHOLDS, PEOPLE, ready_lists, saved_lists
from tests.fixtures import books
from tests.gui.fakes import FakeDialogs, type_text
from tests.gui.season import desk_at, said, shown


@pytest.fixture
def office(context: Context, dialogs: FakeDialogs, screen: Theme) -> Iterator[Desk]:
    home = books.found(context)
    save_person(
        context, SavePerson(home, texts={"full_name": "Đặng Thị Ơn", "relation": "Mẹ", "sex": "Nữ", "birth": "1950"})
    )
    desk = desk_at(context, dialogs)
    yield desk
    desk.jobs.close()


@pytest.fixture
def page(office: Desk) -> ListsPage:
    return shown(ListsPage(office))


def cells(page: ListsPage) -> list[str]:
    assert page.table is not None
    return [row.cells[0] for row in page.table.rows_model.rows]


def test_ready_lists_stand_at_the_left_and_open(page: ListsPage) -> None:
    assert [row.spec.name for row in page.names.rows] == [each.name for each in ready_lists()]
    page.open(name="Người cao tuổi")
    assert cells(page) == ["Đặng Thị Ơn"]
    assert page._count.text() == "1 người, tính đến ngày 18/11/2026"
    assert "Luật Người cao tuổi" in page._basis.text()
    page.open(name="Người tạm vắng")
    assert cells(page) == []
    assert page.main is not None
    assert not page.main.isEnabled()


def test_one_group_narrows_any_list(page: ListsPage) -> None:
    page.open(name="Cử tri")
    assert len(cells(page)) == 3
    page.group.choose("Tổ 2")
    assert cells(page) == ["Lê Thị Cúc"]
    page.open(name="Danh sách ký nhận của các hộ")
    assert cells(page) == ["Lê Thị Cúc"], "the group stays chosen"


def test_a_list_of_ones_own_is_kept_and_forgotten(page: ListsPage, office: Desk) -> None:
    heard = said(office)
    page.begin(PEOPLE)
    form = page.form
    form.least.set_text("già")
    form.columns.set_text("")
    page.save()
    assert form.least.below == "Ghi số tuổi, ví dụ 60."
    assert form.columns.below == "Đánh dấu ít nhất một cột."
    form.least.set_text("40")
    form.columns.set_text("name age")
    type_text(form.name.line, "Từ 40 tuổi")
    page.save()
    assert page._form.isHidden()
    assert cells(page) == ["Nguyễn Văn An", "Đặng Thị Ơn", "Lê Thị Cúc"]
    assert page._heading.text() == "Từ 40 tuổi"
    (kept,) = saved_lists(office.context)
    assert (kept.name, kept.asked, kept.columns, kept.title) == ("Từ 40 tuổi", ("least=40",), ("name", "age"), "")
    assert heard[-1].text == "Đã lưu danh sách «Từ 40 tuổi»."
    assert page.names.rows[0].saved
    page.forget.click()
    assert saved_lists(office.context) == ()
    heard[-1].links[-1].act()
    assert len(saved_lists(office.context)) == 1


def test_a_list_is_changed_without_being_kept(page: ListsPage) -> None:
    page.open(name="Cử tri")
    page.edit()
    assert page.form.least.text() == "18"
    page.form.sex.set_text("Nữ")
    page.form.day.set_text("31/12/2027")
    page.apply()
    assert cells(page) == ["Đặng Thị Ơn", "Lê Thị Cúc"]
    assert page._count.text().endswith("31/12/2027")
    page.edit()
    page.form.day.set_text("tháng sau")
    page.apply()
    assert page.form.day.below == "Ghi đủ ngày, tháng, ví dụ 18/11/2026."
    page.back()
    assert page._form.isHidden()


def test_conditions_the_form_does_not_show_stay(page: ListsPage) -> None:
    page.open(name="Hộ nghèo, hộ cận nghèo")
    page.edit()
    assert page.form.klass.text() == "Hộ nghèo|Hộ cận nghèo"
    assert page.form.sex.isHidden()
    assert page.form.command().asked == ("class=Hộ nghèo|Hộ cận nghèo",)


@pytest.mark.parametrize("ending", ["pdf", "docx", "xlsx", "csv"])
def test_a_list_is_written_where_the_person_wants_it(
    page: ListsPage, office: Desk, dialogs: FakeDialogs, tmp_path: Path, ending: str
) -> None:
    previews = []
    office.preview_wanted.connect(lambda *given: previews.append(given))
    dialogs.saved = tmp_path / f"cử tri.{ending}"
    heard = said(office)
    page.open(name="Cử tri")
    page.write(ending)
    assert (tmp_path / f"cử tri.{ending}").exists()
    assert heard[-1].text == "Đã làm xong danh sách 3 người."
    assert len(previews) == (ending == "pdf")


def test_nothing_is_written_when_the_person_thinks_better(page: ListsPage, office: Desk, dialogs: FakeDialogs) -> None:
    heard, previews = said(office), []
    office.preview_wanted.connect(lambda *given: previews.append(given))
    dialogs.saved = None
    page.open(name="Cử tri")
    page.print_out()
    assert not heard, "nothing is told as done"
    assert not previews


def test_full_id_numbers_need_a_purpose(page: ListsPage, office: Desk, dialogs: FakeDialogs, tmp_path: Path) -> None:
    page.begin(PEOPLE)
    assert page.form.whole.isHidden()
    page.form.columns.set_text("name id_number")
    page.form.columns.edited.emit()
    page.form.whole.box.click()
    page.apply()
    assert page.form.purpose.below == "Ghi danh sách này để làm gì."
    type_text(page.form.purpose.line, "xã đối chiếu")
    page.apply()
    assert page.view is not None
    assert any(row.cells[1] == "********1234" for row in page.view.rows), "the screen stays masked"
    dialogs.saved = tmp_path / "a.csv"
    page.write("csv")
    assert books.FIRST_NUMBER in (tmp_path / "a.csv").read_text(encoding="utf-8-sig")
    page.begin(HOUSEHOLDS)
    assert page.form.whole.isHidden()


def test_a_line_leads_to_its_household(page: ListsPage, office: Desk) -> None:
    went = []
    office.navigation_wanted.connect(lambda key, place: went.append((key, place)))
    page.open(name="Người cao tuổi")
    assert page.table is not None
    page.table.opened.emit(page.table.rows_model.rows[0])
    assert went == [("households", {"household": page.table.rows_model.rows[0].household})]
