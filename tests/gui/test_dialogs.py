"""The system's dialogs: where they begin, what they give back; only the dialog itself is answered by the test."""

import sys
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QFileDialog, QMessageBox

from app.gui.dialogs import EXCEL, PDF, WORD, FileKind, NativeDialogs, Question
from app.kernel.errors import AppError
from app.kernel.resources import FROM_SOURCE, resource_path


def answer(monkeypatch: pytest.MonkeyPatch, method: str, reply: Any) -> list[tuple[Any, ...]]:
    asked: list[tuple[Any, ...]] = []

    def reply_with(*arguments: Any) -> Any:
        asked.append(arguments)
        return reply

    monkeypatch.setattr(QFileDialog, method, reply_with)
    return asked


def test_the_next_dialog_begins_where_the_last_file_was(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    dialogs = NativeDialogs()
    answer(monkeypatch, "getOpenFileName", (str(tmp_path / "hộ dân.xlsx"), ""))
    asked = answer(monkeypatch, "getSaveFileName", (str(tmp_path / "Cam kết"), ""))
    assert dialogs.open_file("Chọn", (EXCEL, PDF)) == tmp_path / "hộ dân.xlsx"
    assert dialogs.save_file("Lưu", "Cam kết.pdf", PDF) == tmp_path / "Cam kết.pdf"
    assert asked[0][2:] == (str(tmp_path / "Cam kết.pdf"), "Trang in PDF (*.pdf)")


@pytest.mark.parametrize(
    ("typed", "picked", "path"),
    [
        ("Giấy mời.pdf", PDF, "Giấy mời.pdf"),
        ("Giấy mời.docx", PDF, "Giấy mời.docx"),
        ("Giấy mời.pdf", WORD, "Giấy mời.docx"),
        ("Giấy mời.docx", WORD, "Giấy mời.docx"),
        ("Giấy mời", WORD, "Giấy mời.docx"),
        ("Giấy mời", PDF, "Giấy mời.pdf"),
        ("Giấy mời.xlsx", WORD, "Giấy mời.xlsx"),
    ],
)
def test_the_ending_or_the_kind_that_was_picked_says_what_is_written(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, typed: str, picked: FileKind, path: str
) -> None:
    asked = answer(monkeypatch, "getSaveFileName", (str(tmp_path / typed), picked.pattern))
    assert NativeDialogs().save_file("In", "Giấy mời.pdf", PDF, (WORD,)) == tmp_path / path
    assert asked[0][3] == "Trang in PDF (*.pdf);;Văn bản Word (*.docx)"


def test_a_file_whose_ending_was_put_right_is_not_replaced_unasked(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "Giấy mời.docx").write_bytes(b"")
    answer(monkeypatch, "getSaveFileName", (str(tmp_path / "Giấy mời.pdf"), WORD.pattern))
    for yes in (True, False):
        monkeypatch.setattr(NativeDialogs, "ask", lambda self, question, yes=yes: yes)
        found = NativeDialogs().save_file("In", "Giấy mời.pdf", PDF, (WORD,))
        assert found == (tmp_path / "Giấy mời.docx" if yes else None)


def test_thinking_better_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    dialogs = NativeDialogs()
    answer(monkeypatch, "getOpenFileName", ("", ""))
    answer(monkeypatch, "getSaveFileName", ("", ""))
    answer(monkeypatch, "getExistingDirectory", "")
    assert dialogs.open_file("Chọn", (PDF,)) is None
    assert dialogs.save_file("Lưu", "a.pdf", PDF) is None
    assert dialogs.folder("Chọn USB") is None


def test_a_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    answer(monkeypatch, "getExistingDirectory", str(tmp_path))
    assert NativeDialogs().folder("Chọn USB") == tmp_path


@pytest.mark.parametrize(("press", "said"), [("Xoá 3 bản", True), ("Thôi", False)])
def test_a_question_has_two_verbs_and_no_is_what_enter_does(
    monkeypatch: pytest.MonkeyPatch, press: str, said: bool
) -> None:
    def decide(box: QMessageBox) -> int:
        buttons = {each.text(): each for each in box.buttons()}
        assert box.defaultButton() is box.escapeButton() is buttons["Thôi"]
        assert box.informativeText() == "Không lấy lại được."
        buttons[press].click()
        return 0

    monkeypatch.setattr(QMessageBox, "exec", decide)
    assert NativeDialogs().ask(Question("Xoá?", "Không lấy lại được.", "Xoá 3 bản")) is said


def test_other_programs_and_the_clipboard(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: bool(opened.append(url.toLocalFile())) or True)
    dialogs = NativeDialogs()
    path = tmp_path / "Sổ tay.pdf"
    dialogs.show_file(path)
    dialogs.show_folder(path)
    dialogs.show_folder(tmp_path)
    assert opened == [str(path), str(tmp_path), str(tmp_path)]
    dialogs.copy("báo lỗi")
    assert QGuiApplication.clipboard().text() == "báo lỗi"
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: False)
    with pytest.raises(AppError) as caught:
        dialogs.show_file(path)
    assert caught.value.code.number == "WINDOW-001"


def test_resources_are_beside_the_code_or_where_the_frozen_program_unpacked_them(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert FROM_SOURCE in resource_path("help/general.md").parents
    assert resource_path("help/general.md").is_file()
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert resource_path("fonts/a.ttf") == tmp_path / "resources" / "fonts" / "a.ttf"
