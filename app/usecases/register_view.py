"""How the register stands as lists show it: how many, and what each household has answered to the newest campaign."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.records.pledges import Pledge, PledgeCampaign
from app.records.register import Household, Person
from app.usecases.context import Context
from app.usecases.searching import asked


@dataclass(frozen=True, slots=True)
class RegisterCounts:
    """Everything in the register; ``ungrouped`` are the households that belong to no group."""

    households: int
    people: int
    ungrouped: int


@dataclass(frozen=True, slots=True)
class CampaignMarks:
    """The newest campaign: its name, each household's state in it (:attr:`Pledge.state`), (signed, asked) by group id."""

    name: str
    states: Mapping[str, str]
    groups: Mapping[str, tuple[int, int]]


def register_counts(context: Context) -> RegisterCounts:
    """Count the live households and people."""
    homes = select(func.count(Household.id)).where(Household.here())
    with context.reading() as session:
        return RegisterCounts(
            _number(session, homes),
            _number(session, select(func.count(Person.id)).where(Person.here())),
            _number(session, homes.where(Household.group_id.is_(None))),
        )


def newest_marks(context: Context) -> CampaignMarks | None:
    """Return how every household stands in the newest campaign; ``None`` before the first one is opened."""
    newest = select(PledgeCampaign).where(PledgeCampaign.of_village()).order_by(*PledgeCampaign.newest_first()).limit(1)
    with context.reading() as session:
        campaign = session.scalars(newest).first()
        if campaign is None:
            return None
        query = (
            select(Pledge, Household.group_id)
            .join(Household, Household.id == Pledge.household_id)
            .where(Pledge.campaign_id == campaign.id, asked())
        )
        states: dict[str, str] = {}
        groups: dict[str, tuple[int, int]] = {}
        for pledge, group in session.execute(query):
            states[pledge.household_id or ""] = pledge.state
            signed, in_scope = groups.get(group or "", (0, 0))
            groups[group or ""] = (signed + (pledge.state == "signed"), in_scope + 1)
        return CampaignMarks(campaign.name or "", states, groups)


def _number(session: Session, query: Select[int]) -> int:
    return session.execute(query).scalar_one()
