"""How a kind of record is declared: once, with everything other rooms need to know about each field.

A mapped column's ``info`` carries a :class:`FieldInfo`; table, note fields, import headers, form labels, export columns
and masks all come from it. Wire names (``kind`` and attribute names) never change once released; fields are only added.

Rules of merging shape the tables (design text "sync"): every merged column is nullable, nothing merged is unique, there
is no ``relationship()`` and no default, foreign keys are deferred, and computed columns are never in a note.
"""

import functools
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, ClassVar, Final, Self, TypeVar, get_args, get_origin, get_type_hints

from sqlalchemy import (
    ColumnElement,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Text,
    bindparam,
    event,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedColumn, TypeResolve, mapped_column
from sqlalchemy.types import TypeDecorator, TypeEngine

from app.kernel import canonical
from app.kernel.ids import RecordId, computed_id, is_record_id
from app.vietnamese.dates import ImpreciseDate, parse_date
from app.vietnamese.text import clean, nfc

SCHEMA: Final = 1
"""Version of these declarations, written into every note. It rises when a field's meaning changes."""

DERIVED: Final = 4
"""Version of what computed columns hold. It rises when one is computed differently, and rows are then made anew."""

NoteValue = str | int | bool | None | list[str | int | bool | None]
"""What a note can carry for one field: a scalar or a flat list of scalars."""

LIVE: Final = "live"
DELETED: Final = "deleted"
MISSING: Final = "missing"
"""Values of ``Record.status``: shown; hidden by a delete; a stub for a record that others name but nobody sent yet."""


def gone(status: Any) -> ColumnElement[bool]:
    """Return the condition that a row's ``status`` says deleted or missing; each kind has an index of just those rows.

    Written out, not bound: a database takes a partial index only for a condition it can read.
    """
    condition: ColumnElement[bool] = status.in_(
        bindparam(None, (DELETED, MISSING), expanding=True, literal_execute=True)
    )
    return condition


class Compound:
    """Mixin for frozen dataclasses that are one fact and so one field: what is only true together.

    Stored and sent as a flat list in declaration order. Later versions may append fields: shorter lists are padded with
    ``None``, longer ones cut.
    """

    def to_list(self) -> list[str | int | bool | None]:
        """Return the note value."""
        return [getattr(self, each.name) for each in fields(self)]  # type: ignore[arg-type]

    @classmethod
    def from_list(cls, items: Sequence[Any]) -> Self:
        """Return the value of a note; never fails: of a list of another length, and a part of a wrong type is not known."""
        allowed = _types_of(cls)  # type: ignore[arg-type]  # a class is hashable
        padded = [*items[: len(allowed)], *[None] * (len(allowed) - len(items))]
        return cls(*(part if type(part) in types else None for part, types in zip(padded, allowed, strict=True)))


@functools.cache
def _types_of(compound: type[Any]) -> tuple[tuple[type, ...], ...]:
    """Return for each part of a compound the types its declaration allows."""
    hints = get_type_hints(compound)
    return tuple(get_args(hints[each.name]) or (hints[each.name],) for each in fields(compound))


class Words(TypeDecorator[str]):
    """Column type for text: always NFC, as notes are, whatever a keyboard set to composed characters sent."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Return the stored text."""
        return value if value is None or value.isascii() else nfc(value)


class Flat(TypeDecorator[Any]):
    """Column type for compounds and tuples: canonical JSON text of the flat list."""

    impl = Text
    cache_ok = True

    def __init__(self, compound: Any = tuple) -> None:
        super().__init__()
        self.compound = compound

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Return the stored text."""
        return None if value is None else canonical.encode(to_note(value)).decode()

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:  # noqa: ARG002
        """Return the Python value."""
        return None if value is None else self.restore(json.loads(value))

    def restore(self, items: Sequence[Any]) -> Any:
        """Return the Python value of a flat list."""
        if self.compound is tuple:
            return tuple(each for each in items if isinstance(each, str))  # a list from a stick may hold anything
        return self.compound.from_list(items)


class Day(TypeDecorator[date]):
    """Column type for an exact calendar day: ISO text, the same on every database."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Return the stored text."""
        return None if value is None else value.isoformat()

    def process_result_value(self, value: Any, dialect: Dialect) -> date | None:  # noqa: ARG002
        """Return the Python value; a value no calendar has reads as unknown."""
        return None if value is None else day_from_text(value)


class Flag(TypeDecorator[bool]):
    """Column type for yes/no: STRICT tables know no BOOLEAN."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: bool | None, dialect: Dialect) -> int | None:  # noqa: ARG002
        """Return the stored number."""
        return None if value is None else int(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> bool | None:  # noqa: ARG002
        """Return the Python value."""
        return None if value is None else bool(value)


def day_from_text(text: object) -> date | None:
    """Return the day written as ISO text, or ``None`` when it is no day: compounds from a stick may hold anything."""
    try:
        return date.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None


def exact_day(text: str, year: int) -> date:
    """Return the day that text names for certain; raises ``ValueError`` with a reason when it does not."""
    day = parse_date(text, year).to_date()
    if day is None:
        raise ValueError("phải là ngày đầy đủ, ví dụ 18/11/2026")
    return day


def whole_number(text: str) -> int:
    """Return the whole number that text writes ("1.537" or "1537"); raises ``ValueError`` with a reason."""
    digits = text.replace(".", "")
    if not (digits.isascii() and digits.isdecimal()) or len(digits) > 15:
        raise ValueError("phải là số, ví dụ 12")
    return int(digits)


def to_note(value: Any) -> NoteValue:
    """Return what a note carries for a Python value of a field."""
    if isinstance(value, str):
        return value if value.isascii() else nfc(value)
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, date):
        return value.isoformat()
    if hasattr(value, "to_list"):
        return value.to_list()  # type: ignore[no-any-return]
    return value  # type: ignore[no-any-return]


@dataclass(frozen=True, slots=True)
class FieldInfo:
    """What every room knows about a field.

    ``label`` heads forms and columns; ``aliases`` (folded) and ``label`` match imported headers; ``personal`` values are
    masked by default; ``sensitive`` ones are kept and shown only while the village has switched the field on with a purpose
    (NĐ 356/2025/NĐ-CP, Điều 4); ``signed`` facts are never overwritten by undo but reversed (money, signatures);
    ``longest`` bounds text from a stick, in characters. ``entry`` turns cleaned typed text into the value where the type
    alone does not say how; it raises ``ValueError`` with a Vietnamese reason.
    """

    label: str
    example: str = ""
    aliases: tuple[str, ...] = ()
    personal: bool = False
    sensitive: bool = False
    signed: bool = False
    longest: int = 500
    refers_to: str | None = None
    entry: Callable[[str], Any] | None = None


def field(
    label: str,
    *,
    example: str = "",
    aliases: tuple[str, ...] = (),
    personal: bool = False,
    sensitive: bool = False,
    signed: bool = False,
    longest: int = 500,
    entry: Callable[[str], Any] | None = None,
) -> MappedColumn[Any]:
    """Declare a merged field. The annotation gives its type: a scalar, a date, a compound or a tuple of text."""
    info = FieldInfo(label, example, aliases, personal or sensitive, sensitive, signed, longest, entry=entry)
    return mapped_column(nullable=True, info={"field": info})


def reference(label: str, kind: str, index: bool = True) -> MappedColumn[Any]:
    """Declare a field that names a record of ``kind``. The target may be missing or deleted: then it is a stub row.

    It has an index of its own unless another index of the table begins with it.
    """
    key = ForeignKey(f"{kind}.id", deferrable=True, initially="DEFERRED")
    info = {"field": FieldInfo(label, longest=32, refers_to=kind)}
    return mapped_column(Text, key, nullable=True, index=index, info=info)


def derived(compute: Callable[[Any], Any]) -> MappedColumn[Any]:
    """Declare a column computed from the others, kept for searching and sorting and never in a note."""
    return mapped_column(nullable=True, info={"derive": compute})


class Record(DeclarativeBase):
    """Base of every kind of record: one table, one set of note fields.

    ``kind`` is the wire name and table name; ``label`` the Vietnamese noun; ``natural_key`` names the fields from which
    the id is computed, for kinds that two devices may create independently.
    """

    __abstract__ = True
    metadata = MetaData()
    type_annotation_map: ClassVar = {
        str: Words(),
        int: Integer(),
        bytes: LargeBinary(),
        bool: Flag(),
        date: Day(),
    }
    kind_name: ClassVar[str]
    kind_label: ClassVar[str]
    natural_key: ClassVar[tuple[str, ...]]

    id: Mapped[str] = mapped_column(primary_key=True)
    pile: Mapped[str] = mapped_column()
    status: Mapped[str] = mapped_column()

    def __init_subclass__(cls, *, kind: str, label: str, natural_key: tuple[str, ...] = (), **kwargs: Any) -> None:
        cls.kind_name = kind
        cls.kind_label = label
        cls.natural_key = natural_key
        cls.__tablename__ = kind
        super().__init_subclass__(**kwargs)
        table: Any = cls.__table__
        mapper_columns = {name: column for name, column in table.columns.items()}  # noqa: C416
        cls.fields = {name: column.info["field"] for name, column in mapper_columns.items() if "field" in column.info}
        types = {name: mapper_columns[name].type for name in cls.fields}
        cls.acceptors = {name: _acceptor(info, types[name]) for name, info in cls.fields.items()}
        cls.restorers = {name: restore for name, each in types.items() if (restore := _restorer(each)) is not None}
        cls.derivations = {n: column.info["derive"] for n, column in mapper_columns.items() if "derive" in column.info}
        where = gone(table.c.status)
        Index(f"ix_{kind}_gone", table.c.status, table.c.id, sqlite_where=where, postgresql_where=where)
        cls.references = {name: info.refers_to for name, info in cls.fields.items() if info.refers_to}
        KINDS[kind] = cls

    fields: ClassVar[Mapping[str, FieldInfo]]
    acceptors: ClassVar[Mapping[str, Callable[[Any], bool]]]
    """By field, what tells whether a note may carry a value that is not ``None``."""
    restorers: ClassVar[Mapping[str, Callable[[Any], Any]]]
    """By field, what makes the Python value of a note's, where the two are not the same."""
    derivations: ClassVar[Mapping[str, Callable[[Any], Any]]]
    references: ClassVar[Mapping[str, str]]

    @classmethod
    def here(cls) -> ColumnElement[bool]:
        """Return the condition that a record counts now; kinds that can leave the village narrow it."""
        return cls.status == LIVE

    def derive(self) -> None:
        """Fill the computed columns from the fields."""
        for name, compute in self.derivations.items():
            setattr(self, name, compute(self))

    @classmethod
    def id_for(cls, pile: str, *key: str | int) -> RecordId:
        """Return the computed id of the record with this natural key, of which no part may lack."""
        if not cls.natural_key or len(key) != len(cls.natural_key) or None in key:
            raise TypeError(f"{cls.kind_name} has the natural key {cls.natural_key}, not {key}")
        return computed_id(cls.kind_name, pile, *map(str, key))

    @classmethod
    def from_note(cls, name: str, value: Any) -> Any:
        """Return the Python value of a note's value for field ``name``; a wrong type reads as ``None``."""
        return cls.from_notes({name: value})[name]

    @classmethod
    def from_notes(cls, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return the Python value of every field, from values of notes: ``None`` where there is none or one of a wrong type.

        Values of fields this program does not know are left out.
        """
        found = dict.fromkeys(cls.fields)
        accepts, restorers = cls.acceptors, cls.restorers
        for name, value in values.items():
            if value is not None and name in found and accepts[name](value):
                restore = restorers.get(name)
                found[name] = value if restore is None else restore(value)
        return found

    @classmethod
    def enter(cls, name: str, text: str, year: int) -> Any:
        """Return the value that typed text stands for; the one way from a form, a list or the command line.

        Blank is ``None``. ``year`` is the present one, for birth years of two digits. Raises ``ValueError`` with a reason
        in village words when the text cannot be kept.
        """
        return cls.enter_cleaned(name, clean(text), year)

    @classmethod
    def enter_cleaned(cls, name: str, cleaned: str, year: int) -> Any:
        """Return as :meth:`enter` for text that :func:`app.vietnamese.text.clean` went over already, such as a cell's."""
        info = cls.fields[name]
        if not cleaned:
            return None
        if len(cleaned) > info.longest:
            raise ValueError(f"dài quá {info.longest} chữ")
        if info.entry is not None:
            return info.entry(cleaned)
        column_type = cls.__table__.columns[name].type
        if isinstance(column_type, Day):
            return exact_day(cleaned, year)
        if isinstance(column_type, Flat) and column_type.compound is ImpreciseDate:
            return parse_date(cleaned, year)
        if isinstance(column_type, Integer):
            return whole_number(cleaned)
        return cleaned

    @classmethod
    def accepts(cls, name: str, value: Any) -> bool:
        """Tell whether a note may carry ``value`` for field ``name``: type, length, form of an id."""
        return value is None or cls.acceptors[name](value)


@event.listens_for(Record, "resolve_type_annotation")
def _compound_type(annotation: TypeResolve) -> TypeEngine[Any] | None:
    """Give compounds and tuples their column type from the annotation alone."""
    wanted: Any = annotation.resolved_type
    if get_origin(wanted) is tuple:
        return Flat()
    return Flat(wanted) if hasattr(wanted, "from_list") else None


def _acceptor(info: FieldInfo, column_type: TypeEngine[Any]) -> Callable[[Any], bool]:
    """Return what tells whether a note may carry a value for a field: its type, length, the form of an id."""
    longest = info.longest
    if isinstance(column_type, Flat):
        return lambda value: isinstance(value, list) and _are_scalars(value, longest)
    if info.refers_to:
        return is_record_id
    if isinstance(column_type, Flag):
        return lambda value: isinstance(value, bool)
    if isinstance(column_type, Integer):
        return lambda value: isinstance(value, int) and not isinstance(value, bool) and _is_scalar(value, 0)
    return lambda value: isinstance(value, str) and len(value) <= longest


def _restorer(column_type: TypeEngine[Any]) -> Callable[[Any], Any] | None:
    if isinstance(column_type, Flat):
        return column_type.restore
    return day_from_text if isinstance(column_type, Day) else None


def _are_scalars(values: list[Any], longest: int) -> bool:
    return all(len(value) <= longest if type(value) is str else _is_scalar(value, longest) for value in values)


def _is_scalar(value: Any, longest: int) -> bool:
    if isinstance(value, int):
        return abs(value) <= canonical.MAX_INTEGER
    return value is None or (isinstance(value, str) and len(value) <= longest)


KINDS: Final[dict[str, type[Record]]] = {}
"""Every declared kind by its wire name."""

RecordT = TypeVar("RecordT", bound=Record)
