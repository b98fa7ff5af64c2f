"""Pledge campaigns: opening one over the village or some groups, and how far it has come."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.kernel.clock import today
from app.kernel.errors import AppError
from app.kernel.files import read_bytes
from app.kernel.resources import resource_path
from app.records.base import LIVE
from app.records.pledges import COMMITMENT, Pledge, PledgeCampaign, PledgeItem, SheetPrint, Visit
from app.records.register import Household, ResidentialGroup
from app.records.values import Gathering
from app.usecases.context import Context, Done, Operation
from app.usecases.covenants import freeze_version, newest_version, version_in_force
from app.usecases.errors import (
    CAMPAIGN_EMPTY,
    CAMPAIGN_INCOMPLETE,
    COVENANT_MISSING,
    ITEMS_UNREADABLE,
    NOT_FOUND_BY_NAME,
)
from app.usecases.searching import WALKING, asked, head_name, member_count
from app.vietnamese.text import clean

ITEMS_FILE: Final = "models/cam-ket-an-ninh-trat-tu.txt"
"""The five lines of seed 004, offered when a campaign opens and editable there."""

_ITEM_NUMBER: Final = re.compile(r"^(?:\d{1,2}[.)]|[-•+*])\s+")
_LARGEST_ITEMS_FILE: Final = 200_000


@dataclass(frozen=True, slots=True)
class OpenCampaign:
    """Open a campaign: ``groups`` are ids (empty = the whole village), ``covenant`` rests it on the covenant,
    the version in force, else the newest. ``households`` names the scope one by one, as for the members of a ``self_group``.
    ``assigned`` is the commune's campaign it is opened for.
    """

    name: str
    year: int
    items: tuple[str, ...]
    groups: tuple[str, ...] = ()
    covenant: bool = False
    paper_title: str = COMMITMENT
    opening: str = ""
    due: date | None = None
    meeting: date | None = None
    meeting_place: str = ""
    households: tuple[str, ...] = ()
    self_group: str = ""
    assigned: str = ""


@dataclass(frozen=True, slots=True)
class OpenedCampaign:
    """What opening made."""

    campaign: str
    items: tuple[str, ...]
    households: int


@dataclass(frozen=True, slots=True)
class CampaignRow:
    """One campaign in the list of campaigns."""

    id: str
    name: str
    year: int
    paper_title: str
    households: int
    signed: int
    meeting: date | None
    self_group: str = ""


@dataclass(frozen=True, slots=True)
class GroupStatus:
    """How far one group has come."""

    id: str
    name: str
    households: int
    signed: int


@dataclass(frozen=True, slots=True)
class CampaignStatus:
    """How far a campaign has come; ``unreached`` are the households that have neither signed nor refused."""

    campaign: str
    name: str
    households: int
    printed: int
    delivered: int
    signed: int
    unreached: int
    groups: tuple[GroupStatus, ...]


@dataclass(frozen=True, slots=True)
class PledgeRow:
    """One household in a campaign, in walking order; ``state`` as :attr:`Pledge.state`, ``visits`` in words, oldest first."""

    id: str
    household: str
    code: str
    head: str
    address: str
    phone: str
    group: str
    group_id: str
    people: int
    state: str
    day: date | None
    signer: str
    relation: str
    note: str
    printed: int
    visits: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    """What each box of its sheet said, where that was read."""

    @property
    def signed(self) -> bool:
        """Whether the household has signed."""
        return self.state == "signed"


def default_items() -> tuple[str, ...]:
    """Return the five items offered for a new campaign."""
    return items_from_text(resource_path(ITEMS_FILE).read_text(encoding="utf-8"))


def items_from_text(text: str) -> tuple[str, ...]:
    """Return the items of a text, one per line, with the numbers or dashes in front taken off."""
    lines = (_ITEM_NUMBER.sub("", clean(line)) for line in text.splitlines())
    return tuple(line for line in lines if line)


def items_from_file(path: Path) -> tuple[str, ...]:
    """Return the items of a text file; raises CAMPAIGN-003 when it is no text or has none."""
    data = read_bytes(path, _LARGEST_ITEMS_FILE)
    try:
        items = items_from_text(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise AppError(ITEMS_UNREADABLE, file=path.name) from error
    if not items:
        raise AppError(ITEMS_UNREADABLE, file=path.name)
    return items


def open_campaign(context: Context, command: OpenCampaign) -> Done[OpenedCampaign]:
    """Open a campaign and freeze its scope: one pledge per household in it.

    Raises CAMPAIGN-001 when name or items are missing, CAMPAIGN-002 when no household is in scope, CAMPAIGN-004 when it should
    rest on a covenant and there is none.
    """
    items = tuple(line for line in map(clean, command.items) if line)
    if not clean(command.name) or not items:
        raise AppError(CAMPAIGN_INCOMPLETE, missing="tên đợt" if items else "nội dung cam kết")
    with context.transaction("campaign.open") as tx:
        households = _scope(tx.session, command.groups, command.households)
        if not households:
            raise AppError(CAMPAIGN_EMPTY)
        gathering = None
        if command.meeting or command.meeting_place:
            day = command.meeting.isoformat() if command.meeting else None
            gathering = Gathering(day, clean(command.meeting_place) or None)
        campaign = tx.add(
            PledgeCampaign(
                name=clean(command.name), year=command.year, paper_title=command.paper_title,
                opening=clean(command.opening) or None, groups=command.groups or None,
                version_id=_covenant_version(tx) if command.covenant else None, opened=today(context.clock),
                due=command.due, gathering=gathering, self_group_id=command.self_group or None,
                assigned=command.assigned or None,
            )
        )  # fmt: skip
        for position, text in enumerate(items, 1):
            tx.add(PledgeItem(campaign_id=campaign.id, position=position, text=text))
        for household in households:
            tx.add(Pledge(campaign_id=campaign.id, household_id=household))
    return tx.done(OpenedCampaign(campaign.id, items, len(households)))


def households_outside(context: Context, campaign: str) -> tuple[str, ...]:
    """Return the households (ids) that live where the campaign asks and are not asked: split off or moved in since it opened."""
    with context.reading() as session:
        record = require_campaign(session, campaign)
        return () if record.self_group_id else tuple(_outside(session, record))


def add_households(context: Context, campaign: str, households: Iterable[str] = ()) -> Done[int]:
    """Ask more households in a campaign that is open already: these, or all of :func:`households_outside`.

    Those it asks stay as they are. Returns how many were added; raises FORM-003, RECORD-001.
    """
    with context.transaction("campaign.add") as tx:
        record = require_campaign(tx.session, campaign)
        asked = _asked(tx.session, campaign)
        chosen = tuple(households) or _outside(tx.session, record)
        added = [each for each in dict.fromkeys(chosen) if each not in asked]
        for each in added:
            tx.add(Pledge(campaign_id=campaign, household_id=tx.get(Household, each).id))
    return tx.done(len(added))


def _asked(session: Session, campaign: str) -> set[str | None]:
    return set(
        session.scalars(select(Pledge.household_id).where(Pledge.campaign_id == campaign, Pledge.status == LIVE))
    )


def _outside(session: Session, campaign: PledgeCampaign) -> list[str]:
    asked = _asked(session, campaign.id)
    return [each for each in _scope(session, campaign.groups or (), ()) if each not in asked]


def list_campaigns(context: Context) -> tuple[CampaignRow, ...]:
    """Return the campaigns, newest first, those of self-managed groups after the village's own."""
    with context.reading() as session:
        campaigns = session.scalars(
            select(PledgeCampaign)
            .where(PledgeCampaign.status == LIVE)
            .order_by(PledgeCampaign.self_group_id.is_not(None), *PledgeCampaign.newest_first())
        ).all()
        states: dict[str, list[str]] = {campaign.id: [] for campaign in campaigns}
        in_scope = select(Pledge).join(Household, Household.id == Pledge.household_id).where(asked())
        for pledge in session.scalars(in_scope):
            states.setdefault(pledge.campaign_id or "", []).append(pledge.state)
        return tuple(
            CampaignRow(
                each.id, each.name or "", each.year or 0, each.paper_title or COMMITMENT, len(states[each.id]),
                states[each.id].count("signed"), each.gathering.date if each.gathering else None,
                each.self_group_id or "",
            )
            for each in campaigns
        )  # fmt: skip


