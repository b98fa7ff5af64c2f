"""Long work seen from a terminal: a bar on standard error, and Ctrl-C that cancels without half a change."""

import contextlib
import signal
import sys
import threading
from collections.abc import Iterator
from types import FrameType
from typing import Final, TextIO

from app.kernel.progress import Progress, Snapshot

PATIENCE_S: Final = 0.6
"""Work shorter than this shows no bar."""
POLL_S: Final = 0.1
_WIDTH: Final = 30


@contextlib.contextmanager
def watched(progress: Progress) -> Iterator[None]:
    """Draw ``progress`` while the block runs, if standard error is a terminal, and let Ctrl-C cancel it."""
    with _ctrl_c_cancels(progress), _drawn(progress, sys.stderr):
        yield


def bar(now: Snapshot) -> str:
    """Return one line: the stage, a bar and a share when the total is known, else how many steps are done."""
    if now.total <= 0:
        return f"{now.stage} ... {now.done or ''}".rstrip()
    done = min(now.done, now.total)
    filled = _WIDTH * done // now.total
    return f"{now.stage} [{'#' * filled}{'.' * (_WIDTH - filled)}] {100 * done // now.total} %"


@contextlib.contextmanager
def _drawn(progress: Progress, stream: TextIO) -> Iterator[None]:
    if not stream.isatty():
        yield
        return
    finished = threading.Event()
    artist = threading.Thread(target=_draw, args=(progress, stream, finished), name="progress bar")
    artist.start()
    try:
        yield
    finally:
        finished.set()
        artist.join()


def _draw(progress: Progress, stream: TextIO, finished: threading.Event) -> None:
    shown = 0
    waited = finished.wait(PATIENCE_S)
    while not waited:
        line = bar(progress.now) if progress.now.stage else ""
        stream.write("\r" + line.ljust(shown))
        stream.flush()
        shown = len(line)
        waited = finished.wait(POLL_S)
    if shown:
        stream.write("\r" + " " * shown + "\r")
        stream.flush()


@contextlib.contextmanager
def _ctrl_c_cancels(progress: Progress) -> Iterator[None]:
    """Turn Ctrl-C into the Cancel button: at the next step of work that counts steps, at once for the rest.

    Past the point of no return it does nothing, so that "cancelled" always means that nothing changed.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        if progress.now.committing:
            return
        if not progress.now.stage:
            raise KeyboardInterrupt
        progress.cancel()

    before = signal.signal(signal.SIGINT, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
