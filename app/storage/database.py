"""One data folder, one encrypted database file, one program at a time.

Opened through ``sqlcipher3`` alone (its SQLite has the WAL-reset fix; two SQLite libraries must never share a file), with
WAL and FULL synchronisation: on a simulated disk this pair lost no acknowledged save in 3,000 power cuts.
"""

import contextlib
import errno
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import sqlcipher3.dbapi2 as driver
from filelock import FileLock, Timeout
from sqlalchemy import Connection, Engine, ExceptionContext, create_engine, event
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session
from sqlalchemy.pool import QueuePool

from app.journal.capture import JournalSession
from app.kernel.errors import AppError
from app.kernel.files import write_whole
from app.storage import errors
from app.storage.places import refuse_unsafe_place

FILE_NAME: Final = "sothon.db"
KEY_NAME: Final = "key"
LOCK_NAME: Final = "lock"

PRAGMAS: Final = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "busy_timeout=5000",
    "trusted_schema=OFF",
    "cell_size_check=ON",
    "secure_delete=ON",
    "temp_store=MEMORY",
    "cache_size=-32000",
)
"""Set on every connection; reasons and measurements in the design text "reliability", section "Database".

The cache is 32 MB at most: each page read again is decrypted again, and with SQLite's own 2 to 8 MB a search over 50,000 people
took three times as long.
"""

_WRITES: Final = "sothon_writes"


class Database:
    """The open database of one data folder. Close it, or the folder stays locked until the process ends."""

    def __init__(self, folder: Path, lock: FileLock, key: str) -> None:
        self.folder = folder
        self.path = folder / FILE_NAME
        self.key = key
        self._lock = lock
        self.engine = make_engine(self.path, key)

    @contextlib.contextmanager
    def reading(self) -> Iterator[Session]:
        """Yield a session that sees one moment of the database; what it changes is thrown away."""
        with (
            translated(self.folder),
            self.engine.connect() as connection,
            Session(connection, autoflush=False) as session,
        ):
            yield session

    @contextlib.contextmanager
    def writing(self) -> Iterator[Connection]:
        """Yield a connection in ``BEGIN IMMEDIATE``; committed when the block ends well, else rolled back whole."""
        with translated(self.folder), self.engine.connect() as connection:
            connection.execution_options(**{_WRITES: True})
            with connection.begin():
                yield connection

    @contextlib.contextmanager
    def journalling(self) -> Iterator[JournalSession]:
        """Yield the session of one named transaction, committed or rolled back whole as :meth:`writing`."""
        with self.writing() as connection, JournalSession(connection, expire_on_commit=False) as session:
            yield session

    def prepare(self) -> None:
        """Bring the file to this program's tables; raises DATA-004 for a newer file, DATA-005 for a damaged one."""
        from app.storage.schema import prepare

        with translated(self.folder):
            prepare(self.engine, _WRITES)

    def release(self) -> None:
        """Let go of the file, its write-ahead log folded in, while the folder stays locked; the next query opens it again."""
        self.fold_log()
        self.engine.dispose()

    def fold_log(self) -> None:
        """Fold the write-ahead log into the file and empty it, so that what was overwritten is nowhere any more."""
        with contextlib.suppress(DatabaseError), self.engine.connect() as connection:
            cursor = connection.connection.cursor()
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            cursor.close()

    def close(self) -> None:
        """Fold the write-ahead log into the file, so that a closed database is one file, and free the folder."""
        self.release()
        self._lock.release()


def open_folder(folder: Path, random_bytes: Callable[[int], bytes]) -> Database:
    """Open the database of a data folder, making folder, key and file when they are not there.

    Raises DATA-001 when another program has it open, DATA-002 read-only, DATA-003 full, DATA-004 too new, DATA-005
    damaged, DATA-008 when the folder lies on a stick, a network drive or in a synced folder.
    """
    refuse_unsafe_place(folder)
    lock = _lock(folder)
    try:
        database = Database(folder, lock, _key(folder, random_bytes))
        try:
            database.prepare()
        except BaseException:
            database.engine.dispose()
            raise
    except BaseException:
        lock.release()
        raise
    return database


def make_engine(path: Path, key: str) -> Engine:
    """Return an engine on one encrypted file; ``key`` is 64 hex digits."""

    def connect() -> Any:
        connection = driver.connect(str(path), check_same_thread=False, isolation_level=None)
        try:
            with contextlib.closing(connection.cursor()) as cursor:
                cursor.execute(
                    "PRAGMA cipher_log_level = NONE"
                )  # what it would print on the terminal is told in our words
                cursor.execute(f"PRAGMA key = \"x'{key}'\"")
                for pragma in PRAGMAS:
                    cursor.execute(f"PRAGMA {pragma}")
        except BaseException:
            connection.close()  # nobody else knows it yet; left open it would hold the disk it lies on
            raise
        return connection

    engine = create_engine("sqlite://", creator=connect, module=driver, poolclass=QueuePool, pool_size=4)

    @event.listens_for(engine, "handle_error")
    def _let_go(failed: ExceptionContext) -> None:
        """Never lend a connection again that failed to read or write: it would go on failing when the disk no longer does.

        SQLCipher keeps its error, and SQLite a log that it could only open for reading.
        """
        if _expected(str(failed.original_exception).lower()) not in (None, errors.BUSY):
            failed.is_disconnect = True

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get(_WRITES, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


@contextlib.contextmanager
def translated(folder: Path) -> Iterator[None]:
    """Turn the driver's expected failures into numbered messages; anything else stays a bug."""
    try:
        yield
    except DatabaseError as error:
        code = _expected(str(error.orig).lower())
        if code is None:
            raise
        raise AppError(code, folder=folder.name) from error


def _expected(text: str) -> Any:
    known = (
        ("disk is full", errors.FOLDER_FULL),
        ("disk i/o error", errors.FOLDER_FULL),
        ("readonly", errors.FOLDER_READ_ONLY),
        ("unable to open", errors.FOLDER_READ_ONLY),
        ("locked", errors.BUSY),
        ("malformed", errors.FOLDER_DAMAGED),
        ("not a database", errors.FOLDER_DAMAGED),
    )
    return next((code for words, code in known if words in text), None)


def _lock(folder: Path) -> FileLock:
    lock = FileLock(folder / LOCK_NAME, blocking=False)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock.acquire()
        _probe(folder / ".probe")
    except Timeout as error:
        raise AppError(errors.FOLDER_LOCKED) from error
    except OSError as error:
        lock.release()
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        raise AppError(errors.FOLDER_FULL if full else errors.FOLDER_READ_ONLY, folder=folder.name) from error
    return lock


def _probe(path: Path) -> None:
    """Write and remove a page of bytes, to learn now whether the folder takes any."""
    try:
        path.write_bytes(b"x" * 4096)
    finally:
        path.unlink(missing_ok=True)


def _key(folder: Path, random_bytes: Callable[[int], bytes]) -> str:
    """Return the database key. For now it lies in the data folder; wrapping it is the business of a later issue."""
    path = folder / KEY_NAME
    if not path.exists():
        if (folder / FILE_NAME).exists():
            raise AppError(errors.FOLDER_DAMAGED)
        write_whole(path, random_bytes(32).hex().encode())
        with contextlib.suppress(OSError):
            os.chmod(path, 0o600)  # noqa: PTH101
    key = path.read_text(encoding="ascii", errors="replace").strip()
    if len(key) != 64 or not all(each in "0123456789abcdef" for each in key):
        raise AppError(errors.FOLDER_DAMAGED)
    return key
