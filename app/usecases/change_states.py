"""How far a change has come on its way to the commune: saved, exported, received, and there agreed or in need of an answer.

Worked out from the log of bundles and the commune's last answer, never stored. Source: design text "sync", "Exchange".
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, func, select
from sqlalchemy.orm import Session

from app.journal import tables
from app.journal.tables import BUNDLE, NOTE, in_chunks, load_heads
from app.kernel import canonical
from app.sync.manifest import BundleType
from app.usecases.apart import Apart, heard_up_to
from app.usecases.context import COMMUNE, Identity, identity_from
from app.usecases.exchange_state import (
    AGREED,
    EXPORTED,
    IN,
    NEEDS_ANSWER,
    OUT,
    RECEIVED,
    SAVED,
    read_standing,
    sent_n,
)


@dataclass(frozen=True, slots=True)
class _Arrived:
    """A note as this database got it: its number, the pile it belongs to, the bundle that brought it if any."""

    n: int
    pile: str
    bundle: str | None


def states_of(session: Session, changes: Sequence[tuple[str, str, str]]) -> list[str]:
    """Return how far each change has come, for (note, record, field)."""
    connection = session.connection()
    identity = identity_from(tables.read_local(connection))
    arrived = _arrived(connection, [note for note, _, _ in changes])
    heads = load_heads(connection, sorted({record for _, record, _ in changes}))
    weigh = _AtCommune if identity.role == COMMUNE else _AtVillage
    here = weigh(session, identity, arrived.values())
    found = []
    for note, record, field in changes:
        state = here.state(arrived[note], record)
        newest = note in heads.get(record, {}).get(field, ())
        arrived_there = state in (AGREED, RECEIVED) or identity.role == COMMUNE
        asked = arrived_there and newest and here.asks & {(record, field), (record, "")}
        found.append(NEEDS_ANSWER if asked else state)
    return found


class _AtVillage:
    """What a village knows: what it sent, what the commune acknowledged and asks, what an answer brought."""

    def __init__(self, session: Session, identity: Identity, arrived: Iterable[_Arrived]) -> None:
        connection = session.connection()
        standing = read_standing(tables.read_local(connection))
        known = standing if standing is not None and standing.db_id == identity.db_id else None
        self._pile = identity.pile
        self._sent = sent_n(connection)
        self._acked = known.acked_n if known else 0
        self._lacked = {record for record, _, there in Apart.kept(known.apart).rows if there} if known else set[str]()
        self._from_commune = _updates(connection, {each.bundle for each in arrived if each.bundle})
        self.asks = {(str(record), str(field)) for record, field in known.asks} if known else set[tuple[str, str]]()

    def state(self, note: _Arrived, record: str) -> str:
        if note.bundle in self._from_commune or note.pile != self._pile:
            return AGREED
        if note.n <= self._acked:
            return RECEIVED if record in self._lacked else AGREED
        return EXPORTED if note.n <= self._sent else SAVED


class _AtCommune:
    """What the commune knows: what came from villages, what its answers carried, what a laptop was seen to hold since."""

    def __init__(self, session: Session, identity: Identity, arrived: Iterable[_Arrived]) -> None:
        from app.usecases.issues import open_issues  # which itself needs the history this belongs to

        connection = session.connection()
        self._own = identity.pile
        self._written = _written(connection)
        piles = {each.pile for each in arrived}
        self._heard = {pile: heard_up_to(connection, pile) for pile in piles}
        self.asks = {(each.record, each.field) for each in open_issues(session, piles)}

    def state(self, note: _Arrived, record: str) -> str:
        heard, lacked = self._heard[note.pile]
        if note.bundle is not None or (note.n <= heard and record not in lacked):
            return AGREED
        written = max(self._written.values(), default=0) if note.pile == self._own else self._written.get(note.pile, 0)
        return EXPORTED if note.n <= written else SAVED


def _arrived(connection: Connection, notes: Sequence[str]) -> dict[str, _Arrived]:
    found: dict[str, _Arrived] = {}
    for part in in_chunks(notes):
        query = select(NOTE.c.id, NOTE.c.n, NOTE.c.pile, NOTE.c.bundle).where(NOTE.c.id.in_(part))
        found.update((row.id, _Arrived(row.n, row.pile, row.bundle)) for row in connection.execute(query))
    return found


def _updates(connection: Connection, bundles: Iterable[str]) -> set[str]:
    """Return those of these bundles that were the commune's answers."""
    query = select(BUNDLE.c.sha256, BUNDLE.c.facts).where(
        BUNDLE.c.direction == IN, BUNDLE.c.sha256.in_(sorted(bundles))
    )
    rows = connection.execute(query)
    return {row.sha256 for row in rows if canonical.trusted(row.facts).get("type") == BundleType.UPDATE.value}


def _written(connection: Connection) -> dict[str, int]:
    """Return up to which arrival number the answers written for each village reach."""
    query = select(BUNDLE.c.pile, func.max(BUNDLE.c.last_n)).where(BUNDLE.c.direction == OUT).group_by(BUNDLE.c.pile)
    return {pile: int(last_n) for pile, last_n in connection.execute(query)}
