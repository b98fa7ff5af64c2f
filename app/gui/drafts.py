"""Half-filled forms survive a lock, a crash, a power cut (design/screens.md, rule 9).

Where they are kept is not the window's business: the application gives a :class:`Drafts` that writes into the
encrypted database, since a draft holds the same personal data as the record it will become.
"""

from collections.abc import Callable, Mapping
from typing import Final, Protocol

from PySide6.QtCore import QTimer

from app.gui.forms import Form

PAUSE_MS: Final = 1_000
"""A draft is kept when the person has stopped typing for this long, and when the form is left."""


class Drafts(Protocol):
    """Keeps the texts of unfinished forms by the form's key ("household:0198…", "household:new")."""

    def save(self, key: str, texts: Mapping[str, str]) -> None:
        """Keep ``texts`` (field name to text) in place of what was kept."""
        ...

    def load(self, key: str) -> Mapping[str, str] | None:
        """Return what was kept, or None."""
        ...

    def discard(self, key: str) -> None:
        """Forget; called when the form has been saved or emptied on purpose."""
        ...


class DraftKeeper:
    """Ties one form to its draft. While long work is ``busy`` writing, pauses do not wait for it but for the next."""

    def __init__(self, form: Form, drafts: Drafts, busy: Callable[[], bool] = lambda: False) -> None:
        self._form = form
        self._drafts = drafts
        self._busy = busy
        self._key = ""
        self._timer = QTimer(form, singleShot=True, interval=PAUSE_MS)
        self._timer.timeout.connect(self._pause)
        form.edited.connect(self._typed)

    def begin(self, key: str) -> bool:
        """Follow the form from now on as ``key``; if a draft was left, put it in and tell so."""
        self.keep_if_waiting()
        self._key = key
        kept = self._drafts.load(key)
        if kept:
            self._form.set_texts(kept)
        return bool(kept)

    def keep(self) -> None:
        """Write the draft now."""
        self._timer.stop()
        if self._key:
            self._drafts.save(self._key, self._form.texts())

    def keep_if_waiting(self) -> None:
        """Write the draft if something was typed since; called when a form is left or the window closes."""
        if self._timer.isActive():
            self.keep()

    def finish(self) -> None:
        """Forget the draft: the record has been saved, or the person threw the draft away."""
        self._timer.stop()
        self._drafts.discard(self._key)
        self._key = ""

    def _pause(self) -> None:
        if self._busy():
            self._timer.start()
        else:
            self.keep()

    def _typed(self) -> None:
        if self._key:
            self._timer.start()
