"""Lời văn trên giấy: the sentences of a paper at the left, the chosen one to be worded anew, with how it will be printed.

In the place of the sentences stands, when asked for, the whole paper with the sentence in it.
"""

from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import QTimer
from PySide6.QtGui import QColor, QPalette
from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.gui.desk import Desk
from app.gui.fields import AreaField, ChoiceField
from app.gui.form_page import FormPage
from app.gui.jobs import Job
from app.gui.letterhead_form import LetterheadForm
from app.gui.parts import button, card, column, label, line
from app.gui.pdf_bytes import PdfBytes
from app.gui.record_form import narrow
from app.gui.table import TableView
from app.gui.table_model import Column, RowsModel
from app.gui.theme import theme
from app.journal.capture import Changes
from app.kernel.errors import AppError
from app.kernel.progress import Progress
from app.usecases.letterheads import offered_letterhead, save_letterhead, show_letterhead
from app.usecases.own_wording import FORMS, EntryRow, SaveWording, preview_wording, save_wording, wording_rows
from app.usecases.sample_papers import preview_paper
from app.vietnamese.collation import sort_key
from app.vietnamese.text import fold

CARD_WIDTH: Final = 480
PAUSE_MS: Final = 500
"""The paper is drawn again when a person has stopped typing for this long."""
SENTENCES, PAPER = 0, 1
"""What stands at the left."""
LARGE: Final = 125
"""Text size in percent from which the page needs the room of the navigation's words."""
COLUMNS: Final[tuple[Column[EntryRow], ...]] = (
    Column("Câu trên giấy", lambda row: row.text, sort=lambda row: sort_key(row.text)),
    Column("Lời văn", lambda row: "của thôn" if row.own else "", width=96),
)


