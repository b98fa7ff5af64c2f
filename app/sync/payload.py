"""The inside of a bundle: one stream of a header line, note lines and blobs, written and read piece by piece.

What notes mean is not known here: they are canonical JSON lines of bytes, checked by the journal when they are merged.
FORMAT.md "The payload" names every key of the header.
"""

import gzip
import hashlib
import io
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from app.kernel import canonical
from app.sync.keys import is_256_bits
from app.sync.manifest import Measure

FORMAT: Final = "sothon-payload"
MAX_PLAIN: Final = 256 * 1024 * 1024
"""Largest payload in bytes once inflated, about 400,000 notes; more travels as several bundles."""
MAX_HEADER: Final = 4 * 1024 * 1024
MAX_NOTE: Final = 1024 * 1024
CHUNK: Final = 1 << 18
_LEVEL: Final = 6
"""Deflate level, measured in FORMAT.md "Why deflate"."""
_GZIP: Final = 31
"""zlib's window setting for a gzip wrapper (RFC 1952), which ``gunzip`` opens."""


class BadPayloadError(ValueError):
    """The inside of a bundle is not well formed; the argument says why, in Vietnamese, for the message."""


class TooMuchError(ValueError):
    """The inside is larger than it may be."""


@dataclass(frozen=True, slots=True)
class Blob:
    """One attachment: its SHA-256 (hexadecimal), its size in bytes, and how to get its bytes when they are needed."""

    sha256: str
    size: int
    read: Callable[[], bytes] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Contents:
    """What a use case wants to send: header facts, ``note_count`` canonical note lines, and blobs."""

    facts: Mapping[str, Any]
    note_count: int = 0
    notes: Iterable[bytes] = ()
    blobs: Sequence[Blob] = ()


def plain_pieces(contents: Contents, labels: Mapping[str, Any]) -> Iterator[bytes]:
    """Yield the payload before compression; ``labels`` are the header keys the container answers for.

    Raises ValueError for a mistake of the caller: a fact named like a key of the container, a line with a line feed
    in it, another number of notes than announced, a blob that is not what it is called; :class:`TooMuchError` for a header
    longer than :data:`MAX_HEADER`.
    """
    table = [{"sha256": blob.sha256, "size": blob.size} for blob in contents.blobs]
    own = {"format": FORMAT, "note_count": contents.note_count, "blobs": table, **labels}
    if own.keys() & contents.facts.keys():
        raise ValueError("a fact named like a key of the container")
    header = canonical.encode({**contents.facts, **own}) + b"\n"
    if len(header) > MAX_HEADER:
        raise TooMuchError  # its reader would refuse it, and the sender had been told that all is well
    yield header
    count = 0
    for line in contents.notes:
        if not 0 < len(line) <= MAX_NOTE or b"\n" in line:
            raise ValueError("a note that is not one line")
        count += 1
        yield line + b"\n"
    if count != contents.note_count:
        raise ValueError("another number of notes than announced")
    for blob in contents.blobs:
        data = blob.read()
        if Measure(len(data), hashlib.sha256(data).hexdigest()) != Measure(blob.size, blob.sha256):
            raise ValueError("a blob that is not what it is called")
        yield data


def deflate(pieces: Iterable[bytes], limit: int) -> tuple[bytes, Measure]:
    """Return the gzip of all pieces, and the measure of the pieces themselves.

    Raises :class:`TooMuchError` when the pieces pass :data:`MAX_PLAIN` or their gzip passes ``limit`` bytes.
    """
    engine = zlib.compressobj(_LEVEL, zlib.DEFLATED, _GZIP)
    packed, digest, size = io.BytesIO(), hashlib.sha256(), 0
    for batch in _batches(pieces):
        size += len(batch)
        digest.update(batch)
        packed.write(engine.compress(batch))
        if size > MAX_PLAIN or packed.tell() > limit:
            raise TooMuchError
    packed.write(engine.flush())
    return packed.getvalue(), Measure(size, digest.hexdigest())


