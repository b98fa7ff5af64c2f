"""The short wizards of Biến động, one form for each thing that can happen to a household.

Each form holds the members of the household it is opened for, and returns the use case that records what was filled in.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from app.gui.day_field import WHOLE_DAY, DayField
from app.gui.event_parts import HeirPart, RelationsField, named, told
from app.gui.fields import AreaField, Choice, ChoiceField, DateField, Field, PickField, TextField
from app.gui.forms import Form, Problem
from app.gui.offices_form import people_finder
from app.gui.record_form import KeptChoice, narrow
from app.gui.ticks_field import TicksField
from app.kernel.clock import today
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
from app.records.register import HEAD, RELATIONS, SEXES, Household, Person
from app.usecases import events
from app.usecases.context import Context, Done
from app.usecases.event_list import proposed_relations
from app.usecases.groups import list_groups
from app.usecases.households import (
    HouseholdDetail,
    HouseholdQuery,
    Member,
    household_detail,
    list_households,
)

MOST_PICKS: Final = 12
NEWCOMER: Final = ("full_name", "birth", "sex", "relation", "id_number", "phone")


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


def _line(model: type[Person] | type[Household], name: str, caption: str = "") -> TextField:
    info = model.fields[name]
    return TextField(caption or info.label, example=info.example)


class BirthForm(EventForm):
    """A child is born."""

    def __init__(self, wizard: Wizard) -> None:
        super().__init__(wizard, "Ngày sinh")

    def ask(self) -> None:
        """Ask for the name."""
        self.name = self.add("full_name", _line(Person, "full_name", "Họ và tên cháu"))

    def ask_after(self) -> None:
        """Ask for relation and sex."""
        self.relation, self.sex = KeptChoice("Quan hệ với chủ hộ", RELATIONS[1:]), KeptChoice("Giới tính", SEXES)
        self.relation.set_text("Con")
        self.add_beside(("relation", self.relation, 3), ("sex", self.sex, 2))

    def missing(self) -> list[Problem]:
        """A child has a name and a place in the family."""
        return _unsaid(self.name, "full_name", "Ghi họ và tên.") + _unsaid(self.relation, "relation", "Chọn quan hệ.")

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
        return _unsaid(self.person, "person", "Chọn người mất.") or self.heir_problem(self.heir)

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
        self.name = self.add("full_name", _line(Person, "full_name", caption))
        self.birth = DateField(Person.fields["birth"].label, self.year)
        self.sex = KeptChoice("Giới tính", SEXES)
        self.add_beside(("birth", self.birth, 3), ("sex", self.sex, 2))
        self.relation = KeptChoice("Quan hệ với chủ hộ", RELATIONS[1:])
        self.relation.set_text("Ở thuê" if self.temporary and not alone else "")
        self.add("relation", self.relation)
        self.relation.setVisible(not alone)
        self.number = self.add("id_number", _line(Person, "id_number"))
        self.phone = self.add("phone", _line(Household, "phone"))
        self.group = ChoiceField("Tổ dân cư", [("", "Chưa xếp tổ"), *self.wizard.groups])
        narrow(self.group)
        self.address = _line(Household, "address")
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
        found = _unsaid(self.name, "full_name", "Ghi họ và tên.")
        if self.wizard.detail is not None:
            found += _unsaid(self.relation, "relation", "Chọn quan hệ với chủ hộ.")
        return found + _half_day(self.until, "until")

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


class LeavingForm(EventForm):
    """Base of what happens to several people of a household at once."""

    people: TicksField
    nobody = "Đánh dấu ít nhất một người."

    def ask(self) -> None:
        """Ask who."""
        self.people = self.ask_people("Những người nào")

    def missing(self) -> list[Problem]:
        """Somebody must be ticked."""
        return _unsaid(self.people, "people", self.nobody)

    def said(self) -> str:
        """Their names."""
        return self.names_of(self.people.keys())


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
        found = super().missing() + _unsaid(self.place, "place", "Ghi nơi chuyển đến; chưa rõ thì ghi «chưa rõ».")
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
        return super().missing() + _half_day(self.until, "until")

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


class SplitForm(LeavingForm):
    """Some become a household of their own."""

    def __init__(self, wizard: Wizard) -> None:
        super().__init__(wizard, "Ngày tách hộ")

    def ask(self) -> None:
        """Ask who goes, and who is head of the new household."""
        self.people = self.ask_people("Những người tách ra")
        self.family = self.ask_heir("Chủ hộ của hộ mới", own_family=True)
        self.address = self.add("address", _line(Household, "address", "Địa chỉ của hộ mới"))
        self.group = ChoiceField("Tổ dân cư của hộ mới", [("", "Như hộ cũ"), *self.wizard.groups])
        narrow(self.group)
        self.add("group", self.group)

    def ask_after(self) -> None:
        """Ask for a new head of the old household when the old one goes."""
        self.heir = self.ask_heir("Chủ hộ mới của hộ còn lại")
        self.people.edited.connect(self._follow)

    def set_texts(self, texts: Mapping[str, str]) -> None:
        """Fill from a draft: who first, then what follows from it."""
        super().set_texts(texts)
        self._follow()
        super().set_texts({name: text for name, text in texts.items() if name.startswith(("heir", "family"))})

    def missing(self) -> list[Problem]:
        """Who goes, who is head of either household; somebody must stay."""
        if self.people.keys() and len(self.people.keys()) == len(self.wizard.members):
            return [Problem("people", "Để lại ít nhất một người, không thì là chuyển cả hộ.")]
        return super().missing() + self.heir_problem(self.family) + self.heir_problem(self.heir)

    def record(self) -> Done[Any]:
        """Record the split."""
        texts = {"address": self.address.text()} if self.address.text() else {}
        command = events.Split(
            self.people.keys(), self.day.day(), self.family.heir(), self.heir.heir(), self.group.text(), texts,
            self.note.text(),
        )  # fmt: skip
        return events.record_split(self.wizard.context, command)

    def _follow(self) -> None:
        going = self.chosen(self.people.keys())
        self.family.ask(going, going[0].id if len(going) == 1 else "")
        self.heir_after(self.heir, self.people.keys())


class JoinForm(EventForm):
    """The whole household becomes part of another."""

    def __init__(self, wizard: Wizard) -> None:
        super().__init__(wizard, "Ngày nhập hộ")

    def ask(self) -> None:
        """Ask into which household, and what everybody is there."""
        self.into = PickField("Nhập vào hộ", self._find, "Gõ tên chủ hộ hoặc mã hộ rồi chọn.")
        self.add("into", self.into)
        self.relations = self.add("relations", RelationsField("Quan hệ với chủ hộ của hộ đó"))
        self.relations.show_people(named(self.wizard.members), {})

    def missing(self) -> list[Problem]:
        """Which household, and everybody's relation."""
        if not self.into.key():
            return [Problem("into", "Chọn một hộ trong danh sách hiện ra.")]
        if missing := self.relations.missing():
            return [Problem("relations", f"Chọn quan hệ của {', '.join(missing)}.")]
        return []

    def record(self) -> Done[Any]:
        """Record the join."""
        command = events.Join(
            self.wizard.household, self.into.key(), self.day.day(), self.relations.relations(), self.note.text()
        )  # fmt: skip
        return events.record_join(self.wizard.context, command)

    def said(self) -> str:
        """The household it becomes part of."""
        return self.into.text()

    def _find(self, text: str) -> list[Choice]:
        return find_households(self.wizard.context, text, self.wizard.household)


