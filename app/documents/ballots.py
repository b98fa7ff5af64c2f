"""Ballots to every household, two to a sheet of A4 to be cut across: one box to tick, room to say something else, a number."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.documents.covenant_papers import words
from app.documents.errors import NOTHING_TO_PRINT
from app.documents.facts import LetterheadFacts, SignerFacts
from app.documents.halves import Half, HalfLine
from app.documents.markup import printable
from app.kernel.errors import AppError


@dataclass(frozen=True, slots=True)
class BallotFacts:
    """One household's ballot: whose it is, and its number among those issued."""

    head: str
    code: str
    group: str
    address: str
    number: int


@dataclass(frozen=True, slots=True)
class BallotsFacts:
    """What all the ballots of one vote say.

    ``until`` is the last day to hand them in, empty when none is set; ``day`` the line of place and date, for the hand.
    """

    letterhead: LetterheadFacts
    covenant: str
    until: str
    issued: int
    day: str


def ballots(facts: BallotsFacts, households: Sequence[BallotFacts]) -> list[Half]:
    """Return a ballot for each household; raises DOCUMENT-001 for the covenant's name, -003 without any."""
    if not households:
        raise AppError(NOTHING_TO_PRINT, what="phiếu lấy ý kiến")
    printable(facts.covenant, "tên quy ước")
    return [_ballot(facts, each) for each in households]


def _ballot(facts: BallotsFacts, ballot: BallotFacts) -> Half:
    text = words().text
    blank = text("blank")
    where = text(
        "ballot_where", code=ballot.code or blank, group=ballot.group or blank, address=ballot.address or blank
    )
    numbers = {"number": ballot.number, "issued": facts.issued}
    due = text("ballot_due", until=facts.until, **numbers) if facts.until else text("ballot_due_open", **numbers)
    lines = (
        HalfLine(text("ballot_household", head=ballot.head or blank), 6),
        HalfLine(where, 1),
        HalfLine(text("ballot_who"), 3),
        HalfLine(text("ballot_question", covenant=facts.covenant), 5),
        *(HalfLine(text(key), 4, box=True) for key in ("ballot_yes", "ballot_no", "ballot_other")),
        HalfLine(text("ballot_amend"), 4),
        HalfLine(text("ballot_line"), 3),
        HalfLine(due, 5),
    )
    subject, signer = text("ballot_subject", covenant=facts.covenant), SignerFacts(text("ballot_sign"))
    return Half(facts.letterhead, text("ballot_title"), subject, lines, signer, facts.day, room=26)
