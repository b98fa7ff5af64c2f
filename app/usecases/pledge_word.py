"""The sheets of a campaign as PDF or Word, by the ending of the file's name."""

from typing import Final

from app.documents.facts import BatchFacts, GroupFacts, SheetFacts
from app.documents.pledge_content import unprintable
from app.documents.pledge_word import write_pledge_word
from app.kernel.errors import AppError
from app.kernel.files import whole_file
from app.kernel.progress import Progress
from app.usecases.campaigns import PledgeRow, rows_of
from app.usecases.context import Context, Done
from app.usecases.errors import PRINT_NOTHING
from app.usecases.groups import group_rows
from app.usecases.own_wording import worded
from app.usecases.paper_lists import PAPER_SUFFIXES, require_suffix
from app.usecases.printing import PrintedSheets, PrintSheets, Skipped, campaign_facts, print_sheets

NO_HEAD: Final = "chưa ghi chủ hộ"
UNGROUPED: Final = "Các hộ chưa xếp tổ"


@worded
def write_sheets(context: Context, command: PrintSheets, progress: Progress | None = None) -> Done[PrintedSheets]:
    """Print the sheets, or write them for Word to be edited; raises PRINT-001, PRINT-002, the FILE errors.

    Word sheets carry no code and leave no print behind (``app.documents.pledge_word`` says why); ``pages`` is 0.
    """
    require_suffix(command.path, PAPER_SUFFIXES)
    if command.path.suffix.lower() == ".pdf":
        return print_sheets(context, command, progress)
    wanted = set(command.pledges)
    with context.reading() as session:
        rows = [
            row
            for row in rows_of(session, command.campaign, command.group)
            if (not wanted or row.id in wanted) and not (command.unsigned and row.signed)
        ]
        facts = campaign_facts(context, session, command.campaign)
        groups = {group.id: GroupFacts(group.name, group.leader, group.deputy) for group in group_rows(session)}
    written = [row for row in rows if not _reason(row)]
    if not written:
        raise AppError(PRINT_NOTHING)
    if progress:
        progress.stage("Viết các tờ", len(written))
    with whole_file(command.path) as stream:
        write_pledge_word(stream, facts, _batches(groups, written), progress)
    skipped = tuple(Skipped(row.code, row.head, _reason(row)) for row in rows if _reason(row))
    return Done(PrintedSheets(len(written), 0, skipped, command.path))


def _batches(groups: dict[str, GroupFacts], rows: list[PledgeRow]) -> list[BatchFacts]:
    """Return the households of each group in walking order."""
    sheets: dict[str, list[SheetFacts]] = {}
    for row in rows:
        sheets.setdefault(row.group_id, []).append(_sheet(row))
    return [BatchFacts(groups.get(group) or GroupFacts(UNGROUPED), tuple(each)) for group, each in sheets.items()]


def _sheet(row: PledgeRow) -> SheetFacts:
    return SheetFacts("", row.head, row.address, row.code, row.people)


def _reason(row: PledgeRow) -> str:
    """Return why a household gets no sheet; empty when it does."""
    if not row.head:
        return NO_HEAD
    unknown = unprintable(_sheet(row))
    return f"có ký hiệu không in được: {' '.join(unknown)}" if unknown else ""
