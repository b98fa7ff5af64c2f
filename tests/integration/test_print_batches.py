"""Prints of a campaign: one record each, going on after a jam with the same codes, reprints, what was handed out."""

from pathlib import Path

import pytest
from sqlalchemy import select

from app.kernel.errors import AppError
from app.records.base import LIVE
from app.records.pledges import HALVES, ONE_SIDED, TWO_SIDED, PledgeItem, SheetPrint
from app.records.register import Household
from app.usecases.campaigns import OpenCampaign, open_campaign, pledge_rows
from app.usecases.context import Context
from app.usecases.groups import SaveGroup, save_group
from app.usecases.history import undo
from app.usecases.households import SaveHousehold, save_household
from app.usecases.print_batches import (
    ResumeBatch,
    hand_out,
    mark_printed,
    newest_batch,
    print_batches,
    resume_batch,
)
from app.usecases.printing import PrintedSheets, PrintSheets, print_sheets
from app.vietnamese import sheet_code
from tests.conftest import FakeClock
from tests.unit.documents.papers import codes, texts

HEADS = ("An", "Bình", "Chi", "Dung", "Em")


@pytest.fixture
def season(village: Context) -> str:
    """Return a campaign over two groups: three households and two."""
    groups = [save_group(village, SaveGroup(name=f"Tổ {number}")).result for number in (1, 2)]
    for number, head in enumerate(HEADS):
        group = groups[0] if number < 3 else groups[1]
        save_household(village, SaveHousehold(texts={"address": "Ngõ Chùa"}, group=group, head=f"Nguyễn Văn {head}"))
    return open_campaign(village, OpenCampaign("An toàn", 2026, ("Một việc.", "Hai việc."))).result.campaign


@pytest.fixture
def made(village: Context, season: str, tmp_path: Path) -> PrintedSheets:
    """Return the first print of all five sheets."""
    return print_sheets(village, PrintSheets(season, tmp_path / "first.pdf", scanning=True)).result


def printed(context: Context) -> list[str]:
    """Return the codes of all prints."""
    with context.reading() as session:
        query = select(SheetPrint.code).where(SheetPrint.status == LIVE).order_by(SheetPrint.batch, SheetPrint.place)
        return [each or "" for each in session.scalars(query)]


def codes_of(path: Path) -> list[str]:
    """Return the code of each page that has one."""
    pdf = path.read_bytes()
    found = [codes(pdf, page) for page in range(len(texts(pdf)))]
    return [each[0][0] for each in found if each]


def test_a_print_is_one_record_and_goes_from_prepared_to_handed_out(
    village: Context, season: str, made: PrintedSheets
) -> None:
    (batch,) = print_batches(village, season)
    assert (batch.id, batch.sheets, batch.reprints, batch.group, batch.scanning) == (made.batch, 5, 0, "", True)
    assert batch.state == "prepared"
    done = mark_printed(village, batch.id)
    assert print_batches(village, season)[0].state == "printed"
    assert not {row.state for row in pledge_rows(village, season)} - {"open"}
    assert hand_out(village, batch.id).result == 5
    assert print_batches(village, season)[0].state == "handed_out"
    assert {row.state for row in pledge_rows(village, season)} == {"delivered"}
    undo(village)
    assert {row.state for row in pledge_rows(village, season)} == {"open"}
    undo(village, done.operation)
    assert print_batches(village, season)[0].state == "prepared"


def test_handing_out_says_that_all_came_out(village: Context, season: str, made: PrintedSheets) -> None:
    hand_out(village, made.batch)
    batch = print_batches(village, season)[0]
    assert batch.printed == batch.handed_out is not None


def test_going_on_after_a_jam_repeats_the_codes_and_records_nothing(
    village: Context, season: str, made: PrintedSheets, tmp_path: Path
) -> None:
    before = printed(village)
    assert codes_of(made.file) == before
    again = resume_batch(village, ResumeBatch(made.batch, tmp_path / "rest.pdf", 3))
    assert (again.sheets, again.reprints, again.batch) == (3, 0, made.batch)
    assert codes_of(again.file) == before[2:]
    assert printed(village) == before
    pages = texts(again.file.read_bytes())
    assert "DANH SÁCH" not in pages[0], "the list of the group that has begun lies there already"
    assert "DANH SÁCH BẢN CAM KẾT ĐÃ IN" in pages[1], "the list of the next group has not come out"
    assert again.starts == (1, 2, 4)
    assert [f"Bản số {number} của lần in" in pages[page] for number, page in ((3, 0), (4, 2), (5, 3))] == [True] * 3
    whole = resume_batch(village, ResumeBatch(made.batch, tmp_path / "whole.pdf"))
    assert whole.file.read_bytes() == made.file.read_bytes()


def test_households_added_since_do_not_shift_the_numbers(
    village: Context, season: str, made: PrintedSheets, tmp_path: Path
) -> None:
    before = printed(village)
    with village.transaction("household.save") as tx:
        for home in tx.session.scalars(select(Household)):
            home.walking_order = -int((home.code or "0-0").replace("-", ""))
    again = resume_batch(village, ResumeBatch(made.batch, tmp_path / "rest.pdf", 2))
    assert codes_of(again.file) == before[1:]


