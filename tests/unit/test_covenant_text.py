"""Covenants taken apart: what villages write, in the files they keep it in."""

import codecs
import io
import unicodedata
from pathlib import Path

import pytest
from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from app.kernel.errors import AppError
from app.records.covenants import Clause
from app.usecases.covenant_checks import next_number, ordinal, roman, warnings_of
from app.usecases.covenant_files import covenant_lines
from app.usecases.covenant_text import clauses_of, lines_of, numbered, read_lines

PAPER = """\
UBND XÃ AN QUANG
THÔN QUANG KHẢI
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
---------------
An Quang, ngày 05 tháng 02 năm 2026

QUY ƯỚC
THÔN QUANG KHẢI
(Ban hành kèm theo Quyết định số 25/QĐ-UBND)

LỜI NÓI ĐẦU
Thôn ta có truyền thống lâu đời.
Phần lớn bà con làm ruộng.
CHƯƠNG I
NHỮNG QUY ĐỊNH CHUNG
Điều 1. Phạm vi áp dụng
Quy ước áp dụng cho mọi hộ.
Người tạm trú cũng được vận động.
Điều 5 của Luật này quy định khác.
ĐIỀU 2: Mọi người phải giữ gìn vệ sinh chung;
1. Quét dọn đường làng.
a) Buổi sáng.
b. Buổi chiều.
2/ Thu gom rác.
1.500 hộ cùng tham gia.
II. VỀ AN NINH
Điều 3 Trách nhiệm của các hộ

TM. BAN CÔNG TÁC MẶT TRẬN
TRƯỞNG BAN
Nguyễn Văn A
"""

CLAUSES = (
    Clause("đoạn", "", "LỜI NÓI ĐẦU", "Thôn ta có truyền thống lâu đời."),
    Clause("đoạn", "", "", "Phần lớn bà con làm ruộng."),
    Clause("chương", "I", "NHỮNG QUY ĐỊNH CHUNG", ""),
    Clause("điều", "1", "Phạm vi áp dụng", "Quy ước áp dụng cho mọi hộ."),
    Clause("đoạn", "", "", "Người tạm trú cũng được vận động."),
    Clause("đoạn", "", "", "Điều 5 của Luật này quy định khác."),
    Clause("điều", "2", "", "Mọi người phải giữ gìn vệ sinh chung;"),
    Clause("khoản", "1", "", "Quét dọn đường làng."),
    Clause("điểm", "a", "", "Buổi sáng."),
    Clause("điểm", "b", "", "Buổi chiều."),
    Clause("khoản", "2", "", "Thu gom rác."),
    Clause("đoạn", "", "", "1.500 hộ cùng tham gia."),
    Clause("mục", "II", "VỀ AN NINH", ""),
    Clause("điều", "3", "Trách nhiệm của các hộ", ""),
)


def test_a_paper_as_villages_write_it():
    text = read_lines(PAPER.splitlines())
    assert text.clauses == CLAUSES
    assert (text.title, text.called) == ("QUY ƯỚC THÔN QUANG KHẢI", "Quy ước")
    assert text.left_out == (
        "UBND XÃ AN QUANG",
        "THÔN QUANG KHẢI",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "An Quang, ngày 05 tháng 02 năm 2026",
        "(Ban hành kèm theo Quyết định số 25/QĐ-UBND)",
        "TM. BAN CÔNG TÁC MẶT TRẬN",
        "TRƯỞNG BAN",
        "Nguyễn Văn A",
    )


def test_nothing_between_head_and_text_is_lost():
    text = read_lines(
        ["Họp ngày hội Đại đoàn kết, bà con bàn.", "HƯƠNG ƯỚC LÀNG VÂN", "Bà con cùng giữ.", "Điều 1. Tên"]
    )
    assert text.called == "Hương ước"
    assert text.left_out == ()
    assert [each.text or each.heading for each in text.clauses] == [
        "Họp ngày hội Đại đoàn kết, bà con bàn.",
        "Bà con cùng giữ.",
        "Tên",
    ]


def test_a_text_without_title_or_numbers_keeps_every_line():
    text = read_lines(["Bà con giữ gìn vệ sinh.", "", "Không đổ rác ra đường."])
    assert (text.title, text.called, text.left_out) == ("", "", ())
    assert [each.level for each in text.clauses] == ["đoạn", "đoạn"]
    assert [each.kind for each in warnings_of(text.clauses)] == ["no-article"]


