"""Tình hình các thôn on paper: one line a village, with the bundles that came and until when, as PDF, Word or Excel."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from app.documents.blocks import date_line
from app.documents.facts import LetterheadFacts
from app.documents.register_list import RegisterListFacts, register_list
from app.documents.tables import Row, Section, TableFacts
from app.kernel.clock import today
from app.kernel.errors import AppError
from app.kernel.progress import Progress
from app.sheets.writer import Column as SheetColumn
from app.sheets.writer import Table, write_table
from app.usecases.commune import MissingHousehold, VillageRow, missing_households, narrowed, villages_overview
from app.usecases.context import COMMUNE, Context
from app.usecases.errors import NO_VILLAGES, WRONG_ROLE
from app.usecases.own_wording import worded
from app.usecases.paper_lists import LIST_SUFFIXES, require_suffix, write_lists
from app.vietnamese.numbers import format_number

TITLE: Final = "Tình hình các thôn"
_COLUMNS: Final = (
    ("Thôn", 46.0, False), ("Trưởng thôn, điện thoại", 54.0, False), ("Hộ", 16.0, True), ("Khẩu", 18.0, True),
    ("Đã ký", 26.0, True), ("Chưa ký", 18.0, True), ("Gửi lần cuối", 26.0, True), ("Số gói", 16.0, True),
    ("Đối chiếu", 40.0, False),
)  # fmt: skip
"""Columns after the number: label, millimetres, whether a number."""
_AS_TEXT: Final = ("Đã ký", "Gửi lần cuối")


@dataclass(frozen=True, slots=True)
class WriteVillages:
    """Write the villages that match ``text`` and ``state`` to ``path``, all or some (piles); ``names`` names who is missing."""

    path: Path
    text: str = ""
    state: str = ""
    names: bool = False
    villages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WrittenVillages:
    """What the file holds: villages, households that are named as missing, pages of a PDF (else 0)."""

    villages: int
    named: int
    pages: int
    file: Path


@worded
def write_villages(context: Context, command: WriteVillages, progress: Progress | None = None) -> WrittenVillages:
    """Write the list; raises SETUP-003 outside a commune, PRINT-001, VILLAGE-101 when no village matches, the FILE errors."""
    require_suffix(command.path, LIST_SUFFIXES)
    if context.identity.role != COMMUNE:
        raise AppError(WRONG_ROLE, role="thôn")
    rows = narrowed(context, villages_overview(context), command.text, command.state)
    if command.villages:
        rows = [row for row in rows if row.pile in command.villages]
    if not rows:
        raise AppError(NO_VILLAGES)
    progress = progress or Progress()
    facts = _paper(context, rows)
    if command.path.suffix.lower() == ".xlsx":
        write_table(command.path, _sheet(facts, rows))
        return WrittenVillages(len(rows), 0, 0, command.path)
    named = 0
    if command.names:
        progress.stage("Gom hộ chưa ký của các thôn", len(rows))
        lines: list[Row] = []
        for row, line in zip(rows, facts.rows, strict=True):
            missing = missing_households(context, row.campaign_id)
            lines += [line, *([_named(row, missing)] if missing else [])]
            named += len(missing)
            progress.advance()
        facts = replace(facts, rows=tuple(lines))
    progress.committing()
    return WrittenVillages(len(rows), named, write_lists(command.path, (facts,)), command.path)


def _named(row: VillageRow, missing: Sequence[MissingHousehold]) -> Section:
    """Return the line below a village that names its households which have not signed."""
    who = (", ".join(part for part in (each.head or each.code, each.group) if part) for each in missing)
    return Section(f"{row.title}, {format_number(len(missing))} hộ chưa ký: {'; '.join(who)}")


def _head(row: VillageRow) -> str:
    return ", ".join(part for part in (row.head, row.phone) if part)


def _cells(row: VillageRow) -> tuple[str, ...]:
    return (
        row.title, _head(row), format_number(row.households), format_number(row.people),
        f"{format_number(row.signed)} / {format_number(row.in_scope)}", format_number(row.unsigned), row.sent_words,
        format_number(row.bundles), row.match_words,
    )  # fmt: skip


def _paper(context: Context, rows: Sequence[VillageRow]) -> TableFacts:
    now = today(context.clock)
    commune = context.identity.title
    place = commune.partition(" ")[2] or commune
    return register_list(
        RegisterListFacts(
            title=TITLE,
            letterhead=LetterheadFacts("", commune, place),
            village=commune,
            group="",
            columns=_COLUMNS,
            rows=tuple(_cells(row) for row in rows),
            counted="unit",
            day=f"{now:%d/%m/%Y}",
            date_line=date_line(place, now),
            signers=(),
            received=(sum(row.last_received > 0 for row in rows), sum(row.bundles for row in rows)),
        )
    )


def _sheet(facts: TableFacts, rows: Sequence[VillageRow]) -> Table:
    """Return the list as a spreadsheet, numbers as numbers."""
    columns = [SheetColumn("TT", "number", 6)]
    columns += [
        SheetColumn(label, "number" if number and label not in _AS_TEXT else "text", max(8, int(width / 2)))
        for label, width, number in _COLUMNS
    ]
    cells = [
        (number, row.title, _head(row), row.households, row.people, f"{row.signed} / {row.in_scope}", row.unsigned,
         row.sent_words, row.bundles, row.match_words)
        for number, row in enumerate(rows, 1)
    ]  # fmt: skip
    return Table(facts.title, tuple(columns), cells, "Các thôn", (*facts.subtitles, *facts.notes))
