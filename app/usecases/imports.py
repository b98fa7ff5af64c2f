"""Importing a village list: dry run and commit are the same plan, and a whole import is one operation to undo."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.journal.capture import Transaction
from app.journal.tables import in_chunks
from app.kernel.clock import today
from app.kernel.errors import AppError
from app.kernel.progress import Progress
from app.records.base import RecordT
from app.records.events import TEMPORARY, Residence
from app.records.register import Household, Person, ResidentialGroup
from app.sheets.encodings import Conversion, converted
from app.sheets.headers import TableMatch, find_tables
from app.sheets.reader import Workbook, read_workbook
from app.sheets.writer import Column, Remarks, TemplateColumn, write_remarks, write_template
from app.usecases.context import Context, Done
from app.usecases.errors import IMPORT_NOTHING
from app.usecases.import_plan import OUTCOMES, GroupPlan, HouseholdPlan, Outcome, Plan, Planner, apply_to
from app.usecases.import_rows import (
    COLUMNS,
    HOUSEHOLD_KEYS,
    LABELS,
    ListReader,
    Lodging,
    Problem,
    read_columns,
    swapped_warning,
)
from app.usecases.sensitive_fields import sensitive_on
from app.vietnamese.legacy import Encoding


@dataclass(frozen=True, slots=True)
class ImportList:
    """A list to import: which sheet (all that fit when empty), columns matched by hand, whether to fill lost zeros, the encoding
    of its text (None: found out column by column), the row of its header (None: found out, 0: it has none).
    """

    path: Path
    sheet: str = ""
    mapping: Mapping[str, str] = field(default_factory=dict)
    fill_zeros: bool = False
    encoding: Encoding | None = None
    header_row: int | None = None


@dataclass(frozen=True, slots=True)
class RowOutcome:
    """What happens to one row of the list, and why."""

    sheet: str
    row: int
    name: str
    group: str
    outcome: Outcome
    reason: str


@dataclass(frozen=True, slots=True)
class ImportReport:
    """The outcome of a dry run or an import; counts by outcome. ``columns`` maps headers of the file to our labels,
    ``conversions`` are the columns read in an old encoding.
    """

    file: str
    rows: int
    households: Mapping[str, int]
    people: Mapping[str, int]
    groups: int
    problems: tuple[Problem, ...]
    outcomes: tuple[RowOutcome, ...]
    lost_zeros: int
    columns: Mapping[str, str]
    unmatched: tuple[str, ...]
    title_lines: tuple[str, ...]
    header_row: int
    conversions: tuple[Conversion, ...]
    tables: tuple[TableMatch, ...] = field(repr=False)
    """The lists of the file as they were read, for :func:`write_report`."""


def preview_import(context: Context, command: ImportList, progress: Progress | None = None) -> ImportReport:
    """Return what the import would do; nothing is written. Raises the IMPORT errors of a list that cannot be read."""
    book, conversions = _read(command, progress)
    with context.reading() as session:
        tables, plan, lost = _plan(context, session, book, command, progress)
    return _report(book, tables, plan, lost, conversions)


def import_list(context: Context, command: ImportList, progress: Progress | None = None) -> Done[ImportReport]:
    """Import the list as one operation; a list that changes nothing leaves no notes.

    Raises IMPORT-105 when no row can be kept, and the IMPORT errors of a list that cannot be read.
    """
    book, conversions = _read(command, progress)
    with context.transaction("import.households") as tx:
        tables, plan, lost = _plan(context, tx.session, book, command, progress)
        if all(person.outcome == "refused" for person in plan.people):
            raise AppError(IMPORT_NOTHING, file=book.name)
        if progress:
            progress.stage("Ghi vào sổ", 0)
        _commit(tx, plan)
        if progress:
            progress.committing()
    return tx.done(_report(book, tables, plan, lost, conversions))


def write_report(path: Path, report: ImportReport) -> None:
    """Write the person's own list again with the outcome and the reason at the end of each row.

    Mended there it can be imported once more: both columns are no field's, and are written over the next time.
    """
    by_row: dict[tuple[str, int], list[str]] = defaultdict(list)
    for problem in report.problems:
        by_row[(problem.sheet, problem.row)].append(f"{problem.column}: {problem.message}".removeprefix(": "))
    said: dict[str, dict[int, tuple[str, ...]]] = defaultdict(dict)
    for each in report.outcomes:
        reason = "; ".join([each.reason, *by_row[(each.sheet, each.row)]])
        said[each.sheet][each.row] = (OUTCOME_WORDS[each.outcome], reason)
    write_remarks(
        path,
        [
            Remarks(table.sheet.name, table.sheet.rows, table.header_row, REMARKS, said[table.sheet.name])
            for table in report.tables
        ],
    )


def write_import_template(path: Path) -> None:
    """Write the empty list that imports without a warning."""
    write_template(path, [_template_column(column.key, column.label) for column in COLUMNS])


REMARKS: Final = ("Kết quả nhập", "Lý do")
"""Heads of the columns that a report adds to a list."""

OUTCOME_WORDS: Mapping[Outcome, str] = {"new": "mới", "updated": "sửa", "same": "như cũ", "refused": "không nhận"}
"""The four outcomes as screens and papers say them."""


def _template_column(key: str, label: str) -> TemplateColumn:
    kind, name = key.split(".")
    model: Any = Person if kind == "person" else Household
    info = model.fields.get(name)
    digits = name in ("id_number", "phone")
    example = info.example if info else {"head": "Nguyễn Văn An", "group": "Tổ 1"}[name]
    guidance = "Ghi mỗi người một dòng; để trống ô chưa biết." if name == "full_name" else ""
    return TemplateColumn(Column(label, "id" if digits else "text", 16 if digits else 24), guidance, example)


def _read(command: ImportList, progress: Progress | None) -> tuple[Workbook, tuple[Conversion, ...]]:
    if progress:
        progress.stage("Đọc tệp", 0)
    return converted(read_workbook(command.path), command.encoding)


def _plan(
    context: Context, session: Session, book: Workbook, command: ImportList, progress: Progress | None
) -> tuple[Sequence[TableMatch], Plan, int]:
    columns = read_columns(sensitive_on(session))
    found = find_tables(book, columns, command.sheet or None, command.mapping, command.header_row)
    best = max(len(table.columns) for table in found)
    tables = [table for table in found if not HOUSEHOLD_KEYS.isdisjoint(table.columns)] or [
        table for table in found if len(table.columns) == best
    ]
    if progress:
        progress.stage("So với sổ", sum(len(table.sheet.rows) for table in tables))
    planner = Planner(session)
    planner.plan.problems.extend(_left_out(table) for table in found if table not in tables)
    lost = 0
    readers = [ListReader(table, today(context.clock).year, command.fill_zeros) for table in tables]
    for reader, table in zip(readers, tables, strict=True):
        rows = list(reader.entries())
        planner.add(rows)
        planner.plan.problems.extend(reader.problems)
        lost += sum(row.lost_zero for row in rows)
        if progress:
            progress.advance(len(table.sheet.rows))
    if swapped := swapped_warning(readers):
        planner.plan.problems.append(swapped)
    planner.plan.problems.sort(key=lambda problem: (problem.sheet, problem.row))
    return tables, planner.plan, lost


def _left_out(table: TableMatch) -> Problem:
    """Tell of a sheet of names beside the lists that does not say who lives with whom, such as a summary."""
    known = ", ".join(LABELS[key] for key in table.columns)
    message = f"Không nhập trang này: chỉ có cột {known}, không rõ ai ở hộ nào."
    return Problem(table.sheet.name, table.header_row, "", "IMPORT-107", message)


def _commit(tx: Transaction, plan: Plan) -> None:
    with tx.session.no_autoflush:
        for group in plan.groups:
            group.id = tx.add(ResidentialGroup(name=group.name, number=group.number)).id
        _write_households(tx, plan.households)
        _write_people(tx, plan.households)


def _write_households(tx: Transaction, households: Sequence[HouseholdPlan]) -> None:
    codes = _Codes(tx.session)
    stored = _load(tx.session, Household, [each.id for each in households if each.outcome == "updated"])
    walked: Counter[str] = codes.walked
    for plan in households:
        if plan.outcome == "updated":
            record = stored[plan.id]
            apply_to(record, plan.changes)
            if isinstance(plan.changes.get("group_id"), GroupPlan):
                record.group_id = plan.changes["group_id"].id
        elif plan.outcome == "new":
            group = plan.group.id if plan.group else None
            walked[group or ""] += 1
            record = Household(group_id=group, walking_order=walked[group or ""])
            apply_to(record, plan.changes)
            record.code = record.code or codes.next(plan.group)
            plan.id = tx.add(record).id


def _write_people(tx: Transaction, households: Sequence[HouseholdPlan]) -> None:
    updated = [person.id for plan in households for person in plan.people if person.outcome == "updated"]
    stored = _load(tx.session, Person, updated)
    for plan in households:
        for position, person in enumerate(plan.people, 1):
            if person.outcome == "updated":
                record = stored[person.id]
                apply_to(record, person.changes)
                if "household_id" in person.changes:
                    record.household_id = plan.id
                if person.lodging is not None:
                    _prolong(tx, person.id, person.lodging)
            elif person.outcome == "new":
                record = Person(household_id=plan.id, position=position)
                apply_to(record, person.changes)
                person.id = tx.add(record).id
                if person.lodging is not None:
                    record.since = person.lodging.since
                    _lodge(tx, person.id, person.lodging)


def _lodge(tx: Transaction, person: str, lodging: Lodging) -> None:
    tx.add(
        Residence(
            person_id=person, standing=TEMPORARY, since=lodging.since, until=lodging.until, place=lodging.place or None
        )
    )  # fmt: skip


def _prolong(tx: Transaction, person: str, lodging: Lodging) -> None:
    """Let the term of a lodger end when the newer list says."""
    query = select(Residence).where(Residence.person_id == person, Residence.standing == TEMPORARY)
    for term in tx.session.scalars(query.order_by(Residence.id.desc()).limit(1)):
        term.until = lodging.until


class _Codes:
    """Gives new households the next free code of their group, ``03-012``, and the next place in its walking order."""

    def __init__(self, session: Session) -> None:
        self._last: Counter[str] = Counter()
        self.walked: Counter[str] = Counter()
        for code, group, order in session.execute(select(Household.code, Household.group_id, Household.walking_order)):
            prefix, _, number = (code or "").partition("-")
            if number.isdecimal():
                self._last[prefix] = max(self._last[prefix], int(number))
            self.walked[group or ""] = max(self.walked[group or ""], order or 0)

    def next(self, group: GroupPlan | None) -> str:
        """Return the next code of ``group``; ``00`` stands for households without a numbered group."""
        prefix = f"{group.number if group and group.number is not None else 0:02d}"
        self._last[prefix] += 1
        return f"{prefix}-{self._last[prefix]:03d}"


def _load(session: Session, model: type[RecordT], ids: Sequence[str]) -> dict[str, RecordT]:
    found: dict[str, RecordT] = {}
    for part in in_chunks(ids):
        found.update((row.id, row) for row in session.scalars(select(model).where(model.id.in_(part))))
    return found


def _report(
    book: Workbook, tables: Sequence[TableMatch], plan: Plan, lost: int, conversions: tuple[Conversion, ...]
) -> ImportReport:
    people = Counter(person.outcome for person in plan.people)
    households = Counter(household.outcome for household in plan.households)
    first = tables[0]
    return ImportReport(
        file=book.name,
        rows=len(plan.people),
        households={outcome: households[outcome] for outcome in OUTCOMES},
        people={outcome: people[outcome] for outcome in OUTCOMES},
        groups=len(plan.groups),
        problems=tuple(plan.problems),
        outcomes=tuple(
            RowOutcome(each.row.sheet, each.row.number, str(each.row.person.get("full_name", "")), each.row.group,
                       each.outcome, each.reason)
            for each in plan.people
        ),
        lost_zeros=lost,
        columns={first.headers[key]: LABELS[key] for key in first.headers},
        unmatched=first.unmatched_headers,
        title_lines=first.title_lines,
        header_row=first.header_row,
        conversions=conversions,
        tables=tuple(tables),
    )  # fmt: skip
