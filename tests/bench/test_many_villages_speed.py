"""Speed of a commune full of villages: taking all of them in beside raw inserts of the same notes, in a file and on a server.

``SO_THON_VILLAGES`` says how many (20; a commune has some 60, a big one or a province 300). Villages are of 3,500 people each;
what is timed is everything from the opened bundle on: each note read and checked, merged, rows made, issues looked for, counts
and digest.
"""

import contextlib
import math
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.journal.tables import NOTE
from tests.bench.commune import arrive, copy_of, insert_all, new_commune, one_village, open_books, stored
from tests.bench.harness import Figure, figure, held, peak_memory_mb, seconds

pytestmark = pytest.mark.bench

VILLAGES = int(os.environ.get("SO_THON_VILLAGES", "20"))
AGAIN_SECONDS = 30.0 * VILLAGES / 60
LARGEST = 60
"""Villages up to which the time of taking all in again has a budget; for more it is stated."""
MEMORY_MB = 1000.0
RATIO = 4


@pytest.fixture(scope="module")
def village(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, list[bytes]]:
    """Return the pile and the notes of the village that all others are copies of."""
    return one_village(tmp_path_factory.mktemp("one"))


@pytest.fixture(params=["file", "server"])
def places(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, str, str]]:
    """Yield the name of the store, and the URLs for the commune and for the raw inserts (empty: in a file)."""
    if request.param == "file":
        yield "SQLite", "", ""
    else:
        server = request.getfixturevalue("postgres")
        yield "PostgreSQL", server.books(), server.books()


def test_all_villages_beside_raw_inserts(
    tmp_path: Path, village: tuple[str, list[bytes]], places: tuple[str, str, str]
) -> None:
    store, url, raw_url = places
    commune, raw = new_commune(tmp_path / "commune", url), open_books(tmp_path / "raw", raw_url)
    merged = inserted = again = 0.0
    ours, theirs = contextlib.ExitStack(), contextlib.ExitStack()
    ours.enter_context(commune.database.folding_later())  # as for every folder of bundles
    theirs.enter_context(raw.database.folding_later())
    for number in range(VILLAGES):
        pile, lines = copy_of(*village, number)
        merged += seconds(lambda: arrive(commune, number, pile, lines), 1)  # noqa: B023
        rows = stored(commune, [NOTE], pile)
        inserted += seconds(lambda: insert_all(raw, rows), 1)  # noqa: B023
    merged += seconds(ours.close, 1)
    inserted += seconds(theirs.close, 1)
    for number in range(VILLAGES):
        pile, lines = copy_of(*village, number)
        again += seconds(lambda: arrive(commune, number, pile, lines), 1)  # noqa: B023
    for context in (commune, raw):
        context.database.close()
    print(f"\n{store}, {VILLAGES} villages: merged {merged:.1f} s, raw inserts {inserted:.1f} s, again {again:.1f} s")
    name = f"{VILLAGES} villages of 3,500 people, {store}"
    allowed, budget = (1.0, "budget") if VILLAGES <= LARGEST else (math.inf, "that of 60, as many times")
    held(
        Figure(f"{name}: taken in again", again, AGAIN_SECONDS, allowed, budget, "s"),
        Figure(f"{name}: merged beside raw inserts", merged, inserted, RATIO, "raw inserts of the same notes", "s"),
    )


def test_memory_of_merging(tmp_path: Path) -> None:
    peak = peak_memory_mb(__name__, "merge_in", str(tmp_path))
    figure(f"{VILLAGES} villages merged on SQLite, peak memory", peak, MEMORY_MB, note="budget", unit="MB")


def merge_in(folder: str) -> None:
    """Merge every village in this process, for measuring its memory."""
    one = one_village(Path(folder) / "one")
    commune = new_commune(Path(folder) / "commune")
    with commune.database.folding_later():
        for number in range(VILLAGES):
            arrive(commune, number, *copy_of(*one, number))
    commune.database.close()
