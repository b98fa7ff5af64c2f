"""The handbook each household gets: recognition decision, covenant by article, who leads which group, room for comments.

Handbooks are handed out and lie open on tables: they carry names of those who hold an office, and never a phone, a birth date or
an id number (Luật 91/2025/QH15). Printing freezes the covenant's version and is recorded before the file gets its name.
"""

import io
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.documents.facts import (
    CovenantFacts,
    DecisionFacts,
    GroupFacts,
    HandbookFacts,
    NodeFacts,
    OwnerFacts,
    SignerFacts,
    VillageFacts,
    VoiceFacts,
)
from app.kernel.clock import today
from app.kernel.errors import AppError
from app.kernel.files import whole_file
from app.kernel.progress import Progress
from app.records.base import LIVE
from app.records.covenants import CovenantVersion
from app.records.handbooks import HandbookDelivery, HandbookEdition
from app.records.places import GROUP_DEPUTY, GROUP_LEADER, Village
from app.records.register import Household, ResidentialGroup
from app.usecases.context import Context, Done
from app.usecases.covenant_comments import comment_rows
from app.usecases.covenants import (
    clause_of,
    covenant_title,
    decision_of,
    freeze_version,
    newest_version,
    nodes_of,
    version_in_force,
)
from app.usecases.errors import HANDBOOK_COVENANT_CHANGED, HANDBOOK_EMPTY, HANDBOOK_WORD, PAPER_FORMAT
from app.usecases.groups import group_rows
from app.usecases.letterheads import HANDBOOK, letterhead_facts, unit_name
from app.usecases.offices import standing_terms
from app.usecases.own_wording import worded
from app.usecases.searching import WALKING, head_name
from app.vietnamese import sheet_code
from app.vietnamese.text import clean

DECISION: Final = "quyết định công nhận"
COVENANT: Final = "nội dung quy ước"
LEADERS: Final = "danh sách tổ trưởng, tổ phó"
VOICES: Final = "ý kiến đã góp"
COMMENTS: Final = "trang ghi ý kiến"
PARTS: Final = (DECISION, COVENANT, LEADERS, VOICES, COMMENTS)
"""Parts of a handbook in their order; the covenant is always in, the others by choice (seed 003)."""

CHOICES: Final[Mapping[str, tuple[str, str]]] = {
    "decision": (DECISION, "Quyết định công nhận của xã"),
    "leaders": (LEADERS, "Danh sách tổ trưởng, tổ phó"),
    "voices": (VOICES, "Ý kiến các hộ đã góp, không ghi tên ai"),
    "comments": (COMMENTS, "Trang để các hộ ghi ý kiến"),
}
"""What can be left out, by its wire name, with the words the screen uses; the covenant itself cannot."""
MOST_COMMENT_PAGES: Final = 20

SUFFIXES: Final = (".pdf", ".docx")
TITLE: Final = "Sổ tay quy ước khu dân cư"
"""The title of seed 003; a village may give its own."""


@dataclass(frozen=True, slots=True)
class PrintHandbook:
    """Print a handbook: ``version`` of the covenant (empty = the one in force, else the newest), ``copies`` to be made of it
    (0 = one for each household), ``comment_pages`` at the end, ``booklet`` for A5 pages two by two on A4. ``personal`` puts a
    copy for each household into the file, its name on the cover and a code on the back; ``large`` sets the text in large type.
    """

    path: Path
    title: str = TITLE
    parts: tuple[str, ...] = PARTS
    comment_pages: int = 2
    version: str = ""
    copies: int = 0
    booklet: bool = False
    personal: bool = False
    large: bool = False


@dataclass(frozen=True, slots=True)
class PrintedHandbook:
    """What was printed: the edition's record, the pages of the book, how many copies are meant, where the file is, how
    many copies it holds (those with a name on the cover; a file of one book is printed as often as copies are meant).
    A Word file has neither an edition nor pages of its own.
    """

    edition: str
    pages: int
    copies: int
    file: Path
    in_file: int = 1


@dataclass(frozen=True, slots=True)
class EditionRow:
    """One edition in the list of those printed, newest first."""

    id: str
    title: str
    year: int
    copies: int
    pages: int
    printed: str
    together: str = ""
    """Whose edition it is, of one over several villages."""


