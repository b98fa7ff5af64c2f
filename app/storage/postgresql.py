"""Books on a PostgreSQL server, by URL, for a commune or province that has outgrown one machine; several clerks at once.

Same records, same merge, same digests as in a file: notes are TEXT byte for byte, whole numbers have 64 bits, text is
ordered by its bytes whatever the server's language, blanks come first as in SQLite. Writers take turns by one lock, so
arrival numbers and their chain stay without a gap. All tables lie in a schema of their own and touch nothing else there.

What belongs to one clerk's machine (its keys, who sits at it, forms half filled) never goes to the server: it lies in a small
encrypted file in the clerk's data folder.
"""

import contextlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import (
    Column,
    Connection,
    MetaData,
    Table,
    create_engine,
    delete,
    event,
    insert,
    inspect,
    make_url,
    text,
)
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.base import PGTypeCompiler
from sqlalchemy.dialects.postgresql.psycopg import PGCompiler_psycopg, PGDialect_psycopg
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, DatabaseError, DBAPIError
from sqlalchemy.sql.elements import UnaryExpression
from sqlalchemy.sql.operators import asc_op, desc_op, nulls_first_op, nulls_last_op

from app.journal import tables
from app.journal.chain import chain_holds
from app.kernel.errors import AppError, ErrorCode
from app.storage import errors
from app.storage.sqlite import SqliteStore

SCHEMA_NAME: Final = "sothon"
"""The schema our tables lie in, so that those of other programs in the same database are never mistaken for ours."""

WAIT_SECONDS: Final = 10
"""How long a clerk waits for another's work before DATA-007, and for a server that does not answer."""

_VERSION: Final = "journal_version"
_WRITERS: Final = 0x536F5401
_PRESENT: Final = 0x536F5402
"""Keys of advisory locks: held by who writes; shared by every open program, and alone by who makes tables anew."""

_DRIVER: Final = "postgresql+psycopg"
_ON_CONNECT: Final = (
    f"SET search_path TO {SCHEMA_NAME}",
    f"SET lock_timeout TO '{WAIT_SECONDS}s'",
    "SET idle_in_transaction_session_timeout TO 0",
    "SET plan_cache_mode TO force_custom_plan",
)
"""Said on every connection. Plans are made for the values asked about: one kept from when the books were empty reads every
row of a table that has grown since.
"""


class _Types(PGTypeCompiler):
    """Whole numbers of 64 bits (``at`` is in milliseconds), columns of text in the order of their bytes."""

    def visit_INTEGER(self, type_: Any, **options: Any) -> str:  # noqa: ARG002, N802
        """Return the type of a whole number."""
        return "BIGINT"

    def visit_TEXT(self, type_: Any, **options: Any) -> str:  # noqa: ARG002, N802
        """Return the type of text; a collation belongs to columns only, not to casts."""
        return 'TEXT COLLATE "C"' if isinstance(options.get("type_expression"), Column) else "TEXT"


class _Sql(PGCompiler_psycopg):
    """Queries whose order does not depend on the database: blanks first going up, last going down, as in SQLite."""

    def order_by_clause(self, select: Any, **options: Any) -> str:
        """Return ORDER BY with the place of blanks said, except for columns that have none (an index may then be used)."""
        given = select._order_by_clauses
        if not given:
            return ""
        parts = [self.process(each, **options) + _blanks(each) for each in given]
        return " ORDER BY " + ", ".join(parts)

    def visit_sum_func(self, function: Any, **options: Any) -> str:
        """Return a sum as a whole number: PostgreSQL's sum of whole numbers is a decimal."""
        return f"CAST(sum{self.function_argspec(function, **options)} AS BIGINT)"


def _blanks(clause: Any) -> str:
    operator = clause.modifier if isinstance(clause, UnaryExpression) else None
    if operator in (nulls_first_op, nulls_last_op):
        return ""
    inner = clause.element if operator in (asc_op, desc_op) else clause
    if isinstance(inner, Column) and not inner.nullable:
        return ""
    return " NULLS LAST" if operator is desc_op else " NULLS FIRST"


class Dialect(PGDialect_psycopg):
    """PostgreSQL through psycopg, keeping to what SQLite does where the two differ."""

    supports_statement_cache = True
    type_compiler_cls = _Types
    statement_compiler = _Sql

    def copy_rows(
        self, connection: Connection, table: Table, names: Sequence[str], rows: Iterable[tuple[Any, ...]]
    ) -> None:
        """Write many rows by COPY: a server takes them in a third of the time of an INSERT (:mod:`app.journal.many`)."""
        quoted = ", ".join(map(self.identifier_preparer.quote, names))
        statement = f"COPY {self.identifier_preparer.format_table(table)} ({quoted}) FROM STDIN"
        driver: Any = connection.connection.driver_connection
        failure = self.loaded_dbapi.Error
        try:
            with driver.cursor() as cursor, cursor.copy(statement) as copy:
                for row in rows:
                    copy.write_row(row)
        except failure as error:  # told as what every other statement raises
            raise DBAPIError.instance(statement, None, error, failure, dialect=self) from error


