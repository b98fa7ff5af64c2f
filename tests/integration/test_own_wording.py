"""A village's own words on its papers: kept, checked, printed, taken back; no other form and no other village speaks in them."""

import string

import pytest

from app.documents.wording import shipped_texts
from app.kernel.errors import AppError
from app.records.papers import FormWording
from app.usecases.campaigns import OpenCampaign, open_campaign
from app.usecases.covenants import start_covenant
from app.usecases.handbooks import PrintHandbook, preview_handbook, print_handbook
from app.usecases.history import undo
from app.usecases.invitations import PrintInvitations, print_invitations
from app.usecases.own_wording import (
    FORMS,
    SaveWording,
    _names,
    preview_wording,
    save_wording,
    wording_rows,
)
from app.usecases.print_batches import ResumeBatch, resume_batch
from app.usecases.printing import PrintSheets, print_sheets, signed_text, text_changes
from app.usecases.sample_papers import preview_paper
from app.vietnamese.text import fold
from tests.conftest import PROJECT
from tests.fixtures import books
from tests.fixtures.papers import pdf_text, word_text

OWN = "Kính mời gia đình bác {chủ hộ} đến dự"


@pytest.fixture
def village(context):
    books.found(context)
    return context


def entry(context, form, name):
    return next(row for row in wording_rows(context, form) if row.entry == name)


def refused(call):
    with pytest.raises(AppError) as caught:
        call()
    assert "{" not in caught.value.message + caught.value.advice
    return caught.value


def test_a_sentence_of_ones_own_is_printed_in_pdf_and_word_and_taken_back(village, tmp_path):
    done = save_wording(village, SaveWording("invitation", "to", OWN))
    assert (done.result.own, done.result.text) == (True, OWN)
    assert done.result.sample == "Kính mời gia đình bác Nguyễn Thị Ánh Nguyệt đến dự"
    for name, read in (("a.pdf", pdf_text), ("a.docx", word_text)):
        print_invitations(village, PrintInvitations(tmp_path / name, "họp thôn"))
        text = read(tmp_path / name)
        assert "Kính mời gia đình bác Nguyễn Văn An đến dự" in text
        assert "Thôn trân trọng kính mời" not in text
    undo(village, done.operation)
    assert not entry(village, "invitation", "to").own
    print_invitations(village, PrintInvitations(tmp_path / "a.pdf", "họp thôn"))
    assert "Thôn trân trọng kính mời" in pdf_text(tmp_path / "a.pdf")


def test_an_empty_sentence_or_the_programs_own_goes_back_to_the_program(village):
    shipped = entry(village, "invitation", "to").shipped
    for text in ("", shipped):
        save_wording(village, SaveWording("invitation", "to", OWN))
        assert not save_wording(village, SaveWording("invitation", "to", text)).result.own
        assert entry(village, "invitation", "to").text == shipped


def test_the_preview_of_a_handbook_and_its_print_speak_alike(village, tmp_path):
    start_covenant(village, from_model=True)
    save_wording(village, SaveWording("handbook", "cover_year", "In lần đầu năm {năm}"))
    command = PrintHandbook(tmp_path / "a.pdf")
    (tmp_path / "b.pdf").write_bytes(preview_handbook(village, command))
    print_handbook(village, command)
    for name in ("a.pdf", "b.pdf"):
        assert "In lần đầu năm 2026" in pdf_text(tmp_path / name)


@pytest.mark.parametrize(
    ("text", "number", "said"),
    [
        ("Mời bác {chủ nhà}", "WORDING-002", "không có trường «chủ nhà». Trong mục này dùng được «chủ hộ»."),
        ("Mời bác {tổ}", "WORDING-002", "«tổ»"),
        ("Mời bác {}", "WORDING-002", "«»"),
        ("Mời bác {head.__class__}", "WORDING-002", "«head.__class__»"),
        ("Mời bác {head:>999999999}", "WORDING-002", "«head:>999999999»"),
        ("Mời bác {head!r}", "WORDING-002", "«head!r»"),
        ("Mời bác {chủ hộ", "WORDING-003", "ngoặc nhọn không khớp"),
        ("Mời bác 🙂", "WORDING-003", "không có ký hiệu 🙂"),
        ("Mời " * 300, "WORDING-003", "dài quá 1000 chữ"),
    ],
)
def test_what_cannot_be_printed_is_named_and_not_kept(village, text, number, said):
    error = refused(lambda: save_wording(village, SaveWording("invitation", "to", text)))
    assert error.code.number == number
    assert said in f"{error.message} {error.advice}"
    assert refused(lambda: preview_wording("invitation", "to", text)).code.number == number
    assert not entry(village, "invitation", "to").own


def test_fields_are_written_as_on_screen_or_as_in_the_code(village):
    for text in ("Mời {CHỦ HỘ}", "Mời {chu ho}", "Mời {head}"):
        assert preview_wording("invitation", "to", text) == "Mời Nguyễn Thị Ánh Nguyệt"
        assert save_wording(village, SaveWording("invitation", "to", text)).result.text == "Mời {chủ hộ}"
    assert preview_wording("invitation", "title", "Giấy {{mời}}") == "Giấy {mời}"


