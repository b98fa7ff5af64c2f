"""Pictures of signed sheets on the stick: each travels by its hash until the other side says that it holds it.

A bundle says which pictures its sender lacks (``lacks`` in the header): whoever answers brings them. What the commune holds
notes about and does not lack is acknowledged and travels no more. Source: design text "sync", "Exchange".
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from app.journal import tables
from app.journal.tables import BUNDLE, NOTE
from app.kernel import canonical
from app.kernel.errors import AppError
from app.records.base import LIVE
from app.storage.blobs import FOLDER, Blobs, names_in
from app.sync.keys import is_256_bits
from app.sync.payload import Blob, PayloadReader
from app.usecases.context import VILLAGE, Context
from app.usecases.exchange_state import IN, read_standing
from app.usecases.pictures import PICTURED, is_picture

LACKS: Final = "lacks"
"""Key of the header, and of the log of bundles: SHA-256 of pictures the sender's notes name and it does not hold."""
MOST_LACKS: Final = 5_000
"""Pictures asked for at a time; the others are asked for the next time."""
SHARE: Final = 32 * 1024 * 1024
"""Bytes of pictures in one bundle: half of what a bundle may hold, so that opening it stays small on a cheap laptop."""
_WANTED: Final = "pictures_wanted"
"""Local fact of a village: what its commune last said it lacks."""


def held_here(context: Context) -> set[str]:
    """Return the pictures this machine holds, without opening any."""
    return names_in(context.folder / FOLDER)


def lacking(context: Context, session: Session, pile: str) -> list[str]:
    """Return the pictures that a pile's records name and this machine does not hold, sorted, the first of them."""
    return sorted(named_in(session, pile) - held_here(context))[:MOST_LACKS]


def named_in(session: Session, pile: str) -> set[str]:
    """Return the pictures that the living records of a pile name."""
    return {picture for _, picture in _pictured(session, pile)}


def _pictured(session: Session, pile: str) -> Iterator[tuple[str, str]]:
    """Yield record and picture of a pile's living records, each kind in the order its records were made."""
    for model in PICTURED:
        query = select(model.id, model.picture).where(model.pile == pile, model.status == LIVE)
        for record, picture in session.execute(query.order_by(model.id)):
            if picture is not None and is_256_bits(picture):
                yield record, picture


def unsent(context: Context, session: Session, pile: str) -> list[str]:
    """Return the pictures of a village that its commune is not known to hold, in the order they were taken."""
    connection = session.connection()
    facts = tables.read_local(connection)
    standing = read_standing(facts)
    acked = standing.acked_n if standing and standing.db_id == context.identity.db_id else 0
    wanted = set(canonical.trusted(facts.get(_WANTED, "[]")))
    here = held_here(context)
    first = _first_told(connection, pile)
    found = [
        picture for record, picture in _pictured(session, pile)
        if picture in here and (picture in wanted or first.get(record, 0) > acked)
    ]  # fmt: skip
    return list(dict.fromkeys(found))


def pictures_waiting(context: Context) -> int:
    """Return how many pictures of this village its commune is not known to hold; none at a commune."""
    identity = context.identity
    if identity.role != VILLAGE:
        return 0
    with context.reading() as session:
        return len(unsent(context, session, identity.pile))


def shares(context: Context, names: Iterable[str]) -> list[list[Blob]]:
    """Return pictures as the contents of bundles, each of :data:`SHARE` bytes at the most unless one alone is larger.

    One that cannot be opened any more (a bad sector) stays behind and counts as lacking from now on: the notes travel, and
    whoever else holds it brings it.
    """
    found, room = list[list[Blob]](), 0
    for name in names:
        blobs = context.blobs
        try:
            blobs.get(name)
        except AppError:
            blobs.set_aside(name)
            continue
        blob = _blob(blobs, name)
        if not found or blob.size > room:
            found.append([])
            room = SHARE
        found[-1].append(blob)
        room -= blob.size
    return found


def asked_for(connection: Connection, pile: str) -> list[str]:
    """Return what the laptops of a village lack, as the newest bundle of each says, sorted."""
    query = select(BUNDLE.c.peer, BUNDLE.c.facts).where(BUNDLE.c.direction == IN, BUNDLE.c.pile == pile)
    newest: dict[str, list[str]] = {}
    for row in connection.execute(query.order_by(BUNDLE.c.at, BUNDLE.c.last_n)):
        newest[row.peer] = canonical.trusted(row.facts).get(LACKS, [])
    return sorted({name for names in newest.values() for name in names})


def lacks_in(header: Mapping[str, Any]) -> list[str]:
    """Return what the sender of a bundle says it lacks; raises ``ValueError`` when the list is none."""
    listed = header.get(LACKS, [])
    if not isinstance(listed, list) or len(listed) > MOST_LACKS or not all(map(is_256_bits, listed)):
        raise ValueError(LACKS)
    return listed


def keep_wanted(connection: Connection, lacks: Sequence[str]) -> None:
    """Keep at a village what its commune says it lacks."""
    tables.write_local(connection, _WANTED, canonical.encode(list(lacks)).decode())


def take_pictures(context: Context, payload: PayloadReader, piles: Iterable[str]) -> int:
    """Keep the pictures of a bundle whose notes are merged, but only those a record of ``piles`` names; return how many are new.

    Whatever nobody names stays out: what a person's erasure took away does not come back this way; so does what is no picture,
    whoever sent it. Raises the FILE errors;
    then the sender is told that they lack, and brings them again.
    """
    if not payload.blob_count:
        return 0
    with context.reading() as session:
        named = {name for pile in piles for name in named_in(session, pile)}
    blobs = context.blobs
    new = 0
    for data in _wanted(payload, named - blobs.names()):
        blobs.put(data)
        new += 1
    return new


def _wanted(payload: PayloadReader, names: set[str]) -> Iterator[bytes]:
    return (data for name, data in payload.blobs() if name in names and is_picture(data)) if names else iter(())


def _blob(blobs: Blobs, name: str) -> Blob:
    return Blob(name, blobs.size(name), lambda: blobs.get(name))


def _first_told(connection: Connection, pile: str) -> dict[str, int]:
    """Return at which arrival number each record that may name a picture was first told of here."""
    kinds = [model.kind_name for model in PICTURED]
    query = select(NOTE.c.record, NOTE.c.n).where(NOTE.c.pile == pile, NOTE.c.kind.in_(kinds))
    found: dict[str, int] = {}
    for row in connection.execute(query.order_by(NOTE.c.n.desc())):
        found[row.record] = row.n
    return found
