"""The bundles that went out and came in, and what became of each."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select

from app.journal import tables
from app.journal.tables import BUNDLE
from app.kernel import canonical
from app.sync.manifest import BundleType
from app.usecases.context import VILLAGE, Context
from app.usecases.exchange_state import OUT, Standing, read_standing
from app.usecases.held import held_bundles
from app.usecases.naming import moment_text
from app.usecases.peers import all_peers
from app.usecases.piles import village_title

SENT, ACKNOWLEDGED, RECEIVED, HELD, NOT_TAKEN = "sent", "acknowledged", "received", "held", "not_taken"
STATES: Final[Mapping[str, str]] = {
    SENT: "Đã ghi, chưa có trả lời",
    ACKNOWLEDGED: "Xã đã nhận",
    RECEIVED: "Đã nhận",
    HELD: "Giữ lại, chờ người quyết định",
    NOT_TAKEN: "Xã chưa nhận",
}
ANSWER_WRITTEN: Final = "Đã ghi"
"""At the commune of its own answers: nobody tells it that one was taken in."""
_BYTES: Final = "bytes"


@dataclass(frozen=True, slots=True)
class BundleRow:
    """One bundle. ``direction`` is ``out`` or ``in``, ``place`` whose data it is about or who sent it, ``when`` in words.

    ``bytes`` is ``None`` for bundles that older programs logged, ``notes``, ``from_n`` and ``last_n`` for those held unopened.
    ``state`` is one of :data:`STATES`, with its words.
    """

    file: str
    direction: str
    type: str
    place: str
    at: int
    when: str
    notes: int | None
    from_n: int | None
    last_n: int | None
    bytes: int | None
    sha256: str
    state: str
    state_words: str


def list_bundles(context: Context, limit: int = 0, direction: str = "") -> tuple[BundleRow, ...]:
    """Return the bundles, the newest first: all or some, of both directions or of one."""
    identity = context.identity
    with context.reading() as session:
        connection = session.connection()
        standing = read_standing(tables.read_local(connection))
        peers = all_peers(connection)
        names = {keys.keys.device_id: keys.keys.name for keys in peers.values()}
        query = select(BUNDLE) if not direction else select(BUNDLE).where(BUNDLE.c.direction == direction)
        rows = []
        for row in connection.execute(query):
            facts = canonical.trusted(row.facts)
            out = row.direction == OUT
            state = _state(row, facts, standing) if out else RECEIVED
            answer = out and identity.role != VILLAGE
            place = village_title(session, row.pile) if answer or not out else "xã"
            rows.append(
                BundleRow(
                    row.name, row.direction, str(facts.get("type", "")), place if out else names.get(row.peer, place), row.at,
                    moment_text(row.at), row.notes, row.from_n, row.last_n, facts.get(_BYTES), row.sha256, state,
                    ANSWER_WRITTEN if answer else STATES[state],
                )
            )  # fmt: skip
        for held in held_bundles(connection) if direction != OUT else ():
            sender = peers[held.key_id].keys.name if held.key_id in peers else ""
            rows.append(
                BundleRow(held.name, "in", BundleType.CHANGES.value, sender, held.at, moment_text(held.at), None, None, None,
                          held.bytes, held.sha256, HELD, STATES[HELD])
            )  # fmt: skip
    rows.sort(key=lambda row: (-row.at, -(row.last_n or 0), row.from_n or 0, row.file))
    return tuple(rows[:limit] if limit else rows)


def _state(row: Any, facts: Mapping[str, Any], standing: Standing | None) -> str:
    """Return what became of a bundle we wrote: the commune's last answer reaches to its end, in the same life of the books."""
    known = standing is not None and standing.db_id == facts["db_id"] and facts.get("type") == BundleType.CHANGES.value
    if known and standing is not None and standing.acked_n >= row.last_n:
        return ACKNOWLEDGED
    refused = standing is not None and row.sha256 in {sha256 for sha256, _ in standing.not_taken}
    return NOT_TAKEN if refused else SENT
