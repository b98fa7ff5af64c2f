"""The list on top of a group's printed sheets: what to hand out in which order, and who is missing and why."""

from app.documents.facts import BatchFacts, CampaignFacts
from app.documents.pledge_content import campaign_fields, words
from app.documents.signing_list import capital
from app.documents.tables import Column, Row, Section, TableFacts
from app.vietnamese import sheet_code
from app.vietnamese.numbers import format_number


def cover_list(campaign: CampaignFacts, batch: BatchFacts) -> TableFacts:
    """Return the cover list of one group's batch, in the order of its sheets."""
    text, fields = words().text, campaign_fields(campaign, batch.group)
    rows: list[Row] = [
        (str(number), sheet.household_code, sheet.head, sheet.address, sheet_code.format(sheet.code))
        for number, sheet in enumerate(batch.sheets, 1)
    ]
    if batch.skipped:
        rows.append(Section(text("cover_skipped", count=format_number(len(batch.skipped)))))
        rows += [
            (str(number), left_out.household_code, left_out.head, left_out.address, left_out.reason)
            for number, left_out in enumerate(batch.skipped, 1)
        ]
    return TableFacts(
        title=text("cover_title", **fields | {"title": campaign.title.lower()}),
        subtitles=(campaign.subject, capital(text("cover_group", **fields))),
        columns=(
            Column(text("column_number"), 10, "center"),
            Column(text("column_household"), 19, "center"),
            Column(text("column_head"), 41),
            Column(text("column_address"), 38),
            Column(text("column_code"), 55, "center"),
        ),
        rows=tuple(rows),
        letterhead=campaign.letterhead,
        notes=(text("cover_count", count=format_number(len(batch.sheets))),),
        row_height=6.5,
        size=11.0,
    )
