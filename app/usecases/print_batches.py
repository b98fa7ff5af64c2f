"""Prints of a campaign: what was made in one go, going on after a jam with the same codes, what came out, what was handed out.

A print is one :class:`~app.records.pledges.PrintBatch`. Going on writes no record: the codes on the sheets that are printed again
are those that lead to this print already. Printing a household anew is another print, with a new code.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.documents.facts import BatchFacts, SheetFacts
from app.documents.pledge_sheet import WrittenSheets, write_pledge_sheets
from app.kernel.clock import today
from app.kernel.errors import AppError
from app.kernel.files import whole_file
from app.kernel.progress import Progress
from app.records.base import LIVE
from app.records.pledges import ONE_SIDED, Pledge, PrintBatch, SheetForm, SheetPrint
from app.records.register import Household, ResidentialGroup
from app.usecases.campaigns import PledgeRow, require_campaign, rows_of
from app.usecases.context import Context, Done
from app.usecases.errors import NOT_FOUND_BY_NAME, PRINT_NOTHING, PRINT_PAST_END, PRINT_TEXT_CHANGED
from app.usecases.own_wording import worded
from app.usecases.paper_lists import require_suffix
from app.usecases.printing import (
    PrintedSheets,
    Skipped,
    by_group,
    campaign_facts,
    campaign_text_hash,
    group_facts,
    group_of,
    lines_of,
    sheet_facts,
    skip_reason,
)

_GONE = "không còn trong đợt cam kết"


@dataclass(frozen=True, slots=True)
class BatchRow:
    """One print in the list of prints; ``group`` is empty for the whole village, ``state`` as :attr:`PrintBatch.state`."""

    id: str
    group: str
    prepared: date | None
    printed: date | None
    handed_out: date | None
    sheets: int
    reprints: int
    copies: int
    scanning: bool
    paper: str
    state: str


@dataclass(frozen=True, slots=True)
class ResumeBatch:
    """Write the sheets of a print again from number ``start`` (1 = the first), with the codes they have."""

    batch: str
    path: Path
    start: int = 1


def print_batches(context: Context, campaign: str) -> tuple[BatchRow, ...]:
    """Return the prints of a campaign, the newest first."""
    with context.reading() as session:
        require_campaign(session, campaign)
        again = (
            select(func.count(SheetPrint.id))
            .where(SheetPrint.batch == PrintBatch.id, SheetPrint.status == LIVE, SheetPrint.time > 1)
            .correlate(PrintBatch)
            .scalar_subquery()
        )
        query = (
            select(PrintBatch, ResidentialGroup.name, again)
            .outerjoin(ResidentialGroup, ResidentialGroup.id == PrintBatch.group_id)
            .where(PrintBatch.campaign_id == campaign, PrintBatch.status == LIVE)
            .order_by(PrintBatch.id.desc())
        )
        return tuple(
            BatchRow(
                each.id, group or "", each.prepared, each.printed, each.handed_out, each.sheets or 0, reprints,
                each.copies or 1, bool(each.scanning), each.paper or ONE_SIDED, each.state,
            )
            for each, group, reprints in session.execute(query)
        )  # fmt: skip


def newest_batch(context: Context, campaign: str) -> str:
    """Return the id of the newest print of a campaign; raises FORM-003 when nothing was printed."""
    rows = print_batches(context, campaign)
    if not rows:
        raise AppError(NOT_FOUND_BY_NAME, label="lần in", name="mới nhất")
    return rows[0].id


@worded
def resume_batch(context: Context, command: ResumeBatch, progress: Progress | None = None) -> PrintedSheets:
    """Write the rest of a print with the same codes, after paper has jammed; nothing is recorded.

    Raises PRINT-001 for another ending than .pdf, PRINT-003 when the text, or where anything stands on one of these sheets, is no
    longer as it was printed, PRINT-004 for a number that the print does not have, FORM-003 for an unknown print.
    """
    require_suffix(command.path, (".pdf",))
    with context.reading() as session:
        batch = _require(session, command.batch)
        campaign, day = batch.campaign_id or "", f"{batch.prepared:%d/%m/%Y}" if batch.prepared else ""
        if not 1 <= command.start <= (batch.sheets or 0):
            raise AppError(PRINT_PAST_END, sheets=batch.sheets or 0, start=command.start)
        if batch.text_hash != campaign_text_hash(session, campaign):
            raise AppError(PRINT_TEXT_CHANGED, day=day)
        every = _prints(session, batch.id)
        prints = [each for each in every if (each.place or 0) >= command.start]
        rows, skipped = _rows(session, campaign, prints)
        again = {each.pledge_id or "": each for each in prints}
        groups = group_facts(session)
        begun = _groups_of(session, [each for each in every if (each.place or 0) < command.start])
        batches = [
            BatchFacts(
                group_of(groups, items),
                tuple(_sheet(row, again[row.id]) for row in items),
                begun=items[0].group_id in begun,
            )
            for items in by_group(rows)
        ]
        layouts = [_layout(session, again[row.id]) for items in by_group(rows) for row in items]
        facts = replace(campaign_facts(context, session, campaign), copies=batch.copies or 1)
        scanning, cover, paper = bool(batch.scanning), bool(batch.cover), batch.paper or ONE_SIDED
    if not rows:
        raise AppError(PRINT_NOTHING)
    if progress:
        progress.stage("Vẽ các tờ", len(rows))
    with whole_file(command.path) as stream:
        written = write_pledge_sheets(
            stream, facts, batches, for_scanning=scanning, cover=cover, paper=paper, progress=progress
        )
        _hold_to_layouts(written, layouts, day)
    reprints = sum(each.reprints for each in batches)
    return PrintedSheets(len(rows), written.pages, skipped, command.path, written.starts, command.batch, reprints)


def mark_printed(context: Context, batch: str, day: date | None = None) -> Done[str]:
    """Record that all sheets of a print have come out ("Đã in xong")."""
    with context.transaction("pledge.printed") as tx:
        record = tx.get(PrintBatch, batch)
        record.printed = record.printed or day or today(context.clock)
    return tx.done(batch)


def hand_out(context: Context, batch: str, day: date | None = None) -> Done[int]:
    """Record that the sheets of a print were handed out, and so delivered to their households; return how many."""
    when = day or today(context.clock)
    with context.transaction("pledge.hand_out") as tx:
        record = tx.get(PrintBatch, batch)
        record.printed = record.printed or when
        record.handed_out = when
        pledges = [tx.get(Pledge, each.pledge_id) for each in _prints(tx.session, batch) if each.pledge_id]
        for pledge in pledges:
            pledge.delivered = when
    return tx.done(len(pledges))


def _sheet(row: PledgeRow, printed: SheetPrint) -> SheetFacts:
    return sheet_facts(row, printed.code or "", printed.time or 1, printed.place or 0)


def _require(session: Session, batch: str) -> PrintBatch:
    record = session.get(PrintBatch, batch)
    if record is None or record.status != LIVE:
        raise AppError(NOT_FOUND_BY_NAME, label="lần in", name=batch)
    return record


def _prints(session: Session, batch: str) -> list[SheetPrint]:
    query = select(SheetPrint).where(SheetPrint.batch == batch, SheetPrint.status == LIVE)
    return list(session.scalars(query.order_by(SheetPrint.place, SheetPrint.id)))


def _rows(session: Session, campaign: str, prints: Sequence[SheetPrint]) -> tuple[list[PledgeRow], tuple[Skipped, ...]]:
    """Return the households of ``prints`` in the order of the print, and those that can be printed no longer."""
    known = {row.id: row for row in rows_of(session, campaign)}
    rows: list[PledgeRow] = []
    skipped: list[Skipped] = []
    for each in prints:
        row = known.get(each.pledge_id or "")
        if row is None:
            skipped.append(Skipped(_household_code(session, each), "", _GONE))
        elif reason := skip_reason(row):
            skipped.append(Skipped(row.code, row.head, reason))
        else:
            rows.append(row)
    return rows, tuple(skipped)


def _household_code(session: Session, printed: SheetPrint) -> str:
    query = select(Household.code).join(Pledge, Pledge.household_id == Household.id)
    return session.scalars(query.where(Pledge.id == printed.pledge_id)).first() or ""


def _groups_of(session: Session, prints: Iterable[SheetPrint]) -> set[str]:
    """Return the groups whose sheets have begun to come out; their lists lie on top of them."""
    query = select(Household.group_id).join(Pledge, Pledge.household_id == Household.id)
    found = session.scalars(query.where(Pledge.id.in_([each.pledge_id for each in prints])))
    return {each or "" for each in found}


def _layout(session: Session, printed: SheetPrint) -> tuple[str, ...] | None:
    form = session.get(SheetForm, printed.form_id) if printed.form_id else None
    return form.marks if form else None


def _hold_to_layouts(written: WrittenSheets, layouts: Sequence[tuple[str, ...] | None], day: str) -> None:
    """Refuse sheets on which something would stand elsewhere than the print's record says: a scan would look there."""
    for marks, lines in zip(written.marks, layouts, strict=True):
        if lines != lines_of(marks):
            raise AppError(PRINT_TEXT_CHANGED, day=day)
