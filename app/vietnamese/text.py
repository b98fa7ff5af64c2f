"""Text as it is stored, searched and compared.

Everything stored is NFC and passed :func:`clean` once, on entry, after old encodings (TCVN3, VNI) were converted:
in TCVN3 the soft hyphen U+00AD is the letter "ư", which is why it is kept here. SQLite folds ASCII only and knows
nothing of "đ", so searching goes over a column filled by :func:`fold`.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

TONE_MARKS: Final = "\u0300\u0309\u0303\u0301\u0323"
"""Huyền, hỏi, ngã, sắc, nặng: the order of CLDR ``common/collation/vi.xml`` (ngang, without a mark, goes first)."""

BARRED_D: Final = "đðɖ"
"""U+0111 and the two look-alikes (eth U+00F0, hooked d U+0256) that wrong fonts and converters leave in its place."""

_INVISIBLE: Final = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f"  # controls that are not white space
    "\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"  # zero width, direction, annotation
    "\ud800-\udfff]"  # halves of surrogate pairs, which UTF-8 cannot hold
)
_LONE_MARKS: Final = re.compile("^[\u0300-\u036f ]+")
_APOSTROPHES: Final = str.maketrans("‘’ʼ", "'''")
_PLAIN_D: Final = str.maketrans(dict.fromkeys(BARRED_D, "d"))
_LIKE_SPECIAL: Final = re.compile(r"[\\%_]")


def nfc(text: str) -> str:
    """Return ``text`` in normalisation form C, the only form that is stored and printed."""
    return unicodedata.normalize("NFC", text)


def clean(text: str) -> str:
    """Return one line of text as it is stored: NFC, visible characters, straight apostrophes, single spaces.

    White space of any kind (tabs, line ends, no-break spaces) becomes one space, none at the ends.
    """
    if text.isprintable() and "  " not in text and text[:1] != " " != text[-1:]:  # nearly always
        if text.isascii():
            return text
        if "‘" not in text and "’" not in text and "ʼ" not in text:
            return nfc(text)  # only the form of letters may be wrong
    visible = _INVISIBLE.sub("", text).translate(_APOSTROPHES)
    return nfc(" ".join(visible.split()))


def clean_lines(text: str) -> str:
    """Return a text of several lines as it is stored: each line as :func:`clean` makes it, no blank ones at the ends.

    A tone mark that stands alone at the beginning of a line is dropped: keyboards that type marks by the digit keys put one there
    for "5. ", it belongs to no letter, and change notes cannot carry it (:func:`app.kernel.canonical.is_writable`).
    """
    lines = (clean(line) for line in text.splitlines())
    return "\n".join(_LONE_MARKS.sub("", line) for line in lines).strip("\n")


@lru_cache(maxsize=10_000)
def fold(text: str) -> str:
    """Return ``text`` without marks and case, for searching: "Đặng  Thị Ơn" gives "dang thi on"."""
    text = clean(text)
    if text.isascii():
        return text.casefold()
    letters = (char for char in _caseless(text) if unicodedata.category(char) != "Mn")
    return " ".join("".join(letters).translate(_PLAIN_D).split())


def has_marks(query: str) -> bool:
    """Tell whether a query was typed with diacritics, so that exact matches should come first."""
    return any(char in BARRED_D or unicodedata.category(char) == "Mn" for char in _caseless(query))


def search_pattern(query: str) -> str:
    r"""Return the SQL LIKE pattern (``ESCAPE '\'``) that finds words by their beginnings, in the order typed.

    To be matched against ``' ' || folded``: "ng v an" gives "% ng% v% an%". A blank query matches everything.
    """
    return _word_pattern(fold(query))


def marked_pattern(query: str) -> str:
    r"""Return the LIKE pattern (``ESCAPE '\'``) of words as typed, marks and all, to match :func:`marked` text."""
    return _word_pattern(marked(query))


def marked(text: str) -> str:
    """Return ``text`` with its marks but without case, for finding exact spellings first."""
    return clean(text).casefold()


def _word_pattern(text: str) -> str:
    words = (_LIKE_SPECIAL.sub(r"\\\g<0>", word) for word in text.split())
    return "".join(f"% {word}" for word in words) + "%"


@lru_cache(maxsize=20_000)
def tone_key(text: str) -> str:
    """Return an equality key in which it does not matter over which vowel the tone is written.

    Per syllable the letters with their circumflex, breve or horn, then the tone; case is ignored. So "hoà" equals
    "hòa" and "thuỷ" equals "thủy", while "lý" and "lí" stay two spellings. The position carries no meaning anywhere:
    a tone misplaced after the initials "qu" or "gi" ("qúy" for "quý") is the same syllable too.
    """
    key: list[str] = []
    tones: list[str] = []
    for char in _caseless(clean(text)):
        if char in TONE_MARKS:
            tones.append(char)
            continue
        if not char.isalpha() and not unicodedata.combining(char):
            key += tones
            tones.clear()
        key.append(char)
    return nfc("".join(key + tones))


def meant(name: str, names: Sequence[str]) -> list[int]:
    """Return the places in ``names`` of what a person means who writes ``name``; more than one leaves the question open.

    They are those spelt so, wherever the tone is written. A name without any mark that nobody has is one typed without marks:
    "dong" may be "Đông" or "Đồng", while "Đồng" is never "Đông".
    """
    spelt = [place for place, each in enumerate(names) if tone_key(each) == tone_key(name)]
    if spelt or has_marks(name):
        return spelt
    return [place for place, each in enumerate(names) if fold(each) == fold(name)]


def _caseless(text: str) -> str:
    """Decompose and fold case (Unicode 3.13, canonical caseless matching)."""
    return unicodedata.normalize("NFD", unicodedata.normalize("NFD", text).casefold())
