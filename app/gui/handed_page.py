"""What the two pages of handed-down things share: four parts as chips, a list at the left, the chosen one on a card."""

from collections.abc import Sequence
from typing import Any, Generic, TypeVar

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.gui.chips import Chips
from app.gui.desk import Desk
from app.gui.form_page import FormPage
from app.gui.handed_lines import PARTS, TASKS, HandedLine, MineLine
from app.gui.page import beside, empty_state
from app.gui.parts import card, column, filled, label, scrolling
from app.gui.table import TableView
from app.gui.table_model import Column, RowsModel
from app.gui.theme import theme
from app.journal.capture import Changes

L = TypeVar("L", HandedLine, MineLine)
LARGE = 125
"""Text size in percent from which the page needs the room of the navigation's words."""


class HandedPageBase(FormPage, Generic[L]):
    """Subclasses read the lines of a part, build the card, and say what stands where there is nothing."""

    nothing: tuple[str, str] = ("", "")

    def __init__(self, desk: Desk, title: str, columns: Sequence[Column[L]]) -> None:
        super().__init__(desk, title)
        self.chips = Chips(PARTS)
        self.model: RowsModel[L] = RowsModel(columns, lambda row: row.id, parent=self)
        self.table = TableView(self.model, title)
        self.name = label(kind="heading", wrap=True)
        self.about = label(wrap=True)
        self._both = self.arranged(self.build_card())
        self._nothing = empty_state("list-checks", *self.nothing)
        self.body.addWidget(self.chips)
        self.body.addWidget(self._both, 1)
        self.body.addWidget(self._nothing, 1)
        self.chips.chosen.connect(lambda _: self.refresh(None))
        self.table.chosen.connect(self.show_line)
        theme().changed.connect(self._make_room)

    @property
    def part(self) -> str:
        """Which part is shown."""
        return self.chips.current

    def open(self, part: str = TASKS, **_place: Any) -> None:
        """Be shown at a part."""
        self._make_room()
        self.chips.choose(part)

    def refresh(self, changes: Changes | None) -> None:
        """Read the lines of the part while it is seen."""
        if changes is not None and not self.isVisible():
            return
        before = self.table.current
        rows = self.desk.attempt(lambda: self.lines(self.part)) or ()
        self.model.show_rows(rows)
        if before is not None:
            self.table.show_key(before.id)
        if self.table.current is None and rows:
            self.table.setCurrentIndex(self.model.index(0, 0))
        self.show_line(self.table.current)
        if self.form is None:
            self.show_front()

    def front(self) -> Sequence[QWidget]:
        """Return what gives way to a form."""
        shown = (self.chips, self._both, self._nothing, self.main, *self.more_buttons())
        return [each for each in shown if each is not None]

    def show_front(self) -> None:
        """Show the lines, or what to do while there are none."""
        for each in self.front():
            each.show()
        some = bool(self.model.rows)
        self._both.setVisible(some)
        self._nothing.setVisible(not some)
        self.fit_buttons(some)

    # What the two pages say

    def lines(self, part: str) -> Sequence[L]:
        """Return the lines of a part."""
        raise NotImplementedError

    def build_card(self) -> QVBoxLayout:
        """Return what stands on the card."""
        raise NotImplementedError

    def arranged(self, content: QVBoxLayout) -> QWidget:
        """Return the list with its card."""
        return beside(self.table, card(content))

    def show_line(self, row: L | None) -> None:
        """Show one line on the card."""
        raise NotImplementedError

    def more_buttons(self) -> Sequence[QWidget]:
        """Return the buttons beside the main one."""
        return ()

    def fit_buttons(self, some: bool) -> None:
        """Show the buttons that make sense for the part."""

    def texts(self) -> QWidget:
        """Return the words about the chosen line, scrolling when there are many."""
        rows = column(gap=8)
        rows.addWidget(self.about)
        return scrolling(filled(rows))

    def _make_room(self) -> None:
        if self.isVisible():
            self.desk.fold_navigation(theme().percent >= LARGE)
