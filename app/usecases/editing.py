"""From typed text to a record's fields: the one way shared by forms, lists and the command line."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from app.journal.capture import Transaction
from app.journal.errors import CHANGED_MEANWHILE, IN_CONFLICT
from app.kernel.clock import moment
from app.kernel.errors import AppError
from app.records.base import Record, to_note
from app.usecases.errors import FIELD_INVALID, FIELD_UNKNOWN, SENSITIVE_OFF
from app.usecases.sensitive_fields import sensitive_off
from app.vietnamese.text import fold


def apply_texts(tx: Transaction, record: Record, texts: Mapping[str, str]) -> None:
    """Set fields of ``record`` from typed text.

    Raises FORM-001 for an unknown field, FORM-002 for a bad value, PRIVACY-001 for a sensitive field that is off, RECORD-003
    for a field whose values stand side by side: the one on screen is not all there is, so it is settled where all are seen.
    """
    changed: dict[str, Any] = {}
    for name, text in texts.items():
        wire = field_named(type(record), name)
        try:
            value = record.enter(wire, text, moment(tx.at).year)
        except ValueError as error:
            label = record.fields[wire].label
            raise AppError(
                FIELD_INVALID, label=record.kind_label, field=label, value=text, reason=f"{error}"
            ) from error
        if value is not None and record.fields[wire].sensitive and wire in sensitive_off(tx.session):
            raise AppError(SENSITIVE_OFF, field=record.fields[wire].label)
        if to_note(value) != to_note(getattr(record, wire)):
            changed[wire] = value
    if changed and (contested := sorted(tx.in_conflict(record) & changed.keys())):
        raise AppError(IN_CONFLICT, label=record.kind_label, fields=labels(record, contested))
    for wire, value in changed.items():
        setattr(record, wire, value)


def labels(record: Record, names: Iterable[str]) -> str:
    """Return what people call these fields, for a sentence."""
    return ", ".join(record.fields[name].label for name in names)


def field_named(model: type[Record], name: str) -> str:
    """Return the wire name of a field given by it, its label or one of its aliases; raises FORM-001."""
    if name in model.fields and not model.fields[name].refers_to:
        return name
    folded = fold(name)
    for wire, info in model.fields.items():
        if folded in (fold(info.label), *info.aliases) and not info.refers_to:
            return wire
    known = ", ".join(wire for wire, info in model.fields.items() if not info.refers_to)
    raise AppError(FIELD_UNKNOWN, label=model.kind_label, field=name, known=known)


def refuse_stale(record: Record, loaded: Mapping[str, str], texts: Mapping[str, str]) -> None:
    """Raise RECORD-002 when a field the person changed is no longer what their form showed when it was opened.

    ``loaded`` are the texts the form showed; fields the form did not show are not compared.
    """
    changed = [name for name in texts if name in loaded and shown_text(record, name) != loaded[name]]
    if changed:
        raise AppError(CHANGED_MEANWHILE, label=record.kind_label, fields=labels(record, changed))


def shown_text(record: Record, name: str) -> str:
    """Return a field's value as a form shows it."""
    return value_text(getattr(record, name))


def value_text(value: Any) -> str:
    """Return any value of a field as a person reads it; empty for none."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "có" if value else "không"
    if hasattr(value, "display"):
        return str(value.display())
    if hasattr(value, "strftime"):
        return f"{value:%d/%m/%Y}"
    parts = value.to_list() if hasattr(value, "to_list") else value if isinstance(value, (tuple, list)) else [value]
    return ", ".join(str(part) for part in parts if part is not None)


def texts_of(record: Record, hidden: Collection[str] = ()) -> dict[str, str]:
    """Return every field of a record that a form can show, as text; the ``hidden`` ones are left out."""
    shown = (name for name, info in record.fields.items() if not info.refers_to and name not in hidden)
    return {name: shown_text(record, name) for name in shown}
