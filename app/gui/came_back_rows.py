"""What the commune decided otherwise, asks or did not take in: a line each, the whole sentence and the way there below."""

from typing import Final

from PySide6.QtWidgets import QWidget

from app.gui.desk import Desk
from app.gui.parts import button, column, label, line
from app.gui.table import TableView
from app.gui.table_model import Column, RowsModel
from app.gui.theme import theme
from app.usecases.came_back import (
    ASKED,
    HOUSEHOLDS,
    ISSUES,
    NOT_TAKEN,
    OTHERWISE,
    PROPOSAL,
    QUESTION,
    QUESTIONS,
    WAITS,
    BackRow,
    CameBack,
    row_sentence,
)
from app.vietnamese.collation import name_sort_key

HEIGHT: Final = 136
"""Room for three lines; the rest scrolls."""
KINDS_OF: Final = {
    NOT_TAKEN: "Chưa nhận",
    ASKED: "Chờ trả lời",
    QUESTION: "Xã hỏi",
    PROPOSAL: "Xã đề nghị",
    OTHERWISE: "Xã ghi khác",
}
PLACES: Final = {HOUSEHOLDS: "Mở hộ này", ISSUES: "Mở Cần xử lý", QUESTIONS: "Mở Hỏi đáp"}
COLUMNS: Final = (
    Column[BackRow]("Về", lambda row: row.name, sort=lambda row: name_sort_key(row.name)),
    Column[BackRow](
        "Trả lời", lambda row: KINDS_OF[row.what], width=116, shade=lambda row: "warn" if row.what in WAITS else None
    ),
)


class CameBackRows(QWidget):
    """The summary, the list, and below it the line one is on; the list is hidden while there is nothing in it."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.summary = label(wrap=True)
        self.model = RowsModel(COLUMNS, lambda row: (row.what, row.record, row.field, row.sentence), parent=self)
        self.table = TableView(self.model, "Xã trả lời từng mục")
        self.sentence = label(kind="quiet", wrap=True)
        self.go = button("", self.follow, icon="arrow-right")
        foot = line(gap=8)
        foot.addWidget(self.go)
        foot.addStretch(1)
        inner = column(gap=8)
        inner.addWidget(self.table)
        inner.addWidget(self.sentence)
        inner.addLayout(foot)
        self._list = QWidget()
        self._list.setLayout(inner)
        rows = column(gap=8)
        rows.addWidget(self.summary)
        rows.addWidget(self._list)
        self.setLayout(rows)
        self.table.chosen.connect(lambda _: self._show_row())
        self.table.opened.connect(lambda _: self.follow())
        theme().changed.connect(self._fit)
        self._fit()

    def show_back(self, back: CameBack | None) -> None:
        """Show what came back, on its first line."""
        self.setVisible(back is not None)
        self.summary.setText(back.sentence if back else "")
        rows = back.rows if back else ()
        self.model.show_rows(rows)
        self._list.setVisible(bool(rows))
        if rows:
            self.table.setCurrentIndex(self.model.index(0, 0))
        self._show_row()

    def follow(self) -> None:
        """Go where the line one is on leads."""
        row: BackRow | None = self.table.current
        if row is not None and row.place:
            self._desk.navigate(row.place, **({"household": row.household} if row.place == HOUSEHOLDS else {}))

    def _show_row(self) -> None:
        row: BackRow | None = self.table.current
        self.sentence.setText(f"{row.name}: {row_sentence(row)}." if row else "")
        self.go.setVisible(row is not None and bool(row.place))
        self.go.setText(PLACES.get(row.place, "") if row else "")

    def _fit(self) -> None:
        self.table.setFixedHeight(HEIGHT * theme().percent // 100)
