"""The line below the list of Giao sổ tay, about the household one is on: who took its copy when it was not the head."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QFrame

from app.gui.elided_label import ElidedLabel
from app.gui.parts import button, column, line, look
from app.gui.pledge_strip import WordsBox
from app.gui.theme import theme
from app.records.register import HEAD, RELATIONS
from app.usecases.deliveries import DeliveryRow
from app.usecases.households import Member

NAME_WIDTH: Final = 160
LARGE: Final = 125
"""Text size in percent from which a name and its fields no longer fit on one line."""


class ReceiverStrip(QFrame):
    """Hidden while no household is chosen. ``named`` carries (row, name, relation), both empty for the head."""

    named = Signal(object, str, str)

    def __init__(self) -> None:
        super().__init__()
        look(self, "card")
        self.row: DeliveryRow | None = None
        self._relations: dict[str, str] = {}
        self.name = ElidedLabel("strong", NAME_WIDTH)
        self.place = ElidedLabel("small", NAME_WIDTH)
        self.receiver = WordsBox("Người nhận", "Người nhận, để trống là chủ hộ")
        self.receiver.activated.connect(lambda _: self._know_relation())
        self.relation = WordsBox("Quan hệ với chủ hộ", "Quan hệ")
        names = column(gap=0)
        names.addWidget(self.name)
        names.addWidget(self.place)
        fields = line(gap=8)
        fields.addWidget(self.receiver, 3)
        fields.addWidget(self.relation, 2)
        fields.addWidget(button("Ghi người nhận", self.keep, icon="user-round"))
        self._row = line(gap=16, margin=(12, 6, 8, 6))
        self._row.addLayout(names, 3)
        self._row.addLayout(fields, 6)
        self.setLayout(self._row)
        theme().changed.connect(self._fit)
        self._fit()
        self.show_row(None)

    def show_row(self, row: DeliveryRow | None) -> None:
        """Speak about ``row`` from now on; the page answers with :meth:`offer_members`."""
        self.row = row
        self.setVisible(row is not None)
        if row is None:
            return
        self.name.setText(row.head or "Chưa ghi chủ hộ")
        taken = f"{row.taker} nhận" if row.given else ""
        self.place.setText(" · ".join(part for part in (taken, row.code, row.address) if part))
        self.receiver.offer(list(self._relations), row.receiver)
        self.relation.offer([each for each in RELATIONS if each != HEAD], row.relation)

    def offer_members(self, members: Sequence[Member]) -> None:
        """Offer the people of the household by name; picking one fills in the relation."""
        self._relations = {
            each.texts["full_name"]: each.texts.get("relation", "") for each in members if each.texts.get("full_name")
        }
        self.receiver.offer(list(self._relations), self.receiver.words())

    def keep(self) -> None:
        """Hand over who took the copy."""
        if self.row is not None:
            self.named.emit(self.row, self.receiver.words(), self.relation.words())

    def _know_relation(self) -> None:
        self.relation.setEditText(self._relations.get(self.receiver.words(), ""))

    def _fit(self) -> None:
        """Put the name above the rest when the text is large."""
        large = theme().percent >= LARGE
        self._row.setDirection(QBoxLayout.Direction.TopToBottom if large else QBoxLayout.Direction.LeftToRight)
        self._row.setSpacing(2 if large else 16)
