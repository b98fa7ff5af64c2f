"""Pictures of the register's pages over real books: ``python -m tests.gui.shots_register OUT_DIR [PAGE ...]``.

The list is the real one where it lies beside the project, else the sample village.
"""

import os
import sys
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.application import open_app
from app.gui.desk import Desk
from app.gui.event_forms import FORMS
from app.gui.jobs import Jobs
from app.gui.pages import places_for
from app.gui.settings import NoSettings
from app.gui.shell import MainWindow
from app.gui.theme import install_theme
from app.gui.translator import install_translator
from app.kernel.resources import resource_path
from app.records.events import ABSENCE, BIRTH, DEATH, SPLIT
from app.usecases.campaigns import OpenCampaign, open_campaign, pledge_rows
from app.usecases.context import VILLAGE, Context
from app.usecases.drafts import KeptDrafts
from app.usecases.groups import SaveGroup, list_groups, save_group
from app.usecases.hands import take_over
from app.usecases.households import (
    HouseholdQuery,
    SaveHousehold,
    SavePerson,
    household_detail,
    list_households,
    list_people,
    save_household,
    save_person,
)
from app.usecases.imports import ImportList, import_list
from app.usecases.pledges import Sign, sign
from app.usecases.privacy import record_seen
from app.usecases.privacy_book import Agree, Ask, finish_request, record_consent, record_request
from app.usecases.self_managed import (
    NewActivity,
    NewMember,
    SaveSelfGroup,
    add_member,
    rate,
    record_activity,
    save_regulation,
    save_self_group,
)
from app.usecases.sensitive import SwitchOn, switch_on
from app.usecases.setup import FoundVillage, found_village
from app.vietnamese.text import fold
from tests.conftest import SHARED_DATA
from tests.gui.fakes import FakeDialogs
from tests.gui.samples import LONG
from tests.gui.shots import shoot

REAL = SHARED_DATA / "ho-dan-quang-khai.xlsx"
LIST = REAL if REAL.exists() else resource_path("sample/danh-sach-ho.xlsx")


def books(folder: Path, *, full: bool) -> Context:
    """Return a village's books in ``folder``, with its list or empty."""
    context = open_app(folder).context
    found_village(context, FoundVillage("11647", "Quang Khải", actor="Trần Văn Khải"))
    if full:
        import_list(context, ImportList(LIST))
        first = list_households(context, HouseholdQuery(limit=3)).items[2]
        save_household(context, SaveHousehold(first.id, {"phone": "912345678", "presence": "đi làm ăn xa"}))
        group = list_groups(context)[1]
        person = list_people(context, HouseholdQuery(group=group.id, limit=2)).items
        save_group(context, SaveGroup(group.id, leader=person[0].id, deputy=LONG))
        campaign = open_campaign(context, OpenCampaign("Giữ gìn an ninh trật tự", 2026, ("Không gây rối",)))
        sign(context, Sign(tuple(row.id for row in pledge_rows(context, campaign.result.campaign)[:50])))
        save_household(context, SaveHousehold(head=LONG, texts={"address": "Ngõ Chùa, số 12, cạnh nhà văn hóa cũ"}))
    return context


def window_on(context: Context, dialogs: FakeDialogs) -> MainWindow:
    """Return the real window at a desk whose long work is done at once."""
    desk = Desk(context, jobs=Jobs(at_once=True), dialogs=dialogs, drafts=KeptDrafts(context))
    built = {f"app/gui/{path.stem}.py" for path in resource_path("../app/gui").resolve().glob("*.py")}
    places = [p for p in places_for(VILLAGE) if f"{p.target.split(':')[0].replace('.', '/')}.py" in built]
    wanted = [
        p
        for p in places
        if p.key
        in ("households", "groups", "imports", "events", "lists", "quality", "handover", "privacy", "self_groups")
    ]
    return MainWindow(desk, wanted, NoSettings(), name="Thôn Quang Khải", above="Xã An Quang, Thành phố Hải Phòng")


def households(window: Any, folder: Path) -> None:
    """The list, the list narrowed, one household, one person with warnings, a new household."""
    window.show_place("households")
    page = window.current
    shoot(window, folder, "households")
    page.search.setText("ng v")
    page.table.enter()
    shoot(window, folder, "households-found")
    page.show_everything()
    page.table.setCurrentIndex(page.model.index(2, 0))
    shoot(window, folder, "household")
    page.card.edit_person(page.card.detail.members[0])
    shoot(window, folder, "person")
    page.card.close_person()
    page.table.setCurrentIndex(page.model.index(4, 0))
    odd = next(row for row in page.model.rows if page.card.show_household(row.id) or warned(page))
    page.table.show_key(odd.id)
    shoot(window, folder, "household-odd")
    page.card.edit_person(warned(page)[0])
    shoot(window, folder, "person-odd")
    page.card.close_person()
    page.card.history.toggle()
    QTest.qWait(200)
    shoot(window, folder, "household-history")
    page.table.setCurrentIndex(page.model.index(0, 0))
    shoot(window, folder, "household-long")
    page.new()
    page.card.form.check()
    shoot(window, folder, "household-new")


