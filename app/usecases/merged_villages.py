"""Which villages went into others; read by the first page, so nothing here needs the libraries of the exchange."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.records.base import LIVE
from app.records.places import MERGED, VillageSuccession
from app.records.register import Household


def merged_villages(session: Session) -> set[str]:
    """Return the piles of villages that went into others and have no household left."""
    went = select(VillageSuccession.pile).where(VillageSuccession.status == LIVE, VillageSuccession.what == MERGED)
    left = select(Household.pile).where(Household.here()).distinct()
    return set(session.scalars(went)) - set(session.scalars(left))
