"""Dữ liệu cá nhân in the window: requests and their days, consents, sensitive fields, erasing somebody."""

import pytest

from app.gui.desk import Desk
from app.gui.household_card import HouseholdCard
from app.gui.lists import ListsPage
from app.gui.privacy import CONSENTS, ERASING, FIELDS, PrivacyPage
from app.gui.privacy_forms import ConsentForm, EraseForm, RequestForm, StepForm, SwitchForm
from app.records.register import ERASED_NAME, SENSITIVE
from app.usecases.households import SavePerson, find_person, household_detail, save_person
from app.usecases.privacy_book import list_consents, list_requests
from app.usecases.safety import create_backup
from app.usecases.sensitive import SwitchOn, list_sensitive, switch_on
from tests.fixtures import books
from tests.gui.fakes import FakeDialogs, type_text
from tests.gui.season import said, shown

NAME = "Nguyễn Thị Con"


@pytest.fixture
def page(office: Desk) -> PrivacyPage:
    return shown(PrivacyPage(office))


def form_of(page: PrivacyPage, kind: type) -> object:
    assert type(page.form) is kind
    return page.form


def pick(page: PrivacyPage, typed: str, name: str) -> None:
    assert page.form is not None
    field = page.form.fields["who"]
    type_text(field.line, typed)  # type: ignore[attr-defined]
    field.line.setText(next(each for each in field._choices if each.startswith(name)))  # type: ignore[attr-defined]
    field.edited.emit()


def test_a_request_is_written_down_answered_put_off_and_done(page: PrivacyPage, office: Desk) -> None:
    assert page.state == ""
    page.new()
    form = form_of(page, RequestForm)
    page.save()
    assert form.who.below == "Ghi ai yêu cầu."
    pick(page, "thi con", NAME)
    form.what.set_text("xoá")
    page.save()
    (row,) = list_requests(office.context)
    assert (row.who, row.what) == (NAME, "xoá")
    assert page.model.rows[0].state == "1 đang chờ"
    page.request_table.show_key(row.id)
    assert page.requests.index(0, 3).data() == "Trả lời trước 20/11/2026"
    assert page.buttons["erase"].isVisible()
    page.buttons["answer"].click()
    form_of(page, StepForm).said.set_text("Sẽ làm")
    page.save()
    page.request_table.show_key(row.id)
    assert page.requests.index(0, 3).data() == "Làm xong trước 08/12/2026"
    page.buttons["extend"].click()
    page.request_table.show_key(row.id)
    assert not page.buttons["extend"].isEnabled()
    page.buttons["finish"].click()
    page.back()
    page.request_table.show_key(row.id)
    page.finish()
    form_of(page, StepForm).said.set_text("Đã xoá trên giấy")
    page.save()
    assert "Đã xoá trên giấy" in page.detail.text()
    assert not page.buttons["finish"].isEnabled()


def test_a_request_over_its_day_is_told_at_the_top(page: PrivacyPage, office: Desk, clock) -> None:
    page.new()
    pick(page, "thi con", NAME)
    page.save()
    clock.advance(7 * 86_400_000)
    page.refresh(None)
    assert page.state == "1 yêu cầu quá hạn"
    assert page.requests.index(0, 3).data().startswith("Quá hạn trả lời")


def test_a_consent_and_its_withdrawal(page: PrivacyPage, office: Desk) -> None:
    page.table.show_key(CONSENTS)
    assert page.main is not None
    assert page.main.text() == "Ghi đồng ý"
    page.new()
    form = form_of(page, ConsentForm)
    page.save()
    assert form.purpose.below == "Ghi để làm gì."
    pick(page, "thi con", NAME)
    type_text(form.purpose.line, "chúc thọ")
    type_text(form.way.line, "ký trên giấy")
    page.save()
    (row,) = list_consents(office.context)
    page.consent_table.show_key(row.id)
    page.buttons["withdraw"].click()
    assert list_consents(office.context)[0].withdrawn is not None
    assert len(list_requests(office.context)) == 1


