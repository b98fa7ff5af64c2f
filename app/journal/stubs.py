"""Stub rows: a record that others name but nobody sent yet is a row with ``status = missing``.

Merging never cascades and foreign keys stay on, so a stub stands in until the record arrives; when nothing names it any
more it goes away, which keeps the stored tables equal to a rebuild.
"""

import functools
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, Final

from sqlalchemy import (
    Column,
    ColumnElement,
    CompoundSelect,
    Connection,
    delete,
    exists,
    insert,
    literal,
    select,
    union_all,
)

from app.journal.tables import in_chunks
from app.records.base import KINDS, MISSING


def _referring() -> dict[str, list[Column[Any]]]:
    found: dict[str, list[Column[Any]]] = defaultdict(list)
    for kind in KINDS.values():
        for name, target in kind.references.items():
            found[target].append(kind.__table__.columns[name])  # type: ignore[arg-type]
    return found


REFERRING: Final = _referring()
"""For each kind, the columns that name it."""


def add_stubs(connection: Connection, rows: Mapping[str, Iterable[Mapping[str, Any]]]) -> None:
    """Insert a stub for each record that ``rows`` (by kind) name and no table holds."""
    wanted: dict[str, dict[str, str]] = defaultdict(dict)
    for kind, items in rows.items():
        references = KINDS[kind].references
        for row in items:
            for name, target in references.items():
                if row[name] is not None:
                    wanted[target].setdefault(row[name], row["pile"])
    for target, piles in wanted.items():
        table = KINDS[target].__table__
        ids = sorted(piles)
        held: set[str] = set()
        for part in in_chunks(ids):
            held.update(connection.execute(select(table.c.id).where(table.c.id.in_(part))).scalars())
        stubs = [{"id": each, "pile": piles[each], "status": MISSING} for each in ids if each not in held]
        if stubs:
            connection.execute(insert(KINDS[target].__table__), stubs)  # type: ignore[arg-type]


def _apart(column: Column[Any]) -> ColumnElement[Any]:
    """Return the column of its table under another name: in a table that names its own rows, each row is asked, not itself."""
    return column.table.alias().c[column.name]


@functools.cache
def _stubbed() -> CompoundSelect[str]:
    """Return the query for the kinds that have stubs at all: one question a transaction, not one a kind."""
    tables = {kind: KINDS[kind].__table__ for kind in sorted(REFERRING)}
    return union_all(
        *(select(literal(kind)).where(exists().where(table.c.status == MISSING)) for kind, table in tables.items())
    )


def sweep_stubs(connection: Connection) -> None:
    """Remove stubs that nothing names any more; only what others can name is ever stood in for."""
    for kind in connection.execute(_stubbed()).scalars().all():
        table = KINDS[kind].__table__
        query = delete(table).where(table.c.status == MISSING)  # type: ignore[arg-type]
        for column in REFERRING[kind]:
            query = query.where(~exists().where(_apart(column) == table.c.id))
        connection.execute(query)
