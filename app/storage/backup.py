"""Backups: one encrypted file each, checked before it gets its name, and its SHA-256 beside it.

Order (design text "reliability", section "Backups"): backup API -> temporary name -> open and check -> fsync -> rename ->
SHA-256 file. A backup is encrypted with the key of the books it was taken from. Restoring never overwrites: the present
file is copied aside first, and the backup takes its place in one step, so a power cut leaves the old books or the new.
"""

import contextlib
import os
import re
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sqlcipher3 import dbapi2 as driver

from app.kernel.errors import AppError
from app.kernel.files import (
    DISK_FULL,
    NOT_FOUND,
    NOT_WRITABLE,
    PART,
    failure,
    sha256_past_cache,
    sync_folder,
    write_whole,
)
from app.kernel.progress import Progress
from app.storage.database import Database
from app.storage.errors import BACKUP_BY_SERVER, BACKUP_DAMAGED, BACKUP_NOT_VERIFIED, FOLDER_TOO_NEW
from app.storage.schema import JOURNAL_VERSION
from app.storage.sqlite import APPLICATION_ID, QUIET, connection_is_sound

FOLDER: Final = "backups"
ASIDE: Final = "aside"
"""Where a restore puts the books it replaces."""

SUFFIX: Final = ".db"
SUM_SUFFIX: Final = ".sha256"
_NAME: Final = re.compile(r"sothon-(\d{4})(\d\d)(\d\d)-(\d\d)(\d\d)\d\d(-\d+)?\.db")
_PAGES: Final = 256
"""Pages copied between two looks at the Cancel button (a mebibyte)."""


@dataclass(frozen=True, slots=True)
class BackupFile:
    """One backup: where it lies, its size in bytes, and the SHA-256 written beside it (empty when that file is gone)."""

    path: Path
    size: int
    sha256: str

    @property
    def when(self) -> str:
        """When it was made, by its name (copying changes the file's own time): "18/11/2026 08:00", or empty."""
        named = _NAME.fullmatch(self.path.name)
        return f"{named[3]}/{named[2]}/{named[1]} {named[4]}:{named[5]}" if named else ""


def create(database: Database, folder: Path, stamp: str, progress: Progress) -> BackupFile:
    """Write a backup of the open database into ``folder`` and read it back; ``stamp`` is ``yyyymmdd-hhmmss``.

    Raises FILE-001 (full), FILE-002 (not writable), BACKUP-003 for books on a server, BACKUP-001 when what was written does
    not read back; then no file has the final name.
    """
    refuse_on_server(database)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        target = _free_name(folder, stamp)
        part = target.with_name(target.name + PART)
        with _removed_on_failure(part):
            _copy(database, part, progress)
            progress.stage("Kiểm tra bản sao lưu")
            _sync(part)
            digest = sha256_past_cache(part)
            if _version(part, database.key) is None:
                raise AppError(BACKUP_NOT_VERIFIED)
            progress.committing()
            part.replace(target)
        sync_folder(folder)
    except OSError as error:
        raise failure(error, folder) from error
    write_whole(target.with_name(target.name + SUM_SUFFIX), f"{digest}  {target.name}\n".encode())
    return BackupFile(target, target.stat().st_size, digest)


def refuse_on_server(database: Database) -> None:
    """Raise BACKUP-003 for books on a server, of which there is no file here."""
    if database.on_server:
        raise AppError(BACKUP_BY_SERVER)


def made_before(folder: Path, stamp: str) -> list[Path]:
    """Return the backups of ``folder``, and the books that a restore put aside there, that are older than ``stamp``."""
    return [
        path
        for inside in (folder, folder.parent / ASIDE)
        if inside.is_dir()
        for path in sorted(inside.iterdir())
        if _NAME.fullmatch(path.name) and path.name < f"sothon-{stamp}"
    ]


def remove(paths: Sequence[Path]) -> None:
    """Delete backups with what lies beside them; raises FILE-002."""
    for path in paths:
        try:
            for extra in ("", SUM_SUFFIX, "-wal"):
                Path(f"{path}{extra}").unlink(missing_ok=True)
            sync_folder(path.parent)
        except OSError as error:
            raise failure(error, path) from error


def list_backups(folder: Path) -> list[BackupFile]:
    """Return the backups of a folder, newest first, as their names say; files of other names are no backups."""
    if not folder.is_dir():
        return []
    paths = sorted((path for path in folder.iterdir() if _NAME.fullmatch(path.name)), reverse=True)
    return [BackupFile(path, path.stat().st_size, _written_sum(path)) for path in paths]


