"""Pictures beside the database: one encrypted file each, named by the SHA-256 of what is inside, written once.

They would swell the database and every backup of it, so they lie in a folder of their own. The key is kept in the database, so
whoever cannot open the books cannot look at the pictures either, and a restored backup still opens them.

A file is ``SOTHONB1``, 12 random bytes of nonce, and the bytes under AES-256-GCM with the name as associated data
(NIST SP 800-38D): a file that was changed, or renamed into another's place, does not open.
"""

import contextlib
import hashlib
import re
import shutil
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.kernel.errors import AppError
from app.kernel.files import PART, failure, matching, whole_file, write_whole
from app.storage.errors import PICTURE_DAMAGED, PICTURE_MISSING

FOLDER: Final = "blobs"
KEY_BYTES: Final = 32
_MAGIC: Final = b"SOTHONB1"
_NONCE: Final = 12
_SEAL: Final = len(_MAGIC) + _NONCE + 16
"""Bytes a sealed file is longer than what is inside: the mark, the nonce, the tag."""
_ASIDE: Final = ".damaged"
_NAME: Final = re.compile(r"[0-9a-f]{64}")


class Blobs:
    """The pictures of one data folder."""

    def __init__(self, folder: Path, key: bytes, random_bytes: Callable[[int], bytes]) -> None:
        self.folder = folder
        self._cipher = AESGCM(key)
        self._random_bytes = random_bytes

    def put(self, data: bytes) -> str:
        """Keep ``data`` and return its SHA-256; what is there already is not written again. Raises FILE-001, FILE-002."""
        name = hashlib.sha256(data).hexdigest()
        path = self.folder / name
        if not path.exists():
            try:
                self.folder.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise failure(error, path) from error
            nonce = self._random_bytes(_NONCE)
            write_whole(path, _MAGIC + nonce + self._cipher.encrypt(nonce, data, name.encode()))
        return name

    def get(self, name: str) -> bytes:
        """Return what is kept under a SHA-256; raises BLOB-001 when it is not here, BLOB-002 when it is damaged."""
        if not _NAME.fullmatch(name):
            raise AppError(PICTURE_MISSING)
        try:
            sealed = (self.folder / name).read_bytes()
        except OSError as error:
            raise AppError(PICTURE_MISSING) from error
        nonce = sealed[len(_MAGIC) : len(_MAGIC) + _NONCE]
        try:
            data = self._cipher.decrypt(nonce, sealed[len(_MAGIC) + _NONCE :], name.encode())
        except (InvalidTag, ValueError) as error:
            raise AppError(PICTURE_DAMAGED) from error
        if not sealed.startswith(_MAGIC):
            raise AppError(PICTURE_DAMAGED)
        return data

    def has(self, name: str) -> bool:
        """Tell whether a picture is here."""
        return bool(_NAME.fullmatch(name)) and (self.folder / name).exists()

    def size(self, name: str) -> int:
        """Return the bytes of a picture without opening it; raises BLOB-001 when it is not here."""
        try:
            return (self.folder / name).stat().st_size - _SEAL
        except OSError as error:
            raise AppError(PICTURE_MISSING) from error

    def set_aside(self, name: str) -> None:
        """Let a picture that cannot be opened count as not here, so that it can come again; nothing is deleted.

        With the key of other books it may still open: a backup put back may be older than the key.
        """
        with contextlib.suppress(OSError):
            (self.folder / name).replace(self.folder / f"{name}{_ASIDE}")

    def names(self) -> set[str]:
        """Return the SHA-256 of every picture that is here."""
        return names_in(self.folder)

    def remove(self, names: Collection[str]) -> int:
        """Delete these pictures; return how many were here."""
        here = self.names() & set(names)
        for name in here:
            with contextlib.suppress(OSError):
                (self.folder / name).unlink()
        for name in names:
            with contextlib.suppress(OSError):
                (self.folder / f"{name}{_ASIDE}").unlink(missing_ok=True)
        return len(here)

    def keep_only(self, wanted: Collection[str]) -> int:
        """Delete every picture that is not ``wanted``, and what a power cut left half written; return how many there were."""
        for part in matching(self.folder, f"*{PART}"):
            with contextlib.suppress(OSError):
                part.unlink()
        return self.remove(self.names() - set(wanted))


def names_in(folder: Path) -> set[str]:
    """Return the SHA-256 of every picture in a folder; that needs no key. Raises FILE-004 when the disk does not tell."""
    return {path.name for path in matching(folder, "*") if _NAME.fullmatch(path.name)}


def copy_missing(source: Path, target: Path, wanted: Collection[str]) -> int:
    """Copy the sealed files of ``wanted`` pictures that one folder has and another lacks, as they are; return how many.

    Raises FILE-001, FILE-002.
    """
    lacking = [name for name in sorted(wanted) if (source / name).exists() and not (target / name).exists()]
    if lacking:
        try:
            target.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise failure(error, target) from error
    for name in lacking:
        with whole_file(target / name) as stream, (source / name).open("rb") as sealed:
            shutil.copyfileobj(sealed, stream)
    return len(lacking)
