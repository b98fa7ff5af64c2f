"""Lists: what they say, how they share rows out over pages, and the same in Word."""

import io
import unicodedata
import zipfile
from dataclasses import replace
from datetime import date

import docx
import pypdf
import pytest
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from app.documents.facts import LetterheadFacts, SignerFacts, SigningListFacts, SigningRow, VisitListFacts, VisitRow
from app.documents.signing_list import signing_list
from app.documents.table_pdf import share_rows, write_table_pdf
from app.documents.table_word import write_table_word
from app.documents.tables import Basis, Column, Section, TableFacts, plain_rows
from app.documents.visit_list import visit_list
from app.kernel.errors import AppError
from tests.unit.documents.papers import (
    CAMPAIGN,
    GROUP,
    ITEMS,
    LETTERHEAD,
    LONG_ITEMS,
    SIGNERS,
    fonts,
    ink_at_the_edges,
    made,
    sheet,
    sheets_pdf,
    texts,
)

HEADER = "TT Họ và tên chủ hộ Địa chỉ Số khẩu 1 2 3 4 5 Ngày ký Ký tên Ghi chú"


def signing(count: int, items: tuple[str, ...] = ITEMS, signed: int = 0) -> TableFacts:
    """Return the signing list of ``count`` households, the first ``signed`` of which have signed."""
    rows = tuple(
        SigningRow(f"Hộ {at}", f"Ngõ {at}", 4, date(2026, 3, 5) if at <= signed else None, at <= signed)
        for at in range(1, count + 1)
    )
    return signing_list(
        SigningListFacts(LETTERHEAD, CAMPAIGN.title, CAMPAIGN.subject, GROUP, CAMPAIGN.village, rows, SIGNERS, items)
    )


def pdf(*lists: TableFacts) -> bytes:
    """Return lists as one PDF."""
    return made(lambda stream: write_table_pdf(stream, lists))


def word(*lists: TableFacts) -> bytes:
    """Return lists as a Word file."""
    return made(lambda stream: write_table_word(stream, lists))


@pytest.mark.parametrize("count", range(1, 41, 3))
def test_the_header_on_every_page_and_signatures_never_alone(count: int) -> None:
    pages = texts(pdf(signing(count)))
    for number, page in enumerate(pages, 1):
        assert f"Trang {number}/{len(pages)}" in page
        assert (HEADER in page) == (" Ngõ " in page)
    assert " Ngõ " in pages[-1], "signatures never stand alone"
    assert "TRƯỞNG THÔN" in pages[-1]
    assert "Trần Thị Bình" in pages[-1]
    whole = " ".join(pages)
    assert [at for at in range(1, count + 1) if f"Hộ {at} Ngõ {at} " not in whole] == []
    assert f"Tổng số hộ: {count}." in pages[-1]


def test_an_item_has_its_column_to_be_ticked_in_unless_there_are_too_many() -> None:
    rows = (SigningRow("Nguyễn Văn An", "Ngõ 1", 4, date(2026, 3, 5), True, agreed=frozenset({1, 3})),)
    facts = SigningListFacts(
        LETTERHEAD, CAMPAIGN.title, CAMPAIGN.subject, GROUP, CAMPAIGN.village, rows, SIGNERS, ITEMS
    )
    assert plain_rows(signing_list(facts))[1][4:9] == ("x", "", "x", "", "")
    page = " ".join(texts(pdf(signing_list(facts))))
    assert "Đánh dấu x vào cột mang số" in page
    assert HEADER in page
    many = signing_list(replace(facts, items=tuple(f"Nội dung {at}" for at in range(1, 9))))
    assert [each.label for each in many.columns[3:5]] == ["Số khẩu", "Ngày ký"]
    assert "Đánh dấu x" not in " ".join(texts(pdf(many)))


