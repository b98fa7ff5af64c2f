"""The chain of arrival: whether the notes stored are those that were written, each in its place."""

from msgspec import MsgspecError
from sqlalchemy import Connection, select

from app.journal.stored import stored_note
from app.journal.tables import CHAIN_START, NOTE, next_chain

_AT_ONCE = 2000
"""Notes held in memory while walking."""


def chain_holds(connection: Connection) -> bool:
    """Tell whether every note has the hash and the link it was stored with, and none is missing between the first and last."""
    n, chain = 0, CHAIN_START
    query = select(NOTE.c.n, NOTE.c.line, NOTE.c.note_hash, NOTE.c.chain).order_by(NOTE.c.n)
    with connection.execute(query, execution_options={"yield_per": _AT_ONCE}) as rows:
        for row in rows:
            n, chain = n + 1, next_chain(chain, row.note_hash)
            if (row.n, row.chain) != (n, chain) or not _is_of(row.line, row.note_hash):
                return False
    return True


def _is_of(line: str, note_hash: str) -> bool:
    try:
        return stored_note(line).note_hash() == note_hash
    except MsgspecError:  # what is stored there is no note any more
        return False
