"""One application for all tests of the window, a desk without a window, dialogs that answer for a person."""

import sys
from collections.abc import Iterator
from types import TracebackType
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QMessageLogContext, Qt, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from app.gui.desk import Desk
from app.gui.jobs import Jobs
from app.gui.settings import NoSettings
from app.gui.theme import Theme, install_theme
from app.gui.translator import install_translator
from app.usecases.context import Context
from tests.fixtures import books
from tests.gui.fakes import FakeDialogs, FakeDrafts
from tests.gui.season import desk_at

HARMLESS = (
    "does not support propagateSizeHints",
    "does not support raise()",
    "does not support grabbing",
    "QPainter::begin(): Returned false",
)
"""What the off-screen platform says about itself, and what Qt says of a printer that refuses."""


@pytest.fixture(scope="session")
def application() -> Iterator[QApplication]:
    """The one QApplication of the run."""
    made = QApplication.instance() or QApplication(["tests"])
    assert isinstance(made, QApplication)
    install_translator(made)
    install_theme(made, NoSettings(), dark=False)
    yield made
    made.closeAllWindows()


@pytest.fixture(autouse=True)
def screen(application: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[Theme]:
    """The theme, light and at 100 %; every widget of the test is gone afterwards, and no slot has raised."""
    raised: list[BaseException] = []

    def note(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        raised.append(error)

    def said(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
        if kind is QtMsgType.QtFatalMsg:
            sys.__stderr__.write(f"Qt says: {text}\n")
        elif not any(known in text for known in HARMLESS):
            raised.append(AssertionError(f"Qt says: {text}"))

    monkeypatch.setattr(sys, "excepthook", note)
    before = qInstallMessageHandler(said)
    theme = install_theme(application, NoSettings(), dark=False)
    yield theme
    for widget in application.topLevelWidgets():
        if widget.windowType() is not Qt.WindowType.Popup:  # lists below a field are windows too, but belong to it
            widget.close()
            widget.deleteLater()
    theme.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    application.processEvents()
    qInstallMessageHandler(before)
    if raised:
        raise raised[0]


@pytest.fixture
def dialogs() -> FakeDialogs:
    return FakeDialogs()


@pytest.fixture
def drafts() -> FakeDrafts:
    return FakeDrafts()


@pytest.fixture
def desk(dialogs: FakeDialogs, drafts: FakeDrafts, screen: Theme) -> Iterator[Desk]:
    """A desk whose long work is done at once. Its context is None: pages of the foundation read no data."""
    context: Any = None
    made = Desk(context, jobs=Jobs(at_once=True), dialogs=dialogs, drafts=drafts)
    yield made
    made.jobs.close()


@pytest.fixture
def office(context: Context, dialogs: FakeDialogs, screen: Theme) -> Iterator[Desk]:
    """A desk over a village with its groups and households, whose long work is done at once."""
    books.found(context)
    made = desk_at(context, dialogs)
    yield made
    made.jobs.close()
