"""Forms: typing as Unikey types, dates as people write them, problems at their field, drafts that survive."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from app.gui.drafts import PAUSE_MS, DraftKeeper
from app.gui.fields import (
    AreaField,
    ChoiceField,
    DateField,
    Field,
    NumberField,
    PickField,
    TextField,
    TickField,
    understood,
)
from app.gui.forms import Form
from app.vietnamese.dates import parse_date
from tests.gui.fakes import FakeDrafts, type_text
from tests.gui.samples import DetailForm, household_rows


@pytest.fixture
def form() -> Iterator[DetailForm]:
    made = DetailForm()
    made.show()
    made.activateWindow()
    assert QTest.qWaitForWindowActive(made)
    yield made
    made.close()


def test_nothing_is_touched_while_typing_and_all_is_tidy_afterwards(form: DetailForm) -> None:
    form.head.setFocus()
    type_text(form.head.line, "  Tra<â<ần  Thi<ị ơ<Ơn ")
    assert form.head.line.text() == "  Trần  Thị Ơn "
    form.phone.setFocus()
    assert form.head.line.text() == "Trần Thị Ơn"


def test_decomposed_letters_become_whole_ones() -> None:
    field = TextField("Tên")
    field.set_text("Tra\u0302\u0300n")
    assert field.text() == "Trần"
    area = AreaField("Ghi chú")
    area.set_text(" Ha\u0323\nha ")
    assert area.text() == "Hạ\nha"
    for each in (field, area):
        each.deleteLater()


@pytest.mark.parametrize(
    ("typed", "below"),
    [
        ("5/3/72", "Hiểu là: ngày 05 tháng 3 năm 1972"),
        ("12/1/26", "Hiểu là: ngày 12 tháng 01 năm 2026"),
        ("1950", "Hiểu là: năm 1950"),
        ("3/1972", "Hiểu là: tháng 3 năm 1972"),
        ("31/2/1972", "Chưa rõ ngày nào, sẽ giữ đúng như đã gõ"),
        ("5/3/", "Chưa rõ ngày nào, sẽ giữ đúng như đã gõ"),
        ("", ""),
    ],
)
def test_a_date_shows_how_it_was_understood(typed: str, below: str) -> None:
    field = DateField("Ngày sinh", 2026)
    type_text(field.line, "1")
    QTest.keyClick(field.line, Qt.Key.Key_Backspace)
    type_text(field.line, typed)
    assert field.below == below
    assert field.line.text() == typed
    assert field.value().display() == parse_date(typed, 2026).display()
    field.deleteLater()


def test_a_date_known_before_is_shown_as_it_is() -> None:
    field = DateField("Ngày sinh", 2026)
    field.set_value(parse_date("5/3/1972"))
    assert field.text() == "05/03/1972"
    field.set_value(None)
    assert field.text() == ""
    assert understood(parse_date("tháng 2 năm 1960")) == "Hiểu là: tháng 02 năm 1960"
    field.deleteLater()


@pytest.mark.parametrize(("typed", "kept"), [("7", 7), ("0", 1), ("99", 12), ("", 3), ("ba", 3), ("²", 3)])
def test_a_number_is_put_right_when_editing_ends(typed: str, kept: int) -> None:
    field = NumberField("Từ bản thứ", 3, 1, 12)
    field.line.clear()
    type_text(field.line, typed)
    assert field.line.text() == typed
    assert field.value() == kept
    QTest.keyClick(field.line, Qt.Key.Key_Return)
    assert field.line.text() == str(kept)
    field.deleteLater()


def test_a_choice_keeps_its_key() -> None:
    field = ChoiceField("Giới tính", [("", "Chưa rõ"), ("m", "Nam"), ("f", "Nữ")])
    field.set_text("f")
    field.show_choices([("f", "Nữ"), ("m", "Nam")])
    assert field.text() == "f"
    field.set_text("khác")
    assert field.text() == "f"
    field.deleteLater()


def test_the_wheel_does_not_change_a_choice_it_passes(form: DetailForm) -> None:
    box = form.fields["sex"].control
    before = form.fields["sex"].text()
    form.head.setFocus()
    wheel = QWheelEvent(
        QPointF(5, 5), QPointF(5, 5), QPoint(0, 0), QPoint(0, -120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(box, wheel)
    assert form.fields["sex"].text() == before


def test_one_of_many_is_picked_from_the_list_and_what_was_typed_stands_otherwise() -> None:
    asked: list[str] = []

    def find(text: str) -> list[tuple[str, str]]:
        asked.append(text)
        return [("11647", "Xã An Quang, Thành phố Hải Phòng")]

    field = PickField("Xã", find)
    type_text(field.line, "an qu")
    assert asked[-1] == "an qu"
    assert field.line.text() == "an qu"
    assert field.key() == ""
    field.set_text("Xã An Quang, Thành phố Hải Phòng")
    assert field.key() == "11647"
    field.set_choice(("00004", "Phường Ba Đình"))
    assert (field.key(), field.text()) == ("00004", "Phường Ba Đình")
    field.deleteLater()


def test_a_tick_is_text_for_drafts() -> None:
    field = TickField("Tạm trú", "Đang tạm trú")
    assert field.text() == ""
    field.box.click()
    assert field.text() == "1"
    field.set_text("")
    assert not field.box.isChecked()
    field.deleteLater()


def test_problems_stand_at_their_field_and_the_first_hard_one_has_the_focus(form: DetailForm) -> None:
    assert not form.check()
    assert form.head.below == "Ghi tên chủ hộ."
    assert form.head.line.property("problem") is True
    assert form.phone.below == "Chưa có số điện thoại."
    assert form.phone.line.property("problem") in (None, False)
    assert form.head.line.hasFocus()
    form.load(household_rows(1)[0])
    assert form.check()
    assert form.head.below == ""


def test_a_problem_goes_when_one_types(form: DetailForm) -> None:
    form.check()
    type_text(form.head.line, "A")
    assert form.head.below == ""
    assert form.head.line.property("problem") is False


def test_every_field_has_a_name_for_screen_readers(form: DetailForm) -> None:
    for field in form.fields.values():
        assert field.control.accessibleName()


def test_a_name_is_used_once() -> None:
    form = DetailForm()
    with pytest.raises(ValueError, match="head"):
        form.add("head", TextField("Chủ hộ"))
    form.deleteLater()


def test_a_form_and_a_field_must_say_what_they_are() -> None:
    plain, form = Field("Tên", QLineEdit()), Form()
    for broken in (plain.text, lambda: plain.set_text(""), lambda: form.load(None), form.problems, form.command):
        with pytest.raises(NotImplementedError):
            broken()
    plain.deleteLater()
    form.deleteLater()


def test_what_was_typed_survives(form: DetailForm, drafts: FakeDrafts) -> None:
    keeper = DraftKeeper(form, drafts)
    assert not keeper.begin("household:new")
    type_text(form.head.line, "Trần Thị")
    assert drafts.kept == {}
    QTest.qWait(PAUSE_MS + 200)
    assert drafts.kept["household:new"]["head"] == "Trần Thị"
    after_the_crash = DetailForm()
    assert DraftKeeper(after_the_crash, drafts).begin("household:new")
    assert after_the_crash.head.text() == "Trần Thị"
    after_the_crash.deleteLater()


def test_a_draft_is_kept_when_the_form_is_left_and_forgotten_when_it_is_saved(
    form: DetailForm, drafts: FakeDrafts
) -> None:
    keeper = DraftKeeper(form, drafts)
    keeper.begin("household:1")
    type_text(form.head.line, "Bùi")
    keeper.keep_if_waiting()
    assert drafts.kept["household:1"]["head"] == "Bùi"
    keeper.finish()
    assert drafts.kept == {}
    type_text(form.head.line, " Hà")
    keeper.keep_if_waiting()
    keeper.keep()
    assert drafts.kept == {}


def test_a_pause_does_not_wait_for_long_work(form: DetailForm, drafts: FakeDrafts) -> None:
    busy = [True]
    keeper = DraftKeeper(form, drafts, lambda: busy[0])
    keeper.begin("household:1")
    type_text(form.head.line, "Bùi")
    QTest.qWait(PAUSE_MS + 200)
    assert drafts.kept == {}
    busy[0] = False
    QTest.qWait(PAUSE_MS + 200)
    assert "household:1" in drafts.kept


def test_fields_of_an_older_version_are_passed_over(form: DetailForm) -> None:
    form.set_texts({"head": "Lê An", "gone": "x"})
    assert form.texts()["head"] == "Lê An"
