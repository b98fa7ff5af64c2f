"""Handbooks: what goes in, what is frozen and recorded, and what never gets onto paper that is handed out."""

import pypdfium2
import pytest
from docx import Document
from sqlalchemy import select

from app.kernel.errors import AppError, Cancelled
from app.kernel.progress import Progress
from app.records.handbooks import HandbookEdition
from app.records.places import FRONT_HEAD, OfficeTerm
from app.records.register import HEAD, Household, Person, ResidentialGroup
from app.usecases.covenant_comments import Comment, answer_comment, record_comment
from app.usecases.covenant_editing import AddClause, add_clause
from app.usecases.covenants import RecordDecision, record_decision, show_covenant, start_covenant
from app.usecases.groups import SaveGroup, save_group
from app.usecases.handbooks import (
    COMMENTS,
    COVENANT,
    PARTS,
    PrintHandbook,
    list_editions,
    preview_handbook,
    print_handbook,
)
from app.usecases.households import HouseholdQuery, list_households
from app.usecases.letterheads import SaveLetterhead, save_letterhead
from tests.fixtures.papers import word_text


@pytest.fixture
def covenant(village):
    """A village of two households with a leader whose number and phone are known, and a recognised covenant."""
    with village.transaction("import.households") as tx:
        group = tx.add(ResidentialGroup(name="Tổ dân cư số 1", number=1))
        for number, name in enumerate(("Nguyễn Thị <Bé>", "Lê Văn Cường"), 1):
            home = tx.add(Household(code=f"01-{number:03d}", group_id=group.id, phone="0912345678"))
            tx.add(Person(household_id=home.id, full_name=name, relation=HEAD, id_number="031175001234"))
        tx.add(OfficeTerm(office=FRONT_HEAD, person_name="Phạm Thị Dung"))
    save_group(village, SaveGroup(group.id, leader="Nguyễn Thị <Bé>", deputy="Lê Văn Cường"))
    start_covenant(village, from_model=True)
    record_decision(village, RecordDecision("25/QĐ-UBND", "5/2/2026"))
    return village


def words(pdf) -> str:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return " ".join(" ".join(page.get_textpage().get_text_bounded().split()) for page in document)
    finally:
        document.close()


def page_count(pdf) -> int:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return len(document)
    finally:
        document.close()


def editions(context) -> list[HandbookEdition]:
    with context.reading() as session:
        return list(session.scalars(select(HandbookEdition)))


def refusal(call) -> str:
    with pytest.raises(AppError) as refused:
        call()
    assert "{" not in refused.value.message + refused.value.advice
    return refused.value.code.number


def test_a_handbook_is_printed_recorded_and_freezes_its_covenant(covenant, tmp_path):
    path = tmp_path / "Sổ tay.pdf"
    done = print_handbook(covenant, PrintHandbook(path))
    text = words(path)
    for expected in (
        "25/QĐ-UBND",
        "Giữ gìn môi trường",
        "Tổ dân cư số 1",
        "Nguyễn Thị <Bé>",
        "Lê Văn Cường",
        "Phạm Thị Dung",
    ):
        assert expected.casefold() in text.casefold()
    assert (done.result.file, done.result.copies, done.result.pages) == (path, 2, page_count(path))
    shown = show_covenant(covenant)
    assert shown.frozen
    (edition,) = editions(covenant)
    assert (edition.version_id, edition.parts, edition.pages) == (shown.version, PARTS, done.result.pages)
    (row,) = list_editions(covenant)
    assert (row.id, row.year, row.copies, row.printed) == (done.result.edition, 2026, 2, "18/11/2026")


def test_nothing_personal_is_handed_out(covenant, tmp_path):
    print_handbook(covenant, PrintHandbook(tmp_path / "a.pdf"))
    text = words(tmp_path / "a.pdf").replace(" ", "").replace(".", "")
    assert "0912345678" not in text
    assert "1234" not in text


