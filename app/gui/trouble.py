"""What is shown instead of the window when the data folder cannot be opened: what happened, why, what to do."""

from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFrame, QWidget

from app.gui.icons import repaint_icons, set_icon
from app.gui.parts import button, column, label, line, look
from app.gui.theme import theme
from app.kernel.errors import AppError

WIDTH: Final = 620


class TroubleWindow(QWidget):
    """One numbered message with its advice."""

    def __init__(self, error: AppError, folder: Path) -> None:
        super().__init__()
        look(self, "window")
        self.setWindowTitle("Sổ Thôn")
        self.setAccessibleName(error.message)
        drawing = label()
        set_icon(drawing, "circle-alert", "danger")
        head = line(gap=12)
        head.addWidget(drawing, alignment=Qt.AlignmentFlag.AlignTop)
        head.addWidget(label("Chưa mở được sổ", "title"), 1)
        foot = line(gap=8)
        foot.addWidget(button("Mở thư mục dữ liệu", lambda: _show(folder), icon="folder-open"))
        foot.addStretch(1)
        close = button("Đóng", self.close, kind="primary")
        foot.addWidget(close)
        rows = column(gap=12, margin=32)
        rows.addStretch(1)
        rows.addLayout(head)
        rows.addWidget(look(QFrame(), "ledger"))
        rows.addWidget(label(error.message, "strong", wrap=True))
        rows.addWidget(label(error.advice, wrap=True))
        rows.addWidget(label(f"Mã: {error.code.number} · Thư mục dữ liệu: {folder}", "small", wrap=True))
        rows.addSpacing(8)
        rows.addLayout(foot)
        rows.addStretch(2)
        self.setLayout(rows)
        self.resize(WIDTH, 400)
        close.setFocus()
        theme().changed.connect(self._repaint)

    def _repaint(self) -> None:
        repaint_icons(self)


def _show(folder: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
