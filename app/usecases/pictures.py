"""Kept pictures of scanned pages and of papers given as proof: looking at one, letting go of those nobody needs any more."""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from sqlalchemy import select

from app.records.assignments import TaskReport
from app.records.pledges import ScanPage
from app.usecases.context import Context

PICTURED: Final = (ScanPage, TaskReport)
"""Kinds of records that name a picture, each in its field ``picture``."""

_JPEG: Final = b"\xff\xd8\xff"
"""How a JPEG begins (ITU-T T.81, B.1.1.3: start of image, then a marker)."""


def is_picture(data: bytes) -> bool:
    """Tell whether bytes from elsewhere are a picture as one is kept; whether it can be drawn shows when it is opened."""
    return data.startswith(_JPEG)


def picture_of(context: Context, name: str) -> bytes:
    """Return a kept picture (JPEG); raises BLOB-001 when it is not on this machine, BLOB-002 when it is damaged."""
    return context.blobs.get(name)


def named_pictures(context: Context) -> set[str]:
    """Return the pictures that a record names, whatever became of the record: undo brings records back."""
    with context.reading() as session:
        return {name for model in PICTURED for name in session.scalars(select(model.picture)) if name}


def forget_pictures(context: Context, names: Iterable[str]) -> int:
    """Delete pictures that no record names any more; return how many."""
    gone = set(names) - named_pictures(context)
    return context.blobs.remove(gone) if gone else 0


def sweep_pictures(context: Context) -> int:
    """Delete every picture that no record names: what a power cut left, or came back with somebody who was erased.

    Only when a person asks to be rid of what is old: after going back to a backup, records of newer pictures may still be on
    their way home.
    """
    return context.blobs.keep_only(named_pictures(context))


def copy_pictures_to(context: Context, folder: Path) -> int:
    """Copy to a folder of backups the pictures it lacks, sealed as they are: once beside all of them, in none of them."""
    from app.storage.blobs import FOLDER, copy_missing

    return copy_missing(context.folder / FOLDER, folder / FOLDER, named_pictures(context))


def copy_pictures_from(context: Context, folder: Path) -> int:
    """Bring back from beside a backup the pictures that its records name and this machine lacks."""
    from app.storage.blobs import FOLDER, copy_missing

    return copy_missing(folder / FOLDER, context.folder / FOLDER, named_pictures(context))
