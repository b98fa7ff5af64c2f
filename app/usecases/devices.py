"""This device's keys, and the keys of others that a person has trusted.

A village opens the commune's file and asks to be let in inside its first bundle (:mod:`app.usecases.enrolment`); where there
is no such file, and between two laptops of one village, a key file goes each way (``key export``, ``key trust``). The private
half never leaves the database.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Final

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from app.journal import tables
from app.kernel import canonical
from app.kernel.errors import AppError
from app.storage.errors import NOT_SET_UP
from app.sync.commune_file import is_commune_file, read_commune_file
from app.sync.device_list import State
from app.sync.errors import WRONG_ROLE
from app.sync.key_file import read_key_file, write_key_file
from app.sync.keys import DeviceKeys, OwnDevice, PublicKeys, Role, Succession, fingerprint
from app.usecases.context import COMMUNE, VILLAGE, Context, Identity, identity_from
from app.usecases.exchange_errors import (
    COPY_FIRST,
    KEY_CLAIMS_OURS,
    KEY_NOT_HERE,
    KEY_OTHER_COMMUNE,
    KEY_OTHER_VILLAGE,
    OWN_KEY,
)
from app.usecases.machine import KEYS
from app.usecases.peers import all_peers, keep_peer, list_changed, trusted_keys
from app.usecases.piles import village_title
from app.usecases.recovery import wrap_key
from app.usecases.templates import take_templates, templates_in

_OLDER: Final = "older_keys"
_SUCCESSION: Final = "succession"
SHORT_CODE: Final = 9
"""Characters of two groups of four digits."""
KEY_OF_BOOKS: Final = "commune_key"
"""Local fact of a commune's books: the id of its key. On a server each clerk's machine keeps the key itself, or lacks it."""
KEY_DEVICE: Final = "key_device"
"""Local fact of a clerk's machine that took the key from paper: the device the key was made on, under whose name it seals."""
COPY_PROVEN: Final = "key_copy"
"""Local fact: the key id of which a printed copy was proven by typing two groups of it."""


@dataclass(frozen=True, slots=True)
class Trusted:
    """A key file as a person judges it.

    ``fingerprint`` is compared with the other side; of a commune's file it is the short code of two groups on its paper notice.
    ``name`` is what the file calls the place, ``known_as`` what our books already call the village it would write for (empty
    when it is new here); ``already`` when it was trusted before.
    """

    fingerprint: str
    role: str
    name: str
    pile: str
    known_as: str
    already: bool
    key_id: str
    of_commune_file: bool = False


def own_device(context: Context) -> OwnDevice:
    """Return this device as sender and recipient; its keys are made the first time.

    Raises DATA-006 before set-up, KEY-112 on the machine of a clerk that has not got the key of its commune's books.
    """
    facts = context.local()
    if KEYS not in facts:
        with context.writing() as connection:
            facts = tables.read_local(connection)
            if not identity_from(facts).role:
                raise AppError(NOT_SET_UP)
            if KEYS not in facts and not _lacks_key(facts):
                write_keys(connection, DeviceKeys.generate(context.ids.random_bytes))
                facts = tables.read_local(connection)
    if _lacks_key(facts):
        raise AppError(KEY_NOT_HERE)
    return device_from(facts)


def lacks_key(context: Context) -> bool:
    """Tell whether this machine has not got the key of its commune's books: another clerk's, on a server, has it."""
    return _lacks_key(context.local())


def _lacks_key(facts: Mapping[str, str]) -> bool:
    wanted = facts.get(KEY_OF_BOOKS, "")
    return bool(wanted) and (KEYS not in facts or DeviceKeys.from_text(facts[KEYS]).key_id != wanted)


def device_from(facts: Mapping[str, str]) -> OwnDevice:
    """Return this device as the local facts of a database tell, its keys made already."""
    identity = identity_from(facts)
    keys = DeviceKeys.from_text(facts[KEYS])
    public = keys.public(
        device_id=facts.get(KEY_DEVICE, identity.device), role=Role(identity.role), name=identity.title, commune=identity.commune,
        pile=identity.pile,
    )  # fmt: skip
    older = tuple(map(DeviceKeys.from_text, canonical.trusted(facts.get(_OLDER, "[]"))))
    return OwnDevice(
        keys, public, older, tuple(map(Succession.from_json, canonical.trusted(facts.get(_SUCCESSION, "[]"))))
    )


def copy_proven(facts: Mapping[str, str]) -> bool:
    """Tell whether the key in use was printed and the print proven."""
    return KEYS in facts and facts.get(COPY_PROVEN) == DeviceKeys.from_text(facts[KEYS]).key_id


def write_keys(connection: Connection, keys: DeviceKeys) -> None:
    """Make ``keys`` those of this device, and at a commune of its books."""
    tables.write_local(connection, KEYS, keys.to_text())
    if identity_from(tables.read_local(connection)).role == COMMUNE:
        tables.write_local(connection, KEY_OF_BOOKS, keys.key_id)


def replace_key(connection: Connection, new: DeviceKeys, made_on: str) -> None:
    """Let this machine hold ``new`` as its commune's key, made on the device ``made_on``; one it held stays for late bundles."""
    facts = tables.read_local(connection)
    if KEYS in facts and DeviceKeys.from_text(facts[KEYS]).key_id != new.key_id:
        older = [*canonical.trusted(facts.get(_OLDER, "[]")), facts[KEYS]]
        tables.write_local(connection, _OLDER, canonical.encode(older).decode())
    write_keys(connection, new)
    tables.write_local(connection, KEY_DEVICE, made_on)


