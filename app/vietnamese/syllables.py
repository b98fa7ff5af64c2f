"""What a Vietnamese syllable looks like: onset, rime and tone, as spelling allows them.

Used to tell a text in an old encoding from a readable one, and to point out names that were typed wrong ("Nguyeexn"). It
knows what can be written, not what is a word; names of other peoples of Viet Nam ("H'Mai Niê") often are none, so nothing
may be refused for it.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final

from app.vietnamese.text import TONE_MARKS, nfc

_OPEN: Final = """
a ai ao au ay âu ây e eo ê êu i ia iu iêu o oa oai oao oay oe oeo oi ô ôi ơ ơi u ua ui uây uê uôi uơ uy uya uyu
ư ưa ưi ươi ươu ưu y yêu
"""
_NASAL: Final = """
am an ang anh ăm ăn ăng âm ân âng em en eng êm ên ênh im in inh iêm iên iêng om on ong oam oan oang oanh oăm oăn oăng
oen oong ôm ôn ông ơm ơn um un ung uân uâng uênh uôm uôn uông uyn uynh uyên ưm ưn ưng ươm ươn ương
yêm yên yêng yn ynh
"""
_STOPPED: Final = """
ac ach ap at ăc ăp ăt âc âp ât ec ep et êch êp êt ich ip it iêc iêp iêt oc op ot oac oach oat oăc oăt oet ooc
ôc ôp ôt ơp ơt uc up ut uât uêch uôc uôt uych uyp uyt uyêt ưc ưt ươc ươp ươt ych yêt yt
"""
"""Rimes that end in c, ch, p or t take only sắc and nặng."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_FREE: Final = _words(_OPEN) | _words(_NASAL)
_SHORT: Final = _words(_STOPPED)
_SHARP: Final = frozenset("\u0301\u0323")
_BEFORE_FRONT: Final = frozenset({"k", "gh", "ngh"})
_BEFORE_BACK: Final = frozenset({"c", "g", "ng"})
"""One sound each, written by the vowel that follows: kê but ca, nghe but nga."""
_FRONT: Final = "eêiy"
_PARTS: Final = re.compile("(ngh|ng|nh|gh|gi|g|kh|k|ph|qu|th|tr|ch|c|b|d|đ|h|l|m|n|p|r|s|t|v|x|)(.+)")


@lru_cache(maxsize=20_000)
def is_syllable(word: str) -> bool:
    """Tell whether one word can be a Vietnamese syllable, whatever its case and wherever its tone is written."""
    letters = unicodedata.normalize("NFD", word.lower())
    tones = [char for char in letters if char in TONE_MARKS]
    bare = nfc("".join(char for char in letters if char not in TONE_MARKS))
    found = _PARTS.fullmatch(bare)
    if found is None or len(tones) > 1:
        return False
    if bare.startswith("gi") and _rime_fits(bare[1:], tones):  # gì is g + i, giêng g + iêng
        return True
    return _onset_fits(found[1], found[2]) and _rime_fits(found[2], tones)


def _onset_fits(onset: str, rime: str) -> bool:
    return onset not in (_BEFORE_BACK if rime[0] in _FRONT else _BEFORE_FRONT)


def _rime_fits(rime: str, tones: list[str]) -> bool:
    return rime in _FREE or (rime in _SHORT and bool(tones) and tones[0] in _SHARP)
