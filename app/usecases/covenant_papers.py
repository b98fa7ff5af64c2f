"""Printing the papers of a covenant's life: notice, ballots, minutes and count of the vote, request for recognition."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.documents.ballots import BallotFacts, BallotsFacts, ballots
from app.documents.blocks import date_line
from app.documents.covenant_papers import Attending, PaperFacts, VoteFacts, attendance, notice, request, vote_minutes
from app.documents.tables import TableFacts
from app.documents.vote_count import vote_count
from app.kernel.clock import today
from app.kernel.errors import AppError
from app.records.base import LIVE
from app.records.covenants import BALLOT, MEETING, POST, CovenantStep, CovenantVersion
from app.records.places import FRONT_HEAD, VILLAGE_HEAD, Village
from app.records.register import Household, ResidentialGroup
from app.usecases.context import Context
from app.usecases.covenant_life import POSTED_DAYS, STEPS, Vote, share_words, steps_of, vote_of
from app.usecases.covenants import commune_committee, covenant_title, newest_version
from app.usecases.errors import COVENANT_STEP_EARLY, NO_COVENANT, PRINT_NOTHING
from app.usecases.letterheads import office_holder, unit_name, village_letterhead
from app.usecases.own_wording import worded
from app.usecases.paper_lists import PAPER_SUFFIXES, require_suffix, write_lists, write_small_papers
from app.usecases.searching import WALKING, head_name
from app.vietnamese.dates import long_date
from app.vietnamese.numbers import format_number

NOTICE, BALLOTS, ATTENDANCE, COUNT, MINUTES, REQUEST = (
    "notice", "ballots", "attendance", "count", "minutes", "request",
)  # fmt: skip
PAPERS: Final[Mapping[str, str]] = {
    NOTICE: "Thông báo niêm yết",
    BALLOTS: "Phiếu lấy ý kiến",
    ATTENDANCE: "Danh sách hộ dự họp",
    COUNT: "Biên bản kiểm phiếu",
    MINUTES: "Biên bản biểu quyết",
    REQUEST: "Đề nghị công nhận",
}
"""The papers by their wire name."""


@dataclass(frozen=True, slots=True)
class PrintCovenantPaper:
    """Write one of :data:`PAPERS` to ``path``, PDF or Word; ``group`` (id) narrows ballots and the list of who came."""

    paper: str
    path: Path
    version: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True)
class WrittenPaper:
    """What was written: pages of a PDF (0 for Word), and how many ballots."""

    pages: int
    ballots: int


@worded
def print_covenant_paper(context: Context, command: PrintCovenantPaper) -> WrittenPaper:
    """Write a paper from the steps that are recorded; the newest of its kind counts.

    Raises PRINT-001, COVENANT-006 without a covenant, COVENANT-013 when the step it tells of is not recorded, PRINT-002
    without households to write down, and the FILE errors.
    """
    require_suffix(command.path, PAPER_SUFFIXES)
    with context.reading() as session:
        pile = context.identity.pile
        version = session.get(CovenantVersion, command.version) if command.version else newest_version(session, pile)
        if version is None or version.status != LIVE:
            raise AppError(NO_COVENANT)
        if command.paper == BALLOTS:
            papers = ballots(*_ballots(session, version, command.group, today(context.clock).year))
            return WrittenPaper(write_small_papers(command.path, papers), len(papers))
        if command.paper == ATTENDANCE:
            return WrittenPaper(write_lists(command.path, [_attendance(context, session, version, command.group)]), 0)
        makers: dict[str, Callable[[Session, CovenantVersion, PaperFacts], TableFacts]] = {
            NOTICE: _notice, COUNT: _count, MINUTES: _minutes, REQUEST: _request,
        }  # fmt: skip
        paper = makers[command.paper](session, version, _facts(context, session, version))
    return WrittenPaper(write_lists(command.path, [paper]), 0)


def _facts(context: Context, session: Session, version: CovenantVersion) -> PaperFacts:
    head = village_letterhead(session, version.pile)
    return PaperFacts(
        head.facts, unit_name(session.get_one(Village, version.pile)), _called(session, version),
        office_holder(session, VILLAGE_HEAD, version.pile), office_holder(session, FRONT_HEAD, version.pile),
        date_line(head.place, today(context.clock)),
    )  # fmt: skip


def _called(session: Session, version: CovenantVersion) -> str:
    """Return the covenant's name inside a sentence: "quy ước thôn Quang Khải"."""
    title = covenant_title(session, version)
    return title[:1].lower() + title[1:]


def _notice(session: Session, version: CovenantVersion, facts: PaperFacts) -> TableFacts:
    posted = _step(session, version, (POST,))
    since = posted.day
    assert since is not None
    until = posted.until or since + timedelta(days=POSTED_DAYS)
    earliest = max(until, since + timedelta(days=POSTED_DAYS))
    return notice(
        facts, f"{since:%d/%m/%Y}", f"{until:%d/%m/%Y}", posted.place or "", f"{earliest:%d/%m/%Y}"
    )  # fmt: skip


