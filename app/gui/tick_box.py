"""Boxes to tick: one drawing for tables and forms, large enough for a mouse in an unsteady hand."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QCheckBox, QStyle, QStyleOptionButton

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

    def sizeHint(self) -> QSize:
        """Be as high as a button."""
        return super().sizeHint().expandedTo(QSize(0, theme().sizes.target))

    def minimumSizeHint(self) -> QSize:
        """Be as high as a button wherever there is little room."""
        return super().minimumSizeHint().expandedTo(QSize(0, theme().sizes.target))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the box where the style leaves room for one."""
        super().paintEvent(event)
        option = QStyleOptionButton()
        self.initStyleOption(option)
        area = self.style().subElementRect(QStyle.SubElement.SE_CheckBoxIndicator, option, self)
        painter = QPainter(self)
        paint_box(painter, area.adjusted(1, 1, -2, -2), ticked=self.checkState() is Qt.CheckState.Checked)
