"""From the lines of a covenant to its clauses and back.

Sections are those of NĐ 61/2023/NĐ-CP, Điều 6 in the order of NĐ 30/2020/NĐ-CP, Phụ lục I: Phần, Chương (roman), Mục,
Điều (arabic), khoản "1.", điểm "a)". Villages also write "Điều 1:", "1/", "1-", "a.", a lone "II." for a mục, and put the
name of a chương on the line below it. What has no number is text of the clause above it or, from the second paragraph on,
a ``đoạn``.

Nothing is lost in silence: lines of the letterhead and of the signatures, which are printed anew, are returned beside
the clauses.
"""

import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from app.records.covenants import Clause
from app.vietnamese.text import clean, fold

LONGEST_HEADING: Final = 120
"""Characters; what stands behind "Điều 5." and is longer, or ends like a sentence, is its text and not its name."""

_NUMBER: Final = r"[IVXLC]+|\d{1,3}[a-zđ]?|[Tt][Hh][ứỨ]\s+\w{1,8}"
_SECTION: Final = re.compile(
    rf"(?P<level>phần|chương|mục|điều)\s+(?P<number>(?-i:{_NUMBER}))(?P<mark>\s*[.:)–—-]+|\s+|$)\s*(?P<rest>.*)",
    re.IGNORECASE,
)
_ROMAN: Final = re.compile(r"(?P<number>[IVX]{1,5})\s*(?:[.)/:]|[–—-]\s)\s*(?P<rest>\D.*)")
_POINT: Final = re.compile(r"(?P<number>\d{1,3}(?:\.\d{1,2}){0,2})\s*(?:[.)](?=\D)|[/–—-]\s)\s*(?P<rest>.+)")
_LETTER: Final = re.compile(r"(?P<number>[a-zđ]\d?)\s*(?:\)|[./]\s|[–—-]\s)\s*(?P<rest>.+)")
_LAWS: Final = ("luat", "bo luat", "nghi dinh", "hien phap", "thong tu", "quyet dinh", "quy uoc", "huong uoc")
"""What follows "Điều 5" in a sentence that cites a law rather than begins an article."""

_PREAMBLES: Final = ("loi noi dau", "loi mo dau", "mo dau")
_TITLE: Final = re.compile(r"(?:ban |du thao )?(quy uoc|huong uoc)\b")
_RULE: Final = re.compile(r"[\s*_=~.…·–—-]+")
_HEAD_MATTER: Final = re.compile(
    r"(uy ban|ubnd|ubmttq|mat tran to quoc|ban cong tac mat tran|cong hoa xa hoi chu nghia|doc lap ?- ?tu do|so ?:"
    r"|.*ngay\b.*thang\b.*nam\b|\(.*\)$)"
)
_PLACE: Final = re.compile(
    r"(tinh|huyen|thi xa|thanh pho|xa|phuong|thi tran|thon|lang|ap|ban|khu pho|khu dan cu|to dan pho)\b"
)
_SIGNATURES: Final = re.compile(
    r"(tm ?\.|t/m|dai dien|truong thon|truong ban|truong khu|to truong|chu tich|bi thu|noi nhan|thay mat|xac nhan|ky,|\(ky)"
)


@dataclass(frozen=True, slots=True)
class CovenantText:
    """A text taken apart: its title as written (empty when there is none), what the community calls it, its
    clauses, and the lines of letterhead and signatures that are not part of them.
    """

    title: str
    called: str
    clauses: tuple[Clause, ...]
    left_out: tuple[str, ...]


def read_lines(lines: Iterable[str]) -> CovenantText:
    """Take a covenant apart; ``lines`` are paragraphs as written, blank ones included or not."""
    paragraphs = [each for each in map(clean, lines) if each and not _RULE.fullmatch(each)]
    head, title, called, body = _split_head(paragraphs)
    body, tail = _split_tail(body)
    return CovenantText(title, called, clauses_of(body), (*head, *tail))


def clauses_of(paragraphs: Iterable[str]) -> tuple[Clause, ...]:
    """Return the clauses that cleaned paragraphs spell, in reading order."""
    clauses: list[Clause] = []
    for paragraph in paragraphs:
        found = numbered(paragraph)
        if found is not None:
            clauses.append(found)
        elif clauses and (continued := _continued(clauses[-1], paragraph)) is not None:
            clauses[-1] = continued
        elif fold(paragraph).rstrip(":. ") in _PREAMBLES:
            clauses.append(Clause("đoạn", "", paragraph, ""))
        else:
            clauses.append(Clause("đoạn", "", "", paragraph))
    return tuple(clauses)


