"""The code on printed paper: 16 characters that lead to one print of one pledge, or to one copy of a handbook.

Prefix 1, village tag 4, print 8, page 1, check 2, of 31 characters that nobody confuses: digits and capitals without
0 O 1 I E. 31 is prime, so characters are numbers of the field GF(31), and two check characters make the code a
Reed-Solomon code (Reed & Solomon 1960) of distance 3: two wrong characters are never taken for a right code, and a
single wrong one is located. What is located is named to the person, never corrected behind their back.

Character number i (from 0, left) counts with weight 1 in the first check sum and 3 to the power i in the second; both
sums of a right code are 0. One wrong character with difference d leaves d and d * 3**i, whose quotient tells i.
"""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from app.vietnamese.text import has_marks

ALPHABET: Final = "23456789ABCDFGHJKLMNPQRSTUVWXYZ"
PREFIX: Final = "S"
"""The first character of every sheet of this program; another one means another kind of code."""
HANDBOOK: Final = "H"
"""The first character of the code on the back of a handbook."""

TAG_LENGTH: Final = 4
PRINT_LENGTH: Final = 8
LENGTH: Final = 16
GROUP: Final = 4
MOST_PAGES: Final = len(ALPHABET)
"""Pages of one print that its code can count: one character says which."""

_FIELD: Final = len(ALPHABET)
_VALUE: Final = {char: value for value, char in enumerate(ALPHABET)}
_ROOT: Final = 3
"""A primitive root of 31: its powers 0 to 29 are all different, so every place has its own weight."""
_WEIGHTS: Final = [pow(_ROOT, place, _FIELD) for place in range(LENGTH)]
_PLACE: Final = {weight: place for place, weight in enumerate(_WEIGHTS)}
_FAIR_BYTES: Final = 256 - 256 % _FIELD
"""Bytes below this are spread evenly over the alphabet."""

_GAPS: Final = re.compile(r"[\s\-\u2010-\u2015]+")


@dataclass(frozen=True, slots=True)
class SheetCode:
    """What a code says. Raises ValueError for parts of a wrong length or foreign characters."""

    village_tag: str
    print_part: str
    page: str
    prefix: str = PREFIX

    def __post_init__(self) -> None:
        lengths = (len(self.village_tag), len(self.print_part), len(self.page), len(self.prefix))
        if lengths != (TAG_LENGTH, PRINT_LENGTH, 1, 1) or not set(self.body) <= _VALUE.keys():
            raise ValueError("a sheet code has a tag of 4, a print of 8 and a page of 1 character of its alphabet")

    def __str__(self) -> str:
        """Return the 16 characters, as in the barcode."""
        return encode(self)

    @property
    def page_number(self) -> int:
        """The page, from 1."""
        return _VALUE[self.page] + 1

    @property
    def body(self) -> str:
        """The 14 characters that the two check characters protect."""
        return self.prefix + self.village_tag + self.print_part + self.page


@dataclass(frozen=True, slots=True)
class Misread:
    """One character is wrong: the one at ``position`` (from 0), which should be ``suggestion``. ``code`` is all 16 so.

    A suggestion is for a person to compare with the paper: two wrong characters can look like one elsewhere.
    """

    position: int
    suggestion: str
    code: str