class NewHeadForm(EventForm):
    """Another member becomes the head."""

    def ask(self) -> None:
        """Ask who, and what everybody is to them."""
        self.heir = self.ask_heir()
        present = next((each.id for each in self.wizard.members if each.texts.get("relation") == HEAD), "")
        self.heir.ask(self.wizard.members)
        self._present = present

    def missing(self) -> list[Problem]:
        """Somebody else than now, and everybody's relation."""
        if self.heir.head.text() and self.heir.head.text() == self._present:
            return [Problem("heir_head", "Người này đang là chủ hộ.")]
        return self.heir_problem(self.heir)

    def record(self) -> Done[Any]:
        """Record the new head."""
        command = events.ChangeHead(self.wizard.household, self.day.day(), self.heir.heir(), self.note.text())
        return events.record_new_head(self.wizard.context, command)

    def said(self) -> str:
        """The new head's name."""
        return self.names_of([self.heir.head.text()])


STAYS, COMES, GOES, LEAVES = "", "comes", "goes", "leaves"


class MarriageForm(EventForm):
    """Somebody marries, and one of the two may move."""

    def __init__(self, wizard: Wizard) -> None:
        super().__init__(wizard, "Ngày kết hôn")

    def ask(self) -> None:
        """Ask who marries whom."""
        self.person = self.ask_person("Người kết hôn")
        hint = "Người trong thôn thì gõ vài chữ rồi chọn; người nơi khác thì gõ cả họ tên."
        self.spouse = self.add("spouse", PickField("Vợ hoặc chồng", self._find, hint))

    def ask_after(self) -> None:
        """Ask who moves where, and what follows from it."""
        self.home = ChoiceField(
            "Sau khi kết hôn",
            [
                (STAYS, "Chưa ai chuyển đi đâu"),
                (COMES, "Người kia về ở hộ này"),
                (GOES, "Về ở hộ của người kia trong thôn"),
                (LEAVES, "Chuyển đi nơi khác"),
            ],
        )
        narrow(self.home)
        self.add("home", self.home)
        self.relation = self.add("relation", KeptChoice("Người mới về là gì của chủ hộ", RELATIONS[1:]))
        self.birth = DateField("Ngày sinh của người kia", self.year)
        self.sex = KeptChoice("Giới tính", SEXES)
        self.add_beside(("birth", self.birth, 3), ("sex", self.sex, 2))
        self.place = self.add("place", TextField("Chuyển đi đâu", example="xã Bình Minh, tỉnh Ninh Bình"))
        self.heir = self.ask_heir("Chủ hộ mới của hộ còn lại")
        for field in (self.home, self.spouse, self.person):
            field.edited.connect(self._follow)
        self._follow()

    def set_texts(self, texts: Mapping[str, str]) -> None:
        """Fill from a draft: who first, then what follows from it."""
        super().set_texts(texts)
        self._follow()
        super().set_texts({name: text for name, text in texts.items() if name.startswith("heir")})

    def missing(self) -> list[Problem]:
        """Who, whom, and what the move needs."""
        found = _unsaid(self.person, "person", "Chọn người kết hôn.") + _unsaid(self.spouse, "spouse", "Ghi họ tên.")
        how = self.home.text()
        if how == GOES and not self.spouse.key():
            found.append(Problem("spouse", "Chọn người trong thôn ở danh sách hiện ra."))
        if how in (COMES, GOES):
            found += _unsaid(self.relation, "relation", "Chọn quan hệ với chủ hộ.")
        if how == LEAVES:
            found += _unsaid(self.place, "place", "Ghi nơi chuyển đến; chưa rõ thì ghi «chưa rõ».")
        return found + self.heir_problem(self.heir)

    def record(self) -> Done[Any]:
        """Record the marriage."""
        how = self.home.text()
        texts = {name: self.fields[name].text() for name in ("birth", "sex") if self.fields[name].text()}
        command = events.Marriage(
            self.person.text(), self.day.day(), self.spouse.key() or self.spouse.text(), how == COMES,
            texts if how == COMES and not self.spouse.key() else {}, self.relation.text(), how == GOES,
            self.place.text() if how == LEAVES else "", self.heir.heir(), self.note.text(),
        )  # fmt: skip
        return events.record_marriage(self.wizard.context, command)

    def said(self) -> str:
        """The name of who marries."""
        return self.names_of([self.person.text()])

    def _find(self, text: str) -> list[Choice]:
        inside = {member.id for member in self.wizard.members}
        return [choice for choice in people_finder(self.wizard.context)(text) if choice[0] not in inside]

    def _follow(self) -> None:
        how, stranger = self.home.text(), not self.spouse.key()
        self.relation.setVisible(how in (COMES, GOES))
        for field in (self.birth, self.sex):
            field.setVisible(how == COMES and stranger)
        self.place.setVisible(how == LEAVES)
        going = [self.person.text()] if how in (GOES, LEAVES) and self.person.text() else []
        self.heir_after(self.heir, going)


