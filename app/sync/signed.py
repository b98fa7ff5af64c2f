"""A small document of canonical JSON that one key vouches for, and the file of one line that carries it.

The key file and the file a commune hands out are such files; the list of a commune's devices travels inside bundles.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from app.kernel import canonical
from app.kernel.errors import AppError, ErrorCode
from app.kernel.files import read_bytes, write_whole
from app.sync.keys import DeviceKeys, signature_holds

SIGNATURE: Final = "signature"
_CHECK: Final = "check"


@dataclass(frozen=True, slots=True)
class FileForm:
    """What tells one kind of file from another, and the messages for a file that is not one."""

    name: str
    """Value of its key ``format``."""
    version: int
    signed_as: bytes
    """Stands before the text that is signed, so that no signature can be one of something else."""
    limit: int
    """Largest file in bytes."""
    other: ErrorCode
    damaged: ErrorCode
    too_new: ErrorCode
    forged: ErrorCode


def signed(content: Mapping[str, Any], keys: DeviceKeys, signed_as: bytes) -> dict[str, Any]:
    """Return ``content`` with the signature of ``keys`` over its canonical JSON."""
    return {**content, SIGNATURE: keys.sign(signed_as + canonical.encode(dict(content))).hex()}


def holds(document: Mapping[str, Any], signing: str, signed_as: bytes) -> bool:
    """Tell whether the key ``signing`` (64 hexadecimal digits) signed everything else in ``document``."""
    content = {key: value for key, value in document.items() if key != SIGNATURE}
    try:
        signature = bytes.fromhex(document[SIGNATURE])
        return signature_holds(signing, signature, signed_as + canonical.encode(content))
    except (KeyError, TypeError, ValueError):
        return False


def signed_bytes(form: FileForm, content: Mapping[str, Any], keys: DeviceKeys) -> bytes:
    """Return a file of one line: format, version, ``content``, signature and a check that tells damage from forgery."""
    whole = signed({"format": form.name, "version": form.version, **content}, keys, form.signed_as)
    return canonical.encode({**whole, _CHECK: _check(whole)}) + b"\n"


def write_signed(path: Path, form: FileForm, content: Mapping[str, Any], keys: DeviceKeys) -> None:
    """Write the file of :func:`signed_bytes`; raises FILE-001, FILE-002."""
    write_whole(path, signed_bytes(form, content, keys))


def read_signed(path: Path, form: FileForm) -> dict[str, Any]:
    """Return what a file says, signature included, whose damage and version are judged; :func:`holds` judges the rest.

    Raises the ``other``, ``damaged`` and ``too_new`` of ``form``.
    """
    content = _content(path, form)
    if content.pop(_CHECK, None) != _check(content):
        raise AppError(form.damaged, file=path.name)
    if content["version"] != form.version:
        raise AppError(form.too_new, file=path.name)
    return content


def is_file_of(path: Path, form: FileForm) -> bool:
    """Tell whether a file calls itself one of ``form``, before anything in it is judged; raises FILE-003, FILE-004."""
    return f'"format":"{form.name}"'.encode() in read_bytes(path, form.limit)


def _content(path: Path, form: FileForm) -> dict[str, Any]:
    data = read_bytes(path, form.limit + 1)
    if f'"{form.name}"'.encode() not in data or len(data) > form.limit:
        raise AppError(form.other, file=path.name)
    try:
        content = canonical.decode(data.strip())
    except canonical.NotCanonical as error:
        raise AppError(form.damaged, file=path.name) from error
    if not isinstance(content, dict) or content.get("format") != form.name:
        raise AppError(form.other, file=path.name)
    if not isinstance(content.get("version"), int):
        raise AppError(form.damaged, file=path.name)
    return content


def _check(content: Mapping[str, Any]) -> str:
    return hashlib.sha256(canonical.encode(dict(content))).hexdigest()[:8]
