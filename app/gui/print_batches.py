"""The prints of a campaign: which came out, which were handed out, and going on with one after paper has jammed."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout

from app.gui.desk import Desk
from app.gui.fields import NumberField
from app.gui.options_card import LeavableWidget
from app.gui.parts import button, card, column, label, line
from app.gui.pledge_papers import WHOLE_VILLAGE, PledgePapers, Scope
from app.gui.table import TableView
from app.gui.table_model import Column, Kind, RowsModel
from app.journal.capture import Changes
from app.records.pledges import BATCH_STATES, HANDED_OUT, PAPERS, PREPARED, PrintBatch
from app.usecases.context import Done
from app.usecases.print_batches import BatchRow, ResumeBatch, hand_out, mark_printed, print_batches
from app.vietnamese.numbers import format_number

MOST_SHEETS: Final = 9_999
SHOWN_KINDS: Final = (PrintBatch.kind_name, "residential_group")
NOTHING: Final = "Chưa in bản nào của đợt này. Bấm Trở lại, rồi chọn In bản cam kết."
JAM: Final = (
    "Máy kẹt giấy? Chọn lần in, ghi số của bản chưa in được (số in nhỏ ở chân trang) rồi bấm In tiếp. "
    "Mã của từng bản vẫn như cũ."
)


def _way(row: BatchRow) -> str:
    parts = [PAPERS.get(row.paper, row.paper).partition(",")[0]]
    if row.copies > 1:
        parts.append(f"mỗi hộ {row.copies} bản")
    if row.scanning:
        parts.append("để quét")
    return ", ".join(parts)


def _state(row: BatchRow) -> str:
    day = row.handed_out or row.printed
    return f"{BATCH_STATES[row.state]} {day:%d/%m/%Y}" if day else BATCH_STATES[row.state]


def _shade(row: BatchRow) -> str | None:
    return {PREPARED: "warn", HANDED_OUT: "accent"}.get(row.state)


COLUMNS: Final[tuple[Column[BatchRow], ...]] = (
    Column("Ngày", lambda row: f"{row.prepared:%d/%m/%Y}" if row.prepared else "", width=110),
    Column("In cho", lambda row: row.group or WHOLE_VILLAGE),
    Column("Số bản", lambda row: row.sheets, Kind.NUMBER, width=86),
    Column("In lại", lambda row: row.reprints or None, Kind.NUMBER, width=80),
    Column("Cách in", _way, Kind.QUIET, width=330, spare=True),
    Column("Tình trạng", _state, width=190, shade=_shade),
)


class PrintBatches(LeavableWidget):
    """Shows the prints of one campaign, the newest first; what a person does is done at once and can be undone."""

    def __init__(self, desk: Desk, papers: PledgePapers, back: Callable[[], object]) -> None:
        super().__init__(back)
        self._desk, self._papers = desk, papers
        self._scope: Scope | None = None
        self.model = RowsModel(COLUMNS, lambda row: row.id, parent=self)
        self.table = TableView(self.model, "Các lần in")
        self.start = NumberField("In tiếp từ bản số", 1, 1, MOST_SHEETS)
        self.resume_button = button("In tiếp", self.resume, icon="printer")
        self.printed_button = button("Đã in xong", self.mark_printed, icon="check")
        self.handed_button = button("Đã phát", self.hand_out, icon="check")
        self.said = label(kind="small", wrap=True)
        rows = column(gap=12, margin=(24, 16, 24, 16))
        rows.addWidget(label("Các lần in", "heading"))
        rows.addWidget(self.table, 1)
        rows.addLayout(self._doings())
        rows.addWidget(self.said)
        foot = line()
        foot.addWidget(button("Trở lại", back, icon="arrow-left", tip="Esc"))
        foot.addStretch(1)
        rows.addLayout(foot)
        across = line()
        across.addWidget(card(rows))
        self.setLayout(across)
        self.table.chosen.connect(self._choose)
        desk.changed.connect(self._changed)

    def show_scope(self, scope: Scope) -> None:
        """Show the prints of a campaign, the newest chosen."""
        self._scope = scope
        self._read()
        self.table.setCurrentIndex(self.model.index(0, 0))
        self._choose(self.table.current)

    def resume(self) -> None:
        """Write the rest of the chosen print with the codes it has."""
        row: BatchRow | None = self.table.current
        if row is not None and self._scope is not None:
            scope = replace(self._scope, group_name=row.group or WHOLE_VILLAGE)
            self._papers.resume(scope, ResumeBatch(row.id, Path(), self.start.value()))

    def mark_printed(self) -> None:
        """Record that all of the chosen print came out."""
        self._do(mark_printed, lambda row, _: f"Đã ghi in xong {format_number(row.sheets)} bản.")

    def hand_out(self) -> None:
        """Record that the chosen print was handed out to the households."""
        self._do(hand_out, lambda _, number: f"Đã ghi phát {format_number(number)} bản cho các hộ.")

    def _do(self, act: Callable[..., Done[Any]], words: Callable[[BatchRow, Any], str]) -> None:
        row: BatchRow | None = self.table.current
        if row is None:
            return
        done = self._desk.attempt(lambda: act(self._desk.context, row.id))
        if done is not None:
            self._desk.notify_done(done, words(row, done.result))

    def _changed(self, changes: Changes | None) -> None:
        if self._scope is not None and (changes is None or changes.touches(*SHOWN_KINDS)):
            self._read()

    def _read(self) -> None:
        scope = self._scope
        assert scope is not None
        before, known = self.table.current, {row.id for row in self.model.rows}
        self.model.show_rows(self._desk.attempt(lambda: print_batches(self._desk.context, scope.campaign.id)) or ())
        newest = self.model.rows[0] if self.model.rows else None
        if newest is not None and (before is None or newest.id not in known):
            self.table.show_key(newest.id)  # what has just been printed is what one goes on with
        elif before is not None:
            self.table.show_key(before.id)
        self._choose(self.table.current)

    def _choose(self, row: BatchRow | None) -> None:
        self.resume_button.setEnabled(row is not None)
        self.printed_button.setEnabled(row is not None and row.state == PREPARED)
        self.handed_button.setEnabled(row is not None and row.state != HANDED_OUT)
        self.said.setText(JAM if self.model.rows else NOTHING)

    def _doings(self) -> QHBoxLayout:
        """Return the field and the buttons, which stand at the height of its box."""
        row = line(gap=8)
        row.addWidget(self.start)
        row.addWidget(self.resume_button, 0, Qt.AlignmentFlag.AlignBottom)
        row.addStretch(1)
        row.addWidget(self.printed_button, 0, Qt.AlignmentFlag.AlignBottom)
        row.addWidget(self.handed_button, 0, Qt.AlignmentFlag.AlignBottom)
        return row
