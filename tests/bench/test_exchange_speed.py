"""Speed of the exchange with the real village: beside the compression, encryption and inserts it cannot do without."""

import os
import zlib
from collections.abc import Iterator
from pathlib import Path

import pyrage
import pytest
from sqlalchemy import Connection, Table, insert, select

from app.application import SystemClock
from app.journal.tables import HEAD, NOTE
from app.kernel.files import sha256_past_cache, write_whole
from app.kernel.ids import Ids
from app.records.base import KINDS
from app.storage.database import open_folder
from app.usecases.campaigns import OpenCampaign, default_items, open_campaign
from app.usecases.context import Context
from app.usecases.devices import own_device
from app.usecases.exchange import export_bundle
from app.usecases.exchange_import import ImportBundle, import_bundle, inspect_bundle
from app.usecases.imports import ImportList, import_list
from app.usecases.setup import FoundCommune, FoundVillage, found_commune, found_village
from tests.bench.harness import figure, seconds, seconds_beside
from tests.fixtures.stick import swap_keys

pytestmark = pytest.mark.bench

COMMUNE = "11647"
RUNS = 3


def books(folder: Path) -> Context:
    """Open empty books in ``folder``."""
    clock = SystemClock()
    return Context(open_folder(folder, os.urandom), clock, Ids(os.urandom, clock), folder)


@pytest.fixture(scope="module")
def village(tmp_path_factory: pytest.TempPathFactory, shared_data: Path) -> Iterator[Context]:
    """Yield the real village with a campaign over all its households."""
    context = books(tmp_path_factory.mktemp("village"))
    found_village(context, FoundVillage(COMMUNE, "Quang Khải", "làng"))
    import_list(context, ImportList(shared_data / "ho-dan-quang-khai.xlsx", fill_zeros=True))
    open_campaign(context, OpenCampaign("An ninh trật tự", 2026, default_items()))
    yield context
    context.database.close()


def commune_for(village: Context, folder: Path) -> Context:
    """Open a commune's books that trust the village."""
    context = books(folder)
    found_commune(context, FoundCommune(COMMUNE))
    swap_keys(folder, (village, context))
    return context


def stored(context: Context, table: Table) -> list[dict[str, object]]:
    """Return all rows of a table."""
    with context.reading() as session:
        return [dict(row) for row in session.connection().execute(select(table)).mappings()]


def test_writing_beside_bare_compression_and_age(tmp_path: Path, village: Context) -> None:
    commune = commune_for(village, tmp_path)
    plain = b"".join(str(row["line"]).encode() + b"\n" for row in stored(village, NOTE))
    recipient = pyrage.x25519.Recipient.from_str(own_device(commune).public.recipient)
    bare_file = tmp_path / "bare"

    def bare() -> None:
        for _ in ("on our disk", "on the stick"):
            write_whole(bare_file, pyrage.encrypt(zlib.compress(plain, 6), [recipient]))
        sha256_past_cache(bare_file)

    def ours() -> None:
        assert export_bundle(village, tmp_path).result.verified

    took, limit = seconds_beside(ours, bare, runs=5)
    figure("bundle of the real village, written and read back", took, 1.5, note="budget")
    figure("bundle of the real village beside bare work", took, limit, 3, "deflate, age and two synced files")
    commune.database.close()


def test_merging_beside_raw_inserts(tmp_path: Path, village: Context) -> None:
    communes = [commune_for(village, tmp_path / f"commune{run}") for run in range(RUNS)]
    (tmp_path / "usb").mkdir()
    file = export_bundle(village, tmp_path / "usb").result.file
    dry = seconds(lambda: inspect_bundle(communes[0], file))
    figure("bundle of the real village, dry run at the commune", dry, 2.0, note="budget")
    fresh = iter(communes)
    merged = seconds(lambda: import_bundle(next(fresh), ImportBundle(file, answer=False)), RUNS)
    figure("bundle of the real village, merged at the commune", merged, 2.0, note="budget")

    rows = {table: stored(communes[0], table) for table in (NOTE, HEAD, *(kind.__table__ for kind in KINDS.values()))}
    targets = iter([books(tmp_path / f"raw{run}") for run in range(RUNS)])

    def raw() -> None:
        target = next(targets)
        with target.writing() as connection:
            insert_all(connection, rows)
        target.database.close()

    figure("merging beside raw inserts", merged, seconds(raw, RUNS), 15, "raw inserts of the same rows and notes")
    assert import_bundle(communes[0], ImportBundle(file)).result.receipt is not None
    for context in communes:
        context.database.close()


def insert_all(connection: Connection, rows: dict[Table, list[dict[str, object]]]) -> None:
    """Insert rows as they are."""
    for table, items in rows.items():
        if items:
            connection.execute(insert(table), items)
