"""Dữ liệu gửi xã: how much waits, writing it to the stick, and what the commune answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from PySide6.QtWidgets import QFrame, QWidget

from app.gui.apart_lines import ApartLines
from app.gui.came_back_rows import CameBackRows
from app.gui.desk import Desk
from app.gui.dialogs import FileKind
from app.gui.jobs import Job
from app.gui.key_steps import KeySteps
from app.gui.notice import Link, Notice
from app.gui.page import Page
from app.gui.parts import card, column, label, line, look, scrolling
from app.gui.table import TableView
from app.gui.table_model import Column, Kind, RowsModel
from app.gui.theme import theme
from app.journal.capture import Changes
from app.kernel.clock import moment
from app.kernel.errors import AppError, Cancelled
from app.kernel.progress import Progress
from app.usecases.apart import apart_from_commune
from app.usecases.attachments import pictures_waiting
from app.usecases.bundle_log import ACKNOWLEDGED, BundleRow, list_bundles
from app.usecases.came_back import came_back
from app.usecases.context import Done
from app.usecases.counts import HOUSEHOLDS, NOTES, PEOPLE, SIGNED
from app.usecases.exchange import export_bundle
from app.usecases.exchange_errors import HIDES_TOO_MUCH
from app.usecases.exchange_import import ImportBundle, Imported, import_bundle
from app.usecases.exchange_state import OUT, Standing, newer_words, pending, standing, waiting_for_newer
from app.usecases.outbox import Exported
from app.usecases.receiving import Seen, bundles_on, look_into
from app.vietnamese.numbers import format_number

BUNDLE: Final = FileKind("Gói dữ liệu", ("zip",))
MOST_SENT: Final = 50
"""Bundles listed; the command line lists them all."""
SENT_HEIGHT: Final = 136
"""Room for three bundles; the rest scrolls."""
COUNTS: Final = {HOUSEHOLDS: "Hộ", PEOPLE: "Khẩu", SIGNED: "Chữ ký", NOTES: "Lần ghi"}
COLUMNS = (
    Column[tuple[str, int, int]]("Số liệu", lambda row: row[0]),
    Column[tuple[str, int, int]]("Máy này", lambda row: row[1], Kind.NUMBER, width=80),
    Column[tuple[str, int, int]](
        "Xã", lambda row: row[2], Kind.NUMBER, width=68, shade=lambda row: "warn" if row[1] != row[2] else None
    ),
)


SENT_COLUMNS: Final = (
    Column[BundleRow]("Ngày ghi", lambda row: f"{moment(row.at):%d/%m/%Y}", width=112, sort=lambda row: row.at),
    Column[BundleRow]("Thay đổi", lambda row: row.notes, Kind.NUMBER, width=92),
    Column[BundleRow]("Cỡ", lambda row: size_words(row.bytes) if row.bytes else "", Kind.QUIET, width=80, spare=True),
    Column[BundleRow](
        "Đến đâu",
        lambda row: row.state_words,
        shade=lambda row: "accent" if row.state == ACKNOWLEDGED else None,
    ),
    Column[BundleRow]("Tệp", lambda row: row.file, Kind.QUIET, width=270, spare=True),
)
NO_ANSWER: Final = "Trong USB này chưa có gói nào của xã trả lời."


@dataclass(frozen=True, slots=True)
class Received:
    """What was taken in from a stick, and where it stopped: the bundles not taken in yet, the first of them refused."""

    done: list[Done[Imported]]
    rest: Sequence[Path] = ()
    error: AppError | None = None


class ExchangePage(Page):
    """What waits and the steps of the first time at the left, the commune's answer at the right."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "Dữ liệu gửi xã")
        self.waiting = label("0", "figure")
        self.since = label(wrap=True)
        self.advice = label(kind="quiet", wrap=True)
        self.newer = label(kind="warn", wrap=True)
        self._refused: list[AppError] = []
        self.keys = KeySteps(desk)
        self.answer = label(kind="strong", wrap=True)
        self.answered = label(kind="quiet", wrap=True)
        self.model = RowsModel(COLUMNS, lambda row: row[0], parent=self)
        self.table = TableView(self.model, "Số liệu máy này và xã")
        self.apart = ApartLines("Mục chưa khớp")
        self.back = CameBackRows(desk)
        self.sent_model = RowsModel(SENT_COLUMNS, lambda row: row.sha256, parent=self)
        self.sent = TableView(self.sent_model, "Các gói đã ghi")
        self.add_action("Nhận từ USB", self.receive, icon="inbox")
        self._send = self.set_main("Ghi vào USB", self.send, icon="usb")
        row = line(gap=24)
        row.addWidget(self._left(), 6)
        row.addWidget(self._right(), 4)
        self.body.addLayout(row, 1)
        self.keys.trusted.connect(lambda: self.refresh(None))
        theme().changed.connect(self._fit)
        self._fit()

    def open(self, **_place: Any) -> None:
        """Be shown; other pages have worked meanwhile."""
        self.refresh(None)

    def refresh(self, changes: Changes | None) -> None:
        """Count what waits, and read the last answer."""
        if changes is not None and not self.isVisible():
            return
        waiting = pending(self.desk.context)
        pictures = pictures_waiting(self.desk.context)
        and_pictures = f"; {format_number(pictures)} ảnh bản đã ký xã chưa có" if pictures else ""
        self.waiting.setText(format_number(waiting.changes))
        if waiting.changes:
            day = moment(waiting.since)
            days = f", đã {waiting.days} ngày" if waiting.days else ""
            self.since.setText(f"thay đổi chưa gửi xã, từ {day:%d/%m/%Y}{days}{and_pictures}")
            self.set_state(f"{format_number(waiting.changes)} thay đổi chưa gửi xã")
        else:
            self.since.setText(f"thay đổi chưa gửi: mọi việc đã ghi ra USB{and_pictures}")
            self.set_state("Đã ghi hết ra USB")
        newer = newer_words(waiting_for_newer(self.desk.context))
        self.newer.setText(newer)
        self.newer.setVisible(bool(newer))
        self.keys.refresh()
        self._send.setEnabled(self.keys.ready)
        self._send.setToolTip("" if self.keys.ready else "Mở tệp của xã trước")
        self.advice.setText(
            "Cắm USB, bấm «Ghi vào USB», chọn USB, rồi mang lên xã. Xã ghi trả lời vào chính USB đó; về nhà bấm «Nhận từ USB»."
            if self.keys.ready
            else "Mở tệp của xã trước, chỉ một lần. Xong rồi mới ghi dữ liệu vào USB được."
        )
        self.sent_model.show_rows(list_bundles(self.desk.context, MOST_SENT, OUT))
        self._sent_card.setVisible(bool(self.sent_model.rows))
        self._show_standing(standing(self.desk.context))

    def send(self) -> None:
        """Write what waits to the stick and read it back."""
        folder = self.desk.dialogs.folder("Chọn USB để ghi")
        if folder is None:
            return
        context = self.desk.context

        def work(progress: Progress) -> Done[Exported]:
            return export_bundle(context, folder, progress)

        self.desk.run(Job("Đang ghi dữ liệu vào USB", work, self._sent))

    def receive(self) -> None:
        """Look through the stick for the commune's answer, or for the data of another laptop of this village."""
        folder = self.desk.dialogs.folder("Chọn USB xã đưa lại")
        if folder is None:
            return
        context = self.desk.context

        def work(progress: Progress) -> list[Seen]:
            return look_into(context, bundles_on(folder), progress)

        self.desk.run(Job("Đang tìm gói xã trả lời trong USB", work, self._found))

    def _found(self, found: list[Seen]) -> None:
        waiting = [each.file for each in found if each.seen is not None and not each.seen.again]
        refused = [each.error for each in found if each.error is not None]
        if waiting:
            self._refused = refused
            self._take(waiting)
        elif refused:
            self.desk.show_error(refused[0])
        elif found:
            self.desk.notify(Notice("Các gói trong USB này đã nhận từ trước, sổ không thay đổi.", "warn"))
        else:
            self.desk.notify(
                Notice(NO_ANSWER, "warn", "Mang USB lên xã để xã nhận và ghi trả lời, hoặc chọn USB khác.")
            )

    def _take(self, waiting: Sequence[Path], sure: Path | None = None) -> None:
        """Take bundles in one after the other; one that takes many households away is asked about in between."""
        context = self.desk.context

        def work(progress: Progress) -> Received:
            done: list[Done[Imported]] = []
            for place, path in enumerate(waiting):
                try:
                    done.append(import_bundle(context, ImportBundle(path, allow_mass_delete=path == sure), progress))
                except AppError as error:
                    return Received(done, waiting[place:], error)
                except Cancelled:
                    if not done:
                        raise
                    break
            return Received(done)

        self.desk.run(Job("Đang nhận dữ liệu", work, self._received))

    def _received(self, received: Received) -> None:
        if received.done:
            self._taken(received.done)
        error, rest = received.error, received.rest
        if error is None:
            if self._refused:  # what lay beside it and is damaged must not go unsaid
                self.desk.show_error(self._refused.pop())
            return
        if error.code is HIDES_TOO_MUCH and self.desk.ask(error.message, error.advice, "Vẫn nhận"):
            self._take(rest, rest[0])
        else:
            self.desk.show_error(error)

    def _sent(self, done: Done[Exported]) -> None:
        made = done.result
        links = (Link("Mở thư mục", lambda: self.desk.dialogs.show_folder(made.file), "folder-open"),)
        text = "Đã ghi và kiểm tra. Rút USB an toàn rồi mang lên xã."
        pictures = f", {format_number(made.pictures)} ảnh" if made.pictures else ""
        more = f", và {len(made.more)} gói ảnh đi kèm" if made.more else ""
        detail = f"{made.file.name}, {size_words(made.bytes)}{pictures}{more}"
        self.desk.notify(Notice(text, detail=detail, links=links))
        self.refresh(None)

    def _taken(self, done: Sequence[Done[Imported]]) -> None:
        for each in done:
            self.desk.changed.emit(each.changes)
        taken = [each.result for each in done]
        senders = ", ".join(dict.fromkeys(each.sender for each in taken))
        issues = sum(len(each.issues) for each in taken)
        new, answers = sum(each.new for each in taken), any(each.standing for each in taken)
        text = f"Đã nhận từ {senders}: {format_number(new)} thay đổi mới."
        if answers and not new:
            text = f"Đã nhận trả lời của {senders}."
        links: tuple[Link, ...] = ()
        if issues:
            text += f" {format_number(issues)} việc cần xử lý."
            links = (Link("Xem từng việc", lambda: self.desk.navigate("issues"), "list-checks"),)
        now = standing(self.desk.context) if answers else None
        back = came_back(self.desk.context) if answers else None
        detail = now.sentence if now else ""
        if back and back.rows:
            detail += f" {back.sentence}"
        warn = bool(issues) or bool(now and not now.matches) or bool(back and back.waits)
        self.desk.notify(Notice(text, "warn" if warn else "done", detail, links))
        self.refresh(None)

    def _show_standing(self, now: Standing | None) -> None:
        rows = apart_from_commune(self.desk.context) if now is not None else ()
        self.apart.show_rows(rows, now.differing if now is not None else 0)
        self.back.show_back(came_back(self.desk.context))
        self.table.setVisible(now is not None)
        if now is None:
            self.answer.setText("Xã chưa trả lời lần nào")
            look(self.answer, "strong")
            self.answered.setText("Mang USB lên xã, xã nhận và ghi trả lời vào USB. Về nhà bấm «Nhận từ USB».")
            return
        self.answer.setText(now.sentence)
        look(self.answer, "strong" if now.matches else "warn")
        self.answered.setText(f"Xã trả lời, nhận về ngày {moment(now.at):%d/%m/%Y}.")
        self.model.show_rows(
            [(words, now.ours.get(name, 0), now.theirs.get(name, 0)) for name, words in COUNTS.items()]
        )

    def _fit(self) -> None:
        self.sent.setFixedHeight(SENT_HEIGHT * theme().percent // 100)

    def _left(self) -> QWidget:
        numbers = line(gap=16)
        numbers.addWidget(self.waiting)
        numbers.addWidget(self.since, 1)
        rows = column(gap=8, margin=16)
        rows.addLayout(numbers)
        rows.addWidget(self.advice)
        rows.addWidget(self.newer)
        listed = column(gap=8, margin=16)
        listed.addWidget(label("Các gói đã ghi", "heading"))
        listed.addWidget(self.sent)
        self._sent_card = card(listed)
        both = column(gap=16, margin=(0, 0, 8, 0))
        both.addWidget(card(rows))
        both.addWidget(self._sent_card)
        both.addWidget(self.keys)
        both.addStretch(1)
        inner = QWidget()
        inner.setLayout(both)
        return scrolling(inner)

    def _right(self) -> QFrame:
        rows = column(gap=8, margin=16)
        rows.addWidget(label("Xã trả lời", "heading"))
        rows.addWidget(self.answer)
        rows.addWidget(self.answered)
        rows.addWidget(self.back)
        rows.addWidget(self.table, 4)
        rows.addWidget(self.apart, 3)
        rows.addStretch(0)
        inner = QWidget()
        inner.setLayout(rows)
        around = column()
        around.addWidget(scrolling(inner))
        return card(around)


def size_words(size: int) -> str:
    """Return a size in bytes as people read it: "85 KB", "3 MB"."""
    return f"{max(1, round(size / 1024))} KB" if size < 1024 * 1024 else f"{round(size / 1024 / 1024)} MB"
