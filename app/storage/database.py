"""One data folder, one program at a time; the books in it, or on a server that several clerks share.

Usually the books are one encrypted file in the folder (:mod:`app.storage.sqlite`). When one machine is outgrown they lie in
PostgreSQL by URL (:mod:`app.storage.postgresql`); the folder then keeps what belongs to this clerk's machine alone.
"""

import contextlib
import errno
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, Protocol

from filelock import FileLock, Timeout
from sqlalchemy import Connection, Engine, MetaData
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from app.journal import tables
from app.journal.capture import JournalSession
from app.kernel.errors import AppError
from app.kernel.files import write_whole
from app.storage import errors
from app.storage.places import refuse_unsafe_place
from app.storage.sqlite import SqliteStore

FILE_NAME: Final = "sothon.db"
MACHINE_FILE: Final = "machine.db"
"""What this machine keeps for itself when its books are on a server; a folder has this file or the other, never both."""

KEY_NAME: Final = "key"
LOCK_NAME: Final = "lock"


class Store(Protocol):
    """Where books lie and what is different there. Words of a dialect are in its store and nowhere else."""

    engine: Engine

    def enter(self) -> None:
        """Begin to use the books."""

    def reading(self) -> contextlib.AbstractContextManager[Connection]:
        """Give a connection that sees one moment."""

    def writing(self) -> contextlib.AbstractContextManager[Connection]:
        """Give the one connection that may write now; committed when the block ends well, else rolled back whole."""

    def folding_later(self) -> contextlib.AbstractContextManager[None]:
        """Put off tidying up behind each commit while many large ones follow each other."""

    def remaking(self) -> contextlib.AbstractContextManager[None]:
        """Keep everybody else out while tables are made anew."""

    def version(self, connection: Connection) -> int:
        """Return the journal version of the tables, 0 where there are none."""

    def mark(self, connection: Connection, version: int) -> None:
        """Write the journal version down."""

    def shape(self, metadata: MetaData) -> None:
        """Set what tables of this store have besides their declaration."""

    def expected(self, error: DatabaseError) -> AppError | None:
        """Return what is told of a failure that can happen to anybody; ``None`` for a bug."""

    def is_sound(self) -> bool:
        """Tell whether what is stored is whole."""

    def fold_log(self) -> None:
        """Leave nothing of what was overwritten in a log of our own."""

    def drop(self) -> None:
        """Let go of every connection, writing nothing."""

    def close(self) -> None:
        """Let go of every connection, logs folded in; the next query makes new ones."""


class Database:
    """The open database of one data folder. Close it, or the folder stays locked until the process ends.

    ``on_server`` tells that the books are on a PostgreSQL server; then there is no file of them (``path``) to copy.
    """

    def __init__(self, folder: Path, lock: FileLock, key: str, store: Store, *, on_server: bool = False) -> None:
        self.folder = folder
        self.path = folder / FILE_NAME
        self.key = key
        self.on_server = on_server
        self._lock = lock
        self.store = store

    @property
    def engine(self) -> Engine:
        """What SQL goes through."""
        return self.store.engine

    @contextlib.contextmanager
    def reading(self) -> Iterator[Session]:
        """Yield a session that sees one moment of the database; what it changes is thrown away."""
        with self.translated(), self.store.reading() as connection, Session(connection, autoflush=False) as session:
            yield session

    def local(self) -> dict[str, str]:
        """Return every local fact; asked so often that no session is made for it."""
        with self.translated(), self.store.reading() as connection:
            return tables.read_local(connection)

    @contextlib.contextmanager
    def writing(self) -> Iterator[Connection]:
        """Yield the one connection that may write now; committed when the block ends well, else rolled back whole."""
        with self.translated(), self.store.writing() as connection:
            yield connection

    def folding_later(self) -> contextlib.AbstractContextManager[None]:
        """Put off tidying up behind each commit while many large ones follow each other, and do it once at the end."""
        return self.store.folding_later()

    @contextlib.contextmanager
    def journalling(self) -> Iterator[JournalSession]:
        """Yield the session of one named transaction, committed or rolled back whole as :meth:`writing`."""
        with self.writing() as connection, JournalSession(connection, expire_on_commit=False) as session:
            yield session

    @contextlib.contextmanager
    def translated(self) -> Iterator[None]:
        """Turn the driver's expected failures into numbered messages; anything else stays a bug."""
        try:
            yield
        except DatabaseError as error:
            told = self.store.expected(error)
            if told is None:
                raise
            raise told from error

    def prepare(self) -> None:
        """Bring the tables to this program's; raises DATA-004 for newer ones, DATA-005 for a damaged file."""
        from app.storage.schema import prepare

        with self.translated():
            self.store.enter()
            prepare(self.store)

    def is_sound(self) -> bool:
        """Tell whether what is stored is whole."""
        with self.translated():
            return self.store.is_sound()

    def release(self) -> None:
        """Let go of the file, its write-ahead log folded in, while the folder stays locked; the next query opens it again."""
        self.store.close()

    def fold_log(self) -> None:
        """Fold the write-ahead log into the file and empty it, so that what was overwritten is nowhere any more."""
        self.store.fold_log()

    def close(self) -> None:
        """Fold the write-ahead log into the file, so that a closed database is one file, and free the folder."""
        try:
            self.release()
        finally:
            self._lock.release()


def open_folder(folder: Path, random_bytes: Callable[[int], bytes], url: str = "") -> Database:
    """Open the database of a data folder, making folder, key and file when they are not there.

    ``url`` names a PostgreSQL database that holds the books instead of a file; tables are made in an empty one. Raises
    DATA-001 when another program has it open, DATA-002 read-only, DATA-003 full, DATA-004 too new, DATA-005 damaged,
    DATA-008 when the folder lies on a stick, a network drive or in a synced folder; DATA-010 to DATA-016 about a server.
    """
    refuse_unsafe_place(folder)
    lock = _lock(folder)
    try:
        _refuse_the_other_kind(folder, url)
        key = _key(folder, random_bytes)
        database = Database(folder, lock, key, _store(folder, key, url), on_server=bool(url))
        try:
            database.prepare()
        except BaseException:
            database.store.drop()
            raise
    except BaseException:
        lock.release()
        raise
    return database


def _store(folder: Path, key: str, url: str) -> Store:
    if not url:
        return SqliteStore(folder / FILE_NAME, key)
    from app.storage.postgresql import PostgresStore  # its driver is not needed otherwise

    return PostgresStore(url, SqliteStore(folder / MACHINE_FILE, key))


def _refuse_the_other_kind(folder: Path, url: str) -> None:
    """Keep a folder from having two sets of books, one here and one on a server."""
    if url and (folder / FILE_NAME).exists():
        raise AppError(errors.FOLDER_HAS_BOOKS, folder=folder.name)
    if not url and (folder / MACHINE_FILE).exists():
        raise AppError(errors.BOOKS_ON_SERVER, folder=folder.name)


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
        if (folder / FILE_NAME).exists() or (folder / MACHINE_FILE).exists():
            raise AppError(errors.FOLDER_DAMAGED)
        write_whole(path, random_bytes(32).hex().encode())
        with contextlib.suppress(OSError):
            os.chmod(path, 0o600)  # noqa: PTH101
    key = path.read_text(encoding="ascii", errors="replace").strip()
    if len(key) != 64 or not all(each in "0123456789abcdef" for each in key):
        raise AppError(errors.FOLDER_DAMAGED)
    return key