class Fault(StrEnum):
    """Why a code cannot be read."""

    LENGTH = "length"
    """Not 16 characters."""
    MARKS = "marks"
    """Letters with diacritics: a Vietnamese keyboard program rewrote what was typed or scanned."""
    CHARACTERS = "characters"
    """More than one character that no code has."""
    PREFIX = "prefix"
    """A right code of another kind."""
    CHECK = "check"
    """More than one wrong character."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """The text is no code of a sheet and not one character away from one."""

    fault: Fault


def encode(code: SheetCode) -> str:
    """Return the 16 characters of a code."""
    body = code.body
    first, second = _sums(body)
    before, last = _WEIGHTS[-2], _WEIGHTS[-1]
    last_check = (first * before - second) * pow(last - before, -1, _FIELD) % _FIELD
    return body + ALPHABET[(-first - last_check) % _FIELD] + ALPHABET[last_check]


def decode(text: str, prefix: str = PREFIX) -> SheetCode | Misread | Unreadable:
    """Read a typed or scanned code of the kind of ``prefix``; a :class:`SheetCode` only when both check sums are right."""
    typed = normalise(text)
    if has_marks(typed):
        return Unreadable(Fault.MARKS)
    if len(typed) != LENGTH:
        return Unreadable(Fault.LENGTH)
    foreign = [place for place, char in enumerate(typed) if char not in _VALUE]
    if len(foreign) > 1:
        return Unreadable(Fault.CHARACTERS)
    if not foreign and _sums(typed) == (0, 0):
        return _parts(typed) if typed.startswith(prefix) else Unreadable(Fault.PREFIX)
    return _misread(typed, foreign[0] if foreign else None, prefix)


def normalise(text: str) -> str:
    """Return capitals without spaces and dashes; characters outside the alphabet stay, to be reported, not guessed."""
    return _GAPS.sub("", text).upper()


def format(code: str | SheetCode) -> str:  # noqa: A001 - reads as sheet_code.format
    """Return "XXXX XXXX XXXX XXXX" as printed below the barcode."""
    text = str(code)
    return " ".join(text[start : start + GROUP] for start in range(0, len(text), GROUP))


def page_character(number: int) -> str:
    """Return the character of page ``number`` (1 to 31); raise ValueError beyond."""
    if not 1 <= number <= _FIELD:
        raise ValueError("a sheet code counts pages from 1 to 31")
    return ALPHABET[number - 1]


def random_print_part(random_bytes: Callable[[int], bytes]) -> str:
    """Return 8 random characters, each equally likely: bytes that would favour some characters are thrown away."""
    chars = ""
    while len(chars) < PRINT_LENGTH:
        chars += "".join(ALPHABET[byte % _FIELD] for byte in random_bytes(PRINT_LENGTH) if byte < _FAIR_BYTES)
    return chars[:PRINT_LENGTH]


def village_tag(pile_id_hex: str) -> str:
    """Return the 4 characters of a village, the same on every device: SHA-256 of its pile id, modulo 31**4."""
    number = int.from_bytes(hashlib.sha256(f"village tag\x1f{pile_id_hex}".encode()).digest(), "big")
    tag = ""
    for _ in range(TAG_LENGTH):
        number, value = divmod(number, _FIELD)
        tag += ALPHABET[value]
    return tag


def _parts(code: str) -> SheetCode:
    prefix, rest = code[0], code[1:]
    tag, end = rest[:TAG_LENGTH], TAG_LENGTH + PRINT_LENGTH
    return SheetCode(tag, rest[TAG_LENGTH:end], rest[end], prefix)


def _misread(typed: str, foreign: int | None, prefix: str) -> Misread | Unreadable:
    """Locate the one wrong character; a ``foreign`` one is located already and counts as 0 in the sums."""
    first, second = _sums(typed)
    place = _PLACE.get(second * pow(first, -1, _FIELD) % _FIELD) if first else None
    if foreign is not None and first == second == 0:
        place = foreign
    if place is None or foreign not in (None, place):
        return Unreadable(Fault.CHECK)
    right = ALPHABET[(_VALUE.get(typed[place], 0) - first) % _FIELD]
    code = typed[:place] + right + typed[place + 1 :]
    return Misread(place, right, code) if code.startswith(prefix) else Unreadable(Fault.CHECK)


def _sums(text: str) -> tuple[int, int]:
    values = [_VALUE.get(char, 0) for char in text]
    first = sum(values)
    second = sum(value * weight for value, weight in zip(values, _WEIGHTS, strict=False))
    return first % _FIELD, second % _FIELD
