"""Opens the window on a data folder: first page or main window, messages instead of stack traces, one window a folder.

Nothing heavy is imported on the way to the first painted window: pages, previews, spreadsheets, PDF and migrations
come when they are needed (a test holds it).
"""

import argparse
import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QLocale, QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from app.application import App, default_folder, open_app
from app.gui.desk import Desk
from app.gui.dialogs import Dialogs, NativeDialogs
from app.gui.icons import program_icon
from app.gui.jobs import Job, Jobs
from app.gui.pages import places_for
from app.gui.sample_sign import SampleSign
from app.gui.settings import FileSettings, NoSettings
from app.gui.shell import MainWindow
from app.gui.theme import Settings, install_theme
from app.gui.translator import install_translator
from app.gui.trouble import TroubleWindow
from app.kernel.bug_report import bug_report
from app.kernel.collecting import search_from_now_on
from app.kernel.errors import AppError, Exit
from app.kernel.resources import COMMAND
from app.storage.errors import FOLDER_LOCKED
from app.usecases.drafts import KeptDrafts
from app.usecases.sample import drop_sample, is_sample, sample_folder
from app.usecases.village_names import headings

if TYPE_CHECKING:
    from app.gui.first_run import FirstRunChoice, FirstRunPage

NAME: Final = "Sổ Thôn"
QUIT_WHEN_PAINTED: Final = "SO_THON_QUIT_WHEN_PAINTED"
"""Set in the environment by the self-test and the start-up bench: leave as soon as the first window was drawn."""
TOUR: Final = "SO_THON_TOUR"
"""Set in the environment by the self-test to the path of a PDF: show every page and that paper, then leave."""
_LOG: Final = logging.getLogger("app.gui")


class Program(QObject):
    """One opened data folder with its window, from the first page to the last close.

    While the sample village is looked at, its own books are open beside the (still empty) ones of the data folder.
    """

    def __init__(self, app: App, settings: Settings, *, dialogs: Dialogs | None = None, at_once: bool = False) -> None:
        super().__init__()
        self.window = QWidget()
        self._listening: QObject | None = None
        self._app = self._home = app
        self._settings = settings
        self._dialogs = dialogs or NativeDialogs()
        self._desk: Desk | None = None
        self._voice: Desk | FirstRunPage | None = None
        self._at_once = at_once
        self._jobs = self._new_jobs()

    def show(self) -> None:
        """Show the first page, or the main window when books have been begun."""
        if self._app.role:
            self._show_main()
        else:
            self._show_first()

    def found(self, page: "FirstRunPage", choice: "FirstRunChoice") -> None:
        """Begin the books as chosen on the first page, then go on to the list that was opened."""
        from app.gui.beginning import begin

        if choice.start.name == "SAMPLE" and not self._open_sample(page):
            return
        if self._app.role and self._app is not self._home:
            self._enter(page, choice)
            return
        context = self._app.context
        self._jobs.start(
            Job(
                "Đang lập sổ",
                lambda progress: begin(context, choice, progress),
                lambda _: self._enter(page, choice),
                lambda error: self._refuse(page, error),
            )
        )

    def leave_sample(self) -> None:
        """Go back from the sample village to the first page; the village stays as it was left."""
        sample = self.window
        QApplication.setQuitOnLastWindowClosed(False)
        closed = sample.close()
        QApplication.setQuitOnLastWindowClosed(True)
        if not closed:
            return
        sample.deleteLater()
        self._close_sample()
        self._desk = self._voice = None
        self._jobs = self._new_jobs()
        self.show()

    def show_bug(self, error: BaseException) -> None:
        """Log a fault of the program without personal data, and show it where there is a window for it."""
        self._log_bug(error)
        if self._voice is not None:
            self._voice.show_bug(error)

    def _log_bug(self, error: BaseException) -> None:
        _LOG.error("%s", bug_report(error))

    def close(self) -> None:
        """Stop long work and free the folder."""
        self._jobs.close()
        self._close_sample()
        self._home.close()

    def _new_jobs(self) -> Jobs:
        made = Jobs(self, at_once=self._at_once)
        made.broke.connect(self._log_bug)
        return made

    def _open_sample(self, page: "FirstRunPage") -> bool:
        """Open the books of the sample village, fresh ones where they were left half made; say on the page if not."""
        home = self._home.context.folder
        try:
            self._app = open_app(sample_folder(home))
            if self._app.role and not is_sample(self._app.context):
                self._close_sample()
                drop_sample(home)
                self._app = open_app(sample_folder(home))
        except AppError as error:
            page.show_error(error)
            return False
        return True

    def _close_sample(self) -> None:
        if self._app is not self._home:
            self._app.close()
            self._app = self._home

    def _refuse(self, page: "FirstRunPage", error: AppError) -> None:
        self._close_sample()
        page.show_error(error)

    def _enter(self, page: "FirstRunPage", choice: "FirstRunChoice") -> None:
        self._show_main()
        page.close()
        page.deleteLater()
        if choice.file is not None and choice.start.name == "LIST" and self._desk is not None:
            self._desk.navigate("imports", file=choice.file)

    def _show_first(self) -> None:
        from app.gui.beginning import first_page  # needed once in the life of a data folder

        page = first_page(self._app.context, self._dialogs, self._jobs)
        page.setWindowTitle(NAME)
        page.resize(1100, 680)
        self._voice = page
        self._jobs.broke.connect(page.show_bug)
        page.chosen.connect(lambda choice: self.found(page, choice))
        self._present(page)

    def _show_main(self) -> None:
        context = self._app.context
        name, above = headings(context)
        desk = Desk(context, jobs=self._jobs, dialogs=self._dialogs, drafts=KeptDrafts(context))
        self._desk = self._voice = desk
        sign = SampleSign(self.leave_sample if self._app is not self._home else None) if is_sample(context) else None
        places = places_for(context.identity.role)
        self._present(MainWindow(desk, places, self._settings, name=name, above=above, sign=sign))

    def _present(self, window: QWidget) -> None:
        self.window = window
        if os.environ.get(QUIT_WHEN_PAINTED):
            window.installEventFilter(_QuitWhenPainted(window))
        window.show()
        QTimer.singleShot(0, search_from_now_on)
        if self._listening is None:
            QTimer.singleShot(0, self, self._listen)

    def _listen(self) -> None:
        from app.gui.one_window import FirstWindow

        self._listening = FirstWindow(self._home.context.folder, lambda: self.window, self)


