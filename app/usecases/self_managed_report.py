"""The report on all self-managed groups: what they are, what they did in a year, how they are rated."""

from collections import Counter
from pathlib import Path

from sqlalchemy.orm import Session

from app.documents.blocks import date_line
from app.documents.self_managed_report import SelfGroupFacts, SelfGroupReportFacts, self_group_report
from app.kernel.clock import today
from app.kernel.errors import AppError
from app.records.places import Village
from app.records.self_managed import RATINGS
from app.usecases.context import Context
from app.usecases.errors import LIST_EMPTY
from app.usecases.letterheads import LIST, PaperHead, letterhead, unit_name
from app.usecases.own_wording import worded
from app.usecases.paper_lists import LIST_SUFFIXES, require_suffix, write_lists
from app.usecases.self_managed import ActivityRow, SelfGroupDetail, list_self_groups, self_group_detail


@worded
def write_self_group_report(context: Context, path: Path, year: int) -> int:
    """Write the report of a year as PDF, Word or Excel; return how many groups it names; raises LIST-003, PRINT-001."""
    require_suffix(path, LIST_SUFFIXES)
    groups = [self_group_detail(context, row.id) for row in list_self_groups(context)]
    if not groups:
        raise AppError(LIST_EMPTY)
    with context.reading() as session:
        head, village = _head(context, session)
    rated = Counter(rating.rating for group in groups for rating in group.ratings if rating.year == year)
    facts = SelfGroupReportFacts(
        head.facts, village, year, tuple(_facts(group, year) for group in groups),
        tuple((rating, rated[rating]) for rating in RATINGS), date_line(head.place, today(context.clock)), (head.signer,),
    )  # fmt: skip
    write_lists(path, [self_group_report(facts)])
    return len(groups)


def _head(context: Context, session: Session) -> tuple[PaperHead, str]:
    pile = context.identity.pile
    return letterhead(session, LIST, pile), unit_name(session.get_one(Village, pile))


def _facts(group: SelfGroupDetail, year: int) -> SelfGroupFacts:
    done = [each for each in group.activities if each.day and each.day.year == year]
    rating = next((each for each in group.ratings if each.year == year), None)
    return SelfGroupFacts(
        group.row.name, ", ".join(group.row.fields), group.row.leader, group.row.members,
        sum(each.present is not None for each in done), "; ".join(filter(None, map(_words, done))),
        rating.rating if rating else "", rating.reason if rating else "",
    )  # fmt: skip


def _words(activity: ActivityRow) -> str:
    if activity.present is not None:
        share = f"{activity.present}/{activity.members}"
        day = f"{activity.day:%d/%m}" if activity.day else ""
        return f"{activity.what} {day} ({share})" + (f": {activity.result}" if activity.result else "")
    return f"{activity.what}: {activity.result}" if activity.result else activity.what
