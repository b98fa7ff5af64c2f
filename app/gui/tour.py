"""A walk through every page of the window, for the self-test of a build: what a page needs is either there or missed here."""

import logging
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QImageReader
from PySide6.QtWidgets import QApplication

from app.gui.shell import MainWindow
from app.kernel.bug_report import bug_report
from app.kernel.errors import Exit

_LOG: Final = logging.getLogger("app.gui")
PAUSE_MS: Final = 20
"""Between two pages, so that each is laid out and drawn."""
PICTURES: Final = ("png", "jpeg", "svg")
"""Kinds of pictures the pages show; each is a plugin of Qt but the first."""


class Tour(QObject):
    """Shows each page of ``window`` and its help, then ``paper`` in the preview, and leaves: 0, or 1 after a fault."""

    def __init__(self, window: MainWindow, paper: Path) -> None:
        super().__init__(window)
        self._window = window
        self._paper = paper
        self._steps = self._walk()
        window.desk.jobs.broke.connect(self._fail)
        QTimer.singleShot(0, self, self._next)

    def _walk(self) -> Iterator[Callable[[], object]]:
        yield self._require_pictures
        yield self._window.help_panel.toggle
        for key in self._window.place_keys:
            yield partial(self._window.show_place, key)
        yield self._require_preview

    def _next(self) -> None:
        try:
            step = next(self._steps, None)
            if step is None:
                QApplication.exit(Exit.DONE)
                return
            step()
            self._window.grab()
        except Exception as error:  # noqa: BLE001 - whatever it is, the build is not fit and the report says where
            self._fail(error)
            return
        QTimer.singleShot(PAUSE_MS, self, self._next)

    def _fail(self, error: BaseException) -> None:
        _LOG.error("%s", bug_report(error))
        QApplication.exit(Exit.BUG)

    def _require_pictures(self) -> None:
        known = {bytes(kind.data()).decode() for kind in QImageReader.supportedImageFormats()}
        if lacking := set(PICTURES) - known:
            raise RuntimeError(f"no plugin for {lacking}")

    def _require_preview(self) -> None:
        self._window.show_preview(self._paper, "")
        if self._window.front is self._window.current:
            raise RuntimeError("no preview")
