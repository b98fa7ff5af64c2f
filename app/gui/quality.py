"""Rà soát sổ: what is missing or odd, numbered, each with what to do about it, a list to walk with, or one button."""

from typing import Any, Final

from PySide6.QtWidgets import QStackedWidget, QWidget

from app.gui.compare_pane import ComparePane
from app.gui.desk import Desk
from app.gui.dialogs import PDF
from app.gui.options_card import LeavableWidget
from app.gui.page import Page, empty_state, with_card
from app.gui.parts import button, column, label, line
from app.gui.table import TableView
from app.gui.table_model import Column, Kind, RowsModel
from app.gui.theme import theme
from app.journal.capture import Changes
from app.usecases.duplicates import SAME_PERSON
from app.usecases.merging import (
    Merge,
    compare_households,
    compare_people,
    merge_households,
    merge_people,
    tell_apart,
)
from app.usecases.quality_page import (
    MENDED,
    PAIRS,
    FindingLine,
    FindingRow,
    finding_lines,
    mend,
    print_findings,
    quality_rows,
)
from app.vietnamese.collation import name_sort_key, sort_key
from app.vietnamese.numbers import format_number

FOUND, COMPARED = 0, 1
LEFT: Final = 400
WIDEST: Final = 470

FINDINGS: Final[tuple[Column[FindingRow], ...]] = (
    Column("Việc cần rà soát", lambda row: capital(row.words), sort=lambda row: row.number),
    Column("Số", lambda row: row.count, Kind.NUMBER, width=76),
)
LINES: Final[tuple[Column[FindingLine], ...]] = (
    Column("Người, hộ", lambda row: row.name, width=190, sort=lambda row: name_sort_key(row.name)),
    Column("Tổ", lambda row: row.group, width=76, sort=lambda row: sort_key(row.group), spare=True),
    Column("Hộ", lambda row: row.household, Kind.QUIET, width=190, spare=True),
    Column("Cần xem lại", lambda row: row.detail, Kind.QUIET),
)


def capital(words: str) -> str:
    """Return words that begin with a capital."""
    return words[:1].upper() + words[1:]


