"""Nhận dữ liệu: what a bundle would do, and taking it in; twice or in any order ends the same.

The dry run is the import itself, rolled back at its end, so what it shows is what will happen.
"""

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from app.journal.absorb import Absorbed, absorb_unknown, unknown_notes
from app.journal.capture import Changes
from app.journal.tables import count_notes, last_link
from app.kernel.errors import AppError
from app.kernel.progress import Progress
from app.records.places import Village
from app.records.register import Household, Person
from app.sync.device_list import State
from app.sync.receipts import HIDES
from app.usecases.apart import ROWS, Apart, ApartRow, compare, named_rows
from app.usecases.arrivals import Arrival, open_arrival
from app.usecases.attachments import LACKS, keep_wanted, take_pictures
from app.usecases.context import COMMUNE, Context, Done, follow_name
from app.usecases.counts import counts_of
from app.usecases.device_lists import take_trust
from app.usecases.erasing import erase_where_they_were
from app.usecases.erasures import keep_list
from app.usecases.exchange_errors import HIDES_TOO_MUCH
from app.usecases.exchange_log import AT_N, COMPARED_IN, is_logged, log_bundle
from app.usecases.exchange_receipts import take_receipts, write_receipt
from app.usecases.exchange_state import IN, NEWER, Standing
from app.usecases.held import hold
from app.usecases.issues import Issue, open_issues
from app.usecases.not_taken import leave_out, taken_after_all
from app.usecases.piles import digest_of, held_piles, village_title
from app.usecases.recovery import wrap_key

_ASK_TWICE: Final = 3
"""One household in this many may go from the lists without a second question."""


@dataclass(frozen=True, slots=True)
class ImportBundle:
    """Take in the bundle at ``path``. ``allow_mass_delete`` is the second yes; ``answer`` writes the commune's receipt."""

    path: Path
    allow_mass_delete: bool = False
    answer: bool = True
    released: bool = False
    """A person says that it is to be merged although its sender was revoked since; nobody vouches so for one who only asks."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What a bundle holds and what taking it in did, or would do.

    ``type`` is ``changes`` or ``update``, ``village`` whose data, ``sender`` the place that sealed it. ``notes`` are in the
    bundle, ``new`` were not held before, ``pending_newer`` wait for a newer program. ``issues`` newly need a person.
    ``hides`` of ``households_before`` households leave the lists or have a member or themselves erased. ``erased`` people's
    data is erased with it. ``counts`` and ``digest`` speak of the village's pile
    afterwards. ``again`` says that this very file was taken in before. ``standing`` is what a commune's answer means to
    a village. ``receipt`` is the answer a commune wrote beside the bundle, ``receipt_problem`` why it could
    not. ``held`` says that it was kept, not merged, because its sender waits to be let in or was revoked. ``pictures``
    are new here, ``pictures_problem`` says why they could not be kept; then they come again.
    ``from_n`` and ``last_n`` say which stretch of its sender's database it holds, ``newest`` when the newest change in it
    was made (milliseconds). ``apart`` are the first of the ``differing`` records that both ends do not hold alike, once it is
    taken in: at a village by the commune's answer, at the commune by what the laptop held when it sent. ``sha256`` and
    ``key_id`` are of the file and of who sealed it.
    """

    type: str
    village: str
    sender: str
    pile: str
    notes: int
    new: int
    pending_newer: int
    issues: tuple[Issue, ...]
    hides: int
    households_before: int
    counts: Mapping[str, int]
    digest: str
    again: bool
    standing: Standing | None = None
    receipt: Path | None = None
    receipt_problem: AppError | None = None
    erased: int = 0
    held: State | None = None
    pictures: int = 0
    pictures_problem: AppError | None = None
    from_n: int = 0
    last_n: int = 0
    newest: int = 0
    apart: tuple[ApartRow, ...] = ()
    differing: int = 0
    sha256: str = ""
    key_id: str = ""


def hides_too_much(imported: Imported) -> bool:
    """Tell whether so many households leave the lists that it is asked about twice."""
    return imported.hides * _ASK_TWICE > imported.households_before


class _DryRunError(Exception):
    """Rolls the transaction of a dry run back."""


def inspect_bundle(
    context: Context, path: Path, progress: Progress | None = None, *, released: bool = False
) -> Imported:
    """Return what taking a bundle in would do; nothing is kept. Errors as :func:`app.usecases.arrivals.open_arrival`.

    Of one that would be held only that is told, unless it is looked at as if a person had ``released`` it.
    """
    progress = progress or Progress()
    arrival = open_arrival(context, path, progress, released=released)
    if arrival.held and not released:
        return _kept(context, arrival)
    seen: list[Imported] = []
    with contextlib.suppress(_DryRunError), context.writing() as connection:
        imported, _ = merge_arrival(context, connection, arrival, progress)
        seen.append(imported)
        raise _DryRunError
    return replace(seen[0], held=arrival.held)


