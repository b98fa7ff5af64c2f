"""The main window: navigation, the pages, and below them the status region with the last notice and long work.

It knows pages only by their place; a page is made when it is first shown. Everything a page wants comes as a signal
of the desk.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QByteArray
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QWidget

from app.gui.desk import Desk
from app.gui.help_panel import HelpPanel
from app.gui.icons import repaint_icons
from app.gui.navigation import Navigation
from app.gui.notice_bar import NoticeBar
from app.gui.page import Page
from app.gui.pages import Place
from app.gui.parts import column, line, look
from app.gui.progress_panel import ProgressPanel
from app.gui.theme import Settings, theme
from app.journal.capture import Changes
from app.records.places import Village
from app.usecases.village_names import headings

FOLD_KEY: Final = "navigation_folded"
GEOMETRY_KEY: Final = "geometry"
SMALLEST: Final = (960, 600)
NORMAL: Final = (1280, 720)
"""What the window takes on a laptop of 1366 x 768 beside the task bar."""


class MainWindow(QMainWindow):
    """The window of one opened data folder. ``name`` and ``above`` are the village and its commune, ``sign`` stays on top."""

    def __init__(
        self,
        desk: Desk,
        places: Sequence[Place],
        settings: Settings,
        *,
        name: str,
        above: str,
        sign: QWidget | None = None,
    ) -> None:
        super().__init__()
        self.desk = desk
        self.current: Page | None = None
        self._preview: Page | None = None
        self._settings = settings
        self._places = {place.key: place for place in places}
        self._pages: dict[str, Page] = {}
        self._missed: dict[str, Changes] = {}
        self._stack = QStackedWidget()
        self._fold_wish = settings.get(FOLD_KEY) == "1"
        self.navigation = Navigation(places, name, above)
        self.navigation.fold(self._fold_wish)
        self.notice_bar = NoticeBar()
        self.progress_panel = ProgressPanel(desk.jobs)
        self.help_panel = HelpPanel()
        self._show_names(name, above)
        self.setCentralWidget(self._layout(sign))
        self._connect()
        self._bind_keys()
        self._restore_geometry()
        self.show_place(places[0].key)

    def show_place(self, key: str, place: dict[str, Any] | None = None) -> None:
        """Show the page ``key``, made now if this is the first time."""
        self.close_preview()
        page = self._pages.get(key)
        if self.current is not None and self.current is not page:
            self.current.leave()
        if page is None:
            page = self._pages[key] = self._places[key].make(self.desk)
            self._stack.addWidget(page)
            page.refresh(None)
        elif key in self._missed:
            page.refresh(self._missed[key])
        self._missed.pop(key, None)
        self.current = page
        self._stack.setCurrentWidget(page)
        self.navigation.show_place(key)
        self.navigation.fold(self._fold_wish)
        self.help_panel.follow(key)
        page.focus_search()
        page.open(**(place or {}))

    def show_preview(self, path: Path, title: str, sheets: Sequence[int] = (), copies: int = 1) -> None:
        """Show a PDF over the page until it is closed."""
        from app.gui.pdf_preview import PdfPreview

        preview = self.desk.attempt(lambda: PdfPreview(self.desk, path, title, sheets, copies=copies))
        if preview is None:
            return
        preview.closed.connect(self.close_preview)
        self.close_preview()
        self._preview = preview
        self._stack.addWidget(preview)
        self._stack.setCurrentWidget(preview)
        preview.setFocus()

    def close_preview(self) -> None:
        """Go back from a preview to the page below it."""
        if self._preview is None:
            return
        self._stack.removeWidget(self._preview)
        self._preview.deleteLater()
        self._preview = None
        if self.current is not None:
            self._stack.setCurrentWidget(self.current)
            self.current.setFocus()

    @property
    def place_keys(self) -> tuple[str, ...]:
        """What the navigation offers, from top to bottom."""
        return tuple(self._places)

    @property
    def front(self) -> Page | None:
        """What keys go to: the preview if there is one, else the page."""
        return self._preview or self.current

    def closeEvent(self, event: QCloseEvent) -> None:
        """Keep drafts, stop long work and wait for it; asks first if there is any."""
        busy = self.desk.jobs.busy
        if busy and not self.desk.ask(
            "Đang có việc chạy dở.", "Nếu thoát bây giờ, việc đó dừng lại và không thay đổi gì.", "Dừng và thoát"
        ):
            event.ignore()
            return
        for page in self._pages.values():
            page.leave()
        self.desk.jobs.close()
        self._settings.set(GEOMETRY_KEY, bytes(self.saveGeometry().toBase64().data()).decode())
        super().closeEvent(event)

    def _layout(self, sign: QWidget | None) -> QWidget:
        status = column(gap=8, margin=(24, 0, 24, 12))
        status.addWidget(self.notice_bar)
        status.addWidget(self.progress_panel)
        middle = column(gap=0)
        if sign is not None:
            top = column(margin=(24, 12, 24, 0))
            top.addWidget(sign)
            middle.addLayout(top)
        middle.addWidget(self._stack, 1)
        middle.addLayout(status)
        row = line(gap=0)
        row.addWidget(self.navigation)
        row.addLayout(middle, 1)
        row.addWidget(self.help_panel)
        inside = look(QWidget(), "window")
        inside.setLayout(row)
        return inside

    def _connect(self) -> None:
        self.navigation.chosen.connect(self.show_place)
        self.navigation.fold_pressed.connect(self._fold_pressed)
        self.desk.notice_given.connect(self.notice_bar.show_notice)
        self.desk.jobs.began.connect(lambda _: self.notice_bar.clear_error())
        self.desk.changed.connect(self._refresh)
        self.desk.navigation_wanted.connect(self.show_place)
        self.desk.fold_wanted.connect(lambda folded: self.navigation.fold(folded or self._fold_wish))
        self.desk.preview_wanted.connect(self.show_preview)
        self.desk.help_wanted.connect(self.help_panel.toggle)
        theme().changed.connect(self._repaint)

    def _bind_keys(self) -> None:
        def on_page(act: Callable[[Page], object]) -> Callable[[], object]:
            return lambda: act(self.front) if self.front else None

        for keys, act in (
            ("Ctrl+F", on_page(lambda page: page.focus_search())),
            ("Ctrl+N", on_page(lambda page: page.new())),
            ("Ctrl+S", on_page(lambda page: page.save())),
            ("Ctrl+P", on_page(lambda page: page.print_out())),
            ("Ctrl+Z", self.desk.undo),
            ("F1", self.help_panel.toggle),
            ("Ctrl++", lambda: theme().zoom(1)),
            ("Ctrl+=", lambda: theme().zoom(1)),
            ("Ctrl+-", lambda: theme().zoom(-1)),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.activated.connect(act)

    def _refresh(self, changes: Changes) -> None:
        """Refresh the page that is seen now, the others when they are shown: a tick must not wait for all of them."""
        if changes.touches(Village.kind_name):
            self._show_names(*headings(self.desk.context))
        for key, page in self._pages.items():
            if page is self.current:
                page.refresh(changes)
            else:
                self._missed[key] = self._missed.get(key, Changes()).joined(changes)

    def _show_names(self, name: str, above: str) -> None:
        self.setWindowTitle(f"{name} – Sổ Thôn")
        self.navigation.rename(name, above)

    def _fold_pressed(self, folded: bool) -> None:
        self._fold_wish = folded
        self._settings.set(FOLD_KEY, "1" if folded else "0")
        self.navigation.fold(folded)

    def _repaint(self) -> None:
        repaint_icons(self)

    def _restore_geometry(self) -> None:
        self.setMinimumSize(*SMALLEST)
        kept = self._settings.get(GEOMETRY_KEY)
        if not kept or not self.restoreGeometry(QByteArray.fromBase64(kept.encode())):
            self.resize(*NORMAL)
