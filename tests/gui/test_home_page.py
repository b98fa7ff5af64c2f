"""Trang chính: what to do first, how it stands, and where each button leads."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QPushButton

from app.gui.desk import Desk
from app.gui.home import WORDS, HomePage
from app.gui.pages import PLACES
from app.gui.theme import Theme
from app.usecases import home as state
from app.usecases.campaigns import pledge_rows
from app.usecases.context import Context
from app.usecases.pledges import Sign, sign
from tests.gui.fakes import FakeDialogs
from tests.gui.season import desk_at, open_season, people_register, shown


@pytest.fixture
def desk(village: Context, dialogs: FakeDialogs, screen: Theme) -> Iterator[Desk]:
    made = desk_at(village, dialogs)
    yield made
    made.jobs.close()


def test_the_first_thing_to_do_is_the_main_button(desk: Desk) -> None:
    went: list[tuple[str, object]] = []
    desk.navigation_wanted.connect(lambda key, place: went.append((key, place)))
    page = shown(HomePage(desk))
    assert page.main is not None
    assert page.main.text() == "Mở danh sách Excel"
    page.main.click()
    assert went == [("imports", {})]
    people_register(desk.context)
    open_season(desk.context)
    page.open()
    assert page.main.text() == "In danh sách cần gặp"
    page.main.click()
    assert went[-1] == ("pledges", {"visits": True})


def test_figures_and_bars(desk: Desk) -> None:
    people_register(desk.context)
    campaign = open_season(desk.context)
    page = shown(HomePage(desk))
    sign(desk.context, Sign((pledge_rows(desk.context, campaign)[0].id,)))
    page.refresh(None)
    assert [figure.text() for figure in page.figures.values()] == ["5", "6", "2"]
    assert page.signed.text() == "1 / 5 hộ đã ký"
    assert [row.name for row in page.model.rows] == ["Tổ 2", "Tổ 1"]
    assert "chưa trả lời" in page.receipt.text()
    buttons = {each.text() for each in page.findChildren(QPushButton) if not each.isHidden()}
    assert {"In danh sách cần gặp", "Sao lưu ngay", "Ghi vào USB", "Mở tệp quy ước"} <= buttons


def test_a_clock_that_cannot_be_right_is_told_first(desk: Desk, clock) -> None:
    people_register(desk.context)
    page = shown(HomePage(desk))
    clock.at_ms = 4_070_908_800_000
    page.refresh(None)
    assert page.state.startswith("Đồng hồ máy đang chỉ 01/01/2099")


def test_every_kind_has_words_and_leads_to_a_page() -> None:
    kinds = set(state.RANKS)
    assert set(WORDS) == kinds
    assert {words.place for words in WORDS.values()} <= {place.key for place in PLACES}