@pytest.mark.parametrize(
    ("line", "clause"),
    [
        ("PHẦN THỨ NHẤT", Clause("phần", "thứ nhất", "", "")),
        ("Phần I: Những điều chung", Clause("phần", "I", "Những điều chung", "")),
        ("Chương IV - VIỆC TANG", Clause("chương", "IV", "VIỆC TANG", "")),
        ("Mục 2. Rác thải", Clause("mục", "2", "Rác thải", "")),
        ("Điều 12a. Người cao tuổi", Clause("điều", "12a", "Người cao tuổi", "")),
        ("Điều 7.", Clause("điều", "7", "", "")),
        ("1.1. Trong nhà", Clause("khoản", "1.1", "", "Trong nhà")),
        ("3.Không đổ rác", Clause("khoản", "3", "", "Không đổ rác")),
        ("2- Không đổ rác", Clause("khoản", "2", "", "Không đổ rác")),
        ("đ) Người già", Clause("điểm", "đ", "", "Người già")),
    ],
)
def test_numbers_as_they_are_written(line, clause):
    assert numbered(line) == clause


@pytest.mark.parametrize(
    "line",
    [
        "Phần lớn các hộ làm ruộng.",
        "Mục tiêu của thôn là sạch đẹp.",
        "Chương trình văn nghệ diễn ra ngày 18/11.",
        "Điều kiện công nhận gia đình văn hóa.",
        "Điều 15 Luật Thực hiện dân chủ ở cơ sở quy định mức đóng góp.",
        "1.500 hộ cùng tham gia",
        "20/2/2023 thôn họp bàn.",
        "2-3 hộ một nhóm",
        "Ông A. phát biểu",
        "- Không đổ rác",
    ],
)
def test_prose_is_not_taken_for_a_number(line):
    assert numbered(line) is None


# -- there and back ------------------------------------------------------------------------------------------------

SYLLABLES = (
    "Giữ",
    "gìn",
    "vệ",
    "sinh",
    "đường",
    "làng",
    "ngõ",
    "xóm",
    "đoàn",
    "kết",
    "học",
    "tập",
    "Tết",
    "ở",
    "ăn",
    "ý",
)
NAMES = st.lists(st.sampled_from(SYLLABLES), min_size=1, max_size=6).map(lambda words: "Bà con " + " ".join(words))
SENTENCES = NAMES.map(lambda name: f"{name}.")
ARABIC, ROMANS = st.integers(1, 60).map(str), st.integers(1, 30).map(roman)
ANY_CLAUSE = st.one_of(
    st.builds(Clause, st.sampled_from(["phần", "chương"]), ROMANS, NAMES, st.just("")),
    st.builds(Clause, st.just("mục"), ARABIC, NAMES, st.just("")),
    st.builds(Clause, st.just("điều"), ARABIC, NAMES, SENTENCES),
    st.builds(Clause, st.just("điều"), ARABIC, st.just(""), SENTENCES),
    st.builds(Clause, st.just("khoản"), ARABIC, st.just(""), SENTENCES),
    st.builds(Clause, st.just("điểm"), st.sampled_from("abcdđeghiklm"), st.just(""), SENTENCES),
    st.builds(Clause, st.just("đoạn"), st.just(""), st.just(""), SENTENCES),
)


@given(st.lists(ANY_CLAUSE, max_size=25))
@settings(max_examples=150, deadline=None)
def test_what_is_spelled_reads_back(clauses):
    assert clauses_of(lines_of(clauses)) == tuple(clauses)


@given(st.lists(st.text(max_size=60), max_size=12))
@settings(max_examples=150, deadline=None)
def test_any_lines_are_read_and_spelling_settles(lines):
    once = clauses_of(lines_of(read_lines(lines).clauses))
    assert clauses_of(lines_of(once)) == once


# -- remarks -------------------------------------------------------------------------------------------------------


def remarks(*lines):
    return [(each.kind, each.clause, each.message) for each in warnings_of(clauses_of(lines))]


def test_fines_and_fees_are_remarked_and_gifts_are_not():
    found = remarks(
        "Điều 1. Rác",
        "1. Hộ vi phạm bị Phạt tiền.",
        "a) Nộp phạt tại thôn.",
        "2. Thôn thu phí.",
        "3. Phát tiền thưởng.",
    )
    assert [(kind, at) for kind, at, _ in found] == [("beyond-law", 1), ("beyond-law", 2), ("beyond-law", 3)]
    assert found[1][2].startswith("Điều 1, khoản 1, điểm a có «nộp phạt»")


