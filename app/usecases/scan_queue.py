"""The pages that wait for a person: the picture beside the household, one decision each, and every picture of a household."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from app.kernel.clock import today
from app.kernel.errors import AppError
from app.records.base import LIVE
from app.records.marks import YES
from app.records.pledges import (
    ALREADY,
    DECISIONS,
    DISMISSED,
    MATCHED,
    NOT_OURS,
    NOT_SIGNED,
    OLDER,
    UNREADABLE,
    Pledge,
    ScanPage,
    SheetPrint,
)
from app.records.register import Household, ResidentialGroup
from app.usecases.context import Context, Done, Operation
from app.usecases.errors import CODE_OTHER_VILLAGE, CODE_UNKNOWN, NOT_FOUND_BY_NAME
from app.usecases.pledges import Sign, print_of, valid_code, write_signatures
from app.usecases.printing import campaign_text_hash
from app.usecases.scan_errors import NO_SHEET_CHOSEN
from app.usecases.scans import earlier_pages, merged
from app.usecases.searching import head_name
from app.vietnamese import sheet_code
from app.vietnamese.text import clean


@dataclass(frozen=True, slots=True)
class ScanRow:
    """One page that came back: where it lay in the files, whose it is, what was read, why it waits."""

    id: str
    file: str
    page: int
    part: int
    result: str
    reason: str
    code: str
    picture: str
    answers: tuple[str, ...]
    signed: str
    waiting: bool
    scanned: date | None
    pledge: str = ""
    campaign: str = ""
    household: str = ""
    household_code: str = ""
    head: str = ""
    address: str = ""
    group: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class Settle:
    """What a person says of one page: one of :data:`app.records.pledges.DECISIONS`; ``code`` is the code under the square, or the
    household's, where they typed it."""

    page: str
    decision: str
    code: str = ""
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Settled:
    """What came of a decision: the result the page now has, and whether a signature was written."""

    result: str
    signed: bool


def scan_rows(context: Context, *, waiting: bool = False, pledge: str = "", result: str = "") -> tuple[ScanRow, ...]:
    """Return pages that came back: those that wait, those of one pledge, those of one result, or all.

    The newest day comes first, and within a day the files and their pages in order, as the paper lies on the table.
    """
    with context.reading() as session:
        query = (
            select(ScanPage, SheetPrint, Pledge, Household, ResidentialGroup.name, head_name())
            .outerjoin(SheetPrint, SheetPrint.id == ScanPage.print_id)
            .outerjoin(Pledge, Pledge.id == SheetPrint.pledge_id)
            .outerjoin(Household, Household.id == Pledge.household_id)
            .outerjoin(ResidentialGroup, ResidentialGroup.id == Household.group_id)
            .where(ScanPage.status == LIVE)
        )
        if waiting:
            query = query.where(ScanPage.settled.is_(None))
        if pledge:
            query = query.where(Pledge.id == pledge)
        if result:
            query = query.where(ScanPage.result == result)
        query = query.order_by(
            ScanPage.scanned.desc(), ScanPage.source, ScanPage.source_page, ScanPage.part, ScanPage.id
        )
        return tuple(_row(*found) for found in session.execute(query))


def settle(context: Context, command: Settle) -> Done[Settled]:
    """Record what a person says of a page.

    Raises PLEDGE-001 to -004 for a typed code, SCAN-015 when nobody knows whose page it is, RECORD-001.
    """
    if command.decision not in DECISIONS:
        raise AppError(NOT_FOUND_BY_NAME, label="cách xử lý", name=command.decision)
    with context.transaction("pledge.settle") as tx:
        page = tx.get(ScanPage, command.page)
        if command.code.strip():
            _name_sheet(tx, page, command.code)
        signed = False
        if command.decision == DISMISSED:
            page.result, page.print_id = NOT_OURS, None
        else:
            signed = _decide(tx, context, page, command)
        page.settled = today(context.clock)
        result = Settled(page.result or "", signed)
    return tx.done(result)


