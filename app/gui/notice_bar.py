"""The bar at the foot of the window that says what was done, with "Hoàn tác" and result rows to press.

It never disappears by itself: people read at their own pace.
"""

from typing import Final

from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from app.gui.icons import set_icon
from app.gui.notice import Notice
from app.gui.parts import button, column, icon_button, label, line, look, restyle

DRAWINGS: Final = {
    "done": ("circle-check", "accent"),
    "warn": ("triangle-alert", "warn"),
    "error": ("circle-alert", "danger"),
}


class NoticeBar(QFrame):
    """Shows one notice at a time; hidden when there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        look(self, "bar")
        self.notice: Notice | None = None
        self._drawing = label()
        self._text = label(kind="strong", wrap=True)
        self._detail = label(wrap=True)
        self._links: QHBoxLayout = line(gap=4)
        words = column(gap=2)
        words.addWidget(self._text)
        words.addWidget(self._detail)
        row = line(gap=12, margin=(12, 6, 6, 6))
        row.addWidget(self._drawing)
        row.addLayout(words, 1)
        row.addLayout(self._links)
        row.addWidget(icon_button("x", "Đóng thông báo", self.clear))
        self.setLayout(row)
        self.hide()

    def show_notice(self, notice: Notice) -> None:
        """Replace what is shown by ``notice``."""
        self.notice = notice
        self.setProperty("tone", notice.tone)
        restyle(self)
        set_icon(self._drawing, *DRAWINGS[notice.tone])
        self._text.setText(notice.text)
        self._detail.setText(notice.detail)
        self._detail.setVisible(bool(notice.detail))
        self.setAccessibleName(notice.text)
        self.setAccessibleDescription(notice.detail)
        self._drop_links()
        for link in notice.links:
            self._links.addWidget(button(link.text, link.act, icon=link.icon, kind="link"))
        self.show()

    def clear(self) -> None:
        """Take the notice away."""
        self.notice = None
        self._drop_links()
        self.hide()

    def clear_error(self) -> None:
        """Take away what went wrong before: something else has begun."""
        if self.notice is not None and self.notice.tone == "error":
            self.clear()

    def press(self, text: str) -> None:
        """Do what the link ``text`` of the present notice does; nothing when there is no such link."""
        for link in self.notice.links if self.notice else ():
            if link.text == text:
                link.act()
                return

    def _drop_links(self) -> None:
        while (item := self._links.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