def verify(path: Path, key: str) -> str:
    """Return the SHA-256 of a backup that is whole and opens with the key of these books.

    Raises FILE-003 when there is no such file, BACKUP-002 when any bit differs from what was written, DATA-004 when a newer
    program wrote it.
    """
    if not path.is_file():
        raise AppError(NOT_FOUND, file=path.name)
    try:
        digest = sha256_past_cache(path)
    except OSError as error:
        raise AppError(BACKUP_DAMAGED, file=path.name) from error
    version = _version(path, key)
    if _written_sum(path) not in ("", digest) or version is None:
        raise AppError(BACKUP_DAMAGED, file=path.name)
    if version > JOURNAL_VERSION:
        raise AppError(FOLDER_TOO_NEW, found=version, known=JOURNAL_VERSION)
    return digest


def restore(database: Database, backup: Path, stamp: str) -> Path:
    """Put a backup in the place of the open books and return where the replaced file lies now.

    The backup must have been verified. Any failure before the last step leaves the books as they were.
    """
    database.release()
    part = database.path.with_name(database.path.name + PART)
    try:
        aside = _set_aside(database.path, stamp)
        with _removed_on_failure(part):
            shutil.copyfile(backup, part)
            _sync(part)
            if sha256_past_cache(part) != sha256_past_cache(backup):
                raise AppError(BACKUP_NOT_VERIFIED)
            for extra in ("-wal", "-shm"):
                Path(f"{database.path}{extra}").unlink(missing_ok=True)
            part.replace(database.path)
        sync_folder(database.folder)
    except OSError as error:
        raise failure(error, database.path) from error
    database.prepare()
    return aside


def _copy(database: Database, part: Path, progress: Progress) -> None:
    """Copy page by page with SQLite's backup API, so that work may go on in the books meanwhile."""
    progress.stage("Sao lưu")

    def report(_status: int, remaining: int, total: int) -> None:
        if progress.now.total != total:
            progress.stage("Sao lưu", total)
        progress.advance(total - remaining - progress.now.done)

    part.unlink(missing_ok=True)
    with told_of(part), database.translated(), database.engine.connect() as connection:
        source: Any = connection.connection.driver_connection
        with contextlib.closing(open_file(part, database.key)) as target:
            source.backup(target, pages=_PAGES, progress=report)
            target.execute("PRAGMA journal_mode = DELETE")


@contextlib.contextmanager
def told_of(part: Path) -> Iterator[None]:
    """Turn what the driver says about a place it cannot write to into the message of that place, not of the books."""
    try:
        yield
    except driver.OperationalError as error:
        full = "full" in str(error).lower()
        raise AppError(DISK_FULL if full else NOT_WRITABLE, file=part.parent.name) from error


def _version(path: Path, key: str) -> int | None:
    """Return the ``user_version`` of a file that opens with the key, is ours and whole; ``None`` for any other."""
    try:
        with contextlib.closing(open_file(path, key)) as connection:
            ours = connection.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)
            version = int(connection.execute("PRAGMA user_version").fetchone()[0])
            return version if ours and connection_is_sound(connection.cursor()) else None
    except driver.DatabaseError:
        return None


def open_file(path: Path, key: str) -> Any:
    """Return a connection of the driver to one encrypted file; ``key`` is 64 hex digits. The caller closes it."""
    connection = driver.connect(str(path), isolation_level=None)
    connection.execute(QUIET)
    connection.execute(f"PRAGMA key = \"x'{key}'\"")
    return connection


def _set_aside(path: Path, stamp: str) -> Path:
    """Copy the present file, and its log if one is left, into a folder of their own."""
    folder = path.parent / ASIDE
    folder.mkdir(exist_ok=True)
    target = _free_name(folder, stamp)
    for extra in ("", "-wal"):
        source = Path(f"{path}{extra}")
        if source.exists():
            copy = Path(f"{target}{extra}")
            shutil.copyfile(source, copy)
            _sync(copy)
    sync_folder(folder)
    return target


def _free_name(folder: Path, stamp: str) -> Path:
    """Return a name of this second that no file has yet."""
    name, count = folder / f"sothon-{stamp}{SUFFIX}", 1
    while name.exists():
        count += 1
        name = folder / f"sothon-{stamp}-{count}{SUFFIX}"
    return name


def _written_sum(path: Path) -> str:
    """Return the SHA-256 in the file beside a backup; empty without one, and never equal to a digest when it is damaged."""
    try:
        text = path.with_name(path.name + SUM_SUFFIX).read_text(encoding="ascii", errors="replace")
    except OSError:
        return ""
    return text.partition(" ")[0] or "?"


def _sync(path: Path) -> None:
    with path.open("rb+") as stream:
        os.fsync(stream.fileno())


@contextlib.contextmanager
def _removed_on_failure(part: Path) -> Iterator[None]:
    try:
        yield
    except BaseException:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        raise
