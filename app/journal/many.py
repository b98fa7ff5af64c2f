"""Writing many rows at once: the values go to the driver as they are stored, without being arranged anew row by row.

SQLAlchemy's own insert of many rows spends more on each row's parameters than the database on storing it; a commune that takes
in sixty villages writes half a million rows.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any, Final

from sqlalchemy import Connection, Dialect, Table, insert

_KEPT: Final = 256
"""Statements kept ready: one a table and a set of columns."""
Bind = Callable[[Any], Any]


def insert_rows(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that all name the same columns; types of columns store their values as in every other statement."""
    if not rows:
        return
    statement, names, binds = _prepared(connection.dialect, table, tuple(rows[0]))
    values = [list(map(each, rows)) for each in map(itemgetter, names)]
    bound = [
        each if bind is None or each.count(None) == len(each) else list(map(bind, each))
        for each, bind in zip(values, binds, strict=True)
    ]
    if connection.dialect.positional:
        connection.exec_driver_sql(statement, list(zip(*bound, strict=True)))
    else:
        connection.exec_driver_sql(statement, [dict(zip(names, row, strict=True)) for row in zip(*bound, strict=True)])


@lru_cache(maxsize=_KEPT)
def _prepared(
    dialect: Dialect, table: Table, columns: tuple[str, ...]
) -> tuple[str, tuple[str, ...], tuple[Bind | None, ...]]:
    """Return the statement, its columns in order, and what turns a value of each into what is stored."""
    compiled = insert(table).compile(dialect=dialect, column_keys=list(columns))
    names = tuple(compiled.positiontup or columns)
    binds = tuple(table.c[name].type.dialect_impl(dialect).bind_processor(dialect) for name in names)
    return str(compiled), names, binds