def import_bundle(context: Context, command: ImportBundle, progress: Progress | None = None) -> Done[Imported]:
    """Take a bundle in, whole or not at all; at the commune answer with a receipt in the same folder.

    A bundle whose sender waits to be let in, or was revoked, is kept and not merged (``held``).

    Raises the errors of :func:`app.usecases.arrivals.open_arrival`, NOTE-001 and NOTE-002 of the journal, and BUNDLE-104
    when more than a third of a village's households would leave the lists without the second yes. A receipt that cannot
    be written (a stick that is read-only or gone) undoes nothing: it is told in ``receipt_problem``.
    """
    progress = progress or Progress()
    arrival = open_arrival(context, command.path, progress, released=command.released)
    if arrival.held and not (command.released and arrival.held is State.REVOKED):
        with context.writing() as connection:
            hold(context, connection, arrival, command.path)
        return Done(_kept(context, arrival))
    # Asked before the commit: what is taken in is never told as a failure.
    at_commune = context.identity.role == COMMUNE
    try:
        with context.writing() as connection:
            imported, changes = merge_arrival(context, connection, arrival, progress)
            if hides_too_much(imported) and not command.allow_mass_delete:
                raise AppError(
                    HIDES_TOO_MUCH, file=arrival.file, count=imported.hides, total=imported.households_before,
                    village=imported.village,
                )  # fmt: skip
            progress.committing()
    except AppError as error:
        if error.code is HIDES_TOO_MUCH:
            leave_for_now(context, imported)
        raise
    imported = _with_pictures(context, arrival, imported)
    if imported.erased:
        keep_list(context)
        if at_commune:
            erase_where_they_were(context)
    if arrival.opened.manifest.succession:
        with contextlib.suppress(AppError):  # a disk that refuses is no reason to refuse what the commune says
            wrap_key(context)
    if command.answer and at_commune:
        imported = _answered(context, imported, command.path.parent)
    return Done(imported, changes)


def leave_for_now(context: Context, imported: Imported) -> None:
    """Remember, at the commune, that a bundle takes so much away that nobody agreed to it yet: its village is told."""
    if context.identity.role == COMMUNE:
        with context.writing() as connection:
            leave_out(connection, imported.sha256, imported.pile, HIDES, imported.key_id)


def _kept(context: Context, arrival: Arrival) -> Imported:
    """Return what is told of a bundle that waits for a person."""
    pile = arrival.span.pile
    with context.reading() as session:
        return Imported(
            type=arrival.opened.manifest.type.value,
            village=village_title(session, pile) or arrival.sender.name,
            sender=arrival.sender.name,
            pile=pile,
            notes=arrival.opened.payload.note_count,
            new=0,
            pending_newer=0,
            issues=(),
            hides=0,
            households_before=len(_living(session, pile)),
            counts=counts_of(session, pile),
            digest=digest_of(session, pile),
            again=False,
            held=arrival.held,
        )


def _with_pictures(context: Context, arrival: Arrival, imported: Imported) -> Imported:
    try:
        return replace(
            imported, pictures=take_pictures(context, arrival.opened.payload, {imported.pile, arrival.sender.pile})
        )
    except AppError as error:
        return replace(imported, pictures_problem=error)


def _answered(context: Context, imported: Imported, folder: Path) -> Imported:
    try:
        return replace(imported, receipt=write_receipt(context, imported.pile, folder).result.file)
    except AppError as error:
        return replace(imported, receipt_problem=error)


