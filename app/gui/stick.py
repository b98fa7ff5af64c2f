"""Bundles on a stick: nobody can tell them apart by their names, so the program looks into each of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.kernel.errors import AppError
from app.kernel.progress import Progress
from app.sync.errors import NOT_FOR_THIS_MACHINE, OWN_BUNDLE
from app.usecases.context import Context
from app.usecases.exchange_errors import WRONG_TYPE
from app.usecases.exchange_import import Imported, inspect_bundle

PATTERN: Final = "sothon_*.zip"
NOT_FOR_US: Final = (OWN_BUNDLE, WRONG_TYPE, NOT_FOR_THIS_MACHINE)
"""What we wrote ourselves, and what lies on the same stick for others; nobody needs to hear about them."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One bundle looked into: what it would do, or why it cannot be taken in."""

    file: Path
    seen: Imported | None = None
    error: AppError | None = None


def bundles_on(folder: Path) -> list[Path]:
    """Return the files of a stick that may be bundles, by name."""
    return sorted(folder.glob(PATTERN), key=lambda path: path.name)


def look_into(context: Context, files: Sequence[Path], progress: Progress, *, all_of_them: bool = False) -> list[Seen]:
    """Read each bundle without taking it in; those that are not for us are left out unless ``all_of_them`` are wanted."""
    progress.stage("Đọc các gói", len(files))
    found = []
    for path in files:
        try:
            found.append(Seen(path, inspect_bundle(context, path, Progress())))
        except AppError as error:
            if all_of_them or error.code not in NOT_FOR_US:
                found.append(Seen(path, error=error))
        progress.advance()
    return found