def test_the_lines_that_begin_with_a_basis_are_italic_in_pdf_and_word() -> None:
    facts = TableFacts("Đề nghị", (Column("A", 10),), (("1",),), intro=("Kính gửi", Basis("Căn cứ kết quả họp.")))
    faces: dict[str, str] = {}

    def see(text: str, _cm: object, _tm: object, font: dict[str, str] | None, _size: float) -> None:
        if text.strip() and font:
            faces[text.split()[0]] = font["/BaseFont"].partition("+")[2]

    pypdf.PdfReader(io.BytesIO(pdf(facts))).pages[0].extract_text(visitor_text=see)
    assert (faces["Căn"], faces["Kính"]) == ("LiberationSerif-Italic", "LiberationSerif")
    made = docx.Document(io.BytesIO(word(facts)))
    italic = {each.text: each.runs[0].italic for each in made.paragraphs if each.runs}
    assert (italic["Căn cứ kết quả họp."], italic["Kính gửi"]) == (True, False)


PARTY = LetterheadFacts("ĐẢNG BỘ XÃ AN QUANG", "CHI BỘ THÔN QUANG KHẢI", "An Quang")


def test_a_paper_of_the_party_has_the_partys_head_and_never_the_states() -> None:
    signer = SignerFacts("Bí thư chi bộ", "Vũ Thị Em", on_behalf="T/M chi bộ")
    facts = replace(signing(3), letterhead=PARTY, day="An Quang, ngày 05 tháng 3 năm 2026", signatures=(signer,))
    printed = pdf(facts)
    pages = texts(printed)
    head = "ĐẢNG BỘ XÃ AN QUANG CHI BỘ THÔN QUANG KHẢI * ĐẢNG CỘNG SẢN VIỆT NAM An Quang, ngày 05 tháng 3 năm 2026 DANH SÁCH"
    assert pages[0].startswith(head)
    assert "CỘNG HÒA" not in " ".join(pages)
    assert " ".join(pages).count("ngày 05 tháng 3") == 1, "the date stands in the head, not above the signature"
    assert "T/M CHI BỘ BÍ THƯ CHI BỘ (Ký, ghi rõ họ tên) Vũ Thị Em" in pages[-1]
    in_word = docx.Document(io.BytesIO(word(facts)))
    head_cells = [cell.text.split("\n") for cell in in_word.tables[0].rows[0].cells]
    assert head_cells == [
        ["ĐẢNG BỘ XÃ AN QUANG", "CHI BỘ THÔN QUANG KHẢI", "*"],
        ["ĐẢNG CỘNG SẢN VIỆT NAM", "An Quang, ngày 05 tháng 3 năm 2026"],
    ]
    signed = in_word.tables[-1].rows[0].cells[1].text.split("\n")
    assert (signed[:2], signed[-1]) == (["T/M CHI BỘ", "BÍ THƯ CHI BỘ"], "Vũ Thị Em")
    assert "ngày 05 tháng 3" not in " ".join(each.text for each in in_word.paragraphs)


def test_a_pledge_sheet_of_the_party_has_its_date_in_the_head() -> None:
    campaign = replace(CAMPAIGN, letterhead=PARTY)
    (page,) = texts(sheets_pdf(sheet(), campaign=campaign))
    assert "ĐẢNG CỘNG SẢN VIỆT NAM An Quang, ngày 05 tháng 3 năm 2026 BẢN CAM KẾT" in page
    assert (page.count("ngày 05 tháng 3"), "Độc lập" in page) == (1, False)


def test_word_counts_pages_at_their_foot_each_list_from_one() -> None:
    document = docx.Document(io.BytesIO(word(signing(3), signing(3))))
    foot = document.sections[0].footer.paragraphs[0]._p
    assert "".join(each.text for each in foot.iter(qn("w:t"))) == "Trang 1/1"
    assert [each.get(qn("w:instr")) for each in foot.iter(qn("w:fldSimple"))] == ["PAGE", "SECTIONPAGES"]
    assert document.sections[1].footer.is_linked_to_previous
    starts = [section._sectPr.find(qn("w:pgNumType")) for section in document.sections]
    assert starts[0] is None
    assert starts[1].get(qn("w:start")) == "1"
    alone = docx.Document(io.BytesIO(word(signing(3)))).sections[0].footer.paragraphs[0]._p
    assert [each.get(qn("w:instr")) for each in alone.iter(qn("w:fldSimple"))] == ["PAGE", "NUMPAGES"]


