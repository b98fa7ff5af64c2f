"""Trang chính: what is to be done next and how the village stands, from a few cheap queries: this is the first page."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import Session

from app.kernel.clock import moment, today
from app.records.assignments import DONE, IMPOSSIBLE
from app.records.base import LIVE
from app.records.covenants import CovenantVersion
from app.records.places import FRONT_HEAD, VILLAGE_HEAD
from app.records.pledges import Pledge, PledgeCampaign, ScanPage
from app.records.register import HEAD, Household, Person, ResidentialGroup
from app.usecases.campaigns import GroupStatus
from app.usecases.commune_campaigns import unopened_campaigns
from app.usecases.context import VILLAGE, Context
from app.usecases.exchange_state import NAG_AFTER_DAYS, Pending, Standing, pending, standing
from app.usecases.issues import all_issues
from app.usecases.offices import standing_terms
from app.usecases.questions import waiting_here
from app.usecases.safety import last_backup
from app.usecases.searching import asked
from app.usecases.tasks import village_tasks

NO_HOUSEHOLDS, NO_HEAD, UNGROUPED, NO_OFFICE = "no-households", "no-head", "ungrouped", "no-office"
NO_COVENANT, NO_CAMPAIGN, UNSIGNED, SCANS = "no-covenant", "no-campaign", "unsigned", "scans"
ISSUES, UNSENT, NO_BACKUP = "issues", "unsent", "no-backup"
TASKS, HANDED, QUESTIONS = "tasks", "handed", "questions"

RANKS: Final = (
    NO_HOUSEHOLDS, TASKS, QUESTIONS, HANDED, SCANS, UNSIGNED,
    ISSUES, NO_CAMPAIGN, UNGROUPED, NO_HEAD, NO_COVENANT, NO_BACKUP, UNSENT, NO_OFFICE,
)  # fmt: skip
"""Among things without a deadline, and on the same day, the earlier ones come first."""

SIGNING_OFFICES: Final = (VILLAGE_HEAD, FRONT_HEAD)
"""Whose names stand below the village's papers."""

MOST: Final = 6
"""More things at once than this nobody does; the rest comes up when these are done."""
BACKUP_EVERY_DAYS: Final = 7


@dataclass(frozen=True, slots=True)
class Todo:
    """One thing to do: which (a code of this module), how many, by when; ``days`` it has been waiting, ``about`` what."""

    kind: str
    count: int = 0
    due: date | None = None
    days: int = 0
    about: str = ""


@dataclass(frozen=True, slots=True)
class CampaignState:
    """The newest campaign: signed by group, those furthest behind first."""

    id: str
    name: str
    year: int
    due: date | None
    households: int
    signed: int
    groups: tuple[GroupStatus, ...]


@dataclass(frozen=True, slots=True)
class Home:
    """How the village stands. ``backup_at`` in milliseconds, 0 when never; ``receipt`` what the commune last answered."""

    todos: tuple[Todo, ...]
    households: int
    people: int
    groups: int
    campaign: CampaignState | None
    receipt: Standing | None
    backup_at: int


def home(context: Context) -> Home:
    """Return what Trang chính shows."""
    day = today(context.clock)
    waiting, backup_at = pending(context), last_backup(context)
    with context.reading() as session:
        campaign = _campaign(session)
        households = _count(session, select(func.count(Household.id)).where(Household.here()))
        todos = [
            *_register_todos(session, households),
            *(_covenant_todos(session, day, campaign) if households else ()),
            *(_keeping_todos(session, day, waiting, backup_at) if households else ()),
            *_commune_todos(session, context.identity.pile, day),
        ]
        if any(each.kind == HANDED for each in todos):
            todos = [each for each in todos if each.kind != NO_CAMPAIGN]
        todos.sort(key=lambda each: (each.kind != NO_HOUSEHOLDS, each.due or date.max, RANKS.index(each.kind)))
        return Home(
            tuple(todos[:MOST]),
            households,
            _count(session, select(func.count(Person.id)).where(Person.here())),
            _count(session, select(func.count(ResidentialGroup.id)).where(ResidentialGroup.status == LIVE)),
            campaign,
            standing(context),
            backup_at,
        )


