"""Which tables a database file has, and bringing an older file up to date.

Two halves, because they change for different reasons. The journal and local tables are the truth and are migrated by Alembic
(``db/migrations``, versions never import this program). Record tables are a view of the notes: when a declaration changed
they are dropped, made anew and filled from the notes.
"""

import hashlib
from typing import Final

from sqlalchemy import Connection, Engine

from app.journal import tables
from app.journal.views import rebuild
from app.kernel.errors import AppError
from app.kernel.resources import bundled_path
from app.records.base import DERIVED, KINDS, SCHEMA, Record
from app.storage.errors import FOLDER_TOO_NEW

JOURNAL_VERSION: Final = 2
"""``user_version`` of the newest migration; a test holds it to the Alembic head."""

APPLICATION_ID: Final = 0x536F5468
"""``application_id`` of our files: "SoTh"."""

_FINGERPRINT: Final = "record_tables"


def prepare(engine: Engine, writes: str) -> None:
    """Bring the file behind ``engine`` to this program's tables; nothing is written when it already has them.

    ``writes`` names the execution option of a writing connection. Raises DATA-004 for a file of a newer program.
    """
    with engine.connect() as connection:
        version = int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())
        if version > JOURNAL_VERSION:
            raise AppError(FOLDER_TOO_NEW, found=version, known=JOURNAL_VERSION)
        current = version == JOURNAL_VERSION and tables.read_local(connection).get(_FINGERPRINT) == fingerprint()
    if current:
        return
    with engine.connect().execution_options(**{writes: True}) as connection, connection.begin():
        if version < JOURNAL_VERSION:
            migrate(connection)
        _remake_record_tables(connection)
        connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.exec_driver_sql(f"PRAGMA user_version = {JOURNAL_VERSION}")


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


def _remake_record_tables(connection: Connection) -> None:
    for table in Record.metadata.tables.values():
        table.dialect_options["sqlite"]["strict"] = True
    Record.metadata.drop_all(connection)
    Record.metadata.create_all(connection)
    rebuild(connection)
    tables.write_local(connection, _FINGERPRINT, fingerprint())
