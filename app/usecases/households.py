"""The register: households and the people in them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import Session

from app.journal.capture import Transaction
from app.journal.tables import in_chunks
from app.kernel.clock import moment, today
from app.kernel.errors import AppError
from app.records.base import LIVE
from app.records.register import HEAD, Household, HouseholdClass, Person, ResidentialGroup, person_warnings
from app.usecases.context import Context, Done
from app.usecases.editing import apply_texts, refuse_stale, texts_of
from app.usecases.errors import AMBIGUOUS_NAME, ERASED_PERSON, NOT_FOUND_BY_NAME, PERSON_INCOMPLETE
from app.usecases.event_list import temporary_now
from app.usecases.groups import find_group, group_named
from app.usecases.list_filter import ListFilter, household_conditions
from app.usecases.searching import (
    IN_HOUSEHOLD,
    WALKING,
    exact_first,
    head_name,
    matches,
    matches_person,
    member_count,
    spelt_as,
)
from app.usecases.sensitive_fields import sensitive_off
from app.vietnamese.identity import fill_zeros, mask
from app.vietnamese.text import clean, fold, has_marks, tone_key

NONE: Final = "none"
"""Asks for the households whose group, or whose presence, nobody has entered yet."""


@dataclass(frozen=True, slots=True)
class HouseholdQuery:
    """What the list shows: part words, one group by id, one presence; ``limit`` rows from ``offset`` (0 = all).

    ``group`` and ``presence`` may be :data:`NONE`; ``asked`` are further conditions, as a list keeps them.
    """

    text: str = ""
    group: str = ""
    presence: str = ""
    limit: int = 0
    offset: int = 0
    asked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HouseholdRow:
    """One line of the household list. ``head`` is empty when nobody is chủ hộ."""

    id: str
    code: str
    head: str
    address: str
    group: str
    people: int
    presence: str
    phone: str
    group_id: str


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One line of the people list; ``id_number`` is masked to its last four digits."""

    id: str
    name: str
    birth: str
    sex: str
    relation: str
    household: str
    household_id: str
    id_number: str


@dataclass(frozen=True, slots=True)
class HouseholdPage:
    """A piece of the list and how many lines the whole has."""

    total: int
    items: tuple[HouseholdRow, ...]


@dataclass(frozen=True, slots=True)
class PersonPage:
    """A piece of the list and how many lines the whole has."""

    total: int
    items: tuple[PersonRow, ...]


@dataclass(frozen=True, slots=True)
class Member:
    """One person inside the detail of a household: id and every field as text; ``warnings`` are soft.

    ``standing`` says that somebody is away, or here for a time ("tạm vắng từ 10/11/2026, Bình Dương").
    """

    id: str
    texts: Mapping[str, str]
    warnings: tuple[str, ...]
    standing: str = ""


@dataclass(frozen=True, slots=True)
class HouseholdDetail:
    """One household with its members, fields as a form shows them."""

    row: HouseholdRow
    texts: Mapping[str, str]
    members: tuple[Member, ...]
    classes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SaveHousehold:
    """Add (``id`` empty) or change a household: ``texts`` are the fields typed, ``loaded`` what the form showed before.

    ``group`` is a group's id, or ``None`` to leave it; ``head`` names the head of a new household; ``classes`` are all it is
    in from today on, ``None`` to leave them.
    """

    id: str = ""
    texts: Mapping[str, str] = field(default_factory=dict)
    loaded: Mapping[str, str] = field(default_factory=dict)
    group: str | None = None
    head: str = ""
    classes: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class SavePerson:
    """Add (``id`` empty) or change a person of ``household``."""

    household: str = ""
    id: str = ""
    texts: Mapping[str, str] = field(default_factory=dict)
    loaded: Mapping[str, str] = field(default_factory=dict)


def list_households(context: Context, query: HouseholdQuery) -> HouseholdPage:
    """Return households by group and walking order; after a query with accents those spelt so first. LIST-001."""
    now = today(context.clock)
    statement = _filtered(query, now).add_columns(func.count().over()).order_by(*_spelt_first(query.text), *WALKING)
    with context.reading() as session:
        found = session.execute(statement.offset(query.offset).limit(query.limit or None)).all()
        beyond = not found and query.offset
        total = _count(session, _filtered(query, now)) if beyond else found[0][1] if found else 0
        return HouseholdPage(total, tuple(_rows(session, [each for each, _ in found])))


def list_people(context: Context, query: HouseholdQuery) -> PersonPage:
    """Return people in name order (tên, đệm, họ)."""
    statement = select(Person.id).where(Person.here())
    if query.text:
        statement = statement.where(matches_person(query.text))
    if query.group:
        inside = select(Household.id).where(Household.group_id == query.group)
        statement = statement.where(Person.household_id.in_(inside))
    order = (*exact_first(Person.marked_name, query.text), Person.sort_key, Person.id)
    with context.reading() as session:
        total = _count(session, statement)
        shown = statement.order_by(*order).offset(query.offset).limit(query.limit or total)
        return PersonPage(total, tuple(_people(session, session.scalars(shown).all())))


