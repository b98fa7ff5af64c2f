"""The commune: bundles looked at and taken in, answered on the stick, and the villages side by side."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.gui.desk import Desk
from app.gui.jobs import Running
from app.gui.receive import ReceivePage
from app.gui.theme import Theme
from app.gui.villages import NEVER, VillagesPage
from app.kernel.errors import Cancelled
from app.usecases.campaigns import pledge_rows
from app.usecases.devices import export_key, trust_key
from app.usecases.households import SaveHousehold, remove_household, save_household
from app.usecases.pledges import Sign, sign
from app.usecases.setup import FoundVillage, found_village
from tests.fixtures import books
from tests.fixtures.stick import Ends, campaign, edit_phone, household_ids, open_ends
from tests.gui.fakes import FakeDialogs
from tests.gui.season import desk_at, said, shown


@pytest.fixture
def ends(tmp_path: Path, clock) -> Iterator[Ends]:
    with open_ends(tmp_path, clock) as opened:
        yield opened


@pytest.fixture
def desk(ends: Ends, dialogs: FakeDialogs, screen: Theme) -> Iterator[Desk]:
    dialogs.picked_folder = ends.stick
    made = desk_at(ends.commune, dialogs)
    yield made
    made.jobs.close()


def test_a_stick_is_looked_through_taken_in_and_answered(desk: Desk, ends: Ends) -> None:
    page = shown(ReceivePage(desk))
    heard = said(desk)
    page.choose_folder()
    assert "Không thấy gói" in heard[-1].text
    ends.send()
    page.choose_folder()
    assert page.state == "1 gói, 1 gói chờ nhận"
    assert page.main is not None
    assert page.main.text() == "Nhận 1 gói vào sổ"
    assert page.arrivals[0].village == "Thôn Đông"
    assert page.arrivals[0].words == "Chờ nhận"
    page.take()
    assert heard[-1].text.startswith("Đã nhận 1 gói: ")
    assert "Đã ghi 1 tệp trả lời" in heard[-1].detail
    assert page.arrivals[0].words == "Đã nhận, đã ghi trả lời"
    assert not page.main.isEnabled()
    page.choose_folder()
    assert [each.words for each in page.arrivals] == ["Đã nhận trước đây"]


def test_stopping_between_two_bundles_keeps_and_shows_the_first(desk: Desk, ends: Ends) -> None:
    ends.send()
    edit_phone(ends.village, household_ids(ends.village)[0], "0912345678")
    ends.send()
    page = shown(ReceivePage(desk))
    page.choose_folder()
    heard = said(desk)
    desk.jobs.began.connect(lambda running: setattr(running.progress, "check_cancelled", stop_after_one(running)))
    page.take()
    assert heard[-1].text.startswith("Đã nhận 1 gói")
    assert [each.waits for each in page.arrivals] == [False, True]


def stop_after_one(running: Running) -> Callable[[], None]:
    """Stand in for a person who presses "Dừng lại" when the first step is done."""

    def check() -> None:
        if running.progress.now.done:
            raise Cancelled

    return check


def test_a_village_whose_key_is_not_known_is_taken_after_comparing(
    desk: Desk, ends: Ends, dialogs: FakeDialogs, tmp_path: Path, clock
) -> None:
    with books.open_context(tmp_path / "other", clock, 9) as other:
        found_village(other, FoundVillage(books.COMMUNE, "Hậu"))
        save_household(other, SaveHousehold(head="Ngô Văn Út"))
        export_key(ends.commune, tmp_path / "xa.sothon-key")
        trust_key(other, tmp_path / "xa.sothon-key")
        export_key(other, tmp_path / "hau.sothon-key")
        dialogs.open = Ends(other, ends.commune, ends.stick).send()
    page = shown(ReceivePage(desk))
    page.choose_file()
    assert page.arrivals[0].error is not None
    assert not page._reason.isHidden()
    dialogs.open = tmp_path / "hau.sothon-key"
    page.keys.take()
    assert page._above.isHidden(), "the digits have the page to themselves"
    page.keys.accept()
    assert not page._above.isHidden()
    assert page.arrivals[0].words == "Chờ nhận"
    assert page._reason.isHidden()


def test_a_bundle_that_takes_many_households_away_is_asked_about(desk: Desk, ends: Ends, dialogs: FakeDialogs) -> None:
    ends.take(ends.send())
    for household in household_ids(ends.village):
        remove_household(ends.village, household)
    ends.send()
    page = shown(ReceivePage(desk))
    page.choose_folder()
    dialogs.yes = False
    page.take()
    assert len(dialogs.questions) == 1
    assert any(each.waits for each in page.arrivals)
    dialogs.yes = True
    page.take()
    assert not any(each.waits for each in page.arrivals)


def test_villages_side_by_side_with_who_is_missing(desk: Desk, ends: Ends) -> None:
    page = shown(VillagesPage(desk))
    assert [row.last_received for row in page.model.rows] == [0]
    assert page.model.index(0, 5).data() == NEVER
    opened = campaign(ends.village)
    sign(ends.village, Sign((pledge_rows(ends.village, opened)[0].id,)))
    ends.take(ends.send())
    page.open()
    assert page.state == "1 thôn, 2 hộ, 4 khẩu, 1 / 2 hộ đã ký"
    assert page._name.text() == "Thôn Đông"
    assert [row.head for row in page.missing_model.rows] == ["Lê Thị Cúc"]
    assert page._about.text() == "An ninh trật tự: 1 hộ chưa ký."
    assert page.search is not None
    page.search.setText("khong co")
    assert not page.model.rows
    assert not page.missing_model.rows
