"""Boxes to tick: one drawing for tables and forms, large enough for a mouse in an unsteady hand."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QCheckBox, QSizePolicy, QStyle, QStyleOptionButton

from app.gui.icons import pixmap
from app.gui.theme import theme


def paint_box(painter: QPainter, box: QRect, *, ticked: bool) -> None:
    """Draw a box of the theme, with its mark when it is ticked."""
    colours = theme().colours
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(colours.accent if ticked else colours.edge), 1.5))
    painter.setBrush(QColor(colours.accent if ticked else colours.surface))
    painter.drawRoundedRect(box, 4, 4)
    if ticked:
        painter.drawPixmap(box.adjusted(2, 2, -2, -2), pixmap("check", "on_accent", box.width() - 1))


class TickBox(QCheckBox):
    """A check box with the box of the tables; the style sheet makes room for it."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the box where the style leaves room for one."""
        super().paintEvent(event)
        option = QStyleOptionButton()
        self.initStyleOption(option)
        area = self.style().subElementRect(QStyle.SubElement.SE_CheckBoxIndicator, option, self)
        painter = QPainter(self)
        paint_box(painter, area.adjusted(1, 1, -2, -2), ticked=self.checkState() is Qt.CheckState.Checked)


class NarrowTickBox(TickBox):
    """One of many boxes in a line: takes the width it is given, and shows all its words as a tip."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self._words = words
        self.setToolTip(words)
        self.setAccessibleName(words)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def whole_width(self) -> int:
        """Return the width in pixels at which all the words can be read."""
        cut = self.fontMetrics().horizontalAdvance(self._words) - self.fontMetrics().horizontalAdvance(self.text())
        return self.sizeHint().width() + cut

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cut the words to the width there is."""
        super().resizeEvent(event)
        option = QStyleOptionButton()
        self.initStyleOption(option)
        room = self.style().subElementRect(QStyle.SubElement.SE_CheckBoxContents, option, self).width()
        fitting = self.fontMetrics().elidedText(self._words, Qt.TextElideMode.ElideRight, room)
        if fitting != self.text():
            self.setText(fitting)
