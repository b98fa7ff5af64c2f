"""Labels for the shelf: of the box of a campaign and of each group's binder, with what lies in it."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from app.documents.binder import Binder, BoxFacts, FiledSheet, write_labels
from app.kernel.errors import AppError
from app.kernel.files import whole_file
from app.usecases.campaigns import PledgeRow, rows_of
from app.usecases.context import Context
from app.usecases.errors import PRINT_NOTHING
from app.usecases.own_wording import worded
from app.usecases.paper_lists import require_suffix
from app.usecases.printing import PrintList, by_group, campaign_facts, group_facts, group_of
from app.usecases.signed_sheets import signed_sheets


@dataclass(frozen=True, slots=True)
class PrintedLabels:
    """How many binders the box holds, and how many signed sheets lie in them."""

    binders: int
    sheets: int
    pages: int
    file: Path


@worded
def print_labels(context: Context, command: PrintList) -> PrintedLabels:
    """Write the labels as PDF; raises PRINT-001 for another ending, PRINT-002 without households."""
    require_suffix(command.path, (".pdf",))
    with context.reading() as session:
        rows = rows_of(session, command.campaign, command.group)
        campaign = campaign_facts(context, session, command.campaign)
        binders = _binders(session, command.campaign, rows)
    if not binders:
        raise AppError(PRINT_NOTHING)
    facts = BoxFacts(campaign.letterhead, campaign.title, campaign.subject, campaign.village, campaign.year, binders)
    with whole_file(command.path) as stream:
        pages = write_labels(stream, facts)
    return PrintedLabels(len(binders), sum(len(each.sheets) for each in binders), pages, command.path)


def _binders(session: Session, campaign: str, rows: list[PledgeRow]) -> tuple[Binder, ...]:
    groups, signed = group_facts(session), signed_sheets(session, campaign)
    codes = {pledge: sheet.code for pledge, sheet in signed.items()}
    return tuple(
        Binder(
            group_of(groups, items).name, min(row.code for row in items), max(row.code for row in items), len(items),
            tuple(
                FiledSheet(row.code, row.head, row.day, _signer(row), codes.get(row.id, ""))
                for row in items
                if row.signed
            ),
        )
        for items in by_group(rows)
    )  # fmt: skip


def _signer(row: PledgeRow) -> str:
    return f"{row.signer} ({row.relation.lower()})" if row.relation else ""
