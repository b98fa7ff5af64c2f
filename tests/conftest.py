"""What all tests share: a home of their own, a clock and ids they command, guards against what is left behind."""

import logging
import os
import random
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import settings

from app.kernel.ids import Ids
from app.storage.database import open_folder
from app.usecases.context import Context
from app.usecases.setup import FoundVillage, found_village
from tests.fixtures import postgres as postgresql

settings.register_profile("untimed", deadline=None)  # a busy machine is no mistake of the program
settings.load_profile("untimed")

PROJECT = Path(__file__).resolve().parent.parent
SHARED_DATA = PROJECT.parent / "shared" / "data"
"""Real lists that are not part of the project; tests that need one skip where it is not there."""
HOMES = {
    "HOME": ".",
    "USERPROFILE": ".",
    "APPDATA": "roaming",
    "LOCALAPPDATA": "local",
    "XDG_DATA_HOME": "data",
    "XDG_CONFIG_HOME": "config",
    "XDG_CACHE_HOME": "cache",
    "XDG_STATE_HOME": "state",
    "XDG_RUNTIME_DIR": "runtime",
}


def pytest_configure(config: pytest.Config) -> None:
    """Give the run a home that is thrown away, so that no test can touch a person's data, and no screen."""
    home = Path(tempfile.mkdtemp(prefix="so-thon-tests-"))
    config.add_cleanup(lambda: shutil.rmtree(home, ignore_errors=True))
    for name, folder in HOMES.items():
        (home / folder).mkdir(mode=0o700, exist_ok=True)
        os.environ[name] = str(home / folder)
    os.environ["QT_QPA_PLATFORM"] = "offscreen"


@dataclass
class FakeClock:
    """A clock that stands still until a test moves it: 2026-11-18 08:00 in Viet Nam."""

    at_ms: int = 1_794_963_600_000

    def now_ms(self) -> int:
        """Return the moment the test has set."""
        return self.at_ms

    def advance(self, milliseconds: int) -> None:
        """Let time pass."""
        self.at_ms += milliseconds


@pytest.fixture
def clock() -> FakeClock:
    """Return a clock the test commands."""
    return FakeClock()


@pytest.fixture
def ids(clock: FakeClock) -> Ids:
    """Return identifiers that are the same in every run."""
    return Ids(random.Random(20261118).randbytes, clock)


@pytest.fixture(scope="session")
def empty_books(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a closed data folder with all tables and nothing in them; migrated once, copied by each test."""
    folder = tmp_path_factory.mktemp("empty-books") / "books"
    open_folder(folder, random.Random(1).randbytes).close()
    return folder


@pytest.fixture
def context(tmp_path: Path, empty_books: Path, clock: FakeClock, ids: Ids) -> Iterator[Context]:
    """Return the context of an open data folder before set-up."""
    folder = shutil.copytree(empty_books, tmp_path / "books")
    database = open_folder(folder, ids.random_bytes)
    yield Context(database, clock, ids, folder)
    database.close()


@pytest.fixture
def village(context: Context) -> Context:
    """Return the context of an invented village's books, just begun."""
    found_village(context, FoundVillage("11647", "Đông", head="Trần Thị Bình"))
    return context


@pytest.fixture(scope="session")
def postgres() -> Iterator[postgresql.Server]:
    """Return a running PostgreSQL server of this run alone, or skip with the reason why there is none."""
    with postgresql.running() as server:
        yield server


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Return the folder of real lists beside the project, or skip."""
    if not SHARED_DATA.is_dir():
        pytest.skip("the folder ../shared/data with the real lists is not here")
    return SHARED_DATA


@pytest.fixture(scope="session")
def tool() -> Callable[[str], str]:
    """Return a function giving the path of an independent program (qpdf, age, openssl ...), or skipping without it."""

    def find(name: str) -> str:
        return shutil.which(name) or pytest.skip(f"the program {name} is not installed")

    return find


class _Kept(logging.Handler):
    """Keeps the warnings of one test."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


@pytest.fixture
def logged() -> Iterator[list[logging.LogRecord]]:
    """Return the warnings logged under ``app`` so far; a test that asks for them expects some and looks at them."""
    handler = _Kept()
    logging.getLogger("app").addHandler(handler)
    yield handler.records
    logging.getLogger("app").removeHandler(handler)


@pytest.fixture(autouse=True)
def nothing_left_behind(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test that leaves a thread or a running timer, or logs a warning it did not expect."""
    expects_warnings = "logged" in request.fixturenames
    handler = _Kept()
    logging.getLogger("app").addHandler(handler)
    threads, timers = _threads(), _timers()
    yield
    logging.getLogger("app").removeHandler(handler)
    left = [thread.name for thread in _ended(_threads() - threads)]
    ticking = [repr(timer) for timer in _timers() - timers]
    warned = [] if expects_warnings else [record.getMessage() for record in handler.records]
    problems = {"threads left": left, "timers left": ticking, "unexpected warnings": warned}
    assert not any(problems.values()), problems


def _threads() -> set[threading.Thread]:
    return {thread for thread in threading.enumerate() if not thread.daemon}


def _ended(threads: set[threading.Thread]) -> set[threading.Thread]:
    """Return those still alive after a fair second."""
    deadline = time.monotonic() + 1
    for thread in threads:
        thread.join(max(0.0, deadline - time.monotonic()))
    return {thread for thread in threads if thread.is_alive()}


def _timers() -> set[object]:
    """Return the Qt timers that run now; what was told to delete itself later is deleted first."""
    if "PySide6.QtCore" not in sys.modules:
        return set()
    import shiboken6
    from PySide6.QtCore import QCoreApplication, QEvent, QTimer

    if QCoreApplication.instance() is not None:
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    wrappers = shiboken6.getAllValidWrappers()
    return {each for each in wrappers if isinstance(each, QTimer) and each.isActive()}
