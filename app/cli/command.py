"""What passes between the entrance and a command: the call that was made and the answer to it."""

import sys
from argparse import Namespace
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.kernel.errors import AppError, Exit
from app.kernel.progress import Progress

if TYPE_CHECKING:
    from app.application import App
    from app.usecases.context import Context, Done


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command has to say: JSON keys for programs, Vietnamese lines for people, and how it went."""

    facts: Mapping[str, object]
    lines: tuple[str, ...]
    exit: Exit = Exit.DONE


class Call:
    """One command as it was typed. The data folder is opened when the command first asks for it."""

    def __init__(self, options: Namespace, progress: Progress) -> None:
        self.options = options
        self.progress = progress
        self._app: App | None = None
        self._url: str = getattr(options, "database", "")

    @property
    def context(self) -> "Context":
        """The open books; raises DATA-006 before set-up, without making anything, and the DATA errors of opening.

        With ``--village`` those of a clerk in the place of that village: SETUP-003 outside a commune, VILLAGE-005.
        """
        from app.application import default_folder
        from app.storage.database import FILE_NAME, MACHINE_FILE
        from app.storage.errors import NOT_SET_UP

        place = getattr(self.options, "data_dir", None) or default_folder()
        begun = self._url or any((place / name).exists() for name in (FILE_NAME, MACHINE_FILE))
        if self._app is None and not begun:
            raise AppError(NOT_SET_UP)
        context = self.open_folder()
        if not context.identity.role:
            raise AppError(NOT_SET_UP)
        village = getattr(self.options, "standing_in", "")
        if village:
            from app.usecases.village_entry import stand_in

            return stand_in(context, village)
        return context

    def open_folder(self) -> "Context":
        """Return the open data folder, made when it is not there, whether or not books were begun in it."""
        from app.application import open_app

        if self._app is None:
            self._app = open_app(getattr(self.options, "data_dir", None), self._url)
        return self._app.context

    def confirm(self, question: str) -> bool:
        """Ask a person; ``--yes`` answers yes, and nobody there to answer means no."""
        if getattr(self.options, "yes", False):
            return True
        print(f"{question} [c/K] ", end="", file=sys.stderr, flush=True)
        return sys.stdin.readline().strip().casefold() in ("c", "có", "co", "y", "yes")

    def close(self) -> None:
        """Close the data folder if it was opened."""
        if self._app is not None:
            self._app.close()


Run = Callable[[Call], Answer]


def operation_of(done: "Done[Any]") -> str | None:
    """Return the operation that undo goes by; nothing when nothing changed, because then there are no notes of it."""
    return done.operation if done.changes.records else None
