"""Lời văn trên giấy: the sentences of a paper at the left, the chosen one to be worded anew, with how it will be printed."""

from typing import Any, Final

from PySide6.QtWidgets import QWidget

from app.gui.desk import Desk
from app.gui.fields import AreaField, ChoiceField
from app.gui.page import Page
from app.gui.parts import button, card, column, label, line
from app.gui.record_form import narrow
from app.gui.table import TableView
from app.gui.table_model import Column, RowsModel
from app.gui.theme import theme
from app.journal.capture import Changes
from app.kernel.errors import AppError
from app.usecases.own_wording import FORMS, EntryRow, SaveWording, preview_wording, save_wording, wording_rows
from app.vietnamese.collation import sort_key
from app.vietnamese.text import fold

CARD_WIDTH: Final = 480
LARGE: Final = 125
"""Text size in percent from which the page needs the room of the navigation's words."""
COLUMNS: Final[tuple[Column[EntryRow], ...]] = (
    Column("Câu trên giấy", lambda row: row.text, sort=lambda row: sort_key(row.text)),
    Column("Lời văn", lambda row: "của thôn" if row.own else "", width=96),
)


class WordingPage(Page):
    """Which paper above, its sentences at the left, the one that is chosen at the right."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "Lời văn trên giấy", search_hint="Tìm chữ trong các câu")
        self.row: EntryRow | None = None
        self.rows: tuple[EntryRow, ...] = ()
        self.form = ChoiceField("Giấy", list(FORMS.items()))
        narrow(self.form)
        self.form.set_text(next(iter(FORMS)))
        self.model = RowsModel(COLUMNS, key=lambda row: row.entry, parent=self)
        self.table = TableView(self.model, "Các câu trên giấy")
        self.table.setSortingEnabled(False)
        self.text = AreaField("Câu này ghi trên giấy")
        self.sample = label(wrap=True)
        self._fields = label(kind="small", wrap=True)
        self.put_back = button("Lấy lại câu của chương trình", self.restore, icon="undo-2")
        self.set_main("Ghi câu này", self.save, icon="check", tip="Ctrl+S")
        self._card = self._build_card()
        self.body.addWidget(self.form)
        both = line(gap=16)
        both.addWidget(self.table, 1)
        both.addWidget(self._card)
        self.body.addLayout(both, 1)
        assert self.search is not None
        self.search.searched.connect(lambda _: self._show_rows())
        self.search.left.connect(self.table.enter)
        self.form.edited.connect(self._read)
        self.table.chosen.connect(self._choose)
        self.text.edited.connect(self.preview)
        theme().changed.connect(self._fit)
        self._fit()

    def open(self, form: str = "", **_place: Any) -> None:
        """Show the sentences of a paper, of the one that was shown when none is asked for."""
        self._make_room()
        if form in FORMS:
            self.form.set_text(form)
            self._read()

    def refresh(self, changes: Changes | None) -> None:
        """Read the sentences again."""
        if changes is None or changes.touches("form_wording"):
            self._read()

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

    def save(self) -> None:
        """Ctrl+S: keep the sentence; papers printed from now on have it."""
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
        rows = self.desk.attempt(lambda: wording_rows(self.desk.context, self.form.text()))
        self.rows = rows or ()
        own = sum(row.own for row in self.rows)
        self.set_state(f"{len(self.rows)} câu, {own} câu của thôn" if own else f"{len(self.rows)} câu của chương trình")
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
