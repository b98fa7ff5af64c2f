"""Speed of the exchange with the real village: beside the compression, encryption and inserts it cannot do without."""

import zlib
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import pyrage
import pytest

from app.journal.tables import NOTE
from app.kernel.files import sha256_past_cache, write_whole
from app.records.register import Household
from app.usecases.beginnings import BeginFromFile, begin_from_file
from app.usecases.campaigns import OpenCampaign, default_items, open_campaign
from app.usecases.context import Context
from app.usecases.devices import export_key, own_device
from app.usecases.exchange import export_bundle
from app.usecases.exchange_import import ImportBundle, import_bundle, inspect_bundle
from app.usecases.exchange_receipts import write_receipt
from app.usecases.imports import ImportList, import_list
from app.usecases.setup import FoundCommune, FoundVillage, found_commune, found_village
from tests.bench.commune import COMMUNE, MERGED, insert_all, open_books, stored, village_books
from tests.bench.harness import figure, seconds, seconds_beside
from tests.fixtures.stick import edit_phone, hashes_of, household_ids, swap_keys

pytestmark = pytest.mark.bench

RUNS = 3
HOMES, EDITS = 300, 20_000
MOST_MB = 2
"""Of a bundle of that many households and edits (issue on the stick, design text "sync")."""


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


def test_the_fiftieth_exchange_beside_the_first(tmp_path: Path, village: Context) -> None:
    """The real village sends a correction and hears the answer, fifty times; what it cost the first times is the limit."""
    commune = commune_for(village, tmp_path)
    (tmp_path / "usb").mkdir()
    homes = household_ids(village)
    import_bundle(commune, ImportBundle(export_bundle(village, tmp_path / "usb").result.file))

    def exchange() -> None:
        edit_phone(village, homes.pop(), "0912345678")
        taken = import_bundle(commune, ImportBundle(export_bundle(village, tmp_path / "usb").result.file)).result
        assert taken.receipt is not None
        import_bundle(village, ImportBundle(taken.receipt))

    took = [seconds(exchange, 1) for _ in range(50)]
    figure(
        "the 50th exchange beside the first", median(took[-5:]), median(took[:5]), 1.5, "the median of the first five"
    )
    commune.database.close()


def test_twenty_thousand_edits_fit_into_two_megabytes(tmp_path: Path) -> None:
    """A village that has been at work for years, and sends everything at once."""
    village = open_books(tmp_path / "village")
    found_village(village, FoundVillage(COMMUNE, "Đông", head="Trần Thị Bình"))
    commune = commune_for(village, tmp_path)
    with village.transaction("import.households") as tx:
        homes = [tx.add(Household(code=f"{n:03}", address=f"Ngõ {n}", walking_order=n)).id for n in range(HOMES)]
    for first in range(0, EDITS, HOMES):
        with village.transaction("household.save") as tx:
            for number, home in enumerate(homes[: EDITS - first], first):
                tx.get(Household, home).phone = f"09{number * 7919 % 10**8:08}"
    written = export_bundle(village, tmp_path).result
    assert written.notes > EDITS
    figure(f"bundle of {HOMES} households with 20,000 edits", written.bytes / 1e6, MOST_MB, note="budget", unit="MB")
    for context in (village, commune):
        context.database.close()


def test_an_update_for_a_new_laptop(tmp_path: Path) -> None:
    """A laptop that was bought in place of a lost one: the commune writes everything it holds, and the laptop takes it in."""
    village = village_books(tmp_path / "village")
    commune = commune_for(village, tmp_path)
    import_bundle(commune, ImportBundle(export_bundle(village, tmp_path).result.file, answer=False))
    laptop = open_books(tmp_path / "new")
    export_key(village, tmp_path / "dong.sothon-key")
    begin_from_file(laptop, BeginFromFile(tmp_path / "dong.sothon-key", FoundVillage("", "Đông")))
    swap_keys(tmp_path, (laptop, commune))
    import_bundle(commune, ImportBundle(export_bundle(laptop, tmp_path).result.file, answer=False))
    pile = village.identity.pile

    def refill() -> None:
        import_bundle(laptop, ImportBundle(write_receipt(commune, pile, tmp_path).result.file))

    took = seconds(refill, 1)
    assert set(hashes_of(village, pile)) <= set(hashes_of(laptop, pile))
    figure("update of a village of 3,500 people for a new laptop, written and taken in", took, 5.0, note="budget")
    for context in (village, commune, laptop):
        context.database.close()
