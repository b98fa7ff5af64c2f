"""Handing out handbooks: which household has its copy of an edition, and its number.

940 copies went to 1,003 households in the seed (003): who has none yet must be findable.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.kernel.clock import today
from app.kernel.errors import AppError
from app.records.base import LIVE
from app.records.handbooks import HandbookDelivery, HandbookEdition
from app.records.register import HEAD, Household, ResidentialGroup, relation_as_kept
from app.usecases.context import Context, Done, Operation
from app.usecases.errors import (
    CODE_MISREAD,
    CODE_OTHER_VILLAGE,
    EVENT_DAY_AHEAD,
    HANDBOOK_CODE,
    HANDBOOK_CODE_UNKNOWN,
    HANDBOOK_NOT_PRINTED,
    HANDBOOK_RECEIVER,
)
from app.usecases.searching import WALKING, head_name
from app.vietnamese import sheet_code
from app.vietnamese.text import clean, fold


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """One household: its copy's number (0 for none yet; known before it is given when the copies were printed with names),
    when and by whom it was given, who took it. Without ``receiver`` the head took it.
    """

    id: str
    code: str
    head: str
    address: str
    group: str
    group_id: str
    copy: int
    day: date | None
    giver: str
    receiver: str
    relation: str = ""

    @property
    def given(self) -> bool:
        """Whether the household has its copy."""
        return self.day is not None

    @property
    def taker(self) -> str:
        """Who took the copy, in words: "Lê Thị Mơ (con)", "Chủ hộ", "Con" of whom the name was erased; empty while nobody has."""
        if not self.receiver:
            return (self.relation or HEAD) if self.given else ""
        return f"{self.receiver} ({self.relation.lower()})" if self.relation else self.receiver


@dataclass(frozen=True, slots=True)
class DeliveryBoard:
    """Who has a copy of an edition: ``copies`` were printed, ``delivered`` given out."""

    edition: str
    title: str
    copies: int
    delivered: int
    rows: tuple[DeliveryRow, ...]


@dataclass(frozen=True, slots=True)
class FoundCopy:
    """The copy a code leads to; ``day`` is when it was given, ``None`` while it is not."""

    code: str
    edition: str
    title: str
    household: str
    household_code: str
    head: str
    copy: int
    day: date | None


@dataclass(frozen=True, slots=True)
class Deliver:
    """Households (ids) got their copies of an edition (empty = the newest); who has one already keeps it."""

    households: tuple[str, ...]
    edition: str = ""
    day: date | None = None
    giver: str = ""
    receiver: str = ""
    relation: str = ""


@dataclass(frozen=True, slots=True)
class NameReceiver:
    """Somebody else than the head took a household's copy; both empty = the head did after all.

    A household that has no copy yet gets it by this, on ``day`` from ``giver``.
    """

    household: str
    receiver: str = ""
    relation: str = ""
    edition: str = ""
    day: date | None = None
    giver: str = ""


def delivery_board(context: Context, edition: str = "") -> DeliveryBoard:
    """Return every household with what it got of an edition, in walking order; raises HANDBOOK-003 without an edition."""
    with context.reading() as session:
        record = _edition(session, edition)
        copies = {each.household_id: each for each in _copies(session, record.id)}
        query = (
            select(Household, ResidentialGroup.name, head_name())
            .outerjoin(ResidentialGroup, ResidentialGroup.id == Household.group_id)
            .where(Household.here())
            .order_by(*WALKING)
        )
        rows = tuple(
            _row(home, group or "", head or "", copies.get(home.id)) for home, group, head in session.execute(query)
        )
        delivered = sum(each.day is not None for each in copies.values())
        return DeliveryBoard(record.id, record.title or "", record.copies or 0, delivered, rows)


def find_copy(context: Context, text: str) -> FoundCopy:
    """Return whose copy a typed or scanned code of a handbook's back is.

    Raises PLEDGE-001 with position and suggestion for one wrong character (never corrected silently), HANDBOOK-006 for what is no
    code, PLEDGE-003 for another village's copy, HANDBOOK-007 for a copy these books do not know.
    """
    decoded = sheet_code.decode(text, sheet_code.HANDBOOK)
    if isinstance(decoded, sheet_code.Misread):
        raise AppError(CODE_MISREAD, position=decoded.position + 1, suggestion=decoded.suggestion)
    if isinstance(decoded, sheet_code.Unreadable):
        raise AppError(HANDBOOK_CODE, code=clean(text)[:40])
    query = (
        select(HandbookDelivery, HandbookEdition.title, Household.code, head_name())
        .join(HandbookEdition, HandbookEdition.id == HandbookDelivery.edition_id)
        .join(Household, Household.id == HandbookDelivery.household_id)
        .where(HandbookDelivery.code == str(decoded), HandbookDelivery.status == LIVE)
    )
    with context.reading() as session:
        found = session.execute(query).first()
        if found is None:
            ours = decoded.village_tag == sheet_code.village_tag(context.identity.pile)
            shown = sheet_code.format(decoded)
            raise AppError(HANDBOOK_CODE_UNKNOWN if ours else CODE_OTHER_VILLAGE, code=shown)
        each, title, code, head = found
        return FoundCopy(
            str(decoded), each.edition_id or "", title or "", each.household_id or "", code or "", head or "",
            each.copy or 0, each.day,
        )  # fmt: skip


def deliver(context: Context, command: Deliver) -> Done[int]:
    """Record copies given out and return how many.

    Raises HANDBOOK-003, RECORD-001, EVENT-002 for a day ahead, HANDBOOK-004 for a relation of nobody.
    """
    with context.transaction("handbook.deliver") as tx:
        made = _hand_out(tx, context, command)
    return tx.done(len(made))


def name_receiver(context: Context, command: NameReceiver) -> Done[str]:
    """Record who took a household's copy and return the words for it; raises as :func:`deliver` does."""
    with context.transaction("handbook.receiver") as tx:
        edition = _edition(tx.session, command.edition)
        _hand_out(tx, context, Deliver((command.household,), edition.id, command.day, command.giver))
        given = tx.keyed(HandbookDelivery, edition.id, command.household)
        given.receiver, given.relation = _taker(tx.session, command.household, command.receiver, command.relation)
        home = tx.get(Household, command.household)
        words = _row(home, "", "", given).taker
    return tx.done(words)


