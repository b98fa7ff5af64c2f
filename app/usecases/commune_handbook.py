"""One handbook over several villages, printed at the commune: "Quyết định công nhận quy ước khu phố 1, 2, 3" (seed 003).

Each village's recognised covenant stands in it with its decision, then who leads which village and group, what households
said, and pages to write on. The edition is recorded in the books of each of its villages, whose households get the copies.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.documents.facts import CovenantFacts, HandbookFacts, LetterheadFacts
from app.kernel.clock import today
from app.kernel.errors import AppError
from app.kernel.files import whole_file
from app.kernel.progress import Progress
from app.records.base import LIVE
from app.records.covenants import CovenantVersion
from app.records.handbooks import HandbookEdition
from app.records.places import Village
from app.usecases.context import COMMUNE, Context, Done
from app.usecases.covenants import version_in_force
from app.usecases.errors import HANDBOOK_EMPTY, HANDBOOK_WORD, WRONG_ROLE
from app.usecases.handbooks import (
    COMMENTS,
    DECISION,
    PARTS,
    SUFFIXES,
    TITLE,
    chosen_parts,
    covenant_facts,
    household_count,
    village_facts,
)
from app.usecases.letterheads import unit_name
from app.usecases.merged_villages import merged_villages
from app.usecases.own_wording import worded
from app.usecases.paper_lists import require_suffix
from app.vietnamese.collation import sort_key
from app.vietnamese.text import clean, fold

MOST_NAMED: Final = 8
"""Villages that the cover names; of more it names the commune."""


@dataclass(frozen=True, slots=True)
class PrintVillagesHandbook:
    """Print a handbook for these villages (piles) in this order; none stands for every village whose covenant is recognised."""

    path: Path
    villages: tuple[str, ...] = ()
    title: str = TITLE
    parts: tuple[str, ...] = PARTS
    comment_pages: int = 2
    booklet: bool = False
    large: bool = False


@dataclass(frozen=True, slots=True)
class PrintedVillagesHandbook:
    """What was printed: pages of the book (0 for Word), whose covenants are in it, and who was left out for want of one.

    ``copies`` are needed for all households of these villages.
    """

    pages: int
    copies: int
    villages: tuple[str, ...]
    left_out: tuple[str, ...]
    file: Path


@worded
def print_villages_handbook(
    context: Context, command: PrintVillagesHandbook, progress: Progress | None = None
) -> Done[PrintedVillagesHandbook]:
    """Write the handbook as PDF and record its edition in each village's books, or as a Word file to be edited.

    Raises SETUP-003 outside a commune, PRINT-001, HANDBOOK-001 when a village that was named has no recognised covenant or no
    village has one, HANDBOOK-005 for a booklet in Word, and the FILE errors.
    """
    require_suffix(command.path, SUFFIXES)
    if context.identity.role != COMMUNE:
        raise AppError(WRONG_ROLE, role="thôn")
    word = command.path.suffix.lower() == ".docx"
    if word and command.booklet:
        raise AppError(HANDBOOK_WORD)
    with context.reading() as session:
        facts, left_out, versions = _facts(context, session, command)
        homes = {version.id: household_count(session, version.pile) for version in versions}
    if progress:
        progress.stage("Dựng sổ tay")
    with whole_file(command.path) as stream:
        if word:
            from app.documents.handbook_word import write_handbook_word

            write_handbook_word(stream, facts)
            pages = 0
        else:
            from app.documents.handbook import write_handbook

            pages = write_handbook(stream, facts, booklet=command.booklet, progress=progress)
        if progress:
            progress.committing()
        names = tuple(each.name for each in facts.villages)
        made = PrintedVillagesHandbook(pages, sum(homes.values()), names, left_out, command.path)
        if word:
            return Done(made)
        with context.transaction("handbook.print") as tx:
            for version in versions:
                edition = HandbookEdition(
                    title=facts.title, year=facts.year, version_id=version.id, parts=chosen_parts(command.parts),
                    copies=homes[version.id], printed=today(context.clock), pages=pages,
                    villages=names if len(names) > 1 else None,
                )  # fmt: skip
                tx.add(edition, pile=version.pile)
    return tx.done(made)


def _facts(
    context: Context, session: Session, command: PrintVillagesHandbook
) -> tuple[HandbookFacts, tuple[str, ...], list[CovenantVersion]]:
    """Return what the book prints, the names of villages without a recognised covenant, and the covenants of the others."""
    parts = chosen_parts(command.parts)
    villages = _villages(session, command.villages)
    found = [(village, version_in_force(session, village.pile)) for village in villages]
    left_out = tuple(unit_name(village) for village, version in found if version is None)
    if left_out and command.villages:
        raise AppError(HANDBOOK_EMPTY, missing=f"{', '.join(left_out)} chưa có quy ước được công nhận")
    ready = [(village, version) for village, version in found if version is not None]
    if not ready:
        raise AppError(HANDBOOK_EMPTY, missing="chưa thôn nào gửi lên quy ước được công nhận")
    covenants: list[CovenantFacts] = []
    for _, version in ready:
        covenants.append(covenant_facts(session, version, decided=DECISION in parts))
    chosen = [village for village, _ in ready]
    commune = next((each.commune.name for each in chosen if each.commune and each.commune.name), "Xã")
    facts = HandbookFacts(
        letterhead=LetterheadFacts("Ủy ban MTTQ Việt Nam", commune, ""),
        village=names_together(chosen) if len(chosen) <= MOST_NAMED else commune,
        year=today(context.clock).year,
        covenants=tuple(covenants),
        comment_pages=command.comment_pages if COMMENTS in parts else 0,
        title=clean(command.title) or TITLE,
        large=command.large,
        villages=tuple(village_facts(session, village.pile, parts) for village in chosen),
    )
    return facts, left_out, [version for _, version in ready]


def recognised_villages(context: Context) -> tuple[tuple[str, str], ...]:
    """Return pile and name of each village whose covenant is recognised: what a handbook can be made of."""
    with context.reading() as session:
        villages = _villages(session, ())
        return tuple((each.pile, unit_name(each)) for each in villages if version_in_force(session, each.pile))


def names_together(villages: Sequence[Village]) -> str:
    """Return the names of villages with the label said once where it is the same: "Khu phố 1, 2, 3"."""
    units = [_label_and_name(each) for each in villages]
    if len({fold(label) for label, _ in units}) == 1:
        return f"{units[0][0]} {', '.join(name for _, name in units)}"
    return ", ".join(f"{label} {name}" for label, name in units)


def _label_and_name(village: Village) -> tuple[str, str]:
    """Return a unit's label and the name behind it: "Khu phố", "2"; a "làng văn hóa" is called a thôn."""
    words = unit_name(village).split()
    label = 1 if words[0] == "Thôn" else len((village.label or "").split())
    return " ".join(words[:label]), " ".join(words[label:])


def _villages(session: Session, piles: tuple[str, ...]) -> list[Village]:
    """Return the villages named, each once and in that order; when none is all that still are, by name."""
    query = select(Village).where(Village.status == LIVE)
    known = {village.pile: village for village in session.scalars(query)}
    if piles:
        return [known[pile] for pile in dict.fromkeys(piles) if pile in known]
    standing = [known[pile] for pile in known.keys() - merged_villages(session)]
    return sorted(standing, key=lambda village: (sort_key(unit_name(village)), village.pile))
