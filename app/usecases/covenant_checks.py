"""What deserves a second look in a covenant's text. Warnings only: the village's words are kept as they are."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from app.records.covenants import Clause
from app.vietnamese.text import marked

BEYOND_LAW: Final = (
    ("phạt tiền", re.compile(r"\bphạt tiền\b")),
    ("nộp phạt", re.compile(r"\bnộp (tiền )?phạt\b")),
    ("thu phí", re.compile(r"\bthu (lệ )?phí\b")),
)
"""A covenant sets no fines, fees or duties beyond the law (NĐ 61/2023/NĐ-CP, Điều 4)."""

_SUM: Final = re.compile(
    r"\b(nộp|đóng|thu(?! gom| hoạch| nhập)|phạt)\b[^.;]{0,40}?\b\d[\d.,]*\s*(đ|đồng(?! chí)|nghìn|ngàn|triệu)\b"
)
_FREELY: Final = re.compile(r"\b(tự nguyện|vận động|(?<!được )ủng hộ|tùy tâm|tuỳ tâm|khuyến khích)\b")
_SENTENCES: Final = re.compile(r"[.;]\s+")
"""Where a sum of money is asked for in so many words, and what makes it a gift."""

REPEATS_LAW: Final = (
    ("phạt tù", re.compile(r"\b(phạt tù|cải tạo không giam giữ)\b")),
    ("truy cứu trách nhiệm hình sự", re.compile(r"\btruy cứu trách nhiệm hình sự\b")),
    ("xử phạt hành chính", re.compile(r"\b(xử )?phạt (vi phạm )?hành chính\b")),
    ("điều của luật", re.compile(r"\bđiều \d+[a-zđ]? (của )?(bộ luật|luật|nghị định|thông tư|hiến pháp)\b")),
)
"""A covenant does not say again what the law says (NĐ 61/2023/NĐ-CP, Điều 4): penalties, and articles of a law told over."""

_ROMAN: Final = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
_NUMBERED: Final = ("phần", "chương", "mục", "điều", "khoản", "điểm")
_WITHOUT_GAPS: Final = ("chương", "điều", "khoản")
"""Levels that count without a gap; letters skip (a, b, c, d, đ, e) and parts are few."""


@dataclass(frozen=True, slots=True)
class TextWarning:
    """One remark: ``kind`` is ``beyond-law``, ``repeats-law``, ``gap``, ``double`` or ``no-article``; ``clause`` is its
    index, -1 for all."""

    kind: str
    clause: int
    message: str


def warnings_of(clauses: Sequence[Clause]) -> tuple[TextWarning, ...]:
    """Return the remarks about a text in reading order; an empty text has none."""
    if not clauses:
        return ()
    found = [*_beyond_law(clauses), *_misnumbered(clauses)]
    if not any(each.level == "điều" for each in clauses):
        found.append(
            TextWarning(
                "no-article", -1, "Không thấy dòng nào bắt đầu bằng «Điều 1», «Điều 2» …: xem lại cách đánh số."
            )
        )
    return tuple(sorted(found, key=lambda each: each.clause))


def where(clauses: Sequence[Clause], at: int) -> str:
    """Return the place of a clause in words: "Điều 5, khoản 2, điểm a"; "Đoạn mở đầu" before any number."""
    names: list[str] = []
    narrowest = len(_NUMBERED)
    for each in reversed(clauses[: at + 1]):
        if each.level in _NUMBERED and each.depth < narrowest and each.number:
            narrowest = each.depth
            names.insert(0, f"{each.level} {each.number}")
            if each.level == "điều":
                break
    return (
        ", ".join(names).capitalize()
        if not names
        else names[0].capitalize() + "".join(f", {each}" for each in names[1:])
    )


def _beyond_law(clauses: Sequence[Clause]) -> Iterator[TextWarning]:
    for at, each in enumerate(clauses):
        text = marked(f"{each.heading} {each.text}")
        for words, pattern in BEYOND_LAW:
            if pattern.search(text):
                yield TextWarning(
                    "beyond-law", at,
                    f"{where(clauses, at)} có «{words}»: quy ước không được đặt ra khoản phạt, khoản thu ngoài pháp luật "
                    "(Điều 4 Nghị định 61/2023/NĐ-CP).",
                )  # fmt: skip
        if any(_SUM.search(part) and not _FREELY.search(part) for part in _SENTENCES.split(text)):
            yield TextWarning(
                "beyond-law", at,
                f"{where(clauses, at)} bắt nộp một số tiền: quy ước không được đặt ra khoản phạt, khoản thu ngoài pháp luật "
                "(Điều 4 Nghị định 61/2023/NĐ-CP). Khoản vận động thì ghi rõ là tự nguyện.",
            )  # fmt: skip
        repeated = next((words for words, pattern in REPEATS_LAW if pattern.search(text)), "")
        if repeated:
            yield TextWarning(
                "repeats-law", at,
                f"{where(clauses, at)} nói đến «{repeated}»: quy ước không chép lại điều pháp luật đã quy định "
                "(Điều 4 Nghị định 61/2023/NĐ-CP).",
            )  # fmt: skip


def _misnumbered(clauses: Sequence[Clause]) -> Iterator[TextWarning]:
    """Yield doubles and gaps; articles count through the whole text, everything else within what holds it."""
    seen: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    open_numbers: dict[str, str] = {}
    for at, each in enumerate(clauses):
        if each.level not in _NUMBERED or not each.number:
            continue
        wider = _NUMBERED[: each.depth] if each.level != "điều" else ()
        key = each.level, tuple(open_numbers.get(level, "") for level in wider)
        before = seen.setdefault(key, [])
        place = where(clauses, at)
        if each.number in before:
            yield TextWarning("double", at, f"{place} bị trùng số.")
        elif each.level in _WITHOUT_GAPS and (missing := _missing(before, each.number)):
            yield TextWarning("gap", at, f"Trước {_uncapitalised(place)} thiếu {each.level} {missing}.")
        before.append(each.number)
        open_numbers[each.level] = each.number
        for narrower in _NUMBERED[each.depth + 1 :]:
            open_numbers.pop(narrower, None)


def _missing(before: Sequence[str], number: str) -> str:
    """Return the number or numbers jumped over, as text; empty when none or when the numbers are not plain ones."""
    value, last = ordinal(number), ordinal(before[-1]) if before else 0
    if value is None or last is None or value <= last + 1:
        return "" if value is None or last is None or value == last + 1 else f"số thứ tự đúng (đang là {number})"
    return f"{last + 1}" if value == last + 2 else f"{last + 1} đến {value - 1}"


def ordinal(number: str) -> int | None:
    """Return the value of an arabic or roman number, ``None`` for letters, "2a" and "thứ nhất"."""
    if number.isascii() and number.isdecimal():
        return int(number)
    if not number or not all(each in _ROMAN for each in number):
        return None
    values = [_ROMAN[each] for each in number]
    following = [*values[1:], 0]
    return sum(-value if value < after else value for value, after in zip(values, following, strict=True))


def next_number(level: str, before: Iterable[str]) -> str:
    """Return the number after the last of ``before``: roman for a chương, a letter of the Vietnamese row for a điểm."""
    numbers = list(before)
    if level == "điểm":
        letters = "abcdđeghiklmnopqrstuvxy"
        after = letters.find(numbers[-1]) + 1 if numbers else 0
        return letters[after] if after < len(letters) else ""
    value = max((ordinal(each) or 0 for each in numbers), default=0) + 1
    return roman(value) if level in {"phần", "chương"} else str(value)


def roman(number: int) -> str:
    """Return a number up to 89 in roman figures."""
    tens, ones = divmod(number, 10)
    tens_written = "L" * (tens >= 5) + "X" * (tens % 5) if tens != 4 else "XL"
    return tens_written + ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")[ones]


def _uncapitalised(text: str) -> str:
    return text[:1].lower() + text[1:]
