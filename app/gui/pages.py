"""The pages of the two roles, as data. A page's module is imported when it is first shown, so that starting is fast."""

from dataclasses import dataclass
from importlib import import_module
from typing import Final

from app.gui.desk import Desk
from app.gui.page import Page
from app.usecases.context import COMMUNE as COMMUNE_ROLE
from app.usecases.context import VILLAGE as VILLAGE_ROLE

DAILY: Final = "Hằng ngày"
COVENANT: Final = "Quy ước"
VILLAGE: Final = "Việc thôn"
EXCHANGE: Final = "Gửi nhận và sao lưu"


@dataclass(frozen=True, slots=True)
class Place:
    """One line of the navigation: ``target`` is "module:Class" of a :class:`Page` that is made from a desk alone.

    A place ``under`` another is reached from that page and has no line of its own: thirteen lines fit a laptop's screen.
    """

    key: str
    words: str
    icon: str
    group: str
    target: str
    role: str = VILLAGE_ROLE
    under: str = ""

    def make(self, desk: Desk) -> Page:
        """Import the page and make it."""
        module, name = self.target.split(":")
        made = getattr(import_module(module), name)(desk)
        if not isinstance(made, Page):
            raise TypeError(f"{self.target} is not a page")
        return made


PLACES: Final = (
    Place("home", "Trang chính", "house", DAILY, "app.gui.home:HomePage"),
    Place("assigned", "Việc xã giao", "list-checks", DAILY, "app.gui.assigned:AssignedPage", under="home"),
    Place("households", "Hộ gia đình", "users-round", DAILY, "app.gui.households:HouseholdsPage"),
    Place("events", "Biến động", "calendar-days", DAILY, "app.gui.events:EventsPage"),
    Place("lists", "Danh sách", "table-2", DAILY, "app.gui.lists:ListsPage"),
    Place("wording", "Lời văn trên giấy", "pencil", DAILY, "app.gui.wording:WordingPage", under="lists"),
    Place("quality", "Rà soát sổ", "shield-check", DAILY, "app.gui.quality:QualityPage"),
    Place("issues", "Cần xử lý", "list-checks", DAILY, "app.gui.issues:IssuesPage"),
    Place("questions", "Hỏi đáp", "circle-help", DAILY, "app.gui.questions:QuestionsPage", under="issues"),
    Place("covenant", "Quy ước", "scroll-text", COVENANT, "app.gui.covenant:CovenantPage"),
    Place(
        "covenant_life",
        "Các bước làm quy ước",
        "list-checks",
        COVENANT,
        "app.gui.covenant_life:CovenantLifePage",
        under="covenant",
    ),
    Place("pledges", "Cam kết", "signature", COVENANT, "app.gui.pledges:PledgesPage"),
    Place("scans", "Bản đã quét", "inbox", COVENANT, "app.gui.scans:ScansPage", under="pledges"),
    Place("handbook", "Sổ tay", "book-open", COVENANT, "app.gui.handbook:HandbookPage"),
    Place(
        "handbook_delivery",
        "Giao sổ tay",
        "book-open",
        COVENANT,
        "app.gui.handbook_delivery:HandbookDeliveryPage",
        under="handbook",
    ),
    Place("groups", "Tổ dân cư", "map", VILLAGE, "app.gui.groups:GroupsPage"),
    Place("self_groups", "Tổ tự quản", "sprout", VILLAGE, "app.gui.self_groups:SelfGroupsPage", under="groups"),
    Place("imports", "Nhập Excel", "file-spreadsheet", EXCHANGE, "app.gui.imports:ImportsPage"),
    Place("exchange", "Dữ liệu gửi xã", "send", EXCHANGE, "app.gui.exchange:ExchangePage"),
    Place("safety", "Sao lưu", "archive-restore", EXCHANGE, "app.gui.safety:SafetyPage"),
    Place("handover", "Bàn giao", "user-round", EXCHANGE, "app.gui.handover:HandoverPage", under="safety"),
    Place("privacy", "Dữ liệu cá nhân", "shield-check", EXCHANGE, "app.gui.privacy:PrivacyPage", under="safety"),
    Place("villages", "Tình hình các thôn", "layout-list", DAILY, "app.gui.villages:VillagesPage", COMMUNE_ROLE),
    Place(
        "village_entry",
        "Nhập thay thôn",
        "pencil",
        DAILY,
        "app.gui.village_entry:VillageEntryPage",
        COMMUNE_ROLE,
        under="villages",
    ),
    Place("assign", "Giao việc", "send", DAILY, "app.gui.assign:AssignPage", COMMUNE_ROLE),
    Place("issues", "Cần xử lý", "list-checks", DAILY, "app.gui.issues:IssuesPage", COMMUNE_ROLE),
    Place("questions", "Hỏi đáp", "circle-help", DAILY, "app.gui.questions:QuestionsPage", COMMUNE_ROLE),
    Place("totals", "Tổng hợp", "table-2", DAILY, "app.gui.totals:TotalsPage", COMMUNE_ROLE),
    Place("receive", "Nhận dữ liệu", "inbox", EXCHANGE, "app.gui.receive:ReceivePage", COMMUNE_ROLE),
    Place("devices", "Máy của các thôn", "key-round", EXCHANGE, "app.gui.devices:DevicesPage", COMMUNE_ROLE),
    Place("safety", "Sao lưu", "archive-restore", EXCHANGE, "app.gui.safety:SafetyPage", COMMUNE_ROLE),
)


def places_for(role: str) -> tuple[Place, ...]:
    """Return the places of a role in the order of the navigation; the first one is shown at start."""
    return tuple(place for place in PLACES if place.role == role)
