"""Beginning the books: of a village, or of the commune that merges many."""

import re
from dataclasses import dataclass

from app.kernel.errors import AppError
from app.records.places import VILLAGE_HEAD, OfficeTerm, Village
from app.records.units import find_unit
from app.records.values import Place
from app.usecases.context import COMMUNE, VILLAGE, Context, Done, Identity
from app.usecases.errors import COMMUNE_CODE, SETUP_INCOMPLETE
from app.usecases.hands import person_at_work
from app.vietnamese.text import clean

_CODE = re.compile(r"\d{5}")


@dataclass(frozen=True, slots=True)
class FoundVillage:
    """Begin a village's books. ``commune_name`` is only needed for a commune this program's list does not know.

    ``pile`` is the village's own where the commune or another laptop has given it one already: its register then arrives with
    the first bundle, and is not typed or imported a second time.
    """

    commune: str
    name: str
    label: str = "thôn"
    head: str = ""
    actor: str = ""
    commune_name: str = ""
    pile: str = ""


@dataclass(frozen=True, slots=True)
class FoundCommune:
    """Begin the books of a commune."""

    commune: str
    commune_name: str = ""
    actor: str = ""


@dataclass(frozen=True, slots=True)
class Founded:
    """What set-up made: the village's record id (empty for a commune), this device, this database."""

    village: str
    commune: str
    device: str
    db_id: str


def found_village(context: Context, command: FoundVillage) -> Done[Founded]:
    """Begin a village's books; raises SETUP-001, SETUP-002, or DATA-009 when this folder already has books."""
    name, label = clean(command.name), clean(command.label) or "thôn"
    if not name:
        raise AppError(SETUP_INCOMPLETE, missing="tên thôn")
    commune, province = _places(command.commune, command.commune_name)
    head, actor = person_at_work(command.head), person_at_work(command.actor)
    pile = command.pile or context.ids.record()
    identity = Identity(VILLAGE, pile, context.ids.random(), actor or head or VILLAGE_HEAD, str(commune.code),
                        context.ids.random(), f"{label} {name}")  # fmt: skip
    with context.transaction("setup.village", founding=identity) as tx:
        if command.pile:  # its name arrives with its register: typed otherwise here, it would stand against that
            tx.add(Village(id=pile, province=province) if province else Village(id=pile, commune=commune))
        else:
            tx.add(Village(id=pile, name=name, label=label, commune=commune, province=province))
            if head:
                tx.add(OfficeTerm(office=VILLAGE_HEAD, person_name=head))
    return tx.done(Founded(pile, identity.commune, identity.device, identity.db_id))


def found_commune(context: Context, command: FoundCommune) -> Done[Founded]:
    """Begin a commune's books; raises SETUP-002, or DATA-009 when this folder already has books."""
    commune = commune_place(command.commune, command.commune_name)
    identity = Identity(COMMUNE, context.ids.record(), context.ids.random(), person_at_work(command.actor) or "Cán bộ xã",
                        str(commune.code), context.ids.random(), commune.name or f"xã {commune.code}")  # fmt: skip
    with context.transaction("setup.commune", founding=identity) as tx:
        pass
    return tx.done(Founded("", identity.commune, identity.device, identity.db_id))


def commune_place(code: str, name: str) -> Place:
    """Return the commune of a code; raises SETUP-002 when the code is none."""
    return _places(code, name)[0]


def _places(code: str, name: str) -> tuple[Place, Place | None]:
    """Return commune and province for a code; a code the list does not know yet is kept with the name given."""
    code = clean(code)
    if not _CODE.fullmatch(code):
        raise AppError(COMMUNE_CODE, code=code)
    unit = find_unit(code)
    if unit is None:
        return Place(code, clean(name) or f"xã (mã {code})"), None
    return Place(code, clean(name) or unit.name), Place(unit.province_code, unit.province)
