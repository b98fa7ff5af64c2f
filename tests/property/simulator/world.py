"""The machines and the sticks: production databases in memory, production use cases, only the sealing of a bundle left out."""

import contextlib
import hashlib
import json
import random
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import patch

import sqlcipher3.dbapi2 as driver
from sqlalchemy import create_engine, event
from sqlalchemy.pool import QueuePool

from app.journal import tables
from app.kernel.ids import Ids
from app.storage import database as storage
from app.storage.sqlite import SqliteStore
from app.sync.stick import Delivered
from app.usecases import arrivals, exchange_import, exchange_receipts, outbox
from app.usecases.context import Context
from app.usecases.setup import FoundCommune, FoundVillage, found_commune, found_village
from tests.fixtures.stick import swap_keys

LAPTOPS = 3
MEMORY = Path("/dev/shm")
"""Where Linux keeps files in memory; elsewhere the histories run on the disk, more slowly."""
YEAR = 365 * 86_400_000
NOW = 1_794_963_600_000
CLOCKS = (NOW, NOW, NOW, 631_152_000_000, 4_070_908_800_000, NOW - YEAR, NOW + 11 * 86_400_000, NOW - 11 * 86_400_000)
"""Mostly 2026; 1990, 2099, a year back, eleven days off either way."""


class MemoryStore(SqliteStore):
    """The production store on a file in memory: same statements, no encryption, nothing waits for a disk."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.raw = self._connect()
        self.engine = create_engine("sqlite://", creator=self._connect, module=driver, poolclass=QueuePool)
        event.listen(self.engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))

    def _connect(self) -> driver.Connection:
        """Return one more connection to this database."""
        connection = driver.connect(str(self.path), check_same_thread=False, isolation_level=None)
        for pragma in (
            "journal_mode=WAL",
            "foreign_keys=ON",
            "trusted_schema=OFF",
            "temp_store=MEMORY",
            "synchronous=OFF",
        ):
            connection.execute(f"PRAGMA {pragma}")
        return connection


class MemoryDatabase(storage.Database):
    """The production database class on such a store; nothing locks its folder."""

    store: MemoryStore

    def __init__(self, folder: Path) -> None:
        self.folder, self.path, self.on_server = folder, folder / storage.FILE_NAME, False
        self.key = "5a" * 32  # of what lies beside the books; they themselves are open here
        self.store = MemoryStore(self.path)

    @property
    def raw(self) -> driver.Connection:
        return self.store.raw

    def close(self) -> None:
        """Forget everything."""
        self.engine.dispose()
        self.raw.close()


@dataclass
class Clock:
    """A clock that somebody set wrong."""

    at_ms: int = NOW

    def now_ms(self) -> int:
        return self.at_ms


@dataclass
class Bundle:
    """What lies on a stick: what production gave to the sealing, and what was held where it was written."""

    file: Path
    answers: bool
    ids: frozenset[str]
    held: frozenset[str] = frozenset()
    """Every note of the village's pile its writer held then."""


@dataclass
class Machine:
    """One device: its database and its clock; ``backups`` are copies of it that somebody kept."""

    name: str
    context: Context
    clock: Clock
    chance: random.Random
    backups: list[driver.Connection] = field(default_factory=list)
    pile: str = ""

    @property
    def raw(self) -> driver.Connection:
        return self.context.database.raw

    def ask(self, question: str, *values: object) -> list[tuple]:
        """Return rows straight from the file, past everything that is being tested."""
        return self.raw.execute(question, values).fetchall()

    def lines_since(self, number: int) -> list[tuple[str, str, str | None]]:
        """Return (id, line, bundle) of the notes after the first ``number``."""
        return self.ask("SELECT id, line, bundle FROM note WHERE n > ? ORDER BY n", number)

    def local(self, name: str) -> str:
        """Return a fact of this database alone."""
        return self.ask("SELECT value FROM local WHERE name = ?", name)[0][0]

    def copy(self) -> driver.Connection:
        """Return a copy of the whole database as it is now."""
        kept = driver.connect(":memory:", check_same_thread=False, isolation_level=None)
        self.raw.backup(kept)
        return kept

    def put_back(self, kept: driver.Connection, new_life: bool) -> None:
        """Replace the database by a copy; a restore by the program begins a new life, one by hand does not."""
        kept.backup(self.raw)
        if new_life:
            with self.context.writing() as connection:
                tables.write_local(connection, "db_id", self.context.ids.random())


