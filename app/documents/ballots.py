"""Ballots to every household, two to a sheet of A4 to be cut across: one box to tick, room to say something else, a number."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import BinaryIO, Final

from reportlab.lib.units import mm
from reportlab.platypus import Flowable

from app.documents import fonts
from app.documents.blocks import Letterhead, Signatures
from app.documents.covenant_papers import words
from app.documents.errors import NOTHING_TO_PRINT
from app.documents.facts import LetterheadFacts, SignerFacts
from app.documents.flow import Piece
from app.documents.halves import WIDTH, draw_halves
from app.documents.markup import drawable, paragraph, printable, style
from app.documents.page import new_canvas
from app.documents.pledge_layout import Title
from app.kernel.errors import AppError

_BOX: Final = 4.6 * mm


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
    """What all the ballots of one vote say; ``until`` is the last day to hand them in, empty when none is set."""

    letterhead: LetterheadFacts
    covenant: str
    until: str
    issued: int


def write_ballots(stream: BinaryIO, facts: BallotsFacts, ballots: Sequence[BallotFacts]) -> int:
    """Write the ballots and return the number of pages; raises DOCUMENT-001 (covenant's name), -003 without any."""
    if not ballots:
        raise AppError(NOTHING_TO_PRINT, what="phiếu lấy ý kiến")
    text = words().text
    canvas = new_canvas(stream, text("ballot_title"), facts.letterhead.issuer)
    printable(facts.covenant, "tên quy ước")
    pages = draw_halves(canvas, [partial(_pieces, facts, ballot) for ballot in ballots])
    canvas.save()
    return pages


def _pieces(facts: BallotsFacts, ballot: BallotFacts, size: float) -> list[Piece]:
    text = words().text
    body = style(size, align="left")
    where = text(
        "ballot_where", code=ballot.code or text("blank"), group=ballot.group or text("blank"),
        address=ballot.address or text("blank"),
    )  # fmt: skip
    numbers = {"number": ballot.number, "issued": facts.issued}
    due = text("ballot_due", until=facts.until, **numbers) if facts.until else text("ballot_due_open", **numbers)

    def line(words_: str, gap: float) -> Piece:
        return Piece(paragraph(drawable(words_), body, where="phiếu lấy ý kiến"), gap=gap)

    return [
        Piece(Letterhead(facts.letterhead, WIDTH)),
        Piece(Title(text("ballot_title"), text("ballot_subject", covenant=facts.covenant), WIDTH, size=13), gap=6),
        line(text("ballot_household", head=ballot.head or text("blank")), 6),
        line(where, 1),
        line(text("ballot_who"), 3),
        line(text("ballot_question", covenant=facts.covenant), 5),
        *(
            Piece(Choice(text(key), size), gap=4)
            for key in ("ballot_yes", "ballot_no", "ballot_other")
        ),
        line(due, 5),
        Piece(Signatures((SignerFacts(text("ballot_sign")),), "", WIDTH, room=26), gap=2),
    ]  # fmt: skip


class Choice(Flowable):  # type: ignore[misc]
    """An empty box and what ticking it says."""

    def __init__(self, text: str, size: float) -> None:
        super().__init__()
        self._text, self._size = printable(text, "phiếu lấy ý kiến"), size
        self.width, self.height = WIDTH, _BOX + 1

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """Return the size, which does not depend on the room."""
        return self.width, self.height

    def draw(self) -> None:
        """Draw the box at the left."""
        self.canv.setLineWidth(0.8)
        self.canv.rect(6 * mm, 0.5, _BOX, _BOX)
        self.canv.setFont(fonts.REGULAR, self._size)
        self.canv.drawString(6 * mm + _BOX + 3 * mm, 0.5 + (_BOX - self._size * 0.7) / 2, self._text)
