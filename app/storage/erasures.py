"""The list of erasures beside the database: what a restored backup must be told again.

A backup is older than what was erased since. The notes of every erasure lie in a small file of their own, encrypted with the
key of the books, so that going back to a backup never brings a person back (design text "sync", section "The view").
"""

import contextlib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from sqlcipher3 import dbapi2 as driver

from app.kernel.files import PART, failure, sync_folder
from app.storage.backup import open_file, told_of
from app.storage.database import Database

FILE_NAME: Final = "erasures.db"


def keep_erasures(database: Database, lines: Sequence[str]) -> None:
    """Write the lines of all notes of erasures, whole or not at all; raises FILE-001, FILE-002."""
    path = database.folder / FILE_NAME
    part = path.with_name(path.name + PART)
    try:
        part.unlink(missing_ok=True)
        with told_of(part), contextlib.closing(open_file(part, database.key)) as connection:
            connection.execute("CREATE TABLE erasure (line TEXT NOT NULL)")
            connection.execute("BEGIN")
            connection.executemany("INSERT INTO erasure VALUES (?)", [(line,) for line in lines])
            connection.execute("COMMIT")
        with part.open("rb+") as stream:
            os.fsync(stream.fileno())
        part.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        raise failure(error, path) from error


def kept_erasures(folder: Path, key: str) -> tuple[str, ...]:
    """Return the kept lines; none when there is no file or it cannot be read."""
    path = folder / FILE_NAME
    if not path.is_file():
        return ()
    try:
        with contextlib.closing(open_file(path, key)) as connection:
            return tuple(line for (line,) in connection.execute("SELECT line FROM erasure ORDER BY rowid"))
    except driver.DatabaseError:
        return ()
