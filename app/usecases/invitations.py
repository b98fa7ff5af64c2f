"""Giấy mời họp: one for every household, in walking order, so that they lie as they are handed out."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import select

from app.documents.blocks import date_line
from app.documents.invitations import GuestFacts, MeetingFacts, invitations
from app.kernel.clock import today
from app.kernel.errors import AppError
from app.records.register import Household, ResidentialGroup
from app.usecases.context import Context
from app.usecases.errors import PRINT_NOTHING
from app.usecases.letterheads import village_letterhead
from app.usecases.own_wording import worded
from app.usecases.paper_lists import PAPER_SUFFIXES, require_suffix, write_small_papers
from app.usecases.searching import WALKING, head_name
from app.vietnamese.dates import long_date
from app.vietnamese.text import clean


@dataclass(frozen=True, slots=True)
class PrintInvitations:
    """Invite every household (of ``group`` by id, if given) to a meeting ``about`` something; ``time`` as typed ("19 giờ")."""

    path: Path
    about: str
    day: date | None = None
    time: str = ""
    place: str = ""
    content: str = ""
    contact: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True)
class PrintedInvitations:
    """How many invitations on how many pages (0 for Word, which knows no pages of its own)."""

    invitations: int
    pages: int


@worded
def print_invitations(context: Context, command: PrintInvitations) -> PrintedInvitations:
    """Write the invitations as PDF or Word; raises PRINT-001, PRINT-002 without households, DOCUMENT-001, the FILE errors."""
    require_suffix(command.path, PAPER_SUFFIXES)
    with context.reading() as session:
        pile = context.identity.pile
        head = village_letterhead(session, pile)
        query = (
            select(head_name(), ResidentialGroup.name, Household.address)
            .select_from(Household)
            .outerjoin(ResidentialGroup, ResidentialGroup.id == Household.group_id)
            .where(Household.pile == pile, Household.here())
            .order_by(*WALKING)
        )
        if command.group:
            query = query.where(Household.group_id == command.group)
        guests = [GuestFacts(name or "", group or "", address or "") for name, group, address in session.execute(query)]
    if not guests:
        raise AppError(PRINT_NOTHING)
    when = ", ".join(part for part in (clean(command.time), long_date(command.day) if command.day else "") if part)
    meeting = MeetingFacts(
        head.facts, clean(command.about), when, clean(command.place), clean(command.content), clean(command.contact),
        head.signer, date_line(head.place, today(context.clock)),
    )  # fmt: skip
    return PrintedInvitations(len(guests), write_small_papers(command.path, invitations(meeting, guests)))
