"""Máy tính của các thôn: letting a laptop in, revoking one, and what to do with the bundles that waited.

A laptop's first bundle carries its request. The clerk compares two groups of digits with whoever sits at it, six by
telephone, and lets it in; what waited is merged at once. A stolen or replaced laptop is revoked: its bundles wait for a
person, and nothing is sealed for it any more (design "Keys without a network").
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from app.journal.capture import Changes
from app.kernel.errors import AppError
from app.kernel.progress import Progress
from app.sync.device_list import State
from app.sync.keys import Role, fingerprint
from app.sync.receipts import DISCARDED
from app.usecases.context import COMMUNE, Context, Done
from app.usecases.devices import Trusted, copy_proven, trust_key
from app.usecases.errors import WRONG_ROLE
from app.usecases.exchange_errors import (
    COPY_FIRST,
    DIGITS_DIFFER,
    NO_SUCH_DEVICE,
    NOTHING_HELD,
    REPLACES_ITSELF,
    STILL_IN_USE,
)
from app.usecases.exchange_import import ImportBundle, Imported, import_bundle, inspect_bundle
from app.usecases.held import HeldBundle, held_bundles, laid_out, let_go
from app.usecases.not_taken import leave_out
from app.usecases.peers import MACHINE, PERSON, REASON, Peer, all_peers, forget_peer, keep_peer, list_changed
from app.usecases.piles import village_title

FACE_TO_FACE = 2
BY_TELEPHONE = 6
"""Groups of four digits compared when the two people see each other, and when they only hear each other."""
_Merged = tuple[tuple[Imported, ...], tuple[AppError, ...], Changes]
_SHORTEST = 4
"""Digits of a device's id that are enough to name it, if no other begins alike."""


@dataclass(frozen=True, slots=True)
class Device:
    """A laptop as the clerk sees it.

    ``village`` is how its file calls the place, ``known_as`` how our books call the village it writes for (empty when it is new),
    ``digits`` the six groups to compare, of which two are enough face to face. ``held`` bundles of it wait, ``others`` laptops of
    the same village are in use.
    """

    key_id: str
    device: str
    village: str
    known_as: str
    pile: str
    state: State
    at: int
    digits: str
    person: str
    machine: str
    reason: str
    held: tuple[HeldBundle, ...]
    others: int

    @property
    def short(self) -> str:
        """The beginning of its id, enough to name it."""
        return self.device[:8]


@dataclass(frozen=True, slots=True)
class AcceptDevice:
    """Let a laptop in. ``digits`` are those read from its own screen, two groups or six; ``replaces`` names one to revoke."""

    device: str
    digits: str
    replaces: str = ""


@dataclass(frozen=True, slots=True)
class RevokeDevice:
    """Believe a laptop no more: stolen, lost, sold, replaced."""

    device: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Accepted:
    """The laptop that was let in, what its waiting bundles did, and those that could not be merged."""

    device: Device
    imported: tuple[Imported, ...]
    problems: tuple[AppError, ...]


@dataclass(frozen=True, slots=True)
class Released:
    """What bundles that waited did when they were merged, and those that could not be."""

    imported: tuple[Imported, ...]
    problems: tuple[AppError, ...]


@dataclass(frozen=True, slots=True)
class AdmittedByFile:
    """Whose key file was trusted, what bundles that waited did, and those that could not be merged."""

    trusted: Trusted
    imported: tuple[Imported, ...]
    problems: tuple[AppError, ...]


def list_devices(context: Context) -> tuple[Device, ...]:
    """Return the villages' laptops known here: waiting first, then those in use, then the revoked, each by village."""
    with context.reading() as session:
        peers = all_peers(session.connection())
        found = [_device(session, each, peers.values()) for each in peers.values() if each.keys.role is Role.VILLAGE]
    order = (State.WAITING, State.ACTIVE, State.OLD, State.REVOKED)
    return tuple(sorted(found, key=lambda each: (order.index(each.state), each.known_as or each.village, each.at)))


