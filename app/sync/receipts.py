"""A receipt: the commune's word on what it holds from one device, carried in the header of an update bundle.

The device compares ``chain`` at ``got_n`` with its own and ``digest`` with its pile before anything turns green
(design "Exchange"). FORMAT.md "Receipts" names the keys.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from app.kernel.ids import is_record_id
from app.sync.keys import is_256_bits

CONFLICT, QUESTION, REFUSED = "conflict", "question", "refused"
"""Outcomes: values stand against each other, something else waits for a person, the commune decided otherwise."""
BUNDLE: Final = "bundle"
"""Key of an outcome ``refused`` about a whole bundle, by its SHA-256; its record is empty and ``why`` is one of the next."""
WHY: Final = "why"
WAITING, REVOKED, HIDES, DISCARDED = "waiting", "revoked", "hides", "discarded"
"""Why a bundle was not taken in: its laptop waits to be let in, or was stopped; it takes too many households away; a person
threw it away."""


class BadReceiptError(ValueError):
    """The value is not a receipt; the argument names the key that is wrong."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the other side has of one device's data, when it had taken in the bundle ``bundle``."""

    device: str
    """Device id the receipt is for."""
    db_id: str
    """Which life of that device's database: restores and clones get a new one."""
    got_n: int
    """Notes 1..got_n of that database are held; 0 after a gap at the beginning."""
    chain: str
    """chain[got_n] as the sender stated it, empty when ``got_n`` is 0."""
    bundle: str
    """SHA-256 of the bundle file that brought them."""
    pile: str
    """The pile that ``digest`` and ``counts`` speak of."""
    digest: str
    """:func:`pile_digest` of all notes held of that pile."""
    counts: Mapping[str, int] = field(default_factory=dict)
    """Shown side by side by both ends: notes, households, people, signed."""
    outcomes: tuple[Mapping[str, Any], ...] = ()
    """Per record, what needs a person: {"record", "outcome": refused | conflict | question, "field"}, or a bundle that was not
    taken in: {"record": "", "outcome": refused, "bundle", "why"}."""

    def to_json(self) -> dict[str, Any]:
        """Return the value that goes into the header's ``receipts`` list."""
        return {**asdict(self), "outcomes": list(self.outcomes)}

    @classmethod
    def from_json(cls, value: Any) -> "Receipt":
        """Return the receipt in one value of ``receipts``; unknown keys are left alone (newer programs add some).

        Raises :class:`BadReceiptError`.
        """
        if not isinstance(value, dict):
            raise BadReceiptError("receipt")
        for key, holds in _RULES.items():
            if key not in value or not holds(value[key]):
                raise BadReceiptError(key)
        known = {key: value[key] for key in _RULES}
        return cls(**{**known, "outcomes": tuple(value["outcomes"])})


def pile_digest(note_hashes: Iterable[str]) -> str:
    """Return the SHA-256 of the note hashes (hexadecimal), sorted, each followed by a line feed.

    Two ends that hold the same notes of a pile get the same digest in whatever order they arrived.
    """
    digest = hashlib.sha256()
    for note_hash in sorted(note_hashes):
        digest.update(note_hash.encode() + b"\n")
    return digest.hexdigest()


def _is_count(value: Any) -> bool:
    return type(value) is int and value >= 0


def _is_counts(value: Any) -> bool:
    return isinstance(value, dict) and all(map(_is_count, value.values()))


def _is_outcomes(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(row, dict) for row in value)


def _is_name(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value) <= 64


_RULES = {
    "device": is_record_id,
    "db_id": is_record_id,
    "got_n": _is_count,
    "chain": lambda value: value == "" or is_256_bits(value),
    "bundle": is_256_bits,
    "pile": _is_name,
    "digest": is_256_bits,
    "counts": _is_counts,
    "outcomes": _is_outcomes,
}