def campaign_items(session: Session, campaign: str) -> tuple[str, ...]:
    """Return the items of a campaign in order."""
    query = (
        select(PledgeItem.text)
        .where(PledgeItem.campaign_id == campaign, PledgeItem.status == LIVE)
        .order_by(PledgeItem.position)
    )
    return tuple(text or "" for text in session.scalars(query))


def pledge_rows(context: Context, campaign: str, group: str = "", only: Iterable[str] = ()) -> tuple[PledgeRow, ...]:
    """Return the households of a campaign (of one group of it, or only some pledges) by group and walking order."""
    with context.reading() as session:
        return tuple(rows_of(session, campaign, group, only))


def rows_of(session: Session, campaign: str, group: str = "", only: Iterable[str] = ()) -> list[PledgeRow]:
    """Return the households of a campaign by group and walking order, inside a session."""
    require_campaign(session, campaign)
    prints = (
        select(func.count(SheetPrint.id))
        .where(SheetPrint.pledge_id == Pledge.id, SheetPrint.status == LIVE)
        .correlate(Pledge)
        .scalar_subquery()
    )
    query = (
        select(Pledge, Household, ResidentialGroup.name, head_name(), member_count(), prints)
        .join(Household, Household.id == Pledge.household_id)
        .outerjoin(ResidentialGroup, ResidentialGroup.id == Household.group_id)
        .where(Pledge.campaign_id == campaign, asked())
        .order_by(*WALKING)
    )
    if group:
        query = query.where(Household.group_id == group)
    if chosen := tuple(only):
        query = query.where(Pledge.id.in_(chosen))
    visits = visits_of(session, campaign)
    return [
        _pledge_row(pledge, home, name or "", head_name or "", count, printed, visits.get(pledge.id, ()))
        for pledge, home, name, head_name, count, printed in session.execute(query)
    ]


