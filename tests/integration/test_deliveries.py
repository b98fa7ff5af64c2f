"""Handing out handbooks: one numbered copy for a household, told apart from those without, and taken back."""

from datetime import date

import openpyxl
import pytest
from docx import Document
from sqlalchemy import select

from app.kernel.errors import AppError
from app.records.handbooks import HandbookDelivery
from app.usecases.covenants import start_covenant
from app.usecases.deliveries import (
    Deliver,
    NameReceiver,
    deliver,
    delivery_board,
    find_copy,
    name_receiver,
    take_back,
)
from app.usecases.delivery_papers import PrintDeliveryList, print_delivery_list
from app.usecases.handbooks import PrintHandbook, print_handbook
from app.usecases.history import undo
from app.usecases.households import SaveHousehold, save_household
from app.vietnamese import sheet_code
from tests.fixtures import books
from tests.fixtures.papers import pdf_text


@pytest.fixture
def printed(context, tmp_path):
    """A village whose handbook was printed once."""
    books.found(context)
    start_covenant(context, from_model=True)
    print_handbook(context, PrintHandbook(tmp_path / "sổ tay.pdf"))
    return context


def given(context):
    return {row.code: row for row in delivery_board(context).rows}


def test_a_copy_has_its_number_day_and_hands(printed):
    first, *others = given(printed).values()
    command = Deliver((first.id,), day=date(2026, 11, 10), giver="bà  Hoa", receiver="ông Tư")
    assert deliver(printed, command).result == 1
    board = delivery_board(printed)
    row = next(row for row in board.rows if row.id == first.id)
    assert (row.copy, row.day, row.giver, row.receiver) == (1, date(2026, 11, 10), "bà Hoa", "ông Tư")
    assert (board.delivered, board.copies) == (1, len(board.rows))
    everyone = tuple(row.id for row in board.rows)
    assert deliver(printed, Deliver(everyone)).result == len(others)
    rows = delivery_board(printed).rows
    assert sorted(row.copy for row in rows) == list(range(1, len(rows) + 1))
    assert next(row for row in rows if row.id == first.id).giver == "bà Hoa"


def test_the_head_takes_the_copy_unless_somebody_else_is_named(printed):
    first, second = tuple(given(printed).values())[:2]
    deliver(printed, Deliver((first.id,), receiver=first.head.upper()))
    assert given(printed)[first.code].taker == "Chủ hộ"
    assert given(printed)[second.code].taker == ""
    done = name_receiver(printed, NameReceiver(second.id, "Lê  Văn Út", "con", giver="bà Hoa"))
    assert done.result == "Lê Văn Út (con)"
    row = given(printed)[second.code]
    assert (row.copy, row.giver, row.receiver, row.relation) == (2, "bà Hoa", "Lê Văn Út", "Con")
    assert name_receiver(printed, NameReceiver(second.id, "bác hàng xóm")).result == "bác hàng xóm"
    undo(printed, done.operation)
    assert name_receiver(printed, NameReceiver(second.id)).result == "Chủ hộ"
    row = given(printed)[second.code]
    assert (row.copy, row.receiver, row.relation) == (2, "", "")
    with pytest.raises(AppError, match="HANDBOOK-004"):
        name_receiver(printed, NameReceiver(second.id, relation="con"))
    with pytest.raises(AppError, match="RECORD-001"):
        name_receiver(printed, NameReceiver("0" * 32, "ai đó"))


def test_a_number_is_never_on_two_books(printed):
    first, second = tuple(given(printed).values())[:2]
    deliver(printed, Deliver((first.id,)))
    assert take_back(printed, (first.id,)).result == 1
    assert delivery_board(printed).delivered == 0
    deliver(printed, Deliver((second.id,)))
    deliver(printed, Deliver((first.id,)))
    rows = {row.id: row.copy for row in delivery_board(printed).rows}
    assert len({rows[first.id], rows[second.id]}) == 2
    assert 0 not in (rows[first.id], rows[second.id])


def test_one_step_back(printed):
    everyone = tuple(row.id for row in delivery_board(printed).rows)
    done = deliver(printed, Deliver(everyone))
    undo(printed, done.operation)
    assert delivery_board(printed).delivered == 0


