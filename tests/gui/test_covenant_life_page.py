"""Các bước làm quy ước in the window: the step that is due, votes, papers, comments, what differs."""

from pathlib import Path

import pytest

from app.gui.covenant_life import CHANGES_VIEW, COMMENTS_VIEW, CovenantLifePage
from app.gui.covenant_life_forms import AnswerForm, CommentForm, InvitationForm, StepForm
from app.gui.desk import Desk
from app.records.covenants import MEETING, POST
from app.usecases.covenant_comments import list_comments
from app.usecases.covenant_editing import SaveClause, save_clause
from app.usecases.covenant_life import covenant_life
from app.usecases.covenants import show_covenant, start_covenant
from tests.fixtures.papers import pdf_text, word_text
from tests.gui.fakes import FakeDialogs, type_text
from tests.gui.season import said, shown


@pytest.fixture
def page(office: Desk) -> CovenantLifePage:
    start_covenant(office.context, from_model=True)
    return shown(CovenantLifePage(office))


def post(page: CovenantLifePage) -> None:
    page.next_button.click()
    assert isinstance(page.form, StepForm)
    page.form.day.set_text("1/10/2026")
    page.form.until.set_text("31/10/2026")
    page.form.place.set_text("Nhà văn hóa thôn")
    page.save()


def test_without_a_covenant_the_page_says_where_to_begin(office: Desk) -> None:
    page = shown(CovenantLifePage(office))
    assert not page.nothing.isHidden()
    assert page._whole.isHidden()
    page.new()
    assert page.form is None


def test_each_step_leads_to_the_next(page: CovenantLifePage, office: Desk) -> None:
    assert page.next_words.text() == "Tiếp theo: Niêm yết dự thảo, lấy ý kiến"
    post(page)
    assert page.next_words.text() == "Tiếp theo: Họp thôn biểu quyết"
    assert page.next_due.text() == "Sớm nhất 31/10/2026."
    page.next_button.click()
    form = page.form
    assert isinstance(form, StepForm)
    assert form.numbers["total"].value() == 2, "the households of now"
    form.day.set_text("2/11/2026")
    form.numbers["present"].set_value(3)
    heard = said(office)
    page.save()
    assert "COVENANT-012" in heard[-1].text + heard[-1].detail
    assert page.form is form, "what was typed stays"
    form.numbers["present"].set_value(2)
    form.numbers["agreed"].set_value(2)
    page.save()
    assert page.state == "Bản 1, đã thông qua"
    assert page.next_due.text() == "Đã quá hạn 09/11/2026."
    assert [row.what for row in page.steps.rows] == [POST, MEETING]
    office.undo()
    assert [row.what for row in page.steps.rows] == [POST]


def test_papers_are_made_and_previewed(
    page: CovenantLifePage, office: Desk, dialogs: FakeDialogs, tmp_path: Path
) -> None:
    post(page)
    previews: list[Path] = []
    office.preview_wanted.connect(lambda path, *_: previews.append(path))
    dialogs.saved = tmp_path / "thông báo.pdf"
    page.papers["Thông báo niêm yết (in PDF)"]()
    assert previews == [tmp_path / "thông báo.pdf"]
    dialogs.saved = tmp_path / "phiếu.pdf"
    page.papers["Phiếu lấy ý kiến (in PDF)"]()
    assert pdf_text(tmp_path / "phiếu.pdf").count("PHIẾU LẤY Ý KIẾN") == 2
    dialogs.saved = tmp_path / "thông báo.docx"
    page.papers["Thông báo niêm yết (sửa bằng Word)"]()
    assert (tmp_path / "thông báo.docx").is_file()
    heard = said(office)
    dialogs.saved = tmp_path / "biên bản.pdf"
    for name in ("Biên bản kiểm phiếu", "Biên bản biểu quyết"):
        page.papers[f"{name} (in PDF)"]()
        assert "COVENANT-013" in heard[-1].text + heard[-1].detail
        assert not (tmp_path / "biên bản.pdf").exists()
    dialogs.saved = tmp_path / "phiếu.docx"
    page.papers["Phiếu lấy ý kiến (sửa bằng Word)"]()
    assert word_text(tmp_path / "phiếu.docx").count("PHIẾU LẤY Ý KIẾN") == 2
    assert len(previews) == 2, "Word is for editing"


