"""The first time: a village opens the commune's file, and reads its own digits out; plain steps, one button each.

Where there is no such file, and between two laptops of one village, each side gives the other its key file.
"""

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
from app.usecases.device_lists import digits_to_read
from app.usecases.devices import Trusted, copy_proven, export_key, list_trusted, read_key
from app.usecases.enrolment import FACE_TO_FACE, let_in_by_file
from app.vietnamese.numbers import format_number
from app.vietnamese.text import fold

KEY_FILE: Final = FileKind("Tệp khoá", ("sothon-key",))
COMMUNE_FILE: Final = FileKind("Tệp của xã, tệp khoá", ("json", "sothon-key"))


@dataclass(frozen=True, slots=True)
class Words:
    """What the steps say at one end: the title, who the other side is, title, button and sentence of each step, its role."""

    title: str
    other: str
    give_title: str
    give: str
    take_title: str
    take_button: str
    take: str
    wanted: Role
    kinds: FileKind


AT_VILLAGE: Final = Words(
    "Lần đầu: tệp của xã và dãy số của máy này",
    "xã",
    "2. Đọc dãy số của máy này cho cán bộ xã",
    "Khi mang gói đầu tiên lên. Xã so đúng thì chấp nhận máy này.",
    "1. Mở tệp của xã",
    "Mở tệp của xã",
    "Tệp «sothon_xa_…» trên USB của xã: nhờ nó, gói dữ liệu chỉ xã mở được.",
    Role.COMMUNE,
    COMMUNE_FILE,
)
AT_COMMUNE: Final = Words(
    "Thôn chưa có tệp của xã: trao tệp khoá",
    "thôn",
    "1. Ghi tệp khoá của máy này",
    "Chép vào USB cho từng thôn mang về. Đưa cho ai cũng được.",
    "2. Nhận tệp khoá của thôn",
    "Chọn tệp khoá",
    "Tệp trưởng thôn mang lên. So dãy số với trưởng thôn rồi mới nhận.",
    Role.VILLAGE,
    KEY_FILE,
)


PRINT_FIRST: Final = "Trước khi nhận khoá của thôn đầu tiên: in khoá của xã, cất bản in, gõ lại hai nhóm số của bản in."


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
        self.printing = self._print_first()
        self.given = label(kind="good", wrap=True)
        self.taken = label(kind="good", wrap=True)
        self.digits = label(kind="heading", wrap=True)
        self._whose = label(wrap=True)
        self.compare = self._comparing()
        rows = column(gap=12, margin=16)
        words = self._words
        rows.addWidget(label(words.title, "heading"))
        rows.addWidget(self.printing)
        give = button("Ghi tệp khoá", self.give, icon="download", tip="Cho máy thứ hai của thôn, hoặc khi xã cần")
        self._take = take = button(words.take_button, self.take, icon="key-round")
        giving = _step(words.give_title, words.give, self.given, give)
        taking = _step(words.take_title, words.take, self.taken, take)
        at_village = words is AT_VILLAGE
        for place, each in enumerate((taking, giving) if at_village else (giving, taking)):
            if place:
                rows.addWidget(rule())
            rows.addLayout(each)
            if each is taking:
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
        if self._words is AT_VILLAGE:
            self._show_own_digits()
        proven = self._words is AT_VILLAGE or copy_proven(self._desk.context.local())
        self.printing.setVisible(not proven)
        self._take.setEnabled(proven)

    def _show_own_digits(self) -> None:
        digits = digits_to_read(self._desk.context)
        groups = digits.split(" ") if digits else []
        near, far = " ".join(groups[:FACE_TO_FACE]), " ".join(groups)
        self.given.setText(
            f"Gặp mặt, đọc hai nhóm: {near}. Qua điện thoại, đọc cả sáu: {far}"
            if digits
            else "Xã đã chấp nhận máy này."
        )
        self.given.show()

    def give(self) -> None:
        """Write our key file where the person wants it."""
        name = re.sub(r"\W+", "-", fold(self._desk.context.identity.title)) or "may-nay"
        path = self._desk.dialogs.save_file("Ghi tệp khoá của máy này", f"{name}.sothon-key", KEY_FILE)
        digits = self._desk.attempt(lambda: export_key(self._desk.context, path)) if path else None
        if path is not None and digits is not None:
            if self._words is AT_COMMUNE:
                self.given.setText(f"Đã ghi {path.name}. Dãy số của máy này: {digits}")
                self.given.show()
            self._desk.notify_file(path, "Đã ghi tệp khoá.", detail=f"Dãy số để so với {self._words.other}: {digits}")

    def take(self) -> None:
        """Show whose a key file is, and the digits to compare."""
        path = self._desk.dialogs.open_file(f"Chọn tệp của {self._words.other}", (self._words.kinds,))
        if path is None:
            return
        self._path = path
        self.read = self._desk.attempt(lambda: read_key(self._desk.context, path))
        self.compare.setVisible(self.read is not None)
        self.comparing.emit(self.read is not None)
        if self.read is not None:
            self.digits.setText(self.read.fingerprint)
            how = "So với mã trên giấy báo của xã" if self.read.of_commune_file else "Gọi điện hoặc gặp mặt, so từng số"
            self._whose.setText(f"Tệp này của {self.read.name}. {how} dưới đây:")
            self._yes.setFocus()
            self._soon.start()

    def accept(self) -> None:
        """Trust the key whose digits were compared."""
        done = self._desk.attempt(lambda: let_in_by_file(self._desk.context, self._path)) if self.read else None
        if done is not None:
            self._close()
            self.refresh()
            made = done.result
            new = sum(each.new for each in made.imported)
            more = f" Đã nhận gói giữ lại của máy này: {format_number(new)} thay đổi mới." if made.imported else ""
            problems = " ".join(each.message for each in made.problems)
            self._desk.notify(
                Notice(f"Đã nhận khoá của {made.trusted.name}.{more}", "warn" if problems else "done", problems)
            )
            self._desk.changed.emit(done.changes)
            self.trusted.emit()

    def refuse(self) -> None:
        """Keep nothing: the digits differ."""
        self._close()
        words = f"Không nhận tệp này. Xin {self._words.other} ghi lại tệp rồi làm lại."
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

    def _print_first(self) -> QFrame:
        row = line(gap=12, margin=12)
        row.addWidget(label(PRINT_FIRST, wrap=True), 1)
        row.addWidget(button("Máy của các thôn", lambda: self._desk.navigate("devices"), icon="key-round"))
        made = look(QFrame(), "bar")
        made.setProperty("tone", "warn")
        made.setLayout(row)
        return made

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
