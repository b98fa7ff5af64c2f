"""How a record is called where only its id is known: in history, in issues, after undo."""

from typing import Any, Final

from sqlalchemy.orm import Session

from app.kernel.clock import moment
from app.records.base import KINDS, Record
from app.records.places import Village
from app.records.register import Person
from app.usecases.editing import value_text
from app.usecases.sensitive_fields import sensitive_off
from app.vietnamese.identity import mask

_NAMES: Final = ("full_name", "name", "title", "code", "person_name")
"""Fields that name a record, best first; a record with none is called by its kind."""

HIDDEN: Final = "(mục nhạy cảm, đang tắt)"
"""Stands for the value of a sensitive field that is off."""

_ID_NUMBER: Final = Person.id_number.key


def record_name(session: Session, kind: str, record: str) -> str:
    """Return "Hộ gia đình 03-012", "Nhân khẩu Nguyễn Văn An"; the kind alone when nothing more is known."""
    model = KINDS.get(kind)
    if model is None:
        return kind
    name = _own_name(session.get(model, record))
    return f"{model.kind_label} {name}" if name else model.kind_label


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