registry.register("postgresql.sothon", __name__, "Dialect")


class MachineFacts:
    """The local facts of this machine within one transaction; what is set is kept when the books' own commit comes."""

    def __init__(self, store: SqliteStore) -> None:
        self._store = store
        self._set: dict[str, str | None] = {}

    def read(self) -> Mapping[str, str]:
        """Return the facts, with what was set in this transaction."""
        with self._store.reading() as connection:
            facts = tables.read_local(connection) | self._set
        return {name: value for name, value in facts.items() if value is not None}

    def write(self, name: str, value: str | None) -> None:
        """Set a fact, or forget it."""
        self._set[name] = value

    def keep(self) -> None:
        """Store what was set. A crash before the books' own commit leaves at most a fact too many, never a key too few."""
        if not self._set:
            return
        with self._store.writing() as connection:
            connection.execute(delete(tables.LOCAL).where(tables.LOCAL.c.name.in_(self._set)))
            kept = [{"name": name, "value": value} for name, value in self._set.items() if value is not None]
            if kept:
                connection.execute(insert(tables.LOCAL), kept)


class PostgresStore:
    """How books lie in a PostgreSQL database; ``machine`` is the file for what belongs to this machine alone."""

    def __init__(self, url: str, machine: SqliteStore) -> None:
        self._url = _accepted(url)
        self._machine = machine
        try:
            self.engine = create_engine(
                self._url.set(drivername="postgresql+sothon"),
                connect_args={"connect_timeout": WAIT_SECONDS, "application_name": "SoThon", "client_encoding": "utf8"},
                pool_size=4,
                pool_pre_ping=True,
            )
        except ImportError as error:
            raise AppError(errors.DRIVER_MISSING) from error
        event.listen(self.engine, "connect", _set_session)
        self._presence: Connection | None = None
        with machine.writing() as connection:
            tables.LOCAL.create(connection, checkfirst=True)

    def enter(self) -> None:
        """Say that this program has the books open, for as long as it has."""
        if self._presence is not None:
            return
        connection = self.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        try:
            connection.execute(text("SELECT pg_advisory_lock_shared(:key)"), {"key": _PRESENT})
        except BaseException:
            connection.close()
            raise
        self._presence = connection

    @contextlib.contextmanager
    def reading(self) -> Iterator[Connection]:
        """Yield a connection whose every query sees the same moment."""
        with self.engine.connect() as connection:
            connection.execution_options(
                isolation_level="REPEATABLE READ", **{tables.MACHINE: MachineFacts(self._machine)}
            )
            yield connection

    @contextlib.contextmanager
    def writing(self) -> Iterator[Connection]:
        """Yield the one connection that may write; its queries see everything committed before its turn came."""
        with self.engine.connect() as connection:
            facts = MachineFacts(self._machine)
            connection.execution_options(isolation_level="READ COMMITTED", **{tables.MACHINE: facts})
            with connection.begin():
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _WRITERS})
                yield connection
                facts.keep()

    def folding_later(self) -> contextlib.AbstractContextManager[None]:
        """Nothing: a server folds its log in by itself."""
        return contextlib.nullcontext()

    @contextlib.contextmanager
    def remaking(self) -> Iterator[None]:
        """Yield when no other program has these books open; raises DATA-015 while one has.

        An older program would otherwise find its tables gone under its feet.
        """
        self._leave()
        with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            if not _asked(connection, "SELECT pg_try_advisory_lock(:key)", _PRESENT):
                raise AppError(errors.OTHERS_AT_WORK, **self._place)
            try:
                _make_schema(connection)
                yield
            finally:
                _asked(connection, "SELECT pg_advisory_unlock(:key)", _PRESENT)
        self.enter()

    def version(self, connection: Connection) -> int:
        """Return the journal version of our tables, 0 where there are none; raises DATA-014 for an unfit database."""
        encoding = connection.execute(text("SHOW server_encoding")).scalar_one()
        if encoding != "UTF8":
            raise AppError(errors.SERVER_UNFIT, encoding=encoding, **self._place)
        if not inspect(connection).has_table(tables.LOCAL.name, schema=SCHEMA_NAME):
            return 0
        query = text(f"SELECT value FROM {SCHEMA_NAME}.local WHERE name = :name")  # noqa: S608 - a constant
        return int(connection.execute(query, {"name": _VERSION}).scalar() or 0)

    def mark(self, connection: Connection, version: int) -> None:
        """Write the journal version among the facts of the database."""
        tables.write_local(connection, _VERSION, str(version))

    def shape(self, metadata: MetaData) -> None:
        """Leave out indexes that hold names: an entry has less than 2,704 bytes there, and a name may be longer."""
        elsewhere: Any = _not_here
        for table in metadata.tables.values():
            for index in table.indexes:
                if any(column.info.get("derive") for column in index.columns):
                    index.ddl_if(callable_=elsewhere)

    def expected(self, error: DatabaseError) -> AppError | None:
        """Return what is told of a failure that can happen to anybody; ``None`` for a bug."""
        if not isinstance(getattr(error.orig, "sqlstate", ""), (str, type(None))):
            return None
        if not type(error.orig).__module__.startswith("psycopg"):
            return self._machine.expected(error)
        code = _code_of(error)
        return None if code is None else AppError(code, **self._place)

    def is_sound(self) -> bool:
        """Tell whether notes and their chain are as they were written; the server looks after its own files."""
        with self.reading() as connection:
            return self._machine.is_sound() and chain_holds(connection)

    def fold_log(self) -> None:
        """Empty the log of this machine's file; that of the server is the business of who runs it."""
        self._machine.fold_log()

    def drop(self) -> None:
        """Let go of every connection, and of the machine's file as it is."""
        self._leave()
        self.engine.dispose()
        self._machine.drop()

    def close(self) -> None:
        """Let go of every connection, and of the machine's file with its log folded in."""
        self._machine.fold_log()
        self.drop()

    @property
    def _place(self) -> dict[str, str]:
        """Where the books are, for messages: never the user or the password."""
        return {"host": self._url.host or "máy này", "database": self._url.database or ""}

    def _leave(self) -> None:
        if self._presence is not None:
            with contextlib.suppress(DatabaseError):  # a server that is gone has forgotten the lock already
                _asked(self._presence, "SELECT pg_advisory_unlock_shared(:key)", _PRESENT)
            self._presence.close()
            self._presence = None


