"""Which tables a database file has, and bringing an older file up to date.

Two halves, because they change for different reasons. The journal and local tables are the truth and are migrated by Alembic
(``db/migrations``, versions never import this program). Record tables are a view of the notes: when a declaration changed
they are dropped, made anew and filled from the notes.
"""

import hashlib
from typing import TYPE_CHECKING, Final

from sqlalchemy import Connection

from app.journal import tables
from app.journal.views import rebuild
from app.kernel.errors import AppError
from app.kernel.resources import bundled_path
from app.records.base import DERIVED, KINDS, SCHEMA, Record
from app.storage.errors import FOLDER_TOO_NEW

if TYPE_CHECKING:
    from app.storage.database import Store

JOURNAL_VERSION: Final = 2
"""Version of the newest migration, written into the database; a test holds it to the Alembic head."""

_FINGERPRINT: Final = "record_tables"


def prepare(store: "Store") -> None:
    """Bring the tables of a store to this program's; nothing is written when it already has them.

    Raises DATA-004 for tables of a newer program.
    """
    if _is_current(store):
        return
    with store.remaking(), store.writing() as connection:
        if store.version(connection) < JOURNAL_VERSION:
            migrate(connection)
        _remake_record_tables(store, connection)
        store.mark(connection, JOURNAL_VERSION)


def _is_current(store: "Store") -> bool:
    with store.reading() as connection:
        version = store.version(connection)
        if version > JOURNAL_VERSION:
            raise AppError(FOLDER_TOO_NEW, found=version, known=JOURNAL_VERSION)
        return version == JOURNAL_VERSION and tables.read_local(connection).get(_FINGERPRINT) == fingerprint()


def fingerprint() -> str:
    """Return what changes when a record declaration does: names, types, references of columns, indexes, bounds of fields."""
    columns = [
        (kind, column.name, repr(column.type), column.index, sorted(key.target_fullname for key in column.foreign_keys))
        for kind, model in KINDS.items()
        for column in model.__table__.columns
    ]
    indexes = sorted(
        (kind, str(index.name), [column.name for column in index.columns])
        for kind, model in KINDS.items()
        for index in model.metadata.tables[kind].indexes
    )
    bounds = [(kind, name, info.longest) for kind, model in KINDS.items() for name, info in model.fields.items()]
    return hashlib.sha256(f"{SCHEMA} {DERIVED}\n{columns}\n{indexes}\n{bounds}".encode()).hexdigest()


def migrate(connection: Connection) -> None:
    """Run the outstanding Alembic versions inside the caller's transaction."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(bundled_path("db/migrations")))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _remake_record_tables(store: "Store", connection: Connection) -> None:
    store.shape(Record.metadata)
    Record.metadata.drop_all(connection)
    Record.metadata.create_all(connection)
    rebuild(connection)
    tables.write_local(connection, _FINGERPRINT, fingerprint())
