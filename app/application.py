"""The one place that wires things: paths, clock, randomness, database -> an open program.

Everything here is the real world; the rooms below get it handed in.
"""

import os
import platform
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from app.kernel.ids import Ids
from app.kernel.progress import Progress
from app.storage.database import open_folder
from app.storage.machine import machine_mark
from app.usecases.context import Context, join
from app.usecases.machine import notice_machine

if TYPE_CHECKING:
    from app.usecases.demo import DemoResult

APP_NAME: Final = "SoThon"


class SystemClock:
    """The wall clock of this machine."""

    def now_ms(self) -> int:
        """Return milliseconds since 1970-01-01 UTC."""
        return time.time_ns() // 1_000_000


@dataclass(frozen=True)
class App:
    """An open data folder. ``role`` is ``village``, ``commune``, or empty before set-up."""

    context: Context

    @property
    def role(self) -> str:
        """What these books are."""
        return self.context.identity.role

    def close(self) -> None:
        """Close the database and free the folder."""
        self.context.database.close()


def default_folder() -> Path:
    """Return the platform's application-data folder for this program."""
    from platformdirs import user_data_path

    return user_data_path(APP_NAME, appauthor=False)


def open_app(data_dir: Path | None = None, database: str = "") -> App:
    """Open (or make) a data folder, its books in it or on the PostgreSQL server that the URL ``database`` names.

    Raises the DATA errors of :func:`app.storage.database.open_folder`.
    """
    folder = data_dir or default_folder()
    clock = SystemClock()
    ids = Ids(os.urandom, clock)
    context = Context(open_folder(folder, os.urandom, database), clock, ids, folder)
    if database:
        join(context)
    notice_machine(context, machine_mark(folder), platform.node())
    return App(context)


def demo(out: Path, progress: Progress) -> "DemoResult":
    """Do the whole main job on the sample village, in books that are thrown away; papers and bundles stay in ``out``."""
    from app.usecases.demo import run_demo

    with tempfile.TemporaryDirectory(prefix="so-thon-") as folder:
        village, commune = open_app(Path(folder) / "thon"), open_app(Path(folder) / "xa")
        try:
            return run_demo(village.context, commune.context, out, progress)
        finally:
            village.close()
            commune.close()
