"""Tổng hợp at the commune: what is ticked is printed, reported and filled in; nothing ticked stands for all."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.gui.desk import Desk
from app.gui.theme import Theme
from app.gui.totals import TotalsPage
from tests.fixtures.stick import Ends, campaign, open_ends
from tests.gui.fakes import FakeDialogs
from tests.gui.season import desk_at, said, shown


@pytest.fixture
def ends(tmp_path: Path, clock) -> Iterator[Ends]:
    with open_ends(tmp_path, clock) as opened:
        yield opened


@pytest.fixture
def desk(ends: Ends, dialogs: FakeDialogs, screen: Theme) -> Iterator[Desk]:
    made = desk_at(ends.commune, dialogs)
    yield made
    made.jobs.close()


def test_papers_reports_and_layouts(desk: Desk, ends: Ends, dialogs: FakeDialogs, tmp_path: Path) -> None:
    campaign(ends.village)
    ends.take(ends.send())
    page, heard = shown(TotalsPage(desk)), said(desk)
    assert page.state == "1 / 1 thôn đã gửi, 1 gói đã nhận"
    assert page._chosen.text() == "Cho cả 1 thôn (chưa chọn thôn nào)."
    page.model.flip_tick(0)
    assert page._chosen.text() == "Cho 1 thôn đã chọn."
    page.print_papers("signing")
    assert not heard, "no folder was chosen"
    dialogs.picked_folder = tmp_path
    page.print_papers("signing")
    assert heard[-1].text.startswith("Danh sách ký, 1 thôn: 1 tệp, ")
    assert [link.text for link in heard[-1].links] == ["In", "Mở thư mục"]
    page.print_papers("handbook")
    assert "1 thôn không in được: Thôn Đông" in heard[-1].text
    assert heard[-1].tone == "warn"
    dialogs.saved = tmp_path / "tình hình.docx"
    page.write_report()
    assert heard[-1].text == "Đã ghi tình hình 1 thôn."
    dialogs.saved = dialogs.open = tmp_path / "mẫu.xlsx"
    page.write_sample()
    assert heard[-1].text.startswith("Đã ghi mẫu.")
    dialogs.saved = tmp_path / "đã điền.xlsx"
    page.fill_layout()
    assert heard[-1].text == "Đã điền số liệu 1 thôn vào mẫu."
    dialogs.open = tmp_path / "tình hình.docx"
    page.fill_layout()
    assert heard[-1].tone == "error"
    page.copy_fields()
    assert dialogs.copied[-1].startswith("{{thôn.stt}}\t")


def test_a_commune_without_villages(tmp_path: Path, clock, dialogs: FakeDialogs, screen: Theme) -> None:
    from app.usecases.setup import FoundCommune, found_commune
    from tests.fixtures import books

    with books.open_context(tmp_path / "alone", clock, 5) as commune:
        found_commune(commune, FoundCommune(books.COMMUNE))
        made = desk_at(commune, dialogs)
        page = shown(TotalsPage(made))
        assert page._both.isHidden()
        assert not page._nothing.isHidden()
        made.jobs.close()