@pytest.mark.parametrize("start", [0, 6])
def test_a_number_that_is_not_in_the_print(village: Context, made: PrintedSheets, tmp_path: Path, start: int) -> None:
    with pytest.raises(AppError) as refused:
        resume_batch(village, ResumeBatch(made.batch, tmp_path / "rest.pdf", start))
    assert refused.value.code.number == "PRINT-004"
    assert not (tmp_path / "rest.pdf").exists()


def test_a_changed_text_needs_a_new_print(village: Context, season: str, made: PrintedSheets, tmp_path: Path) -> None:
    with village.transaction("campaign.open") as tx:
        item = tx.session.scalars(select(PledgeItem).where(PledgeItem.position == 1)).one()
        item.text = "Việc khác."
    with pytest.raises(AppError) as refused:
        resume_batch(village, ResumeBatch(made.batch, tmp_path / "rest.pdf"))
    assert refused.value.code.number == "PRINT-003"
    assert "18/11/2026" in refused.value.message


def test_a_sheet_whose_marks_would_move_needs_a_new_print(
    village: Context, season: str, made: PrintedSheets, tmp_path: Path
) -> None:
    with village.transaction("household.save") as tx:
        home = tx.session.scalars(select(Household).where(Household.code == "01-002")).one()
        home.address = "Ngõ rất dài " * 20
    with pytest.raises(AppError) as refused:
        resume_batch(village, ResumeBatch(made.batch, tmp_path / "rest.pdf"))
    assert refused.value.code.number == "PRINT-003"
    assert not (tmp_path / "rest.pdf").exists()
    assert resume_batch(village, ResumeBatch(made.batch, tmp_path / "rest.pdf", 3)).sheets == 3


def test_reprints_have_a_new_code_and_say_so(
    village: Context, season: str, made: PrintedSheets, tmp_path: Path, clock: FakeClock
) -> None:
    clock.advance(1)
    first = pledge_rows(village, season)[0].id
    again = print_sheets(village, PrintSheets(season, tmp_path / "again.pdf", pledges=(first,))).result
    assert (again.sheets, again.reprints) == (1, 1)
    cover, sheet = texts(again.file.read_bytes())
    assert "In lại (lần in thứ 2)" in sheet
    assert "in lại" in cover
    assert "Trong đó 1 bản in lại" in cover
    assert sheet_code.format(codes_of(again.file)[0]) in cover
    assert codes_of(again.file)[0] not in codes_of(made.file)
    assert "In lại" not in " ".join(texts(made.file.read_bytes()))
    clock.advance(1)
    whole = print_sheets(village, PrintSheets(season, tmp_path / "whole.pdf")).result
    assert whole.reprints == 5
    assert "In lại (lần in thứ 3)" in texts(whole.file.read_bytes())[1]
    assert [each.reprints for each in print_batches(village, season)] == [5, 1, 0]
    resumed = resume_batch(village, ResumeBatch(again.batch, tmp_path / "resumed.pdf"))
    assert resumed.file.read_bytes() == again.file.read_bytes()


@pytest.mark.parametrize("paper", [ONE_SIDED, TWO_SIDED, HALVES])
def test_a_print_is_gone_on_with_as_it_began(village: Context, season: str, tmp_path: Path, paper: str) -> None:
    command = PrintSheets(season, tmp_path / "a.pdf", copies=2, paper=paper, scanning=True)
    made = print_sheets(village, command).result
    assert made.sheets == 5
    assert len(printed(village)) == 5, "both copies have one code"
    batch = print_batches(village, season)[0]
    assert (batch.copies, batch.paper) == (2, paper)
    again = resume_batch(village, ResumeBatch(made.batch, tmp_path / "b.pdf"))
    assert again.file.read_bytes() == made.file.read_bytes()
    assert again.starts == made.starts
    rest = resume_batch(village, ResumeBatch(made.batch, tmp_path / "c.pdf", 5))
    assert "Bản thôn giữ" in " ".join(texts(rest.file.read_bytes()))


def test_a_print_of_one_group(village: Context, season: str, tmp_path: Path) -> None:
    with pytest.raises(AppError, match="FORM-003"):
        newest_batch(village, season)
    group = pledge_rows(village, season)[4].group_id
    print_sheets(village, PrintSheets(season, tmp_path / "a.pdf", group))
    batch = print_batches(village, season)[0]
    assert (batch.group, batch.sheets) == ("Tổ 2", 2)
    assert newest_batch(village, season) == batch.id
    with pytest.raises(AppError, match="FORM-003"):
        resume_batch(village, ResumeBatch("f" * 32, tmp_path / "b.pdf"))


def test_a_household_that_is_gone_is_named(village: Context, season: str, made: PrintedSheets, tmp_path: Path) -> None:
    with village.transaction("household.remove") as tx:
        home = tx.session.scalars(select(Household).where(Household.code == "01-002")).one()
        tx.delete(home)
    again = resume_batch(village, ResumeBatch(made.batch, tmp_path / "rest.pdf"))
    assert [(each.code, each.reason) for each in again.skipped] == [("01-002", "không còn trong đợt cam kết")]
    assert codes_of(again.file) == [each for place, each in enumerate(printed(village)) if place != 1]
