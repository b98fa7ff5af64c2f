"""Lời văn trên giấy: a sentence is worded anew, previewed while it is typed, and put back."""

from collections.abc import Iterator

import pytest

from app.gui.letterhead_form import LetterheadForm
from app.gui.theme import Theme
from app.gui.wording import WordingPage
from app.usecases.context import Context
from app.usecases.letterheads import LIST, OF_PARTY, OF_VILLAGE, PLEDGE, show_letterhead
from app.usecases.own_wording import wording_rows
from tests.fixtures import books
from tests.gui.fakes import FakeDialogs, type_text
from tests.gui.season import desk_at, said, shown


@pytest.fixture
def page(context: Context, dialogs: FakeDialogs, screen: Theme) -> Iterator[WordingPage]:
    books.found(context)
    desk = desk_at(context, dialogs)
    made = shown(WordingPage(desk), form="invitation")
    made.table.show_key("to")
    yield made
    made.leave()
    desk.jobs.close()


def test_the_sentences_of_a_paper_are_listed_and_searched(page: WordingPage) -> None:
    assert page.state == "10 câu của chương trình"
    assert page.row is not None
    assert page.row.entry == "to"
    assert "{chủ hộ}" in page.text.text()
    assert page._fields.text() == "Trường dùng được: {chủ hộ}"
    assert page.sample.text().endswith("Nguyễn Thị Ánh Nguyệt")
    page.paper.set_text("handbook")
    page._read()
    assert page.search is not None
    page.search.setText("cuon so")
    page._show_rows()
    assert [row.entry for row in page.model.rows] == ["cover_copy"]
    page.search.setText("khong co cau nay")
    page._show_rows()
    assert page._card.isHidden()
    page.save()
    assert page.row is None


def test_what_is_typed_is_shown_as_it_will_be_printed_and_kept(page: WordingPage) -> None:
    heard = said(page.desk)
    page.text.set_text("")
    type_text(page.text.area, "Kính mời bác {chủ hộ}")
    assert page.sample.text() == "Kính mời bác Nguyễn Thị Ánh Nguyệt"
    page.save()
    assert "Giấy in từ nay ghi như vậy" in heard[-1].text
    assert page.state == "10 câu, 1 câu của thôn"
    assert page.row is not None
    assert (page.row.entry, page.text.text()) == ("to", "Kính mời bác {chủ hộ}")
    assert not page.put_back.isHidden()
    page.restore()
    assert page.state == "10 câu của chương trình"
    assert page.text.text().startswith("Thôn trân trọng kính mời")
    assert page.put_back.isHidden()


def test_a_field_that_is_not_there_is_named_while_one_types_and_not_kept(page: WordingPage) -> None:
    heard = said(page.desk)
    page.text.set_text("Kính mời bác {chủ nhà}")
    page.preview()
    assert "không có trường «chủ nhà»" in page.text.below
    assert page.sample.text() == ""
    page.save()
    assert "WORDING-002" in heard[-1].text + heard[-1].detail
    assert page.text.text() == "Kính mời bác {chủ nhà}", "what was typed is still there to be mended"
    assert not any(row.own for row in wording_rows(page.desk.context, "invitation"))


def test_the_whole_paper_is_shown_with_the_sentence_as_it_is_typed(page: WordingPage) -> None:
    page.print_out()
    assert page.left.currentIndex() == 1
    assert page.document.pageCount() == 1
    assert "Thôn trân trọng kính mời" in page.document.getAllText(0).text()
    page.text.set_text("Kính mời bác {chủ hộ}")
    page.preview()
    assert page._pause.isActive()
    page.draw()
    assert "Kính mời bác Nguyễn Thị Ánh Nguyệt" in page.document.getAllText(0).text()
    page.text.set_text("Kính mời bác {chủ nhà}")
    page.preview()
    page.draw()
    assert "Kính mời bác Nguyễn Thị Ánh Nguyệt" in page.document.getAllText(0).text(), (
        "what cannot be printed is not drawn"
    )
    assert not any(row.own for row in wording_rows(page.desk.context, "invitation"))
    assert page.search is not None
    page.search.searched.emit("mời")
    assert page.left.currentIndex() == 0


def test_who_issues_a_paper_is_chosen_and_seen_on_it(page: WordingPage) -> None:
    heard = said(page.desk)
    page.ask_letterhead()
    assert page._front.isHidden()
    form = page.form
    assert isinstance(form, LetterheadForm)
    assert (form.paper.text(), form.issuer.text(), form._lines["issuer"].text()) == (PLEDGE, OF_VILLAGE, "THÔN ĐÔNG")
    form.paper.set_text(LIST)
    form.issuer.set_text(OF_PARTY)
    form._offer()
    assert form._lines["issuer"].text() == "CHI BỘ THÔN ĐÔNG"
    page.save()
    assert "có đầu văn bản này" in heard[-1].text
    assert not page._front.isHidden()
    page.print_out()
    assert "CỘNG HÒA" in page.document.getAllText(0).text(), (
        "an invitation to the village's meeting stays the village's"
    )
    page.open(form="delivery_list")
    page.draw()
    page.ask_letterhead()
    form = page.form
    assert isinstance(form, LetterheadForm)
    form.paper.set_text(LIST)
    form._read()
    assert form.issuer.text() == OF_PARTY
    form.issuer.set_text("")
    form._offer()
    assert form._lines["issuer"].text() == "CHI BỘ THÔN ĐÔNG", "another issuer is typed over it"
    form._lines["issuer"].set_text("")
    page.save()
    assert "Ghi nơi ban hành" in form._lines["issuer"].below
    page.back()
    assert show_letterhead(page.desk.context, LIST).issuer == "CHI BỘ THÔN ĐÔNG"
