"""The keys of others as this database keeps them, and what each is worth here."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from sqlalchemy import Connection, delete, insert, select, update

from app.journal import tables
from app.journal.tables import PEER
from app.kernel import canonical
from app.sync.device_list import State
from app.sync.keys import PublicKeys, Role, public_from

SERIAL: Final = "device_serial"
"""Local fact: version of the list of devices, last signed here or last obeyed here."""
PERSON, MACHINE, REASON = "person", "machine", "reason"
"""Facts kept beside a key: who sits at the device, what machine it is, why it was revoked."""


@dataclass(frozen=True, slots=True)
class Peer:
    """A device other than this one: its public keys, what they are worth, since when (milliseconds), and facts for people."""

    keys: PublicKeys
    state: State
    at: int
    facts: Mapping[str, Any] = field(default_factory=dict)


def all_peers(connection: Connection) -> dict[str, Peer]:
    """Return every key known here by key id, oldest first, whatever it is worth."""
    found: dict[str, Peer] = {}
    for row in connection.execute(select(PEER).order_by(PEER.c.at, PEER.c.key_id)):
        keys = public_from(canonical.trusted(row.public.decode()))
        if keys is not None:
            found[keys.key_id] = Peer(keys, State(row.state), row.at, canonical.trusted(row.facts))
    return found


def trusted_keys(connection: Connection) -> dict[str, PublicKeys]:
    """Return the keys in use by key id: what is sealed is sealed for them."""
    return _in(connection, (State.ACTIVE,))


def known_senders(connection: Connection) -> dict[str, PublicKeys]:
    """Return the keys whose signature is known here, also those that followed another or were revoked."""
    return _in(connection, (State.ACTIVE, State.OLD, State.REVOKED))


def keep_peer(
    connection: Connection, keys: PublicKeys, state: State, at: int, facts: Mapping[str, Any] | None = None
) -> None:
    """Enter a key, or replace what was kept of it."""
    connection.execute(delete(PEER).where(PEER.c.key_id == keys.key_id))
    connection.execute(
        insert(PEER).values(
            key_id=keys.key_id, role=keys.role.value, public=canonical.encode(asdict(keys)), at=at, state=state.value,
            facts=canonical.encode(dict(facts or {})).decode(),
        )
    )  # fmt: skip


def set_state(connection: Connection, key_id: str, state: State) -> None:
    """Change what a key is worth."""
    connection.execute(update(PEER).where(PEER.c.key_id == key_id).values(state=state.value))


def forget_peer(connection: Connection, key_id: str) -> None:
    """Remove a key that was never let in."""
    connection.execute(delete(PEER).where(PEER.c.key_id == key_id))


def communes_of(peers: Iterable[Peer], *states: State) -> list[PublicKeys]:
    """Return the communes' keys among ``peers`` that are worth one of ``states``."""
    return [each.keys for each in peers if each.keys.role is Role.COMMUNE and each.state in states]


def revoked_in(peers: Mapping[str, Peer]) -> frozenset[str]:
    """Return the key ids among ``peers`` that nobody may believe any more."""
    return frozenset(key_id for key_id, each in peers.items() if each.state is State.REVOKED)


def list_changed(connection: Connection) -> None:
    """Give the commune's list its next version: a device was let in, revoked, or the commune's key changed."""
    raise_number(connection, SERIAL)


def _in(connection: Connection, states: tuple[State, ...]) -> dict[str, PublicKeys]:
    return {key_id: peer.keys for key_id, peer in all_peers(connection).items() if peer.state in states}


def raise_number(connection: Connection, name: str, least: int = 0) -> int:
    """Count a local number up by one, to ``least`` at the least, and return it."""
    number = max(int(tables.read_local(connection).get(name, "0")) + 1, least)
    tables.write_local(connection, name, str(number))
    return number
