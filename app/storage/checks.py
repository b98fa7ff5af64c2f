"""Whether a database file is whole: every page's seal (SQLCipher's HMAC) and SQLite's own structure check."""

from typing import Any

from sqlcipher3 import dbapi2 as driver

from app.storage.database import Database, translated

_QUIET = "PRAGMA cipher_log_level = NONE"
"""SQLCipher writes what it finds to the terminal as well, and not in Vietnamese."""


def is_sound(database: Database) -> bool:
    """Tell whether the open database is whole; takes about as long as reading the file once."""
    with translated(database.folder), database.engine.connect() as connection:
        return connection_is_sound(connection.connection.cursor())


def connection_is_sound(cursor: Any) -> bool:
    """Tell whether the file behind a driver's cursor is whole."""
    try:
        cursor.execute(_QUIET)
        broken_seals = cursor.execute("PRAGMA cipher_integrity_check").fetchall()
        return not broken_seals and cursor.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    except driver.DatabaseError:
        return False
    finally:
        cursor.close()
