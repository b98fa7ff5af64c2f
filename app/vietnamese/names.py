"""People's names: their parts, and a better spelling offered for names typed all in capitals or all small."""

import re
from dataclasses import dataclass
from typing import Final

from app.vietnamese.text import clean

_PREFIX_AND_NAME: Final = re.compile(r"([^\W\d_]')(.)(.*)", re.DOTALL)
"""One letter and an apostrophe begin names of the Ê Đê, Cơ Ho and others: H'Ngọc, K'Brốp."""


@dataclass(frozen=True, slots=True)
class PersonName:
    """The parts of a name; ``family`` and ``middle`` may be empty."""

    family: str
    middle: str
    given: str


def split_name(full_name: str) -> PersonName:
    """Split a name by the custom of lists: last word is the given name (tên), first the family name (họ).

    What stands between is the middle name (đệm), also where a given name has two words ("Bảo Ngọc"). A single word
    is a given name. Names of ethnic groups with another order are split in the same way: lists sort them so.
    """
    words = clean(full_name).split()
    if not words:
        return PersonName("", "", "")
    *others, given = words
    return PersonName(others[0] if others else "", " ".join(others[1:]), given)


def title_case_offer(text: str) -> str | None:
    """Return a spelling to offer for a name written all in capitals or all small, None where there is none to offer.

    Each word gets a capital first letter and small ones after it, "KHƠ-ME" gives "Khơ-me"; after one letter and an
    apostrophe the capital is repeated ("H'NGỌC" gives "H'Ngọc"). Mixed writing is a person's own and stays as it is.
    """
    name = clean(text)
    if not (name.isupper() or name.islower()):
        return None
    offer = " ".join(_capitalised(word) for word in name.split())
    return offer if offer != name else None


def _capitalised(word: str) -> str:
    prefixed = _PREFIX_AND_NAME.fullmatch(word)
    if prefixed:
        prefix, first, rest = prefixed.groups()
        return prefix.upper() + first.upper() + rest.lower()
    return word[0].upper() + word[1:].lower()
