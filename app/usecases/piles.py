"""What one village's pile holds, apart from the others: the commune keeps many in one database."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.journal.tables import NOTE
from app.records.places import Village
from app.sync.receipts import pile_digest
from app.usecases.naming import title_of


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