def test_a_sum_of_money_is_remarked_unless_it_is_given_freely():
    found = remarks(
        "Điều 1. Quỹ",
        "1. Mỗi hộ nộp 50.000 đồng một năm.",
        "2. Vi phạm lần hai thì đóng góp 100 nghìn vào quỹ.",
        "3. Vận động mỗi hộ đóng 50.000 đồng; hộ khó khăn thì miễn.",
        "4. Các hộ tự nguyện đóng 2 triệu đồng làm đường.",
        "5. Năm 2025 thôn chi 3 triệu đồng.",
        "6. Thu gom rác 2 lần một tuần, mỗi lần 1 đồng chí phụ trách.",
        "7. Mỗi hộ nộp 50 nghìn, được ủng hộ của các hộ.",
    )
    assert [(kind, at) for kind, at, _ in found] == [("beyond-law", 1), ("beyond-law", 2), ("beyond-law", 7)]
    assert "bắt nộp một số tiền" in found[0][2]


def test_what_says_the_law_over_again_is_remarked():
    found = remarks(
        "Điều 1. Trộm cắp",
        "1. Theo Điều 173 Bộ luật Hình sự, người trộm cắp bị phạt tù đến 3 năm.",
        "2. Vi phạm thì bị xử phạt vi phạm hành chính.",
        "3. Làm theo pháp luật; xem Điều 2 của quy ước này.",
    )
    assert [(kind, at) for kind, at, _ in found] == [("repeats-law", 1), ("repeats-law", 2)]
    assert found[0][2].startswith("Điều 1, khoản 1 nói đến «phạt tù»: quy ước không chép lại")


def test_gaps_and_doubles_are_remarked():
    found = remarks(
        "Chương I. A", "Điều 1. B", "1. C.", "3. D.", "Điều 4. E", "1. F.", "1. G.", "Chương II. H", "Điều 5. I"
    )
    assert [(kind, at) for kind, at, _ in found] == [("gap", 3), ("gap", 4), ("double", 6)]
    assert [message for _, _, message in found] == [
        "Trước điều 1, khoản 3 thiếu khoản 2.",
        "Trước điều 4 thiếu điều 2 đến 3.",
        "Điều 4, khoản 1 bị trùng số.",
    ]


def test_good_numbering_is_not_remarked():
    assert (
        remarks(
            "Chương I. A", "Mục 1. B", "Điều 1. C", "a) D.", "b) D.", "đ) D.", "Chương II. A", "Mục 1. B", "Điều 2. C"
        )
        == []
    )
    assert warnings_of(()) == ()


def test_next_numbers():
    assert next_number("điều", ["1", "2", "12a", "3"]) == "4"
    assert next_number("chương", ["I", "II", "III"]) == "IV"
    assert [next_number("điểm", each) for each in ([], ["a"], ["c", "d"], ["y"])] == ["a", "b", "đ", ""]
    assert [ordinal(roman(each)) for each in range(1, 90)] == list(range(1, 90))
    assert ordinal("thứ nhất") is None


# -- files ---------------------------------------------------------------------------------------------------------


