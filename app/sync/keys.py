"""Who signs and who may open: the keys of a device and what others know of them.

A device has an Ed25519 key (RFC 8032) for signatures that ``openssl`` can check and an X25519 key for ``age``
(age-encryption.org/v1). Its **key id** is its Ed25519 public key in hexadecimal. Private keys live in the encrypted
database only (design "Keys without a network").
"""

import contextlib
import enum
import hashlib
import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any, Final

import pyrage
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from app.kernel import canonical
from app.kernel.ids import is_record_id
from app.sync import bech32

_SUCCEEDS: Final = b"sothon-succession-v1\0"
_MAX_TEXT: Final = 200
_TEXT_FORMAT: Final = "sothon-device-keys-1"


class Role(enum.StrEnum):
    """What a device works for: one village's register, or the commune that receives them."""

    VILLAGE = "village"
    COMMUNE = "commune"

    @property
    def label(self) -> str:
        """The role as messages name it."""
        return "thôn" if self is Role.VILLAGE else "xã"


@dataclass(frozen=True, slots=True)
class PublicKeys:
    """What others know of a device: where it stands and its two public keys. Nothing here is secret."""

    device_id: str
    """32 hexadecimal digits."""
    role: Role
    name: str
    """Name of the place, as people call it: "Thôn Đông", "Xã Tân Lập"."""
    commune: str
    """Code of the commune the device belongs to."""
    pile: str
    """Id of the pile the device writes: its village's, or the commune's own."""
    signing: str
    """Ed25519 public key, 64 hexadecimal digits."""
    recipient: str
    """age X25519 recipient, "age1..."."""

    @property
    def key_id(self) -> str:
        """The name of the key in manifests."""
        return self.signing


@dataclass(frozen=True, slots=True)
class DeviceKeys:
    """The private keys of this device; neither prints itself, so that no log can hold them."""

    signing_seed: bytes = field(repr=False)
    """Ed25519 private key, 32 bytes."""
    age_identity: str = field(repr=False)
    """age X25519 identity, "AGE-SECRET-KEY-1..."."""

    @classmethod
    def generate(cls, random_bytes: Callable[[int], bytes]) -> "DeviceKeys":
        """Make new keys from a source of random bytes (64 are drawn)."""
        seed = random_bytes(32)
        return cls(seed, bech32.encode("age-secret-key-", random_bytes(32)).upper())

    @classmethod
    def from_text(cls, text: str) -> "DeviceKeys":
        """Return the keys :meth:`to_text` wrote; raises ValueError when the text is anything else."""
        kind, seed, identity = text.split(" ")
        if kind != _TEXT_FORMAT or len(seed) != 64:
            raise ValueError("not the keys of a device")
        return cls(bytes.fromhex(seed), identity)

    def to_text(self) -> str:
        """Return the keys as one line for the encrypted database; never for a file or a log."""
        return f"{_TEXT_FORMAT} {self.signing_seed.hex()} {self.age_identity}"

    def sign(self, message: bytes) -> bytes:
        """Return the Ed25519 signature of ``message``, 64 bytes."""
        return Ed25519PrivateKey.from_private_bytes(self.signing_seed).sign(message)

    @property
    def key_id(self) -> str:
        """The Ed25519 public key in hexadecimal: the name of these keys in manifests."""
        return Ed25519PrivateKey.from_private_bytes(self.signing_seed).public_key().public_bytes_raw().hex()

    def identity(self) -> pyrage.x25519.Identity:
        """Return the key that opens what was sealed for this device."""
        return pyrage.x25519.Identity.from_str(self.age_identity)

    def public(self, *, device_id: str, role: Role, name: str, commune: str, pile: str) -> PublicKeys:
        """Return what others may know of these keys, with the place the device stands in."""
        return PublicKeys(device_id, role, name, commune, pile, self.key_id, str(self.identity().to_public()))


