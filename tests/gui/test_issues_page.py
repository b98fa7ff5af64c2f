"""Cần xử lý: two laptops disagree, a person picks, types or leaves it; the answer can be taken back."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from sqlalchemy import select

from app.gui.desk import Desk
from app.gui.issues import IssuesPage
from app.gui.theme import Theme
from app.journal.note import write_note
from app.journal.tables import NOTE
from app.usecases.context import Context
from app.usecases.households import SaveHousehold, household_detail, save_household
from app.usecases.issues import APART
from tests.fixtures import books
from tests.fixtures.stick import edit_phone, household_ids, open_ends
from tests.gui.fakes import FakeDialogs
from tests.gui.season import desk_at, said, shown


@pytest.fixture
def context(tmp_path: Path, clock) -> Iterator[Context]:
    with books.open_context(tmp_path / "books", clock) as opened:
        yield opened


@pytest.fixture
def household(context: Context, tmp_path: Path, clock) -> str:
    """A household whose telephone two laptops have written differently."""
    found = books.found(context)
    with books.second_laptop(context, tmp_path / "second", clock) as other:
        save_household(context, SaveHousehold(found, {"phone": "0987654321"}))
        clock.advance(60_000)
        save_household(other, SaveHousehold(found, {"phone": "0911111111"}))
        books.take_in(context, books.lines_of(other))
    return found


@pytest.fixture
def page(context: Context, household: str, dialogs: FakeDialogs, screen: Theme) -> Iterator[IssuesPage]:
    desk = desk_at(context, dialogs)
    yield shown(IssuesPage(desk))
    desk.jobs.close()


def phone(page: IssuesPage, household: str) -> str:
    return household_detail(page.desk.context, household).row.phone


def test_picking_settles_and_undo_brings_the_value_back(page: IssuesPage, household: str) -> None:
    assert page.state == "1 việc"
    assert page.issue is not None
    first = next(choice for choice in page.issue.choices if choice.value == "0987654321")
    heard = said(page.desk)
    page.pick(first)
    assert phone(page, household) == "0987654321"
    assert heard[-1].text == "Đã chọn: 0987654321."
    assert page.issue is None
    assert page._both.isHidden()
    page.desk.undo()
    assert phone(page, household) == "0911111111"


def test_typing_something_else(page: IssuesPage, household: str) -> None:
    page.typed.set_text("0933333333")
    page.enter_value()
    assert phone(page, household) == "0933333333"


def test_leaving_it_and_going_to_the_household(page: IssuesPage, household: str) -> None:
    went: list[tuple[str, object]] = []
    page.desk.navigation_wanted.connect(lambda key, place: went.append((key, place)))
    page._open.click()
    assert went == [("households", {"household": household})]
    page.dismiss()
    assert page.issue is None
    page.dismiss()
    assert page.state == ""


def test_who_when_and_what_stood_before_are_shown(page: IssuesPage) -> None:
    assert page._before.text() == "Trước đó: 0912345678"
    assert page._newest.isHidden(), "one alone is picked, not taken with many"
    texts = [each.text() for each in page._detail.findChildren(QLabel)]
    assert "Lê Thị Hoa" in texts
    assert "Trần Thị Bình, máy này" in texts
    assert "18/11/2026 08:01, mới nhất" in texts
    page.search.setText("không có ai")  # type: ignore[union-attr]
    assert not page.model.rows


def test_the_keyboard_alone(page: IssuesPage, household: str) -> None:
    page.table.typed.emit("9")
    assert page.issue is not None
    page.table.typed.emit("x")
    assert page.search is not None
    assert page.search.text() == "x"
    page.search.clear()
    QApplication.processEvents()
    page.table.opened.emit(page.issue)
    assert page._buttons_of_choices[0].hasFocus()
    page.table.typed.emit("2")
    assert phone(page, household) == "0987654321"


def test_many_equal_ones_at_once_and_back(
    context: Context, dialogs: FakeDialogs, screen: Theme, tmp_path, clock
) -> None:
    found = books.found(context)
    homes = [found, books.household_id(context, "02-001")]
    with books.second_laptop(context, tmp_path / "second", clock) as other:
        for home in homes:
            save_household(context, SaveHousehold(home, {"phone": "0987654321"}))
            clock.advance(60_000)
            save_household(other, SaveHousehold(home, {"phone": "0911111111"}))
        books.take_in(context, books.lines_of(other))
    desk = desk_at(context, dialogs)
    page = shown(IssuesPage(desk))
    heard = said(desk)
    assert page._newest.text() == "Lấy số liệu mới nhất cho 2 mục này"
    page._newest.click()
    assert heard[-1].text == "Đã lấy số liệu mới nhất cho 2 mục."
    assert [phone(page, home) for home in homes] == ["0911111111"] * 2
    assert page._both.isHidden()
    desk.undo()
    page.refresh(None)
    assert len(page.model.rows) == 0, "an answer that is taken back leaves the newest value, which nobody contests"
    desk.jobs.close()


def test_what_two_ends_do_not_hold_alike_is_listed_and_leads_on(
    tmp_path: Path, clock, dialogs: FakeDialogs, screen: Theme
) -> None:
    with open_ends(tmp_path, clock) as ends:
        home, _ = household_ids(ends.village)
        edit_phone(ends.village, home, "0911111111")
        ends.round()
        with ends.village.writing() as connection:
            lost = connection.scalars(select(NOTE.c.id).where(NOTE.c.record == home).order_by(NOTE.c.n.desc())).first()
            connection.execute(NOTE.delete().where(NOTE.c.id == lost))
        clock.advance(60_000)
        ends.take(ends.send())
        page = shown(IssuesPage(desk_at(ends.commune, dialogs)))
        (row,) = page.model.rows
        assert (row.type, row.name) == (APART, "Thôn Đông")
        assert "Hộ Nguyễn Văn An, 01-001: máy thôn chưa có 1 thay đổi" in [
            each.text() for each in page.findChildren(QLabel)
        ]
        assert not page._seen.isVisible()
        went: list[str] = []
        page.desk.navigation_wanted.connect(lambda key, _: went.append(key))
        page._there.click()
        assert went == ["villages"]
        page.desk.jobs.close()


def test_nothing_to_settle(village: Context, dialogs: FakeDialogs, screen: Theme) -> None:
    desk: Desk = desk_at(village, dialogs)
    page = shown(IssuesPage(desk))
    assert page._both.isHidden()
    assert not page._nothing.isHidden()
    desk.jobs.close()


def test_values_of_a_newer_program_are_shown_without_a_button(page: IssuesPage, household: str) -> None:
    """There is no such field here to write the answer into: it is said what to do, and left as it is by one button."""
    context = page.desk.context
    common = {
        "operation": "e" * 32, "code": "household.save", "record": household, "kind": "household", "actor": "Trưởng thôn",
        "pile": context.identity.pile, "device": "d" * 32, "schema": 9, "prev": {}, "salt": "f" * 32,
    }  # fmt: skip
    notes = [
        write_note(id=mark * 32, at=5, values={"roof": text}, **common) for mark, text in (("a", "đỏ"), ("b", "xám"))
    ]
    books.take_in(context, [note.to_line() for note in notes])
    page.refresh(None)
    other = next(row for row in page.rows if row.field == "roof")
    page.table.show_key(other.id)
    assert page.issue == other
    QApplication.processEvents()
    assert {"đỏ", "xám"} <= {each.text() for each in page.findChildren(QLabel) if each.isVisible()}
    visible = [each.text() for each in page.findChildren(QPushButton) if each.isVisible()]
    assert "Chọn" not in visible
    assert "bản mới hơn" in other.advice
    page.dismiss()
    assert other.id not in {row.id for row in page.rows}
