"""The forms of Nhập thay thôn: a village's name, and households that go to another village."""

from collections.abc import Sequence
from typing import Any

from app.gui.fields import Choice, ChoiceField, TextField
from app.gui.forms import Form, Problem
from app.gui.parts import label
from app.gui.record_form import narrow
from app.gui.village_forms import KEPT, BetweenForm
from app.kernel.errors import AppError
from app.usecases.context import Context
from app.usecases.village_changes import Reshape, groups_of, households_named
from app.usecases.village_entry import EnterVillage


class EnterVillageForm(Form):
    """What the village is called, and who heads it."""

    def __init__(self, labels: Sequence[Choice]) -> None:
        super().__init__()
        self.label = ChoiceField("Gọi là", labels)
        self.name = TextField("Tên thôn", example="Quang Khải")
        self.add_beside(("label", self.label, 1), ("name", self.name, 2))
        self.head = self.add("head", TextField("Trưởng thôn", example="Nguyễn Văn A"))

    def load(self, row: Any) -> None:
        """Begin empty."""

    def problems(self) -> Sequence[Problem]:
        """Return what is missing."""
        return [] if self.name.text() else [Problem("name", "Ghi tên thôn.")]

    def command(self) -> EnterVillage:
        """Return the village."""
        return EnterVillage(self.name.text(), self.label.text(), self.head.text())


class MoveForm(BetweenForm):
    """Which households of which village go to which group of another."""

    def __init__(self, context: Context, villages: Sequence[Choice], every: Sequence[Choice]) -> None:
        super().__init__(context, villages, every)
        self.codes = TextField("Mã các hộ chuyển đi", "Nhiều hộ thì cách nhau dấu phẩy.", example="01-012, 01-015")
        self.group = ChoiceField("Tổ ở thôn nhận", [("", "Chưa xếp tổ")])
        narrow(self.group)
        self.add_beside(("codes", self.codes, 2), ("group", self.group, 1))
        self.add_decision()
        self.add_widget(label(KEPT, "small", wrap=True))
        self.into.edited.connect(self._offer_groups)

    def missing(self) -> list[Problem]:
        """Return what is missing, or a code the village does not have."""
        found = super().missing()
        if not self._codes():
            found.append(Problem("codes", "Ghi mã hộ."))
        elif self.source.text():
            try:
                households_named(self.context, self.source.text(), self._codes())
            except AppError as error:
                found.append(Problem("codes", f"Thôn này không có hộ mã «{error.facts['name']}»."))
        return found

    def command(self) -> Reshape:
        """Return the move."""
        source = self.source.text()
        return Reshape(
            source, self.into.text(), day=self.day.day(), decision=self.decision.text(),
            households=households_named(self.context, source, self._codes()), group=self.group.text(),
        )  # fmt: skip

    def _codes(self) -> list[str]:
        return [code for each in self.codes.text().split(",") if (code := each.strip())]

    def _offer_groups(self) -> None:
        village = self.into.text()
        self.group.show_choices([("", "Chưa xếp tổ"), *(groups_of(self.context, village) if village else ())])