def test_forms_and_sentences_that_are_not_there(village):
    for form, name in (("common", "motto"), ("thư", "a"), ("invitation", "nowhere")):
        assert refused(lambda f=form, n=name: preview_wording(f, n, "a")).code.number == "WORDING-001"
        error = refused(lambda f=form, n=name: save_wording(village, SaveWording(f, n, "a")))
        assert error.code.number == "WORDING-001"
    assert refused(lambda: wording_rows(village, "thư")).code.number == "WORDING-001"


def test_what_a_newer_program_kept_is_left_out(village, tmp_path):
    with village.transaction("wording.save") as tx:
        for form, name, text in (
            ("invitation", "to", "Mời {clan}"),
            ("invitation", "song", "La"),
            ("opera", "a", "La"),
        ):
            tx.keyed(FormWording, form, name).text = text
    assert not entry(village, "invitation", "to").own
    print_invitations(village, PrintInvitations(tmp_path / "a.pdf", "họp thôn"))
    assert "Thôn trân trọng kính mời" in pdf_text(tmp_path / "a.pdf")


def test_every_form_is_offered_and_every_field_has_a_name_of_its_own_and_an_example():
    files = {path.stem for path in (PROJECT / "resources" / "wording").glob("*.toml")}
    assert set(FORMS) == files - {"common", "commune_key"}, "the commune's own papers are not a village's to word"
    used = set()
    for form in FORMS:
        for text in shipped_texts(form).values():
            used |= {field for _, field, _, _ in string.Formatter().parse(text) if field}
    assert used <= set(_names())
    names = [fold(name) for name, _ in _names().values()]
    assert len(names) == len(set(names))
    assert all(name and example and "{" not in name for name, example in _names().values())
    assert not {fold(name) for name in names} & set(_names())


def test_every_sentence_of_the_program_passes_its_own_check(village):
    for form in FORMS:
        for row in wording_rows(village, form):
            assert preview_wording(form, row.entry, row.text) == row.sample
            assert not row.own


@pytest.mark.parametrize("form", FORMS)
def test_every_sentence_is_seen_on_the_page_that_previews_it(village, tmp_path, form):
    """Blank lines and boxes are drawn as they are; every other sentence stands on its page as it is being worded."""
    for row in wording_rows(village, form):
        if row.text == "☐":
            continue
        path = tmp_path / "a.pdf"
        path.write_bytes(preview_paper(village, SaveWording(form, row.entry, f"Zq {row.text}")))
        assert "zq" in fold(pdf_text(path)).replace(" ", ""), row.entry
        assert not row.own


def test_the_page_that_previews_a_sentence_has_the_villages_other_words(village, tmp_path):
    save_wording(village, SaveWording("invitation", "title", "Thư mời"))
    path = tmp_path / "a.pdf"
    path.write_bytes(preview_paper(village, SaveWording("invitation", "to", OWN)))
    assert "THƯ MỜI" in pdf_text(path)
    assert "Kính mời gia đình bác Nguyễn Thị Ánh Nguyệt đến dự" in pdf_text(path)
    error = refused(lambda: preview_paper(village, SaveWording("invitation", "to", "{tổ}")))
    assert error.code.number == "WORDING-002"


def test_own_words_of_the_promise_belong_to_what_is_signed(village, tmp_path):
    campaign = open_campaign(village, OpenCampaign("An toàn", 2026, ("Một việc.",))).result.campaign

    def text():
        with village.reading() as session:
            return signed_text(session, campaign)

    shipped = text()
    made = print_sheets(village, PrintSheets(campaign, tmp_path / "a.pdf", cover=False)).result
    save_wording(village, SaveWording("pledge_sheet", "head_label", "Chủ hộ là:"))
    assert text() == shipped, "a label is no part of what a household puts its name under"
    save_wording(village, SaveWording("pledge_sheet", "promise", "Gia đình tôi xin hứa giữ đúng."))
    promised = text()
    assert text_changes(shipped, promised) == text_changes(promised, shipped) == ("câu cam kết",)
    assert (
        refused(lambda: resume_batch(village, ResumeBatch(made.batch, tmp_path / "b.pdf"))).code.number == "PRINT-003"
    )
    opening = save_wording(village, SaveWording("pledge_sheet", "intro", "Nhà tôi hứa:"))
    assert text_changes(shipped, text()) == ("lời mở đầu", "câu cam kết")
    assert text_changes(promised, text()) == ("lời mở đầu",)
    undo(village, opening.operation)
    save_wording(village, SaveWording("pledge_sheet", "promise", ""))
    assert text() == shipped
    assert resume_batch(village, ResumeBatch(made.batch, tmp_path / "b.pdf")).sheets == made.sheets


def test_own_opening_counts_only_where_the_campaign_has_none(village):
    wanted = OpenCampaign("An toàn", 2026, ("Một việc.",), opening="Chúng tôi hứa:")
    campaign = open_campaign(village, wanted).result.campaign
    with village.reading() as session:
        before = signed_text(session, campaign)
    save_wording(village, SaveWording("pledge_sheet", "intro", "Nhà tôi hứa:"))
    with village.reading() as session:
        assert signed_text(session, campaign) == before
