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
_SIGNING_ROOM: Final = 9.0
"""Millimetres a hand needs to sign in."""


def signing_list(facts: SigningListFacts) -> TableFacts:
    """Return the list of one group; who signed before is shown as signed, the others have room to."""
    words = wording.load("signing_list", _FIELDS)
    text = words.text
    return TableFacts(
        title=text("title", title=facts.title.lower()),
        subtitles=(facts.subject, capital(text("group", group=facts.group.name, village=in_sentence(facts.village)))),
        intro=(text("intro"), *(f"{number}. {item}" for number, item in enumerate(facts.items, 1)))
        if facts.items
        else (),
        columns=(
            Column(text("column_number"), 11, "center"),
            Column(text("column_head"), 52),
            Column(text("column_address"), 60),
            Column(text("column_people"), 15, "center"),
            Column(text("column_day"), 26, "center"),
            Column(text("column_sign"), 40, "center"),
            Column(text("column_note"), 43),
        ),
        rows=tuple(_row(words, number, row) for number, row in enumerate(facts.rows, 1)),
        letterhead=facts.letterhead,
        notes=(_totals(words, facts),),
        signatures=(SignerFacts(text("maker")), *facts.signers),
        day=date_line(facts.letterhead.place, facts.date),
        landscape=True,
        row_height=_SIGNING_ROOM,
    )


def capital(line: str) -> str:
    """Return a line that begins with a capital ("tổ 1, làng ..." -> "Tổ 1, làng ...")."""
    return line[:1].upper() + line[1:]


def _row(words: Wording, number: int, row: SigningRow) -> Row:
    day = f"{row.signed_on:%d/%m/%Y}" if row.signed_on else ""
    mark = ""
    if row.signed:
        mark = words.text("signed_for", signed=row.signer) if row.signer else words.text("signed_by_head")
    people = "" if row.people_count is None else format_number(row.people_count)
    return (str(number), row.head, row.address, people, day, mark, row.note)


def _totals(words: Wording, facts: SigningListFacts) -> str:
    total, signed = len(facts.rows), sum(row.signed for row in facts.rows)
    if not signed:
        return words.text("totals_open", total=format_number(total))
    return words.text(
        "totals", total=format_number(total), signed=format_number(signed), unsigned=format_number(total - signed),
        share=format_share(signed, total),
    )  # fmt: skip
