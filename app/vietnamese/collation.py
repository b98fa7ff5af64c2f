"""Vietnamese order as bytes that any database can store and compare.

Letters first (a ă â b c d đ e ê … u ư v w x y z), then tones (ngang, huyền, hỏi, ngã, sắc, nặng), then case (small
before capital): CLDR ``common/collation/vi.xml``. White space comes before punctuation, then numbers by their value,
letters, other scripts. Python and SQLite put "Ă" and "Đ" after "Z", and Qt's collator follows the platform.

A key is made of self-delimiting elements per level, levels end with a zero byte, and no element begins with one: so
comparing bytes compares letters of the whole text before any tone, and all tones before any case.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final, NamedTuple

from app.vietnamese.names import split_name
from app.vietnamese.text import BARRED_D, TONE_MARKS, clean

LETTERS: Final = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
"""The alphabet with the four letters foreign words bring (f j w z) where a dictionary has them."""

_END: Final = b"\x00"
_SPACE: Final = b"\x02"
_SIGN: Final = b"\x03"
_NUMBER: Final = b"\x10"
_LETTER: Final = {letter: bytes([0x20 + rank]) for rank, letter in enumerate(LETTERS)}
_OTHER_LETTER: Final = b"\x80"
_REPAIR: Final = dict.fromkeys(BARRED_D, "đ")

_NO_TONE: Final = b"\x01"
_TONE: Final = {mark: bytes([2 + rank]) for rank, mark in enumerate(TONE_MARKS)}
_OTHER_MARK: Final = b"\x08"

_SMALL: Final = b"\x01"
_CAPITAL: Final = b"\x02"
_MOST_ZEROS: Final = 255

_DIGITS: Final = re.compile("([0-9]+)")


class _Levels(NamedTuple):
    letters: bytes
    tones: bytes
    cases: bytes


def sort_key(text: str) -> bytes:
    """Return the key of ``text``; an empty text comes first."""
    levels = _levels(text)
    return levels.letters + _END + levels.tones + _END + levels.cases


def name_sort_key(full_name: str, family_first: bool = False) -> bytes:
    """Return the key of a person's name: given name, then middle names, then family name.

    All people called "Hà" stand before all called "Hạ", whatever their family. ``family_first`` is the order of some
    clerical lists: family, middle, given.
    """
    name = split_name(full_name)
    parts = (name.given, name.middle, name.family)
    levels = [_levels(part) for part in (reversed(parts) if family_first else parts)]
    spelling = b"".join(level.letters + _END + level.tones + _END for level in levels)
    return spelling + _END.join(level.cases for level in levels)


@lru_cache(maxsize=4096)
def _levels(text: str) -> _Levels:
    weights = []
    for odd, run in enumerate(_DIGITS.split(clean(text))):
        weights += [_number_weights(run)] if odd % 2 else [_weights(char) for char in run]
    return _Levels(*(b"".join(level) for level in zip(*weights, strict=True))) if weights else _Levels(b"", b"", b"")


def _number_weights(digits: str) -> _Levels:
    """Order by length, then digits, zeros in front aside; fewer of those first when all else is equal."""
    value = digits.lstrip("0")
    zeros = min(len(digits) - len(value), _MOST_ZEROS - 1)
    return _Levels(_NUMBER + len(value).to_bytes(4, "big") + value.encode(), _NO_TONE, bytes([1 + zeros]))


@lru_cache(maxsize=4096)
def _weights(char: str) -> _Levels:
    """Weigh one character of NFC text; a mark that NFC could not join to its letter weighs at the level of tones."""
    base, *marks = list(unicodedata.normalize("NFD", char))
    if unicodedata.combining(base):
        return _Levels(b"", b"".join(_OTHER_MARK + _code_point(mark) for mark in (base, *marks)), b"")
    letter = _REPAIR.get(base.casefold(), base.casefold())
    small = base == base.casefold()
    tone, others = _NO_TONE, b""
    for mark in marks:
        joined = unicodedata.normalize("NFC", letter + mark)
        if joined in _LETTER:
            letter = joined
        elif mark in _TONE:
            tone = _TONE[mark]
        else:
            others += _OTHER_MARK + _code_point(mark)
    return _Levels(b"".join(map(_primary, letter)), tone + others, _SMALL if small else _CAPITAL)


def _primary(letter: str) -> bytes:
    if letter in _LETTER:
        return _LETTER[letter]
    if letter == " ":
        return _SPACE
    return (_OTHER_LETTER if letter.isalpha() else _SIGN) + _code_point(letter)


def _code_point(char: str) -> bytes:
    return ord(char).to_bytes(3, "big")