def test_a_new_edition_begins_anew(printed, tmp_path):
    old = delivery_board(printed)
    deliver(printed, Deliver((old.rows[0].id,)))
    print_handbook(printed, PrintHandbook(tmp_path / "lần hai.pdf"))
    assert delivery_board(printed).delivered == 0
    assert delivery_board(printed, old.edition).delivered == 1


def test_what_is_refused(printed):
    row = next(iter(given(printed).values()))
    with pytest.raises(AppError, match="EVENT-002"):
        deliver(printed, Deliver((row.id,), day=date(2099, 1, 1)))
    with pytest.raises(AppError, match="RECORD-001"):
        deliver(printed, Deliver((row.id, "0" * 32)))
    assert delivery_board(printed).delivered == 0


def test_nothing_printed_nothing_given(context):
    books.found(context)
    with pytest.raises(AppError, match="HANDBOOK-003"):
        delivery_board(context)


# -- copies printed with names -------------------------------------------------------------------------------------


@pytest.fixture
def named(printed, tmp_path):
    """The village with a second edition, each household's name on a copy and a code on its back."""
    printed.clock.advance(1000)
    print_handbook(printed, PrintHandbook(tmp_path / "tên hộ.pdf", personal=True))
    return printed


def codes_of(context):
    with context.reading() as session:
        query = select(HandbookDelivery.household_id, HandbookDelivery.code).where(HandbookDelivery.code.is_not(None))
        return {each.household_id: each.code for each in session.execute(query)}


def test_the_code_on_the_back_leads_to_its_copy(named, tmp_path):
    codes = codes_of(named)
    text = pdf_text(tmp_path / "tên hộ.pdf")
    board = delivery_board(named)
    assert (board.delivered, [row.copy for row in board.rows], any(row.given for row in board.rows)) == (
        0,
        [1, 2],
        False,
    )
    assert len(set(codes.values())) == len(board.rows)
    for row in board.rows:
        code = codes[row.id]
        assert sheet_code.format(code) in text
        found = find_copy(named, sheet_code.format(code).lower())
        assert (found.household, found.copy, found.day, found.edition) == (row.id, row.copy, None, board.edition)
    second = board.rows[1]
    deliver(named, Deliver((second.id,), giver="bà Hoa"))
    assert find_copy(named, codes[second.id]).day == date(2026, 11, 18)
    row = given(named)[second.code]
    assert (row.copy, row.given, row.giver) == (2, True, "bà Hoa")


def test_a_printed_copy_keeps_its_number_and_code_when_it_is_taken_back(named):
    before, first = codes_of(named), delivery_board(named).rows[0]
    name_receiver(named, NameReceiver(first.id, "Bùi Thị Dậu", "vợ"))
    assert take_back(named, (first.id,)).result == 1
    assert take_back(named, (first.id,)).result == 0
    row = given(named)[first.code]
    assert (row.copy, row.given, row.receiver, row.taker, codes_of(named)) == (1, False, "", "", before)


def test_a_household_that_came_after_printing_gets_the_next_number(named):
    new = save_household(named, SaveHousehold(head="Đỗ Thị Lẻ")).result
    deliver(named, Deliver((new,)))
    assert {row.id: row.copy for row in delivery_board(named).rows}[new] == 3


def test_codes_that_lead_nowhere(named):
    code = next(iter(codes_of(named).values()))
    wrong = code[:6] + ("2" if code[6] != "2" else "3") + code[7:]
    with pytest.raises(AppError, match="PLEDGE-001"):
        find_copy(named, wrong)
    tag, part, page = sheet_code.village_tag(named.identity.pile), "23456789", sheet_code.page_character(1)
    for text, number in (
        (str(sheet_code.SheetCode(tag, part, page)), "HANDBOOK-006"), ("hà nội", "HANDBOOK-006"),
        (str(sheet_code.SheetCode(tag, part, page, sheet_code.HANDBOOK)), "HANDBOOK-007"),
        (str(sheet_code.SheetCode("2222", part, page, sheet_code.HANDBOOK)), "PLEDGE-003"),
    ):  # fmt: skip
        with pytest.raises(AppError, match=number):
            find_copy(named, text)


