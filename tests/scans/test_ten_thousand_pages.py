"""Ten thousand pages of all kinds, half of them carried about: no page is taken for another sheet's, nothing certain is wrong.

``python3 -m tests long -s -k ten_thousand`` prints the figures of each kind as they come.
"""

import multiprocessing
import os
from concurrent.futures import Executor, ProcessPoolExecutor
from typing import Final

import pytest

from app.records.marks import NO, UNSURE, YES
from app.scanning.reading import PageReading, SheetReading
from app.vietnamese.sheet_code import SheetCode
from tests.faults.figures import record
from tests.scans.corpus import KINDS, Printed, Scan, Truth, printed, scans
from tests.scans.measure import Tally, measured

PAGES: Final = {
    "clean 300 dpi": 400,
    "office 200 dpi": 1400,
    "skewed, pressed 150 dpi": 1700,
    "photocopy 200 dpi": 1200,
    "phone 5 %, blur 1.0, 150 dpi": 1700,
    "phone 6 %, blur 1.5, 200 dpi": 800,
    "printed at 96 %": 800,
    "printed at 103 %": 400,
    "two sheets in one picture": 200,
    "stamped in the room to sign": 200,
    "stamped in the room, phone": 200,
    "blank back": 800,
    "something else": 200,
}
RIGHT: Final = 0.995
"""Least share of the certain answers that is true."""


def all_kinds(pages: int, seed: int, workers: Executor | None = None) -> dict[str, Tally]:
    """Return the count of each kind, about ``pages`` pages in all and two of each kind at least, each with sheets of its own."""
    counts = {kind: max(share * pages // sum(PAGES.values()) // 2, 1) for kind, share in PAGES.items()}
    needs = {kind: count * max(KINDS[kind].sheets, 1) for kind, count in counts.items()}
    sheets, at = printed(2 * sum(needs.values())), 0
    jobs = []
    for kind, need in needs.items():
        for carried in (False, True):
            jobs.append((kind, sheets[at : at + need], seed, carried))
            at += need
    tallies = {}
    for (kind, _, _, carried), tally in zip(jobs, (workers.map if workers else map)(_measured, jobs), strict=True):
        name = f"carried, {kind}" if carried else kind
        tallies[name] = tally
        print(tally.row(name), *tally.wrong[:9], flush=True)
    return tallies


def _measured(job: tuple[str, tuple[Printed, ...], int, bool]) -> Tally:
    kind, sheets, seed, carried = job
    return measured(kind, sheets, seed, carried=carried)


def lines_of(tallies: dict[str, Tally]) -> list[str]:
    """Return what is written down of a run: the sum, and each kind of page."""
    every = list(tallies.values())
    pages, sheets, found = (sum(each) for each in zip(*((t.pages, t.sheets, t.found) for t in every), strict=True))
    answers, unsure = sum(tally.answers for tally in every), sum(tally.unsure for tally in every)
    wrong, matches = sum(len(tally.wrong) for tally in every), sum(tally.wrong_matches for tally in every)
    whole = (
        f"{pages:,} pages, half of them carried about: {found:,} of {sheets:,} sheets found, wrong matches {matches}, "
        f"{wrong} of {answers - unsure:,} certain answers wrong, {unsure / answers:.2%} left to a person."
    )
    return [whole, *(tally.row(name) for name, tally in tallies.items())]


def check(tallies: dict[str, Tally]) -> None:
    for name, tally in tallies.items():
        assert tally.wrong_matches == 0, name
        assert tally.found_share >= 0.97 or not tally.sheets, name
    answers = sum(tally.answers - tally.unsure for tally in tallies.values())
    wrong = [each for tally in tallies.values() for each in tally.wrong]
    print(f"{len(wrong)} wrong of {answers} certain answers")
    assert len(wrong) <= max((1 - RIGHT) * answers, 1), wrong  # of a few pages one is more than half a per cent


@pytest.mark.long
def test_ten_thousand_pages_match_no_other_sheet() -> None:
    with ProcessPoolExecutor(os.cpu_count(), multiprocessing.get_context("spawn")) as workers:
        tallies = all_kinds(10_000, 11, workers)
    assert sum(tally.pages for tally in tallies.values()) == 10_000
    record("Pages read back", lines_of(tallies))
    check(tallies)


def test_two_pages_of_each_kind() -> None:
    check(all_kinds(22, 3))


def test_a_tally_counts_what_is_wrong() -> None:
    """The measure itself: a page of another sheet is a wrong match, an answer against the truth is a wrong one."""
    one, other = (SheetCode("K7QM", part, "2") for part in ("ABCDFGHJ", "ABCDFGHK"))
    picture = next(scans("blank back", printed(1))).picture
    scan = Scan(picture, (Truth(str(one), (True, False, None, True), True),))
    tally = Tally()
    answers = ((1, NO), (2, NO), (3, YES), (4, UNSURE))
    tally.add(scan, PageReading("a", 1, sheets=(SheetReading(one, answers, YES),)), 0.1)
    tally.add(scan, PageReading("a", 2, sheets=(SheetReading(other),)), 0.1)
    assert (tally.sheets, tally.found, tally.wrong_matches) == (2, 1, 1)
    assert (tally.answers, tally.unsure, tally.wrong) == (4, 1, [f"{one} box 1 no"])
