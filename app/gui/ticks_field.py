"""A field of several boxes to tick: groups of a campaign, people of a household."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtWidgets import QGridLayout, QWidget

from app.gui.fields import Field
from app.gui.tick_box import NarrowTickBox

ACROSS: Final = 5
"""Short things to tick in one line."""


class TicksField(Field):
    """Several of a few things, each with a box; the text is their keys with a space between."""

    def __init__(self, name: str, hint: str = "", *, across: int = ACROSS) -> None:
        self._across = across
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(16)
        holder = QWidget()
        holder.setLayout(self._grid)
        self.boxes: dict[str, NarrowTickBox] = {}
        for place in range(across):
            self._grid.setColumnStretch(place, 1)
        super().__init__(name, holder, hint)

    def show_choices(self, choices: Sequence[tuple[str, str]]) -> None:
        """Offer other things, none of them ticked."""
        for box in self.boxes.values():
            self._grid.removeWidget(box)
            box.hide()
            box.deleteLater()
        self.boxes = {}
        for place, (key, words) in enumerate(choices):
            box = NarrowTickBox(words)
            box.clicked.connect(self._ticked)
            self.boxes[key] = box
            self._grid.addWidget(box, place // self._across, place % self._across)

    def keys(self) -> tuple[str, ...]:
        """Return the keys of what is ticked."""
        return tuple(key for key, box in self.boxes.items() if box.isChecked())

    def text(self) -> str:
        """Return the keys of what is ticked as one text."""
        return " ".join(self.keys())

    def set_text(self, text: str) -> None:
        """Tick exactly the keys of ``text``."""
        keys = text.split()
        for key, box in self.boxes.items():
            box.setChecked(key in keys)

    def _ticked(self) -> None:
        self.show_problem("")
        self.edited.emit()
