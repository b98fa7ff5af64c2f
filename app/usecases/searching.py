"""Pieces of queries that lists share.

Search as people type it: part words without accents find everything, with accents the exact spelling comes first.
"""

from typing import Any, Final

from sqlalchemy import ColumnElement, ScalarSelect, and_, case, func, or_, select
from sqlalchemy.orm import aliased

from app.records.base import LIVE
from app.records.pledges import Pledge
from app.records.register import HEAD, Household, Person, ResidentialGroup
from app.vietnamese.identity import SHOWN_DIGITS
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


IN_HOUSEHOLD: Final = (Person.relation != HEAD, Person.position.is_(None), Person.position, Person.id)
"""The order in which the people of a household stand: the head, then as listed, then as they came."""


def matches(search_text: Any, query: str) -> ColumnElement[bool]:
    """Return the condition that a folded text holds the query's part words, or its digits anywhere ("012" in "03-012")."""
    digits = _digits(query)
    return _like(search_text, f"%{digits}%" if digits else search_pattern(query))


def matches_person(query: str) -> ColumnElement[bool]:
    """Return the condition that a person's text holds the query's part words, or its digits (the last four of an id).

    Up to three digits must begin a number: nearly every id holds them somewhere, and house number 12 would not be found
    among them.
    """
    digits = _digits(query)
    pattern = f"%{digits}%" if len(digits) >= SHOWN_DIGITS else search_pattern(query)
    return _like(Person.search_text, pattern)


def exact_first(marked_text: Any, query: str) -> list[ColumnElement[Any]]:
    """Return the leading order that puts exact spellings first when the query was typed with accents."""
    return [case((spelt_as(marked_text, query), 0), else_=1)] if has_marks(query) else []


def spelt_as(marked_text: Any, query: str) -> ColumnElement[bool]:
    """Return the condition that a text with its marks holds the part words as they were typed."""
    return _like(marked_text, marked_pattern(query))


def _digits(query: str) -> str:
    digits = clean(query).replace(" ", "")
    return digits if digits.isascii() and digits.isdecimal() else ""


def _like(text: Any, pattern: str) -> ColumnElement[bool]:
    found: ColumnElement[bool] = text.like(pattern, escape=ESCAPE)
    return found


def asked() -> ColumnElement[bool]:
    """Return the condition that a pledge beside its household counts: who moved away before signing is asked no longer.

    Who signed and moved away later stays counted: the village's sixty of sixty remain sixty of sixty.
    """
    still = or_(Household.left_day.is_(None), Pledge.stands())
    return and_(Pledge.status == LIVE, Household.status == LIVE, still)


def head_name() -> ScalarSelect[str | None]:
    """Return the name of a household's head beside its row; of two heads the one entered first.

    A household that is here no longer is called by its last head.
    """
    head = aliased(Person)
    return (
        select(head.full_name)
        .where(
            head.household_id == Household.id,
            head.relation == HEAD,
            head.status == LIVE,
            or_(head.left_day.is_(None), Household.left_day.is_not(None)),
        )
        .order_by(head.id)
        .limit(1)
        .correlate(Household)
        .scalar_subquery()
    )


def member_count() -> ScalarSelect[int]:
    """Return how many people live in a household, beside its row."""
    inside = (Person.household_id == Household.id, Person.here())
    return select(func.count(Person.id)).where(*inside).correlate(Household).scalar_subquery()