class World:
    """All machines of one history, and the bundles written so far."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(f"history {seed}")
        self.machines = _machines()
        self.sticks: list[Bundle] = []
        self.whole = self.chance.random() < 0.5
        for machine, kept in zip(self.machines, _template(), strict=True):
            machine.chance.seed(f"{seed} {machine.name}")
            machine.put_back(kept, new_life=False)
            machine.clock.at_ms = NOW
            machine.backups = []

    @property
    def laptops(self) -> list[Machine]:
        return self.machines[:LAPTOPS]

    @property
    def commune(self) -> Machine:
        return self.machines[LAPTOPS]


@lru_cache(maxsize=1)
def _machines() -> list[Machine]:
    """Open the machines of this process once; every history begins by putting the same copies back."""
    folder = Path(tempfile.mkdtemp(prefix="so-thon-simulator-", dir=MEMORY if MEMORY.is_dir() else None))
    made = []
    for number in range(LAPTOPS + 1):
        place = folder / str(number)
        place.mkdir()
        chance, clock = random.Random(f"machine {number}"), Clock()
        database = MemoryDatabase(place)
        database.prepare()
        made.append(Machine(f"{number}", Context(database, clock, Ids(chance.randbytes, clock), place), clock, chance))
    laptops, commune = made[:LAPTOPS], made[LAPTOPS]
    found_village(laptops[0].context, FoundVillage("11647", "Đông", head="Trần Thị Bình"))
    found_commune(commune.context, FoundCommune("11647"))
    first = laptops[0].copy()
    for number, laptop in enumerate(laptops[1:], 1):
        laptop.put_back(first, new_life=False)
        identity = replace(laptop.context.identity, device=f"{number:032x}", db_id=f"{number + 9:032x}")
        with laptop.context.writing() as connection:
            for name, value in asdict(identity).items():
                tables.write_local(connection, name, value)
    pairs = [(laptop.context, commune.context) for laptop in laptops]
    pairs += [(laptops[a].context, laptops[b].context) for a, b in ((0, 1), (0, 2), (1, 2))]
    swap_keys(folder, *pairs)
    for machine in made:
        machine.pile = machine.context.identity.pile
    return made


@lru_cache(maxsize=1)
def _template() -> list[driver.Connection]:
    return [machine.copy() for machine in _machines()]


# -- a stick without sealing ---------------------------------------------------------------------------------------------


@contextlib.contextmanager
def open_sticks() -> Iterator[None]:
    """Let bundles pass unsealed: what production hands to the sealing comes out of the opening, value for value.

    The sentences about what needs a person, which an import only counts, are left out too: they take two thirds of the time,
    and the list itself is held to the oracle at the end of each history.
    """
    with (
        patch.object(exchange_import, "open_issues", lambda _session, _piles=(): ()),
        patch.object(exchange_receipts, "open_issues", lambda _session, _piles=(): ()),
        patch.object(outbox, "seal", _seal),
        patch.object(outbox, "deliver", _deliver),
        patch.object(outbox, "side_folder", lambda context, _name: context.folder),
        patch.object(arrivals, "_inbox_copy", _as_it_lies),
        patch.object(arrivals, "open_bundle", _open),
    ):
        yield


_ON_STICK: dict[str, SimpleNamespace] = {}
"""Bundles by file name, until the machine that wrote them puts them on a stick."""


def _seal(path, kind, contents, *, sender, recipients, **_):
    lines = [bytes(line) for line in contents.notes]
    header = json.loads(json.dumps({**contents.facts, "note_count": len(lines)}))
    sha256 = hashlib.sha256(json.dumps([header, sender.public.key_id]).encode() + b"\n".join(lines)).hexdigest()
    payload = SimpleNamespace(
        header=header, note_count=len(lines), notes=lambda: iter(lines), blob_count=0, blobs=lambda: iter(())
    )
    _ON_STICK[path.name] = SimpleNamespace(
        manifest=SimpleNamespace(type=kind, succession=()), sender=sender.public, sha256=sha256, size=len(lines),
        payload=payload, lines=lines, known=True,
    )  # fmt: skip
    return SimpleNamespace(path=path, size=len(lines), sha256=sha256)


def _deliver(_local, folder, name, **_):
    return Delivered(folder / name, _ON_STICK[name].size, _ON_STICK[name].sha256, True)


@contextlib.contextmanager
def _as_it_lies(_context, path):
    yield path


def _open(path, *, own, trusted):
    opened = _ON_STICK[path.name]
    assert opened.sender.key_id in trusted
    return opened


def written(machine: Machine, file: Path, village: str) -> Bundle:
    """Return the bundle just written to ``file`` by ``machine``."""
    opened = _ON_STICK[file.name]
    ids = frozenset(json.loads(line)["id"] for line in opened.lines)
    return Bundle(file, opened.manifest.type.value == "update", ids, village_held(machine, village))


def forget_sticks() -> None:
    """Throw away what earlier histories wrote."""
    _ON_STICK.clear()


def village_held(machine: Machine, pile: str) -> frozenset[str]:
    """Return the ids of the notes of a village's pile that a machine holds."""
    return frozenset(row[0] for row in machine.ask("SELECT id FROM note WHERE pile = ?", pile))


def sender_of(bundle: Bundle) -> str:
    """Return the id of the device that wrote a bundle."""
    return _ON_STICK[bundle.file.name].sender.device_id
