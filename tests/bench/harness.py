"""Benchmarks beside their limit: medians, peak memory, and the table of figures.

A limit is what the machine can do at best (or a budget in seconds) measured in the same run, so that a figure means
the same on a slow laptop: what is held is the ratio.
"""

import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.kernel.clock import VIETNAM

PROJECT = Path(__file__).resolve().parent.parent.parent

_HEAD = """# Figures

Written by `python3 -m tests bench`, all of them or those named. Medians; the ratio is what is held.

| what | ours | limit | ratio | allowed | the limit is | measured |
| --- | --- | --- | --- | --- | --- | --- |
"""
_PEAK = """
import importlib, sys
module, function, *arguments = sys.argv[1:]
getattr(importlib.import_module(module), function)(*arguments)
with open("/proc/self/status") as status:
    print(next(line.split()[1] for line in status if line.startswith("VmHWM")))
"""


@dataclass(frozen=True)
class Figure:
    """One row: what we need, the limit, and how many times the limit is allowed."""

    name: str
    ours: float
    limit: float
    allowed_ratio: float
    note: str
    unit: str

    @property
    def ratio(self) -> float:
        """Ours as a multiple of the limit."""
        return self.ours / self.limit

    def row(self) -> str:
        """Return the row of the table."""
        cells = (
            self.name,
            f"{self.ours:.3g} {self.unit}",
            f"{self.limit:.3g} {self.unit}",
            f"{self.ratio:.2f}",
            f"{self.allowed_ratio:g}",
            self.note,
        )
        return "| " + " | ".join(cells) + " |"


def figure(name: str, ours: float, limit: float, allowed_ratio: float = 1.0, note: str = "", unit: str = "s") -> None:
    """Keep a figure (seconds unless ``unit`` says MB) and fail the test if it is over what is allowed.

    ``note`` says what the limit is. ``python3 -m tests bench`` puts its row in the place of the figure's last one.
    """
    held(Figure(name, ours, limit, allowed_ratio, note, unit))


def held(*figures: Figure) -> None:
    """Keep several figures of one measurement, then fail the test if one is over what is allowed."""
    if target := os.environ.get("SO_THON_FIGURES"):
        keep(Path(target), figures)
    for each in figures:
        print("\n" + each.row())
    over = [each.row() for each in figures if each.ratio > each.allowed_ratio]
    assert not over, "\n".join(over)


def seconds(work: Callable[[], object], runs: int = 3) -> float:
    """Return the median time of ``work`` in seconds."""
    return statistics.median(_once(work) for _ in range(runs))


def seconds_beside(ours: Callable[[], object], limit: Callable[[], object], runs: int = 3) -> tuple[float, float]:
    """Return the medians of both in seconds, run by turns so that a busy moment of the machine meets both."""
    pairs = [(_once(ours), _once(limit)) for _ in range(runs)]
    return statistics.median(pair[0] for pair in pairs), statistics.median(pair[1] for pair in pairs)


def peak_memory_mb(module: str, function: str, *arguments: str) -> float:
    """Return the peak memory in MB of a fresh Python calling ``module.function(*arguments)`` (Linux).

    The process reads its own high-water mark: the one the system reports to a parent begins with the parent's size.
    """
    command = [sys.executable, "-c", _PEAK, module, function, *arguments]
    done = subprocess.run(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True, check=True)
    return int(done.stdout.split()[-1]) * 1024 / 1_000_000


def keep(page: Path, figures: Sequence[Figure]) -> None:
    """Write figures into the page of all of them: each in the place of its last one, with the day and the machine."""
    rows = _rows(page.read_text(encoding="utf-8")) if page.is_file() else {}
    measured = f"{datetime.now(VIETNAM):%Y-%m-%d}, {_cpu()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    rows.update({each.name: f"{each.row()} {measured} |" for each in figures})
    page.write_text(_HEAD + "".join(f"{rows[name]}\n" for name in sorted(rows)), encoding="utf-8")


def _rows(page: str) -> dict[str, str]:
    """Return the rows of a page by the names of their figures."""
    return {line.split(" | ")[0].removeprefix("| "): line for line in page.removeprefix(_HEAD).splitlines()}


def _once(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _cpu() -> str:
    """Return the model name of the processor as Linux tells it, else what Python knows."""
    information = Path("/proc/cpuinfo")
    if information.is_file():
        for line in information.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
