"""Nhập Excel: a list is chosen, shown with what it would do to the books, and taken in with one button."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.gui.desk import Desk
from app.gui.dialogs import EXCEL, SPREADSHEET
from app.gui.drops import dropped_files
from app.gui.import_preview import ImportPreview
from app.gui.jobs import Job
from app.gui.match_pane import MatchPane
from app.gui.notice import Link
from app.gui.page import Page, empty_state
from app.gui.parts import button
from app.journal.capture import Changes
from app.kernel.errors import AppError
from app.sheets.errors import COLUMNS_MISSING, HEADER_NOT_FOUND
from app.usecases.column_matching import keep_match, kept_matches, list_columns, with_match
from app.usecases.context import Done
from app.usecases.imports import (
    ImportList,
    ImportReport,
    import_list,
    preview_import,
    write_import_template,
    write_report,
)
from app.usecases.sensitive_fields import sensitive_kept
from app.vietnamese.legacy import Encoding
from app.vietnamese.numbers import format_number

TEMPLATE_NAME: Final = "mau-danh-sach-ho.xlsx"
SAVED: Final = "Đã lưu danh sách kèm lý do từng dòng. Sửa ngay trong tệp ấy rồi nhập lại được."
REPORT: Final = "Lưu danh sách kèm lý do"
REPORT_NAME: Final = "danh-sach-kem-ly-do.xlsx"
MATCHABLE: Final = (HEADER_NOT_FOUND, COLUMNS_MISSING)
"""Refusals that a person can answer by saying which column is what."""
CHOOSE, PREVIEW, REFUSED, MATCH = 0, 1, 2, 3


class ImportsPage(Page):
    """One list at a time; what was read stays on the page until it is imported or another file is chosen."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "Nhập Excel")
        self.setAcceptDrops(True)
        self.command: ImportList | None = None
        self.report: ImportReport | None = None
        self._lost = 0
        self.preview = ImportPreview()
        self.preview.zeros_wanted.connect(lambda fill: self._read_again(fill_zeros=fill))
        self.preview.encoding_wanted.connect(
            lambda encoding: self._read_again(encoding=Encoding(encoding) if encoding else None)
        )
        self._stack = QStackedWidget()
        self._stack.addWidget(self._choose_view())
        self._stack.addWidget(self.preview)
        self._stack.addWidget(QWidget())
        self.match_pane = MatchPane(self._leave_match, self.read_matched, self.keep_match)
        self.match_pane.wanted.connect(self._show_columns)
        self.match_pane.kept_wanted.connect(self._use_kept)
        self._stack.addWidget(self.match_pane)
        self._before = CHOOSE
        self._tried: ImportList | None = None
        self.body.addWidget(self._stack, 1)
        self._template = self.add_action("Tải mẫu Excel", self.save_template, icon="download")
        self._saving = self.add_action("Lưu kèm lý do", self.save_report, icon="save", tip=REPORT)
        self._matching = self.add_action("Ghép cột", self.match_columns, icon="table-2")
        self._other = self.add_action("Tệp khác", self.choose, icon="folder-open", tip="Chọn tệp khác")
        desk.jobs.ended.connect(lambda _: self._show_buttons())
        self._show(CHOOSE)

    # What the window asks for

    def open(self, file: Path | None = None, **_place: Any) -> None:
        """Show the page as it was, or read ``file``."""
        if file is not None:
            self.read(ImportList(file))

    def refresh(self, changes: Changes | None) -> None:
        """Compare the list again when the books have changed under it."""
        if changes is not None and changes.touches("household", "person") and self.command is not None:
            self.read(self.command)

    def new(self) -> None:
        """Ctrl+N: choose a file."""
        self.choose()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take one file of this computer."""
        dropped_files(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Read the file that was dropped."""
        if paths := dropped_files(event):
            self.read(ImportList(paths[0]))

    # What the page does

    def choose(self) -> None:
        """Let a person choose the list."""
        path = self.desk.dialogs.open_file("Chọn danh sách hộ", (SPREADSHEET,))
        if path is not None:
            self.read(ImportList(path))

    def read(self, command: ImportList) -> None:
        """Read the list and show what it would do; nothing is written."""
        context = self.desk.context
        self.desk.run(
            Job(
                f"Đang đọc «{command.path.name}»",
                lambda progress: preview_import(context, command, progress),
                lambda report: self._came(command, report),
                lambda error: self._refuse(error, command),
            )
        )
        self._show_buttons()

    def match_columns(self) -> None:
        """Show the columns of the list, to say by hand what they are."""
        command = self.command or self._tried
        if command is not None:
            self._before = self._stack.currentIndex()
            self._tried = command
            self._show_columns(command.sheet, command.header_row, command.mapping)

    def read_matched(self) -> None:
        """Read the list as matched; what is still missing is said in the pane."""
        if self._tried is None:
            return
        pane = self.match_pane
        command = replace(self._tried, sheet=pane.sheet.text(), mapping=pane.mapping(), header_row=pane.header_row())
        try:
            preview_import(self.desk.context, command)
        except AppError as error:
            pane.show_problem(f"{error.message} {error.advice}")
            return
        self.read(command)

    def keep_match(self) -> None:
        """Keep the way of matching by name for the next list of this office."""
        pane = self.match_pane
        done = self.desk.attempt(
            lambda: keep_match(self.desk.context, pane.name.text(), pane.mapping(), pane.header_row() or None)
        )
        if done is not None:
            pane.name.set_text("")
            self.desk.notify_done(done, f"Đã lưu cách ghép «{done.result}», lần sau chọn lại được.")
            if pane.columns is not None:
                pane.show_kept(kept_matches(self.desk.context))

    def _use_kept(self, name: str) -> None:
        if self._tried is None:
            return
        tried = replace(self._tried, mapping={}, sheet=self.match_pane.sheet.text())
        command = self.desk.attempt(lambda: with_match(self.desk.context, tried, name))
        if command is not None:
            self._show_columns(command.sheet, command.header_row, command.mapping)

    def _show_columns(self, sheet: str, header_row: int | None, mapping: Mapping[str, str]) -> None:
        if self._tried is None:
            return
        command = replace(self._tried, sheet=sheet, header_row=header_row, mapping=mapping)
        sensitive = sensitive_kept(self.desk.context)
        columns = self.desk.attempt(lambda: list_columns(command, sensitive))
        if columns is not None:
            self.match_pane.show_columns(columns, kept_matches(self.desk.context))
            self._show(MATCH)

    def _leave_match(self) -> None:
        self._show(self._before)

    def take_in(self) -> None:
        """Write the list into the books, as one operation that can be undone."""
        if self.command is None or self.desk.jobs.busy:
            return
        context, command = self.desk.context, self.command
        self.desk.run(
            Job(
                f"Đang nhập «{command.path.name}» vào sổ",
                lambda progress: import_list(context, command, progress),
                self._taken,
                lambda error: self._refuse(error, command),
            )
        )
        self._show_buttons()

    def save_template(self) -> None:
        """Write an empty list with the right columns."""
        path = self.desk.dialogs.save_file("Lưu mẫu danh sách hộ", TEMPLATE_NAME, EXCEL)
        if path is not None:
            self._write(path, lambda: write_import_template(path), "Đã lưu mẫu Excel. Điền xong thì mở lại ở đây.")

    def save_report(self) -> None:
        """Write the list again with what would happen to every row, to be mended there and read once more."""
        report = self.report
        path = self.desk.dialogs.save_file(REPORT, REPORT_NAME, EXCEL) if report else None
        if path is not None and report is not None:
            self._write(
                path,
                lambda: write_report(path, report),
                SAVED,
            )

    def _write(self, path: Path, write: Callable[[], object], words: str) -> None:
        def act() -> bool:
            write()
            return True

        if self.desk.attempt(act):
            self.desk.notify_file(path, words)

    def _came(self, command: ImportList, report: ImportReport) -> None:
        if not command.fill_zeros:
            self._lost = report.lost_zeros
        self.command, self.report, self._tried = command, report, None
        self.preview.show_report(report, self._lost, filled=command.fill_zeros, encoding=command.encoding or "")
        self.set_state(sentence(report))
        self._show(PREVIEW)

    def _read_again(self, **choice: Any) -> None:
        if self.command is not None:
            self.read(replace(self.command, **choice))

    def _taken(self, done: Done[ImportReport]) -> None:
        self._forget()
        self._show(CHOOSE)
        there = Link("Xem danh sách hộ", lambda: self.desk.navigate("households"), "users-round")
        self.desk.notify_done(done, taken(done.result), rows=(there,))

    def _refuse(self, error: AppError, command: ImportList) -> None:
        self._forget()
        self._tried = command if error.code in MATCHABLE else None
        old = self._stack.widget(REFUSED)
        if old is not None:
            self._stack.removeWidget(old)
            old.deleteLater()
        advice = f"{error.advice} (Mã: {error.code.number})"
        other = button("Chọn tệp khác", self.choose, icon="folder-open", kind="" if self._tried else "primary")
        match = button("Ghép cột bằng tay", self.match_columns, icon="table-2", kind="primary")
        ways = (other, match) if self._tried else (other,)
        self._stack.insertWidget(REFUSED, empty_state("circle-alert", error.message, advice, *ways))
        self._show(REFUSED)

    def _forget(self) -> None:
        self.command, self.report = None, None
        self.set_state("")

    def _show(self, view: int) -> None:
        self._stack.setCurrentIndex(view)
        if view == PREVIEW:
            self.set_main("Nhập vào sổ", self.take_in, icon="check", tip="Ghi vào sổ, hoàn tác được")
        self._show_buttons()

    def _show_buttons(self) -> None:
        preview = self._stack.currentIndex() == PREVIEW
        for each in (self._saving, self._other, self._matching):
            each.setVisible(preview)
        self._template.setVisible(not preview)
        if self.main is not None:
            worth = self.report is not None and anything(self.report)
            self.main.setVisible(preview)
            self.main.setEnabled(worth and not self.desk.jobs.busy)

    def _choose_view(self) -> QWidget:
        return empty_state(
            "file-spreadsheet",
            "Kéo tệp Excel thả vào đây",
            "Danh sách hộ của thôn, mỗi người một dòng. Chương trình tự tìm trang tính và hàng tiêu đề,\n"
            "cho xem trước rồi mới nhập; tệp gốc giữ nguyên.",
            button("Chọn tệp Excel", self.choose, icon="folder-open", kind="primary"),
        )


