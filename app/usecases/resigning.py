"""Who has to sign again, and whose pledge holds no longer: a new head, a split, another text, withdrawn, moved away.

All of it is computed from what the books hold (signatures, life events, prints); nothing is marked by hand.
"""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.documents.resign_list import ResignFacts, ResignLine, resign_list
from app.journal.history import changes_of
from app.kernel.clock import today
from app.kernel.errors import AppError
from app.records.base import LIVE
from app.records.events import SPLIT, LifeEvent
from app.records.pledges import Pledge
from app.records.register import HEAD, Household, Person, ResidentialGroup
from app.usecases.campaigns import PledgeRow, require_campaign, rows_of
from app.usecases.context import Context, Done
from app.usecases.errors import DAY_AHEAD, RESIGN_NOBODY
from app.usecases.own_wording import worded
from app.usecases.paper_lists import LIST_SUFFIXES, list_signers, require_suffix, write_lists
from app.usecases.pledges import Sign, Signed, check_signer, write_signature
from app.usecases.printing import PrintedList, PrintList, campaign_facts, campaign_text_hash, pile_of
from app.usecases.searching import WALKING, head_name
from app.usecases.signed_sheets import signed_sheets

NEW_HEAD: Final = "new_head"
SPLIT_UP: Final = "split"
NEW_HOUSEHOLD: Final = "new_household"
NEW_TEXT: Final = "new_text"
WITHDRAWN: Final = "withdrawn"
LAPSED: Final = "lapsed"
REASONS: Final = {
    NEW_HEAD: "chủ hộ mới",
    SPLIT_UP: "hộ đã tách",
    NEW_HOUSEHOLD: "hộ mới tách",
    NEW_TEXT: "lời cam kết đã sửa",
    WITHDRAWN: "đã rút cam kết",
    LAPSED: "hết hiệu lực",
}
"""Why a household stands on the list, by its wire name. The first four have to sign (again), the others do no longer count."""


@dataclass(frozen=True, slots=True)
class ResignRow:
    """One household on the list; ``pledge`` and ``day`` are empty for one that is new, ``reasons`` name :data:`REASONS`."""

    pledge: str
    household: str
    code: str
    head: str
    address: str
    phone: str
    group: str
    group_id: str
    day: date | None
    reasons: tuple[str, ...]
    words: str

    @property
    def again(self) -> bool:
        """Whether the household has to sign (again)."""
        return not {WITHDRAWN, LAPSED} & set(self.reasons)


@dataclass(frozen=True, slots=True)
class _Known:
    """What is looked at for each household: since when who (id) is its head, when it was split, what its sheet said."""

    session: Session
    heads: Mapping[str, tuple[date, str]]
    splits: Mapping[str, date]
    gone: Mapping[str, str]
    withdrawn: Mapping[str, str]
    texts: Mapping[str, str]
    text_hash: str


def resign_rows(context: Context, campaign: str, group: str = "") -> tuple[ResignRow, ...]:
    """Return the households of a campaign (of one group of it) that have to sign again or do no longer count, as one walks."""
    with context.reading() as session:
        return tuple(_rows(session, campaign, group))


def sign_again(context: Context, command: Sign) -> Done[Signed]:
    """Record that households signed once more, today unless a day is given: for a new head, after a split, another text.

    The signature before stays in the history, and undoing puts it back. Without a sheet's code what they signed is the text in
    force. Raises PLEDGE-005 for a day ahead, PLEDGE-006 when a signer is named without the relation to the head.
    """
    check_signer(command)
    now = today(context.clock)
    day = command.day or now
    if day > now:
        raise AppError(DAY_AHEAD, day=f"{day:%d/%m/%Y}")
    with context.transaction("pledge.sign_again") as tx:
        for pledge in (tx.get(Pledge, each) for each in command.pledges):
            text = "" if command.sheet else campaign_text_hash(tx.session, pledge.campaign_id or "")
            write_signature(pledge, command, day, text)
    return tx.done(Signed(len(command.pledges), 0))


@worded
def print_resign_list(context: Context, command: PrintList) -> PrintedList:
    """Write the list as PDF, Word or Excel, each group's by itself; raises PRINT-001, PLEDGE-008 when nobody stands on it."""
    require_suffix(command.path, LIST_SUFFIXES)
    with context.reading() as session:
        rows = _rows(session, command.campaign, command.group)
        campaign = campaign_facts(context, session, command.campaign)
        signers = list_signers(session, pile_of(session, command.campaign))
    if not rows:
        raise AppError(RESIGN_NOBODY)
    groups: dict[str, list[ResignRow]] = {}
    for row in rows:
        groups.setdefault(row.group_id, []).append(row)
    over = campaign.year < today(context.clock).year
    lists = [
        ResignFacts(
            campaign.letterhead, campaign.title, campaign.subject, items[0].group or "Các hộ chưa xếp tổ",
            campaign.village, tuple(_line(row) for row in items), signers, over,
        )
        for items in groups.values()
    ]  # fmt: skip
    pages = write_lists(command.path, [resign_list(each) for each in lists])
    return PrintedList(len(rows), pages, command.path)


def _line(row: ResignRow) -> ResignLine:
    return ResignLine(row.code, row.head, row.address, row.phone, row.day, row.words, row.again)


