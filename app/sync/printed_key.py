"""A commune's keys as lines of digits on paper, so that a burnt or stolen computer does not cost every village its journey.

Twelve lines of twenty digits, eight bytes each, with two check digits (ISO 7064, MOD 97-10, over line number and digits) that
find any one digit mistyped and any two neighbours swapped. They hold who the device is, the pile it writes, and its two
private keys.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from app.sync import bech32
from app.sync.keys import DeviceKeys, OwnDevice

LINES: Final = 12
_BYTES: Final = 8
_DIGITS: Final = 20
_GROUP: Final = 4
_PREFIX: Final = "AGE-SECRET-KEY-"


class BadLineError(ValueError):
    """A line is not one of a printed key; ``line`` counts from 1."""

    def __init__(self, line: int) -> None:
        super().__init__(f"line {line}")
        self.line = line


@dataclass(frozen=True, slots=True)
class PrintedKey:
    """What a printed copy brings back."""

    device: str
    """Device id, 32 hexadecimal digits."""
    pile: str
    keys: DeviceKeys = field(repr=False)


def printed_lines(own: OwnDevice) -> tuple[str, ...]:
    """Return the lines "0123 4567 8901 2345 6789 42" of a commune's printed key."""
    secret = bytes.fromhex(own.public.device_id + own.public.pile) + own.keys.signing_seed
    secret += bech32.decode(own.keys.age_identity.lower())
    parts = [secret[start : start + _BYTES] for start in range(0, len(secret), _BYTES)]
    return tuple(_spelled(number, int.from_bytes(part, "big")) for number, part in enumerate(parts, 1))


def groups_of(line: str) -> tuple[str, ...]:
    """Return the groups of four digits of a line, without its check."""
    return tuple(line.split(" ")[:-1])


def read_lines(lines: Sequence[str]) -> PrintedKey:
    """Return what typed lines say; blanks and marks between digits do not matter. Raises :class:`BadLineError`."""
    if len(lines) != LINES:
        raise BadLineError(min(len(lines), LINES) + (len(lines) < LINES))
    secret = b"".join(_read(number, line) for number, line in enumerate(lines, 1))
    identity = bech32.encode(_PREFIX.lower(), secret[64:]).upper()
    return PrintedKey(secret[:16].hex(), secret[16:32].hex(), DeviceKeys(secret[32:64], identity))


def _spelled(number: int, value: int) -> str:
    digits = f"{value:0{_DIGITS}d}"
    groups = [digits[start : start + _GROUP] for start in range(0, _DIGITS, _GROUP)]
    return " ".join((*groups, _check(number, digits)))


def _read(number: int, line: str) -> bytes:
    digits = "".join(filter(str.isdecimal, line))
    if len(digits) != _DIGITS + 2 or not digits.isascii() or digits[_DIGITS:] != _check(number, digits[:_DIGITS]):
        raise BadLineError(number)
    value = int(digits[:_DIGITS])
    if value >= 1 << 8 * _BYTES:
        raise BadLineError(number)
    return value.to_bytes(_BYTES, "big")


def _check(number: int, digits: str) -> str:
    return f"{98 - int(f'{number}{digits}00') % 97:02d}"
