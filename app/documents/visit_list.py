"""The list of households still to visit, for whoever walks the group: where, by phone, room for two attempts."""

from typing import Final

from app.documents import wording
from app.documents.facts import VisitListFacts
from app.documents.pledge_content import in_sentence
from app.documents.signing_list import capital
from app.documents.tables import Column, TableFacts
from app.vietnamese.numbers import format_number

_FIELDS: Final = frozenset({"title", "subject", "village", "group", "total", "walker"})
ATTEMPTS: Final = 2
"""Columns for what happened at a visit."""


def visit_list(facts: VisitListFacts) -> TableFacts:
    """Return the list of one group in walking order."""
    text = wording.load("visit_list", _FIELDS).text
    walker = (text("walker", walker=facts.walker),) if facts.walker else ()
    return TableFacts(
        title=text("title"),
        subtitles=(capital(text("group", group=facts.group.name, village=in_sentence(facts.village))),),
        intro=(text("intro", title=facts.title.lower(), subject=facts.subject), *walker),
        columns=(
            Column(text("column_number"), 11, "center"),
            Column(text("column_head"), 50),
            Column(text("column_address"), 55),
            Column(text("column_phone"), 30, "center"),
            Column(text("column_when"), 27),
            Column(text("column_first"), 17, "center"),
            Column(text("column_second"), 17, "center"),
            Column(text("column_note"), 40),
        ),
        rows=tuple(
            (str(number), row.head, row.address, row.phone, row.when_home, *_attempts(row.visits), row.note)
            for number, row in enumerate(facts.rows, 1)
        ),
        letterhead=facts.letterhead,
        notes=(text("total", total=format_number(len(facts.rows))),),
        signatures=facts.signers,
        landscape=True,
        row_height=9.0,
    )


def _attempts(visits: tuple[str, ...]) -> tuple[str, ...]:
    """Return what happened at the last two visits, blank where there was none."""
    return (*visits[-ATTEMPTS:], *[""] * ATTEMPTS)[:ATTEMPTS]
