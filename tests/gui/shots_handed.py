"""Pictures of what passes between commune and villages: ``python -m tests.gui.shots_handed OUT_DIR [PART ...]``."""

import os
import sys
import tempfile
from datetime import date
from pathlib import Path

from PIL import Image
from PySide6.QtWidgets import QApplication

from app.application import open_app
from app.gui.settings import NoSettings
from app.gui.shell import MainWindow
from app.gui.theme import install_theme
from app.gui.translator import install_translator
from app.records.register import Household, Person
from app.usecases.commune_campaigns import HandCampaign, hand_campaign, handed_campaigns, open_handed
from app.usecases.context import Context
from app.usecases.covenant_models import HandModel, hand_model
from app.usecases.exchange import export_bundle
from app.usecases.exchange_import import ImportBundle, import_bundle
from app.usecases.exchange_receipts import write_receipt
from app.usecases.households import find_household, find_person
from app.usecases.indicators import HandIndicator, hand_indicator
from app.usecases.questions import About, Ask, Propose, ask, propose
from app.usecases.setup import FoundCommune, found_commune
from app.usecases.tasks import CreateTask, ReportTask, create_task, my_tasks, report_task
from tests.fixtures.books import found
from tests.fixtures.stick import swap_keys
from tests.gui.fakes import FakeDialogs
from tests.gui.shots import shoot
from tests.gui.shots_season import window_on

LONG = "Khu dân cư văn hóa Nguyễn Thị Minh Khai mở rộng"
SOME = ((False, 100), (True, 150))
ONE = ((False, 150),)


def hand_out(commune: Context, folder: Path) -> None:
    """Hand down something of every kind."""
    what = "Đến từng hộ, ghi số hộ nghèo, hộ cận nghèo theo mẫu 01 kèm công văn; hộ mới phát sinh ghi rõ lý do."
    create_task(
        commune, CreateTask("Rà soát hộ nghèo, hộ cận nghèo cuối năm 2026", what, date(2026, 11, 2), proof="count")
    )
    create_task(commune, CreateTask("Treo cờ, dọn vệ sinh đường làng", "", date(2027, 1, 31)))
    create_task(
        commune, CreateTask("Nộp biên bản Ngày hội Đại đoàn kết", "Bản có chữ ký.", date(2026, 12, 1), proof="paper")
    )
    items = (
        "Đội mũ bảo hiểm khi đi xe máy.",
        "Không giao xe cho người chưa đủ tuổi.",
        "Không uống rượu bia khi lái xe.",
    )
    hand_campaign(commune, HandCampaign("Chấp hành pháp luật về an toàn giao thông", 2026, items, date(2026, 12, 20)))
    hand_indicator(commune, HandIndicator("Số hộ phân loại rác tại nhà", "hộ", "quarter", 400, "Đếm theo sổ của tổ."))
    (folder / "Quy ước mẫu của xã năm 2027.txt").write_text(
        "QUY ƯỚC\nĐiều 1. Đoàn kết\nMọi nhà giúp nhau.\nĐiều 2. Vệ sinh\nQuét ngõ sáng thứ bảy.\n", encoding="utf-8"
    )
    hand_model(commune, HandModel("Quy ước mẫu của xã năm 2027", folder / "Quy ước mẫu của xã năm 2027.txt"))


def commune_shots(window: MainWindow, folder: Path) -> None:
    """Giao việc in its four parts, its forms, the questions, Nhập thay thôn."""
    window.show_place("assign")
    page = window.current
    for part in ("tasks", "campaigns", "indicators", "models"):
        page.chips.choose(part)
        shoot(window, folder, f"assign-{part}", SOME if part == "tasks" else ONE)
        if part == "tasks":
            paper = next(row.id for row in page.model.rows if row.name.startswith("Nộp"))
            page.table.show_key(paper)
            shoot(window, folder, "assign-paper-offered", ((False, 100),))
            page.paper.turn()
            shoot(window, folder, "assign-paper", SOME)
            page.paper.turn()
        if part != "models":
            page.new()
            page.form.check()
            shoot(window, folder, f"assign-{part}-form", ONE)
            page.back()
    window.show_place("questions")
    page = window.current
    for part in ("questions", "proposals"):
        page.chips.choose(part)
        shoot(window, folder, f"commune-{part}", SOME)
    page.ask_proposal()
    page.form.check()
    shoot(window, folder, "commune-propose-form", ONE)
    page.back()
    window.show_place("village_entry")
    page = window.current
    shoot(window, folder, "entry", SOME)
    page.new()
    shoot(window, folder, "entry-form", ONE)
    page.form.name.set_text("Nam Sơn")
    page._act()
    shoot(window, folder, "entry-inside", SOME)
    page.finish()
    page.ask_move()
    page.form.check()
    shoot(window, folder, "entry-move-form", ONE)
    page.back()


