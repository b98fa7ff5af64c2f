"""What one fills in: a label above, the control, and below it a hint, how it was understood, or what is wrong.

Unikey sends Backspace and new letters: there are no masks, no validators, nothing is reformatted while typing. Text
is cleaned when editing ends (design/screens.md, rule 6).
"""

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QCompleter, QLineEdit, QPlainTextEdit, QWidget

from app.gui.icons import pixmap
from app.gui.parts import column, label, look, restyle
from app.gui.theme import theme
from app.gui.tick_box import TickBox
from app.vietnamese.dates import ImpreciseDate, parse_date
from app.vietnamese.text import clean, nfc

Choice = tuple[str, str]
"""What is stored, and the words for it."""

MOST_PICKS: Final = 12
AREA_LINES: Final = 4


class Field(QWidget):
    """The frame of every field. ``edited`` is sent while a person types, not when a form is loaded."""

    edited = Signal()

    def __init__(self, name: str, control: QWidget, hint: str = "") -> None:
        super().__init__()
        self.control = control
        self._hint = hint
        self._below = label(kind="small", wrap=True)
        caption = label(name, "caption")
        caption.setBuddy(control)
        control.setAccessibleName(name)
        self.setFocusProxy(control)
        rows = column(gap=4)
        rows.addWidget(caption)
        rows.addWidget(control)
        rows.addWidget(self._below)
        self.setLayout(rows)
        self.show_hint(hint)

    def text(self) -> str:
        """Return what the field holds, cleaned, as text; drafts keep exactly this."""
        raise NotImplementedError

    def set_text(self, text: str) -> None:
        """Fill the field."""
        raise NotImplementedError

    def show_problem(self, text: str, *, hard: bool = True) -> None:
        """Say what is wrong; a soft problem only warns. An empty text takes it away."""
        if not text:
            self.show_hint(self._hint)
            return
        self._say(text, "problem" if hard else "warn")
        self._mark(hard)

    def show_hint(self, text: str) -> None:
        """Say something helpful below the control."""
        self._say(text, "small")
        self._mark(False)

    @property
    def below(self) -> str:
        """What stands below the control now."""
        return self._below.text()

    def _say(self, text: str, kind: str) -> None:
        look(self._below, kind)
        self._below.setText(text)
        self._below.setVisible(bool(text))
        self.control.setAccessibleDescription(text)

    def _mark(self, wrong: bool) -> None:
        if bool(self.control.property("problem")) != wrong:
            self.control.setProperty("problem", wrong)
            restyle(self.control)


class TextField(Field):
    """One line of text."""

    def __init__(self, name: str, hint: str = "", *, example: str = "") -> None:
        self.line = QLineEdit()
        self.line.setPlaceholderText(f"Ví dụ: {example}" if example else "")
        super().__init__(name, self.line, hint)
        self.line.textEdited.connect(self._typed)
        self.line.editingFinished.connect(self._tidy)

    def text(self) -> str:
        """Return the line, cleaned."""
        return clean(self.line.text())

    def set_text(self, text: str) -> None:
        """Fill the line."""
        self.line.setText(text)

    def _typed(self) -> None:
        self.show_problem("")
        self.edited.emit()

    def _tidy(self) -> None:
        if self.line.text() != self.text():
            self.line.setText(self.text())


class DateField(TextField):
    """A date as people write it: "5/3/72", "1950", "3/1972"; below stands how it was understood.

    ``year`` is the present one, against which two-digit years are read.
    """

    def __init__(self, name: str, year: int, hint: str = "") -> None:
        super().__init__(name, hint, example="5/3/1972, 3/1972 hoặc 1972")
        self._year = year
        self.line.textChanged.connect(lambda _: self._explain())

    def value(self) -> ImpreciseDate:
        """Return the date with the precision it was written with."""
        return parse_date(self.text(), self._year)

    def set_value(self, value: ImpreciseDate | None) -> None:
        """Show a date."""
        self.set_text(value.display() if value else "")

    def _typed(self) -> None:
        self.edited.emit()

    def _explain(self) -> None:
        self.show_hint(understood(self.value()) if self.text() else self._hint)


def understood(value: ImpreciseDate) -> str:
    """Return "Hiểu là: ngày 05 tháng 3 năm 1972", as papers write it, or that the text is kept as written."""
    if value.year is None:
        return "Chưa rõ ngày nào, sẽ giữ đúng như đã gõ"
    parts = [f"năm {value.year}"]
    if value.month is not None:
        parts.insert(0, f"tháng {value.month:02d}" if value.month < 3 else f"tháng {value.month}")
    if value.day is not None:
        parts.insert(0, f"ngày {value.day:02d}")
    return "Hiểu là: " + " ".join(parts)


