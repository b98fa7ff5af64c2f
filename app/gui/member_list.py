"""The people of one household below each other: name, then relation, sex, birth and the masked id number."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from app.gui.icons import set_icon
from app.gui.parts import column, label, line, look
from app.usecases.households import Member
from app.vietnamese.identity import mask


class MemberList(QWidget):
    """A household has a handful of people, so each is a button with two lines; ``opened`` carries the :class:`Member`."""

    opened = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._lines = column(gap=4)
        self.setLayout(self._lines)
        self.buttons: list[MemberLine] = []

    def show_members(self, members: Sequence[Member]) -> None:
        """Show these people instead."""
        for old in self.buttons:
            self._lines.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.buttons = [MemberLine(member) for member in members]
        for made in self.buttons:
            made.clicked.connect(lambda _on=False, member=made.member: self.opened.emit(member))
            self._lines.addWidget(made)


class MemberLine(QPushButton):
    """One person."""

    def __init__(self, member: Member) -> None:
        super().__init__()
        look(self, "choice")
        self.member = member
        name, facts = member.texts.get("full_name", ""), member_facts(member)
        self.setAccessibleName(f"{name}, {facts}")
        self.setAutoDefault(False)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        texts = column(gap=0)
        texts.addWidget(label(name, "strong", wrap=True))
        texts.addWidget(label(facts, "small", wrap=True))
        if member.standing:
            texts.addWidget(label(member.standing[:1].upper() + member.standing[1:], "small", wrap=True))
        for warning in member.warnings:
            texts.addWidget(label(warning, "warn", wrap=True))
        drawing = label()
        set_icon(drawing, "pencil", "quiet")
        row = line(gap=8, margin=(12, 6, 10, 6))
        row.addLayout(texts, 1)
        row.addWidget(drawing)
        self.setLayout(row)
        for part in self.findChildren(QWidget):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def sizeHint(self) -> QSize:
        """Ask for the room of the texts; a button by itself only counts its own."""
        layout = self.layout()
        return layout.sizeHint() if layout else super().sizeHint()

    def minimumSizeHint(self) -> QSize:
        """Ask for no more width than the longest word."""
        layout = self.layout()
        return layout.minimumSize() if layout else super().minimumSizeHint()

    def heightForWidth(self, width: int) -> int:
        """Grow when a long name needs a second line."""
        layout = self.layout()
        return layout.heightForWidth(width) if layout else super().heightForWidth(width)

    def hasHeightForWidth(self) -> bool:
        """Tell the layout to ask."""
        return True


def member_facts(member: Member) -> str:
    """Return "Chủ hộ · Nam · 05/03/1972 · CCCD ****2655" as far as it is known."""
    texts = member.texts
    number = f"CCCD\u00a0{mask(texts['id_number'])[-8:]}" if texts.get("id_number") else ""
    parts = (texts.get("relation"), texts.get("sex"), texts.get("birth"), number)
    return " · ".join(part for part in parts if part) or "Chưa ghi gì thêm"
