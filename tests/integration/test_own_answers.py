"""A commune restored from before takes back, from its answers on the villages' sticks, what it handed down since."""

import shutil
from pathlib import Path

import pytest

from app.kernel.progress import Progress
from app.usecases.commune_campaigns import HandCampaign, campaign_overview, hand_campaign, open_handed
from app.usecases.exchange import export_bundle
from app.usecases.exchange_receipts import write_receipt
from app.usecases.own_answers import take_back_own
from app.usecases.receiving import Received, TakeIn, bundles_in, bundles_on, look_into, take_in
from tests.fixtures import books
from tests.fixtures.stick import Ends, open_ends


@pytest.fixture
def ends(tmp_path: Path, clock):
    with open_ends(tmp_path, clock) as opened:
        opened.take(opened.send())
        yield opened


def received(commune, stick: Path) -> Received:
    found = look_into(commune, bundles_in([stick]), Progress())
    return take_in(commune, TakeIn(found, answer=False))


def test_what_it_handed_down_comes_back_with_the_stick(ends: Ends, tmp_path: Path, clock) -> None:
    folder = ends.commune.folder
    ends.commune.database.close()
    shutil.copytree(folder, tmp_path / "backup")
    with books.open_context(folder, clock, 41) as lost:
        handed = hand_campaign(lost, HandCampaign("An toàn giao thông", 2026, ("Đội mũ bảo hiểm.",))).result
        answer = write_receipt(lost, ends.village.identity.pile, ends.stick).result.file
        ends.hear(answer)
        assert received(lost, ends.stick).regained == 0, "nothing is lost"
    opened = open_handed(ends.village, handed).result
    export_bundle(ends.village, ends.stick)
    with books.open_context(tmp_path / "backup", clock, 42) as restored:
        assert campaign_overview(restored) == ()
        done = received(restored, ends.stick)
        assert done.regained > 0
        assert f"lấy lại {done.regained} thay đổi của xã" in done.sentence
        (row,) = campaign_overview(restored)
        assert (row.id, row.opened, opened.households) == (handed, 1, 2), "and what the village made of it counts again"
        assert take_back_own(restored, bundles_on(ends.stick)) == 0, "what was read once is remembered"
        assert take_back_own(ends.village, bundles_on(ends.stick)) == 0, "a village takes nothing back this way"


def test_a_damaged_answer_is_left_alone(ends: Ends, tmp_path: Path, clock) -> None:
    folder = ends.commune.folder
    ends.commune.database.close()
    shutil.copytree(folder, tmp_path / "backup")
    with books.open_context(folder, clock, 41) as lost:
        hand_campaign(lost, HandCampaign("An toàn giao thông", 2026, ("Đội mũ bảo hiểm.",)))
        answer = write_receipt(lost, ends.village.identity.pile, ends.stick).result.file
    answer.write_bytes(answer.read_bytes()[:-20])
    with books.open_context(tmp_path / "backup", clock, 42) as restored:
        assert take_back_own(restored, [answer, ends.stick / "none.zip"]) == 0
        assert campaign_overview(restored) == ()
