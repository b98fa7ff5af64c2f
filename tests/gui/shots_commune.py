"""Pictures of the commune's pages over many villages: ``python -m tests.gui.shots_commune OUT_DIR [PAGE ...]``."""

import os
import sys
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QApplication
from sqlalchemy import select

from app.application import SystemClock, open_app
from app.gui.settings import NoSettings
from app.gui.theme import install_theme
from app.gui.translator import install_translator
from app.journal.merge import CONFLICT, DELETED_EDITED, SAME_NUMBER
from app.journal.tables import NOTE
from app.usecases.campaigns import pledge_rows
from app.usecases.context import Context
from app.usecases.exchange import export_bundle
from app.usecases.exchange_import import ImportBundle, import_bundle
from app.usecases.exchange_receipts import write_receipt
from app.usecases.households import SavePerson, remove_household, remove_person, save_person
from app.usecases.pledges import Sign, sign
from app.usecases.questions import About, Ask, ask
from app.usecases.setup import FoundCommune, found_commune
from app.usecases.village_entry import stand_in
from tests.fixtures import books
from tests.fixtures.stick import campaign, edit_phone, household_ids, swap_keys
from tests.gui.fakes import FakeDialogs
from tests.gui.shots import shoot
from tests.gui.shots_season import window_on

NAMES = (
    "Quang Khải", "Đông Hà", "Tây Hồ", "Nam Sơn", "Bắc Phong", "Khu dân cư văn hóa Nguyễn Thị Minh Khai mở rộng phía đông",
    "Xuân Đài", "Trại Mới", "Hậu Lộc", "Cầu Đất", "Phú Mỹ", "An Lạc", "Vĩnh Khê", "Lương Quán",
)  # fmt: skip


def village_of(stack: ExitStack, folder: Path, name: str, seed: int) -> Context:
    """Return a small village's open books with a campaign."""
    village = stack.enter_context(books.open_context(folder / f"v{seed}", SystemClock(), seed))
    books.found(village, name)
    season = campaign(village)
    if seed % 3:
        rows = pledge_rows(village, season)
        sign(village, Sign(tuple(row.id for row in rows[: seed % 3])))
    return village


def commune_with(stack: ExitStack, rooms: Path) -> tuple[Context, list[Context]]:
    """Return a commune's books, and villages it trusts of which most have sent."""
    commune = open_app(rooms / "commune").context
    stack.callback(commune.database.close)
    found_commune(commune, FoundCommune("11647"))
    stick = rooms / "usb"
    stick.mkdir()
    villages = []
    for seed, name in enumerate(NAMES, 11):
        village = village_of(stack, rooms, name, seed)
        swap_keys(stick, (village, commune))
        villages.append(village)
    return commune, villages


def receive(window: Any, folder: Path, rooms: Path, commune: Context, villages: list[Context]) -> None:
    """A folder with what is new, heavy, broken and known; then what became of it."""
    stick = rooms / "usb"
    window.show_place("receive")
    page = window.current
    shoot(window, folder, "receive-none", ((False, 100),))
    for number, village in enumerate(villages[:-2]):
        place = stick / f"thôn {number + 1}"
        place.mkdir()
        if number in (0, 3):
            import_bundle(commune, ImportBundle(export_bundle(village, place).result.file))
        if number == 3:
            for household in household_ids(village):
                remove_household(village, household)
        if number:
            file = export_bundle(village, place).result.file
    broken = stick / "sothon_hong_20261120_00ff00.zip"
    broken.write_bytes(file.read_bytes()[:-10])
    page.look([stick])
    page.table.show_key(broken)
    shoot(window, folder, "receive-looked", ((False, 100),))
    page.take()
    shoot(window, folder, "receive-taken", ((True, 100), (False, 150)))
    page.chips.choose("asks")
    shoot(window, folder, "receive-asks", ((False, 100), (True, 150)))


