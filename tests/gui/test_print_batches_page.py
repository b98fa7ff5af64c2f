"""Cam kết, papers: what is asked before printing, what became of the prints, going on after a jam, labels, who signs again."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from app.gui.desk import Desk
from app.gui.pdf_preview import PdfPreview
from app.gui.pledge_tables import WHOLE
from app.gui.pledges import BATCHES, BOARD, SHEETS, WALK, PledgesPage
from app.gui.printing import Sides
from app.gui.theme import Theme
from app.records.pledges import HALVES, ONE_SIDED, TWO_SIDED
from app.usecases.campaigns import list_campaigns, pledge_rows
from app.usecases.events import ChangeHead, record_new_head
from app.usecases.history import undo
from app.usecases.households import SaveHousehold, SavePerson, save_household, save_person
from app.usecases.moves import Heir
from app.usecases.pledges import Sign, sign, withdraw
from app.usecases.printing import PrintSheets, print_sheets
from app.usecases.resigning import resign_rows
from tests.conftest import FakeClock
from tests.gui.fakes import FakeDialogs
from tests.gui.season import open_season, said, shown


@pytest.fixture
def page(office: Desk) -> PledgesPage:
    open_season(office.context)
    return shown(PledgesPage(office))


@pytest.fixture
def previews(page: PledgesPage) -> list[tuple[str, str]]:
    made: list[tuple[str, str]] = []
    page.desk.preview_wanted.connect(lambda path, title, *_: made.append((Path(path).name, title)))
    return made


def printed(page: PledgesPage, dialogs: FakeDialogs, path: Path) -> None:
    """Print the sheets of the whole village."""
    dialogs.saved = path
    page.ask_sheets()
    page.sheets.which.set_text("")
    page.print_sheets()


def choose(page: PledgesPage, words: str) -> None:
    """Press "Giấy khác…" and choose from its list."""
    buttons = [page.board._papers.itemAt(at).widget() for at in range(page.board._papers.count())]
    more = next(each for each in buttons if each.text() == "Giấy khác…")
    more.click()
    menus = more.findChildren(QMenu)
    action = next(each for each in menus[-1].actions() if each.text().startswith(words))
    action.trigger()
    menus[-1].close()


def states(page: PledgesPage) -> list[str]:
    return [row.state for row in page.batches.model.rows]


def test_what_is_asked_before_printing(page: PledgesPage) -> None:
    page.ask_sheets()
    form = page.sheets
    assert (form.command().copies, form.command().paper, form.command().scanning) == (1, ONE_SIDED, False)
    form.copies.set_text("1")
    form.paper.set_text(HALVES)
    form.scanning.set_text("1")
    assert (form.command().copies, form.command().paper, form.command().scanning) == (2, HALVES, True)
    page.ask_sheets()
    assert (form.command().copies, form.command().paper) == (1, ONE_SIDED), "the next print begins plain"


def test_a_print_is_said_to_be_out_and_handed_out(page: PledgesPage, dialogs: FakeDialogs, tmp_path: Path) -> None:
    printed(page, dialogs, tmp_path / "a.pdf")
    assert page._stack.currentIndex() == BATCHES
    assert states(page) == ["prepared"]
    heard = said(page.desk)
    page.batches.printed_button.click()
    assert states(page) == ["printed"]
    assert not page.batches.printed_button.isEnabled()
    page.batches.handed_button.click()
    assert states(page) == ["handed_out"]
    assert not page.batches.handed_button.isEnabled()
    assert [each.text for each in heard] == ["Đã ghi in xong 2 bản.", "Đã ghi phát 2 bản cho các hộ."]
    campaign = list_campaigns(page.desk.context)[0].id
    assert {row.state for row in pledge_rows(page.desk.context, campaign)} == {"delivered"}
    page.desk.undo()
    assert states(page) == ["printed"]
    assert page.batches.handed_button.isEnabled()
    QTest.keyClick(page.batches.table, Qt.Key.Key_Escape)
    assert page._stack.currentIndex() == BOARD


def test_going_on_after_a_jam(
    page: PledgesPage, dialogs: FakeDialogs, tmp_path: Path, previews: list[tuple[str, str]]
) -> None:
    printed(page, dialogs, tmp_path / "a.pdf")
    page.batches.start.set_value(2)
    dialogs.saved = tmp_path / "rest.pdf"
    page.batches.resume_button.click()
    assert previews == [("a.pdf", "Bản cam kết, Cả thôn"), ("rest.pdf", "Bản cam kết, Cả thôn")]
    assert len(page.batches.model.rows) == 1, "going on is no print of its own"
    heard = said(page.desk)
    page.batches.start.set_value(9)
    page.batches.resume_button.click()
    assert "PRINT-004" in heard[-1].detail
    dialogs.saved = None
    page.batches.resume_button.click()
    assert len(previews) == 2


def test_a_reprint_is_told(page: PledgesPage, dialogs: FakeDialogs, tmp_path: Path, clock: FakeClock) -> None:
    printed(page, dialogs, tmp_path / "a.pdf")
    clock.advance(1)
    heard = said(page.desk)
    printed(page, dialogs, tmp_path / "b.pdf")
    assert any("Trong đó 2 bản in lại, có mã mới." in each.text for each in heard)
    assert [row.reprints for row in page.batches.model.rows] == [2, 0]
    clock.advance(1)
    third = print_sheets(page.desk.context, PrintSheets(list_campaigns(page.desk.context)[0].id, tmp_path / "c.pdf"))
    page.desk.changed.emit(third.changes)
    assert page.batches.table.current.id == third.result.batch, "what has just been printed is chosen"


def test_who_wants_no_file_stays_at_the_form(page: PledgesPage, dialogs: FakeDialogs) -> None:
    dialogs.saved = None
    page.ask_sheets()
    page.print_sheets()
    assert page._stack.currentIndex() == SHEETS


def test_nothing_printed_yet(page: PledgesPage) -> None:
    choose(page, "Các lần in")
    assert page._stack.currentIndex() == BATCHES
    assert page.batches.said.text().startswith("Chưa in bản nào")
    assert not page.batches.resume_button.isEnabled()
    assert not page.batches.handed_button.isEnabled()


def test_labels_and_who_has_to_sign_again(
    page: PledgesPage, dialogs: FakeDialogs, tmp_path: Path, previews: list[tuple[str, str]]
) -> None:
    context, heard = page.desk.context, said(page.desk)
    dialogs.saved = tmp_path / "labels.pdf"
    choose(page, "Nhãn bìa hồ sơ")
    assert previews[0][0] == "labels.pdf"
    choose(page, "Danh sách hộ phải ký lại")
    assert "PLEDGE-008" in heard[-1].detail
    row = pledge_rows(context, list_campaigns(context)[0].id)[0]
    sign(context, Sign((row.id,)))
    withdraw(context, [row.id], "hộ xin rút")
    scope = page.scope()
    assert scope is not None
    dialogs.saved = tmp_path / "again.pdf"
    page.papers.write_list("Danh sách hộ phải ký lại", scope)
    assert previews[-1][0] == "again.pdf"


def test_a_household_signs_again_with_one_button_and_all_of_the_list_with_another(page: PledgesPage) -> None:
    context, heard = page.desk.context, said(page.desk)
    season = list_campaigns(context)[0].id
    rows = pledge_rows(context, season)[:2]
    sign(context, Sign(tuple(row.id for row in rows), date(2026, 11, 10)))
    for row in rows:
        spouse = save_person(
            context, SavePerson(row.household, texts={"full_name": "Vũ Thị Mới", "relation": "Vợ"})
        ).result
        record_new_head(context, ChangeHead(row.household, date(2026, 11, 15), Heir(spouse)))
    page.refresh(None)

    page.board.strip.show_row(pledge_rows(context, season)[0])
    page.board.strip.again_button.click()
    assert "ký lại ngày" in heard[-1].text
    assert [row.pledge for row in resign_rows(context, season)] == [rows[1].id]

    scope = page.scope()
    assert scope is not None
    page.again.offer(page.board.strip.again_button, replace(scope, group=""), page.board.chosen_day())
    menu = page.board.strip.again_button.findChildren(QMenu)[-1]
    next(each for each in menu.actions() if each.text().startswith("Ghi 1 hộ")).trigger()
    menu.close()
    assert "1 hộ ký lại" in heard[-1].text
    assert resign_rows(context, season) == ()
    undo(context)
    assert [row.pledge for row in resign_rows(context, season)] == [rows[1].id]


@pytest.mark.parametrize(("paper", "sides"), [(ONE_SIDED, Sides.ONE), (TWO_SIDED, Sides.BOTH), (HALVES, Sides.ONE)])
def test_the_preview_proposes_the_sides_the_print_was_laid_out_for(
    page: PledgesPage, tmp_path: Path, paper: str, sides: Sides
) -> None:
    context = page.desk.context
    command = PrintSheets(list_campaigns(context)[0].id, tmp_path / "a.pdf", paper=paper)
    made = print_sheets(context, command).result
    preview = PdfPreview(page.desk, made.file, "Bản cam kết", made.starts)
    assert preview.sides.text() == sides
    assert preview.order().sides is sides
    preview.last.set_value(1)
    assert preview.order().first <= preview.order().last
    preview.close()


def test_a_household_that_came_later_is_added_from_the_list_of_others(page: PledgesPage) -> None:
    context = page.desk.context
    with pytest.raises(StopIteration):
        choose(page, "Thêm 1 hộ mới")
    save_household(context, SaveHousehold(head="Lê Văn Mới"))
    choose(page, "Thêm 1 hộ mới vào đợt")
    assert "Lê Văn Mới" in [row.head for row in pledge_rows(context, list_campaigns(context)[0].id)]


def test_large_text_moves_two_buttons_into_the_list(page: PledgesPage, screen: Theme) -> None:
    wanted: list[str] = []
    page.desk.navigation_wanted.connect(lambda key, _: wanted.append(key))
    screen.force(dark=False, percent=150)
    assert all(each.isHidden() for each in page._spare)
    choose(page, "Nhập bản đã quét")
    assert wanted == ["scans"]
    screen.force(dark=False, percent=100)
    assert not any(each.isHidden() for each in page._spare)


def test_who_walks_a_group_is_written_down(page: PledgesPage) -> None:
    choose(page, "Ai đi gặp")
    assert page._stack.currentIndex() == WALK
    page.walk.who.set_text("bà Hoa")
    page.save_walker()
    assert page._stack.currentIndex() == BOARD
    choose(page, "Ai đi gặp")
    assert page.walk.who.text() == "bà Hoa"
    page.back()
    page.board.groups.show_key(WHOLE)
    choose(page, "Ai đi gặp")
    assert page._stack.currentIndex() == BOARD, "the whole village is walked by nobody"
