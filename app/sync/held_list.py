"""What one end holds of a pile, note by note, short enough to travel in the header of a bundle (FORMAT.md "What is held").

Two digests say that the ends differ; two such lists say in which records, and which side lacks how much.
"""

import base64
from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Any, Final

HOLDS: Final = "holds"
"""Key of the header."""
MOST: Final = 150_000
"""Notes listed at the most, 2.4 MB of the header; of a larger pile the list is left out."""
_DIGITS: Final = 12
"""Hexadecimal digits of a record's id, and of a note's hash, that are listed."""
_BYTES: Final = 12


def entry(record: str, note_hash: str) -> str:
    """Return a note as the list names it: the end of its record's id and the beginning of its hash, 24 hex digits."""
    return short(record) + note_hash[:_DIGITS]


def short(record: str) -> str:
    """Return the part of a record's id that the list carries: its end, which is chance or hash in every id."""
    return record[-_DIGITS:]


def short_of(listed: str) -> str:
    """Return of which record an entry speaks, as :func:`short` spells it."""
    return listed[:_DIGITS]


def pack(entries: Iterable[str]) -> str:
    """Return entries as the header carries them; empty when there are too many."""
    rows = sorted({bytes.fromhex(each) for each in entries})
    return base64.b64encode(b"".join(rows)).decode() if len(rows) <= MOST else ""


def held_in(header: Mapping[str, Any]) -> frozenset[str] | None:
    """Return the entries a header lists, ``None`` when it lists none; raises ``ValueError`` when the list is none."""
    text = header.get(HOLDS, "")
    if not isinstance(text, str):
        raise ValueError(HOLDS)
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError as error:
        raise ValueError(HOLDS) from error
    rows = [data[start : start + _BYTES] for start in range(0, len(data), _BYTES)]
    if len(data) % _BYTES or len(rows) > MOST or any(one >= other for one, other in pairwise(rows)):
        raise ValueError(HOLDS)
    return frozenset(each.hex() for each in rows) if rows else None
