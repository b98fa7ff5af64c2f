"""Books in one encrypted file, for one program at a time: the usual case.

Opened through ``sqlcipher3`` alone (its SQLite has the WAL-reset fix; two SQLite libraries must never share a file), with
WAL and FULL synchronisation: on a simulated disk this pair lost no acknowledged save in 3,000 power cuts.
"""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import sqlcipher3.dbapi2 as driver
from sqlalchemy import Connection, Engine, ExceptionContext, MetaData, create_engine, event
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import QueuePool

from app.kernel.errors import AppError, ErrorCode
from app.storage import errors

CACHE_KB: Final = 32_000
FOLD_PAGES: Final = 1_000
"""Pages in the write-ahead log after which a commit folds it into the file (SQLite's own number)."""
FOLD_PAGES_LATER: Final = 64_000
"""While many villages are taken in, each writing to thousands of pages that the next one writes to again: a log of a quarter of
a gigabyte, folded in once, takes a quarter less time than one folded in after each.
"""
WRITERS_CACHE_KB: Final = 256_000
"""What the one connection that writes may hold meanwhile: a village taken in touches pages all over the indexes of a commune's
books, and what does not fit is encrypted and written twice. Memory is taken only as pages are touched.
"""
PRAGMAS: Final = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "busy_timeout=5000",
    "trusted_schema=OFF",
    "cell_size_check=ON",
    "secure_delete=ON",
    "temp_store=MEMORY",
    f"cache_size=-{CACHE_KB}",
)
"""Set on every connection; reasons and measurements in the design text "reliability", section "Database".

The cache is 32 MB at most: each page read again is decrypted again, and with SQLite's own 2 to 8 MB a search over 50,000 people
took three times as long.
"""

APPLICATION_ID: Final = 0x536F5468
"""``application_id`` of our files: "SoTh"."""

QUIET: Final = "PRAGMA cipher_log_level = NONE"
"""SQLCipher writes what it finds to the terminal as well, and not in Vietnamese."""

_WRITES: Final = "sothon_writes"


class SqliteStore:
    """How books lie in one encrypted file. ``key`` is 64 hex digits."""

    fold_pages = FOLD_PAGES
    """After how many pages of log the next commit folds it in."""

    def __init__(self, path: Path, key: str) -> None:
        self.path = path
        self.engine = make_engine(path, key)

    def enter(self) -> None:
        """Nothing: the folder's lock says already that the books are open."""

    @contextlib.contextmanager
    def reading(self) -> Iterator[Connection]:
        """Yield a connection that sees one moment of the file."""
        with self.engine.connect() as connection:
            yield connection

    @contextlib.contextmanager
    def writing(self) -> Iterator[Connection]:
        """Yield the one connection that may write (``BEGIN IMMEDIATE``); committed when the block ends well."""
        with self.engine.connect() as connection:
            connection.execution_options(**{_WRITES: True})
            with _roomy(connection, self.fold_pages), connection.begin():
                yield connection

    @contextlib.contextmanager
    def folding_later(self) -> Iterator[None]:
        """Let the log grow while many large pieces of work follow each other; what is committed is safe in it as ever."""
        self.fold_pages = FOLD_PAGES_LATER
        try:
            yield
        finally:
            self.fold_pages = FOLD_PAGES
            self.fold_log()

    @contextlib.contextmanager
    def remaking(self) -> Iterator[None]:
        """Yield while tables may be made anew: the folder's lock keeps every other program out already."""
        yield

    def version(self, connection: Connection) -> int:
        """Return the journal version of the file; 0 for a fresh one."""
        return int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())

    def mark(self, connection: Connection, version: int) -> None:
        """Write into the file whose it is and how old."""
        connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.exec_driver_sql(f"PRAGMA user_version = {version}")

    def shape(self, metadata: MetaData) -> None:
        """Let tables refuse values of a wrong type."""
        for table in metadata.tables.values():
            table.dialect_options["sqlite"]["strict"] = True

    def expected(self, error: DatabaseError) -> AppError | None:
        """Return what is told of a failure that can happen to anybody; ``None`` for a bug."""
        code = _expected(str(error.orig).lower())
        return None if code is None else AppError(code, folder=self.path.parent.name)

    def is_sound(self) -> bool:
        """Tell whether the open file is whole; takes about as long as reading it once."""
        with self.engine.connect() as connection:
            return connection_is_sound(connection.connection.cursor())

    def fold_log(self) -> None:
        """Fold the write-ahead log into the file and empty it, so that what was overwritten is nowhere any more.

        A disk that is full or gone is no failure of what was committed: it stays in the log, safe, and is folded in later.
        """
        with contextlib.suppress(DatabaseError, driver.Error), self.engine.connect() as connection:
            cursor = connection.connection.cursor()
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            cursor.close()

    def drop(self) -> None:
        """Let go of the file as it is."""
        self.engine.dispose()

    def close(self) -> None:
        """Let go of the file, its write-ahead log folded in; the next query opens it again."""
        self.fold_log()
        self.drop()


@contextlib.contextmanager
def _roomy(connection: Connection, fold_pages: int) -> Iterator[None]:
    """Let a connection hold more pages while it writes, and fold the log in after so many."""
    driver_connection: Any = connection.connection.driver_connection
    driver_connection.execute(f"PRAGMA cache_size=-{WRITERS_CACHE_KB}")
    driver_connection.execute(f"PRAGMA wal_autocheckpoint={fold_pages}")
    try:
        yield
    finally:
        with contextlib.suppress(driver.Error):  # closed since, because the disk went away
            driver_connection.execute(f"PRAGMA cache_size=-{CACHE_KB}")


def make_engine(path: Path, key: str) -> Engine:
    """Return an engine on one encrypted file; ``key`` is 64 hex digits."""

    def connect() -> Any:
        connection = driver.connect(str(path), check_same_thread=False, isolation_level=None)
        try:
            with contextlib.closing(connection.cursor()) as cursor:
                cursor.execute(QUIET)  # what it would print on the terminal is told in our words
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


def connection_is_sound(cursor: Any) -> bool:
    """Tell whether the file behind a driver's cursor is whole: every page's seal (HMAC) and SQLite's own structure check."""
    try:
        cursor.execute(QUIET)
        broken_seals = cursor.execute("PRAGMA cipher_integrity_check").fetchall()
        return not broken_seals and cursor.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    except driver.DatabaseError:
        return False
    finally:
        cursor.close()


def _expected(text: str) -> ErrorCode | None:
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
