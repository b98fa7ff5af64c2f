"""What a list would do to the register: the one computation behind the preview and the commit.

Households are the same when head, address and group are written the same, or the code is, or their head is known by an id
number. People are the same when their id number is and their name or birth agrees, else when name, birth and household do.
A blank is never a key, nothing is matched fuzzily, nothing in the list is dropped, and a blank cell never erases.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.journal.tables import HEAD as HEADS
from app.records.base import LIVE, Record, to_note
from app.records.events import TEMPORARY, Residence
from app.records.register import HEAD, Household, Person, ResidentialGroup, household_key
from app.usecases.editing import value_text
from app.usecases.groups import number_in
from app.usecases.import_rows import LABELS, ListRow, Lodging, Problem
from app.vietnamese.identity import fill_zeros, mask
from app.vietnamese.text import fold, tone_key

Outcome = Literal["new", "updated", "same", "refused"]
OUTCOMES: Final[tuple[Outcome, ...]] = ("new", "updated", "same", "refused")

Key = tuple[str, ...]


@dataclass
class GroupPlan:
    """A group the list names: an existing one (``id``) or one to make."""

    name: str
    number: int | None
    id: str = ""


@dataclass
class HouseholdPlan:
    """One household of the list; ``changes`` holds the values to set."""

    outcome: Outcome
    group: GroupPlan | None
    changes: dict[str, Any]
    id: str = ""
    code: str = ""
    reason: str = ""
    people: list["PersonPlan"] = field(default_factory=list)


@dataclass
class PersonPlan:
    """One row of the list; ``changes`` holds the values to set and ``reason`` says what and why to a person."""

    row: ListRow
    outcome: Outcome
    reason: str
    changes: dict[str, Any] = field(default_factory=dict)
    id: str = ""
    lodging: Lodging | None = None


@dataclass
class Plan:
    """Everything a list would do, and what a person should look at."""

    groups: list[GroupPlan] = field(default_factory=list)
    households: list[HouseholdPlan] = field(default_factory=list)
    people: list[PersonPlan] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Stored:
    """One stored row as far as comparing needs it."""

    id: str
    values: Mapping[str, Any]
    household: str = ""


class Planner:
    """Compares rows with the register as it is at this moment."""

    def __init__(self, session: Session) -> None:
        self._groups = {fold(group.name or ""): GroupPlan(group.name or "", group.number, group.id)
                        for group in _live(session, ResidentialGroup)}  # fmt: skip
        self._contested = set(session.scalars(select(HEADS.c.record).where(HEADS.c.contested == 1)))
        names = {group.id: group.name for group in self._groups.values()}
        self._by_key: dict[Key, _Stored] = {}
        self._by_code: dict[str, _Stored] = {}
        self._by_number: dict[str, list[_Stored]] = defaultdict(list)
        self._by_birth: dict[Key, _Stored] = {}
        self._by_name: dict[Key, list[_Stored]] = defaultdict(list)
        self._homes: dict[str, _Stored] = {}
        self._headed: dict[str, list[_Stored]] = defaultdict(list)
        self._at: dict[str, list[_Stored]] = defaultdict(list)
        self._lodging: dict[str, Residence] = {}
        self._gone_number: dict[str, Person] = {}
        self._gone_birth: dict[Key, Person] = {}
        self._load(session, names)
        self._made: dict[Key, HouseholdPlan] = {}
        self._renamed: set[str] = set()
        self._numbers: dict[str, int] = {}
        self.plan = Plan()

    def add(self, rows: Iterable[ListRow]) -> None:
        """Plan the rows of one list."""
        for row in rows:
            if row.refusal:
                self._refuse(row, row.refusal)
                continue
            if gone := self._gone(row):
                self._leave_gone(row, gone)
                continue
            landlord = self._landlord(row)
            if row.lodging is not None and landlord is None and row.person.get("relation") != HEAD:
                self._refuse(row, _no_landlord(row))
                continue
            household = landlord or self._household(row)
            person = self._person(row, household)
            if household.reason and not household.people:
                person.reason = f"{person.reason}; hộ đổi {household.reason}"
            household.people.append(person)
            self.plan.people.append(person)

    def _load(self, session: Session, names: Mapping[str, str]) -> None:
        everybody = _live(session, Person)
        people = [person for person in everybody if person.departure is None]
        self._know_gone(person for person in everybody if person.departure is not None)
        heads = {person.household_id: person.full_name or "" for person in people if person.relation == HEAD}
        for home in _live(session, Household):
            if home.departure is not None:
                continue
            stored = self._homes[home.id] = _Stored(home.id, {name: getattr(home, name) for name in home.fields})
            key = household_key(heads.get(home.id, ""), home.address or "", names.get(home.group_id or "", ""))
            self._by_key.setdefault(key, stored)
            if home.code:
                self._by_code.setdefault(home.code, stored)
            self._headed[fold(heads.get(home.id, ""))].append(stored)
            self._at[fold(home.address or "")].append(stored)
        self._lodging = {term.person_id or "": term for term in _live(session, Residence) if term.standing == TEMPORARY}
        for person in people:
            values = {name: getattr(person, name) for name in person.fields}
            stored = _Stored(person.id, values, person.household_id or "")
            name = tone_key(person.full_name or "")
            if person.id_number:
                self._by_number[fill_zeros(person.id_number)].append(stored)
            if person.birth:
                self._by_birth.setdefault((stored.household, name, person.birth.display()), stored)
            self._by_name[(stored.household, name)].append(stored)

    def _know_gone(self, people: Iterable[Person]) -> None:
        """Know who died or moved out, by id number and by name with a whole day of birth."""
        for person in people:
            if person.id_number:
                self._gone_number[fill_zeros(person.id_number)] = person
            if person.birth and person.birth.precision == "day":
                self._gone_birth[(tone_key(person.full_name or ""), person.birth.display())] = person

    def _gone(self, row: ListRow) -> Person | None:
        """Return the person of a row when the books say they are here no longer, and nobody here is them."""
        number, birth = row.person.get("id_number"), row.person.get("birth")
        name = tone_key(str(row.person["full_name"]))
        found = self._gone_number.get(fill_zeros(number)) if number else None
        if found is not None and tone_key(found.full_name or "") != name:
            found = None
        if found is None and birth is not None and birth.precision == "day":
            same = self._gone_birth.get((name, birth.display()))
            found = same if same is not None and not (number and same.id_number) else None
        return None if found is None or self._known_by_number(row) else found

    def _leave_gone(self, row: ListRow, gone: Person) -> None:
        """Leave somebody who died or moved out as they are: an old list does not bring them back."""
        how = gone.departure.display() if gone.departure else ""
        self.plan.people.append(PersonPlan(row, "same", f"sổ ghi {how}, không nhập lại", {}, gone.id))
        message = f"Sổ ghi người này {how}, nên không nhập lại. Nếu đã trở về thì ghi Biến động, Chuyển đến."
        self.plan.problems.append(Problem(row.sheet, row.number, LABELS["person.full_name"], "IMPORT-108", message))

    def _household(self, row: ListRow) -> HouseholdPlan:
        group = self._group(row.group)
        code = str(row.household.get("code") or "")
        address = str(row.household.get("address") or "")
        key: Key = ("code", code) if code else household_key(row.head, address, row.group)
        known = self._made.get(key)
        if known is not None:
            self._fill(known, row)
            return known
        stored = self._by_code.get(code) if code else self._by_key.get(household_key(row.head, address, row.group))
        stored = stored or self._household_of_head(row)
        if stored is None:
            made = HouseholdPlan("new", group, dict(row.household), code=code)
        else:
            changes = _differences(stored, row.household, stored.id in self._contested)
            said = [_change("household", name, stored.values[name], value) for name, value in changes.items()]
            if group is not None and group.id != (stored.values["group_id"] or ""):
                changes["group_id"] = group
                said.append(f"tổ thành «{group.name}»")
            made = HouseholdPlan("updated" if changes else "same", group, changes, stored.id, code, "; ".join(said))
        self._made[key] = made
        self.plan.households.append(made)
        return made

    def _landlord(self, row: ListRow) -> HouseholdPlan | None:
        """Return the household somebody lodges in: of the head the list names, at that address; else the one at the address."""
        if row.lodging is None or row.person.get("relation") == HEAD:
            return None
        address = fold(str(row.household.get("address") or ""))
        named = self._headed.get(fold(row.head), []) if row.head else []
        there = self._at.get(address, []) if address else []
        both = [home for home in named if home in there]
        found = both or named if row.head else there
        if len(found) != 1:
            return None
        key: Key = ("home", found[0].id)
        if key not in self._made:
            self._made[key] = HouseholdPlan("same", None, {}, found[0].id)
            self.plan.households.append(self._made[key])
        return self._made[key]

    def _household_of_head(self, row: ListRow) -> _Stored | None:
        """Return the household whose head this row is by id number: the family has moved house, or its head was misspelt."""
        if row.household.get("code") or row.person.get("relation") != HEAD:
            return None
        head = self._known_by_number(row)
        known = head is not None and head.values["relation"] == HEAD
        return self._homes.get(head.household) if head is not None and known else None

    def _fill(self, household: HouseholdPlan, row: ListRow) -> None:
        """Let a later row of the same household say what the first left blank (phones stand beside one name only)."""
        if household.outcome == "new":
            for name, value in row.household.items():
                household.changes.setdefault(name, value)

    def _person(self, row: ListRow, household: HouseholdPlan) -> PersonPlan:
        stored = self._stored_person(row, household)
        number = str(row.person.get("id_number") or "")
        if stored is None:
            self._warn_same_number(row, number)
            return PersonPlan(row, "new", _new_words(row.lodging), dict(row.person), lodging=row.lodging)
        changes = _differences(stored, row.person, stored.id in self._contested)
        if "id_number" in changes and fill_zeros(number) == stored.values["id_number"]:
            del changes["id_number"]
        if household.id and stored.household != household.id:
            changes["household_id"] = household
        if row.lodging is not None:
            return self._lodger_known(row, stored, changes)
        if not changes:
            return PersonPlan(row, "same", "đã có, không đổi", {}, stored.id)
        said = [
            f"chuyển sang hộ của {row.head}"
            if value is household
            else _change("person", name, stored.values[name], value)
            for name, value in changes.items()
        ]
        return PersonPlan(row, "updated", f"đổi {'; '.join(said)}", changes, stored.id)

    def _lodger_known(self, row: ListRow, stored: _Stored, changes: dict[str, Any]) -> PersonPlan:
        """Plan somebody whom the books know: a lodger's term may have got longer; nobody is moved by a list of lodgers."""
        changes = {name: value for name, value in changes.items() if name not in ("household_id", "relation")}
        said = [_change("person", name, stored.values[name], value) for name, value in changes.items()]
        term, until = self._lodging.get(stored.id), row.lodging.until if row.lodging else None
        longer = term is not None and until is not None and term.until != until
        if longer and until is not None:
            said.append(f"tạm trú đến {until:%d/%m/%Y}")
        if not said:
            return PersonPlan(row, "same", "đã có, không đổi", {}, stored.id)
        return PersonPlan(row, "updated", f"đổi {'; '.join(said)}", changes, stored.id, row.lodging if longer else None)

    def _stored_person(self, row: ListRow, household: HouseholdPlan) -> _Stored | None:
        name = tone_key(str(row.person["full_name"]))
        number = row.person.get("id_number")
        if number and (found := self._known_by_number(row)):
            if tone_key(found.values["full_name"] or "") != name:
                self._renamed.add(found.id)
            return found
        birth = row.person.get("birth")
        if birth is not None and (found := self._by_birth.get((household.id, name, birth.display()))):
            exact = birth.precision == "day"  # a year alone, with two numbers, may be two people of one name
            return found if exact or not (number and found.values["id_number"]) else None
        if birth is None and not number and household.id:
            same = self._by_name.get((household.id, name), [])
            return same[0] if len(same) == 1 else None
        return None

    def _known_by_number(self, row: ListRow) -> _Stored | None:
        """Return the person with this id number whose name agrees, else whose birth does; one of another name only once.

        The same number with another name and another birth is somebody else, or typed wrong: never the same person.
        """
        number = row.person.get("id_number")
        people = self._by_number.get(fill_zeros(number), ()) if number else ()
        if not people:
            return None
        name, birth = tone_key(str(row.person["full_name"])), row.person.get("birth")
        for each in people:
            if tone_key(each.values["full_name"] or "") == name:
                return each
        for each in people:
            known = each.values["birth"]
            if each.id not in self._renamed and known and birth and known.display() == birth.display():
                return each
        return None

    def _group(self, name: str) -> GroupPlan | None:
        if not name:
            return None
        folded = fold(name)
        if folded not in self._groups:
            self._groups[folded] = GroupPlan(name, number_in(name))
            self.plan.groups.append(self._groups[folded])
        return self._groups[folded]

    def _refuse(self, row: ListRow, reason: str) -> None:
        self.plan.people.append(PersonPlan(row, "refused", reason))
        self.plan.problems.append(Problem(row.sheet, row.number, "", "IMPORT-103", f"Không nhận dòng này: {reason}."))

    def _warn_same_number(self, row: ListRow, number: str) -> None:
        """Point out an id number that stands twice in the list; both people are kept."""
        if not number:
            return
        first = self._numbers.setdefault(fill_zeros(number), row.number)
        if first != row.number:
            message = f"Số định danh này đã có ở dòng {first}. Vẫn nhận cả hai, cần xem lại."
            self.plan.problems.append(Problem(row.sheet, row.number, LABELS["person.id_number"], "IMPORT-104", message))


