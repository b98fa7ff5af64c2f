"""Dữ liệu gửi xã: the bundle that carries what waits to the stick."""

from pathlib import Path
from typing import Final

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.journal.tables import NOTE
from app.kernel.errors import AppError
from app.kernel.progress import Progress
from app.sync.held_list import HOLDS, pack
from app.sync.keys import OwnDevice, Role
from app.sync.manifest import BundleType
from app.usecases.apart import held_pairs, listed
from app.usecases.attachments import unsent
from app.usecases.context import Context, Done
from app.usecases.devices import own_device
from app.usecases.errors import WRONG_ROLE
from app.usecases.exchange_errors import NO_COMMUNE_KEY
from app.usecases.exchange_log import chain_at, own_span
from app.usecases.exchange_state import read_standing
from app.usecases.outbox import Exported, Outgoing, send
from app.usecases.peers import trusted_keys

WHOLE_PILE: Final = 20 * 1024 * 1024
"""Characters of note lines up to which a bundle carries everything from the beginning; past it only what is not acknowledged."""


def export_bundle(context: Context, folder: Path, progress: Progress | None = None) -> Done[Exported]:
    """Write the village's changes to a folder (the stick) as one sealed bundle, read back and verified.

    Raises SETUP-003 at the commune (it answers when it imports), BUNDLE-105 before a commune's key is trusted, BUNDLE-001
    for too much at once, and the STICK and FILE errors; then no bundle has its final name and nothing counts as sent.
    """
    own = own_device(context)
    if own.public.role is Role.COMMUNE:
        raise AppError(WRONG_ROLE, role="xã")
    progress = progress or Progress()
    progress.stage("Gom thay đổi")
    with context.reading() as session:
        outgoing = _village_bundle(context, session, own)
    return Done(send(context, own, outgoing, folder, progress))


def _village_bundle(context: Context, session: Session, own: OwnDevice) -> Outgoing:
    connection = session.connection()
    keys = list(trusted_keys(connection).values())
    communes = [each for each in keys if each.role is Role.COMMUNE]
    if not communes:
        raise AppError(NO_COMMUNE_KEY)
    ours = NOTE.c.pile == own.public.pile
    span = own_span(connection, own.public.pile, context.identity.db_id, _from_n(context, session, ours))
    query = select(NOTE.c.line).where(ours, NOTE.c.n > span.from_n, NOTE.c.n <= span.last_n).order_by(NOTE.c.n)
    lines = [line.encode() for line in session.execute(query).scalars()]
    others = [each for each in keys if each.role is Role.VILLAGE]
    pictures = unsent(context, session, own.public.pile)
    facts = {}
    if span.from_n:  # from the beginning, the notes themselves say what is held
        facts[HOLDS] = pack(listed(held_pairs(connection, own.public.pile, span.last_n)))
    return Outgoing(BundleType.CHANGES, span, [*communes, *others], lines, facts, pictures)


def _from_n(context: Context, session: Session, ours: ColumnElement[bool]) -> int:
    """Return after which note the bundle begins: 0, or the last acknowledged one when the whole pile is too much.

    From the beginning also after an answer that did not match: the commune gets back what it lost.
    """
    size = session.execute(select(func.sum(func.length(NOTE.c.line))).where(ours)).scalar_one() or 0
    known = read_standing(context.local())
    if size <= WHOLE_PILE or known is None or known.db_id != context.identity.db_id or not known.matches:
        return 0
    return known.acked_n if chain_at(session.connection(), known.acked_n) else 0
