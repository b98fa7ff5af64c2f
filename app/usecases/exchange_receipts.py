"""The commune's word on what it holds: written when it takes in a bundle, weighed by the laptop it speaks to.

Green is only shown when digests match: the receipt's digest against that of the notes this laptop knows the commune to
hold (its own up to the acknowledged number, and those the answer itself brings). Source: design text "sync", "Exchange".
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, or_, select
from sqlalchemy.orm import Session

from app.journal import tables
from app.journal.merge import CONFLICT as DIFFERENT
from app.journal.tables import BUNDLE, NOTE, in_chunks
from app.kernel import canonical
from app.kernel.errors import AppError
from app.kernel.progress import Progress
from app.sync.held_list import HOLDS, pack
from app.sync.keys import OwnDevice, PublicKeys
from app.sync.manifest import BundleType
from app.sync.receipts import BUNDLE as BUNDLE_KEY
from app.sync.receipts import CONFLICT, QUESTION, REFUSED, WHY, Receipt, pile_digest
from app.usecases.apart import Apart, compare, held_pairs, listed, lost_by_laptop
from app.usecases.attachments import asked_for, held_here, named_in
from app.usecases.context import COMMUNE, Context, Done, identity_from
from app.usecases.counts import counts_of
from app.usecases.devices import own_device
from app.usecases.errors import WRONG_ROLE
from app.usecases.exchange_errors import NO_VILLAGE_KEY
from app.usecases.exchange_log import Reach, Span, chain_at, own_span, reaches
from app.usecases.exchange_state import IN, STANDING, Standing, read_standing
from app.usecases.issues import Issue, open_issues
from app.usecases.not_taken import not_taken
from app.usecases.outbox import Exported, Outgoing, send
from app.usecases.overruled import overruled_in
from app.usecases.peers import trusted_keys
from app.usecases.piles import digest_of

MOST_OUTCOMES: Final = 10_000
"""Told in one answer, of some hundred bytes each: a quarter of what the header of a bundle may hold."""


def receipts_in(header: Mapping[str, Any]) -> list[Receipt]:
    """Return the receipts of an update; raises ``ValueError`` when one of them is none."""
    listed = header.get("receipts", [])
    if not isinstance(listed, list):
        raise ValueError("receipts")
    return [Receipt.from_json(each) for each in listed]


def take_receipts(
    context: Context,
    session: Session,
    span: Span,
    receipts: Iterable[Receipt],
    brought: Sequence[str],
    holds: frozenset[str] | None = None,
) -> Standing | None:
    """Weigh an update's receipts after its notes were merged, and keep what they mean; return it, or ``None``.

    ``span`` is the commune's stretch, ``brought`` are the ids of the notes in the update, ``holds`` what it lists of our pile,
    so that the records that differ can be told. An update older than one taken in
    before says nothing new. Without a receipt for this life of our database, nothing is acknowledged.
    """
    connection = session.connection()
    facts = tables.read_local(connection)
    before = read_standing(facts)
    if before and before.commune_db == span.db_id and before.commune_n > span.last_n:
        return None
    identity = identity_from(facts)
    ours = (identity.device, identity.db_id, identity.pile)
    receipt = next((each for each in receipts if (each.device, each.db_id, each.pile) == ours), None)
    if receipt is None:
        if before:
            _keep(connection, Standing(**{**asdict(before), "acked_n": 0, "matches": False}))
        return None
    rolled_back = chain_at(connection, receipt.got_n) != receipt.chain
    carried = _carried(connection, identity.pile, brought)
    sent = {**dict.fromkeys(held_pairs(connection, identity.pile, receipt.got_n)), **dict.fromkeys(carried)}
    matches = not rolled_back and pile_digest(note_hash for _, note_hash in sent) == receipt.digest
    apart = Apart()
    if not (matches or rolled_back):
        theirs = holds
        if theirs is None and pile_digest(note_hash for _, note_hash in carried) == receipt.digest:
            theirs = listed(carried)
        apart = compare(connection, identity.pile, theirs, sent) if theirs is not None else apart
    now = Standing(
        at=context.clock.now_ms(),
        db_id=identity.db_id,
        acked_n=0 if rolled_back else receipt.got_n,
        matches=matches,
        theirs=receipt.counts,
        ours=counts_of(session, identity.pile),
        unsent=tables.count_notes(connection, identity.pile) - len(sent),
        held=len(sent),
        rolled_back=rolled_back,
        commune_db=span.db_id,
        commune_n=span.last_n,
        apart=apart.facts() if apart.count else [],
        asks=_told(receipt, (CONFLICT, QUESTION), "record", "field"),
        refused=[each for each in _told(receipt, (REFUSED,), "record", "field") if each[0]],
        not_taken=[each for each in _told(receipt, (REFUSED,), BUNDLE_KEY, WHY) if each[0]],
    )
    _keep(connection, now)
    if rolled_back:
        tables.write_local(connection, "db_id", context.ids.random())
    return now


def write_receipt(context: Context, pile: str, folder: Path, progress: Progress | None = None) -> Done[Exported]:
    """Write the commune's answer to a village into ``folder``: receipts for each of its laptops, and what they lack.

    One update opens on every trusted laptop of the village. It carries the village's notes the commune got from elsewhere,
    those the laptop has lost, and the commune's own. It is sealed for the commune, too, which may have to take its own notes
    back from it (:mod:`app.usecases.own_answers`).

    Raises SETUP-003 outside a commune, BUNDLE-106 when no key of the village is trusted, STICK errors.
    """
    own = own_device(context)
    if context.identity.role != COMMUNE:
        raise AppError(WRONG_ROLE, role="thôn")
    with context.reading() as session:
        recipients = [keys for keys in trusted_keys(session.connection()).values() if keys.pile == pile]
        if not recipients:
            raise AppError(NO_VILLAGE_KEY)
        outgoing = _answer(context, session, own, pile, recipients)
    return Done(send(context, own, outgoing, folder, progress or Progress()))


def _answer(
    context: Context, session: Session, own: OwnDevice, pile: str, recipients: Sequence[PublicKeys]
) -> Outgoing:
    connection = session.connection()
    lives = reaches(connection, pile)
    query = select(NOTE.c.line).where(NOTE.c.pile.in_((pile, own.public.pile))).order_by(NOTE.c.n)
    facts: dict[str, Any] = {}
    lost, told = lost_by_laptop(connection, pile)
    if len(lives) == 1 and told:
        theirs = select(BUNDLE.c.sha256).where(BUNDLE.c.direction == IN, BUNDLE.c.pile == pile)
        query = query.where(or_(NOTE.c.bundle.is_(None), NOTE.c.bundle.not_in(theirs), NOTE.c.record.in_(lost)))
        facts[HOLDS] = pack(listed(held_pairs(connection, pile)))
    lines = [line.encode() for line in session.execute(query).scalars()]
    receipts = _receipts(session, pile, lives)
    span = own_span(connection, pile, context.identity.db_id)
    wanted = asked_for(connection, pile)
    here = named_in(session, pile) & held_here(context) if wanted else set()
    asked = [name for name in wanted if name in here]
    facts["receipts"] = [each.to_json() for each in receipts]
    return Outgoing(BundleType.UPDATE, span, [*recipients, own.public], lines, facts, asked)


def _of_pile(issue: Issue, pile: str) -> list[str]:
    """Return what of one village an issue is about: when two villages share it, each hears of its own."""
    return [issue.record] if issue.pile == pile else [each.record for each in issue.subjects if each.pile == pile]


def _receipts(session: Session, pile: str, lives: Sequence[Reach]) -> list[Receipt]:
    digest, counts = digest_of(session, pile), counts_of(session, pile)
    connection = session.connection()
    outcomes = [
        {"record": record, "outcome": CONFLICT if issue.type == DIFFERENT else QUESTION, "field": issue.field}
        for issue in open_issues(session, (pile,))
        for record in _of_pile(issue, pile)
    ]
    outcomes += [
        {"record": record, "outcome": REFUSED, "field": name} for record, name in overruled_in(connection, pile)
    ]
    outcomes += [
        {"record": "", "outcome": REFUSED, BUNDLE_KEY: sha256, WHY: why} for sha256, why in not_taken(connection, pile)
    ]
    # Each life of a laptop is told the same; a village with thousands of open questions hears of the first of them.
    told = tuple(outcomes[: MOST_OUTCOMES // max(1, len(lives))])
    return [
        Receipt(life.device, life.db_id, life.got_n, life.chain, life.bundle, pile, digest, counts, told)
        for life in lives
        if life.bundle
    ]


def _told(receipt: Receipt, outcomes: Collection[str], *keys: str) -> list[list[str]]:
    """Return these keys of the outcomes of some sorts, as texts."""
    return [[str(each.get(key, "")) for key in keys] for each in receipt.outcomes if each.get("outcome") in outcomes]


def _carried(connection: Connection, pile: str, brought: Sequence[str]) -> list[tuple[str, str]]:
    """Return record and note hash of those notes of a pile that an update brought: the commune holds them."""
    found = []
    for part in in_chunks(brought):
        query = select(NOTE.c.record, NOTE.c.note_hash).where(NOTE.c.pile == pile, NOTE.c.id.in_(part))
        found += [(row.record, row.note_hash) for row in connection.execute(query)]
    return found


def _keep(connection: Connection, standing: Standing) -> None:
    tables.write_local(connection, STANDING, canonical.encode(asdict(standing)).decode())