class GroupMoveForm(EventForm):
    """The household belongs to another residential group."""

    def __init__(self, wizard: Wizard) -> None:
        super().__init__(wizard, "Từ ngày")

    def ask(self) -> None:
        """Ask which group."""
        present = self.wizard.detail.row.group_id if self.wizard.detail else ""
        self.group = ChoiceField(
            "Chuyển sang tổ", [("", "Chọn tổ"), *(g for g in self.wizard.groups if g[0] != present)]
        )
        narrow(self.group)
        self.add("group", self.group)

    def missing(self) -> list[Problem]:
        """A group must be chosen."""
        return _unsaid(self.group, "group", "Chọn tổ chuyển đến.")

    def record(self) -> Done[Any]:
        """Record the move."""
        command = events.MoveGroup(
            (self.wizard.household,), self.group.text(), self.day.day(), self.note.text()
        )  # fmt: skip
        return events.record_group_move(self.wizard.context, command)

    def said(self) -> str:
        """The group."""
        return self.group.box.currentText()


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

FOR_NEW: Final = (MOVE_IN, LODGING)
"""What can happen without a household in the books: one comes."""


def wizard_for(context: Context, household: str) -> Wizard:
    """Return what a wizard about ``household`` (empty: a new one) needs to know."""
    groups = tuple((row.id, row.name) for row in list_groups(context))
    return Wizard(context, household_detail(context, household) if household else None, groups)


def find_households(context: Context, text: str, but: str) -> list[Choice]:
    """Return households by a part of what is known of them, to pick from."""
    if not text:
        return []
    rows = list_households(context, HouseholdQuery(text, limit=MOST_PICKS)).items
    return [
        (row.id, " · ".join(part for part in (row.code, row.head, row.address) if part))
        for row in rows
        if row.id != but
    ]


def _unsaid(field: Field, name: str, words: str) -> list[Problem]:
    return [] if field.text() else [Problem(name, words)]


def _half_day(field: DayField, name: str) -> list[Problem]:
    return [Problem(name, WHOLE_DAY)] if field.text() and field.day() is None else []


__all__ = ["FORMS", "FOR_NEW", "EventForm", "Wizard", "wizard_for"]
