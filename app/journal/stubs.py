"""Stub rows: a record that others name but nobody sent yet is a row with ``status = missing``.

Merging never cascades and foreign keys stay on, so a stub stands in until the record arrives; when nothing names it any
more it goes away, which keeps the stored tables equal to a rebuild.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, Final

from sqlalchemy import Column, ColumnElement, Connection, delete, exists, insert, select

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


def sweep_stubs(connection: Connection) -> None:
    """Remove stubs that nothing names any more."""
    for kind, model in KINDS.items():
        table = model.__table__
        if connection.execute(select(table.c.id).where(table.c.status == MISSING).limit(1)).first() is None:
            continue
        named = [exists().where(_apart(column) == table.c.id) for column in REFERRING.get(kind, ())]
        query = delete(table).where(table.c.status == MISSING)  # type: ignore[arg-type]
        for each in named:
            query = query.where(~each)
        connection.execute(query)