class WordingPage(FormPage):
    """Which paper above, its sentences at the left, the one that is chosen at the right."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "Lời văn trên giấy", search_hint="Tìm chữ trong các câu")
        self.row: EntryRow | None = None
        self.rows: tuple[EntryRow, ...] = ()
        self.paper = ChoiceField("Giấy", list(FORMS.items()))
        narrow(self.paper)
        self.paper.set_text(next(iter(FORMS)))
        self.model = RowsModel(COLUMNS, key=lambda row: row.entry, parent=self)
        self.table = TableView(self.model, "Các câu trên giấy")
        self.table.setSortingEnabled(False)
        self.text = AreaField("Câu này ghi trên giấy", lines=3)
        self.sample = label(wrap=True)
        self._fields = label(kind="small", wrap=True)
        self.put_back = button("Lấy lại câu của chương trình", self.restore, icon="undo-2")
        self.heads = self.add_action("Đầu văn bản, người ký", self.ask_letterhead, icon="landmark")
        self.whole = self.add_action("Xem cả trang", self.turn, icon="file-text", tip="Ctrl+P")
        self.document = PdfBytes(self)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self.draw)
        self.set_main("Ghi câu này", self.save, icon="check", tip="Ctrl+S")
        self._card = self._build_card()
        self._front = QWidget()
        rows = column(gap=12)
        rows.addWidget(self.paper)
        both = line(gap=16)
        both.addWidget(self._build_left(), 1)
        both.addWidget(self._card)
        rows.addLayout(both, 1)
        self._front.setLayout(rows)
        self.body.addWidget(self._front, 1)
        assert self.search is not None
        self.search.searched.connect(lambda _: self._look_for())
        self.search.left.connect(self.table.enter)
        self.paper.edited.connect(self._read)
        self.table.chosen.connect(self._choose)
        self.text.edited.connect(self.preview)
        theme().changed.connect(self._fit)
        self._fit()

    def open(self, form: str = "", **_place: Any) -> None:
        """Show the sentences of a paper, of the one that was shown when none is asked for."""
        self._make_room()
        if form in FORMS:
            self.paper.set_text(form)
            self._read()

    def refresh(self, changes: Changes | None) -> None:
        """Read the sentences again."""
        if changes is None or changes.touches("form_wording"):
            self._read()
        if changes is not None and changes.touches("letterhead"):
            self.draw()

    def front(self) -> Sequence[QWidget]:
        """Return everything but a form."""
        return (self._front, self.heads, self.whole, *([self.main] if self.main else []))

    def ask_letterhead(self) -> None:
        """Ask who issues a kind of paper, and who signs it."""
        context = self.desk.context
        form = LetterheadForm(
            lambda paper: show_letterhead(context, paper), lambda paper, by: offered_letterhead(context, paper, by)
        )
        words = "Đã ghi. Giấy in từ nay có đầu văn bản này."
        self.ask_for(
            form, "Đầu văn bản, người ký", "Ghi đầu văn bản", lambda: save_letterhead(context, form.command()), words
        )

    def preview(self) -> None:
        """Show how what is typed will be printed, or what is wrong with it."""
        row = self.row
        if row is None:
            return
        try:
            self.sample.setText(preview_wording(row.form, row.entry, self.text.text()))
            self.text.show_problem("")
        except AppError as error:
            self.sample.setText("")
            self.text.show_problem(f"{error.message} {error.advice}")
        if self.left.currentIndex() == PAPER:
            self._pause.start()

    def turn(self) -> None:
        """Show the whole paper in the place of the sentences, or the sentences again."""
        paper = self.left.currentIndex() == SENTENCES and self.row is not None
        self.left.setCurrentIndex(PAPER if paper else SENTENCES)
        self.whole.setText("Xem các câu" if paper else "Xem cả trang")
        self.draw()

    def print_out(self) -> None:
        """Ctrl+P: look at the whole paper; it bears invented names and is not for printing."""
        self.turn()

    def draw(self) -> None:
        """Draw the paper with what is typed, while it is looked at and can be printed."""
        row = self.row
        if row is None or self.left.currentIndex() != PAPER or not self.sample.text():
            return
        context, command = self.desk.context, SaveWording(row.form, row.entry, self.text.text())

        def work(_progress: Progress) -> bytes:
            return preview_paper(context, command)

        self.desk.run(Job("Đang dựng trang giấy", work, self._drawn))

    def leave(self) -> None:
        """Draw nothing for a page that is not seen."""
        self._pause.stop()

    def save(self) -> None:
        """Ctrl+S: keep the sentence, or what a form asks for; papers printed from now on have it."""
        if self.form is not None:
            super().save()
            return
        self._keep(self.text.text(), "Đã ghi câu của thôn. Giấy in từ nay ghi như vậy.")

    def restore(self) -> None:
        """Go back to the program's own sentence."""
        self._keep("", "Đã lấy lại câu của chương trình.")

    def _keep(self, text: str, words: str) -> None:
        row = self.row
        if row is None:
            return
        done = self.desk.attempt(lambda: save_wording(self.desk.context, SaveWording(row.form, row.entry, text)))
        if done is not None:
            self.row = None
            self.desk.notify_done(done, words if done.result.own else "Đã lấy lại câu của chương trình.")
            self.table.show_key(row.entry)

    def _read(self) -> None:
        rows = self.desk.attempt(lambda: wording_rows(self.desk.context, self.paper.text()))
        self.rows = rows or ()
        own = sum(row.own for row in self.rows)
        self.set_state(f"{len(self.rows)} câu, {own} câu của thôn" if own else f"{len(self.rows)} câu của chương trình")
        self._show_rows()

    def _look_for(self) -> None:
        """Show what was searched for: sentences, also while the whole paper is looked at."""
        if self.left.currentIndex() == PAPER:
            self.turn()
        self._show_rows()

    def _show_rows(self) -> None:
        words = fold(self.search.text()).split() if self.search else []
        before = self.row.entry if self.row else ""
        self.model.show_rows([row for row in self.rows if all(word in fold(row.text) for word in words)])
        self.table.show_key(before)
        if self.table.current is None and self.model.rows:
            self.table.setCurrentIndex(self.model.index(0, 0))
        self._choose(self.table.current)

    def _choose(self, row: EntryRow | None) -> None:
        """Show another sentence; the one being typed stays while it is the same."""
        same = row is not None and row == self.row
        self.row = row
        self._card.setVisible(row is not None)
        if self.main is not None:
            self.main.setEnabled(row is not None)
        if row is None or same:
            return
        self.text.set_text(row.text)
        names = ", ".join(f"{{{name}}}" for name in row.fields)
        self._fields.setText(f"Trường dùng được: {names}" if names else "Câu này không có trường nào.")
        self.put_back.setVisible(row.own)
        self.preview()

    def _drawn(self, pages: bytes) -> None:
        self.document.show_pages(pages)

    def _build_left(self) -> QStackedWidget:
        self._view = QPdfView(self)
        self._view.setDocument(self.document)
        self._view.setPageMode(QPdfView.PageMode.MultiPage)
        self._view.setZoomMode(QPdfView.ZoomMode.FitToWidth)
        self._view.setAccessibleName("Trang giấy với tên, số ví dụ")
        self.left = QStackedWidget()
        self.left.addWidget(self.table)
        self.left.addWidget(self._view)
        return self.left

    def _build_card(self) -> QWidget:
        rows = column(gap=12, margin=16)
        rows.addWidget(self.text)
        rows.addWidget(self._fields)
        rows.addWidget(label("Sẽ in thành (tên, số là ví dụ)", "caption"))
        rows.addWidget(self.sample)
        rows.addWidget(self.put_back)
        rows.addStretch(1)
        return card(rows)

    def _make_room(self) -> None:
        self.desk.fold_navigation(theme().percent >= LARGE)

    def _fit(self) -> None:
        if self.isVisible():
            self._make_room()
        self._card.setFixedWidth(CARD_WIDTH * min(theme().percent, 115) // 100)
        ground = self._view.palette()
        ground.setColor(QPalette.ColorRole.Dark, QColor(theme().colours.line))
        self._view.setPalette(ground)
