"""Sao lưu: a backup here and on a stick, reading one back, going back to one, looking the books over."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton

from app.gui.safety import SafetyPage
from app.gui.theme import Theme
from app.usecases.context import Context
from app.usecases.households import HouseholdQuery, SaveHousehold, list_households, save_household
from app.usecases.program_copy import usual_folder
from tests.fixtures.frozen import frozen_on_stick
from tests.gui.fakes import FakeDialogs
from tests.gui.season import desk_at, people_register, said, shown


@pytest.fixture
def page(village: Context, dialogs: FakeDialogs, screen: Theme) -> Iterator[SafetyPage]:
    people_register(village)
    desk = desk_at(village, dialogs)
    yield shown(SafetyPage(desk))
    desk.jobs.close()


def test_backing_up_here_and_on_a_stick(page: SafetyPage, dialogs: FakeDialogs, tmp_path: Path) -> None:
    heard = said(page.desk)
    assert page.state == "Chưa sao lưu lần nào"
    assert not page._verify.isEnabled()
    assert page.table.isHidden()
    page.open(backup=True)
    assert page._nothing.isHidden()
    assert heard[-1].text == "Đã sao lưu và kiểm tra."
    assert page.state == "Sao lưu lần cuối lúc 08:00 ngày 18/11/2026"
    assert page.model.rowCount() == 1
    page.verify()
    assert "còn nguyên vẹn" in heard[-1].text
    dialogs.picked_folder = tmp_path / "usb"
    page.backup_elsewhere()
    assert heard[-1].text.endswith("Rút USB an toàn.")
    assert str(tmp_path / "usb") in page.place.text()
    page.show_elsewhere()
    page.backup()
    assert page.model.rowCount() == 2


def test_going_back_asks_and_brings_the_books_of_then(page: SafetyPage, dialogs: FakeDialogs) -> None:
    page.backup()
    save_household(page.desk.context, SaveHousehold(head="Ngô Văn Út"))
    dialogs.yes = False
    page.restore()
    assert list_households(page.desk.context, HouseholdQuery(limit=1)).total == 6
    dialogs.yes = True
    heard = said(page.desk)
    page.restore()
    assert "18/11/2026 08:00" in dialogs.questions[-1].text
    assert list_households(page.desk.context, HouseholdQuery(limit=1)).total == 5
    assert heard[-1].text == "Đã quay về bản sao lưu."
    assert page.state == "Bản sao lưu mới nhất: 18/11/2026 08:00"


def test_a_stick_that_refuses_changes_nothing_on_the_page(
    page: SafetyPage, dialogs: FakeDialogs, tmp_path: Path
) -> None:
    page.backup()
    heard = said(page.desk)
    dialogs.picked_folder = tmp_path / "file"
    dialogs.picked_folder.write_bytes(b"no folder")
    page.backup_elsewhere()
    assert "FILE-00" in heard[-1].detail
    assert page.folder is None
    page.open()
    assert page.model.rowCount() == 1


def test_looking_the_books_over(page: SafetyPage, dialogs: FakeDialogs) -> None:
    page.check()
    assert page.health.text() == "Sổ nguyên vẹn, số liệu khớp với sổ thay đổi."
    assert page._mend.isHidden()
    item = page._findings.itemAt(0)
    assert item is not None
    assert item.widget().text() == "2 tổ chưa ghi tổ trưởng"
    page.mend()
    assert "nguyên vẹn" in page.health.text()
    page.open_folder()
    assert dialogs.shown == [page.desk.context.folder.parent]


def test_a_program_on_a_stick_offers_to_be_copied(
    village: Context, dialogs: FakeDialogs, screen: Theme, tmp_path: Path, monkeypatch
) -> None:
    stick = frozen_on_stick(tmp_path / "máy", monkeypatch)
    desk = desk_at(village, dialogs)
    page = shown(SafetyPage(desk))
    heard = said(desk)
    assert not page.program.isHidden()
    page.program.findChildren(QPushButton)[0].click()
    assert heard[-1].text == "Đã chép chương trình vào máy này và đọc lại để kiểm tra."
    assert (usual_folder() / "so-thon").read_bytes() == (stick / "so-thon").read_bytes()
    assert page.program.isHidden()
    desk.jobs.close()


def test_a_program_from_source_or_in_the_machine_offers_nothing(page: SafetyPage) -> None:
    assert page.program.isHidden()
