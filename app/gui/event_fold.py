"""What has happened to one household, newest first: folded away when nothing has."""

from PySide6.QtWidgets import QWidget

from app.gui.parts import column, label
from app.usecases.context import Context
from app.usecases.event_list import EventQuery, EventRow, list_events

MOST = 6
"""Events shown on a card; the page Biến động has the rest."""


class EventLines(QWidget):
    """The events of a household as lines of text; hidden without any."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.lines: list[str] = []
        """The texts that are shown."""
        self._rows = column(gap=4)
        self.setLayout(self._rows)
        self.hide()

    def follow(self, household: str) -> None:
        """Show what happened to ``household``."""
        while (item := self._rows.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        found = list_events(self._context, EventQuery(household=household)).items if household else ()
        self.lines = [event_line(row) for row in found[:MOST]]
        if len(found) > MOST:
            self.lines.append(f"và {len(found) - MOST} việc trước nữa, xem ở trang Biến động")
        if self.lines:
            self._rows.addWidget(label("Biến động", "strong"))
        for text in self.lines:
            self._rows.addWidget(label(text, wrap=True))
        self.setVisible(bool(self.lines))


def event_line(row: EventRow) -> str:
    """Return "18/11/2026 · Chuyển đi · Nguyễn Văn An · xã Bình Minh"."""
    day = f"{row.day:%d/%m/%Y}" if row.day else ""
    return " · ".join(part for part in (day, row.label, row.people, row.place, row.note) if part)