def warned(page: Any) -> list[Any]:
    """Return the members shown of whom something is odd."""
    return [each for each in page.card.detail.members if each.warnings]


def groups(window: Any, folder: Path) -> None:
    """The groups, one with households ticked, a new one."""
    window.show_place("groups")
    page = window.current
    shoot(window, folder, "groups")
    page.table.setCurrentIndex(page.model.index(3, 0))
    page.card.model.set_ticks(row.id for row in page.card.model.rows[:3])
    page.card.tick_all()
    page.card.remove()
    shoot(window, folder, "group")
    window.notice_bar.clear()
    page.new()
    page.card.form.fields["leader"].set_text("Phạm Đình An")
    shoot(window, folder, "group-new")
    page.close_card()


def imports(window: Any, folder: Path) -> None:
    """Nothing chosen, a dry run with lost zeros, a row explained, a file of no use."""
    window.show_place("imports")
    page = window.current
    shoot(window, folder, "imports")
    page.choose()
    page.preview.table.setCurrentIndex(page.preview.model.index(1, 0))
    shoot(window, folder, "import-same")
    page.read(ImportList(resource_path("sample/danh-sach-ho.xlsx")))
    place = next((n for n, row in enumerate(page.preview.model.rows) if row.look), 0)
    page.preview.table.setCurrentIndex(page.preview.model.index(place, 0))
    shoot(window, folder, "import-preview")
    page.preview.zeros.click()
    page.take_in()
    shoot(window, folder, "imported")
    page.choose()
    page.match_columns()
    shoot(window, folder, "import-match")
    page._leave_match()
    page.read(ImportList(resource_path("fonts/LiberationSerif-Bold.ttf")))
    window.notice_bar.clear()
    shoot(window, folder, "import-refused")


def events(window: Any, folder: Path) -> None:
    """Each wizard over a real family, the ledger with a few events, and the register of a day."""
    window.show_place("households")
    page = window.current
    family = max(page.model.rows[:60], key=lambda row: row.people)
    page.show_household(family.id)
    for what in FORMS:
        page.begin_event(what, family.id)
        shoot(window, folder, f"event-{what}", ((False, 100),))
        page.wizard.back()
    page.begin_event(DEATH, family.id)
    form = page.wizard.form
    form.person.set_text(form.wizard.members[0].id)
    form.person.edited.emit()
    form.heir.head.set_text(form.wizard.members[-1].id)
    form.heir.head.edited.emit()
    form.check()
    shoot(window, folder, "event-heir")
    page.wizard.back()
    page.begin_event(SPLIT, family.id)
    form = page.wizard.form
    form.people.set_text(" ".join(member.id for member in form.wizard.members[1:3]))
    form.people.edited.emit()
    form.family.head.set_text(form.wizard.members[1].id)
    form.family.head.edited.emit()
    shoot(window, folder, "event-split-filled")
    page.wizard.back()
    page.begin_event(ABSENCE, family.id)
    form = page.wizard.form
    form.people.set_text(form.wizard.members[-1].id)
    form.place.set_text("làm ăn ở tỉnh Bình Dương cũ, nay là Thành phố Hồ Chí Minh")
    page.wizard.save()
    page.begin_event(BIRTH, family.id)
    page.wizard.form.name.set_text(LONG)
    page.wizard.save()
    shoot(window, folder, "event-done")
    window.show_place("events")
    shoot(window, folder, "events")
    window.current.ask_day()
    shoot(window, folder, "events-day")
    window.current.back()


def lists(window: Any, folder: Path) -> None:
    """A ready list, a long one, the form, one of one's own."""
    window.show_place("lists")
    page = window.current
    shoot(window, folder, "lists")
    page.open(name="Cử tri")
    shoot(window, folder, "lists-long", ((False, 100), (False, 150)))
    page.edit()
    page.form.columns.set_text("name birth id_number head")
    page.form.whole.set_text("1")
    page.form.columns.edited.emit()
    shoot(window, folder, "list-form")
    page.form.check()
    page.back()
    page.begin("household")
    page.form.name.set_text("Hộ đi làm ăn xa")
    page.form.presence.set_text("đi làm ăn xa")
    page.form.columns.set_text("head address phone")
    shoot(window, folder, "list-form-own", ((False, 100),))
    page.apply()
    shoot(window, folder, "lists-own")


def quality(window: Any, folder: Path) -> None:
    """The findings, one with many lines, two people beside each other."""
    context = window.desk.context
    family = list_households(context, HouseholdQuery(limit=9)).items[8]
    member = household_detail(context, family.id).members[0].texts
    twice = {"full_name": member["full_name"], "relation": "Khác", "birth": member["birth"], "phone": "0912000111"}
    save_person(context, SavePerson(family.id, texts=twice))
    window.show_place("quality")
    page = window.current
    page.open(code="id_lost_zero")
    shoot(window, folder, "quality")
    page.open(code="same_person")
    page.lines.setCurrentIndex(page.line_model.index(0, 0))
    shoot(window, folder, "quality-twice", ((False, 100),))
    page.open_line()
    shoot(window, folder, "compare")


