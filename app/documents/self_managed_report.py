"""A report on self-managed groups: one line each, with what was done and the rating with its reason."""

from dataclasses import dataclass
from typing import Final

from app.documents import wording
from app.documents.facts import LetterheadFacts, SignerFacts
from app.documents.tables import Column, TableFacts
from app.vietnamese.numbers import format_number

_FIELDS: Final = frozenset({"year", "village", "count", "ratings"})


@dataclass(frozen=True, slots=True)
class SelfGroupFacts:
    """One group: name, fields, leader, how many members and meetings, what it did in words, rating and reason."""

    name: str
    fields: str
    leader: str
    members: int
    meetings: int
    done: str
    rating: str
    reason: str


@dataclass(frozen=True, slots=True)
class SelfGroupReportFacts:
    """All groups of a year; ``ratings`` are (words, how many groups)."""

    letterhead: LetterheadFacts
    village: str
    year: int
    groups: tuple[SelfGroupFacts, ...]
    ratings: tuple[tuple[str, int], ...]
    date_line: str
    signers: tuple[SignerFacts, ...]


def self_group_report(facts: SelfGroupReportFacts) -> TableFacts:
    """Return the report as a table lying across, with how many groups there are of each rating below it."""
    text = wording.load("self_groups", _FIELDS).text
    rated = [f"{words.lower()} {format_number(count)}" for words, count in facts.ratings if count]
    unrated = sum(not group.rating for group in facts.groups)
    not_yet = text("unrated")
    rated += [f"{not_yet} {format_number(unrated)}"] if unrated else []
    widths = (("name", 44), ("fields", 34), ("leader", 32), ("members", 22), ("meetings", 20), ("done", 56))
    return TableFacts(
        title=text("title", year=facts.year),
        columns=(
            Column(text("number"), 10, "center"),
            *(Column(text(key), width, "center" if key in ("members", "meetings") else "left") for key, width in widths),
            Column(text("rating"), 20, "center"),
            Column(text("reason"), 40),
        ),
        rows=tuple(
            (
                str(number), group.name, group.fields, group.leader, format_number(group.members),
                format_number(group.meetings), group.done, group.rating, group.reason,
            )
            for number, group in enumerate(facts.groups, 1)
        ),
        letterhead=facts.letterhead,
        subtitles=(text("subtitle", village=facts.village),),
        notes=(text("total", count=format_number(len(facts.groups)), ratings=", ".join(rated)),),
        signatures=(SignerFacts(text("maker")), *facts.signers),
        day=facts.date_line,
        landscape=True,
        size=11.0,
    )  # fmt: skip