@dataclass(frozen=True, slots=True)
class Succession:
    """A commune's old key says which key follows it, so that who trusted the old one need not compare digits again."""

    old: str
    """Key id of the key that speaks."""
    signing: str
    """Ed25519 public key that follows it, 64 hexadecimal digits."""
    recipient: str
    """age X25519 recipient that follows, "age1..."."""
    signature: str = field(repr=False)
    """128 hexadecimal digits, made by ``old``."""

    @classmethod
    def made(cls, old: "DeviceKeys", new: "DeviceKeys") -> "Succession":
        """Let ``old`` say that ``new`` follows."""
        unsigned = cls(old.key_id, new.key_id, str(new.identity().to_public()), "")
        return replace(unsigned, signature=old.sign(unsigned._message()).hex())

    @classmethod
    def from_json(cls, value: Any) -> "Succession":
        """Return the statement one JSON object spells; raises ``ValueError`` when it is none or its signature fails."""
        names = [part.name for part in fields(cls)]
        if not isinstance(value, dict) or not all(isinstance(value.get(name), str) for name in names):
            raise ValueError("succession")
        found = cls(**{name: value[name] for name in names})
        if not is_256_bits(found.old) or not signature_holds(
            found.old, _hexadecimal(found.signature), found._message()
        ):
            raise ValueError("succession")
        return found

    def _message(self) -> bytes:
        return _SUCCEEDS + canonical.encode({"old": self.old, "recipient": self.recipient, "signing": self.signing})


def heirs(
    known: Mapping[str, PublicKeys], statements: Iterable[Succession], revoked: Collection[str] = ()
) -> dict[str, PublicKeys]:
    """Return ``known`` with the communes' keys that follow theirs; ``statements`` in the order they were made.

    A village's key has no heir: its laptop enrols again. Neither has a ``revoked`` one (key ids): it was stolen, and whoever
    has it could name a key of their own; that it once followed a good one does not bring it back.
    """
    found = dict(known)
    for each in statements:
        before = None if each.signing in revoked else found.get(each.old)
        if before is not None and before.role is Role.COMMUNE:
            after = public_from({**asdict(before), "signing": each.signing, "recipient": each.recipient})
            if after is not None:
                found[each.signing] = after
    return found


@dataclass(frozen=True, slots=True)
class OwnDevice:
    """This device as a sender and a recipient: its private keys and what others know of it.

    A commune that changed its key keeps the ``older`` ones, oldest first, to open what was sealed before everyone knew, and
    ``succession`` says how each followed the other.
    """

    keys: DeviceKeys
    public: PublicKeys
    older: tuple[DeviceKeys, ...] = ()
    succession: tuple[Succession, ...] = ()

    @property
    def key_ids(self) -> frozenset[str]:
        """Every key id this device answers to."""
        return frozenset({self.public.key_id, *(keys.key_id for keys in self.older)})


def signature_holds(signing: str, signature: bytes, message: bytes) -> bool:
    """Tell whether ``signature`` over ``message`` was made by the Ed25519 public key ``signing`` (hexadecimal)."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(signing)).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def fingerprint(public: PublicKeys, groups: int = 6) -> str:
    """Return groups of 4 digits two people compare: 6 by telephone, the first 2 face to face.

    SHA-256 over everything a person relies on (place, role, both keys), as an integer modulo 10^24.
    """
    number = int.from_bytes(hashlib.sha256(canonical.encode(asdict(public))).digest(), "big") % 10**24
    digits = f"{number:024d}"
    return " ".join(digits[start : start + 4] for start in range(0, 4 * groups, 4))


def public_from(content: dict[str, Any]) -> PublicKeys | None:
    """Return the public keys spelled out in ``content``, or None if any of them is missing or malformed."""
    values: dict[str, Any] = {part.name: content.get(part.name) for part in fields(PublicKeys)}
    if not all(isinstance(value, str) and _is_plain(value) for value in values.values()):
        return None
    with contextlib.suppress(ValueError, pyrage.RecipientError):
        public = PublicKeys(**{**values, "role": Role(values["role"])})
        spelled = str(pyrage.x25519.Recipient.from_str(public.recipient)) == public.recipient
        if is_record_id(public.device_id) and is_256_bits(public.signing) and spelled:
            return public
    return None


def is_256_bits(text: object) -> bool:
    """Tell whether ``text`` is 64 lower-case hexadecimal digits: the form of a key id and of a SHA-256."""
    return isinstance(text, str) and len(text) == 64 and all(c in "0123456789abcdef" for c in text)


def _is_plain(text: str) -> bool:
    return 0 < len(text) <= _MAX_TEXT and text.isprintable() and unicodedata.is_normalized("NFC", text)


def _hexadecimal(text: str) -> bytes:
    """Return the bytes that hexadecimal digits spell, none when it is something else."""
    with contextlib.suppress(ValueError):
        return bytes.fromhex(text)
    return b""
