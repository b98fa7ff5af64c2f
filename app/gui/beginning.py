"""The first page at work: what it is filled in with, and books begun from its answer."""

import contextlib
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Final

from app.gui.dialogs import Dialogs
from app.gui.fields import Choice
from app.gui.first_run import LABELS, FirstRunChoice, FirstRunHelp, FirstRunPage, Start
from app.gui.jobs import Jobs
from app.kernel.progress import Progress
from app.records.units import Unit, find_unit, units_named, units_searched
from app.sync.names import COMMUNE_FILES
from app.usecases.context import Context
from app.usecases.setup import FoundCommune, FoundVillage, found_commune, found_village
from app.vietnamese.text import clean, tone_key

MOST_COMMUNES: Final = 12
_VILLAGE: Final = re.compile(
    rf"\b({'|'.join(key for key, _ in LABELS)})\s+(?:văn\s+h(?:óa|oá)\s+)?([\w\s]+?)"
    r"(?=\s*(?:[,.;:()–-]|\bxã\b|\bphường\b|\bnăm\b|$))",
    re.IGNORECASE,
)
"""How title rows name a village; "làng văn hóa" is a title of honour before the name, not a part of it."""


def first_page(context: Context, dialogs: Dialogs, jobs: Jobs) -> FirstRunPage:
    """Return the first page for books that have not been begun."""
    helping = FirstRunHelp(
        find_communes,
        lambda choice: prefill(context, choice),
        find_commune_file,
        copy_program() if on_stick() else None,
    )
    return FirstRunPage(dialogs, helping, jobs)


def on_stick() -> bool:
    """Tell whether the program runs from a stick."""
    from app.kernel.resources import program_folder

    if program_folder() is None:
        return False
    from app.usecases.program_copy import runs_from_stick

    return runs_from_stick()


def copy_program() -> Callable[[Progress], tuple[str, str]]:
    """Return the work of copying the program to where a person's programs lie; it returns what to say."""
    from app.usecases.program_copy import InstallProgram, copied_words, install_program, usual_folder

    return lambda progress: copied_words(install_program(InstallProgram(usual_folder()), progress))


def find_communes(text: str) -> list[Choice]:
    """Return the communes to pick from for a part of a name."""
    return [_choice(unit) for unit in units_searched(text, MOST_COMMUNES)]


def prefill(context: Context, choice: FirstRunChoice) -> FirstRunChoice:
    """Complete ``choice`` with what its file tells; raises the IMPORT or KEY errors for a file of no use."""
    if choice.file is None:
        return choice
    if choice.start is Start.COMMUNE_FILE:
        return _of_file(choice, choice.file)
    from app.usecases.imports import ImportList, preview_import

    report = preview_import(context, ImportList(choice.file))
    return from_titles(choice, report.title_lines)


def from_titles(choice: FirstRunChoice, titles: tuple[str, ...]) -> FirstRunChoice:
    """Return ``choice`` with village and commune as far as the rows above a list name them for certain.

    Communes of one name in several provinces become candidates to pick from, those of a province that is named first.
    """
    lines = [clean(title) for title in titles]
    text = " ".join(lines)
    communes = units_named(text)
    communes = [unit for unit in communes if _names(text, unit.province)] or communes
    choice = _in_commune(choice, communes[0] if len(communes) == 1 else None)
    if len(communes) > 1:
        choice = replace(choice, candidates=tuple(_choice(unit) for unit in communes[:MOST_COMMUNES]))
    for text in lines:
        if (match := _VILLAGE.search(text)) is not None:
            name = match.group(2)
            return replace(choice, label=match.group(1).lower(), village=name.title() if name.isupper() else name)
    return choice


def begin(context: Context, choice: FirstRunChoice, progress: Progress) -> None:
    """Begin the books; raises SETUP-001, SETUP-002, DATA-009, or the KEY errors of the commune's file.

    It cannot be cancelled: books that were half begun would be of no use.
    """
    progress.committing()
    if choice.start is Start.SAMPLE:
        from app.usecases.sample import make_sample

        make_sample(context, progress)
    elif choice.start is Start.COMMUNE and choice.key_copy:
        from app.usecases.commune_key import RestoreCommune, restore_commune, typed_lines

        restore_commune(context, RestoreCommune(choice.commune, typed_lines(choice.key_copy), actor=choice.person))
        return
    elif choice.start is Start.COMMUNE:
        found_commune(context, FoundCommune(choice.commune, actor=choice.person))
        return
    head = choice.person if choice.is_head else ""
    village = FoundVillage(
        choice.commune, choice.village, choice.label, head, choice.person, pile=choice.pile,
    )  # fmt: skip
    if choice.start is Start.COMMUNE_FILE and choice.file is not None:
        from app.usecases.beginnings import BeginFromFile, begin_from_file

        begin_from_file(context, BeginFromFile(choice.file, village))
    elif choice.start is Start.LIST:
        found_village(context, village)


def _of_file(choice: FirstRunChoice, file: Path) -> FirstRunChoice:
    """Complete ``choice`` with a commune's file, or with the key file of another laptop of the village."""
    from app.sync.commune_file import is_commune_file
    from app.usecases.commune_files import read_file
    from app.usecases.devices import commune_of_key, digits_of_file

    if not is_commune_file(file):
        choice = replace(choice, code=digits_of_file(file)[0], from_laptop=True)
        return _in_commune(choice, find_unit(commune_of_key(file)))
    found, code = read_file(file)
    villages = tuple((each.pile, each.label, each.name) for each in found.villages)
    choice = replace(choice, code=code, villages=villages, commune=found.keys.commune, commune_name=found.keys.name)
    return _in_commune(choice, find_unit(found.keys.commune))


def find_commune_file() -> Path | None:
    """Return a commune's file that lies beside the program, above it, or on a stick that is in; ``None`` when there is none."""
    from app.kernel.resources import program_folder
    from app.storage.places import removable_roots

    beside = program_folder()
    found: list[Path] = []
    for place in ([beside, beside.parent] if beside else []) + list(removable_roots()):
        with contextlib.suppress(OSError):
            found += sorted(place.glob(COMMUNE_FILES))
    return next(iter(found), None)


def _names(text: str, province: str) -> bool:
    """Tell whether ``text`` holds the name of a province, with "Tỉnh" or "Thành phố" before it or not."""
    name = province.removeprefix("Thành phố ").removeprefix("Tỉnh ")
    return f" {tone_key(name)} " in f" {tone_key(text)} "


def _in_commune(choice: FirstRunChoice, unit: Unit | None) -> FirstRunChoice:
    if unit is None:
        return choice
    key, words = _choice(unit)
    return replace(choice, commune=key, commune_name=words)


def _choice(unit: Unit) -> Choice:
    return unit.code, f"{unit.name}, {unit.province}"
