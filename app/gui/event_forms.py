"""The short wizards of Biến động, one form for each thing that can happen to a household.

Each form holds the members of the household it is opened for, and returns the use case that records what was filled in.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

from app.gui.day_field import DayField
from app.gui.event_family import GroupMoveForm, JoinForm, MarriageForm, NewHeadForm, SplitForm
from app.gui.event_form import EventForm, LeavingForm, Wizard, half_day, record_line, unsaid, wizard_for
from app.gui.fields import ChoiceField, DateField, TextField
from app.gui.forms import Problem
from app.gui.record_form import KeptChoice, narrow
from app.records.events import (
    ABSENCE,
    BIRTH,
    DEATH,
    GROUP_MOVE,
    JOIN,
    LODGING,
    MARRIAGE,
    MOVE_IN,
    MOVE_OUT,
    NEW_HEAD,
    RETURN,
    SPLIT,
)
from app.records.register import RELATIONS, SEXES, Household, Person
from app.usecases import events
from app.usecases.context import Done

NEWCOMER: Final = ("full_name", "birth", "sex", "relation", "id_number", "phone")


class BirthForm(EventForm):
    """A child is born."""

    def __init__(self, wizard: Wizard) -> None:
        super().__init__(wizard, "Ngày sinh")

    def ask(self) -> None:
        """Ask for the name."""
        self.name = self.add("full_name", record_line(Person, "full_name", "Họ và tên cháu"))

    def ask_after(self) -> None:
        """Ask for relation and sex."""
        self.relation, self.sex = KeptChoice("Quan hệ với chủ hộ", RELATIONS[1:]), KeptChoice("Giới tính", SEXES)
        self.relation.set_text("Con")
        self.add_beside(("relation", self.relation, 3), ("sex", self.sex, 2))

    def missing(self) -> list[Problem]:
        """A child has a name and a place in the family."""
        return unsaid(self.name, "full_name", "Ghi họ và tên.") + unsaid(self.relation, "relation", "Chọn quan hệ.")

    def record(self) -> Done[Any]:
        """Record the birth."""
        texts = {name: self.fields[name].text() for name in ("full_name", "relation", "sex")}
        command = events.Birth(self.wizard.household, self.day.day(), texts, self.note.text())
        return events.record_birth(self.wizard.context, command)

    def said(self) -> str:
        """The child's name."""
        return self.name.text()


class DeathForm(EventForm):
    """Somebody died."""

    def __init__(self, wizard: Wizard) -> None:
        super().__init__(wizard, "Ngày mất")

    def ask(self) -> None:
        """Ask who."""
        self.person = self.ask_person("Người mất")

    def ask_after(self) -> None:
        """Ask for a new head when it was the head."""
        self.heir = self.ask_heir()
        self.person.edited.connect(self._follow)

    def set_texts(self, texts: Mapping[str, str]) -> None:
        """Fill from a draft: who first, then what follows from it."""
        super().set_texts(texts)
        self._follow()
        super().set_texts({name: text for name, text in texts.items() if name.startswith("heir")})

    def missing(self) -> list[Problem]:
        """Somebody must be chosen, and an heir where one is needed."""
        return unsaid(self.person, "person", "Chọn người mất.") or self.heir_problem(self.heir)

    def record(self) -> Done[Any]:
        """Record the death."""
        command = events.Death(self.person.text(), self.day.day(), self.heir.heir(), self.note.text())
        return events.record_death(self.wizard.context, command)

    def said(self) -> str:
        """Their name."""
        return self.names_of([self.person.text()])

    def _follow(self) -> None:
        self.heir_after(self.heir, [self.person.text()] if self.person.text() else [])


class MoveInForm(EventForm):
    """Somebody comes to live here: in the household shown, or as the head of a new one; for a time with ``temporary``."""

    def __init__(self, wizard: Wizard, *, temporary: bool = False) -> None:
        self.temporary = temporary
        super().__init__(wizard, "Tạm trú từ ngày" if temporary else "Ngày đến")

    def ask(self) -> None:
        """Ask who comes."""
        alone = self.wizard.detail is None
        caption = "Họ và tên chủ hộ" if alone else "Họ và tên"
        self.name = self.add("full_name", record_line(Person, "full_name", caption))
        self.birth = DateField(Person.fields["birth"].label, self.year)
        self.sex = KeptChoice("Giới tính", SEXES)
        self.add_beside(("birth", self.birth, 3), ("sex", self.sex, 2))
        self.relation = KeptChoice("Quan hệ với chủ hộ", RELATIONS[1:])
        self.relation.set_text("Ở thuê" if self.temporary and not alone else "")
        self.add("relation", self.relation)
        self.relation.setVisible(not alone)
        self.number = self.add("id_number", record_line(Person, "id_number"))
        self.phone = self.add("phone", record_line(Household, "phone"))
        self.group = ChoiceField("Tổ dân cư", [("", "Chưa xếp tổ"), *self.wizard.groups])
        narrow(self.group)
        self.address = record_line(Household, "address")
        for name, field in (("group", self.group), ("address", self.address)):
            self.add(name, field).setVisible(alone)

    def ask_after(self) -> None:
        """Ask from where, and until when."""
        self.until = DayField("Đến ngày (chưa rõ thì để trống)", self.year)
        self.add("until", self.until).setVisible(self.temporary)
        words = "Nơi thường trú" if self.temporary else "Từ đâu đến"
        self.place = self.add("place", TextField(words, example="xã Bình Minh, tỉnh Ninh Bình"))

    def missing(self) -> list[Problem]:
        """Somebody has a name and, in a household, a relation; a day that is typed is a whole day."""
        found = unsaid(self.name, "full_name", "Ghi họ và tên.")
        if self.wizard.detail is not None:
            found += unsaid(self.relation, "relation", "Chọn quan hệ với chủ hộ.")
        return found + half_day(self.until, "until")

    def record(self) -> Done[Any]:
        """Record who came."""
        own = {} if self.wizard.detail else {"address": self.address.text(), "phone": self.phone.text()}
        names = [name for name in NEWCOMER if name not in own]
        texts = {name: self.fields[name].text() for name in names if self.fields[name].text()}
        command = events.MoveIn(
            self.day.day(), (texts,), self.wizard.household, "" if self.wizard.detail else self.group.text(),
            {name: text for name, text in own.items() if text}, self.place.text(), self.temporary, self.until.day(),
            self.note.text(),
        )  # fmt: skip
        return events.record_move_in(self.wizard.context, command)

    def said(self) -> str:
        """The newcomer's name."""
        return self.name.text()


