"""Keeping the books safe: backups, restoring one, and checking that everything is as the notes say."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.journal import tables
from app.journal.views import differing_rows, rebuild
from app.kernel.clock import moment, today
from app.kernel.progress import Progress
from app.storage import backup
from app.usecases.context import Context
from app.usecases.erasures import erase_again, keep_list
from app.usecases.pictures import copy_pictures_from, copy_pictures_to
from app.usecases.quality import Finding, examine

STAMP: Final = "%Y%m%d-%H%M%S"
"""How the names of backups tell when they were made."""

_LAST = "backup_at"


@dataclass(frozen=True, slots=True)
class BackupRow:
    """One backup as the list shows it: ``when`` in words, ``size`` in bytes, ``verified`` only after being read back."""

    file: Path
    when: str
    size: int
    sha256: str
    verified: bool


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did: the backup now in use, where the replaced books lie, and the new database id."""

    file: Path
    sha256: str
    aside: Path
    db_id: str


@dataclass(frozen=True, slots=True)
class Health:
    """What a check found: the file whole, rows as the notes say, how many rows differed, shortcomings of the register."""

    database: bool
    views_match: bool
    differing: int
    quality: tuple[Finding, ...]
    score: int


def backup_folder(context: Context) -> Path:
    """Return where backups go when no other place is chosen."""
    return context.folder / backup.FOLDER


def create_backup(context: Context, folder: Path | None = None, progress: Progress | None = None) -> BackupRow:
    """Write and verify a backup now; raises FILE-001, FILE-002, BACKUP-001, BACKUP-003.

    Pictures of scanned pages lie once beside the backups of another place, sealed as they are, and in no backup.
    """
    stamp = f"{moment(context.clock.now_ms()):{STAMP}}"
    made = backup.create(context.database, folder or backup_folder(context), stamp, progress or Progress())
    if folder is not None and folder.resolve() != backup_folder(context).resolve():
        copy_pictures_to(context, folder)
    with context.writing() as connection:
        tables.write_local(connection, _LAST, str(context.clock.now_ms()))
    keep_list(context)
    return _row(made, verified=True)


def last_backup(context: Context) -> int:
    """Return when these books were last backed up, wherever to (milliseconds); 0 when they never were."""
    return int(context.local().get(_LAST, "0"))


def list_backups(context: Context, folder: Path | None = None) -> tuple[BackupRow, ...]:
    """Return the backups of a folder, newest first; they are not opened for this."""
    return tuple(_row(each, verified=False) for each in backup.list_backups(folder or backup_folder(context)))


def verify_backup(context: Context, file: Path) -> BackupRow:
    """Read a backup whole and check it; raises FILE-003 or BACKUP-002."""
    digest = backup.verify(file, context.database.key)
    return _row(backup.BackupFile(file, file.stat().st_size, digest), verified=True)


def restore_backup(context: Context, file: Path) -> Restored:
    """Go back to a backup. The present books are kept aside, and the restored ones get a new ``db_id``.

    What was sent to the commune since comes back with its next update; what was erased since is erased again. Raises
    FILE-003, BACKUP-002, BACKUP-003; the present books are then untouched.
    """
    backup.refuse_on_server(context.database)
    digest = backup.verify(file, context.database.key)
    keep_list(context)
    aside = backup.restore(context.database, file, f"{moment(context.clock.now_ms()):{STAMP}}")
    db_id = context.ids.random()
    with context.writing() as connection:
        tables.write_local(connection, "db_id", db_id)
    erase_again(context)
    copy_pictures_from(context, file.parent)
    return Restored(file, digest, aside, db_id)


def check(context: Context, *, mend: bool = False, progress: Progress | None = None) -> Health:
    """Check file, rows and register; ``mend`` first computes every row anew from the notes."""
    progress = progress or Progress()
    progress.stage("Kiểm tra tệp sổ")
    sound = context.database.is_sound()
    if not sound:
        return Health(database=False, views_match=False, differing=0, quality=(), score=0)
    if mend:
        with context.writing() as connection:
            rebuild(connection, progress)
            progress.committing()
        progress = Progress()  # too late to cancel
    progress.stage("Đối chiếu bảng với sổ thay đổi")
    with context.reading() as session:
        differing = differing_rows(session.connection())
        quality = examine(session, today(context.clock))
    return Health(True, not differing, len(differing), quality.findings, quality.score)


def _row(found: backup.BackupFile, *, verified: bool) -> BackupRow:
    return BackupRow(found.path, found.when, found.size, found.sha256, verified)
