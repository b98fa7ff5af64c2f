"""What every wizard of Biến động is made of: the household it is about, a day, a note, and pieces several of them ask."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.gui.day_field import WHOLE_DAY, DayField
from app.gui.event_parts import HeirPart, named, told
from app.gui.fields import AreaField, Choice, ChoiceField, Field, TextField
from app.gui.forms import Form, Problem
from app.gui.record_form import narrow
from app.gui.ticks_field import TicksField
from app.kernel.clock import today
from app.records.register import HEAD, Household, Person
from app.usecases.context import Context, Done
from app.usecases.event_list import proposed_relations
from app.usecases.groups import list_groups
from app.usecases.households import (
    HouseholdDetail,
    Member,
    household_detail,
)


@dataclass(frozen=True, slots=True)
class Wizard:
    """What a wizard is about: the household it was opened for (``None``: a new one comes) and the village's groups."""

    context: Context
    detail: HouseholdDetail | None
    groups: tuple[Choice, ...]

    @property
    def members(self) -> tuple[Member, ...]:
        """The people of the household."""
        return self.detail.members if self.detail else ()

    @property
    def household(self) -> str:
        """Its id, empty for a new one."""
        return self.detail.row.id if self.detail else ""


class EventForm(Form):
    """Base of the wizards: a day at the top, a note at the end, and what the subclass asks between them."""

    def __init__(self, wizard: Wizard, day_name: str = "Ngày") -> None:
        super().__init__()
        self.wizard = wizard
        now = today(wizard.context.clock)
        self.year = now.year
        self.day = DayField(day_name, now.year)
        self.day.set_day(now)
        self.ask()
        self.add("day", self.day)
        self.ask_after()
        self.note = self.add("note", AreaField("Ghi chú", lines=2))

    def ask(self) -> None:
        """Add the fields that stand above the day."""

    def ask_after(self) -> None:
        """Add the fields that stand below the day."""

    def missing(self) -> list[Problem]:
        """Return what is missing beside the day."""
        return []

    def record(self) -> Done[Any]:
        """Record what was filled in."""
        raise NotImplementedError

    def said(self) -> str:
        """Return who it was about, for the notice."""
        return ""

    def load(self, row: Any) -> None:
        """Begin empty; a wizard shows no record."""

    def command(self) -> Callable[[], Done[Any]]:
        """Return what records it."""
        return self.record

    def problems(self) -> Sequence[Problem]:
        """Return what is missing, the day last."""
        found = self.missing()
        return [*found, Problem("day", WHOLE_DAY)] if self.day.day() is None else found

    # Pieces several wizards share

    def ask_people(self, caption: str, members: Sequence[Member] | None = None) -> TicksField:
        """Add boxes for the people of the household."""
        made = TicksField(caption, across=1)
        made.show_choices(told(self.wizard.members if members is None else members))
        return self.add("people", made)

    def ask_person(self, caption: str) -> ChoiceField:
        """Add the choice of one of the household."""
        made = ChoiceField(caption, [("", "Chọn người"), *told(self.wizard.members)])
        narrow(made)
        return self.add("person", made)

    def ask_heir(self, caption: str = "Chủ hộ mới", *, own_family: bool = False) -> HeirPart:
        """Add the two fields of a new head."""

        def guess(head: str, members: Sequence[Member]) -> Mapping[str, str]:
            inside = [member.id for member in members]
            if own_family:
                return proposed_relations(self.wizard.context, self.wizard.household, head, only=inside)
            gone = [member.id for member in self.wizard.members if member.id not in inside]
            return proposed_relations(self.wizard.context, self.wizard.household, head, leaving=gone)

        made = HeirPart(caption, guess)
        prefix = "family_" if own_family else "heir_"
        self.add(f"{prefix}head", made.head)
        self.add(f"{prefix}relations", made.relations)
        return made

    def heir_after(self, heir: HeirPart, gone: Sequence[str]) -> None:
        """Ask for a new head when the old one is among those who go and others stay."""
        staying = [member for member in self.wizard.members if member.id not in gone]
        headless = not any(member.texts.get("relation") == HEAD for member in staying)
        heir.ask(staying if headless and gone else ())

    def chosen(self, keys: Sequence[str]) -> list[Member]:
        """Return the members with these ids."""
        return [member for member in self.wizard.members if member.id in keys]

    def names_of(self, keys: Sequence[str]) -> str:
        """Return their names for a sentence."""
        return ", ".join(name for _, name in named(self.chosen(keys)))

    def heir_problem(self, heir: HeirPart) -> list[Problem]:
        """Return what is missing about the new head."""
        found = heir.problem()
        if found is None:
            return []
        name = next(name for name, field in self.fields.items() if field is found[0])
        return [Problem(name, found[1])]


def record_line(model: type[Person] | type[Household], name: str, caption: str = "") -> TextField:
    """Return a line for a field of a record, named as the record names it unless said otherwise."""
    info = model.fields[name]
    return TextField(caption or info.label, example=info.example)


class LeavingForm(EventForm):
    """Base of what happens to several people of a household at once."""

    people: TicksField
    nobody = "Đánh dấu ít nhất một người."

    def ask(self) -> None:
        """Ask who."""
        self.people = self.ask_people("Những người nào")

    def missing(self) -> list[Problem]:
        """Somebody must be ticked."""
        return unsaid(self.people, "people", self.nobody)

    def said(self) -> str:
        """Their names."""
        return self.names_of(self.people.keys())


def unsaid(field: Field, name: str, words: str) -> list[Problem]:
    """Return the problem of a field that holds nothing."""
    return [] if field.text() else [Problem(name, words)]


def half_day(field: DayField, name: str) -> list[Problem]:
    """Return the problem of a day that is typed and is none; an empty one is none."""
    return [Problem(name, WHOLE_DAY)] if field.text() and field.day() is None else []


def wizard_for(context: Context, household: str) -> Wizard:
    """Return what a wizard about ``household`` (empty: a new one) needs to know."""
    groups = tuple((row.id, row.name) for row in list_groups(context))
    return Wizard(context, household_detail(context, household) if household else None, groups)
