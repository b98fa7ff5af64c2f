"""What several wizards of life events ask: who is head from now on, and what everybody is to them."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from PySide6.QtWidgets import QGridLayout, QWidget

from app.gui.fields import CalmComboBox, Choice, ChoiceField, Field
from app.gui.parts import label
from app.gui.record_form import narrow
from app.records.register import HEAD, RELATIONS
from app.usecases.households import Member
from app.usecases.moves import Heir

ASKED: Final = tuple(relation for relation in RELATIONS if relation != HEAD)
UNSAID: Final = "Chọn quan hệ"


class RelationsField(Field):
    """One line for each of a few people: the name, and what they are to the head. The text is kept for drafts."""

    def __init__(self, name: str, hint: str = "") -> None:
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setColumnStretch(0, 1)
        self.boxes: dict[str, CalmComboBox] = {}
        self._kept: dict[str, str] = {}
        holder = QWidget()
        holder.setLayout(self._grid)
        super().__init__(name, holder, hint)

    def show_people(self, people: Sequence[Choice], guesses: Mapping[str, str]) -> None:
        """Ask about these people, with what the program can tell already chosen."""
        while (item := self._grid.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self.boxes = {}
        for row, (key, name) in enumerate(people):
            box = CalmComboBox()
            box.setAccessibleName(name)
            box.addItem(UNSAID, "")
            for relation in ASKED:
                box.addItem(relation, relation)
            _choose(box, self._kept.get(key) or guesses.get(key, ""))
            box.activated.connect(lambda _: self._picked())
            self.boxes[key] = box
            self._grid.addWidget(label(name, wrap=True), row, 0)
            self._grid.addWidget(box, row, 1)
        self.setVisible(bool(people))

    def relations(self) -> dict[str, str]:
        """Return what was chosen, by person."""
        return {key: str(box.currentData()) for key, box in self.boxes.items() if box.currentData()}

    def missing(self) -> list[str]:
        """Return the names of those about whom nothing is chosen."""
        return [box.accessibleName() for box in self.boxes.values() if not box.currentData()]

    def text(self) -> str:
        """Return the choices a person made, for a draft."""
        return "\n".join(f"{key}={relation}" for key, relation in self._kept.items())

    def set_text(self, text: str) -> None:
        """Take the choices of a draft; people shown later get theirs too."""
        self._kept = dict(line.split("=", 1) for line in text.split("\n") if "=" in line)
        for key, box in self.boxes.items():
            if key in self._kept:
                _choose(box, self._kept[key])

    def _picked(self) -> None:
        self._kept.update(self.relations())
        self.show_problem("")
        self.edited.emit()


class HeirPart:
    """Two fields of a form: the new head among those who stay, and the others' relations to them.

    ``guess`` tells relations for a head; nothing is asked while nobody stays or the head does.
    """

    def __init__(self, head_name: str, guess: Callable[[str, Sequence[Member]], Mapping[str, str]]) -> None:
        self.head = ChoiceField(head_name, ())
        narrow(self.head)
        self.relations = RelationsField("Quan hệ với chủ hộ mới")
        self._guess = guess
        self._members: Sequence[Member] = ()
        self.head.edited.connect(self._follow)
        self.ask(())

    @property
    def asked(self) -> bool:
        """Whether a head has to be chosen."""
        return bool(self._members)

    def ask(self, members: Sequence[Member], chosen: str = "") -> None:
        """Ask who of these is head; an empty list asks nothing. ``chosen`` is proposed."""
        self._members = members
        self.head.show_choices([("", "Chọn chủ hộ mới"), *named(members)])
        if chosen and not self.head.text():
            self.head.set_text(chosen)
        self.head.setVisible(bool(members))
        self._follow()

    def heir(self) -> Heir:
        """Return what was chosen."""
        return Heir(self.head.text(), self.relations.relations()) if self.asked else Heir()

    def problem(self) -> tuple[Field, str] | None:
        """Return the field in which something is missing, with the words for it."""
        if not self.asked:
            return None
        if not self.head.text():
            return self.head, "Chọn một người trong hộ làm chủ hộ."
        if missing := self.relations.missing():
            return self.relations, f"Chọn quan hệ của {', '.join(missing)} với chủ hộ mới."
        return None

    def _follow(self) -> None:
        head = self.head.text()
        others = [member for member in self._members if member.id != head] if head else []
        self.relations.show_people(named(others), self._guess(head, self._members) if head else {})


def named(members: Sequence[Member]) -> list[Choice]:
    """Return people as choices."""
    return [(member.id, member.texts.get("full_name", "")) for member in members]


def told(members: Sequence[Member]) -> list[Choice]:
    """Return people as choices that also say what they are to the head."""
    return [
        (member.id, f"{member.texts.get('full_name', '')} ({member.texts.get('relation', '')})") for member in members
    ]


def _choose(box: CalmComboBox, relation: str) -> None:
    if relation and box.findData(relation) < 0:
        box.addItem(relation, relation)
    box.setCurrentIndex(max(0, box.findData(relation)))
