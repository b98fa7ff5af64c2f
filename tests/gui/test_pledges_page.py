"""Cam kết: opening a campaign, ticking in walking order, a whole group, codes, remarks, who signed for the head, papers."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.gui.campaign_form import NAME, SOME
from app.gui.desk import Desk
from app.gui.pledge_papers import SIGNING
from app.gui.pledge_tables import UNGROUPED, WHOLE
from app.gui.pledges import BOARD, NOTHING, OPENING, SHEETS, PledgesPage
from app.gui.theme import Theme
from app.records.pledges import SheetPrint
from app.usecases.campaigns import PledgeRow, default_items, list_campaigns, pledge_rows
from app.usecases.context import Context
from app.usecases.groups import SaveGroup, save_group
from app.usecases.households import SaveHousehold, save_household
from app.usecases.printing import PrintSheets, print_sheets
from tests.gui.fakes import FakeDialogs, type_text
from tests.gui.season import desk_at, open_season, people_register, said, shown


@pytest.fixture
def office(village: Context, dialogs: FakeDialogs, screen: Theme) -> Iterator[Desk]:
    people_register(village)
    desk = desk_at(village, dialogs)
    yield desk
    desk.jobs.close()


@pytest.fixture
def page(office: Desk) -> PledgesPage:
    open_season(office.context)
    return shown(PledgesPage(office))


def row_of(page: PledgesPage, head: str) -> PledgeRow:
    campaign = list_campaigns(page.desk.context)[0].id
    return next(row for row in pledge_rows(page.desk.context, campaign) if row.head == head)


def heads(page: PledgesPage) -> list[str]:
    return [row.head for _, row in page.board.model.rows]


def pick_group(page: PledgesPage, name: str) -> None:
    key = next(row.id for row in page.board.groups_model.rows if row.name == name)
    page.board.groups.show_key(key)


def test_nothing_yet_leads_to_the_form_and_the_form_to_the_board(office: Desk) -> None:
    page = shown(PledgesPage(office))
    assert page._stack.currentIndex() == NOTHING
    page.new()
    assert page._stack.currentIndex() == OPENING
    assert page.form.items.text().startswith("1. Chấp hành tốt chủ trương")
    assert page.form.command().items == default_items()
    page.form.name.set_text("")
    page.save()
    assert "Ghi tên đợt" in page.form.name.below
    page.form.name.set_text(NAME)
    page.form.meeting.set_text("15/11")
    page.save()
    assert page._stack.currentIndex() == BOARD
    assert page.state == "0 / 5 hộ đã ký, 5 chưa"
    assert page.board.chosen_day() == date(2026, 11, 15)
    assert page.board.group_name == "Tổ 1"
    assert page.focusWidget() is page.board.table


def test_a_campaign_over_some_groups_and_its_draft(office: Desk) -> None:
    page = shown(PledgesPage(office), new=True)
    page.form.scope.set_text(SOME)
    page.form.scope.edited.emit()
    page.save()
    assert "ít nhất một tổ" in page.form.groups.below
    first = next(iter(page.form.groups.boxes.values()))
    first.click()
    page.leave()
    again = shown(PledgesPage(office), new=True)
    assert again.form.groups.keys() == page.form.groups.keys()
    again.save()
    assert again.state == "0 / 2 hộ đã ký, 2 chưa"


def test_a_very_long_group_name_does_not_push_the_form_apart(office: Desk) -> None:
    name = "Tổ liên gia số 14 khu tập thể nhà máy gạch cũ cạnh bờ sông Hồng"
    save_group(office.context, SaveGroup(name=name))
    page = shown(PledgesPage(office), new=True)
    page.form.scope.set_text(SOME)
    page.form.scope.edited.emit()
    QApplication.processEvents()
    assert page.form.minimumSizeHint().width() < 900
    boxes = page.form.groups.boxes.values()
    assert {box.height() for box in boxes} == {36}
    long = next(box for box in boxes if box.toolTip().startswith(name))
    assert long.text().endswith("…")
    assert long.accessibleName() == long.toolTip()


def test_space_ticks_in_walking_order_and_unticking_takes_back(page: PledgesPage) -> None:
    heard = said(page.desk)
    page.board.table.enter()
    QTest.keyClick(page.board.table, Qt.Key.Key_Space)
    QTest.keyClick(page.board.table, Qt.Key.Key_Space)
    assert [row_of(page, head).signed for head in heads(page)] == [True, True]
    assert page.state == "2 / 5 hộ đã ký, 3 chưa"
    page.board.table.show_key(row_of(page, "Nguyễn Văn An").id)
    QTest.keyClick(page.board.table, Qt.Key.Key_Space)
    assert row_of(page, "Nguyễn Văn An").state == "open"
    assert page.board.table.current[1].head == "Trần Thị Ơn"
    assert heard[-1].text == "Đã bỏ dấu ký của Nguyễn Văn An."


def test_the_mark_is_drawn_before_it_is_written(page: PledgesPage) -> None:
    page.board.table.enter()
    QApplication.processEvents()
    drawn: list[bool] = []

    class Watch(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() is QEvent.Type.Paint:
                drawn.append(row_of(page, heads(page)[0]).signed)
            return False

    watch = Watch()
    page.board.table.viewport().installEventFilter(watch)
    QTest.keyClick(page.board.table, Qt.Key.Key_Space)
    assert drawn[0] is False
    QApplication.processEvents()
    assert drawn[-1] is True


def test_a_day_ahead_is_said_at_the_field_and_nothing_is_signed(page: PledgesPage) -> None:
    page.board.day.set_text("19/11/2026")
    page.board.model.flip_tick(0)
    assert "chưa tới" in page.board.day.below
    assert not row_of(page, heads(page)[0]).signed
    assert not page.board.model.ticks


def test_a_whole_group_then_who_was_absent_and_undo(page: PledgesPage) -> None:
    heard = said(page.desk)
    pick_group(page, "Tổ 2")
    page.sign_all()
    assert page.board.model.ticks == {row_of(page, head).id for head in heads(page)}
    assert heard[-1].text == "Đã ghi 3 hộ Tổ 2 ký ngày 18/11/2026. Hộ nào vắng thì bỏ dấu."
    assert not page.main.isEnabled() if page.main else False
    page.desk.undo()
    assert page.state == "0 / 5 hộ đã ký, 5 chưa"
    page.sign_all()
    page.board.model.flip_tick(1)
    assert page.state == "2 / 5 hộ đã ký, 3 chưa"
    assert page.main is not None
    assert page.main.isEnabled()
    pick_group(page, "Cả thôn")
    assert page.board.group == WHOLE
    assert not page.main.isEnabled()


def test_households_without_a_group_sign_together(office: Desk) -> None:
    save_household(office.context, SaveHousehold(head="Ngô Văn Út"))
    open_season(office.context)
    page = shown(PledgesPage(office))
    page.board.groups.show_key(UNGROUPED)
    assert page.board.paper_group == ""
    page.sign_all()
    assert page.state == "1 / 6 hộ đã ký, 5 chưa"


def test_a_code_is_read_signed_and_the_box_is_ready_for_the_next(page: PledgesPage, tmp_path: Path) -> None:
    context = page.desk.context
    campaign = list_campaigns(context)[0].id
    print_sheets(context, PrintSheets(campaign, tmp_path / "sheets.pdf"))
    yen = row_of(page, "Vũ Hữu Yến")
    with context.reading() as session:
        code = session.query(SheetPrint.code).filter(SheetPrint.pledge_id == yen.id).scalar()
    page.board.scan.line.setFocus()
    type_text(page.board.scan.line, code)
    QTest.keyClick(page.board.scan.line, Qt.Key.Key_Return)
    assert row_of(page, "Vũ Hữu Yến").signed
    assert page.board.said.text().startswith("Đã ghi: Vũ Hữu Yến")
    assert page.board.scan.text() == ""
    assert page.board.table.current[1].head == "Vũ Hữu Yến"
    assert page.focusWidget() is page.board.scan.line
    page.read_code(code)
    assert "từ trước" in page.board.said.text()
    wrong = ("0" if code[5] != "0" else "1").join((code[:5], code[6:]))
    page.read_code(wrong)
    assert "PLEDGE-00" in page.board.said.text()
    type_text(page.board.scan.line, "A")
    assert page.board.said.isHidden()


def test_a_code_read_in_the_list_is_taken_as_one(page: PledgesPage, tmp_path: Path) -> None:
    context = page.desk.context
    print_sheets(context, PrintSheets(list_campaigns(context)[0].id, tmp_path / "sheets.pdf"))
    yen = row_of(page, "Vũ Hữu Yến")
    with context.reading() as session:
        code = session.query(SheetPrint.code).filter(SheetPrint.pledge_id == yen.id).scalar()
    assert page.search is not None
    page.board.table.enter()
    type_text(page.board.table, code[0])
    type_text(page.search, code[1:].lower())
    QTest.keyClick(page.search, Qt.Key.Key_Return)
    assert row_of(page, "Vũ Hữu Yến").signed
    assert page.search.text() == ""
    assert page.board.said.text() == f"Đã ghi: Vũ Hữu Yến ({yen.code})."
    page.board.table.enter()
    QTest.keyClick(page.board.table, Qt.Key.Key_Space)
    assert page.board.said.isHidden()


def test_a_wrong_character_is_found_on_the_paper(page: PledgesPage, tmp_path: Path) -> None:
    context = page.desk.context
    print_sheets(context, PrintSheets(list_campaigns(context)[0].id, tmp_path / "sheets.pdf"))
    with context.reading() as session:
        code = session.query(SheetPrint.code).limit(1).scalar()
    page.read_code(f"{code[:6]}{'A' if code[6] != 'A' else 'B'}{code[7:]}")
    assert "(Nhóm thứ 2, chữ thứ 3 của nhóm.)" in page.board.said.text()
    assert [len(group) for group in page.board.scan.line.text().split(" ")] == [4, 4, 4, 4]
    assert page.board.scan.line.selectedText() == page.board.scan.line.text()
    assert page.state.startswith("0 / 5")


def test_a_sheet_of_another_campaign_is_not_signed_here(page: PledgesPage, tmp_path: Path) -> None:
    context = page.desk.context
    first = list_campaigns(context)[0].id
    done = print_sheets(context, PrintSheets(first, tmp_path / "sheets.pdf"))
    with context.reading() as session:
        code = session.query(SheetPrint.code).limit(1).scalar()
    assert done.result.sheets == 5
    open_season(context)
    page.refresh(None)
    other = next(each.id for each in list_campaigns(context) if each.id != first)
    page.board.campaign.set_text(other)
    page.pick_campaign()
    page.read_code(code)
    assert "đợt cam kết khác" in page.board.said.text()
    assert page.state.startswith("0 / 5")


def test_remarks_are_kept_and_taken_back(page: PledgesPage) -> None:
    page.board.table.enter()
    head = page.board.table.current[1].head
    page.board.strip.remark.setEditText("hẹn tối thứ bảy")
    pick_group(page, "Tổ 2")
    assert row_of(page, head).note == "hẹn tối thứ bảy"
    page.desk.undo()
    assert row_of(page, head).note == ""


def test_a_visit_is_written_down_beside_the_household(page: PledgesPage) -> None:
    page.board.table.enter()
    head = page.board.table.current[1].head
    heard = said(page.desk)
    page.board.strip.visit("not_met")
    assert heard[-1].text == f"Đã ghi đến {head}: không gặp."
    assert page.board.strip.place.text().startswith("đã đến 1 lần, ")
    assert len(row_of(page, head).visits) == 1
    page.desk.undo()
    assert row_of(page, head).visits == ()
    page.tick(row_of(page, head), True)
    page.board.table.enter()
    assert page.board.strip.visit_button.isHidden()


def test_a_remark_taken_back_is_not_written_again(page: PledgesPage) -> None:
    heard = said(page.desk)
    page.board.table.enter()
    head = page.board.table.current[1].head
    page.board.strip.remark.setEditText("vắng")
    page.board.strip.keep_remark()
    page.desk.undo()
    assert page.board.strip.remark.words() == ""
    pick_group(page, "Tổ 2")
    assert row_of(page, head).note == ""
    assert [each.text for each in heard] == [f"Đã ghi chú {head}: vắng.", "Đã hoàn tác: Ghi chú cho cam kết."]


def test_someone_signs_for_the_head(page: PledgesPage) -> None:
    page.sign_all()
    page.board.table.show_key(row_of(page, "Nguyễn Văn An").id)
    strip = page.board.strip
    strip.ask_signer()
    assert [strip.signer.itemText(place) for place in range(strip.signer.count())] == ["Bùi Thị Hạ"]
    heard = said(page.desk)
    strip.keep_signer()
    assert "PLEDGE-006" in heard[-1].detail
    assert page.focusWidget() is strip.signer
    strip.signer.setCurrentIndex(0)
    strip.signer.activated.emit(0)
    assert strip.relation.words() == "Vợ"
    strip.keep_signer()
    row = row_of(page, "Nguyễn Văn An")
    assert (row.signed, row.signer, row.relation) == (True, "Bùi Thị Hạ", "Vợ")
    shown_text = page.board.model.index(page.board.model.place_of(row.id), 5).data()
    assert shown_text == "Vợ: Bùi Thị Hạ"


def test_sheets_are_counted_in_the_preview_with_the_list_before_them(
    page: PledgesPage, dialogs: FakeDialogs, tmp_path: Path
) -> None:
    starts: list[tuple[int, ...]] = []
    page.desk.preview_wanted.connect(lambda _path, _title, sheets, *_: starts.append(sheets))
    dialogs.saved = tmp_path / "sheets.pdf"
    pick_group(page, "Cả thôn")
    page.ask_sheets()
    page.print_sheets()
    assert starts == [(1, 3, 4, 6, 7)]  # a list, two sheets, a list, three sheets
    heard = said(page.desk)
    dialogs.saved = tmp_path / "sheets.docx"
    page.print_sheets()
    assert (heard[-1].text, len(starts)) == ("Đã làm xong 5 bản.", 1), "Word is for editing"


def test_search_finds_in_the_whole_village(page: PledgesPage) -> None:
    assert page.search is not None
    type_text(page.board.table, "d")
    assert page.search.text() == "d"
    page.search.setText("dang da")
    assert heads(page) == ["Đặng Thị Đào"]
    page.search.setText("")
    assert heads(page) == ["Nguyễn Văn An", "Trần Thị Ơn"]


def test_papers_are_written_and_shown(page: PledgesPage, dialogs: FakeDialogs, tmp_path: Path) -> None:
    heard, previews = said(page.desk), []
    page.desk.preview_wanted.connect(lambda path, title, *_: previews.append((path.name, title)))
    dialogs.saved = tmp_path / "ds.pdf"
    page.print_out()
    assert previews == [("ds.pdf", "Danh sách ký, Tổ 1")]
    scope = page.scope()
    assert scope is not None
    dialogs.saved = tmp_path / "ds.xlsx"
    page.papers.write_list(SIGNING, scope, "xlsx")
    assert dialogs.saved.exists()
    assert len(previews) == 1
    dialogs.saved = tmp_path / "visit.pdf"
    page.open(visits=True)
    assert previews[-1] == ("visit.pdf", "Danh sách hộ cần đến gặp, Cả thôn")
    page.ask_sheets()
    assert page._stack.currentIndex() == SHEETS
    QTest.keyClick(page.sheets.which.box, Qt.Key.Key_Escape)
    assert page._stack.currentIndex() == BOARD
    page.ask_sheets()
    dialogs.saved = tmp_path / "sheets.pdf"
    page.print_out()
    assert previews[-1] == ("sheets.pdf", "Bản cam kết, Tổ 1")
    assert heard[-1].text.startswith("Đã làm xong 2 bản")
    dialogs.saved = None
    page.print_out()
    assert len(previews) == 3
