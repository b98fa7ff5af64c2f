"""Nhận dữ liệu: bundles from a stick, what they would do, one press, one answer for each village back on the stick."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QWidget

from app.gui.chips import Chips
from app.gui.desk import Desk
from app.gui.dialogs import FileKind
from app.gui.drops import dropped_files
from app.gui.jobs import Job
from app.gui.key_steps import KeySteps
from app.gui.notice import Link, Notice
from app.gui.page import Page, empty_state
from app.gui.parts import button, column, label, line, scrolling
from app.gui.table import TableView
from app.gui.table_model import Column, Kind, RowsModel
from app.journal.capture import Changes
from app.kernel.clock import moment
from app.kernel.errors import AppError
from app.kernel.progress import Progress
from app.records.base import KINDS
from app.sync.device_list import State
from app.sync.errors import UNKNOWN_SENDER
from app.usecases.apart import row_lines
from app.usecases.exchange_errors import HIDES_TOO_MUCH
from app.usecases.receiving import (
    AGAIN,
    ASKS,
    HELD,
    REFUSED,
    TAKEN,
    WAITS,
    Received,
    Seen,
    TakeIn,
    bundles_in,
    look_into,
    summary,
    take_in,
)
from app.vietnamese.collation import sort_key
from app.vietnamese.numbers import format_number

BUNDLES: Final = FileKind("Gói dữ liệu", ("zip",))
EVERYTHING: Final = "all"
PARTS: Final = {
    EVERYTHING: "Tất cả",
    WAITS: "Chờ nhận",
    ASKS: "Chờ đồng ý",
    HELD: "Giữ lại",
    REFUSED: "Không nhận",
    TAKEN: "Đã nhận",
    AGAIN: "Đã có",
}
"""The chips above the table, by how a bundle stands."""
COLOURS: Final = {REFUSED: "danger", ASKS: "warn", HELD: "warn", TAKEN: "accent"}
ABOUT: Final = (
    "Xem kỹ rồi bấm nhận. Gói nào không nhận được thì các gói khác vẫn nhận. Xã ghi trả lời cạnh gói của thôn."
)
MOST_NAMED: Final = 3
"""Villages, or records that differ, named in one sentence; villages stand in the table, records at Tình hình các thôn."""


def village_of(row: Seen) -> str:
    """Return whose data it is ("Thôn Đông"); of a bundle that cannot be read, which file."""
    name = row.seen.village if row.seen else ""
    return name[:1].upper() + name[1:] or row.file.name


def day_of(row: Seen) -> str:
    """Return the day of the newest change in a bundle."""
    return f"{moment(row.seen.newest):%d/%m/%Y}" if row.seen and row.seen.newest else ""


def words_of(row: Seen) -> str:
    """Return how a bundle stands, in words."""
    state = row.state
    if state == REFUSED and row.error is not None:
        return f"{row.error.message} {row.error.advice} (Mã: {row.error.code.number})"
    if state == AGAIN:
        return "Đã nhận trước đây"
    hides = f"bớt {row.seen.hides} trong {row.seen.households_before} hộ" if row.seen and row.seen.hides else ""
    if state == ASKS:
        return f"Chờ đồng ý: {hides}" if hides else "Chờ đồng ý"
    if row.seen is not None and row.seen.held:
        return "Máy mới, chờ xã chấp nhận" if row.seen.held is State.WAITING else "Máy đã ngừng, chờ người quyết định"
    words = "Đã nhận" if state == TAKEN else "Chờ nhận"
    return f"{words}, {hides}" if hides else words


def apart_words(row: Seen) -> str:
    """Return in which records the laptop that wrote a bundle stands otherwise, the first of them by name."""
    if row.seen is None or not row.seen.apart:
        return ""
    return "Chưa khớp: " + "; ".join(row_lines(row.seen.apart, row.seen.differing, MOST_NAMED)) + "."


COLUMNS: Final = (
    Column[Seen]("Thôn", village_of, width=178, sort=lambda row: sort_key(village_of(row))),
    Column[Seen]("Máy gửi", lambda row: row.seen.sender if row.seen else "", Kind.QUIET, width=150, spare=True),
    Column[Seen]("Ngày", day_of, width=112, sort=lambda row: row.seen.newest if row.seen else None, spare=True),
    Column[Seen]("Mới", lambda row: row.seen.new if row.seen else None, Kind.NUMBER, width=70),
    Column[Seen]("Hộ bớt", lambda row: row.seen.hides if row.seen else None, Kind.NUMBER, width=78, spare=True),
    Column[Seen]("Cần xử lý", lambda row: len(row.seen.issues) if row.seen else None, Kind.NUMBER, width=92),
    Column[Seen]("Tình trạng", words_of, sort=lambda row: list(PARTS).index(row.state),
                 shade=lambda row: COLOURS.get(row.state)),
    Column[Seen]("Tệp", lambda row: row.file.name, Kind.QUIET, width=300, spare=True),
)  # fmt: skip


class ReceivePage(Page):
    """Bundles above, the keys of the villages below."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "Nhận dữ liệu")
        self.setAcceptDrops(True)
        self.model = RowsModel(COLUMNS, lambda row: row.file, parent=self)
        self.table = TableView(self.model, "Các gói dữ liệu")
        self.arrivals: list[Seen] = []
        self.keys = KeySteps(desk)
        self.chips = Chips(PARTS.items())
        self.about = label(ABOUT, kind="quiet", wrap=True)
        self._reason = label(kind="problem", wrap=True)
        self._agree = button("Vẫn nhận", self.agree, icon="check")
        self.add_action("Chọn các gói", self.choose_files, icon="inbox")
        self._other_stick = self.add_action("Chọn USB, thư mục", self.choose_folder, icon="usb")
        self._take = self.set_main("Nhận vào sổ", self.take, icon="check")
        self._nothing = empty_state(
            "usb",
            "Cắm USB thôn mang lên",
            "Chọn cả USB hoặc thư mục có gói của nhiều thôn, hay kéo các tệp vào đây. "
            "Chương trình đọc thử và cho biết mỗi gói có gì trước khi nhận.",
            button("Chọn USB, thư mục", self.choose_folder, icon="usb", kind="primary"),
        )
        self._differs = label(kind="warn", wrap=True)
        below_table = line(gap=12)
        below_table.addWidget(self._reason, 1)
        below_table.addWidget(self._differs, 1)
        below_table.addWidget(self._agree)
        rows = column(gap=8)
        rows.addWidget(self.about)
        rows.addWidget(self.chips)
        rows.addWidget(self.table, 1)
        rows.addWidget(self._nothing, 1)
        rows.addLayout(below_table)
        self._above = QWidget()
        self._above.setLayout(rows)
        below = column()
        below.addWidget(self.keys)
        below.addStretch(1)
        inner = QWidget()
        inner.setLayout(below)
        self._below = scrolling(inner)
        self.body.addWidget(self._above, 3)
        self.body.addWidget(self._below, 2)
        self.table.chosen.connect(self._show_reason)
        self.table.opened.connect(lambda row: self.agree() if row.state == ASKS else None)
        self.chips.chosen.connect(lambda _: self._show_rows())
        self.keys.trusted.connect(self._look_again)
        self.keys.comparing.connect(self._make_room)
        self._show([])

    def open(self, **_place: Any) -> None:
        """Be shown as it was while something waits, else ready for the next stick."""
        self.keys.refresh()
        if not any(each.state in (WAITS, ASKS) for each in self.arrivals):
            self._show([])

    def refresh(self, changes: Changes | None) -> None:
        """Keys may have been trusted by other ways; bundles are read when they are chosen."""
        if changes is None:
            self.keys.refresh()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Let bundles, and folders of them, be dropped."""
        dropped_files(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Look into what was dropped."""
        if paths := dropped_files(event):
            self.look(paths)

    def choose_folder(self) -> None:
        """Look through a stick or a folder, and the folders in it."""
        folder = self.desk.dialogs.folder("Chọn USB hoặc thư mục có gói dữ liệu của các thôn")
        if folder is not None:
            self.look([folder])

    def choose_files(self) -> None:
        """Look at some bundles."""
        self.look(self.desk.dialogs.open_files("Chọn các gói dữ liệu của thôn", (BUNDLES,)))

    def look(self, places: Sequence[Path]) -> None:
        """Look into these bundles, and into those of these folders."""
        if not places:
            return
        files = self.desk.attempt(lambda: bundles_in(places))
        if files:
            self._inspect(files, one=len(files) == 1 and files[0] in places)

    def take(self) -> None:
        """Take in everything that waits, and answer each village."""
        waiting = sum(each.state == WAITS for each in self.arrivals)
        if waiting:
            self._run(TakeIn(self.arrivals), f"Đang nhận {waiting} gói")

    def agree(self) -> None:
        """Give the chosen bundle, which takes many households away, its own second yes."""
        row = self.table.current
        if row is None or row.state != ASKS or row.seen is None:
            return
        seen = row.seen
        error = row.error or AppError(
            HIDES_TOO_MUCH, file=row.file.name, count=seen.hides, total=seen.households_before, village=seen.village
        )
        if self.desk.ask(error.message, error.advice, f"Vẫn nhận, bớt {error.facts['count']} hộ"):
            self._run(TakeIn((row,), frozenset([row.file])), f"Đang nhận gói của {seen.village}")

    def _run(self, command: TakeIn, title: str) -> None:
        context = self.desk.context
        self.desk.run(Job(title, lambda progress: take_in(context, command, progress), self._taken))

    def _inspect(self, files: Sequence[Path], *, one: bool = False) -> None:
        context = self.desk.context

        def work(progress: Progress) -> list[Seen]:
            return look_into(context, files, progress, all_of_them=one)

        self.desk.run(Job(f"Đang đọc {len(files)} gói", work, self._looked))

    def _looked(self, found: list[Seen]) -> None:
        if not found:
            self.desk.notify(
                Notice(
                    "Các gói ở đây đều không gửi cho sổ này.", "warn", "Chọn USB khác, hoặc hỏi thôn đã ghi gói nào."
                )
            )
        self._show(found)

    def _show(self, arrivals: Sequence[Seen]) -> None:
        self.arrivals = list(arrivals)
        if self.chips.current != EVERYTHING:
            self.chips.choose(EVERYTHING)
        self._say()
        self._show_rows()

    def _show_rows(self) -> None:
        part, before = self.chips.current, self.table.current
        rows = [each for each in self.arrivals if part in (EVERYTHING, each.state)]
        self.model.show_rows(rows)
        if before is not None:
            self.table.show_key(before.file)
        if self.table.current is None and rows:
            self.table.setCurrentIndex(self.model.index(0, 0))
        self._show_reason(self.table.current)

    def _taken(self, received: Received) -> None:
        by_file = {each.file: each for each in received.items}
        self._show([by_file.get(each.file, each) for each in self.arrivals])
        self.desk.changed.emit(Changes(dict.fromkeys(KINDS)))
        text = f"{received.sentence}. {format_number(received.new)} thay đổi mới"
        text += f", {received.issues_sentence}." if received.issues else "."
        links = [Link("Tình hình các thôn", lambda: self.desk.navigate("villages"), "layout-list")]
        if received.of(HELD):
            links.append(Link("Máy của các thôn", lambda: self.desk.navigate("devices"), "key-round"))
        if received.issues:
            links.append(Link("Xem từng việc", lambda: self.desk.navigate("issues"), "list-checks"))
        detail = self._answered(received)
        troubled = bool(received.of(REFUSED, ASKS, HELD) or received.issues)
        unanswered = any(each.problem or each.gaps for each in received.answers)
        self.desk.notify(Notice(text, "warn" if troubled or unanswered else "done", detail, tuple(links)))

    def _answered(self, received: Received) -> str:
        written = sum(each.file is not None for each in received.answers)
        parts = [f"Đã ghi {written} tệp trả lời vào USB. Rút USB an toàn, đưa lại cho thôn."] if written else []
        gaps = [each.village for each in received.answers if each.gaps]
        if gaps:
            more = f" và {len(gaps) - MOST_NAMED} thôn khác" if len(gaps) > MOST_NAMED else ""
            parts.append(f"Còn thiếu gói giữa: {', '.join(gaps[:MOST_NAMED])}{more}.")
        parts += dict.fromkeys(each.problem.message for each in received.answers if each.problem)
        return " ".join(parts)

    def _look_again(self) -> None:
        if self.arrivals:
            self._inspect([each.file for each in self.arrivals])

    def _show_reason(self, row: Seen | None) -> None:
        said = row is not None and row.state in (REFUSED, ASKS)
        self._reason.setText(words_of(row) if row is not None and said else "")
        self._reason.setVisible(said)
        self._differs.setText(apart_words(row) if row is not None and not said else "")
        self._differs.setVisible(bool(self._differs.text()))
        asks = row is not None and row.state == ASKS and row.seen is not None
        self._agree.setVisible(asks)
        if asks and row is not None and row.seen is not None:
            self._agree.setText(f"Vẫn nhận, bớt {row.seen.hides} hộ")

    def _make_room(self, comparing: bool) -> None:
        """Give the page to the digits while two people compare them."""
        self._above.setVisible(not comparing)

    def _say(self) -> None:
        some = bool(self.arrivals)
        waiting = sum(each.state == WAITS for each in self.arrivals)
        self._take.setEnabled(waiting > 0)
        self._take.setText(f"Nhận {waiting} gói vào sổ" if waiting else "Nhận vào sổ")
        self.set_state(f"{summary(self.arrivals)}." if some else "")
        for state, words in PARTS.items():
            count = sum(state in (EVERYTHING, each.state) for each in self.arrivals)
            self.chips.rename(state, f"{words} ({count})")
            self.chips.buttons[state].setVisible(bool(count))
        for each in (self.table, self.about, self.chips, self._other_stick, self._take):
            each.setVisible(some)
        self.about.setVisible(waiting > 0)
        unknown = any(each.error is not None and each.error.code is UNKNOWN_SENDER for each in self.arrivals)
        self._below.setVisible(unknown or not some)
        self._nothing.setVisible(not some)
