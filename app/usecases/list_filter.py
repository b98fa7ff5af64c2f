"""Who stands in a list: conditions that combine, as text a person's list can keep ("least=60", "sex=Nữ").

Ages are full years on a day; of somebody whose year of birth alone is known, that year less the birth year. A condition on
people chooses, in a list of households, those with somebody of whom it holds.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, or_, select

from app.kernel.errors import AppError
from app.records.base import LIVE
from app.records.events import AWAY, TEMPORARY, Residence
from app.records.pledges import Pledge, PledgeCampaign
from app.records.register import Household, HouseholdClass, Person, ResidentialGroup
from app.usecases.errors import LIST_CONDITION
from app.usecases.searching import asked, matches, matches_person
from app.vietnamese.text import clean

PERMANENT: Final = "thường trú"
STANDINGS: Final = (PERMANENT, TEMPORARY, AWAY)
YES: Final = "1"
SEVERAL: Final = "|"
"""Between values of which any will do: "Hộ nghèo|Hộ cận nghèo"."""
YEAR_DAYS: Final = 365


@dataclass(frozen=True, slots=True)
class ListFilter:
    """The conditions, all as text; an empty one asks nothing.

    ``group`` names a residential group; ``klass`` a class of households; ``least`` and ``most`` full years of age;
    ``turning`` ages that are reached within the year ("70,75,100+"); ``standing`` thường trú, tạm trú or tạm vắng;
    ``unconfirmed`` asks for households nobody has looked into for a year; ``unsigned`` for those that have not signed in
    the newest campaign.
    """

    text: str = ""
    group: str = ""
    presence: str = ""
    klass: str = ""
    sex: str = ""
    least: str = ""
    most: str = ""
    turning: str = ""
    relation: str = ""
    standing: str = ""
    unconfirmed: str = ""
    unsigned: str = ""

    @classmethod
    def parse(cls, asked: Iterable[str]) -> "ListFilter":
        """Return the filter of "name=value" texts; raises LIST-001 for another name or a number that is none."""
        known = {_wire(each.name): each.name for each in fields(cls)}
        values: dict[str, str] = {}
        for text in asked:
            name, equals, value = text.partition("=")
            if not equals or name.strip() not in known:
                raise AppError(LIST_CONDITION, condition=text, known=", ".join(known))
            values[known[name.strip()]] = clean(value)
        made = cls(**values)
        for text in (made.least, made.most, *_turning(made.turning)):
            if text and not text.removesuffix("+").isdecimal():
                raise AppError(LIST_CONDITION, condition=text, known="tuổi là số, ví dụ 60")
        return made

    def texts(self) -> tuple[str, ...]:
        """Return what :meth:`parse` reads, for keeping."""
        return tuple(
            f"{_wire(each.name)}={getattr(self, each.name)}" for each in fields(self) if getattr(self, each.name)
        )

    def without_people(self) -> "ListFilter":
        """Return only what is asked of households."""
        return replace(self, **dict.fromkeys(_OF_PEOPLE, ""))


_OF_PEOPLE: Final = ("sex", "least", "most", "turning", "relation", "standing")


def household_conditions(wanted: ListFilter, on: date) -> list[ColumnElement[bool]]:
    """Return the conditions on :class:`Household` rows; those on people by somebody living there."""
    found = _of_household(wanted, on)
    if wanted.text:
        inside = _member(matches_person(wanted.text))
        found.append(or_(matches(Household.search_text, wanted.text), inside))
    if of_people := _of_person(wanted, on):
        found.append(_member(*of_people))
    return found


def person_conditions(wanted: ListFilter, on: date) -> list[ColumnElement[bool]]:
    """Return the conditions on :class:`Person` rows joined with their :class:`Household`."""
    found = [*_of_household(wanted, on), *_of_person(wanted, on)]
    if wanted.text:
        found.append(or_(matches_person(wanted.text), matches(Household.search_text, wanted.text)))
    return found


def _of_household(wanted: ListFilter, on: date) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.group:
        groups = select(ResidentialGroup.id).where(ResidentialGroup.name.in_(_several(wanted.group)))
        found.append(or_(Household.group_id.in_(groups), Household.group_id.in_(_several(wanted.group))))
    if wanted.presence:
        found.append(Household.presence.in_(_several(wanted.presence)))
    if wanted.klass:
        found.append(in_class(_several(wanted.klass)))
    if wanted.unconfirmed:
        found.append(_unconfirmed(on))
    if wanted.unsigned:
        found.append(Household.id.in_(_unsigned()))
    return found


def _of_person(wanted: ListFilter, on: date) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    day = on.month * 100 + on.day
    if wanted.sex:
        found.append(Person.sex == wanted.sex)
    if wanted.least:
        found.append(Person.born <= (on.year - int(wanted.least)) * 10_000 + day)
    if wanted.most:
        found.append(Person.born > (on.year - int(wanted.most) - 1) * 10_000 + day)
    if wanted.turning:
        found.append(or_(*(_turns(text, on.year) for text in _turning(wanted.turning))))
    if wanted.relation:
        found.append(Person.relation.in_(_several(wanted.relation)))
    if wanted.standing:
        found.append(_stands(wanted.standing, on))
    return found


def in_class(names: Iterable[str]) -> ColumnElement[bool]:
    """Return the condition that a household is in one of these classes now."""
    members = select(HouseholdClass.household_id).where(
        HouseholdClass.name.in_(names), HouseholdClass.until.is_(None), HouseholdClass.status == LIVE
    )
    return Household.id.in_(members)


def _turns(text: str, year: int) -> ColumnElement[bool]:
    born = year - int(text.removesuffix("+"))
    until = Person.born < (born + 1) * 10_000
    return until if text.endswith("+") else and_(Person.born >= born * 10_000, until)


def _stands(standing: str, on: date) -> ColumnElement[bool]:
    begun = or_(Residence.since.is_(None), Residence.since <= on)
    lasts = or_(Residence.until.is_(None), Residence.until > on)
    asked_for = Residence.standing.in_((TEMPORARY, AWAY)) if standing == PERMANENT else Residence.standing == standing
    open_terms = select(Residence.person_id).where(Residence.status == LIVE, begun, lasts, asked_for)
    inside: ColumnElement[bool] = Person.id.in_(open_terms)
    return ~inside if standing == PERMANENT else inside


def _unconfirmed(on: date) -> ColumnElement[bool]:
    """Return the condition that a household was never looked into, or longer ago than a year (by the day it is known to)."""
    before = on - timedelta(days=YEAR_DAYS)
    longer_ago = Household.confirmed_by < before.year * 10_000 + before.month * 100 + before.day
    return or_(Household.confirmed_by.is_(None), longer_ago)


def _unsigned() -> Any:
    newest = (
        select(PledgeCampaign.id)
        .where(PledgeCampaign.of_village())
        .order_by(*PledgeCampaign.newest_first())
        .limit(1)
        .scalar_subquery()
    )
    return (
        select(Pledge.household_id)
        .join(Household, Household.id == Pledge.household_id)
        .where(Pledge.campaign_id == newest, asked(), ~Pledge.stands(), Pledge.withdrawn.is_(None))
    )


def _member(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    inside = (Person.household_id == Household.id, Person.here(), *conditions)
    return select(Person.id).where(*inside).correlate(Household).exists()


def _several(text: str) -> list[str]:
    return [part.strip() for part in text.split(SEVERAL) if part.strip()]


def _turning(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _wire(name: str) -> str:
    return "class" if name == "klass" else name
