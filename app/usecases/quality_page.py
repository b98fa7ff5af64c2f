"""The findings of the register as a page and a paper show them: numbered, each record by name with its household and group.

What can be mended without asking anybody (a zero that a spreadsheet ate) is mended for all at once; the rest is walked.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.journal.tables import in_chunks
from app.kernel.clock import today
from app.kernel.errors import AppError
from app.records.register import HEAD, Household, Person, ResidentialGroup, person_warnings
from app.usecases.context import Context, Done
from app.usecases.duplicates import SAME_HOUSEHOLD, SAME_PERSON, Likely, by_record, likely_households, likely_people
from app.usecases.errors import FINDING_UNKNOWN, LIST_EMPTY
from app.usecases.quality import KINDS, NUMBERS, examine, faults
from app.vietnamese.collation import sort_key
from app.vietnamese.identity import fill_phone_zero, fill_zeros

MENDED: Final = ("id_lost_zero", "phone_lost_zero")
"""Findings that one button mends for everybody: the value that was meant is certain."""
PAIRS: Final = (SAME_PERSON, SAME_HOUSEHOLD)


@dataclass(frozen=True, slots=True)
class FindingLine:
    """One record that a finding is about: where it is and what is odd; ``pair`` holds the two that look alike."""

    record: str
    name: str
    household: str
    household_id: str
    group: str
    detail: str
    pair: Likely | None = None


@dataclass(frozen=True, slots=True)
class FindingRow:
    """One finding: its number, how many it counts, in words, and what a person does about it."""

    code: str
    number: str
    count: int
    words: str
    fix: str


@dataclass(frozen=True, slots=True)
class QualityRows:
    """All findings, worst numbers first as they are listed, and the share of records without any."""

    findings: tuple[FindingRow, ...]
    score: int


def quality_rows(context: Context) -> QualityRows:
    """Return what is missing or odd in the register."""
    with context.reading() as session:
        found = examine(session, today(context.clock))
    rows = (
        FindingRow(each.code, NUMBERS[each.code], each.count, KINDS[each.code].words, each.fix)
        for each in found.findings
    )
    return QualityRows(tuple(rows), found.score)


def finding_lines(context: Context, code: str) -> tuple[FindingLine, ...]:
    """Return the records that one finding is about, by group; raises QUALITY-001 for another code."""
    if code not in KINDS:
        raise AppError(FINDING_UNKNOWN, code=code, known=", ".join(KINDS))
    with context.reading() as session:
        if code in PAIRS:
            pairs = likely_people(session) if code == SAME_PERSON else likely_households(session)
            by_id = by_record(pairs)
            lines = _lines(session, code, [pair.first for pair in pairs if by_id[pair.first] is pair])
            return tuple(_with_pair(session, line, by_id[line.record]) for line in lines)
        return tuple(_lines(session, code, faults(session, today(context.clock))[code]))


def mend(context: Context, code: str) -> Done[int]:
    """Put back the zeros that a spreadsheet ate, for everybody; raises QUALITY-001 for what needs a person."""
    if code not in MENDED:
        raise AppError(FINDING_UNKNOWN, code=code, known=", ".join(MENDED))
    with context.transaction("register.mend") as tx:
        changed = 0
        for person in tx.session.scalars(select(Person).where(Person.here())):
            if code == "id_lost_zero" and person.id_number:
                filled = fill_zeros(person.id_number)
                changed += filled != person.id_number
                person.id_number = filled
            if code == "phone_lost_zero" and person.phone:
                changed += _fill_phone(person)
        if code == "phone_lost_zero":
            homes = tx.session.scalars(select(Household).where(Household.here(), Household.phone.is_not(None)))
            changed += sum(_fill_phone(home) for home in homes)
    return tx.done(changed)


def print_findings(context: Context, code: str, path: Path) -> int:
    """Write the list to walk with; return how many lines; raises LIST-003, PRINT-001, QUALITY-001.

    Each group has its own page, but for findings about the groups themselves.
    """
    from app.usecases.print_lists import write_lines

    lines = finding_lines(context, code)
    if not lines:
        raise AppError(LIST_EMPTY)
    columns = (("Người, hộ", 52.0), ("Hộ", 56.0), ("Cần xem lại", 60.0))
    rows = [(line.group, (line.name, line.household, line.detail)) for line in lines]
    at_doors = any(line.household for line in lines)
    write_lines(context, path, KINDS[code].words.capitalize(), columns, rows, by_group=at_doors)
    return len(lines)


def _fill_phone(record: Person | Household) -> bool:
    filled = fill_phone_zero(record.phone or "")
    changed = filled != record.phone
    if changed:
        record.phone = filled
    return changed


def _lines(session: Session, code: str, records: Iterable[str]) -> list[FindingLine]:
    """Return the lines of these records in the order one walks; each may be a person, a household or a group."""
    wanted = sorted(records)
    lines = [*_people_lines(session, code, wanted), *_household_lines(session, wanted), *_group_lines(session, wanted)]
    return sorted(lines, key=lambda line: (not line.group, sort_key(line.group), line.household, line.name))


def _people_lines(session: Session, code: str, wanted: Sequence[str]) -> Iterable[FindingLine]:
    heads = _heads(session)
    for part in in_chunks(wanted):
        query = (
            select(Person, Household, ResidentialGroup.name)
            .outerjoin(Household, Household.id == Person.household_id)
            .outerjoin(ResidentialGroup, ResidentialGroup.id == Household.group_id)
            .where(Person.id.in_(part))
        )
        for person, home, group in session.execute(query):
            said = [each.message for each in person_warnings(person) if each.code == code]
            detail = said[0] if said else _about(person)
            household = f"{home.code or ''} {heads.get(home.id, '')}, {home.address or ''}".strip(" ,") if home else ""
            yield FindingLine(
                person.id, person.full_name or "", household, home.id if home else "", group or "", detail
            )


def _household_lines(session: Session, wanted: Sequence[str]) -> Iterable[FindingLine]:
    heads = _heads(session)
    for part in in_chunks(wanted):
        query = (
            select(Household, ResidentialGroup.name)
            .outerjoin(ResidentialGroup, ResidentialGroup.id == Household.group_id)
            .where(Household.id.in_(part))
        )
        for home, group in session.execute(query):
            name = heads.get(home.id) or "Chưa có chủ hộ"
            where = f"{home.code or ''} {home.address or ''}".strip()
            detail = f"Điện thoại {home.phone}" if home.phone else ""
            if home.confirmed:
                detail = f"Rà soát gần nhất {home.confirmed.display()}"
            yield FindingLine(home.id, name, where, home.id, group or "", detail)


def _group_lines(session: Session, wanted: Sequence[str]) -> Iterable[FindingLine]:
    for part in in_chunks(wanted):
        for group in session.scalars(select(ResidentialGroup).where(ResidentialGroup.id.in_(part))):
            yield FindingLine(group.id, group.name or "", "", "", group.name or "", "")


def _heads(session: Session) -> dict[str, str]:
    query = select(Person.household_id, Person.full_name).where(Person.here(), Person.relation == HEAD)
    return {household or "": name or "" for household, name in session.execute(query)}


def _about(person: Person) -> str:
    born = person.birth.display() if person.birth else ""
    return ", ".join(part for part in (person.relation, f"sinh {born}" if born else "") if part)


def _with_pair(session: Session, line: FindingLine, pair: Likely) -> FindingLine:
    other = _lines(session, "", [pair.second])
    words = f"{pair.score}/100: {', '.join(pair.reasons)}; với {other[0].name}, {other[0].household}" if other else ""
    return FindingLine(line.record, line.name, line.household, line.household_id, line.group, words, pair)
