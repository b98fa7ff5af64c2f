"""The list of the commune's devices on its way: signed at the commune, carried by every bundle, obeyed by the laptops.

A laptop learns from it that it was let in, which other laptops its village has, and which one is not to be believed any more;
a commune restored from an old backup learns its own newer list back from whoever still carries it.
"""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Final

from sqlalchemy import Connection

from app.journal import tables
from app.kernel import canonical
from app.sync.container import REQUEST, OpenedBundle
from app.sync.device_list import HEADER_KEY, DeviceList, Entry, State, read_list, sign_list
from app.sync.keys import OwnDevice, Role, fingerprint, heirs
from app.usecases.context import COMMUNE, Context, identity_from
from app.usecases.devices import device_from, own_device
from app.usecases.machine import NAME
from app.usecases.peers import (
    MACHINE,
    PERSON,
    SERIAL,
    Peer,
    all_peers,
    communes_of,
    keep_peer,
    revoked_in,
    set_state,
)

STOLEN: Final = "stolen_keys"
"""Local fact of a commune: its own earlier keys that nobody may believe any more."""
_DOCUMENT: Final = "device_list"


def trust_facts(context: Context, own: OwnDevice) -> dict[str, Any]:
    """Return what every bundle says of devices: the list, and at a village who asks to be let in."""
    with context.reading() as session:
        connection = session.connection()
        facts = tables.read_local(connection)
        if own.public.role is Role.COMMUNE:
            return {HEADER_KEY: sign_list(own, max(int(facts.get(SERIAL, "0")), 1), _entries(connection, facts, own))}
    request = {**asdict(own.public), PERSON: identity_from(facts).actor, MACHINE: facts.get(NAME, "")}
    listed = {HEADER_KEY: canonical.trusted(facts[_DOCUMENT])} if _DOCUMENT in facts else {}
    return {REQUEST: request, **listed}


def own_state(facts: Mapping[str, str]) -> State | None:
    """Return what the commune's list says of this laptop; ``None`` while no list that was obeyed names it."""
    listed = read_list(canonical.trusted(facts[_DOCUMENT])) if _DOCUMENT in facts else None
    key_id = device_from(facts).public.key_id
    found = (entry.state for entry in listed.entries if entry.keys.key_id == key_id) if listed else ()
    return next(iter(found), None)


def digits_to_read(context: Context) -> str | None:
    """Return the six groups of digits that a village's laptop shows until its commune has let it in; ``None`` afterwards.

    The first two are enough for two people who see each other. A laptop whose key the commune took by hand never hears of it
    before the commune's first update, and shows them as long.
    """
    if context.identity.role == COMMUNE:
        return None
    own = own_device(context)
    return None if own_state(context.local()) is State.ACTIVE else fingerprint(own.public)


def take_trust(context: Context, connection: Connection, opened: OpenedBundle) -> None:
    """Obey what a bundle says of keys, inside the caller's transaction: the commune's next key, and a newer list."""
    facts = tables.read_local(connection)
    own = device_from(facts)
    if own.public.role is Role.VILLAGE:
        _follow(context, connection, opened)
    listed, serial = read_list(opened.payload.header.get(HEADER_KEY)), int(facts.get(SERIAL, "0"))
    if listed is None:
        return
    if own.public.role is Role.COMMUNE:
        if listed.signer in own.key_ids - _stolen(facts):
            _learn_back(context, connection, listed, serial)
        return
    if listed.serial <= serial:
        return
    signers = communes_of(all_peers(connection).values(), State.ACTIVE)
    if listed.signer in {keys.key_id for keys in signers}:
        _obey(context, connection, own, listed)
        document = canonical.encode(opened.payload.header[HEADER_KEY]).decode()
        tables.write_local(connection, _DOCUMENT, document)
        tables.write_local(connection, SERIAL, str(listed.serial))


def _entries(connection: Connection, facts: Mapping[str, str], own: OwnDevice) -> list[Entry]:
    stolen = _stolen(facts)
    found = [Entry(own.public, State.ACTIVE)]
    place = own.public
    for keys in own.older:
        public = keys.public(
            device_id=place.device_id, role=place.role, name=place.name, commune=place.commune, pile=place.pile
        )
        found.append(Entry(public, State.REVOKED if public.key_id in stolen else State.OLD))
    peers = all_peers(connection).values()
    return [*found, *(Entry(each.keys, each.state) for each in peers if each.state in (State.ACTIVE, State.REVOKED))]


def _stolen(facts: Mapping[str, str]) -> set[str]:
    return set(canonical.trusted(facts.get(STOLEN, "[]")))


def _follow(context: Context, connection: Connection, opened: OpenedBundle) -> None:
    """Keep the commune's keys that follow one we believe; bundles are sealed for the newest from now on."""
    statements = opened.manifest.succession
    kept = all_peers(connection)
    known = {keys.key_id: keys for keys in communes_of(kept.values(), State.ACTIVE, State.OLD)}
    found = heirs(known, statements, revoked_in(kept))
    for statement in statements:
        if statement.signing in found and statement.signing not in kept:
            keep_peer(connection, found[statement.signing], State.ACTIVE, context.clock.now_ms())
            set_state(connection, statement.old, State.OLD)


def _obey(context: Context, connection: Connection, own: OwnDevice, listed: DeviceList) -> None:
    known = all_peers(connection)
    for entry in listed.entries:
        keys, peer = entry.keys, known.get(entry.keys.key_id)
        if keys.role is Role.COMMUNE:
            if peer is not None and keys.key_id != listed.signer:
                set_state(connection, keys.key_id, entry.state)
        elif (
            keys.pile == own.public.pile
            and keys.key_id != own.public.key_id
            and (not peer or peer.state != entry.state)
        ):
            keep_peer(connection, keys, entry.state, context.clock.now_ms(), peer.facts if peer else None)


def _learn_back(context: Context, connection: Connection, listed: DeviceList, serial: int) -> None:
    """Take back what this commune itself once signed and has lost; what is revoked here stays revoked.

    Restored books may have counted on meanwhile: a list of a number they gave out again names laptops they never heard of. When
    what is known now is not what a list of that number or a higher one says, ours gets a number above it, or no village
    would ever heed it.
    """
    known = all_peers(connection)
    lost = [entry for entry in listed.entries if _is_lost(entry, known, current=listed.serial >= serial)]
    for entry in lost:
        peer = known.get(entry.keys.key_id)
        keep_peer(connection, entry.keys, entry.state, context.clock.now_ms(), peer.facts if peer else None)
    now = all_peers(connection) if lost else known
    differs = bool(lost) if listed.serial < serial else not _same_villages(now, listed)
    number = max(listed.serial, serial) + differs
    if number != serial:
        tables.write_local(connection, SERIAL, str(number))


def _is_lost(entry: Entry, known: Mapping[str, Peer], *, current: bool) -> bool:
    """Tell whether a list names a laptop this commune has lost; only a list not older than ours revokes one."""
    peer = known.get(entry.keys.key_id)
    revoked = current and entry.state is State.REVOKED
    return entry.keys.role is Role.VILLAGE and (peer is None or (peer.state is State.ACTIVE and revoked))


def _same_villages(known: Mapping[str, Peer], listed: DeviceList) -> bool:
    """Tell whether the laptops a list names, and what each is worth, are those our own list would name."""
    ours = {key_id: each.state for key_id, each in known.items() if each.state in (State.ACTIVE, State.REVOKED)}
    return ours == {each.keys.key_id: each.state for each in listed.entries if each.keys.role is Role.VILLAGE}
