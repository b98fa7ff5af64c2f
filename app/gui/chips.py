"""A row of chips of which one is chosen: what a page shows below them."""

from collections.abc import Iterable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from app.gui.fields import Choice
from app.gui.parts import button, line


class Chips(QWidget):
    """``chosen`` carries the key of the chip a person pressed."""

    chosen = Signal(str)

    def __init__(self, choices: Iterable[Choice]) -> None:
        super().__init__()
        self.buttons: dict[str, QPushButton] = {}
        row = line(gap=8)
        for key, words in choices:
            made = button(words, lambda key=key: self.choose(key), kind="chip")  # type: ignore[misc]
            made.setCheckable(True)
            self.buttons[key] = made
            row.addWidget(made)
        row.addStretch(1)
        self.setLayout(row)
        self.current = next(iter(self.buttons), "")
        self._show()

    def choose(self, key: str) -> None:
        """Choose a chip."""
        self.mark(key)
        self.chosen.emit(key)

    def mark(self, key: str) -> None:
        """Show a chip as the chosen one, without telling anybody."""
        self.current = key
        self._show()

    def rename(self, key: str, words: str) -> None:
        """Show other words on a chip, such as a count."""
        self.buttons[key].setText(words)
        self.buttons[key].setAccessibleName(words)

    def _show(self) -> None:
        for key, each in self.buttons.items():
            each.setChecked(key == self.current)
