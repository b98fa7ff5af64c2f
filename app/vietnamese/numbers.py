"""Numbers in words and figures as Vietnamese papers write them, and amounts as people type them.

Thousands are parted by ".", decimals by ",". Everything is exact: integers, fractions, decimals, never floats.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Final, Literal

from app.vietnamese.text import fold

NO_SHARE: Final = "–"
"""What stands for a share of nothing."""

_DIGITS: Final = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_BILLION: Final = 1_000_000_000
_SWAP_MARKS: Final = str.maketrans(".,", ",.")

_UNITS: Final = {"ty": 10**9, "ti": 10**9, "trieu": 10**6, "tr": 10**6, "nghin": 1000, "ngan": 1000, "k": 1000, "": 1}
_CURRENCY: Final = re.compile(r"\s*(?:dong|vnd|d)(?: chan)?$")
_TERM: Final = re.compile(r"([0-9][0-9.,]*)\s*(ty|ti|trieu|tr|nghin|ngan|k|)(?:\s+|$)")
_VIETNAMESE: Final = re.compile(r"([0-9]{1,3}(?:\.[0-9]{3})+|[0-9]+)(?:,([0-9]+))?")
_ENGLISH: Final = re.compile(r"([1-9][0-9]{0,2}(?:,[0-9]{3})+|[0-9]+)(?:\.(?![0-9]{3}$)([0-9]+))?")
_LONGEST_AMOUNT: Final = 60


@dataclass(frozen=True, slots=True)
class NumberStyle:
    """Words that differ by region; the defaults are those of the north."""

    zero_tens: Literal["linh", "lẻ"] = "linh"
    thousand: Literal["nghìn", "ngàn"] = "nghìn"
    four: Literal["tư", "bốn"] = "tư"
    """The word for 4 after "mươi" (24: hai mươi tư)."""


NORTHERN: Final = NumberStyle()
SOUTHERN: Final = NumberStyle("lẻ", "ngàn", "bốn")


@dataclass(frozen=True, slots=True)
class AmountReading:
    """What a typed amount of money can mean, in đồng: nothing, one amount for sure, or a question.

    ``choices`` with ``sure`` false is a question to the person: "15,600" may be 15.600 written the English way.
    """

    choices: tuple[int, ...]
    sure: bool

    @property
    def dong(self) -> int | None:
        """The amount in đồng when there is no doubt."""
        return self.choices[0] if self.sure else None


def number_in_words(number: int, style: NumberStyle = NORTHERN) -> str:
    """Return 2.026 as "hai nghìn không trăm hai mươi sáu"; any size, "âm" before a negative."""
    if number < 0:
        return f"âm {number_in_words(-number, style)}"
    return " ".join(_words(number, style)) if number else _DIGITS[0]


def money_in_words(dong: int, style: NumberStyle = NORTHERN, even: bool = False) -> str:
    """Return the line under a sum: "Ba tỷ một trăm hai mươi triệu đồng", with ``even`` "… đồng chẵn"."""
    words = number_in_words(dong, style)
    return f"{words[0].upper()}{words[1:]} đồng{' chẵn' if even else ''}"


def format_number(value: int | Decimal) -> str:
    """Return 1537 as "1.537" and Decimal("1234.50") as "1.234,50"."""
    return f"{Decimal(value):,f}".translate(_SWAP_MARKS)


def format_share(numerator: int, denominator: int, decimals: int = 2) -> str:
    """Return 821 of 1003 as "81,85 %", rounded half up in integers; "–" where the denominator is not positive.

    For showing only: whether a share reaches 2/3 is decided on the integers. Shares above 100 % are legal.
    """
    if denominator <= 0:
        return NO_SHARE
    scaled = (numerator * 200 * 10**decimals + denominator) // (2 * denominator)
    return f"{format_number(Decimal(scaled).scaleb(-decimals))} %"


def parse_amount(text: str) -> AmountReading:
    """Read an amount of money: "3,12 tỷ", "6 triệu", "6tr", "500k", "3 tỷ 120 triệu", "15.600 đồng".

    Sure only when the Vietnamese way of writing gives whole đồng and the English way nothing else. A dot before
    exactly three digits is always a thousands dot.
    """
    plain = _CURRENCY.sub("", fold(text))
    if not plain or len(plain) > _LONGEST_AMOUNT:
        return AmountReading((), sure=False)
    vietnamese, english = _amount(plain, _VIETNAMESE), _amount(plain, _ENGLISH)
    choices = tuple(dict.fromkeys(amount for amount in (vietnamese, english) if amount is not None))
    return AmountReading(choices, sure=vietnamese is not None and len(choices) == 1)


def _words(number: int, style: NumberStyle) -> list[str]:
    """Say a positive number; above a billion by counting the billions (nghìn tỷ, triệu tỷ, tỷ tỷ)."""
    high, low = divmod(number, _BILLION)
    words = [*_words(high, style), "tỷ"] if high else []
    for size, name in ((1_000_000, "triệu"), (1000, style.thousand), (1, "")):
        group, low = divmod(low, size)
        if group:
            words += _group(group, style, after_others=bool(words))
            words += [name] if name else []
    return words


def _group(group: int, style: NumberStyle, after_others: bool) -> list[str]:
    """Say 1 to 999; after a higher group missing hundreds are spoken ("không trăm")."""
    hundreds, rest = divmod(group, 100)
    tens, units = divmod(rest, 10)
    words = [_DIGITS[hundreds], "trăm"] if hundreds or after_others else []
    if tens:
        words += ["mười"] if tens == 1 else [_DIGITS[tens], "mươi"]
    elif units and words:
        words.append(style.zero_tens)
    if units:
        words.append(_unit(units, tens, style))
    return words


def _unit(units: int, tens: int, style: NumberStyle) -> str:
    if units == 1 and tens > 1:
        return "mốt"
    if units == 4 and tens > 1:
        return style.four
    if units == 5 and tens:
        return "lăm"
    return _DIGITS[units]


def _amount(text: str, grammar: re.Pattern[str]) -> int | None:
    """Return whole đồng, None where ``text`` is not terms of falling units ("3 ty 120 trieu") in this grammar."""
    total = Fraction(0)
    units: list[int] = []
    end = 0
    while end < len(text):
        term = _TERM.match(text, end)
        number = grammar.fullmatch(term[1]) if term else None
        if not term or not number:
            return None
        whole = re.sub("[.,]", "", number[1])
        units.append(_UNITS[term[2]])
        total += Fraction(f"{whole}.{number[2] or 0}") * units[-1]
        end = term.end()
    falling = all(bigger > smaller for bigger, smaller in pairwise(units))
    return int(total) if falling and total.denominator == 1 else None
