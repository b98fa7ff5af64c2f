"""Pledge sheets as a Word file a clerk can edit: the words of the printed ones, without a code.

A code leads to a print whose layout is known, and what is edited in Word has none; such a sheet is recorded by the list or by
the household's code, which stands on it.
"""

import re
from collections.abc import Iterable
from copy import deepcopy
from dataclasses import asdict, fields
from typing import Any, BinaryIO, Final

from docx.oxml.ns import qn
from docx.shared import Mm

from app.documents.errors import NOTHING_TO_PRINT
from app.documents.facts import BatchFacts, CampaignFacts
from app.documents.pledge_content import HouseholdValues, SheetContent, household_values, sheet_content
from app.documents.word_out import (
    JUSTIFY,
    LEFT,
    begin_page,
    body_width,
    letterhead,
    line,
    new_document,
    plain,
    run,
    save,
    set_page,
    signatures,
)
from app.kernel.errors import AppError
from app.kernel.progress import Progress

_INDENT: Final = Mm(10)
"""First-line indent of a paragraph, 1 cm (NĐ 30/2020)."""
_MARK: Final = re.compile("⟦([a-z]+)⟧")


def write_pledge_word(
    stream: BinaryIO, campaign: CampaignFacts, batches: Iterable[BatchFacts], progress: Progress | None = None
) -> None:
    """Write a page for each household; raises DOCUMENT-003 when there is none."""
    document = new_document(f"{campaign.title} {campaign.subject}")
    set_page(document.sections[0])
    body, sheets = document.element.body, 0
    for batch in batches:
        pattern = _pattern(document, campaign, sheet_content(campaign, batch.group))
        for sheet in batch.sheets:
            values = asdict(household_values(sheet))
            for element in pattern[1 if not sheets else 0 :]:
                made = deepcopy(element)
                for text in made.iter(qn("w:t")):
                    text.text = _MARK.sub(lambda found, values=values: plain(values[found[1]]), text.text or "")
                body[-1].addprevious(made)
            sheets += 1
            if progress:
                progress.advance(1)
    if not sheets:
        raise AppError(NOTHING_TO_PRINT, what="không có hộ nào trong phạm vi đã chọn")
    save(document, stream)


def _pattern(document: Any, campaign: CampaignFacts, content: SheetContent) -> list[Any]:
    """Return what a sheet of one group is made of, after the page break before it, with marks where the household stands.

    Copying it takes a twentieth of the time of making each sheet anew.
    """
    body, width = document.element.body, body_width(document.sections[0])
    before = len(body) - 1
    begin_page(document)
    letterhead(document, campaign.letterhead, width, content.day)
    day = campaign.letterhead.day_at_foot(content.day)
    _sheet(document, content, HouseholdValues(*(f"⟦{each.name}⟧" for each in fields(HouseholdValues))), width, day)
    made = list(body)[before:-1]
    for element in made:
        body.remove(element)
    return made


def _sheet(document: Any, content: SheetContent, values: HouseholdValues, width: int, day: str) -> None:
    line(document, content.title.upper(), bold=True, size=14, before=14)
    line(document, content.subject, bold=True, size=14)
    for basis in content.bases:
        _body(document, basis, italic=True)
    line(document, content.addressed, before=12)
    _household(document, content, values, width)
    for text in (content.intro, *content.items, *content.closing):
        _body(document, text)
    signatures(document, content.signatures, day, width)
    line(document, content.signed_for, size=11.5, align=LEFT, before=8, italic=True)


def _household(document: Any, content: SheetContent, values: HouseholdValues, width: int) -> None:
    head, people, household, address = content.labels
    named = line(document, head, align=LEFT, before=10)
    named.add_run(" ")
    run(named, values.head, 13, bold=True)
    counts = line(document, f"{people} {values.people}", align=LEFT, before=4)
    counts.paragraph_format.tab_stops.add_tab_stop(width // 2)
    counts.add_run("\t")
    run(counts, f"{household} {values.household}", 13)
    line(document, f"{address} {values.address}", align=LEFT, before=4)
    line(document, content.group_line, align=LEFT, before=4)


def _body(document: Any, text: str, **look: bool) -> None:
    line(document, text, align=JUSTIFY, before=6, **look).paragraph_format.first_line_indent = _INDENT
