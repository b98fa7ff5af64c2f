"""What happened to one record, folded away until somebody asks (``app.usecases.history``)."""

from itertools import groupby
from typing import Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QScrollArea, QWidget

from app.gui.icons import set_icon
from app.gui.parts import button, column, label
from app.usecases.context import Context
from app.usecases.exchange_state import AGREED
from app.usecases.history import ChangeRow, record_history

MOST: Final = 40
"""Changes read at once; older ones belong to the history of the whole register."""
SETTLED_MS: Final = 60
"""By then what was unfolded has its height."""


class HistoryFold(QWidget):
    """A heading to press and, once pressed, who changed what and when, newest first."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._record = ""
        self.lines: list[str] = []
        """The texts that are shown."""
        self._settled = QTimer(self, singleShot=True, interval=SETTLED_MS)
        self._settled.timeout.connect(self._into_view)
        self._lines = column(gap=4)
        self._inside = QWidget()
        self._inside.setLayout(self._lines)
        self.head = button("Đã sửa những gì", self.toggle, icon="chevron-right", kind="link")
        rows = column(gap=4)
        rows.addWidget(self.head, alignment=Qt.AlignmentFlag.AlignLeft)
        rows.addWidget(self._inside)
        self.setLayout(rows)
        self._fold(True)

    def follow(self, record: str) -> None:
        """Be about ``record`` from now on, folded."""
        self._record = record
        self._fold(True)

    def toggle(self) -> None:
        """Show the history, or put it away."""
        self._fold(not self._inside.isHidden())
        self._settled.start()

    def _into_view(self) -> None:
        """Scroll to what has just been unfolded, once it has its height."""
        area = self.parentWidget()
        while area is not None and not isinstance(area, QScrollArea):
            area = area.parentWidget()
        if area is not None and not self._inside.isHidden():
            area.ensureWidgetVisible(self._inside, 0, 0)
            area.ensureWidgetVisible(self.head, 0, 0)

    def _fold(self, folded: bool) -> None:
        set_icon(self.head, "chevron-right" if folded else "chevron-down", "accent")
        self._inside.setVisible(not folded)
        while (item := self._lines.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.lines = []
        if not folded:
            self._show(record_history(self._context, self._record, MOST))

    def _show(self, changes: tuple[ChangeRow, ...]) -> None:
        for said, rows in groupby(changes, key=_above):
            self._say(" · ".join(said), "caption")
            for row in rows:
                self._say(_change(row))
        if not changes:
            self._say("Chưa có gì.", "quiet")

    def _say(self, text: str, kind: str = "") -> None:
        self.lines.append(text)
        self._lines.addWidget(label(text, kind, wrap=True))


def _above(row: ChangeRow) -> tuple[str, ...]:
    """Return what stands above changes made together: when, who, what, and how far they are on their way, until all agree."""
    on_the_way = () if row.state == AGREED else (row.state_words,)
    return (row.when, row.actor, row.sentence, *on_the_way)


def _change(row: ChangeRow) -> str:
    if not row.before:
        return f"{row.label}: {row.after}"
    return f"{row.label}: {row.before} → {row.after or 'để trống'}"
