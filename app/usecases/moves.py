"""The single steps life events are made of: into a household, out of it, gone, a new head. Each leaves its dated term."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.clock import moment
from app.kernel.errors import AppError
from app.records.base import LIVE, to_note
from app.records.events import GroupStay, Residence, Stay
from app.records.kinship import Kin, family_relation, relation_after
from app.records.places import OfficeTerm
from app.records.register import HEAD, Household, Person, ResidentialGroup, relation_as_kept
from app.records.values import MOVED_OUT, Departure
from app.usecases.context import Operation
from app.usecases.editing import apply_texts
from app.usecases.errors import (
    EVENT_DAY_AHEAD,
    EVENT_DAY_MISSING,
    EVENT_HEAD_NEEDED,
    EVENT_NOT_HERE,
    EVENT_RELATIONS_NEEDED,
    EVENT_TOO_EARLY,
    PERSON_INCOMPLETE,
)
from app.usecases.offices import standing_terms
from app.usecases.searching import IN_HOUSEHOLD
from app.vietnamese.dates import from_date
from app.vietnamese.identity import fill_zeros
from app.vietnamese.text import clean, tone_key

NEWCOMER_FIELDS: Final = ("full_name", "birth", "sex", "relation", "id_number", "phone", "note")
"""What is asked of somebody who comes into the books by an event."""


@dataclass(frozen=True, slots=True)
class Heir:
    """Who is head from now on (a person's id), and what others are to them: person id -> relation.

    A relation that is not given is told from the old ones where these tell it.
    """

    head: str = ""
    relations: Mapping[str, str] = field(default_factory=dict)


NO_HEIR: Final = Heir()
"""Nobody new is head: the one there is stays, or there is nobody left."""


def check_day(tx: Operation, day: date | None) -> date:
    """Return the day of an event; raises EVENT-001 for none, EVENT-002 for one after today."""
    if day is None:
        raise AppError(EVENT_DAY_MISSING)
    if day > moment(tx.at).date():
        raise AppError(EVENT_DAY_AHEAD, day=f"{day:%d/%m/%Y}")
    return day


def present(tx: Operation, person: str, day: date) -> Person:
    """Return somebody who lives here and whose last change is not after ``day``; raises RECORD-001, EVENT-003, EVENT-004."""
    found = tx.get(Person, person)
    if found.departure is not None:
        raise AppError(EVENT_NOT_HERE, name=found.full_name or "", how=found.departure.display())
    if found.since is not None and day < found.since:
        raise AppError(EVENT_TOO_EARLY, name=found.full_name or "", since=f"{found.since:%d/%m/%Y}")
    return found


def members_of(session: Session, household: str) -> Sequence[Person]:
    """Return who lives in a household now, head first."""
    query = select(Person).where(Person.household_id == household, Person.here()).order_by(*IN_HOUSEHOLD)
    return session.scalars(query).all()


def newcomer(tx: Operation, household: str, texts: Mapping[str, str], day: date) -> Person:
    """Put somebody into a household from ``day`` on, and return them; raises FORM-001, FORM-002, FORM-005.

    Who once moved out and is known by id number, or by name and day of birth, comes back as the same person.
    """
    made = Person(household_id=household)
    probe = {name: made.enter(name, text, moment(tx.at).year) for name, text in texts.items() if _is_plain(name, text)}
    known = _departed(tx.session, probe.get("full_name"), probe.get("id_number"), probe.get("birth"))
    if known is not None:
        _end_stay(tx, known, known.departure.date if known.departure else None)
        known.departure = None
    person = known or tx.add(made)
    apply_texts(tx, person, {name: text for name, text in texts.items() if known is None or clean(text)})
    if not person.full_name or not person.relation:
        raise AppError(PERSON_INCOMPLETE, missing="quan hệ với chủ hộ" if person.full_name else "họ và tên")
    person.household_id, person.since = household, day
    return person


def transfer(tx: Operation, person: Person, household: str, relation: str, day: date) -> None:
    """Let somebody be in another household, or in the same with another relation, from ``day`` on."""
    if person.household_id == household and person.relation == relation:
        return
    if person.since != day:
        _end_stay(tx, person, day)
    person.household_id, person.relation, person.since = household, relation, day


def depart(tx: Operation, person: Person, day: date, how: str, place: str) -> list[str]:
    """Record that somebody is here no longer; return the offices they held, which end with it."""
    person.departure = Departure(day.isoformat(), how, clean(place) or None)
    for term in open_residences(tx.session, person.id, day):
        term.until = day
    ended = []
    for office in _offices_of(tx.session, person):
        office.until = from_date(day)
        ended.append(office.office or "")
    return ended


def open_residences(session: Session, person: str, day: date) -> list[Residence]:
    """Return the terms of temporary residence and absence of somebody that go on beyond ``day``, oldest first."""
    query = select(Residence).where(Residence.person_id == person, Residence.status == LIVE).order_by(Residence.id)
    return [term for term in session.scalars(query) if term.until is None or term.until > day]


def make_head(tx: Operation, household: str, heir: Heir, day: date, *, own_family: bool = False) -> None:
    """Let somebody of a household be its head from ``day`` on, and give everybody their relation to them.

    Raises EVENT-005 when the head is not one of the household, EVENT-006 naming those whose relation nobody can tell.
    """
    members = members_of(tx.session, household)
    head = next((each for each in members if each.id == heir.head), None)
    if head is None:
        raise AppError(EVENT_HEAD_NEEDED, count=len(members))
    relations = {**proposed(members, head.id, own_family=own_family), **_typed(heir.relations)}
    unknown = [each.full_name or "" for each in members if each is not head and not relations.get(each.id)]
    if unknown:
        raise AppError(EVENT_RELATIONS_NEEDED, head=head.full_name or "", names=", ".join(unknown))
    for each in members:
        transfer(tx, each, household, HEAD if each is head else relations[each.id], day)


def succeed(tx: Operation, household: Household, heir: Heir, day: date, how: str = MOVED_OUT, place: str = "") -> None:
    """See to what is left of a household that somebody left: end it when nobody is, find a head when it has none."""
    members = members_of(tx.session, household.id)
    if not members:
        household.departure = Departure(day.isoformat(), how, clean(place) or None)
    elif heir.head or not any(each.relation == HEAD for each in members):
        make_head(tx, household.id, heir, day)


def into_group(tx: Operation, household: Household, group: ResidentialGroup | None, day: date) -> None:
    """Let a household belong to another group, or to none, from ``day`` on."""
    if household.group_id and household.group_since != day:
        tx.add(
            GroupStay(
                household_id=household.id, group_id=household.group_id, since=household.group_since, until=day
            ),
            household.pile,
        )  # fmt: skip
    household.group_id, household.group_since = group.id if group else None, day


def proposed(members: Iterable[Person], head: str, *, own_family: bool = False) -> dict[str, str]:
    """Return what each member would be to the new head, as far as the old relations tell; empty where they do not.

    ``own_family`` says that they are a child of the old head and whom it takes along.
    """
    kin = {each.id: _kin(each) for each in members}
    new_head = kin.pop(head, None)
    if new_head is None:
        return {}
    tell = family_relation if own_family else relation_after
    return {person: tell(new_head, other) for person, other in kin.items()}


def _offices_of(session: Session, person: Person) -> list[OfficeTerm]:
    """Return the standing terms of somebody; one that names no person is theirs when nobody else here has that name."""
    same_name = select(Person.id).where(Person.full_name == person.full_name, Person.status == LIVE)
    alone = len(session.scalars(same_name.limit(2)).all()) == 1
    return [
        term
        for term in standing_terms(session)
        if term.person_id == person.id or (alone and term.person_id is None and term.person_name == person.full_name)
    ]


def _kin(person: Person) -> Kin:
    born = person.birth.order_key if person.birth and person.birth.year else 0
    return Kin(person.relation or "", person.sex or "", born)


def _typed(relations: Mapping[str, str]) -> dict[str, str]:
    return {person: relation_as_kept(text) for person, text in relations.items() if clean(text)}


def _end_stay(tx: Operation, person: Person, until: date | None) -> None:
    tx.add(
        Stay(
            person_id=person.id, household_id=person.household_id, relation=person.relation, since=person.since,
            until=until,
        )
    )  # fmt: skip


def _is_plain(name: str, text: str) -> bool:
    return name in ("full_name", "id_number", "birth") and bool(clean(text))


def _departed(session: Session, name: object, number: object, birth: object) -> Person | None:
    """Return the one person who moved out and is known by id number, or by name and day of birth."""
    if not number and not (name and birth):
        return None
    gone = session.scalars(select(Person).where(Person.status == LIVE, Person.left_day.is_not(None))).all()
    gone = [each for each in gone if each.departure and each.departure.how == MOVED_OUT]
    if number:
        same = [each for each in gone if each.id_number and fill_zeros(each.id_number) == fill_zeros(str(number))]
    else:
        same = [
            each
            for each in gone
            if each.birth and each.birth.day and to_note(each.birth)[1:] == to_note(birth)[1:]  # type: ignore[index]
            and tone_key(each.full_name or "") == tone_key(str(name))
        ]  # fmt: skip
    return same[0] if len(same) == 1 else None
