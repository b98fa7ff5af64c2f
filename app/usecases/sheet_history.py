"""What a pledge knows of its paper: each sheet printed, whether its words are those in force, and how it came back."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from app.records.base import LIVE
from app.records.pledges import Pledge, ScanPage, SheetForm, SheetPrint
from app.usecases.context import Context
from app.usecases.printing import signed_text, text_changes, text_hash
from app.usecases.signed_sheets import signed_sheets


@dataclass(frozen=True, slots=True)
class SheetScan:
    """One page of a sheet that came back: when, with which result, and what was read."""

    day: date | None
    page: int
    result: str
    signed: str
    answers: tuple[str, ...]
    picture: str


@dataclass(frozen=True, slots=True)
class SheetOfPledge:
    """One printed sheet. ``text`` is the hash of what it said; ``differs`` says in words what has changed in it since.

    ``signed`` tells whether it is the one the household's signature stands on.
    """

    code: str
    printed: date | None
    text: str
    differs: tuple[str, ...]
    signed: bool
    scans: tuple[SheetScan, ...]


def sheets_of(context: Context, pledge: str) -> tuple[SheetOfPledge, ...]:
    """Return the sheets of a household's pledge, the oldest first: text printed, text scanned, text in force."""
    with context.reading() as session:
        record = session.get_one(Pledge, pledge)
        campaign = record.campaign_id or ""
        now = signed_text(session, campaign)
        stands_on = signed_sheets(session, campaign).get(pledge)
        prints = select(SheetPrint).where(SheetPrint.pledge_id == pledge, SheetPrint.status == LIVE)
        found: list[SheetOfPledge] = []
        for each in session.scalars(prints.order_by(SheetPrint.printed, SheetPrint.time, SheetPrint.id)):
            form = session.get(SheetForm, each.form_id) if each.form_id else None
            same = each.text_hash == text_hash(now)
            pages = select(ScanPage).where(ScanPage.print_id == each.id, ScanPage.status == LIVE)
            scans = tuple(
                SheetScan(page.scanned, page.sheet_page or 1, page.result or "", page.signed or "", page.answers or (),
                          page.picture or "")
                for page in session.scalars(pages.order_by(ScanPage.scanned, ScanPage.id))
            )  # fmt: skip
            found.append(
                SheetOfPledge(
                    each.code or "", each.printed, each.text_hash or "",
                    () if same else text_changes(form.text if form else None, now),
                    stands_on is not None and stands_on.code == each.code, scans,
                )
            )  # fmt: skip
        return tuple(found)
