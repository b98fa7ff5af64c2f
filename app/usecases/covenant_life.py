"""The life of a covenant as dated steps, each with what the law says of it and what is due next (NĐ 61/2023/NĐ-CP).

Posted at least thirty days; a meeting with more than half of all households, or ballots to every household when it failed;
passed when more than half of ALL households agree, counted in whole households; the dossier within five working days; in force
from the day of the commune's decision; suspended, resumed, abolished. Numbers of the law stand here with their article.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.kernel.clock import today
from app.kernel.errors import AppError
from app.records.base import LIVE
from app.records.covenants import (
    ABOLISH,
    ABOLISHED,
    BALLOT,
    DOSSIER,
    DRAFT,
    IN_FORCE,
    MEETING,
    PASSED,
    POST,
    PROPOSE,
    PUBLISH,
    REFUSE,
    REFUSED,
    RESUME,
    SUSPEND,
    SUSPEND_PART,
    SUSPENDED,
    SUSPENDED_PART,
    CovenantStep,
    CovenantVersion,
)
from app.records.register import Household
from app.usecases.context import Context, Done, Operation
from app.usecases.covenants import decision_of, freeze_version, newest_version, nodes_of, require_version
from app.usecases.errors import (
    COVENANT_POSTED_SHORT,
    COVENANT_STEP_EARLY,
    COVENANT_STEP_ORDER,
    COVENANT_VOTE,
    COVENANT_WITHOUT_TEXT,
    EVENT_DAY_AHEAD,
)
from app.vietnamese.dates import working_days_after
from app.vietnamese.numbers import format_number
from app.vietnamese.text import clean

POSTED_DAYS: Final = 30
"""Least days a draft is posted (NĐ 61/2023, Điều 9)."""
DOSSIER_DAYS: Final = 5
"""Working days to send the dossier after the vote (Điều 11)."""
DECISION_DAYS: Final = 5
"""Working days in which UBND xã decides on a full dossier (Điều 11)."""
RECOGNISE: Final = "recognise"
"""The commune's decision; it is a record of its own (:class:`RecognitionDecision`)."""


@dataclass(frozen=True, slots=True)
class StepKind:
    """What a step is called, and the article it stands on."""

    label: str
    law: str


STEPS: Final[Mapping[str, StepKind]] = {
    PROPOSE: StepKind("Đề xuất nội dung", "NĐ 61/2023, Điều 7, 8"),
    POST: StepKind("Niêm yết dự thảo, lấy ý kiến", "NĐ 61/2023, Điều 9"),
    MEETING: StepKind("Họp thôn biểu quyết", "NĐ 61/2023, Điều 10"),
    BALLOT: StepKind("Phát phiếu lấy ý kiến từng hộ", "NĐ 61/2023, Điều 10"),
    DOSSIER: StepKind("Gửi hồ sơ đề nghị công nhận", "NĐ 61/2023, Điều 11"),
    RECOGNISE: StepKind("Quyết định công nhận", "NĐ 61/2023, Điều 11"),
    REFUSE: StepKind("Không được công nhận", "NĐ 61/2023, Điều 11"),
    PUBLISH: StepKind("Thông báo đến các hộ", "NĐ 61/2023, Điều 11"),
    SUSPEND: StepKind("Tạm ngừng thực hiện", "NĐ 61/2023, Điều 12"),
    SUSPEND_PART: StepKind("Tạm ngừng một phần", "NĐ 61/2023, Điều 12"),
    RESUME: StepKind("Thực hiện trở lại", "NĐ 61/2023, Điều 12"),
    ABOLISH: StepKind("Bãi bỏ", "NĐ 61/2023, Điều 14"),
}
"""Every step by its wire name, in the order of a life."""

VOTES: Final = (MEETING, BALLOT)
_STATES: Final = {
    REFUSE: REFUSED, SUSPEND: SUSPENDED, SUSPEND_PART: SUSPENDED_PART, RESUME: IN_FORCE, ABOLISH: ABOLISHED,
}  # fmt: skip
_NEEDS: Final = {
    DOSSIER: ((PASSED, REFUSED), "quy ước chưa được quá nửa số hộ đồng ý"),
    REFUSE: ((PASSED,), "chưa gửi hồ sơ đề nghị công nhận"),
    PUBLISH: ((IN_FORCE, SUSPENDED_PART), "chưa có quyết định công nhận"),
    SUSPEND: ((IN_FORCE, SUSPENDED_PART), "quy ước chưa có hiệu lực"),
    SUSPEND_PART: ((IN_FORCE,), "quy ước chưa có hiệu lực"),
    RESUME: ((SUSPENDED, SUSPENDED_PART), "quy ước không bị tạm ngừng"),
    ABOLISH: ((IN_FORCE, SUSPENDED, SUSPENDED_PART), "quy ước chưa có hiệu lực"),
}


