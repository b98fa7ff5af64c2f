"""Tổng hợp: papers of many villages printed at once, reports over them, and the commune's own layouts filled."""

from pathlib import Path
from typing import Any, Final

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.gui.desk import Desk
from app.gui.dialogs import EXCEL, PDF, WORD
from app.gui.jobs import Job
from app.gui.notice import Link, Notice
from app.gui.page import Page, empty_state
from app.gui.parts import button, card, column, label, line, rule, scrolling
from app.gui.table import TableView
from app.gui.table_model import Column, Kind, RowsModel
from app.gui.theme import theme
from app.gui.villages import LARGE
from app.journal.capture import Changes
from app.kernel.errors import AppError
from app.kernel.progress import Progress
from app.records.base import KINDS
from app.usecases.commune import VillageRow, villages_overview
from app.usecases.commune_layout import (
    FilledLayout,
    FillLayout,
    field_names,
    fill_commune_layout,
    write_sample_layout,
)
from app.usecases.commune_papers import PAPERS, SHEETS, PrintedForVillages, PrintForVillages, print_for_villages
from app.usecases.commune_report import TITLE, WriteVillages, WrittenVillages, write_villages
from app.vietnamese.collation import sort_key
from app.vietnamese.numbers import format_number

SIDE_WIDTH: Final = 320
LAYOUT: Final = "Mẫu Excel của xã"
COLUMNS: Final = (
    Column[VillageRow]("Thôn", lambda row: row.title, sort=lambda row: sort_key(row.title)),
    Column[VillageRow]("Hộ", lambda row: row.households, Kind.NUMBER, width=70, spare=True),
    Column[VillageRow]("Đã ký", lambda row: (row.signed, row.in_scope, ""), Kind.SHARE, width=160, spare=True),
    Column[VillageRow]("Số gói", lambda row: row.bundles, Kind.NUMBER, width=76, spare=True),
    Column[VillageRow]("Tính đến", lambda row: row.sent_words, width=112, sort=lambda row: row.last_received),
)


