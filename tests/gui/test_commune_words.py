"""Every word of the commune's pages can be read at both sizes of text, with a long name among the villages."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.gui.desk import Desk
from app.gui.issues import IssuesPage
from app.gui.page import Page
from app.gui.receive import ReceivePage
from app.gui.theme import Theme
from app.gui.totals import TotalsPage
from app.gui.villages import VillagesPage
from app.usecases.exchange import export_bundle
from tests.fixtures import books
from tests.fixtures.stick import Ends, campaign, edit_phone, household_ids, open_ends, swap_keys
from tests.gui.cut_words import cut_words
from tests.gui.fakes import FakeDialogs
from tests.gui.season import desk_at, shown
from tests.gui.test_cut_words import SIZES

LONG = "Khu dân cư văn hóa Nguyễn Thị Minh Khai mở rộng"


@pytest.fixture
def ends(tmp_path: Path, clock) -> Iterator[Ends]:
    with open_ends(tmp_path, clock) as opened, books.open_context(tmp_path / "long", clock, 9) as other:
        books.found(other, LONG)
        swap_keys(opened.stick, (other, opened.commune))
        campaign(opened.village)
        opened.take(opened.send())
        opened.take(export_bundle(other, opened.stick).result.file)
        home = household_ids(opened.village)[0]
        edit_phone(opened.commune, home, "0911111111")
        edit_phone(opened.village, home, "0922222222")
        opened.take(opened.send())
        yield opened


@pytest.fixture
def desk(ends: Ends, dialogs: FakeDialogs, screen: Theme) -> Iterator[Desk]:
    dialogs.picked_folder = ends.stick
    made = desk_at(ends.commune, dialogs)
    yield made
    made.jobs.close()


def looked(desk: Desk) -> Page:
    page = shown(ReceivePage(desk))
    page.choose_folder()
    return page


VIEWS: dict[str, Callable[[Desk], Page]] = {
    "receive": looked,
    "villages": lambda desk: shown(VillagesPage(desk)),
    "issues": lambda desk: shown(IssuesPage(desk)),
    "totals": lambda desk: shown(TotalsPage(desk)),
}


@pytest.mark.parametrize("percent", SIZES)
def test_all_words_of_the_commune_can_be_read(desk: Desk, screen: Theme, percent: int) -> None:
    screen.force(dark=False, percent=percent)
    cut = {}
    for name, view in VIEWS.items():
        page = view(desk)
        page.resize(*SIZES[percent])
        for _ in range(3):
            QApplication.processEvents()
        cut[name] = cut_words(page)
    assert {name: words for name, words in cut.items() if words} == {}
