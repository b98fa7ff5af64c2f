"""The thread everything hangs on: from the Excel cell to the screen, the paper, the stick and the commune's table."""

import random
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from app.application import demo
from app.kernel.ids import Ids
from app.kernel.progress import Progress
from app.storage.database import open_folder
from app.usecases.campaigns import OpenCampaign, campaign_status, default_items, open_campaign, pledge_rows
from app.usecases.commune import villages_overview
from app.usecases.context import Context
from app.usecases.covenants import RecordDecision, record_decision, start_covenant
from app.usecases.devices import export_key, trust_key
from app.usecases.exchange import export_bundle
from app.usecases.exchange_import import ImportBundle, import_bundle
from app.usecases.groups import SaveGroup, list_groups, save_group
from app.usecases.handbooks import PrintHandbook, print_handbook
from app.usecases.households import (
    HouseholdQuery,
    SaveHousehold,
    find_household,
    household_detail,
    list_households,
    save_household,
)
from app.usecases.imports import ImportList, import_list
from app.usecases.pledges import SignGroup, sign_group
from app.usecases.printing import PrintList, PrintSheets, print_sheets, print_signing_list
from app.usecases.setup import FoundCommune, found_commune
from tests.conftest import FakeClock
from tests.fixtures.papers import pdf_text
from tests.fixtures.stick import prove


@pytest.fixture
def commune(tmp_path: Path, clock: FakeClock) -> Iterator[Context]:
    """Return the commune's books, just begun, on another machine."""
    ids = Ids(random.Random(7).randbytes, clock)
    database = open_folder(tmp_path / "commune", ids.random_bytes)
    context = Context(database, clock, ids, tmp_path / "commune")
    found_commune(context, FoundCommune("11647"))
    yield context
    database.close()


def test_one_village_from_excel_to_the_commune(
    village: Context, commune: Context, shared_data: Path, tmp_path: Path
) -> None:
    import_list(village, ImportList(shared_data / "ho-dan-quang-khai.xlsx", fill_zeros=True))
    household = find_household(village, "01-003")
    save_household(village, SaveHousehold(household, {"address": "Ngõ <Chùa>, số 1", "phone": "+84 912 345 678"}))
    first = list_groups(village)[0]
    save_group(village, SaveGroup(first.id, leader="Hoàng Văn Hoát", deputy="Phạm Văn Chiến"))
    start_covenant(village, from_model=True)
    record_decision(village, RecordDecision("25/QĐ-UBND", "05/03/2026"))
    opened = open_campaign(village, OpenCampaign("An toàn về an ninh trật tự", 2026, default_items())).result
    assert opened.households == 495

    sheets = print_sheets(village, PrintSheets(opened.campaign, tmp_path / "ban.pdf", group=first.id)).result
    assert (sheets.sheets, sheets.skipped) == (first.households, ())
    printed = pdf_text(sheets.file)
    assert "Ngõ <Chùa>, số 1" in printed
    assert "Huỳnh Quang Nghĩa" in printed
    signing = print_signing_list(village, PrintList(opened.campaign, tmp_path / "ky.pdf", first.id))
    assert signing.households == first.households
    assert "Huỳnh Quang Nghĩa" in pdf_text(signing.file)
    handbook = print_handbook(village, PrintHandbook(tmp_path / "so.pdf")).result
    assert "Hoàng Văn Hoát" in pdf_text(handbook.file)
    assert "0912345678" not in pdf_text(handbook.file)

    absent = pledge_rows(village, opened.campaign, first.id)[1].household
    sign_group(village, SignGroup(opened.campaign, first.id, (absent,), date(2026, 11, 18)))
    status = campaign_status(village, opened.campaign)
    assert (status.signed, status.unreached) == (first.households - 1, 495 - first.households + 1)

    stick = tmp_path / "stick"
    stick.mkdir()
    prove(commune)
    for owner, other in ((village, commune), (commune, village)):
        name = stick / f"{owner.identity.role}.json"
        export_key(owner, name)
        trust_key(other, name)
    bundle = export_bundle(village, stick).result
    assert bundle.verified
    taken = import_bundle(commune, ImportBundle(bundle.file)).result
    there = villages_overview(commune)[0]
    assert (there.households, there.people, there.signed, there.in_scope) == (495, 1537, status.signed, 495)
    assert there.unsigned == status.unreached
    assert household_detail(commune, household).texts == household_detail(village, household).texts
    assert list_households(commune, HouseholdQuery()) == list_households(village, HouseholdQuery())

    assert taken.receipt is not None
    answer = import_bundle(village, ImportBundle(taken.receipt)).result
    assert answer.standing is not None
    assert answer.standing.matches
    again = import_bundle(commune, ImportBundle(bundle.file)).result
    assert (again.new, again.digest) == (0, taken.digest)


def test_demo_does_the_whole_job_on_the_sample_village(tmp_path: Path) -> None:
    done = demo(tmp_path / "kết quả", Progress())
    assert (done.households, done.people, done.signed) == (185, 618, 181)
    assert set(done.files) == {"list", "signing_list", "sheets", "handbook", "bundle", "receipt"}
    assert all(file.stat().st_size > 1000 for file in done.files.values())
    assert "Nguyễn Văn Mẫu" in pdf_text(done.files["handbook"])