@worded
def print_handbook(context: Context, command: PrintHandbook, progress: Progress | None = None) -> Done[PrintedHandbook]:
    """Write the handbook as one PDF and record its edition, or as a Word file to be edited, which records nothing.

    Raises PRINT-001 for another ending, HANDBOOK-001 without a covenant text, HANDBOOK-002 when the covenant was edited
    meanwhile, HANDBOOK-005 for a booklet or names in Word, FILE-001 to -003 when the file cannot be written.
    """
    suffix = command.path.suffix.lower()
    if suffix not in SUFFIXES:
        raise AppError(PAPER_FORMAT, file=command.path.name, known=", ".join(SUFFIXES))
    if suffix == ".docx":
        return Done(_write_word(context, command))
    with context.reading() as session:
        version = _chosen_version(session, context.identity.pile, command.version)
        digest = version.text_hash
        facts = handbook_facts(context, session, command, version)
        copies = len(facts.owners) or command.copies or household_count(session, version.pile)
        homes = _homes(session, version.pile) if command.personal else []
    if progress:
        progress.stage("Dựng sổ tay")
    with whole_file(command.path) as stream:
        pages = _write(stream, facts, command, progress)
        if progress:
            progress.committing()
        with context.transaction("handbook.print") as tx:
            record = tx.get(CovenantVersion, version.id)
            if record.text_hash != digest:
                raise AppError(HANDBOOK_COVENANT_CHANGED)
            freeze_version(record)
            edition = tx.add(
                HandbookEdition(
                    title=facts.title,
                    year=facts.year,
                    version_id=version.id,
                    parts=chosen_parts(command.parts),
                    copies=copies,
                    printed=today(context.clock),
                    pages=pages,
                )
            )
            for (household, _, _), owner in zip(homes, facts.owners, strict=True):
                made = tx.keyed(HandbookDelivery, edition.id, household)
                made.copy, made.code = owner.copy, owner.code
    return tx.done(PrintedHandbook(edition.id, pages, copies, command.path, max(1, len(facts.owners))))


@worded
def preview_handbook(context: Context, command: PrintHandbook, progress: Progress | None = None) -> bytes:
    """Return the PDF of one copy as it would be printed now, recording and freezing nothing; raises HANDBOOK-001."""
    with context.reading() as session:
        version = _chosen_version(session, context.identity.pile, command.version)
        facts = handbook_facts(context, session, command, version)
        facts = replace(facts, owners=facts.owners[:1])
    stream = io.BytesIO()
    _write(stream, facts, command, progress)
    return stream.getvalue()


def list_editions(context: Context) -> tuple[EditionRow, ...]:
    """Return the handbooks printed so far, newest first."""
    query = select(HandbookEdition).where(HandbookEdition.status == LIVE).order_by(HandbookEdition.id.desc())
    with context.reading() as session:
        return tuple(
            EditionRow(
                each.id, each.title or TITLE, each.year or 0, each.copies or 0, each.pages or 0,
                f"{each.printed:%d/%m/%Y}" if each.printed else "", ", ".join(each.villages or ()),
            )
            for each in session.scalars(query)
        )  # fmt: skip


def handbook_facts(
    context: Context, session: Session, command: PrintHandbook, version: CovenantVersion
) -> HandbookFacts:
    """Gather what a handbook prints; raises HANDBOOK-001 when the version has no text."""
    parts = chosen_parts(command.parts)
    covenant = covenant_facts(session, version, decided=DECISION in parts)
    about = village_facts(session, version.pile, parts)
    return HandbookFacts(
        letterhead=letterhead_facts(session, HANDBOOK, version.pile),
        village=about.name,
        year=today(context.clock).year,
        covenants=(covenant,),
        groups=about.groups,
        offices=about.offices,
        comment_pages=command.comment_pages if COMMENTS in parts else 0,
        title=clean(command.title) or TITLE,
        owners=_owners(context, session, version.pile) if command.personal else (),
        voices=about.voices,
        large=command.large,
    )


def covenant_facts(session: Session, version: CovenantVersion, *, decided: bool) -> CovenantFacts:
    """Return a covenant's text, with its recognition where that is wanted; raises HANDBOOK-001 when it has no text."""
    nodes = tuple(
        NodeFacts(clause.level, clause.number, clause.heading, clause.text)
        for clause in map(clause_of, nodes_of(session, version.id))
    )
    if not nodes:
        raise AppError(HANDBOOK_EMPTY, missing="bản quy ước chưa có điều nào")
    decision = decision_of(session, version.id) if decided else None
    recognised = DecisionFacts(decision.number, decision.day, decision.authority) if decision else None
    return CovenantFacts(covenant_title(session, version), nodes, recognised)


