"""Pictures of pages as a person sees them, to be looked at: ``python -m tests.gui.shots OUT_DIR``.

Off screen at 1366 x 768, light and dark, text at 100 % and 150 %. A page with real data is shot the same way:
``shoot(window, folder, "households")``.
"""

import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QApplication, QWidget

from app.gui.desk import Desk
from app.gui.errors import PRINTER_REFUSED
from app.gui.first_run import FirstRunChoice, FirstRunHelp, FirstRunPage, Start
from app.gui.jobs import Job, Jobs, Running
from app.gui.notice import Link, Notice
from app.gui.settings import NoSettings
from app.gui.shell import MainWindow
from app.gui.theme import install_theme, theme
from app.gui.translator import install_translator
from app.gui.trouble import TroubleWindow
from app.kernel.errors import AppError
from app.storage.errors import FOLDER_READ_ONLY
from tests.gui.cut_words import cut_words
from tests.gui.fakes import FakeDialogs, FakeDrafts, draw_pdf
from tests.gui.samples import SAMPLE_PLACES

SIZE = (1366, 768)
LOOKS = ((False, 100), (True, 100), (False, 150), (True, 150))


def shoot(
    widget: QWidget, folder: Path, name: str, looks: Iterable[tuple[bool, int]] = LOOKS, size: tuple[int, int] = SIZE
) -> list[Path]:
    """Save one PNG of ``widget`` for every (dark, percent) of ``looks``, say which words are cut, and return the paths."""
    made = []
    for dark, percent in looks:
        theme().force(dark=dark, percent=percent)
        widget.resize(*size)
        widget.show()
        for _ in range(3):
            QApplication.processEvents()
        path = folder / f"{name}-{'dark' if dark else 'light'}-{percent}.png"
        widget.grab().save(str(path))
        if cut := cut_words(widget):
            print(f"{path.name}: cut: {', '.join(cut)}")
        made.append(path)
    theme().force(dark=False, percent=100)
    return made


def main(folder: Path) -> None:
    """Shoot the foundation with invented rows."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    folder.mkdir(parents=True, exist_ok=True)
    application = QApplication(["shots"])
    install_translator(application)
    install_theme(application, NoSettings(), dark=False)
    no_data: Any = None
    desk = Desk(no_data, jobs=Jobs(at_once=True), dialogs=FakeDialogs(), drafts=FakeDrafts())
    window = MainWindow(desk, SAMPLE_PLACES, NoSettings(), name="Thôn Quang Khải", above="Xã An Quang, TP Hải Phòng")
    lists(window, folder)
    signing(window, folder)
    window.show_place("covenant")
    window.help_panel.toggle()
    shoot(window, folder, "empty")
    window.help_panel.toggle()
    desk.preview(draw_pdf(folder / "pages.pdf", 12), "Bản cam kết, Tổ 3", range(1, 13))
    shoot(window, folder, "preview")
    window.close()
    first_pages(folder)


def lists(window: Any, folder: Path) -> None:
    """A list, then its detail with a half-filled form."""
    window.show_place("households")
    page = window.current
    page.table.setCurrentIndex(page.model.index(3, 0))
    links = (Link("Trần Thị Ơn", int), Link("Hoàn tác", int, "undo-2"))
    window.desk.notify(Notice("Đã ghi 60 hộ ký cam kết của Tổ 3.", links=links))
    shoot(window, folder, "list")
    page.detail.show()
    window.desk.fold_navigation(True)
    page.form.check()
    page.form.set_texts({"born": "5/3/72", "head": ""})
    window.notice_bar.clear()
    shoot(window, folder, "detail")


def signing(window: Any, folder: Path) -> None:
    """A list to tick while long work runs and an error is shown."""
    window.show_place("pledges")
    page = window.current
    page.table.setCurrentIndex(page.model.index(2, 0))
    page.table.setFocus()
    window.desk.show_error(AppError(PRINTER_REFUSED, printer="Canon LBP 2900"))
    running = Running(Job("Đang in 495 bản cam kết", lambda progress: None, lambda result: None))
    running.progress.stage("Tổ 3", 495)
    running.progress.advance(212)
    window.desk.jobs.began.emit(running)
    window.progress_panel.update_view()
    window.progress_panel.show()
    shoot(window, folder, "signing")
    window.desk.jobs.ended.emit(running)
    window.notice_bar.clear()


def first_pages(folder: Path) -> None:
    """The first page, its form, and what stands in place of the window when the folder cannot be opened."""
    communes = [("11647", "Xã An Quang, Thành phố Hải Phòng")]
    first = FirstRunPage(
        FakeDialogs(open=Path("ho-dan-quang-khai.xlsx")), FirstRunHelp(lambda _: communes, named), Jobs()
    )
    shoot(first, folder, "first")
    first.open_list()
    first.finish()
    shoot(first, folder, "names")
    trouble = TroubleWindow(AppError(FOLDER_READ_ONLY, folder="So Thon"), Path("D:/So Thon"))
    shoot(trouble, folder, "trouble", LOOKS[:3], (620, 400))


def named(choice: FirstRunChoice) -> FirstRunChoice:
    """Answer as a list with title rows does."""
    return FirstRunChoice(Start.LIST, choice.file, village="Quang Khải")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
