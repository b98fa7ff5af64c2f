"""The village covenant: its text by article, its versions, and the decision that brings one into force (NĐ 61/2023/NĐ-CP).

Passing or printing freezes a version: what people voted on or hold in their hands does not change under them. An edit of a
frozen version makes the next one (:mod:`app.usecases.covenant_editing`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.journal.capture import Transaction
from app.kernel.errors import AppError
from app.kernel.resources import resource_path
from app.records.base import LIVE
from app.records.covenants import (
    BALLOT,
    DRAFT,
    IN_FORCE,
    MEETING,
    PASSED,
    REPLACED,
    Clause,
    Covenant,
    CovenantNode,
    CovenantStep,
    CovenantVersion,
    RecognitionDecision,
    text_hash,
)
from app.records.places import Village
from app.usecases.context import Context, Done
from app.usecases.covenant_checks import TextWarning, warnings_of
from app.usecases.covenant_files import covenant_lines
from app.usecases.covenant_text import CovenantText, read_lines
from app.usecases.editing import apply_texts
from app.usecases.errors import (
    COVENANT_EXISTS,
    COVENANT_NO_TEXT,
    COVENANT_NOT_CARRIED,
    COVENANT_WITHOUT_TEXT,
    DECISION_INCOMPLETE,
    NO_COVENANT,
)
from app.vietnamese.text import clean

MODEL: Final = "models/quy-uoc-mau.txt"
"""A text to begin from, worded for this program: sixteen articles, no fines, no fees."""

STRIDE: Final = 1000
"""Between the positions of neighbours, so that a clause can be put between two others by writing itself alone."""


@dataclass(frozen=True, slots=True)
class ImportCovenant:
    """Take the covenant from a file: txt, md or docx."""

    path: Path


@dataclass(frozen=True, slots=True)
class RecordDecision:
    """The decision of UBND xã that recognises ``version`` (the newest when empty); ``day`` and the rest as typed."""

    number: str
    day: str
    authority: str = ""
    version: str = ""


@dataclass(frozen=True, slots=True)
class ImportedCovenant:
    """What an import made. ``is_new`` is false when the newest version already had this text, and nothing changed.

    ``left_out`` are lines of the file that were letterhead or signatures.
    """

    version: str
    number: int
    nodes: int
    warnings: tuple[TextWarning, ...]
    text_hash: str
    is_new: bool
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ClauseRow:
    """One clause on the screen; ``depth`` 0 is the widest level."""

    id: str
    clause: Clause
    depth: int


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One version in the list of versions, newest first."""

    id: str
    number: int
    state: str
    frozen: bool
    source: str


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """The recognition of a version."""

    number: str
    day: date | None
    authority: str


@dataclass(frozen=True, slots=True)
class CovenantView:
    """One version of the covenant as the page shows it."""

    version: str
    number: int
    state: str
    frozen: bool
    title: str
    called: str
    decision: DecisionRow | None
    clauses: tuple[ClauseRow, ...]
    text_hash: str
    warnings: tuple[TextWarning, ...]
    versions: tuple[VersionRow, ...]


def import_covenant(context: Context, command: ImportCovenant) -> Done[ImportedCovenant]:
    """Take a covenant's text from a file as the next version; the same text twice changes nothing.

    Raises FILE-003, FILE-004 and COVENANT-001 to -005, -010 of :func:`app.usecases.covenant_files.covenant_lines`.
    """
    text = read_lines(covenant_lines(command.path))
    if not text.clauses:
        raise AppError(COVENANT_NO_TEXT, file=command.path.name)
    return enter_covenant(context, text, source=command.path.name)


def enter_covenant(context: Context, text: CovenantText, source: str = "") -> Done[ImportedCovenant]:
    """Keep a text as the next version; when the newest version says the same already, it is returned instead."""
    with context.transaction("covenant.import") as tx:
        newest = newest_version(tx.session, tx.author.pile)
        digest = text_hash(text.clauses)
        is_new = newest is None or newest.text_hash != digest
        if newest is None or is_new:
            covenant = _covenant_of(tx, text)
            newest = add_version(tx, covenant.id, text.clauses, source)
        number = newest.number or 1
    warnings = warnings_of(text.clauses)
    return tx.done(ImportedCovenant(newest.id, number, len(text.clauses), warnings, digest, is_new, text.left_out))


def start_covenant(context: Context, *, from_model: bool) -> Done[ImportedCovenant]:
    """Begin a first version without a file: from the model text, or blank; raises COVENANT-009 when there is one already."""
    return begin_covenant(context, model_text() if from_model else CovenantText("", "Quy ước", (), ()))


