"""Papers by which a covenant is made (NĐ 61/2023): the notice of posting, minutes of the vote, the request for recognition.

The official forms of NĐ 61 and NĐ 59 were not seen whole; fields and order follow what of them is known (domain 2.2 to 2.5),
and everything a hand may have to change can be changed in the Word file.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from app.documents import wording
from app.documents.facts import LetterheadFacts, SignerFacts
from app.documents.pledge_content import in_sentence
from app.documents.signing_list import SIGNING_ROOM, capital
from app.documents.tables import Basis, Column, Row, Section, TableFacts
from app.vietnamese.numbers import format_number

_FIELDS: Final = frozenset({
    "absent", "address", "agreed", "authority", "chair", "clerk", "code", "covenant", "day", "earliest", "group", "head",
    "issued", "number", "place", "present", "share", "since", "total", "until", "village",
})  # fmt: skip


def words() -> wording.Wording:
    """Return the wording of these papers."""
    return wording.load("covenant_papers", _FIELDS)


@dataclass(frozen=True, slots=True)
class PaperFacts:
    """What all these papers say: whose, about which covenant ("quy ước thôn Quang Khải"), who signs, place and date."""

    letterhead: LetterheadFacts
    village: str
    covenant: str
    head: str
    front: str
    date_line: str


@dataclass(frozen=True, slots=True)
class VoteFacts:
    """A vote as the minutes tell it: numbers in words, lines of the result, and which way it went.

    ``valid`` are all that say something that counts, with their share; ``outcome`` is ``passed``, ``failed`` or ``not_quorate``.
    """

    ballot: bool
    day: str
    place: str
    chair: str
    clerk: str
    total: str
    present: str
    present_share: str
    absent: str
    agreed: str
    agreed_share: str
    lines: tuple[tuple[str, str, str], ...]
    valid: tuple[str, str]
    outcome: str


def notice(facts: PaperFacts, since: str, until: str, place: str, earliest: str) -> TableFacts:
    """Return the notice that the draft is posted: from when to when, where to say what one thinks, when the vote is."""
    text = words().text
    where = place or text("blank")
    fields = {"village": facts.village, "covenant": facts.covenant}
    rows = (
        (text("notice_post"), text("notice_post_when", since=since, until=until, place=where)),
        (text("notice_comment"), text("notice_comment_when", place=where)),
        (text("notice_vote"), text("notice_vote_when", earliest=earliest)),
    )
    return TableFacts(
        title=text("notice_title"),
        subtitles=(text("notice_subject", covenant=facts.covenant),),
        intro=(capital(text("notice_intro", **fields)),),
        columns=(
            Column(text("number"), 11, "center"),
            Column(text("notice_what"), 46),
            Column(text("notice_when"), 105),
        ),
        rows=tuple((str(number), *row) for number, row in enumerate(rows, 1)),
        letterhead=facts.letterhead,
        notes=(text("notice_closing"),),
        signatures=(SignerFacts(text("sign_head"), facts.head),),
        day=facts.date_line,
    )


def vote_minutes(facts: PaperFacts, vote: VoteFacts) -> TableFacts:
    """Return the minutes of a meeting's vote, or of asking every household by ballot; signed as NĐ 61/2023, Điều 6 asks."""
    text = words().text
    blank = text("blank")
    fields = {
        "village": in_sentence(facts.village),
        "covenant": facts.covenant,
        "day": vote.day,
        "place": vote.place or blank,
    }
    counts = {"total": vote.total, "absent": vote.absent, "share": vote.present_share}
    opening = text("minutes_ballot_opening", **fields) if vote.ballot else text("minutes_opening", **fields)
    present = text("minutes_ballot_present", **counts) if vote.ballot else text("minutes_present", **counts)
    labels = (text("minutes_agreed"), text("minutes_against"), text("minutes_other"), text("minutes_invalid"))
    return TableFacts(
        title=text("minutes_ballot_title") if vote.ballot else text("minutes_title"),
        subtitles=(text("minutes_subject", covenant=facts.covenant),),
        intro=(
            opening, text("minutes_people", chair=vote.chair or blank, clerk=vote.clerk or blank), present,
            text("minutes_result"),
        ),
        columns=(
            Column(text("number"), 11, "center"), Column(text("minutes_what"), 80),
            Column(text("minutes_count"), 25, "center"), Column(text("minutes_share"), 46, "center"),
        ),
        rows=tuple((str(at), label, *line[1:]) for at, (label, line) in enumerate(zip(labels, vote.lines, strict=True), 1)),
        letterhead=facts.letterhead,
        notes=(outcome_words(facts, vote), text("minutes_discussion"), text("minutes_closing")),
        signatures=(
            SignerFacts(text("minutes_clerk"), vote.clerk), SignerFacts(text("minutes_witness")),
            SignerFacts(text("sign_front"), facts.front), SignerFacts(text("minutes_chair"), vote.chair),
        ),
        day=facts.date_line,
    )  # fmt: skip


