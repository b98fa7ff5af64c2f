"""Bundles that are kept, not merged: of a laptop that asks to be let in, or of one that was revoked (design "sync").

They stay sealed as they came, inside our own encrypted database, so that nothing is lost while a person makes up their mind.
"""

import contextlib
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, delete, func, insert, select

from app.journal.tables import HELD
from app.kernel.errors import AppError
from app.kernel.files import read_bytes, write_whole
from app.sync.container import MAX_BUNDLE
from app.sync.device_list import State
from app.usecases.arrivals import INBOX, Arrival
from app.usecases.context import Context
from app.usecases.exchange_errors import NOTHING_HELD
from app.usecases.outbox import side_folder
from app.usecases.peers import MACHINE, PERSON, all_peers, keep_peer


@dataclass(frozen=True, slots=True)
class HeldBundle:
    """A bundle that waits for a person: its file name, SHA-256, whose it is and when it came (milliseconds)."""

    sha256: str
    key_id: str
    name: str
    at: int
    bytes: int


def hold(context: Context, connection: Connection, arrival: Arrival, path: Path) -> None:
    """Keep a bundle, and the request to be let in that it carries; a second time changes nothing."""
    sender, sha256 = arrival.sender, arrival.opened.sha256
    peer = all_peers(connection).get(sender.key_id)
    if peer is None or peer.state is State.WAITING:
        keep_peer(connection, sender, State.WAITING, peer.at if peer else context.clock.now_ms(), _request(arrival))
    if connection.execute(select(HELD.c.sha256).where(HELD.c.sha256 == sha256)).first() is None:
        connection.execute(
            insert(HELD).values(
                sha256=sha256, key_id=sender.key_id, name=arrival.file, at=context.clock.now_ms(),
                data=read_bytes(path, MAX_BUNDLE),
            )
        )  # fmt: skip


def held_bundles(connection: Connection, key_id: str | None = None) -> list[HeldBundle]:
    """Return the bundles that wait, of one device or of all, in the order they came."""
    size = func.length(HELD.c.data)
    query = select(HELD.c.sha256, HELD.c.key_id, HELD.c.name, HELD.c.at, size).order_by(HELD.c.at, HELD.c.sha256)
    rows = connection.execute(query if key_id is None else query.where(HELD.c.key_id == key_id))
    return [HeldBundle(*row) for row in rows]


def let_go(connection: Connection, *, sha256: str | None = None, key_id: str | None = None) -> None:
    """Remove one bundle, or all of a device."""
    connection.execute(delete(HELD).where(HELD.c.sha256 == sha256 if sha256 else HELD.c.key_id == key_id))


@contextlib.contextmanager
def laid_out(context: Context, sha256: str) -> Iterator[Path]:
    """Yield a held bundle as a file in our inbox, still sealed; raises KEY-110 when there is none."""
    with context.reading() as session:
        row = session.connection().execute(select(HELD).where(HELD.c.sha256 == sha256)).first()
    if row is None:
        raise AppError(NOTHING_HELD, bundle=sha256[:12])
    folder = side_folder(context, INBOX) / context.ids.random()
    path = folder / row.name
    try:
        folder.mkdir()
        write_whole(path, row.data)
        yield path
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _request(arrival: Arrival) -> dict[str, str]:
    """Return what the request says of person and machine, cut to what a line of a table shows."""
    request = arrival.request
    texts = {name: request.get(name, "") for name in (PERSON, MACHINE)}
    return {name: text[:80] for name, text in texts.items() if isinstance(text, str) and text.isprintable()}
