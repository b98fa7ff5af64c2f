"""The old container of .xls files and of files with a password: a small file system in a file ([MS-CFB]).

Only what is needed: the names in it, one stream out of it, and a fresh container around one stream. The reading
library follows the sector chains of a file without looking for circles, so it only ever gets a container made here.
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from app.sheets.errors import DAMAGED, RefusedError

MAGIC: Final = bytes.fromhex("D0CF11E0A1B11AE1")
_END: Final = 0xFFFFFFFE
_FREE: Final = 0xFFFFFFFF
_FAT: Final = 0xFFFFFFFD
_MINI_CUTOFF: Final = 4096
_MINI_SECTOR: Final = 64
_SECTOR: Final = 4096
"""Sector size of the containers made here: their allocation table fits the header up to 400 MB."""

_HEADER: Final = struct.Struct("<8s16s5H6x9I")
_ENTRY: Final = struct.Struct("<64sHBBIII16sIQQIQ")
_STORAGE_ROOT, _STREAM = 5, 2


@dataclass(frozen=True, slots=True)
class _Entry:
    start: int
    size: int


class Container:
    """The directory of a compound file, and its streams by name."""

    def __init__(self, data: bytes) -> None:
        if len(data) < 512 or data[:8] != MAGIC:
            raise RefusedError(DAMAGED, "header")
        header = _HEADER.unpack_from(data)
        shift = header[5]
        if shift not in (9, 12):
            raise RefusedError(DAMAGED, "sector size")
        directory_start, mini_start, difat_start = header[9], header[12], header[14]
        self._data = data
        self._size = 1 << shift
        self._table = self._allocation_table(difat_start)
        listing = self._chain(directory_start)
        self._entries = dict(_entries(listing))
        root = next((_entry(listing[at : at + 128]) for at in range(0, len(listing), 128)), _Entry(_END, 0))
        self._mini = self._chain(root.start)
        self._mini_table = _integers(self._chain(mini_start))

    @property
    def names(self) -> frozenset[str]:
        """Names of all streams and storages, whatever folder they are in."""
        return frozenset(self._entries)

    def stream(self, name: str) -> bytes:
        """Return the content of a stream; raises :class:`RefusedError` when it is not all there."""
        entry = self._entries[name]
        if entry.size < _MINI_CUTOFF:
            sectors = _follow(entry.start, self._mini_table)
            content = b"".join(self._mini[at * _MINI_SECTOR : (at + 1) * _MINI_SECTOR] for at in sectors)
        else:
            content = self._chain(entry.start)
        if len(content) < entry.size:
            raise RefusedError(DAMAGED, "stream ends too early")
        return content[: entry.size]

    def _sector(self, number: int) -> bytes:
        at = (number + 1) * self._size
        if at >= len(self._data):
            raise RefusedError(DAMAGED, "sector outside the file")
        return self._data[at : at + self._size]

    def _chain(self, start: int) -> bytes:
        return b"".join(map(self._sector, _follow(start, self._table)))

    def _allocation_table(self, difat_start: int) -> Sequence[int]:
        numbers = list(_integers(self._data[76:512]))
        per_sector = self._size // 4 - 1
        seen: set[int] = set()
        while difat_start not in (_END, _FREE):
            if difat_start in seen:
                raise RefusedError(DAMAGED, "circle")
            seen.add(difat_start)
            sector = _integers(self._sector(difat_start))
            if len(sector) <= per_sector:
                raise RefusedError(DAMAGED, "sector ends too early")
            numbers += sector[:per_sector]
            difat_start = sector[per_sector]
        return _integers(b"".join(self._sector(number) for number in dict.fromkeys(numbers) if number != _FREE))


def wrapped(name: str, stream: bytes) -> bytes:
    """Return a new container (version 4, 4,096-byte sectors) that holds nothing but ``stream``."""
    stream = stream.ljust(_MINI_CUTOFF, b"\0")
    length = -(-len(stream) // _SECTOR)
    tables = 1
    while (tables + 2 + length) > tables * _SECTOR // 4:
        tables += 1
    root, directory, content = tables, tables + 1, tables + 2
    table = [_FAT] * tables + [_END, _END] + [*range(content + 1, content + length), _END]
    table += [_FREE] * (tables * _SECTOR // 4 - len(table))
    header = _HEADER.pack(
        MAGIC, bytes(16), 0x3E, 4, 0xFFFE, 12, 6, 1, tables, directory, 0, _MINI_CUTOFF, _END, 0, _END, 0
    )
    header += struct.pack("<109I", *range(tables), *[_FREE] * (109 - tables))
    listing = _listed("Root Entry", _STORAGE_ROOT, root, 0, child=1) + _listed(name, _STREAM, content, len(stream))
    return b"".join(
        (
            header.ljust(_SECTOR, b"\0"),
            struct.pack(f"<{len(table)}I", *table),
            bytes(_SECTOR),
            listing.ljust(_SECTOR, b"\0"),
            stream.ljust(length * _SECTOR, b"\0"),
        )
    )


def _listed(name: str, kind: int, start: int, size: int, child: int = _FREE) -> bytes:
    encoded = name.encode("utf-16-le")
    return _ENTRY.pack(encoded, len(encoded) + 2, kind, 1, _FREE, _FREE, child, bytes(16), 0, 0, 0, start, size)


def _entries(listing: bytes) -> list[tuple[str, _Entry]]:
    entries: list[tuple[str, _Entry]] = []
    for at in range(0, len(listing) - 127, 128):
        raw = listing[at : at + 128]
        length = int.from_bytes(raw[64:66], "little")
        if raw[66] and 2 <= length <= 64:
            entries.append((raw[: length - 2].decode("utf-16-le", "replace"), _entry(raw)))
    return entries[::-1]  # of two entries with one name the first counts


def _entry(raw: bytes) -> _Entry:
    if len(raw) < 128:
        raise RefusedError(DAMAGED, "directory ends too early")
    return _Entry(*struct.unpack_from("<II", raw, 116))


def _integers(raw: bytes) -> Sequence[int]:
    return struct.unpack(f"<{len(raw) // 4}I", raw[: len(raw) // 4 * 4])


def _follow(start: int, table: Sequence[int]) -> list[int]:
    """Return the sectors of a chain; a chain that leaves the table or runs in a circle is damaged."""
    chain: list[int] = []
    while start != _END:
        if start >= len(table) or len(chain) > len(table):
            raise RefusedError(DAMAGED, "chain")
        chain.append(start)
        start = table[start]
    return chain
