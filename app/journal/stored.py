"""Reading notes back from our own table."""

from collections.abc import Sequence

from sqlalchemy import Connection, select

from app.journal.many import among
from app.journal.note import LINE, Note
from app.journal.tables import NOTE, in_chunks


def notes_of(connection: Connection, record: str) -> list[Note]:
    """Return every note about a record in order of arrival."""
    return notes_by_record(connection, [record])[record]


def notes_by_record(connection: Connection, records: Sequence[str]) -> dict[str, list[Note]]:
    """Return for each record every note about it in order of arrival; none for one nobody wrote about."""
    found: dict[str, list[Note]] = {record: [] for record in records}
    for part in in_chunks(records):
        query = select(NOTE.c.record, NOTE.c.line).where(among(NOTE.c.record, part)).order_by(NOTE.c.n)
        for record, line in connection.execute(query):
            found[record].append(stored_note(line))
    return found


def stored_note(line: str) -> Note:
    """Return the note of a line from our own table, which was checked when it was written."""
    return LINE.decode(line)
