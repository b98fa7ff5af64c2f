"""F1: help for the page that is shown, beside it, from ``resources/help``."""

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QTextBlockFormat, QTextCursor, QTextDocument
from PySide6.QtWidgets import QFrame, QTextBrowser, QWidget

from app.gui.parts import column, icon_button, label, line, look
from app.gui.theme import theme
from app.kernel.resources import resource_path

GENERAL: Final = "general"
"""Keys, undo, text size; shown for a page that needs no words of its own."""
WIDTH: Final = 320
LINE_HEIGHT: Final = 130
"""Percent of the font's own, which makes the 1.45 of the design."""


class HelpPanel(QFrame):
    """A column with one text; hidden until asked for, then it follows the page."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        look(self, "card")
        self._key = GENERAL
        self._text = QTextBrowser()
        self._text.setAccessibleName("Trợ giúp")
        self._text.setOpenLinks(False)
        head = line(margin=(16, 8, 8, 0))
        head.addWidget(label("Trợ giúp", "heading"), 1)
        head.addWidget(icon_button("x", "Đóng trợ giúp", self.hide))
        rows = column(gap=0)
        rows.addLayout(head)
        rows.addWidget(self._text, 1)
        self.setLayout(rows)
        self.hide()
        theme().changed.connect(self._fit)
        self._fit()

    def follow(self, key: str) -> None:
        """Speak about the page ``key`` from now on."""
        self._key = key
        if not self.isHidden():
            self._read()

    def toggle(self) -> None:
        """Show the help, or put it away."""
        if self.isHidden():
            self._read()
            self.show()
            self._text.setFocus()
        else:
            self.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape puts it away."""
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            super().keyPressEvent(event)

    def _read(self) -> None:
        own = resource_path(f"help/{self._key}.md")
        general = resource_path(f"help/{GENERAL}.md").read_text(encoding="utf-8")
        words = own.read_text(encoding="utf-8") if own.exists() else ""
        written = QTextDocument()
        written.setMarkdown(f"{words}\n\n{general}" if words else general)
        self._text.setHtml(written.toHtml().replace("font-weight:700", "font-weight:600"))
        self._space_out()

    def _space_out(self) -> None:
        """Give the text the line height of the design; Qt's markdown sets lines as close as it can."""
        cursor = QTextCursor(self._text.document())
        block = self._text.document().begin()
        while block.isValid():
            cursor.setPosition(block.position())
            spacing = cursor.blockFormat()
            spacing.setLineHeight(LINE_HEIGHT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
            spacing.setTopMargin(14 if spacing.headingLevel() else 0)
            spacing.setBottomMargin(6)
            cursor.setBlockFormat(spacing)
            block = block.next()

    def _fit(self) -> None:
        self.setFixedWidth(WIDTH * theme().percent // 100)
        if not self.isHidden():
            self._read()
