"""The board of Cam kết: campaign, day and code box above, groups at the left, households to tick in the middle."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Final

from PySide6.QtCore import QModelIndex, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.gui.day_field import WHOLE_DAY, DayField
from app.gui.elided_label import ElidedLabel
from app.gui.fields import ChoiceField, TextField
from app.gui.parts import button, column, label, line, look
from app.gui.pledge_strip import PledgeStrip
from app.gui.pledge_tables import GROUP_COLUMNS, PLEDGE_COLUMNS, UNGROUPED, WHOLE, group_lines, shown_lines
from app.gui.table import TableView
from app.gui.table_model import RowsModel
from app.gui.theme import theme
from app.usecases.campaigns import CampaignRow, GroupStatus, PledgeRow

GROUPS_WIDTH: Final = 272
SCAN_HINT: Final = "Mã in dưới ô vuông trên giấy."


class PledgeBoard(QWidget):
    """Shows and asks; what is pressed goes out as signals, and the page does it."""

    campaign_picked = Signal()
    group_picked = Signal()
    code_read = Signal(str)
    ticked = Signal(object, bool)
    """A :class:`PledgeRow`, and whether it is ticked now."""

    def __init__(self, today: date) -> None:
        super().__init__()
        self._today = today
        self._rows: Sequence[PledgeRow] = ()
        self._words = ""
        self._order: list[str] = []
        self.group = ""
        self.campaign = ChoiceField("Đợt cam kết", [])
        self.day = DayField("Ngày ký", today.year)
        self.scan = TextField("Quét hoặc gõ mã", SCAN_HINT)
        self.groups_model = RowsModel(GROUP_COLUMNS, lambda row: row.id, parent=self)
        self.groups = TableView(self.groups_model, "Các tổ")
        self.model = RowsModel(PLEDGE_COLUMNS, lambda row: row[1].id, tickable="Đã ký", parent=self)
        self.table = TableView(self.model, "Các hộ")
        self.strip = PledgeStrip()
        self._papers: QVBoxLayout = column(gap=6)
        self.count = label(kind="small")
        self.said = label(wrap=True)
        self._papers_for = ElidedLabel("caption")
        self._left = QWidget()
        rows = column(gap=8)
        rows.addLayout(self._top())
        rows.addWidget(self.said)
        self.said.hide()
        rows.addLayout(self._middle(), 1)
        self.setLayout(rows)
        self._connect()
        self._fit()

    def show_campaigns(self, campaigns: Sequence[CampaignRow], chosen: str = "") -> None:
        """Offer these campaigns; the one shown before stays unless ``chosen`` names another."""
        self.campaign.show_choices([(each.id, f"{each.name}, năm {each.year}") for each in campaigns])
        if chosen:
            self.campaign.set_text(chosen)
        self._tell_campaign()

    def show_day(self, meeting: date | None) -> None:
        """Propose the day of signing: the meeting's if that has been, else today."""
        self.day.set_day(meeting if meeting and meeting <= self._today else self._today)

    def arrange(self) -> None:
        """Put the least finished group first again; while one works the groups keep their places."""
        self._order = []
        self.show_rows(self._rows)

    def show_rows(self, rows: Sequence[PledgeRow]) -> None:
        """Show the households of a campaign; the group and the household one was at stay."""
        self._rows = rows
        lines = group_lines(rows)
        if {each.id for each in lines} == set(self._order):
            lines.sort(key=lambda each: self._order.index(each.id))
        self._order = [each.id for each in lines]
        self.groups_model.show_rows(lines)
        if self.group not in {each.id for each in lines}:
            self.group = ""
        if not self.group:
            self.group = next((each.id for each in lines if each.id not in (WHOLE, UNGROUPED)), WHOLE)
        with QSignalBlocker(self.groups):
            self.groups.show_key(self.group)
        self._show_lines()

    def search_for(self, words: str) -> None:
        """Show the households of the whole village that match, or the group again when ``words`` is empty."""
        self._words = words
        self._show_lines()

    def go_to(self, pledge: str) -> None:
        """Show the group of a household, and the household in it."""
        row = next((each for each in self._rows if each.id == pledge), None)
        if row is not None:
            self.groups.show_key(row.group_id or UNGROUPED)
            self.table.show_key(pledge)

    def chosen_day(self) -> date | None:
        """Return the day of signing; says at the field what is wrong when it is not a whole day."""
        day = self.day.day()
        if day is None or day > self._today:
            self.day.show_problem("Ngày này chưa tới." if day else WHOLE_DAY)
            self.day.setFocus()
            return None
        return day

    def say(self, text: str, kind: str) -> None:
        """Say below the code box what came of a code: ``kind`` is good, warn or problem; an empty text is silence."""
        look(self.said, kind)
        self.said.setText(text)
        self.said.setVisible(bool(text))

    def untick(self) -> None:
        """Show the ticks again as they are in the books."""
        self.model.set_ticks(row.id for row in self._rows if row.signed)

    def shown(self) -> list[PledgeRow]:
        """Return the households of the chosen group, whatever is being searched."""
        return [row for _, row in shown_lines(self._rows, self.group, "")]

    @property
    def group_name(self) -> str:
        """The name of the group that is shown."""
        return next((each.name for each in self.groups_model.rows if each.id == self.group), "")

    @property
    def paper_group(self) -> str:
        """The id of the group to print for; empty for the whole village, and while no real group is chosen."""
        return "" if self.group in (WHOLE, UNGROUPED) else self.group

    def add_paper(self, text: str, icon: str, act: Callable[[QPushButton], object]) -> QPushButton:
        """Put a button below the groups; what it prints is for the group that is chosen."""
        made = button(text, lambda: act(made), icon=icon)
        self._papers.addWidget(made)
        return made

    def _show_lines(self) -> None:
        before = self.table.current
        lines = shown_lines(self._rows, self.group, self._words)
        self.model.show_rows(lines)
        self.untick()
        if before is not None:
            self.table.show_key(before[1].id)
        current = self.table.current
        self.strip.show_row(current[1] if current else None)
        self._papers_for.setText(f"In cho {self.group_name if self.paper_group else 'cả thôn'}")
        self.count.setText(f"{len(lines)} hộ có «{self._words}» trong cả thôn" if self._words else "")
        self.count.setVisible(bool(self._words))

    def _tell_campaign(self) -> None:
        """Show all of a long name as the tip."""
        self.campaign.box.setToolTip(self.campaign.box.currentText())

    def _pick_group(self, row: GroupStatus | None) -> None:
        if row is None or row.id == self.group:
            return
        self.group = row.id
        self.table.setCurrentIndex(QModelIndex())
        self._show_lines()
        self.table.scrollToTop()
        self.group_picked.emit()

    def _ticked(self, chosen: tuple[int, PledgeRow], on: bool) -> None:
        """Show the mark at once, then let the page write it: a slow disk must not make the key feel slow."""
        place = self.model.place_of(chosen[1].id)
        self.table.viewport().repaint(self.table.visualRect(self.model.index(place, 0)))
        self.ticked.emit(chosen[1], on)

    def _top(self) -> QHBoxLayout:
        self.campaign.box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.campaign.box.setMinimumContentsLength(12)
        row = line(gap=16)
        top = Qt.AlignmentFlag.AlignTop
        row.addWidget(self.campaign, 11, top)
        row.addWidget(self.day, 8, top)
        row.addWidget(self.scan, 7, top)
        return row

    def _middle(self) -> QHBoxLayout:
        left = column(gap=8)
        left.addWidget(self.groups, 1)
        left.addWidget(self._papers_for)
        left.addLayout(self._papers)
        self._left.setLayout(left)
        right = column(gap=8)
        right.addWidget(self.count)
        right.addWidget(self.table, 1)
        right.addWidget(self.strip)
        row = line(gap=16)
        row.addWidget(self._left)
        row.addLayout(right, 1)
        return row

    def _connect(self) -> None:
        self.groups.chosen.connect(self._pick_group)
        self.groups.opened.connect(lambda _: self.table.enter())
        self.table.chosen.connect(lambda chosen: self.strip.show_row(chosen[1] if chosen else None))
        self.table.opened.connect(lambda _: self.strip.remark.setFocus())
        self.model.ticked.connect(self._ticked)
        self.campaign.edited.connect(self._tell_campaign)
        self.campaign.edited.connect(self.campaign_picked)
        self.scan.edited.connect(lambda: self.say("", "small"))
        self.scan.line.returnPressed.connect(lambda: self.code_read.emit(self.scan.text()))
        theme().changed.connect(self._fit)

    def _fit(self) -> None:
        self._left.setFixedWidth(GROUPS_WIDTH * theme().percent // 100)
