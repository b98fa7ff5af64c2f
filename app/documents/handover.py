"""Minutes of a handover: who gives what to whom, counted line by line, signed by both and by the commune."""

from dataclasses import dataclass
from typing import Final

from app.documents import wording
from app.documents.facts import LetterheadFacts, SignerFacts
from app.documents.pledge_content import in_sentence
from app.documents.tables import Column, TableFacts

_FIELDS: Final = frozenset({"day", "place", "from_name", "to_name", "witness", "village"})


@dataclass(frozen=True, slots=True)
class HandoverFacts:
    """What the minutes say; ``day`` in words, ``items`` as (what, how many, note)."""

    letterhead: LetterheadFacts
    village: str
    day: str
    place: str
    from_name: str
    to_name: str
    witness: str
    items: tuple[tuple[str, str, str], ...]
    date_line: str


def handover_minutes(facts: HandoverFacts) -> TableFacts:
    """Return the minutes as lines, a table and three signatures; what is not known is left to be written by hand."""
    text = wording.load("handover", _FIELDS).text
    blank = text("blank")
    people = {
        "from_name": facts.from_name or blank,
        "to_name": facts.to_name or blank,
        "witness": facts.witness or blank,
    }
    return TableFacts(
        title=text("title"),
        columns=(
            Column(text("number"), 11, "center"),
            Column(text("what"), 84),
            Column(text("count"), 30, "center"),
            Column(text("note"), 40),
        ),
        rows=tuple((str(number), *item) for number, item in enumerate(facts.items, 1)),
        letterhead=facts.letterhead,
        subtitles=(text("subtitle", village=in_sentence(facts.village)),),
        intro=(
            text("opening", day=facts.day, place=facts.place or blank),
            text("giver", **people), text("taker", **people), text("witness", **people), text("body"),
        ),
        notes=(text("closing"),),
        signatures=(
            SignerFacts(text("sign_giver"), facts.from_name), SignerFacts(text("sign_witness")),
            SignerFacts(text("sign_taker"), facts.to_name),
        ),
        day=facts.date_line,
    )  # fmt: skip
