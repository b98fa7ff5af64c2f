"""A pledge season in the books: opening, signing at a meeting, by sheet, for the head, taking back."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select

from app.kernel.errors import AppError
from app.records.base import LIVE
from app.records.pledges import Pledge, PledgeItem, SheetPrint
from app.usecases.campaigns import (
    CampaignStatus,
    OpenCampaign,
    PledgeRow,
    add_households,
    campaign_status,
    default_items,
    households_outside,
    items_from_text,
    list_campaigns,
    open_campaign,
    pledge_rows,
)
from app.usecases.context import Context
from app.usecases.groups import SaveGroup, save_group
from app.usecases.history import undo
from app.usecases.households import SaveHousehold, save_household
from app.usecases.pledges import (
    Sign,
    SignFor,
    SignGroup,
    deliver,
    find_sheet,
    note_pledge,
    pledge_of_household,
    sign,
    sign_for,
    sign_group,
    withdraw,
)
from app.vietnamese import sheet_code
from tests.conftest import FakeClock

MEETING = date(2026, 11, 10)


@pytest.fixture
def season(village: Context) -> tuple[str, str, str]:
    """Return campaign, group 1 (three households) and group 2 (two households)."""
    groups = [save_group(village, SaveGroup(name=f"Tổ {number}")).result for number in (1, 2)]
    for number in range(5):
        group = groups[0] if number < 3 else groups[1]
        texts = {"address": f"Ngõ {number}", "walking_order": str(number)}
        save_household(village, SaveHousehold(texts=texts, group=group, head=f"Nguyễn Văn {'ABCDE'[number]}"))
    command = OpenCampaign("An toàn về an ninh trật tự", 2026, default_items(), meeting=MEETING)
    return open_campaign(village, command).result.campaign, groups[0], groups[1]


def status(context: Context, campaign: str) -> CampaignStatus:
    """Return how far the campaign has come."""
    return campaign_status(context, campaign)


def row(context: Context, campaign: str, code: str) -> PledgeRow:
    """Return one household's line."""
    return next(each for each in pledge_rows(context, campaign) if each.code == code)


class TestOpening:
    def test_seed_004_offers_its_five_items(self) -> None:
        items = default_items()
        assert len(items) == 5
        assert items[0].startswith("Chấp hành tốt chủ trương")

    def test_items_lose_the_numbers_in_front(self) -> None:
        assert items_from_text("1. Một\n\n 2) Hai\n- Ba\n+ Bốn\n2026 là năm") == (
            "Một",
            "Hai",
            "Ba",
            "Bốn",
            "2026 là năm",
        )

    def test_the_scope_is_frozen_when_it_opens(self, village: Context, season: tuple[str, str, str]) -> None:
        campaign, group, _ = season
        save_household(village, SaveHousehold(texts={"address": "Ngõ mới"}, group=group, head="Bùi Thị Mới"))
        assert status(village, campaign).households == 5

    def test_one_group_alone(self, village: Context, season: tuple[str, str, str]) -> None:
        _, _, second = season
        opened = open_campaign(village, OpenCampaign("Riêng", 2026, ("Một",), groups=(second,))).result
        assert opened.households == 2
        assert [each.name for each in status(village, opened.campaign).groups] == ["Tổ 2"]

    @pytest.mark.parametrize(
        ("command", "number"),
        [
            (OpenCampaign("", 2026, ("Một",)), "CAMPAIGN-001"),
            (OpenCampaign("Tên", 2026, (" ",)), "CAMPAIGN-001"),
            (OpenCampaign("Tên", 2026, ("Một",), covenant=True), "CAMPAIGN-004"),
        ],
    )
    def test_what_is_missing_is_named(
        self, village: Context, season: tuple[str, str, str], command: OpenCampaign, number: str
    ) -> None:
        before = len(list_campaigns(village))
        with pytest.raises(AppError) as refused:
            open_campaign(village, command)
        assert refused.value.code.number == number
        assert len(list_campaigns(village)) == before

    def test_an_empty_village_cannot_open_one(self, village: Context) -> None:
        with pytest.raises(AppError) as refused:
            open_campaign(village, OpenCampaign("Tên", 2026, ("Một",)))
        assert refused.value.code.number == "CAMPAIGN-002"

    def test_opening_is_undone_whole(self, village: Context, season: tuple[str, str, str]) -> None:
        assert len(list_campaigns(village)) == 1
        undo(village)
        assert list_campaigns(village) == ()
        with village.reading() as session:
            assert not session.scalars(select(Pledge).where(Pledge.status == LIVE)).all()
            assert not session.scalars(select(PledgeItem).where(PledgeItem.status == LIVE)).all()


