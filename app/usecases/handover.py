"""Handing the books over to a new village head: what there is, its minutes, and the terms of office that change with it."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.documents.blocks import date_line
from app.documents.handover import HandoverFacts, handover_minutes
from app.kernel.clock import moment, today
from app.kernel.errors import AppError
from app.records.base import LIVE, Record
from app.records.covenants import Covenant
from app.records.events import LifeEvent
from app.records.handbooks import HandbookEdition
from app.records.lists import SavedList
from app.records.places import VILLAGE_HEAD, Village
from app.records.pledges import PledgeCampaign, SheetPrint
from app.records.register import Household, Person, ResidentialGroup
from app.records.reviews import Handover
from app.usecases.campaigns import list_campaigns
from app.usecases.context import Context, Done
from app.usecases.errors import EVENT_DAY_AHEAD, NAME_MISSING
from app.usecases.exchange_state import pending
from app.usecases.letterheads import unit_name, village_letterhead
from app.usecases.offices import appoint, village_offices
from app.usecases.own_wording import worded
from app.usecases.paper_lists import LIST_SUFFIXES, require_suffix, write_lists
from app.usecases.safety import last_backup
from app.vietnamese.dates import long_date
from app.vietnamese.numbers import format_number
from app.vietnamese.text import clean


@dataclass(frozen=True, slots=True)
class HandOver:
    """Hand the village head's work over to ``to`` (a name, or a person's id) on ``day``."""

    to: str
    day: date | None = None
    place: str = ""
    witness: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One line of what is handed over."""

    what: str
    count: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Inventory:
    """Who hands over, what there is, and what had better be done before."""

    giver: str
    items: tuple[Item, ...]
    before: tuple[str, ...]


def inventory(context: Context) -> Inventory:
    """Return what the books hold, as the minutes list it."""
    waiting, backed_up = pending(context), last_backup(context)
    campaigns = list_campaigns(context)
    with context.reading() as session:
        covenant = session.scalars(select(Covenant).where(Covenant.status == LIVE).limit(1)).first()
        items = [
            Item("Hộ gia đình", _number(session, Household), f"{_number(session, Person)} người"),
            Item("Tổ dân cư", _number(session, ResidentialGroup)),
            Item("Biến động đã ghi", _number(session, LifeEvent)),
            Item("Quy ước", "1" if covenant else "0", (covenant.title if covenant else "") or ""),
            Item("Đợt cam kết", _number(session, PledgeCampaign)),
            *(
                Item(f"Cam kết: {each.name}", f"{each.signed} / {each.households}", "hộ đã ký")
                for each in campaigns[:3]
            ),
            Item("Bản cam kết đã in", _number(session, SheetPrint)),
            Item("Lần in sổ tay", _number(session, HandbookEdition)),
            Item("Danh sách đã lưu", _number(session, SavedList)),
        ]
    saved = f"{moment(backed_up):%d/%m/%Y %H:%M}" if backed_up else "chưa có"
    items += [
        Item("Thay đổi chưa gửi xã", format_number(waiting.changes)),
        Item("Bản sao lưu gần nhất", "1" if backed_up else "0", saved),
        Item("Máy tính và USB", "", "ghi khi giao"),
    ]
    before = []
    if waiting.changes:
        before.append(f"Còn {format_number(waiting.changes)} thay đổi chưa gửi xã: mở Dữ liệu gửi xã.")
    if not backed_up or moment(backed_up).date() != today(context.clock):
        before.append("Hôm nay chưa sao lưu: mở Sao lưu, bấm Sao lưu ra USB.")
    return Inventory(village_offices(context)[VILLAGE_HEAD], tuple(items), tuple(before))


@worded
def print_minutes(context: Context, command: HandOver, path: Path) -> int:
    """Write the minutes as PDF or Word; return the pages of a PDF, else 0; raises PRINT-001."""
    require_suffix(path, LIST_SUFFIXES[:2])
    day = command.day or today(context.clock)
    found = inventory(context)
    with context.reading() as session:
        village = session.get_one(Village, context.identity.pile)
        head = village_letterhead(session, context.identity.pile)
        person = session.get(Person, command.to)
        facts = HandoverFacts(
            head.facts, unit_name(village), long_date(day), clean(command.place), found.giver,
            (person.full_name if person else None) or clean(command.to), clean(command.witness),
            tuple((each.what, each.count, each.note) for each in found.items), date_line(head.place, day),
        )  # fmt: skip
    return write_lists(path, [handover_minutes(facts)])


def hand_over(context: Context, command: HandOver) -> Done[str]:
    """Record the handover and let the new village head's term begin; raises HAND-001, EVENT-002.

    Who is at the keyboard is changed apart (:func:`app.usecases.hands.take_over`): undo must not need to know the computer.
    """
    day = command.day or today(context.clock)
    if not clean(command.to):
        raise AppError(NAME_MISSING)
    if day > today(context.clock):
        raise AppError(EVENT_DAY_AHEAD, day=f"{day:%d/%m/%Y}")
    giver = village_offices(context)[VILLAGE_HEAD]
    with context.transaction("handover.record") as tx:
        person = tx.session.get(Person, command.to)
        name = (person.full_name if person else None) or clean(command.to)
        appoint(tx, context, VILLAGE_HEAD, command.to, None, day=day)
        tx.add(
            Handover(
                day=day, from_name=giver or None, to_name=name, place=clean(command.place) or None,
                witness=clean(command.witness) or None, note=clean(command.note) or None,
            )
        )  # fmt: skip
    return tx.done(name)


def _number(session: Session, kind: type[Record]) -> str:
    return format_number(session.execute(select(func.count()).select_from(kind).where(kind.here())).scalar_one())
