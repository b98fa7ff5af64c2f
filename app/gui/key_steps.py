"""The first time: each side gives the other its key file, and the two compare digits. Plain steps, one button each."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QWidget

from app.gui.desk import Desk
from app.gui.dialogs import FileKind
from app.gui.notice import Notice
from app.gui.parts import button, column, label, line, look, rule
from app.sync.keys import Role
from app.usecases.context import VILLAGE
from app.usecases.devices import Trusted, export_key, list_trusted, read_key, trust_key
from app.vietnamese.text import fold

KEY_FILE: Final = FileKind("Tệp khoá", ("sothon-key",))


@dataclass(frozen=True, slots=True)
class Words:
    """What the steps say at one end: the title, who the other side is, a sentence for each step, and its role."""

    title: str
    other: str
    give: str
    take: str
    wanted: Role


AT_VILLAGE: Final = Words(
    "Lần đầu: trao tệp khoá với xã",
    "xã",
    "Ghi vào USB, đưa cho cán bộ xã. Chỉ làm một lần.",
    "Xin cán bộ xã tệp khoá của xã: nhờ nó, gói dữ liệu chỉ xã mở được.",
    Role.COMMUNE,
)
AT_COMMUNE: Final = Words(
    "Máy tính của các thôn",
    "thôn",
    "Chép vào USB cho từng thôn mang về. Đưa cho ai cũng được.",
    "Tệp trưởng thôn mang lên. So dãy số với trưởng thôn rồi mới nhận.",
    Role.VILLAGE,
)


class KeySteps(QFrame):
    """Writes our key file and takes theirs. ``trusted`` is sent when another key is believed from now on."""

    trusted = Signal()
    comparing = Signal(bool)
    """Whether digits stand there to be compared."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        look(self, "card")
        self._desk = desk
        self._words = AT_VILLAGE if desk.context.identity.role == VILLAGE else AT_COMMUNE
        self._path = Path()
        self.read: Trusted | None = None
        self.names: tuple[str, ...] = ()
        self.given = label(kind="good", wrap=True)
        self.taken = label(kind="good", wrap=True)
        self.digits = label(kind="heading", wrap=True)
        self._whose = label(wrap=True)
        self.compare = self._comparing()
        rows = column(gap=12, margin=16)
        rows.addWidget(label(self._words.title, "heading"))
        give = button("Ghi tệp khoá", self.give, icon="download")
        rows.addLayout(_step("1. Ghi tệp khoá của máy này", self._words.give, self.given, give))
        rows.addWidget(rule())
        self._take = take = button("Chọn tệp khoá", self.take, icon="key-round")
        rows.addLayout(_step(f"2. Nhận tệp khoá của {self._words.other}", self._words.take, self.taken, take))
        rows.addWidget(self.compare)
        self.setLayout(rows)
        self.given.hide()
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._bring_into_sight)
        self.refresh()

    @property
    def ready(self) -> bool:
        """Whether the other side's key is trusted, so that bundles can be sealed for it."""
        return bool(self.names)

    def refresh(self) -> None:
        """Read again whom we trust."""
        known = [each for each in list_trusted(self._desk.context) if each.role == self._words.wanted.value]
        self.names = tuple(dict.fromkeys(each.name for each in known))
        self.taken.setText(f"Đã nhận: {', '.join(self.names)}.")
        self.taken.setVisible(self.ready)

    def give(self) -> None:
        """Write our key file where the person wants it."""
        name = re.sub(r"\W+", "-", fold(self._desk.context.identity.title)) or "may-nay"
        path = self._desk.dialogs.save_file("Ghi tệp khoá của máy này", f"{name}.sothon-key", KEY_FILE)
        digits = self._desk.attempt(lambda: export_key(self._desk.context, path)) if path else None
        if path is not None and digits is not None:
            self.given.setText(f"Đã ghi {path.name}. Dãy số của máy này: {digits}")
            self.given.show()
            self._desk.notify_file(path, "Đã ghi tệp khoá.", detail=f"Dãy số để so với {self._words.other}: {digits}")

    def take(self) -> None:
        """Show whose a key file is, and the digits to compare."""
        path = self._desk.dialogs.open_file(f"Chọn tệp khoá của {self._words.other}", (KEY_FILE,))
        if path is None:
            return
        self._path = path
        self.read = self._desk.attempt(lambda: read_key(self._desk.context, path))
        self.compare.setVisible(self.read is not None)
        self.comparing.emit(self.read is not None)
        if self.read is not None:
            self.digits.setText(self.read.fingerprint)
            self._whose.setText(f"Tệp này của {self.read.name}. Gọi điện hoặc gặp mặt, so từng số dưới đây:")
            self._yes.setFocus()
            self._soon.start()

    def accept(self) -> None:
        """Trust the key whose digits were compared."""
        done = self._desk.attempt(lambda: trust_key(self._desk.context, self._path)) if self.read else None
        if done is not None:
            self._close()
            self.refresh()
            self._desk.notify(Notice(f"Đã nhận khoá của {done.name}."))
            self.trusted.emit()

    def refuse(self) -> None:
        """Keep nothing: the digits differ."""
        self._close()
        words = f"Không nhận tệp khoá này. Xin {self._words.other} ghi lại tệp khoá rồi làm lại."
        self._desk.notify(Notice(words, "warn"))

    def _close(self) -> None:
        self.read = None
        self._take.setFocus()
        self.compare.hide()
        self.comparing.emit(False)

    def _bring_into_sight(self) -> None:
        """Scroll to the digits where the page is too small for all the steps."""
        above = self.parentWidget()
        while above is not None and not isinstance(above, QScrollArea):
            above = above.parentWidget()
        if isinstance(above, QScrollArea):
            above.ensureWidgetVisible(self.compare)

    def _comparing(self) -> QFrame:
        row = line(gap=8)
        self._yes = button("Số giống nhau, nhận", self.accept, icon="check", kind="primary")
        row.addWidget(self._yes)
        row.addWidget(button("Số khác, bỏ", self.refuse))
        row.addStretch(1)
        rows = column(gap=8, margin=12)
        rows.addWidget(self._whose)
        rows.addWidget(self.digits)
        rows.addLayout(row)
        made = look(QFrame(), "bar")
        made.setProperty("tone", "work")
        made.setLayout(rows)
        made.hide()
        return made


def _step(title: str, words: str, state: QLabel, press: QPushButton) -> QHBoxLayout:
    texts = column(gap=2)
    texts.addWidget(label(title, "strong", wrap=True))
    texts.addWidget(label(words, "small", wrap=True))
    texts.addWidget(state)
    row = line(gap=12)
    row.addLayout(texts, 1)
    row.addWidget(press)
    return row
