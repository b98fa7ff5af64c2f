"""The village's events as people read them, counted by kind, and taking one back."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from app.journal.tables import NOTE, in_chunks
from app.kernel.errors import AppError
from app.records.base import LIVE
from app.records.events import EVENTS, LifeEvent, Residence
from app.records.register import HEAD, Household, Person
from app.usecases.context import Context, Done
from app.usecases.errors import EVENT_UNKNOWN
from app.usecases.history import Undone, undo
from app.usecases.moves import members_of, proposed


@dataclass(frozen=True, slots=True)
class EventQuery:
    """Which events: of one household (by id), of one kind, on the days ``since`` to ``until`` inclusive."""

    household: str = ""
    what: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class EventRow:
    """One event in words: ``households`` the codes and heads it is about, ``people`` their names."""

    id: str
    what: str
    label: str
    day: date | None
    household: str
    households: str
    people: str
    place: str
    note: str
    operation: str


@dataclass(frozen=True, slots=True)
class EventPage:
    """The events found, newest first, and how many there are of each kind (by wire name)."""

    items: tuple[EventRow, ...]
    counts: dict[str, int]


def list_events(context: Context, query: EventQuery | None = None) -> EventPage:
    """Return the events of the books that stand, newest first."""
    asked = query or EventQuery()
    statement = select(LifeEvent).where(LifeEvent.status == LIVE, *_conditions(asked))
    with context.reading() as session:
        found = session.scalars(statement.order_by(LifeEvent.day.desc(), LifeEvent.id.desc())).all()
        names = _people_names(session, found)
        homes = _household_names(session, found)
        operations = _operations(session, [event.id for event in found])
        rows = tuple(_row(event, names, homes, operations.get(event.id, "")) for event in found)
        return EventPage(rows, dict(Counter(row.what for row in rows)))


def undo_event(context: Context, event: str) -> Done[Undone]:
    """Take an event back whole, however long ago it was entered; raises EVENT-012 for an unknown one."""
    with context.reading() as session:
        operation = _operations(session, [event]).get(event)
    if operation is None:
        raise AppError(EVENT_UNKNOWN, event=event)
    return undo(context, operation)


def proposed_relations(
    context: Context, household: str, head: str, leaving: Iterable[str] = (), only: Iterable[str] = ()
) -> dict[str, str]:
    """Return what the members who stay would be to a new head (empty where nobody can tell).

    ``leaving`` are those who die or go; with ``only`` given, those alone are looked at, as the family that splits off.
    """
    gone, chosen = set(leaving), set(only)
    with context.reading() as session:
        members = [
            each for each in members_of(session, household) if each.id not in gone and (not chosen or each.id in chosen)
        ]
        return proposed(members, head, own_family=bool(chosen))


def temporary_now(session: Session, day: date, household: str = "") -> dict[str, Residence]:
    """Return the open term of everybody (of one household) who is away or here for a time on ``day``, by person."""
    query = select(Residence).where(Residence.status == LIVE).order_by(Residence.id)
    if household:
        query = query.where(Residence.person_id.in_(select(Person.id).where(Person.household_id == household)))
    terms = session.scalars(query)
    return {
        term.person_id: term
        for term in terms
        if term.person_id and (term.since is None or term.since <= day) and (term.until is None or term.until > day)
    }


def _conditions(query: EventQuery) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if query.household:
        found.append(or_(LifeEvent.household_id == query.household, LifeEvent.other_id == query.household))
    if query.what:
        found.append(LifeEvent.what == query.what)
    if query.since:
        found.append(LifeEvent.day >= query.since)
    if query.until:
        found.append(LifeEvent.day <= query.until)
    return found


def _row(event: LifeEvent, names: dict[str, str], homes: dict[str, str], operation: str) -> EventRow:
    about = [homes[each] for each in (event.household_id, event.other_id) if each and each in homes]
    people = [names.get(each, "") for each in event.people or ()]
    what = event.what or ""
    return EventRow(
        event.id, what, EVENTS.get(what, what), event.day, event.household_id or "", "; ".join(about),
        ", ".join(filter(None, people)), event.place or "", event.note or "", operation,
    )  # fmt: skip


def _people_names(session: Session, events: Sequence[LifeEvent]) -> dict[str, str]:
    wanted = sorted({each for event in events for each in event.people or ()})
    found: dict[str, str] = {}
    for part in in_chunks(wanted):
        query = select(Person.id, Person.full_name).where(Person.id.in_(part))
        found.update((person, name or "") for person, name in session.execute(query))
    return found


def _household_names(session: Session, events: Sequence[LifeEvent]) -> dict[str, str]:
    """Return "03-012 Nguyễn Văn An" for each household an event names; a gone one by its last head."""
    wanted = sorted({each for event in events for each in (event.household_id, event.other_id) if each})
    found: dict[str, str] = {}
    for part in in_chunks(wanted):
        heads = dict(
            session.execute(
                select(Person.household_id, Person.full_name)
                .where(Person.household_id.in_(part), Person.relation == HEAD, Person.status == LIVE)
                .order_by(Person.left_day.is_(None), Person.id.desc())
            ).all()
        )
        query = select(Household.id, Household.code).where(Household.id.in_(part))
        for home, code in session.execute(query):
            found[home] = f"{code or ''} {heads.get(home) or ''}".strip()
    return found


def _operations(session: Session, events: Sequence[str]) -> dict[str, str]:
    """Return the operation that made each event: that of the first note about it."""
    found: dict[str, str] = {}
    for part in in_chunks(events):
        query = (
            select(NOTE.c.record, NOTE.c.operation)
            .where(NOTE.c.record.in_(part), NOTE.c.kind == LifeEvent.kind_name)
            .order_by(NOTE.c.n.desc())
        )
        found.update((record, operation) for record, operation in session.execute(query))
    return found
