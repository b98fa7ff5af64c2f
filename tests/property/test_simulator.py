"""Random histories of three laptops and their commune on the production code, held to an oracle that knows no merge code.

Reliability.md figure 4. The ordinary run tells some; ``python3 -m tests long -s -k ten_thousand_histories`` tells all of them on
every core and writes what it saw into FIGURES.md. ``SO_THON_HISTORIES`` tells those before the seed it says, and
``SO_THON_FIRST_HISTORY`` those from that seed on, so that an hour and a half can be spent in two halves.
"""

import multiprocessing
import os
from collections import Counter
from concurrent.futures import ProcessPoolExecutor

import pytest

from tests.faults.figures import record
from tests.property.simulator.histories import ROUNDS, STEPS, Told, tell

FIRST = int(os.environ.get("SO_THON_FIRST_HISTORY", "0"))
HISTORIES = int(os.environ.get("SO_THON_HISTORIES", "10000"))
ONCE_BROKEN = {
    41: "a commune that went back and lost notes of its own",
    280: "a form typed over a value it did not show",
    999: "a conflict erased on the machine that erases, and still announced there",
    1549: "our oracle: a value taken back and written again under an open form",
    3385: "our oracle: values that an erasure took at the commune before a laptop heard of it",
    3883: "our oracle: a value written again under an open form",
    3809: "a conflict about a field of a newer program, answered here",
    4038: "our oracle: a blank that was written down while a form showed it blank",
}


@pytest.mark.parametrize("seed", [*range(3), *ONCE_BROKEN])
def test_all_agree_and_nothing_is_lost(seed):
    assert tell(seed).rounds <= ROUNDS + 1


def told_of(seed: int) -> tuple[int, Told | None, str]:
    """Return how a history ended, or what broke in it."""
    try:
        return seed, tell(seed), ""
    except Exception as error:  # noqa: BLE001 - one that breaks must not hide the others
        return seed, None, f"{type(error).__name__}: {error}"


@pytest.mark.long
def test_ten_thousand_histories():
    broken, rounds, done, notes = [], Counter(), Counter(), 0
    with ProcessPoolExecutor(os.cpu_count(), multiprocessing.get_context("spawn")) as pool:
        for number, (seed, told, error) in enumerate(
            pool.map(told_of, range(FIRST, HISTORIES), chunksize=20), FIRST + 1
        ):
            if told is None:
                broken.append(f"{seed} {error}")
                print("broken", broken[-1], flush=True)
            else:
                rounds[told.rounds] += 1
                done += told.done
                notes += told.notes
            if number % 500 == 0 or number == HISTORIES:  # a run that is cut off leaves what it saw
                record(f"Histories from {FIRST} on", lines_of(number, broken, rounds, done, notes))
                print(number, dict(rounds), flush=True)
    assert not broken
    assert max(rounds) <= ROUNDS + 1


def lines_of(count, broken, rounds, done, notes):
    """Return what is written down of ``count`` histories."""
    broke = (
        f"{len(broken)} broken (held notes lost, views that differ, silent conflicts, resurrections, false receipts)"
    )
    acts = ", ".join(f"{name} {times:,}" for name, times in sorted(done.items()))
    ends = ", ".join(f"{number} in {times:,}" for number, times in sorted(rounds.items()))
    told = f"{count - FIRST:,} histories of {STEPS} steps, seeds {FIRST} to {count - 1}"
    return (
        f"{told}, three laptops and a commune, {notes:,} notes: {broke}.",
        f"Rounds of exchange until all agreed: {ends}.",
        f"What was done: {acts}.",
    )