def test_invitations_are_asked_for_and_made(
    page: CovenantLifePage, office: Desk, dialogs: FakeDialogs, tmp_path: Path
) -> None:
    page.papers["Giấy mời họp"]()
    form = page.form
    assert isinstance(form, InvitationForm)
    form.about.set_text("")
    form.day.set_text("thứ bảy")
    page.save()
    assert form.about.below == "Ghi mời dự cuộc gì."
    form.about.set_text("cuộc họp thôn")
    form.day.set_text("5/12/2026")
    page.save()
    assert page.form is form, "nowhere to save was chosen"
    dialogs.saved = tmp_path / "giấy mời.pdf"
    page.save()
    assert page.form is None
    assert pdf_text(tmp_path / "giấy mời.pdf").count("GIẤY MỜI") == 2
    page.ask_invitations()
    dialogs.saved = tmp_path / "giấy mời.docx"
    page.save()
    assert word_text(tmp_path / "giấy mời.docx").count("GIẤY MỜI") == 2


def test_a_comment_is_written_down_and_answered(page: CovenantLifePage, office: Desk) -> None:
    page.new()
    form = page.form
    assert isinstance(form, CommentForm)
    page.save()
    assert form.text.below == "Ghi ý kiến."
    form.text.set_text("Thêm giờ đổ rác")
    form.article.set_text("2")
    type_text(form.household.line, "khong co ho nay")
    page.save()
    assert form.household.below == "Chọn một hộ trong danh sách hiện ra."
    form.household.line.clear()
    type_text(form.household.line, "nguyen van an")
    form.household.line.setText(next(each for each in form.household._choices if each.startswith("01-001")))
    page.save()
    (row,) = list_comments(office.context)
    assert (row.article, row.household) == ("2", "01-001 Nguyễn Văn An")
    assert page.chips.buttons[COMMENTS_VIEW].text() == "Ý kiến (1)"
    page.chips.buttons[COMMENTS_VIEW].click()
    assert page._views.currentIndex() == 1
    page.comments_table.show_key(row.id)
    page.answer_button.click()
    assert isinstance(page.form, AnswerForm)
    page.save()
    assert page.form.said.below == "Ghi tiếp thu hay trả lời thế nào."
    page.form.said.set_text("Đã đưa vào khoản 2")
    page.save()
    assert list_comments(office.context)[0].answer == "Đã đưa vào khoản 2"


def test_what_differs_from_the_version_before(page: CovenantLifePage, office: Desk) -> None:
    assert page.changed_words == ["Chưa có bản trước, hoặc hai bản giống hệt nhau."]
    post(page)
    page.record(MEETING)
    assert isinstance(page.form, StepForm)
    page.form.day.set_text("2/11/2026")
    for name in ("present", "agreed"):
        page.form.numbers[name].set_value(2)
    page.save()
    view = show_covenant(office.context)
    assert view is not None
    row = next(row for row in view.clauses if row.clause.level == "điều")
    done = save_clause(office.context, SaveClause(row.id, {"heading": "Tên mới"}, {"heading": row.clause.heading}))
    office.changed.emit(done.changes)
    page.refresh(done.changes)
    page.chips.choose(CHANGES_VIEW)
    assert [words[0] for words in page.changed_words] == ["−", "+"]
    assert "Tên mới" in page.changed_words[1]
    life = covenant_life(office.context)
    assert life is not None
    assert (life.number, page.steps.rows) == (2, [])
