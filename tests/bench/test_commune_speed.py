"""Speed where the clerk waits: the list of 300 villages, what needs a person among them, a folder of 60 bundles."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert

from app.journal.tables import BUNDLE
from app.kernel import canonical
from app.kernel.progress import Progress
from app.records.base import LIVE
from app.records.places import Village
from app.records.pledges import Pledge, PledgeCampaign
from app.records.register import Household, Person
from app.usecases.commune import missing_households, villages_overview
from app.usecases.commune_report import WriteVillages, write_villages
from app.usecases.context import Context
from app.usecases.exchange import export_bundle
from app.usecases.exchange_state import IN
from app.usecases.issues import list_issues
from app.usecases.receiving import TAKEN, TakeIn, bundles_in, look_into, take_in
from app.usecases.setup import FoundCommune, found_commune
from tests.bench.commune import COMMUNE, open_books
from tests.bench.harness import figure, seconds
from tests.fixtures import books as invented
from tests.fixtures.stick import campaign, swap_keys

pytestmark = pytest.mark.bench

VILLAGES, HOMES, PEOPLE, BUNDLES = 300, 500, 3, 10
FOLDER = 60


def identifier(*parts: int) -> str:
    return "".join(f"{part:08x}" for part in parts).ljust(32, "0")


def rows_of(village: int) -> dict[Any, list[dict[str, object]]]:
    """Return the rows of one invented village: they are all a list looks at, so that no notes are needed behind them."""
    pile = identifier(1, village)
    base = {"pile": pile, "status": LIVE}
    season = identifier(2, village)
    homes = [identifier(3, village, home) for home in range(HOMES)]
    return {
        Village.__table__: [{**base, "id": pile, "name": f"Thôn số {village}", "label": "thôn"}],
        PledgeCampaign.__table__: [{**base, "id": season, "name": "An ninh", "year": 2026}],
        Household.__table__: [{**base, "id": home, "code": f"{place:03}"} for place, home in enumerate(homes)],
        Person.__table__: [
            {**base, "id": identifier(4, village, place, number), "household_id": home, "full_name": "Nguyễn Văn An",
             "relation": "Con" if number else "Chủ hộ",
             **dict.fromkeys(("id_number", "number_key"), f"0310{village:03}{place:03}{number:02}")}
            for place, home in enumerate(homes) for number in range(PEOPLE)
        ],
        Pledge.__table__: [
            {**base, "id": identifier(5, village, place), "campaign_id": season, "household_id": home}
            for place, home in enumerate(homes)
        ],
        BUNDLE: [
            {"sha256": identifier(6, village, number) * 2, "direction": IN, "name": "a.zip", "at": 1_790_000_000_000 + number,
             "peer": identifier(7, village), "pile": pile, "from_n": 0, "last_n": 1000 + number, "last_chain": "f" * 64,
             "notes": 2000, "facts": canonical.encode(
                 {"db_id": identifier(8, village), "from_chain": "", "counts": {"notes": 2000}, "n": 1}).decode()}
            for number in range(BUNDLES)
        ],
    }  # fmt: skip


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Context]:
    """Yield a commune's books with the rows of 300 villages: 150,000 households, 450,000 people."""
    context = open_books(tmp_path_factory.mktemp("province"))
    found_commune(context, FoundCommune(COMMUNE))
    with context.writing() as connection:
        for village in range(VILLAGES):
            for table, rows in rows_of(village).items():
                connection.execute(insert(table), rows)
    yield context
    context.database.close()


def test_the_list_of_300_villages(province: Context, tmp_path: Path) -> None:
    (first, *_) = rows = villages_overview(province)
    assert (len(rows), first.households, first.people, first.in_scope) == (VILLAGES, HOMES, HOMES * PEOPLE, HOMES)
    figure("Tình hình các thôn: 300 villages of 500 households", seconds(lambda: villages_overview(province)), 3.0,
           note="budget")  # fmt: skip
    missing = seconds(lambda: missing_households(province, first.campaign_id))
    figure("who is missing in the chosen one of 300 villages", missing, 0.1, note="budget")
    written = seconds(lambda: write_villages(province, WriteVillages(tmp_path / "a.xlsx")))
    figure("Tình hình các thôn written to Excel, 300 villages", written, 4.0, note="budget")


def test_what_needs_a_person_in_300_villages(province: Context) -> None:
    figure("Cần xử lý: looked for in 300 villages", seconds(lambda: list_issues(province)), 6.0, note="budget")


def test_a_folder_of_60_bundles(tmp_path: Path) -> None:
    (tmp_path / "commune").mkdir()
    commune = open_books(tmp_path / "commune")
    found_commune(commune, FoundCommune(COMMUNE))
    stick = tmp_path / "usb"
    for number in range(FOLDER):
        place = stick / f"{number:02}"
        place.mkdir(parents=True)
        (tmp_path / f"v{number}").mkdir()
        village = open_books(tmp_path / f"v{number}")
        invented.found(village, f"Số {number}")
        campaign(village)
        swap_keys(place, (village, commune))
        export_bundle(village, place)
        village.database.close()
    found = []
    looked = seconds(lambda: found.append(look_into(commune, bundles_in([stick]), Progress())), 1)
    got = []
    taken = seconds(lambda: got.append(take_in(commune, TakeIn(found[0]))), 1)
    assert len(got[0].of(TAKEN)) == len(got[0].answers) == FOLDER
    figure("a folder of 60 bundles looked into", looked, 20.0, note="budget")
    figure("a folder of 60 bundles taken in and answered", taken, 40.0, note="budget")
    commune.database.close()