class TestSigning:
    def test_a_whole_group_but_for_who_was_absent(self, village: Context, season: tuple[str, str, str]) -> None:
        campaign, group, _ = season
        absent = row(village, campaign, "01-002").household
        done = sign_group(village, SignGroup(campaign, group, (absent,)))
        assert (done.result.signed, done.result.already) == (2, 0)
        now = status(village, campaign)
        assert (now.signed, now.unreached, now.groups[0].signed) == (2, 3, 2)
        assert row(village, campaign, "01-001").day == MEETING, "the meeting's day is the default"

    def test_no_group_is_not_the_whole_village(self, village: Context, season: tuple[str, str, str]) -> None:
        with pytest.raises(AppError, match="FORM-003"):
            sign_group(village, SignGroup(season[0], ""))
        assert status(village, season[0]).signed == 0

    def test_who_signed_for_the_head_replaces_the_head(self, village: Context, season: tuple[str, str, str]) -> None:
        campaign, group, _ = season
        sign_group(village, SignGroup(campaign, group))
        pledge = row(village, campaign, "01-001").id
        done = sign_for(village, SignFor(pledge, "Bùi Thị Hạ", "Vợ"))
        now = row(village, campaign, "01-001")
        assert (now.signed, now.signer, now.relation, now.day) == (True, "Bùi Thị Hạ", "Vợ", MEETING)
        with pytest.raises(AppError, match="PLEDGE-006"):
            sign_for(village, SignFor(pledge, "Bùi Thị Hạ", ""))
        undo(village, done.operation)
        assert row(village, campaign, "01-001").relation == ""

    def test_only_some_rows_are_read(self, village: Context, season: tuple[str, str, str]) -> None:
        pledge = row(village, season[0], "01-002").id
        assert [each.code for each in pledge_rows(village, season[0], only=(pledge,))] == ["01-002"]

    def test_again_changes_nothing(self, village: Context, season: tuple[str, str, str]) -> None:
        campaign, group, _ = season
        sign_group(village, SignGroup(campaign, group))
        again = sign_group(village, SignGroup(campaign, group, day=date(2026, 11, 12)))
        assert (again.result.signed, again.result.already) == (0, 3)
        assert not again.changes.records
        assert row(village, campaign, "01-001").day == MEETING

    def test_undo_of_a_group_leaves_it_open_and_can_be_signed_again(
        self, village: Context, season: tuple[str, str, str]
    ) -> None:
        campaign, group, _ = season
        done = sign_group(village, SignGroup(campaign, group))
        undone = undo(village, done.operation)
        assert status(village, campaign).signed == 0
        assert row(village, campaign, "01-001").state == "open"
        undo(village, undone.operation)
        assert status(village, campaign).signed == 3, "undoing the undo is redo"
        undo(village, done.operation)
        sign_group(village, SignGroup(campaign, group))
        assert status(village, campaign).signed == 3

    def test_someone_signs_for_the_head(self, village: Context, season: tuple[str, str, str]) -> None:
        campaign, *_ = season
        pledge = pledge_of_household(village, campaign, "01-003")
        sign(village, Sign((pledge,), date(2026, 11, 12), "Lê Thị Hoa", "vợ"))
        signed = row(village, campaign, "01-003")
        assert (signed.signer, signed.relation, signed.day) == ("Lê Thị Hoa", "vợ", date(2026, 11, 12))

    def test_a_signer_needs_the_relation(self, village: Context, season: tuple[str, str, str]) -> None:
        pledge = pledge_of_household(village, season[0], "01-003")
        with pytest.raises(AppError) as refused:
            sign(village, Sign((pledge,), signer="Lê Thị Hoa"))
        assert refused.value.code.number == "PLEDGE-006"

    def test_no_day_ahead(self, village: Context, season: tuple[str, str, str], clock: FakeClock) -> None:
        pledge = pledge_of_household(village, season[0], "01-003")
        clock.advance(1)
        with pytest.raises(AppError) as refused:
            sign(village, Sign((pledge,), date(2026, 11, 19)))
        assert refused.value.code.number == "PLEDGE-005"

    def test_withdrawn_and_mistaken_are_two_things(self, village: Context, season: tuple[str, str, str]) -> None:
        campaign, group, _ = season
        sign_group(village, SignGroup(campaign, group))
        withdraw(village, [pledge_of_household(village, campaign, "01-001")])
        withdraw(village, [pledge_of_household(village, campaign, "01-002")], "hộ rút lại")
        states = [row(village, campaign, code).state for code in ("01-001", "01-002", "01-003")]
        assert states == ["open", "withdrawn", "signed"]
        assert status(village, campaign).unreached == 3, "who withdrew is not to be visited for a signature"

    def test_notes_and_delivery(self, village: Context, season: tuple[str, str, str]) -> None:
        campaign, *_ = season
        pledge = pledge_of_household(village, campaign, "02-001")
        note_pledge(village, pledge, " vắng, hẹn tối thứ bảy ")
        deliver(village, [pledge])
        line = row(village, campaign, "02-001")
        assert (line.note, line.state) == ("vắng, hẹn tối thứ bảy", "delivered")
        assert status(village, campaign).delivered == 1

    def test_a_household_outside_is_named(self, village: Context, season: tuple[str, str, str]) -> None:
        with pytest.raises(AppError) as refused:
            pledge_of_household(village, season[0], "09-999")
        assert refused.value.code.number == "PLEDGE-007"