def show_villages(window: Any, folder: Path, rooms: Path, commune: Context, villages: list[Context]) -> None:
    """The list of villages."""
    window.show_place("villages")
    shoot(window, folder, "villages", ((False, 100), (True, 150)))


def apart(window: Any, folder: Path, rooms: Path, commune: Context, villages: list[Context]) -> None:
    """What the commune wrote in a village's books since, beside that village; what it lost, at the village itself."""
    village, stick = villages[1], rooms / "usb"
    send = lambda: import_bundle(commune, ImportBundle(export_bundle(village, stick).result.file)).result  # noqa: E731
    homes = household_ids(village)
    for number in range(2):
        for home in homes:
            edit_phone(village, home, f"098888888{number}")
    send()
    edit_phone(stand_in(commune, NAMES[1]), homes[0], "0912345678")
    window.show_place("villages")
    page = window.current
    page.table.show_key(village.identity.pile)
    page.turn_over()
    shoot(window, folder, "villages-apart")
    with commune.writing() as connection:
        for home in homes:
            found = connection.scalars(select(NOTE.c.n).where(NOTE.c.record == home, NOTE.c.bundle.is_not(None)))
            connection.execute(NOTE.delete().where(NOTE.c.n == max(found)))
    import_bundle(village, ImportBundle(write_receipt(commune, village.identity.pile, stick).result.file))
    at_village = window_on(village, FakeDialogs(picked_folder=stick))
    at_village.show_place("exchange")
    shoot(at_village, folder, "exchange-apart")
    at_village.close()


def differ(window: Any, folder: Path, rooms: Path, commune: Context, villages: list[Context]) -> None:
    """Phones written differently at both ends, a shared number, somebody removed here and edited there."""
    for village in villages[1:3]:
        for number, home in enumerate(household_ids(village)):
            edit_phone(commune, home, f"091111111{number}")
            edit_phone(village, home, f"092222222{number}")
        ask(village, Ask("Gia đình mới chuyển đến, thu quỹ từ tháng nào?", About(pile=village.identity.pile)))
        import_bundle(commune, ImportBundle(export_bundle(village, rooms / "usb").result.file))
    person = books.household_people(villages[2], household_ids(villages[2])[0])[1]
    save_person(commune, SavePerson(id=person, texts={"phone": "0977777777", "note": "Đi làm ăn xa, về cuối tuần"}))
    remove_person(villages[2], person)
    import_bundle(commune, ImportBundle(export_bundle(villages[2], rooms / "usb").result.file))
    window.show_place("issues")
    page = window.current
    for key in (CONFLICT, SAME_NUMBER, DELETED_EDITED):
        page.type.choose(key)
        shoot(window, folder, f"issues-{key}", ((False, 100), (True, 150)))


def totals(window: Any, folder: Path, rooms: Path, commune: Context, villages: list[Context]) -> None:
    """What can be made of all villages."""
    window.show_place("totals")
    page = window.current
    page.model.flip_tick(1)
    shoot(window, folder, "totals", ((False, 100), (True, 150)))


SHOTS: dict[str, Callable[..., None]] = {
    "receive": receive,
    "villages": show_villages,
    "apart": apart,
    "issues": differ,
    "totals": totals,
}


def main(folder: Path, wanted: list[str]) -> None:
    """Shoot the commune's pages; they build upon each other, so all are gone through and those wanted are kept."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    folder.mkdir(parents=True, exist_ok=True)
    application = QApplication(["shots"])
    install_translator(application)
    install_theme(application, NoSettings(), dark=False)
    with tempfile.TemporaryDirectory() as rooms, ExitStack() as stack:
        commune, villages = commune_with(stack, Path(rooms))
        window = window_on(commune, FakeDialogs(picked_folder=Path(rooms) / "usb"))
        for name in wanted or SHOTS:
            SHOTS[name](window, folder, Path(rooms), commune, villages)
        window.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
