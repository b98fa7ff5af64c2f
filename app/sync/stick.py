"""Writing a finished file to a USB stick so that a full or pulled stick does no harm (design "Writing to the stick").

Room is checked first, nothing is ever overwritten, the file takes its name only when it is whole, and it is read back
past the system's cache before anyone is told that it is safe to pull the stick.
"""

import contextlib
import errno
import hashlib
import io
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import BinaryIO, Final

from app.kernel.clock import Clock
from app.kernel.errors import AppError
from app.kernel.files import NOT_READABLE, PART, sha256_past_cache, whole_file
from app.kernel.progress import Progress
from app.sync.errors import (
    STICK_FILE_TOO_BIG,
    STICK_FULL,
    STICK_GONE,
    STICK_MISMATCH,
    STICK_NAME_TAKEN,
    STICK_NO_ROOM,
    STICK_READ_ONLY,
)

MEGABYTE: Final = 1024 * 1024
SPARE: Final = 16 * MEGABYTE
"""Left free beside twice the size of the file: FAT tables, and the person's own files."""
FAT32_LIMIT: Final = 4 * 1024 * MEGABYTE - 1
"""Largest file of FAT32 in bytes, the system most sticks are sold with."""
CHUNK: Final = 64 * 1024
_DAY_MS: Final = 24 * 60 * 60 * 1000
_LEFTOVERS: Final = f"sothon_*.zip{PART}"
_NAME: Final = re.compile(r"[A-Za-z0-9_-]{1,56}(\.[a-z0-9]{1,4})?")
_GONE: Final = (errno.EIO, errno.ENODEV, errno.ENXIO, errno.ESTALE, errno.ENOENT, errno.ENOTDIR)
_FULL: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@dataclass(frozen=True, slots=True)
class Delivered:
    """A file that lies on the stick and was read back: its SHA-256 is that of the medium, not of the cache."""

    path: Path
    size: int
    sha256: str
    verified: bool = True


def bundle_name(tag: str, day: date, random_bytes: Callable[[int], bytes]) -> str:
    """Return ``sothon_<tag>_<yyyymmdd>_<6 random>.zip``; ``tag`` is the village's tag, ASCII letters and digits."""
    if not (tag.isascii() and tag.isalnum() and len(tag) <= 20):
        raise ValueError("a tag is ASCII letters and digits")
    return f"sothon_{tag}_{day:%Y%m%d}_{random_bytes(3).hex()}.zip"


def deliver(
    source: bytes | Path,
    folder: Path,
    name: str,
    *,
    clock: Clock,
    progress: Progress | None = None,
    replaces: bool = False,
) -> Delivered:
    """Copy ``source`` (bytes, or a local file) to ``folder`` under ``name`` and verify what the medium holds.

    ``replaces`` lets it take the place of an older file of that name; otherwise nothing is overwritten.
    ``progress`` is advanced by bytes and may be cancelled. Own leftovers older than a day are removed first. Raises
    :class:`AppError` STICK-001..007, or FILE-004 of our own disk; then no file has the final name and the next attempt works.
    """
    if not _NAME.fullmatch(name):
        raise ValueError("a name on a stick is short ASCII")
    target = folder / name
    with _open(source) as stream:
        size = stream.seek(0, io.SEEK_END)
        stream.seek(0)
        _sweep(folder, clock)
        _refuse_without_room(folder, name, size, replaces=replaces)
        wanted = _copy(stream, target, progress or Progress())
    try:
        if _read_back(target) != wanted:
            raise AppError(STICK_MISMATCH, file=name)
    except AppError:
        with contextlib.suppress(OSError):
            target.unlink()
        raise
    return Delivered(target, size, wanted)


def _open(source: bytes | Path) -> BinaryIO:
    """Return a stream of what is to be copied; raises FILE-004 when our own disk does not give it back."""
    if isinstance(source, bytes):
        return io.BytesIO(source)
    try:
        return source.open("rb")
    except OSError as error:
        raise AppError(NOT_READABLE, file=source.name) from error


def _sweep(folder: Path, clock: Clock) -> None:
    """Remove what an interrupted program left behind; what cannot be judged or removed stays."""
    newest = clock.now_ms() - _DAY_MS
    with contextlib.suppress(OSError):
        for leftover in folder.glob(_LEFTOVERS):
            if leftover.stat().st_mtime * 1000 < newest:
                leftover.unlink()


def _refuse_without_room(folder: Path, name: str, size: int, *, replaces: bool) -> None:
    if size > FAT32_LIMIT:
        raise AppError(STICK_FILE_TOO_BIG, size_mb=size // MEGABYTE)
    try:
        free = shutil.disk_usage(folder).free
        taken = not replaces and (folder / name).exists()
    except OSError as error:
        raise _failure(error, folder) from error
    if taken:
        raise AppError(STICK_NAME_TAKEN, file=name)
    needed = 2 * size + SPARE
    if free < needed:
        rounded_up = -(-needed // MEGABYTE)
        raise AppError(STICK_NO_ROOM, folder=_called(folder), needed_mb=rounded_up, free_mb=free // MEGABYTE)


def _copy(stream: BinaryIO, target: Path, progress: Progress) -> str:
    """Write the whole stream to ``target`` by way of ``.part``; return the SHA-256 of what was meant to be written."""
    digest = hashlib.sha256()
    try:
        with whole_file(target) as out:
            while chunk := stream.read(CHUNK):
                digest.update(chunk)
                out.write(chunk)
                progress.advance(len(chunk))
    except AppError as error:
        cause = error.__cause__
        assert isinstance(cause, OSError), "whole_file says why"
        raise _failure(cause, target.parent) from cause
    return digest.hexdigest()


def _read_back(target: Path) -> str:
    try:
        return sha256_past_cache(target)
    except OSError as error:
        raise _failure(error, target.parent) from error


def _failure(error: OSError, folder: Path) -> AppError:
    if error.errno in _FULL:
        return AppError(STICK_FULL, folder=_called(folder))
    return AppError(STICK_GONE if error.errno in _GONE else STICK_READ_ONLY, folder=_called(folder))


def _called(folder: Path) -> str:
    return folder.name or str(folder)