def numbered(paragraph: str) -> Clause | None:
    """Return the clause a paragraph begins, or ``None`` when it carries no number."""
    if (match := _SECTION.fullmatch(paragraph)) and not _cites(match):
        level, number = match["level"].lower(), match["number"]
        heading, text = _heading_or_text(level, match["rest"])
        return Clause(level, number.lower() if number[0] in "Tt" else number, heading, text)
    if match := _ROMAN.fullmatch(paragraph):
        return Clause("mục", match["number"], *_heading_or_text("mục", match["rest"]))
    if match := _POINT.fullmatch(paragraph):
        return Clause("khoản", match["number"], "", clean(match["rest"]))
    if match := _LETTER.fullmatch(paragraph):
        return Clause("điểm", match["number"], "", clean(match["rest"]))
    return None


def lines_of(clauses: Iterable[Clause]) -> list[str]:
    """Return the paragraphs that spell ``clauses``, one way for screens and files; :func:`clauses_of` reads them back."""
    lines = []
    for each in clauses:
        label = spelled_number(each)
        lines.append(clean(f"{label} {each.heading or each.text}"))
        if each.heading and each.text:
            lines.append(each.text)
    return [line for line in lines if line]


def spelled_number(clause: Clause) -> str:
    """Return a clause's number as it stands before its text: "Chương II.", "Điều 5.", "1.", "a)"; empty for a ``đoạn``."""
    if not clause.number:
        return ""
    if clause.level == "điểm":
        return f"{clause.number})"
    return f"{clause.number}." if clause.level == "khoản" else f"{clause.level.capitalize()} {clause.number}."


def _cites(match: re.Match[str]) -> bool:
    """Tell whether "Điều 5 ..." stands in a sentence: nothing but a space behind the number, then no name of its own."""
    if match["mark"].strip() or not match["rest"]:
        return False
    return match["rest"][0].islower() or fold(match["rest"]).startswith(_LAWS)


def _heading_or_text(level: str, rest: str) -> tuple[str, str]:
    is_heading = len(rest) <= LONGEST_HEADING and not (level == "điều" and rest.endswith((".", ";", ":")))
    return (rest, "") if is_heading else ("", rest)


def _continued(clause: Clause, paragraph: str) -> Clause | None:
    """Return ``clause`` with a paragraph without number taken in: the name of a chương, the text of an article."""
    if clause.level in {"phần", "chương", "mục"}:
        return replace(clause, heading=paragraph) if not clause.heading and len(paragraph) <= LONGEST_HEADING else None
    if clause.text:
        return None
    if clause.level == "điều" and not clause.heading:
        heading, text = _heading_or_text(clause.level, paragraph)
        return replace(clause, heading=heading, text=text)
    return replace(clause, text=paragraph)


def _split_head(paragraphs: Sequence[str]) -> tuple[list[str], str, str, list[str]]:
    """Return letterhead lines, title, "Quy ước" or "Hương ước", and what follows."""
    start = next((at for at, each in enumerate(paragraphs) if numbered(each)), len(paragraphs))
    at = next((at for at, each in enumerate(paragraphs[:start]) if _is_title(each)), None)
    if at is None:
        head = list(itertools.takewhile(_is_head_matter, paragraphs[:start]))
        return head, "", "", list(paragraphs[len(head) :])
    called = "Hương ước" if "huong uoc" in fold(paragraphs[at]) else "Quy ước"
    end = at + 1
    while end < start and paragraphs[end].isupper() and fold(paragraphs[end]) not in _PREAMBLES:
        end += 1
    around = [*paragraphs[:at], *itertools.takewhile(_is_head_matter, paragraphs[end:start])]
    head = [each for each in around if _is_head_matter(each)]
    kept = [each for each in paragraphs[:at] if not _is_head_matter(each)]
    return head, " ".join(paragraphs[at:end]), called, [*kept, *paragraphs[end + len(around) - at :]]


def _is_title(paragraph: str) -> bool:
    is_named = _TITLE.match(fold(paragraph)) is not None
    return is_named and len(paragraph) <= LONGEST_HEADING and not paragraph.endswith((".", ";", ":", ","))


def _is_head_matter(paragraph: str) -> bool:
    if len(paragraph) > LONGEST_HEADING or paragraph.endswith((".", ";", ":")):
        return False
    folded = fold(paragraph)
    return _HEAD_MATTER.match(folded) is not None or (paragraph.isupper() and _PLACE.match(folded) is not None)


def _split_tail(paragraphs: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the text and, from the first line of capitals that names an office behind the last number, the signatures."""
    last = max((at for at, each in enumerate(paragraphs) if numbered(each)), default=len(paragraphs))
    for at in range(last + 1, len(paragraphs)):
        if paragraphs[at].isupper() and _SIGNATURES.match(fold(paragraphs[at])):
            return list(paragraphs[:at]), list(paragraphs[at:])
    return list(paragraphs), []
