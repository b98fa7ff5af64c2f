"""Pictures of the pages of a pledge season over real books: ``python -m tests.gui.shots_season OUT_DIR [PAGE ...]``.

The list is the real one where it lies beside the project, else the sample village; some groups have signed.
"""

import os
import sys
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QApplication

from app.application import open_app
from app.gui.desk import Desk
from app.gui.jobs import Jobs
from app.gui.pages import places_for
from app.gui.settings import NoSettings
from app.gui.shell import MainWindow
from app.gui.theme import install_theme
from app.gui.translator import install_translator
from app.gui.village_forms import ReshapeForm
from app.sync.keys import fingerprint
from app.usecases.campaigns import (
    OpenCampaign,
    campaign_status,
    default_items,
    newest_campaign,
    open_campaign,
    pledge_rows,
)
from app.usecases.commune_files import write_file
from app.usecases.context import COMMUNE, VILLAGE, Context
from app.usecases.covenant_comments import Comment, record_comment
from app.usecases.covenant_editing import SaveClause, save_clause
from app.usecases.covenant_life import RecordStep, record_step
from app.usecases.covenants import RecordDecision, record_decision, show_covenant, start_covenant
from app.usecases.devices import own_device, trust_key
from app.usecases.drafts import KeptDrafts
from app.usecases.enrolment import AcceptDevice, RevokeDevice, accept_device, revoke_device
from app.usecases.exchange import export_bundle
from app.usecases.exchange_import import ImportBundle, import_bundle
from app.usecases.handbooks import PrintHandbook, print_handbook
from app.usecases.households import HouseholdQuery, list_households
from app.usecases.pledges import SignGroup, sign_group
from app.usecases.print_batches import hand_out, mark_printed
from app.usecases.printing import PrintSheets, print_sheets
from app.usecases.setup import FoundCommune, found_commune
from app.vietnamese.text import fold
from tests.fixtures.books import found
from tests.fixtures.signed import filled, newest_codes, scanned
from tests.fixtures.stick import prove, swap_keys
from tests.gui.fakes import FakeDialogs
from tests.gui.shots import shoot
from tests.gui.shots_register import books

ABOVE = "Xã An Quang, Thành phố Hải Phòng"


def season(folder: Path) -> Context:
    """Return a village's books with its list, a campaign, and three groups that have signed."""
    context = books(folder, full=True)
    campaign = open_campaign(context, OpenCampaign("An toàn về an ninh trật tự", 2026, default_items())).result.campaign
    for group in [each for each in campaign_status(context, campaign).groups if each.id][:3]:
        sign_group(context, SignGroup(campaign, group.id))
    return context


def window_on(context: Context, dialogs: FakeDialogs) -> MainWindow:
    """Return the real window at a desk whose long work is done at once."""
    identity = context.identity
    desk = Desk(context, jobs=Jobs(at_once=True), dialogs=dialogs, drafts=KeptDrafts(context))
    name = identity.title[:1].upper() + identity.title[1:]
    return MainWindow(desk, places_for(identity.role), NoSettings(), name=name, above=ABOVE)


def pledges(window: Any, folder: Path) -> None:
    """The board, a group signed with one who was absent, who signs for the head, a wrong code, the forms."""
    window.show_place("pledges")
    page = window.current
    page.sign_all()
    page.board.model.flip_tick(4)
    page.board.table.setCurrentIndex(page.board.model.index(6, 0))
    page.board.strip.ask_signer()
    page.read_code("ABCD")
    shoot(window, folder, "pledges")
    window.notice_bar.clear()
    page.new()
    shoot(window, folder, "pledges-new")
    page.back()
    page.ask_sheets()
    shoot(window, folder, "pledges-sheets")
    page.back()
    context, campaign = window.desk.context, page.shown_campaign.id
    for at, group in enumerate(each.id for each in campaign_status(context, campaign).groups[:3]):
        paper, copies = (("two_sided", 1), ("halves", 2), ("one_sided", 1))[at]
        command = PrintSheets(
            campaign, folder / "ban.pdf", group, copies=copies, paper=paper, scanning=not at, cover=False
        )
        batch = print_sheets(context, command).result.batch
        if at < 2:
            (hand_out, mark_printed)[at](context, batch)
    page.show_batches(page.scope())
    shoot(window, folder, "pledges-batches")
    page.back()


def covenant(window: Any, folder: Path) -> None:
    """The model text, an article in its fields, the decision."""
    window.show_place("covenant")
    page = window.current
    page.start_from_model()
    page.table.setCurrentIndex(page.model.index(5, 0))
    page.article.edit()
    shoot(window, folder, "covenant")
    page.article.show_section(page.article.section)
    page.ask_decision()
    shoot(window, folder, "covenant-decision")
    page.back()


def plain(key: str) -> Callable[[Any, Path], None]:
    """Return the shot of a page as it opens."""

    def shot(window: Any, folder: Path) -> None:
        window.show_place(key)
        QApplication.processEvents()
        shoot(window, folder, key)

    return shot


