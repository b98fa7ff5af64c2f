"""The picture of a scanned page as wide as its place, turned and enlarged at will."""

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPixmap, QResizeEvent, QTransform
from PySide6.QtWidgets import QLabel, QScrollArea, QVBoxLayout, QWidget

from app.gui.elided_label import ElidedLabel
from app.gui.parts import button, column, icon_button, label, line, look

JPEG: Final = "JPEG"
"""The only form a picture is kept in; nothing of another is opened, whoever sent it: an SVG may name files of this machine."""
ZOOMS: Final = (1.0, 1.5, 2.25)
"""How many times the width of its place the picture takes."""
TOP, MIDDLE, BOTTOM = 0.0, 0.45, 1.0
"""Which part of a page is seen first."""


class ScanPicture(QWidget):
    """Shows one picture (JPEG bytes), or says why there is none."""

    def __init__(self) -> None:
        super().__init__()
        self._image = QImage()
        self._quarters = 0
        self._zoom = 0
        self._part = TOP
        self._shown = QLabel()
        self._shown.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._shown.setAccessibleName("Ảnh trang đã quét")
        self._area = look(QScrollArea(), "picture")
        self._area.setWidgetResizable(False)
        self._area.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._area.setWidget(self._shown)
        self._area.setAccessibleName("Ảnh trang đã quét")
        self._file = ElidedLabel("small")
        self._caption = label(kind="small")
        self.setLayout(self._build())

    def show_picture(self, data: bytes, caption: str, file: str, part: float = TOP) -> None:
        """Show a picture, at first the ``part`` of it where the question lies; ``file`` has what room there is."""
        self._image = QImage()
        self._image.loadFromData(data, JPEG)
        self._quarters = 0
        self._part = part
        self._caption.setText(caption)
        self._file.setText(file)
        self._draw()

    @property
    def shown(self) -> bool:
        """Whether there is a picture."""
        return not self._image.isNull()

    def turn(self) -> None:
        """Turn the picture a quarter, as one turns a sheet on the table."""
        self._quarters = (self._quarters + 1) % 4
        self._draw()

    def enlarge(self) -> None:
        """Show it larger, and after the largest again as wide as its place."""
        self._zoom = (self._zoom + 1) % len(ZOOMS)
        self._draw()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the picture as wide as its place."""
        super().resizeEvent(event)
        self._draw()

    def _draw(self) -> None:
        for each in (self._turn, self._enlarge):
            each.setEnabled(self.shown)
        if not self.shown:
            self._shown.setPixmap(QPixmap())
            self._shown.setText("Không có ảnh của trang này.")
            self._shown.adjustSize()
            return
        image = self._image.transformed(QTransform().rotate(90 * self._quarters))
        ratio = self.devicePixelRatioF()
        bar = self._area.verticalScrollBar()
        width = max(round((self._area.width() - bar.sizeHint().width() - 4) * ZOOMS[self._zoom]), 80)
        scaled = image.scaledToWidth(round(width * ratio), Qt.TransformationMode.SmoothTransformation)
        scaled.setDevicePixelRatio(ratio)
        self._shown.setPixmap(QPixmap.fromImage(scaled))
        self._shown.adjustSize()
        bar.setValue(round(self._part * max(self._shown.height() - self._area.viewport().height(), 0)))

    def _build(self) -> QVBoxLayout:
        self._turn = button("Xoay", self.turn, icon="refresh-cw", tip="Xoay ảnh một phần tư vòng")
        self._enlarge = icon_button("zoom-in", "Phóng to ảnh", self.enlarge)
        top = line(gap=8)
        names = column(gap=0)
        names.addWidget(self._file)
        names.addWidget(self._caption)
        top.addLayout(names, 1)
        top.addWidget(self._enlarge)
        top.addWidget(self._turn)
        rows = column(gap=8)
        rows.addLayout(top)
        rows.addWidget(self._area, 1)
        return rows
