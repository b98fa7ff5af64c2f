"""The list of places at the left: four groups, 208 px, folding to icons when a detail needs the room."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QToolButton, QWidget

from app.gui.icons import repaint_icons, set_icon
from app.gui.pages import Place
from app.gui.parts import column, icon_button, label, line, look, scrolling
from app.gui.theme import theme


class Navigation(QFrame):
    """Buttons for places; ``chosen`` carries the key. ``folded`` is what the person or a page wants."""

    chosen = Signal(str)
    fold_pressed = Signal(bool)

    def __init__(self, places: Sequence[Place], name: str, above: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        look(self, "navigation")
        self.setAccessibleName("Các mục")
        self.folded = False
        self._buttons: dict[str, QToolButton] = {}
        self._words: list[QLabel] = []
        self._name = self._word(name, "heading")
        self._above = self._word(above, "small")
        self._ledger = look(QFrame(), "ledger")
        self._fold = icon_button("panel-left-close", "Thu gọn cột bên trái", self._toggle)
        rows = column(gap=0, margin=(12, 10, 12, 0))
        rows.addWidget(self._name)
        rows.addWidget(self._above)
        rows.addSpacing(6)
        rows.addWidget(self._ledger)
        group = ""
        self._under = {place.key: place.under for place in places if place.under}
        for place in places:
            if place.under:
                continue
            if place.group != group:
                group = place.group
                rows.addSpacing(6)
                caption = self._word(group, "caption")
                caption.setContentsMargins(10, 0, 0, 2)
                rows.addWidget(caption)
            rows.addWidget(self._button(place))
        rows.addStretch(1)
        inner = QWidget()
        inner.setLayout(rows)
        foot = line(margin=(12, 0, 12, 6))
        foot.addWidget(self._fold)
        foot.addStretch(1)
        outer = column(gap=0)
        outer.addWidget(scrolling(inner), 1)
        outer.addLayout(foot)
        self.setLayout(outer)
        theme().changed.connect(self._fit)
        self._fit()

    def rename(self, name: str, above: str) -> None:
        """Show other names of village and commune."""
        self._name.setText(name)
        self._above.setText(above)

    def show_place(self, key: str) -> None:
        """Mark the place that is shown, or the one it belongs under."""
        listed = self._under.get(key, key)
        if listed in self._buttons:
            self._buttons[listed].setChecked(True)

    def fold(self, folded: bool) -> None:
        """Show icons only, or icons with words."""
        self.folded = folded
        for words in self._words:
            words.setVisible(not folded)
        style = Qt.ToolButtonStyle.ToolButtonIconOnly if folded else Qt.ToolButtonStyle.ToolButtonTextBesideIcon
        for each in self._buttons.values():
            each.setToolButtonStyle(style)
        tip = "Mở rộng cột bên trái" if folded else "Thu gọn cột bên trái"
        repaint_icons(self)
        set_icon(self._fold, "panel-left-open" if folded else "panel-left-close")
        self._fold.setToolTip(tip)
        self._fold.setAccessibleName(tip)
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and Down go from place to place."""
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        buttons = list(self._buttons.values())
        here = next((place for place, each in enumerate(buttons) if each.hasFocus()), None)
        if here is None or event.key() not in steps:
            super().keyPressEvent(event)
            return
        there = max(0, min(here + steps[Qt.Key(event.key())], len(buttons) - 1))
        buttons[there].setFocus()

    def _button(self, place: Place) -> QToolButton:
        made = look(QToolButton(), "place")
        made.setText(place.words)
        made.setAccessibleName(place.words)
        made.setToolTip(place.words)
        made.setCheckable(True)
        made.setAutoExclusive(True)
        made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        set_icon(made, place.icon)
        made.clicked.connect(lambda: self.chosen.emit(place.key))
        self._buttons[place.key] = made
        return made

    def _word(self, text: str, kind: str) -> QLabel:
        made = label(text, kind, wrap=True)
        self._words.append(made)
        return made

    def _toggle(self) -> None:
        self.fold_pressed.emit(not self.folded)

    def _fit(self) -> None:
        sizes = theme().sizes
        self.setFixedWidth(sizes.navigation_folded * theme().percent // 100 if self.folded else sizes.navigation)