def take_back(context: Context, households: Sequence[str], edition: str = "") -> Done[int]:
    """Record that copies were not given out after all and return how many; a printed name and code keep their number."""
    with context.transaction("handbook.take_back") as tx:
        record = _edition(tx.session, edition)
        copies = _copies(tx.session, record.id)
        wrong = [each for each in copies if each.day is not None and each.household_id in set(households)]
        for each in wrong:
            if each.code:
                each.day = each.giver = each.receiver = each.relation = None
            else:
                tx.delete(each)
    return tx.done(len(wrong))


def _hand_out(tx: Operation, context: Context, command: Deliver) -> list[HandbookDelivery]:
    """Give a copy to each of the households that has none yet: the one printed for it, else the next number."""
    now = today(context.clock)
    if command.day is not None and command.day > now:
        raise AppError(EVENT_DAY_AHEAD, day=f"{command.day:%d/%m/%Y}")
    edition = _edition(tx.session, command.edition)
    copies = {each.household_id: each for each in _copies(tx.session, edition.id)}
    number = _last_copy(tx.session, edition.id)
    new = []
    for household in dict.fromkeys(command.households):
        made = copies.get(household)
        if made is not None and made.day is not None:
            continue
        if made is None:
            number += 1
            made = tx.keyed(HandbookDelivery, edition.id, tx.get(Household, household).id)
            made.copy = number
        made.day, made.giver = command.day or now, clean(command.giver) or None
        made.receiver, made.relation = _taker(tx.session, household, command.receiver, command.relation)
        new.append(made)
    return new


def _taker(session: Session, household: str, receiver: str, relation: str) -> tuple[str | None, str | None]:
    """Return receiver and relation as they are kept: nothing for the head, who need not be named."""
    name, kept = clean(receiver), relation_as_kept(relation)
    if kept and not name:
        raise AppError(HANDBOOK_RECEIVER, relation=kept)
    head = session.execute(select(head_name()).where(Household.id == household)).scalar() or ""
    if kept == HEAD or (not kept and fold(name) == fold(head)):
        return None, None
    return name or None, kept or None


def _edition(session: Session, edition: str) -> HandbookEdition:
    query = select(HandbookEdition).where(HandbookEdition.status == LIVE).order_by(HandbookEdition.id.desc())
    found = session.scalars(query.where(HandbookEdition.id == edition) if edition else query.limit(1)).first()
    if found is None:
        raise AppError(HANDBOOK_NOT_PRINTED)
    return found


def _copies(session: Session, edition: str) -> Sequence[HandbookDelivery]:
    """Return the copies of households known for an edition, given already or printed for them."""
    query = select(HandbookDelivery).where(HandbookDelivery.edition_id == edition, HandbookDelivery.status == LIVE)
    return session.scalars(query).all()


def _last_copy(session: Session, edition: str) -> int:
    """Return the highest number ever given out, also of copies taken back: a number is never on two books."""
    query = select(func.max(HandbookDelivery.copy)).where(HandbookDelivery.edition_id == edition)
    return int(session.execute(query).scalar() or 0)


def _row(home: Household, group: str, head: str, copy: HandbookDelivery | None) -> DeliveryRow:
    if copy is None:
        return DeliveryRow(
            home.id, home.code or "", head, home.address or "", group, home.group_id or "", 0, None, "", ""
        )
    return DeliveryRow(
        home.id, home.code or "", head, home.address or "", group, home.group_id or "", copy.copy or 0, copy.day,
        copy.giver or "", copy.receiver or "", copy.relation or "",
    )  # fmt: skip