def anything(report: ImportReport) -> bool:
    """Tell whether importing would change the books."""
    return any(counts[outcome] for counts in (report.households, report.people) for outcome in ("new", "updated"))


def sentence(report: ImportReport) -> str:
    """Return what a list would do: "«ho-dan.xlsx»: 1.537 dòng. Sẽ thêm 495 hộ, 1.537 người, 13 tổ"."""
    parts = counted(report)
    will = f"Sẽ {', '.join(parts)}" if parts else "Sổ đã có đủ như danh sách này, không có gì để nhập"
    refused = f"; {format_number(report.people['refused'])} dòng không nhận" if report.people["refused"] else ""
    return f"«{report.file}»: {format_number(report.rows)} dòng. {will}{refused}."


def taken(report: ImportReport) -> str:
    """Return "Đã nhập 495 hộ, 1.537 người.", with what was changed when the list also corrects."""
    homes, people = report.households, report.people
    if homes["updated"] or people["updated"] or not people["new"]:
        return f"Đã nhập danh sách: {', '.join(counted(report)) or 'không có gì thay đổi'}."
    return f"Đã nhập {format_number(homes['new'])} hộ, {format_number(people['new'])} người."


def counted(report: ImportReport) -> list[str]:
    """Return "thêm 495 hộ", "thêm 1.537 người", "sửa 3 người", "thêm 13 tổ" as far as there are any."""
    kinds: tuple[tuple[str, Mapping[str, int]], ...] = (
        ("thêm", {"hộ": report.households["new"], "người": report.people["new"], "tổ": report.groups}),
        ("sửa", {"hộ": report.households["updated"], "người": report.people["updated"]}),
    )
    return [
        f"{verb} {', '.join(f'{format_number(count)} {noun}' for noun, count in counts.items() if count)}"
        for verb, counts in kinds
        if any(counts.values())
    ]
