"""Answers to Cần xử lý that are more than one choice: many equal cases at once, one person in two villages.

Each is one operation, so that one undo takes all of it back.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from app.journal.merge import SAME_NUMBER
from app.kernel.errors import AppError
from app.records.register import Person
from app.usecases.context import Context, Done
from app.usecases.errors import ISSUE_ANSWER, ISSUE_UNKNOWN
from app.usecases.issues import APART, Issue, ResolveIssue, all_issues, can_choose, dismiss, open_issues, settle
from app.usecases.merging import merge_person


@dataclass(frozen=True, slots=True)
class ResolveMany:
    """Answer many issues at once: by the value written last (``newest``), or by a dismissal (``dismiss``)."""

    issues: tuple[str, ...]
    newest: bool = False
    dismiss: bool = False


@dataclass(frozen=True, slots=True)
class Resolved:
    """How many were answered, and those which cannot be answered that way."""

    settled: int
    left: tuple[Issue, ...]


@dataclass(frozen=True, slots=True)
class KeepPerson:
    """Those who share the number of this issue are one person: ``keep`` stays, the others are merged into it or leave."""

    issue: str
    keep: str
    take: tuple[str, ...] = ()


def resolve_many(context: Context, command: ResolveMany) -> Done[Resolved]:
    """Answer many issues in one operation.

    The newest value is only for values that differ; others are left and named. Raises ISSUE-001 when none of them is open,
    ISSUE-002 when none can be answered that way.
    """
    wanted = set(command.issues)
    with context.transaction("issue.dismiss" if command.dismiss else "issue.resolve_many") as tx:
        found = [each for each in all_issues(tx.session) if each.id in wanted]
        if not found:
            raise AppError(ISSUE_UNKNOWN, issue=next(iter(command.issues), ""))
        able = [each for each in found if _answers(command, each)]
        if not able:
            raise AppError(ISSUE_ANSWER, advice=found[0].advice)
        for issue in able:
            if command.dismiss:
                dismiss(tx, issue)
            else:
                settle(tx, issue, ResolveIssue(issue.id, pick=newest_of(issue)))
    return tx.done(Resolved(len(able), tuple(each for each in found if each not in able)))


def _answers(command: ResolveMany, issue: Issue) -> bool:
    if command.dismiss:
        return issue.type != APART
    return command.newest and can_choose(issue)


def newest_of(issue: Issue) -> str:
    """Return the choice (a note) that was written last: the one that is shown while nobody has answered."""
    return max(issue.choices, key=lambda each: (each.at, each.note)).note


def keep_person(context: Context, command: KeepPerson) -> Done[str]:
    """Settle a shared id number: one person, entered twice. Returns the one that stays.

    In the same village the others are merged into it; in another village they are taken off the list there, because records
    of two villages never refer to each other. Raises ISSUE-001, ISSUE-002 when ``keep`` is none of them, and RECORD-001.
    """
    with context.transaction("person.keep_one") as tx:
        issue = next((each for each in open_issues(tx.session) if each.id == command.issue), None)
        if issue is None:
            raise AppError(ISSUE_UNKNOWN, issue=command.issue)
        if issue.type != SAME_NUMBER or command.keep not in [each.record for each in issue.subjects]:
            raise AppError(ISSUE_ANSWER, advice=issue.advice)
        keep = tx.get(Person, command.keep)
        for other in others_of(issue, command.keep):
            row = tx.get(Person, other)
            if row.pile == keep.pile:
                merge_person(tx, keep, row, command.take)
            else:
                tx.delete(row)
    return tx.done(command.keep)


def others_of(issue: Issue, keep: str) -> Sequence[str]:
    """Return the people of a shared number besides one."""
    return [each.record for each in issue.subjects if each.record != keep]