def begin_covenant(context: Context, text: CovenantText) -> Done[ImportedCovenant]:
    """Begin a first version with a text; raises COVENANT-009 when there is one already."""
    with context.reading() as session:
        newest = newest_version(session, context.identity.pile)
        if newest is not None:
            raise AppError(COVENANT_EXISTS, title=covenant_title(session, newest))
    return enter_covenant(context, text)


def model_text() -> CovenantText:
    """Return the model covenant that ships with the program."""
    return read_lines(resource_path(MODEL).read_text(encoding="utf-8").splitlines())


def show_covenant(context: Context, version: str = "") -> CovenantView | None:
    """Return a version (the newest when ``version`` is empty) with its text; ``None`` when there is no covenant yet.

    Raises COVENANT-006 for a version that does not exist.
    """
    pile = context.identity.pile
    with context.reading() as session:
        versions = versions_of(session, pile)
        if not versions and not version:
            return None
        shown = next((each for each in versions if not version or each.id == version), None)
        if shown is None:
            raise AppError(NO_COVENANT)
        nodes = nodes_of(session, shown.id)
        clauses = [clause_of(node) for node in nodes]
        covenant = session.get(Covenant, shown.covenant_id)
        return CovenantView(
            version=shown.id,
            number=shown.number or 0,
            state=shown.state or DRAFT,
            frozen=bool(shown.frozen),
            title=covenant_title(session, shown),
            called=(covenant.called if covenant else None) or "Quy ước",
            decision=decision_of(session, shown.id),
            clauses=tuple(
                ClauseRow(node.id, clause, clause.depth) for node, clause in zip(nodes, clauses, strict=True)
            ),
            text_hash=shown.text_hash or "",
            warnings=warnings_of(clauses),
            versions=tuple(
                VersionRow(each.id, each.number or 0, each.state or DRAFT, bool(each.frozen), each.source or "")
                for each in versions
            ),
        )


def pass_version(context: Context, version: str) -> Done[str]:
    """Record that more than half of all households agreed to a version (NĐ 61/2023, Điều 10); this freezes it.

    Raises COVENANT-016 when the newest vote on it says otherwise; a version without a written vote is taken at their word.
    """
    with context.transaction("covenant.pass") as tx:
        record = _with_text(tx.session, tx.get(CovenantVersion, version))
        vote = _newest_vote(tx.session, version)
        if record.state == DRAFT and vote is not None and not vote.carried:
            raise AppError(
                COVENANT_NOT_CARRIED, agreed=vote.agreed or 0, present=vote.present or 0, total=vote.total or 0
            )
        freeze_version(record)
        if record.state == DRAFT:
            record.state = PASSED
    return tx.done(version)


def _newest_vote(session: Session, version: str) -> CovenantStep | None:
    votes = select(CovenantStep).where(
        CovenantStep.version_id == version, CovenantStep.what.in_((MEETING, BALLOT)), CovenantStep.status == LIVE
    )
    return session.scalars(votes.order_by(CovenantStep.day.desc(), CovenantStep.id.desc())).first()


def record_decision(context: Context, command: RecordDecision) -> Done[str]:
    """Record the recognition of a version, which is in force from that day (NĐ 61/2023, Điều 11); return the decision's id.

    The version is frozen and replaces the one in force before. Raises COVENANT-006, -007, -008, FORM-002.
    """
    missing = [name for name, text in (("số quyết định", command.number), ("ngày", command.day)) if not clean(text)]
    if missing:
        raise AppError(DECISION_INCOMPLETE, missing=" và ".join(missing))
    with context.transaction("covenant.recognise") as tx:
        version = _with_text(tx.session, require_version(tx, command.version))
        decision = _decision_record(tx.session, version.id) or tx.add(RecognitionDecision(version_id=version.id))
        authority = clean(command.authority) or decision.authority or commune_committee(tx.session, tx.author.pile)
        apply_texts(tx, decision, {"number": command.number, "day": command.day, "authority": authority})
        freeze_version(version)
        for other in versions_of(tx.session, tx.author.pile):
            if other.state == IN_FORCE and other.id != version.id:
                other.state = REPLACED
        version.state = IN_FORCE
    return tx.done(decision.id)


def freeze_version(version: CovenantVersion) -> None:
    """Keep a version's text as it is from now on; called by whatever passes, signs for or prints it."""
    if not version.frozen:
        version.frozen = True


def require_version(tx: Transaction, version: str = "") -> CovenantVersion:
    """Return a version, the newest when none is named; raises COVENANT-006 or RECORD-001."""
    if version:
        return tx.get(CovenantVersion, version)
    newest = newest_version(tx.session, tx.author.pile)
    if newest is None:
        raise AppError(NO_COVENANT)
    return newest


