"""Who is at the keyboard: one laptop, several hands, no accounts. What is written from now on says this name.

The names are facts of this computer, never notes; that an office changed hands is a record (:mod:`app.usecases.handover`).
"""

import json
from dataclasses import dataclass
from typing import Final

from app.journal import tables
from app.journal.note import LONGEST_ACTOR
from app.kernel.errors import AppError
from app.usecases.context import Context
from app.usecases.errors import NAME_MISSING, NAME_TOO_LONG
from app.vietnamese.text import clean

ACTOR: Final = "actor"
HANDS: Final = "hands"
MOST: Final = 8
"""Names that are offered; the ones used last."""


@dataclass(frozen=True, slots=True)
class Hands:
    """Who works now, and who else has worked at this computer, the last one first."""

    now: str
    known: tuple[str, ...]


def hands(context: Context) -> Hands:
    """Return who is at the keyboard and whom a picker offers."""
    facts = context.local()
    now = facts.get(ACTOR, "")
    kept = [str(each) for each in json.loads(facts.get(HANDS, "[]"))]
    return Hands(now, tuple(each for each in kept if each != now))


def take_over(context: Context, name: str) -> str:
    """Let ``name`` be at the keyboard from now on, and return it; raises HAND-001 for no name, HAND-002 for too long a one."""
    cleaned = person_at_work(name)
    if not cleaned:
        raise AppError(NAME_MISSING)
    before = hands(context)
    names = dict.fromkeys((cleaned, before.now, *before.known))
    with context.writing() as connection:
        tables.write_local(connection, ACTOR, cleaned)
        kept = [each for each in names if each][:MOST]
        tables.write_local(connection, HANDS, json.dumps(kept, ensure_ascii=False))
    return cleaned


def person_at_work(name: str) -> str:
    """Return the name of who works as each note carries it, empty for none; raises HAND-002 when no note could."""
    cleaned = clean(name)
    if len(cleaned) > LONGEST_ACTOR:
        raise AppError(NAME_TOO_LONG, count=len(cleaned), longest=LONGEST_ACTOR)
    return cleaned
