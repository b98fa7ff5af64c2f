"""Giao việc: what the commune asks of the villages by a day, and how far each village says it is.

The commune writes tasks in its own pile, a village its report in its own; each sees the other's when bundles arrive.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.clock import moment, today
from app.kernel.errors import AppError
from app.records.assignments import (
    COUNT,
    DONE,
    IMPOSSIBLE,
    NOT_STARTED,
    PAPER,
    PROOFS,
    REPORT_STATES,
    UNDER_WAY,
    YES_NO,
    CommuneTask,
    TaskReport,
)
from app.records.base import LIVE
from app.usecases.assignment_errors import ASSIGN_INCOMPLETE, ASSIGN_PROOF
from app.usecases.context import COMMUNE, VILLAGE, Context, Done
from app.usecases.handed_down import (
    known_villages,
    recipients,
    require_role,
    required,
    standing,
    village_titles,
)
from app.vietnamese.numbers import format_number
from app.vietnamese.text import clean, clean_lines

LATE: Final = "late"
STATES: Final = {
    LATE: "trễ hạn",
    NOT_STARTED: "chưa báo",
    **REPORT_STATES,
}
"""How a task stands at a village, by its wire name; what is late comes first."""


@dataclass(frozen=True, slots=True)
class CreateTask:
    """Ask ``villages`` (piles, none for all) to do something by ``due``; ``proof`` is one of :data:`PROOFS`."""

    name: str
    what: str = ""
    due: date | None = None
    villages: tuple[str, ...] = ()
    proof: str = YES_NO


@dataclass(frozen=True, slots=True)
class ReportTask:
    """Say how far a task is. ``picture`` is a file with a photograph or scan of the paper asked for."""

    task: str
    state: str = DONE
    number: int | None = None
    words: str = ""
    picture: Path | None = None


@dataclass(frozen=True, slots=True)
class TaskState:
    """One task at one village. ``state`` is one of :data:`STATES`, ``picture`` the name of the kept picture."""

    task: str
    pile: str
    village: str
    name: str
    what: str
    due: date | None
    proof: str
    state: str
    said: str
    number: int | None
    words: str
    picture: str
    day: date | None

    @property
    def proof_words(self) -> str:
        """What the village gave as proof, in words: its number, what it wrote, that there is a picture."""
        parts = (format_number(self.number) if self.number is not None else "", self.words,
                 "có ảnh giấy tờ" if self.picture else "")  # fmt: skip
        return ", ".join(part for part in parts if part)

    @property
    def state_words(self) -> str:
        """How it stands, in words: "trễ hạn, đang làm"."""
        said = STATES[self.said]
        return f"{STATES[LATE]}, {said}" if self.state == LATE else said


@dataclass(frozen=True, slots=True)
class TaskOverview:
    """One task over all villages it was given to."""

    id: str
    name: str
    what: str
    due: date | None
    proof: str
    issued: date | None
    states: tuple[TaskState, ...]

    @property
    def done(self) -> int:
        """How many villages are done."""
        return sum(each.state == DONE for each in self.states)

    @property
    def late(self) -> int:
        """How many are past the day and neither done nor unable."""
        return sum(each.state == LATE for each in self.states)


def create_task(context: Context, command: CreateTask) -> Done[str]:
    """Hand a task to villages and return its id; raises SETUP-003 outside a commune, ASSIGN-001, ASSIGN-002."""
    require_role(context, COMMUNE)
    name = clean(command.name)
    if not name or command.due is None or command.proof not in PROOFS:
        raise AppError(
            ASSIGN_INCOMPLETE, missing="tên việc" if not name else "hạn" if not command.due else "cần nộp gì"
        )
    with context.transaction("task.create") as tx:
        made = tx.add(
            CommuneTask(
                name=name, what=clean_lines(command.what) or None, due=command.due, proof=command.proof,
                villages=known_villages(tx.session, command.villages), issued=moment(tx.at).date(),
            )
        )  # fmt: skip
    return tx.done(made.id)


def report_task(context: Context, command: ReportTask) -> Done[str]:
    """Say at the village how far a task is; said again, the new words stand in place of the old.

    Raises SETUP-003 outside a village, ASSIGN-002, ASSIGN-003 when it is called done without its proof, ASSIGN-004, and for the
    picture FILE-003 and the SCAN errors.
    """
    require_role(context, VILLAGE)
    if command.state not in REPORT_STATES:
        raise AppError(ASSIGN_INCOMPLETE, missing="đã làm đến đâu")
    picture = kept_picture(context, command.picture) if command.picture else ""
    pile = context.identity.pile
    with context.transaction("task.report") as tx:
        task = required(tx.session, CommuneTask, command.task, pile)
        report = tx.keyed(TaskReport, task.id)
        report.state, report.day = command.state, moment(tx.at).date()
        report.number = command.number
        report.words = clean_lines(command.words) or None
        report.picture = picture or report.picture
        if command.state == DONE and (missing := _lacking(task, report)):
            raise AppError(ASSIGN_PROOF, name=task.name or "", missing=missing)
    return tx.done(report.id)


def kept_picture(context: Context, path: Path) -> str:
    """Keep the first page of a photograph or scan beside the database and return its name; raises FILE-003, the SCAN errors."""
    from app.scanning.pictures import keepable, pages_of

    page = next(iter(pages_of(path)))
    if page.error is not None or page.picture is None:
        raise page.error or AppError(ASSIGN_INCOMPLETE, missing="ảnh")
    return context.blobs.put(keepable(page.picture))


def my_tasks(context: Context) -> tuple[TaskState, ...]:
    """Return the tasks given to this village: late first, then by the day they are due, what is done last."""
    require_role(context, VILLAGE)
    with context.reading() as session:
        return village_tasks(session, context.identity.pile, today(context.clock))


def village_tasks(session: Session, pile: str, day: date) -> tuple[TaskState, ...]:
    """Return the tasks of a village as of ``day``, in the order they should be done."""
    reports = _reports(session, pile)
    found = [_state(task, pile, "", reports.get((pile, task.id)), day) for task in standing(session, CommuneTask, pile)]
    return tuple(sorted(found, key=_urgency))


def task_overview(context: Context) -> tuple[TaskOverview, ...]:
    """Return, at the commune, every task with each village's state: those with something late first. Raises SETUP-003."""
    require_role(context, COMMUNE)
    day = today(context.clock)
    with context.reading() as session:
        villages, reports = village_titles(session), _reports(session)
        found = [
            TaskOverview(
                task.id, task.name or "", task.what or "", task.due, task.proof or YES_NO, task.issued,
                tuple(sorted(
                    (_state(task, each.pile, each.title, reports.get((each.pile, task.id)), day)
                     for each in recipients(task, villages)),
                    key=_urgency,
                )),
            )
            for task in standing(session, CommuneTask)
        ]  # fmt: skip
    return tuple(sorted(found, key=lambda each: (not each.late, each.due or date.max, each.name)))


