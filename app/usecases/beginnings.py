"""Beginning a village's books from the commune's file, or from another laptop of the village; and a commune's from its copy.

The village gets the pile it has at the commune, so that a second laptop never becomes a second village.
"""

from dataclasses import dataclass, replace
from pathlib import Path

from app.kernel.errors import AppError
from app.sync.commune_file import is_commune_file, read_commune_file
from app.sync.key_file import read_key_file
from app.sync.keys import Role
from app.usecases.commune_files import listed
from app.usecases.context import Context, Done
from app.usecases.devices import trust_key
from app.usecases.exchange_errors import KEY_OTHER_COMMUNE
from app.usecases.setup import Founded, FoundVillage, found_village
from app.usecases.templates import templates_in


@dataclass(frozen=True, slots=True)
class BeginFromFile:
    """Begin a village's books from ``file``: the commune's, or the key file of another laptop of the village."""

    file: Path
    village: FoundVillage


def begin_from_file(context: Context, command: BeginFromFile) -> Done[Founded]:
    """Begin, and trust the key in the file, whose digits the person has compared.

    Raises KEY-001 to KEY-009 for a file of no use, KEY-102 when it is of another commune than the one given, SETUP-001,
    SETUP-002, SETUP-004 and DATA-009.
    """
    village = joined(command.file, command.village)
    done = found_village(context, village)
    trust_key(context, command.file)
    return done


def joined(file: Path, village: FoundVillage) -> FoundVillage:
    """Return ``village`` with commune and pile as the file names them."""
    if is_commune_file(file):
        found = read_commune_file(file)
        templates_in(found, file)
        place, known = found.keys, listed(found, village.label, village.name, village.pile)
        village = replace(village, pile=known.pile if known else "", commune_name=village.commune_name or place.name)
    else:
        place = read_key_file(file)
        village = replace(village, pile=place.pile if place.role is Role.VILLAGE else "")
    if village.commune and village.commune != place.commune:
        raise AppError(
            KEY_OTHER_COMMUNE, file=file.name, name=place.name, found=place.commune, own=village.commune
        )  # fmt: skip
    return replace(village, commune=place.commune)
