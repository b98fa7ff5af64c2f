"""Invitations to a meeting, one for every household, two to a sheet of A4 (NĐ 59/2023, Mẫu 01)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from app.documents import wording
from app.documents.errors import NOTHING_TO_PRINT
from app.documents.facts import LetterheadFacts, SignerFacts
from app.documents.halves import Half, HalfLine
from app.documents.markup import printable
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


def invitations(meeting: MeetingFacts, guests: Sequence[GuestFacts]) -> list[Half]:
    """Return an invitation for each guest; raises DOCUMENT-001 for what is said of the meeting, -003 without any."""
    if not guests:
        raise AppError(NOTHING_TO_PRINT, what="giấy mời")
    for part in (meeting.about, meeting.when, meeting.place, meeting.content, meeting.contact):
        printable(part, "giấy mời")
    return [_invitation(meeting, guest) for guest in guests]


def _invitation(meeting: MeetingFacts, guest: GuestFacts) -> Half:
    text = wording.load("invitation", _FIELDS).text
    blank = text("blank")
    lines = [
        HalfLine(text("to", head=guest.head or blank), 6),
        HalfLine(text("where", group=guest.group or blank, address=guest.address or blank), 1),
        HalfLine(text("when", when=meeting.when or blank), 5),
        HalfLine(text("place", place=meeting.place or blank), 2),
        HalfLine(text("content", content=meeting.content or blank), 2),
        HalfLine(text("wish"), 5),
    ]
    if meeting.contact:
        lines.append(HalfLine(text("contact", contact=meeting.contact), 2))
    subject = text("subject", about=meeting.about or blank)
    return Half(
        meeting.letterhead, text("title"), subject, tuple(lines), meeting.signer, meeting.date_line, room=34
    )  # fmt: skip
