"""Sổ tay: which parts go in, the pages themselves beside the choices, and printing one for each household."""

from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QTimer
from PySide6.QtGui import QColor, QPalette
from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtWidgets import QFrame, QStackedWidget, QWidget

from app.gui.desk import Desk
from app.gui.dialogs import PDF, WORD
from app.gui.fields import NumberField, TextField, TickField
from app.gui.forms import Form, Problem
from app.gui.jobs import Job
from app.gui.page import Page, empty_state
from app.gui.parts import button, card, column, label, line, scrolling
from app.gui.pdf_bytes import PdfBytes
from app.gui.theme import theme
from app.gui.ticks_field import TicksField
from app.journal.capture import Changes
from app.kernel.progress import Progress
from app.usecases.context import Done
from app.usecases.covenants import show_covenant
from app.usecases.handbooks import (
    CHOICES,
    COVENANT,
    MOST_COMMENT_PAGES,
    TITLE,
    PrintedHandbook,
    PrintHandbook,
    list_editions,
    preview_handbook,
    print_handbook,
)
from app.usecases.register_view import register_counts
from app.vietnamese.numbers import format_number

PAUSE_MS: Final = 500
"""The pages are drawn again when a person has stopped choosing for this long."""
CHOICES_WIDTH: Final = 380
LARGE: Final = 125
"""Text size in percent from which the pages need the room of the navigation's words."""
MOST_COPIES: Final = 9_999
SHOWN_KINDS: Final = ("covenant", "covenant_version", "covenant_node", "covenant_comment", "recognition_decision",
                      "residential_group", "office_term", "letterhead", "form_wording", "handbook_edition")  # fmt: skip


class HandbookForm(Form):
    """What goes into the handbook."""

    def __init__(self) -> None:
        super().__init__()
        self.title = self.add("title", TextField("Tên ở bìa"))
        self.parts = self.add("parts", TicksField("Các phần", across=1))
        self.parts.show_choices([(key, words) for key, (_, words) in CHOICES.items()])
        self.pages = NumberField("Số trang ghi ý kiến", 2, 1, MOST_COMMENT_PAGES)
        self.copies = NumberField("Số quyển", 1, 1, MOST_COPIES)
        self.add_beside(("pages", self.pages, 1), ("copies", self.copies, 1))
        self.booklet = self.add("booklet", TickField("Khổ giấy", "Quyển nhỏ: hai trang một mặt A4, gấp đôi"))
        self.booklet.edited.connect(self._explain_booklet)
        self.large = self.add("large", TickField("Cỡ chữ", "Chữ to, cho người già"))
        self.personal = self.add("personal", TickField("Tên hộ", "Ghi tên từng hộ lên bìa, mỗi hộ một quyển"))
        self.personal.edited.connect(self._say_copies)
        self._households = 1

    def load(self, row: int) -> None:
        """Propose everything, a copy for each of ``row`` households."""
        self.title.set_text(TITLE)
        self.parts.set_text(" ".join(CHOICES))
        self.booklet.set_text("")
        self._explain_booklet()
        self.personal.set_text("")
        self.large.set_text("")
        self._households = max(1, row)
        self.copies.set_value(self._households)

    def problems(self) -> list[Problem]:
        """Return nothing: every choice can be printed."""
        return []

    def command(self) -> PrintHandbook:
        """Return what to print, without a path."""
        parts = (COVENANT, *(CHOICES[key][0] for key in self.parts.text().split()))
        return PrintHandbook(
            Path(), self.title.text() or TITLE, parts, self.pages.value(), copies=self.copies.value(),
            booklet=bool(self.booklet.text()), personal=bool(self.personal.text()), large=bool(self.large.text()),
        )  # fmt: skip

    def _say_copies(self) -> None:
        """With names on the covers there are as many copies as households."""
        if self.personal.text():
            self.copies.set_value(self._households)
        self.copies.setEnabled(not self.personal.text())

    def _explain_booklet(self) -> None:
        self.booklet.show_hint("In hai mặt rồi gấp đôi cả tập." if self.booklet.text() else "")