def test_a_sensitive_field_is_switched_on_shown_and_forgotten(
    page: PrivacyPage, office: Desk, dialogs: FakeDialogs
) -> None:
    child = find_person(office.context, NAME)
    card = HouseholdCard(office)
    card.show_household(books.household_id(office.context, "01-001"))
    card.add_person()
    assert all(card.person_form.fields[name].isHidden() for name in SENSITIVE)
    page.table.show_key(FIELDS)
    page.field_table.show_key("disability")
    page.new()
    form = form_of(page, SwitchForm)
    page.save()
    assert form.basis.below == "Ghi căn cứ nào."
    type_text(form.purpose.line, "xã giao lập danh sách")
    type_text(form.basis.line, "sự đồng ý")
    page.save()
    assert [row.name for row in list_sensitive(office.context) if row.on] == ["disability"]
    card.add_person()
    assert not card.person_form.fields["disability"].isHidden()
    assert card.person_form.fields["religion"].isHidden()
    lists = shown(ListsPage(office))
    lists.begin("person")
    assert {"disability"} == set(lists.form.columns.boxes) & set(SENSITIVE)
    save_person(office.context, SavePerson(id=child, texts={"disability": "vận động"}))
    page.refresh(None)
    page.field_table.show_key("disability")
    assert page.main is not None
    assert page.main.text() == "Tắt mục này"
    dialogs.yes = False
    page.buttons["forget"].click()
    assert list_sensitive(office.context)[-1].held == 1
    dialogs.yes = True
    page.field_table.show_key("disability")
    page.buttons["forget"].click()
    assert (list_sensitive(office.context)[-1].held, list_sensitive(office.context)[-1].on) == (0, False)
    page.field_table.show_key("religion")
    switch_on(office.context, SwitchOn("religion", "a", "b"))
    page.refresh(None)
    page.field_table.show_key("religion")
    page.new()
    assert not any(row.on for row in list_sensitive(office.context))


def test_somebody_is_erased_only_after_seeing_what_goes(
    page: PrivacyPage, office: Desk, dialogs: FakeDialogs, clock
) -> None:
    child = find_person(office.context, NAME)
    create_backup(office.context)
    clock.advance(60_000)
    page.table.show_key(ERASING)
    page.new()
    form = form_of(page, EraseForm)
    page.save()
    assert form.reason.below == "Ghi lý do."
    pick(page, "thi con", NAME)
    assert form.about.text().startswith(f"{NAME}, hộ 01-001. Người này đang ở thôn")
    type_text(form.reason.line, "người đó yêu cầu")
    dialogs.yes = False
    page.save()
    assert dialogs.questions[-1].yes == "Xoá hẳn"
    assert find_person(office.context, NAME) == child
    heard = said(office)
    dialogs.yes = True
    page.save()
    members = household_detail(office.context, books.household_id(office.context, "01-001")).members
    assert [each.texts["full_name"] for each in members][1] == ERASED_NAME
    assert heard[-1].links[0].text == "Bỏ bản sao lưu cũ"
    assert page.thin_button.isVisible()
    clock.advance(60_000)
    page.thin_button.click()
    assert not page.thin_button.isVisible()


def test_a_request_to_delete_leads_to_the_erasure_and_is_closed_by_it(
    page: PrivacyPage, office: Desk, dialogs: FakeDialogs
) -> None:
    page.new()
    pick(page, "thi con", NAME)
    form_of(page, RequestForm).what.set_text("xoá")
    page.save()
    (row,) = list_requests(office.context)
    page.request_table.show_key(row.id)
    page.buttons["erase"].click()
    form = form_of(page, EraseForm)
    assert form.request.text() == row.id
    type_text(form.reason.line, "người đó yêu cầu")
    page.save()
    assert list_requests(office.context)[0].result == "Đã xoá thông tin cá nhân"
