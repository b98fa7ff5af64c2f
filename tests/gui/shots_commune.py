"""Pictures of the commune's pages over many villages: ``python -m tests.gui.shots_commune OUT_DIR [PAGE ...]``."""

import os
import sys
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QApplication

from app.application import SystemClock, open_app
from app.gui.settings import NoSettings
from app.gui.theme import install_theme
from app.gui.translator import install_translator
from app.usecases.campaigns import pledge_rows
from app.usecases.context import Context
from app.usecases.exchange import export_bundle
from app.usecases.exchange_import import ImportBundle, import_bundle
from app.usecases.households import remove_household
from app.usecases.pledges import Sign, sign
from app.usecases.setup import FoundCommune, found_commune
from tests.fixtures import books
from tests.fixtures.stick import campaign, household_ids, swap_keys
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
    shoot(window, folder, "receive-looked")
    page.take()
    shoot(window, folder, "receive-taken")
    page.chips.choose("asks")
    shoot(window, folder, "receive-asks", ((False, 100), (True, 150)))


def show_villages(window: Any, folder: Path, rooms: Path, commune: Context, villages: list[Context]) -> None:
    """The list of villages."""
    window.show_place("villages")
    shoot(window, folder, "villages")


SHOTS: dict[str, Callable[..., None]] = {"receive": receive, "villages": show_villages}


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