def _register_todos(session: Session, households: int) -> Iterator[Todo]:
    if not households:
        yield Todo(NO_HOUSEHOLDS)
        return
    head = select(Person.id).where(Person.household_id == Household.id, Person.relation == HEAD, Person.here())
    homes = select(func.count(Household.id)).where(Household.here())
    if ungrouped := _count(session, homes.where(Household.group_id.is_(None))):
        yield Todo(UNGROUPED, ungrouped)
    if headless := _count(session, homes.where(~head.exists())):
        yield Todo(NO_HEAD, headless)
    held = {term.office for term in standing_terms(session) if term.group_id is None}
    if missing := [office for office in SIGNING_OFFICES if office not in held]:
        yield Todo(NO_OFFICE, about=", ".join(missing))


def _covenant_todos(session: Session, day: date, campaign: CampaignState | None) -> Iterator[Todo]:
    if not _count(session, select(func.count(CovenantVersion.id)).where(CovenantVersion.status == LIVE)):
        yield Todo(NO_COVENANT)
    unseen = select(func.count(ScanPage.id)).where(ScanPage.status == LIVE, ScanPage.settled.is_(None))
    if waiting := _count(session, unseen):
        yield Todo(SCANS, waiting)
    if campaign is None or campaign.year < day.year:
        yield Todo(NO_CAMPAIGN, about=str(day.year))
    elif campaign.signed < campaign.households:
        yield Todo(UNSIGNED, campaign.households - campaign.signed, campaign.due, about=campaign.name)


def _commune_todos(session: Session, pile: str, day: date) -> Iterator[Todo]:
    """Yield what the commune waits for; of the tasks the most urgent is named, with how many days it is late."""
    waiting = [each for each in village_tasks(session, pile, day) if each.said not in (DONE, IMPOSSIBLE)]
    if waiting:
        first = waiting[0]
        late = (day - first.due).days if first.due is not None else 0
        yield Todo(TASKS, len(waiting), first.due, max(late, 0), first.name)
    if unopened := unopened_campaigns(session, pile):
        yield Todo(HANDED, len(unopened), min((each.due for each in unopened if each.due), default=None),
                   about=unopened[0].name or "")  # fmt: skip
    if asked_of_us := waiting_here(session, VILLAGE):
        yield Todo(QUESTIONS, asked_of_us)


def _keeping_todos(session: Session, day: date, waiting: Pending, backup_at: int) -> Iterator[Todo]:
    if asking := all_issues(session):
        yield Todo(ISSUES, len(asking))
    if waiting.changes:
        due = moment(waiting.since).date() + timedelta(NAG_AFTER_DAYS) if waiting.overdue else None
        yield Todo(UNSENT, waiting.changes, due, waiting.days)
    if not backup_at and waiting.changes:
        yield Todo(NO_BACKUP)
    elif backup_at and (day - moment(backup_at).date()).days >= BACKUP_EVERY_DAYS:
        last = moment(backup_at).date()
        yield Todo(NO_BACKUP, due=last + timedelta(BACKUP_EVERY_DAYS), days=(day - last).days)


def _campaign(session: Session) -> CampaignState | None:
    newest = select(PledgeCampaign).where(PledgeCampaign.of_village()).order_by(*PledgeCampaign.newest_first()).limit(1)
    record = session.scalars(newest).first()
    if record is None:
        return None
    signed = func.coalesce(func.sum(case((Pledge.stands(), 1), else_=0)), 0)
    query = (
        select(ResidentialGroup.id, ResidentialGroup.name, func.count(Pledge.id), signed)
        .select_from(Pledge)
        .join(Household, Household.id == Pledge.household_id)
        .outerjoin(ResidentialGroup, ResidentialGroup.id == Household.group_id)
        .where(Pledge.campaign_id == record.id, asked())
        .group_by(ResidentialGroup.id, ResidentialGroup.name, ResidentialGroup.number)
        .order_by(ResidentialGroup.number, ResidentialGroup.name)
    )
    groups = [GroupStatus(group or "", name or "", asked, done) for group, name, asked, done in session.execute(query)]
    groups.sort(key=lambda each: each.signed / each.households)
    return CampaignState(
        record.id, record.name or "", record.year or 0, record.due, sum(each.households for each in groups),
        sum(each.signed for each in groups), tuple(groups),
    )  # fmt: skip


def _count(session: Session, query: Select[int]) -> int:
    return session.execute(query).scalar_one()
