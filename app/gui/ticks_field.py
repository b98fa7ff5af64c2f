"""A field of several boxes to tick: groups of a campaign, people of a household."""

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from app.gui.fields import Field
from app.gui.tick_box import NarrowTickBox

ACROSS: Final = 5
"""Short things to tick in one line."""


GAP: Final = 16


class _Holder(QWidget):
    """Tells how wide it is now."""

    def __init__(self, told: Callable[[int], None]) -> None:
        super().__init__()
        self._told = told

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._told(event.size().width())


class TicksField(Field):
    """Several of a few things, each with a box; the text is their keys with a space between."""

    def __init__(self, name: str, hint: str = "", *, across: int = ACROSS) -> None:
        self._across = across
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(GAP)
        holder = _Holder(self._arrange)
        holder.setLayout(self._grid)
        self.boxes: dict[str, NarrowTickBox] = {}
        super().__init__(name, holder, hint)

    def show_choices(self, choices: Sequence[tuple[str, str]]) -> None:
        """Offer other things, none of them ticked."""
        for box in self.boxes.values():
            self._grid.removeWidget(box)
            box.hide()
            box.deleteLater()
        self.boxes = {}
        for key, words in choices:
            box = NarrowTickBox(words)
            box.clicked.connect(self._ticked)
            self.boxes[key] = box
        self._arrange(self._grid.geometry().width())

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

    def _arrange(self, width: int) -> None:
        """Put as many boxes in a line as can be read whole, and of many at least two."""
        widest = max((box.whole_width() for box in self.boxes.values()), default=0)
        fitting = (width + GAP) // (widest + GAP) if width > 0 else self._across
        across = min(self._across, max(fitting, 2 if self._across > 2 else 1))
        for place in range(self._across):
            self._grid.setColumnStretch(place, 1 if place < across else 0)
        for place, box in enumerate(self.boxes.values()):
            self._grid.addWidget(box, place // across, place % across)

    def _ticked(self) -> None:
        self.show_problem("")
        self.edited.emit()
