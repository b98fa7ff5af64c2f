"""What the reader makes of a corpus beside what is true: codes found, wrong matches, certain answers wrong, the uncertain share.

``python -m tests.scans.measure [pages [word]]`` prints one row for each kind (whose name has the word), fresh from the printer
and carried about.
"""

import statistics
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass, field

from app.records.marks import UNSURE, YES
from app.scanning.pictures import Page
from app.scanning.reading import PageReading, SheetReading, read_page
from tests.scans.corpus import KINDS, Printed, Scan, Truth, printed, scans


@dataclass
class Tally:
    """The count of one kind of page."""

    pages: int = 0
    sheets: int = 0
    found: int = 0
    wrong_matches: int = 0
    answers: int = 0
    """Boxes and rooms to sign on sheets found whose truth is not doubtful."""
    unsure: int = 0
    wrong: list[str] = field(default_factory=list)
    """Certain answers that are not true: of what, on which sheet."""
    blank: int = 0
    seconds: list[float] = field(default_factory=list)

    @property
    def found_share(self) -> float:
        """Share of the sheets whose code was found."""
        return self.found / max(self.sheets, 1)

    @property
    def right_share(self) -> float:
        """Share of the certain answers that are true."""
        return 1 - len(self.wrong) / max(self.answers - self.unsure, 1)

    @property
    def unsure_share(self) -> float:
        """Share of the answers that are left to a person."""
        return self.unsure / max(self.answers, 1)

    def add(self, scan: Scan, reading: PageReading, seconds: float) -> None:
        """Count one page."""
        self.pages += 1
        self.seconds.append(seconds)
        self.blank += reading.blank
        truths = {truth.code: truth for truth in scan.truths}
        self.sheets += len(truths)
        for sheet in reading.sheets:
            truth = truths.pop(str(sheet.code), None)
            if truth is None:
                self.wrong_matches += 1
            else:
                self.found += 1
                self._compare(sheet, truth)

    def _compare(self, sheet: SheetReading, truth: Truth) -> None:
        said = [(f"box {number}", answer) for number, answer in sheet.answers] + [("signed", sheet.signed)]
        for (what, answer), true in zip(said, [*truth.answers, truth.signed], strict=True):
            if true is None:
                continue
            self.answers += 1
            if answer == UNSURE:
                self.unsure += 1
            elif (answer == YES) != true:
                self.wrong.append(f"{truth.code} {what} {answer}")

    def row(self, name: str) -> str:
        """Return a line of figures."""
        milliseconds = [each * 1000 for each in self.seconds]
        return (
            f"{name:42} {self.pages:6} pages, found {self.found_share:8.3%}, wrong matches {self.wrong_matches}, "
            f"certain and right {self.right_share:8.3%} ({len(self.wrong)} wrong), unsure {self.unsure_share:6.2%}, "
            f"blank {self.blank}, ms {statistics.fmean(milliseconds):.0f} mean {max(milliseconds):.0f} worst"
        )


def measured(kind: str, sheets: tuple[Printed, ...], seed: int = 1, *, carried: bool = False) -> Tally:
    """Return what the reader makes of ``sheets`` that came back as ``kind`` says."""
    return tallied(scans(kind, sheets, seed, carried=carried), sheets)


def tallied(pages: Iterable[Scan], sheets: tuple[Printed, ...]) -> Tally:
    """Return what the reader makes of pages; seconds are those of the processor, which no neighbour can lengthen."""
    marks = {sheet.code: sheet.marks for sheet in sheets}
    tally = Tally()
    for number, scan in enumerate(pages, 1):
        page = Page("a", number, scan.picture)
        started = time.process_time()
        reading = read_page(page, lambda code: marks.get(str(code), ()))
        tally.add(scan, reading, time.process_time() - started)
    return tally


def main(pages: int, word: str = "") -> None:
    """Print the figures of all kinds."""
    sheets = printed(pages)
    for carried in (False, True):
        for kind in (name for name in KINDS if word in name):
            started = time.process_time()
            tally = measured(kind, sheets, 2, carried=carried)
            made = (time.process_time() - started - sum(tally.seconds)) / tally.pages
            print(tally.row(("carried, " if carried else "") + kind), f"(made in {made * 1000:.0f})", *tally.wrong[:6])


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 60, *sys.argv[2:])
