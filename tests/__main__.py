"""``python3 -m tests``: sets up, then checks the house and runs every test.

python3 -m tests                 all checks, then all tests but the long ones and the benchmarks
python3 -m tests PATH... -k ...  hands these arguments to pytest
python3 -m tests long            only the long ones (faults, fuzzing, histories)
python3 -m tests bench           the benchmarks; prints each figure beside its limit, writes tests/bench/FIGURES.md
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from app.setup import PROJECT, ensure

QUICK = ("-m", "not long and not bench")
WORKERS = ("-n", str(min(2, os.cpu_count() or 1)), "--dist", "worksteal")
WHOLE = {
    "app/sync": ("tests/unit/sync",),
    "app/vietnamese": ("tests/unit/vietnamese", "tests/property/test_vietnamese.py"),
}
"""Rooms in which every branch is run by a test, and the tests that do; watching all tests run would slow them by a third."""
CHECKS = {
    "ruff check": ("ruff", "check", "--quiet", "."),
    "ruff format": ("ruff", "format", "--check", "--quiet", "."),
    "import-linter": ("lint-imports", "--no-logo", "--no-cache"),
    "mypy": ("mypy",),
}


def main() -> int:
    """Set up, run what the arguments ask for and return 0 only if all of it is green."""
    ensure(("dev", "server", "build") if sys.argv[1:2] == ["long"] else ("dev", "server"))
    if os.access(PROJECT, os.W_OK):
        return run(sys.argv[1:])
    with tempfile.TemporaryDirectory() as scratch:
        keep_caches_in(scratch)
        return run(sys.argv[1:])


def run(arguments: list[str]) -> int:
    """Run what the arguments ask for."""
    if arguments[:1] == ["bench"]:
        return bench(arguments[1:])
    if arguments[:1] == ["long"]:
        return pytest("-m", "long", *arguments[1:])
    if arguments:
        return pytest(*(() if "-m" in arguments else QUICK), *arguments)
    return everything()


def bench(arguments: list[str]) -> int:
    """Run the benchmarks, or those the arguments name, and put their figures into FIGURES.md."""
    os.environ["SO_THON_FIGURES"] = str(PROJECT / "tests" / "bench" / "FIGURES.md")
    return pytest("-m", "bench", "-p", "no:randomly", *(arguments or ["tests/bench"]))


def keep_caches_in(scratch: str) -> None:
    """Send what the tools remember between runs elsewhere, where the project is read-only."""
    for name in ("RUFF_CACHE_DIR", "MYPY_CACHE_DIR", "HYPOTHESIS_STORAGE_DIRECTORY"):
        os.environ[name] = str(Path(scratch) / name.lower())
    os.environ["PYTEST_ADDOPTS"] = f"-o cache_dir={scratch}/pytest"


def everything() -> int:
    """Run the checks, then pytest, whose closing line comes last when all is green."""
    failed = [name for name, command in CHECKS.items() if not check(name, command)]
    failed += [f"every branch of {room}" for room in WHOLE if not every_branch(room)]
    others = [f"--ignore={path}" for paths in WHOLE.values() for path in paths]
    result = pytest(*QUICK, *WORKERS, *others)
    if failed:
        print("Not green besides the tests: " + ", ".join(failed))
    return result or len(failed)


def every_branch(room: str) -> bool:
    """Run the tests of one room and tell whether they pass and run every branch of it."""
    watched = (f"--cov={room}", "--cov-branch", "--cov-report=term-missing:skip-covered", "--cov-fail-under=100")
    with tempfile.TemporaryDirectory() as scratch:
        os.environ["COVERAGE_FILE"] = str(Path(scratch) / "coverage")
        return pytest(*QUICK, *WORKERS, *watched, *WHOLE[room]) == 0


def check(name: str, command: tuple[str, ...]) -> bool:
    """Run a tool of the environment quietly; show what it says when it is not content."""
    tool = Path(sys.executable).parent / command[0]
    done = subprocess.run([tool, *command[1:]], cwd=PROJECT, capture_output=True, text=True, check=False)
    print(f"{name}: {'ok' if done.returncode == 0 else 'failed'}", flush=True)
    if done.returncode != 0:
        print(done.stdout + done.stderr, flush=True)
    return done.returncode == 0


def pytest(*arguments: str) -> int:
    """Run pytest in the project folder and return its exit code."""
    return subprocess.run([sys.executable, "-m", "pytest", *arguments], cwd=PROJECT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
