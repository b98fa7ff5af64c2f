"""What every page is: a head (title, one sentence of state, search, buttons) and a body, at a desk.

A page shows rows that use cases return and sends commands back; it keeps no record of its own. See the room's
docstring (``app/gui/__init__.py``) for how to write one.
"""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLayout, QPushButton, QSplitter, QVBoxLayout, QWidget

from app.gui.desk import Desk
from app.gui.icons import TIMES, set_icon
from app.gui.parts import button, card, column, label, line, look
from app.gui.search_box import SearchBox
from app.gui.theme import theme
from app.journal.capture import Changes

MARGIN = (24, 16, 24, 12)
"""Left, top, right, bottom of a page, in pixels."""


class Page(QWidget):
    """Base of all pages. ``search_hint`` gives the page a search box; put the content into ``body``."""

    def __init__(self, desk: Desk, title: str, *, search_hint: str = "") -> None:
        super().__init__()
        self.desk = desk
        self.title = title
        look(self, "window")
        self.setAccessibleName(title)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._state: QLabel = label(kind="quiet", wrap=True)
        self.search: SearchBox | None = SearchBox(search_hint) if search_hint else None
        self.main: QPushButton | None = None
        self._buttons: QHBoxLayout = line(gap=8)
        self.body: QVBoxLayout = column(gap=12)
        rows = column(gap=12, margin=MARGIN)
        rows.addLayout(self._head())
        rows.addLayout(self.body, 1)
        self.setLayout(rows)

    # What a page may override

    def open(self, **place: Any) -> None:
        """Be shown, at ``place`` if one was asked for (``desk.navigate("households", household="0198…")``)."""

    def refresh(self, changes: Changes | None) -> None:
        """Read the rows again that ``changes`` names (``Done.changes``); None means read everything."""

    def new(self) -> None:
        """Ctrl+N: begin a new record."""

    def save(self) -> None:
        """Ctrl+S: save what is being filled in."""

    def print_out(self) -> None:
        """Ctrl+P: preview and print what this page shows."""

    def leave(self) -> None:
        """Be hidden, or closed with the window: keep drafts now."""

    # What a page calls

    def set_state(self, sentence: str) -> None:
        """Say how things stand, in one sentence below the title ("495 hộ, 1.537 người, 12 chưa xếp tổ")."""
        self._state.setText(sentence)
        self._state.setVisible(bool(sentence))

    @property
    def state(self) -> str:
        """The sentence below the title."""
        return self._state.text()

    def set_main(self, text: str, act: Callable[[], object], *, icon: str = "", tip: str = "") -> QPushButton:
        """Put the page's main button at the right, in place of the one before."""
        if self.main is not None:
            self._buttons.removeWidget(self.main)
            self.main.hide()
            self.main.deleteLater()
        self.main = button(text, act, icon=icon, kind="primary", tip=tip)
        self._buttons.addWidget(self.main)
        return self.main

    def add_action(self, text: str, act: Callable[[], object], *, icon: str = "", tip: str = "") -> QPushButton:
        """Put a button of equal weight to the left of the main one."""
        made = button(text, act, icon=icon, tip=tip)
        self._buttons.insertWidget(self._buttons.count() - (1 if self.main else 0), made)
        return made

    def focus_search(self) -> None:
        """Ctrl+F: go to the search box with its text marked; a page without one takes the focus itself."""
        if self.search is not None:
            self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.search.selectAll()
        else:
            self.setFocus()

    def _head(self) -> QLayout:
        first = line(gap=16)
        first.addWidget(label(self.title, "title"))
        first.addStretch(1)
        if self.search is not None:
            first.addWidget(self.search, 100)
        first.addLayout(self._buttons)
        head = column(gap=0)
        head.addLayout(first)
        head.addWidget(self._state)
        self._state.hide()
        return head


def beside(listing: QWidget, detail: QWidget) -> QSplitter:
    """Return a list with its detail at the right, 400 px wide at first, rather than in a window on top."""
    made = QSplitter(Qt.Orientation.Horizontal)
    made.setHandleWidth(16)
    made.setChildrenCollapsible(False)
    made.addWidget(listing)
    made.addWidget(detail)
    made.setStretchFactor(0, 1)
    made.setStretchFactor(1, 0)

    def fit() -> None:
        width = theme().sizes.detail
        detail.setMinimumWidth(width * 3 // 4)
        made.setSizes([max(made.width() - made.handleWidth() - width, width), width])

    theme().changed.connect(fit)
    fit()
    return made


def with_card(listing: QWidget, content: QLayout) -> QWidget:
    """Return a narrow list at the left and what it chooses from on a card that takes the room."""
    both = line(gap=16)
    both.addWidget(listing)
    both.addWidget(card(content), 1)
    made = QWidget()
    made.setLayout(both)
    return made


def empty_state(icon: str, text: str, advice: str, *buttons: QPushButton) -> QWidget:
    """Return what stands where a list would be while there is nothing to list: why, and what to do first."""
    drawing = label()
    drawing.setProperty(TIMES, 2)
    set_icon(drawing, icon, "quiet")
    rows = column(gap=8)
    rows.addStretch(1)
    centre = Qt.AlignmentFlag.AlignHCenter
    for words in (drawing, label(text, "heading", wrap=True), label(advice, "quiet", wrap=True)):
        words.setAlignment(centre)
        rows.addWidget(words)
    row = line(gap=8)
    row.addStretch(1)
    for each in buttons:
        row.addWidget(each)
    row.addStretch(1)
    rows.addSpacing(8)
    rows.addLayout(row)
    rows.addStretch(2)
    made = QWidget()
    made.setLayout(rows)
    return made
