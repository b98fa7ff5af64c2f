"""Sổ tay: the pages beside the choices, and printing them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.gui.handbook import HandbookPage
from app.gui.theme import Theme
from app.usecases.context import Context
from app.usecases.covenants import start_covenant
from app.usecases.handbooks import COMMENTS, list_editions
from tests.gui.fakes import FakeDialogs
from tests.gui.season import desk_at, people_register, said, shown


@pytest.fixture
def page(village: Context, dialogs: FakeDialogs, screen: Theme) -> Iterator[HandbookPage]:
    people_register(village)
    desk = desk_at(village, dialogs)
    made = shown(HandbookPage(desk))
    yield made
    made.leave()
    desk.jobs.close()


def test_without_a_covenant_the_way_there(page: HandbookPage) -> None:
    assert page._stack.currentIndex() == 0
    page.print_out()
    assert page.state == "Chưa có quy ước để làm sổ tay"
    page.desk.notify_done(start_covenant(page.desk.context, from_model=True), "Đã nhập")
    assert page._stack.currentIndex() == 1
    assert page.state.endswith("trang, 5 quyển")


def test_choices_change_the_pages(page: HandbookPage) -> None:
    start_covenant(page.desk.context, from_model=True)
    page.refresh(None)
    before = page.document.pageCount()
    page.form.parts.boxes["comments"].click()
    assert page._pause.isActive()
    assert COMMENTS not in page.form.command().parts
    page.draw()
    assert page.document.pageCount() < before


def test_printing_is_recorded_and_shown(page: HandbookPage, dialogs: FakeDialogs, tmp_path: Path) -> None:
    start_covenant(page.desk.context, from_model=True)
    page.refresh(None)
    heard, previews = said(page.desk), []
    page.desk.preview_wanted.connect(lambda path, title, sheets, copies: previews.append((path.name, copies)))
    page.print_out()
    assert not previews
    dialogs.saved = tmp_path / "so-tay.pdf"
    page.form.booklet.set_text("1")
    page.print_out()
    assert previews == [("so-tay.pdf", 5)]
    assert "Bấm In để in 5 quyển" in heard[-1].text
    assert [each.copies for each in list_editions(page.desk.context)] == [5]
    assert page.printed.text() == "Đã in: 18/11/2026, 5 quyển"
    page.form.booklet.set_text("")
    dialogs.saved = tmp_path / "so-tay.docx"
    page.print_out()
    assert heard[-1].text == "Đã ghi sổ tay ra Word để sửa."
    assert (len(previews), len(list_editions(page.desk.context))) == (1, 1), "Word is for editing"


def test_names_on_the_covers_make_one_copy_a_household(
    page: HandbookPage, dialogs: FakeDialogs, tmp_path: Path
) -> None:
    start_covenant(page.desk.context, from_model=True)
    page.refresh(None)
    page.form.copies.set_value(2)
    page.form.personal.box.click()
    assert (page.form.copies.value(), page.form.copies.isEnabled()) == (5, False)
    dialogs.saved = tmp_path / "so-tay.pdf"
    wanted: list[int] = []
    page.desk.preview_wanted.connect(lambda path, title, sheets, copies: wanted.append(copies))
    page.print_out()
    assert [each.copies for each in list_editions(page.desk.context)] == [5]
    assert wanted == [1], "the file holds all five books"
    page.form.personal.box.click()
    assert page.form.copies.isEnabled()
