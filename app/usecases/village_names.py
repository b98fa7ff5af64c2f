"""What a village is called, now and then: communes and villages are re-arranged, old papers keep their old names."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.clock import today
from app.kernel.errors import AppError
from app.records.base import LIVE
from app.records.places import RENAMED, Letterhead, Village, VillageSuccession
from app.records.units import find_unit
from app.records.values import Place
from app.usecases.context import Context, Done, Operation
from app.usecases.errors import EVENT_DAY_AHEAD, RENAME_EARLIER, RENAME_NOTHING, SETUP_INCOMPLETE
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
    """One change of names: from when, by which decision, what it was called before."""

    id: str
    day: date | None
    decision: str
    before: str


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
                each.id, each.day, each.decision or "", _spelt(each.label_before, each.name_before, each.commune_before)
            )
            for each in reversed(_successions(session, village.pile))
        )
        place = village.commune or Place()
        return VillageNames(village.name or "", village.label or "", place.name or "", place.code or "", changes)


def rename_village(context: Context, command: Rename) -> Done[str]:
    """Record that village or commune are called otherwise from a day on; return the new title.

    Heads of papers that were written out by hand with the old names go back to what is printed by itself. Raises VILLAGE-001
    when nothing changes, -002 before a later change, EVENT-002, SETUP-001.
    """
    day = command.day or today(context.clock)
    if day > today(context.clock):
        raise AppError(EVENT_DAY_AHEAD, day=f"{day:%d/%m/%Y}")
    with context.transaction("village.rename") as tx:
        village = tx.get(Village, tx.author.pile)
        name, label = clean(command.name) or village.name, clean(command.label) or village.label
        commune, province = _commune(village, command)
        if (name, label, commune, province) == (village.name, village.label, village.commune, village.province):
            raise AppError(RENAME_NOTHING)
        if not name:
            raise AppError(SETUP_INCOMPLETE, missing="tên thôn")
        later = [each for each in _successions(tx.session, village.pile) if each.day and each.day > day]
        if later:
            raise AppError(RENAME_EARLIER, day=f"{later[0].day:%d/%m/%Y}")
        tx.add(
            VillageSuccession(
                what=RENAMED, day=day, decision=clean(command.decision) or None, name_before=village.name,
                label_before=village.label, commune_before=village.commune, province_before=village.province,
                note=clean(command.note) or None,
            )
        )  # fmt: skip
        village.name, village.label, village.commune, village.province = name, label, commune, province
        _forget_written_heads(tx)
    return tx.done(f"{label or 'thôn'} {name}")


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


def _forget_written_heads(tx: Operation) -> None:
    """Let heads of papers follow the new names: parent, issuer and place that a person wrote out named the old ones."""
    query = select(Letterhead).where(Letterhead.pile == tx.author.pile, Letterhead.status == LIVE)
    for head in tx.session.scalars(query):
        head.parent = head.issuer = head.place = None


def _spelt(label: str | None, name: str | None, commune: Place | None) -> str:
    unit = f"{label or 'thôn'} {name or ''}".strip()
    return ", ".join(part for part in (unit, (commune.name if commune else "") or "") if part)
