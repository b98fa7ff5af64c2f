"""A covenant's clauses as the list at the left shows them: chapters, and articles with all that lies inside them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from app.usecases.covenant_checks import TextWarning
from app.usecases.covenant_editing import SaveClause
from app.usecases.covenants import ClauseRow, CovenantView

ARTICLE: Final = "điều"
PREAMBLE: Final = "Lời mở đầu"
INSIDE: Final = "khoản"
COUNTED: Final = (ARTICLE, INSIDE)
WIDER: Final = ("phần", "chương", "mục")


@dataclass(frozen=True, slots=True)
class Section:
    """One line of the list. ``rows`` are the clauses it holds, ``warnings`` what deserves a second look in them."""

    key: int
    title: str
    heading: str
    rows: tuple[ClauseRow, ...]
    warnings: tuple[str, ...]

    @property
    def is_article(self) -> bool:
        """Whether this is an article rather than the name of a chapter or the preamble."""
        return bool(self.rows) and self.rows[0].clause.level == ARTICLE


def sections_of(view: CovenantView) -> list[Section]:
    """Return the sections of a version in reading order; ``key`` counts them, so it survives a new version."""
    found: list[Section] = []
    rows: list[ClauseRow] = []
    start = 0
    for at, row in enumerate(view.clauses):
        if rows and _begins(row.clause.level, rows):
            found.append(_section(len(found), rows, start, view.warnings))
            rows, start = [], at
        rows.append(row)
    if rows:
        found.append(_section(len(found), rows, start, view.warnings))
    return found


def clause_title(row: ClauseRow) -> str:
    """Return "Điều 5", "Khoản 2", "Điểm a", or "Đoạn" for text without a number."""
    level = row.clause.level
    return f"{level[:1].upper()}{level[1:]} {row.clause.number}".rstrip()


def general_warnings(warnings: Iterable[TextWarning]) -> tuple[str, ...]:
    """Return the remarks that are about the whole text."""
    return tuple(each.message for each in warnings if each.clause < 0)


def renumbered(view: CovenantView) -> tuple[SaveClause, ...]:
    """Return what makes articles count through from 1, and khoản within each; nothing where they already do.

    A number that is not a plain one ("2a") stays as the village wrote it and is passed over.
    """
    found: list[SaveClause] = []
    reached = dict.fromkeys(COUNTED, 0)
    for row in view.clauses:
        level, number = row.clause.level, row.clause.number
        if level == ARTICLE:
            reached[INSIDE] = 0
        if level in COUNTED and number.isascii() and number.isdecimal():
            reached[level] += 1
            if int(number) != reached[level]:
                found.append(SaveClause(row.id, {"number": str(reached[level])}, {"number": number}))
    return tuple(found)


def _begins(level: str, before: Sequence[ClauseRow]) -> bool:
    """Tell whether a clause of this level begins a section of its own."""
    return level == ARTICLE or level in WIDER or before[0].clause.level in WIDER


def _section(key: int, rows: Sequence[ClauseRow], start: int, warnings: Iterable[TextWarning]) -> Section:
    first = rows[0].clause
    named = first.level == ARTICLE or first.level in WIDER
    inside = range(start, start + len(rows))
    return Section(
        key, clause_title(rows[0]) if named else PREAMBLE, first.heading or (first.text if named else ""), tuple(rows),
        tuple(each.message for each in warnings if each.clause in inside),
    )  # fmt: skip
