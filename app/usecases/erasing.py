"""Erasing a person: what was known about them goes for good, and every count stays right (Luật 91/2025/QH15, Điều 14).

The person stays in the books without a name: in their household, with sex, relation and days, so that the number of people and
of heads on any day is what it was. Names copied into other records (who signed for a household, who held an office) go with
them. It cannot be undone. :mod:`app.journal.erasure` says which notes lose their values, on every computer that hears of it.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from app.journal import tables
from app.journal.erasure import ERASE, newest_erasure
from app.journal.errors import RECORD_UNKNOWN
from app.journal.note import Note
from app.journal.stored import notes_of, stored_note
from app.journal.undo import CARRIED
from app.kernel.clock import moment, today
from app.kernel.errors import AppError
from app.kernel.progress import Progress
from app.records.base import DELETED, MISSING, Record, to_note
from app.records.events import LifeEvent, Residence, Stay
from app.records.handbooks import HandbookDelivery
from app.records.places import OfficeTerm
from app.records.pledges import GroupWalk, Pledge, ScanPage, SheetPrint, Visit
from app.records.privacy import Consent, Erasure, PrivacyRequest
from app.records.questions import Proposal, Question
from app.records.register import ERASED_NAME, HEAD, Household, Person
from app.storage import backup
from app.usecases.context import Context, Done, Operation
from app.usecases.drafts import PREFIX
from app.usecases.erasures import keep_list
from app.usecases.errors import ERASE_AGAIN, ERASE_REASON
from app.usecases.naming import record_name
from app.usecases.pictures import forget_pictures, sweep_pictures
from app.usecases.safety import STAMP, backup_folder, create_backup
from app.vietnamese.text import clean

KEPT: Final = ("household_id", "sex", "relation", "position", "since", "departure", "merged_into", "moved_from")
"""What stays of a person, so that counts of every day stay right; a departure without the place gone to."""

GOES: Final = "Họ tên, ngày sinh, số CCCD, điện thoại, ghi chú và mọi lần ghi cũ của các mục ấy trong lịch sử."
STAYS: Final = (
    "Hộ, giới tính, quan hệ với chủ hộ, ngày đến, ngày đi: nhờ vậy số người, số hộ của mỗi ngày vẫn đúng. "
    "Tên người đã ghi sổ, tên trên quyết định và trên giấy đã in không thuộc phần này."
)


@dataclass(frozen=True, slots=True)
class ErasurePlan:
    """What erasing somebody would do: who it is, where they are, and in which other records their name stands."""

    person: str
    name: str
    household: str
    living: bool
    copies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ErasePerson:
    """Erase what is known about ``person``, for a reason; ``request`` is the id of the request it answers."""

    person: str
    reason: str = ""
    request: str = ""


@dataclass(frozen=True, slots=True)
class Erased:
    """What was erased: the record, in how many other records a name stood, how many backups still hold it."""

    person: str
    copies: int
    old_backups: int


@dataclass(frozen=True, slots=True)
class Copy:
    """One field of another record that holds something about the person: what it becomes, and which old values go."""

    row: Record
    name: str
    becomes: Any
    goes: Callable[[Any], bool] = field(compare=False)


def plan_erasure(context: Context, person: str) -> ErasurePlan:
    """Return what erasing somebody would do; raises RECORD-001, ERASE-002. Nothing is changed."""
    with context.reading() as session:
        row = _wanted(session, person)
        home = session.get(Household, row.household_id) if row.household_id else None
        found = {
            f"{record_name(session, each.row.kind_name, each.row.id)}: {each.row.fields[each.name].label}"
            for each in _copies(session, row)
        }
        living = row.status not in (DELETED, MISSING) and row.departure is None
        return ErasurePlan(row.id, row.full_name or "", (home.code if home else "") or "", living, tuple(sorted(found)))


def erase_person(context: Context, command: ErasePerson) -> Done[Erased]:
    """Erase what is known about somebody, for good; raises ERASE-001, ERASE-002, RECORD-001.

    Those whose record was merged into theirs are the same person and go with them; so does, at the commune, what stands in the
    books of the village they were moved from or to when villages were re-arranged.
    """
    reason, day = clean(command.reason), today(context.clock)
    if not reason:
        raise AppError(ERASE_REASON)
    with context.transaction(ERASE) as tx:
        person = _wanted(tx.session, command.person)
        request = tx.get(PrivacyRequest, command.request) if command.request else None
        copies = _copies(tx.session, person)
        pictures = [each.row.picture for each in copies if isinstance(each.row, ScanPage) and each.row.picture]
        victims = rewrite(tx, copies)
        same = _same(tx.session, person)
        for each in (person, *same):
            _bare(tx, each)
            erasure = tx.keyed(Erasure, each.id, pile=each.pile)
            tx.settle(erasure, "day", day)
            erasure.reason, erasure.copies = reason, tuple(sorted(victims)) if each is person else ()
            erasure.request_id = request.id if request else None
        if request is not None:
            request.answered = request.answered or day
            request.done, request.result = day, "Đã xoá thông tin cá nhân"
        homes = {each.household_id for each in (person, *same) if each.household_id}
        people = {person.id, *(each.id for each in same)}
    _forget_drafts(context, people | homes)
    forget_pictures(context, pictures)
    keep_list(context)
    old = len(old_backups(context))
    return tx.done(Erased(person.id, len({each.row.id for each in copies}), old))


def erase_where_they_were(context: Context) -> int:
    """Erase, at the commune, also in the village somebody was moved from when the new one erased them; return how many.

    Only where the commune itself moved them: a village's word about another village's people erases nothing.
    """
    with context.reading() as session:
        query = select(Person).where(Person.erased.is_not(None), Person.moved_from.is_not(None))
        waiting = [each for each in session.scalars(query) if _moved_here(session, each) and _unerased(session, each)]
        found = [each.moved_from or "" for each in waiting]
    for each in found:
        erase_person(context, ErasePerson(each, "đã xoá ở sổ của thôn mới"))
    return len(found)


def _moved_here(session: Session, person: Person) -> bool:
    """Tell whether the note by which somebody came into this village was written in these books, not brought by a bundle."""
    query = (
        select(tables.NOTE.c.line)
        .where(tables.NOTE.c.record == person.id, tables.NOTE.c.bundle.is_(None))
        .order_by(tables.NOTE.c.n)
    )
    return any(stored_note(line).code == CARRIED for line in session.execute(query).scalars())


def _unerased(session: Session, person: Person) -> bool:
    before = session.get(Person, person.moved_from)
    return before is not None and before.erased is None and before.status != MISSING


def _same(session: Session, person: Person) -> list[Person]:
    """Return the other records of somebody: merged into theirs, or theirs in villages they were moved from and to."""
    found: dict[str, Person] = {}
    waiting = [person]
    while waiting:
        each = waiting.pop()
        linked = or_(
            Person.merged_into == each.id, Person.moved_from == each.id, Person.id == (each.moved_from or each.id)
        )
        for other in session.scalars(select(Person).where(linked, Person.status != MISSING).order_by(Person.id)):
            newer = other if other.moved_from == each.id else each if each.moved_from == other.id else None
            if newer is not None and not _moved_here(session, newer):
                continue
            if other.id not in found and other.id != person.id and other.erased is None:
                found[other.id] = other
                waiting.append(other)
    return list(found.values())


def old_backups(context: Context) -> list[str]:
    """Return the names of backups, and of books put aside by a restore, that are older than the newest erasure."""
    with context.reading() as session:
        at = newest_erasure(session.connection())
    return [path.name for path in backup.made_before(backup_folder(context), _stamp(at))] if at else []


def remove_old_backups(context: Context, progress: Progress | None = None) -> int:
    """Make a backup of the books as they are now, then delete those that still hold what was erased; return how many.

    Only those in the folder of backups; copies on a stick have to be thrown away by hand. Raises as
    :func:`app.usecases.safety.create_backup`, FILE-002.
    """
    with context.reading() as session:
        at = newest_erasure(session.connection())
    old = backup.made_before(backup_folder(context), _stamp(at)) if at else []
    if old:
        create_backup(context, progress=progress)
        backup.remove(old)
        sweep_pictures(context)
    return len(old)


def _stamp(at: int) -> str:
    return f"{moment(at):{STAMP}}"


def _wanted(session: Session, person: str) -> Person:
    row = session.get(Person, person)
    if row is None or row.status == MISSING:
        raise AppError(RECORD_UNKNOWN, label=Person.kind_label, record=person)
    if row.erased:
        raise AppError(ERASE_AGAIN, day=f"{row.erased:%d/%m/%Y}")
    return row


def _bare(tx: Operation, person: Person) -> None:
    """Set every field of a person anew, so that the note of this operation is the head of all of them."""
    gone = person.status == DELETED
    left = replace(person.departure, place=None) if person.departure else None
    becomes = {name: getattr(person, name) for name in KEPT} | {
        "departure": left, "full_name": ERASED_NAME, "erased": moment(tx.at).date(),
    }  # fmt: skip
    for name in person.fields:
        tx.settle(person, name, becomes.get(name))
    if gone:
        tx.delete(person)


def rewrite(tx: Operation, copies: Sequence[Copy]) -> set[str]:
    """Write each record with a copy anew and return the ids of the notes that held one."""
    connection = tx.session.connection()
    by_row: dict[str, list[Copy]] = {}
    for each in copies:
        by_row.setdefault(each.row.id, []).append(each)
    heads = tables.load_heads(connection, list(by_row))
    victims: set[str] = set()
    for record, mine in by_row.items():
        row = mine[0].row
        becomes = {each.name: each.becomes for each in mine}
        found = {note.id for note in notes_of(connection, record) if _holds(note, mine)}
        for name, ids in heads.get(record, {}).items():
            if name in row.fields and not ids.isdisjoint(found):
                tx.settle(row, name, becomes.get(name, getattr(row, name)))
        if row.status == DELETED:
            tx.delete(row)
        victims |= found
    return victims


def _holds(note: Note, copies: Iterable[Copy]) -> bool:
    return any(each.name in note.fields and each.goes(note.value(each.name)) for each in copies)


def _copies(session: Session, person: Person) -> list[Copy]:
    """Return where else something about a person stands: their terms and events, their household's pledges and notes."""
    connection = session.connection()
    names = _names(notes_of(connection, person.id), person)
    homes = {each for each in session.scalars(select(Stay.household_id).where(Stay.person_id == person.id)) if each}
    homes |= {person.household_id} if person.household_id else set()
    found: list[Copy] = []

    def look(kind: type[Record], where: ColumnElement[bool], texts: Sequence[str], own: Sequence[str] = ()) -> None:
        for row in session.scalars(select(kind).where(where, kind.status != MISSING).order_by(kind.id)):
            history = notes_of(connection, row.id)
            for name in texts:
                copy = Copy(row, name, _without(getattr(row, name), names), lambda value: _mentions(value, names))
                if any(_holds(note, (copy,)) for note in history):
                    found.append(copy)
            for name in own:
                becomes = ERASED_NAME if name == OfficeTerm.person_name.key else None
                copy = Copy(row, name, becomes if getattr(row, name) else None, lambda value: value is not None)
                if any(_holds(note, (copy,)) for note in history):
                    found.append(copy)

    look(OfficeTerm, OfficeTerm.person_id == person.id, (), ("person_name",))
    look(Residence, Residence.person_id == person.id, (), ("place",))
    look(Consent, Consent.person_id == person.id, (), ("note",))
    look(Household, Household.id.in_(homes), ("address", "elsewhere", "note"))
    look(Pledge, Pledge.household_id.in_(homes), ("signature", "note"))
    look(HandbookDelivery, HandbookDelivery.household_id.in_(homes), ("giver", "receiver"))
    pledges = select(Pledge.id).where(Pledge.household_id.in_(homes))
    look(Visit, Visit.pledge_id.in_(pledges), ("who", "note"))
    look(GroupWalk, GroupWalk.who.is_not(None), ("who",))
    if _on_sheets(session, person, names, homes):
        prints = select(SheetPrint.id).where(SheetPrint.pledge_id.in_(pledges))
        look(ScanPage, ScanPage.print_id.in_(prints), (), ("picture", "source"))
    look(Question, Question.about == person.id, (), ("text", "answer"))
    look(Question, Question.about.is_distinct_from(person.id), ("text", "answer"))
    look(Proposal, Proposal.about == person.id, (), ("value", "before", "reason", "refusal"))
    look(Proposal, Proposal.about.is_distinct_from(person.id), ("value", "before", "reason", "refusal"))
    touching = or_(LifeEvent.household_id.in_(homes), LifeEvent.other_id.in_(homes))
    alone = LifeEvent.people == (person.id,)
    look(LifeEvent, touching & ~alone, ("place", "note"))
    look(LifeEvent, alone, (), ("place", "note"))
    return found


