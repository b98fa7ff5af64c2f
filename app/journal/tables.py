"""Where notes lie: the note pile itself, current heads, and the few facts that belong to this database alone.

The canonical line of a note is stored as it travels, so that export is reading and unknown kinds and fields survive byte
for byte; the other columns of ``note`` are there to find it. Record tables are derived from these and can be rebuilt.
"""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Final, Protocol

from sqlalchemy import (
    Column,
    Connection,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    delete,
    func,
    insert,
    select,
)

from app.journal.many import among, insert_rows
from app.journal.note import Note, hash_of_line

METADATA: Final = MetaData()

NOTE: Final = Table(
    "note",
    METADATA,
    Column("n", Integer, primary_key=True, comment="arrival number in this database, from 1"),
    Column("id", Text, nullable=False, unique=True),
    Column("operation", Text, nullable=False),
    Column("record", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("pile", Text, nullable=False),
    Column("device", Text, nullable=False),
    Column("at", Integer, nullable=False),
    Column("line", Text, nullable=False, comment="canonical JSON as it travels"),
    Column("note_hash", Text, nullable=False),
    Column("chain", Text, nullable=False, comment="SHA-256 of the chain before and this note hash"),
    Column("bundle", Text, comment="the bundle that brought it; null when written here"),
    Index("note_by_record", "record"),
    Index("note_by_operation", "operation"),
    Index("note_by_pile", "pile", "n"),
)

HEAD: Final = Table(
    "head",
    METADATA,
    Column("record", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("pile", Text, nullable=False),
    Column("heads", Text, nullable=False, comment="{note id: [fields it is a head of]}"),
    Column("contested", Integer, nullable=False, comment="1 when a field is in conflict or a delete was contested"),
    Index("head_contested", "contested"),
)

LOCAL: Final = Table(
    "local",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)
"""Facts of this database alone: role, ids, keys, last ``at``, drafts of forms. Never exported."""

OF_THE_BOOKS: Final = frozenset({
    "role", "pile", "commune", "title", "db_id", "sample", "standing", "record_tables", "journal_version",
    "device_serial", "stolen_keys", "key_copy", "commune_key", "succession",
    "not_taken",
})  # fmt: skip
"""Local facts that go where the books are. Every other (keys, device, who sits here, last ``at``, drafts) is of the machine,
and stays on it when several clerks share books on a server."""

MACHINE: Final = "sothon_machine_facts"
"""Execution option of connections to a server: the :class:`MachineFacts` of the machine that asks."""

BUNDLE: Final = Table(
    "bundle",
    METADATA,
    Column("sha256", Text, primary_key=True),
    Column("direction", Text, nullable=False, comment="in or out"),
    Column("name", Text, nullable=False),
    Column("at", Integer, nullable=False),
    Column("peer", Text, nullable=False, comment="device the bundle came from or key it was sealed to"),
    Column("pile", Text, nullable=False),
    Column("from_n", Integer, nullable=False),
    Column("last_n", Integer, nullable=False),
    Column("last_chain", Text, nullable=False),
    Column("notes", Integer, nullable=False),
    Column("facts", Text, nullable=False, comment="canonical JSON shown to people: counts, digest"),
)
"""Bundles that went out or were merged in, for "already read", gaps, receipts and "n changes not yet sent"."""

PEER: Final = Table(
    "peer",
    METADATA,
    Column("key_id", Text, primary_key=True),
    Column("role", Text, nullable=False),
    Column("public", LargeBinary, nullable=False, comment="the key file as trusted"),
    Column("at", Integer, nullable=False),
    Column("state", Text, nullable=False, comment="waiting, active, old or revoked"),
    Column("facts", Text, nullable=False, comment="canonical JSON shown to people: who sits there, why it was revoked"),
)
"""Keys of others: trusted by a person, listed by the commune, or waiting to be let in."""

HELD: Final = Table(
    "held",
    METADATA,
    Column("sha256", Text, primary_key=True),
    Column("key_id", Text, nullable=False),
    Column("name", Text, nullable=False, comment="file name as it came"),
    Column("at", Integer, nullable=False),
    Column("data", LargeBinary, nullable=False, comment="the bundle itself, sealed as it came"),
)
"""Bundles of devices that wait to be let in or were revoked: kept whole, merged by nobody until a person says so."""

CHAIN_START: Final = "0" * 64
_CHUNK: Final = 500
"""Ids per IN clause; SQLite allows 32,766 variables, PostgreSQL 65,535."""


HeadIds = dict[str, set[str]]
"""Per field, the ids of its head notes."""


def in_chunks(items: Sequence[str]) -> Iterable[Sequence[str]]:
    """Yield ``items`` in pieces small enough for one IN clause."""
    for start in range(0, len(items), _CHUNK):
        yield items[start : start + _CHUNK]


def last_link(connection: Connection) -> tuple[int, str]:
    """Return the last arrival number and its chain value; ``(0, CHAIN_START)`` in an empty pile."""
    row = connection.execute(select(NOTE.c.n, NOTE.c.chain).order_by(NOTE.c.n.desc()).limit(1)).one_or_none()
    return (row.n, row.chain) if row else (0, CHAIN_START)


def next_chain(chain: str, note_hash: str) -> str:
    """Return the chain value after one more note."""
    return hashlib.sha256(bytes.fromhex(chain + note_hash)).hexdigest()


def append_notes(connection: Connection, notes: Iterable[tuple[Note, bytes]], bundle: str | None = None) -> int:
    """Write notes (with their lines) at the end of the pile and return how many; the caller has removed known ones."""
    n, chain = last_link(connection)
    rows = []
    for note, line in notes:
        n += 1
        note_hash = hash_of_line(line)
        chain = next_chain(chain, note_hash)
        rows.append({
            "n": n, "id": note.id, "operation": note.operation, "record": note.record, "kind": note.kind,
            "pile": note.pile, "device": note.device, "at": note.at, "line": line.decode(), "note_hash": note_hash,
            "chain": chain, "bundle": bundle,
        })  # fmt: skip
    insert_rows(connection, NOTE, rows)
    return len(rows)


def by_note(heads: Mapping[str, Iterable[str]]) -> dict[str, list[str]]:
    """Return heads by note, in the order of the fields' names: most fields of a record share one."""
    found: dict[str, list[str]] = {}
    for field in sorted(heads):
        for note_id in heads[field]:
            found.setdefault(note_id, []).append(field)
    return found


def pack_heads(heads: Mapping[str, Sequence[str]]) -> str:
    """Return the stored form of heads by note (as of :func:`by_note`): JSON with sorted keys."""
    return "{" + ",".join(f'"{note_id}":{_packed(tuple(heads[note_id]))}' for note_id in sorted(heads)) + "}"


@lru_cache(maxsize=4096)
def _packed(fields: tuple[str, ...]) -> str:
    """Return the names of fields as JSON; records of a kind mostly have the same ones."""
    return json.dumps(fields, separators=(",", ":"))


def unpack_heads(packed: str) -> HeadIds:
    """Return heads by field from their stored form."""
    heads: HeadIds = {}
    for note_id, fields in json.loads(packed).items():
        for field in fields:
            heads.setdefault(field, set()).add(note_id)
    return heads


def load_heads(connection: Connection, records: Sequence[str]) -> dict[str, HeadIds]:
    """Return the heads of the given records; records nobody wrote about are absent."""
    found: dict[str, HeadIds] = {}
    for part in in_chunks(records):
        query = select(HEAD.c.record, HEAD.c.heads).where(among(HEAD.c.record, part))
        found.update((row.record, unpack_heads(row.heads)) for row in connection.execute(query))
    return found


def store_heads(
    connection: Connection, rows: Sequence[Mapping[str, object]], unheld: Collection[str] = frozenset()
) -> None:
    """Replace the head rows of the records named in ``rows``; of those ``unheld`` there are none to replace."""
    records = [str(row["record"]) for row in rows]
    for part in in_chunks([each for each in records if each not in unheld]):
        connection.execute(delete(HEAD).where(among(HEAD.c.record, part)))
    insert_rows(connection, HEAD, rows)


_ALL_LOCAL: Final = "SELECT name, value FROM local"


class MachineFacts(Protocol):
    """The local facts of a machine whose books are elsewhere."""

    def read(self) -> Mapping[str, str]:
        """Return them all."""

    def write(self, name: str, value: str | None) -> None:
        """Set one, or forget it."""


def read_local(connection: Connection) -> dict[str, str]:
    """Return every local fact: of this database, and of the machine where that is another place."""
    machine = _machine(connection)
    facts: dict[str, str] = {name: value for name, value in connection.exec_driver_sql(_ALL_LOCAL)}  # noqa: C416
    return facts if machine is None else {**machine.read(), **facts}


def write_local(connection: Connection, name: str, value: str) -> None:
    """Set one local fact."""
    _set_local(connection, name, value)


def forget_local(connection: Connection, name: str) -> None:
    """Forget one local fact; nothing happens when there was none."""
    _set_local(connection, name, None)


def _set_local(connection: Connection, name: str, value: str | None) -> None:
    machine = _machine(connection)
    if machine is not None and name not in OF_THE_BOOKS:
        machine.write(name, value)
        return
    connection.execute(delete(LOCAL).where(LOCAL.c.name == name))
    if value is not None:
        connection.execute(insert(LOCAL).values(name=name, value=value))


def _machine(connection: Connection) -> MachineFacts | None:
    facts: MachineFacts | None = connection.get_execution_options().get(MACHINE)
    return facts


def count_notes(connection: Connection, pile: str | None = None) -> int:
    """Return how many notes the database holds, of one pile or of all."""
    query = select(func.count()).select_from(NOTE)
    return int(connection.execute(query if pile is None else query.where(NOTE.c.pile == pile)).scalar_one())
