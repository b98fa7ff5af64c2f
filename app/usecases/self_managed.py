"""Self-managed groups: founding, members with their roles, regulation, meetings, ratings, and copying one to found the next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.clock import today
from app.kernel.errors import AppError
from app.records.base import LIVE
from app.records.pledges import REGISTRATION
from app.records.register import HEAD, Household, Person
from app.records.self_managed import (
    DEPUTY,
    LEADER,
    LEADING,
    MEETING,
    MEMBER,
    RATINGS,
    GroupActivity,
    GroupMember,
    GroupRating,
    RegulationVersion,
    SelfManagedGroup,
)
from app.usecases.campaigns import OpenCampaign, OpenedCampaign, items_from_text, open_campaign
from app.usecases.context import Context, Done, Operation
from app.usecases.editing import apply_texts
from app.usecases.errors import (
    AMBIGUOUS_NAME,
    EVENT_DAY_AHEAD,
    NOT_FOUND_BY_NAME,
    SELF_GROUP_INCOMPLETE,
    SELF_GROUP_MEMBER,
    SELF_GROUP_NO_RULE,
    SELF_GROUP_NOBODY,
    SELF_GROUP_PRESENT,
)
from app.vietnamese.collation import sort_key
from app.vietnamese.text import clean, clean_lines, fold


@dataclass(frozen=True, slots=True)
class MemberRow:
    """One member now: ``kind`` is household, person or business, ``name`` in words."""

    id: str
    kind: str
    name: str
    role: str
    since: date | None


@dataclass(frozen=True, slots=True)
class ActivityRow:
    """One meeting or activity; ``present`` of ``members`` where it was a meeting."""

    id: str
    day: date | None
    what: str
    result: str
    present: int | None
    members: int | None


@dataclass(frozen=True, slots=True)
class RatingRow:
    """How the group did in one year."""

    year: int
    rating: str
    reason: str


@dataclass(frozen=True, slots=True)
class SelfGroupRow:
    """One group in the list, with the last meeting of the year and the newest rating."""

    id: str
    name: str
    fields: tuple[str, ...]
    leader: str
    deputy: str
    members: int
    meetings: int
    last_share: tuple[int, int] | None
    rating: RatingRow | None
    founded: date | None
    copied_from: str


@dataclass(frozen=True, slots=True)
class SelfGroupDetail:
    """Everything about one group; ``regulation`` is the text in force, of version ``regulation_number`` (0: none)."""

    row: SelfGroupRow
    texts: Mapping[str, str]
    members: tuple[MemberRow, ...]
    regulation: str
    regulation_number: int
    plan: str
    activities: tuple[ActivityRow, ...]
    ratings: tuple[RatingRow, ...]


@dataclass(frozen=True, slots=True)
class SaveSelfGroup:
    """Found (``id`` empty) or change a group: ``texts`` by field, ``fields`` what it looks after (``None`` leaves them)."""

    id: str = ""
    texts: Mapping[str, str] = field(default_factory=dict)
    fields: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class NewMember:
    """Somebody joins: one of ``household``, ``person`` (ids) or ``business`` (a name)."""

    group: str
    household: str = ""
    person: str = ""
    business: str = ""
    role: str = MEMBER
    day: date | None = None


@dataclass(frozen=True, slots=True)
class NewActivity:
    """A meeting (with ``present``) or something done; ``members`` are all there were, counted now when not given."""

    group: str
    day: date | None
    what: str = MEETING
    result: str = ""
    present: int | None = None
    members: int | None = None


def list_self_groups(context: Context) -> tuple[SelfGroupRow, ...]:
    """Return the groups that have not ended, by name."""
    year = today(context.clock).year
    with context.reading() as session:
        groups = _live(session)
        rows = [_row(session, group, year) for group in groups]
    return tuple(sorted(rows, key=lambda row: sort_key(row.name)))


def self_group_detail(context: Context, group: str) -> SelfGroupDetail:
    """Return one group; raises FORM-003 for one that is not there."""
    year = today(context.clock).year
    with context.reading() as session:
        record = session.get(SelfManagedGroup, group)
        if record is None or record.status != LIVE:
            raise AppError(NOT_FOUND_BY_NAME, label="tổ tự quản", name=group)
        version = regulation_in_force(session, group)
        texts = {
            "name": record.name or "",
            "founded": f"{record.founded:%d/%m/%Y}" if record.founded else "",
            "decision": record.decision or "",
            "note": record.note or "",
        }
        return SelfGroupDetail(
            _row(session, record, year), texts, tuple(_members(session, group)), (version.text if version else "") or "",
            (version.number if version else 0) or 0, record.plan or "", tuple(_activities(session, group)),
            tuple(_ratings(session, group)),
        )  # fmt: skip


def find_self_group(context: Context, name: str) -> str:
    """Return the id of the group a person named, by id or name; raises FORM-003, FORM-004."""
    wanted = fold(name)
    with context.reading() as session:
        groups = _live(session)
    found = [each.id for each in groups if each.id == name or fold(each.name or "") == wanted]
    if not found:
        raise AppError(NOT_FOUND_BY_NAME, label="tổ tự quản", name=name)
    if len(found) > 1:
        raise AppError(AMBIGUOUS_NAME, label="tổ tự quản", name=name, count=len(found))
    return found[0]


def save_self_group(context: Context, command: SaveSelfGroup) -> Done[str]:
    """Found or change a group; raises SELFGROUP-001 without a name, FORM-001, FORM-002."""
    with context.transaction("selfgroup.save") as tx:
        group = tx.get(SelfManagedGroup, command.id) if command.id else tx.add(SelfManagedGroup())
        apply_texts(tx, group, command.texts)
        if command.fields is not None:
            group.fields_kept = tuple(filter(None, map(clean, command.fields))) or None
        if not group.name:
            raise AppError(SELF_GROUP_INCOMPLETE, missing="tên tổ")
    return tx.done(group.id)


def end_self_group(context: Context, group: str, day: date | None = None) -> Done[str]:
    """Record that a group is no more; its history stays."""
    with context.transaction("selfgroup.end") as tx:
        tx.get(SelfManagedGroup, group).ended = _day(context, day)
    return tx.done(group)


def copy_self_group(context: Context, group: str, name: str) -> Done[str]:
    """Found the next group with the regulation, the plan and the fields of one that works (replication, seeds 000 and 001)."""
    if not clean(name):
        raise AppError(SELF_GROUP_INCOMPLETE, missing="tên tổ mới")
    with context.transaction("selfgroup.copy") as tx:
        model = tx.get(SelfManagedGroup, group)
        made = tx.add(
            SelfManagedGroup(
                name=clean(name), fields_kept=model.fields_kept, plan=model.plan, copied_from=model.id,
                founded=today(context.clock),
            )
        )  # fmt: skip
        version = regulation_in_force(tx.session, group)
        if version is not None:
            copy = tx.keyed(RegulationVersion, made.id, 1)
            copy.text, copy.adopted = version.text, today(context.clock)
    return tx.done(made.id)


def add_member(context: Context, command: NewMember) -> Done[str]:
    """Let a household, a person or a business join; raises SELFGROUP-001, -002, EVENT-002."""
    with context.transaction("selfgroup.members") as tx:
        group = tx.get(SelfManagedGroup, command.group)
        member = GroupMember(group_id=group.id, role=clean(command.role) or MEMBER, since=_day(context, command.day))
        if command.household:
            member.household_id = tx.get(Household, command.household).id
        elif command.person:
            member.person_id = tx.get(Person, command.person).id
        elif clean(command.business):
            member.business = clean(command.business)
        else:
            raise AppError(SELF_GROUP_INCOMPLETE, missing="thành viên")
        _refuse_twice(tx, member)
        made = tx.add(member)
    return tx.done(made.id)


def end_member(context: Context, member: str, day: date | None = None) -> Done[str]:
    """Let somebody be a member no longer, from ``day`` on."""
    with context.transaction("selfgroup.members") as tx:
        tx.get(GroupMember, member).until = _day(context, day)
    return tx.done(member)


def save_regulation(context: Context, group: str, text: str, plan: str | None = None) -> Done[int]:
    """Keep the regulation as the next version (the same text makes none), and the plan; return the number in force."""
    wanted = clean_lines(text)
    with context.transaction("selfgroup.regulation") as tx:
        record = tx.get(SelfManagedGroup, group)
        version = regulation_in_force(tx.session, group)
        number = (version.number if version else 0) or 0
        if wanted and (version is None or version.text != wanted):
            number += 1
            made = tx.keyed(RegulationVersion, group, number)
            made.text, made.adopted = wanted, today(context.clock)
        if plan is not None:
            record.plan = clean_lines(plan) or None
    return tx.done(number)


def record_activity(context: Context, command: NewActivity) -> Done[str]:
    """Write down a meeting or something done; raises SELFGROUP-001, -003, EVENT-002."""
    with context.transaction("selfgroup.activity") as tx:
        group = tx.get(SelfManagedGroup, command.group)
        what, result = clean(command.what), clean_lines(command.result)
        if not what or (command.present is None and not result):
            raise AppError(SELF_GROUP_INCOMPLETE, missing="việc đã làm, hoặc số có mặt")
        members = command.members
        if command.present is not None:
            members = len(_members(tx.session, group.id)) if members is None else members
            if command.present > members:
                raise AppError(SELF_GROUP_PRESENT, present=command.present, members=members)
        made = tx.add(
            GroupActivity(
                group_id=group.id, day=_day(context, command.day), what=what, result=result or None,
                present=command.present, members=members if command.present is not None else None,
            )
        )  # fmt: skip
    return tx.done(made.id)


def rate(context: Context, group: str, year: int, rating: str, reason: str) -> Done[str]:
    """Rate a group for a year with the reasons; raises SELFGROUP-001 for another rating or no reason."""
    known = {fold(each): each for each in RATINGS}
    if fold(rating) not in known:
        raise AppError(SELF_GROUP_INCOMPLETE, missing=f"xếp loại ({', '.join(RATINGS)})")
    if not clean(reason):
        raise AppError(SELF_GROUP_INCOMPLETE, missing="lý do xếp loại")
    with context.transaction("selfgroup.rate") as tx:
        record = tx.keyed(GroupRating, tx.get(SelfManagedGroup, group).id, year)
        record.rating, record.reason = known[fold(rating)], clean(reason)
    return tx.done(record.id)


def open_signing(context: Context, group: str) -> Done[OpenedCampaign]:
    """Open the signing of a group's regulation by the households of its members: sheets as for any pledge.

    Joining is voluntary and is a signature (design text "records"). Raises SELFGROUP-004 without a regulation, -005 without
    households.
    """
    with context.reading() as session:
        record = session.get(SelfManagedGroup, group)
        version = regulation_in_force(session, group)
        name = (record.name if record else "") or ""
        households = tuple(dict.fromkeys(_households(session, group)))
    if version is None or not version.text:
        raise AppError(SELF_GROUP_NO_RULE)
    if not households:
        raise AppError(SELF_GROUP_NOBODY)
    command = OpenCampaign(
        f"Thực hiện quy chế {name}", today(context.clock).year, items_from_text(version.text), paper_title=REGISTRATION,
        households=households, self_group=group,
    )  # fmt: skip
    return open_campaign(context, command)


def regulation_in_force(session: Session, group: str) -> RegulationVersion | None:
    """Return the newest version of a group's regulation."""
    query = (
        select(RegulationVersion)
        .where(RegulationVersion.group_id == group, RegulationVersion.status == LIVE)
        .order_by(RegulationVersion.number.desc())
        .limit(1)
    )
    return session.scalars(query).first()


