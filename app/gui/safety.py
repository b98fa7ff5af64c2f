"""Sao lưu: copies of the books that are checked as they are made, going back to one, and looking the books over."""

from pathlib import Path
from typing import Any, Final

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.gui.beginning import copy_program, on_stick
from app.gui.desk import Desk
from app.gui.exchange import size_words
from app.gui.jobs import Job
from app.gui.notice import Link, Notice
from app.gui.page import Page, empty_state
from app.gui.parts import button, card, column, label, line, look, rule, scrolling
from app.gui.table import TableView
from app.gui.table_model import Column, Kind, RowsModel
from app.gui.theme import theme
from app.journal.capture import Changes
from app.kernel.clock import moment
from app.kernel.progress import Progress
from app.records.base import KINDS
from app.usecases.context import VILLAGE
from app.usecases.quality import KINDS as FINDINGS
from app.usecases.safety import (
    BackupRow,
    Health,
    Restored,
    backup_folder,
    check,
    create_backup,
    last_backup,
    list_backups,
    restore_backup,
    verify_backup,
)
from app.vietnamese.numbers import format_number

LARGE: Final = 125
"""Text size in percent from which the buttons above need that room."""
COLUMNS = (
    Column[BackupRow]("Lúc sao lưu", lambda row: row.when, width=180, sort=lambda row: row.file.name),
    Column[BackupRow]("Cỡ", lambda row: size_words(row.size), width=90, sort=lambda row: row.size, spare=True),
    Column[BackupRow]("Tệp", lambda row: row.file.name, Kind.QUIET),
)


