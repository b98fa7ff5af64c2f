"""A list out of the register on paper: numbered lines, chosen columns, room to sign or a box to tick at the end of each."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from app.documents import wording
from app.documents.facts import LetterheadFacts, SignerFacts
from app.documents.pledge_content import in_sentence
from app.documents.signing_list import capital
from app.documents.tables import Column, Row, TableFacts
from app.vietnamese.numbers import format_number

_FIELDS: Final = frozenset({"count", "what", "condition", "day", "village", "group", "sent", "bundles"})
_NUMBER, _MARK, _BLANK = 11.0, 34.0, 30.0
"""Widths in millimetres of the first column and of those that are left empty for a hand."""
COUNTED: Final = ("household", "person", "finding", "unit")
"""What a line of a list can be, for its total."""
_ACROSS: Final = 165.0
"""Millimetres of columns that stand on an upright page; wider lists lie across."""
_HAND: Final = 9.0
_PLAIN: Final = 7.0
"""Height of a line with and without room for a hand."""


@dataclass(frozen=True, slots=True)
class RegisterListFacts:
    """One list: its ``columns`` as (label, millimetres, whether a number), ``rows`` of as many cells.

    ``group`` is empty for the whole village; ``sign`` and ``tick`` put an empty column at the end, ``blank`` one more with this
    label; ``counted`` is what a line is, one of :data:`COUNTED`; ``day`` is in words.
    """

    title: str
    letterhead: LetterheadFacts
    village: str
    group: str
    columns: tuple[tuple[str, float, bool], ...]
    rows: tuple[tuple[str, ...], ...]
    counted: str
    day: str
    date_line: str
    signers: tuple[SignerFacts, ...]
    sign: bool = False
    tick: bool = False
    blank: str = ""
    ungrouped: bool = False
    received: tuple[int, int] | None = None
    """Of a list of villages: how many of them sent something, and how many bundles that is."""


def register_list(facts: RegisterListFacts) -> TableFacts:
    """Return the list as columns and rows with its head, its totals and who signs below it."""
    words = wording.load("list", _FIELDS)
    text = words.text
    columns = [
        Column(text("number"), _NUMBER, "center"),
        *(Column(label, width, "center" if number else "left") for label, width, number in facts.columns),
    ]
    ends: list[str] = []
    if facts.blank:
        columns.append(Column(facts.blank, _BLANK))
        ends.append("")
    if facts.sign:
        columns.append(Column(text("sign"), _MARK, "center"))
        ends.append("")
    if facts.tick:
        columns.append(Column(text("tick_head"), _NUMBER * 2, "center"))
        ends.append(text("tick"))
    where = in_sentence(facts.village)
    place = text("group", group=facts.group, village=where) if facts.group else text("village", village=facts.village)
    if facts.ungrouped:
        place = text("ungrouped", village=where)
    notes = [text("total", count=format_number(len(facts.rows)), what=text(facts.counted))]
    if facts.received is not None:
        sent, bundles = map(format_number, facts.received)
        count = format_number(len(facts.rows))
        notes.append(text("received", sent=sent, count=count, bundles=bundles, day=facts.day))
    return TableFacts(
        title=facts.title,
        columns=tuple(columns),
        rows=tuple(_rows(facts.rows, ends)),
        letterhead=facts.letterhead,
        subtitles=(text("as_of", day=facts.day), capital(place)),
        notes=tuple(notes),
        signatures=(SignerFacts(text("maker")), *facts.signers),
        day=facts.date_line,
        landscape=sum(column.width for column in columns) > _ACROSS,
        row_height=_HAND if facts.sign or facts.blank else _PLAIN,
    )


def _rows(rows: Sequence[tuple[str, ...]], ends: Sequence[str]) -> list[Row]:
    return [(str(number), *row, *ends) for number, row in enumerate(rows, 1)]
