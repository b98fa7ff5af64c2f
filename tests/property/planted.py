"""Mistakes planted into the merge, receipt and gap rules: a simulator is worth what it catches.

Each is a plausible shortcut; those that once cost people's work in a prototype are marked so in the design text "sync".
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import Any, Final
from unittest.mock import patch

from app.journal import absorb, capture, merge
from app.journal.tables import write_local
from app.usecases import context, exchange_import, exchange_log, exchange_receipts

_write_note, _refresh, _absorb, _unknown, _reach = (
    capture.write_note, absorb.refresh, exchange_import.absorb_unknown, absorb.unknown_notes, exchange_log._reach,
)  # fmt: skip


class _Anything(str):
    """Equals every chain."""

    def __eq__(self, other: object) -> bool:
        return True

    def __ne__(self, other: object) -> bool:
        return False

    __hash__ = str.__hash__


def _note(**bent: Callable[[dict[str, Any]], Any]) -> AbstractContextManager[Any]:
    """Write notes with some parts computed otherwise."""
    return patch.object(
        capture, "write_note", lambda **parts: _write_note(**{**parts, **{name: f(parts) for name, f in bent.items()}})
    )


def _only_new_records(connection: Any, records: Any, progress: Any = None, fresh: Any = None) -> None:
    known = fresh or {}
    _refresh(connection, [each for each in records if each in known], progress, known)


def _all_but_the_last(connection: Any, notes: Any, bundle: str, progress: Any = None) -> Any:
    return _absorb(connection, notes[:-1], bundle, progress)


def _none_of_a_newer_program(connection: Any, notes: Any) -> Any:
    return [each for each in _unknown(connection, notes) if not absorb.is_newer(each[0])]


def _without_gaps(device: str, db_id: str, spans: Any) -> Any:
    last, sha256 = max(spans, key=lambda each: each[0].last_n)
    whole = _reach(device, db_id, spans)
    return type(whole)(
        device, db_id, last.last_n, last.last_chain, sha256, 0, *([] if not hasattr(whole, "held") else [whole.held])
    )


def _no_last_at(connection: Any, name: str, value: str) -> None:
    if name != "last_at":
        write_local(connection, name, value)


@contextmanager
def _always_green() -> Iterator[None]:
    with ExitStack() as stack:
        stack.enter_context(patch.object(exchange_receipts, "pile_digest", lambda _hashes: "0" * 64))
        stack.enter_context(patch.object(exchange_receipts, "digest_of", lambda _session, _pile: "0" * 64))
        yield


PLANTED: Final[dict[str, Callable[[], AbstractContextManager[Any]]]] = {
    "a note does not say what it replaces": lambda: _note(prev=lambda _: {}),
    "a delete does not say what it saw": lambda: _note(saw=lambda _: ()),
    "a delete says it saw nothing but itself, and wins": lambda: patch.object(merge, "_covers_all", lambda *_: True),
    "the oldest value is shown": lambda: patch.object(merge, "_newest_first", lambda note: (note.at, int(note.id, 16))),
    "different values are no conflict": lambda: patch.object(merge, "distinct_values", lambda *_: set()),
    "only records nobody had are shown anew": lambda: patch.object(absorb, "refresh", _only_new_records),
    "an erasure forgets what arrives later": lambda: patch.object(absorb, "enforce", lambda *_: set()),
    "notes of a newer program are left out": lambda: patch.object(
        exchange_import, "unknown_notes", _none_of_a_newer_program
    ),
    "the last note of a bundle is lost": lambda: patch.object(exchange_import, "absorb_unknown", _all_but_the_last),
    "a gap is not seen": lambda: patch.object(exchange_log, "_reach", _without_gaps),
    "a receipt is believed without its chain": lambda: patch.object(
        exchange_receipts, "chain_at", lambda *_: _Anything()
    ),
    "whatever the commune holds is green": _always_green,
    "time does not go on": lambda: patch.object(context.tables, "write_local", _no_last_at),
    "what is contested is not marked": lambda: patch.object(capture, "_is_contested", lambda _notes: False),
}
"""What is wrong, and how to make it so."""
