"""Who holds which office, of the village or of a group: terms from-to, so that a new holder never erases the one before."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.clock import today
from app.kernel.errors import AppError
from app.records.base import LIVE
from app.records.places import GROUP_DEPUTY, GROUP_LEADER, OFFICES, OfficeTerm
from app.records.register import Household, Person
from app.usecases.context import Context, Done, Operation
from app.usecases.errors import NOT_FOUND_BY_NAME
from app.vietnamese.dates import from_date
from app.vietnamese.text import clean, fold

VILLAGE_OFFICES: Final = tuple(office for office in OFFICES if office not in (GROUP_LEADER, GROUP_DEPUTY))
"""Offices of the whole village, the village head first."""


@dataclass(frozen=True, slots=True)
class SaveOffices:
    """Say who holds offices of the village: office -> a person's id or a name; an empty one ends the term."""

    holders: Mapping[str, str]


def standing_terms(session: Session) -> Iterable[OfficeTerm]:
    """Return the terms of office that have not ended, oldest first so that a later one wins."""
    query = select(OfficeTerm).where(OfficeTerm.status == LIVE, OfficeTerm.until.is_(None)).order_by(OfficeTerm.id)
    return session.scalars(query).all()


def village_offices(context: Context) -> dict[str, str]:
    """Return the name of who holds each office of the village now, empty where nobody is known."""
    pile = context.identity.pile
    with context.reading() as session:
        names = {
            term.office: term.person_name or ""
            for term in standing_terms(session)
            if term.group_id is None and term.pile == pile
        }
    return {office: names.get(office, "") for office in VILLAGE_OFFICES}


def save_offices(context: Context, command: SaveOffices) -> Done[int]:
    """Record who holds offices of the village from today on, and return how many changed; raises FORM-003 for another office."""
    known = {fold(office): office for office in VILLAGE_OFFICES}
    for office in command.holders:
        if fold(office) not in known:
            raise AppError(NOT_FOUND_BY_NAME, label="chức danh", name=office)
    with context.transaction("office.save") as tx:
        changed = sum(
            appoint(tx, context, known[fold(office)], person, None) for office, person in command.holders.items()
        )
    return tx.done(changed)


def appoint(
    tx: Operation, context: Context, office: str, person: str, group: str | None, *, day: date | None = None
) -> bool:
    """End the standing term of ``office`` (of a group, or the village's) and begin one for ``person``; tell whether that is new.

    ``person`` is an id or a name; empty only ends the term. ``day`` is today when not given.
    """
    record = tx.session.get(Person, person)
    name = (record.full_name or "") if record else clean(person)
    since = from_date(day or today(context.clock))
    standing = [
        term
        for term in standing_terms(tx.session)
        if (term.group_id, term.office, term.pile) == (group, office, tx.author.pile)
    ]
    same_name = [term for term in standing if term.person_name == name]
    if any(record is None or term.person_id == record.id for term in same_name) or (not name and not standing):
        return False
    for term in standing:
        term.until = since
    if name:
        person_id = record.id if record else _only_person_named(tx.session, group, name)
        tx.add(OfficeTerm(office=office, group_id=group, person_id=person_id, person_name=name, since=since))
    return True


def _only_person_named(session: Session, group: str | None, name: str) -> str | None:
    """Return the id of the one person (of the group) with exactly this name, ``None`` when there is none or several."""
    query = (
        select(Person.id)
        .join(Household, Household.id == Person.household_id)
        .where(Person.full_name == name, Person.here())
    )
    if group is not None:
        query = query.where(Household.group_id == group)
    found = session.scalars(query).all()
    return found[0] if len(found) == 1 else None
