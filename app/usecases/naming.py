"""How a record is called where only its id is known: in history, in issues, after undo."""

from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.clock import moment
from app.records.base import KINDS, Record
from app.records.places import Village
from app.records.register import Household, Person
from app.usecases.editing import value_text
from app.usecases.searching import head_name
from app.usecases.sensitive_fields import sensitive_off
from app.vietnamese.identity import mask

_NAMES: Final = ("full_name", "name", "title", "code", "person_name")
"""Fields that name a record, best first; a record with none is called by its kind."""

HIDDEN: Final = "(mục nhạy cảm, đang tắt)"
"""Stands for the value of a sensitive field that is off."""

_ID_NUMBER: Final = Person.id_number.key
_LEADS_HOME: Final = ("household", "person", "pledge", "sheet_print")
"""Kinds by which a record of another kind belongs to a household, nearest first."""
NEWER_KIND: Final = "Mục của bản Sổ Thôn mới hơn"
"""Stands for a record of a kind this program does not know."""


def record_name(session: Session, kind: str, record: str) -> str:
    """Return "Hộ gia đình 03-012", "Nhân khẩu Nguyễn Văn An"; the kind alone when nothing more is known."""
    model = KINDS.get(kind)
    if model is None:
        return kind
    name = _own_name(session.get(model, record))
    return f"{model.kind_label} {name}" if name else model.kind_label


def found_name(session: Session, kind: str, record: str) -> str:
    """Return how a record is called where a person must find it: "Hộ Nguyễn Văn An, 03-012", others with their household."""
    model = KINDS.get(kind)
    if model is None:
        return NEWER_KIND
    home = _home(session, session.get(model, record))
    if model is Household:
        return f"Hộ {home}" if home else model.kind_label
    name = record_name(session, kind, record)
    return f"{name}, hộ {home}" if home else name


def field_label(kind: str, name: str) -> str:
    """Return the label of a field, or its wire name when this program does not know it."""
    model = KINDS.get(kind)
    return model.fields[name].label if model is not None and name in model.fields else name


def note_text(session: Session, kind: str, name: str, value: Any, *, whole: bool = False) -> str:
    """Return a note's value as a person reads it: references by name, id numbers by their last four digits unless ``whole``.

    Of a sensitive field that is off only says that there was something.
    """
    model = KINDS.get(kind)
    if model is None or name not in model.fields:
        return value_text(value)
    target = model.references.get(name)
    if target is not None and isinstance(value, str):
        return _own_name(session.get(KINDS[target], value)) or KINDS[target].kind_label
    if value is not None and model.fields[name].sensitive and name in sensitive_off(session):
        return HIDDEN
    text = value_text(model.from_note(name, value))
    return mask(text) if name == _ID_NUMBER and not whole else text


def title_of(village: Village) -> str:
    """Return how a village is called: "thôn Quang Khải"."""
    return f"{village.label or 'thôn'} {village.name or ''}".strip()


def moment_text(at_ms: int) -> str:
    """Return a moment as people here write it: "18/11/2026 08:00"."""
    return f"{moment(at_ms):%d/%m/%Y %H:%M}"


def _own_name(row: Record | None) -> str:
    return next((name for each in _NAMES if row is not None and (name := getattr(row, each, None))), "")


def _home(session: Session, row: Record | None) -> str:
    """Return head and code of the household a record is, or belongs to."""
    if row is None:
        return ""
    if isinstance(row, Household):
        query = select(head_name(), Household.code).where(Household.id == row.id)
        return ", ".join(filter(None, session.execute(query).one()))
    leads = [(target, getattr(row, name)) for name, target in row.references.items() if target in _LEADS_HOME]
    for target, record in sorted(leads, key=lambda lead: _LEADS_HOME.index(lead[0])):
        if record and type(row) is not KINDS[target] and (home := _home(session, session.get(KINDS[target], record))):
            return home
    return ""
