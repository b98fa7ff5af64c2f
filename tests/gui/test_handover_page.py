"""Bàn giao in the window: the picker of hands, the handover, the log of full id numbers."""

from pathlib import Path

import pytest

from app.gui.desk import Desk
from app.gui.handover import HandoverPage
from app.gui.household_card import HouseholdCard
from app.gui.pages import places_for
from app.gui.settings import NoSettings
from app.gui.shell import MainWindow
from app.usecases.context import VILLAGE
from app.usecases.hands import hands
from app.usecases.offices import village_offices
from app.usecases.privacy import list_disclosures
from app.usecases.village_names import Rename, rename_village
from tests.fixtures import books
from tests.gui.fakes import FakeDialogs, type_text
from tests.gui.season import said, shown


@pytest.fixture
def page(office: Desk) -> HandoverPage:
    return shown(HandoverPage(office))


def test_a_hand_is_picked_and_comes_back(page: HandoverPage, office: Desk) -> None:
    assert page.now.text() == "Trần Thị Bình"
    type_text(page.name.line, "Nguyễn Thị Mới")
    heard = said(office)
    page.be(page.name.text())
    assert heard[-1].text == "Từ nay mọi việc trên máy này ghi tên Nguyễn Thị Mới."
    assert page.now.text() == "Nguyễn Thị Mới"
    (back,) = page.name_buttons
    back.click()
    assert hands(office.context).now == "Trần Thị Bình"
    page.be(" ")
    assert heard[-1].tone == "error"


def test_a_handover_is_recorded_and_the_keyboard_goes_along(page: HandoverPage, office: Desk) -> None:
    assert page.state == "Trưởng thôn đang ghi trong sổ: Trần Thị Bình"
    assert page.items.rows[0].what == "Hộ gia đình"
    assert "Sao lưu" in page.before.text()
    page.save()
    assert page.form.to.below == "Ghi tên người nhận."
    type_text(page.form.to.line, "le thi cuc")
    page.form.to.line.setText(next(each for each in page.form.to._choices if each.startswith("Lê Thị Cúc")))
    page.form.day.set_text("10/11")
    heard = said(office)
    page.save()
    assert village_offices(office.context)["Trưởng thôn"] == "Lê Thị Cúc"
    assert hands(office.context).now == "Lê Thị Cúc"
    assert "Lê Thị Cúc" in heard[-1].text
    assert page.state.endswith("Lê Thị Cúc")
    page.form.day.set_text("mai")
    type_text(page.form.to.line, "A")
    page.save()
    assert page.form.day.below == "Ghi đủ ngày, tháng, ví dụ 18/11/2026."


def test_minutes_are_printed(page: HandoverPage, office: Desk, dialogs: FakeDialogs, tmp_path: Path) -> None:
    page.print_out()
    dialogs.saved = tmp_path / "biên bản.pdf"
    page.form.day.set_text("")
    previews = []
    office.preview_wanted.connect(lambda *given: previews.append(given))
    page.print_out()
    assert dialogs.saved.exists()
    assert previews[0][3] == 3, "three copies"


def test_looking_at_a_full_number_is_written_down(page: HandoverPage, office: Desk) -> None:
    home = books.household_id(office.context, "01-001")
    card = HouseholdCard(office)
    card.show_household(home)
    card.edit_person(card.detail.members[0])
    assert list_disclosures(office.context) == ()
    card.person_form.number.reveal_button.click()
    (row,) = list_disclosures(office.context)
    assert (row.about, row.way) == ("Nguyễn Văn An", "màn hình")
    page.open()
    assert page.log_model.rows == [row] or list(page.log_model.rows) == [row]


def test_the_village_is_called_otherwise(page: HandoverPage, office: Desk) -> None:
    page.ask_name()
    form = page.renaming
    assert (form.name.text(), form.commune.text()) == ("Đông", "Xã An Quang")
    form.name.set_text("")
    form.day.set_text("mai")
    page.save()
    assert form.name.below == "Ghi tên thôn."
    assert form.day.below.startswith("Ghi đủ ngày")
    type_text(form.name.line, "Đông Hải")
    form.day.set_text("17/11")
    form.commune.set_text("")
    type_text(form.commune.line, "nhan ha")
    form.commune.line.setText(next(each for each in form.commune._choices if "Nhân Hà" in each))
    heard = said(office)
    page.save()
    assert heard[-1].text.startswith("Đã ghi: từ nay là thôn Đông Hải")
    assert not page._both.isHidden()
    page.ask_name()
    assert form.commune.text() == "Xã Nhân Hà"
    assert "thôn Đông, Xã An Quang" in form.history.text()
    page.save()
    assert heard[-1].tone == "error", "nothing changed"
    page.back()
    heard[0].links[-1].act()
    page.ask_name()
    assert form.name.text() == "Đông"


def test_a_commune_the_table_does_not_know_is_typed(page: HandoverPage, office: Desk) -> None:
    page.ask_name()
    page.renaming.commune.set_text("")
    type_text(page.renaming.commune.line, "Phường Rất Mới")
    page.save()
    page.ask_name()
    assert page.renaming.commune.text() == "Phường Rất Mới"


def test_the_window_follows_the_name_of_the_village(office: Desk) -> None:
    window = MainWindow(office, places_for(VILLAGE), NoSettings(), name="Thôn Đông", above="Xã An Quang")
    done = rename_village(office.context, Rename(name="Đông Hà", commune_name="Xã An Hòa"))
    office.changed.emit(done.changes)
    assert window.windowTitle() == "Thôn Đông Hà – Sổ Thôn"
    assert window.navigation._name.text() == "Thôn Đông Hà"
    assert window.navigation._above.text().startswith("Xã An Hòa")
    window.close()
