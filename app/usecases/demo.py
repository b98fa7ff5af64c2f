"""The whole main job on the shipped sample village, without a window.

From the Excel list to the paper, the stick, the commune's table and its answer: the thread everything else hangs on. It uses
the same use cases as window and command line, in two fresh books that the caller opened.
"""

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.kernel.clock import today
from app.kernel.errors import AppError
from app.kernel.files import failure
from app.kernel.progress import Progress
from app.kernel.resources import resource_path
from app.sync.printed_key import groups_of, printed_lines
from app.usecases.campaigns import (
    OpenCampaign,
    campaign_status,
    default_items,
    newest_campaign,
    open_campaign,
    pledge_rows,
)
from app.usecases.commune import villages_overview
from app.usecases.commune_key import asked_groups, prove_copy
from app.usecases.context import Context
from app.usecases.covenants import RecordDecision, record_decision, start_covenant
from app.usecases.devices import export_key, own_device, trust_key
from app.usecases.errors import DEMO_DIFFERS
from app.usecases.exchange import export_bundle
from app.usecases.exchange_import import ImportBundle, import_bundle
from app.usecases.groups import SaveGroup, list_groups, save_group
from app.usecases.handbooks import PrintHandbook, print_handbook
from app.usecases.households import HouseholdQuery, list_people
from app.usecases.imports import ImportList, import_list
from app.usecases.pledges import SignGroup, sign_group
from app.usecases.printing import PrintList, PrintSheets, print_sheets, print_signing_list
from app.usecases.setup import FoundCommune, FoundVillage, found_commune, found_village

SAMPLE_LIST: Final = "sample/danh-sach-ho.xlsx"
SAMPLE_COMMUNE: Final = "11647"
SAMPLE_NAME: Final = "Đông Mẫu"
SAMPLE_HEAD: Final = "Nguyễn Văn Mẫu"
SAMPLE_CAMPAIGN: Final = "An toàn về an ninh trật tự"


@dataclass(frozen=True, slots=True)
class DemoResult:
    """The papers and bundles by what they are, and the counts that village and commune agree on."""

    files: dict[str, Path]
    households: int
    people: int
    signed: int


def begin_sample(context: Context, progress: Progress | None = None) -> None:
    """Begin books with the sample village in them: its list, leaders of groups, covenant."""
    found_village(context, FoundVillage(SAMPLE_COMMUNE, SAMPLE_NAME, head=SAMPLE_HEAD))
    import_list(context, ImportList(resource_path(SAMPLE_LIST), fill_zeros=True), progress)
    for group in list_groups(context):
        heads = [
            person
            for person in list_people(context, HouseholdQuery(group=group.id)).items
            if person.relation == "Chủ hộ"
        ]
        save_group(context, SaveGroup(group.id, leader=heads[0].id, deputy=heads[1].id))
    covenant = start_covenant(context, from_model=True).result
    record_decision(context, RecordDecision("25/QĐ-UBND", f"{today(context.clock):%d/%m/%Y}", version=covenant.version))


def run_demo(village: Context, commune: Context, out: Path, progress: Progress) -> DemoResult:
    """Do the main job and leave its papers and bundles in ``out``; raises DEMO-001 if the commune's counts differ."""
    stick = out / "usb"
    try:
        stick.mkdir(parents=True, exist_ok=True)
        listed = Path(shutil.copyfile(resource_path(SAMPLE_LIST), out / "danh-sach-ho.xlsx"))
    except OSError as error:
        raise failure(error, out) from error
    begin_sample(village, progress)
    found_commune(commune, FoundCommune(SAMPLE_COMMUNE))
    files = {"list": listed, **_pledge_season(village, out, progress)}
    files["bundle"], files["receipt"] = _exchange(village, commune, stick, progress)
    here = campaign_status(village, newest_campaign(village))
    people = list_people(village, HouseholdQuery(limit=1)).total
    there = villages_overview(commune)[0]
    if (there.households, there.people, there.signed) != (here.households, people, here.signed):
        raise AppError(DEMO_DIFFERS)
    return DemoResult(files, there.households, there.people, there.signed)


def _pledge_season(context: Context, out: Path, progress: Progress) -> dict[str, Path]:
    """Open a campaign, print its papers, and record every group's signatures but for one absent household each."""
    year = today(context.clock).year
    opened = open_campaign(context, OpenCampaign(SAMPLE_CAMPAIGN, year, default_items(), covenant=True)).result
    campaign = opened.campaign
    signing = print_signing_list(context, PrintList(campaign, out / "danh-sach-ky.pdf"))
    sheets = print_sheets(context, PrintSheets(campaign, out / "ban-cam-ket.pdf"), progress).result
    handbook = print_handbook(context, PrintHandbook(out / "so-tay-quy-uoc.pdf"), progress).result
    for group in list_groups(context):
        absent = pledge_rows(context, campaign, group.id)[-1].household
        sign_group(context, SignGroup(campaign, group.id, (absent,)))
    return {"signing_list": signing.file, "sheets": sheets.file, "handbook": handbook.file}


def _exchange(village: Context, commune: Context, stick: Path, progress: Progress) -> tuple[Path, Path]:
    """Carry keys both ways, the village's bundle there, and the receipt back; return bundle and receipt.

    Two groups of the commune's key are typed back first, as from its printed copy.
    """
    lines = printed_lines(own_device(commune))
    prove_copy(commune, tuple(groups_of(lines[each.line - 1])[each.group - 1] for each in asked_groups(commune)))
    for owner, other, name in ((village, commune, "khoa-thon.json"), (commune, village, "khoa-xa.json")):
        export_key(owner, stick / name)
        trust_key(other, stick / name)
    bundle = export_bundle(village, stick, progress).result.file
    taken = import_bundle(commune, ImportBundle(bundle), progress).result
    if taken.receipt is None:
        raise taken.receipt_problem or AppError(DEMO_DIFFERS)
    answer = import_bundle(village, ImportBundle(taken.receipt), progress).result
    if answer.standing is None or not answer.standing.matches:
        raise AppError(DEMO_DIFFERS)
    return bundle, taken.receipt
