"""Xã giao đợt ký: a campaign the commune words once, each village opens on its own households, and the commune counts.

The village's campaign names the commune's (``assigned``), so that however a village words or scopes its own, the commune knows
which of a village's campaigns is meant.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.kernel.clock import moment
from app.kernel.errors import AppError
from app.records.assignments import CommuneCampaign
from app.records.pledges import COMMITMENT, Pledge, PledgeCampaign
from app.records.register import Household
from app.usecases.assignment_errors import ASSIGN_INCOMPLETE, ASSIGN_OPENED
from app.usecases.campaigns import OpenCampaign, OpenedCampaign, add_households, open_campaign
from app.usecases.context import COMMUNE, VILLAGE, Context, Done
from app.usecases.handed_down import known_villages, recipients, require_role, required, standing, village_titles
from app.usecases.searching import asked
from app.vietnamese.text import clean


@dataclass(frozen=True, slots=True)
class HandCampaign:
    """Have ``villages`` (piles, none for all) open a campaign; as :class:`app.usecases.campaigns.OpenCampaign`."""

    name: str
    year: int
    items: tuple[str, ...]
    due: date | None = None
    villages: tuple[str, ...] = ()
    paper_title: str = COMMITMENT
    opening: str = ""


@dataclass(frozen=True, slots=True)
class HandedCampaign:
    """A campaign of the commune as a village sees it. ``opened`` is the village's own campaign for it, empty for none yet."""

    id: str
    name: str
    year: int
    items: tuple[str, ...]
    due: date | None
    paper_title: str
    opening: str
    opened: str


@dataclass(frozen=True, slots=True)
class VillageShare:
    """How far one village is with one campaign of the commune; ``opened`` says whether it has begun."""

    pile: str
    village: str
    opened: bool
    signed: int
    households: int


@dataclass(frozen=True, slots=True)
class CampaignOverview:
    """One campaign of the commune over all villages it was given to."""

    id: str
    name: str
    year: int
    due: date | None
    shares: tuple[VillageShare, ...]

    @property
    def signed(self) -> int:
        """How many households signed, in all villages."""
        return sum(each.signed for each in self.shares)

    @property
    def households(self) -> int:
        """How many are asked, in the villages that have begun."""
        return sum(each.households for each in self.shares)

    @property
    def opened(self) -> int:
        """How many villages have begun."""
        return sum(each.opened for each in self.shares)


def hand_campaign(context: Context, command: HandCampaign) -> Done[str]:
    """Hand a campaign to villages and return its id; raises SETUP-003 outside a commune, ASSIGN-001, ASSIGN-002."""
    require_role(context, COMMUNE)
    items = tuple(line for line in map(clean, command.items) if line)
    if not clean(command.name) or not items:
        raise AppError(ASSIGN_INCOMPLETE, missing="tên đợt" if items else "nội dung cam kết")
    with context.transaction("commune_campaign.create") as tx:
        made = tx.add(
            CommuneCampaign(
                name=clean(command.name), year=command.year, items=items, due=command.due,
                paper_title=command.paper_title, opening=clean(command.opening) or None,
                villages=known_villages(tx.session, command.villages), issued=moment(tx.at).date(),
            )
        )  # fmt: skip
    return tx.done(made.id)


def handed_campaigns(context: Context) -> tuple[HandedCampaign, ...]:
    """Return the campaigns the commune gave this village, those not begun first, then the newest. Raises SETUP-003."""
    require_role(context, VILLAGE)
    pile = context.identity.pile
    with context.reading() as session:
        ours = _opened(session, pile)
        found = [
            HandedCampaign(
                each.id, each.name or "", each.year or 0, each.items or (), each.due, each.paper_title or COMMITMENT,
                each.opening or "", ours.get(each.id, ""),
            )
            for each in reversed(standing(session, CommuneCampaign, pile))
        ]  # fmt: skip
    return tuple(sorted(found, key=lambda each: bool(each.opened)))