def _not_here(_ddl: Any, _target: Any, _bind: Any, *, dialect: Any, **_: Any) -> bool:
    return not isinstance(dialect, Dialect)


def _accepted(url: str) -> URL:
    """Return a URL of a PostgreSQL database; raises DATA-010 for any other."""
    try:
        made = make_url(url)
    except ArgumentError as error:
        raise AppError(errors.URL_WRONG) from error
    if made.drivername not in (_DRIVER, "postgresql") or not made.database:
        raise AppError(errors.URL_WRONG)
    return made


def _set_session(connection: Any, _record: Any) -> None:
    with connection.cursor() as cursor:
        for each in _ON_CONNECT:
            cursor.execute(each)
    connection.commit()


def _asked(connection: Connection, query: str, key: int) -> bool:
    return bool(connection.execute(text(query), {"key": key}).scalar_one())


def _make_schema(connection: Connection) -> None:
    if not inspect(connection).has_schema(SCHEMA_NAME):
        connection.execute(text(f"CREATE SCHEMA {SCHEMA_NAME}"))


_BY_STATE: Final = {
    "28": errors.SERVER_REFUSES,  # invalid authorisation
    "3D": errors.SERVER_REFUSES,  # no such database
    "42501": errors.SERVER_FORBIDS,
    "25006": errors.SERVER_FORBIDS,  # a read-only server
    "55P03": errors.BUSY,
    "40": errors.BUSY,  # deadlock, serialisation
    "53100": errors.SERVER_FULL,
    "53": errors.SERVER_UNREACHABLE,  # too many connections
    "57": errors.SERVER_UNREACHABLE,  # shut down by its keeper
    "08": errors.SERVER_UNREACHABLE,
}
"""Classes of SQLSTATE (the PostgreSQL manual, appendix A) that are nobody's bug."""


def _code_of(error: DatabaseError) -> ErrorCode | None:
    state = getattr(error.orig, "sqlstate", None)
    if state:
        return _BY_STATE.get(state) or _BY_STATE.get(state[:2])
    words = str(error.orig)
    if any(
        each in words for each in ("authentication failed", "no password supplied", "does not exist", "pg_hba.conf")
    ):
        return errors.SERVER_REFUSES
    return errors.SERVER_UNREACHABLE if error.connection_invalidated or _is_connecting(error) else None


def _is_connecting(error: DatabaseError) -> bool:
    """Tell whether the driver failed to reach the server or lost it: it then has no SQLSTATE."""
    return type(error.orig).__name__ in ("OperationalError", "ConnectionTimeout")
