"""What a person keeps under a name of their own, like a list or a way of matching columns: one record a name.

Its natural key is the name, so that keeping under the same name again replaces, and two laptops agree.
"""

from collections.abc import Sequence
from typing import TypeVar

from sqlalchemy import select

from app.kernel.errors import AppError
from app.records.base import LIVE, Record
from app.usecases.context import Context, Operation
from app.usecases.errors import LIST_UNNAMED, NOT_FOUND_BY_NAME
from app.vietnamese.text import clean

RecordT = TypeVar("RecordT", bound=Record)


def kept_here(context: Context, kind: type[RecordT]) -> Sequence[RecordT]:
    """Return what this village keeps of a kind, loaded and detached."""
    with context.reading() as session:
        return session.scalars(select(kind).where(kind.status == LIVE, kind.pile == context.identity.pile)).all()


def name_to_keep(name: str) -> str:
    """Return a name as it is kept; raises LIST-004 for an empty one."""
    cleaned = clean(name)
    if not cleaned:
        raise AppError(LIST_UNNAMED)
    return cleaned


def forget(tx: Operation, kind: type[Record], name: str, label: str) -> None:
    """Delete what is kept under a name; raises FORM-003, saying ``label``, when nothing is."""
    record = tx.session.get(kind, kind.id_for(tx.author.pile, clean(name)))
    if record is None or record.status != LIVE:
        raise AppError(NOT_FOUND_BY_NAME, label=label, name=name)
    tx.delete(record)