def covenant_life_shots(window: Any, folder: Path) -> None:
    """The steps with one due, comments, what differs, the forms of a posting and of a vote."""
    context = window.desk.context
    window.show_place("covenant_life")
    page = window.current
    shoot(window, folder, "life-none", ((False, 100),))
    start_covenant(context, from_model=True)
    day = date(2026, 9, 1)
    record_step(context, RecordStep("post", day, place="Nhà văn hóa thôn Quang Khải và nhà các tổ trưởng"))
    vote = RecordStep(
        "meeting", date(2026, 10, 6), total=495, present=412, agreed=380, against=20, chair="Trần Văn Khải"
    )
    record_step(context, vote)
    homes = list_households(context, HouseholdQuery(limit=4)).items
    for number, home in enumerate(homes):
        text = "Đề nghị ghi rõ giờ đổ rác và nơi tập kết, vì xe chỉ vào ngõ được buổi sáng" if number % 2 else "Đồng ý"
        record_comment(context, Comment(text, str(number or ""), home.id, occasion="Ngày hội Đại đoàn kết"))
    view = show_covenant(context)
    article = next(row for row in view.clauses if row.clause.level == "điều")
    edited = {"heading": "Tên mới của điều này, dài hơn một dòng trên màn hình nhỏ để xem chữ có xuống dòng không"}
    save_clause(context, SaveClause(article.id, edited, {"heading": article.clause.heading}))
    page.refresh(None)
    for view_key in ("comments", "changes", "steps"):
        page.chips.choose(view_key)
        shoot(window, folder, f"life-{view_key}")
    page.record("post")
    shoot(window, folder, "life-post-form", ((False, 100), (True, 150)))
    page.back()
    page.record("meeting")
    shoot(window, folder, "life-vote-form", ((False, 100), (True, 150)))
    page.back()
    page.add_comment()
    page.form.check()
    shoot(window, folder, "life-comment-form", ((False, 100),))
    page.back()


def handbook_delivery(window: Any, folder: Path) -> None:
    """Nothing printed yet, then a group with its copies, and who has none."""
    context = window.desk.context
    window.show_place("handbook_delivery")
    shoot(window, folder, "delivery-none", ((False, 100),))
    if show_covenant(context) is None:
        start_covenant(context, from_model=True)
    print_handbook(context, PrintHandbook(folder / "so-tay.pdf"))
    page = window.current
    page.refresh(None)
    page.giver.set_text("Trần Thị Hoa, tổ trưởng")
    page.group.choose(next(row.group_id for row in page.board.rows if row.group_id))
    page.deliver_group()
    page.group.choose("")
    page.refresh(None)
    page.table.show_key(page.model.rows[2].id)
    page.strip.receiver.setEditText("Phan Thị Mận")
    page.strip.relation.setEditText("Con đẻ")
    page.strip.keep()
    shoot(window, folder, "delivery")


