"""Writing a list of the register as PDF, Word, Excel or CSV; whole id numbers only for a purpose that is written down."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from sqlalchemy.orm import Session

from app.documents.blocks import date_line
from app.documents.register_list import RegisterListFacts, register_list
from app.documents.tables import TableFacts
from app.kernel.clock import today
from app.kernel.errors import AppError
from app.records.places import Village
from app.records.privacy import FILE, Disclosure
from app.records.register import SENSITIVE, Person
from app.sheets.writer import Column, Table, write_table
from app.usecases.context import Context, Done
from app.usecases.errors import LIST_EMPTY, LIST_PURPOSE
from app.usecases.letterheads import LIST, letterhead, unit_name
from app.usecases.lists import HOUSEHOLDS, ID_NUMBER, SIGN, TICK, ListRow, ListSpec, ListView, make_list
from app.usecases.own_wording import worded
from app.usecases.paper_lists import LIST_SUFFIXES, require_suffix, write_lists
from app.usecases.sensitive_fields import purposes
from app.vietnamese.collation import sort_key
from app.vietnamese.text import clean

CSV: Final = ".csv"
_SHEET_MM: Final = 2.0
"""Millimetres of paper for one character of a spreadsheet's column."""


@dataclass(frozen=True, slots=True)
class WriteList:
    """Write a list to ``path``, as of ``on``. ``whole_ids`` writes full id numbers and needs a ``purpose``."""

    spec: ListSpec
    path: Path
    on: date | None = None
    whole_ids: bool = False
    purpose: str = ""


@dataclass(frozen=True, slots=True)
class WrittenList:
    """What the file holds; ``pages`` is 0 for what has no pages of its own."""

    rows: int
    pages: int
    file: Path


@worded
def write_list(context: Context, command: WriteList) -> Done[WrittenList]:
    """Write the list; raises LIST-001 to -005, PRINT-001 and the FILE errors.

    Full id numbers and sensitive fields leave a record of who wrote them out, when and what for, made before the file gets its
    name; what a sensitive field is for was said when it was switched on.
    """
    require_suffix(command.path, (*LIST_SUFFIXES, CSV))
    whole = command.whole_ids and ID_NUMBER in command.spec.columns
    if whole and not clean(command.purpose):
        raise AppError(LIST_PURPOSE)
    view = make_list(context, command.spec, command.on, whole_ids=whole)
    if not view.rows:
        raise AppError(LIST_EMPTY)
    sensitive = [name for name in command.spec.columns if name in SENSITIVE]
    if not whole and not sensitive:
        return Done(_write(context, view, command.path))
    with context.transaction("list.disclose") as tx:
        said = [clean(command.purpose), *purposes(tx.session, sensitive)]
        labels = [Person.fields[name].label for name in sensitive]
        tx.add(
            Disclosure(
                way=FILE, about=", ".join([command.spec.heading, *labels]), people=len(view.rows),
                purpose="; ".join(dict.fromkeys(each for each in said if each)),
            )
        )  # fmt: skip
        written = _write(context, view, command.path)
    return tx.done(written)


def _write(context: Context, view: ListView, path: Path) -> WrittenList:
    suffix = path.suffix.lower()
    if suffix in (CSV, ".xlsx"):
        write_table(path, _as_table(view))
        return WrittenList(len(view.rows), 0, path)
    with context.reading() as session:
        papers = list(_papers(context, session, view))
    return WrittenList(len(view.rows), write_lists(path, papers), path)


@worded
def write_lines(
    context: Context,
    path: Path,
    title: str,
    columns: Sequence[tuple[str, float]],
    rows: Sequence[tuple[str, tuple[str, ...]]],
    *,
    by_group: bool = True,
) -> None:
    """Write findings, which are no list of the register, with a box to tick: (group, cells), each group on its own page."""
    require_suffix(path, LIST_SUFFIXES)
    groups: dict[str, list[tuple[str, ...]]] = {}
    for group, cells in rows:
        groups.setdefault(group if by_group else "", []).append(cells)
    now = today(context.clock)
    with context.reading() as session:
        village = session.get_one(Village, context.identity.pile)
        head = letterhead(session, LIST, context.identity.pile)
        papers = [
            register_list(
                RegisterListFacts(
                    title, head.facts, unit_name(village), group, tuple((label, width, False) for label, width in columns),
                    tuple(cells), counted="finding", day=f"{now:%d/%m/%Y}", date_line=date_line(head.place, now),
                    signers=(head.signer,), tick=True, ungrouped=by_group and not group,
                )
            )
            for group, cells in groups.items()
        ]  # fmt: skip
    write_lists(path, papers)


def _papers(context: Context, session: Session, view: ListView) -> Iterable[TableFacts]:
    village = session.get_one(Village, context.identity.pile)
    head = letterhead(session, LIST, context.identity.pile)
    now = today(context.clock)
    for group, rows in _parts(view):
        yield register_list(
            RegisterListFacts(
                title=view.spec.heading,
                letterhead=head.facts,
                village=unit_name(village),
                group=group,
                columns=tuple((each.label, each.width, each.number) for each in view.columns),
                rows=tuple(row.cells for row in rows),
                counted=view.spec.subject,
                day=f"{view.on:%d/%m/%Y}",
                date_line=date_line(head.place, now),
                signers=(head.signer,),
                sign=view.spec.mark == SIGN,
                tick=view.spec.mark == TICK,
                blank=view.spec.blank,
                ungrouped=view.spec.by_group and not group,
            )
        )


def _parts(view: ListView) -> Iterable[tuple[str, Sequence[ListRow]]]:
    """Yield the lines of each group, or all of them under no group."""
    if not view.spec.by_group:
        yield _only_group(view), view.rows
        return
    groups: dict[str, list[ListRow]] = {}
    for row in view.rows:
        groups.setdefault(row.group, []).append(row)
    yield from sorted(groups.items(), key=lambda each: (not each[0], sort_key(each[0])))


def _only_group(view: ListView) -> str:
    """Return the name of the group when all lines are of one and the list asked for it."""
    groups = {row.group for row in view.rows}
    asked = any(each.startswith("group=") for each in view.spec.asked)
    return next(iter(groups)) if asked and len(groups) == 1 else ""


def _as_table(view: ListView) -> Table:
    """Return the list as a spreadsheet: id numbers and phones as text, numbers as numbers."""
    names = view.spec.columns
    kinds = ["number" if each.number else "id" if name in (ID_NUMBER, "phone", "code") else "text"
             for name, each in zip(names or [""] * len(view.columns), view.columns, strict=True)]  # fmt: skip
    columns = [
        Column("TT", "number", 6),
        *(Column(each.label, kind, max(8, int(each.width / _SHEET_MM)))  # type: ignore[arg-type]
          for each, kind in zip(view.columns, kinds, strict=True)),
    ]  # fmt: skip
    extra = [label for label in (view.spec.blank, "Ký nhận" if view.spec.mark == SIGN else "") if label]
    columns += [Column(label, "text", 18) for label in extra]
    rows = [
        (number, *(_value(cell, kind) for cell, kind in zip(row.cells, kinds, strict=True)), *[""] * len(extra))
        for number, row in enumerate(view.rows, 1)
    ]
    what = "hộ" if view.spec.subject == HOUSEHOLDS else "người"
    notes = (f"Tính đến ngày {view.on:%d/%m/%Y}. Tổng số: {len(rows)} {what}.",)
    return Table(view.spec.heading, tuple(columns), rows, notes=notes)


def _value(cell: str, kind: str) -> str | int:
    return int(cell) if kind == "number" and cell.lstrip("-").isdecimal() else cell
