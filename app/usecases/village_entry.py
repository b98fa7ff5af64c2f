"""Nhập thay thôn: the commune keeps the books of a village without the program, until the village has it.

The village's pile is made here, once. Everything a village does is then done in its place
(:meth:`app.usecases.context.Context.standing_in`), and is the village's own when its laptop joins: the laptop takes this
pile over from the commune's update and must not found another.
"""

from dataclasses import dataclass

from sqlalchemy import select

from app.kernel.errors import AppError
from app.records.base import LIVE
from app.records.places import VILLAGE_HEAD, OfficeTerm, Village
from app.records.units import find_unit
from app.records.values import Place
from app.sync.device_list import State
from app.usecases.assignment_errors import ENTRY_HAS_LAPTOP, ENTRY_KNOWN
from app.usecases.context import COMMUNE, Context, Done
from app.usecases.errors import SETUP_INCOMPLETE
from app.usecases.handed_down import require_role
from app.usecases.peers import all_peers
from app.usecases.village_changes import village_named
from app.vietnamese.text import clean, tone_key


@dataclass(frozen=True, slots=True)
class EnterVillage:
    """Begin, at the commune, the books of a village that has no program."""

    name: str
    label: str = "thôn"
    head: str = ""


def enter_village(context: Context, command: EnterVillage) -> Done[str]:
    """Begin a village's pile at the commune and return it.

    Raises SETUP-003 outside a commune, SETUP-001 without a name, ENTRY-001 when the commune has a village of that name,
    ENTRY-002 when a laptop of it is known already: two piles of one village could never become one.
    """
    require_role(context, COMMUNE)
    name, label = clean(command.name), clean(command.label) or "thôn"
    if not name:
        raise AppError(SETUP_INCOMPLETE, missing="tên thôn")
    pile = context.ids.record()
    with context.transaction("village.enter", pile=pile) as tx:
        known = tx.session.scalars(select(Village).where(Village.status == LIVE))
        if any(tone_key(each.name or "") == tone_key(name) for each in known):
            raise AppError(ENTRY_KNOWN, name=name)
        for peer in all_peers(tx.session.connection()).values():
            names = (tone_key(name), tone_key(f"{label} {name}"))
            if peer.state is not State.REVOKED and tone_key(peer.keys.name) in names:
                raise AppError(ENTRY_HAS_LAPTOP, name=name)
        unit = find_unit(tx.identity.commune)
        commune = Place(tx.identity.commune, unit.name if unit else tx.identity.title)
        province = Place(unit.province_code, unit.province) if unit else None
        tx.add(Village(id=pile, name=name, label=label, commune=commune, province=province))
        if head := clean(command.head):
            tx.add(OfficeTerm(office=VILLAGE_HEAD, person_name=head))
    return tx.done(pile)


def stand_in(context: Context, name: str) -> Context:
    """Return the surroundings of a clerk in the place of a village, by its name; raises SETUP-003, VILLAGE-005."""
    require_role(context, COMMUNE)
    return context.standing_in(village_named(context, name))
