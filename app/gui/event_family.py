"""The wizards of what changes families: splits, joins, a new head, a marriage, another group."""

from collections.abc import Mapping
from typing import Any, Final

from app.gui.event_form import EventForm, LeavingForm, Wizard, record_line, unsaid
from app.gui.event_parts import RelationsField, named
from app.gui.fields import Choice, ChoiceField, DateField, PickField, TextField
from app.gui.forms import Problem
from app.gui.offices_form import people_finder
from app.gui.record_form import KeptChoice, narrow
from app.records.register import HEAD, RELATIONS, SEXES, Household
from app.usecases import events
from app.usecases.context import Context, Done
from app.usecases.households import (
    HouseholdQuery,
    list_households,
)

MOST_PICKS: Final = 12


class SplitForm(LeavingForm):
    """Some become a household of their own."""

    def __init__(self, wizard: Wizard) -> None:
        super().__init__(wizard, "Ngày tách hộ")

    def ask(self) -> None:
        """Ask who goes, and who is head of the new household."""
        self.people = self.ask_people("Những người tách ra")
        self.family = self.ask_heir("Chủ hộ của hộ mới", own_family=True)
        self.address = self.add("address", record_line(Household, "address", "Địa chỉ của hộ mới"))
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
        found = unsaid(self.person, "person", "Chọn người kết hôn.") + unsaid(self.spouse, "spouse", "Ghi họ tên.")
        how = self.home.text()
        if how == GOES and not self.spouse.key():
            found.append(Problem("spouse", "Chọn người trong thôn ở danh sách hiện ra."))
        if how in (COMES, GOES):
            found += unsaid(self.relation, "relation", "Chọn quan hệ với chủ hộ.")
        if how == LEAVES:
            found += unsaid(self.place, "place", "Ghi nơi chuyển đến; chưa rõ thì ghi «chưa rõ».")
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
        return unsaid(self.group, "group", "Chọn tổ chuyển đến.")

    def record(self) -> Done[Any]:
        """Record the move."""
        command = events.MoveGroup(
            (self.wizard.household,), self.group.text(), self.day.day(), self.note.text()
        )  # fmt: skip
        return events.record_group_move(self.wizard.context, command)

    def said(self) -> str:
        """The group."""
        return self.group.box.currentText()


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