class _QuitWhenPainted(QObject):
    """Ends the program after the first drawing of the window it watches."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let every event through; after a drawing, leave."""
        if event.type() is QEvent.Type.Paint:
            QTimer.singleShot(0, QApplication.quit)
        return super().eventFilter(watched, event)


def run(arguments: Sequence[str]) -> int:
    """Open the window and return the exit code when it closes: 0, or 5 when the data folder could not be opened."""
    folder, database = _places(arguments)
    application = QApplication([NAME])
    application.setApplicationDisplayName(NAME)
    application.setDesktopFileName(
        COMMAND
    )  # our entry in the menu of a Linux desktop: so it knows whose window this is
    application.setWindowIcon(program_icon())
    QLocale.setDefault(QLocale(QLocale.Language.Vietnamese, QLocale.Country.Vietnam))
    install_translator(application)
    try:
        app = open_app(folder, database)
    except AppError as error:
        return _refuse(application, error, folder or default_folder())
    settings = FileSettings(app.context.folder)
    install_theme(application, settings)
    program = Program(app, settings)

    def caught(_kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
        program.show_bug(error)

    sys.excepthook = caught
    try:
        program.show()
        if (paper := os.environ.get(TOUR)) and isinstance(program.window, MainWindow):
            from app.gui.tour import Tour

            Tour(program.window, Path(paper))
        return application.exec()
    finally:
        sys.excepthook = sys.__excepthook__
        program.close()


def _refuse(application: QApplication, error: AppError, folder: Path) -> int:
    if error.code is FOLDER_LOCKED:
        from app.gui.one_window import ask_first_window

        if ask_first_window(folder):
            return Exit.DONE
    install_theme(application, NoSettings())
    window = TroubleWindow(error, folder)
    window.show()
    application.exec()
    return error.code.exit


def _places(arguments: Sequence[str]) -> tuple[Path | None, str]:
    """Return the data folder asked for, and the URL of the server that has the books."""
    parser = argparse.ArgumentParser(prog="so-thon", add_help=False)
    parser.add_argument("--data-dir", type=Path)
    parser.add_argument("--database", default="")
    chosen = parser.parse_args(list(arguments))
    return chosen.data_dir, chosen.database
