"""The book of requests about personal data with their days of grace, and the book of consents (Luật 91/2025/QH15)."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from app.kernel.clock import today
from app.kernel.errors import AppError
from app.records.base import LIVE
from app.records.privacy import ANSWERED_WITHIN, DONE_WITHIN, EXTENDED_BY, WITHDRAW, Consent, PrivacyRequest
from app.records.register import Person
from app.usecases.context import Context, Done
from app.usecases.errors import REQUEST_CLOSED, REQUEST_INCOMPLETE
from app.vietnamese.dates import working_days_after
from app.vietnamese.text import clean


@dataclass(frozen=True, slots=True)
class Ask:
    """Somebody asked for something about their data; ``person`` is an id when they are in the books, else ``who`` a name."""

    what: str
    person: str = ""
    who: str = ""
    detail: str = ""
    day: date | None = None


@dataclass(frozen=True, slots=True)
class RequestRow:
    """One request. ``due`` is by when the next step is to be taken, ``step`` which one; both empty once done."""

    id: str
    received: date | None
    who: str
    person: str
    what: str
    detail: str
    step: str
    due: date | None
    late: bool
    answered: date | None
    answer: str
    extended: date | None
    done: date | None
    result: str


@dataclass(frozen=True, slots=True)
class Agree:
    """Somebody agreed to have something kept: what for, how that can be shown, when."""

    person: str
    purpose: str
    way: str
    day: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class ConsentRow:
    """One consent, by the name the books have now; ``withdrawn`` ends it."""

    id: str
    who: str
    person: str
    purpose: str
    way: str
    day: date | None
    withdrawn: date | None
    note: str


def next_step(request: PrivacyRequest) -> tuple[str, date | None]:
    """Return what is to be done next about a request and by when; nothing once it is done."""
    if request.done or request.received is None:
        return "", None
    if request.answered is None:
        return "trả lời", working_days_after(request.received, ANSWERED_WITHIN)
    within = DONE_WITHIN.get(request.what or "", min(DONE_WITHIN.values())) + (EXTENDED_BY if request.extended else 0)
    return "làm xong", request.received + timedelta(days=within)


def list_requests(context: Context) -> tuple[RequestRow, ...]:
    """Return every request: those waiting first, the most pressing at the top."""
    now = today(context.clock)
    with context.reading() as session:
        query = (
            select(PrivacyRequest, Person.full_name)
            .outerjoin(Person, Person.id == PrivacyRequest.person_id)
            .where(PrivacyRequest.status == LIVE)
        )
        rows = []
        for each, name in session.execute(query):
            step, due = next_step(each)
            rows.append(
                RequestRow(
                    each.id, each.received, name or each.who or "", each.person_id or "", each.what or "",
                    each.detail or "", step, due, due is not None and due < now, each.answered, each.answer or "",
                    each.extended, each.done, each.result or "",
                )
            )  # fmt: skip
    order = [(row.due is None, row.due or -_days(row.done), row.id, row) for row in rows]
    return tuple(row for *_, row in sorted(order, key=lambda each: (each[0], str(each[1]).rjust(12), each[2])))


def _days(day: date | None) -> int:
    return day.toordinal() if day else 0


def record_request(context: Context, command: Ask) -> Done[str]:
    """Write a request down on the day it came; raises PRIVACY-004 without a name or a kind of request."""
    if command.what not in DONE_WITHIN:
        raise AppError(REQUEST_INCOMPLETE, missing=f"yêu cầu gì ({', '.join(DONE_WITHIN)})")
    with context.transaction("privacy.request") as tx:
        person = tx.session.get(Person, command.person) if command.person else None
        if person is None and not clean(command.who):
            raise AppError(REQUEST_INCOMPLETE, missing="ai yêu cầu")
        made = tx.add(
            PrivacyRequest(
                received=command.day or today(context.clock), person_id=person.id if person else None,
                who=None if person else clean(command.who), what=command.what, detail=clean(command.detail) or None,
            )
        )  # fmt: skip
    return tx.done(made.id)


def answer_request(context: Context, request: str, answer: str, day: date | None = None) -> Done[str]:
    """Write down how a request was answered; raises RECORD-001, PRIVACY-004 without words, PRIVACY-005 when it is done."""
    if not clean(answer):
        raise AppError(REQUEST_INCOMPLETE, missing="đã trả lời thế nào")
    with context.transaction("privacy.answer") as tx:
        row = _open(tx.get(PrivacyRequest, request))
        row.answered, row.answer = day or today(context.clock), clean(answer)
    return tx.done(request)


def extend_request(context: Context, request: str) -> Done[str]:
    """Write down that the person was told it takes longer, once; raises RECORD-001, PRIVACY-005."""
    with context.transaction("privacy.extend") as tx:
        row = _open(tx.get(PrivacyRequest, request))
        if row.extended:
            raise AppError(REQUEST_CLOSED, state=f"đã gia hạn ngày {row.extended:%d/%m/%Y}")
        row.extended = today(context.clock)
    return tx.done(request)


def finish_request(context: Context, request: str, result: str, day: date | None = None) -> Done[str]:
    """Write down what was done about a request, or why not; raises RECORD-001, PRIVACY-004, PRIVACY-005."""
    if not clean(result):
        raise AppError(REQUEST_INCOMPLETE, missing="đã làm gì, hoặc vì sao không làm")
    with context.transaction("privacy.finish") as tx:
        row = _open(tx.get(PrivacyRequest, request))
        row.done, row.result = day or today(context.clock), clean(result)
        row.answered = row.answered or row.done
    return tx.done(request)


def list_consents(context: Context) -> tuple[ConsentRow, ...]:
    """Return every consent, the newest first."""
    with context.reading() as session:
        query = (
            select(Consent, Person.full_name)
            .outerjoin(Person, Person.id == Consent.person_id)
            .where(Consent.status == LIVE)
            .order_by(Consent.day.desc(), Consent.id.desc())
        )
        return tuple(
            ConsentRow(
                each.id, name or "", each.person_id or "", each.purpose or "", each.way or "", each.day, each.withdrawn,
                each.note or "",
            )
            for each, name in session.execute(query)
        )  # fmt: skip


def record_consent(context: Context, command: Agree) -> Done[str]:
    """Write a consent down; raises RECORD-001, PRIVACY-004 when it does not say what for or how it can be shown."""
    purpose, way = clean(command.purpose), clean(command.way)
    if not purpose or not way:
        raise AppError(REQUEST_INCOMPLETE, missing="đồng ý để làm gì" if not purpose else "đồng ý bằng cách nào")
    with context.transaction("privacy.consent") as tx:
        person = tx.get(Person, command.person)
        made = tx.add(
            Consent(
                person_id=person.id, purpose=purpose, way=way, day=command.day or today(context.clock),
                note=clean(command.note) or None,
            )
        )  # fmt: skip
    return tx.done(made.id)


def withdraw_consent(context: Context, consent: str, day: date | None = None) -> Done[str]:
    """End a consent, with the request that this is; what was kept on its ground is then to go. RECORD-001, PRIVACY-005."""
    with context.transaction("privacy.unconsent") as tx:
        row = tx.get(Consent, consent)
        if row.withdrawn:
            raise AppError(REQUEST_CLOSED, state=f"đã rút ngày {row.withdrawn:%d/%m/%Y}")
        row.withdrawn = day or today(context.clock)
        tx.add(PrivacyRequest(received=row.withdrawn, person_id=row.person_id, what=WITHDRAW, detail=row.purpose))
    return tx.done(consent)


def _open(row: PrivacyRequest) -> PrivacyRequest:
    if row.done:
        raise AppError(REQUEST_CLOSED, state=f"đã xong ngày {row.done:%d/%m/%Y}")
    return row
