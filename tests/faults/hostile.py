"""The two ends that hostile bundles are thrown at, and what must hold after each: the numbers, the books, the disk, the time.

Run as a program (``python -m tests.faults.hostile FOLDER FIRST COUNT``) it throws so many in a process of its own, so that its
memory can be read, and ends with one line of JSON.
"""

import contextlib
import hashlib
import json
import os
import random
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from app.journal.views import differing_rows
from app.kernel.errors import AppError
from app.kernel.progress import Progress
from app.usecases.arrivals import open_arrival
from app.usecases.devices import own_device
from app.usecases.exchange import export_bundle
from app.usecases.exchange_import import ImportBundle, import_bundle, merge_arrival
from app.usecases.setup import FoundVillage, found_village
from tests.conftest import FakeClock
from tests.faults.mutations import OUTSIDE, Layers
from tests.faults.mutations_inside import INSIDE
from tests.fixtures import books
from tests.fixtures.invented import device
from tests.fixtures.stick import campaign, open_ends, state_of, swap_keys

MUTATIONS = (*OUTSIDE, *INSIDE)
LAWFUL = (
    "strange_values",
    "strange_header_of_a_note",
    "header_of_another_stretch",
    "manifest_of_a_newer_program",
    "note_again",
    "redacted_note_of_nothing",
    "forged_erasure",
    "true_erasure",
    "receipt_that_lies",
    "inside_bent_all_mended",
)
"""What an enrolled laptop may send: taken in, which costs ten times a refusal."""
TURNS = (*MUTATIONS, *(each for each in MUTATIONS if each.__name__ not in LAWFUL))
"""What must be refused has two turns where what may be taken in has one."""
PROJECT = Path(__file__).resolve().parent.parent.parent
MOST_SECONDS = 2
"""Of the processor: what another program does meanwhile is not the bundle's fault."""
MOST_MB = 256
_BOOKS = ("sothon.db", "sothon.db-wal", "sothon.db-shm", "lock")
_WRITES = (
    "open",
    "os.mkdir",
    "os.rename",
    "os.remove",
    "os.rmdir",
    "os.symlink",
    "os.link",
    "os.truncate",
    "shutil.move",
)


class _Enough(Exception):
    """Rolls back what a lawful mutant brought, so that the next meets the same books."""


class Watch:
    """Notes every path that Python opens, makes or removes while it is on; the hook itself cannot be taken off again."""

    def __init__(self):
        self.on, self.paths = False, set()
        sys.addaudithook(self._seen)

    def _seen(self, event, arguments):
        if self.on and event in _WRITES and isinstance(arguments[0], (str, bytes, os.PathLike)):
            self.paths.add((event, os.fsdecode(arguments[0])))

    @contextlib.contextmanager
    def watching(self):
        self.paths = set()
        self.on = True
        try:
            yield self.paths
        finally:
            self.on = False


WATCH = Watch()


@dataclass
class Tally:
    """What became of the mutants: how often each mutation met each number (or was taken in), and the slowest."""

    met: Counter = field(default_factory=Counter)
    slowest: float = 0.0

    def numbers(self):
        """How often each number was met, most often first."""
        found = Counter()
        for (_, number), times in self.met.items():
            found[number] += times
        return dict(found.most_common())


