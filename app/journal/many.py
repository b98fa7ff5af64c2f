"""Writing many rows at once, and asking about many: the values go to the driver as they are, in one piece.

SQLAlchemy's own insert of many rows spends more on each row's parameters than the database on storing it, and its ``IN`` as
much on each value as on finding it; a commune that takes in sixty villages writes half a million rows.
"""

import json
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from types import NoneType
from typing import Any, Final

from sqlalchemy import ARRAY, ColumnElement, Connection, Dialect, Table, Text, bindparam, insert
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator, TypeEngine

_KEPT: Final = 256
"""Statements kept ready: one a table and a set of columns."""
Bind = Callable[[Any], Any]
CopyRows = Callable[[Connection, Table, Sequence[str], Iterable[tuple[Any, ...]]], None]
"""A dialect that knows a faster way than a statement with many rows has it as ``copy_rows``."""


class _Texts(TypeDecorator[Sequence[str]]):
    """Many texts as one value: an array where the database has arrays, else JSON."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Return the type the database takes."""
        return dialect.type_descriptor(ARRAY(Text()) if dialect.name == "postgresql" else Text())

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        """Return the value to send."""
        return value if dialect.name == "postgresql" else json.dumps(value)


class _Among(FunctionElement[Any]):
    """``column`` is one of many texts."""

    name = "among"
    inherit_cache = True


def among(column: Any, texts: Iterable[str]) -> ColumnElement[Any]:
    """Return the condition that ``column`` is one of ``texts``; the database looks each up in an index."""
    return _Among(column, bindparam(None, list(texts), _Texts()))


@compiles(_Among)
def _in_sqlite(among: _Among, compiler: SQLCompiler, **options: Any) -> str:
    column, texts = (compiler.process(each, **options) for each in among.clauses)
    return f"{column} IN (SELECT value FROM json_each({texts}))"  # noqa: S608  a bound value, no text of anybody's


@compiles(_Among, "postgresql")
def _in_postgresql(among: _Among, compiler: SQLCompiler, **options: Any) -> str:
    column, texts = (compiler.process(each, **options) for each in among.clauses)
    return f"{column} = ANY({texts})"


def insert_rows(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that all name the same columns; types of columns store their values as in every other statement.

    A column that no row has a value for is not named: no table has defaults, and SQLite's driver spends more on each ``None``
    than on a text.
    """
    if not rows:
        return
    columns = {name: list(map(itemgetter(name), rows)) for name in rows[0]}
    known = {name: values for name, values in columns.items() if values.count(None) < len(values)}
    statement, names, binds = _prepared(connection.dialect, table, tuple(known))
    bound = [
        known[name] if bind is None or _as_stored(known[name]) else list(map(bind, known[name]))
        for name, bind in zip(names, binds, strict=True)
    ]
    taken = zip(*bound, strict=True)
    copy_rows: CopyRows | None = getattr(connection.dialect, "copy_rows", None)
    if copy_rows is None:
        connection.exec_driver_sql(statement, list(taken))
    else:
        copy_rows(connection, table, names, taken)


def _as_stored(values: Sequence[Any]) -> bool:
    """Tell whether a column's values are stored as they stand: nothing but unknown ones and text already in NFC.

    Of text in NFC every part is, too (UAX 15, section 3.1, "closed under substringing"), so that one look is enough.
    """
    kinds = set(map(type, values))
    if not kinds <= {str, NoneType}:
        return False
    text = "".join(filter(None, values))
    return text.isascii() or unicodedata.is_normalized("NFC", text)


@lru_cache(maxsize=_KEPT)
def _prepared(
    dialect: Dialect, table: Table, columns: tuple[str, ...]
) -> tuple[str, tuple[str, ...], tuple[Bind | None, ...]]:
    """Return the statement, its columns in order, and what turns a value of each into what is stored."""
    compiled = insert(table).compile(dialect=dialect, column_keys=list(columns))
    names = tuple(compiled.positiontup or columns)
    binds = tuple(table.c[name].type.dialect_impl(dialect).bind_processor(dialect) for name in names)
    return str(compiled), names, binds
