"""What is common to everything the commune hands down: to which villages, whether it stands, taking it back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.clock import moment
from app.kernel.errors import AppError
from app.records.assignments import Assignment, CommuneCampaign, CommuneTask, CovenantModel, IndicatorDefinition
from app.records.base import LIVE
from app.records.places import Village
from app.usecases.assignment_errors import ASSIGN_RECALLED, ASSIGN_UNKNOWN
from app.usecases.context import COMMUNE, VILLAGE, Context, Done
from app.usecases.errors import WRONG_ROLE
from app.usecases.merged_villages import merged_villages
from app.usecases.naming import title_of
from app.vietnamese.collation import sort_key
from app.vietnamese.text import fold

A = TypeVar("A", CommuneTask, CommuneCampaign, CovenantModel, IndicatorDefinition)


@dataclass(frozen=True, slots=True)
class VillageName:
    """A village the commune can hand something to: its pile, "Quang Khải", and "thôn Quang Khải"."""

    pile: str
    name: str
    title: str


def require_role(context: Context, role: str) -> None:
    """Raise SETUP-003 when these books are not of ``role``."""
    if context.identity.role != role:
        raise AppError(WRONG_ROLE, role="xã" if role == VILLAGE else "thôn")


def village_titles(session: Session) -> tuple[VillageName, ...]:
    """Return every village whose books the commune holds, by name; those that went into others are left out."""
    gone = merged_villages(session)
    found = [each for each in session.scalars(select(Village).where(Village.status == LIVE)) if each.id not in gone]
    found.sort(key=lambda each: sort_key(each.name or ""))
    return tuple(VillageName(each.id, each.name or "", title_of(each)) for each in found)


def list_villages(context: Context) -> tuple[VillageName, ...]:
    """Return every village whose books the commune holds, by name."""
    with context.reading() as session:
        return village_titles(session)


def asks(assignment: Assignment, pile: str) -> bool:
    """Tell whether something is handed to the village of this pile."""
    return not assignment.villages or pile in assignment.villages


def standing(session: Session, kind: type[A], pile: str = "") -> list[A]:
    """Return what the commune handed down of a kind and did not take back, the newest last; only a village's with its pile."""
    query = select(kind).where(kind.status == LIVE, kind.recalled.is_(None)).order_by(kind.id)
    return [each for each in session.scalars(query) if not pile or asks(each, pile)]


def recipients(assignment: Assignment, villages: Iterable[VillageName]) -> tuple[VillageName, ...]:
    """Return the villages among these to which something is handed."""
    return tuple(each for each in villages if asks(assignment, each.pile))


def required(session: Session, kind: type[A], record: str, pile: str = "") -> A:
    """Return what the commune handed down by id; raises ASSIGN-002 for none of this village's, ASSIGN-004 when taken back."""
    found = session.get(kind, record)
    if found is None or found.status != LIVE or (pile and not asks(found, pile)):
        raise AppError(ASSIGN_UNKNOWN, label=kind.kind_label.lower(), name=record)
    if found.recalled is not None:
        raise AppError(ASSIGN_RECALLED, name=found.name or "", day=f"{found.recalled:%d/%m/%Y}")
    return found


def named(context: Context, kind: type[A], text: str) -> str:
    """Return the id of what stands by id or name; raises ASSIGN-002 when that is none or several."""
    identity = context.identity
    with context.reading() as session:
        rows = standing(session, kind, identity.pile if identity.role == VILLAGE else "")
    match = [each.id for each in rows if each.id == text or fold(each.name or "") == fold(text)]
    if len(match) != 1:
        raise AppError(ASSIGN_UNKNOWN, label=kind.kind_label.lower(), name=text)
    return match[0]


def recall(context: Context, record: str) -> Done[str]:
    """Take back, at the commune, something it handed down; what villages said about it stays. Raises SETUP-003, ASSIGN-002."""
    require_role(context, COMMUNE)
    with context.transaction("assignment.recall") as tx:
        found = _handed(tx.session, record)
        if found is None or found.status != LIVE:
            raise AppError(ASSIGN_UNKNOWN, label="việc", name=record)
        found.recalled = found.recalled or moment(tx.at).date()
        name = found.name or ""
    return tx.done(name)


def _handed(session: Session, record: str) -> Assignment | None:
    return (
        session.get(CommuneTask, record)
        or session.get(CommuneCampaign, record)
        or session.get(CovenantModel, record)
        or session.get(IndicatorDefinition, record)
    )


def known_villages(session: Session, wanted: Sequence[str]) -> tuple[str, ...] | None:
    """Return the piles something goes to as a record keeps them, none for all; raises ASSIGN-002 for one nobody knows."""
    known = {each.pile for each in village_titles(session)}
    for pile in wanted:
        if pile not in known:
            raise AppError(ASSIGN_UNKNOWN, label="thôn", name=pile)
    return tuple(dict.fromkeys(wanted)) or None


def day_words(day: date | None) -> str:
    """Return a day as it is written, empty for none."""
    return f"{day:%d/%m/%Y}" if day else ""
