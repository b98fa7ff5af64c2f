"""Lists written before Unicode: TCVN3 (fonts .VnTime) and VNI-Windows (fonts VNI-Times), told apart and made readable.

Both put Vietnamese letters at the byte values of Western accents, so that a spreadsheet read today shows "NguyÔn ThÞ Thuû" or
"Nguyeãn Thò Thuûy". Which encoding a text has is decided for a whole column from the syllables each reading gives, never for
a file: lists are put together from several offices. A text is converted before :func:`app.vietnamese.text.clean`, because
TCVN3's "ư" is the soft hyphen. Source of the tables: design text "domain", 4.6.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice, product
from typing import Final

from app.vietnamese.syllables import is_syllable
from app.vietnamese.text import fold, nfc


class Encoding(StrEnum):
    """How the text of a column is to be read."""

    UNICODE = "unicode"
    TCVN3 = "tcvn3"
    VNI = "vni"


_TCVN3_TABLE: Final = """
Ă A1 Â A2 Ê A3 Ô A4 Ơ A5 Ư A6 Đ A7 ă A8 â A9 ê AA ô AB ơ AC ư AD đ AE à B5 ả B6 ã B7 á B8 ạ B9
ằ BB ẳ BC ẵ BD ắ BE ặ C6 ầ C7 ẩ C8 ẫ C9 ấ CA ậ CB è CC ẻ CE ẽ CF é D0 ẹ D1 ề D2 ể D3 ễ D4 ế D5 ệ D6
ì D7 ỉ D8 ĩ DC í DD ị DE ò DF ỏ E1 õ E2 ó E3 ọ E4 ồ E5 ổ E6 ỗ E7 ố E8 ộ E9 ờ EA ở EB ỡ EC ớ ED ợ EE
ù EF ủ F1 ũ F2 ú F3 ụ F4 ừ F5 ử F6 ữ F7 ứ F8 ự F9 ỳ FA ỷ FB ỹ FC ý FD ỵ FE
"""


def _tcvn3_letters() -> dict[str, str]:
    """Return character seen -> letter meant; the last two are what a PDF makes of the bytes AD and B7."""
    words = _TCVN3_TABLE.split()
    table = {chr(int(byte, 16)): letter for letter, byte in zip(words[::2], words[1::2], strict=True)}
    return table | {"\u2212": "ư", "\u2219": "ã"}


TCVN3: Final[Mapping[str, str]] = _tcvn3_letters()

_TONES: Final = {"\u0301": "ù", "\u0300": "ø", "\u0309": "û", "\u0303": "õ", "\u0323": "ï"}
_CIRCUMFLEX: Final = {"": "â", "\u0301": "á", "\u0300": "à", "\u0309": "å", "\u0303": "ã", "\u0323": "ä"}
_BREVE: Final = {"": "ê", "\u0301": "é", "\u0300": "è", "\u0309": "ú", "\u0303": "ü", "\u0323": "ë"}
_ALONE: Final = {"ơ": "ô", "ư": "ö", "đ": "ñ", "í": "í", "ì": "ì", "ỉ": "æ", "ĩ": "ó", "ị": "ò", "ỵ": "î"}


def _vni_letters() -> dict[str, str]:
    """Return letter -> spelling, the one in common use where there are two."""
    spelled = {nfc(base + tone): base + mark for base in "aeouy" for tone, mark in _TONES.items()}
    spelled |= {nfc(f"{base}\u0302{tone}"): base + mark for base in "aeo" for tone, mark in _CIRCUMFLEX.items()}
    spelled |= {nfc(f"a\u0306{tone}"): "a" + mark for tone, mark in _BREVE.items()}
    spelled |= {nfc(base + tone): _ALONE[base] + mark for base in "ơư" for tone, mark in _TONES.items()}
    return spelled | _ALONE


VNI_LETTERS: Final[Mapping[str, str]] = _vni_letters()
"""Lower-case letter -> how VNI-Windows writes it: the letter and a mark, or one character alone."""

_VNI_OTHERWISE: Final = {"iù": "í", "iø": "ì", "iû": "ỉ", "iõ": "ĩ", "iï": "ị", "yï": "ỵ"}
"""Spellings met in old files beside the usual ones."""


def _vni_table() -> dict[str, str]:
    """Return spelling -> letter, with every mix of capital letter and capital mark that is typed."""
    table: dict[str, str] = {}
    for spelling, letter in [*((v, k) for k, v in VNI_LETTERS.items()), *_VNI_OTHERWISE.items()]:
        table[spelling] = letter
        for chars in product(*((char, char.upper()) for char in spelling)):
            if chars[0].isupper():
                table["".join(chars)] = letter.upper()
    return table


VNI: Final[Mapping[str, str]] = _vni_table()

_TCVN3_CHARS: Final = str.maketrans(dict(TCVN3))
_VNI_SPELLINGS: Final = re.compile("|".join(map(re.escape, sorted(VNI, key=len, reverse=True))))
"""Longest first: "aá" is one letter, not two."""

_TONED: Final = re.compile(f"[{''.join(each for each in TCVN3.values() if each.upper() not in TCVN3.values())}]")
"""Small letters that have no capital in TCVN3."""
_SPACES: Final = re.compile(r"(\s+)")
_CAPITALS: Final = re.compile(r"[A-Z].*[A-Z]", re.DOTALL)
_SMALL: Final = re.compile(r"[a-z]")
_WORD: Final = re.compile(r"[^\s\d!-&(-/:-@\[-`{-~…–—“”‘’§°×]+")  # an apostrophe belongs to its word
_VOWEL: Final = re.compile("[aeiouy]")
_NEW_LETTER: Final = re.compile(
    "[\u0102\u0103\u0110\u0111\u0128\u0129\u0168\u0169\u01a0\u01a1\u01af\u01b0\u1ea0-\u1ef9]"
)
"""Vietnamese letters that no Western encoding has: their text is Unicode already."""


def decode(text: str, encoding: Encoding) -> str:
    """Return ``text`` as Unicode (NFC). A text that holds Vietnamese letters of Unicode is never touched."""
    if encoding is Encoding.UNICODE or text.isascii() or _NEW_LETTER.search(text):
        return text
    if encoding is Encoding.VNI:
        return nfc(_VNI_SPELLINGS.sub(lambda found: VNI[found[0]], text))
    return nfc(_raised(text, text.translate(_TCVN3_CHARS)))


def _raised(text: str, converted: str) -> str:
    """Put into capitals what only a capitals font (.VnTimeH) showed so; TCVN3 has no capital letters with a tone.

    "NGUYÔN THÞ" is a text of capitals: it has a word with two plain ones and no small plain letter; a single such word
    ("huyÖn B×NH GIANG") is one too. A name whose other words begin with capitals ("Ngäc ¸nh") gets its own.
    """
    words = _SPACES.split(text)
    shouted = [_CAPITALS.search(word) is not None and _SMALL.search(word) is None for word in words]
    if any(shouted) and _SMALL.search(text) is None:
        return converted.upper()
    pieces = [piece.upper() if loud else piece for piece, loud in zip(_SPACES.split(converted), shouted, strict=True)]
    toned = [
        _TONED.match(piece) is not None and not word[:1].isascii() for piece, word in zip(pieces, words, strict=True)
    ]
    others = [piece for piece, odd in zip(pieces, toned, strict=True) if piece[:1].isalpha() and not odd]
    if others and all(piece[:1].isupper() for piece in others):
        pieces = [piece[:1].upper() + piece[1:] if odd else piece for piece, odd in zip(pieces, toned, strict=True)]
    return "".join(pieces)


@dataclass(frozen=True, slots=True)
class Detected:
    """The encoding of a column; ``shares`` says which share of its marked ``words`` each reading makes syllables of (0 to 1)."""

    encoding: Encoding
    shares: Mapping[Encoding, float]
    words: int


MOST_VALUES: Final = 2_000
MOST_WORDS: Final = 300
"""Values and different words looked at; more tell nothing new."""
ENOUGH: Final = 0.6
"""Share of syllables below which no old encoding is believed."""
BETTER: Final = 0.15
"""How much better than plain Unicode a reading must be."""


def detect(values: Iterable[str]) -> Detected:
    """Return how the text of a column is encoded, judged by all its words that are more than plain ASCII.

    Unicode whenever in doubt: a column without such words, or where converting makes nothing better.
    """
    words = _marked_words(values)
    shares = {each: _share([decode(word, each) for word in words]) for each in Encoding}
    best = max(Encoding, key=lambda each: shares[each])
    if shares[best] < ENOUGH or shares[best] < shares[Encoding.UNICODE] + BETTER:
        best = Encoding.UNICODE
    return Detected(best, shares, len(words))


def _marked_words(values: Iterable[str]) -> list[str]:
    found: dict[str, None] = {}
    for value in islice((each for each in values if not each.isascii()), MOST_VALUES):
        found.update((word, None) for word in _WORD.findall(value) if not word.isascii())
        if len(found) >= MOST_WORDS:
            break
    return list(found)


def _share(words: list[str]) -> float:
    """Return which share of words reads as syllables; abbreviations ("ĐVT") say nothing either way."""
    telling = [word for word in words if not word.isalpha() or _VOWEL.search(fold(word))]
    return sum(map(_reads_well, telling)) / len(telling) if telling else 0.0


def _reads_well(word: str) -> bool:
    """Tell whether a word is a syllable in lower case, capitals, or with a capital first letter."""
    return (word.islower() or word.isupper() or word.istitle()) and is_syllable(word)
