"""Which sensitive fields of people this village keeps: the one gate for forms, lists, history and the command line."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.records.base import LIVE
from app.records.privacy import Purpose
from app.records.register import SENSITIVE
from app.usecases.context import Context


def sensitive_on(session: Session) -> frozenset[str]:
    """Return the sensitive fields of a person that this village keeps."""
    query = select(Purpose.about).where(Purpose.status == LIVE, Purpose.since.is_not(None), Purpose.until.is_(None))
    return frozenset(SENSITIVE).intersection(each for each in session.scalars(query) if each)


def sensitive_off(session: Session) -> frozenset[str]:
    """Return the sensitive fields of a person that are off, and so nowhere to be seen."""
    return frozenset(SENSITIVE) - sensitive_on(session)


def sensitive_kept(context: Context) -> frozenset[str]:
    """Return the sensitive fields that this village keeps, for forms."""
    with context.reading() as session:
        return sensitive_on(session)


def purposes(session: Session, names: Collection[str]) -> list[str]:
    """Return what these fields are kept for."""
    query = select(Purpose.purpose).where(Purpose.status == LIVE, Purpose.about.in_(names)).order_by(Purpose.about)
    return [each for each in session.scalars(query) if each]
