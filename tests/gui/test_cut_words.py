"""No button, box, label, head of a column, date or code is cut where the page stands on a small laptop."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from app.gui.covenant_life import CovenantLifePage
from app.gui.desk import Desk
from app.gui.events import EventsPage
from app.gui.groups import GroupsPage
from app.gui.handbook_delivery import HandbookDeliveryPage
from app.gui.handover import HandoverPage
from app.gui.households import HouseholdsPage
from app.gui.imports import ImportsPage
from app.gui.lists import ListsPage
from app.gui.page import Page
from app.gui.parts import button
from app.gui.pledges import PledgesPage
from app.gui.privacy import PrivacyPage
from app.gui.quality import QualityPage
from app.gui.scans import ScansPage
from app.gui.self_groups import SelfGroupsPage
from app.gui.theme import Theme
from app.gui.wording import WordingPage
from app.kernel.resources import resource_path
from app.records.pledges import HALVES, TWO_SIDED
from app.usecases.context import Context
from app.usecases.covenant_comments import Comment, record_comment
from app.usecases.covenant_life import RecordStep, record_step
from app.usecases.covenants import start_covenant
from app.usecases.deliveries import Deliver, deliver
from app.usecases.events import Absence, record_absence
from app.usecases.handbooks import PrintHandbook, print_handbook
from app.usecases.households import find_person
from app.usecases.lists import PEOPLE
from app.usecases.print_batches import mark_printed
from app.usecases.printing import PrintSheets, print_sheets
from app.usecases.privacy_book import Agree, Ask, record_consent, record_request
from app.usecases.scans import ScanFiles, scan_files
from app.usecases.self_managed import SaveSelfGroup, save_self_group
from app.usecases.sensitive import SwitchOn, switch_on
from tests.fixtures import books
from tests.fixtures.signed import filled, print_for_scanning, scanned
from tests.fixtures.stick import campaign
from tests.gui.cut_words import cut_words
from tests.gui.fakes import FakeDialogs
from tests.gui.season import desk_at, open_season, shown

SIZES = {100: (1160, 700), 150: (1040, 700)}
"""What a page has of a window of 1366 x 768, by the size of text."""


@pytest.fixture
def office(context: Context, dialogs: FakeDialogs, screen: Theme) -> Iterator[Desk]:
    books.found(context)
    save_self_group(context, SaveSelfGroup(texts={"name": "Tổ Ngõ Chùa"}, fields=("Môi trường",)))
    record_absence(
        context, Absence((find_person(context, "Nguyễn Thị Con"),), date(2026, 11, 10), "làm ăn ở Bình Dương")
    )
    dialogs.open = resource_path("sample/danh-sach-ho.xlsx")
    desk = desk_at(context, dialogs)
    yield desk
    desk.jobs.close()


def household(desk: Desk) -> Page:
    return shown(HouseholdsPage(desk), household=books.household_id(desk.context, "01-001"))


def list_form(desk: Desk) -> Page:
    page = shown(ListsPage(desk))
    page.begin(PEOPLE)
    return page


def preview(desk: Desk) -> Page:
    page = shown(ImportsPage(desk))
    page.choose()
    return page


def personal_data(part: str) -> Callable[[Desk], Page]:
    def page_at(desk: Desk) -> Page:
        person = find_person(desk.context, "Nguyễn Thị Con")
        record_request(desk.context, Ask("xoá", person, day=date(2026, 11, 2)))
        record_consent(desk.context, Agree(person, "chúc thọ", "ký trên giấy"))
        switch_on(desk.context, SwitchOn("disability", "xã giao lập danh sách", "sự đồng ý"))
        page = shown(PrivacyPage(desk))
        page.table.show_key(part)
        for table in (page.request_table, page.consent_table, page.field_table):
            table.setCurrentIndex(table.model().index(0, 0))
        return page

    return page_at


def covenant_life(part: str) -> Callable[[Desk], Page]:
    def page_at(desk: Desk) -> Page:
        start_covenant(desk.context, from_model=True)
        record_step(desk.context, RecordStep("post", date(2026, 10, 1), place="Nhà văn hóa thôn"))
        record_comment(desk.context, Comment("Thêm giờ đổ rác", "12", books.household_id(desk.context, "01-001")))
        page = shown(CovenantLifePage(desk))
        page.chips.choose(part)
        return page

    return page_at


def handbook_delivery(desk: Desk) -> Page:
    start_covenant(desk.context, from_model=True)
    with TemporaryDirectory() as folder:
        print_handbook(desk.context, PrintHandbook(Path(folder) / "so-tay.pdf"))
    deliver(
        desk.context, Deliver((books.household_id(desk.context, "01-001"),), giver="Nguyễn Thị Hoa", receiver="Lê Tư")
    )
    page = shown(HandbookDeliveryPage(desk))
    page.table.show_key(page.model.rows[0].id)
    return page


def scanned_pages(desk: Desk) -> Page:
    season = campaign(desk.context)
    with TemporaryDirectory() as folder:
        codes = print_for_scanning(desk.context, season, Path(folder))
        sheet = filled(desk.context, Path(folder) / "to.pdf", 0, codes["01-001"], signed=False)
        scan_files(
            desk.context, ScanFiles((scanned(Path(folder), "Tổ 1, họp ngày 18-11-2026, máy quét ở xã.png", sheet),))
        )
    return shown(ScansPage(desk))


def prints_of_a_campaign(desk: Desk) -> Page:
    campaign = open_season(desk.context)
    with TemporaryDirectory() as folder:
        for paper, copies in ((TWO_SIDED, 1), (HALVES, 2)):
            command = PrintSheets(campaign, Path(folder) / "a.pdf", paper=paper, copies=copies, scanning=True)
            batch = print_sheets(desk.context, command).result.batch
    mark_printed(desk.context, batch)
    return pledges(desk, lambda page: page.show_batches(page.scope()))


def pledges(desk: Desk, act: Callable[[PledgesPage], object]) -> Page:
    page = shown(PledgesPage(desk))
    act(page)
    return page


def sheets_form(desk: Desk) -> Page:
    open_season(desk.context)
    return pledges(desk, lambda page: page.ask_sheets())


VIEWS: dict[str, Callable[[Desk], Page]] = {
    "household": household,
    "events": lambda desk: shown(EventsPage(desk)),
    "lists": lambda desk: shown(ListsPage(desk)),
    "list form": list_form,
    "quality": lambda desk: shown(QualityPage(desk)),
    "groups": lambda desk: shown(GroupsPage(desk)),
    "self-managed groups": lambda desk: shown(SelfGroupsPage(desk)),
    "handover": lambda desk: shown(HandoverPage(desk)),
    "import": preview,
    "sheets to print": sheets_form,
    "prints of a campaign": prints_of_a_campaign,
    "handbook delivery": handbook_delivery,
    "scanned pages": scanned_pages,
    "wording": lambda desk: shown(WordingPage(desk), form="covenant_papers"),
    **{f"personal data, {part}": personal_data(part) for part in ("requests", "consents", "fields", "erasing")},
    **{f"life of a covenant, {part}": covenant_life(part) for part in ("steps", "comments", "changes")},
}


@pytest.mark.parametrize("percent", SIZES)
@pytest.mark.parametrize("view", VIEWS)
def test_all_words_can_be_read(office: Desk, screen: Theme, view: str, percent: int) -> None:
    screen.force(dark=False, percent=percent)
    page = VIEWS[view](office)
    page.resize(*SIZES[percent])
    for _ in range(3):
        QApplication.processEvents()
    assert cut_words(page) == []


def test_cut_words_are_found(screen: Theme) -> None:
    holder = QWidget()
    made = button("Lưu danh sách kèm lý do", int)
    made.setParent(holder)
    holder.show()
    made.resize(60, 40)
    assert cut_words(holder) == ["Lưu danh sách kèm lý do"]
    made.resize(made.sizeHint())
    assert cut_words(holder) == []