def village_facts(session: Session, pile: str, parts: tuple[str, ...]) -> VillageFacts:
    """Return what the parts of a handbook say of a village: who leads it and its groups, what its households said."""
    return VillageFacts(
        unit_name(session.get_one(Village, pile)),
        _groups(session, pile) if LEADERS in parts else (),
        _offices(session, pile) if LEADERS in parts else (),
        _voices(session, pile) if VOICES in parts else (),
    )


def chosen_parts(wanted: tuple[str, ...]) -> tuple[str, ...]:
    """Return the parts chosen in their order; the covenant is what a handbook is about."""
    return tuple(part for part in PARTS if part == COVENANT or part in wanted)


def _write_word(context: Context, command: PrintHandbook) -> PrintedHandbook:
    """Write one plain book for Word: what is edited afterwards is no print that this program knows."""
    from app.documents.handbook_word import write_handbook_word

    if command.booklet or command.personal:
        raise AppError(HANDBOOK_WORD)
    with context.reading() as session:
        version = _chosen_version(session, context.identity.pile, command.version)
        facts = handbook_facts(context, session, command, version)
    with whole_file(command.path) as stream:
        write_handbook_word(stream, facts)
    return PrintedHandbook("", 0, 1, command.path)


def _write(stream: BinaryIO, facts: HandbookFacts, command: PrintHandbook, progress: Progress | None) -> int:
    from app.documents.handbook import write_handbook

    return write_handbook(stream, facts, booklet=command.booklet, progress=progress)


def _chosen_version(session: Session, pile: str, version: str) -> CovenantVersion:
    if version:
        chosen = session.get(CovenantVersion, version)
    else:
        chosen = version_in_force(session, pile) or newest_version(session, pile)
    if chosen is None or chosen.status != LIVE:
        raise AppError(HANDBOOK_EMPTY, missing="sổ chưa có quy ước nào")
    return chosen


def _groups(session: Session, pile: str) -> tuple[GroupFacts, ...]:
    return tuple(GroupFacts(group.name, group.leader, group.deputy) for group in group_rows(session, pile))


def _offices(session: Session, pile: str) -> tuple[SignerFacts, ...]:
    """Return who holds which office of the village, by name alone."""
    holders = {
        term.office: term.person_name or ""
        for term in standing_terms(session)
        if term.group_id is None and term.pile == pile and term.office not in (None, GROUP_LEADER, GROUP_DEPUTY)
    }
    return tuple(SignerFacts(office or "", name) for office, name in holders.items())


def _owners(context: Context, session: Session, pile: str) -> tuple[OwnerFacts, ...]:
    """Return whose each copy is, its number and a new code for its back."""
    tag, first = sheet_code.village_tag(pile), sheet_code.page_character(1)
    owners = []
    for number, (_, head, group) in enumerate(_homes(session, pile), 1):
        part = sheet_code.random_print_part(context.ids.random_bytes)
        code = sheet_code.SheetCode(tag, part, first, sheet_code.HANDBOOK)
        owners.append(OwnerFacts(head, group, number, str(code)))
    return tuple(owners)


def _homes(session: Session, pile: str) -> list[tuple[str, str, str]]:
    """Return id, head and group of each household by group and walking order, so that copies lie as they are handed out."""
    query = (
        select(Household.id, head_name(), ResidentialGroup.name)
        .outerjoin(ResidentialGroup, ResidentialGroup.id == Household.group_id)
        .where(Household.pile == pile, Household.here())
        .order_by(*WALKING)
    )
    return [(household, head or "", group or "") for household, head, group in session.execute(query)]


def _voices(session: Session, pile: str) -> tuple[VoiceFacts, ...]:
    """Return the comments collected so far, by article."""
    return tuple(VoiceFacts(row.article, row.text, row.answer) for row in comment_rows(session, pile))


def household_count(session: Session, pile: str) -> int:
    """Return how many households a village has: each gets a copy."""
    query = select(func.count()).select_from(Household).where(Household.pile == pile, Household.here())
    return int(session.execute(query).scalar_one())
