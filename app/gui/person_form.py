"""The form of one person: what must be there refuses, what is odd only warns, and the id number waits for a click."""

from collections.abc import Collection, Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal

from app.gui.fields import TextField
from app.gui.forms import Problem
from app.gui.parts import button
from app.gui.record_form import RecordForm
from app.records.register import HEAD, RELATIONS, SENSITIVE, SEXES, Person, person_warnings
from app.usecases.households import Member, SavePerson
from app.vietnamese.identity import IdKind, fill_zeros, mask, read_id

HIDDEN: Final = "Số đã che bớt."


class IdField(TextField):
    """An id number: masked to its last four digits until somebody asks for it on purpose, which ``revealed`` tells."""

    revealed = Signal()

    def __init__(self, name: str, example: str) -> None:
        super().__init__(name, example=example)
        self._secret = ""
        self.reveal_button = button("Xem, sửa số", self.reveal, icon="eye", kind="link")
        self.zero_button = button("Thêm số 0 ở đầu", self.fill, icon="plus", kind="link")
        rows = self.layout()
        if rows is not None:
            rows.addWidget(self.reveal_button)
            rows.addWidget(self.zero_button)
            for each in (self.reveal_button, self.zero_button):
                rows.setAlignment(each, Qt.AlignmentFlag.AlignLeft)
        self._show()

    @property
    def hidden(self) -> bool:
        """Whether only the mask is on the screen."""
        return bool(self._secret)

    def text(self) -> str:
        """Return the whole number, shown or not."""
        return self._secret or super().text()

    def set_text(self, text: str) -> None:
        """Hold a number without showing it; an empty field is open to type in."""
        self._secret = text
        self.line.setText(mask(text) if text else "")
        self._show()

    def reveal(self) -> None:
        """Show the whole number and let it be changed."""
        whole, self._secret = self._secret, ""
        self.line.setText(whole)
        self._show()
        self.line.setFocus()
        self.revealed.emit()

    def fill(self) -> None:
        """Put back the zeros that a spreadsheet ate."""
        self.set_text(fill_zeros(self.text()))
        self.edited.emit()

    def _tidy(self) -> None:
        if not self.hidden:
            super()._tidy()

    def _show(self) -> None:
        self.line.setReadOnly(self.hidden)
        self.reveal_button.setVisible(self.hidden)
        self.zero_button.setVisible(read_id(self.text()).kind is IdKind.LOST_ZERO)
        self.show_hint(HIDDEN if self.hidden else "")


class PersonForm(RecordForm):
    """One member of a household; :meth:`warn` shows the soft rules at their fields while one fills it in."""

    def __init__(self, year: int) -> None:
        super().__init__(Person, year)
        self._household = ""
        self._id = ""
        self.name = self.add("full_name", self.line("full_name"))
        self.birth = self.day("birth")
        self.sex = self.choice("sex", SEXES)
        self.relation = self.choice("relation", RELATIONS)
        self.number = IdField(Person.fields["id_number"].label, Person.fields["id_number"].example)
        self.phone = self.line("phone")
        self.add("birth", self.birth)
        self.add_beside(("relation", self.relation, 3), ("sex", self.sex, 2))
        self.add("id_number", self.number)
        self.add("phone", self.phone)
        self.add("note", self.area("note"))
        for name in SENSITIVE:
            self.add(name, self.line(name)).hide()
        for line in (self.birth.line, self.number.line, self.phone.line):
            line.editingFinished.connect(self.warn)
        for box in (self.sex.box, self.relation.box):
            box.activated.connect(self.warn)
        self.number.zero_button.clicked.connect(self.warn)

    def offer_sensitive(self, names: Collection[str]) -> None:
        """Show the sensitive fields that the village keeps, and no others."""
        for name in SENSITIVE:
            self.fields[name].setVisible(name in names)

    def load(self, row: Member | None) -> None:
        """Show a member, or an empty form for a new one; :meth:`begin_new` says of which household."""
        self._id = row.id if row else ""
        self.show_texts(row.texts if row else {})
        self.warn()

    def begin_new(self, household: str, *, head: bool) -> None:
        """Show an empty form for a new member of ``household``; the first one is its head unless changed."""
        self._household = household
        self.load(None)
        self.show_texts({"relation": HEAD if head else ""})

    def warn(self) -> None:
        """Show what is odd now; nothing of it refuses."""
        for problem in self._warnings():
            self.fields[problem.field].show_problem(problem.text, hard=False)

    def problems(self) -> Sequence[Problem]:
        """Return what is missing, what cannot be kept, then what is only odd."""
        found = self.refusals()
        if not self.name.text():
            found.append(Problem("full_name", "Ghi họ và tên."))
        if not self.relation.text():
            found.append(Problem("relation", "Chọn quan hệ với chủ hộ."))
        return [*found, *self._warnings()]

    def command(self) -> SavePerson:
        """Return what was typed, beside what the form had shown."""
        relation = {} if self._id else {"relation": self.relation.text()}
        return SavePerson(self._household, self._id, {**relation, **self.texts()}, self.loaded)

    def _warnings(self) -> list[Problem]:
        person = Person(**{name: self.value(name) for name in ("birth", "sex", "id_number", "phone")})
        found: dict[str, list[str]] = {}
        for each in person_warnings(person):
            found.setdefault("phone" if each.code.startswith("phone") else "id_number", []).append(each.message)
        return [Problem(name, " ".join(messages), hard=False) for name, messages in found.items()]