def handover(window: Any, folder: Path) -> None:
    """The hands, the log, the form of a handover."""
    context = window.desk.context
    take_over(context, "Nguyễn Thị Mới")
    take_over(context, "Trần Văn Khải")
    record_seen(context, list_people(context, HouseholdQuery(limit=1)).items[0].id)
    window.show_place("handover")
    window.current.form.check()
    shoot(window, folder, "handover")
    window.current.ask_name()
    shoot(window, folder, "rename")
    window.current.back()


def privacy(window: Any, folder: Path) -> None:
    """Nothing yet, requests waiting and late, consents, sensitive fields, and what erasing shows."""
    context = window.desk.context
    window.show_place("privacy")
    page = window.current
    shoot(window, folder, "privacy-none", ((False, 100),))
    people = list_people(context, HouseholdQuery(limit=5)).items
    for number, what in enumerate(("xoá", "xem, cung cấp", "chỉnh sửa", "rút đồng ý")):
        ask = Ask(
            what, people[number].id, detail="xem lại phần ghi về gia đình tôi", day=date(2026, 11, 2 + 5 * number)
        )
        made = record_request(context, ask).result
        if number == 1:
            finish_request(context, made, "Đã in cho xem")
    record_request(context, Ask("xoá", who=LONG))
    for each in people:
        record_consent(
            context, Agree(each.id, "lập danh sách chúc thọ, mừng thọ của Hội Người cao tuổi", "ký trên giấy")
        )
    switch_on(context, SwitchOn("disability", "xã giao lập danh sách người khuyết tật", "sự đồng ý của từng người"))
    page.refresh(None)
    for part in ("requests", "consents", "fields", "erasing"):
        page.table.show_key(part)
        for table in (page.request_table, page.consent_table, page.field_table):
            table.setCurrentIndex(table.model().index(0, 0))
        shoot(window, folder, f"privacy-{part}")
    page.ask_erasing(people[0].id)
    page.form.check()
    shoot(window, folder, "privacy-erase-form")
    page.back()
    page.ask_request()
    page.form.check()
    shoot(window, folder, "privacy-request-form", ((False, 100), (False, 150)))
    page.back()


def self_groups(window: Any, folder: Path) -> None:
    """None yet, several with one in detail, each short form."""
    context = window.desk.context
    window.show_place("self_groups")
    shoot(window, folder, "self-groups-none", ((False, 100),))
    people = list_people(context, HouseholdQuery(limit=4)).items
    homes = list_households(context, HouseholdQuery(limit=6)).items
    for number, name in enumerate(("Tổ tự quản an ninh trật tự Ngõ Chùa", "Tổ doanh nhân với an ninh trật tự", LONG)):
        group = save_self_group(
            context,
            SaveSelfGroup(texts={"name": name, "founded": "10/02/2026"}, fields=("An ninh trật tự", "Môi trường")),
        ).result
        add_member(context, NewMember(group, person=people[number].id, role="Tổ trưởng"))
        for home in homes[number:]:
            add_member(context, NewMember(group, household=home.id))
        add_member(context, NewMember(group, business="Cửa hàng vật liệu xây dựng Hoa Mai"))
        save_regulation(context, group, "Điều 1. Tự nguyện, tự chịu trách nhiệm.\nĐiều 2. Mỗi quý họp một lần.")
        record_activity(context, NewActivity(group, date(2026, 9, 30), present=4 + number))
        record_activity(context, NewActivity(group, date(2026, 10, 2), "Lắp đèn đường", "45 trụ đèn, 10 ngày công"))
        rate(context, group, 2025, "Tốt", "họp đủ bốn quý, không để xảy ra trộm cắp")
    page = window.current
    page.refresh(None)
    page.open(group=group)
    shoot(window, folder, "self-groups")
    for words, act in page.doings.items():
        if words.startswith(("Thêm", "Quy", "Xếp", "Sửa", "Nhân")):
            act()
            page.form.check()
            shoot(window, folder, f"self-groups-{fold(words).replace(' ', '-').replace(',', '')}", ((False, 100),))
            page.back()
    page.add_activity()
    shoot(window, folder, "self-groups-activity")
    page.back()


PAGES: dict[str, Callable[[Any, Path], None]] = {
    "households": households,
    "groups": groups,
    "imports": imports,
    "events": events,
    "lists": lists,
    "quality": quality,
    "handover": handover,
    "privacy": privacy,
    "self_groups": self_groups,
}


def main(folder: Path, wanted: list[str]) -> None:
    """Shoot the pages asked for, all by default, over empty and over full books."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    folder.mkdir(parents=True, exist_ok=True)
    application = QApplication(["shots"])
    install_translator(application)
    install_theme(application, NoSettings(), dark=False)
    for full in (False, True):
        with tempfile.TemporaryDirectory() as temporary:
            context = books(Path(temporary) / "books", full=full)
            window = window_on(context, FakeDialogs(open=LIST))
            for name in wanted or PAGES:
                if full:
                    PAGES[name](window, folder)
                else:
                    window.show_place(name)
                    shoot(window, folder, f"{name}-empty", ((False, 100), (True, 150)))
            window.close()
            context.database.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
