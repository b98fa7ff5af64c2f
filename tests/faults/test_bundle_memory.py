"""Opening never holds more than twice the file, whatever the bundle says of itself (FORMAT.md; reliability.md figure 8).

Measured in processes of their own: the largest bundle there may be, one that inflates to the most there may be, and ones that
declare more, or less, than they are.
"""

import contextlib
import hashlib
import os
import sys
import tracemalloc
import zlib
from pathlib import Path

import pytest

from app.journal.absorb import absorb
from app.journal.note import read_note
from app.kernel.errors import AppError
from app.kernel.ids import Ids
from app.kernel.progress import Progress
from app.sync.container import MAX_BUNDLE, open_bundle, read_outside
from app.sync.device_list import State
from app.sync.payload import MAX_PLAIN, Blob, Contents
from app.usecases.arrivals import open_arrival
from app.usecases.commune_files import write_file
from app.usecases.context import Context
from app.usecases.devices import own_device, trust_key
from app.usecases.exchange import export_bundle
from app.usecases.exchange_import import ImportBundle, import_bundle
from app.usecases.setup import FoundCommune, FoundVillage, found_commune, found_village
from tests.bench import commune as bench
from tests.bench.commune import copy_of, one_village, village_books
from tests.bench.harness import peak_memory_mb
from tests.conftest import FakeClock
from tests.faults.mutations import Layers, measured
from tests.fixtures import books
from tests.fixtures.invented import COMMUNE, VILLAGE, device, known, sealed
from tests.fixtures.stick import swap_keys

MEGABYTE = 1_000_000
ROGUE = device(666)
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="peak memory is read from /proc")


def opening(folder):
    """Open the bundle of a folder, or be refused."""
    for path in Path(folder).glob("*.zip"):
        with contextlib.suppress(AppError):
            open_bundle(path, own=COMMUNE, trusted=known(VILLAGE))


@pytest.fixture(scope="module")
def idle(tmp_path_factory):
    """Return the memory of the same process with nothing to open."""
    return peak_memory_mb(__name__, "opening", str(tmp_path_factory.mktemp("empty")))


def blob_of(data, times):
    return [Blob(hashlib.sha256(data).hexdigest(), len(data), lambda: data)] * times


def test_the_largest_file_there_may_be(tmp_path, idle):
    size = sealed(tmp_path / "goi.zip", Contents({}, blobs=blob_of(os.urandom(MEGABYTE), 62))).size
    assert size > 0.9 * MAX_BUNDLE
    open_bundle(tmp_path / "goi.zip", own=COMMUNE, trusted=known(VILLAGE))
    assert peak_memory_mb(__name__, "opening", str(tmp_path)) - idle <= 2 * size / MEGABYTE + 8


def test_the_most_that_may_be_inside_is_never_held_at_once(tmp_path, idle):
    size = sealed(tmp_path / "goi.zip", Contents({}, blobs=blob_of(bytes(MEGABYTE), MAX_PLAIN // MEGABYTE - 1))).size
    assert size < MEGABYTE
    open_bundle(tmp_path / "goi.zip", own=COMMUNE, trusted=known(VILLAGE))
    assert peak_memory_mb(__name__, "opening", str(tmp_path)) - idle <= 16


@pytest.mark.parametrize("declared", [10, pytest.param(50 * MEGABYTE, marks=pytest.mark.long), MAX_PLAIN, 2**50])
def test_a_bundle_that_lies_about_its_size(tmp_path, idle, declared):
    sealed(tmp_path / "goi.zip", Contents({}))
    base = Layers((tmp_path / "goi.zip").read_bytes(), VILLAGE, COMMUNE, ROGUE, ROGUE)
    squeezed = zlib.compress(bytes(200 * MEGABYTE), 9, 31)
    (tmp_path / "goi.zip").write_bytes(base.resealed(packed=squeezed, plain={**measured(b""), "size": declared}))
    with pytest.raises(AppError):
        open_bundle(tmp_path / "goi.zip", own=COMMUNE, trusted=known(VILLAGE))
    assert peak_memory_mb(__name__, "opening", str(tmp_path)) - idle <= 16


def at_the_commune(folder, *, opens=True, released=False):
    """Open the commune's books of a folder, and its bundle as one that arrives."""
    with books.open_context(Path(folder) / "commune", FakeClock(), 2) as commune:
        own_device(commune)
        if opens:
            (bundle,) = Path(folder).glob("*.zip")
            arrival = open_arrival(commune, bundle, Progress(), released=released)
            assert arrival.held is State.WAITING


def only_open(folder):
    at_the_commune(folder, opens=False)


def hold_it(folder):
    at_the_commune(folder)


def take_it(folder):
    at_the_commune(folder, released=True)


def test_a_strangers_notes_are_checked_and_not_kept(tmp_path, clock):
    """Whoever has the commune's public file can send a bundle; it must not fill a clerk's laptop."""
    with (
        contextlib.closing(village_books(tmp_path / "village").database) as database,
        books.open_context(tmp_path / "commune", clock, 2) as commune,
    ):
        village = Context(database, clock, Ids(os.urandom, clock), tmp_path / "village")
        found_commune(commune, FoundCommune(bench.COMMUNE))
        trust_key(village, write_file(commune, tmp_path).file)
        size = export_bundle(village, tmp_path).result.file.stat().st_size / MEGABYTE
    idle, held, taken = (peak_memory_mb(__name__, work, str(tmp_path)) for work in ("only_open", "hold_it", "take_it"))
    print(f"{size:.1f} MB sealed: {idle:.0f} MB before, {held:.0f} MB held, {taken:.0f} MB with all notes at hand")
    assert held - idle <= 2 * size + 8
    assert held < taken


@pytest.mark.long
def test_a_large_bundle_is_never_at_hand_whole(tmp_path, clock):
    """Of a laptop that was let in, too: merging holds a piece of the notes at a time, and less than twice what is declared."""
    pile, lines = one_village(tmp_path / "one")
    with (
        books.open_context(tmp_path / "village", clock, 1) as village,
        books.open_context(tmp_path / "commune", clock, 2) as commune,
    ):
        found_village(village, FoundVillage(bench.COMMUNE, "Đông", head="Trần Thị Bình"))
        found_commune(commune, FoundCommune(bench.COMMUNE))
        for number in range(12):
            other, copied = copy_of(pile, lines, number)
            moved = [line.replace(other.encode(), village.identity.pile.encode()) for line in copied]
            with village.writing() as connection:
                absorb(connection, [(read_note(line), line) for line in moved], "")
        swap_keys(tmp_path, (village, commune))
        file = export_bundle(village, tmp_path).result.file
        declared = read_outside(file).manifest.plain.size
        tracemalloc.start()
        try:
            taken = import_bundle(commune, ImportBundle(file)).result
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
    print(f"{taken.new} notes, {declared / MEGABYTE:.0f} MB declared: {peak / MEGABYTE:.0f} MB held at the most")
    assert taken.new > 60_000
    assert peak <= 2 * declared
