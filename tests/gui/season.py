"""An invented village in its pledge season, and a page at its desk as the window shows it."""

from typing import Any, TypeVar

from app.gui.desk import Desk
from app.gui.jobs import Jobs
from app.gui.notice import Notice
from app.gui.page import Page
from app.usecases.campaigns import OpenCampaign, open_campaign
from app.usecases.context import Context
from app.usecases.drafts import KeptDrafts
from app.usecases.groups import SaveGroup, save_group
from app.usecases.households import SaveHousehold, SavePerson, save_household, save_person
from tests.gui.fakes import FakeDialogs

P = TypeVar("P", bound=Page)

HEADS = {"Tổ 1": ("Nguyễn Văn An", "Trần Thị Ơn"), "Tổ 2": ("Lê Công Bình", "Đặng Thị Đào", "Vũ Hữu Yến")}
ITEMS = ("Giữ gìn đoàn kết trong khu dân cư.", "Không vi phạm tệ nạn xã hội.")


def people_register(context: Context) -> None:
    """Two groups, five households, and the wife of the first head."""
    for group, heads in HEADS.items():
        group_id = save_group(context, SaveGroup(name=group)).result
        for head in heads:
            home = save_household(
                context, SaveHousehold(head=head, group=group_id, texts={"address": "Ngõ Chùa"})
            ).result
            if head == "Nguyễn Văn An":
                save_person(context, SavePerson(household=home, texts={"full_name": "Bùi Thị Hạ", "relation": "Vợ"}))


def open_season(context: Context) -> str:
    """Open a campaign over the village and return its id."""
    return open_campaign(context, OpenCampaign("An toàn về an ninh trật tự", 2026, ITEMS)).result.campaign


def desk_at(context: Context, dialogs: FakeDialogs) -> Desk:
    """Return a desk over real books whose long work is done at once; the caller closes its jobs."""
    return Desk(context, jobs=Jobs(at_once=True), dialogs=dialogs, drafts=KeptDrafts(context))


def shown(page: P, **place: Any) -> P:
    """Return ``page`` as the window shows it."""
    page.desk.changed.connect(page.refresh)
    page.refresh(None)
    page.resize(1150, 690)
    page.show()
    page.activateWindow()
    page.focus_search()
    page.open(**place)
    return page


def said(desk: Desk) -> list[Notice]:
    """Return a list that fills with what the window would say."""
    heard: list[Notice] = []
    desk.notice_given.connect(heard.append)
    return heard