def merge_arrival(
    context: Context, connection: Connection, arrival: Arrival, progress: Progress
) -> tuple[Imported, Changes]:
    """Merge an arrival inside the caller's transaction, log it, and weigh the receipts in it; the caller commits or not."""
    sha256, pile = arrival.opened.sha256, arrival.span.pile
    again = is_logged(connection, sha256)
    with Session(connection, autoflush=False) as session:
        living = _living(session, pile)
    absorbed, brought = _absorbed(connection, arrival, progress)
    take_trust(context, connection, arrival.opened)
    if arrival.answers:
        keep_wanted(connection, arrival.lacks)
    progress.stage("Đối chiếu số liệu")
    with Session(connection, autoflush=False) as session:
        issues = open_issues(session, arrival.piles) if absorbed.new else ()
        erased, bared = _erased(session, absorbed.erased)
        if absorbed.changes.touches(Village.kind_name) and context.identity.role != COMMUNE:
            follow_name(session, context.identity)
        standing = _weighed(context, session, arrival, brought)
        apart = Apart.kept(standing.apart) if standing else _apart(context, session, arrival)
        imported = Imported(
            type=arrival.opened.manifest.type.value,
            village=village_title(session, pile) or arrival.sender.name,
            sender=arrival.sender.name,
            pile=pile,
            notes=len(arrival.notes),
            new=absorbed.new,
            pending_newer=absorbed.pending_newer,
            issues=tuple(issue for issue in issues if issue.id not in brought.known),
            hides=len((living - _living(session, pile)) | (living & bared)),
            households_before=len(living),
            counts=counts_of(session, pile),
            digest=digest_of(session, pile),
            again=again,
            standing=standing,
            erased=erased,
            from_n=arrival.span.from_n,
            last_n=arrival.span.last_n,
            newest=brought.newest,
            apart=named_rows(session, apart, context.identity.role),
            differing=apart.count,
            sha256=sha256,
            key_id=arrival.sender.key_id,
        )
    _log(context, connection, arrival, imported, absorbed, apart)
    taken_after_all(connection, sha256, arrival.sender.key_id)
    return imported, absorbed.changes


@dataclass(slots=True)
class _Brought:
    """What stays of a bundle's notes when they are merged, piece by piece.

    ``ids`` are kept of a commune's answer only. ``known`` are the issues of its piles that were open before.
    """

    newest: int = 0
    ids: list[str] = field(default_factory=list)
    known: set[str] = field(default_factory=set)


def _absorbed(connection: Connection, arrival: Arrival, progress: Progress) -> tuple[Absorbed, _Brought]:
    """Merge the notes piece by piece; the pieces of a bundle are to the view what as many bundles would be."""
    absorbed, brought = Absorbed(), _Brought()
    for piece in arrival.notes.pieces(progress):
        brought.newest = max([brought.newest, *(note.at for note, _ in piece)])
        if arrival.answers:
            brought.ids += [note.id for note, _ in piece]
        fresh = unknown_notes(connection, piece)
        if fresh and not absorbed.new:
            brought.known = _known_issues(connection, arrival.piles)
        absorbed = absorbed.joined(absorb_unknown(connection, fresh, arrival.opened.sha256, progress))
    return absorbed, brought


def _known_issues(connection: Connection, piles: set[str]) -> set[str]:
    with Session(connection, autoflush=False) as session:
        held = held_piles(session, piles)
        return {issue.id for issue in open_issues(session, held)} if held else set()


def _weighed(context: Context, session: Session, arrival: Arrival, brought: _Brought) -> Standing | None:
    if not arrival.answers:
        return None
    return take_receipts(context, session, arrival.span, arrival.receipts, brought.ids, arrival.listed)


def _apart(context: Context, session: Session, arrival: Arrival) -> Apart:
    """Return, at the commune, in which records the laptop that sent stands otherwise now that its bundle is merged.

    What it tells by its notes is held here by now: when as many notes are held, they are the same.
    """
    connection, pile = session.connection(), arrival.span.pile
    if arrival.answers or not arrival.tells or context.identity.role != COMMUNE:
        return Apart()
    if arrival.listed is None and count_notes(connection, pile) == len(arrival.notes):
        return Apart()
    return compare(connection, pile, arrival.holds())


def _erased(session: Session, records: frozenset[str]) -> tuple[int, set[str]]:
    """Return how many people's data these records' erasure took, and which households it touched."""
    people = session.execute(select(Person.id, Person.household_id).where(Person.id.in_(records))).all()
    return len(people), {home for _, home in people if home} | records


def _living(session: Session, pile: str) -> set[str]:
    return set(session.scalars(select(Household.id).where(Household.pile == pile, Household.here())))


def _log(
    context: Context, connection: Connection, arrival: Arrival, imported: Imported, absorbed: Absorbed, apart: Apart
) -> None:
    told: dict[str, Any] = {} if not arrival.tells or arrival.answers else {ROWS: apart.facts()}
    if told or arrival.span.from_n < arrival.span.last_n:
        told[COMPARED_IN] = context.identity.db_id
    log_bundle(
        connection, arrival.span, direction=IN, sha256=arrival.opened.sha256, name=arrival.file,
        at=context.clock.now_ms(), peer=arrival.sender.device_id, notes=len(arrival.notes),
        facts={
            "counts": dict(imported.counts), "digest": imported.digest, "new": absorbed.new,
            "sender": arrival.sender.key_id, "type": imported.type, LACKS: list(arrival.lacks),
            AT_N: last_link(connection)[0], "bytes": arrival.opened.size, **told,
            **({NEWER: [absorbed.pending_newer, absorbed.newest_schema]} if absorbed.pending_newer else {}),
        },
    )  # fmt: skip
