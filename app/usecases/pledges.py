"""Recording what was signed: a whole group at its meeting, one household, or one sheet by its code."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.clock import today
from app.kernel.errors import AppError
from app.records.base import LIVE
from app.records.pledges import OUTCOMES, Pledge, SheetPrint, Visit
from app.records.register import Household
from app.records.values import MISTAKE, Signature, Withdrawal
from app.usecases.campaigns import require_campaign, rows_of
from app.usecases.context import Context, Done, Operation
from app.usecases.errors import (
    CODE_MISREAD,
    CODE_OTHER_VILLAGE,
    CODE_UNKNOWN,
    CODE_UNREADABLE,
    DAY_AHEAD,
    FIELD_INVALID,
    NOT_FOUND_BY_NAME,
    NOT_IN_CAMPAIGN,
    SIGNER_INCOMPLETE,
)
from app.vietnamese import sheet_code
from app.vietnamese.text import clean


@dataclass(frozen=True, slots=True)
class Sign:
    """Record signatures. ``day`` defaults to the campaign's meeting, else today.

    ``signer`` and ``relation`` are given together when someone signs for the head. ``how`` and ``sheet`` as in
    :class:`~app.records.values.Signature`.
    """

    pledges: tuple[str, ...]
    day: date | None = None
    signer: str = ""
    relation: str = ""
    how: str = "list"
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class SignGroup:
    """Record that a whole group signed at its meeting, but for the households that were absent (ids)."""

    campaign: str
    group: str
    absent: tuple[str, ...] = ()
    day: date | None = None


@dataclass(frozen=True, slots=True)
class SignFor:
    """Record that ``signer`` signed instead of the head of the household, also where the head had been written before."""

    pledge: str
    signer: str
    relation: str
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Signed:
    """How many signatures were written, and how many of the named households had signed before."""

    signed: int
    already: int


@dataclass(frozen=True, slots=True)
class FoundSheet:
    """Whose sheet a code is."""

    code: str
    pledge: str
    campaign: str
    household: str
    household_code: str
    head: str
    state: str


def sign(context: Context, command: Sign) -> Done[Signed]:
    """Record signatures; households that had signed before keep theirs.

    Raises PLEDGE-005 for a day ahead, PLEDGE-006 when a signer is named without the relation to the head.
    """
    check_signer(command)
    with context.transaction("pledge.sign") as tx:
        pledges = [tx.get(Pledge, each) for each in command.pledges]
        written = write_signatures(tx, context, pledges, command)
    return tx.done(Signed(written, len(pledges) - written))


def sign_group(context: Context, command: SignGroup) -> Done[Signed]:
    """Record a whole group's signatures as one operation ("Ghi ký cả tổ").

    Raises FORM-003 without a group: an empty id would be the whole village.
    """
    if not command.group:
        raise AppError(NOT_FOUND_BY_NAME, label="tổ", name="")
    with context.transaction("pledge.sign_group") as tx:
        rows = [
            row for row in rows_of(tx.session, command.campaign, command.group) if row.household not in command.absent
        ]
        present = [tx.get(Pledge, row.id) for row in rows]
        written = write_signatures(tx, context, present, Sign((), command.day))
    return tx.done(Signed(written, len(present) - written))


def sign_for(context: Context, command: SignFor) -> Done[Signed]:
    """Record who signed in the head's place ("ký thay"); the signature before stays in the history.

    Raises PLEDGE-005 for a day ahead, PLEDGE-006 when name or relation is missing.
    """
    signer, relation = clean(command.signer), clean(command.relation)
    if not signer or not relation:
        raise AppError(SIGNER_INCOMPLETE)
    with context.transaction("pledge.sign") as tx:
        pledge = tx.get(Pledge, command.pledge)
        day = _day(tx, context, pledge, command.day)
        pledge.signature = Signature(day.isoformat(), signer, relation)
        pledge.withdrawn = None
    return tx.done(Signed(1, 0))


def withdraw(context: Context, pledges: Iterable[str], reason: str = MISTAKE) -> Done[int]:
    """Take signatures back; the trace stays. With the default reason the household counts as never having signed."""
    with context.transaction("pledge.withdraw") as tx:
        records = [tx.get(Pledge, each) for each in pledges]
        standing = [record for record in records if record.state == "signed"]
        for record in standing:
            record.withdrawn = Withdrawal(today(context.clock).isoformat(), clean(reason) or MISTAKE)
    return tx.done(len(standing))


def note_pledge(context: Context, pledge: str, note: str) -> Done[str]:
    """Keep a remark beside a household ("vắng", "hẹn tối thứ bảy")."""
    with context.transaction("pledge.note") as tx:
        tx.get(Pledge, pledge).note = clean(note) or None
    return tx.done(pledge)


def deliver(context: Context, pledges: Iterable[str], day: date | None = None) -> Done[int]:
    """Record that sheets were handed out."""
    with context.transaction("pledge.deliver") as tx:
        records = [tx.get(Pledge, each) for each in pledges]
        for record in records:
            record.delivered = day or today(context.clock)
    return tx.done(len(records))


@dataclass(frozen=True, slots=True)
class RecordVisit:
    """Somebody went to a household: ``outcome`` is one of :data:`app.records.pledges.OUTCOMES`."""

    pledge: str
    outcome: str
    day: date | None = None
    who: str = ""
    note: str = ""


def record_visit(context: Context, command: RecordVisit) -> Done[str]:
    """Write a visit down; raises RECORD-001, PLEDGE-005 for a day ahead, FORM-002 for an outcome that is none."""
    now = today(context.clock)
    if command.outcome not in OUTCOMES:
        known = ", ".join(OUTCOMES)
        raise AppError(
            FIELD_INVALID, label="Lần đến hộ", field="Kết quả", value=command.outcome, reason=f"Các kết quả: {known}."
        )  # fmt: skip
    if command.day is not None and command.day > now:
        raise AppError(DAY_AHEAD, day=f"{command.day:%d/%m/%Y}")
    with context.transaction("pledge.visit") as tx:
        pledge = tx.get(Pledge, command.pledge)
        made = tx.add(
            Visit(
                pledge_id=pledge.id, day=command.day or now, outcome=command.outcome, who=clean(command.who) or None,
                note=clean(command.note) or None,
            )
        )  # fmt: skip
    return tx.done(made.id)


def pledge_of_household(context: Context, campaign: str, household_code: str) -> str:
    """Return the pledge of a household (by its code) in a campaign; raises PLEDGE-007 when it is not in scope."""
    with context.reading() as session:
        require_campaign(session, campaign)
        query = (
            select(Pledge.id)
            .join(Household, Household.id == Pledge.household_id)
            .where(Household.code == clean(household_code), Pledge.campaign_id == campaign, Pledge.status == LIVE)
        )
        found = session.scalars(query).first()
    if found is None:
        raise AppError(NOT_IN_CAMPAIGN, code=household_code)
    return found


def find_sheet(context: Context, text: str) -> FoundSheet:
    """Return whose sheet a typed or scanned code is.

    Raises PLEDGE-001 with position and suggestion for one wrong character (never corrected silently), PLEDGE-002 for what is
    no code, PLEDGE-003 for another village's sheet, PLEDGE-004 for a print this register does not know. A sheet that came along
    with a household from another village is ours.
    """
    with context.reading() as session:
        code = valid_code(text)
        printed = print_of(session, code)
        if printed is None or printed.pledge_id is None:
            ours = code.village_tag == sheet_code.village_tag(context.identity.pile)
            raise AppError(CODE_UNKNOWN if ours else CODE_OTHER_VILLAGE, code=sheet_code.format(str(code)))
        pledge = session.get_one(Pledge, printed.pledge_id)
        rows = [row for row in rows_of(session, pledge.campaign_id or "") if row.id == pledge.id]
        if not rows:
            raise AppError(NOT_FOUND_BY_NAME, label="hộ", name=sheet_code.format(str(code)))
        row = rows[0]
        return FoundSheet(str(code), row.id, pledge.campaign_id or "", row.household, row.code, row.head, row.state)


def check_signer(command: Sign) -> None:
    """Refuse a signer without the relation to the head, or the other way round: PLEDGE-006."""
    if bool(clean(command.signer)) != bool(clean(command.relation)):
        raise AppError(SIGNER_INCOMPLETE)


def valid_code(text: str) -> sheet_code.SheetCode:
    """Return the code that was typed or scanned; raises PLEDGE-001, PLEDGE-002."""
    decoded = sheet_code.decode(text)
    if isinstance(decoded, sheet_code.SheetCode):
        return decoded
    if isinstance(decoded, sheet_code.Misread):
        raise AppError(CODE_MISREAD, position=decoded.position + 1, suggestion=decoded.suggestion)
    raise AppError(CODE_UNREADABLE, code=clean(text)[:40])


def print_of(session: Session, code: sheet_code.SheetCode) -> SheetPrint | None:
    """Return the print a code leads to, whatever page of it; None when these books do not know it."""
    first_page = sheet_code.SheetCode(code.village_tag, code.print_part, sheet_code.page_character(1))
    query = select(SheetPrint).where(SheetPrint.code == str(first_page), SheetPrint.status == LIVE)
    return session.scalars(query).first()


def write_signatures(tx: Operation, context: Context, pledges: list[Pledge], command: Sign) -> int:
    """Write the signatures of those of ``pledges`` that have none, inside an operation; return how many. Raises PLEDGE-005."""
    open_ones = [pledge for pledge in pledges if pledge.state != "signed"]
    for pledge in open_ones:
        write_signature(pledge, command, _day(tx, context, pledge, command.day))
    return len(open_ones)


def write_signature(pledge: Pledge, command: Sign, day: date, text: str = "") -> None:
    """Write a signature over whatever stood there before, which the history keeps; ``text`` as in the record."""
    pledge.signature = Signature(
        day.isoformat(), clean(command.signer) or None, clean(command.relation) or None, command.how,
        command.sheet or None, text or None,
    )  # fmt: skip
    pledge.withdrawn = None


def _day(tx: Operation, context: Context, pledge: Pledge, day: date | None) -> date:
    """Return the day of a signature: as given, else the campaign's meeting if that has been, else today; PLEDGE-005."""
    latest = today(context.clock)
    if day is not None and day > latest:
        raise AppError(DAY_AHEAD, day=f"{day:%d/%m/%Y}")
    meeting = _meeting_day(tx, pledge)
    return day or (meeting if meeting and meeting <= latest else latest)


def _meeting_day(tx: Operation, pledge: Pledge) -> date | None:
    gathering = require_campaign(tx.session, pledge.campaign_id or "").gathering
    return gathering.date if gathering else None
