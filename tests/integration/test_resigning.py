"""Who has to sign again, and whose pledge holds no longer."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from app.kernel.errors import AppError
from app.records.pledges import Pledge, PledgeItem
from app.usecases import events
from app.usecases.campaigns import OpenCampaign, open_campaign, pledge_rows
from app.usecases.context import Context
from app.usecases.groups import SaveGroup, save_group
from app.usecases.history import record_history, undo
from app.usecases.households import SaveHousehold, SavePerson, household_detail, save_household, save_person
from app.usecases.moves import Heir
from app.usecases.own_wording import SaveWording, save_wording
from app.usecases.pledges import Sign, sign, withdraw
from app.usecases.printing import PrintList, PrintSheets, print_sheets
from app.usecases.resigning import print_resign_list, resign_rows, sign_again
from tests.conftest import FakeClock
from tests.unit.documents.papers import codes, texts

SIGNED = date(2026, 11, 10)
AFTER = date(2026, 11, 15)
BEFORE = date(2026, 11, 5)


@pytest.fixture
def season(village: Context) -> str:
    """Return a campaign over two groups of three and two households, each with a wife and a son, all signed."""
    groups = [save_group(village, SaveGroup(name=f"Tổ {number}")).result for number in (1, 2)]
    for number in range(5):
        texts_of = {"address": f"Ngõ {number}", "phone": "0912345678"}
        home = save_household(
            village, SaveHousehold(texts=texts_of, group=groups[number // 3], head=f"Trần Văn {number}")
        ).result
        for relation in ("Vợ", "Con"):
            save_person(village, SavePerson(home, texts={"full_name": f"{relation} {number}", "relation": relation}))
    campaign = open_campaign(village, OpenCampaign("An toàn", 2026, ("Một việc.",))).result.campaign
    sign(village, Sign(tuple(row.id for row in pledge_rows(village, campaign)), SIGNED))
    return campaign


def home_of(context: Context, campaign: str, code: str) -> str:
    return next(row.household for row in pledge_rows(context, campaign) if row.code == code)


def member(context: Context, home: str, relation: str) -> str:
    return next(each.id for each in household_detail(context, home).members if each.texts["relation"] == relation)


def listed(context: Context, campaign: str) -> dict[str, tuple[str, ...]]:
    return {row.code: row.reasons for row in resign_rows(context, campaign)}


def change_head(context: Context, campaign: str, code: str, day: date) -> None:
    home = home_of(context, campaign, code)
    events.record_new_head(context, events.ChangeHead(home, day, Heir(member(context, home, "Vợ"))))


def test_a_head_of_the_very_day_signs_again_unless_that_was_known_when_the_household_signed(
    village: Context, season: str, clock: FakeClock
) -> None:
    clock.advance(3_600_000)
    change_head(village, season, "01-001", SIGNED)
    assert listed(village, season) == {"01-001": ("new_head",)}
    clock.advance(3_600_000)
    pledge = next(row.id for row in pledge_rows(village, season) if row.code == "01-001")
    sign_again(village, Sign((pledge,), SIGNED))
    assert listed(village, season) == {}


def split(context: Context, campaign: str, code: str, day: date) -> None:
    son = member(context, home_of(context, campaign, code), "Con")
    events.record_split(context, events.Split((son,), day, Heir(son), texts={"address": "Ngõ mới"}))


def test_nobody_while_nothing_has_happened(village: Context, season: str, tmp_path: Path) -> None:
    assert resign_rows(village, season) == ()
    with pytest.raises(AppError, match="PLEDGE-008"):
        print_resign_list(village, PrintList(season, tmp_path / "a.pdf"))


@pytest.mark.parametrize(("day", "reasons"), [(AFTER, {"01-002": ("new_head",)}), (BEFORE, {})])
def test_a_new_head_since_the_signature(village: Context, season: str, day: date, reasons: dict) -> None:
    change_head(village, season, "01-002", day)
    assert listed(village, season) == reasons


def test_a_head_who_died_left_a_new_one(village: Context, season: str) -> None:
    home = home_of(village, season, "02-001")
    heir = Heir(member(village, home, "Vợ"))
    events.record_death(village, events.Death(member(village, home, "Chủ hộ"), AFTER, heir))
    assert listed(village, season) == {"02-001": ("new_head",)}


def test_a_split_asks_both_the_old_household_and_the_new(village: Context, season: str, clock: FakeClock) -> None:
    clock.advance(3 * 24 * 3600 * 1000)
    split(village, season, "01-003", date(2026, 11, 20))
    old, new = resign_rows(village, season)
    assert (old.code, old.reasons, old.words) == ("01-003", ("split",), "hộ đã tách ngày 20/11/2026")
    assert (new.head, new.reasons, new.pledge, new.day) == ("Con 2", ("new_household",), "", None)
    assert new.words == "hộ mới tách từ hộ 01-003 ngày 20/11/2026, chưa có trong đợt"
    assert resign_rows(village, season, old.group_id) == (old, new)
    assert resign_rows(village, season, home_group(village, season, "02-001")) == ()


def home_group(context: Context, campaign: str, code: str) -> str:
    return next(row.group_id for row in pledge_rows(context, campaign) if row.code == code)


def test_signing_again_takes_the_household_off_the_list(village: Context, season: str) -> None:
    change_head(village, season, "01-002", AFTER)
    (row,) = resign_rows(village, season)
    withdraw(village, [row.pledge])
    assert resign_rows(village, season) == ()
    sign(village, Sign((row.pledge,), date(2026, 11, 18)))
    assert resign_rows(village, season) == ()


def test_signing_again_is_one_operation_that_keeps_the_signature_before(village: Context, season: str) -> None:
    change_head(village, season, "01-002", AFTER)
    (row,) = resign_rows(village, season)
    with village.reading() as session:
        before = session.get_one(Pledge, row.pledge).signature
    done = sign_again(village, Sign((row.pledge,), signer="Vợ 1", relation="Vợ"))
    assert (done.result.signed, listed(village, season)) == (1, {})
    told = [each.sentence for each in record_history(village, row.pledge) if each.label == "Chữ ký"]
    assert sorted(told) == ["Ghi hộ ký lại cam kết", "Ghi nhận ký cam kết"]
    undo(village, done.operation)
    with village.reading() as session:
        pledge = session.get_one(Pledge, row.pledge)
        assert (pledge.signature, pledge.state) == (before, "signed")
    assert listed(village, season) == {"01-002": ("new_head",)}


def test_signing_again_on_a_list_is_for_the_text_in_force(village: Context, season: str, tmp_path: Path) -> None:
    pledge = pledge_rows(village, season)[0].id
    print_sheets(village, PrintSheets(season, tmp_path / "a.pdf", pledges=(pledge,), cover=False))
    old = codes((tmp_path / "a.pdf").read_bytes())[0][0]
    sign_again(village, Sign((pledge,), how="sheet", sheet=old))
    save_wording(village, SaveWording("pledge_sheet", "promise", "Gia đình tôi xin hứa giữ đúng."))
    assert listed(village, season) == {"01-001": ("new_text",)}
    sign_again(village, Sign((pledge,), how="sheet", sheet=old))
    assert listed(village, season) == {"01-001": ("new_text",)}, "the sheet still says what it said"
    done = sign_again(village, Sign((pledge,)))
    assert listed(village, season) == {}
    undo(village, done.operation)
    assert listed(village, season) == {"01-001": ("new_text",)}


def test_signing_again_refuses_what_signing_refuses(village: Context, season: str) -> None:
    pledge = pledge_rows(village, season)[0].id
    with pytest.raises(AppError, match="PLEDGE-005"):
        sign_again(village, Sign((pledge,), date(2026, 11, 19)))
    with pytest.raises(AppError, match="PLEDGE-006"):
        sign_again(village, Sign((pledge,), signer="Vợ 1"))


def test_another_text_than_on_the_sheet_that_was_signed(village: Context, season: str, tmp_path: Path) -> None:
    rows = pledge_rows(village, season)
    pledge = rows[0].id
    print_sheets(village, PrintSheets(season, tmp_path / "a.pdf", pledges=(pledge, rows[1].id), cover=False))
    withdraw(village, [pledge])
    sign(village, Sign((pledge,), how="sheet", sheet=codes((tmp_path / "a.pdf").read_bytes())[0][0]))
    assert listed(village, season) == {}
    with village.transaction("campaign.open") as tx:
        tx.session.scalars(select(PledgeItem)).one().text = "Việc khác."
    assert listed(village, season) == {"01-001": ("new_text",)}, "the second signed before anything was printed"
    change_head(village, season, "01-001", date(2026, 11, 18))
    print_sheets(village, PrintSheets(season, tmp_path / "b.pdf", pledges=(pledge,), cover=False))
    withdraw(village, [pledge])
    sign(village, Sign((pledge,), how="sheet", sheet=codes((tmp_path / "b.pdf").read_bytes())[0][0]))
    assert listed(village, season) == {}


def test_withdrawn_and_moved_away_no_longer_count(village: Context, season: str) -> None:
    rows = {row.code: row for row in pledge_rows(village, season)}
    withdraw(village, [rows["01-001"].id], "hộ xin rút")
    withdraw(village, [rows["01-002"].id])
    change_head(village, season, "01-003", AFTER)
    leaving = rows["02-002"].household
    people = tuple(each.id for each in household_detail(village, leaving).members)
    events.record_move_out(village, events.MoveOut(people, AFTER, "xã Bình Minh"))
    found = resign_rows(village, season)
    assert [(row.code, row.reasons, row.again) for row in found] == [
        ("01-003", ("new_head",), True), ("01-001", ("withdrawn",), False), ("02-002", ("lapsed",), False),
    ]  # fmt: skip
    assert [row.words for row in found[1:]] == [
        "đã rút ngày 18/11/2026: hộ xin rút", "hộ chuyển đi 15/11/2026, xã Bình Minh",
    ]  # fmt: skip


@pytest.mark.parametrize("suffix", ["pdf", "docx", "xlsx"])
def test_the_list_of_each_group(village: Context, season: str, tmp_path: Path, suffix: str) -> None:
    change_head(village, season, "01-002", AFTER)
    withdraw(village, [pledge_rows(village, season)[4].id], "hộ xin rút")
    made = print_resign_list(village, PrintList(season, tmp_path / f"a.{suffix}"))
    assert made.households == 2
    if suffix == "pdf":
        first, second = texts(made.file.read_bytes())
        assert "DANH SÁCH HỘ PHẢI KÝ LẠI BẢN CAM KẾT" in first
        for words in ("chủ hộ mới từ 15/11/2026", "10/11/2026", "Phải ký lại: 1 hộ", "0912 345 678"):
            assert words in first.replace("0912345678", "0912 345 678")
        assert "không ký" in second
        assert "Không còn hiệu lực, không phải ký: 1 hộ" in second


def test_a_campaign_of_a_past_year_says_so(village: Context, season: str, tmp_path: Path, clock: FakeClock) -> None:
    change_head(village, season, "01-002", AFTER)
    clock.advance(60 * 24 * 3600 * 1000)
    made = print_resign_list(village, PrintList(season, tmp_path / "a.pdf"))
    assert "Đợt này đã hết năm" in texts(made.file.read_bytes())[0]