def dismiss_all(context: Context, pages: Iterable[str]) -> Done[int]:
    """Say of many pages at once that they are no sheets of ours: somebody else's papers came along."""
    with context.transaction("pledge.settle") as tx:
        records = [tx.get(ScanPage, each) for each in pages]
        for page in records:
            page.result, page.print_id, page.settled = NOT_OURS, None, today(context.clock)
    return tx.done(len(records))


def _decide(tx: Operation, context: Context, page: ScanPage, command: Settle) -> bool:
    """Write what a person saw into the pledge; return whether that was a new signature."""
    printed = tx.session.get(SheetPrint, page.print_id) if page.print_id else None
    if printed is None or printed.pledge_id is None:
        raise AppError(NO_SHEET_CHOSEN)
    pledge = tx.get(Pledge, printed.pledge_id)
    for other in earlier_pages(tx.session, printed.id, page.sheet_page):
        other.settled = other.settled or today(context.clock)
    if command.decision == NOT_SIGNED:
        return False
    code = printed.code or ""
    written = write_signatures(tx, context, [pledge], Sign((), command.day, how="scan", sheet=code))
    if page.answers:
        pledge.answers = merged(pledge.answers, enumerate(page.answers, 1))
    page.signed = YES
    return bool(written)


def _name_sheet(tx: Operation, page: ScanPage, text: str) -> None:
    """Say whose page it is, by the code under the square or, where that is torn off too, by the household's code.

    The page's own result then follows from the books.
    """
    printed, sheet_page, read = _named_print(tx, text)
    assert printed.pledge_id is not None
    pledge = tx.get(Pledge, printed.pledge_id)
    page.print_id, page.sheet_page, page.read = printed.id, sheet_page, read
    if pledge.state == "signed":
        page.result = ALREADY
    else:
        same = printed.text_hash == campaign_text_hash(tx.session, pledge.campaign_id or "")
        page.result = MATCHED if same else OLDER


def _named_print(tx: Operation, text: str) -> tuple[SheetPrint, int, str]:
    """Return the print that was named, the page of it, and the code; raises PLEDGE-001 to -004."""
    newest = (
        select(SheetPrint)
        .join(Pledge, Pledge.id == SheetPrint.pledge_id)
        .join(Household, Household.id == Pledge.household_id)
        .where(Household.code == clean(text), SheetPrint.status == LIVE, Pledge.status == LIVE)
        .order_by(SheetPrint.id.desc())
    )
    of_household = tx.session.scalars(newest).first()
    if of_household is not None:
        last = of_household.pages or 1
        return of_household, last, of_household.code or ""
    code = valid_code(text)
    printed = print_of(tx.session, code)
    if printed is None or printed.pledge_id is None:
        ours = code.village_tag == sheet_code.village_tag(tx.author.pile)
        raise AppError(CODE_UNKNOWN if ours else CODE_OTHER_VILLAGE, code=sheet_code.format(code))
    return printed, code.page_number, str(code)


def _row(
    page: ScanPage, printed: SheetPrint | None, pledge: Pledge | None, home: Household | None, group: str | None,
    head: str | None,
) -> ScanRow:  # fmt: skip
    return ScanRow(
        id=page.id, file=page.source or "", page=page.source_page or 0, part=page.part or 0,
        result=page.result or UNREADABLE, reason=page.reason or "",
        code=sheet_code.format(page.read or (printed.code if printed else "") or ""), picture=page.picture or "",
        answers=page.answers or (), signed=page.signed or "", waiting=page.settled is None, scanned=page.scanned,
        pledge=pledge.id if pledge else "", campaign=(pledge.campaign_id if pledge else "") or "",
        household=home.id if home else "", household_code=(home.code if home else "") or "", head=head or "",
        address=(home.address if home else "") or "", group=group or "", state=pledge.state if pledge else "",
    )  # fmt: skip
