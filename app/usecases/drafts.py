"""Half-filled forms, kept in the encrypted database of this computer until they are saved (screens.md, rule 9).

A draft is no change note: it never leaves the computer and undo does not know it.
"""

import json
from collections.abc import Mapping
from typing import Final

from app.journal import tables
from app.usecases.context import Context

PREFIX: Final = "draft:"


class KeptDrafts:
    """The drafts of one data folder, by the key of their form ("household:0198…")."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def save(self, key: str, texts: Mapping[str, str]) -> None:
        """Keep ``texts`` (field name to text) in place of what was kept; raises DATA-003 and DATA-007."""
        with self._context.writing() as connection:
            tables.write_local(connection, PREFIX + key, json.dumps(dict(texts), ensure_ascii=False))

    def load(self, key: str) -> Mapping[str, str] | None:
        """Return what was kept, or None."""
        kept = self._context.local().get(PREFIX + key)
        return None if kept is None else {str(name): str(text) for name, text in json.loads(kept).items()}

    def discard(self, key: str) -> None:
        """Forget; nothing happens when there was none."""
        with self._context.writing() as connection:
            tables.forget_local(connection, PREFIX + key)