def test_a_word_file_carries_nothing_of_the_library_it_was_made_with() -> None:
    with zipfile.ZipFile(io.BytesIO(word(signing(1)))) as parts:
        assert not [name for name in parts.namelist() if "thumbnail" in name]
        assert "python-docx" not in parts.read("docProps/core.xml").decode()


def test_who_signed_and_who_signed_for_the_head() -> None:
    rows = (
        SigningRow("Nguyễn Văn An", "Ngõ 1", 4, date(2026, 3, 5), True),
        SigningRow("Trần Thị Bình", "Ngõ 2", 1, date(2026, 3, 6), True, "Lê Thị Hoa"),
        SigningRow("Lê Văn Cường", "Ngõ 3", None, note="vắng, hẹn tối thứ bảy"),
    )
    (page,) = texts(
        pdf(signing_list(SigningListFacts(LETTERHEAD, "Bản cam kết", "x", GROUP, "Thôn Đông", rows, SIGNERS)))
    )
    assert "1 Nguyễn Văn An Ngõ 1 4 05/03/2026 đã ký" in page
    assert "06/03/2026 Lê Thị Hoa ký thay" in page
    assert "3 Lê Văn Cường Ngõ 3 vắng, hẹn tối thứ bảy" in page
    assert "Tổ dân cư số 3, thôn Đông" in page
    assert "Tổng số hộ: 3. Đã ký: 2 hộ (66,67 %). Chưa ký: 1 hộ." in page
    assert unicodedata.is_normalized("NFC", page)


def test_twelve_long_items_above_a_list_are_not_cut() -> None:
    printed = pdf(signing(30, LONG_ITEMS))
    pages = texts(printed)
    whole = " ".join(pages)
    assert [item for item in LONG_ITEMS if item not in whole] == []
    assert all(f"Hộ {at} Ngõ {at} " in whole for at in range(1, 31))
    assert [page for page in pages if "Hộ " in page and "Địa chỉ Số khẩu Ngày ký" not in page] == []
    assert not ink_at_the_edges(printed)


def test_a_remark_longer_than_a_page_goes_on_in_the_next_row() -> None:
    note = "vắng nhà hẹn lại tối thứ bảy " * 68
    rows = (SigningRow("Nguyễn Văn An", "Ngõ 1", 4, note=note), SigningRow("Trần Thị Bình", "Ngõ 2", 3))
    printed = pdf(signing_list(SigningListFacts(LETTERHEAD, "Bản cam kết", "x", GROUP, "Thôn Đông", rows, SIGNERS)))
    assert "".join(texts(printed)).replace(" ", "").count("thứbảy") == 68
    assert not ink_at_the_edges(printed)


def test_a_visit_list_has_phones_and_room_for_two_attempts() -> None:
    rows = (
        VisitRow("Nguyễn Văn An", "Ngõ 1", "0912 345 678", "buổi tối", ("1/3 vắng", "2/3 vắng", "3/3 hẹn")),
        VisitRow("Trần Thị Bình", "Ngõ 2", visits=("1/3 vắng",)),
    )
    facts = VisitListFacts(LETTERHEAD, "Bản cam kết", "năm 2026", GROUP, "Thôn Đông", rows, walker="Lê Văn Cường")
    (page,) = texts(pdf(visit_list(facts)))
    assert "DANH SÁCH HỘ CẦN ĐẾN GẶP Tổ dân cư số 3, thôn Đông" in page
    assert "Các hộ chưa ký bản cam kết năm 2026." in page
    assert "Người đi gặp: Lê Văn Cường" in page
    assert "1 Nguyễn Văn An Ngõ 1 0912 345 678 buổi tối 2/3 vắng 3/3 hẹn" in page
    assert "Tổng số: 2 hộ." in page