def newest_version(session: Session, pile: str) -> CovenantVersion | None:
    """Return the version with the highest number."""
    return next(iter(versions_of(session, pile)), None)


def version_in_force(session: Session, pile: str) -> CovenantVersion | None:
    """Return the recognised version, the newest one should two devices have recorded two."""
    return next((each for each in versions_of(session, pile) if each.state == IN_FORCE), None)


def versions_of(session: Session, pile: str) -> Sequence[CovenantVersion]:
    """Return the versions of a village's covenant, newest first."""
    query = (
        select(CovenantVersion)
        .where(CovenantVersion.pile == pile, CovenantVersion.status == LIVE)
        .order_by(CovenantVersion.number.desc(), CovenantVersion.id.desc())
    )
    return session.scalars(query).all()


def nodes_of(session: Session, version: str) -> Sequence[CovenantNode]:
    """Return the nodes of a version in reading order."""
    query = (
        select(CovenantNode)
        .where(CovenantNode.version_id == version, CovenantNode.status == LIVE)
        .order_by(CovenantNode.position, CovenantNode.id)
    )
    return session.scalars(query).all()


def clause_of(node: CovenantNode) -> Clause:
    """Return the clause a node holds."""
    return Clause(node.level or "đoạn", node.number or "", node.heading or "", node.text or "")


def decision_of(session: Session, version: str) -> DecisionRow | None:
    """Return the recognition of a version, ``None`` while there is none."""
    record = _decision_record(session, version)
    return DecisionRow(record.number or "", record.day, record.authority or "") if record else None


def covenant_title(session: Session, version: CovenantVersion) -> str:
    """Return the covenant's name as people say it: "Quy ước thôn Quang Khải"."""
    covenant = session.get(Covenant, version.covenant_id)
    return (covenant.title if covenant else None) or _composed_title(session, version.pile, "Quy ước")


def add_version(tx: Transaction, covenant: str | None, clauses: Iterable[Clause], source: str = "") -> CovenantVersion:
    """Add the next version of the covenant as a draft with these clauses."""
    kept = tuple(clauses)
    newest = newest_version(tx.session, tx.author.pile)
    number = (newest.number or 0) + 1 if newest else 1
    version = tx.add(
        CovenantVersion(
            covenant_id=covenant, number=number, state=DRAFT, frozen=False, text_hash=text_hash(kept), source=source or None
        )
    )  # fmt: skip
    for at, clause in enumerate(kept, 1):
        tx.add(new_node(version.id, at * STRIDE, clause))
    return version


def new_node(version: str, position: int, clause: Clause) -> CovenantNode:
    """Return a node of a version that holds ``clause``; what is empty stays unset."""
    return CovenantNode(
        version_id=version, position=position, level=clause.level, number=clause.number or None,
        heading=clause.heading or None, text=clause.text or None,
    )  # fmt: skip


def _covenant_of(tx: Transaction, text: CovenantText) -> Covenant:
    """Return the covenant's record, made when there is none, under the name its newest text gives it."""
    query = select(Covenant).where(Covenant.pile == tx.author.pile, Covenant.status == LIVE).order_by(Covenant.id)
    covenant = tx.session.scalars(query).first() or tx.add(Covenant())
    called = text.called or covenant.called or "Quy ước"
    title = text.title
    if not title or title.isupper():
        title = _composed_title(tx.session, tx.author.pile, called)
    if (covenant.title, covenant.called) != (title, called):
        covenant.title, covenant.called = title, called
    return covenant


def _composed_title(session: Session, pile: str, called: str) -> str:
    """Return what is printed in capitals, or not at all, as a name in a sentence: the village's own name is known."""
    village = session.get(Village, pile)
    return clean(f"{called} {village.label or ''} {village.name or ''}") if village else called


def _with_text(session: Session, version: CovenantVersion) -> CovenantVersion:
    if not nodes_of(session, version.id):
        raise AppError(COVENANT_WITHOUT_TEXT)
    return version


def _decision_record(session: Session, version: str) -> RecognitionDecision | None:
    query = (
        select(RecognitionDecision)
        .where(RecognitionDecision.version_id == version, RecognitionDecision.status == LIVE)
        .order_by(RecognitionDecision.id.desc())
    )
    return session.scalars(query).first()


def commune_committee(session: Session, pile: str) -> str:
    """Return the authority that recognises covenants since 16/8/2023: "Ủy ban nhân dân xã An Quang"."""
    village = session.get(Village, pile)
    name = (village.commune.name if village and village.commune else None) or "xã"
    return f"Ủy ban nhân dân {name[:1].lower()}{name[1:]}"
