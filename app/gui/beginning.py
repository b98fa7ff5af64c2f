"""From the answer of the first page to books that are begun: prefilling it, and founding them."""

import re
from dataclasses import replace
from typing import Final

from app.gui.fields import Choice
from app.gui.first_run import LABELS, FirstRunChoice, Start
from app.records.units import Unit, units_named, units_searched
from app.usecases.context import Context
from app.usecases.setup import FoundCommune, FoundVillage, found_commune, found_village
from app.vietnamese.text import clean

MOST_COMMUNES: Final = 12
_VILLAGE: Final = re.compile(
    rf"\b({'|'.join(key for key, _ in LABELS)})\s+([\w\s]+?)(?=\s*(?:[,.;:()–-]|\bxã\b|\bphường\b|\bnăm\b|$))",
    re.IGNORECASE,
)


def find_communes(text: str) -> list[Choice]:
    """Return the communes to pick from for a part of a name."""
    return [_choice(unit) for unit in units_searched(text, MOST_COMMUNES)]


def prefill(context: Context, choice: FirstRunChoice) -> FirstRunChoice:
    """Complete ``choice`` with what the title rows of its list tell; raises the IMPORT errors for a file of no use."""
    if choice.start is not Start.LIST or choice.file is None:
        return choice
    from app.usecases.imports import ImportList, preview_import

    report = preview_import(context, ImportList(choice.file))
    return from_titles(choice, report.title_lines)


def from_titles(choice: FirstRunChoice, titles: tuple[str, ...]) -> FirstRunChoice:
    """Return ``choice`` with village and commune as far as the rows above a list name them for certain."""
    lines = [clean(title) for title in titles]
    communes = units_named(" ".join(lines))
    if len(communes) == 1:
        key, words = _choice(communes[0])
        choice = replace(choice, commune=key, commune_name=words)
    for text in lines:
        if (match := _VILLAGE.search(text)) is not None:
            name = match.group(2)
            return replace(choice, label=match.group(1).lower(), village=name.title() if name.isupper() else name)
    return choice


def begin(context: Context, choice: FirstRunChoice) -> None:
    """Begin the books; raises SETUP-001, SETUP-002 or DATA-009."""
    if choice.start is Start.COMMUNE:
        found_commune(context, FoundCommune(choice.commune, actor=choice.person))
    else:
        found_village(context, FoundVillage(choice.commune, choice.village, choice.label, actor=choice.person))


def _choice(unit: Unit) -> Choice:
    return unit.code, f"{unit.name}, {unit.province}"
