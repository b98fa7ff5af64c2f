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
from app.usecases.errors import EVENT_DAY_AHEAD, HANDBOOK_NOT_PRINTED, HANDBOOK_RECEIVER
from app.usecases.searching import WALKING, head_name
from app.vietnamese.text import clean, fold


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """One household: its copy's number (0 for none yet), when and by whom it was given, who took it.

    Without ``receiver`` the head took it.
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
    def taker(self) -> str:
        """Who took the copy, in words: "Lê Thị Mơ (con)", "Chủ hộ"; empty while nobody has."""
        if not self.receiver:
            return HEAD if self.day else ""
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
        given = {each.household_id: each for each in _given(session, record.id)}
        query = (
            select(Household, ResidentialGroup.name, head_name())
            .outerjoin(ResidentialGroup, ResidentialGroup.id == Household.group_id)
            .where(Household.here())
            .order_by(*WALKING)
        )
        rows = tuple(
            _row(home, group or "", head or "", given.get(home.id)) for home, group, head in session.execute(query)
        )
        return DeliveryBoard(record.id, record.title or "", record.copies or 0, len(given), rows)


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
    """Record that copies were not given out after all; return how many."""
    with context.transaction("handbook.take_back") as tx:
        record = _edition(tx.session, edition)
        wrong = [each for each in _given(tx.session, record.id) if each.household_id in set(households)]
        for each in wrong:
            tx.delete(each)
    return tx.done(len(wrong))


def _hand_out(tx: Operation, context: Context, command: Deliver) -> list[HandbookDelivery]:
    """Give a copy to each of the households that has none yet."""
    now = today(context.clock)
    if command.day is not None and command.day > now:
        raise AppError(EVENT_DAY_AHEAD, day=f"{command.day:%d/%m/%Y}")
    edition = _edition(tx.session, command.edition)
    held = {each.household_id for each in _given(tx.session, edition.id)}
    number = _last_copy(tx.session, edition.id)
    new = []
    for household in dict.fromkeys(command.households):
        if household in held:
            continue
        number += 1
        made = tx.keyed(HandbookDelivery, edition.id, tx.get(Household, household).id)
        made.copy, made.day, made.giver = number, command.day or now, clean(command.giver) or None
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


def _given(session: Session, edition: str) -> Sequence[HandbookDelivery]:
    query = select(HandbookDelivery).where(HandbookDelivery.edition_id == edition, HandbookDelivery.status == LIVE)
    return session.scalars(query).all()


def _last_copy(session: Session, edition: str) -> int:
    """Return the highest number ever given out, also of copies taken back: a number is never on two books."""
    query = select(func.max(HandbookDelivery.copy)).where(HandbookDelivery.edition_id == edition)
    return int(session.execute(query).scalar() or 0)


def _row(home: Household, group: str, head: str, given: HandbookDelivery | None) -> DeliveryRow:
    return DeliveryRow(
        home.id, home.code or "", head, home.address or "", group, home.group_id or "", (given.copy or 0) if given else 0,
        given.day if given else None, (given.giver or "") if given else "", (given.receiver or "") if given else "",
        (given.relation or "") if given else "",
    )  # fmt: skip
