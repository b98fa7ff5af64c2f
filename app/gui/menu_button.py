"""Buttons that open a list to choose one thing from: filters with more choices than a row of chips can hold, and actions."""

from collections.abc import Callable, Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from app.gui.fields import Choice
from app.gui.icons import set_icon
from app.gui.parts import look


class FilterMenu(QPushButton):
    """A chip "Tổ" that becomes "Tổ 3" and lights up while it narrows the list; ``chosen`` carries the key."""

    chosen = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        look(self, "chip")
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        set_icon(self, "chevron-down", "quiet")
        self._name = name
        self._words: dict[str, str] = {}
        self.current = ""
        self.clicked.connect(self._open)
        self._show_current()

    def show_choices(self, choices: Iterable[Choice]) -> None:
        """Offer these beside "tất cả"; a choice that is gone no longer narrows the list."""
        self._words = dict(choices)
        if self.current not in self._words:
            self.current = ""
        self._show_current()

    def choose(self, key: str) -> None:
        """Narrow the list to ``key``, or to nothing when it is empty or not offered."""
        self.current = key if key in self._words else ""
        self._show_current()
        self.chosen.emit(self.current)

    @property
    def words(self) -> str:
        """The words of the present choice, empty for all."""
        return self._words.get(self.current, "")

    def _show_current(self) -> None:
        text = self.words or self._name
        self.setText(text.replace("&", "&&"))
        self.setAccessibleName(f"{self._name}: {self.words or 'tất cả'}")
        self.setChecked(bool(self.current))

    def _open(self) -> None:
        self.setChecked(bool(self.current))
        choices = [("", "Tất cả"), *self._words.items()]
        open_menu(self, choices, self.choose, self.current)


def open_menu(below: QPushButton, choices: Iterable[Choice], act: Callable[[str], object], current: str = "") -> None:
    """Let a person choose one of ``choices`` in a list below a button, then ``act`` with its key."""
    menu = QMenu(below)
    menu.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    for key, words in choices:
        action = menu.addAction(words.replace("&", "&&"))
        action.setCheckable(True)
        action.setChecked(key == current)
        action.triggered.connect(lambda _on, key=key: act(key))
    menu.setMinimumWidth(below.width())
    menu.popup(below.mapToGlobal(below.rect().bottomLeft()))
