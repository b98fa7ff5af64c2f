"""Progress of long work, written by a use case and polled by a window or a terminal.

One plain object serves both: the worker calls :meth:`Progress.stage`, :meth:`Progress.advance`,
:meth:`Progress.check_cancelled` and :meth:`Progress.committing`; the watcher reads :attr:`Progress.now` from any
thread and calls :meth:`Progress.cancel`. Assigning one frozen snapshot at a time makes locks unnecessary.
"""

from dataclasses import dataclass, replace

from app.kernel.errors import Cancelled


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Where the work stands: a stage in village words, steps done of total (0 = unknown), and the point of no return."""

    stage: str = ""
    done: int = 0
    total: int = 0
    committing: bool = False


class Progress:
    """The channel between one piece of long work and whoever watches it."""

    def __init__(self) -> None:
        self.now = Snapshot()
        self._cancelled = False

    def stage(self, name: str, total: int = 0) -> None:
        """Begin a stage of ``total`` steps; ``name`` is shown to the person, in Vietnamese."""
        self.check_cancelled()
        self.now = Snapshot(stage=name, total=total)

    def advance(self, steps: int = 1) -> None:
        """Count ``steps`` as done, and stop here if the person cancelled."""
        self.now = replace(self.now, done=self.now.done + steps)
        self.check_cancelled()

    def check_cancelled(self) -> None:
        """Raise :class:`Cancelled` if the person pressed Cancel and the commit has not begun."""
        if self._cancelled and not self.now.committing:
            raise Cancelled

    def committing(self) -> None:
        """Say that from here on cancelling is too late; raises :class:`Cancelled` if it was asked just before."""
        self.check_cancelled()
        self.now = replace(self.now, committing=True)

    def cancel(self) -> None:
        """Ask the work to stop at its next step."""
        self._cancelled = True
