"""Sealing and opening a bundle (design "The bundle file"; FORMAT.md describes every byte).

Memory: opening holds the file and its decrypted, still packed payload, never more than twice the file's size, and the
file is at most :data:`MAX_BUNDLE`. The plain text never touches the disk. No name from a bundle ever becomes a path.
"""

import hashlib
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pyrage

from app.kernel import canonical
from app.kernel.errors import AppError
from app.kernel.files import read_bytes, whole_file
from app.sync import payload, zipform
from app.sync.errors import (
    BAD_MANIFEST,
    BAD_PAYLOAD,
    BAD_SIGNATURE,
    CANNOT_DECRYPT,
    HASH_MISMATCH,
    INFLATES,
    NOT_FOR_THIS_MACHINE,
    OTHER_COMMUNE,
    OWN_BUNDLE,
    PLAIN_MISMATCH,
    TOO_LARGE,
    TOO_NEW,
    UNKNOWN_SENDER,
    WRONG_LABEL,
)
from app.sync.keys import OwnDevice, PublicKeys, Role, heirs, public_from, signature_holds
from app.sync.manifest import (
    MAX_MANIFEST,
    VERSION,
    BadManifestError,
    BundleType,
    Manifest,
    Measure,
    needs_newer,
    parse,
    sender_of,
)
from app.sync.payload import BadPayloadError, Contents, PayloadReader, TooMuchError