def _reports(session: Session, pile: str = "") -> dict[tuple[str, str], TaskReport]:
    query = select(TaskReport).where(TaskReport.status == LIVE)
    if pile:
        query = query.where(TaskReport.pile == pile)
    return {(each.pile, each.task_id or ""): each for each in session.scalars(query)}


def _state(task: CommuneTask, pile: str, village: str, report: TaskReport | None, day: date) -> TaskState:
    said = (report.state if report and report.state in REPORT_STATES else None) or NOT_STARTED
    late = said in (NOT_STARTED, UNDER_WAY) and task.due is not None and task.due < day
    return TaskState(
        task=task.id, pile=pile, village=village, name=task.name or "", what=task.what or "", due=task.due,
        proof=task.proof or YES_NO, state=LATE if late else said, said=said, number=report.number if report else None,
        words=(report.words or "") if report else "", picture=(report.picture or "") if report else "",
        day=report.day if report else None,
    )  # fmt: skip


def _urgency(state: TaskState) -> tuple[int, date]:
    rank = {LATE: 0, NOT_STARTED: 1, UNDER_WAY: 1, IMPOSSIBLE: 2, DONE: 3}
    return rank[state.state], state.due or date.max


def _lacking(task: CommuneTask, report: TaskReport) -> str:
    if task.proof == COUNT and report.number is None:
        return PROOFS[COUNT]
    if task.proof == PAPER and not report.picture and not report.words:
        return "giấy tờ: ảnh chụp, hoặc ghi rõ số, ngày của giấy"
    return ""
