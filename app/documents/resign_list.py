"""The list of households that have to sign again, and of those whose pledge holds no longer, for whoever walks the group."""

import datetime
from dataclasses import dataclass
from typing import Final

from app.documents import wording
from app.documents.facts import LetterheadFacts, SignerFacts
from app.documents.pledge_content import in_sentence
from app.documents.signing_list import capital
from app.documents.tables import Column, TableFacts
from app.vietnamese.numbers import format_number

_FIELDS: Final = frozenset({"title", "subject", "village", "group", "again", "ended"})


@dataclass(frozen=True, slots=True)
class ResignLine:
    """One household: when it signed, why it stands here; ``again`` while it is to sign (again)."""

    household_code: str
    head: str
    address: str
    phone: str
    signed_on: datetime.date | None
    reason: str
    again: bool


@dataclass(frozen=True, slots=True)
class ResignFacts:
    """The list of one group. It carries phone numbers: for the hand of who walks, never for posting.

    ``over`` says that the year of the campaign has passed, so that nobody signs for it any more.
    """

    letterhead: LetterheadFacts
    title: str
    subject: str
    group: str
    village: str
    rows: tuple[ResignLine, ...]
    signers: tuple[SignerFacts, ...] = ()
    over: bool = False


def resign_list(facts: ResignFacts) -> TableFacts:
    """Return the list of one group: first who has to sign again, then whose pledge holds no longer."""
    text = wording.load("resign_list", _FIELDS).text
    again = sum(row.again for row in facts.rows)
    totals = [text("total_again", again=format_number(again))]
    if again < len(facts.rows):
        totals.append(text("total_ended", ended=format_number(len(facts.rows) - again)))
    return TableFacts(
        title=text("title", title=facts.title.lower()),
        subtitles=(
            facts.subject,
            capital(text("group", group=in_sentence(facts.group), village=in_sentence(facts.village))),
        ),
        intro=(text("over"),) if facts.over else (),
        columns=(
            Column(text("column_number"), 10, "center"),
            Column(text("column_household"), 19, "center"),
            Column(text("column_head"), 48),
            Column(text("column_address"), 48),
            Column(text("column_phone"), 27, "center"),
            Column(text("column_day"), 25, "center"),
            Column(text("column_reason"), 55),
            Column(text("column_sign"), 32, "center"),
        ),
        rows=tuple(
            (
                str(number), row.household_code, row.head, row.address, row.phone,
                f"{row.signed_on:%d/%m/%Y}" if row.signed_on else "", row.reason, "" if row.again else text("no_sign"),
            )
            for number, row in enumerate(facts.rows, 1)
        ),
        letterhead=facts.letterhead,
        notes=tuple(totals),
        signatures=facts.signers,
        landscape=True,
        row_height=9.0,
    )  # fmt: skip