def _live(session: Session) -> Sequence[SelfManagedGroup]:
    query = select(SelfManagedGroup).where(SelfManagedGroup.status == LIVE, SelfManagedGroup.ended.is_(None))
    return session.scalars(query).all()


def _row(session: Session, group: SelfManagedGroup, year: int) -> SelfGroupRow:
    members = _members(session, group.id)
    leaders = {each.role: each.name for each in reversed(members)}
    meetings = [
        each
        for each in _activities(session, group.id)
        if each.present is not None and each.day and each.day.year == year
    ]
    ratings = _ratings(session, group.id)
    last = meetings[0] if meetings else None
    model = session.get(SelfManagedGroup, group.copied_from) if group.copied_from else None
    return SelfGroupRow(
        group.id, group.name or "", tuple(group.fields_kept or ()), leaders.get(LEADER, ""), leaders.get(DEPUTY, ""),
        len(members), len(meetings), (last.present or 0, last.members or 0) if last else None,
        ratings[0] if ratings else None, group.founded, (model.name if model else "") or "",
    )  # fmt: skip


def _members(session: Session, group: str) -> list[MemberRow]:
    """Return the members now, the leading body first, then households, people and businesses by name."""
    head = (
        select(Person.full_name)
        .where(Person.household_id == GroupMember.household_id, Person.relation == HEAD, Person.here())
        .limit(1)
        .correlate(GroupMember)
        .scalar_subquery()
    )
    query = (
        select(GroupMember, Person.full_name, Household.code, head)
        .outerjoin(Person, Person.id == GroupMember.person_id)
        .outerjoin(Household, Household.id == GroupMember.household_id)
        .where(GroupMember.group_id == group, GroupMember.status == LIVE, GroupMember.until.is_(None))
    )
    rows = []
    for member, person, code, head_name in session.execute(query):
        kind = "household" if member.household_id else "person" if member.person_id else "business"
        home = f"Hộ {code or ''} {head_name or ''}".strip()
        name = {"household": home, "person": person or "", "business": member.business or ""}[kind]
        rows.append(MemberRow(member.id, kind, name, member.role or MEMBER, member.since))
    order = {role: place for place, role in enumerate(LEADING)}
    return sorted(rows, key=lambda row: (order.get(row.role, len(order)), row.kind, sort_key(row.name), row.id))