class MoveOutForm(LeavingForm):
    """People leave the village; all of them: the household does."""

    def __init__(self, wizard: Wizard) -> None:
        super().__init__(wizard, "Ngày đi")

    def ask_after(self) -> None:
        """Ask where to, and for a new head when the old one goes."""
        self.place = self.add("place", TextField("Chuyển đi đâu", example="xã Bình Minh, tỉnh Ninh Bình"))
        self.heir = self.ask_heir("Chủ hộ mới của hộ còn lại")
        self.people.edited.connect(self._follow)

    def set_texts(self, texts: Mapping[str, str]) -> None:
        """Fill from a draft: who first, then what follows from it."""
        super().set_texts(texts)
        self._follow()
        super().set_texts({name: text for name, text in texts.items() if name.startswith("heir")})

    def missing(self) -> list[Problem]:
        """Who, where to, and the heir."""
        found = super().missing() + unsaid(self.place, "place", "Ghi nơi chuyển đến; chưa rõ thì ghi «chưa rõ».")
        return found + self.heir_problem(self.heir)

    def record(self) -> Done[Any]:
        """Record who left."""
        command = events.MoveOut(
            self.people.keys(), self.day.day(), self.place.text(), self.heir.heir(), self.note.text()
        )  # fmt: skip
        return events.record_move_out(self.wizard.context, command)

    def _follow(self) -> None:
        self.heir_after(self.heir, self.people.keys())


class AbsenceForm(LeavingForm):
    """People are away for a time."""

    def __init__(self, wizard: Wizard) -> None:
        super().__init__(wizard, "Vắng từ ngày")

    def ask_after(self) -> None:
        """Ask until when, and where."""
        self.until = self.add("until", DayField("Đến ngày (chưa rõ thì để trống)", self.year))
        self.place = self.add("place", TextField("Đi đâu", example="làm ăn ở Bình Dương"))

    def missing(self) -> list[Problem]:
        """Who; a day that is typed is a whole day."""
        return super().missing() + half_day(self.until, "until")

    def record(self) -> Done[Any]:
        """Record the absence."""
        command = events.Absence(
            self.people.keys(), self.day.day(), self.place.text(), self.until.day(), self.note.text()
        )  # fmt: skip
        return events.record_absence(self.wizard.context, command)


class ReturnForm(LeavingForm):
    """The end of an absence or of a temporary residence."""

    nobody = "Đánh dấu người đã về, hoặc hết tạm trú."

    def ask(self) -> None:
        """Ask who of those with an open term."""
        temporary = [member for member in self.wizard.members if member.standing]
        self.people = self.ask_people("Những người nào", temporary)
        if not temporary:
            self.people.show_hint("Hộ này không có ai đang tạm vắng hay tạm trú.")

    def record(self) -> Done[Any]:
        """Record the return."""
        command = events.Return(self.people.keys(), self.day.day(), self.note.text())
        return events.record_return(self.wizard.context, command)


FORMS: Final[Mapping[str, Callable[[Wizard], EventForm]]] = {
    BIRTH: BirthForm,
    DEATH: DeathForm,
    MOVE_IN: MoveInForm,
    LODGING: partial(MoveInForm, temporary=True),
    MOVE_OUT: MoveOutForm,
    ABSENCE: AbsenceForm,
    RETURN: ReturnForm,
    SPLIT: SplitForm,
    JOIN: JoinForm,
    NEW_HEAD: NewHeadForm,
    MARRIAGE: MarriageForm,
    GROUP_MOVE: GroupMoveForm,
}
"""The wizard of each event, in the order of the menu."""


__all__ = ["FORMS", "EventForm", "Wizard", "wizard_for"]
