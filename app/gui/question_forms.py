"""The forms of Hỏi đáp: a question about somebody, an answer, a value the commune proposes."""

from collections.abc import Sequence
from typing import Any, Final

from app.gui.fields import AreaField, Choice, ChoiceField, PickField, TextField
from app.gui.forms import Form, Problem
from app.gui.offices_form import people_finder
from app.gui.parts import label
from app.gui.record_form import narrow
from app.kernel.clock import today
from app.records.register import Person
from app.usecases.context import VILLAGE, Context
from app.usecases.handed_down import list_villages
from app.usecases.questions import About, Ask, Propose

PROPOSABLE: Final = ("full_name", "birth", "sex", "id_number", "relation", "phone", "note")
"""Fields of a person that the commune may see better than the village, from papers and lists of its own."""
WHOM: Final = "Gõ vài chữ của tên rồi chọn."


class AboutForm(Form):
    """Begins with the village (at the commune) and whom it is about."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._at_village = context.identity.role == VILLAGE
        villages = [] if self._at_village else [(each.pile, each.title) for each in list_villages(context)]
        self.village = self.add("village", ChoiceField("Thôn", [("", "Chọn thôn"), *villages]))
        narrow(self.village)
        self.village.setVisible(not self._at_village)

    def add_person(self, words: str, hint: str = WHOM) -> PickField:
        """Put the line that finds people of the village on the form."""
        return self.add("person", PickField(words, self._find, hint))

    def load(self, row: Any) -> None:
        """Begin empty."""

    def about(self, person: str) -> About:
        """Return what it is about."""
        return About(Person.kind_name if person else "", person, self.village.text())

    def village_problems(self) -> list[Problem]:
        """Return that no village is chosen."""
        return [] if self._at_village or self.village.text() else [Problem("village", "Chọn thôn.")]

    def _find(self, text: str) -> list[Choice]:
        pile = self.village.text()
        if not self._at_village and not pile:
            return []
        return people_finder(self._context if self._at_village else self._context.standing_in(pile))(text)


class AskForm(AboutForm):
    """A question, about somebody or in general."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.person = self.add_person("Về ai", f"{WHOM} Hỏi chung thì để trống.")
        self.question = self.add("question", AreaField("Câu hỏi"))

    def problems(self) -> Sequence[Problem]:
        """Return what is missing."""
        found = self.village_problems()
        if self.person.text() and not self.person.key():
            found.append(Problem("person", "Chọn một người trong danh sách hiện ra, hoặc để trống."))
        return found if self.question.text() else [*found, Problem("question", "Ghi câu hỏi.")]

    def command(self) -> Ask:
        """Return the question."""
        return Ask(self.question.text(), self.about(self.person.key()))


class ProposeForm(AboutForm):
    """Of whom, which field, what it should say, why."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._year = today(context.clock).year
        self.person = self.add_person("Của ai")
        self.field = ChoiceField("Mục", [(name, Person.fields[name].label) for name in PROPOSABLE])
        narrow(self.field)
        self.value = TextField("Đề nghị ghi")
        self.add_beside(("field", self.field, 1), ("value", self.value, 2))
        self.reason = self.add("reason", AreaField("Vì sao", lines=2))

    def problems(self) -> Sequence[Problem]:
        """Return what is missing or cannot be kept."""
        found = self.village_problems()
        if not self.person.key():
            found.append(Problem("person", "Chọn một người trong danh sách hiện ra."))
        try:
            Person.enter(self.field.text(), self.value.text(), self._year)
        except ValueError as error:
            found.append(Problem("value", f"{str(error)[:1].upper()}{str(error)[1:]}."))
        return found

    def command(self) -> Propose:
        """Return the proposal."""
        return Propose(self.about(self.person.key()), self.field.text(), self.value.text(), self.reason.text())


class WordsForm(Form):
    """A few words about something that stands above them."""

    def __init__(self, name: str, above: str) -> None:
        super().__init__()
        self.add_widget(label(above, "quiet", wrap=True))
        self.words = self.add("words", AreaField(name))

    def load(self, row: Any) -> None:
        """Begin empty."""

    def problems(self) -> Sequence[Problem]:
        """Return that nothing was written."""
        return [] if self.words.text() else [Problem("words", "Ghi vài lời.")]

    def command(self) -> str:
        """Return the words."""
        return self.words.text()