def _count(session: Session, version: CovenantVersion, facts: PaperFacts) -> TableFacts:
    return vote_count(*_voted(session, version, facts))


def _minutes(session: Session, version: CovenantVersion, facts: PaperFacts) -> TableFacts:
    return vote_minutes(*_voted(session, version, facts))


def _voted(session: Session, version: CovenantVersion, facts: PaperFacts) -> tuple[PaperFacts, VoteFacts]:
    """Return a paper's facts dated on the day of the newest vote, and that vote."""
    step = _step(session, version, (MEETING, BALLOT))
    dated = date_line(village_letterhead(session, version.pile).place, step.day)
    return replace(facts, date_line=dated), vote_facts(step)


def _request(session: Session, version: CovenantVersion, facts: PaperFacts) -> TableFacts:
    step = _step(session, version, (MEETING, BALLOT))
    return request(facts, commune_committee(session, version.pile), vote_facts(step))


def vote_facts(step: CovenantStep) -> VoteFacts:
    """Return a vote as papers tell it."""
    vote = vote_of(step)
    ballot = step.what == BALLOT
    counted = (vote.agreed, vote.against, vote.other, vote.invalid)
    lines = tuple(("", format_number(each), share_words(each, vote.total)) for each in counted)
    valid = vote.agreed + vote.against + vote.other
    return VoteFacts(
        ballot, long_date(step.day) if step.day else "", step.place or "", step.chair or "", step.clerk or "",
        format_number(vote.total), format_number(vote.present), share_words(vote.present, vote.total),
        format_number(vote.total - vote.present), format_number(vote.agreed), share_words(vote.agreed, vote.total), lines,
        (format_number(valid), share_words(valid, vote.total)), _outcome(vote, ballot=ballot),
    )  # fmt: skip


def _outcome(vote: Vote, *, ballot: bool) -> str:
    if not ballot and not vote.quorate:
        return "not_quorate"
    return "passed" if vote.passed else "failed"


def _step(session: Session, version: CovenantVersion, kinds: tuple[str, ...]) -> CovenantStep:
    found = [each for each in steps_of(session, version.id) if each.what in kinds]
    if not found:
        labels = " hoặc ".join(f"«{STEPS[kind].label}»" for kind in kinds)
        raise AppError(COVENANT_STEP_EARLY, step="In giấy này", reason=f"sổ chưa ghi bước {labels}")
    return found[-1]


def _ballots(
    session: Session, version: CovenantVersion, group: str, year: int
) -> tuple[BallotsFacts, list[BallotFacts]]:
    """Return a ballot for every household of the village in walking order; a group's keep their numbers among all."""
    issued = _households(session, version, group)
    planned = [each for each in steps_of(session, version.id) if each.what == BALLOT and each.until]
    until = f"{planned[-1].until:%d/%m/%Y}" if planned else ""
    head = village_letterhead(session, version.pile)
    facts = BallotsFacts(
        head.facts,
        _called(session, version),
        until,
        len(_households(session, version)),
        date_line(head.place, None, year),
    )
    return facts, issued


def _attendance(context: Context, session: Session, version: CovenantVersion, group: str) -> TableFacts:
    """Return the list of who comes to the vote: of the newest that is recorded, or of one still to come."""
    votes = [each for each in steps_of(session, version.id) if each.what in (MEETING, BALLOT)]
    newest = votes[-1] if votes else None
    households = [Attending(each.head, each.group) for each in _households(session, version, group)]
    ballot = newest is not None and newest.what == BALLOT
    day, place = (long_date(newest.day) if newest.day else "", newest.place or "") if newest else ("", "")
    facts = _facts(context, session, version)
    head = village_letterhead(session, version.pile)
    dated = date_line(head.place, newest.day if newest else None, today(context.clock).year)
    return attendance(replace(facts, date_line=dated), households, day, place, ballot=ballot)


def _households(session: Session, version: CovenantVersion, group: str = "") -> list[BallotFacts]:
    """Return the village's households in walking order, numbered among all; raises PRINT-002 without any."""
    query = (
        select(Household.code, head_name(), ResidentialGroup.name, Household.address, Household.group_id)
        .outerjoin(ResidentialGroup, ResidentialGroup.id == Household.group_id)
        .where(Household.pile == version.pile, Household.here())
        .order_by(*WALKING)
    )
    found = [
        BallotFacts(head or "", code or "", name or "", address or "", number)
        for number, (code, head, name, address, of_group) in enumerate(session.execute(query), 1)
        if not group or of_group == group
    ]
    if not found:
        raise AppError(PRINT_NOTHING)
    return found
