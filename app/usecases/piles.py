"""What one village's pile holds, apart from the others: the commune keeps many in one database."""

from collections.abc import Iterable

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.journal import tables
from app.journal.tables import NOTE
from app.records.base import LIVE
from app.records.places import Village
from app.records.pledges import Pledge
from app.records.register import Household, Person
from app.sync.receipts import pile_digest
from app.usecases.naming import title_of

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


def held_piles(session: Session, piles: Iterable[str]) -> set[str]:
    """Return those of some piles of which a note is held."""
    return {pile for pile in piles if session.scalar(select(NOTE.c.id).where(NOTE.c.pile == pile).limit(1))}


def digest_of(session: Session, pile: str) -> str:
    """Return the digest of all notes held of a pile; two ends that hold the same notes get the same."""
    return pile_digest(session.execute(select(NOTE.c.note_hash).where(NOTE.c.pile == pile)).scalars())


def village_title(session: Session, pile: str) -> str:
    """Return how a village is called in our books ("thôn Quang Khải"); empty when nothing of it has arrived."""
    village = session.get(Village, pile)
    if village is None or not village.name:
        return ""
    return title_of(village)
