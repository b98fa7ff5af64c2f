"""Residential groups: their households, leaders and deputies."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.kernel.errors import AppError
from app.records.base import LIVE
from app.records.places import GROUP_DEPUTY, GROUP_LEADER
from app.records.register import Household, ResidentialGroup
from app.usecases.context import Context, Done
from app.usecases.errors import AMBIGUOUS_NAME, GROUP_IN_USE, NOT_FOUND_BY_NAME
from app.usecases.offices import appoint, standing_terms
from app.vietnamese.collation import sort_key
from app.vietnamese.text import clean, fold


@dataclass(frozen=True, slots=True)
class GroupRow:
    """One group with who leads it now and how many households it has."""

    id: str
    name: str
    number: int | None
    leader: str
    deputy: str
    households: int


@dataclass(frozen=True, slots=True)
class SaveGroup:
    """Add (``id`` empty) or change a group; ``leader`` and ``deputy`` are a person's id or a name, ``None`` to leave."""

    id: str = ""
    name: str | None = None
    leader: str | None = None
    deputy: str | None = None


def list_groups(context: Context) -> tuple[GroupRow, ...]:
    """Return the groups in number order."""
    with context.reading() as session:
        return tuple(group_rows(session))


def group_rows(session: Session, pile: str = "") -> list[GroupRow]:
    """Return the groups in number order, inside a session; of one village where a ``pile`` is named."""
    counted = select(Household.group_id, func.count()).where(Household.here()).group_by(Household.group_id)
    counts = {group: households for group, households in session.execute(counted)}  # noqa: C416
    holders = {(term.group_id, term.office): term.person_name or "" for term in standing_terms(session)}
    query = select(ResidentialGroup).where(ResidentialGroup.status == LIVE)
    groups = session.scalars(query.where(ResidentialGroup.pile == pile) if pile else query)
    return [
        GroupRow(
            group.id, group.name or "", group.number, holders.get((group.id, GROUP_LEADER), ""),
            holders.get((group.id, GROUP_DEPUTY), ""), counts.get(group.id, 0),
        )
        for group in sorted(groups, key=lambda each: sort_key(each.name or ""))
    ]  # fmt: skip


def save_group(context: Context, command: SaveGroup) -> Done[str]:
    """Add or change a group and return its id; a new leader or deputy ends the term of the one before."""
    with context.transaction("group.save") as tx:
        group = tx.get(ResidentialGroup, command.id) if command.id else tx.add(ResidentialGroup())
        if command.name is not None and clean(command.name) != group.name:
            group.name = clean(command.name)
            group.number = number_in(group.name)
        if command.leader is not None:
            appoint(tx, context, GROUP_LEADER, command.leader, group.id)
        if command.deputy is not None:
            appoint(tx, context, GROUP_DEPUTY, command.deputy, group.id)
    return tx.done(group.id)


def remove_group(context: Context, group: str) -> Done[str]:
    """Remove a group without households; raises GROUP-001 when it still has some."""
    with context.transaction("group.remove") as tx:
        record = tx.get(ResidentialGroup, group)
        query = select(func.count()).where(Household.group_id == group, Household.here())
        households = tx.session.execute(query).scalar_one()
        if households:
            raise AppError(GROUP_IN_USE, name=record.name, count=households)
        tx.delete(record)
    return tx.done(group)


def group_named(session: Session, name: str) -> ResidentialGroup:
    """Return the group a person named: "Tổ 3", "to 3" or "3"; raises FORM-003 or FORM-004."""
    wanted = fold(name)
    groups = session.scalars(select(ResidentialGroup).where(ResidentialGroup.status == LIVE)).all()
    found = [group for group in groups if fold(group.name or "") == wanted]
    if not found and wanted.isdecimal():
        found = [group for group in groups if group.number == int(wanted)]
    if not found:
        raise AppError(NOT_FOUND_BY_NAME, label="tổ", name=name)
    if len(found) > 1:
        raise AppError(AMBIGUOUS_NAME, label="tổ", name=name, count=len(found))
    return found[0]


def find_group(session: Session, group: str) -> ResidentialGroup | None:
    """Return a group by id, or ``None``."""
    return session.get(ResidentialGroup, group)


def number_in(name: str) -> int | None:
    """Return the number in a group's name ("Tổ 13" -> 13), ``None`` for a group with a name only."""
    digits = "".join(each for each in name if each.isdecimal())
    return int(digits) if digits and len(digits) <= 6 else None
