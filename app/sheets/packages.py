"""An .xlsx is a zip of XML parts (ECMA-376 part 2), and so is an .ods; an .xlsb has binary ones. It is taken apart here and put
together, harmless.

The reading library trusts what a file claims: one cell in the last row makes it reserve memory for 17 billion cells,
and a failed reservation ends the process. So every text part is unpacked under limits, measured with expat, and
stored in a new zip written here. Macros, pictures and everything else that is not XML stay behind.
"""

import io
import re
import zipfile
import zlib
from typing import Final

from app.sheets import errors, limits
from app.sheets.binary_meter import BinaryMeter, shared_lengths
from app.sheets.errors import RefusedError
from app.sheets.open_document_meter import OpenDocumentMeter
from app.sheets.worksheet_meter import WorksheetMeter, shared_text_lengths

ENCRYPTED_FLAG: Final = 0x1
"""General purpose bit 0 of a zip entry (APPNOTE 4.4.4)."""

CLAIMED_COUNT: Final = b"uniqueCount"
"""Attribute of the shared strings for which python-calamine 0.9.1 reserves memory unseen (tafia/calamine#684)."""

IGNORED: Final = b"uniqueIgnor"

_WORKBOOK: Final = "xl/workbook.xml"
_BINARY: Final = "xl/workbook.bin"
_SHARED: Final = "xl/sharedStrings.bin"
_BINARY_PARTS: Final = re.compile(r"xl/(?:workbook|sharedStrings|styles|worksheets/[\w-]+)\.bin")
"""Parts of an .xlsb that are read; macros and printer settings are ``.bin`` too and stay behind."""
_OPEN_DOCUMENT: Final = "content.xml"
_MANIFEST: Final = "META-INF/manifest.xml"
_MIMETYPE: Final = "application/vnd.oasis.opendocument.spreadsheet"
_PLAIN_MANIFEST: Final = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'


def rebuilt(data: bytes) -> io.BytesIO:
    """Return an equal workbook that holds only measured XML parts, uncompressed, ready for the reading library.

    Raises :class:`RefusedError`.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return _copied(package, len(data))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError) as error:
        raise RefusedError(errors.DAMAGED, str(error)) from error


def _copied(package: zipfile.ZipFile, packed: int) -> io.BytesIO:
    parts = _text_parts(package)
    inflated = sum(info.file_size for info in parts.values())
    allowed = min(limits.MAX_INFLATED, max(limits.RATIO_COUNTS_FROM, packed * limits.MAX_RATIO))
    if inflated > allowed:
        raise RefusedError(errors.UNPACKS_TOO_LARGE, "inflated size or entries")
    if _BINARY in parts:
        return _binary(package, parts)
    if _WORKBOOK not in parts:
        return _open_document(package, parts)
    meter = WorksheetMeter()
    sheets: list[bytes] = []
    lengths: list[int] = []
    result = io.BytesIO()
    with zipfile.ZipFile(result, "w") as copy:
        for name, info in parts.items():
            content = package.read(info)  # stops at the declared size and checks the CRC
            if b"sheetData" in content:
                meter.measure(content)
                sheets.append(content)
            elif b"<sst" in content or b":sst" in content:
                if lengths:
                    raise RefusedError(errors.DAMAGED, "two tables of shared texts")
                lengths = shared_text_lengths(content)
                content = content.replace(CLAIMED_COUNT, IGNORED)
            copy.writestr(name, content)
    if max(lengths, default=0) * meter.used > limits.MAX_TEXT:
        text = WorksheetMeter(lengths)  # the same again, slower: the library copies a shared text for each cell
        for content in sheets:
            text.measure(content)
    result.seek(0)
    return result


def _text_parts(package: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """Return the XML parts by name; some old writers put backslashes into the names."""
    entries = package.infolist()
    if len(entries) > limits.MAX_ENTRIES:
        raise RefusedError(errors.UNPACKS_TOO_LARGE, "inflated size or entries")
    if any(info.flag_bits & ENCRYPTED_FLAG for info in entries):
        raise RefusedError(errors.PASSWORD_PROTECTED, "zip encryption")
    parts: dict[str, zipfile.ZipInfo] = {}
    for info in entries:
        name = info.filename.replace("\\", "/")
        if name.lower().endswith((".xml", ".rels")) or _BINARY_PARTS.fullmatch(name):
            if name in parts:
                raise RefusedError(errors.DAMAGED, "two parts of one name")
            parts[name] = info
    if not parts.keys() & {_WORKBOOK, _BINARY, _OPEN_DOCUMENT}:
        raise RefusedError(errors.NOT_A_SPREADSHEET, "no workbook part")
    return parts


def _binary(package: zipfile.ZipFile, parts: dict[str, zipfile.ZipInfo]) -> io.BytesIO:
    """Return the sheets of an .xlsb, measured."""
    meter = BinaryMeter(shared_lengths(package.read(parts[_SHARED])) if _SHARED in parts else [])
    result = io.BytesIO()
    with zipfile.ZipFile(result, "w") as copy:
        for name, info in parts.items():
            content = package.read(info)
            if name.startswith("xl/worksheets/") and name.endswith(".bin"):
                meter.measure(content)
            copy.writestr(name, content)
    result.seek(0)
    return result


def _open_document(package: zipfile.ZipFile, parts: dict[str, zipfile.ZipInfo]) -> io.BytesIO:
    """Return the tables of an .ods, measured; only its content is read."""
    manifest = package.read(parts[_MANIFEST]) if _MANIFEST in parts else b""
    if b"encryption-data" in manifest:
        raise RefusedError(errors.PASSWORD_PROTECTED, "encrypted")
    content = package.read(parts[_OPEN_DOCUMENT])
    if b"office:spreadsheet" not in content:
        raise RefusedError(errors.NOT_A_SPREADSHEET, "another kind of document")
    OpenDocumentMeter().measure(content)
    result = io.BytesIO()
    with zipfile.ZipFile(result, "w") as copy:
        copy.writestr("mimetype", _MIMETYPE)
        copy.writestr(_MANIFEST, _PLAIN_MANIFEST)
        copy.writestr(_OPEN_DOCUMENT, content)
    result.seek(0)
    return result
