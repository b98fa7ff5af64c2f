"""What households say about the covenant, by article, with what came of it; and what differs between two versions."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.clock import today
from app.kernel.errors import AppError
from app.records.base import LIVE
from app.records.covenants import Clause, CovenantComment, CovenantVersion
from app.records.register import Household
from app.usecases.context import Context, Done
from app.usecases.covenants import clause_of, nodes_of, require_version, versions_of
from app.usecases.errors import COMMENT_EMPTY, COMMENT_NO_ARTICLE, EVENT_DAY_AHEAD, NO_COVENANT
from app.usecases.searching import head_name
from app.vietnamese.collation import sort_key
from app.vietnamese.text import clean, fold


@dataclass(frozen=True, slots=True)
class Comment:
    """Somebody said something: about an ``article`` by its number (empty for the whole), of which household (id), where."""

    text: str
    article: str = ""
    household: str = ""
    who: str = ""
    occasion: str = ""
    day: date | None = None
    version: str = ""


@dataclass(frozen=True, slots=True)
class CommentRow:
    """One comment as people read it."""

    id: str
    article: str
    household: str
    who: str
    day: date | None
    occasion: str
    text: str
    answer: str


@dataclass(frozen=True, slots=True)
class Difference:
    """A stretch of text that is not the same in two versions; one side is empty where something was added or left out."""

    before: tuple[str, ...]
    after: tuple[str, ...]


def list_comments(context: Context) -> tuple[CommentRow, ...]:
    """Return every comment on the covenant, by article, those on the whole first, then by day."""
    with context.reading() as session:
        return comment_rows(session, context.identity.pile)


def comment_rows(session: Session, pile: str) -> tuple[CommentRow, ...]:
    """Return the comments of a village in the order of :func:`list_comments`, inside a session."""
    query = (
        select(CovenantComment, Household.code, head_name())
        .outerjoin(Household, Household.id == CovenantComment.household_id)
        .where(CovenantComment.pile == pile, CovenantComment.status == LIVE)
    )
    rows = [
        CommentRow(
            each.id, each.article or "", f"{code or ''} {head or ''}".strip(), each.who or "", each.day,
            each.occasion or "", each.text or "", each.answer or "",
        )
        for each, code, head in session.execute(query)
    ]  # fmt: skip
    return tuple(sorted(rows, key=lambda row: (bool(row.article), _number(row.article), row.day or date.min, row.id)))


def record_comment(context: Context, command: Comment) -> Done[str]:
    """Write a comment down.

    Raises COVENANT-006 without a covenant, -015 without words, -017 for an article it has not, EVENT-002, RECORD-001.
    """
    if not clean(command.text):
        raise AppError(COMMENT_EMPTY, missing="nội dung ý kiến")
    day = command.day or today(context.clock)
    if day > today(context.clock):
        raise AppError(EVENT_DAY_AHEAD, day=f"{day:%d/%m/%Y}")
    with context.transaction("covenant.comment") as tx:
        version = require_version(tx, command.version)
        _refuse_unknown(tx.session, version, _bare_number(command.article))
        household = tx.get(Household, command.household) if command.household else None
        made = tx.add(
            CovenantComment(
                version_id=version.id, article=_bare_number(command.article) or None, day=day, text=clean(command.text),
                household_id=household.id if household else None, who=clean(command.who) or None,
                occasion=clean(command.occasion) or None,
            )
        )  # fmt: skip
    return tx.done(made.id)


def _refuse_unknown(session: Session, version: CovenantVersion, article: str) -> None:
    """Refuse an article the text has not; behind its number may stand the khoản that is meant ("3 khoản 2")."""
    if not article:
        return
    said = fold(article)
    clauses = map(clause_of, nodes_of(session, version.id))
    known = {fold(each.number) for each in clauses if each.level == "điều"}
    if said not in known and re.split(r"[\s,]", said, maxsplit=1)[0] not in known:
        raise AppError(COMMENT_NO_ARTICLE, number=version.number or 1, article=article)


def _bare_number(article: str) -> str:
    """Return an article as papers name it: "Điều 3" and "điều 3." are both "3"."""
    return re.sub(r"(?i)^điều\s+", "", clean(article)).rstrip(".")


def answer_comment(context: Context, comment: str, answer: str) -> Done[str]:
    """Write down what came of a comment; raises RECORD-001, COVENANT-015 without words."""
    if not clean(answer):
        raise AppError(COMMENT_EMPTY, missing="tiếp thu hay trả lời thế nào")
    with context.transaction("covenant.answer") as tx:
        tx.get(CovenantComment, comment).answer = clean(answer)
    return tx.done(comment)


def differences(context: Context, before: int = 0, after: int = 0) -> tuple[Difference, ...]:
    """Return what differs between two versions by their numbers: by default the newest and the one before it.

    Raises COVENANT-006 for a number that is no version.
    """
    with context.reading() as session:
        versions = {each.number or 0: each.id for each in versions_of(session, context.identity.pile)}
        if not versions:
            raise AppError(NO_COVENANT)
        newest = after or max(versions)
        older = before or max((number for number in versions if number < newest), default=newest)
        if newest not in versions or older not in versions:
            raise AppError(NO_COVENANT)
        sides = [_lines(session, versions[number]) for number in (older, newest)]
    return _compare(*sides)


def _lines(session: Session, version: str) -> list[str]:
    return [clause_line(clause_of(node)) for node in nodes_of(session, version)]


def clause_line(clause: Clause) -> str:
    """Return a clause as one line: "Điều 5. Giữ gìn vệ sinh chung", "a) Không thả rông gia súc"."""
    number = f"{clause.number}." if clause.number else ""
    level = clause.level.capitalize() if clause.level in ("phần", "chương", "mục", "điều") else ""
    return clean(" ".join(part for part in (level, number, clause.heading, clause.text) if part))


def _compare(before: Sequence[str], after: Sequence[str]) -> tuple[Difference, ...]:
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    return tuple(
        Difference(tuple(before[i:j]), tuple(after[k:m]))
        for what, i, j, k, m in matcher.get_opcodes()
        if what != "equal"
    )


def _number(article: str) -> tuple[int, object]:
    digits = "".join(each for each in article if each.isdecimal())
    return (int(digits) if digits else 0, sort_key(article))
