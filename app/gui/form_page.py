"""A page on which short forms take the place of its list, one at a time, and give it back (Esc)."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from app.gui.desk import Desk
from app.gui.forms import Form
from app.gui.options_card import options_card
from app.gui.page import Page
from app.usecases.context import Done

FORM_WIDTH = 620


class FormPage(Page):
    """Base of such pages: they say what is put away meanwhile (:meth:`front`) and how it comes back (:meth:`show_front`)."""

    def __init__(self, desk: Desk, title: str, *, search_hint: str = "") -> None:
        super().__init__(desk, title, search_hint=search_hint)
        self.form: Form | None = None
        self._pane: QWidget | None = None
        self._act: Callable[[], object] = lambda: None

    def front(self) -> Sequence[QWidget]:
        """Return what is hidden while a form is shown."""
        raise NotImplementedError

    def show_front(self) -> None:
        """Show again what :meth:`front` hid, as it is now."""
        for each in self.front():
            each.show()

    def save(self) -> None:
        """Do what the form that is shown does."""
        if self.form is not None:
            self._act()

    def ask(self, form: Form, title: str, yes: str, act: Callable[[], object]) -> None:
        """Show a form with the button ``yes``, which does ``act``."""
        self.back()
        self.form, self._act = form, act
        self._pane = options_card(form, FORM_WIDTH, title, yes, act, self.back)
        for each in self.front():
            each.hide()
        self.body.addWidget(self._pane, 1)
        next(iter(form.fields.values())).setFocus()

    def ask_for(self, form: Form, title: str, yes: str, act: Callable[[], Done[Any]], words: str) -> None:
        """Show a form whose button does ``act`` and says ``words``."""
        self.ask(form, title, yes, lambda: self.do(form, act, words))

    def do(self, form: Form, act: Callable[[], Done[Any]], words: str) -> None:
        """Do what a form asks for if it is filled in, and leave it."""
        if not form.check():
            return
        done = self.desk.attempt(act)
        if done is not None:
            self.back()
            self.desk.notify_done(done, words)

    def back(self) -> None:
        """Leave the form."""
        if self._pane is not None:
            self.body.removeWidget(self._pane)
            self._pane.hide()
            self._pane.deleteLater()
        self._pane, self.form = None, None
        self.show_front()