def accept_device(context: Context, command: AcceptDevice, progress: Progress | None = None) -> Done[Accepted]:
    """Let a laptop in and merge the bundles that waited for it.

    Raises SETUP-003 at a village, KEY-107 before the commune's key was printed, KEY-105 for an unknown laptop, KEY-111 for one in
    use already, KEY-106 when the digits differ, KEY-114 when it is said to replace itself. A waiting bundle that cannot be
    merged stays, and is told in ``problems``.
    """
    _commune_only(context)
    if not copy_proven(context.local()):
        raise AppError(COPY_FIRST)
    with context.writing() as connection:
        peer = _named(connection, command.device)
        if peer.state is State.ACTIVE:
            raise AppError(STILL_IN_USE, device=peer.keys.device_id[:8], village=peer.keys.name)
        if not _digits_match(command.digits, fingerprint(peer.keys)):
            raise AppError(DIGITS_DIFFER, village=peer.keys.name)
        facts = {name: value for name, value in peer.facts.items() if name != REASON}
        keep_peer(connection, peer.keys, State.ACTIVE, context.clock.now_ms(), facts)
        if command.replaces:
            old = _named(connection, command.replaces)
            if old.keys.key_id == peer.keys.key_id:
                raise AppError(REPLACES_ITSELF, device=peer.keys.device_id[:8])
            _revoke(connection, old, "đã thay bằng máy khác")
        list_changed(connection)
    imported, problems, changes = _merge_held(context, peer.keys.key_id, progress or Progress())
    return Done(Accepted(device_of(context, peer.keys.key_id), imported, problems), changes)


def let_in_by_file(context: Context, path: Path, progress: Progress | None = None) -> Done[AdmittedByFile]:
    """Trust a key file as :func:`app.usecases.devices.trust_key`, and merge, at the commune, what waited for that laptop."""
    trusted = trust_key(context, path)
    imported, problems, changes = _merge_held(context, trusted.key_id, progress or Progress())
    return Done(AdmittedByFile(trusted, imported, problems), changes)


def refuse_device(context: Context, device: str) -> None:
    """Turn a laptop that waits away, and the bundles it sent; it may ask again. Raises KEY-105, KEY-111, SETUP-003."""
    _commune_only(context)
    with context.writing() as connection:
        peer = _named(connection, device)
        if peer.state is not State.WAITING:
            raise AppError(STILL_IN_USE, device=peer.keys.device_id[:8], village=peer.keys.name)
        forget_peer(connection, peer.keys.key_id)
        let_go(connection, key_id=peer.keys.key_id)


def revoke_device(context: Context, command: RevokeDevice) -> Device:
    """Believe a laptop no more, from the next update on everywhere; raises KEY-105, SETUP-003. Twice changes the reason."""
    _commune_only(context)
    with context.writing() as connection:
        peer = _named(connection, command.device)
        _revoke(connection, peer, command.reason)
        list_changed(connection)
    return device_of(context, peer.keys.key_id)


def inspect_held(context: Context, sha256: str, progress: Progress | None = None) -> Imported:
    """Return what merging a bundle that waits would do, so that a person can decide; raises KEY-110, and a bundle's refusals."""
    with laid_out(context, sha256) as path:
        return inspect_bundle(context, path, progress, released=True)


def release_held(context: Context, sha256: str, *, allow_mass_delete: bool = False) -> Done[Imported]:
    """Merge a bundle of a revoked laptop although it was revoked: written before it was lost; raises KEY-110, BUNDLE-104.

    Of one that only asks to be let in nothing is merged (``held``): its digits are compared first.
    """
    _commune_only(context)
    with laid_out(context, sha256) as path:
        done = import_bundle(context, ImportBundle(path, allow_mass_delete, answer=False, released=True))
    if not done.result.held:
        with context.writing() as connection:
            let_go(connection, sha256=sha256)
    return done


