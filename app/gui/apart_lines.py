"""The records two ends hold otherwise, one under the other in whole sentences: both pages that show them are narrow there."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.gui.parts import column, label, scrolling
from app.usecases.apart import ApartRow, row_lines


class ApartLines(QWidget):
    """A heading and the rows below it, which scroll; hidden while there are none."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.lines: list[str] = []
        """What is shown."""
        self._text = label(wrap=True)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._text.setAccessibleName(title)
        inner = QWidget()
        inside: QVBoxLayout = column()
        inside.addWidget(self._text)
        inside.addStretch(1)
        inner.setLayout(inside)
        rows = column(gap=4)
        rows.addWidget(label(title, "strong"))
        rows.addWidget(scrolling(inner), 1)
        self.setLayout(rows)

    def show_rows(self, rows: Sequence[ApartRow], count: int = 0) -> None:
        """Show these rows, and how many more of ``count`` there are."""
        self.lines = row_lines(rows, count)
        self._text.setText("\n".join(self.lines))
        self.setVisible(bool(self.lines))