def _batches(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the same bytes in fewer pieces: a call per line would cost a quarter of the compression itself."""
    held: list[bytes] = []
    size = 0
    for piece in pieces:
        held.append(piece)
        size += len(piece)
        if size >= CHUNK:
            yield b"".join(held)
            held, size = [], 0
    yield b"".join(held)


def measure(packed: bytes, limit: int) -> Measure:
    """Return the measure of what is inside a gzip without keeping it, reading at most ``limit`` + 1 bytes of it.

    Exactly one gzip member is legal: what ``gunzip`` would pass over in silence (a second member, zeros, junk behind the
    end) could hide anything. Raises :class:`TooMuchError` for more than ``limit`` bytes, :class:`BadPayloadError` for what is
    not one whole gzip.
    """
    digest, size = hashlib.sha256(), 0
    try:
        for chunk in _inflated(packed, limit + 1):
            digest.update(chunk)
            size += len(chunk)
    except zlib.error as error:
        raise BadPayloadError("phần nén bị hỏng") from error
    if size > limit:
        raise TooMuchError
    return Measure(size, digest.hexdigest())


def _inflated(packed: bytes, most: int) -> Iterator[bytes]:
    """Yield the inside of one gzip piece by piece, ``most`` bytes of it at most."""
    engine = zlib.decompressobj(_GZIP)
    view = memoryview(packed)
    for start in range(0, len(packed), CHUNK):
        waiting: bytes | memoryview = view[start : start + CHUNK]
        while len(waiting) and not engine.eof:
            chunk = engine.decompress(waiting, min(CHUNK, most))
            waiting = engine.unconsumed_tail
            yield chunk
            most -= len(chunk)
            if most == 0:
                return
        if engine.eof and (engine.unused_data or start + CHUNK < len(packed)):
            raise BadPayloadError("thừa dữ liệu sau phần nén")
    if not engine.eof:
        raise BadPayloadError("phần nén bị cụt")


class PayloadReader:
    """Reads a payload whose size and hash already hold; keeps it packed, so each pass inflates it again."""

    def __init__(self, packed: bytes) -> None:
        self._packed = packed
        with self._stream() as stream:
            line = _line(stream, MAX_HEADER, "dòng đầu")
        self.header = _header(line)
        self.note_count: int = self.header["note_count"]
        self._table = [(blob["sha256"], blob["size"]) for blob in self.header["blobs"]]
        self.blob_count = len(self._table)
        self._check_structure()

    def notes(self) -> Iterator[bytes]:
        """Yield each note line, without its line feed, in the order it was written."""
        with self._stream() as stream:
            stream.readline()
            yield from self._note_lines(stream)

    def blobs(self) -> Iterator[tuple[str, bytes]]:
        """Yield each blob as (SHA-256, bytes), checked, one at a time."""
        with self._stream() as stream:
            stream.readline()
            for _ in range(self.note_count):
                stream.readline()
            for sha256, size in self._table:
                yield sha256, stream.read(size)

    def _check_structure(self) -> None:
        with self._stream() as stream:
            stream.readline()
            for _ in self._note_lines(stream):
                pass
            for sha256, size in self._table:
                if _hash_of(stream, size) != sha256:
                    raise BadPayloadError("tệp kèm theo bị hỏng")
            if stream.read(1):
                raise BadPayloadError("thừa dữ liệu ở cuối")

    def _note_lines(self, stream: gzip.GzipFile) -> Iterator[bytes]:
        for _ in range(self.note_count):
            yield _line(stream, MAX_NOTE, "dòng dữ liệu")

    def _stream(self) -> gzip.GzipFile:
        return gzip.GzipFile(fileobj=io.BytesIO(self._packed))


def _line(stream: gzip.GzipFile, limit: int, what: str) -> bytes:
    line = stream.readline(limit + 1)
    if len(line) < 2 or not line.endswith(b"\n"):
        raise BadPayloadError(f"{what} thiếu hoặc quá dài")
    return line[:-1]


def _header(line: bytes) -> dict[str, Any]:
    try:
        header = canonical.decode(line)
    except canonical.NotCanonical as error:
        raise BadPayloadError("dòng đầu không đọc được") from error
    if not isinstance(header, dict) or header.get("format") != FORMAT:
        raise BadPayloadError("dòng đầu không phải của Sổ Thôn")
    if not _is_count(header.get("note_count")) or not _is_table(header.get("blobs")):
        raise BadPayloadError("dòng đầu thiếu số lượng")
    return header


def _is_table(table: object) -> bool:
    return isinstance(table, list) and all(
        isinstance(row, dict) and is_256_bits(row.get("sha256")) and _is_count(row.get("size")) for row in table
    )


def _is_count(value: object) -> bool:
    return type(value) is int and value >= 0


def _hash_of(stream: gzip.GzipFile, size: int) -> str:
    digest = hashlib.sha256()
    while chunk := stream.read(min(CHUNK, size)):
        digest.update(chunk)
        size -= len(chunk)
    return digest.hexdigest()
