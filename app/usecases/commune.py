"""Tình hình các thôn: how each village stands in the commune's merged books, latest first to look after.

Every query here is by pile: the commune's database holds many villages side by side.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.journal.tables import BUNDLE
from app.records.base import LIVE
from app.records.places import MERGED, VILLAGE_HEAD, OfficeTerm, Village, VillageSuccession
from app.records.pledges import Pledge, PledgeCampaign
from app.records.register import Household, Person, ResidentialGroup
from app.sync.keys import Role
from app.usecases.context import Context
from app.usecases.exchange_log import reaches
from app.usecases.exchange_state import IN
from app.usecases.peers import trusted_keys
from app.usecases.searching import WALKING, asked, head_name


@dataclass(frozen=True, slots=True)
class MissingHousehold:
    """A household in a campaign's scope that has not signed."""

    id: str
    code: str
    head: str
    group: str
    address: str


@dataclass(frozen=True, slots=True)
class VillageRow:
    """One village as the commune sees it.

    ``head`` is the trưởng thôn in office, with ``phone``. ``campaign`` is the name of the village's newest campaign,
    ``signed`` of ``in_scope`` households signed in it, ``missing`` are the others by group and walking order.
    ``last_received`` is when its newest bundle was taken in (milliseconds; 0 = never), ``gaps`` how many bundles wait for an
    earlier one that has not arrived.
    """

    pile: str
    name: str
    label: str
    head: str
    phone: str
    households: int
    people: int
    campaign: str
    signed: int
    in_scope: int
    last_received: int
    gaps: int
    missing: tuple[MissingHousehold, ...]


def villages_overview(context: Context) -> tuple[VillageRow, ...]:
    """Return every village that is known by its data or by its key: never heard from first, then by last bundle."""
    with context.reading() as session:
        rows = [_row(session, village) for village in _villages(session)]
    return tuple(sorted(rows, key=lambda row: (row.last_received, row.name, row.pile)))


def _villages(session: Session) -> Iterable[tuple[str, str, str]]:
    """Return (pile, label, name) of every village: from its record, else as its key file names it."""
    found = {
        keys.pile: (keys.pile, "", keys.name)
        for keys in trusted_keys(session.connection()).values()
        if keys.role is Role.VILLAGE
    }
    gone = merged_villages(session)
    for village in session.scalars(select(Village).where(Village.status == LIVE)):
        if village.pile in gone:
            found.pop(village.pile, None)
            continue
        found[village.pile] = (village.pile, village.label or "", village.name or "")
    return found.values()


def merged_villages(session: Session) -> set[str]:
    """Return the piles of villages that went into others and have no household left."""
    went = select(VillageSuccession.pile).where(VillageSuccession.status == LIVE, VillageSuccession.what == MERGED)
    left = select(Household.pile).where(Household.here()).distinct()
    return set(session.scalars(went)) - set(session.scalars(left))


def _row(session: Session, village: tuple[str, str, str]) -> VillageRow:
    pile, label, name = village
    head, phone = _head_of(session, pile)
    campaign = session.scalars(
        select(PledgeCampaign)
        .where(PledgeCampaign.pile == pile, PledgeCampaign.of_village())
        .order_by(*PledgeCampaign.newest_first())
        .limit(1)
    ).first()
    in_scope, missing = _campaign_state(session, campaign.id) if campaign else (0, ())
    return VillageRow(
        pile=pile,
        name=name,
        label=label,
        head=head,
        phone=phone,
        households=_count(session, select(func.count()).where(Household.pile == pile, Household.here())),
        people=_count(session, select(func.count()).where(Person.pile == pile, Person.here())),
        campaign=(campaign.name or "") if campaign else "",
        signed=in_scope - len(missing),
        in_scope=in_scope,
        last_received=_count(session, _last_received(pile)),
        gaps=sum(reach.waiting for reach in reaches(session.connection(), pile)),
        missing=missing,
    )


def _count(session: Session, query: Select[int]) -> int:
    return int(session.execute(query).scalar_one() or 0)


def _last_received(pile: str) -> Select[int]:
    return select(func.max(BUNDLE.c.at)).where(BUNDLE.c.pile == pile, BUNDLE.c.direction == IN)


def _head_of(session: Session, pile: str) -> tuple[str, str]:
    """Return name and telephone of the village head in office; empty when the village has named none."""
    query = (
        select(OfficeTerm, Person)
        .outerjoin(Person, Person.id == OfficeTerm.person_id)
        .where(
            OfficeTerm.pile == pile, OfficeTerm.status == LIVE, OfficeTerm.office == VILLAGE_HEAD,
            OfficeTerm.group_id.is_(None), OfficeTerm.until.is_(None),
        )
        .order_by(OfficeTerm.id.desc())
        .limit(1)
    )  # fmt: skip
    found = session.execute(query).first()
    if found is None:
        return "", ""
    term, person = found
    return (person.full_name if person else None) or term.person_name or "", (person.phone if person else None) or ""


def _campaign_state(session: Session, campaign: str) -> tuple[int, tuple[MissingHousehold, ...]]:
    """Return how many households a campaign asks, and those that have not signed."""
    scope = (
        select(Household)
        .join(Pledge, Pledge.household_id == Household.id)
        .where(Pledge.campaign_id == campaign, asked())
    )
    in_scope = _count(session, scope.with_only_columns(func.count()))
    unsigned = (
        scope.where(~Pledge.stands())
        .outerjoin(ResidentialGroup, ResidentialGroup.id == Household.group_id)
        .with_only_columns(
            Household.id, Household.code, head_name().label("head"), ResidentialGroup.name.label("group"),
            Household.address,
        )
        .order_by(*WALKING)
    )  # fmt: skip
    missing = (
        MissingHousehold(row.id, row.code or "", row.head or "", row.group or "", row.address or "")
        for row in session.execute(unsigned)
    )
    return in_scope, tuple(missing)
