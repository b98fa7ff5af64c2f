"""The search above every list, and the chips that narrow it.

Each letter searches at once: the query takes a few milliseconds, waiting would only feel slow. Unikey sends Backspace
and new letters while a word is typed, so the text is never touched here (design/screens.md, rule 6).
"""

from collections.abc import Iterable
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QIcon, QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QLineEdit, QPushButton, QSizePolicy, QWidget

from app.gui.icons import pixmap
from app.gui.parts import line, look
from app.gui.theme import theme

WIDTH: Final = 300


class SearchBox(QLineEdit):
    """A line to type in; ``searched`` carries what it holds, ``left`` is sent by Down and Enter to go to the list."""

    searched = Signal(str)
    left = Signal()

    def __init__(self, hint: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText(hint)
        self.setAccessibleName(hint)
        self.setClearButtonEnabled(True)
        self._lens = QAction(self)
        self.addAction(self._lens, QLineEdit.ActionPosition.LeadingPosition)
        self.textChanged.connect(self.searched)
        theme().changed.connect(self._fit)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape empties the box; Down and Enter go on to the list."""
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _fit(self) -> None:
        self._lens.setIcon(QIcon(pixmap("search", "quiet")))
        self.setMinimumWidth(WIDTH // 2)
        self.setMaximumWidth(WIDTH * theme().percent // 100)


class FilterChips(QWidget):
    """One row of choices of which one holds ("Tất cả", "Chưa ký 23", "Đã ký 37"); ``chosen`` carries its key."""

    chosen = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._name = name
        self._group = QButtonGroup(self)
        self._keys: list[str] = []
        self._row = line(gap=8)
        self.setLayout(self._row)
        self._group.idClicked.connect(lambda place: self.chosen.emit(self._keys[place]))

    def show_choices(self, choices: Iterable[tuple[str, str]], current: str) -> None:
        """Offer ``choices`` of (key, words), with ``current`` chosen."""
        while (item := self._row.takeAt(0)) is not None:
            if isinstance(chip := item.widget(), QPushButton):
                self._group.removeButton(chip)
                chip.hide()
                chip.deleteLater()
        self._keys = []
        for key, words in choices:
            chip = look(QPushButton(words), "chip")
            chip.setCheckable(True)
            chip.setChecked(key == current)
            chip.setAccessibleName(f"{self._name}: {words}")
            self._group.addButton(chip, len(self._keys))
            self._keys.append(key)
            self._row.addWidget(chip)
        self._row.addStretch(1)

    @property
    def current(self) -> str:
        """The key of the choice that holds, or an empty text when there are none."""
        place = self._group.checkedId()
        return self._keys[place] if place >= 0 else ""
