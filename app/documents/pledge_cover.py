"""The list on top of a group's printed sheets: what to hand out in which order, and who is missing and why."""

from app.documents.facts import BatchFacts, CampaignFacts, SheetFacts
from app.documents.pledge_content import campaign_fields, words
from app.documents.signing_list import capital
from app.documents.tables import Column, Row, Section, TableFacts
from app.vietnamese import sheet_code
from app.vietnamese.numbers import format_number


def cover_list(campaign: CampaignFacts, batch: BatchFacts) -> TableFacts:
    """Return the cover list of one group's batch, in the order of its sheets."""
    text, fields = words().text, campaign_fields(campaign, batch.group)
    again = bool(batch.reprints)
    rows: list[Row] = [
        (
            str(sheet.place or number),
            sheet.household_code,
            sheet.head,
            sheet.address,
            sheet_code.format(sheet.code),
            *_again(sheet, again),
        )
        for number, sheet in enumerate(batch.sheets, 1)
    ]
    if batch.skipped:
        rows.append(Section(text("cover_skipped", count=format_number(len(batch.skipped)))))
        rows += [
            (str(number), left_out.household_code, left_out.head, left_out.address, left_out.reason, *[""] * again)
            for number, left_out in enumerate(batch.skipped, 1)
        ]
    total = "cover_count_copies" if campaign.copies == 2 else "cover_count"
    notes = [text(total, **fields | {"count": format_number(len(batch.sheets))})]
    if again:
        notes.append(text("cover_reprints", count=format_number(batch.reprints)))
    return TableFacts(
        title=text("cover_title", **fields | {"title": campaign.title.lower()}),
        subtitles=(campaign.subject, capital(text("cover_group", **fields))),
        columns=(
            Column(text("column_number"), 10, "center"),
            Column(text("column_household"), 19, "center"),
            Column(text("column_head"), 37 if again else 41),
            Column(text("column_address"), 30 if again else 38),
            Column(text("column_code"), 49 if again else 55, "center"),
            *([Column(text("column_note"), 18, "center")] if again else []),
        ),
        rows=tuple(rows),
        letterhead=campaign.letterhead,
        notes=tuple(notes),
        row_height=6.5,
        size=11.0,
    )


def _again(sheet: SheetFacts, noted: bool) -> tuple[str, ...]:
    """Return the cell that marks a reprint, where the list has a column for it."""
    if not noted:
        return ()
    return (words().text("cover_again") if sheet.time > 1 else "",)
