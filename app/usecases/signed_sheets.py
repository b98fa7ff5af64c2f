"""Which sheet each household signed: the one whose code was read, else the one it had in hand on the day it signed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.records.base import LIVE
from app.records.pledges import Pledge, SheetPrint
from app.vietnamese import sheet_code


@dataclass(frozen=True, slots=True)
class SignedSheet:
    """The print that a household signed."""

    code: str
    text_hash: str


def signed_sheets(session: Session, campaign: str) -> Mapping[str, SignedSheet]:
    """Return the sheets by pledge, of the pledges that stand; for who signed again on a list the words alone, and no code.

    Of one that was recorded by the group's list it is the newest that had been printed by that day, if any.
    """
    prints: dict[str, list[SheetPrint]] = {}
    query = (
        select(SheetPrint)
        .join(Pledge, Pledge.id == SheetPrint.pledge_id)
        .where(Pledge.campaign_id == campaign, SheetPrint.status == LIVE)
        .order_by(SheetPrint.id)
    )
    for each in session.scalars(query):
        prints.setdefault(each.pledge_id or "", []).append(each)
    found: dict[str, SignedSheet] = {}
    for pledge in session.scalars(select(Pledge).where(Pledge.campaign_id == campaign, Pledge.stands())):
        if pledge.signature is not None and pledge.signature.text:
            found[pledge.id] = SignedSheet("", pledge.signature.text)
            continue
        sheet = _signed(pledge, prints.get(pledge.id, []))
        if sheet is not None:
            found[pledge.id] = SignedSheet(sheet.code or "", sheet.text_hash or "")
    return found


def _signed(pledge: Pledge, prints: list[SheetPrint]) -> SheetPrint | None:
    signature = pledge.signature
    if signature is None:
        return None
    read = _first_page(signature.sheet or "")
    day = signature.date
    in_hand = [each for each in prints if day is None or each.printed is None or each.printed <= day]
    return next((each for each in prints if read and each.code == read), in_hand[-1] if in_hand else None)


def _first_page(code: str) -> str:
    """Return the code by which a print is known; any page of it may have been read."""
    decoded = sheet_code.decode(code)
    if not isinstance(decoded, sheet_code.SheetCode):
        return ""
    return str(replace(decoded, page=sheet_code.page_character(1)))