def scans(window: Any, folder: Path) -> None:
    """Nothing scanned yet, then a pile in which some pages wait, one after another, and one without a readable code."""
    context = window.desk.context
    window.show_place("scans")
    shoot(window, folder, "scans-none", ((False, 100),))
    campaign = newest_campaign(context)
    rows = [row for row in pledge_rows(context, campaign) if not row.signed and row.head][:12]
    print_sheets(
        context,
        PrintSheets(campaign, folder / "to.pdf", pledges=tuple(row.id for row in rows), scanning=True, cover=False),
    )
    codes = newest_codes(context)
    pages = [
        filled(
            context,
            folder / "to.pdf",
            number,
            codes[row.code],
            signed=number not in (2, 5),
            ticks=range(1, 6 - number % 3),
        )
        for number, row in enumerate(rows)
    ]
    torn = pages[7]
    torn.paste(255, (int(torn.width * 0.75), int(torn.height * 0.82), torn.width, torn.height))
    torn.paste(255, (0, 0, torn.width // 5, torn.height // 6))
    pile = scanned(folder, "Tổ 1, họp ngày 18-11-2026.pdf", *pages)
    page = window.current
    page.read([pile])
    shoot(window, folder, "scans-unsigned")
    page.table.setCurrentIndex(page.model.index(page.model.rowCount() - 1, 0))
    shoot(window, folder, "scans-no-code", ((False, 100), (True, 150)))
    page.chips.chosen.emit("taken")
    shoot(window, folder, "scans-taken", ((False, 100),))


def wording(window: Any, folder: Path) -> None:
    """A sentence of the village's own, and one with a field that is not there."""
    window.show_place("wording")
    page = window.current
    page.table.show_key("to")
    page.text.set_text("Kính mời gia đình bác {chủ hộ} cử người đến dự")
    page.save()
    shoot(window, folder, "wording")
    page.text.set_text("Kính mời bác {chủ nhà}")
    page.preview()
    shoot(window, folder, "wording-wrong", ((False, 100),))
    page.text.set_text("Kính mời gia đình bác {chủ hộ} cử người đến dự")
    page.preview()
    page.turn()
    shoot(window, folder, "wording-paper")
    page.ask_letterhead()
    page.form.issuer.set_text("party")
    page.form._offer()
    shoot(window, folder, "wording-head")
    page.back()


SHOTS: dict[str, Callable[[Any, Path], None]] = {
    "pledges": pledges,
    "covenant": covenant,
    "covenant_life": covenant_life_shots,
    "handbook_delivery": handbook_delivery,
    "scans": scans,
    "wording": wording,
    **{key: plain(key) for key in ("home", "handbook", "exchange", "safety", "issues")},
}


def villages(rooms: Path, folder: Path, dialogs: FakeDialogs) -> None:
    """The commune with three villages, and its wizards about them."""
    commune = open_app(rooms / "with villages").context
    found_commune(commune, FoundCommune("11647"))
    stick = rooms / "usb"
    stick.mkdir()
    for number, name in enumerate(("Quang Khải", "Đông Hà", "Khu dân cư văn hóa Nguyễn Thị Minh Khai mở rộng")):
        village = season(rooms / name) if number == 0 else open_app(rooms / name).context
        if number:
            found(village, name)
            start_covenant(village, from_model=True)
            record_decision(village, RecordDecision("25/QĐ-UBND", "5/2/2026"))
        swap_keys(stick, (village, commune))
        import_bundle(commune, ImportBundle(export_bundle(village, stick).result.file))
        village.database.close()
    window = window_on(commune, dialogs)
    window.show_place("villages")
    page = window.current
    shoot(window, folder, "villages")
    for words, act in {"Sổ tay chung": page.ask_book, **page.doings}.items():
        act()
        if isinstance(page.form, ReshapeForm):
            page.form.source.set_text(next(row.pile for row in page.rows if row.name == "Quang Khải"))
            page.form.source.edited.emit()
        page.form.check()
        name = fold(words).replace(" ", "-").replace(",", "")
        shoot(window, folder, f"villages-{name}", ((False, 100), (True, 150)))
        page.back()
    window.close()
    commune.database.close()


def devices(rooms: Path, folder: Path, dialogs: FakeDialogs) -> None:
    """The commune's page of laptops: one waits, one is in use, one was stopped; its forms, and the page with none."""
    commune = open_app(rooms / "with laptops").context
    found_commune(commune, FoundCommune("11647"))
    window = window_on(commune, dialogs)
    window.show_place("devices")
    shoot(window, folder, "devices-none")
    stick = rooms / "laptops"
    stick.mkdir()
    given = write_file(commune, stick).file
    for number, name in enumerate(("Quang Khải", "Đông Hà", "Khu dân cư văn hóa Nguyễn Thị Minh Khai mở rộng")):
        village = open_app(rooms / f"laptop {number}").context
        found(village, name)
        trust_key(village, given)
        import_bundle(commune, ImportBundle(export_bundle(village, stick).result.file))
        if number:
            prove(commune)
            key = own_device(village).public
            accept_device(commune, AcceptDevice(key.device_id, fingerprint(key)))
            if number == 1:
                revoke_device(commune, RevokeDevice(key.device_id, "mất trộm ở nhà văn hoá ngày 12/11"))
        village.database.close()
    page = window.current
    page.refresh(None)
    shoot(window, folder, "devices")
    page.ask_accept()
    shoot(window, folder, "devices-accept", ((False, 100), (True, 150)))
    page.ask_proof()
    shoot(window, folder, "devices-proof", ((False, 100), (True, 150)))
    page.back()
    window.close()
    commune.database.close()


def main(folder: Path, wanted: list[str]) -> None:
    """Shoot the pages of a full village, of an empty one, and of an empty commune."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    folder.mkdir(parents=True, exist_ok=True)
    application = QApplication(["shots"])
    install_translator(application)
    install_theme(application, NoSettings(), dark=False)
    with tempfile.TemporaryDirectory() as rooms:
        dialogs = FakeDialogs(picked_folder=Path(rooms))
        full = season(Path(rooms) / "full")
        window = window_on(full, dialogs)
        for name in wanted or list(SHOTS):
            if name in SHOTS:
                SHOTS[name](window, folder)
        window.close()
        full.database.close()
        if not wanted or "villages" in wanted:
            villages(Path(rooms), folder, dialogs)
        if not wanted or "devices" in wanted:
            devices(Path(rooms), folder, dialogs)
        if wanted:
            return
        commune = open_app(Path(rooms) / "commune").context
        found_commune(commune, FoundCommune("11647"))
        for role, context in ((VILLAGE, books(Path(rooms) / "empty", full=False)), (COMMUNE, commune)):
            window = window_on(context, dialogs)
            for place in places_for(role):
                window.show_place(place.key)
                shoot(window, folder, f"empty-{place.key}", ((False, 100),))
            window.close()
            context.database.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