def _no_landlord(row: ListRow) -> str:
    if row.head:
        return f"sổ chưa có hộ của chủ nhà «{row.head}»; nhập hộ đó trước"
    return "không rõ ở nhà ai: chưa ghi chủ nhà, và không có đúng một hộ ở địa chỉ này"


def _new_words(lodging: Lodging | None) -> str:
    if lodging is None:
        return "người mới"
    return f"người tạm trú mới, đến {lodging.until:%d/%m/%Y}" if lodging.until else "người tạm trú mới"


def _live(session: Session, model: Any) -> Sequence[Any]:
    return session.scalars(select(model).where(model.status == LIVE).order_by(model.id)).all()


def _differences(stored: _Stored, values: Mapping[str, Any], contested: bool) -> dict[str, Any]:
    """Return what the list says differently; nothing for a record in conflict, which a person must settle first."""
    if contested:
        return {}
    return {name: value for name, value in values.items() if _differs(stored.values[name], value)}


def _change(kind: str, name: str, old: Any, new: Any) -> str:
    """Return "Ngày sinh từ «2001» thành «12/04/2001»"; id numbers by their last digits."""
    before, after = (mask(text) if name == "id_number" else text for text in map(value_text, (old, new)))
    label = LABELS[f"{kind}.{name}"]
    return f"{label} từ «{before}» thành «{after}»" if before else f"{label} thành «{after}»"


def _differs(old: Any, new: Any) -> bool:
    if new is None:
        return False
    if hasattr(old, "display") and hasattr(new, "display"):
        return bool(old.display() != new.display())
    return to_note(old) != to_note(new)


def apply_to(record: Record, changes: Mapping[str, Any]) -> None:
    """Set the planned values that are the record's own fields."""
    for name, value in changes.items():
        if name not in record.references:
            setattr(record, name, value)