def _rows(session: Session, campaign: str, group: str) -> list[ResignRow]:
    known = _known(session, campaign)
    found = [row for each in rows_of(session, campaign, group) if (row := _row(each, known)) is not None]
    found += _new_households(session, campaign, group)
    groups = list(dict.fromkeys(row.group_id for row in found))
    return sorted(found, key=lambda row: (groups.index(row.group_id), not row.again))


def _row(row: PledgeRow, known: _Known) -> ResignRow | None:
    reasons = _reasons(row, known)
    if not reasons:
        return None
    return ResignRow(
        row.id, row.household, row.code, row.head, row.address, row.phone, row.group, row.group_id, row.day,
        tuple(reasons), "; ".join(reasons.values()),
    )  # fmt: skip


def _reasons(row: PledgeRow, known: _Known) -> dict[str, str]:
    """Return why a household stands on the list, with the words for it; one that is gone need not sign for anything else."""
    if row.state == "withdrawn":
        return {WITHDRAWN: known.withdrawn.get(row.id, REASONS[WITHDRAWN])}
    if not row.signed:
        return {}
    if row.household in known.gone:
        return {LAPSED: known.gone[row.household]}
    found = {}
    since, head = known.heads.get(row.household, (None, ""))
    after = since is not None and row.day is not None and since >= row.day
    if after and (since != row.day or _became_head_after(known.session, head, row.id)):
        found[NEW_HEAD] = f"chủ hộ mới từ {since:%d/%m/%Y}"
    split = known.splits.get(row.household)
    if split is not None and row.day is not None and split > row.day:
        found[SPLIT_UP] = f"hộ đã tách ngày {split:%d/%m/%Y}"
    if known.texts.get(row.id, known.text_hash) != known.text_hash:
        found[NEW_TEXT] = "lời cam kết đã sửa sau khi hộ ký"
    return found


def _became_head_after(session: Session, head: str, pledge: str) -> bool:
    """Tell which of two things of one day was written down later: that somebody is head, or that the household signed."""
    connection = session.connection()
    became = [each.at for each in changes_of(connection, head, sys.maxsize) if each.field in ("relation", "since")]
    signed = [each.at for each in changes_of(connection, pledge, sys.maxsize) if each.field == "signature"]
    return max(became, default=0) > max(signed, default=0)


def _known(session: Session, campaign: str) -> _Known:
    heads = select(Person.household_id, Person.since, Person.id).where(
        Person.relation == HEAD, Person.here(), Person.since.is_not(None)
    )
    splits = select(LifeEvent.other_id, LifeEvent.day).where(LifeEvent.what == SPLIT, LifeEvent.status == LIVE)
    gone = select(Household.id, Household.departure).where(Household.departure.is_not(None))
    withdrawn = select(Pledge).where(Pledge.campaign_id == campaign, Pledge.withdrawn.is_not(None))
    return _Known(
        session=session,
        heads={home: (since, head) for home, since, head in session.execute(heads) if home and since},
        splits=dict(sorted((home or "", day) for home, day in session.execute(splits) if day)),
        gone={home: f"hộ {departure.display()}" for home, departure in session.execute(gone) if departure},
        withdrawn={each.id: _withdrawal(each) for each in session.scalars(withdrawn)},
        texts={pledge: sheet.text_hash for pledge, sheet in signed_sheets(session, campaign).items()},
        text_hash=campaign_text_hash(session, campaign),
    )


def _withdrawal(pledge: Pledge) -> str:
    ended = pledge.withdrawn
    day = f" ngày {ended.date:%d/%m/%Y}" if ended and ended.date else ""
    return f"đã rút{day}: {ended.reason}" if ended and ended.reason else f"đã rút{day}"


def _new_households(session: Session, campaign: str, group: str) -> list[ResignRow]:
    """Return the households that split off from one of the campaign since it was opened and that it does not ask."""
    opened = require_campaign(session, campaign).opened
    asked = select(Pledge.household_id).where(Pledge.campaign_id == campaign, Pledge.status == LIVE)
    query = (
        select(Household, ResidentialGroup.name, head_name(), LifeEvent.day, LifeEvent.other_id)
        .join(LifeEvent, LifeEvent.household_id == Household.id)
        .outerjoin(ResidentialGroup, ResidentialGroup.id == Household.group_id)
        .where(LifeEvent.what == SPLIT, LifeEvent.status == LIVE, Household.here())
        .where(LifeEvent.other_id.in_(asked), Household.id.not_in(asked))
        .order_by(*WALKING)
    )
    if group:
        query = query.where(Household.group_id == group)
    codes = {home.id: home.code or "" for home in session.scalars(select(Household).where(Household.id.in_(asked)))}
    return [
        ResignRow(
            "", home.id, home.code or "", head or "", home.address or "", home.phone or "", name or "",
            home.group_id or "", None, (NEW_HOUSEHOLD,),
            f"hộ mới tách từ hộ {codes.get(source or '', '')} ngày {day:%d/%m/%Y}, chưa có trong đợt",
        )
        for home, name, head, day, source in session.execute(query)
        if day is not None and (opened is None or day >= opened)
    ]  # fmt: skip
