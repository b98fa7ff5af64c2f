"""The list households sign when they take their copy of the handbook, for whoever walks the group."""

import datetime
from dataclasses import dataclass
from typing import Final

from app.documents import wording
from app.documents.blocks import date_line
from app.documents.facts import LetterheadFacts, SignerFacts
from app.documents.pledge_content import in_sentence
from app.documents.signing_list import capital
from app.documents.tables import Column, TableFacts
from app.vietnamese.numbers import format_number

_FIELDS: Final = frozenset({"village", "group", "edition", "printed", "total", "given", "missing"})
_SIGNING_ROOM: Final = 9.0
"""Millimetres a hand needs to sign in."""


@dataclass(frozen=True, slots=True)
class ReceiptRow:
    """One household: the number of its copy (0 when the hand writes it), when it got it and who took it."""

    head: str
    address: str
    copy: int = 0
    day: datetime.date | None = None
    receiver: str = ""


@dataclass(frozen=True, slots=True)
class DeliveryListFacts:
    """Danh sách giao nhận sổ tay of one group (empty = households of none), for one edition."""

    letterhead: LetterheadFacts
    edition: str
    printed: datetime.date | None
    group: str
    village: str
    rows: tuple[ReceiptRow, ...]
    signer: SignerFacts
    giver: str = ""


def delivery_list(facts: DeliveryListFacts) -> TableFacts:
    """Return the list of one group in walking order; who has a copy already is shown with the day and who took it."""
    text = wording.load("delivery_list", _FIELDS).text
    group = facts.group or text("ungrouped")
    printed = f"{facts.printed:%d/%m/%Y}" if facts.printed else ""
    given = sum(row.day is not None for row in facts.rows)
    numbers = {"total": len(facts.rows), "given": given, "missing": len(facts.rows) - given}
    words = {name: format_number(number) for name, number in numbers.items()}
    return TableFacts(
        title=text("title"),
        subtitles=(
            text("edition", edition=facts.edition, printed=printed) if printed else facts.edition,
            capital(text("group", group=group, village=in_sentence(facts.village))),
        ),
        columns=(
            Column(text("column_number"), 11, "center"),
            Column(text("column_head"), 52),
            Column(text("column_address"), 58),
            Column(text("column_copy"), 17, "center"),
            Column(text("column_day"), 26, "center"),
            Column(text("column_receiver"), 48),
            Column(text("column_sign"), 35, "center"),
        ),
        rows=tuple(
            (
                str(number), row.head, row.address, format_number(row.copy) if row.copy else "",
                f"{row.day:%d/%m/%Y}" if row.day else "", row.receiver, "",
            )
            for number, row in enumerate(facts.rows, 1)
        ),
        letterhead=facts.letterhead,
        notes=(text("totals", **words) if given else text("totals_open", **words),),
        signatures=(SignerFacts(text("giver"), facts.giver), facts.signer),
        day=date_line(facts.letterhead.place, None),
        landscape=True,
        row_height=_SIGNING_ROOM,
    )  # fmt: skip
