"""A form over the fields of one kind of record: labels, examples and rules come from where the fields are declared."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtWidgets import QComboBox

from app.gui.fields import AreaField, Choice, ChoiceField, DateField, TextField
from app.gui.forms import Form, Problem
from app.records.base import Record


class RecordForm(Form):
    """Fields are named as on the wire; ``year`` is the present one, for dates with two-digit years.

    :attr:`loaded` are the texts the record had when it was shown, :meth:`texts` only what a person changed since. Both
    together let a use case refuse to overwrite what came in between, and a draft never brings back old values.
    """

    def __init__(self, model: type[Record], year: int) -> None:
        super().__init__()
        self._model = model
        self._year = year
        self.loaded: Mapping[str, str] = {}
        self._shown: dict[str, str] = {}

    def line(self, name: str, hint: str = "") -> TextField:
        """Return a line for a field of the record."""
        info = self._model.fields[name]
        return TextField(info.label, hint, example=info.example)

    def day(self, name: str, example: str = "") -> DateField:
        """Return a line for a date that shows how it was understood; ``example`` where the usual one is too long."""
        made = DateField(self._model.fields[name].label, self._year)
        if example:
            made.line.setPlaceholderText(f"Ví dụ: {example}")
        return made

    def choice(self, name: str, values: Sequence[str]) -> "KeptChoice":
        """Return a list of values; what a village wrote otherwise stays as it is."""
        return KeptChoice(self._model.fields[name].label, values)

    def area(self, name: str) -> AreaField:
        """Return a few lines for a field of the record."""
        return AreaField(self._model.fields[name].label, lines=2)

    def show_texts(self, texts: Mapping[str, str]) -> None:
        """Show a record's ``texts``, all empty for a new one, and compare with them from now on."""
        self.loaded = texts
        for name, field in self.fields.items():
            field.show_problem("")
            field.set_text(texts.get(name, ""))
        self._shown = super().texts()

    def texts(self) -> dict[str, str]:
        """Return the fields that no longer hold what was shown."""
        return {name: text for name, text in super().texts().items() if text != self._shown.get(name, "")}

    def refusals(self) -> list[Problem]:
        """Return the typed texts that the record's own rules cannot keep, with their reason."""
        found = []
        for name, text in self.texts().items():
            if name in self._model.fields and not self._model.fields[name].refers_to:
                try:
                    self._model.enter(name, text, self._year)
                except ValueError as error:
                    found.append(Problem(name, str(error)[:1].upper() + str(error)[1:] + "."))
        return found

    def value(self, name: str) -> Any:
        """Return what the record would keep of a field, ``None`` when it would refuse the text."""
        try:
            return self._model.enter(name, self.fields[name].text(), self._year)
        except ValueError:
            return None


def narrow(field: ChoiceField) -> None:
    """Let a choice be as narrow as its place beside a list, however long its longest value is."""
    field.box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    field.box.setMinimumContentsLength(4)


class KeptChoice(ChoiceField):
    """A choice that also offers whatever other value a record already has."""

    def __init__(self, name: str, values: Sequence[str]) -> None:
        choices: list[Choice] = [("", "Chưa ghi"), *((value, value) for value in values)]
        super().__init__(name, choices)
        narrow(self)

    def set_text(self, text: str) -> None:
        """Choose ``text``, offered from now on if it is a village's own word."""
        if self.box.findData(text) < 0:
            self.box.addItem(text, text)
        super().set_text(text)
