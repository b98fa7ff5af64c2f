"""Long work away from the window's thread (design/architecture.md, habit 3).

One job runs at a time, in the order asked: there is one writer to the database. The work gets a
:class:`~app.kernel.progress.Progress` and returns a value; everything after that happens in the window's thread again.
:meth:`Jobs.close` cancels what runs and waits for it, so no thread outlives the window.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from PySide6.QtCore import QElapsedTimer, QObject, Signal

from app.kernel.errors import AppError, Cancelled
from app.kernel.progress import Progress, Snapshot

T = TypeVar("T")

FEW: Final = 20
"""Steps of a stage below which a guess of the time left would only jump about."""


@dataclass(frozen=True)
class Job(Generic[T]):
    """Work worth a bar: ``work`` runs elsewhere, then ``done`` gets its result in the window's thread.

    ``title`` says in village words what is going on ("Đang in 495 bản cam kết"). Without ``failed`` an expected
    failure is shown by the window.
    """

    title: str
    work: Callable[[Progress], T]
    done: Callable[[T], object]
    failed: Callable[[AppError], object] | None = None


class Running:
    """One job on its way, with the clock of its present stage."""

    def __init__(self, job: Job[Any]) -> None:
        self.job = job
        self.progress = Progress()
        self._stage = ""
        self._clock = QElapsedTimer()
        self._clock.start()

    def time_left(self) -> str:
        """Return how long the present stage will still take, in words, or nothing when that cannot be known."""
        now = self.progress.now
        if now.stage != self._stage:
            self._stage = now.stage
            self._clock.restart()
        return time_left(now, self._clock.elapsed())


class Jobs(QObject):
    """Runs jobs. ``began`` and ``ended`` carry the :class:`Running`; failures go to ``refused`` and ``broke``.

    With ``at_once`` the work runs in the caller's thread before :meth:`start` returns, which is what tests want.
    """

    began = Signal(object)
    ended = Signal(object)
    refused = Signal(object)
    """An :class:`AppError` the job did not take care of."""
    broke = Signal(object)
    """Any other exception: a bug."""
    _came_back = Signal(object, object, object)

    def __init__(self, parent: QObject | None = None, *, at_once: bool = False) -> None:
        super().__init__(parent)
        self._worker = None if at_once else ThreadPoolExecutor(max_workers=1, thread_name_prefix="job")
        self._running: list[Running] = []
        self._came_back.connect(self._finish)

    @property
    def busy(self) -> bool:
        """Whether anything runs or waits."""
        return bool(self._running)

    def start(self, job: Job[Any]) -> None:
        """Run ``job`` as soon as the ones before it are done."""
        running = Running(job)
        self._running.append(running)
        self.began.emit(running)
        if self._worker is None:
            self._finish(running, *_attempt(running))
        else:
            self._worker.submit(self._work, running)

    def cancel(self) -> None:
        """Ask everything that runs or waits to stop; what is being committed is finished first."""
        for running in self._running:
            running.progress.cancel()

    def close(self) -> None:
        """Cancel, wait for the thread to end, and forget results that come too late."""
        self.cancel()
        if self._worker is not None:
            self._worker.shutdown(wait=True)
        self._running.clear()

    def _work(self, running: Running) -> None:
        self._came_back.emit(running, *_attempt(running))

    def _finish(self, running: Running, result: object, error: Exception | None) -> None:
        if running not in self._running:
            return
        self._running.remove(running)
        self.ended.emit(running)
        if error is None:
            running.job.done(result)
        elif isinstance(error, AppError):
            (running.job.failed or self.refused.emit)(error)
        elif not isinstance(error, Cancelled):
            self.broke.emit(error)


def _attempt(running: Running) -> tuple[object, Exception | None]:
    try:
        running.progress.check_cancelled()
        return running.job.work(running.progress), None
    except Exception as error:  # noqa: BLE001  a thread has nowhere to raise to; _finish sorts what came back
        return None, error


def time_left(now: Snapshot, elapsed_ms: int) -> str:
    """Return "còn khoảng 2 phút" for a stage that took ``elapsed_ms`` so far, or nothing when it cannot be guessed."""
    if now.done < min(FEW, now.total) or not 0 < now.done < now.total or elapsed_ms < 500:
        return ""
    seconds = elapsed_ms * (now.total - now.done) / now.done / 1000
    if seconds < 5:
        return "sắp xong"
    if seconds < 55:
        return f"còn khoảng {round(seconds / 5) * 5} giây"
    return f"còn khoảng {round(seconds / 60)} phút"
