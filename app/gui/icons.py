"""Lucide drawings (ISC) in the theme's colours. A widget that carries one is painted again when the theme changes."""

from functools import lru_cache
from typing import Final

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton, QLabel, QToolButton, QWidget

from app.gui.theme import theme
from app.kernel.resources import PROGRAM_ICON, resource_path

PROGRAM_SIZES: Final = (16, 24, 32, 48, 64, 128)
NAME: Final = "iconName"
SHADE: Final = "iconShade"
TIMES: Final = "iconTimes"
"""Property of a label whose drawing is a whole number of times larger than the others."""
GAP: Final = 6
"""Pixels between a drawing and the words beside it."""
SHARPNESS: Final = 2
"""Pixels drawn for one pixel of the layout, enough for screens scaled to 200 %."""


def set_icon(widget: QAbstractButton | QLabel, name: str, shade: str = "text") -> None:
    """Show the drawing ``name`` on ``widget`` in the palette's ``shade``; on a checkable button accent when checked."""
    widget.setProperty(NAME, name)
    widget.setProperty(SHADE, shade)
    _paint(widget, name, shade)


def program_icon() -> QIcon:
    """Return the program's own icon in the sizes that windows and task bars show."""
    drawing = QSvgRenderer(str(resource_path(PROGRAM_ICON)))
    icon = QIcon()
    for size in PROGRAM_SIZES:
        drawn = QPixmap(size, size)
        drawn.fill(Qt.GlobalColor.transparent)
        painter = QPainter(drawn)
        drawing.render(painter)
        painter.end()
        icon.addPixmap(drawn)
    return icon


def repaint_icons(root: QWidget) -> None:
    """Draw all icons below ``root`` again, after the theme has changed."""
    widgets: list[QAbstractButton | QLabel] = [*root.findChildren(QAbstractButton), *root.findChildren(QLabel)]
    for widget in widgets:
        if name := widget.property(NAME):
            _paint(widget, name, widget.property(SHADE))


def pixmap(name: str, shade: str, size: int | None = None, gap: int = 0) -> QPixmap:
    """Return a drawing ``size`` pixels wide (the theme's icon size by default) in a shade of the palette.

    ``gap`` is empty room at its right.
    """
    return _pixmap(name, getattr(theme().colours, shade), size or theme().sizes.icon, gap)


def _paint(widget: QAbstractButton | QLabel, name: str, shade: str) -> None:
    if isinstance(widget, QLabel):
        widget.setPixmap(pixmap(name, shade, theme().sizes.icon * (widget.property(TIMES) or 1)))
        return
    alone = isinstance(widget, QToolButton) and widget.toolButtonStyle() is Qt.ToolButtonStyle.ToolButtonIconOnly
    gap = GAP if widget.text() and not alone else 0
    icon = QIcon(pixmap(name, shade, gap=gap))
    icon.addPixmap(pixmap(name, "quiet", gap=gap), QIcon.Mode.Disabled)
    if widget.isCheckable():
        icon.addPixmap(pixmap(name, "accent", gap=gap), QIcon.Mode.Normal, QIcon.State.On)
    widget.setIcon(icon)
    widget.setIconSize(QSize(theme().sizes.icon + gap, theme().sizes.icon))


@lru_cache(maxsize=512)
def _pixmap(name: str, colour: str, size: int, gap: int) -> QPixmap:
    drawing = resource_path(f"icons/{name}.svg").read_text(encoding="utf-8").replace("currentColor", colour)
    image = QPixmap((size + gap) * SHARPNESS, size * SHARPNESS)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(QByteArray(drawing.encode())).render(painter, QRectF(0, 0, image.height(), image.height()))
    painter.end()
    image.setDevicePixelRatio(SHARPNESS)
    return image
