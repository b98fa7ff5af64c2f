"""Communes and provinces of today: code, name, province (QĐ 19/2025/QĐ-TTg and the changes up to the table's date).

The table lies in ``resources/units.tsv``; ``resources/units.md`` names its source and date. Names repeat across the country
("Quang Hưng" exists twice), so nothing is matched by name alone: a name gives candidates, a person picks.
"""

import functools
import re
from dataclasses import dataclass
from typing import Final

from app.kernel.resources import resource_path
from app.vietnamese.text import fold, tone_key

_WORD: Final = re.compile("[\\w\u0300-\u036f]+")


@dataclass(frozen=True, slots=True)
class Unit:
    """One commune: ``name`` with its label ("Xã An Quang"), codes as text with their zeros."""

    code: str
    name: str
    province_code: str
    province: str


def find_unit(code: str) -> Unit | None:
    """Return the commune with this five-digit code."""
    return _units().get(code)


def units_named(text: str) -> list[Unit]:
    """Return the communes whose name with its label stands in ``text``, wherever tone marks sit and whatever follows."""
    key = _words_only(text)
    return [unit for unit in _units().values() if _words_only(unit.name) in key]


def units_searched(text: str, limit: int) -> list[Unit]:
    """Return communes whose name holds ``text`` at the beginning of a word, accents or not; whole beginnings first.

    Answers while a person types: "an qu" finds "Xã An Quang" before "Xã Hội An Quý".
    """
    wanted = fold(text)
    found = [
        (not name.split(" ", 1)[-1].startswith(wanted), code)
        for code, name in _folded_names().items()
        if f" {wanted}" in f" {name}"
    ]
    return [_units()[code] for _, code in sorted(found)[:limit]] if wanted else []


def _words_only(text: str) -> str:
    """Return the words of a text between single spaces: "UBND xã An Quang," holds " xã an quang "."""
    return f" {' '.join(_WORD.findall(tone_key(text)))} "


@functools.cache
def _folded_names() -> dict[str, str]:
    return {code: fold(unit.name) for code, unit in _units().items()}


@functools.cache
def _units() -> dict[str, Unit]:
    lines = resource_path("units.tsv").read_text(encoding="utf-8").splitlines()
    return {
        unit.code: unit for unit in (Unit(*line.split("\t")) for line in lines if line and not line.startswith("#"))
    }