def village_shots(window: MainWindow, folder: Path) -> None:
    """Trang chính with what the commune waits for, Việc xã giao, its forms, the questions."""
    window.show_place("home")
    shoot(window, folder, "village-home", SOME)
    window.show_place("assigned")
    page = window.current
    for part in ("tasks", "campaigns", "indicators", "models"):
        page.chips.choose(part)
        shoot(window, folder, f"assigned-{part}", SOME if part == "tasks" else ONE)
        if part in ("tasks", "indicators"):
            page.answer()
            page.form.check()
            shoot(window, folder, f"assigned-{part}-form", ONE)
            page.back()
    window.show_place("questions")
    page = window.current
    for part in ("questions", "proposals"):
        page.chips.choose(part)
        shoot(window, folder, f"village-{part}", SOME)
    page.do_answer() if page.chips.current == "questions" else page.refuse()
    shoot(window, folder, "village-refuse-form", ONE)
    page.back()
    window.show_place("issues")
    shoot(window, folder, "village-issues", ((False, 100),))


def main(folder: Path, wanted: list[str]) -> None:
    """Shoot both sides, full and empty."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    folder.mkdir(parents=True, exist_ok=True)
    application = QApplication(["shots"])
    install_translator(application)
    install_theme(application, NoSettings(), dark=False)
    with tempfile.TemporaryDirectory() as rooms:
        room = Path(rooms)
        dialogs = FakeDialogs(picked_folder=room)
        commune = open_app(room / "commune").context
        found_commune(commune, FoundCommune("11647"))
        stick = room / "usb"
        stick.mkdir()
        villages = []
        if not wanted or "empty" in wanted:
            window = window_on(commune, dialogs)
            for key in ("assign", "questions", "village_entry"):
                window.show_place(key)
                shoot(window, folder, f"empty-{key}", ((False, 100),))
            window.close()
        for name in ("Quang Khải", LONG):
            village = open_app(room / name).context
            found(village, name)
            swap_keys(stick, (village, commune))
            import_bundle(commune, ImportBundle(export_bundle(village, stick).result.file))
            villages.append(village)
        first = villages[0]
        if not wanted or "empty" in wanted:
            window = window_on(first, dialogs)
            for key in ("assigned", "questions"):
                window.show_place(key)
                shoot(window, folder, f"empty-village-{key}", ((False, 100),))
            window.close()
        hand_out(commune, room)
        there = commune.standing_in(first.identity.pile)
        child = About(Person.kind_name, find_person(there, "Nguyễn Thị Con"))
        ask(commune, Ask("Trùng số CCCD với một người ở thôn Đông Hà: cùng một người hay gõ nhầm?", child))
        propose(commune, Propose(child, "birth", "15/06/2010", "theo giấy khai sinh số 12/2010"))
        home = About(Household.kind_name, find_household(there, "01-001"))
        propose(commune, Propose(home, "phone", "0987654321"))
        for village in villages:
            import_bundle(village, ImportBundle(write_receipt(commune, village.identity.pile, stick).result.file))
        ask(first, Ask("Báo cáo rà soát hộ nghèo nộp bản giấy hay chỉ ghi vào sổ?"))
        second = villages[1]
        tasks = {each.name[:4]: each.task for each in my_tasks(second)}
        report_task(second, ReportTask(tasks["Rà s"], number=17, words="17 hộ, giảm 3 hộ so với năm trước"))
        Image.new("RGB", (600, 850), "#f4efe2").save(room / "bb.png")
        report_task(second, ReportTask(tasks["Nộp "], words="Biên bản số 12", picture=room / "bb.png"))
        open_handed(second, handed_campaigns(second)[0].id)
        for village in villages:
            import_bundle(commune, ImportBundle(export_bundle(village, stick).result.file))
        if not wanted or "village" in wanted:
            window = window_on(first, dialogs)
            village_shots(window, folder)
            window.close()
        if not wanted or "commune" in wanted:
            window = window_on(commune, dialogs)
            commune_shots(window, folder)
            window.close()
        for context in (commune, *villages):
            context.database.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