def test_parts_can_be_left_out(covenant, tmp_path):
    whole = print_handbook(covenant, PrintHandbook(tmp_path / "a.pdf")).result.pages
    bare = print_handbook(covenant, PrintHandbook(tmp_path / "b.pdf", parts=())).result.pages
    text = words(tmp_path / "b.pdf")
    assert bare < whole
    assert "Tổ dân cư số 1" not in text
    assert "25/QĐ-UBND" not in text
    assert editions(covenant)[1].parts == (COVENANT,)
    more = print_handbook(covenant, PrintHandbook(tmp_path / "c.pdf", parts=(COMMENTS,), comment_pages=4)).result.pages
    assert more == bare + 4


def test_comments_are_printed_by_article_without_a_name(covenant, tmp_path):
    home = list_households(covenant, HouseholdQuery()).items[0]
    second = record_comment(covenant, Comment("Thêm giờ đổ rác", "2", home.id, who="ông Sáu Lùn")).result
    record_comment(covenant, Comment("Chữ in to hơn"))
    answer_comment(covenant, second, "Đã đưa vào khoản 2")
    print_handbook(covenant, PrintHandbook(tmp_path / "a.pdf"))
    text = words(tmp_path / "a.pdf")
    for part in ("Về cả bản", "Chữ in to hơn", "Về Điều 2", "Thêm giờ đổ rác", "Tiếp thu, trả lời: Đã đưa vào khoản 2"):
        assert part in text, part
    assert text.index("Về cả bản") < text.index("Về Điều 2")
    assert "Sáu Lùn" not in text
    print_handbook(covenant, PrintHandbook(tmp_path / "b.pdf", parts=()))
    assert "Thêm giờ đổ rác" not in words(tmp_path / "b.pdf")


def test_large_type_takes_more_pages_and_says_the_same(covenant, tmp_path):
    small = print_handbook(covenant, PrintHandbook(tmp_path / "a.pdf")).result.pages
    large = print_handbook(covenant, PrintHandbook(tmp_path / "b.pdf", large=True)).result.pages
    assert large >= small

    def said(name):
        return [word for word in words(tmp_path / name).split() if not word.isdecimal()]

    assert sorted(said("a.pdf")) == sorted(said("b.pdf"))


def test_word_says_what_the_printed_book_says_and_records_nothing(covenant, tmp_path):
    record_comment(covenant, Comment("Thêm giờ đổ rác", "2"))
    done = print_handbook(covenant, PrintHandbook(tmp_path / "a.docx"))
    assert (done.result.edition, done.result.pages, done.operation, editions(covenant)) == ("", 0, "", [])
    print_handbook(covenant, PrintHandbook(tmp_path / "a.pdf"))

    def said(text):
        return sorted(word for word in text.replace("\u00a0", " ").split() if not word.isdecimal())

    assert said(word_text(tmp_path / "a.docx")) == said(words(tmp_path / "a.pdf"))
    section = Document(str(tmp_path / "a.docx")).sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (148, 210)
    assert 'w:instr="PAGE"' in section.footer.paragraphs[0]._p.xml
    first = (tmp_path / "a.docx").read_bytes()
    print_handbook(covenant, PrintHandbook(tmp_path / "a.docx"))
    assert (tmp_path / "a.docx").read_bytes() == first


@pytest.mark.parametrize("way", ["booklet", "personal"])
def test_word_is_one_plain_book(covenant, tmp_path, way):
    command = PrintHandbook(tmp_path / "a.docx", **{way: True})
    assert refusal(lambda: print_handbook(covenant, command)) == "HANDBOOK-005"
    assert list(tmp_path.glob("a.*")) == []


def test_the_recognised_version_is_printed_before_a_newer_draft(covenant, tmp_path):
    recognised = show_covenant(covenant).version
    draft = add_clause(covenant, AddClause("điều", heading="Nuôi ong mật")).result.version
    print_handbook(covenant, PrintHandbook(tmp_path / "a.pdf"))
    assert editions(covenant)[0].version_id == recognised
    print_handbook(covenant, PrintHandbook(tmp_path / "b.pdf", version=draft))
    assert "Nuôi ong mật" in words(tmp_path / "b.pdf")
    assert show_covenant(covenant, draft).frozen