def test_several_lists_in_one_file_each_count_their_own_pages() -> None:
    pages = texts(pdf(signing(3), signing(30)))
    assert [page[-9:] for page in pages] == ["Trang 1/2", "Trang 2/2", "Trang 1/3", "Trang 2/3", "Trang 3/3"]
    assert pdf(signing(3), signing(30)) == pdf(signing(3), signing(30))


def test_a_list_obeys_viewers_and_carries_its_fonts() -> None:
    reader = pypdf.PdfReader(io.BytesIO(pdf(signing(3))))
    assert reader.trailer["/Root"]["/Lang"] == "vi-VN"
    assert reader.trailer["/Root"]["/ViewerPreferences"]["/PrintScaling"] == "/None"
    assert reader.metadata is not None
    assert reader.metadata.title == "Danh sách hộ ký bản cam kết"
    assert all("/FontFile2" in font["/FontDescriptor"] for font in fonts(pdf(signing(3))))
    assert all(page.mediabox.width > page.mediabox.height for page in reader.pages)


@settings(max_examples=200)
@given(st.lists(st.floats(10, 200), max_size=40), st.floats(-100, 400), st.floats(250, 500), st.floats(0, 240))
def test_rows_are_shared_out_whole_in_order_and_with_the_tail(
    heights: list[float], first: float, other: float, tail: float
) -> None:
    chunks = share_rows(heights, min(first, other), other, tail)
    assert [row for chunk in chunks for row in chunk] == list(range(len(heights)))
    for number, chunk in enumerate(chunks):
        room = other if number else min(first, other)
        assert sum(heights[row] for row in chunk) <= room or (not number and not chunk)
    assert len(heights) == 0 or chunks[-1], "signatures never stand without a row"


def test_a_word_list_opens_and_repeats_its_header() -> None:
    document = docx.Document(io.BytesIO(word(signing(30, signed=2))))
    head, grid, signatures = document.tables
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in head.rows[0].cells[1].text
    assert [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in grid.rows] == [True, *[False] * 30]
    assert [[cell.text for cell in row.cells] for row in grid.rows] == [
        list(row) for row in plain_rows(signing(30, signed=2))
    ]
    assert grid.rows[1].cells[9].text == "05/03/2026"
    assert [cell.text.split("\n")[0] for cell in signatures.rows[0].cells] == [
        "NGƯỜI LẬP", "TRƯỞNG BAN CÔNG TÁC MẶT TRẬN", "TRƯỞNG THÔN",
    ]  # fmt: skip
    assert all(each.paragraph_format.keep_with_next for each in grid.rows[-1].cells[0].paragraphs)
    runs = [run for row in grid.rows for cell in row.cells for run in cell.paragraphs[0].runs]
    assert {run.font.name for run in runs} == {"Times New Roman"}
    assert document.sections[0].page_width > document.sections[0].page_height


def test_a_section_spans_the_table_and_the_next_list_begins_a_page() -> None:
    facts = TableFacts(
        "Danh sách", (Column("A", 10), Column("B", 20)), (("1", "một"), Section("Phần hai"), ("2", "hai"))
    )
    (page,) = texts(pdf(facts))
    assert page.startswith("DANH SÁCH A B 1 một Phần hai 2 hai")
    document = docx.Document(io.BytesIO(word(facts, facts)))
    assert len(document.sections) == 2
    assert [cell.text for cell in document.tables[0].rows[2].cells] == ["Phần hai", "Phần hai"]
    assert plain_rows(facts)[2] == ("Phần hai",)


def test_equal_lists_give_equal_word_files(monkeypatch: pytest.MonkeyPatch) -> None:
    first = word(signing(3))
    with zipfile.ZipFile(io.BytesIO(first)) as parts:
        assert {each.date_time for each in parts.infolist()} == {(2020, 1, 1, 0, 0, 0)}
    assert word(signing(3)) == first


@pytest.mark.parametrize("write", [write_table_pdf, write_table_word])
def test_no_list_is_refused(write: object) -> None:
    with pytest.raises(AppError) as refused:
        made(lambda stream: write(stream, []))  # type: ignore[operator]
    assert refused.value.code.number == "DOCUMENT-003"