@dataclass(frozen=True, slots=True)
class Vote:
    """A vote in whole households. ``total`` is every household of the village, never only those who came."""

    total: int
    present: int
    agreed: int
    against: int = 0
    other: int = 0

    @property
    def quorate(self) -> bool:
        """Whether more than half of all households took part."""
        return self.present * 2 > self.total

    @property
    def passed(self) -> bool:
        """Whether more than half of all households agreed (and, in a meeting, enough came)."""
        return self.agreed * 2 > self.total

    @property
    def invalid(self) -> int:
        """How many who took part said nothing that counts."""
        return self.present - self.agreed - self.against - self.other


@dataclass(frozen=True, slots=True)
class RecordStep:
    """Write down a step of a version (the newest when empty). ``until`` ends a posting; a vote needs its numbers.

    ``total`` 0 stands for the households of the village now. A ``note`` is the reason where the law would have it otherwise.
    """

    what: str
    day: date | None = None
    version: str = ""
    until: date | None = None
    place: str = ""
    total: int = 0
    present: int = 0
    agreed: int = 0
    against: int = 0
    other: int = 0
    chair: str = ""
    clerk: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class StepRow:
    """One step as people read it; ``vote`` for a meeting or ballots."""

    id: str
    what: str
    label: str
    law: str
    day: date | None
    until: date | None
    words: str
    vote: Vote | None
    place: str
    chair: str
    clerk: str


@dataclass(frozen=True, slots=True)
class NextStep:
    """What is to be done next: not before ``earliest``, not after ``due`` where the law sets a day; ``late`` once past."""

    what: str
    label: str
    earliest: date | None
    due: date | None
    late: bool
    advice: str


@dataclass(frozen=True, slots=True)
class CovenantLife:
    """The steps of a version in order, what comes next (``None`` when nothing does), and the village's households now."""

    version: str
    number: int
    state: str
    steps: tuple[StepRow, ...]
    next: NextStep | None
    households: int


def covenant_life(context: Context, version: str = "") -> CovenantLife | None:
    """Return the life of a version, the newest when none is named; ``None`` while there is no covenant."""
    with context.reading() as session:
        wanted = session.get(CovenantVersion, version) if version else newest_version(session, context.identity.pile)
        if wanted is None or wanted.status != LIVE:
            return None
        steps = _rows(session, wanted)
        return CovenantLife(
            wanted.id, wanted.number or 0, wanted.state or DRAFT, steps,
            _next(steps, wanted.state or DRAFT, today(context.clock)), _households(session, wanted.pile),
        )  # fmt: skip


def record_step(context: Context, command: RecordStep) -> Done[str]:
    """Write a step down; a vote that passes freezes the version, a suspension or abolition ends its force.

    Raises EVENT-002 for a day ahead, COVENANT-006, -007, -011 (posted too short), -012 (numbers), -013 (a step before its
    time), -014 (before the step it follows), -012 for an unknown step.
    """
    now = today(context.clock)
    day = command.day or now
    if day > now:
        raise AppError(EVENT_DAY_AHEAD, day=f"{day:%d/%m/%Y}")
    if command.what not in STEPS or command.what == RECOGNISE:
        raise AppError(COVENANT_VOTE, reason=f"không có bước «{command.what}»")
    with context.transaction("covenant.step") as tx:
        version = require_version(tx, command.version)
        if not nodes_of(tx.session, version.id):
            raise AppError(COVENANT_WITHOUT_TEXT)
        before = _rows(tx.session, version)
        _refuse_early(command.what, version.state or DRAFT)
        _refuse_order(command.what, day, before)
        made = _step(tx, command, version, day)
        if command.what == POST:
            _refuse_short(day, made.until, command.note)
        if command.what in VOTES:
            _refuse_unposted(before, day, command.note)
            _count(made, version)
        elif command.what in _STATES:
            version.state = _STATES[command.what]
    return tx.done(made.id)


