"""The picture of a paper that came with a report, looked at in place of what stands there."""

from PySide6.QtWidgets import QWidget

from app.gui.desk import Desk
from app.gui.icons import set_icon
from app.gui.parts import button, column
from app.gui.scan_picture import ScanPicture
from app.usecases.pictures import picture_of

LOOK, BACK = "Xem ảnh giấy tờ", "Đóng ảnh"


class ProofView(QWidget):
    """Shows ``over`` and, where there is a picture to see, the button that shows it in its place and puts it back."""

    def __init__(self, desk: Desk, over: QWidget) -> None:
        super().__init__()
        self._desk = desk
        self._over = over
        self._name = ""
        self.picture = ScanPicture()
        self.button = button(LOOK, self.turn, icon="eye")
        rows = column(gap=8)
        rows.addWidget(over, 1)
        rows.addWidget(self.picture, 1)
        rows.addWidget(self.button)
        self.setLayout(rows)
        self.offer("")

    def offer(self, name: str) -> None:
        """Offer the picture of a SHA-256 (none when empty); what was shown before goes."""
        self._name = name
        self.button.setVisible(bool(name))
        self._show(picture=False)

    def turn(self) -> None:
        """Show the picture, or what stood there before it."""
        if not self.picture.isHidden():
            self._show(picture=False)
            return
        data = self._desk.attempt(lambda: picture_of(self._desk.context, self._name))
        if data is not None:
            self._show(picture=True)
            self.picture.show_picture(data, "", "")

    def _show(self, *, picture: bool) -> None:
        self.picture.setVisible(picture)
        self._over.setVisible(not picture)
        words = BACK if picture else LOOK
        self.button.setText(words)
        self.button.setAccessibleName(words)
        set_icon(self.button, "x" if picture else "eye")
