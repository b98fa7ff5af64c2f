"""Pieces of queries that lists share.

Search as people type it: part words without accents find everything, with accents the exact spelling comes first.
"""

from typing import Any, Final

from sqlalchemy import ColumnElement, ScalarSelect, case, func, select
from sqlalchemy.orm import aliased

from app.records.base import LIVE
from app.records.register import HEAD, Household, Person, ResidentialGroup
from app.vietnamese.text import clean, has_marks, marked_pattern, search_pattern

ESCAPE = "\\"

WALKING: Final = (
    ResidentialGroup.number,
    ResidentialGroup.name,
    Household.walking_order,
    Household.code,
    Household.id,
)
"""The order in which households stand in every list: by group, and in it as one walks."""


def matches(search_text: Any, query: str) -> ColumnElement[bool]:
    """Return the condition that a folded text holds the query's part words, or its digits anywhere (last four of an id)."""
    digits = clean(query).replace(" ", "")
    pattern = f"%{digits}%" if digits.isascii() and digits.isdecimal() else search_pattern(query)
    found: ColumnElement[bool] = search_text.like(pattern, escape=ESCAPE)
    return found


def exact_first(marked_text: Any, query: str) -> list[ColumnElement[Any]]:
    """Return the leading order that puts exact spellings first when the query was typed with accents."""
    if not has_marks(query):
        return []
    return [case((marked_text.like(marked_pattern(query), escape=ESCAPE), 0), else_=1)]


def head_name() -> ScalarSelect[str | None]:
    """Return the name of a household's head beside its row; of two heads the one entered first."""
    head = aliased(Person)
    return (
        select(head.full_name)
        .where(head.household_id == Household.id, head.relation == HEAD, head.status == LIVE)
        .order_by(head.id)
        .limit(1)
        .correlate(Household)
        .scalar_subquery()
    )


def member_count() -> ScalarSelect[int]:
    """Return how many people live in a household, beside its row."""
    inside = (Person.household_id == Household.id, Person.status == LIVE)
    return select(func.count(Person.id)).where(*inside).correlate(Household).scalar_subquery()
