"""The line below the list of Cam kết, about the household one is on: a remark, and who signed in the head's place."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QBoxLayout, QComboBox, QFrame, QPushButton, QSizePolicy, QStackedWidget, QWidget

from app.gui.elided_label import ElidedLabel
from app.gui.fields import CalmComboBox
from app.gui.menu_button import open_menu
from app.gui.parts import button, column, line, look
from app.gui.pledge_tables import NO_GROUP
from app.gui.theme import theme
from app.records.pledges import OUTCOMES
from app.records.register import HEAD, RELATIONS
from app.usecases.campaigns import PledgeRow
from app.usecases.households import Member
from app.vietnamese.text import clean

REMARKS: Final = ("Vắng", "Hẹn lại", "Đi làm ăn xa")
"""What is written most beside a household that has not signed."""
NAME_WIDTH: Final = 160
LARGE: Final = 125
"""Text size in percent from which a name and its fields no longer fit on one line."""
FULL_NAME: Final = "full_name"
RELATION: Final = "relation"


class WordsBox(CalmComboBox):
    """A line to type in, with the usual words to pick from below it; nothing completes what is being typed."""

    def __init__(self, name: str, example: str) -> None:
        super().__init__()
        self.setEditable(True)
        self.setCompleter(None)  # type: ignore[arg-type]
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumContentsLength(4)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        line_edit = self.lineEdit()
        assert line_edit is not None
        line_edit.setPlaceholderText(example)
        line_edit.setAccessibleName(name)

    def offer(self, words: Sequence[str], text: str = "") -> None:
        """Offer other words and put ``text`` into the line."""
        with QSignalBlocker(self):
            self.clear()
            self.addItems(words)
            self.setCurrentIndex(-1)
            self.setEditText(text)

    def words(self) -> str:
        """Return what stands in the line, cleaned."""
        return clean(self.currentText())


class PledgeStrip(QFrame):
    """Hidden while no household is chosen. ``noted`` carries (row, remark), ``signed_for`` (row, name, relation)."""

    noted = Signal(object, str)
    signed_for = Signal(object, str, str)
    visited = Signal(object, str, str)
    """Somebody went to this row's household: the outcome, and the remark beside it."""
    signed_again = Signal(object)
    """This row's household, which had signed, did so once more."""
    members_wanted = Signal(object)
    """Someone is about to sign for this row; the page answers with :meth:`offer_members`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        look(self, "card")
        self.row: PledgeRow | None = None
        self._relations: dict[str, str] = {}
        self.name = ElidedLabel("strong", NAME_WIDTH)
        self.place = ElidedLabel("small", NAME_WIDTH)
        self.remark = WordsBox("Ghi chú", "Ghi chú: vắng, hẹn lại…")
        self.remark.offer(REMARKS)
        self.remark.activated.connect(lambda _: self.keep_remark())
        line_edit = self.remark.lineEdit()
        assert line_edit is not None
        line_edit.editingFinished.connect(self.keep_remark)
        self.signer = WordsBox("Họ tên người ký thay", "Họ tên người ký thay")
        self.signer.activated.connect(lambda _: self._know_relation())
        self.relation = WordsBox("Quan hệ với chủ hộ", "Quan hệ")
        self.for_button: QPushButton = button("Ký thay…", self.ask_signer, icon="user-round")
        self.visit_button: QPushButton = button("Đã đến…", self._offer_visits, icon="map-pin")
        self.again_button: QPushButton = button("Ký lại", self.sign_again, icon="signature")
        self.again_button.setToolTip("Hộ ký thêm lần nữa: chủ hộ mới, hộ đã tách, lời cam kết đã sửa")
        self._stack = QStackedWidget()
        self._stack.addWidget(self._remark_side())
        self._stack.addWidget(self._signer_side())
        names = column(gap=0)
        names.addWidget(self.name)
        names.addWidget(self.place)
        self._row = line(gap=16, margin=(12, 6, 8, 6))
        self._row.addLayout(names, 2)
        self._row.addWidget(self._stack, 5)
        self.setLayout(self._row)
        theme().changed.connect(self._fit)
        self._fit()
        self.show_row(None)

    def show_row(self, row: PledgeRow | None) -> None:
        """Speak about ``row`` from now on; a remark half typed for the one before is kept first."""
        if row is not None and self.row is not None and row.id == self.row.id:
            if self.remark.words() == self.row.note:
                self.remark.offer(REMARKS, row.note)
            self._refresh(row)
            return
        self.keep_remark()
        self.row = row
        self.setVisible(row is not None)
        self._stack.setCurrentIndex(0)
        if row is not None:
            self._refresh(row)
            self.remark.offer(REMARKS, row.note)

    def keep_remark(self) -> None:
        """Hand over the remark if it has changed."""
        row, words = self.row, self.remark.words()
        if row is not None and words != row.note:
            self.row = replace(row, note=words)
            self.noted.emit(row, words)

    def ask_signer(self) -> None:
        """Ask who signed in the head's place, and how they are related."""
        if self.row is None:
            return
        self.relation.offer([each for each in RELATIONS if each != HEAD], self.row.relation)
        self.signer.offer([], self.row.signer if self.row.relation else "")
        self.members_wanted.emit(self.row)
        self._stack.setCurrentIndex(1)
        self.signer.setFocus()

    def offer_members(self, members: Sequence[Member]) -> None:
        """Offer the people of the household by name; picking one fills in the relation."""
        self._relations = {
            each.texts[FULL_NAME]: each.texts.get(RELATION, "")
            for each in members
            if each.texts.get(FULL_NAME) and each.texts.get(RELATION) != HEAD
        }
        self.signer.offer(list(self._relations), self.signer.words())

    def _offer_visits(self) -> None:
        open_menu(self.visit_button, [(what, words.capitalize()) for what, words in OUTCOMES.items()], self.visit)

    def visit(self, outcome: str) -> None:
        """Hand over that somebody went there."""
        if self.row is not None:
            self.visited.emit(self.row, outcome, self.remark.words())

    def sign_again(self) -> None:
        """Hand over that the household signed once more."""
        if self.row is not None:
            self.signed_again.emit(self.row)

    def keep_signer(self) -> None:
        """Hand over who signed; what is missing is for the page to refuse, and to be filled in at once."""
        if self.row is not None:
            signer, relation = self.signer.words(), self.relation.words()
            if not signer or not relation:
                (self.relation if signer else self.signer).setFocus()
            self.signed_for.emit(self.row, signer, relation)

    def close_signer(self) -> None:
        """Go back to the remark."""
        self._stack.setCurrentIndex(0)

    def _refresh(self, row: PledgeRow) -> None:
        self.row = row
        self.name.setText(row.head or "Chưa ghi chủ hộ")
        self.visit_button.setVisible(not row.signed)
        self.again_button.setVisible(row.signed)
        parts = (tries_words(row), row.group or NO_GROUP, row.code, row.address)
        self.place.setText(" · ".join(part for part in parts if part))

    def _fit(self) -> None:
        """Put the name above the rest when the text is large."""
        large = theme().percent >= LARGE
        self._row.setDirection(QBoxLayout.Direction.TopToBottom if large else QBoxLayout.Direction.LeftToRight)
        self._row.setSpacing(2 if large else 16)

    def _know_relation(self) -> None:
        relation = self._relations.get(self.signer.words(), "")
        if relation:
            self.relation.setEditText(relation)

    def _remark_side(self) -> QWidget:
        row = line(gap=8)
        row.addWidget(self.remark, 1)
        row.addWidget(self.visit_button)
        row.addWidget(self.again_button)
        row.addWidget(self.for_button)
        made = QWidget()
        made.setLayout(row)
        return made

    def _signer_side(self) -> QWidget:
        row = line(gap=8)
        row.addWidget(self.signer, 3)
        row.addWidget(self.relation, 2)
        row.addWidget(button("Ghi ký thay", self.keep_signer, kind="primary"))
        row.addWidget(button("Thôi", self.close_signer))
        made = QWidget()
        made.setLayout(row)
        return made


def tries_words(row: PledgeRow) -> str:
    """Return "đã đến 2 lần, 12/11 không gặp" for a household that has not signed; empty when nobody went yet."""
    if row.signed or not row.visits:
        return ""
    return f"đã đến {len(row.visits)} lần, {row.visits[-1]}"
