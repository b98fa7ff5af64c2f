"""The list a whole group signs at its meeting (domain 2.7): the main road to a signed village."""

from typing import Final

from app.documents import wording
from app.documents.blocks import date_line
from app.documents.facts import SignerFacts, SigningListFacts, SigningRow
from app.documents.pledge_content import in_sentence
from app.documents.tables import Column, Row, TableFacts
from app.documents.wording import Wording
from app.vietnamese.numbers import format_number, format_share

_FIELDS: Final = frozenset({"title", "subject", "village", "group", "total", "signed", "unsigned", "share"})
SIGNING_ROOM: Final = 9.0
"""Millimetres a hand needs to sign in."""
_TICK_WIDTH: Final = 8.0
"""Millimetres of the column in which an item is ticked."""
_MOST_TICKS: Final = 7
"""More items than this get no column each: address and note would have no room."""


def signing_list(facts: SigningListFacts) -> TableFacts:
    """Return the list of one group; who signed before is shown as signed, the others have room to."""
    words = wording.load("signing_list", _FIELDS)
    text = words.text
    ticks = range(1, len(facts.items) + 1) if len(facts.items) <= _MOST_TICKS else range(0)
    return TableFacts(
        title=text("title", title=facts.title.lower()),
        subtitles=(facts.subject, capital(text("group", group=facts.group.name, village=in_sentence(facts.village)))),
        intro=_items(words, facts.items),
        columns=(
            Column(text("column_number"), 11, "center"),
            Column(text("column_head"), 52),
            Column(text("column_address"), 60 - 4 * len(ticks)),
            Column(text("column_people"), 15, "center"),
            *(Column(str(number), _TICK_WIDTH, "center") for number in ticks),
            Column(text("column_day"), 26, "center"),
            Column(text("column_sign"), 40, "center"),
            Column(text("column_note"), 43 - 4 * len(ticks)),
        ),
        rows=tuple(_row(words, number, row, ticks) for number, row in enumerate(facts.rows, 1)),
        letterhead=facts.letterhead,
        notes=(_totals(words, facts),),
        signatures=(SignerFacts(text("maker")), *facts.signers),
        day=date_line(facts.letterhead.place, facts.date),
        landscape=True,
        row_height=SIGNING_ROOM,
    )


def capital(line: str) -> str:
    """Return a line that begins with a capital ("tổ 1, làng ..." -> "Tổ 1, làng ...")."""
    return line[:1].upper() + line[1:]


def _items(words: Wording, items: tuple[str, ...]) -> tuple[str, ...]:
    """Return what is pledged, numbered, and how to say which of it."""
    if not items:
        return ()
    numbered = (f"{number}. {item}" for number, item in enumerate(items, 1))
    return (words.text("intro"), *numbered, *([words.text("tick_hint")] if len(items) <= _MOST_TICKS else []))


def _row(words: Wording, number: int, row: SigningRow, ticks: range) -> Row:
    day = f"{row.signed_on:%d/%m/%Y}" if row.signed_on else ""
    mark = ""
    if row.signed:
        mark = words.text("signed_for", signed=row.signer) if row.signer else words.text("signed_by_head")
    people = "" if row.people_count is None else format_number(row.people_count)
    agreed = (words.text("tick") if item in row.agreed else "" for item in ticks)
    return (str(number), row.head, row.address, people, *agreed, day, mark, row.note)


def _totals(words: Wording, facts: SigningListFacts) -> str:
    total, signed = len(facts.rows), sum(row.signed for row in facts.rows)
    if not signed:
        return words.text("totals_open", total=format_number(total))
    return words.text(
        "totals", total=format_number(total), signed=format_number(signed), unsigned=format_number(total - signed),
        share=format_share(signed, total),
    )  # fmt: skip
