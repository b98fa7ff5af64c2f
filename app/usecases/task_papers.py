"""The state of the commune's tasks as a file: who is done, who is late, with what they gave as proof."""

from pathlib import Path
from typing import Final

from app.documents.tables import Column, Row, Section, TableFacts
from app.kernel.clock import today
from app.kernel.errors import AppError
from app.records.assignments import DONE, PROOFS
from app.sheets.writer import Column as SheetColumn
from app.sheets.writer import Table, write_table
from app.usecases.assignment_errors import ASSIGN_UNKNOWN
from app.usecases.context import Context
from app.usecases.handed_down import day_words
from app.usecases.paper_lists import LIST_SUFFIXES, require_suffix, write_lists
from app.usecases.tasks import LATE, TaskOverview, task_overview
from app.vietnamese.text import fold

TITLE: Final = "Tình hình thực hiện việc xã giao"
_COLUMNS: Final = (
    Column("STT", 12, "center"),
    Column("Thôn", 48),
    Column("Đã làm đến đâu", 42),
    Column("Kết quả, giấy tờ", 58),
    Column("Báo ngày", 24, "center"),
)


def write_task_list(context: Context, path: Path, task: str = "") -> int:
    """Write how ``task`` (all of them when empty) stands in every village, as PDF, Word or Excel; return the villages told.

    Excel gets villages down and tasks across, paper one section a task. Raises SETUP-003, ASSIGN-002
    when nothing is handed out, PRINT-001 and the FILE errors.
    """
    require_suffix(path, LIST_SUFFIXES)
    tasks = [each for each in task_overview(context) if not task or each.id == task]
    if not tasks:
        raise AppError(ASSIGN_UNKNOWN, label="việc", name=task)
    until = f"Tính đến ngày {day_words(today(context.clock))}"
    if path.suffix.lower() == ".xlsx":
        write_table(path, _as_sheet(tasks, until))
    else:
        write_lists(path, [_as_list(tasks, until)])
    return sum(len(each.states) for each in tasks)


def _as_list(tasks: list[TaskOverview], until: str) -> TableFacts:
    rows: list[Row] = []
    for task in tasks:
        rows.append(Section(_heading(task)))
        rows += [
            (str(number), each.village, each.state_words, each.proof_words, day_words(each.day))
            for number, each in enumerate(task.states, 1)
        ]
    return TableFacts(TITLE.upper(), _COLUMNS, tuple(rows), subtitles=(until,))


def _as_sheet(tasks: list[TaskOverview], until: str) -> Table:
    """Return villages down and tasks across: what a village said in each cell."""
    villages = sorted({(fold(each.village), each.village, each.pile) for task in tasks for each in task.states})
    cells = {
        (each.pile, task.id): ": ".join(part for part in (each.state_words, each.proof_words) if part)
        for task in tasks
        for each in task.states
    }
    columns = (SheetColumn("Thôn", width=28), *(SheetColumn(_heading(task), width=30) for task in tasks))
    rows = [(title, *(cells.get((pile, task.id), "không giao") for task in tasks)) for _, title, pile in villages]
    return Table(TITLE.upper(), columns, rows, notes=(until,))


def _heading(task: TaskOverview) -> str:
    done = sum(each.state == DONE for each in task.states)
    late = sum(each.state == LATE for each in task.states)
    words = f"{task.name} (hạn {day_words(task.due)}, nộp {PROOFS[task.proof]}): {done}/{len(task.states)} thôn xong"
    return f"{words}, {late} thôn trễ" if late else words
