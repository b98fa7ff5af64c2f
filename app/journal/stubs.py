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

from app.journal.many import among
from app.journal.tables import in_chunks
from app.records.base import DELETED, KINDS, MISSING, gone


def _referring() -> dict[str, list[Column[Any]]]:
    found: dict[str, list[Column[Any]]] = defaultdict(list)
    for kind in KINDS.values():
        for name, target in kind.references.items():
            found[target].append(kind.__table__.columns[name])  # type: ignore[arg-type]
    return found


REFERRING: Final = _referring()
"""For each kind, the columns that name it."""


def add_stubs(
    connection: Connection, rows: Mapping[str, Iterable[Mapping[str, Any]]], present: dict[str, set[str]]
) -> set[str]:
    """Insert a stub for each record that ``rows`` (by kind) name and no table holds; return the kinds that got one.

    ``present`` are, by kind, records known to be there; those found to be, or stood in for, are added to it. By kind, because a
    note may name a record as of a kind that it is not: then a stub of that kind stands in for it.
    """
    for kind, items in rows.items():
        present.setdefault(kind, set()).update(row["id"] for row in items)
    stubbed: set[str] = set()
    wanted: dict[str, dict[str, str]] = defaultdict(dict)
    for kind, items in rows.items():
        references = KINDS[kind].references
        for row in items:
            for name, target in references.items():
                if row[name] is not None and row[name] not in present.get(target, ()):
                    wanted[target].setdefault(row[name], row["pile"])
    for target, piles in wanted.items():
        table = KINDS[target].__table__
        ids = sorted(piles)
        held: set[str] = set()
        for part in in_chunks(ids):
            held.update(connection.execute(select(table.c.id).where(among(table.c.id, part))).scalars())
        stubs = [{"id": each, "pile": piles[each], "status": MISSING} for each in ids if each not in held]
        present.setdefault(target, set()).update(ids)
        if stubs:
            connection.execute(insert(KINDS[target].__table__), stubs)  # type: ignore[arg-type]
            stubbed.add(target)
    return stubbed


def _apart(column: Column[Any]) -> ColumnElement[Any]:
    """Return the column of its table under another name: in a table that names its own rows, each row is asked, not itself."""
    return column.table.alias().c[column.name]


@functools.cache
def _with_gone(*states: str) -> CompoundSelect[str]:
    """Return the query for the kinds others can name of which a row is in one of these states: one question, not one a kind."""
    tables = {kind: KINDS[kind].__table__ for kind in sorted(REFERRING)}
    return union_all(
        *(
            select(literal(kind)).where(exists().where(gone(table.c.status), table.c.status.in_(states)))
            for kind, table in tables.items()
        )
    )


def stubbed_kinds(connection: Connection) -> set[str]:
    """Return the kinds of which there is a stub; only what others can name is ever stood in for."""
    return set(connection.execute(_with_gone(MISSING)).scalars())


def kinds_with_gone(connection: Connection) -> set[str]:
    """Return the kinds of which there is a stub or a deleted record, of those that others can name."""
    return set(connection.execute(_with_gone(MISSING, DELETED)).scalars())


def sweep_stubs(connection: Connection, kinds: Iterable[str]) -> None:
    """Remove stubs of some kinds that nothing names any more."""
    for kind in kinds:
        table = KINDS[kind].__table__
        query = delete(table).where(gone(table.c.status), table.c.status == MISSING)  # type: ignore[arg-type]
        for column in REFERRING[kind]:
            query = query.where(~exists().where(_apart(column) == table.c.id))
        connection.execute(query)
