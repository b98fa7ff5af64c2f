"""The pictures of README.md, taken of the real window on the sample village: ``python -m tests.gui.shots_readme [OUT_DIR]``."""

import os
import sys
import tempfile
from pathlib import Path

from PySide6.QtWidgets import QApplication

from app.application import open_app
from app.gui.settings import NoSettings
from app.gui.theme import install_theme
from app.gui.translator import install_translator
from app.kernel.resources import resource_path
from app.usecases.campaigns import OpenCampaign, default_items, open_campaign, pledge_rows
from app.usecases.context import Context
from app.usecases.demo import SAMPLE_CAMPAIGN, begin_sample
from app.usecases.groups import list_groups
from app.usecases.pledges import SignGroup, sign_group
from tests.gui.fakes import FakeDialogs
from tests.gui.shots import shoot
from tests.gui.shots_season import window_on


def season(folder: Path) -> Context:
    """Return the sample village in the middle of its season: two groups have signed, one household each was absent."""
    context = open_app(folder).context
    begin_sample(context)
    campaign = open_campaign(context, OpenCampaign(SAMPLE_CAMPAIGN, 2026, default_items())).result.campaign
    for group in list_groups(context)[:2]:
        absent = pledge_rows(context, campaign, group.id)[4].household
        sign_group(context, SignGroup(campaign, group.id, (absent,)))
    return context


def main(folder: Path) -> None:
    """Take the three pictures."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    folder.mkdir(parents=True, exist_ok=True)
    application = QApplication(["shots"])
    install_translator(application)
    install_theme(application, NoSettings(), dark=False)
    with tempfile.TemporaryDirectory() as books:
        context = season(Path(books) / "books")
        window = window_on(context, FakeDialogs())
        window.notice_bar.clear()
        for place in ("home", "pledges", "households"):
            window.show_place(place)
            page = window.current
            if place == "pledges":
                page.board.groups.show_key(list_groups(context)[1].id)
            if place == "households":
                page.table.setCurrentIndex(page.model.index(2, 0))
            (taken,) = shoot(window, folder, place, ((False, 100),))
            taken.replace(folder / f"{place}.png")
        window.close()
        context.database.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else resource_path("pictures"))
