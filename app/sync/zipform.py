"""The outside of a bundle: a zip that any unzip opens, of which only one sequence of bytes is legal.

Four entries, STORED, dated 1980-01-01, without extra fields, comments, data descriptors or zip64. The reader uses no
zip library: it steps through the four local headers, encodes them again with the writer and compares every byte. That
one comparison refuses duplicate or overlapping entries, junk before and after, lying sizes, odd names, links and
zip64 (Python's zipfile accepts them all). Layout of the fields: PKWARE APPNOTE 6.3.10, sections 4.3.7, 4.3.12, 4.3.16.
"""

import struct
import zlib
from collections.abc import Sequence
from typing import Final

from app.kernel.errors import AppError, ErrorCode
from app.sync.errors import CHANGED, NOT_A_BUNDLE, ORDINARY_ZIP, TRUNCATED

MIMETYPE: Final = b"application/x-sothon-bundle"
ENTRY_NAMES: Final = (b"mimetype", b"manifest.json", b"manifest.sig", b"payload.age")

_LOCAL: Final = struct.Struct("<4sHHHHHIIIHH")
_CENTRAL: Final = struct.Struct("<4sHHHHHHIIIHHHHHII")
_END: Final = struct.Struct("<4sHHHHIIH")
_LOCAL_MARK: Final = b"PK\x03\x04"
_VERSION: Final = 10
"""Zip 1.0: stored entries are all a reader must know."""
_DATE: Final = 0x0021
"""1980-01-01, the first day a zip can name: a bundle's name tells the day, its bytes do not."""


def assemble(contents: Sequence[bytes]) -> list[bytes]:
    """Return the bytes of the zip, in pieces, that holds the four ``contents`` in order."""
    pieces: list[bytes] = []
    directory: list[bytes] = []
    offset = 0
    for name, content in zip(ENTRY_NAMES, contents, strict=True):
        facts = (zlib.crc32(content), len(content), len(content), len(name), 0)
        local = _LOCAL.pack(_LOCAL_MARK, _VERSION, 0, 0, 0, _DATE, *facts) + name
        central = _CENTRAL.pack(b"PK\x01\x02", _VERSION, _VERSION, 0, 0, 0, _DATE, *facts, 0, 0, 0, 0, offset) + name
        pieces += [local, content]
        directory.append(central)
        offset += len(local) + len(content)
    size = sum(map(len, directory))
    count = len(ENTRY_NAMES)
    return [*pieces, *directory, _END.pack(b"PK\x05\x06", 0, 0, count, count, size, offset, 0)]


def dissect(data: bytes, file: str) -> list[bytes]:
    """Return the four contents of a bundle's bytes; ``file`` is its name for messages.

    Raises :class:`AppError`: BUNDLE-002 and -003 for other files, -004 when the end is missing, -005 when any byte
    is not the one :func:`assemble` would write.
    """
    _refuse_other_files(data, file)
    contents: list[bytes] = []
    offset = 0
    for name in ENTRY_NAMES:
        header = data[offset : offset + _LOCAL.size]
        start = offset + _LOCAL.size + len(name)
        if len(header) < _LOCAL.size:
            raise AppError(TRUNCATED, file=file)
        offset = start + _LOCAL.unpack(header)[8]
        if offset > len(data):
            raise AppError(TRUNCATED, file=file)
        contents.append(data[start:offset])
    _compare(data, assemble(contents), file)
    return contents


def _refuse_other_files(data: bytes, file: str) -> None:
    """Tell a bundle cut short inside its first entry from files that never were one."""
    beginning = _LOCAL.pack(
        _LOCAL_MARK,
        _VERSION,
        0,
        0,
        0,
        _DATE,
        zlib.crc32(MIMETYPE),
        len(MIMETYPE),
        len(MIMETYPE),
        len(ENTRY_NAMES[0]),
        0,
    )
    beginning += ENTRY_NAMES[0] + MIMETYPE
    if data.startswith(beginning):
        return
    raise AppError(_other_file(data, beginning), file=file)


def _other_file(data: bytes, beginning: bytes) -> ErrorCode:
    if beginning.startswith(data):
        return TRUNCATED
    if MIMETYPE in data[: 4 * len(beginning)]:
        return CHANGED
    return ORDINARY_ZIP if data.startswith(b"PK") else NOT_A_BUNDLE


def _compare(data: bytes, pieces: Sequence[bytes], file: str) -> None:
    offset = 0
    for piece in pieces:
        if not data.startswith(piece, offset):
            raise AppError(TRUNCATED if piece.startswith(data[offset : offset + len(piece)]) else CHANGED, file=file)
        offset += len(piece)
    if offset != len(data):
        raise AppError(CHANGED, file=file)