def visits_of(session: Session, campaign: str) -> dict[str, tuple[str, ...]]:
    """Return in words how often somebody went to each household of a campaign, by pledge, the oldest first."""
    query = (
        select(Visit)
        .join(Pledge, Pledge.id == Visit.pledge_id)
        .where(Pledge.campaign_id == campaign, Visit.status == LIVE)
        .order_by(Visit.day, Visit.id)
    )
    found: dict[str, tuple[str, ...]] = {}
    for visit in session.scalars(query):
        pledge = visit.pledge_id or ""
        found[pledge] = (*found.get(pledge, ()), visit.display())
    return found


def visit_notes(session: Session, campaign: str) -> dict[str, str]:
    """Return what was noted at the newest visit to each household of a campaign ("tối thứ bảy"), by pledge."""
    query = (
        select(Visit.pledge_id, Visit.note)
        .join(Pledge, Pledge.id == Visit.pledge_id)
        .where(Pledge.campaign_id == campaign, Visit.status == LIVE)
        .order_by(Visit.day, Visit.id)
    )
    return {pledge or "": note or "" for pledge, note in session.execute(query)}


def campaign_status(context: Context, campaign: str) -> CampaignStatus:
    """Return how far a campaign has come, for the village and by group."""
    with context.reading() as session:
        record = require_campaign(session, campaign)
        rows = rows_of(session, campaign)
        return CampaignStatus(
            campaign,
            record.name or "",
            len(rows),
            sum(row.printed > 0 for row in rows),
            sum(row.state == "delivered" for row in rows),
            sum(row.signed for row in rows),
            sum(row.state in ("open", "delivered") for row in rows),
            group_statuses(rows),
        )


def group_statuses(rows: Iterable[PledgeRow]) -> tuple[GroupStatus, ...]:
    """Return how far each group has come, in the order the groups come in ``rows``."""
    groups: dict[str, list[PledgeRow]] = {}
    for row in rows:
        groups.setdefault(row.group_id, []).append(row)
    return tuple(
        GroupStatus(group, items[0].group, len(items), sum(row.signed for row in items))
        for group, items in groups.items()
    )


def require_campaign(session: Session, campaign: str) -> PledgeCampaign:
    """Return a live campaign by id; raises FORM-003."""
    record = session.get(PledgeCampaign, campaign)
    if record is None or record.status != LIVE:
        raise AppError(NOT_FOUND_BY_NAME, label="đợt cam kết", name=campaign)
    return record


def newest_campaign(context: Context) -> str:
    """Return the id of the newest campaign; raises FORM-003 when there is none."""
    campaigns = [each for each in list_campaigns(context) if not each.self_group]
    if not campaigns:
        raise AppError(NOT_FOUND_BY_NAME, label="đợt cam kết", name="mới nhất")
    return campaigns[0].id


def _scope(session: Session, groups: tuple[str, ...], chosen: tuple[str, ...]) -> list[str]:
    query = select(Household.id).where(Household.here())
    if chosen:
        query = query.where(Household.id.in_(chosen))
    if groups:
        query = query.where(Household.group_id.in_(groups))
    return list(session.scalars(query.order_by(Household.id)))


def _covenant_version(tx: Operation) -> str:
    """Freeze and return the version in force, else the newest: what people sign for may not change under them."""
    pile = tx.author.pile
    version = version_in_force(tx.session, pile) or newest_version(tx.session, pile)
    if version is None:
        raise AppError(COVENANT_MISSING)
    freeze_version(version)
    return version.id


def _pledge_row(
    pledge: Pledge, home: Household, group: str, head: str, people: int, printed: int, visits: tuple[str, ...]
) -> PledgeRow:
    signature = pledge.signature if pledge.state == "signed" else None
    return PledgeRow(
        id=pledge.id,
        household=home.id,
        code=home.code or "",
        head=head,
        address=home.address or "",
        phone=home.phone or "",
        group=group,
        group_id=home.group_id or "",
        people=people,
        state=pledge.state,
        day=signature.date if signature else None,
        signer=(signature.signer or head) if signature else "",
        relation=(signature.relation or "") if signature else "",
        note=pledge.note or "",
        printed=printed,
        visits=visits,
        answers=pledge.answers or (),
    )
