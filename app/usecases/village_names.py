"""What a village is called, now and then: communes and villages are re-arranged, old papers keep their old names."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.clock import today
from app.kernel.errors import AppError
from app.records.base import LIVE
from app.records.places import CHANGES, RENAMED, Letterhead, Village, VillageSuccession
from app.records.units import find_unit
from app.records.values import Place
from app.usecases.context import COMMUNE, Context, Done, Operation
from app.usecases.errors import EVENT_DAY_AHEAD, RENAME_EARLIER, RENAME_NOTHING, SETUP_INCOMPLETE, WRONG_ROLE
from app.usecases.naming import title_of
from app.vietnamese.text import clean


@dataclass(frozen=True, slots=True)
class Rename:
    """From ``day`` on the village is called ``label`` ``name`` in a commune; empty parts stay as they are.

    ``commune`` is a code of QĐ 19/2025/QĐ-TTg; ``commune_name`` names one the list does not know, or writes it otherwise.
    """

    day: date | None = None
    name: str = ""
    label: str = ""
    commune: str = ""
    commune_name: str = ""
    decision: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class NameRow:
    """One change: what happened, from when, by which decision, what the village was called before, and the other one."""

    id: str
    what: str
    day: date | None
    decision: str
    before: str
    other: str


@dataclass(frozen=True, slots=True)
class VillageNames:
    """What the village is called now, part by part, and every change, the newest first."""

    name: str
    label: str
    commune: str
    commune_code: str
    changes: tuple[NameRow, ...]


def village_names(context: Context) -> VillageNames:
    """Return the names of this village and their history."""
    with context.reading() as session:
        village = session.get_one(Village, context.identity.pile)
        changes = tuple(
            NameRow(
                each.id,
                CHANGES.get(each.what or "", each.what or ""),
                each.day,
                each.decision or "",
                _spelt(each.label_before, each.name_before, each.commune_before),
                each.other or "",
            )
            for each in reversed(_successions(session, village.pile))
        )
        place = village.commune or Place()
        return VillageNames(village.name or "", village.label or "", place.name or "", place.code or "", changes)


def headings(context: Context) -> tuple[str, str]:
    """Return how the window is headed: "Thôn Quang Khải", and the commune with its province as the books name them now."""
    identity = context.identity
    name = identity.title[:1].upper() + identity.title[1:]
    with context.reading() as session:
        village = session.get(Village, identity.pile)
        if village is not None and village.commune is not None:
            places = (village.commune.name, village.province.name if village.province else None)
            return name, ", ".join(each for each in places if each)
    unit = find_unit(identity.commune)
    return name, f"{unit.name}, {unit.province}" if unit else ""


def rename_village(context: Context, command: Rename, village: str = "") -> Done[str]:
    """Record that village or commune are called otherwise from a day on; return the new title.

    The commune says which ``village`` (by its pile). Heads of papers that were written out by hand with the old names go back to
    what is printed by itself. Raises VILLAGE-001 when nothing changes, -002 before a later change, EVENT-002, SETUP-001.
    """
    day = past_day(context, command.day)
    with context.transaction("village.rename", pile=village or None) as tx:
        title = rename(tx, tx.get(Village, tx.author.pile), command, day)
    return tx.done(title)


def rename_commune(context: Context, command: Rename) -> Done[int]:
    """Record at the commune that it is called otherwise from a day on, for all its villages; return how many.

    Raises SETUP-003 outside a commune, VILLAGE-001 when no village's papers would change, VILLAGE-002, EVENT-002.
    """
    identity = context.identity
    if identity.role != COMMUNE:
        raise AppError(WRONG_ROLE, role="thôn")
    day = past_day(context, command.day)
    ours = replace(command, name="", label="")
    with context.transaction("village.rename_commune") as tx:
        villages = tx.session.scalars(select(Village).where(Village.status == LIVE).order_by(Village.id)).all()
        changing = [each for each in villages if _commune(each, ours) != (each.commune, each.province)]
        if not changing:
            raise AppError(RENAME_NOTHING)
        for each in changing:
            rename(tx, each, ours, day)
    return tx.done(len(changing))


def past_day(context: Context, day: date | None) -> date:
    """Return a day of change, today when none is given; raises EVENT-002 for one that has not come."""
    now = today(context.clock)
    if day is not None and day > now:
        raise AppError(EVENT_DAY_AHEAD, day=f"{day:%d/%m/%Y}")
    return day or now


def rename(tx: Operation, village: Village, command: Rename, day: date) -> str:
    """Give a village its new names inside the caller's transaction and return its title; as :func:`rename_village`."""
    name, label = clean(command.name) or village.name, clean(command.label) or village.label
    commune, province = _commune(village, command)
    if (name, label, commune, province) == (village.name, village.label, village.commune, village.province):
        raise AppError(RENAME_NOTHING)
    if not name and (name, label) != (village.name, village.label):
        raise AppError(SETUP_INCOMPLETE, missing="tên thôn")
    later = [each for each in _successions(tx.session, village.pile) if each.day and each.day > day]
    if later:
        raise AppError(RENAME_EARLIER, day=f"{later[0].day:%d/%m/%Y}")
    succeed_names(tx, village, RENAMED, day, command.decision, note=command.note)
    village.name, village.label, village.commune, village.province = name, label, commune, province
    _forget_written_heads(tx, village.pile)
    return title_of(village)


def succeed_names(
    tx: Operation, village: Village, what: str, day: date, decision: str, *, other: str = "", note: str = ""
) -> None:
    """Write down that something happened to a village, with what it was called until then."""
    tx.add(
        VillageSuccession(
            what=what, day=day, decision=clean(decision) or None, name_before=village.name,
            label_before=village.label, commune_before=village.commune, province_before=village.province,
            other=other or None, note=clean(note) or None,
        ),
        village.pile,
    )  # fmt: skip


def village_then(session: Session, village: Village, day: date | None) -> Village:
    """Return the village as it was called on ``day``; itself when no day is given or nothing changed since."""
    if day is None:
        return village
    since = next((each for each in _successions(session, village.pile) if each.day and each.day > day), None)
    if since is None:
        return village
    return Village(
        id=village.id, pile=village.pile, status=village.status, name=since.name_before, label=since.label_before,
        commune=since.commune_before, province=since.province_before,
    )  # fmt: skip


def _successions(session: Session, pile: str) -> Sequence[VillageSuccession]:
    """Return the changes of names in the order they happened."""
    query = (
        select(VillageSuccession)
        .where(VillageSuccession.pile == pile, VillageSuccession.status == LIVE)
        .order_by(VillageSuccession.day, VillageSuccession.id)
    )
    return session.scalars(query).all()


def _commune(village: Village, command: Rename) -> tuple[Place | None, Place | None]:
    code, written = clean(command.commune), clean(command.commune_name)
    if not code and not written:
        return village.commune, village.province
    unit = find_unit(code) if code else None
    present = village.commune or Place()
    if unit is None:
        return Place(code or present.code, written or present.name), village.province
    return Place(unit.code, written or unit.name), Place(unit.province_code, unit.province)


def _forget_written_heads(tx: Operation, pile: str) -> None:
    """Let heads of papers follow the new names: parent, issuer and place that a person wrote out named the old ones."""
    query = select(Letterhead).where(Letterhead.pile == pile, Letterhead.status == LIVE)
    for head in tx.session.scalars(query):
        head.parent = head.issuer = head.place = None


def _spelt(label: str | None, name: str | None, commune: Place | None) -> str:
    unit = f"{label or 'thôn'} {name or ''}".strip()
    return ", ".join(part for part in (unit, (commune.name if commune else "") or "") if part)
