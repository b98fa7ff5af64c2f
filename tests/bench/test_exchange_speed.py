"""Speed of the exchange with the real village: beside the compression, encryption and inserts it cannot do without."""

import zlib
from collections.abc import Iterator
from pathlib import Path

import pyrage
import pytest

from app.journal.tables import NOTE
from app.kernel.files import sha256_past_cache, write_whole
from app.usecases.campaigns import OpenCampaign, default_items, open_campaign
from app.usecases.context import Context
from app.usecases.devices import own_device
from app.usecases.exchange import export_bundle
from app.usecases.exchange_import import ImportBundle, import_bundle, inspect_bundle
from app.usecases.imports import ImportList, import_list
from app.usecases.setup import FoundCommune, FoundVillage, found_commune, found_village
from tests.bench.commune import COMMUNE, MERGED, insert_all, open_books, stored
from tests.bench.harness import figure, seconds, seconds_beside
from tests.fixtures.stick import swap_keys

pytestmark = pytest.mark.bench

RUNS = 3


@pytest.fixture(scope="module")
def village(tmp_path_factory: pytest.TempPathFactory, shared_data: Path) -> Iterator[Context]:
    """Yield the real village with a campaign over all its households."""
    context = open_books(tmp_path_factory.mktemp("village"))
    found_village(context, FoundVillage(COMMUNE, "Quang Khải", "làng"))
    import_list(context, ImportList(shared_data / "ho-dan-quang-khai.xlsx", fill_zeros=True))
    open_campaign(context, OpenCampaign("An ninh trật tự", 2026, default_items()))
    yield context
    context.database.close()


def commune_for(village: Context, folder: Path) -> Context:
    """Open a commune's books that trust the village."""
    context = open_books(folder)
    found_commune(context, FoundCommune(COMMUNE))
    swap_keys(folder, (village, context))
    return context


def test_writing_beside_bare_compression_and_age(tmp_path: Path, village: Context) -> None:
    commune = commune_for(village, tmp_path)
    plain = b"".join(str(row["line"]).encode() + b"\n" for row in stored(village, [NOTE])[NOTE])
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

    rows = stored(communes[0], MERGED)
    targets = iter([open_books(tmp_path / f"raw{run}") for run in range(RUNS)])

    def raw() -> None:
        target = next(targets)
        insert_all(target, rows)
        target.database.close()

    figure("merging beside raw inserts", merged, seconds(raw, RUNS), 15, "raw inserts of the same rows and notes")
    assert import_bundle(communes[0], ImportBundle(file)).result.receipt is not None
    for context in communes:
        context.database.close()
