"""A PDF in memory that is drawn anew while one types: previews of pages that are nowhere on the disk yet."""

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject
from PySide6.QtPdf import QPdfDocument


class PdfBytes(QPdfDocument):
    """A document read from bytes; Qt wants them kept as long as it shows a page of them."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._buffer = QBuffer(self)

    def show_pages(self, pages: bytes) -> None:
        """Show another PDF in place of the one before."""
        self.close()
        self._buffer.close()
        self._buffer.setData(QByteArray(pages))
        self._buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        self.load(self._buffer)
