"""Which words on a window do not fit where they stand, so that no picture has to be read for it."""

from collections.abc import Iterator

from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QTableView, QWidget

from app.gui.elided_label import ElidedLabel
from app.gui.theme import theme
from app.gui.tick_box import NarrowTickBox

PADDING = 20
"""Pixels at the sides of a cell."""


def cut_words(widget: QWidget) -> list[str]:
    """Return the words of buttons, boxes, labels and heads of columns that a person cannot read to their end."""
    return [words for words in _cut(widget) if words]


def _cut(widget: QWidget) -> Iterator[str]:
    for button in widget.findChildren(QPushButton):
        if button.isVisible() and button.width() < button.minimumSizeHint().width():
            yield button.text()
    for box in widget.findChildren(NarrowTickBox):
        if box.isVisible() and box.text() != box.toolTip():
            yield box.toolTip()
    for label in widget.findChildren(QLabel):
        if isinstance(label, ElidedLabel):
            continue  # made to end in "…", and says all as its tip
        if label.isVisible() and not label.wordWrap() and label.width() < label.sizeHint().width():
            yield label.text()
    for table in widget.findChildren(QTableView):
        yield from _heads(table)


def _heads(table: QTableView) -> Iterator[str]:
    """Yield heads of columns, and cells that are all digits (a date, a code, a number), where something is cut off."""
    head, model = table.horizontalHeader(), table.model()
    if not table.isVisible() or not head.isVisible():
        return
    heads = _head_metrics()
    for place in range(head.count()):
        if head.isSectionHidden(place):
            continue
        title = str(model.headerData(place, head.orientation()) or "")
        if head.sectionSize(place) - PADDING < heads.horizontalAdvance(title):
            yield title
        for row in range(min(model.rowCount(), 20)):
            words = str(model.index(row, place).data() or "")
            fits = head.sectionSize(place) - PADDING >= table.fontMetrics().horizontalAdvance(words)
            if words and not any(map(str.isalpha, words)) and not fits:
                yield words
                break


def _head_metrics() -> QFontMetrics:
    """Return the measures of heads, which the style sheet sets and the widget does not know."""
    font = QApplication.font()
    font.setPixelSize(theme().sizes.small)
    font.setWeight(QFont.Weight.DemiBold)
    return QFontMetrics(font)
