"""A form in the place of a page: what it is about, a way back (Esc), and the button that does it."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from app.gui.forms import Form
from app.gui.parts import button, card, column, label, line, scrolling
from app.gui.theme import theme


class LeavableWidget(QWidget):
    """Escape goes back from whatever field one is in."""

    def __init__(self, back: Callable[[], object]) -> None:
        super().__init__()
        self._back = back

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go back on Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self._back()
        else:
            super().keyPressEvent(event)


def options_card(
    form: Form, width: int, title: str, yes: str, act: Callable[[], object], back: Callable[[], object]
) -> QWidget:
    """Return a form on a card, ``width`` pixels at the most, with a button that goes back (or Esc) and one that does it."""
    foot = line(gap=8)
    foot.addWidget(button("Trở lại", back, icon="arrow-left", tip="Esc"))
    foot.addStretch(1)
    foot.addWidget(button(yes, act, icon="check", kind="primary"))
    rows = column(gap=16, margin=(24, 16, 24, 16))
    rows.addWidget(label(title, "heading"))
    rows.addWidget(scrolling(form), 1)
    rows.addLayout(foot)
    framed = card(rows)
    framed.setMaximumWidth(width * theme().percent // 100)
    theme().changed.connect(lambda: framed.setMaximumWidth(width * theme().percent // 100))
    across = line()
    across.addWidget(framed, 100)
    across.addStretch(1)
    made = LeavableWidget(back)
    made.setLayout(across)
    return made
