"""How much one village's pile holds, as both ends of an exchange show it side by side.

Read by the first page, so nothing here needs the libraries that seal and open bundles.
"""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.journal import tables
from app.records.base import LIVE
from app.records.pledges import Pledge
from app.records.register import Household, Person

NOTES, HOUSEHOLDS, PEOPLE, SIGNED = "notes", "households", "people", "signed"
"""Names of the counts that both ends of an exchange show side by side."""


def counts_of(session: Session, pile: str) -> dict[str, int]:
    """Return how much a pile holds: notes, living households and people, and standing signatures of all campaigns."""
    living = {
        HOUSEHOLDS: select(func.count()).where(Household.pile == pile, Household.here()),
        PEOPLE: select(func.count()).where(Person.pile == pile, Person.here()),
        SIGNED: select(func.count()).where(Pledge.pile == pile, Pledge.status == LIVE, Pledge.stands()),
    }
    counted = {name: int(session.execute(query).scalar_one()) for name, query in living.items()}
    return {NOTES: tables.count_notes(session.connection(), pile), **counted}
