"""Bundles the commune did not take in, so that its next answer can tell the village which and why."""

from typing import Final

from sqlalchemy import Connection, select

from app.journal import tables
from app.journal.tables import HELD
from app.kernel import canonical
from app.sync.device_list import State
from app.sync.receipts import REVOKED, WAITING
from app.usecases.peers import all_peers

NOT_TAKEN: Final = "not_taken"
"""Local fact: per bundle (SHA-256) whose pile it is about, why it was not taken in, and the key that sealed it."""
_HELD_WHY: Final = {State.WAITING: WAITING, State.REVOKED: REVOKED}


def leave_out(connection: Connection, sha256: str, pile: str, why: str, key_id: str) -> None:
    """Remember that a bundle was not taken in."""
    _keep(connection, {**_kept(connection), sha256: [pile, why, key_id]})


def taken_after_all(connection: Connection, sha256: str, key_id: str) -> None:
    """Forget what was not taken in of a laptop: this bundle was, and it says all that the earlier ones of it said."""
    before = _kept(connection)
    left = {each: facts for each, facts in before.items() if each != sha256 and facts[2] != key_id}
    if left != before:
        _keep(connection, left)


def not_taken(connection: Connection, pile: str) -> list[tuple[str, str]]:
    """Return the bundles about a pile that were not taken in, with the reason: kept until a person decides, or left out."""
    peers = all_peers(connection)
    found = {sha256: why for sha256, (about, why, _) in _kept(connection).items() if about == pile}
    for held in connection.execute(select(HELD.c.sha256, HELD.c.key_id)):
        peer = peers.get(held.key_id)
        if peer is not None and peer.keys.pile == pile and peer.state in _HELD_WHY:
            found[held.sha256] = _HELD_WHY[peer.state]
    return sorted(found.items())


def _kept(connection: Connection) -> dict[str, list[str]]:
    text = tables.read_local(connection).get(NOT_TAKEN)
    found: dict[str, list[str]] = canonical.trusted(text) if text else {}
    return found


def _keep(connection: Connection, facts: dict[str, list[str]]) -> None:
    tables.write_local(connection, NOT_TAKEN, canonical.encode(facts).decode())
