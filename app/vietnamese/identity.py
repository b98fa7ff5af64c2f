"""Personal id numbers and phone numbers: always text, read softly.

Số định danh cá nhân (= số CCCD), 12 digits ``PPP G YY NNNNNN`` (Thông tư 07/2016/TT-BCA): province or country of
birth registration in the old list 001 to 096, for life; century and sex; last two digits of the birth year; random.
Old CMND numbers have 9. Wrong registrations exist, so every contradiction is a warning and none an error.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final

from app.vietnamese.text import clean, fold

ID_LENGTH: Final = 12
OLD_ID_LENGTH: Final = 9
LAST_PROVINCE: Final = 96
SHOWN_DIGITS: Final = 4
"""How many digits of an id number lists and bundles may show."""

MALE: Final = "Nam"
FEMALE: Final = "Nữ"

_PUNCTUATION: Final = re.compile(r"[\s.\-'()]")
_MOBILE: Final = re.compile(r"0[35789][0-9]{8}")
_LANDLINE: Final = re.compile(r"02[0-9]{9}")
_OLD_MOBILE: Final = re.compile(r"01[0-9]{9}")
_LOST_ZERO_MOBILE: Final = re.compile(r"[35789][0-9]{8}")
_COUNTRY_CODE: Final = re.compile(r"(?:\+840?|00840?|84(?=[1-9][0-9]{8,9}$))([1-9][0-9]+)")


class IdKind(StrEnum):
    """What an id number looks like by its length."""

    CCCD12 = "cccd12"
    CMND9 = "cmnd9"
    LOST_ZERO = "lost_zero"
    """10 or 11 digits that fit when the zeros a spreadsheet ate are put back."""
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class SoftWarning:
    """Something to look at, never a refusal: a stable ``code`` and a Vietnamese sentence without the number itself."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class IdNumber:
    """An id number taken apart. Province, sex and birth year are known for 12 digits only."""

    text: str
    kind: IdKind

    @property
    def province(self) -> str | None:
        """Three digits of the old list of provinces and countries; never compare them with the 34 of today."""
        return self.text[:3] if self.kind is IdKind.CCCD12 else None

    @property
    def sex(self) -> str | None:
        """Return "Nam" or "Nữ" as the number says it."""
        if self.kind is not IdKind.CCCD12:
            return None
        return FEMALE if int(self.text[3]) % 2 else MALE

    @property
    def birth_year(self) -> int | None:
        """The year as the number says it; the century digit counts from 1900 in pairs."""
        if self.kind is not IdKind.CCCD12:
            return None
        return 1900 + 100 * (int(self.text[3]) // 2) + int(self.text[4:6])


@lru_cache(maxsize=256)
def read_id(text: str) -> IdNumber:
    """Take an id number apart after removing spaces, dots, dashes and the ".0" of a number cell."""
    digits = _bare(text)
    if not _is_number(digits):
        return IdNumber(digits, IdKind.OTHER)
    if len(digits) == ID_LENGTH:
        return IdNumber(digits, IdKind.CCCD12)
    if len(digits) == OLD_ID_LENGTH:
        return IdNumber(digits, IdKind.CMND9)
    return IdNumber(digits, IdKind.LOST_ZERO if _lost_zeros(digits) else IdKind.OTHER)


def fill_zeros(text: str) -> str:
    """Return 12 digits for 10 or 11 that lost their zeros; anything else, 9 digits above all, only without spaces."""
    number = read_id(text)
    return number.text.zfill(ID_LENGTH) if number.kind is IdKind.LOST_ZERO else number.text


def warnings(text: str, sex: str | None = None, birth_year: int | None = None) -> list[SoftWarning]:
    """Return what is odd about an id number beside the sex ("Nam", "Nữ") and birth year of its person.

    Nothing about an empty number: not having one is no mistake.
    """
    number = read_id(text)
    if not number.text or number.kind is IdKind.CMND9:
        return []
    if number.kind is not IdKind.CCCD12:
        return [_length_warning(number)]
    found = []
    if not 1 <= int(number.text[:3]) <= LAST_PROVINCE:
        found.append(SoftWarning("id_province", "Ba số đầu của số định danh không phải mã tỉnh nào (001 đến 096)."))
    if sex and fold(sex) in {"nam", "nu"} and fold(sex) != fold(number.sex or ""):
        found.append(SoftWarning("id_sex", f"Giới tính ghi là {sex}, theo số định danh là {number.sex}."))
    if birth_year is not None and birth_year != number.birth_year:
        found.append(
            SoftWarning("id_birth_year", f"Năm sinh ghi là {birth_year}, theo số định danh là {number.birth_year}.")
        )
    return found


def mask(text: str) -> str:
    """Return "********2655": the last four digits; a number of four or less is hidden whole."""
    digits = _bare(text)
    shown = digits[-SHOWN_DIGITS:] if len(digits) > SHOWN_DIGITS else ""
    return shown.rjust(len(digits), "*")


def normalise_phone(text: str) -> str:
    """Return digits from 0 ("+84 912 291 366" gives "0912291366"); what is not one number stays as typed, cleaned.

    A zero that a spreadsheet ate is not put back here: see :func:`fill_phone_zero`.
    """
    digits = _bare(text)
    foreign = _COUNTRY_CODE.fullmatch(digits)
    if foreign:
        return f"0{foreign[1]}"
    return digits if _is_number(digits) else clean(text)


def fill_phone_zero(text: str) -> str:
    """Return the number with the zero in front that a spreadsheet ate, where it can only be a mobile number."""
    phone = normalise_phone(text)
    return f"0{phone}" if _LOST_ZERO_MOBILE.fullmatch(phone) else phone


def phone_warning(text: str) -> SoftWarning | None:
    """Return what is odd about a phone number, None for a blank one, a mobile of 10 or a landline of 11 digits."""
    phone = normalise_phone(text)
    if not phone or _MOBILE.fullmatch(phone) or _LANDLINE.fullmatch(phone):
        return None
    if _LOST_ZERO_MOBILE.fullmatch(phone):
        return SoftWarning("phone_lost_zero", "Số điện thoại thiếu số 0 ở đầu.")
    if _OLD_MOBILE.fullmatch(phone):
        return SoftWarning("phone_old", "Số di động 11 số đã đổi đầu số từ năm 2018, nên hỏi lại số mới.")
    return SoftWarning("phone_form", "Số điện thoại không đúng dạng 10 chữ số bắt đầu bằng 0.")


def _length_warning(number: IdNumber) -> SoftWarning:
    length = len(number.text)
    if number.kind is IdKind.LOST_ZERO:
        return SoftWarning("id_lost_zero", f"Số định danh có {length} chữ số, có lẽ bảng tính đã bỏ mất số 0 ở đầu.")
    if not _is_number(number.text):
        return SoftWarning("id_characters", "Số định danh có ký tự không phải chữ số.")
    return SoftWarning("id_length", f"Số định danh có {length} chữ số; căn cước có 12, chứng minh nhân dân cũ có 9.")


def _lost_zeros(digits: str) -> bool:
    """Tell whether filling with zeros gives a province: a spreadsheet eats every leading zero, so none may be left."""
    filled = digits.zfill(ID_LENGTH)
    return len(digits) in (10, 11) and digits[0] != "0" and 1 <= int(filled[:3]) <= LAST_PROVINCE


def _bare(text: str) -> str:
    """Drop what people and number cells put around digits."""
    return _PUNCTUATION.sub("", clean(text).removesuffix(".0"))


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal()