class TestCodes:
    @pytest.fixture
    def code(self, village: Context, season: tuple[str, str, str]) -> str:
        """Return the code of a print of household 01-002."""
        pledge = pledge_of_household(village, season[0], "01-002")
        tag = sheet_code.village_tag(village.identity.pile)
        made = str(sheet_code.SheetCode(tag, "23456789", sheet_code.page_character(1)))
        with village.transaction("pledge.print") as tx:
            tx.add(SheetPrint(pledge_id=pledge, code=made))
        return made

    @pytest.mark.parametrize("typed", [str, str.lower, sheet_code.format, lambda code: f" {code[:4]}-{code[4:]} "])
    def test_any_way_of_typing_finds_the_household(
        self, village: Context, code: str, typed: Callable[[str], str]
    ) -> None:
        assert find_sheet(village, typed(code)).household_code == "01-002"

    def test_the_second_page_leads_to_the_same_print(self, village: Context, code: str) -> None:
        parts = sheet_code.decode(code)
        assert isinstance(parts, sheet_code.SheetCode)
        second = sheet_code.SheetCode(parts.village_tag, parts.print_part, sheet_code.page_character(2))
        assert find_sheet(village, str(second)).household_code == "01-002"

    def test_one_wrong_character_is_named_not_guessed(self, village: Context, code: str) -> None:
        wrong = "A" if code[8] != "A" else "B"
        with pytest.raises(AppError) as refused:
            find_sheet(village, code[:8] + wrong + code[9:])
        assert refused.value.code.number == "PLEDGE-001"
        assert refused.value.facts == {"position": 9, "suggestion": code[8]}

    def test_strangers_are_told_apart(self, village: Context, code: str) -> None:
        parts = sheet_code.decode(code)
        assert isinstance(parts, sheet_code.SheetCode)
        other = sheet_code.SheetCode("2222" if parts.village_tag != "2222" else "3333", parts.print_part, parts.page)
        unknown = sheet_code.SheetCode(parts.village_tag, "AAAAAAAA", parts.page)
        for text, number in ((str(other), "PLEDGE-003"), (str(unknown), "PLEDGE-004"), ("xin chào", "PLEDGE-002")):
            with pytest.raises(AppError) as refused:
                find_sheet(village, text)
            assert refused.value.code.number == number


def test_who_came_after_the_campaign_was_opened_is_asked_too(village: Context, season: tuple[str, str, str]) -> None:
    campaign, first, _ = season
    assert households_outside(village, campaign) == ()
    assert add_households(village, campaign).result == 0
    late = [
        save_household(village, SaveHousehold(group=group, head=head)).result
        for group, head in ((first, "Lê Văn Mới"), (None, "Phạm Thị Lạ"))
    ]
    assert set(households_outside(village, campaign)) == set(late)
    assert add_households(village, campaign, late[:1]).result == 1
    done = add_households(village, campaign, late)
    assert done.result == 1, "who is asked already stays as they are"
    assert status(village, campaign).households == 7
    undo(village, done.operation)
    assert households_outside(village, campaign) == (late[1],)
    with pytest.raises(AppError, match="RECORD-001"):
        add_households(village, campaign, ["0" * 32])
    one_group = open_campaign(village, OpenCampaign("Một tổ", 2026, ("Một",), groups=(first,))).result.campaign
    save_household(village, SaveHousehold(head="Vũ Thị Khác"))
    assert households_outside(village, one_group) == (), "only where the campaign asks"
