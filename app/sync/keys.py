"""Who signs and who may open: the keys of a device, what others know of them, and the key file between them.

A device has an Ed25519 key (RFC 8032) for signatures that ``openssl`` can check and an X25519 key for ``age``
(age-encryption.org/v1). Its **key id** is its Ed25519 public key in hexadecimal. Private keys live in the encrypted
database only (design "Keys without a network").
"""

import contextlib
import enum
import hashlib
import unicodedata
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any, Final

import pyrage
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from app.kernel import canonical
from app.kernel.errors import AppError
from app.kernel.files import read_bytes, write_whole
from app.kernel.ids import is_record_id
from app.sync import bech32
from app.sync.errors import KEY_FILE_DAMAGED, KEY_FILE_FORGED, KEY_FILE_TOO_NEW, NOT_A_KEY_FILE, WRONG_ROLE

KEY_FORMAT: Final = "sothon-key"
KEY_VERSION: Final = 1
_SIGNED_AS: Final = b"sothon-key-v1\0"
_MAX_KEY_FILE: Final = 16 * 1024
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

    def identity(self) -> pyrage.x25519.Identity:
        """Return the key that opens what was sealed for this device."""
        return pyrage.x25519.Identity.from_str(self.age_identity)

    def public(self, *, device_id: str, role: Role, name: str, commune: str, pile: str) -> PublicKeys:
        """Return what others may know of these keys, with the place the device stands in."""
        signing = Ed25519PrivateKey.from_private_bytes(self.signing_seed).public_key().public_bytes_raw().hex()
        return PublicKeys(device_id, role, name, commune, pile, signing, str(self.identity().to_public()))


@dataclass(frozen=True, slots=True)
class OwnDevice:
    """This device as a sender and a recipient: its private keys and what others know of it."""

    keys: DeviceKeys
    public: PublicKeys


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


def write_key_file(path: Path, own: OwnDevice) -> None:
    """Write the key file of this device, signed by itself: one line of canonical JSON (FORMAT.md "The key file")."""
    content = {"format": KEY_FORMAT, "version": KEY_VERSION, **asdict(own.public)}
    signature = own.keys.sign(_SIGNED_AS + canonical.encode(content)).hex()
    signed = {**content, "signature": signature}
    write_whole(path, canonical.encode({**signed, "check": _check(signed)}) + b"\n")


def read_key_file(path: Path, role: Role | None = None) -> PublicKeys:
    """Return the public keys in a key file; a person must still compare the fingerprint before trusting them.

    Raises :class:`AppError`: KEY-001 another kind of file, KEY-002 damaged, KEY-003 of the other ``role``,
    KEY-004 from a newer program, KEY-005 not signed by its own key.
    """
    content = _key_content(path)
    check = content.pop("check", None)
    if check != _check(content):
        raise AppError(KEY_FILE_DAMAGED, file=path.name)
    signature = content.pop("signature", None)
    if content["version"] != KEY_VERSION:
        raise AppError(KEY_FILE_TOO_NEW, file=path.name)
    public = public_from(content)
    if public is None:
        raise AppError(KEY_FILE_DAMAGED, file=path.name)
    if not _self_signed(public, signature, content):
        raise AppError(KEY_FILE_FORGED, file=path.name)
    if role is not None and public.role is not role:
        raise AppError(WRONG_ROLE, file=path.name, found=public.role.label, wanted=role.label)
    return public


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


def _key_content(path: Path) -> dict[str, Any]:
    data = read_bytes(path, _MAX_KEY_FILE + 1)
    if f'"{KEY_FORMAT}"'.encode() not in data or len(data) > _MAX_KEY_FILE:
        raise AppError(NOT_A_KEY_FILE, file=path.name)
    try:
        content = canonical.decode(data.strip())
    except canonical.NotCanonical as error:
        raise AppError(KEY_FILE_DAMAGED, file=path.name) from error
    if not isinstance(content, dict) or content.get("format") != KEY_FORMAT:
        raise AppError(NOT_A_KEY_FILE, file=path.name)
    if not isinstance(content.get("version"), int):
        raise AppError(KEY_FILE_DAMAGED, file=path.name)
    return content


def _check(content: dict[str, Any]) -> str:
    return hashlib.sha256(canonical.encode(content)).hexdigest()[:8]


def _self_signed(public: PublicKeys, signature: object, content: dict[str, Any]) -> bool:
    with contextlib.suppress(TypeError, ValueError):
        raw = bytes.fromhex(signature)  # type: ignore[arg-type]  # anything else raises TypeError
        return signature_holds(public.signing, raw, _SIGNED_AS + canonical.encode(content))
    return False


def _is_plain(text: str) -> bool:
    return 0 < len(text) <= _MAX_TEXT and text.isprintable() and unicodedata.is_normalized("NFC", text)
