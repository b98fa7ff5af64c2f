"""Who was here on a day: the register made from dated terms and events. What the books said at a moment is history's.

Somebody without any dated term has always been here, since their birth; the day of an event is the first of what follows.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.clock import today
from app.records.base import LIVE
from app.records.events import AWAY, TEMPORARY, GroupStay, Stay
from app.records.register import HEAD, Household, Person, ResidentialGroup
from app.usecases.context import Context
from app.usecases.event_list import temporary_now
from app.vietnamese.collation import sort_key

PERMANENT: Final = "thường trú"


@dataclass(frozen=True, slots=True)
class MemberOn:
    """One person on that day; ``standing`` is thường trú, tạm trú or tạm vắng."""

    id: str
    name: str
    birth: str
    sex: str
    relation: str
    standing: str


@dataclass(frozen=True, slots=True)
class HouseholdOn:
    """One household on that day, with the head and the group it had then."""

    id: str
    code: str
    head: str
    address: str
    group: str
    members: tuple[MemberOn, ...]


@dataclass(frozen=True, slots=True)
class RegisterOn:
    """The register of one day, by group and walking order."""

    day: date
    households: tuple[HouseholdOn, ...]

    @property
    def people(self) -> int:
        """How many people were in the register."""
        return sum(len(each.members) for each in self.households)

    def with_standing(self, standing: str) -> int:
        """Return how many people stood so: :data:`PERMANENT`, :data:`TEMPORARY` or :data:`AWAY`."""
        return sum(member.standing == standing for each in self.households for member in each.members)


def register_on(context: Context, day: date, group: str = "") -> RegisterOn:
    """Return who lived in the village on ``day`` (in one group by id, if given)."""
    now = day >= today(context.clock)
    with context.reading() as session:
        homes = _households(session, day, now=now)
        groups = {each.id: each for each in session.scalars(select(ResidentialGroup))}
        members = _members(session, day, now=now)
        rows = []
        for home, in_group in homes:
            named = groups.get(in_group or "")
            if group and in_group != group:
                continue
            people = members.get(home.id, ())
            head = next((each.name for each in people if each.relation == HEAD), "")
            order = (named.number or 0, sort_key(named.name or "")) if named else (1 << 30, ())
            row = HouseholdOn(
                home.id, home.code or "", head, home.address or "", named.name or "" if named else "", tuple(people)
            )
            walking = home.walking_order
            rows.append(((*order, walking is None, walking or 0, row.code, row.id), row))
        return RegisterOn(day, tuple(row for _, row in sorted(rows, key=lambda each: each[0])))


def _households(session: Session, day: date, *, now: bool) -> list[tuple[Household, str | None]]:
    """Return the households of that day with the id of the group each was in."""
    past: dict[str, list[GroupStay]] = defaultdict(list)
    for stay in session.scalars(select(GroupStay).where(GroupStay.status == LIVE).order_by(GroupStay.id)):
        past[stay.household_id or ""].append(stay)
    found = []
    for home in session.scalars(select(Household).where(Household.status == LIVE)):
        left = home.departure.date if home.departure else None
        begun = now or home.since is None or home.since <= day
        if begun and (left is None or left > day):
            found.append((home, _group_on(home, past.get(home.id, []), day)))
    return found


def _group_on(home: Household, past: list[GroupStay], day: date) -> str | None:
    if home.group_since is None or home.group_since <= day:
        return home.group_id
    for stay in past:
        if (stay.since is None or stay.since <= day) and stay.until is not None and day < stay.until:
            return stay.group_id
    return None


def _members(session: Session, day: date, *, now: bool) -> Mapping[str, list[MemberOn]]:
    """Return the people of that day by household, head first."""
    terms = temporary_now(session, day)
    past: dict[str, list[Stay]] = defaultdict(list)
    for stay in session.scalars(select(Stay).where(Stay.status == LIVE).order_by(Stay.id)):
        past[stay.person_id or ""].append(stay)
    found: dict[str, list[tuple[tuple[bool, int, str], MemberOn]]] = defaultdict(list)
    for person in session.scalars(select(Person).where(Person.status == LIVE)):
        place = _place_on(person, past.get(person.id, []), day, now=now)
        if place is None:
            continue
        household, relation = place
        term = terms.get(person.id)
        standing = (term.standing if term else None) or PERMANENT
        member = MemberOn(
            person.id, person.full_name or "", person.birth.display() if person.birth else "", person.sex or "",
            relation, standing,
        )  # fmt: skip
        found[household].append(((relation != HEAD, person.position or 1 << 30, person.id), member))
    return {home: [each for _, each in sorted(people, key=lambda each: each[0])] for home, people in found.items()}


def _place_on(person: Person, past: list[Stay], day: date, *, now: bool) -> tuple[str, str] | None:
    """Return in which household somebody was on a day and as what; ``None`` for nobody of the village's."""
    iso = day.isoformat()
    born = person.birth.first_day() if person.birth else None
    if born is not None and born > iso and not now:
        return None
    if person.since is None or person.since <= day:
        if person.left_day is not None and person.left_day <= iso:
            return None
        return person.household_id or "", person.relation or ""
    for stay in past:
        if (stay.since is None or stay.since <= day) and stay.until is not None and day < stay.until:
            return stay.household_id or "", stay.relation or ""
    return None


__all__ = ["AWAY", "PERMANENT", "TEMPORARY", "HouseholdOn", "MemberOn", "RegisterOn", "register_on"]