def _on_sheets(session: Session, person: Person, names: Sequence[str], homes: set[str]) -> bool:
    """Tell whether scanned sheets of the household show somebody: as its head, or as who signed."""
    if any(note.value("relation") == HEAD for note in notes_of(session.connection(), person.id)):
        return True
    signed = session.scalars(select(Pledge.signature).where(Pledge.household_id.in_(homes)))
    return any(_mentions(to_note(each), names) for each in signed if each is not None)


def _names(history: Iterable[Note], person: Person) -> tuple[str, ...]:
    """Return every name the books ever had for a person, the longest first."""
    told = {note.value("full_name") for note in history} | {person.full_name}
    return tuple(sorted({clean(each) for each in told if isinstance(each, str) and each}, key=lambda each: -len(each)))


def _pattern(names: Sequence[str]) -> re.Pattern[str]:
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, names)) + r")(?!\w)", re.IGNORECASE)


def _mentions(value: Any, names: Sequence[str]) -> bool:
    parts = value if isinstance(value, list) else [value]
    return bool(names) and any(isinstance(each, str) and _pattern(names).search(each) for each in parts)


def _without(value: Any, names: Sequence[str]) -> Any:
    """Return a field's value with the names in it replaced."""
    if value is None or not names:
        return value
    pattern = _pattern(names)
    if isinstance(value, str):
        return pattern.sub(ERASED_NAME, value)
    items = [pattern.sub(ERASED_NAME, each) if isinstance(each, str) else each for each in to_note(value) or ()]  # type: ignore[union-attr]
    return type(value).from_list(items)


def _forget_drafts(context: Context, records: Iterable[str]) -> None:
    """Forget half-filled forms about the person or their household."""
    about = tuple(records)
    with context.writing() as connection:
        for name in tables.read_local(connection):
            if name.startswith(PREFIX) and any(record in name for record in about):
                tables.forget_local(connection, name)