class HandbookPage(Page):
    """Choices at the left, the pages at the right."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "Sổ tay")
        self.form = HandbookForm()
        self.document = PdfBytes(self)
        self.printed = label(kind="small", wrap=True)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self.draw)
        self._loaded = False
        self._stale = True
        self.add_action("Giao sổ tay", lambda: desk.navigate("handbook_delivery"), icon="list-checks")
        self._print = self.set_main("In sổ tay", self.print_out, icon="printer", tip="Ctrl+P")
        self._stack = QStackedWidget()
        self._stack.addWidget(self._nothing_yet())
        self._stack.addWidget(self._choices_and_pages())
        self.body.addWidget(self._stack, 1)
        self.form.edited.connect(self._pause.start)
        theme().changed.connect(self._fit)
        self._fit()

    def open(self, **_place: Any) -> None:
        """Be shown; the pages are drawn now if anything in them has changed."""
        self._make_room()
        if self._stale:
            self._read()

    def refresh(self, changes: Changes | None) -> None:
        """Draw the pages again when what they hold has changed, at once only while they are seen."""
        if changes is None or changes.touches(*SHOWN_KINDS):
            self._stale = True
            if self.isVisible():
                self._read()

    def draw(self) -> None:
        """Draw the pages as they would be printed now."""
        context, command = self.desk.context, self.form.command()

        def work(progress: Progress) -> bytes:
            return preview_handbook(context, command, progress)

        self.desk.run(Job("Đang dựng sổ tay", work, self._drawn))

    def print_out(self) -> None:
        """Write the handbook where the person wants it, and record the edition."""
        if self._stack.currentIndex() == 0:
            return
        path = self.desk.dialogs.save_file("In sổ tay", f"{self.form.title.text() or TITLE}.pdf", PDF, (WORD,))
        if path is None:
            return
        context, command = self.desk.context, replace(self.form.command(), path=path)

        def work(progress: Progress) -> Done[PrintedHandbook]:
            return print_handbook(context, command, progress)

        self.desk.run(Job("Đang làm sổ tay", work, self._written))

    def leave(self) -> None:
        """Draw nothing for a page that is not seen."""
        self._pause.stop()

    def _read(self) -> None:
        view = self.desk.attempt(lambda: show_covenant(self.desk.context))
        there = view is not None and bool(view.clauses)
        self._stack.setCurrentIndex(1 if there else 0)
        self._print.setVisible(there)
        if not there:
            self.set_state("Chưa có quy ước để làm sổ tay")
            return
        self._stale = False
        if not self._loaded:
            self.form.load(register_counts(self.desk.context).households)
            self._loaded = True
        editions = list_editions(self.desk.context)
        self.printed.setText(
            "Đã in: " + "; ".join(f"{each.printed}, {format_number(each.copies)} quyển" for each in editions[:3])
            if editions
            else "Chưa in lần nào."
        )
        self.draw()

    def _drawn(self, pages: bytes) -> None:
        self.document.show_pages(pages)
        self.set_state(f"{format_number(self.document.pageCount())} trang, {self.form.copies.text()} quyển")

    def _written(self, done: Done[PrintedHandbook]) -> None:
        made = done.result
        self.desk.changed.emit(done.changes)
        title, copies = self.form.title.text() or TITLE, made.copies // made.in_file
        if not made.edition:
            self.desk.notify_file(made.file, "Đã ghi sổ tay ra Word để sửa.", title=title)
            return
        text = f"Đã làm xong sổ tay {format_number(made.pages)} trang. Bấm In để in {format_number(made.copies)} quyển."
        self.desk.notify_file(made.file, text, title=title, copies=copies)
        self.desk.preview(made.file, title, copies=copies)

    def _choices_and_pages(self) -> QWidget:
        self._view = QPdfView(self)
        self._view.setDocument(self.document)
        self._view.setPageMode(QPdfView.PageMode.MultiPage)
        self._view.setZoomMode(QPdfView.ZoomMode.FitInView)
        self._view.setAccessibleName("Các trang sổ tay")
        rows = column(gap=12, margin=16)
        rows.addWidget(scrolling(self.form), 1)
        rows.addWidget(self.printed)
        self._choices: QFrame = card(rows)
        row = line(gap=16)
        row.addWidget(self._choices)
        row.addWidget(self._view, 1)
        made = QWidget()
        made.setLayout(row)
        return made

    def _make_room(self) -> None:
        self.desk.fold_navigation(theme().percent >= LARGE)

    def _fit(self) -> None:
        if self.isVisible():
            self._make_room()
        self._choices.setFixedWidth(CHOICES_WIDTH * theme().percent // 100)
        ground = self._view.palette()
        ground.setColor(QPalette.ColorRole.Dark, QColor(theme().colours.line))
        self._view.setPalette(ground)

    def _nothing_yet(self) -> QWidget:
        return empty_state(
            "book-open",
            "Sổ tay in từ quy ước của thôn",
            "Sổ chưa có quy ước. Mở tệp quy ước trước, rồi trở lại đây in sổ tay cho từng hộ.",
            button("Sang trang Quy ước", lambda: self.desk.navigate("covenant"), icon="arrow-right", kind="primary"),
        )
