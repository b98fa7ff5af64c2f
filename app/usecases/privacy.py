"""Who saw full id numbers: written down each time, shown to whoever asks (Luật 91/2025/QH15: processing leaves a trace)."""

from dataclasses import dataclass

from sqlalchemy import select

from app.journal.stored import stored_note
from app.journal.tables import NOTE, in_chunks
from app.records.base import LIVE
from app.records.privacy import SCREEN, Disclosure
from app.records.register import Person
from app.usecases.context import Context, Done
from app.usecases.naming import moment_text


@dataclass(frozen=True, slots=True)
class DisclosureRow:
    """One time somebody saw or wrote out full id numbers: who, when, what, of how many, what for."""

    id: str
    when: str
    actor: str
    way: str
    about: str
    people: int
    purpose: str


def record_seen(context: Context, person: str) -> Done[str]:
    """Write down that the full id number of somebody was shown on the screen; raises RECORD-001."""
    with context.transaction("privacy.seen") as tx:
        seen = tx.get(Person, person)
        made = tx.add(Disclosure(way=SCREEN, person_id=seen.id, people=1))
    return tx.done(made.id)


def list_disclosures(context: Context) -> tuple[DisclosureRow, ...]:
    """Return every time, the newest first; a person by name as the books have it now."""
    with context.reading() as session:
        query = (
            select(Disclosure, Person.full_name)
            .outerjoin(Person, Person.id == Disclosure.person_id)
            .where(Disclosure.status == LIVE)
            .order_by(Disclosure.id.desc())
        )
        found = session.execute(query).all()
        written: dict[str, tuple[int, str]] = {}
        for part in in_chunks([row.id for row, _ in found]):
            for record, line in session.execute(select(NOTE.c.record, NOTE.c.line).where(NOTE.c.record.in_(part))):
                note = stored_note(line)
                written.setdefault(record, (note.at, note.actor))
        return tuple(
            DisclosureRow(
                row.id, moment_text(written[row.id][0]), written[row.id][1], row.way or "",
                name or row.about or "", row.people or 0, row.purpose or "",
            )
            for row, name in found
            if row.id in written
        )  # fmt: skip
