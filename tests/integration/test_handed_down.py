"""Campaigns, covenant models and indicators of the commune: each village makes them its own, the commune counts."""

from datetime import date
from pathlib import Path

import pytest

from app.kernel.errors import AppError
from app.records.pledges import PledgeCampaign
from app.usecases.campaigns import list_campaigns, pledge_rows
from app.usecases.commune_campaigns import (
    HandCampaign,
    campaign_overview,
    hand_campaign,
    handed_campaigns,
    open_handed,
)
from app.usecases.covenant_models import HandModel, begin_with_model, hand_model, list_models
from app.usecases.covenants import show_covenant
from app.usecases.handed_down import recall
from app.usecases.indicators import (
    EnterValue,
    HandIndicator,
    enter_value,
    hand_indicator,
    history_of,
    list_indicators,
    period_of,
    period_words,
)
from app.usecases.pledges import Sign, sign
from tests.fixtures.stick import Ends, open_ends
from tests.integration.test_tasks import update


@pytest.fixture
def ends(tmp_path: Path, clock):
    with open_ends(tmp_path, clock) as opened:
        opened.take(opened.send())
        yield opened


def code_of(refused) -> str:
    return refused.value.code.number


def test_a_campaign_of_the_commune_is_opened_with_one_step_and_counted(ends: Ends) -> None:
    command = HandCampaign("An toàn giao thông", 2026, ("Đội mũ bảo hiểm.", " "), date(2026, 12, 20))
    handed = hand_campaign(ends.commune, command).result
    assert update(ends).standing.matches
    assert list_campaigns(ends.village) == ()
    (row,) = handed_campaigns(ends.village)
    assert (row.id, row.items, row.opened) == (handed, ("Đội mũ bảo hiểm.",), "")
    opened = open_handed(ends.village, handed).result
    assert opened.households == 2
    assert handed_campaigns(ends.village)[0].opened == opened.campaign
    with pytest.raises(AppError) as again:
        open_handed(ends.village, handed)
    assert code_of(again) == "ASSIGN-005"
    (before,) = campaign_overview(ends.commune)
    assert (before.opened, before.households) == (0, 0)
    pledges = pledge_rows(ends.village, opened.campaign)
    sign(ends.village, Sign((pledges[0].id,)))
    ends.take(ends.send())
    (after,) = campaign_overview(ends.commune)
    assert (after.opened, after.signed, after.households) == (1, 1, 2)
    with ends.commune.reading() as session:
        assert session.get_one(PledgeCampaign, opened.campaign).assigned == handed
    recall(ends.commune, handed)
    assert campaign_overview(ends.commune) == ()
    update(ends)
    assert handed_campaigns(ends.village) == ()
    assert len(list_campaigns(ends.village)) == 1


def test_a_campaign_without_name_or_items_is_not_handed_out(ends: Ends) -> None:
    for command in (HandCampaign("", 2026, ("a",)), HandCampaign("Đợt", 2026, ())):
        with pytest.raises(AppError) as incomplete:
            hand_campaign(ends.commune, command)
        assert code_of(incomplete) == "ASSIGN-001"


def test_a_covenant_model_of_the_commune_begins_a_covenant(ends: Ends, tmp_path: Path) -> None:
    text = "QUY ƯỚC THÔN\nĐiều 1. Đoàn kết\nMọi người giúp nhau.\nĐiều 2. Vệ sinh\n1. Quét ngõ thứ bảy.\n"
    (tmp_path / "mau.txt").write_text(text, encoding="utf-8")
    hand_model(ends.commune, HandModel("Mẫu 2027", tmp_path / "mau.txt"))
    assert list_models(ends.commune)[0].villages == ("thôn Đông",)
    update(ends)
    (row,) = list_models(ends.village)
    assert (row.name, row.articles) == ("Mẫu 2027", 2)
    begin_with_model(ends.village, row.id)
    view = show_covenant(ends.village)
    assert view is not None
    assert [each.clause.heading for each in view.clauses if each.clause.level == "điều"] == ["Đoàn kết", "Vệ sinh"]
    with pytest.raises(AppError) as there:
        begin_with_model(ends.village, row.id)
    assert code_of(there) == "COVENANT-009"
    (tmp_path / "dai.txt").write_text(
        "\n".join(f"Điều {n}. Dài\n" + "chữ " * 200 for n in range(1, 200)), encoding="utf-8"
    )
    with pytest.raises(AppError) as long:
        hand_model(ends.commune, HandModel("Dài", tmp_path / "dai.txt"))
    assert code_of(long) == "ASSIGN-007"
    with pytest.raises(AppError) as nameless:
        hand_model(ends.commune, HandModel(" ", tmp_path / "mau.txt"))
    assert code_of(nameless) == "ASSIGN-001"


def test_an_indicator_is_counted_by_period(ends: Ends) -> None:
    indicator = hand_indicator(ends.commune, HandIndicator("Hộ phân loại rác", "hộ", "quarter", 400)).result
    update(ends)
    (row,) = list_indicators(ends.village)
    assert (row.entered, row.target, row.kind) == (0, 400, "quarter")
    first = enter_value(ends.village, EnterValue(indicator, 120)).result
    assert enter_value(ends.village, EnterValue(indicator, 130, words="đếm lại")).result == first
    enter_value(ends.village, EnterValue(indicator, 90, "2025-q1"))
    assert history_of(ends.village, indicator) == ((row.period, 130), ("2025-Q1", 90))
    for wrong in ("2025", "2025-03", "2025-Q5", "2099-Q1"):
        with pytest.raises(AppError) as refused:
            enter_value(ends.village, EnterValue(indicator, 1, wrong))
        assert code_of(refused) == "ASSIGN-006"
    ends.take(ends.send())
    (over,) = list_indicators(ends.commune)
    assert (over.entered, over.total, over.figures[0].words) == (1, 130, "đếm lại")
    assert list_indicators(ends.commune, date(2025, 2, 1))[0].total == 90
    with pytest.raises(AppError) as incomplete:
        hand_indicator(ends.commune, HandIndicator("Tên", ""))
    assert code_of(incomplete) == "ASSIGN-001"


def test_periods_have_names() -> None:
    day = date(2026, 11, 5)
    assert [period_of(kind, day) for kind in ("year", "quarter", "month")] == ["2026", "2026-Q4", "2026-11"]
    assert [period_words(each) for each in ("2026", "2026-Q4", "2026-11")] == [
        "năm 2026",
        "quý 4/2026",
        "tháng 11/2026",
    ]
