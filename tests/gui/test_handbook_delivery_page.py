"""Giao sổ tay: ticks, a whole group at once, who has none yet."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from app.gui.handbook_delivery import HandbookDeliveryPage
from app.gui.theme import Theme
from app.records.handbooks import HandbookDelivery
from app.usecases.context import Context
from app.usecases.covenants import start_covenant
from app.usecases.deliveries import delivery_board
from app.usecases.groups import list_groups
from app.usecases.handbooks import PrintHandbook, list_editions, print_handbook
from tests.conftest import FakeClock
from tests.gui.fakes import FakeDialogs
from tests.gui.season import desk_at, people_register, said, shown


@pytest.fixture
def page(village: Context, dialogs: FakeDialogs, screen: Theme) -> Iterator[HandbookDeliveryPage]:
    people_register(village)
    desk = desk_at(village, dialogs)
    made = shown(HandbookDeliveryPage(desk))
    yield made
    made.leave()
    desk.jobs.close()


@pytest.fixture
def printed(page: HandbookDeliveryPage, tmp_path: Path) -> HandbookDeliveryPage:
    """The page after the handbook was printed."""
    start_covenant(page.desk.context, from_model=True)
    print_handbook(page.desk.context, PrintHandbook(tmp_path / "so-tay.pdf"))
    page.refresh(None)
    return page


def test_before_printing_the_way_there(page: HandbookDeliveryPage) -> None:
    assert page._nothing.isVisible()
    assert not page._whole.isVisible()
    assert page.board is None


def test_a_tick_gives_and_takes_back(printed: HandbookDeliveryPage) -> None:
    row = printed.model.rows[0]
    printed.giver.set_text("bà Hoa")
    printed.tick(row, True)
    assert printed.state.startswith("1 / 5 hộ đã nhận, 4 chưa")
    assert printed.model.rows[0].copy == 1
    assert printed.model.rows[0].giver == "bà Hoa"
    printed.tick(row, False)
    assert printed.state.startswith("0 / 5 hộ đã nhận")


def test_a_tick_without_a_day_changes_nothing(printed: HandbookDeliveryPage) -> None:
    printed.day.set_text("")
    printed.tick(printed.model.rows[0], True)
    printed.group.choose(list_groups(printed.desk.context)[0].id)
    printed.deliver_group()
    assert delivery_board(printed.desk.context).delivered == 0


def test_a_group_at_once_then_who_is_missing(printed: HandbookDeliveryPage) -> None:
    heard = said(printed.desk)
    printed.deliver_group()
    assert printed.count.text() == "Chọn một tổ trước."
    printed.group.choose(list_groups(printed.desk.context)[0].id)
    printed.deliver_group()
    assert "Đã ghi giao 2 cuốn." in heard[-1].text
    printed.group.choose("")
    printed.chips._group.button(1).click()
    assert printed.chips.current == "missing"
    assert [row.head for row in printed.model.rows] == ["Lê Công Bình", "Đặng Thị Đào", "Vũ Hữu Yến"]
    assert printed.search is not None
    printed.search.setText("dao")
    printed._show_rows()
    assert [row.head for row in printed.model.rows] == ["Đặng Thị Đào"]


def test_the_list_to_sign_is_for_the_group_and_the_state_one_sees(
    printed: HandbookDeliveryPage, dialogs: FakeDialogs, tmp_path: Path
) -> None:
    heard, previews = said(printed.desk), []
    printed.desk.preview_wanted.connect(lambda path, title, sheets, copies: previews.append((path.name, title)))
    printed.print_out()
    assert not heard
    dialogs.saved = tmp_path / "danh-sach.pdf"
    printed.print_out()
    assert previews == [("danh-sach.pdf", "Danh sách giao nhận sổ tay, cả thôn")]
    assert "5 hộ" in heard[-1].text
    group = list_groups(printed.desk.context)[0]
    printed.group.choose(group.id)
    printed.tick(printed.model.rows[0], True)
    printed.chips._group.button(1).click()
    dialogs.saved = tmp_path / "danh-sach.docx"
    printed.write_list("docx")
    assert "1 hộ" in heard[-1].text
    assert len(previews) == 1, "Word is for editing"
    assert (tmp_path / "danh-sach.docx").is_file()


def test_who_took_the_copy_is_the_head_or_who_is_named(printed: HandbookDeliveryPage) -> None:
    assert not printed.strip.isVisible()
    first = printed.model.rows[0]
    printed.tick(first, True)
    printed.table.show_key(first.id)
    assert printed.strip.isVisible()
    assert printed.strip.place.text().startswith("Chủ hộ nhận · ")
    printed.strip.receiver.setEditText("Bùi Thị Dậu")
    printed.strip.relation.setEditText("vợ")
    printed.strip.keep()
    assert printed.model.rows[0].taker == "Bùi Thị Dậu (vợ)"
    assert printed.strip.receiver.words() == "Bùi Thị Dậu"
    second = printed.model.rows[1]
    printed.table.show_key(second.id)
    assert printed.strip.receiver.words() == ""
    printed.day.set_text("")
    printed.strip.keep()
    assert not printed.model.rows[1].day
    printed.day.set_text("18/11/2026")
    printed.strip.keep()
    assert printed.model.rows[1].taker == "Chủ hộ"


def test_the_people_of_the_household_are_offered_with_their_relation(printed: HandbookDeliveryPage) -> None:
    offered = {}
    for row in printed.model.rows:
        printed.table.show_key(row.id)
        box = printed.strip.receiver
        offered[row.head] = [box.itemText(at) for at in range(box.count())]
        if len(offered[row.head]) > 1:
            box.setCurrentIndex(1)
            box.activated.emit(1)
            assert printed.strip.relation.words() == "Vợ"
    assert all(names[0] == head for head, names in offered.items())
    assert max(map(len, offered.values())) == 2


def test_a_code_read_from_the_back_gives_the_copy(printed: HandbookDeliveryPage, tmp_path: Path) -> None:
    context = printed.desk.context
    assert isinstance(context.clock, FakeClock)
    context.clock.advance(1000)
    print_handbook(context, PrintHandbook(tmp_path / "ten-ho.pdf", personal=True))
    printed.refresh(None)
    printed.edition.set_text(list_editions(context)[0].id)
    printed._read()
    with context.reading() as session:
        query = select(HandbookDelivery.household_id, HandbookDelivery.code)
        codes = {each.household_id: each.code for each in session.execute(query)}
    row = printed.model.rows[2]
    code = codes[row.id] or ""
    printed.scan.set_text(code.lower())
    printed.scan.line.returnPressed.emit()
    assert printed.said.text() == f"Đã ghi: cuốn số 3, hộ {row.head}."
    assert (printed.scan.text(), printed.table.current.id) == ("", row.id)
    assert printed.state.startswith("1 / 5 hộ đã nhận")
    printed.read_code(code)
    assert printed.said.text().startswith("Đã ghi giao từ ngày 18/11/2026")
    wrong = code[:6] + ("2" if code[6] != "2" else "3") + code[7:]
    printed.read_code(wrong)
    assert "(Nhóm thứ 2, chữ thứ 3 của nhóm.)" in printed.said.text()
    assert "PLEDGE-001" in printed.said.text()
    printed.edition.set_text(list_editions(context)[1].id)
    printed._read()
    printed.read_code(code)
    assert "của lần in khác" in printed.said.text()
    printed.day.set_text("")
    printed.say("", "small")
    printed.read_code(code)
    assert not printed.said.isVisible()
    assert delivery_board(context, list_editions(context)[0].id).delivered == 1