def write(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def as_cp1258(text: str) -> bytes:
    """Windows-1258 writes five tones as marks behind the letter: letters stay whole, tones come apart."""
    tones = "\u0300\u0301\u0303\u0309\u0323"
    spelled = []
    for letter in text:
        marks = unicodedata.normalize("NFD", letter)
        tone = "".join(mark for mark in marks if mark in tones)
        spelled.append(unicodedata.normalize("NFC", "".join(mark for mark in marks if mark not in tones)) + tone)
    return "".join(spelled).encode("cp1258")


@pytest.mark.parametrize(
    "data",
    [
        PAPER.encode(),
        codecs.BOM_UTF8 + PAPER.replace("\n", "\r\n").encode(),
        codecs.BOM_UTF16_LE + PAPER.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + PAPER.encode("utf-16-be"),
        PAPER.encode("utf-16-le"),
        PAPER.encode("utf-16-be"),
        as_cp1258(PAPER),
        unicodedata.normalize("NFD", PAPER).encode(),
    ],
    ids=[
        "utf-8",
        "utf-8 with mark",
        "utf-16-le",
        "utf-16-be",
        "bare utf-16-le",
        "bare utf-16-be",
        "windows-1258",
        "decomposed",
    ],
)
def test_text_in_the_encodings_vietnam_uses(tmp_path, data):
    assert read_lines(covenant_lines(write(tmp_path, "Quy ước.txt", data))).clauses == CLAUSES


def test_lines_broken_at_eighty_letters_are_joined(tmp_path):
    text = "Điều 1. Vệ sinh\n1. Mọi nhà quét dọn đường làng\nngõ xóm vào sáng thứ bảy\n2. Không đổ rác.\nĐiều 2. Tên"
    lines = covenant_lines(write(tmp_path, "a.txt", text.encode()))
    assert "1. Mọi nhà quét dọn đường làng ngõ xóm vào sáng thứ bảy" in lines


def test_a_capital_goes_on_with_the_sentence_of_a_khoan_and_not_with_a_name(tmp_path):
    text = "Điều 1. Báo tin\nMọi người cùng làm\n1. Ai thấy thì báo với\nỦy ban nhân dân xã khi có việc.\n2. Hết\nTRƯỞNG THÔN"
    assert covenant_lines(write(tmp_path, "a.txt", text.encode())) == [
        "Điều 1. Báo tin", "Mọi người cùng làm", "1. Ai thấy thì báo với Ủy ban nhân dân xã khi có việc.", "2. Hết",
        "TRƯỞNG THÔN",
    ]  # fmt: skip


def test_markdown_loses_its_marks_and_nothing_else(tmp_path):
    text = (
        "# QUY ƯỚC THÔN QUANG KHẢI\n\n## Chương I. Chung\n\n**Điều 1.** *Phạm vi*\n\nÁp dụng cho\nMọi hộ trong thôn.\n\n"
        "1\\. Quét dọn.\n1. Thu gom\n   rác thải.\n- Giữ sạch __ngõ__ xóm.\n\n> Lời dặn snake_case_tên.\n\n---\n"
    )
    read = read_lines(covenant_lines(write(tmp_path, "a.md", text.encode())))
    assert read.title == "QUY ƯỚC THÔN QUANG KHẢI"
    assert read.clauses == (
        Clause("chương", "I", "Chung", ""),
        Clause("điều", "1", "Phạm vi", "Áp dụng cho Mọi hộ trong thôn."),
        Clause("khoản", "1", "", "Quét dọn."),
        Clause("khoản", "1", "", "Thu gom rác thải."),
        Clause("đoạn", "", "", "- Giữ sạch ngõ xóm."),
        Clause("đoạn", "", "", "Lời dặn snake_case_tên."),
    )


def word_bytes(document) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def test_word_with_typed_numbers_tables_and_soft_breaks(tmp_path):
    document = Document()
    head = document.add_table(1, 2)
    head.cell(0, 0).text = "UBND XÃ AN QUANG\nTHÔN QUANG KHẢI"
    head.cell(0, 1).text = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"
    document.add_paragraph("QUY ƯỚC\nTHÔN QUANG KHẢI")
    paragraph = document.add_paragraph("Điều 1. ")
    paragraph.add_run("Phạm vi").bold = True
    document.add_paragraph("1.\tMọi hộ.")
    signs = document.add_table(1, 2)
    signs.cell(0, 0).text = "TRƯỞNG THÔN\n(Ký, ghi rõ họ tên)"
    signs.cell(0, 1).text = "TM. BAN CÔNG TÁC MẶT TRẬN"
    read = read_lines(covenant_lines(write(tmp_path, "Quy ước.docx", word_bytes(document))))
    assert read.title == "QUY ƯỚC THÔN QUANG KHẢI"
    assert read.clauses == (Clause("điều", "1", "Phạm vi", ""), Clause("khoản", "1", "", "Mọi hộ."))
    assert len(read.left_out) == 7


def number_paragraph(paragraph, number: int, level: int) -> None:
    place = paragraph._p.get_or_add_pPr().get_or_add_numPr()
    place.get_or_add_ilvl().val = level
    place.get_or_add_numId().val = number


def add_list(document, abstract: int, levels, *, restarted: int = 0) -> None:
    """Define a list of ``(form, text)`` levels as number ``abstract``, and one more that starts it again."""
    numbering = document.part.numbering_part.element
    definition = OxmlElement("w:abstractNum", {qn("w:abstractNumId"): str(abstract)})
    for depth, (form, text, never_restarts) in enumerate(levels):
        level = OxmlElement("w:lvl", {qn("w:ilvl"): str(depth)})
        for tag, value in (
            ("w:start", "1"),
            ("w:numFmt", form),
            *([("w:lvlRestart", "0")] * never_restarts),
            ("w:lvlText", text),
        ):
            level.append(OxmlElement(tag, {qn("w:val"): value}))
        definition.append(level)
    numbering.insert(0, definition)
    for number in (abstract, *([restarted] if restarted else [])):
        list_ = OxmlElement("w:num", {qn("w:numId"): str(number)})
        list_.append(OxmlElement("w:abstractNumId", {qn("w:val"): str(abstract)}))
        if number == restarted:
            override = OxmlElement("w:lvlOverride", {qn("w:ilvl"): "0"})
            override.append(OxmlElement("w:startOverride", {qn("w:val"): "1"}))
            list_.append(override)
        numbering.append(list_)


def test_word_with_numbers_that_word_draws(tmp_path):
    document = Document()
    add_list(
        document, 90, [("upperRoman", "Chương %1.", False), ("decimal", "Điều %2.", True), ("decimal", "%3.", False)]
    )
    add_list(document, 91, [("lowerLetter", "%1)", False)], restarted=92)
    lines = (
        *((90, 0, "Chung"), (90, 1, "Tên"), (90, 2, "Một."), (90, 2, "Hai."), (91, 0, "Ba."), (91, 0, "Bốn.")),
        *((90, 0, "Riêng"), (90, 1, "Rác"), (90, 2, "Năm."), (92, 0, "Sáu.")),
    )
    for number, level, text in lines:
        number_paragraph(document.add_paragraph(text), number, level)
    read = read_lines(covenant_lines(write(tmp_path, "a.docx", word_bytes(document))))
    assert lines_of(read.clauses) == [
        "Chương I. Chung",
        "Điều 1. Tên",
        "1. Một.",
        "2. Hai.",
        "a) Ba.",
        "b) Bốn.",
        "Chương II. Riêng",
        "Điều 2. Rác",
        "1. Năm.",
        "a) Sáu.",
    ]


def test_word_with_tracked_changes_reads_as_if_accepted(tmp_path):
    document = Document()
    paragraph = document.add_paragraph("Điều 1. Giữ ")
    for tag, text_tag, text in (("w:ins", "w:t", "sạch "), ("w:del", "w:delText", "bẩn "), ("w:ins", "w:t", "đẹp")):
        change, run, piece = OxmlElement(tag), OxmlElement("w:r"), OxmlElement(text_tag)
        piece.text = text
        run.append(piece)
        change.append(run)
        paragraph._p.append(change)
    assert covenant_lines(write(tmp_path, "a.docx", word_bytes(document))) == ["Điều 1. Giữ sạch đẹp"]


# -- refusals ------------------------------------------------------------------------------------------------------

WHOLE_WORD = word_bytes(Document())


@pytest.mark.parametrize(
    ("name", "data", "number"),
    [
        ("a.txt", b"", "COVENANT-001"),
        ("a.docx", b"", "COVENANT-001"),
        ("a.docx", WHOLE_WORD[: len(WHOLE_WORD) // 2], "COVENANT-002"),
        ("a.docx", b"hello", "COVENANT-002"),
        ("a.docx", b"PK\x05\x06" + bytes(18), "COVENANT-002"),
        ("a.docx", WHOLE_WORD.replace(b"word/document.xml", b"word/dacument.xml"), "COVENANT-002"),
        ("a.txt", b"PK\x03\x04 nothing", "COVENANT-002"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "COVENANT-003"),
        ("a.txt", b"%PDF-1.7\n", "COVENANT-003"),
        ("a.txt", b"\x89PNG\r\n\x1a\n", "COVENANT-003"),
        ("a.txt", bytes(range(256)) * 4, "COVENANT-003"),
        ("a.txt", codecs.BOM_UTF16_LE + b"\x00\xd8\x00", "COVENANT-003"),
        ("a.txt", "§iÒu 1. Ph¹m vi ¸p dông cña quy −íc".encode("latin-1", "replace"), "COVENANT-003"),
        ("a.txt", "Điều 1\n".encode() * 6000, "COVENANT-010"),
        ("a.txt", b"a" * 20_001, "COVENANT-010"),
        ("a.txt", b"a" * ((20 << 20) + 1), "COVENANT-004"),
        ("a.txt", b"  \r\n\t\n", "COVENANT-005"),
        ("a.txt", codecs.BOM_UTF8, "COVENANT-005"),
        ("a.docx", WHOLE_WORD, "COVENANT-005"),
    ],
)
def test_refusals_have_their_own_message(tmp_path, name, data, number):
    with pytest.raises(AppError) as refused:
        covenant_lines(write(tmp_path, name, data))
    assert refused.value.code.number == number
    assert "{" not in refused.value.message + refused.value.advice


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(AppError) as refused:
        covenant_lines(tmp_path / "a.txt")
    assert refused.value.code.number == "FILE-003"
