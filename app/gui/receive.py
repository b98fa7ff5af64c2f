"""Nhận dữ liệu: bundles from a stick, what they would do, one press, one answer for each village back on the stick."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from PySide6.QtWidgets import QWidget

from app.gui.desk import Desk
from app.gui.exchange import BUNDLE
from app.gui.jobs import Job
from app.gui.key_steps import KeySteps
from app.gui.notice import Link, Notice
from app.gui.page import Page, empty_state
from app.gui.parts import button, column, label, scrolling
from app.gui.stick import bundles_on, look_into
from app.gui.table import TableView
from app.gui.table_model import Column, Kind, RowsModel
from app.journal.capture import Changes
from app.kernel.errors import AppError, Cancelled
from app.kernel.progress import Progress
from app.records.base import KINDS
from app.usecases.exchange_errors import HIDES_TOO_MUCH
from app.usecases.exchange_import import ImportBundle, Imported, import_bundle
from app.vietnamese.numbers import format_number


@dataclass(frozen=True, slots=True)
class Arrival:
    """One bundle on the stick: what it would do or did, or why it cannot be taken in."""

    file: Path
    seen: Imported | None = None
    error: AppError | None = None
    taken: bool = False

    @property
    def village(self) -> str:
        """Whose data it is: "Thôn Đông"."""
        name = self.seen.village if self.seen else ""
        return name[:1].upper() + name[1:]

    @property
    def waits(self) -> bool:
        """Whether there is something in it to take in."""
        return self.seen is not None and not self.taken and not self.seen.again

    @property
    def words(self) -> str:
        """How it stands, in words."""
        if self.error is not None:
            return f"{self.error.message} {self.error.advice} (Mã: {self.error.code.number})"
        if self.seen is None:
            return ""
        if self.taken:
            answered = ", đã ghi trả lời" if self.seen.receipt else ", chưa ghi được trả lời"
            return "Đã nhận" + answered
        if self.seen.again:
            return "Đã nhận trước đây"
        hides = f", {self.seen.hides} hộ rời danh sách" if self.seen.hides else ""
        return "Chờ nhận" + hides


COLUMNS: Final = (
    Column[Arrival]("Thôn", lambda row: row.village, width=190),
    Column[Arrival]("Thay đổi mới", lambda row: row.seen.new if row.seen else None, Kind.NUMBER, width=116),
    Column[Arrival]("Cần xử lý", lambda row: len(row.seen.issues) if row.seen else None, Kind.NUMBER, width=92),
    Column[Arrival]("Tình trạng", lambda row: row.words, shade=lambda row: "danger" if row.error else None),
    Column[Arrival]("Tệp", lambda row: row.file.name, Kind.QUIET, width=250, spare=True),
)


class ReceivePage(Page):
    """Bundles above, the keys of the villages below."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "Nhận dữ liệu")
        self.model = RowsModel(COLUMNS, lambda row: row.file, parent=self)
        self.table = TableView(self.model, "Các gói dữ liệu")
        self.arrivals: list[Arrival] = []
        self.keys = KeySteps(desk)
        self.about = label(kind="quiet", wrap=True)
        self._reason = label(kind="problem", wrap=True)
        self._reason.hide()
        self.add_action("Chọn một gói", self.choose_file, icon="inbox")
        self._other_stick = self.add_action("Chọn USB", self.choose_folder, icon="usb")
        self._take = self.set_main("Nhận vào sổ", self.take, icon="check")
        self._nothing = empty_state(
            "usb",
            "Cắm USB thôn mang lên",
            "Chương trình đọc thử và cho biết mỗi gói có gì trước khi nhận.",
            button("Chọn USB", self.choose_folder, icon="usb", kind="primary"),
        )
        rows = column(gap=8)
        rows.addWidget(self.about)
        rows.addWidget(self.table, 1)
        rows.addWidget(self._nothing, 1)
        rows.addWidget(self._reason)
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
        self.keys.trusted.connect(self._look_again)
        self.keys.comparing.connect(self._make_room)
        self._say()

    def open(self, **_place: Any) -> None:
        """Be shown as it was."""
        self.keys.refresh()

    def refresh(self, changes: Changes | None) -> None:
        """Keys may have been trusted by other ways; bundles are read when they are chosen."""
        if changes is None:
            self.keys.refresh()

    def choose_folder(self) -> None:
        """Look through a stick."""
        folder = self.desk.dialogs.folder("Chọn USB có gói dữ liệu của thôn")
        if folder is not None:
            self._inspect(bundles_on(folder), f"Không thấy gói dữ liệu nào trong {folder.name or folder}.")

    def choose_file(self) -> None:
        """Look at one bundle."""
        path = self.desk.dialogs.open_file("Chọn gói dữ liệu của thôn", (BUNDLE,))
        if path is not None:
            self._inspect([path], "", one=True)

    def take(self) -> None:
        """Take in everything that waits, and answer each village."""
        waiting = [each for each in self.arrivals if each.waits]
        sure = self._sure(waiting)
        if not waiting or sure is None:
            return
        context = self.desk.context

        def work(progress: Progress) -> list[Arrival]:
            done = []
            progress.stage("Nhận từng gói", len(waiting))
            for each in waiting:
                command = ImportBundle(each.file, allow_mass_delete=each.file in sure)
                try:
                    seen = import_bundle(context, command, Progress()).result
                    done.append(replace(each, seen=seen, taken=True))
                except AppError as error:
                    done.append(replace(each, error=error))
                try:
                    progress.advance()
                except Cancelled:
                    break
            return done

        self.desk.run(Job(f"Đang nhận {len(waiting)} gói", work, self._taken))

    def _sure(self, waiting: Sequence[Arrival]) -> set[Path] | None:
        """Ask about bundles that take a third of a village's households away; None when the person thinks better."""
        sure: set[Path] = set()
        for each in waiting:
            seen = each.seen
            if seen is None or seen.hides * 3 <= seen.households_before:
                continue
            error = AppError(
                HIDES_TOO_MUCH,
                file=each.file.name,
                count=seen.hides,
                total=seen.households_before,
                village=seen.village,
            )
            if not self.desk.ask(error.message, error.advice, f"Vẫn nhận, bớt {seen.hides} hộ"):
                return None
            sure.add(each.file)
        return sure

    def _inspect(self, files: Sequence[Path], nothing: str, *, one: bool = False) -> None:
        if not files:
            self.desk.notify(Notice(nothing, "warn"))
            return
        context = self.desk.context

        def work(progress: Progress) -> list[Arrival]:
            seen = look_into(context, files, progress, all_of_them=one)
            return [Arrival(each.file, each.seen, each.error) for each in seen]

        self.desk.run(Job("Đang đọc các gói trong USB", work, self._show))

    def _show(self, arrivals: list[Arrival]) -> None:
        self.arrivals = arrivals
        self.model.show_rows(arrivals)
        if arrivals:
            self.table.setCurrentIndex(self.model.index(0, 0))
        self._show_reason(self.table.current)
        self._say()

    def _taken(self, done: list[Arrival]) -> None:
        by_file = {each.file: each for each in done}
        self._show([by_file.get(each.file, each) for each in self.arrivals])
        self.desk.changed.emit(Changes(dict.fromkeys(KINDS)))
        taken = [each.seen for each in done if each.taken and each.seen]
        new, issues = sum(each.new for each in taken), sum(len(each.issues) for each in taken)
        text = f"Đã nhận {len(taken)} gói: {format_number(new)} thay đổi mới"
        text += f", {format_number(issues)} việc cần xử lý." if issues else "."
        answered = sum(each.receipt is not None for each in taken)
        detail = f"Đã ghi {answered} tệp trả lời vào USB. Rút USB an toàn, đưa lại cho thôn." if answered else ""
        problems = [each.receipt_problem.message for each in taken if each.receipt_problem]
        refused = len(done) - len(taken)
        if refused:
            text += f" {refused} gói không nhận được."
        links = [Link("Tình hình các thôn", lambda: self.desk.navigate("villages"), "layout-list")]
        if issues:
            links.append(Link("Xem từng việc", lambda: self.desk.navigate("issues"), "list-checks"))
        warn = bool(refused or issues or problems)
        self.desk.notify(Notice(text, "warn" if warn else "done", " ".join([detail, *problems]).strip(), tuple(links)))

    def _look_again(self) -> None:
        if self.arrivals:
            self._inspect([each.file for each in self.arrivals], "")

    def _show_reason(self, row: Arrival | None) -> None:
        self._reason.setText(row.words if row is not None and row.error else "")
        self._reason.setVisible(bool(self._reason.text()))

    def _make_room(self, comparing: bool) -> None:
        """Give the page to the digits while two people compare them."""
        self._above.setVisible(not comparing)

    def _say(self) -> None:
        waiting = sum(each.waits for each in self.arrivals)
        self._take.setEnabled(waiting > 0)
        self._take.setText(f"Nhận {waiting} gói vào sổ" if waiting else "Nhận vào sổ")
        self.set_state(f"{len(self.arrivals)} gói, {waiting} gói chờ nhận" if self.arrivals else "")
        for each in (self.table, self.about, self._other_stick, self._take):
            each.setVisible(bool(self.arrivals))
        self._nothing.setVisible(not self.arrivals)
        self.about.setText(
            "Xem kỹ rồi bấm nhận. Xã ghi trả lời ngay vào USB để thôn mang về."
            if waiting
            else "Không còn gói nào chờ nhận."
        )
