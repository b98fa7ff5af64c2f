"""Writing many rows at once: the values go to the driver as they are stored, without being arranged anew row by row.

SQLAlchemy's own insert of many rows spends more on each row's parameters than the database on storing it; a commune that takes
in sixty villages writes half a million rows.
"""

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from types import NoneType
from typing import Any, Final

from sqlalchemy import Connection, Dialect, Table, insert

_KEPT: Final = 256
"""Statements kept ready: one a table and a set of columns."""
Bind = Callable[[Any], Any]


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
    if connection.dialect.positional:
        connection.exec_driver_sql(statement, list(zip(*bound, strict=True)))
    else:
        connection.exec_driver_sql(statement, [dict(zip(names, row, strict=True)) for row in zip(*bound, strict=True)])


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
