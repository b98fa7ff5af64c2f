"""The list of erasures that lies beside the database, so that a backup never brings back what was erased."""

import contextlib

from app.journal.absorb import absorb
from app.journal.erasure import erasure_operations
from app.journal.note import read_note
from app.kernel.errors import AppError
from app.storage.erasures import keep_erasures, kept_erasures
from app.usecases.context import Context


def keep_list(context: Context) -> None:
    """Write the list of erasures beside the database, and leave nothing of the old values in its log.

    What was erased is kept by then, and a disk that refuses is no reason to tell of a failure: the list is written again with
    the next erasure, with each backup, and before the books go back to one.
    """
    context.database.fold_log()
    with contextlib.suppress(AppError):
        with context.reading() as session:
            lines = erasure_operations(session.connection())
        if lines:
            keep_erasures(context.database, lines)


def erase_again(context: Context) -> int:
    """Apply the list beside the database to books just restored from a backup; return how many records it bared."""
    lines = [line.encode() for line in kept_erasures(context.folder, context.database.key)]
    if not lines:
        return 0
    with context.writing() as connection:
        absorbed = absorb(connection, [(read_note(line), line) for line in lines], "erasures")
    context.database.fold_log()
    return len(absorbed.erased)