class QualityPage(Page):
    """The findings at the left, the records of the chosen one beside them; two that look alike in the place of both."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "Rà soát sổ")
        self.model = RowsModel(FINDINGS, key=lambda row: row.code, parent=self)
        self.table = TableView(self.model, "Các việc cần rà soát")
        self.line_model = RowsModel(LINES, key=lambda row: row.record, parent=self)
        self.lines = TableView(self.line_model, "Những người, hộ cần rà soát")
        self.finding: FindingRow | None = None
        self.line: FindingLine | None = None
        self._heading = label(kind="heading", wrap=True)
        self._fix = label(wrap=True)
        self.mend_button = button("Sửa tất cả", self.mend, icon="check")
        self.open_button = button("Mở hộ này", self.open_line, icon="users-round")
        self.set_main("In danh sách đi rà soát", self.print_out, icon="printer", tip="Ctrl+P")
        self.pane = ComparePane(self.merge, self.tell_apart, self.back)
        self._panes = QStackedWidget()
        self._panes.addWidget(self._build())
        compared = LeavableWidget(self.back)
        rows = column()
        rows.addWidget(self.pane)
        compared.setLayout(rows)
        self._panes.addWidget(compared)
        self.nothing = empty_state(
            "circle-check", "Chưa thấy chỗ nào cần rà soát",
            "Khi sổ có hộ thiếu chủ hộ, số định danh lạ, người ghi hai lần, chúng sẽ hiện ở đây.",
        )  # fmt: skip
        self.body.addWidget(self.nothing, 1)
        self.body.addWidget(self._panes, 1)
        self.table.chosen.connect(self._chosen)
        self.lines.chosen.connect(self._choose_line)
        self.lines.opened.connect(lambda _: self.open_line())
        theme().changed.connect(self._fit)
        self._fit()

    def open(self, code: str = "", **_place: Any) -> None:
        """Look the register through again, and show one finding if it was asked for."""
        self.refresh(None)
        if code:
            self.table.show_key(code)

    def refresh(self, changes: Changes | None) -> None:
        """Look again while the page is seen: any change may mend something."""
        if changes is not None and not self.isVisible():
            return
        found = quality_rows(self.desk.context)
        before = self.finding.code if self.finding else ""
        self.model.show_rows(found.findings)
        self.set_state(f"{found.score} trên 100 mục trong sổ không có gì phải xem lại" if found.findings else "")
        self.nothing.setVisible(not found.findings)
        self._panes.setVisible(bool(found.findings))
        if self.main is not None:
            self.main.setVisible(bool(found.findings))
        self.table.show_key(before)
        if self.table.current is None and found.findings:
            self.table.setCurrentIndex(self.model.index(0, 0))
        self._chosen(self.table.current)

    def print_out(self) -> None:
        """Write the list of the finding, each group on its own page, and show it."""
        finding = self.finding
        if finding is None:
            return
        path = self.desk.dialogs.save_file("In danh sách đi rà soát", f"Rà soát {finding.number}.pdf", PDF)
        if path is None:
            return
        count = self.desk.attempt(lambda: print_findings(self.desk.context, finding.code, path))
        if count is not None:
            title = f"Rà soát: {finding.words}"
            self.desk.notify_file(path, f"Đã làm xong danh sách {format_number(count)} dòng.", title=title)
            if path.suffix.lower() == ".pdf":
                self.desk.preview(path, title)

    def mend(self) -> None:
        """Mend what is certain for everybody; undo takes it back."""
        finding = self.finding
        if finding is None:
            return
        done = self.desk.attempt(lambda: mend(self.desk.context, finding.code))
        if done is not None:
            self.desk.notify_done(done, f"Đã sửa {format_number(done.result)} số.")

    def open_line(self) -> None:
        """Go to what mends it: the two beside each other, the household, or the group."""
        line = self.line
        if line is None or self.finding is None:
            return
        if line.pair is not None:
            self._compare(line)
        elif line.household_id:
            self.desk.navigate("households", household=line.household_id)
        else:
            self.desk.navigate("groups", group=line.record)

    def merge(self) -> None:
        """Make one of the two, as picked."""
        pair = self.line.pair if self.line else None
        if pair is None or self.finding is None:
            return
        command = Merge(pair.first, pair.second, self.pane.taken())
        act = merge_people if self.finding.code == SAME_PERSON else merge_households
        done = self.desk.attempt(lambda: act(self.desk.context, command))
        if done is not None:
            self.back()
            self.desk.notify_done(done, "Đã gộp làm một.")

    def tell_apart(self) -> None:
        """Record that they are two."""
        pair = self.line.pair if self.line else None
        if pair is None or self.finding is None:
            return
        code = self.finding.code
        done = self.desk.attempt(lambda: tell_apart(self.desk.context, code, pair.first, pair.second))
        if done is not None:
            self.back()
            self.desk.notify_done(done, "Đã ghi là hai, không hỏi lại nữa.")

    def back(self) -> None:
        """Show the findings again."""
        self._panes.setCurrentIndex(FOUND)

    def _compare(self, line: FindingLine) -> None:
        pair = line.pair
        if pair is None or self.finding is None:
            return
        look = compare_people if self.finding.code == SAME_PERSON else compare_households
        what = "người" if self.finding.code == SAME_PERSON else "hộ"
        title = f"Có phải một {what}? Bấm vào bên đúng ở những mục khác nhau"
        self.pane.show_pairs(title, f"{', '.join(pair.reasons)}", look(self.desk.context, pair.first, pair.second))
        self._panes.setCurrentIndex(COMPARED)

    def _chosen(self, row: FindingRow | None) -> None:
        self.finding = row
        if row is None:
            self.line_model.show_rows(())
            return
        self._heading.setText(f"{row.number}. {format_number(row.count)} {row.words}")
        self._fix.setText(row.fix)
        self.mend_button.setVisible(row.code in MENDED)
        self.open_button.setText("So hai bên" if row.code in PAIRS else "Mở")
        lines = self.desk.attempt(lambda: finding_lines(self.desk.context, row.code)) or ()
        self.line_model.show_rows(lines)
        self._choose_line(self.lines.current)

    def _choose_line(self, row: FindingLine | None) -> None:
        self.line = row
        self.open_button.setEnabled(row is not None)

    def _build(self) -> QWidget:
        foot = line(gap=8)
        foot.addStretch(1)
        foot.addWidget(self.mend_button)
        foot.addWidget(self.open_button)
        right = column(gap=8, margin=(16, 12, 16, 12))
        right.addWidget(self._heading)
        right.addWidget(self._fix)
        right.addWidget(self.lines, 1)
        right.addLayout(foot)
        return with_card(self.table, right)

    def _fit(self) -> None:
        self.table.setFixedWidth(min(LEFT * theme().percent // 100, WIDEST))
