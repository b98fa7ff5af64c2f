"""A commune full of invented villages, for benchmarks: one village is made, the others are copies with ids of their own."""

import os
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from sqlalchemy import Table, insert, select

from app.application import SystemClock
from app.journal.tables import HEAD, NOTE
from app.kernel.ids import Ids
from app.kernel.progress import Progress
from app.records.base import KINDS
from app.records.pledges import Pledge, PledgeCampaign
from app.records.register import Household, Person, ResidentialGroup
from app.storage.database import open_folder
from app.sync.manifest import BundleType
from app.usecases.arrivals import Arrival
from app.usecases.bundle_notes import BundleNotes
from app.usecases.context import Context
from app.usecases.devices import own_device
from app.usecases.exchange_import import Imported, merge_arrival
from app.usecases.exchange_log import Span
from app.usecases.setup import FoundCommune, FoundVillage, found_commune, found_village
from app.vietnamese.dates import ImpreciseDate
from tests.fixtures.books import lines_of

Rows = dict[Table, list[dict[str, object]]]
MERGED = (NOTE, HEAD, *(kind.__table__ for kind in KINDS.values()))
"""The tables that merging writes, but for its log."""
COMMUNE = "11647"
HOUSEHOLDS = 950
PEOPLE = 3_500
FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Hồ")
GIVEN = (
    "An",
    "Bình",
    "Cúc",
    "Dũng",
    "Giang",
    "Hà",
    "Khánh",
    "Lan",
    "Minh",
    "Ngọc",
    "Oanh",
    "Phúc",
    "Quân",
    "Sơn",
    "Thuỷ",
)

_ID = re.compile(rb'"([0-9a-f]{12})([0-9a-f]{16})[0-9a-f]{4}"')
_TIMED = re.compile(rb"7[0-9a-f]{3}[89ab]")
_APART_MS = 24 * 3_600_000
"""Between the registers of two villages; as long as a burst of typing or an import is shorter, how much matters little."""
_NUMBER = re.compile(rb'"031(\d{9})"')


def open_books(folder: Path, url: str = "") -> Context:
    """Open books with the real clock."""
    clock = SystemClock()
    return Context(open_folder(folder, os.urandom, url), clock, Ids(os.urandom, clock), folder)


def new_commune(folder: Path, url: str = "") -> Context:
    """Open the books of a commune just begun."""
    context = open_books(folder, url)
    found_commune(context, FoundCommune(COMMUNE))
    own_device(context)  # its keys are made before a bundle comes, as opening one does
    return context


def one_village(folder: Path) -> tuple[str, list[bytes]]:
    """Return the pile and the notes of :func:`village_books`."""
    context = village_books(folder)
    pile, lines = context.identity.pile, lines_of(context)
    context.database.close()
    return pile, lines


def village_books(folder: Path) -> Context:
    """Return the open books of an invented village of 3,500 people, every household asked to sign."""
    context = open_books(folder)
    found_village(context, FoundVillage(COMMUNE, "Đông", head="Trần Thị Bình"))
    with context.transaction("import.households") as tx:
        groups = [tx.add(ResidentialGroup(name=f"Tổ {n}", number=n)).id for n in range(1, 13)]
        homes = [
            tx.add(
                Household(
                    code=f"{n % 12 + 1:02}-{n // 12:03}", group_id=groups[n % 12], walking_order=n, phone=f"09{n:08}"
                )
            ).id
            for n in range(HOUSEHOLDS)
        ]
        for n in range(PEOPLE):
            name = f"{FAMILY[n % 10]} {('Văn', 'Thị')[n % 2]} {GIVEN[n * 7 % 15]}"
            tx.add(Person(
                full_name=name, household_id=homes[n % HOUSEHOLDS], position=n // HOUSEHOLDS, sex=("Nam", "Nữ")[n % 2],
                relation="Chủ hộ" if n < HOUSEHOLDS else "Con", birth=ImpreciseDate(f"{1940 + n % 80}", 1940 + n % 80),
                id_number=f"031{n:09}",
            ))  # fmt: skip
    with context.transaction("campaign.open") as tx:
        campaign = tx.add(PledgeCampaign(name="An ninh trật tự", year=2026)).id
        for home in homes:
            tx.keyed(Pledge, campaign, home)
    return context


def copy_of(pile: str, lines: Sequence[bytes], number: int) -> tuple[str, list[bytes]]:
    """Return another village of the same size: other ids, other id numbers.

    An id that begins with the time its record was made (UUIDv7) is moved by a day for each village, as villages are not
    entered in the same second: rows of one village lie together in an index. Ids without a time stay scattered.
    """
    mark = b'%04x"' % number
    digits = b'"%03d' % (100 + number)

    def another(found: re.Match[bytes]) -> bytes:
        time, rest = found.groups()
        if _TIMED.match(rest):
            time = b"%012x" % (int(time, 16) + number * _APART_MS)
        return b'"' + time + rest + mark

    copied = [_NUMBER.sub(digits + rb'\g<1>"', _ID.sub(another, line)) for line in lines]
    return _ID.sub(another, f'"{pile}"'.encode()).decode().strip('"'), copied


def arrive(context: Context, number: int, pile: str, lines: Sequence[bytes]) -> Imported:
    """Take a village's notes in as a bundle's are after it was opened: each read and checked, merged, logged, counted."""
    sender = SimpleNamespace(device_id=f"{number:032x}", key_id=f"{number:016x}", name="Đông", pile=pile)
    manifest = SimpleNamespace(type=BundleType.CHANGES)
    payload = SimpleNamespace(header={}, blob_count=0, note_count=len(lines), notes=lambda: iter(lines))
    opened: Any = SimpleNamespace(sha256=f"{number:064x}", size=1, manifest=manifest, payload=payload, sender=sender)
    span = Span(pile, f"{number + 1:032x}", 0, "", len(lines), f"{number + 1:064x}")
    arrival = Arrival("x.zip", opened, span, BundleNotes(opened.payload))
    with context.writing() as connection:
        imported, _ = merge_arrival(context, connection, arrival, Progress())
    return imported


def stored(context: Context, tables: Iterable[Table], pile: str = "") -> Rows:
    """Return all rows of some tables; with a pile only those of that village."""
    with context.reading() as session:
        queries = {table: select(table).where(table.c.pile == pile) if pile else select(table) for table in tables}
        return {
            table: [dict(row) for row in session.connection().execute(each).mappings()]
            for table, each in queries.items()
        }


def insert_all(context: Context, rows: Rows) -> None:
    """Insert prepared rows as they are, and nothing else: the least that merging can cost."""
    with context.writing() as connection:
        for table, items in rows.items():
            if items:
                connection.execute(insert(table), items)