def follow_key(connection: Connection, own: OwnDevice, new: DeviceKeys) -> None:
    """Let ``new`` follow the key of this commune, which stays to open late bundles."""
    older = [keys.to_text() for keys in (*own.older, own.keys)]
    statements = [asdict(each) for each in (*own.succession, Succession.made(own.keys, new))]
    tables.write_local(connection, _OLDER, canonical.encode(older).decode())
    tables.write_local(connection, _SUCCESSION, canonical.encode(statements).decode())
    write_keys(connection, new)


def export_key(context: Context, path: Path) -> str:
    """Write this device's key file and return its fingerprint, six groups of four digits."""
    own = own_device(context)
    write_key_file(path, own)
    return fingerprint(own.public)


def read_key(context: Context, path: Path) -> Trusted:
    """Return what a key file says, for a person to compare; nothing is trusted yet.

    Raises KEY-001 to KEY-005 for a file that is none, KEY-101 for our own, KEY-102 of another commune, KEY-103 of another
    village, KEY-104 for one that would write the commune's own books.
    """
    with context.reading() as session:
        return _of_file(path, _judged(session, context.identity, _acceptable(context, path)))


def commune_of_key(path: Path) -> str:
    """Return the commune of a commune's file or of a key file, before any books; raises KEY-001 to KEY-009."""
    return _keys_in(path).commune


def digits_of_file(path: Path) -> tuple[str, bool]:
    """Return the six groups of digits of a commune's file or a key file, and whether it is a commune's file.

    Of that the first two stand on a paper notice (:func:`short_code_of`). Raises KEY-001 to KEY-009.
    """
    return fingerprint(_keys_in(path)), is_commune_file(path)


def short_code_of(digits: str) -> str:
    """Return the first two of six groups of digits."""
    return digits[:SHORT_CODE]


def trust_key(context: Context, path: Path) -> Trusted:
    """Trust the key of a key file or of a commune's file; errors as :func:`read_key`. Trusting twice changes nothing.

    A commune lets a laptop in this way, so that it raises KEY-107 before the printed copy of its own key was proven. A village
    also seals its database key for the commune, so that a forgotten passphrase need not cost the books.
    """
    public = _acceptable(context, path)
    if is_commune_file(path):
        templates_in(read_commune_file(path), path)  # refused whole, before anything is trusted
    if context.identity.role == COMMUNE and not copy_proven(context.local()):
        raise AppError(COPY_FIRST)
    with context.reading() as session:
        judged = _judged(session, context.identity, public)
    with context.writing() as connection:
        before = all_peers(connection).get(public.key_id)
        keep_peer(connection, public, State.ACTIVE, context.clock.now_ms(), before.facts if before else None)
        if context.identity.role == COMMUNE and (before is None or before.state is not State.ACTIVE):
            list_changed(connection)  # the other laptops of that village are to know it
    wrap_key(context)
    if is_commune_file(path):
        take_templates(context, path)
    return _of_file(path, judged)


def list_trusted(context: Context) -> tuple[Trusted, ...]:
    """Return every key a person has trusted here, as people judge keys, oldest first."""
    with context.reading() as session:
        identity = context.identity
        return tuple(_judged(session, identity, keys) for keys in trusted_keys(session.connection()).values())


def _acceptable(context: Context, path: Path) -> PublicKeys:
    """Return the keys of a key file that these books can use; the rules of :func:`read_key`."""
    own = own_device(context).public
    public = _keys_in(path)
    if public.key_id == own.key_id:
        raise AppError(OWN_KEY, file=path.name)
    if public.commune != own.commune:
        raise AppError(KEY_OTHER_COMMUNE, file=path.name, name=public.name, found=public.commune, own=own.commune)
    if own.role is Role.COMMUNE and public.role is not Role.VILLAGE:
        raise AppError(WRONG_ROLE, file=path.name, found=public.role.label, wanted=Role.VILLAGE.label)
    if own.role is Role.COMMUNE and public.pile == own.pile:
        raise AppError(KEY_CLAIMS_OURS, file=path.name)
    if own.role is Role.VILLAGE and public.role is Role.VILLAGE and public.pile != own.pile:
        raise AppError(KEY_OTHER_VILLAGE, file=path.name, name=public.name)
    return public


def _keys_in(path: Path) -> PublicKeys:
    """Return the keys in a key file, or in a commune's file."""
    return read_commune_file(path).keys if is_commune_file(path) else read_key_file(path)


def _of_file(path: Path, judged: Trusted) -> Trusted:
    if not is_commune_file(path):
        return judged
    return replace(judged, fingerprint=short_code_of(judged.fingerprint), of_commune_file=True)


def _judged(session: Session, identity: Identity, public: PublicKeys) -> Trusted:
    return Trusted(
        fingerprint(public),
        public.role.value,
        public.name,
        public.pile,
        identity.title if identity.role == VILLAGE else village_title(session, public.pile),
        public.key_id in trusted_keys(session.connection()),
        public.key_id,
    )
