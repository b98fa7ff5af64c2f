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
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.kernel.clock import VIETNAM

PROJECT = Path(__file__).resolve().parent.parent.parent

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


_figures: list[Figure] = []


def figure(name: str, ours: float, limit: float, allowed_ratio: float = 1.0, note: str = "", unit: str = "s") -> None:
    """Record a figure (seconds unless ``unit`` says MB) and fail the test if it is over what is allowed.

    ``note`` says what the limit is. Under ``python3 -m tests bench`` the table is written anew with each figure.
    """
    latest = Figure(name, ours, limit, allowed_ratio, note, unit)
    _figures.append(latest)
    target = os.environ.get("SO_THON_FIGURES")
    if target:
        Path(target).write_text(table(_figures), encoding="utf-8")
    print("\n" + latest.row())
    assert latest.ratio <= allowed_ratio, latest.row()


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


def table(figures: list[Figure]) -> str:
    """Return the whole page, with the day and the kind of machine."""
    day = datetime.now(VIETNAM).date().isoformat()
    machine = f"{_cpu()}, {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"
    head = "| what | ours | limit | ratio | allowed | the limit is |\n| --- | --- | --- | --- | --- | --- |"
    return "\n".join(
        (
            "# Figures",
            "",
            f"Written by `python3 -m tests bench` on {day}: {machine}. Medians; the ratio is what is held.",
            "",
            head,
            *(each.row() for each in sorted(figures, key=lambda each: each.name)),
            "",
        )
    )


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