def outcome_words(facts: PaperFacts, vote: VoteFacts) -> str:
    """Return the sentence that says which way a vote went, counted in whole households."""
    keys = {"passed": "minutes_passed", "failed": "minutes_failed", "not_quorate": "minutes_not_quorate"}
    return words().text(
        keys[vote.outcome], covenant=capital(facts.covenant), total=vote.total, agreed=vote.agreed, present=vote.present
    )


def request(facts: PaperFacts, authority: str, vote: VoteFacts) -> TableFacts:
    """Return the request that the commune recognise the covenant, with the dossier it comes with (NĐ 61/2023, Điều 11)."""
    text = words().text
    said = {"day": vote.day, "share": vote.agreed_share}
    documents = (
        text("request_ballot_minutes") if vote.ballot else text("request_minutes"),
        text("request_text", covenant=capital(facts.covenant)),
        text("request_list"),
    )
    wish = text("request_wish", village=facts.village, authority=authority, covenant=facts.covenant)
    return TableFacts(
        title=text("request_title"),
        subtitles=(capital(facts.covenant),),
        intro=(
            text("request_to", authority=authority), Basis(text("request_law")),
            Basis(text("request_ballot", **said) if vote.ballot else text("request_meeting", **said)), capital(wish),
        ),
        columns=(
            Column(text("number"), 11, "center"), Column(text("request_document"), 125),
            Column(text("request_copies"), 26, "center"),
        ),
        rows=tuple((str(number), document, "01") for number, document in enumerate(documents, 1)),
        letterhead=facts.letterhead,
        notes=(text("request_closing", authority=authority),),
        signatures=(SignerFacts(text("sign_front"), facts.front), SignerFacts(text("sign_head"), facts.head)),
        day=facts.date_line,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Attending:
    """A household in the list of who came: its head, and the group it is listed under."""

    head: str
    group: str


def attendance(facts: PaperFacts, households: Sequence[Attending], day: str, place: str, *, ballot: bool) -> TableFacts:
    """Return the list that every household's representative signs who comes to the meeting, or hands a ballot in.

    It is enclosed with the minutes (domain 2.3) and with the request for recognition. ``households`` come by group.
    """
    text = words().text
    blank = text("blank")
    rows: list[Row] = []
    for number, household in enumerate(households, 1):
        if not rows or household.group != households[number - 2].group:
            rows.append(Section(household.group or text("attendance_no_group")))
        rows.append((str(number), household.head, "", "", ""))
    fields = {"village": in_sentence(facts.village), "day": day or text("attendance_day"), "place": place or blank}
    total = format_number(len(households))
    return TableFacts(
        title=text("attendance_ballot_title") if ballot else text("attendance_title"),
        subtitles=(text("minutes_subject", covenant=facts.covenant),),
        intro=(capital(text("attendance_ballot_intro" if ballot else "attendance_intro", **fields)),),
        columns=(
            Column(text("number"), 11, "center"), Column(text("attendance_head"), 50), Column(text("attendance_person"), 50),
            Column(text("attendance_relation"), 22), Column(text("attendance_sign"), 32),
        ),
        rows=tuple(rows),
        letterhead=facts.letterhead,
        notes=(text("attendance_ballot_total" if ballot else "attendance_total", total=total),),
        signatures=(SignerFacts(text("minutes_clerk")), SignerFacts(text("minutes_chair"))),
        day=facts.date_line,
        row_height=SIGNING_ROOM,
    )  # fmt: skip