class Target:
    """One end of the exchange: books, and the bundle they would rightly take in, taken apart."""

    def __init__(self, context, base: Layers, stick: Path):
        self.context, self.base, self.stick = context, base, stick
        self.before = self.digest()
        self.seconds = 0.0

    def digest(self):
        """What must not change: notes and chain, and every file of the data folder and the stick."""
        places = [place for root in (self.context.folder, self.stick) for place in sorted(root.rglob("*"))]
        files = {
            str(place): hashlib.sha256(place.read_bytes()).hexdigest()
            for place in places
            if place.is_file() and place.name not in _BOOKS
        }
        return (
            state_of(self.context),
            self.context.local(),
            files,
            [str(place) for place in places if place.name not in _BOOKS],
        )

    def throw(self, seed, mutation, tally: Tally):
        """Throw one mutant and hold everything that must hold."""
        mutant = mutation(random.Random(f"{seed}/{mutation.__name__}"), self.base)
        name = f"seed {seed}, {mutation.__name__}, to {self.context.identity.role}"
        bundle = self.stick.parent / "goi.zip"
        bundle.write_bytes(mutant.data)
        with WATCH.watching() as paths:
            try:
                number = self.taken(bundle, mutant.check)
            except Exception as error:
                raise AssertionError(f"{name}: {error!r}") from error
        seconds = self.seconds
        assert number in mutant.numbers or (mutant.legal and number == "taken"), f"{name}: {number}"
        assert seconds <= MOST_SECONDS, f"{name}: {seconds:.1f} s"
        self._hold_paths(paths, bundle, name)
        tally.met[mutation.__name__, number] += 1
        tally.slowest = max(tally.slowest, seconds)

    def taken(self, bundle, check=None):
        """Return the number that refuses a bundle, or "taken" when it was merged soundly."""
        started = time.process_time()
        try:
            arrival = open_arrival(self.context, bundle, Progress())
            with contextlib.suppress(_Enough), self.context.writing() as connection:
                imported, _ = merge_arrival(self.context, connection, arrival, Progress())
                self.seconds = time.process_time() - started
                assert differing_rows(connection) == []
                assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == [], "a commit would fail"
                assert check is None or check(imported), imported
                raise _Enough
        except AppError as error:
            self.seconds = time.process_time() - started
            return error.code.number if error.message and error.advice else "no sentence"
        return "taken"

    def _hold_paths(self, paths, bundle, name):
        """Nothing outside the inbox was opened to write, made or removed; the inbox is empty again."""
        inbox = self.context.folder / "inbox"
        for event, path in paths:
            place = Path(path)
            own = place in (bundle, inbox) or inbox in place.parents or place.suffix in (".py", ".pyc", ".so")
            own = own or (event == "open" and place.name in ("zoneinfo", "urandom")) or place.is_relative_to(sys.prefix)
            assert own or place.is_relative_to(sys.base_prefix), f"{name}: {event} {path}"
        assert not list(inbox.iterdir()), name

    def hold_unchanged(self):
        assert self.digest() == self.before


@contextlib.contextmanager
def open_targets(folder: Path):
    """Yield the commune (hit by a village's changes) and the village (hit by the commune's answer, and by its other laptop)."""
    clock = FakeClock()
    with (
        open_ends(folder, clock) as ends,
        books.second_laptop(ends.village, folder / "second", clock, 3) as second,
        books.open_context(folder / "neighbour", clock, 4) as neighbour,
    ):
        found_village(neighbour, FoundVillage(books.COMMUNE, "Tây"))
        swap_keys(ends.stick, (ends.village, second), (second, ends.commune), (neighbour, ends.commune))
        campaign(ends.village)
        rogue = device(666, commune=books.COMMUNE)
        ends.take(export_bundle(second, ends.stick).result.file)
        sent = ends.send()
        answer = import_bundle(ends.commune, ImportBundle(sent)).result.receipt
        ends.hear(answer)
        others = {"neighbour": own_device(neighbour), "rogue": rogue}
        village, commune = own_device(ends.village), own_device(ends.commune)
        again = export_bundle(second, ends.stick).result.file
        import_bundle(ends.village, ImportBundle(again))
        own, twin = {"neighbour": own_device(second), "rogue": rogue}, {"neighbour": commune, "rogue": rogue}
        yield (
            Target(ends.commune, Layers(sent.read_bytes(), village, commune, **others), ends.stick),
            Target(ends.village, Layers(answer.read_bytes(), commune, village, **own), ends.stick),
            Target(ends.village, Layers(again.read_bytes(), own_device(second), village, **twin), ends.stick),
        )


def attack(folder: Path, seeds) -> Tally:
    """Throw one mutant per seed, every mutation by turns, at the ends by turns."""
    tally = Tally()
    with open_targets(folder) as targets:
        for count, seed in enumerate(seeds, 1):
            target = targets[(0, 1, 0, 2)[seed // len(TURNS) % 4]]
            target.throw(seed, TURNS[seed % len(TURNS)], tally)
            if count % 500 == 0:
                hold_unchanged(targets)
                print(f"{count:,} thrown", file=sys.stderr, flush=True)
        hold_unchanged(targets)
    return tally


def hold_unchanged(targets):
    for target in targets:
        target.hold_unchanged()


def main(folder, first, count):
    """Throw ``count`` mutants and print what became of them."""
    started = time.monotonic()
    tally = attack(Path(folder), range(int(first), int(first) + int(count)))
    with Path("/proc/self/status").open(encoding="ascii") as status:
        peak = next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) * 1024 // 1_000_000
    minutes = round((time.monotonic() - started) / 60)
    print(
        json.dumps(
            {"numbers": tally.numbers(), "slowest": round(tally.slowest, 2), "peak_mb": peak, "minutes": minutes}
        )
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
