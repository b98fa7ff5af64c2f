"""Quy ước: from the model or a file, edited article by article, passed, recognised, and edited again as a new version."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from app.gui.covenant import DECISION, NOTHING, TEXT_VIEW, CovenantPage
from app.gui.theme import Theme
from app.usecases.context import Context
from app.usecases.covenants import show_covenant
from tests.gui.fakes import FakeDialogs
from tests.gui.season import desk_at, said, shown

TEXT = """QUY ƯỚC THÔN ĐÔNG
Điều 1. Phạm vi
1. Mọi hộ trong thôn cùng thực hiện.
2. Khách đến thôn cũng thực hiện.
Điều 2. Vệ sinh
Ai vứt rác ra đường thì bị phạt tiền.
"""


@pytest.fixture
def page(village: Context, dialogs: FakeDialogs, screen: Theme) -> Iterator[CovenantPage]:
    desk = desk_at(village, dialogs)
    yield shown(CovenantPage(desk))
    desk.jobs.close()


@pytest.fixture
def filled(page: CovenantPage, dialogs: FakeDialogs, tmp_path: Path) -> CovenantPage:
    dialogs.open = tmp_path / "quy-uoc.txt"
    dialogs.open.write_text(TEXT, encoding="utf-8")
    page.open_file()
    return page


def titles(page: CovenantPage) -> list[str]:
    return [f"{row.title} {row.heading}" for row in page.model.rows]


def test_nothing_then_the_model(page: CovenantPage) -> None:
    assert page._stack.currentIndex() == NOTHING
    page.start_from_model()
    assert page._stack.currentIndex() == TEXT_VIEW
    assert page.state == "Quy ước thôn Đông: bản 1, dự thảo"
    assert sum(row.is_article for row in page.model.rows) == 16


def test_a_file_by_article_with_its_warnings(filled: CovenantPage) -> None:
    assert titles(filled) == ["Điều 1 Phạm vi", "Điều 2 Vệ sinh"]
    assert filled.notes.text() == "1 chỗ nên xem lại, ghi màu nâu ở danh sách điều."
    assert "phạt tiền" in filled.model.rows[1].warnings[0]
    heard = said(filled.desk)
    filled.open_file()
    assert "giống hệt" in heard[-1].text


def test_an_article_is_edited_in_its_place_as_one_operation(filled: CovenantPage) -> None:
    filled.table.setCurrentIndex(filled.model.index(0, 0))
    filled.article.edit()
    heading, first, second = filled.article.editors
    assert heading.heading is not None
    heading.heading.set_text("Phạm vi áp dụng")
    second.text.set_text("Khách đến thôn cùng thực hiện.")
    filled.save()
    assert titles(filled)[0] == "Điều 1 Phạm vi áp dụng"
    assert not filled.article.editing
    assert first.command() is None
    filled.desk.undo()
    assert titles(filled)[0] == "Điều 1 Phạm vi"


def test_adding_and_removing(filled: CovenantPage) -> None:
    filled.table.setCurrentIndex(filled.model.index(0, 0))
    filled.article.edit()
    filled.add("khoản")
    assert [each.row.clause.number for each in filled.article.editors] == ["1", "1", "2", "3"]
    filled.article.editors[-1].text.set_text("Trẻ em được người lớn nhắc.")
    filled.save()
    filled.new()
    assert titles(filled)[1].startswith("Điều 2")
    filled.save()
    filled.remove(filled.model.rows[1].rows[0].id)
    assert titles(filled) == ["Điều 1 Phạm vi", "Điều 2 Vệ sinh"]
    assert filled.model.rows[0].rows[-1].clause.text == "Trẻ em được người lớn nhắc."


def test_going_to_another_article_keeps_what_was_typed(filled: CovenantPage) -> None:
    filled.table.setCurrentIndex(filled.model.index(1, 0))
    filled.article.edit()
    filled.article.editors[0].text.set_text("Giữ sạch đường làng.")
    filled.table.setCurrentIndex(filled.model.index(0, 0))
    assert filled.model.rows[1].rows[0].clause.text == "Giữ sạch đường làng."


def test_the_steps_until_it_is_in_force_and_a_new_version_after(filled: CovenantPage) -> None:
    went: list[str] = []
    filled.desk.navigation_wanted.connect(lambda key, place: went.append(key))
    filled.next_step()
    assert filled.next.text() == "Ghi quyết định công nhận"
    filled.next_step()
    assert filled._stack.currentIndex() == DECISION
    filled.save()
    assert "Ghi số" in filled.decision.number.below
    filled.decision.number.set_text("15/QĐ-UBND")
    filled.decision.day.set_text("12/3")
    filled.save()
    view = show_covenant(filled.desk.context)
    assert view is not None
    assert view.decision is not None
    assert (view.state, view.decision.day) == ("có hiệu lực", date(2026, 3, 12))
    assert "số 15/QĐ-UBND ngày 12/03/2026" in filled.steps.text()
    filled.next_step()
    assert went == ["handbook"]
    filled.table.setCurrentIndex(filled.model.index(0, 0))
    filled.article.edit()
    filled.article.editors[1].text.set_text("Mọi hộ cùng làm.")
    heard = said(filled.desk)
    filled.save()
    assert "bản mới" in heard[-1].text
    assert filled.state.endswith("bản 2, dự thảo")
    old = next(each for each in (filled.view.versions if filled.view else ()) if each.number == 1)
    filled.version.set_text(old.id)
    filled.version.edited.emit()
    assert filled.model.rows[0].rows[1].clause.text == "Mọi hộ trong thôn cùng thực hiện."