def _activities(session: Session, group: str) -> list[ActivityRow]:
    query = (
        select(GroupActivity)
        .where(GroupActivity.group_id == group, GroupActivity.status == LIVE)
        .order_by(GroupActivity.day.desc(), GroupActivity.id.desc())
    )
    return [
        ActivityRow(each.id, each.day, each.what or "", each.result or "", each.present, each.members)
        for each in session.scalars(query)
    ]


def _ratings(session: Session, group: str) -> list[RatingRow]:
    query = (
        select(GroupRating)
        .where(GroupRating.group_id == group, GroupRating.status == LIVE)
        .order_by(GroupRating.year.desc())
    )
    return [RatingRow(each.year or 0, each.rating or "", each.reason or "") for each in session.scalars(query)]


def _households(session: Session, group: str) -> list[str]:
    """Return the households that sign: members themselves, and those of the people who are."""
    query = (
        select(GroupMember.household_id, Person.household_id)
        .outerjoin(Person, Person.id == GroupMember.person_id)
        .where(GroupMember.group_id == group, GroupMember.status == LIVE, GroupMember.until.is_(None))
        .order_by(GroupMember.id)
    )
    return [home for own, of_person in session.execute(query) if (home := own or of_person)]


def _refuse_twice(tx: Operation, member: GroupMember) -> None:
    same = [
        GroupMember.household_id == member.household_id,
        GroupMember.person_id == member.person_id,
        GroupMember.business == member.business,
    ]
    chosen = next(
        condition
        for condition, value in zip(same, (member.household_id, member.person_id, member.business), strict=True)
        if value
    )
    query = select(GroupMember).where(
        GroupMember.group_id == member.group_id, GroupMember.status == LIVE, GroupMember.until.is_(None), chosen
    )
    found = tx.session.scalars(query.limit(1)).first()
    if found is not None:
        name = next(row.name for row in _members(tx.session, member.group_id or "") if row.id == found.id)
        raise AppError(SELF_GROUP_MEMBER, name=name)


def _day(context: Context, day: date | None) -> date:
    now = today(context.clock)
    if day is not None and day > now:
        raise AppError(EVENT_DAY_AHEAD, day=f"{day:%d/%m/%Y}")
    return day or now
