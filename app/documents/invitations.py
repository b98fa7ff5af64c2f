"""Invitations to a meeting, one for every household, two to a sheet of A4 (NĐ 59/2023, Mẫu 01)."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import BinaryIO, Final

from app.documents import wording
from app.documents.blocks import Letterhead, Signatures
from app.documents.errors import NOTHING_TO_PRINT
from app.documents.facts import LetterheadFacts, SignerFacts
from app.documents.flow import Piece
from app.documents.halves import WIDTH, draw_halves
from app.documents.markup import drawable, paragraph, printable, style
from app.documents.page import new_canvas
from app.documents.pledge_layout import Title
from app.kernel.errors import AppError

_FIELDS: Final = frozenset({"about", "address", "contact", "content", "group", "head", "place", "when"})


@dataclass(frozen=True, slots=True)
class MeetingFacts:
    """What all the invitations say; an empty ``contact`` is left out, other empty parts are for the hand."""

    letterhead: LetterheadFacts
    about: str
    when: str
    place: str
    content: str
    contact: str
    signer: SignerFacts
    date_line: str


@dataclass(frozen=True, slots=True)
class GuestFacts:
    """One household that is invited."""

    head: str
    group: str
    address: str


def write_invitations(stream: BinaryIO, meeting: MeetingFacts, guests: Sequence[GuestFacts]) -> int:
    """Write the invitations and return the number of pages; raises DOCUMENT-001 (the meeting), -003 without any."""
    if not guests:
        raise AppError(NOTHING_TO_PRINT, what="giấy mời")
    for part in (meeting.about, meeting.when, meeting.place, meeting.content, meeting.contact):
        printable(part, "giấy mời")
    canvas = new_canvas(stream, _words().text("title"), meeting.letterhead.issuer)
    pages = draw_halves(canvas, [partial(_pieces, meeting, guest) for guest in guests])
    canvas.save()
    return pages


def _words() -> wording.Wording:
    return wording.load("invitation", _FIELDS)


def _pieces(meeting: MeetingFacts, guest: GuestFacts, size: float) -> list[Piece]:
    text = _words().text
    blank, body = text("blank"), style(size, align="left")

    def line(words: str, gap: float) -> Piece:
        return Piece(paragraph(drawable(words), body, where="giấy mời"), gap=gap)

    lines = [
        line(text("to", head=guest.head or blank), 6),
        line(text("where", group=guest.group or blank, address=guest.address or blank), 1),
        line(text("when", when=meeting.when or blank), 5),
        line(text("place", place=meeting.place or blank), 2),
        line(text("content", content=meeting.content or blank), 2),
        line(text("wish"), 5),
    ]
    if meeting.contact:
        lines.append(line(text("contact", contact=meeting.contact), 2))
    return [
        Piece(Letterhead(meeting.letterhead, WIDTH)),
        Piece(Title(text("title"), text("subject", about=meeting.about or blank), WIDTH, size=13), gap=6),
        *lines,
        Piece(Signatures((meeting.signer,), meeting.date_line, WIDTH, room=34), gap=4),
    ]
