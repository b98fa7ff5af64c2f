"""Printing a self-managed group's regulation for its households to sign; the model text where the group has none yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import dropwhile
from pathlib import Path
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.documents.blocks import date_line
from app.documents.facts import NodeFacts
from app.documents.prose_pdf import write_prose_pdf
from app.documents.prose_word import write_prose_word
from app.documents.regulation import MemberFacts, RegulationFacts, regulation_paper
from app.kernel.clock import today
from app.kernel.errors import AppError
from app.kernel.files import whole_file
from app.kernel.resources import resource_path
from app.records.base import LIVE
from app.records.covenants import Clause
from app.records.places import FRONT_HEAD, Village
from app.records.register import Household, Person, ResidentialGroup
from app.records.self_managed import LEADER, LEADING, MEMBER, GroupMember, SelfManagedGroup
from app.usecases.context import Context
from app.usecases.covenant_text import read_lines
from app.usecases.covenants import commune_committee
from app.usecases.errors import NOT_FOUND_BY_NAME
from app.usecases.letterheads import LIST, letterhead, office_holder, unit_name
from app.usecases.own_wording import worded
from app.usecases.paper_lists import PAPER_SUFFIXES, require_suffix
from app.usecases.searching import WALKING, head_name
from app.usecases.self_managed import regulation_in_force
from app.vietnamese.text import fold

MODEL: Final = "models/quy-che-to-tu-quan.txt"
_TITLES: Final = ("quy che", "hoat dong", "to tu quan", "cua to", "to nhan dan tu quan")
"""How the lines of a title begin, folded, above the first article of a text from elsewhere."""


@dataclass(frozen=True, slots=True)
class PrintedRegulation:
    """What was printed: pages of a PDF (0 for Word), rows of the annex, whether it is the model text."""

    pages: int
    members: int
    model: bool


def model_regulation() -> str:
    """Return the text a group may begin with."""
    return resource_path(MODEL).read_text(encoding="utf-8")


@worded
def print_regulation(context: Context, group: str, path: Path) -> PrintedRegulation:
    """Write a group's regulation in force, or the model as a draft, with the list of those who sign it.

    Raises PRINT-001 for another ending, FORM-003 for a group that is not there, DOCUMENT-001, and the FILE errors.
    """
    require_suffix(path, PAPER_SUFFIXES)
    with context.reading() as session:
        record = session.get(SelfManagedGroup, group)
        if record is None or record.status != LIVE:
            raise AppError(NOT_FOUND_BY_NAME, label="tổ tự quản", name=group)
        facts = _facts(context, session, record)
    paper, pages = regulation_paper(facts), 0
    with whole_file(path) as stream:
        if path.suffix.lower() == ".pdf":
            pages = write_prose_pdf(stream, paper)
        else:
            write_prose_word(stream, paper)
    return PrintedRegulation(pages, len(facts.members), facts.draft)


def regulation_nodes(text: str) -> tuple[NodeFacts, ...]:
    """Return a regulation's articles; title, letterhead and signatures that were pasted along are left to the paper's own."""
    clauses = dropwhile(_is_title, read_lines(text.splitlines()).clauses)
    return tuple(NodeFacts(each.level, each.number, each.heading, each.text) for each in clauses)


def _is_title(clause: Clause) -> bool:
    words = clause.heading or clause.text
    return not clause.number and words.isupper() and fold(words).startswith(_TITLES)


def _facts(context: Context, session: Session, record: SelfManagedGroup) -> RegulationFacts:
    pile, version = context.identity.pile, regulation_in_force(session, record.id)
    head = letterhead(session, LIST, pile)
    own = version if version is not None and version.text else None
    adopted = own.adopted if own else None
    return RegulationFacts(
        head.facts, unit_name(session.get_one(Village, pile)), record.name or "",
        regulation_nodes(own.text or "" if own else model_regulation()), own is None, adopted, _leader(session, record.id),
        office_holder(session, FRONT_HEAD, pile), commune_committee(session, pile), _members(session, record.id),
        date_line(head.place, adopted, today(context.clock).year),
    )  # fmt: skip


def _leader(session: Session, group: str) -> str:
    """Return who leads the group: a person, or the head of the household that does."""
    query = _membership(group).where(GroupMember.role == LEADER).order_by(GroupMember.id)
    found = session.execute(query).first()
    return (found.person or found.head or "") if found else ""


def _members(session: Session, group: str) -> tuple[MemberFacts, ...]:
    """Return the households in walking order, each once with all who take part in it, then people alone and businesses."""
    rows = session.execute(_membership(group).order_by(*WALKING, GroupMember.id)).all()
    homes: dict[str, list[Any]] = {}
    for row in rows:
        homes.setdefault(row.home or row.id, []).append(row)
    in_houses = [_home(each) for each in homes.values() if each[0].home]
    alone = [MemberFacts(row.person or row.business or "", "", row.role or MEMBER) for row in rows if not row.home]
    return (*in_houses, *alone)


def _home(rows: Sequence[Any]) -> MemberFacts:
    """Return one household's row; of its people those who lead come first, and who is not the head is named."""
    order = {role: place for place, role in enumerate(LEADING)}
    duties: list[str] = []
    for row in sorted(rows, key=lambda row: order.get(row.role, len(order))):
        role = row.role or MEMBER
        duties.append(f"{role}: {row.person}" if row.person and row.person != row.head else role)
    if len(duties) > 1:
        duties = [each for each in duties if each != MEMBER] or [MEMBER]
    return MemberFacts(rows[0].head or "", rows[0].address or "", "; ".join(dict.fromkeys(duties)))


def _membership(group: str) -> Any:
    """Return the query of a group's members now, each beside the household it signs for."""
    return (
        select(
            GroupMember.id, GroupMember.role, GroupMember.business, Person.full_name.label("person"),
            Household.id.label("home"), head_name().label("head"), Household.address,
        )
        .outerjoin(Person, Person.id == GroupMember.person_id)
        .outerjoin(Household, Household.id == func.coalesce(GroupMember.household_id, Person.household_id))
        .outerjoin(ResidentialGroup, ResidentialGroup.id == Household.group_id)
        .where(GroupMember.group_id == group, GroupMember.status == LIVE, GroupMember.until.is_(None))
    )  # fmt: skip
