"""Nhập Excel: dry run with reasons, lost zeros, one button, undo of the whole, messages for files of no use."""

from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent

from app.gui.desk import Desk
from app.gui.import_preview import LOOK
from app.gui.imports import CHOOSE, MATCH, PREVIEW, REFUSED, ImportsPage
from app.gui.jobs import Job, Jobs
from app.gui.notice import Notice
from app.gui.theme import Theme
from app.kernel.resources import resource_path
from app.usecases.context import Context
from app.usecases.drafts import KeptDrafts
from app.usecases.households import HouseholdQuery, list_people
from app.usecases.imports import ImportList
from app.usecases.register_view import register_counts
from app.vietnamese.legacy import Encoding
from tests.gui.fakes import FakeDialogs
from tests.unit.vietnamese.test_legacy import as_tcvn3

LIST = resource_path("sample/danh-sach-ho.xlsx")


@pytest.fixture
def office(village: Context, dialogs: FakeDialogs, screen: Theme) -> Iterator[Desk]:
    dialogs.open = LIST
    desk = Desk(village, jobs=Jobs(at_once=True), dialogs=dialogs, drafts=KeptDrafts(village))
    yield desk
    desk.jobs.close()


@pytest.fixture
def page(office: Desk) -> ImportsPage:
    page = ImportsPage(office)
    office.changed.connect(page.refresh)
    page.refresh(None)
    page.resize(1150, 690)
    page.show()
    page.open()
    return page


@pytest.fixture
def notices(office: Desk) -> list[Notice]:
    heard: list[Notice] = []
    office.notice_given.connect(heard.append)
    return heard


def view(page: ImportsPage) -> int:
    return page._stack.currentIndex()


def test_a_list_is_shown_before_anything_is_written(office: Desk, page: ImportsPage) -> None:
    assert view(page) == CHOOSE
    page.choose()
    assert view(page) == PREVIEW
    assert page.state == "«danh-sach-ho.xlsx»: 618 dòng. Sẽ thêm 185 hộ, 618 người, 4 tổ."
    assert register_counts(office.context).people == 0
    assert "THÔN ĐÔNG MẪU" in page.preview.facts
    assert "Cột đã nhận ra (tiêu đề ở dòng 5)" in page.preview.facts
    assert page.preview.facts[-1] == "STT"
    assert page.main is not None
    assert page.main.isEnabled()


def test_rows_say_why_and_are_filtered(page: ImportsPage) -> None:
    page.choose()
    model = page.preview.model
    assert model.total == 618
    page.preview.chips.show_choices([(LOOK, "Nên xem lại")], LOOK)
    page.preview.chips.chosen.emit(LOOK)
    assert 0 < model.total < 618
    assert all(row.look for row in model.rows)
    page.preview.table.setCurrentIndex(model.index(0, 0))
    assert model.row_at(0).reason in page.preview._whole.text()


def test_lost_zeros_are_offered_and_filled(office: Desk, page: ImportsPage) -> None:
    page.choose()
    assert page.preview.zeros.text() == "Điền lại số 0 đã mất (150 dòng)"
    page.preview.zeros.click()
    assert page.command == ImportList(LIST, fill_zeros=True)
    assert page.preview.zeros.isChecked()
    assert page.preview.zeros.text() == "Điền lại số 0 đã mất (150 dòng)"
    page.take_in()
    numbers = [row.id_number for row in list_people(office.context, HouseholdQuery()).items]
    assert {len(number) for number in numbers} <= {0, 9, 12}


def test_one_button_one_undo(office: Desk, page: ImportsPage, notices: list[Notice]) -> None:
    page.choose()
    page.take_in()
    assert notices[-1].text == "Đã nhập 185 hộ, 618 người."
    assert [link.text for link in notices[-1].links] == ["Xem danh sách hộ", "Hoàn tác"]
    assert view(page) == CHOOSE
    assert register_counts(office.context).people == 618
    page.choose()
    assert page.state == ("«danh-sach-ho.xlsx»: 618 dòng. Sổ đã có đủ như danh sách này, không có gì để nhập.")
    assert page.main is not None
    assert not page.main.isEnabled()
    notices[-1].links[-1].act()
    assert register_counts(office.context).people == 0
    assert page.state.endswith("Sẽ thêm 185 hộ, 618 người, 4 tổ.")
    assert page.main.isEnabled()


