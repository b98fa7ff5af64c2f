"""The list of a commune's devices: one signed, version-numbered document that travels in every bundle.

It is what makes an accepted laptop known to the others of its village, and a stolen one unknown, without a journey of its
own. Versions, never dates: clocks are wrong. An older version is ignored (design "Keys without a network").
"""

import enum
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from app.sync.keys import OwnDevice, PublicKeys, is_256_bits, public_from
from app.sync.signed import holds, signed

FORMAT: Final = "sothon-devices"
VERSION: Final = 1
HEADER_KEY: Final = "devices"
"""Where the list stands in the header of a bundle."""
_SIGNED_AS: Final = b"sothon-devices-v1\0"
_MOST: Final = 5000
_LAST_SERIAL: Final = (1 << 31) - 1
"""No commune ever signs as many; a thief's list of the highest number would leave the true one none above it."""


class State(enum.StrEnum):
    """What a key is worth here."""

    WAITING = "waiting"
    """Asks to be let in; its bundles are kept, not merged."""
    ACTIVE = "active"
    OLD = "old"
    """A commune's key that another followed: still believed, nothing is sealed for it any more."""
    REVOKED = "revoked"
    """Stolen, lost or replaced: its bundles wait for a person, nothing is sealed for it."""


LISTED: Final = (State.ACTIVE, State.OLD, State.REVOKED)
"""The states a list may state; who waits is nobody's business but the commune's."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One device and what its key is worth."""

    keys: PublicKeys
    state: State


@dataclass(frozen=True, slots=True)
class DeviceList:
    """The list as its signer stated it."""

    serial: int
    signer: str
    """Key id of the commune's key that signed it."""
    entries: tuple[Entry, ...]


def sign_list(own: OwnDevice, serial: int, entries: Sequence[Entry]) -> dict[str, Any]:
    """Return the document for the header of a bundle."""
    content = {
        "format": FORMAT,
        "version": VERSION,
        "serial": serial,
        "signer": own.public.key_id,
        "devices": [{**asdict(each.keys), "state": each.state.value} for each in entries],
    }
    return signed(content, own.keys, _SIGNED_AS)


def read_list(document: Any) -> DeviceList | None:
    """Return a list whose signature by the key it names holds; whether that key is a commune's, the caller judges.

    ``None`` for anything else, also for a list of a newer program: a bundle is worth reading without one.
    """
    if not isinstance(document, dict) or document.get("format") != FORMAT or document.get("version") != VERSION:
        return None
    serial, signer, devices = document.get("serial"), document.get("signer"), document.get("devices")
    if (
        type(serial) is not int
        or not 1 <= serial <= _LAST_SERIAL
        or not isinstance(signer, str)
        or not is_256_bits(signer)
    ):
        return None
    if not isinstance(devices, list) or len(devices) > _MOST or not holds(document, signer, _SIGNED_AS):
        return None
    entries = [_entry(each) for each in devices]
    known = tuple(entry for entry in entries if entry is not None)
    return DeviceList(serial, signer, known) if len(known) == len(entries) else None


def _entry(value: Any) -> Entry | None:
    keys = public_from(value) if isinstance(value, dict) else None
    if keys is None or value.get("state") not in set(LISTED):
        return None
    return Entry(keys, State(value["state"]))
