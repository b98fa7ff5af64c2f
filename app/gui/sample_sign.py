"""The sign over every page of the sample village, so that nobody takes it for real books, with the way back."""

from collections.abc import Callable

from PySide6.QtWidgets import QFrame

from app.gui.icons import set_icon
from app.gui.parts import button, label, line, look

WORDS = "Không có người nào thật ở đây. Cứ bấm thử, không lẫn vào sổ của thôn."


class SampleSign(QFrame):
    """A bar that stays; ``leave`` is missing when the program was started in the sample's own folder."""

    def __init__(self, leave: Callable[[], object] | None) -> None:
        super().__init__()
        look(self, "bar")
        self.setProperty("tone", "warn")
        self.setAccessibleName(f"Thôn mẫu. {WORDS}")
        drawing = label()
        set_icon(drawing, "sprout", "warn")
        row = line(gap=12, margin=(12, 4, 6, 4))
        row.addWidget(drawing)
        row.addWidget(label("THÔN MẪU", "strong"))
        row.addWidget(label(WORDS, wrap=True), 1)
        if leave is not None:
            row.addWidget(button("Rời thôn mẫu", leave, icon="arrow-left"))
        self.setLayout(row)