SIGNED_AS: Final = b"sothon-bundle-v1\0"
"""Stands before the manifest when it is signed, so that a signature can never be one of something else."""
REQUEST: Final = "enrol"
"""Where a laptop's request to be let in stands in the header: its public keys, who sits there, and what machine it is."""
MAX_BUNDLE: Final = 64 * 1024 * 1024
"""Largest bundle file in bytes; scans beyond it travel in further bundles."""
_OUTSIDE_ROOM: Final = 1024 * 1024
"""More than the zip, the manifest and age (a stanza per recipient, 16 bytes per 64 KiB) add to the packed payload."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """A bundle just written: where, how big, its SHA-256 (the bundle hash of receipts) and its manifest."""

    path: Path
    size: int
    sha256: str
    manifest: Manifest


@dataclass(frozen=True, slots=True)
class Outside:
    """A bundle whose layout, signature and manifest hold; who signed it is not yet judged."""

    file: str
    sha256: str
    size: int
    manifest: Manifest
    encrypted: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class OpenedBundle:
    """A bundle from a known sender for this device, verified to the last byte; its notes are not yet validated."""

    manifest: Manifest
    sender: PublicKeys
    sha256: str
    size: int
    payload: PayloadReader = field(repr=False)
    known: bool = True
    """Whether the sender is trusted; otherwise it only says itself who it is, and asks to be let in."""


def seal(
    path: Path,
    kind: BundleType,
    contents: Contents,
    *,
    sender: OwnDevice,
    recipients: Sequence[PublicKeys],
    min_reader: int = VERSION,
) -> Sealed:
    """Write a bundle to a local ``path`` whole, read its outside back, and return what was written.

    The header repeats type, sender and recipients, and names the sender's commune and device. Raises
    :class:`AppError` BUNDLE-001 when the contents are too much for one bundle, FILE-001 and others of the disk.
    """
    key_ids = tuple(sorted({keys.key_id for keys in recipients}))
    packed, plain = _pack(contents, _labels(kind, sender.public, key_ids), path.name)
    encrypted = pyrage.encrypt(packed, [pyrage.x25519.Recipient.from_str(keys.recipient) for keys in recipients])
    manifest = Manifest(kind, sender.public.key_id, key_ids, _measure(encrypted), plain, min_reader, sender.succession)
    encoded = manifest.encode()
    signature = sender.keys.sign(SIGNED_AS + encoded)
    with whole_file(path) as stream:
        stream.writelines(zipform.assemble([zipform.MIMETYPE, encoded, signature, encrypted]))
    written = read_outside(path)
    return Sealed(path, written.size, written.sha256, written.manifest)


def open_bundle(path: Path, *, own: OwnDevice, trusted: Mapping[str, PublicKeys]) -> OpenedBundle:
    """Open a bundle for this device from a sender in ``trusted`` (by key id); every byte of it is verified.

    A commune also opens the bundle of a village's laptop it does not know, if that asks inside to be let in; then
    ``known`` is false and nothing but its own word says who the sender is.

    Checks in this order: size, layout, signature, version, manifest, sender, commune, recipient, hash, decryption,
    inflated size, hash of the plain text, header and structure. Raises the first BUNDLE refusal met.
    """
    outside = read_outside(path)
    manifest = outside.manifest
    admitted = _admit(outside, own, trusted)
    reader = _unlock(outside, own)
    sender = admitted or _asking(reader, outside, own.public)
    _refuse_other_labels(reader, outside, sender)
    return OpenedBundle(manifest, sender, outside.sha256, outside.size, reader, known=admitted is not None)


def open_own(path: Path, own: OwnDevice) -> OpenedBundle | None:
    """Open what this device wrote for others and sealed for itself, too: books restored from before may hold it no longer.

    ``None`` for a bundle that somebody else wrote, that was sealed by an older key, or not for this device. Raises as
    :func:`open_bundle` for one that is damaged.
    """
    outside = read_outside(path)
    manifest = outside.manifest
    if manifest.sender != own.public.key_id or own.public.key_id not in manifest.recipients:
        return None
    reader = _unlock(outside, own)
    _refuse_other_labels(reader, outside, own.public)
    return OpenedBundle(manifest, own.public, outside.sha256, outside.size, reader)


def read_outside(path: Path) -> Outside:
    """Return a bundle whose layout, signature and manifest hold, without any key of this device.

    This much can be said of a bundle from an unknown sender; a key in ``trusted`` must answer for the rest.
    """
    file = path.name
    data = read_bytes(path, MAX_BUNDLE + 1)
    if len(data) > MAX_BUNDLE:
        raise _too_large(file, MAX_BUNDLE)
    _, encoded, signature, encrypted = zipform.dissect(data, file)
    manifest = _signed_manifest(encoded, signature, file)
    return Outside(file, hashlib.sha256(data).hexdigest(), len(data), manifest, encrypted)


def _signed_manifest(encoded: bytes, signature: bytes, file: str) -> Manifest:
    try:
        if len(encoded) > MAX_MANIFEST:
            raise BadManifestError("size")
        content = canonical.decode(encoded)
        if not signature_holds(sender_of(content), signature, SIGNED_AS + encoded):
            raise AppError(BAD_SIGNATURE, file=file)
        if needs_newer(content):
            raise AppError(TOO_NEW, file=file)
        return parse(content)
    except (canonical.NotCanonical, BadManifestError) as error:
        raise AppError(BAD_MANIFEST, file=file) from error


def _admit(outside: Outside, own: OwnDevice, trusted: Mapping[str, PublicKeys]) -> PublicKeys | None:
    """Return the known sender of a bundle that names this device as a recipient, and is of its commune.

    ``None`` at a commune when the sender is unknown: it may ask inside to be let in.
    """
    manifest, file = outside.manifest, outside.file
    if manifest.sender in own.key_ids:
        raise AppError(OWN_BUNDLE, file=file)
    sender = heirs(trusted, manifest.succession).get(manifest.sender)
    meant = not own.key_ids.isdisjoint(manifest.recipients)
    if sender is None:
        if meant and own.public.role is Role.COMMUNE:
            return None
        raise AppError(UNKNOWN_SENDER if meant else OTHER_COMMUNE, file=file)
    if sender.commune != own.public.commune:
        raise AppError(OTHER_COMMUNE, file=file)
    if not meant:
        raise AppError(NOT_FOR_THIS_MACHINE, file=file, sender=sender.name)
    return sender


def _refuse_other_labels(reader: PayloadReader, outside: Outside, sender: PublicKeys) -> None:
    """Raise BUNDLE-018 when the header inside says otherwise than the outside what it is, from whom and for whom."""
    labels = _labels(outside.manifest.type, sender, outside.manifest.recipients)
    if {key: reader.header.get(key) for key in labels} != labels:
        raise AppError(WRONG_LABEL, file=outside.file)


def _asking(reader: PayloadReader, outside: Outside, own: PublicKeys) -> PublicKeys:
    """Return who the unknown sender of a bundle says it is, in the request to be let in that it carries."""
    request = reader.header.get(REQUEST)
    sender = public_from(request) if isinstance(request, dict) else None
    if sender is None or sender.key_id != outside.manifest.sender or sender.role is not Role.VILLAGE:
        raise AppError(UNKNOWN_SENDER, file=outside.file)
    if sender.commune != own.commune:
        raise AppError(OTHER_COMMUNE, file=outside.file)
    return sender


def _unlock(outside: Outside, own: OwnDevice) -> PayloadReader:
    manifest, file = outside.manifest, outside.file
    if _measure(outside.encrypted) != manifest.payload:
        raise AppError(HASH_MISMATCH, file=file)
    if manifest.plain.size > payload.MAX_PLAIN:
        raise _too_large(file, payload.MAX_PLAIN)
    packed = io.BytesIO()
    try:
        pyrage.decrypt_io(io.BytesIO(outside.encrypted), packed, [keys.identity() for keys in (own.keys, *own.older)])
    except (pyrage.DecryptError, OSError) as error:
        raise AppError(CANNOT_DECRYPT, file=file) from error
    try:
        if payload.measure(packed.getvalue(), manifest.plain.size) != manifest.plain:
            raise AppError(PLAIN_MISMATCH, file=file)
        return PayloadReader(packed.getvalue())
    except TooMuchError as error:
        raise AppError(INFLATES, file=file) from error
    except BadPayloadError as error:
        raise AppError(BAD_PAYLOAD, file=file, reason=str(error)) from error


def _pack(contents: Contents, labels: Mapping[str, Any], file: str) -> tuple[bytes, Measure]:
    try:
        return payload.deflate(payload.plain_pieces(contents, labels), MAX_BUNDLE - _OUTSIDE_ROOM)
    except TooMuchError as error:
        raise _too_large(file, MAX_BUNDLE) from error


def _labels(kind: BundleType, sender: PublicKeys, recipients: Sequence[str]) -> dict[str, Any]:
    """Return what the header inside must repeat, so that nobody can put their name on another's payload."""
    return {
        "type": kind.value,
        "sender": sender.key_id,
        "recipients": list(recipients),
        "commune": sender.commune,
        "device": sender.device_id,
    }


def _measure(data: bytes) -> Measure:
    return Measure(len(data), hashlib.sha256(data).hexdigest())


def _too_large(file: str, limit: int) -> AppError:
    return AppError(TOO_LARGE, file=file, limit_mb=limit // (1024 * 1024))