class NumberField(TextField):
    """A whole number between two others; what is not one becomes the nearest, or the first value, when editing ends."""

    def __init__(self, name: str, value: int, least: int, most: int) -> None:
        super().__init__(name)
        self._start, self._least, self._most = value, least, most
        self.set_value(value)

    def value(self) -> int:
        """Return the number, within its bounds."""
        digits = self.text()
        number = int(digits) if digits.isdecimal() else self._start
        return max(self._least, min(number, self._most))

    def set_value(self, value: int) -> None:
        """Show a number."""
        self.set_text(str(value))

    def _tidy(self) -> None:
        self.set_value(self.value())


class AreaField(Field):
    """Several lines of text."""

    def __init__(self, name: str, hint: str = "", *, lines: int = AREA_LINES) -> None:
        self.area = QPlainTextEdit()
        self.area.setTabChangesFocus(True)
        super().__init__(name, self.area, hint)
        self._lines = lines
        self._filling = False
        self.area.textChanged.connect(self._typed)
        theme().changed.connect(self._fit)
        self._fit()

    def text(self) -> str:
        """Return the text in NFC, without white space at its ends."""
        return nfc(self.area.toPlainText()).strip()

    def set_text(self, text: str) -> None:
        """Fill the area."""
        self._filling = True
        self.area.setPlainText(text)
        self._filling = False

    def _typed(self) -> None:
        if not self._filling:
            self.edited.emit()

    def _fit(self) -> None:
        self.area.setFixedHeight(self._lines * theme().sizes.text * 3 // 2 + 16)


class ChoiceField(Field):
    """One of a few values."""

    def __init__(self, name: str, choices: Sequence[Choice], hint: str = "") -> None:
        self.box = CalmComboBox()
        super().__init__(name, self.box, hint)
        self.show_choices(choices)
        self.box.activated.connect(lambda _: self._picked())

    def show_choices(self, choices: Sequence[Choice]) -> None:
        """Offer other choices; keeps the present one where it is among them."""
        present = self.text() if self.box.count() else ""
        self.box.clear()
        for key, words in choices:
            self.box.addItem(words, key)
        self.set_text(present)

    def text(self) -> str:
        """Return the key of the present choice."""
        key = self.box.currentData()
        return key if isinstance(key, str) else ""

    def set_text(self, text: str) -> None:
        """Choose by key; the first choice when the key is not among them."""
        self.box.setCurrentIndex(max(0, self.box.findData(text)))

    def _picked(self) -> None:
        self.show_problem("")
        self.edited.emit()


class PickField(TextField):
    """One of many: type a part of it and pick from the list below. What was typed stands if nothing was picked.

    ``find`` gives the choices for what has been typed so far; there is no completion inside the line.
    """

    def __init__(
        self, name: str, find: Callable[[str], Sequence[Choice]], hint: str = "", *, example: str = ""
    ) -> None:
        super().__init__(name, hint, example=example)
        self._find = find
        self._choices: dict[str, str] = {}
        self._list = QStringListModel(self)
        completer = QCompleter(self._list, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        completer.setMaxVisibleItems(MOST_PICKS)
        self.line.setCompleter(completer)
        completer.activated.connect(lambda _: self._typed())

    def key(self) -> str:
        """Return the key of what was picked, or an empty text when the line is something else."""
        return self._choices.get(self.text(), "")

    def set_choice(self, choice: Choice) -> None:
        """Fill the line with a choice known beforehand."""
        self._choices[choice[1]] = choice[0]
        self.set_text(choice[1])

    def _typed(self) -> None:
        found = self._find(self.text())[:MOST_PICKS]
        self._choices.update({words: key for key, words in found})
        self._list.setStringList([words for _, words in found])
        super()._typed()


class TickField(Field):
    """Yes or no."""

    def __init__(self, name: str, words: str, hint: str = "") -> None:
        self.box = TickBox(words)
        super().__init__(name, self.box, hint)
        self.box.clicked.connect(self.edited)

    def text(self) -> str:
        """Return "1" for yes, an empty text for no."""
        return "1" if self.box.isChecked() else ""

    def set_text(self, text: str) -> None:
        """Tick for any text but an empty one."""
        self.box.setChecked(bool(text))


class CalmComboBox(QComboBox):
    """Does not change its value when the mouse wheel only scrolls the form past it."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Add the arrow, which a style sheet can only take from a file and so not in the theme's colour."""
        super().paintEvent(event)
        arrow = pixmap("chevron-down", "quiet")
        size = theme().sizes.icon
        QPainter(self).drawPixmap(self.width() - size - 8, (self.height() - size) // 2, arrow)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the page unless the list has the focus."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()