def household_detail(context: Context, household: str) -> HouseholdDetail:
    """Return one household and its members, head first."""
    with context.reading() as session:
        record = session.get(Household, household)
        if record is None or record.status != LIVE:
            raise AppError(NOT_FOUND_BY_NAME, label="hộ", name=household)
        query = select(Person).where(Person.household_id == household, Person.here()).order_by(*IN_HOUSEHOLD)
        terms = temporary_now(session, today(context.clock), household)
        off = sensitive_off(session)
        members = tuple(
            Member(
                person.id, texts_of(person, off), tuple(each.message for each in person_warnings(person)),
                terms[person.id].display() if person.id in terms else "",
            )
            for person in session.scalars(query)
        )  # fmt: skip
        classes = tuple(each.name or "" for each in _classes(session, household))
        return HouseholdDetail(next(_rows(session, (household,))), texts_of(record), members, classes)


def save_household(context: Context, command: SaveHousehold) -> Done[str]:
    """Add or change a household and return its id; raises FORM-001, FORM-002, RECORD-001, RECORD-002."""
    with context.transaction("household.save") as tx:
        if command.id:
            household = tx.get(Household, command.id)
            refuse_stale(household, command.loaded, command.texts)
        else:
            household = tx.add(Household())
        apply_texts(tx, household, command.texts)
        if command.group is not None:
            household.group_id = tx.get(ResidentialGroup, command.group).id if command.group else None
        if not household.code:
            household.code = next_code(tx, household.group_id)
        if command.classes is not None:
            _put_in_classes(tx, household, command.classes)
        if not command.id and clean(command.head):
            tx.add(Person(household_id=household.id, full_name=clean(command.head), relation=HEAD, position=1))
    return tx.done(household.id)


def _classes(session: Session, household: str) -> Sequence[HouseholdClass]:
    """Return the terms of the classes a household is in now."""
    query = (
        select(HouseholdClass)
        .where(
            HouseholdClass.household_id == household, HouseholdClass.until.is_(None), HouseholdClass.status == LIVE
        )
        .order_by(HouseholdClass.name, HouseholdClass.id)
    )  # fmt: skip
    return session.scalars(query).all()


def _put_in_classes(tx: Transaction, household: Household, wanted: Sequence[str]) -> None:
    """End the terms of classes no longer wanted and begin those that are new, today."""
    day = moment(tx.at).date()
    names = {clean(each): None for each in wanted if clean(each)}
    for term in _classes(tx.session, household.id):
        if term.name in names:
            del names[term.name]
        else:
            term.until = day
    for name in names:
        tx.add(HouseholdClass(household_id=household.id, name=name, since=day))


def save_person(context: Context, command: SavePerson) -> Done[str]:
    """Add or change a person and return their id; raises FORM-005 when name or relation is missing.

    A form that was open while the person's data was erased writes nothing back about them (ERASE-003).
    """
    with context.transaction("person.save") as tx:
        if command.id:
            person = tx.get(Person, command.id)
            if person.erased and person.full_name != command.loaded.get(Person.full_name.key, person.full_name):
                raise AppError(ERASED_PERSON, day=f"{person.erased:%d/%m/%Y}")
            refuse_stale(person, command.loaded, command.texts)
        else:
            household = tx.get(Household, command.household)
            person = tx.add(Person(household_id=household.id))
        apply_texts(tx, person, command.texts)
        if not person.full_name or not person.relation:
            raise AppError(PERSON_INCOMPLETE, missing="quan hệ với chủ hộ" if person.full_name else "họ và tên")
    return tx.done(person.id)


def remove_household(context: Context, household: str) -> Done[str]:
    """Take a household and its members off the list; undo brings them back."""
    with context.transaction("household.remove") as tx:
        record = tx.get(Household, household)
        members = tx.session.scalars(select(Person).where(Person.household_id == record.id, Person.status == LIVE))
        for person in members:
            tx.delete(person)
        tx.delete(record)
    return tx.done(household)


def remove_person(context: Context, person: str) -> Done[str]:
    """Take a person off the list; undo brings them back."""
    with context.transaction("person.remove") as tx:
        tx.delete(tx.get(Person, person))
    return tx.done(person)


def household_by_code(session: Session, code: str) -> Household:
    """Return the live household with this code; raises FORM-003 without one, FORM-004 with several."""
    found = list(session.scalars(select(Household).where(Household.code == clean(code), Household.status == LIVE)))
    if not found:
        raise AppError(NOT_FOUND_BY_NAME, label="hộ", name=code)
    if len(found) > 1:
        raise AppError(AMBIGUOUS_NAME, label="hộ", name=code, count=len(found))
    return found[0]


