"""Identifiers: 128 bits written as 32 lower-case hexadecimal digits.

Records without a natural key get a UUIDv7 (RFC 9562 section 5.7, sorts by creation); records with one get a UUIDv8
(section 5.8) computed from it, so that two laptops that never met name the same pledge the same way.
"""

import hashlib
from collections.abc import Callable
from typing import Final

from app.kernel.clock import Clock

RecordId = str
"""32 lower-case hexadecimal digits."""

SEPARATOR: Final = "\x1f"
"""ASCII unit separator; key parts never hold control characters."""

_HEX: Final = frozenset("0123456789abcdef")


class Ids:
    """Makes identifiers from a source of random bytes; tests give a seeded one."""

    def __init__(self, random_bytes: Callable[[int], bytes], clock: Clock) -> None:
        self.random_bytes = random_bytes
        self._clock = clock

    def random(self) -> str:
        """Return 128 random bits (note and operation ids): a restored laptop cannot count into a used one."""
        return self.random_bytes(16).hex()

    def record(self) -> RecordId:
        """Return a UUIDv7 for a record without a natural key."""
        stamp = (self._clock.now_ms() & ((1 << 48) - 1)).to_bytes(6, "big")
        return _stamped(stamp + self.random_bytes(10), version=7)


def computed_id(kind: str, pile: str, *key: str) -> RecordId:
    """Return the UUIDv8 of a record known by its natural key ``key`` within a village's ``pile``.

    Every device must compute the same bytes: SHA-256 over kind, pile and key parts joined by U+001F in UTF-8,
    first 16 bytes, then version and variant bits.
    """
    seed = SEPARATOR.join((kind, pile, *key)).encode()
    return _stamped(hashlib.sha256(seed).digest()[:16], version=8)


def is_record_id(text: object) -> bool:
    """Tell whether ``text`` has the form of an identifier."""
    return isinstance(text, str) and len(text) == 32 and _HEX.issuperset(text)


def _stamped(raw: bytes, version: int) -> RecordId:
    data = bytearray(raw)
    data[6] = (data[6] & 0x0F) | (version << 4)
    data[8] = (data[8] & 0x3F) | 0x80
    return data.hex()