def test_the_letterhead_of_the_front_or_what_the_village_says(covenant):
    command = PrintHandbook(covenant.folder / "a.pdf")
    assert "BAN CÔNG TÁC MẶT TRẬN THÔN ĐÔNG" in words(preview_handbook(covenant, command))
    save_letterhead(covenant, SaveLetterhead("handbook", {"issuer": "BAN QUẢN LÝ KHU PHỐ 2"}))
    assert "BAN QUẢN LÝ KHU PHỐ 2" in words(preview_handbook(covenant, command))


def test_a_title_of_its_own_and_a_booklet_of_two_pages_a_side(covenant, tmp_path):
    command = PrintHandbook(tmp_path / "a.pdf", title="Cẩm nang  làng Đông", copies=940, booklet=True)
    done = print_handbook(covenant, command)
    assert "CẨM NANG LÀNG ĐÔNG" in words(command.path)
    assert done.result.copies == 940
    assert page_count(command.path) == -(-done.result.pages // 4) * 2
    assert list_editions(covenant)[0].title == "Cẩm nang làng Đông"


def test_a_preview_freezes_and_records_nothing(village, tmp_path):
    start_covenant(village, from_model=True)
    assert preview_handbook(village, PrintHandbook(tmp_path / "a.pdf")).startswith(b"%PDF")
    assert not show_covenant(village).frozen
    assert editions(village) == []
    assert not (tmp_path / "a.pdf").exists()


def test_without_a_covenant_there_is_nothing_to_print(village, tmp_path):
    command = PrintHandbook(tmp_path / "a.pdf")
    assert refusal(lambda: print_handbook(village, command)) == "HANDBOOK-001"
    start_covenant(village, from_model=False)
    assert refusal(lambda: print_handbook(village, command)) == "HANDBOOK-001"
    assert refusal(lambda: preview_handbook(village, command)) == "HANDBOOK-001"
    assert refusal(lambda: print_handbook(village, PrintHandbook(tmp_path / "a.txt"))) == "PRINT-001"
    assert list(tmp_path.glob("a.*")) == []


def test_a_place_that_cannot_be_written_records_nothing(covenant, tmp_path):
    assert refusal(lambda: print_handbook(covenant, PrintHandbook(tmp_path / "nowhere" / "a.pdf"))) == "FILE-005"
    assert editions(covenant) == []


def test_an_edit_while_the_pages_are_made_drops_the_print(village, tmp_path):
    start_covenant(village, from_model=True)

    class Editing(Progress):
        def committing(self) -> None:
            add_clause(village, AddClause("điều", heading="Xen vào"))
            super().committing()

    command = PrintHandbook(tmp_path / "a.pdf")
    assert refusal(lambda: print_handbook(village, command, Editing())) == "HANDBOOK-002"
    assert (editions(village), show_covenant(village).frozen, list(tmp_path.glob("a.*"))) == ([], False, [])


def test_cancelling_leaves_nothing(covenant, tmp_path):
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        print_handbook(covenant, PrintHandbook(tmp_path / "a.pdf"), progress)
    assert (editions(covenant), list(tmp_path.glob("a.*"))) == ([], [])


def test_a_copy_for_each_household_in_walking_order(covenant, tmp_path):
    path = tmp_path / "Sổ tay.pdf"
    done = print_handbook(covenant, PrintHandbook(path, personal=True, copies=9))
    assert done.result.copies == 2
    assert page_count(path) == 2 * done.result.pages
    text = words(path)
    assert text.index("gia đình ông (bà) Nguyễn Thị <Bé>") < text.index("gia đình ông (bà) Lê Văn Cường")
    assert [each.copies for each in editions(covenant)] == [2]
    preview = tmp_path / "xem.pdf"
    preview.write_bytes(preview_handbook(covenant, PrintHandbook(path, personal=True)))
    assert page_count(preview) == done.result.pages
