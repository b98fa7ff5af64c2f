"""Quy chế hoạt động of a self-managed group: its articles, who signs and confirms them, the households that sign as annex.

No form of it is laid down in national law (domain 2.9); the group's own text is printed as it stands.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

from app.documents import wording
from app.documents.facts import LetterheadFacts, NodeFacts, SignerFacts
from app.documents.handbook_content import Passage, node_passages
from app.documents.pledge_content import in_sentence
from app.documents.prose import ProseFacts
from app.documents.tables import Column, TableFacts
from app.vietnamese.dates import long_date
from app.vietnamese.numbers import format_number

_FIELDS: Final = frozenset({"authority", "count", "date", "name", "village"})
_BODY: Final = 13.0
_EMPTY_ROWS: Final = 15
"""Rows to be written by hand while the group has no members in the books."""


@dataclass(frozen=True, slots=True)
class MemberFacts:
    """One row of the annex: a household by its head, or a business; where, and what its people do in the group."""

    name: str
    address: str = ""
    duty: str = ""


@dataclass(frozen=True, slots=True)
class RegulationFacts:
    """A group's regulation; ``draft`` says that nobody has passed it yet, ``adopted`` when it was passed where that is known."""

    letterhead: LetterheadFacts
    village: str
    name: str
    nodes: tuple[NodeFacts, ...]
    draft: bool
    adopted: date | None
    leader: str
    front: str
    authority: str
    members: tuple[MemberFacts, ...]
    date_line: str


def regulation_paper(facts: RegulationFacts) -> ProseFacts:
    """Return the paper: leader and households sign it, the Front's committee and the commune confirm it."""
    text = wording.load("regulation", _FIELDS).text
    states = [text("adopted", date=long_date(facts.adopted))] if facts.adopted else []
    states = [text("draft")] if facts.draft else states
    return ProseFacts(
        title=text("title"),
        subject=facts.name,
        letterhead=facts.letterhead,
        passages=(
            *(Passage(state, "note", _BODY, 2, "ngày thông qua") for state in states),
            *(passage for node in facts.nodes for passage in node_passages(node, _BODY)),
        ),
        signatures=(
            (SignerFacts(text("sign_homes")), SignerFacts(text("sign_leader"), facts.leader)),
            (
                SignerFacts(text("confirm_commune", authority=facts.authority)),
                SignerFacts(text("confirm_front"), facts.front),
            ),
        ),
        day=facts.date_line,
        annex=_annex(facts),
    )


def _annex(facts: RegulationFacts) -> TableFacts:
    text = wording.load("regulation", _FIELDS).text
    rows = tuple(
        (str(number), each.name, each.address, each.duty, "", "") for number, each in enumerate(facts.members, 1)
    )
    by_hand = tuple((str(number), "", "", "", "", "") for number in range(1, _EMPTY_ROWS + 1))
    return TableFacts(
        title=text("annex_title"),
        subtitles=(text("annex_subject", name=facts.name),),
        intro=(text("annex_intro", village=in_sentence(facts.village)),),
        columns=(
            Column(text("annex_number"), 10, "center"), Column(text("annex_home"), 40), Column(text("annex_address"), 36),
            Column(text("annex_duty"), 28), Column(text("annex_day"), 20, "center"), Column(text("annex_sign"), 34),
        ),
        rows=rows or by_hand,
        notes=(text("annex_total", count=format_number(len(rows))),) if rows else (),
        row_height=12.0,
    )  # fmt: skip