def test_numbers_printed_on_the_copies_stand_in_the_list(named, tmp_path):
    made, _ = listed(named, tmp_path / "a.pdf", missing=True)
    assert made.households == 2
    table = table_of(named, tmp_path)
    assert [row.cells[3].text for row in table.rows[1:]] == ["1"]


def table_of(context, folder):
    listed_file(context, folder / "a.docx")
    return Document(str(folder / "a.docx")).tables[1]


# -- the list households sign ---------------------------------------------------------------------------------------


def listed(context, path, **more):
    made = print_delivery_list(context, PrintDeliveryList(path, **more))
    return made, pdf_text(path)


def test_the_list_to_sign_has_each_group_on_its_own_page_in_walking_order(printed, tmp_path):
    first, *_ = given(printed).values()
    deliver(printed, Deliver((first.id,), day=date(2026, 11, 10), receiver="Bùi Thị Dậu", relation="Vợ"))
    made, text = listed(printed, tmp_path / "danh sách.pdf", giver="Trần Thị Hoa")
    assert (made.households, made.pages) == (2, 2)
    for part in ("DANH SÁCH GIAO NHẬN SỔ TAY", "Sổ tay quy ước khu dân cư, in ngày 18/11/2026", "Tổ 1, thôn Đông",
                 "BAN CÔNG TÁC MẶT TRẬN THÔN ĐÔNG", "TRƯỞNG BAN CÔNG TÁC MẶT TRẬN", "NGƯỜI GIAO", "Trần Thị Hoa",
                 "10/11/2026", "Bùi Thị Dậu (vợ)", "Tổng số hộ: 1. Đã nhận: 1 hộ. Chưa nhận: 0 hộ.",
                 "Tổng số hộ: 1. Đã nhận: ………"):  # fmt: skip
        assert part in text, part
    heads = [row.head for row in delivery_board(printed).rows]
    assert sorted(heads, key=text.index) == heads
    before = (tmp_path / "danh sách.pdf").read_bytes()
    listed(printed, tmp_path / "danh sách.pdf", giver="Trần Thị Hoa")
    assert (tmp_path / "danh sách.pdf").read_bytes() == before


def test_the_list_of_one_group_and_of_who_has_none(printed, tmp_path):
    first, *_ = rows = tuple(given(printed).values())
    made, text = listed(printed, tmp_path / "a.pdf", group=first.group_id)
    assert made.households == sum(row.group_id == first.group_id for row in rows)
    deliver(printed, Deliver((first.id,)))
    made, text = listed(printed, tmp_path / "a.pdf", missing=True)
    assert (made.households, first.head in text) == (len(rows) - 1, False)
    deliver(printed, Deliver(tuple(row.id for row in rows)))
    with pytest.raises(AppError, match="PRINT-002"):
        listed(printed, tmp_path / "b.pdf", missing=True)


def test_the_list_in_word_and_excel(printed, tmp_path):
    for ending in ("docx", "xlsx"):
        assert listed_file(printed, tmp_path / f"a.{ending}").pages == 0
    document = Document(str(tmp_path / "a.docx"))
    cells = "\n".join(cell.text for table in document.tables for row in table.rows for cell in row.cells).split("\n")
    assert {"Nguyễn Văn An", "Ký nhận", "NGƯỜI GIAO"} <= set(cells)
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").active
    assert any("Nguyễn Văn An" in row and "Tổ 1, thôn Đông" in row for row in sheet.iter_rows(values_only=True))
    with pytest.raises(AppError, match="PRINT-001"):
        listed_file(printed, tmp_path / "a.txt")


def listed_file(context, path):
    return print_delivery_list(context, PrintDeliveryList(path))


def test_households_of_no_group_have_a_page_of_their_own(printed, tmp_path):
    save_household(printed, SaveHousehold(head="Đỗ Thị Lẻ"))
    _, text = listed(printed, tmp_path / "a.pdf")
    assert "Các hộ chưa xếp tổ, thôn Đông" in text


def test_no_list_before_a_handbook_was_printed(context, tmp_path):
    books.found(context)
    with pytest.raises(AppError, match="HANDBOOK-003"):
        listed(context, tmp_path / "a.pdf")
    assert list(tmp_path.glob("a.*")) == []
