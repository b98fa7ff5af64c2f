"""Quy ước: from the model or a file, edited article by article, passed, recognised, and edited again as a new version."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from app.gui.covenant import DECISION, NOTHING, TEXT_VIEW, CovenantPage
from app.gui.covenant_sections import renumbered
from app.gui.theme import Theme
from app.usecases.context import Context
from app.usecases.covenant_editing import SaveClause, save_clauses
from app.usecases.covenants import show_covenant
from tests.gui.fakes import FakeDialogs, type_text
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


def test_articles_count_through_again_after_one_was_put_in(filled: CovenantPage) -> None:
    assert filled.renumber_button.isHidden()
    filled.table.setCurrentIndex(filled.model.index(0, 0))
    filled.new()
    filled.article.editors[0].text.set_text("Mỗi hộ một thùng rác.")
    assert [row.title for row in filled.model.rows] == ["Điều 1", "Điều 2", "Điều 2"]
    heard = said(filled.desk)
    filled.renumber()
    assert [row.title for row in filled.model.rows] == ["Điều 1", "Điều 2", "Điều 3"]
    assert filled.model.rows[1].rows[0].clause.text == "Mỗi hộ một thùng rác."
    assert "Đã đánh lại số 1 điều" in heard[-1].text
    assert filled.renumber_button.isHidden()
    filled.desk.undo()
    assert [row.title for row in filled.model.rows] == ["Điều 1", "Điều 2", "Điều 2"]
    filled.renumber()
    filled.next_step()
    assert filled.renumber_button.isHidden()


def test_khoan_count_within_their_article_and_odd_numbers_stay(filled: CovenantPage) -> None:
    assert filled.view is not None
    assert renumbered(filled.view) == ()
    filled.table.setCurrentIndex(filled.model.index(0, 0))
    filled.remove(filled.model.rows[0].rows[1].id)
    assert [each.texts for each in renumbered(filled.view)] == [{"number": "1"}]
    odd = filled.model.rows[1].rows[0].id
    save_clauses(filled.desk.context, [SaveClause(odd, {"number": "1a"})])
    filled.refresh(None)
    assert [each.node == odd for each in renumbered(filled.view)] == [False]


def test_an_article_half_edited_survives(filled: CovenantPage) -> None:
    filled.table.setCurrentIndex(filled.model.index(1, 0))
    filled.article.edit()
    type_text(filled.article.editors[0].text.area, "Và")
    filled.article.edit()
    assert filled.article.commands(), "Enter on the list again throws nothing away"
    filled.leave()
    again = shown(CovenantPage(filled.desk))
    heard = said(filled.desk)
    again.table.setCurrentIndex(again.model.index(1, 0))
    again.article.edit()
    assert again.article.editors[0].text.text().startswith("Và")
    assert heard[-1].text == "Đã lấy lại chỗ sửa dở lần trước ở Điều 2."
    again.article.give_up()
    again.article.edit()
    assert not again.article.commands()
    assert len(heard) == 1
    again.table.setCurrentIndex(again.model.index(0, 0))
    again.leave()


def test_removing_a_clause_keeps_what_was_typed_beside_it(filled: CovenantPage) -> None:
    filled.table.setCurrentIndex(filled.model.index(0, 0))
    filled.article.edit()
    filled.article.editors[1].text.set_text("Mọi hộ cùng làm.")
    filled.remove(filled.article.editors[2].row.id)
    assert [row.clause.text for row in filled.model.rows[0].rows] == ["", "Mọi hộ cùng làm."]


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
    filled.decision.day.set_text("19/11/2026")
    filled.save()
    assert filled.decision.day.below == "Ngày này chưa tới."
    filled.decision.day.set_text("12/3")
    filled.save()
    view = show_covenant(filled.desk.context)
    assert view is not None
    assert view.decision is not None
    assert (view.state, view.decision.day) == ("có hiệu lực", date(2026, 3, 12))
    assert "số 15/QĐ-UBND ngày 12/03/2026" in filled.steps.text().replace("\u00a0", " ")
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
