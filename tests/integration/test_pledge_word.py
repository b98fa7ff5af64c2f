"""Pledge sheets in Word: the words of the printed ones, a page for each household, no code and no print behind."""

import pytest
from docx import Document
from docx.oxml.ns import qn
from sqlalchemy import select

from app.kernel.errors import AppError
from app.records.pledges import REGISTRATION, SheetPrint
from app.usecases.campaigns import OpenCampaign, default_items, open_campaign, pledge_rows
from app.usecases.groups import SaveGroup, list_groups, save_group
from app.usecases.households import SaveHousehold, save_household
from app.usecases.pledge_word import write_sheets
from app.usecases.pledges import Sign, sign
from app.usecases.printing import PrintSheets
from tests.fixtures import books
from tests.fixtures.papers import pdf_text, word_text


@pytest.fixture
def campaign(context):
    books.found(context)
    group = list_groups(context)[0]
    save_group(context, SaveGroup(group.id, leader="Trần Văn Tổ"))
    save_household(context, SaveHousehold(head="Đỗ Thị Lẻ"))
    command = OpenCampaign("An toàn về an ninh trật tự", 2026, default_items(), paper_title=REGISTRATION)
    return open_campaign(context, command).result.campaign


def prints(context):
    with context.reading() as session:
        return len(session.scalars(select(SheetPrint)).all())


def test_word_says_what_the_printed_sheets_say(context, campaign, tmp_path):
    path, page = tmp_path / "bản đăng ký.docx", tmp_path / "bản đăng ký.pdf"
    done = write_sheets(context, PrintSheets(campaign, path))
    assert (done.result.sheets, done.result.pages, done.operation, prints(context)) == (3, 0, "", 0)
    text = word_text(path)
    assert text.count("BẢN ĐĂNG KÝ") == 3
    for part in ("UBND XÃ AN QUANG", "Họ và tên chủ hộ: Nguyễn Văn An", "Mã hộ: 01-001", "Trần Văn Tổ",
                 "Chấp hành tốt chủ trương", "Gia đình tôi tự nguyện cam kết", "Người ký thay (nếu có)"):  # fmt: skip
        assert part in text, part
    write_sheets(context, PrintSheets(campaign, page, cover=False))
    assert prints(context) == 3
    printed = pdf_text(page).replace("\u00a0", " ")
    assert set(text.split()) <= set(printed.split())
    first = path.read_bytes()
    write_sheets(context, PrintSheets(campaign, path))
    assert path.read_bytes() == first


def test_each_household_begins_a_page(context, campaign, tmp_path):
    write_sheets(context, PrintSheets(campaign, tmp_path / "a.docx"))
    body = Document(str(tmp_path / "a.docx")).element.body
    assert len(list(body.iter(qn("w:pageBreakBefore")))) == 2
    heads = [row.head for row in pledge_rows(context, campaign)]
    text = word_text(tmp_path / "a.docx")
    assert sorted(heads, key=text.index) == heads, "in walking order"


def test_only_who_is_asked_for(context, campaign, tmp_path):
    rows = pledge_rows(context, campaign)
    sign(context, Sign((rows[0].id,)))
    made = write_sheets(context, PrintSheets(campaign, tmp_path / "a.docx", unsigned=True)).result
    assert (made.sheets, rows[0].head in word_text(tmp_path / "a.docx")) == (2, False)
    assert write_sheets(context, PrintSheets(campaign, tmp_path / "a.docx", rows[1].group_id)).result.sheets == 1
    assert write_sheets(context, PrintSheets(campaign, tmp_path / "a.docx", pledges=(rows[1].id,))).result.sheets == 1


def test_a_household_without_a_head_is_left_out_and_named(context, campaign, tmp_path):
    save_household(context, SaveHousehold(head="Tên 🙂 Lạ"))
    loose = save_household(context, SaveHousehold(texts={"address": "Ngõ 9"})).result
    command = OpenCampaign("Đèn đường", 2026, default_items())
    other = open_campaign(context, command).result.campaign
    made = write_sheets(context, PrintSheets(other, tmp_path / "a.docx")).result
    assert made.sheets == 3
    assert {each.reason for each in made.skipped} == {"chưa ghi chủ hộ", "có ký hiệu không in được: 🙂"}
    only = next(row.id for row in pledge_rows(context, other) if row.household == loose)
    with pytest.raises(AppError, match="PRINT-002"):
        write_sheets(context, PrintSheets(other, tmp_path / "b.docx", pledges=(only,)))
    with pytest.raises(AppError, match="PRINT-001"):
        write_sheets(context, PrintSheets(other, tmp_path / "b.txt"))
    assert list(tmp_path.glob("b.*")) == []