def find_household(context: Context, code: str) -> str:
    """Return the id of the household with this code."""
    with context.reading() as session:
        return household_by_code(session, code).id


def find_person(context: Context, text: str) -> str:
    """Return the id of the one person here of this id, id number or full name; raises FORM-003, FORM-004."""
    wanted, number = fold(text), fill_zeros(clean(text))
    with context.reading() as session:
        own = session.get(Person, clean(text))
        if own is not None and own.status == LIVE:
            return own.id
        people = session.scalars(select(Person).where(Person.here(), Person.search_text.contains(wanted))).all()
        if number.isdecimal():
            found = [each.id for each in people if each.id_number and fill_zeros(each.id_number) == number]
        else:
            exact = [each.id for each in people if tone_key(each.full_name or "") == tone_key(text)]
            found = exact or [each.id for each in people if fold(each.full_name or "") == wanted]
    if len(found) == 1:
        return found[0]
    if found:
        raise AppError(AMBIGUOUS_NAME, label="người", name=text, count=len(found))
    raise AppError(NOT_FOUND_BY_NAME, label="người", name=text)


def resolve_group(context: Context, name: str) -> str:
    """Return the id of the group a person named, or empty for an empty name."""
    if not name:
        return ""
    with context.reading() as session:
        return group_named(session, name).id


def next_code(tx: Transaction, group: str | None) -> str:
    """Return the next free household code of a group: its number and a running number, ``03-012``."""
    record = find_group(tx.session, group) if group else None
    prefix = f"{record.number if record and record.number is not None else 0:02d}-"
    codes = tx.session.scalars(select(Household.code).where(Household.code.startswith(prefix, autoescape=True)))
    used = [int(code[len(prefix) :]) for code in codes if code and code[len(prefix) :].isdecimal()]
    return f"{prefix}{max(used, default=0) + 1:03d}"


def _rows(session: Session, ids: Sequence[str]) -> Iterator[HouseholdRow]:
    """Yield the list's rows of these households, in this order; only what is shown is read in full."""
    found: dict[str, HouseholdRow] = {}
    for part in in_chunks(ids):
        query = (
            select(Household, ResidentialGroup.name, head_name(), member_count())
            .outerjoin(ResidentialGroup, ResidentialGroup.id == Household.group_id)
            .where(Household.id.in_(part))
        )
        for home, group, head, people in session.execute(query):
            found[home.id] = HouseholdRow(
                home.id, home.code or "", head or "", home.address or "", group or "", people, home.presence or "",
                home.phone or "", home.group_id or "",
            )  # fmt: skip
    return (found[each] for each in ids)


def _people(session: Session, ids: Sequence[str]) -> Iterator[PersonRow]:
    found: dict[str, PersonRow] = {}
    for part in in_chunks(ids):
        query = (
            select(Person, Household.code)
            .outerjoin(Household, Household.id == Person.household_id)
            .where(Person.id.in_(part))
        )
        found.update((person.id, _person_row(person, code or "")) for person, code in session.execute(query))
    return (found[each] for each in ids)


def _filtered(query: HouseholdQuery, on: date) -> Select[str]:
    statement = (
        select(Household.id)
        .outerjoin(ResidentialGroup, ResidentialGroup.id == Household.group_id)
        .where(Household.here())
    )
    if query.text:
        statement = statement.where(
            matches(Household.search_text, query.text) | _has_member(matches_person(query.text))
        )
    for column, wanted in ((Household.group_id, query.group), (Household.presence, query.presence)):
        if wanted:
            statement = statement.where(column.is_(None) if wanted == NONE else column == wanted)
    return statement.where(*household_conditions(ListFilter.parse(query.asked), on)) if query.asked else statement


def _spelt_first(query: str) -> list[ColumnElement[int]]:
    """Return the leading order that puts households first whose address or a member's name is spelt as typed, with accents."""
    if not has_marks(query):
        return []
    spelt = spelt_as(Household.marked_address, query) | _has_member(spelt_as(Person.marked_name, query))
    return [case((spelt, 0), else_=1)]


def _has_member(wanted: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return whether somebody in a household is wanted, beside its row; quicker than a list of all who are.

    Only columns of one index are named, or SQLite would read the row of everybody.
    """
    inside = (Person.household_id == Household.id, Person.here(), wanted)
    return select(Person.household_id).where(*inside).correlate(Household).exists()


def _count(session: Session, statement: Select[str]) -> int:
    return session.execute(select(func.count()).select_from(statement.subquery())).scalar_one()


def _person_row(person: Person, code: str) -> PersonRow:
    return PersonRow(
        person.id, person.full_name or "", person.birth.display() if person.birth else "", person.sex or "",
        person.relation or "", code, person.household_id or "", mask(person.id_number) if person.id_number else "",
    )  # fmt: skip
