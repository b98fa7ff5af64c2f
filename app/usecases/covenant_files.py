"""A covenant's file, whatever wrote it, as lines of text: Word, markdown, or plain text in the encodings Vietnam uses."""

import codecs
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from app.kernel.errors import AppError
from app.kernel.files import read_bytes
from app.usecases.covenant_text import numbered
from app.usecases.errors import (
    COVENANT_EMPTY_FILE,
    COVENANT_FILE_DAMAGED,
    COVENANT_FILE_TOO_LARGE,
    COVENANT_NO_TEXT,
    COVENANT_NOT_TEXT,
    COVENANT_TEXT_TOO_LONG,
)
from app.vietnamese.text import clean, fold, nfc

LARGEST_FILE: Final = 20 << 20
"""Bytes; a scanned decision pasted into a Word file makes it big, a text alone never is."""
MOST_LINES: Final = 5_000
LONGEST_LINE: Final = 20_000
"""Characters; the longest covenants known have some 600 lines and 60,000 characters."""

_KINDS: Final = (
    (b"\xd0\xcf\x11\xe0", "tệp Word đời cũ (.doc) hoặc tệp có mật khẩu"),
    (b"%PDF", "tệp PDF"),
    (b"{\\rtf", "tệp RTF"),
    (b"\x89PNG", "một bức ảnh"),
    (b"\xff\xd8\xff", "một bức ảnh"),
)
_BYTE_ORDER_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_EVERYDAY: Final = frozenset({"va", "cac", "nguoi", "dieu", "duoc", "phai"})
"""Words no covenant is without, all with marks in them: a wrong decoding loses every one."""

_EMPHASIS: Final = re.compile(r"(\*\*\*|\*\*|\*|___|__|(?<!\w)_)(?=\S)(.{1,300}?)(?<=\S)\1(?!\w)")
_ESCAPE: Final = re.compile(r"\\([!-/:-@\[-`{-~])")
_BLOCK: Final = re.compile(r"(?P<heading>#{1,6}\s)|>\s?|[-*+]\s")
_SENTENCE_END: Final = (".", ";", ":", "!", "?", "”", '"', ")")


def covenant_lines(path: Path) -> list[str]:
    """Return the lines of a covenant's file.

    Raises FILE-003, FILE-004, COVENANT-001 (0 bytes), -002 (damaged Word file), -003 (not a text), -004 (too large),
    -005 (no text in it), -010 (too long for a covenant).
    """
    data = read_bytes(path, LARGEST_FILE + 1)
    if len(data) > LARGEST_FILE:
        raise AppError(COVENANT_FILE_TOO_LARGE, file=path.name, megabytes=LARGEST_FILE >> 20)
    if not data:
        raise AppError(COVENANT_EMPTY_FILE, file=path.name)
    for start, kind in _KINDS:
        if data.startswith(start):
            raise AppError(COVENANT_NOT_TEXT, file=path.name, kind=kind)
    if data.startswith(b"PK") or path.suffix.lower() == ".docx":
        lines = _word_lines(data, path)
    else:
        written = _short_enough(decoded(data, path).splitlines(), path)
        lines = markdown_lines(written) if path.suffix.lower() in {".md", ".markdown"} else plain_lines(written)
    if not any(map(clean, lines)):
        raise AppError(COVENANT_NO_TEXT, file=path.name)
    return _short_enough(lines, path)


def decoded(data: bytes, path: Path) -> str:
    """Return the text of a plain file: by its byte order mark, as UTF-8, as UTF-16 without a mark, or as Windows-1258.

    Windows-1258 (the Vietnamese code page) writes tones as marks of their own, which NFC joins to their letters. Raises
    COVENANT-003 when no decoding gives Vietnamese.
    """
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _strictly(data[len(mark) :], encoding, path)
    if data.count(0) > len(data) // 8:
        little = data[1::2].count(0) > data[::2].count(0)
        return _strictly(data, "utf-16-le" if little else "utf-16-be", path)
    try:
        return _strictly(data, "utf-8", path)
    except AppError:
        text = _strictly(data, "cp1258", path)
        if _EVERYDAY.isdisjoint(fold(text).split()):
            raise AppError(
                COVENANT_NOT_TEXT, file=path.name, kind="phông chữ kiểu cũ hoặc tệp không phải văn bản"
            ) from None
        return text


def plain_lines(written: Iterable[str]) -> list[str]:
    """Return the paragraphs of plain text: a line that goes on in small letters belongs to the one before it."""
    lines: list[str] = []
    for line in map(str.strip, written):
        if lines and _goes_on(lines[-1], line):
            lines[-1] = f"{lines[-1]} {line}"
        else:
            lines.append(line)
    return lines


def markdown_lines(written: Iterable[str]) -> list[str]:
    """Return the paragraphs of markdown without its marks (CommonMark: a paragraph goes on until a blank line)."""
    lines: list[str] = []
    opened = False
    for line in map(str.rstrip, written):
        block = _BLOCK.match(line.lstrip())
        shown = _unmarked(line)
        if opened and shown and not block and not numbered(clean(shown)):
            lines[-1] = f"{lines[-1]} {shown}"
        else:
            lines.append(shown)
        opened = bool(shown) and not (block and block["heading"])
    return lines


def _short_enough(lines: list[str], path: Path) -> list[str]:
    if len(lines) > MOST_LINES or any(len(line) > LONGEST_LINE for line in lines):
        raise AppError(COVENANT_TEXT_TOO_LONG, file=path.name)
    return lines


def _word_lines(data: bytes, path: Path) -> list[str]:
    from app.documents.word_in import NotWord, lines_of_word

    try:
        return lines_of_word(data)
    except NotWord as error:
        raise AppError(COVENANT_FILE_DAMAGED, file=path.name) from error


def _strictly(data: bytes, encoding: str, path: Path) -> str:
    try:
        text = nfc(data.decode(encoding))
    except UnicodeDecodeError as error:
        raise AppError(COVENANT_NOT_TEXT, file=path.name, kind="tệp không phải văn bản") from error
    if "\0" in text:
        raise AppError(COVENANT_NOT_TEXT, file=path.name, kind="tệp không phải văn bản")
    return text


def _goes_on(before: str, line: str) -> bool:
    """Tell whether ``line`` is the rest of a sentence that was broken at the edge of a page eighty letters wide."""
    if not before or not line or before.endswith(_SENTENCE_END) or numbered(clean(line)):
        return False
    inside = numbered(clean(before))
    if inside is not None and inside.level in ("khoản", "điểm") and not line.isupper():
        return True  # these have no name of their own: a capital goes on with the sentence ("... báo với / Ủy ban nhân dân xã")
    return line[0].islower() or line[0].isdigit()


def _unmarked(line: str) -> str:
    shown = line.strip().strip("|")
    while match := _BLOCK.match(shown):
        if shown.startswith("- "):
            break
        shown = shown[match.end() :].lstrip()
    return _ESCAPE.sub(r"\1", _EMPHASIS.sub(r"\2", shown)).rstrip("#").strip()
