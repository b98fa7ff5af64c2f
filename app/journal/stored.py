"""Reading notes back from our own table."""

from sqlalchemy import Connection, select

from app.journal.note import Note, note_from_wire
from app.journal.tables import NOTE
from app.kernel import canonical


def notes_of(connection: Connection, record: str) -> list[Note]:
    """Return every note about a record in order of arrival."""
    query = select(NOTE.c.line).where(NOTE.c.record == record).order_by(NOTE.c.n)
    return [stored_note(line) for line in connection.execute(query).scalars()]


def stored_note(line: str) -> Note:
    """Return the note of a line from our own table, which was checked when it was written."""
    return note_from_wire(canonical.trusted(line))
