"""Bản đã quét: signed sheets come back from paper; what the program is not certain of is settled here with one key."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.gui.desk import Desk
from app.gui.dialogs import SCANS
from app.gui.drops import dropped_files
from app.gui.fields import TextField
from app.gui.jobs import Job
from app.gui.page import Page, empty_state
from app.gui.parts import button, card, column, label, line
from app.gui.scan_picture import BOTTOM, MIDDLE, TOP, ScanPicture
from app.gui.search_box import FilterChips
from app.gui.table import TableView
from app.gui.table_model import Column, Kind, RowsModel
from app.journal.capture import Changes
from app.kernel.errors import AppError
from app.records.marks import READINGS, UNSURE
from app.records.pledges import (
    ALREADY,
    DISMISSED,
    MATCHED,
    NOT_OURS,
    NOT_SIGNED,
    OLDER,
    SCAN_RESULTS,
    SIGNED,
    UNREADABLE,
)
from app.usecases.context import Done
from app.usecases.pictures import picture_of
from app.usecases.scan_errors import IN_SHORT
from app.usecases.scan_queue import (
    ScanRow,
    Settle,
    dismiss_all,
    scan_rows,
    settle,
)
from app.usecases.scans import ScanFiles, Scanned, files_to_scan, scan_files
from app.vietnamese.collation import name_sort_key
from app.vietnamese.numbers import format_number
from app.vietnamese.text import fold

WAITING, TAKEN, OTHERS, ALL = "waiting", "taken", "others", "all"
VIEWS: Final = ((WAITING, "Chờ xem"), (TAKEN, "Đã ghi"), (OTHERS, "Không phải"), (ALL, "Tất cả"))
KINDS: Final = ("scan_page", "pledge", "household", "person")


def _in_short(row: ScanRow) -> str:
    """Return what became of a page, or while it waits why."""
    found = SCAN_RESULTS.get(row.result, row.result)
    return IN_SHORT.get(row.reason.partition(":")[0], found) if row.waiting else found


COLUMNS: Final[tuple[Column[ScanRow], ...]] = (
    Column("Chủ hộ", lambda row: row.head or "(chưa biết)", sort=lambda row: name_sort_key(row.head)),
    Column(
        "Kết quả",
        _in_short,
        width=170,
        shade=lambda row: "warn" if row.waiting else None,
    ),
    Column("Tệp", lambda row: f"{row.file}, trang {row.page}", Kind.QUIET, width=190, spare=True),
)

LIST, PICTURE = 2, 3
"""How list and picture share the width."""


class ScansPage(Page):
    """The pages at the left, the picture of one at the right, and below it what a person says of it."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "Bản đã quét", search_hint="Tìm chủ hộ, tên tệp")
        self.setAcceptDrops(True)
        self.rows: Sequence[ScanRow] = ()
        self.row: ScanRow | None = None
        self.view = WAITING
        self.chips = FilterChips("Trang nào")
        self.model = RowsModel(COLUMNS, lambda row: row.id, parent=self)
        self.table = TableView(self.model, "Các trang đã quét")
        self.picture = ScanPicture()
        self.code = TextField("Mã dưới ô vuông, hoặc mã hộ", example="S7QM K2AB 9XQ4 PF2Y, hoặc 04-007")
        self._others: list[ScanRow] = []
        self._name = label(kind="heading", wrap=True)
        self._read = label(kind="small", wrap=True)
        self._reason = label(kind="warn", wrap=True)
        self.set_main(
            "Chọn tệp đã quét",
            self.choose,
            icon="folder-open",
            tip="Chọn tệp PDF hoặc ảnh; thả tệp vào trang này cũng được",
        )
        self._dismiss_all = self.add_action("Bỏ các trang còn lại", self.dismiss_rest, icon="x")
        self._detail = card(self._build_detail())
        self._both = self._build()
        self._nothing = empty_state(
            "inbox", "Chưa quét bản nào",
            "In bản cam kết có ô đánh dấu để quét, thu lại sau khi hộ ký, quét hoặc chụp từng tờ rồi đưa tệp vào đây. "
            "Bản ký rõ được ghi ngay; bản chưa rõ thì hỏi.",
            button("Chọn tệp đã quét", self.choose, icon="folder-open"),
        )  # fmt: skip
        self.body.addWidget(self._both, 1)
        self.body.addWidget(self._nothing, 1)
        self._connect()

    # What the window asks for

    def open(self, **_place: Any) -> None:
        """Be shown with the first page that waits."""
        self.refresh(None)
        self.table.enter()

    def refresh(self, changes: Changes | None) -> None:
        """Read the pages again."""
        if changes is not None and not changes.touches(*KINDS):
            return
        self.rows = self.desk.attempt(lambda: scan_rows(self.desk.context)) or ()
        self._both.setVisible(bool(self.rows))
        self._nothing.setVisible(not self.rows)
        self._show_rows()

    def new(self) -> None:
        """Ctrl+N: choose files."""
        self.choose()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files of this computer."""
        dropped_files(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Read the files, or folders of files, that were dropped."""
        if paths := dropped_files(event):
            self.read(paths)

    # What a person does

    def choose(self) -> None:
        """Let a person choose scanned files."""
        paths = self.desk.dialogs.open_files("Chọn tệp đã quét", (SCANS,))
        if paths:
            self.read(paths)

    def read(self, paths: Sequence[Path]) -> None:
        """Read files, record what is certain, and show what waits."""
        context, command = self.desk.context, ScanFiles(files_to_scan(paths))
        title = f"Đang đọc {format_number(len(command.paths))} tệp đã quét"
        self.desk.run(Job(title, lambda progress: scan_files(context, command, progress), self._came))

    def say(self, decision: str) -> None:
        """Record what the person sees on the page, and go on to the next one that waits."""
        row = self.row
        if row is None:
            return
        command = Settle(row.id, decision, self.code.text())
        try:
            done = settle(self.desk.context, command)
        except AppError as error:
            self.code.show_problem(f"{error.message} {error.advice}")
            self.code.line.setFocus()
            return
        following = self.model.row_at(min(self.table.currentIndex().row() + 1, self.model.rowCount() - 1))
        who = row.head or f"trang {row.page} của {row.file}"
        text = {
            SIGNED: f"Đã ghi {who} ký." if done.result.signed else f"Đã xem: {who} đã ký từ trước.",
            NOT_SIGNED: f"Đã xem: {who} chưa ký.",
            DISMISSED: f"Đã xếp riêng: {who} không phải bản cam kết.",
        }[decision]
        self.desk.notify_done(done, text)
        if following is not None:
            self.table.show_key(following.id)
        self.table.enter()

    def dismiss_rest(self) -> None:
        """Put away every page that waits and is nobody's: papers of somebody else came along."""
        rest = [row.id for row in self.rows if row.waiting and not row.pledge]
        done = self.desk.attempt(lambda: dismiss_all(self.desk.context, rest))
        if done is not None:
            self.desk.notify_done(done, f"Đã xếp riêng {format_number(done.result)} trang không phải bản cam kết.")

    def compare(self) -> None:
        """Show the next picture of the same household's sheet, and after the last one this page again."""
        if self.row is None or not self._others:
            return
        self._others = [*self._others[1:], self._others[0]]
        self._show_picture(self._others[-1])

    # Inside

    def _came(self, done: Done[Scanned]) -> None:
        found = done.result
        counted = (MATCHED, OLDER, ALREADY, UNREADABLE, NOT_OURS)
        words = ", ".join(
            f"{format_number(found.count(each))} {SCAN_RESULTS[each]}" for each in counted if found.count(each)
        )
        waits = f" {format_number(found.waiting)} trang chờ xem." if found.waiting else ""
        self.view = WAITING if found.waiting else TAKEN
        self.desk.notify_done(done, f"Đã đọc {format_number(found.pages)} trang: {words}.{waits}")
        self.refresh(None)
        self.table.enter()

    def _show_rows(self) -> None:
        kept: dict[str, list[ScanRow]] = {
            WAITING: [row for row in self.rows if row.waiting],
            TAKEN: [row for row in self.rows if not row.waiting and row.pledge],
            OTHERS: [row for row in self.rows if not row.waiting and not row.pledge],
            ALL: list(self.rows),
        }
        self.chips.show_choices([(key, f"{name} {format_number(len(kept[key]))}") for key, name in VIEWS], self.view)
        words = fold(self.search.text()).split() if self.search else []
        shown = [
            row for row in kept[self.view]
            if all(word in fold(f"{row.head} {row.household_code} {row.file} {row.address}") for word in words)
        ]  # fmt: skip
        before = self.row.id if self.row else ""
        place = self.table.currentIndex().row()
        self.model.show_rows(shown)
        self.table.show_key(before)
        if self.table.current is None and shown:
            self.table.setCurrentIndex(self.model.index(max(min(place, len(shown) - 1), 0), 0))
        waiting = len(kept[WAITING])
        nobodys = sum(1 for row in kept[WAITING] if not row.pledge)
        self._dismiss_all.setVisible(nobodys > 1)
        self._dismiss_all.setText(f"Bỏ {format_number(nobodys)} trang không phải")
        taken = format_number(len(kept[TAKEN]))
        self.set_state(f"{format_number(waiting)} trang chờ xem, {taken} trang đã ghi" if self.rows else "")
        self._show(self.table.current)

    def _show(self, row: ScanRow | None) -> None:
        self.row = row
        self._detail.setVisible(row is not None)
        if row is None:
            return
        self._others = [
            each
            for each in self.rows
            if row.pledge and each.pledge == row.pledge and each.picture and each.id != row.id
        ]
        if self._others:
            self._others.append(row)
        self._compare.setVisible(bool(self._others))
        where = ", ".join(part for part in (row.household_code, row.group, row.address) if part)
        self._name.setText(row.head or "Chưa biết là của hộ nào")
        self._read.setText(" · ".join(part for part in (where, _readings(row)) if part))
        self._read.setVisible(bool(self._read.text()))
        self._reason.setText(
            row.reason.partition(": ")[2] + f" (Mã: {row.reason.partition(': ')[0]})" if row.reason else ""
        )
        self._reason.setVisible(bool(row.reason))
        self.code.set_text("")
        self.code.show_problem("")
        self.code.setVisible(not row.pledge)
        self._show_picture(row)

    def _show_picture(self, row: ScanRow) -> None:
        data = b""
        if row.picture:
            try:
                data = picture_of(self.desk.context, row.picture)
            except AppError as error:
                self._reason.setText(f"{error.message} {error.advice}")
                self._reason.show()
        part = TOP if not row.pledge else MIDDLE if UNSURE in row.answers and row.signed != UNSURE else BOTTOM
        day = f", quét ngày {row.scanned:%d/%m/%Y}" if row.scanned else ""
        self.picture.show_picture(data, f"trang {row.page}{day}", row.file, part)

    def _connect(self) -> None:
        assert self.search is not None
        self.search.searched.connect(lambda _: self._show_rows())
        self.search.left.connect(self.table.enter)
        self.chips.chosen.connect(self._choose_view)
        self.table.chosen.connect(self._show)
        self.table.opened.connect(lambda _: self.say(SIGNED))
        self.code.line.returnPressed.connect(lambda: self.say(SIGNED))
        self.table.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """On the list, Backspace says that a sheet is not signed, Delete that a page is none."""
        if watched is self.table and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            decision = {Qt.Key.Key_Backspace: NOT_SIGNED, Qt.Key.Key_Delete: DISMISSED}.get(Qt.Key(event.key()))
            if decision is not None:
                self.say(decision)
                return True
        return super().eventFilter(watched, event)

    def _choose_view(self, view: str) -> None:
        self.view = view
        self._show_rows()
        self.table.enter()

    def _build(self) -> QWidget:
        both = line(gap=16)
        both.addWidget(self.table, LIST)
        both.addWidget(self._detail, PICTURE)
        rows = column(gap=8)
        rows.addWidget(self.chips)
        rows.addLayout(both, 1)
        made = QWidget()
        made.setLayout(rows)
        return made

    def _build_detail(self) -> QVBoxLayout:
        self._compare = button("So với lần trước", self.compare, icon="arrow-left-right")
        name = line(gap=8)
        name.addWidget(self._name, 1)
        name.addWidget(self._compare)
        buttons = line(gap=8)
        buttons.addWidget(
            button("Đúng, đã ký", lambda: self.say(SIGNED), icon="check", kind="primary", tip="Phím Enter")
        )
        buttons.addWidget(button("Chưa ký", lambda: self.say(NOT_SIGNED), tip="Phím Backspace"))
        buttons.addStretch(1)
        buttons.addWidget(
            button("Không phải", lambda: self.say(DISMISSED), icon="x", tip="Không phải bản cam kết: phím Delete")
        )
        rows = column(gap=8, margin=12)
        rows.addWidget(self.picture, 1)
        rows.addLayout(name)
        rows.addWidget(self._read)
        rows.addWidget(self._reason)
        rows.addWidget(self.code)
        rows.addLayout(buttons)
        return rows


def _readings(row: ScanRow) -> str:
    """Return in words what was read: "chữ ký: có; đánh dấu 4 / 5 ô"."""
    parts = [f"chữ ký: {READINGS[row.signed]}"] if row.signed in READINGS else []
    if row.answers:
        marked = sum(answer == "yes" for answer in row.answers)
        unsure = [str(number) for number, answer in enumerate(row.answers, 1) if answer == UNSURE]
        parts.append(
            f"đánh dấu {marked} / {len(row.answers)} ô" + (f", chưa rõ ô {', '.join(unsure)}" if unsure else "")
        )
    return "; ".join(parts)