def test_a_file_of_no_use_says_so_on_the_page(page: ImportsPage, tmp_path: Path) -> None:
    page.choose()
    empty = tmp_path / "trống.xlsx"
    empty.write_bytes(b"")
    page.read(ImportList(empty))
    assert view(page) == REFUSED
    assert page.command is None
    assert page.state == ""
    page.choose()
    assert view(page) == PREVIEW


def test_a_file_can_be_dropped(page: ImportsPage) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(LIST))])
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    with pytest.deprecated_call():
        entering = QDragEnterEvent(QPoint(5, 5), copy, data, left, none)
    page.dragEnterEvent(entering)
    assert entering.isAccepted()
    page.dropEvent(QDropEvent(QPointF(5, 5), copy, data, left, none))
    assert page.command == ImportList(LIST)


def test_template_and_report_are_written(
    office: Desk, page: ImportsPage, dialogs: FakeDialogs, notices: list[Notice], tmp_path: Path
) -> None:
    dialogs.saved = tmp_path / "mẫu.xlsx"
    page.save_template()
    assert notices[-1].text.startswith("Đã lưu mẫu Excel")
    page.read(ImportList(dialogs.saved))
    assert page.command is not None or view(page) == REFUSED
    page.choose()
    dialogs.saved = tmp_path / "kết quả.xlsx"
    page.save_report()
    assert notices[-1].text.startswith("Đã lưu danh sách kèm lý do")
    assert dialogs.saved.stat().st_size > 10_000
    dialogs.saved = tmp_path / "không" / "có" / "kết quả.xlsx"
    page.save_report()
    assert notices[-1].tone == "error"


def test_the_button_waits_while_something_runs(office: Desk, page: ImportsPage) -> None:
    page.choose()
    assert page.main is not None
    seen = []

    def look(_progress: object) -> None:
        page._show_buttons()
        seen.append(page.main.isEnabled() if page.main else None)

    office.run(Job("Việc khác", look, lambda _: None))
    assert seen == [False]
    assert page.main.isEnabled()


def test_a_page_can_be_opened_with_a_file(page: ImportsPage) -> None:
    page.open(file=LIST)
    assert view(page) == PREVIEW
    page.open()
    assert view(page) == PREVIEW


