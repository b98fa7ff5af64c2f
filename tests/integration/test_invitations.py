"""Invitations: one for every household, two to a sheet, read back."""

from datetime import date

import pytest
from docx import Document
from docx.enum.table import WD_ROW_HEIGHT_RULE

from app.kernel.errors import AppError
from app.usecases.groups import list_groups
from app.usecases.households import SaveHousehold, save_household
from app.usecases.invitations import PrintedInvitations, PrintInvitations, print_invitations
from app.vietnamese.text import fold
from tests.fixtures import books
from tests.fixtures.papers import pdf_text, word_text

LONG = "Công Tằng Tôn Nữ Thị Ngọc Hoàng Kim Phượng Liên Hương Nguyễn Phúc Vĩnh Thụy Bảo Long"


@pytest.fixture
def village(context):
    books.found(context)
    return context


def command(path, **facts):
    said = {"about": "cuộc họp thôn thông qua quy ước", "day": date(2026, 12, 5), "time": "19 giờ 30",
            "place": "Nhà văn hóa thôn", "content": "Bàn và biểu quyết quy ước", "contact": "ông Khải"}  # fmt: skip
    return PrintInvitations(path, **{**said, **facts})


def text_of(path):
    return " ".join(pdf_text(path).split())


def test_every_household_is_invited_by_name(village, tmp_path):
    save_household(village, SaveHousehold(texts={"address": "Xóm Trại " * 10}, head=LONG))
    path = tmp_path / "giấy mời.pdf"
    made = print_invitations(village, command(path))
    assert (made.invitations, made.pages) == (3, 2)
    text = text_of(path)
    assert text.count("GIẤY MỜI") == 3
    for part in ("đại diện hộ ông (bà): Nguyễn Văn An", "Tổ 1, Ngõ 1", "19 giờ 30, ngày 05 tháng 12 năm 2026",
                 "Địa điểm: Nhà văn hóa thôn", "Bàn và biểu quyết quy ước", "Liên hệ: ông Khải", "TRƯỞNG THÔN",
                 "Trần Thị Bình"):  # fmt: skip
        assert part in text, part
    assert fold(LONG) in fold(text)
    first = path.read_bytes()
    print_invitations(village, command(path))
    assert path.read_bytes() == first


def test_what_is_not_known_is_left_to_the_hand_and_a_contact_left_out(village, tmp_path):
    path = tmp_path / "a.pdf"
    print_invitations(village, PrintInvitations(path, "hội nghị nhân dân"))
    text = text_of(path)
    assert "Thời gian: ……" in text
    assert "Liên hệ" not in text


def test_one_group(village, tmp_path):
    two = next(group.id for group in list_groups(village) if group.name == "Tổ 2")
    made = print_invitations(village, command(tmp_path / "a.pdf", group=two))
    assert made.invitations == 1
    assert "Lê Thị Cúc" in text_of(tmp_path / "a.pdf")


def test_what_is_refused(village, tmp_path):
    with pytest.raises(AppError, match="PRINT-001"):
        print_invitations(village, command(tmp_path / "a.xlsx"))
    with pytest.raises(AppError, match="PRINT-002"):
        print_invitations(village, command(tmp_path / "a.pdf", group="0" * 32))
    assert list(tmp_path.glob("a.*")) == []


def test_word_has_the_same_words_two_papers_to_a_sheet(village, tmp_path):
    save_household(village, SaveHousehold(texts={"address": "Xóm Trại " * 10}, head=LONG))
    path, page = tmp_path / "giấy mời.docx", tmp_path / "giấy mời.pdf"
    assert print_invitations(village, command(path)) == PrintedInvitations(3, 0)
    print_invitations(village, command(page))
    document = Document(str(path))
    (sheet,) = document.tables
    assert len(sheet.rows) == 3
    section = document.sections[0]
    rows = sum(row.height for row in sheet.rows[:2])
    assert {row.height_rule for row in sheet.rows} == {WD_ROW_HEIGHT_RULE.EXACTLY}
    room = section.page_height - section.top_margin - section.bottom_margin
    assert rows < room < rows + sheet.rows[0].height, "two to a sheet and not a third"
    assert abs(section.top_margin + sheet.rows[0].height - section.page_height / 2) < 36_000, "the cut is in the middle"
    assert sorted(word_text(path).split()) == sorted(text_of(page).replace("\u00a0", " ").split())
    first = path.read_bytes()
    print_invitations(village, command(path))
    assert path.read_bytes() == first
