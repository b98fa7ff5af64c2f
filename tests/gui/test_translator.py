"""Qt's own words are Vietnamese."""

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QDialogButtonBox, QLineEdit

from app.gui.dialogs import SPREADSHEET
from app.gui.translator import WORDS

BUTTONS = QDialogButtonBox.StandardButton


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (BUTTONS.Save, "Lưu"),
        (BUTTONS.Cancel, "Huỷ"),
        (BUTTONS.Ok, "Đồng ý"),
        (BUTTONS.Yes, "Có"),
        (BUTTONS.No, "Không"),
        (BUTTONS.Close, "Đóng"),
        (BUTTONS.Discard, "Không lưu"),
        (BUTTONS.Help, "Trợ giúp"),
    ],
)
def test_standard_buttons(kind: QDialogButtonBox.StandardButton, words: str) -> None:
    box = QDialogButtonBox(kind)
    assert box.button(kind).text().replace("&", "") == words
    box.deleteLater()


def test_menu_of_a_text_field() -> None:
    line = QLineEdit("Trần")
    menu = line.createStandardContextMenu()
    words = [action.text().split("\t")[0].replace("&", "") for action in menu.actions() if action.text()]
    assert words == ["Hoàn tác", "Làm lại", "Cắt", "Chép", "Dán", "Xoá", "Chọn tất cả"]
    menu.deleteLater()
    line.deleteLater()


def test_what_is_not_known_stays_as_it_is() -> None:
    assert QCoreApplication.translate("x", "Something new") == "Something new"
    assert all(words and words != source for source, words in WORDS.items())


def test_file_kinds_are_said_in_words() -> None:
    assert SPREADSHEET.pattern == "Bảng tính (*.xlsx *.xls *.xlsb *.ods *.csv)"