class TotalsPage(Page):
    """Villages to tick at the left, what can be made of them at the right; nothing ticked stands for all."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "Tổng hợp")
        self.rows: tuple[VillageRow, ...] = ()
        self.model = RowsModel(COLUMNS, lambda row: row.pile, tickable="Chọn", parent=self)
        self.table = TableView(self.model, "Các thôn")
        self._chosen = label(kind="quiet", wrap=True)
        self._side = scrolling(self._build())
        both = line(gap=16)
        both.addWidget(self.table, 1)
        both.addWidget(self._side)
        self._both = QWidget()
        self._both.setLayout(both)
        self._nothing = empty_state(
            "layout-list",
            "Chưa có dữ liệu của thôn nào",
            "Nhận gói dữ liệu các thôn mang lên, rồi in và tổng hợp ở đây.",
            button("Sang trang Nhận dữ liệu", lambda: desk.navigate("receive"), icon="arrow-right", kind="primary"),
        )
        self.body.addWidget(self._both, 1)
        self.body.addWidget(self._nothing, 1)
        self.model.ticked.connect(lambda *_: self._say())
        theme().changed.connect(self._fit)
        self._fit()

    def open(self, **_place: Any) -> None:
        """Be shown; data may have come in meanwhile."""
        self._make_room()
        self.refresh(None)
        self.table.enter()

    def refresh(self, changes: Changes | None) -> None:
        """Read every village."""
        if changes is not None and not self.isVisible():
            return
        self.rows = tuple(sorted(villages_overview(self.desk.context), key=lambda row: sort_key(row.title)))
        self.model.show_rows(self.rows)
        self._both.setVisible(bool(self.rows))
        self._nothing.setVisible(not self.rows)
        self._say()

    @property
    def chosen(self) -> tuple[str, ...]:
        """The villages that are ticked (piles), in their order; none stands for all."""
        return tuple(row.pile for row in self.rows if row.pile in self.model.ticks)

    def print_papers(self, paper: str) -> None:
        """Print one kind of paper for each village into a folder."""
        folder = self.desk.dialogs.folder(f"Chọn thư mục để ghi {PAPERS[paper].lower()} của từng thôn")
        if folder is None:
            return
        context, command = self.desk.context, PrintForVillages(paper, folder, self.chosen)

        def work(progress: Progress) -> PrintedForVillages:
            return print_for_villages(context, command, progress)

        def made(done: PrintedForVillages) -> None:
            reasons = dict.fromkeys(each.problem.message for each in done.items if each.problem)
            links = [Link("Mở thư mục", lambda: self.desk.dialogs.show_file(folder), "folder-open")]
            if len(done.files) == 1:
                links.insert(0, Link("In", lambda: self.desk.preview(done.files[0], PAPERS[paper]), "printer"))
            tone = "warn" if reasons else "done"
            self._tell(f"{PAPERS[paper]}, {done.sentence}.", " ".join(reasons), links, warn=tone == "warn")
            if paper == SHEETS:
                self.desk.changed.emit(Changes(dict.fromkeys(KINDS)))

        self.desk.run(Job(f"Đang in {PAPERS[paper].lower()}", work, made))

    def write_report(self) -> None:
        """Write how the villages stand."""
        path = self.desk.dialogs.save_file(TITLE, f"{TITLE}.docx", WORD, (EXCEL, PDF))
        if path is None:
            return
        context, command = self.desk.context, WriteVillages(path, villages=self.chosen)

        def work(progress: Progress) -> WrittenVillages:
            return write_villages(context, command, progress)

        self.desk.run(
            Job("Đang ghi báo cáo", work, lambda done: self.desk.notify_file(
                done.file, f"Đã ghi tình hình {format_number(done.villages)} thôn.", title=TITLE))
        )  # fmt: skip

    def fill_layout(self) -> None:
        """Fill a layout of the commune's own."""
        layout = self.desk.dialogs.open_file("Chọn mẫu Excel của xã", (EXCEL,))
        if layout is None:
            return
        path = self.desk.dialogs.save_file("Ghi bản đã điền", f"{layout.stem} - đã điền.xlsx", EXCEL)
        if path is None:
            return
        context, command = self.desk.context, FillLayout(layout, path, self.chosen)

        def work(progress: Progress) -> FilledLayout:
            return fill_commune_layout(context, command, progress)

        def made(done: FilledLayout) -> None:
            words = f"Đã điền số liệu {format_number(done.villages)} thôn vào mẫu."
            self.desk.notify_file(done.file, words, detail=" ".join(done.remarks), title=LAYOUT)

        self.desk.run(Job("Đang điền mẫu", work, made, failed=self._refused))

    def write_sample(self) -> None:
        """Write the layout that comes with the program, to be changed."""
        path = self.desk.dialogs.save_file("Ghi mẫu có sẵn", "Mẫu tổng hợp xã.xlsx", EXCEL)
        if path is not None and self.desk.attempt(lambda: self._write_sample(path)) is not None:
            self.desk.notify_file(path, "Đã ghi mẫu. Sửa trong Excel, rồi bấm «Điền mẫu».", title=LAYOUT)

    def copy_fields(self) -> None:
        """Hand every field name over, to be pasted into Excel."""
        lines = [f"{{{{{name}}}}}\t{about}" for name, about in field_names().items()]
        self.desk.dialogs.copy("\n".join(lines))
        self.desk.notify(Notice(f"Đã chép {len(lines)} tên trường. Dán vào Excel hay Word để dùng khi soạn mẫu."))

    def _write_sample(self, path: Path) -> Path:
        write_sample_layout(path)
        return path

    def _refused(self, error: AppError) -> None:
        self.desk.show_error(error)

    def _tell(self, text: str, detail: str, links: list[Link], *, warn: bool) -> None:
        self.desk.notify(Notice(text, "warn" if warn else "done", detail, tuple(links)))

    def _say(self) -> None:
        ticked = len(self.chosen)
        bundles = sum(row.bundles for row in self.rows)
        sent = sum(row.last_received > 0 for row in self.rows)
        self.set_state(
            f"{sent} / {len(self.rows)} thôn đã gửi, {format_number(bundles)} gói đã nhận" if self.rows else ""
        )
        self._chosen.setText(
            f"Cho {ticked} thôn đã chọn." if ticked else f"Cho cả {len(self.rows)} thôn (chưa chọn thôn nào)."
        )

    def _fit(self) -> None:
        self._side.setFixedWidth(SIDE_WIDTH * theme().percent // 100)
        if self.isVisible():
            self._make_room()

    def _make_room(self) -> None:
        """Give the table the room of the navigation's words while the text is large."""
        self.desk.fold_navigation(theme().percent >= LARGE)

    def _build(self) -> QWidget:
        rows = column(gap=16, margin=(0, 0, 8, 0))
        papers = self._part("In cho từng thôn", "Mỗi thôn một tệp PDF, cùng một thư mục.")
        for paper, words in PAPERS.items():
            papers.addWidget(button(words, lambda paper=paper: self.print_papers(paper), icon="printer"))  # type: ignore[misc]
        report = self._part("Báo cáo", "Mỗi thôn một dòng, với số gói đã nhận và ngày.")
        report.addWidget(button("Tình hình các thôn", self.write_report, icon="file-spreadsheet"))
        own = self._part(
            LAYOUT,
            "Bảng của xã có sẵn tiêu đề (Thôn, Số hộ, Số khẩu…), hoặc có trường như {{thôn.hộ}}: chương trình điền số liệu, "
            "giữ nguyên định dạng và công thức.",
        )
        own.addWidget(button("Điền mẫu…", self.fill_layout, icon="file-spreadsheet"))
        own.addWidget(button("Ghi mẫu có sẵn", self.write_sample, icon="save"))
        own.addWidget(button("Chép tên các trường", self.copy_fields, icon="copy"))
        rows.addWidget(self._chosen)
        for part in (papers, report, own):
            rows.addWidget(card(part))
        rows.addStretch(1)
        made = QWidget()
        made.setLayout(rows)
        return made

    def _part(self, title: str, about: str) -> QVBoxLayout:
        part = column(gap=8, margin=16)
        part.addWidget(label(title, "heading"))
        part.addWidget(label(about, "small", wrap=True))
        part.addWidget(rule())
        return part
