"""The first page and what is made of its answer."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from app.gui.beginning import begin, find_communes, from_titles
from app.gui.errors import NOT_A_PDF
from app.gui.first_run import Door, FirstRunChoice, FirstRunHelp, FirstRunPage, Start
from app.gui.jobs import Jobs
from app.kernel.errors import AppError
from app.kernel.progress import Progress
from app.sync.printed_key import printed_lines
from app.usecases.devices import own_device
from app.usecases.setup import FoundCommune, found_commune
from tests.fixtures import books
from tests.gui.fakes import FakeDialogs, type_text

LIST = Path("ho-dan.xlsx")
AN_QUANG = ("11647", "Xã An Quang, Thành phố Hải Phòng")


def page_with(
    dialogs: FakeDialogs, prefilled: FirstRunChoice | None = None
) -> tuple[FirstRunPage, list[FirstRunChoice]]:
    page = FirstRunPage(dialogs, FirstRunHelp(find_communes, lambda choice: prefilled or choice), Jobs(at_once=True))
    page.resize(1100, 680)
    page.show()
    answers: list[FirstRunChoice] = []
    page.chosen.connect(answers.append)
    return page, answers


def test_two_big_buttons_and_quiet_ones(dialogs: FakeDialogs) -> None:
    page, answers = page_with(dialogs)
    doors = [door for door in page.findChildren(Door) if not door.isHidden()]
    assert [door.accessibleName() for door in doors] == ["Mở danh sách Excel", "Xem thử thôn mẫu"]
    assert all(door.accessibleDescription() and door.height() >= 72 for door in doors)
    quiet = [each.text() for each in page.findChildren(QPushButton) if each.property("look") == "link"]
    assert quiet[:2] == ["Mở tệp của xã", "Đây là máy của xã"]
    QTest.keyClick(doors[1], Qt.Key.Key_Space)
    assert answers == [FirstRunChoice(Start.SAMPLE)]


def test_from_a_list_only_the_name_is_left_to_type(dialogs: FakeDialogs) -> None:
    dialogs.open = LIST
    page, answers = page_with(dialogs, FirstRunChoice(Start.LIST, LIST, "Quang Khải", "thôn", *AN_QUANG))
    page.open_list()
    assert page.form.first_empty() is page.form.person
    page.finish()
    assert answers == []
    assert page.form.person.below == "Ghi tên của bạn."
    type_text(page.form.person.line, "Trần Văn Mẫn")
    page.finish()
    assert answers == [FirstRunChoice(Start.LIST, LIST, "Quang Khải", "thôn", AN_QUANG[0], AN_QUANG[1], "Trần Văn Mẫn")]


def test_enter_in_the_last_line_begins_and_the_tick_says_who_heads_the_village(dialogs: FakeDialogs) -> None:
    dialogs.open = LIST
    page, answers = page_with(dialogs, FirstRunChoice(Start.LIST, LIST, "Quang Khải", "thôn", *AN_QUANG))
    page.open_list()
    type_text(page.form.person.line, "Trần Văn Mẫn")
    page.form.is_head.box.click()
    QTest.keyClick(page.form.person.line, Qt.Key.Key_Return)
    assert [(each.person, each.is_head) for each in answers] == [("Trần Văn Mẫn", False)]
    page.open_commune()
    assert page.form.is_head.isHidden()


def test_a_commune_must_be_picked_not_only_typed(dialogs: FakeDialogs) -> None:
    dialogs.open = LIST
    page, answers = page_with(dialogs)
    page.open_list()
    page.form.village.set_text("Quang Khải")
    page.form.person.set_text("Mẫn")
    type_text(page.form.commune.line, "an qu")
    page.finish()
    assert answers == []
    assert "chọn trong danh sách" in page.form.commune.below
    page.form.commune.set_text(AN_QUANG[1])
    page.finish()
    assert answers[0].commune == "11647"


def test_nobody_chose_a_file(dialogs: FakeDialogs) -> None:
    page, answers = page_with(dialogs)
    page.open_list()
    page.open_commune_file()
    assert page._stack.currentIndex() == 0
    assert answers == []


def test_a_file_of_no_use_says_why(dialogs: FakeDialogs) -> None:
    def refuse(choice: FirstRunChoice) -> FirstRunChoice:
        raise AppError(NOT_A_PDF, file="x")

    dialogs.open = LIST
    page = FirstRunPage(dialogs, FirstRunHelp(find_communes, refuse), Jobs(at_once=True))
    page.open_list()
    assert page.notice_bar.notice is not None
    assert page.notice_bar.notice.tone == "error"
    page.deleteLater()


def test_the_commune_needs_no_village_and_one_can_go_back(dialogs: FakeDialogs) -> None:
    page, answers = page_with(dialogs)
    page.open_commune()
    assert page.form.village.isHidden()
    page.back()
    page.open_commune()
    page.form.commune.set_choice(AN_QUANG)
    page.form.person.set_text("Bùi Thị Hạ")
    page.finish()
    assert (answers[0].start, answers[0].village, answers[0].commune) == (Start.COMMUNE, "", "11647")
    dialogs.open = Path("xa.sothon")
    page.open_commune_file()
    assert not page.form.village.isHidden()
    assert not page.form.commune.isEnabled()


def test_a_commune_whose_computer_is_no_more_types_its_printed_key(dialogs: FakeDialogs, tmp_path: Path, clock) -> None:
    page, answers = page_with(dialogs)
    page.open_commune()
    assert page.form.key_copy.isHidden()
    page.form.commune.set_choice(AN_QUANG)
    page.form.person.set_text("Bùi Thị Hạ")
    page.form.again.box.click()
    assert not page.form.key_copy.isHidden()
    page.finish()
    assert answers == []
    assert "12 dòng" in page.form.key_copy.below
    with books.open_context(tmp_path / "old", clock, 1) as old:
        found_commune(old, FoundCommune("11647"))
        lines, before = printed_lines(own_device(old)), own_device(old).public
    page.form.key_copy.set_text("\n".join(lines))
    page.finish()
    with books.open_context(tmp_path / "new", clock, 2) as new:
        begin(new, answers[0], Progress())
        assert own_device(new).public == before
        assert new.identity.actor == "Bùi Thị Hạ"
    page.form.again.box.click()
    page.finish()
    assert answers[-1].key_copy == ""
    dialogs.open = Path("xa.sothon")
    page.open_commune_file()
    assert page.form.again.isHidden()
    assert page.form.key_copy.isHidden()


@pytest.mark.parametrize(
    ("titles", "village", "label", "commune"),
    [
        (("ỦY BAN NHÂN DÂN XÃ AN QUANG", "DANH SÁCH HỘ DÂN THÔN QUANG KHẢI NĂM 2026"), "Quang Khải", "thôn", "11647"),
        (("Danh sách hộ thôn Quang Khải, xã An Quang",), "Quang Khải", "thôn", "11647"),
        (("Tổ dân phố số 5 - Phường Ba Đình",), "số 5", "tổ dân phố", "00004"),
        (("UBND XÃ AN QUANG", "LÀNG VĂN HÓA QUANG KHẢI"), "Quang Khải", "làng", "11647"),
        (("Xã Tân Tiến, tỉnh Không Có", "Thôn Đông"), "Đông", "thôn", ""),
        (("Bản Nà Lốc (2 nhóm)",), "Nà Lốc", "bản", ""),
        (("DANH SÁCH HỘ",), "", "thôn", ""),
        ((), "", "thôn", ""),
    ],
)
def test_title_rows_fill_in_what_they_name_for_certain(
    titles: tuple[str, ...], village: str, label: str, commune: str
) -> None:
    choice = from_titles(FirstRunChoice(Start.LIST, LIST), titles)
    assert (choice.village, choice.label, choice.commune) == (village, label, commune)


def test_a_commune_that_exists_several_times_is_picked_not_guessed(dialogs: FakeDialogs) -> None:
    choice = from_titles(FirstRunChoice(Start.LIST, LIST, person="Mẫn"), ("UBND XÃ TÂN TIẾN", "THÔN ĐÔNG"))
    assert len(choice.candidates) > 1
    assert choice.commune == ""
    dialogs.open = LIST
    page, answers = page_with(dialogs, choice)
    page.open_list()
    assert not page.form.same_name.isHidden()
    assert page.form.first_empty() is page.form.same_name
    key, words = choice.candidates[1]
    page.form.same_name.set_text(key)
    page.form.same_name.edited.emit()
    assert page.form.commune.text() == words
    page.finish()
    assert answers[0].commune == key
    province = words.rpartition(", ")[2]
    certain = from_titles(FirstRunChoice(Start.LIST, LIST), (province.upper(), "UBND XÃ TÂN TIẾN"))
    assert certain.commune == key


def test_communes_are_found_by_a_part_of_their_name() -> None:
    assert AN_QUANG in find_communes("an quang")
    assert find_communes("An Quang")[0] == AN_QUANG
    assert find_communes("") == []
    assert len(find_communes("t")) == 12
