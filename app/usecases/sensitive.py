"""Sensitive fields are off until the village switches one on and says what for (NĐ 356/2025/NĐ-CP, Điều 4).

A field that is off is in no form, list or export; what was kept of it before is not shown and can be erased.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.journal.stored import notes_of
from app.kernel.clock import today
from app.kernel.errors import AppError
from app.records.base import LIVE, MISSING
from app.records.privacy import Purpose
from app.records.register import SENSITIVE, Person
from app.usecases.context import Context, Done
from app.usecases.editing import field_named
from app.usecases.erasing import Copy, rewrite
from app.usecases.erasures import keep_list
from app.usecases.errors import FIELD_UNKNOWN, SENSITIVE_ALREADY, SENSITIVE_PURPOSE
from app.usecases.sensitive_fields import sensitive_on
from app.vietnamese.text import clean


@dataclass(frozen=True, slots=True)
class SensitiveField:
    """One sensitive field: whether it is on, since when and what for, and of how many people something is kept."""

    name: str
    label: str
    on: bool
    purpose: str
    basis: str
    since: date | None
    held: int


@dataclass(frozen=True, slots=True)
class SwitchOn:
    """Keep a sensitive field (wire name or label) from now on, for a purpose and on a ground."""

    field: str
    purpose: str = ""
    basis: str = ""


def list_sensitive(context: Context) -> tuple[SensitiveField, ...]:
    """Return every sensitive field with what it is kept for."""
    with context.reading() as session:
        on = sensitive_on(session)
        known = {each.about: each for each in session.scalars(select(Purpose).where(Purpose.status == LIVE))}
        return tuple(_row(session, name, known.get(name), on) for name in SENSITIVE)


def switch_on(context: Context, command: SwitchOn) -> Done[str]:
    """Keep a sensitive field from today on; raises FORM-001, PRIVACY-002 without purpose or ground, PRIVACY-003."""
    name = _named(command.field)
    purpose, basis = clean(command.purpose), clean(command.basis)
    if not purpose or not basis:
        raise AppError(SENSITIVE_PURPOSE, missing="để làm gì" if not purpose else "căn cứ")
    with context.transaction("privacy.on") as tx:
        if name in sensitive_on(tx.session):
            raise AppError(SENSITIVE_ALREADY, field=Person.fields[name].label, state="đã bật")
        kept = tx.keyed(Purpose, name)
        kept.purpose, kept.basis, kept.since, kept.until = purpose, basis, today(context.clock), None
    return tx.done(name)


def switch_off(context: Context, field: str, *, erase: bool = False) -> Done[int]:
    """Stop keeping a sensitive field; with ``erase`` what was kept goes for good. Returns of how many people.

    Erasing also works on a field that is off already. Raises FORM-001, PRIVACY-003 when it is off and nothing is erased.
    """
    name = _named(field)
    with context.transaction("privacy.off") as tx:
        on = name in sensitive_on(tx.session)
        if not on and not erase:
            raise AppError(SENSITIVE_ALREADY, field=Person.fields[name].label, state="đang tắt")
        kept = tx.keyed(Purpose, name)
        if on:
            kept.until = today(context.clock)
        copies = _values(tx.session, name) if erase else []
        if copies:
            kept.copies = tuple(sorted({*(kept.copies or ()), *rewrite(tx, copies)}))
    if copies:
        keep_list(context)
    return tx.done(len(copies))


def _named(field: str) -> str:
    name = field_named(Person, field)
    if name not in SENSITIVE:
        known = ", ".join(SENSITIVE)
        raise AppError(FIELD_UNKNOWN, label="Phần nhạy cảm của nhân khẩu", field=field, known=known)
    return name


def _row(session: Session, name: str, kept: Purpose | None, on: frozenset[str]) -> SensitiveField:
    column = getattr(Person, name)
    held = session.execute(select(func.count()).where(column.is_not(None), Person.status != MISSING)).scalar_one()
    return SensitiveField(
        name, Person.fields[name].label, name in on, (kept.purpose if kept else "") or "",
        (kept.basis if kept else "") or "", kept.since if kept and name in on else None, held,
    )  # fmt: skip


def _values(session: Session, name: str) -> list[Copy]:
    """Return the people of whom some note holds a value of the field."""
    connection = session.connection()
    found = []
    for person in session.scalars(select(Person).where(Person.status != MISSING).order_by(Person.id)):
        copy = Copy(person, name, None, _is_said)
        if any(name in note.fields and _is_said(note.value(name)) for note in notes_of(connection, person.id)):
            found.append(copy)
    return found


def _is_said(value: Any) -> bool:
    return value is not None
