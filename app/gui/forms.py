"""A form is code (design/architecture.md, habit 6): ``load(row)``, ``problems()``, ``command()``.

A page subclasses :class:`Form`, adds its fields once by name, and writes these three. The rules themselves live with
the records; ``problems`` only asks them. Saving is the page's: ``if form.check(): desk.attempt(... form.command())``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.gui.fields import Field
from app.gui.parts import column, line

F = TypeVar("F", bound=Field)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one field. A hard one refuses, a soft one warns and can be kept."""

    field: str
    text: str
    hard: bool = True


class Form(QWidget):
    """Fields below each other, by name. ``edited`` is sent while a person types."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.fields: dict[str, Field] = {}
        self._rows = column(gap=12)
        outer = column()
        outer.addLayout(self._rows)
        outer.addStretch(1)
        self.setLayout(outer)

    def add(self, name: str, field: F) -> F:
        """Put one field on a line of its own."""
        self._rows.addWidget(self._know(name, field))
        return field

    def add_beside(self, *named: tuple[str, Field, int]) -> None:
        """Put several fields on one line: (name, field, share of the width)."""
        row = line(gap=12)
        for name, field, share in named:
            row.addWidget(self._know(name, field), share, Qt.AlignmentFlag.AlignTop)
        self._rows.addLayout(row)

    def add_widget(self, widget: QWidget) -> None:
        """Put something else between the fields, such as a heading."""
        self._rows.addWidget(widget)

    def load(self, row: Any) -> None:
        """Fill the fields from a frozen row; None empties them for a new one."""
        raise NotImplementedError

    def problems(self) -> Sequence[Problem]:
        """Return what is wrong with what the fields hold."""
        raise NotImplementedError

    def command(self) -> Any:
        """Return the frozen command of the use case that saves this."""
        raise NotImplementedError

    def check(self) -> bool:
        """Show every problem at its field, go to the first one that refuses, and tell whether saving may go on."""
        for field in self.fields.values():
            field.show_problem("")
        hard = [problem for problem in self.problems() if problem.hard]
        for problem in self.problems():
            self.fields[problem.field].show_problem(problem.text, hard=problem.hard)
        if hard:
            self.fields[hard[0].field].setFocus()
        return not hard

    def texts(self) -> dict[str, str]:
        """Return what all fields hold, as drafts keep it."""
        return {name: field.text() for name, field in self.fields.items()}

    def set_texts(self, texts: Mapping[str, str]) -> None:
        """Fill the fields that ``texts`` names; names of an older version are passed over."""
        for name, text in texts.items():
            if name in self.fields:
                self.fields[name].set_text(text)

    def _know(self, name: str, field: Field) -> Field:
        if name in self.fields:
            raise ValueError(f"the form has two fields called {name}")
        self.fields[name] = field
        field.edited.connect(self.edited)
        return field
