"""Labels, buttons, cards: the small parts of every page, each with its look and its name for screen readers."""

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.gui.icons import set_icon

W = TypeVar("W", bound=QWidget)


def look(widget: W, name: str) -> W:
    """Give ``widget`` a look of the style sheet and return it; works at any time."""
    widget.setProperty("look", name)
    restyle(widget)
    return widget


def restyle(widget: QWidget) -> None:
    """Apply the style sheet again after a property it asks for has changed."""
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def label(text: str = "", kind: str = "", *, wrap: bool = False) -> QLabel:
    """Return a label; ``kind`` is a look: title, heading, strong, figure, quiet, small, caption, good, warn, problem.

    The text is shown as written, never as markup: names may hold ``<``.
    """
    made = QLabel()
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setText(text)
    made.setWordWrap(wrap)
    if wrap:
        made.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    if kind:
        look(made, kind)
    return made


def button(text: str, act: Callable[[], object], *, icon: str = "", kind: str = "", tip: str = "") -> QPushButton:
    """Return a push button with words; ``kind`` is primary (one a page), link, chip or empty."""
    made = QPushButton(text.replace("&", "&&"))
    made.setAccessibleName(text)
    made.setAutoDefault(False)
    if tip:
        made.setToolTip(tip)
    if kind:
        look(made, kind)
    if icon:
        set_icon(made, icon, {"primary": "on_accent", "link": "accent"}.get(kind, "text"))
    made.clicked.connect(lambda: act())  # noqa: PLW0108  clicked would hand over whether it is checked
    return made


def icon_button(icon: str, name: str, act: Callable[[], object]) -> QPushButton:
    """Return a button without words where the drawing is known to everyone (close, fold); ``name`` is its tip."""
    made = button("", act, icon=icon, kind="icon", tip=name)
    made.setAccessibleName(name)
    return made


def rule() -> QFrame:
    """Return a thin line between two things."""
    return look(QFrame(), "rule")


def column(*, gap: int = 8, margin: int | tuple[int, int, int, int] = 0) -> QVBoxLayout:
    """Return a vertical layout with its gaps said."""
    made = QVBoxLayout()
    _space(made, gap, margin)
    return made


def line(*, gap: int = 8, margin: int | tuple[int, int, int, int] = 0) -> QHBoxLayout:
    """Return a horizontal layout with its gaps said."""
    made = QHBoxLayout()
    _space(made, gap, margin)
    return made


def card(layout: QLayout) -> QFrame:
    """Return a sheet of paper on the window's ground, holding ``layout``."""
    made = look(QFrame(), "card")
    made.setLayout(layout)
    return made


def card_head(title: QLabel, close: Callable[[], object]) -> QHBoxLayout:
    """Return the first line of a card beside a list: what it is about, and the way out."""
    head = line(gap=8)
    head.addWidget(title, 1)
    head.addWidget(icon_button("x", "Đóng", close), alignment=Qt.AlignmentFlag.AlignTop)
    return head


def card_foot(remove: QWidget, save: QWidget) -> QHBoxLayout:
    """Return the last line of a card: what takes the record away far from what keeps it."""
    foot = line(gap=8)
    foot.addWidget(remove)
    foot.addStretch(1)
    foot.addWidget(save)
    return foot


def scrolling(content: QWidget) -> QScrollArea:
    """Return ``content`` in an area that scrolls when it does not fit, without a frame of its own."""
    made = look(QScrollArea(), "bare")
    made.setWidgetResizable(True)
    made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    made.setWidget(content)
    return made


class Slot(QVBoxLayout):
    """A place for one content that scrolls and is replaced by the next."""

    def __init__(self) -> None:
        super().__init__()
        _space(self, 0, 0)
        self._area: QScrollArea | None = None

    def show(self, content: QWidget) -> None:
        """Show ``content`` instead of what was there."""
        self.clear()
        self._area = scrolling(content)
        self.addWidget(self._area)

    def clear(self) -> None:
        """Show nothing."""
        if self._area is not None:
            self.removeWidget(self._area)
            self._area.hide()
            self._area.deleteLater()
        self._area = None


def filled(layout: QLayout) -> QWidget:
    """Return a widget that holds ``layout`` at its top."""
    rows = column(margin=(0, 0, 8, 0))
    rows.addLayout(layout)
    rows.addStretch(1)
    made = QWidget()
    made.setLayout(rows)
    return made


def _space(layout: QVBoxLayout | QHBoxLayout, gap: int, margin: int | tuple[int, int, int, int]) -> None:
    layout.setSpacing(gap)
    layout.setContentsMargins(*((margin,) * 4 if isinstance(margin, int) else margin))
