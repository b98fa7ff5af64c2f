"""Bundles bent by someone who knows every layer, thrown at real books (reliability.md figure 8).

What must be refused is, by a number and a sentence; what an enrolled laptop may lawfully say is taken in and the books are
sound afterwards; nothing is written outside the inbox, and quickly. The ordinary run throws each mutation a few times from
fixed seeds, ``python3 -m tests long`` throws 20,000 and writes what it saw into FIGURES.md. A failing seed names itself.
"""

import json
import subprocess
import sys
from collections import Counter

import pytest

from app.kernel.errors import CATALOGUE
from app.sync import zipform
from tests.faults import hostile
from tests.faults.figures import record
from tests.faults.hostile import LAWFUL, MUTATIONS, TURNS, attack, open_targets
from tests.fixtures.odd_zips import zip_of

FULL = 20_000
PROCESSES = 2
KEPT_SEEDS = (4088,)
"""Seeds that once failed, thrown in every run."""
FROM_THE_CONTAINER = {f"BUNDLE-{number:03}" for number in range(1, 19)} - {"BUNDLE-009"}
FROM_THE_EXCHANGE = {"BUNDLE-101", "BUNDLE-102", "BUNDLE-103", "NOTE-001", "NOTE-002"}


def test_a_few_mutants_of_every_kind(tmp_path):
    tally = attack(tmp_path, [*KEPT_SEEDS, *range(3 * len(TURNS))])
    assert {name for name, _ in tally.met} == {mutation.__name__ for mutation in MUTATIONS}
    assert {name for name, number in tally.met if number == "taken"} >= {*LAWFUL} - {"inside_bent_all_mended"}
    assert len(tally.numbers()) >= 20


def test_what_the_mutants_are_bent_from_is_taken_in(tmp_path):
    """Without a change, every layer mended by the mutator itself is a good bundle: refusals are the mutations' doing."""
    with open_targets(tmp_path) as targets:
        for number, target in enumerate(targets):
            base = target.base
            assert base.lines
            assert zip_of(list(zip(zipform.ENTRY_NAMES, base.entries, strict=True))) == base.whole
            for data in (base.whole, base.zipped(), base.encrypted_anew(base.encrypted), base.resealed(base.inside())):
                path = tmp_path / f"goi{number}.zip"
                path.write_bytes(data)
                assert target.taken(path) == "taken"


@pytest.mark.long
@pytest.mark.skipif(sys.platform != "linux", reason="peak memory is read from /proc")
def test_twenty_thousand_mutants_in_little_memory(tmp_path):
    parts = [part_of(tmp_path / f"{first}", first) for first in range(0, FULL, FULL // PROCESSES)]
    found = []
    for part in parts:
        told, complained = part.communicate()
        assert part.returncode == 0, complained[-2000:]
        found.append(json.loads(told.splitlines()[-1]))
    numbers = sum((Counter(each["numbers"]) for each in found), Counter())
    taken = numbers.pop("taken")
    seen = {name: max(each[name] for each in found) for name in ("slowest", "peak_mb", "minutes")}
    assert sum(numbers.values()) + taken == FULL
    assert numbers.keys() >= FROM_THE_CONTAINER | FROM_THE_EXCHANGE
    assert seen["peak_mb"] < hostile.MOST_MB
    record("Hostile bundles", lines_of(seen, numbers, taken))


def part_of(folder, first):
    """Start a process that throws its share, from the seed ``first`` on."""
    folder.mkdir()
    return subprocess.Popen(
        [sys.executable, "-m", "tests.faults.hostile", str(folder), str(first), str(FULL // PROCESSES)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=hostile.PROJECT,
    )  # fmt: skip


def lines_of(seen, numbers, taken):
    """Return the lines of FIGURES.md."""
    refused = sum(numbers.values())
    counts = ", ".join(f"{number} {times:,}" for number, times in numbers.most_common())
    return (
        f"{FULL:,} mutated bundles, seeds 0 to {FULL - 1}, at a village and a commune: {len(MUTATIONS)} ways to bend it.",
        f"{refused:,} refused by a number and a sentence; {taken:,} lawful ones taken in, stored rows equal to rebuilt ones.",
        "0 accepted that must be refused, 0 uncaught, 0 files outside the inbox, books and folders unchanged.",
        f"Slowest {seen['slowest']} s of processor time, peak memory {seen['peak_mb']} MB.",
        f"{seen['minutes']} minutes in {PROCESSES} processes.",
        f"Refused by: {counts}.",
    )


def test_every_refusal_of_a_bundle_has_its_own_sentence():
    codes = [code for number, code in CATALOGUE.items() if number.startswith(("BUNDLE-", "KEY-", "STICK-"))]
    assert len({code.message for code in codes}) == len(codes) >= 30
    assert {code.exit for code in codes} == {3}