class SafetyPage(Page):
    """Backups at the left; what can be done with the one chosen, and the check-up, at the right."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "Sao lưu")
        self.folder: Path | None = None
        self.model = RowsModel(COLUMNS, lambda row: row.file, parent=self)
        self.table = TableView(self.model, "Các bản sao lưu")
        self._nothing = empty_state(
            "archive-restore",
            "Chưa có bản sao lưu nào ở đây",
            "Bấm «Sao lưu ngay» để chép cả sổ vào máy này. Mỗi tuần một lần, cắm USB rồi bấm «Sao lưu ra USB».",
        )
        self.place = label(kind="small", wrap=True)
        self.chosen = label(kind="strong", wrap=True)
        self.health = label("Chưa kiểm tra.", wrap=True)
        self._findings: QVBoxLayout = column(gap=4)
        self.program = self._program_strip()
        self._verify = button("Kiểm tra bản này", self.verify, icon="shield-check")
        self._restore = button("Quay về bản này…", self.restore, icon="archive-restore")
        if desk.context.identity.role == VILLAGE:
            self.add_action("Dữ liệu cá nhân", lambda: desk.navigate("privacy"), icon="shield-check")
            self.add_action("Bàn giao, đổi tên", lambda: desk.navigate("handover"), icon="user-round")
        self.add_action("Sao lưu ra USB", self.backup_elsewhere, icon="usb")
        self.set_main("Sao lưu ngay", self.backup, icon="save")
        left = column(gap=8)
        left.addWidget(self.table, 1)
        left.addWidget(self._nothing, 1)
        left.addLayout(self._places())
        row = line(gap=24)
        row.addLayout(left, 6)
        row.addWidget(self._right(), 4)
        self.body.addLayout(row, 1)
        self.table.chosen.connect(self._choose)
        theme().changed.connect(lambda: self._make_room() if self.isVisible() else None)

    def open(self, **place: Any) -> None:
        """Be shown; ``backup`` begins one."""
        self._make_room()
        self.refresh(None)
        if place.get("backup"):
            self.backup()

    def refresh(self, changes: Changes | None) -> None:
        """List the backups of the folder that is shown."""
        if changes is not None:
            return
        folder = self.folder or backup_folder(self.desk.context)
        rows = self.desk.attempt(lambda: list_backups(self.desk.context, self.folder)) or ()
        before = self.table.current
        self.model.show_rows(rows)
        if before is not None:
            self.table.show_key(before.file)
        elif rows:
            self.table.setCurrentIndex(self.model.index(0, 0))
        self._choose(self.table.current)
        self.place.setText(f"{format_number(len(rows))} bản trong {folder}")
        last = last_backup(self.desk.context)
        if last:
            self.set_state(f"Sao lưu lần cuối lúc {moment(last):%H:%M ngày %d/%m/%Y}")
        else:
            self.set_state(f"Bản sao lưu mới nhất: {rows[0].when}" if rows else "Chưa sao lưu lần nào")
        self.table.setVisible(bool(rows))
        self._nothing.setVisible(not rows)

    def backup(self) -> None:
        """Back up into the folder of these books."""
        self._back_up(None)

    def backup_elsewhere(self) -> None:
        """Back up onto a stick."""
        folder = self.desk.dialogs.folder("Chọn USB để sao lưu")
        if folder is not None:
            self._back_up(folder)

    def show_elsewhere(self) -> None:
        """List the backups of another folder."""
        folder = self.desk.dialogs.folder("Chọn nơi có bản sao lưu")
        if folder is not None:
            self.folder = folder
            self.refresh(None)

    def verify(self) -> None:
        """Read the chosen backup whole."""
        row: BackupRow | None = self.table.current
        if row is None:
            return
        context, file = self.desk.context, row.file

        def work(_progress: Progress) -> BackupRow:
            return verify_backup(context, file)

        self.desk.run(Job("Đang đọc bản sao lưu", work, self._verified))

    def restore(self) -> None:
        """Go back to the chosen backup after asking; the present books are kept aside."""
        row: BackupRow | None = self.table.current
        if row is None:
            return
        text = f"Quay về sổ lúc {row.when}?"
        detail = (
            "Những gì ghi sau lúc đó không còn trong sổ. Sổ hiện nay được cất riêng trong thư mục dữ liệu, không mất."
        )
        if not self.desk.ask(text, detail, "Quay về bản này"):
            return
        context, file = self.desk.context, row.file

        def work(_progress: Progress) -> Restored:
            return restore_backup(context, file)

        self.desk.run(Job("Đang quay về bản sao lưu", work, self._restored))

    def check(self) -> None:
        """Look over file, rows and register."""
        context = self.desk.context

        def work(progress: Progress) -> Health:
            return check(context, progress=progress)

        self.desk.run(Job("Đang kiểm tra sổ", work, self._show_health))

    def mend(self) -> None:
        """Compute every row anew from the notes."""
        context = self.desk.context

        def work(progress: Progress) -> Health:
            return check(context, mend=True, progress=progress)

        self.desk.run(Job("Đang dựng lại các bảng", work, self._show_health))

    def copy_program(self) -> None:
        """Copy the program from the stick it runs from to this machine."""
        self.desk.run(Job("Đang chép chương trình vào máy", copy_program(), self._copied))

    def _copied(self, words: tuple[str, str]) -> None:
        self.desk.notify(Notice(words[0], detail=words[1]))
        self.program.hide()

    def open_folder(self) -> None:
        """Show the data folder in the file manager."""
        self.desk.attempt(lambda: self.desk.dialogs.show_folder(self.desk.context.folder))

    def _back_up(self, folder: Path | None) -> None:
        context = self.desk.context

        def work(progress: Progress) -> BackupRow:
            return create_backup(context, folder, progress)

        self.desk.run(Job("Đang sao lưu", work, lambda made: self._backed_up(made, folder)))

    def _backed_up(self, made: BackupRow, folder: Path | None) -> None:
        self.folder = folder
        links = (Link("Mở thư mục", lambda: self.desk.dialogs.show_folder(made.file), "folder-open"),)
        ready = "Đã sao lưu và kiểm tra." + (" Rút USB an toàn." if folder else "")
        self.desk.notify(Notice(ready, detail=str(made.file), links=links))
        self.refresh(None)
        self.table.show_key(made.file)

    def _verified(self, made: BackupRow) -> None:
        self.desk.notify(Notice(f"Bản sao lưu lúc {made.when} còn nguyên vẹn, mở được."))

    def _restored(self, made: Restored) -> None:
        self.desk.changed.emit(Changes(dict.fromkeys(KINDS)))
        links = (Link("Mở thư mục", lambda: self.desk.dialogs.show_folder(made.aside), "folder-open"),)
        self.desk.notify(Notice("Đã quay về bản sao lưu.", detail=f"Sổ trước đó được cất ở {made.aside}", links=links))
        self.refresh(None)

    def _show_health(self, found: Health) -> None:
        if not found.database:
            self.health.setText("Tệp sổ bị hỏng. Chọn một bản sao lưu ở bên trái rồi bấm «Quay về bản này».")
        elif not found.views_match:
            self.health.setText(f"{format_number(found.differing)} dòng chưa khớp với sổ thay đổi.")
        else:
            self.health.setText("Sổ nguyên vẹn, số liệu khớp với sổ thay đổi.")
        self._mend.setVisible(found.database and not found.views_match)
        while (item := self._findings.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for each in found.quality:
            words = label(f"{format_number(each.count)} {FINDINGS[each.code].words}", wrap=True)
            words.setToolTip(each.fix)
            self._findings.addWidget(words)
            self._findings.addWidget(label(each.fix, "small", wrap=True))

    def _choose(self, row: BackupRow | None) -> None:
        for each in (self._verify, self._restore):
            each.setEnabled(row is not None)
        self.chosen.setText(f"Bản sao lưu lúc {row.when}" if row else "Chưa có bản sao lưu nào")

    def _make_room(self) -> None:
        """Give large words in the head of the page the room of the navigation's words."""
        self.desk.fold_navigation(theme().percent >= LARGE)

    def _places(self) -> QVBoxLayout:
        row = line(gap=8)
        row.addWidget(button("Xem nơi khác", self.show_elsewhere, icon="folder-open", kind="link"))
        row.addWidget(button("Mở thư mục dữ liệu", self.open_folder, icon="external-link", kind="link"))
        row.addStretch(1)
        rows = column(gap=2)
        rows.addWidget(self.place)
        rows.addLayout(row)
        rows.addWidget(self.program)
        return rows

    def _program_strip(self) -> QFrame:
        row = line(gap=12, margin=12)
        row.addWidget(label("Chương trình đang chạy từ USB. Chép vào máy thì lần sau không cần cắm USB.", wrap=True), 1)
        row.addWidget(button("Chép vào máy này", self.copy_program, icon="download"))
        made = look(QFrame(), "bar")
        made.setProperty("tone", "work")
        made.setLayout(row)
        made.setVisible(on_stick())
        return made

    def _right(self) -> QFrame:
        rows = column(gap=12, margin=16)
        rows.addWidget(self.chosen)
        acts = column(gap=8)
        acts.addWidget(self._verify)
        acts.addWidget(self._restore)
        rows.addLayout(acts)
        rows.addWidget(rule())
        rows.addWidget(label("Kiểm tra sổ", "heading"))
        rows.addWidget(self.health)
        found = column()
        found.addLayout(self._findings)
        found.addStretch(1)
        inner = QWidget()
        inner.setLayout(found)
        rows.addWidget(scrolling(inner), 1)
        self._mend = button("Dựng lại cho khớp", self.mend, icon="refresh-cw")
        self._mend.hide()
        rows.addWidget(self._mend)
        rows.addWidget(button("Kiểm tra sổ", self.check, icon="shield-check"))
        return card(rows)
