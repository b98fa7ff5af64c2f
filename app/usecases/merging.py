"""Two records that are one: merged field by field as a person picks, both ids kept, taken back by undo like anything else.

The record that is given up stays as a tombstone that names the one it became (``merged_into``), so that what was printed or
written about it still leads somewhere. Terms, offices and events that named it name the other from then on.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app.kernel.errors import AppError
from app.records.base import LIVE, Record, to_note
from app.records.events import LifeEvent, Residence, Stay
from app.records.places import OfficeTerm
from app.records.pledges import Pledge
from app.records.register import HEAD, SENSITIVE, Household, Person
from app.records.reviews import IssueDismissal
from app.usecases.context import Context, Done, Operation
from app.usecases.duplicates import dismissal_of
from app.usecases.errors import FIELD_UNKNOWN, MERGE_ITSELF
from app.usecases.moves import members_of
from app.usecases.naming import note_text
from app.usecases.sensitive_fields import sensitive_off
from app.vietnamese.text import fold

ASKED: Mapping[type[Record], tuple[str, ...]] = {
    Person: ("full_name", "birth", "sex", "relation", "household_id", "id_number", "phone", "note", *SENSITIVE),
    Household: ("code", "address", "group_id", "phone", "presence", "elsewhere", "note"),
}
"""The fields a person picks from when two records are merged."""


@dataclass(frozen=True, slots=True)
class FieldPair:
    """One field of two records beside each other, as texts; ``differs`` when a person has to pick."""

    name: str
    label: str
    kept: str
    other: str

    @property
    def differs(self) -> bool:
        """Whether both say something, and not the same."""
        return bool(self.kept and self.other) and self.kept != self.other


@dataclass(frozen=True, slots=True)
class Merge:
    """Make ``other`` part of ``keep``: fields named in ``take`` come from the other; blanks are filled from it anyway."""

    keep: str
    other: str
    take: tuple[str, ...] = ()


def compare_people(context: Context, keep: str, other: str) -> tuple[FieldPair, ...]:
    """Return two people field by field; id numbers masked."""
    return _compare(context, Person, keep, other)


def compare_households(context: Context, keep: str, other: str) -> tuple[FieldPair, ...]:
    """Return two households field by field."""
    return _compare(context, Household, keep, other)


def merge_people(context: Context, command: Merge) -> Done[str]:
    """Merge two people and return the one that is left; raises RECORD-001, FORM-001, MERGE-001."""
    with context.transaction("person.merge") as tx:
        merge_person(tx, *_both(tx, Person, command), command.take)
    return tx.done(command.keep)


def merge_households(context: Context, command: Merge) -> Done[str]:
    """Merge two households: their people live in one, those of the same name and birth are merged too."""
    with context.transaction("household.merge") as tx:
        keep, other = _both(tx, Household, command)
        _fill(keep, other, command.take)
        present = list(members_of(tx.session, keep.id))
        headed = any(each.relation == HEAD for each in present)
        for each in members_of(tx.session, other.id):
            same = next((own for own in present if _alike(own, each)), None)
            if same is not None:
                present.remove(same)
                merge_person(tx, same, each, ())
                continue
            each.household_id = keep.id
            if each.relation == HEAD and headed:
                each.relation = "Khác"
        _rename(tx, Person, "household_id", other.id, keep.id)  # those who are gone
        _take_signatures(tx, keep, other)
        for kind in (LifeEvent, Stay):
            _rename(tx, kind, "household_id", other.id, keep.id)
        _rename(tx, LifeEvent, "other_id", other.id, keep.id)
        other.merged_into = keep.id
        tx.delete(other)
    return tx.done(command.keep)


def tell_apart(context: Context, kind: str, first: str, second: str, reason: str = "") -> Done[str]:
    """Record that two are two ("hai người khác nhau"): they are not shown as likely the same again."""
    with context.transaction("issue.dismiss") as tx:
        kept = tx.keyed(IssueDismissal, dismissal_of(kind, first, second))
        kept.reason = reason or "hai mục khác nhau"
    return tx.done(kept.id)


def _both(tx: Operation, model: type[Any], command: Merge) -> tuple[Any, Any]:
    if command.keep == command.other:
        raise AppError(MERGE_ITSELF)
    for name in command.take:
        if name not in ASKED[model]:
            raise AppError(FIELD_UNKNOWN, label=model.kind_label, field=name, known=", ".join(ASKED[model]))
    return tx.get(model, command.keep), tx.get(model, command.other)


def merge_person(tx: Operation, keep: Person, other: Person, take: Iterable[str]) -> None:
    """Let one person become part of another of the same village, with everything that names it."""
    _fill(keep, other, take)
    for kind, name in ((Stay, "person_id"), (Residence, "person_id"), (OfficeTerm, "person_id")):
        _rename(tx, kind, name, other.id, keep.id)
    for event in tx.session.scalars(select(LifeEvent).where(LifeEvent.status == LIVE)):
        if other.id in (event.people or ()):
            named = (keep.id if each == other.id else each for each in event.people or ())
            event.people = tuple(dict.fromkeys(named))
    other.merged_into = keep.id
    tx.delete(other)


def _fill(keep: Record, other: Record, take: Iterable[str]) -> None:
    """Take the fields asked for, and what only the other says."""
    wanted = set(take)
    for name in ASKED[type(keep)]:
        theirs = getattr(other, name)
        if theirs is not None and (name in wanted or getattr(keep, name) is None):
            setattr(keep, name, theirs)


def _rename(tx: Operation, kind: type[Any], name: str, old: str, new: str) -> None:
    for each in tx.session.scalars(select(kind).where(getattr(kind, name) == old, kind.status == LIVE)):
        setattr(each, name, new)


def _take_signatures(tx: Operation, keep: Household, other: Household) -> None:
    """Let what the other household signed stand for the one that is left, where that one has not signed itself."""
    query = select(Pledge).where(Pledge.household_id == other.id, Pledge.status == LIVE, Pledge.stands())
    for signed in tx.session.scalars(query).all():
        own = tx.session.get(Pledge, Pledge.id_for(tx.author.pile, signed.campaign_id or "", keep.id))
        if own is not None and own.status == LIVE and own.signature is None:
            own.signature = signed.signature


def _alike(own: Person, other: Person) -> bool:
    """Tell whether two of households that are one are one: of the same name, and of no other year of birth."""
    if fold(own.full_name or "") != fold(other.full_name or ""):
        return False
    years = {each.birth.year for each in (own, other) if each.birth and each.birth.year}
    return len(years) < 2


def _compare(context: Context, model: type[Any], keep: str, other: str) -> tuple[FieldPair, ...]:
    with context.reading() as session:
        rows = [session.get(model, each) for each in (keep, other)]
        pairs = []
        off = sensitive_off(session) if model is Person else frozenset()
        for name in (each for each in ASKED[model] if each not in off):
            texts = [note_text(session, model.kind_name, name, to_note(getattr(row, name, None))) for row in rows]
            pairs.append(FieldPair(name, model.fields[name].label, *texts))
        return tuple(pairs)