def share_words(part: int, whole: int) -> str:
    """Return "412 / 495 hộ (83,2 %)"; the share is for the eye, whether it is more than half is counted in households."""
    tenths = (part * 1000 + whole // 2) // whole if whole else 0
    return f"{format_number(part)} / {format_number(whole)} hộ ({tenths // 10},{tenths % 10} %)"


def households_of(session: Session, pile: str) -> int:
    """Return how many households the village has now: what a vote is counted against."""
    return _households(session, pile)


def steps_of(session: Session, version: str) -> Sequence[CovenantStep]:
    """Return the steps of a version by day."""
    query = (
        select(CovenantStep)
        .where(CovenantStep.version_id == version, CovenantStep.status == LIVE)
        .order_by(CovenantStep.day, CovenantStep.id)
    )
    return session.scalars(query).all()


def _step(tx: Operation, command: RecordStep, version: CovenantVersion, day: date) -> CovenantStep:
    voted = command.what in VOTES
    until = command.until or (day + timedelta(days=POSTED_DAYS) if command.what == POST else None)
    made = tx.add(
        CovenantStep(
            version_id=version.id, what=command.what, day=day, until=until, place=clean(command.place) or None,
            chair=clean(command.chair) or None, clerk=clean(command.clerk) or None, note=clean(command.note) or None,
        )
    )  # fmt: skip
    if voted:
        made.total = command.total or _households(tx.session, version.pile)
        made.present, made.agreed = command.present, command.agreed
        made.against, made.other = command.against, command.other
    return made


def _count(made: CovenantStep, version: CovenantVersion) -> None:
    """Refuse numbers that cannot be, and pass the version when they say so."""
    vote = vote_of(made)
    numbers = (vote.total, vote.present, vote.agreed, vote.against, vote.other)
    if min(numbers) < 0 or vote.total == 0:
        raise AppError(COVENANT_VOTE, reason="số hộ phải lớn hơn 0")
    if vote.present > vote.total:
        raise AppError(COVENANT_VOTE, reason=f"số hộ dự ({vote.present}) nhiều hơn tổng số hộ ({vote.total})")
    if vote.invalid < 0:
        said = vote.agreed + vote.against + vote.other
        raise AppError(COVENANT_VOTE, reason=f"cộng các ý kiến là {said}, nhiều hơn số hộ dự ({vote.present})")
    if made.carried:
        freeze_version(version)
        if version.state in (DRAFT, REFUSED):
            version.state = PASSED


def vote_of(step: CovenantStep) -> Vote:
    """Return the numbers of a meeting's or ballots' vote."""
    return Vote(step.total or 0, step.present or 0, step.agreed or 0, step.against or 0, step.other or 0)


def _refuse_early(what: str, state: str) -> None:
    allowed, reason = _NEEDS.get(what, ((), ""))
    if allowed and state not in allowed:
        raise AppError(COVENANT_STEP_EARLY, step=STEPS[what].label, reason=reason)


def _refuse_order(what: str, day: date, before: Sequence[StepRow]) -> None:
    """Refuse a step dated before the one of the law's order that is already there."""
    order = list(STEPS)
    earlier = [row for row in before if row.day and order.index(row.what) < order.index(what)]
    latest = max(earlier, key=lambda row: row.day or day, default=None)
    if latest is not None and latest.day and day < latest.day:
        raise AppError(
            COVENANT_STEP_ORDER, day=f"{day:%d/%m/%Y}", step=latest.label, before=f"{latest.day:%d/%m/%Y}"
        )  # fmt: skip


def _refuse_short(since: date, until: date | None, note: str) -> None:
    days = (until - since).days if until else 0
    if days < POSTED_DAYS and not clean(note):
        raise AppError(
            COVENANT_POSTED_SHORT, since=f"{since:%d/%m/%Y}", until=f"{until or since:%d/%m/%Y}", days=max(days, 0)
        )  # fmt: skip


def _refuse_unposted(before: Sequence[StepRow], day: date, note: str) -> None:
    """Refuse a vote less than thirty days after posting, or without any, unless a reason is given."""
    posted = [row for row in before if row.what == POST and row.day]
    if clean(note):
        return
    if not posted:
        raise AppError(COVENANT_STEP_EARLY, step=STEPS[MEETING].label, reason="dự thảo chưa được niêm yết")
    since = posted[-1].day or day
    if (day - since).days < POSTED_DAYS:
        raise AppError(
            COVENANT_POSTED_SHORT, since=f"{since:%d/%m/%Y}", until=f"{day:%d/%m/%Y}", days=(day - since).days
        )  # fmt: skip


def _rows(session: Session, version: CovenantVersion) -> tuple[StepRow, ...]:
    rows = [
        StepRow(
            each.id, each.what or "", STEPS[each.what or ""].label, STEPS[each.what or ""].law, each.day, each.until,
            _words(each), vote_of(each) if each.what in VOTES else None, each.place or "", each.chair or "",
            each.clerk or "",
        )
        for each in steps_of(session, version.id)
        if each.what in STEPS
    ]  # fmt: skip
    decision = decision_of(session, version.id)
    if decision is not None:
        kind = STEPS[RECOGNISE]
        words = ", ".join(part for part in (f"số {decision.number}", decision.authority) if part)
        rows.append(StepRow("", RECOGNISE, kind.label, kind.law, decision.day, None, words, None, "", "", ""))
    order = list(STEPS)
    rows.sort(key=lambda row: (row.day or date.min, order.index(row.what)))
    return tuple(_with_lateness(row, rows[:at]) for at, row in enumerate(rows))


def _with_lateness(row: StepRow, before: Sequence[StepRow]) -> StepRow:
    """Return a dossier that went out later than the law asks with a remark that says so (NĐ 61/2023, Điều 11)."""
    voted = [each.day for each in before if each.what in VOTES and each.day]
    if row.what != DOSSIER or row.day is None or not voted:
        return row
    due = working_days_after(voted[-1], DOSSIER_DAYS)
    if row.day <= due:
        return row
    remark = f"gửi muộn: hạn là {due:%d/%m/%Y}, {DOSSIER_DAYS} ngày làm việc sau khi biểu quyết"
    return replace(row, words="; ".join(part for part in (row.words, remark) if part))


def _words(step: CovenantStep) -> str:
    parts = [step.place or ""]
    if step.what == POST and step.until:
        parts.append(f"đến {step.until:%d/%m/%Y}")
    if step.what in VOTES:
        vote = vote_of(step)
        took = "dự họp" if step.what == MEETING else "nộp phiếu"
        parts += [f"{share_words(vote.present, vote.total)} {took}", f"{share_words(vote.agreed, vote.total)} đồng ý"]
        if step.what == MEETING and not vote.quorate:
            parts.append("chưa đủ quá nửa số hộ dự, phải phát phiếu")
        else:
            parts.append("đã thông qua" if vote.passed else "chưa quá nửa số hộ đồng ý")
    return "; ".join(part for part in (*parts, step.note or "") if part)


def _next(steps: Sequence[StepRow], state: str, now: date) -> NextStep | None:
    """Return what the law asks for next."""
    last = {row.what: row for row in steps}
    if state in (ABOLISHED, SUSPENDED):
        return None
    if RECOGNISE in last and state not in (DRAFT, PASSED, REFUSED):
        return (
            None
            if PUBLISH in last
            else _due(PUBLISH, None, None, now, "Niêm yết, đọc trên loa, phát sổ tay cho các hộ.")
        )
    if state == PASSED and DOSSIER in last and (REFUSE not in last or _after(last[DOSSIER], last[REFUSE])):
        sent = last[DOSSIER].day or now
        advice = "UBND xã quyết định trong 5 ngày làm việc; chưa thấy thì hỏi xã."
        return _due(RECOGNISE, None, working_days_after(sent, DECISION_DAYS), now, advice)
    if state == PASSED:
        voted = max((last[what].day or now for what in VOTES if what in last), default=None)
        due = working_days_after(voted, DOSSIER_DAYS) if voted else None
        return _due(DOSSIER, None, due, now, "Văn bản đề nghị, biên bản, bản quy ước đã thông qua.")
    if state == REFUSED:
        return _due(POST, None, None, now, "Sửa nội dung theo ý kiến của xã, rồi niêm yết, họp lại.")
    met = last[MEETING].vote if MEETING in last else None
    if met is not None and not met.quorate and BALLOT not in last:
        return _due(BALLOT, None, None, now, "Cuộc họp chưa đủ hộ dự: phát phiếu đến từng hộ.")
    if POST in last:
        earliest = (last[POST].day or now) + timedelta(days=POSTED_DAYS)
        return _due(MEETING, earliest, None, now, "Mời đại diện các hộ; cần quá nửa số hộ dự và quá nửa số hộ đồng ý.")
    return _due(POST, None, None, now, "Dán dự thảo ở nhà văn hoá ít nhất 30 ngày, phát cho các hộ góp ý.")


def _after(one: StepRow, other: StepRow) -> bool:
    return (one.day or date.min, one.id) > (other.day or date.min, other.id)


def _due(what: str, earliest: date | None, due: date | None, now: date, advice: str) -> NextStep:
    return NextStep(what, STEPS[what].label, earliest, due, due is not None and due < now, advice)


def _households(session: Session, pile: str) -> int:
    query = select(func.count()).select_from(Household).where(Household.pile == pile, Household.here())
    return int(session.execute(query).scalar_one())
