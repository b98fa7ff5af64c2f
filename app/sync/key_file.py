"""The key file: one device tells another who it is; two people then compare the digits (FORMAT.md "The key file")."""

from dataclasses import asdict
from pathlib import Path
from typing import Final

from app.kernel.errors import AppError
from app.sync.errors import KEY_FILE_DAMAGED, KEY_FILE_FORGED, KEY_FILE_TOO_NEW, NOT_A_KEY_FILE, WRONG_ROLE
from app.sync.keys import OwnDevice, PublicKeys, Role, public_from
from app.sync.signed import FileForm, holds, read_signed, write_signed

KEY_FILE: Final = FileForm(
    "sothon-key", 1, b"sothon-key-v1\0", 16 * 1024, NOT_A_KEY_FILE, KEY_FILE_DAMAGED, KEY_FILE_TOO_NEW, KEY_FILE_FORGED
)


def write_key_file(path: Path, own: OwnDevice) -> None:
    """Write the key file of this device, signed by itself."""
    write_signed(path, KEY_FILE, asdict(own.public), own.keys)


def read_key_file(path: Path, role: Role | None = None) -> PublicKeys:
    """Return the public keys in a key file; a person must still compare the fingerprint before trusting them.

    Raises :class:`AppError`: KEY-001 another kind of file, KEY-002 damaged, KEY-003 of the other ``role``,
    KEY-004 from a newer program, KEY-005 not signed by its own key.
    """
    content = read_signed(path, KEY_FILE)
    public = public_from(content)
    if public is None:
        raise AppError(KEY_FILE_DAMAGED, file=path.name)
    if not holds(content, public.signing, KEY_FILE.signed_as):
        raise AppError(KEY_FILE_FORGED, file=path.name)
    if role is not None and public.role is not role:
        raise AppError(WRONG_ROLE, file=path.name, found=public.role.label, wanted=role.label)
    return public