@pytest.fixture
def old_list(tmp_path: Path) -> Path:
    """Return the list of a household as an office with .VnTime fonts typed it."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append([as_tcvn3(text) for text in ("Họ và tên", "Quan hệ", "Chủ hộ", "Địa chỉ", "Tổ")])
    for name in ("Đặng Thị Ơn", "Trần Văn Hường"):
        sheet.append([as_tcvn3(text) for text in (name, "Chủ hộ", name, "Ngõ Giếng", "Tổ 1")])
    path = tmp_path / "ho-cu.xlsx"
    book.save(path)
    book.close()
    return path


def test_a_list_in_an_old_encoding_shows_before_and_after(office: Desk, page: ImportsPage, old_list: Path) -> None:
    page.read(ImportList(LIST))
    assert not page.preview._converted_bar.isVisible()
    page.read(ImportList(old_list))
    assert page.preview._converted_bar.isVisible()
    assert "bảng mã cũ TCVN3" in page.preview.converted.text()
    assert "§Æng ThÞ ¥n → Đặng Thị Ơn" in page.preview.facts
    assert [row.name for row in page.preview.model.rows] == ["Đặng Thị Ơn", "Trần Văn Hường"]
    page.preview.encoding.set_text(Encoding.VNI)
    page.preview.encoding.edited.emit()
    assert view(page) == REFUSED, "read as VNI it has no header that anybody knows"
    page.read(ImportList(old_list))
    assert page.preview.encoding.text() == ""
    page.take_in()
    assert [row.name for row in list_people(office.context, HouseholdQuery()).items] == [
        "Trần Văn Hường",
        "Đặng Thị Ơn",
    ]


def test_a_choice_of_encoding_and_of_zeros_stay_together(page: ImportsPage) -> None:
    page.read(ImportList(LIST))
    page.preview.zeros.click()
    page.preview.encoding.set_text(Encoding.UNICODE)
    page.preview.encoding.edited.emit()
    assert page.command == ImportList(LIST, fill_zeros=True, encoding=Encoding.UNICODE)
    assert page.preview.zeros.isChecked()
    assert page.preview.encoding.text() == Encoding.UNICODE


# -- columns matched by hand ----------------------------------------------------------------------------------------

FIELDS = {"@A": "person.full_name", "@B": "person.relation", "@C": "person.birth", "@D": "household.address"}


@pytest.fixture
def odd(tmp_path: Path) -> Path:
    """A list in words of its own, below a title; a second sheet is a note."""
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for row in (
        ("Công an xã",),
        ("Nhân khẩu", "Vai vế", "Sinh", "Nhà"),
        ("Nguyễn Văn An", "Chủ hộ", "1972", "Ngõ 1"),
        ("Trần Thị Hoa", "Vợ", "1975", "Ngõ 1"),
    ):
        page.append(row)
    book.create_sheet("Ghi chú").append(("không có gì",))
    path = tmp_path / "lạ.xlsx"
    book.save(path)
    book.close()
    return path


def pick(page: ImportsPage, letter: str, field: str) -> None:
    box = page.match_pane.boxes[letter]
    box.setCurrentIndex(box.findData(field))
    box.activated.emit(box.currentIndex())


def test_a_refused_header_is_matched_by_hand(office: Desk, page: ImportsPage, odd: Path) -> None:
    page.read(ImportList(odd))
    assert view(page) == REFUSED
    page.match_columns()
    assert view(page) == MATCH
    pane = page.match_pane
    assert pane.header_row() == 2
    assert not pane.sheet.isHidden()
    page.read_matched()
    assert view(page) == MATCH
    assert "IMPORT" not in pane.problem.text()
    assert not pane.problem.isHidden()
    for letter, field in FIELDS.items():
        pick(page, letter, field)
    page.read_matched()
    assert view(page) == PREVIEW
    page.take_in()
    assert register_counts(office.context).people == 2


def test_a_field_is_one_column_only(page: ImportsPage, odd: Path) -> None:
    page.read(ImportList(odd))
    page.match_columns()
    pick(page, "@A", "person.full_name")
    pick(page, "@B", "person.full_name")
    assert page.match_pane.boxes["@A"].currentData() == ""
    assert page.match_pane.mapping()["Vai vế"] == "person.full_name"


def test_the_row_of_the_header_and_the_sheet_can_be_changed(page: ImportsPage, odd: Path) -> None:
    page.read(ImportList(odd))
    page.match_columns()
    pane = page.match_pane
    pane.header.set_value(0)
    pane.header.line.editingFinished.emit()
    assert pane.columns is not None
    assert pane.columns.columns[0].name == "@A"
    pane.sheet.set_text("Ghi chú")
    pane.sheet.edited.emit()
    assert pane.columns.sheet == "Ghi chú"
    pane.keyPressEvent(QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier))
    assert view(page) == REFUSED


def test_a_way_of_matching_is_kept_and_used_again(
    office: Desk, page: ImportsPage, odd: Path, notices: list[Notice]
) -> None:
    page.read(ImportList(odd))
    page.match_columns()
    assert page.match_pane.kept.isHidden()
    for letter, field in FIELDS.items():
        pick(page, letter, field)
    page.keep_match()
    assert "tên" in notices[-1].text
    page.match_pane.name.set_text("Công an xã")
    page.keep_match()
    assert notices[-1].text == "Đã lưu cách ghép «Công an xã», lần sau chọn lại được."
    again = ImportsPage(office)
    again.read(ImportList(odd))
    again.match_columns()
    again.match_pane.kept.set_text("Công an xã")
    again.match_pane.kept.edited.emit()
    again.read_matched()
    assert view(again) == PREVIEW


def test_a_list_that_was_understood_can_be_matched_otherwise(page: ImportsPage) -> None:
    page.choose()
    page.match_columns()
    letter = next(each.letter for each in page.match_pane.columns.columns if each.field == "household.phone")
    pick(page, letter, "")
    page.read_matched()
    assert view(page) == PREVIEW
    assert page.preview.facts[-1].endswith("Điện thoại")
    page.match_columns()
    page._leave_match()
    assert view(page) == PREVIEW
