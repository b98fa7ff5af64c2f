"""Ghép cột: each column of a list with what stands in it and the field it is, said by the person where no words tell."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout

from app.gui.fields import CalmComboBox, Choice, ChoiceField, NumberField, TextField
from app.gui.options_card import LeavableWidget
from app.gui.parts import Slot, button, card, column, filled, label, line
from app.usecases.column_matching import KeptMatch, ListColumns, mapping_of

NOT_USED = "Không dùng cột này"
LONGEST = 60
"""Characters of samples shown beside a column."""


class MatchPane(LeavableWidget):
    """``wanted`` asks to read the list again: (sheet, header row or None, mapping). ``back`` leaves everything as it was."""

    wanted = Signal(str, object, object)
    kept_wanted = Signal(str)

    def __init__(self, back: Callable[[], object], view: Callable[[], object], keep: Callable[[], object]) -> None:
        super().__init__(back)
        self.columns: ListColumns | None = None
        self.boxes: dict[str, CalmComboBox] = {}
        self.sheet = ChoiceField("Trang tính", ())
        self.header = NumberField("Tiêu đề ở hàng thứ (0: không có)", 1, 0, 10_000)
        self.kept = ChoiceField("Ghép như đã lưu", ())
        self.name = TextField("Lưu cách ghép này với tên", example="Danh sách công an xã")
        self.problem = label(kind="problem", wrap=True)
        self.problem.hide()
        self._place = Slot()
        head = line(gap=12)
        for field, share in ((self.sheet, 3), (self.header, 2), (self.kept, 3)):
            head.addWidget(field, share)
        foot = line(gap=8)
        foot.addWidget(button("Trở lại", back, icon="arrow-left", tip="Esc"))
        foot.addStretch(1)
        foot.addWidget(self.name, 2)
        foot.addWidget(button("Lưu cách ghép", keep, icon="save"))
        foot.addWidget(button("Xem trước", view, icon="check", kind="primary"))
        rows = column(gap=8, margin=(16, 12, 16, 12))
        rows.addWidget(label("Ghép cột của tệp với mục trong sổ", "heading"))
        rows.addLayout(head)
        rows.addLayout(self._place, 1)
        rows.addWidget(self.problem)
        rows.addLayout(foot)
        outer = column()
        outer.addWidget(card(rows))
        self.setLayout(outer)
        self.sheet.edited.connect(lambda: self.wanted.emit(self.sheet.text(), None, {}))
        self.header.line.editingFinished.connect(self._header_changed)
        self.kept.edited.connect(self._kept_chosen)

    def show_columns(self, columns: ListColumns, kept: Sequence[KeptMatch]) -> None:
        """Show the columns of a sheet with the fields they are taken for."""
        self.columns = columns
        self.problem.hide()
        self.sheet.show_choices([(name, name) for name in columns.sheets])
        self.sheet.set_text(columns.sheet)
        self.sheet.setVisible(len(columns.sheets) > 1)
        self.header.set_value(columns.header_row)
        self.show_kept(kept)
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        choices: list[Choice] = [("", NOT_USED), *columns.fields]
        self.boxes = {}
        for row, each in enumerate(columns.columns):
            box = CalmComboBox()
            name = each.header or f"Cột {each.letter.removeprefix('@')}"
            box.setAccessibleName(name)
            for key, words in choices:
                box.addItem(words, key)
            box.setCurrentIndex(max(0, box.findData(each.field)))
            box.activated.connect(lambda _place, letter=each.letter: self._picked(letter))
            samples = " · ".join(each.samples)
            shown = samples if len(samples) <= LONGEST else samples[:LONGEST].rstrip() + "…"
            grid.addWidget(label(name, "strong", wrap=True), row, 0)
            grid.addWidget(label(shown, "quiet", wrap=True), row, 1)
            grid.addWidget(box, row, 2)
            self.boxes[each.letter] = box
        self._place.show(filled(grid))

    def show_kept(self, kept: Sequence[KeptMatch]) -> None:
        """Offer the ways of matching that are kept."""
        self.kept.show_choices([("", "Chọn cách ghép"), *((each.name, each.name) for each in kept)])
        self.kept.setVisible(bool(kept))

    def show_problem(self, text: str) -> None:
        """Say why the list cannot be read as matched."""
        self.problem.setText(text)
        self.problem.setVisible(bool(text))

    def mapping(self) -> dict[str, str]:
        """Return the mapping as picked."""
        if self.columns is None:
            return {}
        return mapping_of(self.columns, {letter: str(box.currentData() or "") for letter, box in self.boxes.items()})

    def header_row(self) -> int:
        """Return the row of the header, 0 for none."""
        return self.header.value()

    def _header_changed(self) -> None:
        if self.columns is not None and self.header.value() != self.columns.header_row:
            self.wanted.emit(self.sheet.text(), self.header.value(), {})

    def _kept_chosen(self) -> None:
        if self.kept.text():
            self.kept_wanted.emit(self.kept.text())

    def _picked(self, letter: str) -> None:
        """Let a field be only one column: the other that had it is used no longer."""
        key = self.boxes[letter].currentData()
        for other, box in self.boxes.items():
            if key and other != letter and box.currentData() == key:
                box.setCurrentIndex(0)
        self.show_problem("")