def discard_held(context: Context, sha256: str) -> None:
    """Throw a bundle that waits away; raises KEY-110."""
    _commune_only(context)
    with context.writing() as connection:
        held = next((each for each in held_bundles(connection) if each.sha256 == sha256), None)
        if held is None:  # or another clerk was faster
            raise AppError(NOTHING_HELD, bundle=sha256[:12])
        let_go(connection, sha256=sha256)
        leave_out(connection, sha256, all_peers(connection)[held.key_id].keys.pile, DISCARDED, held.key_id)


def device_of(context: Context, key_id: str) -> Device:
    """Return one laptop by its key."""
    with context.reading() as session:
        peers = all_peers(session.connection())
        return _device(session, peers[key_id], peers.values())


def release_all(
    context: Context, bundles: Iterable[str], sure: Collection[str] = (), progress: Progress | None = None
) -> Done[Released]:
    """Merge several bundles that wait (SHA-256), as :func:`release_held` does; those of ``sure`` may take many households away.

    What cannot be merged stays, and is told in ``problems``. Raises SETUP-003.
    """
    _commune_only(context)
    imported, problems, changes = _merged(context, bundles, progress or Progress(), released=True, sure=sure)
    return Done(Released(imported, problems), changes)


def _merge_held(context: Context, key_id: str, progress: Progress) -> _Merged:
    with context.reading() as session:
        waiting = held_bundles(session.connection(), key_id)
    return _merged(context, [each.sha256 for each in waiting], progress)


def _merged(
    context: Context, bundles: Iterable[str], progress: Progress, *, released: bool = False, sure: Collection[str] = ()
) -> _Merged:
    """Merge bundles that wait; one whose laptop was revoked meanwhile goes on waiting."""
    imported: list[Imported] = []
    problems: list[AppError] = []
    changes = Changes()
    for sha256 in bundles:
        try:
            with laid_out(context, sha256) as path:
                command = ImportBundle(path, sha256 in sure, answer=False, released=released)
                done = import_bundle(context, command, progress)
        except AppError as error:
            problems.append(error)
            continue
        if done.result.held:
            continue
        imported.append(done.result)
        changes = changes.joined(done.changes)
        with context.writing() as connection:
            let_go(connection, sha256=sha256)
    return tuple(imported), tuple(problems), changes


def _revoke(connection: Connection, peer: Peer, reason: str) -> None:
    keep_peer(connection, peer.keys, State.REVOKED, peer.at, {**peer.facts, REASON: reason})


def _commune_only(context: Context) -> None:
    if context.identity.role != COMMUNE:
        raise AppError(WRONG_ROLE, role="thôn")


def _named(connection: Connection, text: str) -> Peer:
    """Return the village's laptop whose id or key begins with ``text``; raises KEY-105 unless there is exactly one."""
    wanted = text.strip().lower()
    peers: Mapping[str, Peer] = all_peers(connection)
    found = [
        each for key_id, each in peers.items()
        if each.keys.role is Role.VILLAGE and wanted in (key_id, each.keys.device_id[: len(wanted)])
    ]  # fmt: skip
    if len(found) != 1 or len(wanted) < _SHORTEST:
        raise AppError(NO_SUCH_DEVICE, device=text)
    return found[0]


def _digits_match(typed: str, whole: str) -> bool:
    """Tell whether what was typed is the first two groups, or all six."""
    digits = "".join(filter(str.isdigit, typed))
    wanted = whole.replace(" ", "")
    return digits in (wanted[: 4 * FACE_TO_FACE], wanted[: 4 * BY_TELEPHONE])


def _device(session: Session, peer: Peer, peers: Iterable[Peer]) -> Device:
    keys = peer.keys
    return Device(
        keys.key_id, keys.device_id, keys.name, village_title(session, keys.pile), keys.pile, peer.state, peer.at,
        fingerprint(keys), str(peer.facts.get(PERSON, "")), str(peer.facts.get(MACHINE, "")),
        str(peer.facts.get(REASON, "")), tuple(held_bundles(session.connection(), keys.key_id)),
        sum(each.keys.pile == keys.pile and each.state is State.ACTIVE and each != peer for each in peers),
    )  # fmt: skip