def open_handed(context: Context, record: str, *, covenant: bool = False) -> Done[OpenedCampaign]:
    """Open one of the commune's campaigns on all households of this village, with the commune's words and day.

    Where it came along with households that moved here, it goes on: the others are asked in it, too.

    Raises SETUP-003 outside a village, ASSIGN-002, ASSIGN-004, ASSIGN-005 when it is open already, and what
    :func:`app.usecases.campaigns.open_campaign` raises.
    """
    require_role(context, VILLAGE)
    pile = context.identity.pile
    with context.reading() as session:
        handed = required(session, CommuneCampaign, record, pile)
        carried = next((each for each in _campaigns(session, pile) if each.assigned == record and each.carried), None)
        if record in _opened(session, pile):
            raise AppError(ASSIGN_OPENED, name=handed.name or "")
        command = OpenCampaign(
            name=handed.name or "", year=handed.year or moment(context.clock.now_ms()).year, items=handed.items or (),
            covenant=covenant, paper_title=handed.paper_title or COMMITMENT, opening=handed.opening or "",
            due=handed.due, assigned=handed.id,
        )  # fmt: skip
    if carried is None:
        return open_campaign(context, command)
    done = add_households(context, carried.id)
    return Done(OpenedCampaign(carried.id, command.items, done.result), done.changes, done.operation)


def campaign_overview(context: Context) -> tuple[CampaignOverview, ...]:
    """Return, at the commune, each of its campaigns with signed of all per village, the newest first. Raises SETUP-003."""
    require_role(context, COMMUNE)
    with context.reading() as session:
        villages = village_titles(session)
        return tuple(
            CampaignOverview(
                each.id, each.name or "", each.year or 0, each.due,
                tuple(_share(session, each.id, village.pile, village.title) for village in recipients(each, villages)),
            )
            for each in reversed(standing(session, CommuneCampaign))
        )  # fmt: skip


def unopened_campaigns(session: Session, pile: str) -> list[CommuneCampaign]:
    """Return the campaigns handed to a village that it has not opened."""
    ours = _opened(session, pile)
    return [each for each in standing(session, CommuneCampaign, pile) if each.id not in ours]


def _opened(session: Session, pile: str) -> dict[str, str]:
    """Return a village's campaigns by the commune's they were opened for."""
    return {each.assigned or "": each.id for each in _campaigns(session, pile) if _is_open(session, each)}


def _campaigns(session: Session, pile: str) -> list[PledgeCampaign]:
    query = (
        select(PledgeCampaign)
        .where(PledgeCampaign.pile == pile, PledgeCampaign.of_village(), PledgeCampaign.assigned.is_not(None))
        .order_by(PledgeCampaign.id.desc())
    )
    return list(session.scalars(query))


def _is_open(session: Session, campaign: PledgeCampaign) -> bool:
    """Tell whether the village opened a campaign: one that came along with somebody who moved here asks few of the others."""
    if not campaign.carried:
        return True
    here = select(func.count()).select_from(Household).where(Household.pile == campaign.pile, Household.here())
    return _asked_in(session, [campaign.id]) * 2 > session.execute(here).scalar_one()


def _asked_in(session: Session, campaigns: Sequence[str], *which: ColumnElement[bool]) -> int:
    """Return how many households are asked in any of these campaigns; ``which`` of them."""
    query = (
        select(func.count(func.distinct(Household.id)))
        .join(Pledge, Pledge.household_id == Household.id)
        .where(Pledge.campaign_id.in_(campaigns), asked(), *which)
    )
    return session.execute(query).scalar_one()


def _share(session: Session, handed: str, pile: str, village: str) -> VillageShare:
    """Count a village: two laptops that both opened it made two campaigns, and a household counts once in both."""
    ours = [each for each in _campaigns(session, pile) if each.assigned == handed]
    ids, opened = [each.id for each in ours], any(_is_open(session, each) for each in ours)
    signed = _asked_in(session, ids, Pledge.stands())
    return VillageShare(pile, village, opened, signed, _asked_in(session, ids))
