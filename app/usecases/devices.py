"""This device's keys, and the keys of others that a person has trusted.

For now a key travels as one file each way (``key export``, ``key trust``); the private half never leaves the database.
"""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, delete, insert, select
from sqlalchemy.orm import Session

from app.journal import tables
from app.journal.tables import PEER
from app.kernel import canonical
from app.kernel.errors import AppError
from app.storage.errors import NOT_SET_UP
from app.sync.errors import WRONG_ROLE
from app.sync.keys import (
    DeviceKeys,
    OwnDevice,
    PublicKeys,
    Role,
    fingerprint,
    public_from,
    read_key_file,
    write_key_file,
)
from app.usecases.context import VILLAGE, Context, Identity, identity_from
from app.usecases.exchange_errors import KEY_CLAIMS_OURS, KEY_OTHER_COMMUNE, KEY_OTHER_VILLAGE, OWN_KEY
from app.usecases.piles import village_title

_KEYS: Final = "device_keys"


@dataclass(frozen=True, slots=True)
class Trusted:
    """A key file as a person judges it.

    ``fingerprint`` is compared with the other side; ``name`` is what the file calls the place, ``known_as`` what our books
    already call the village it would write for (empty when it is new here); ``already`` when it was trusted before.
    """

    fingerprint: str
    role: str
    name: str
    pile: str
    known_as: str
    already: bool


def own_device(context: Context) -> OwnDevice:
    """Return this device as sender and recipient; its keys are made the first time. Raises DATA-006 before set-up."""
    facts = context.local()
    if _KEYS not in facts:
        with context.writing() as connection:
            facts = tables.read_local(connection)
            if not identity_from(facts).role:
                raise AppError(NOT_SET_UP)
            if _KEYS not in facts:
                facts[_KEYS] = DeviceKeys.generate(context.ids.random_bytes).to_text()
                tables.write_local(connection, _KEYS, facts[_KEYS])
    identity = identity_from(facts)
    keys = DeviceKeys.from_text(facts[_KEYS])
    return OwnDevice(
        keys,
        keys.public(
            device_id=identity.device, role=Role(identity.role), name=identity.title, commune=identity.commune,
            pile=identity.pile,
        ),
    )  # fmt: skip


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
        return _judged(session, context.identity, _acceptable(context, path))


def commune_of_key(path: Path) -> str:
    """Return the code of the commune whose key file this is, before any books; raises KEY-001 to KEY-005."""
    return read_key_file(path, Role.COMMUNE).commune


def trust_key(context: Context, path: Path) -> Trusted:
    """Trust the key of a key file; errors as :func:`read_key`. Trusting twice changes nothing."""
    public = _acceptable(context, path)
    with context.reading() as session:
        judged = _judged(session, context.identity, public)
    with context.writing() as connection:
        connection.execute(delete(PEER).where(PEER.c.key_id == public.key_id))
        connection.execute(
            insert(PEER).values(
                key_id=public.key_id, role=public.role.value, public=canonical.encode(asdict(public)),
                at=context.clock.now_ms(),
            )
        )  # fmt: skip
    return judged


def list_trusted(context: Context) -> tuple[Trusted, ...]:
    """Return every key a person has trusted here, as people judge keys, oldest first."""
    with context.reading() as session:
        identity = context.identity
        return tuple(_judged(session, identity, keys) for keys in trusted_keys(session.connection()).values())


def trusted_keys(connection: Connection) -> dict[str, PublicKeys]:
    """Return every trusted key by key id."""
    stored = connection.execute(select(PEER.c.public).order_by(PEER.c.at, PEER.c.key_id)).scalars()
    found = (public_from(canonical.trusted(each.decode())) for each in stored)
    return {keys.key_id: keys for keys in found if keys is not None}


def _acceptable(context: Context, path: Path) -> PublicKeys:
    """Return the keys of a key file that these books can use; the rules of :func:`read_key`."""
    own = own_device(context).public
    public = read_key_file(path)
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


def _judged(session: Session, identity: Identity, public: PublicKeys) -> Trusted:
    return Trusted(
        fingerprint(public),
        public.role.value,
        public.name,
        public.pile,
        identity.title if identity.role == VILLAGE else village_title(session, public.pile),
        public.key_id in trusted_keys(session.connection()),
    )
