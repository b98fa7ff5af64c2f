"""Two records that are perhaps one, field by field beside each other: pick what is right, merge them, or tell them apart."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QPushButton, QWidget

from app.gui.parts import Slot, button, card, column, filled, label, line, look
from app.usecases.merging import FieldPair


class ComparePane(QWidget):
    """The fields of both; where they differ one is pressed down, at first the left one."""

    def __init__(self, merge: Callable[[], object], apart: Callable[[], object], back: Callable[[], object]) -> None:
        super().__init__()
        self.choices: dict[str, tuple[QPushButton, QPushButton]] = {}
        self._groups: list[QButtonGroup] = []
        self._title = label(kind="heading", wrap=True)
        self._why = label(kind="small", wrap=True)
        self._place = Slot()
        foot = line(gap=8)
        foot.addWidget(button("Trở lại", back, icon="arrow-left", tip="Esc"))
        foot.addStretch(1)
        self.apart = button("Là hai, không gộp", apart, icon="users-round")
        foot.addWidget(self.apart)
        foot.addWidget(button("Gộp làm một", merge, icon="check", kind="primary"))
        rows = column(gap=8, margin=(16, 12, 16, 12))
        rows.addWidget(self._title)
        rows.addWidget(self._why)
        rows.addLayout(self._place, 1)
        rows.addLayout(foot)
        outer = column()
        outer.addWidget(card(rows))
        self.setLayout(outer)

    def show_pairs(self, title: str, why: str, pairs: Sequence[FieldPair]) -> None:
        """Show these fields; what only one of the two says is taken over by itself."""
        self._title.setText(title)
        self._why.setText(why)
        self.choices, self._groups = {}, []
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(2, 1)
        for row, pair in enumerate(pair for pair in pairs if pair.kept or pair.other):
            grid.addWidget(label(pair.label, "caption", wrap=True), row, 0)
            if pair.differs:
                self._choice(grid, row, pair)
            else:
                grid.addWidget(label(pair.kept or "(để trống)", wrap=True), row, 1)
                grid.addWidget(label(pair.other or "(để trống)", wrap=True), row, 2)
        self._place.show(filled(grid))

    def taken(self) -> tuple[str, ...]:
        """Return the fields for which the right side was picked."""
        return tuple(name for name, (_, right) in self.choices.items() if right.isChecked())

    def _choice(self, grid: QGridLayout, row: int, pair: FieldPair) -> None:
        group = QButtonGroup(self)
        made = []
        for place, text in enumerate((pair.kept, pair.other), 1):
            each = look(QPushButton(text.replace("&", "&&")), "pick")
            each.setCheckable(True)
            each.setAutoDefault(False)
            each.setAccessibleName(f"{pair.label}: {text}")
            group.addButton(each)
            grid.addWidget(each, row, place, Qt.AlignmentFlag.AlignTop)
            made.append(each)
        made[0].setChecked(True)
        self._groups.append(group)
        self.choices[pair.name] = (made[0], made[1])
