"""The commune file: written at the commune for every stick, opened at a village when its books begin."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from app.kernel.errors import AppError
from app.records.base import LIVE
from app.records.places import Village
from app.sync.commune_file import CommuneFile, ListedVillage, commune_file, read_commune_file
from app.sync.keys import fingerprint
from app.sync.names import COMMUNE_FILE_NAME
from app.sync.stick import deliver
from app.usecases.commune_key import short_code
from app.usecases.context import COMMUNE, Context
from app.usecases.devices import own_device
from app.usecases.enrolment import FACE_TO_FACE
from app.usecases.errors import SEVERAL_OF_THE_NAME, WRONG_ROLE
from app.usecases.merged_villages import merged_villages
from app.usecases.templates import templates_to_hand_out
from app.vietnamese.text import meant, tone_key


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """The commune file on a stick, the short code to compare, and how many villages and covenant models it names."""

    file: Path
    code: str
    villages: int
    models: int = 0


def write_file(context: Context, folder: Path) -> WrittenFile:
    """Write the commune file into ``folder``, in the place of an older one, and read it back past the cache.

    Raises SETUP-003, KEY-112 and the STICK errors.
    """
    own = own_device(context)
    if context.identity.role != COMMUNE:
        raise AppError(WRONG_ROLE, role="thôn")
    with context.reading() as session:
        gone = merged_villages(session)
        rows = session.scalars(select(Village).where(Village.status == LIVE).order_by(Village.name, Village.id))
        villages = [
            ListedVillage(row.pile, row.label or "thôn", row.name or "") for row in rows if row.pile not in gone
        ]
        notes, models = templates_to_hand_out(session)
    name = COMMUNE_FILE_NAME.format(code=own.public.commune)
    made = deliver(commune_file(own, villages, notes), folder, name, clock=context.clock, replaces=True)
    return WrittenFile(made.path, short_code(context), len(villages), models)


def read_file(path: Path) -> tuple[CommuneFile, str]:
    """Return what a commune file says and its short code; raises KEY-006 to KEY-009."""
    found = read_commune_file(path)
    return found, fingerprint(found.keys, FACE_TO_FACE)


def listed(file: CommuneFile, label: str, name: str, pile: str = "") -> ListedVillage | None:
    """Return the village of a commune file that was picked by its ``pile`` or is called so; ``None`` when it is not listed.

    The label only decides between two of one name. Raises SETUP-004 when several are called so: to guess would put the register
    of one village into the books of another.
    """
    if pile:
        return next((each for each in file.villages if each.pile == pile), None)
    places = meant(name, [each.name for each in file.villages])
    if len(places) > 1:
        places = [place for place in places if tone_key(file.villages[place].label) == tone_key(label)] or places
    if len(places) > 1:
        raise AppError(SEVERAL_OF_THE_NAME, count=len(places), name=name)
    return file.villages[places[0]] if places else None
