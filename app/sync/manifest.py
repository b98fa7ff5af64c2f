"""The part of a bundle a finder of the stick can read: what opens it and how big it is, no name and no place."""

import enum
from dataclasses import asdict, dataclass
from typing import Any, Final

from app.kernel import canonical
from app.sync.keys import Succession, is_256_bits

FORMAT: Final = "sothon-bundle"
VERSION: Final = 1
"""What this program writes, and the newest ``min_reader`` it can read. Every change is listed in FORMAT.md."""
MAX_MANIFEST: Final = 64 * 1024
_MAX_RECIPIENTS: Final = 500
_MAX_STATEMENTS: Final = 50
"""Changes of a commune's key; one a year is many."""


class BundleType(enum.StrEnum):
    """What a bundle is for."""

    CHANGES = "changes"
    """A village's notes, to its commune or to another laptop of the village."""
    UPDATE = "update"
    """The commune's answer: receipts, its own notes and the village's."""
    RECOVERY = "recovery"
    """One half of opening a register whose passphrase is forgotten."""


class BadManifestError(ValueError):
    """The manifest is not one; the argument says why, in English, for the log."""


@dataclass(frozen=True, slots=True)
class Measure:
    """Size in bytes and SHA-256 (hexadecimal) of a sequence of bytes."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """The fields of ``manifest.json``; a newer program may add others, which this one leaves alone."""

    type: BundleType
    sender: str
    """Key id of who signed."""
    recipients: tuple[str, ...]
    """Key ids of who can open, sorted."""
    payload: Measure
    """Of ``payload.age`` as it lies in the zip."""
    plain: Measure
    """Of what is inside once decrypted and inflated."""
    min_reader: int = VERSION
    succession: tuple[Succession, ...] = ()
    """How a commune's key came to follow the one its villages know, oldest first; none in most bundles."""

    def encode(self) -> bytes:
        """Return the canonical JSON that is signed."""
        content = asdict(self)
        if not self.succession:
            del content["succession"]
        return canonical.encode({"format": FORMAT, "version": VERSION, **content})


def sender_of(content: Any) -> str:
    """Return the key id a manifest names as its sender, before anything else in it is believed."""
    if not isinstance(content, dict) or content.get("format") != FORMAT or not is_256_bits(content.get("sender")):
        raise BadManifestError("no format or no sender")
    sender: str = content["sender"]
    return sender


def needs_newer(content: dict[str, Any]) -> bool:
    """Tell whether the bundle asks for a reader newer than this program."""
    wanted = content.get("min_reader")
    if type(wanted) is not int or wanted < 1:
        raise BadManifestError("min_reader")
    return wanted > VERSION


def parse(content: dict[str, Any]) -> Manifest:
    """Return the manifest a decoded ``manifest.json`` spells; raises :class:`BadManifestError`."""
    try:
        kind = BundleType(content["type"])
        recipients = content["recipients"]
        payload, plain = _measure(content["payload"]), _measure(content["plain"])
    except (KeyError, ValueError) as error:
        raise BadManifestError(str(error)) from error
    if not isinstance(recipients, list) or not 0 < len(recipients) <= _MAX_RECIPIENTS:
        raise BadManifestError("recipients")
    if not all(map(is_256_bits, recipients)) or recipients != sorted(set(recipients)):
        raise BadManifestError("recipients")
    return Manifest(
        kind, sender_of(content), tuple(recipients), payload, plain, content["min_reader"], _succession(content)
    )


def _succession(content: dict[str, Any]) -> tuple[Succession, ...]:
    statements = content.get("succession", [])
    if not isinstance(statements, list) or len(statements) > _MAX_STATEMENTS:
        raise BadManifestError("succession")
    try:
        return tuple(map(Succession.from_json, statements))
    except ValueError as error:
        raise BadManifestError("succession") from error


def _measure(content: Any) -> Measure:
    if not isinstance(content, dict) or not is_256_bits(content.get("sha256")):
        raise BadManifestError("measure")
    if type(content.get("size")) is not int or content["size"] < 0:
        raise BadManifestError("measure")
    return Measure(content["size"], content["sha256"])
