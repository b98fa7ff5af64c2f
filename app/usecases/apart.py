"""Số liệu chưa khớp: which records two ends of an exchange do not hold alike, and how many changes each side lacks.

Worked out from what the other end lists of a pile (:mod:`app.sync.held_list`); only what it must have by then counts, so that
work done since is no difference. Source: design text "sync", "Exchange": the same counts, or the list of rows that differ.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, func, or_, select
from sqlalchemy.orm import Session

from app.journal import tables
from app.journal.tables import BUNDLE, HEAD, NOTE, in_chunks
from app.kernel import canonical
from app.sync.held_list import entry, short, short_of
from app.usecases.context import COMMUNE, Context
from app.usecases.exchange_log import AT_N
from app.usecases.exchange_state import IN, OUT, read_standing
from app.usecases.naming import found_name
from app.vietnamese.collation import sort_key

MOST_ROWS: Final = 200
"""Records kept and named; of more only the number is told."""
ROWS: Final = "apart"
"""Fact of a bundle that came in at the commune: :class:`Apart` as one list a record; absent when its sender listed nothing."""

_PEER, _AT = "_peer", "_at"
"""Beside the facts of the bundle that told last: who sent it, and when it was taken in."""

Row = tuple[str, int, int]
"""Record (its id, or the end of it where nothing of it is held here), changes lacking here, changes lacking there."""


@dataclass(frozen=True, slots=True)
class Apart:
    """Records that are not held alike: the first of them, how many there are, and the changes lacking on either side."""

    rows: tuple[Row, ...] = ()
    count: int = 0
    here: int = 0
    there: int = 0

    def facts(self) -> list[Any]:
        """Return what a log or a local fact keeps of it."""
        return [[list(row) for row in self.rows], self.count, self.here, self.there]

    @classmethod
    def kept(cls, value: Sequence[Any]) -> "Apart":
        """Return it from what was kept."""
        rows, count, here, there = value or ((), 0, 0, 0)
        return cls(tuple((record, here, there) for record, here, there in rows), count, here, there)


@dataclass(frozen=True, slots=True)
class ApartRow:
    """One record of them as people read it, or ``records`` of which nothing is held here.

    ``here`` and ``there`` are the changes each side lacks.
    """

    record: str
    kind: str
    name: str
    here: int
    there: int
    sentence: str
    """What is lacking where: "xã chưa có 2 thay đổi"."""
    records: int = 1


Pairs = Collection[tuple[str, str]]
"""Record and note hash of each note of a pile."""


def held_pairs(connection: Connection, pile: str, up_to: int | None = None) -> list[tuple[str, str]]:
    """Return record and note hash of the notes of a pile held here, those that arrived up to a number or all."""
    query = select(NOTE.c.record, NOTE.c.note_hash).where(NOTE.c.pile == pile)
    rows = connection.execute(query if up_to is None else query.where(NOTE.c.n <= up_to))
    return [(row.record, row.note_hash) for row in rows]


def listed(pairs: Pairs) -> frozenset[str]:
    """Return notes as one end lists them for the other."""
    return frozenset(entry(*pair) for pair in pairs)


def compare(connection: Connection, pile: str, theirs: frozenset[str], sent: Pairs | None = None) -> Apart:
    """Return where the ends differ: ``theirs`` is what the other lists, ``sent`` what it must hold by now, all unless given."""
    ours = held_pairs(connection, pile)
    lacking_there = Counter(
        record for record, note_hash in (ours if sent is None else sent) if entry(record, note_hash) not in theirs
    )
    ids = {short(record): record for record in connection.scalars(select(HEAD.c.record).where(HEAD.c.pile == pile))}
    lacking_here = Counter(ids.get(short_of(each), short_of(each)) for each in theirs - listed(ours))
    records = sorted(lacking_there.keys() | lacking_here.keys())
    return Apart(
        tuple((record, lacking_here[record], lacking_there[record]) for record in records[:MOST_ROWS]),
        len(records), lacking_here.total(), lacking_there.total(),
    )  # fmt: skip


def named_rows(session: Session, apart: Apart, role: str) -> tuple[ApartRow, ...]:
    """Return the records by name, as this end of the exchange says it; those nothing is held of here are one row."""
    kinds = _kinds(session.connection(), [record for record, _, _ in apart.rows])
    found = [
        ApartRow(
            record, kinds[record], found_name(session, kinds[record], record), here, there, _words(role, here, there)
        )
        for record, here, there in apart.rows
        if record in kinds
    ]
    unknown = [(here, there) for record, here, there in apart.rows if record not in kinds]
    if unknown:
        here, there = (sum(counts) for counts in zip(*unknown, strict=True))
        name = f"{len(unknown)} mục ở đây chưa có"
        found.append(ApartRow("", "", name, here, there, _words(role, here, there), len(unknown)))
    return tuple(sorted(found, key=lambda row: (not row.record, sort_key(row.name), row.record)))


def apart_from_commune(context: Context) -> tuple[ApartRow, ...]:
    """Return the records that stood otherwise at the commune when it last answered this village."""
    standing = read_standing(context.local())
    if standing is None or not standing.apart:
        return ()
    with context.reading() as session:
        return named_rows(session, Apart.kept(standing.apart), context.identity.role)


def apart_of_village(context: Context, pile: str) -> tuple[ApartRow, ...]:
    """Return, at the commune, the records that the laptop of a village which sent last holds otherwise.

    What either lacked when it sent, and what came to its village's books here since.
    """
    with context.reading() as session:
        connection = session.connection()
        facts = _last_told(connection, pile)
        if facts is None:
            return ()
        since = _arrived_since(connection, pile, facts)
        rows = {short(record): (record, here, there) for record, here, there in Apart.kept(facts[ROWS]).rows}
        for record, came in since.items():  # what was lacking here comes first
            _, here, there = rows.get(short(record), (record, 0, 0))
            rows[short(record)] = (record, max(here - came, 0), there + max(came - here, 0))
        found = sorted(row for row in rows.values() if row[1] or row[2])
        return named_rows(session, Apart(tuple(found[:MOST_ROWS]), len(found)), COMMUNE)


def found_apart(connection: Connection, pile: str) -> Apart:
    """Return, at the commune, what was found not to be held alike when a laptop of a village sent last, and is not mended since.

    Work the laptop could not know of is no difference: what was written here, or came from another laptop, after the last answer
    that had been written for its village by then.
    """
    facts = _last_told(connection, pile)
    if facts is None:
        return Apart()
    told = Apart.kept(facts[ROWS])
    since, unheard = _arrived_since(connection, pile, facts), _unheard(connection, pile, facts)
    rows = []
    for record, here, there in told.rows:
        left = record, max(here - since[record], 0), max(there - unheard[record], 0)
        if left[1] or left[2]:
            rows.append(left)
    return Apart(tuple(rows), len(rows) + told.count - len(told.rows))


def apart_here(connection: Connection, pile: str, role: str) -> Apart:
    """Return what this end knows not to be held alike: at the commune of a village, at the village by the last answer."""
    if role == COMMUNE:
        return found_apart(connection, pile)
    standing = read_standing(tables.read_local(connection))
    return Apart.kept(standing.apart) if standing else Apart()


def lost_by_laptop(connection: Connection, pile: str) -> tuple[list[str], bool]:
    """Return of which records the laptop of a village that sent last lacked changes, and whether these are all of them."""
    facts = _last_told(connection, pile)
    apart = Apart.kept(facts[ROWS] if facts else ())
    return [record for record, _, there in apart.rows if there], len(apart.rows) == apart.count


def heard_up_to(connection: Connection, pile: str) -> tuple[int, frozenset[str]]:
    """Return up to which arrival number here the laptop of a village that sent last was seen to hold its village's notes.

    And the records of which it lacked some; 0 when it is not known of all of them.
    """
    facts = _last_told(connection, pile)
    lacked, told = lost_by_laptop(connection, pile)
    return (int(facts.get(AT_N, 0)) if facts and told else 0), frozenset(lacked)


def row_lines(rows: Sequence[ApartRow], count: int = 0, most: int = MOST_ROWS) -> list[str]:
    """Return the first of the rows in words, and how many more there are: of ``count``, or of the rows."""
    shown = rows[:most]
    more = max(count, sum(row.records for row in rows)) - sum(row.records for row in shown)
    lines = [f"{row.name}: {row.sentence}" for row in shown]
    return [*lines, f"và {more} mục khác"] if more else lines


def _last_told(connection: Connection, pile: str) -> Mapping[str, Any] | None:
    """Return the facts of the newest bundle of a village that tells what its laptop held; one of pictures alone tells nothing."""
    query = select(BUNDLE.c.facts, BUNDLE.c.from_n, BUNDLE.c.last_n, BUNDLE.c.peer, BUNDLE.c.at).where(
        BUNDLE.c.direction == IN, BUNDLE.c.pile == pile
    )
    for row in connection.execute(query.order_by(BUNDLE.c.at.desc(), BUNDLE.c.last_n.desc(), BUNDLE.c.from_n)):
        facts: Mapping[str, Any] = canonical.trusted(row.facts)
        if ROWS in facts:
            return {**facts, _PEER: row.peer, _AT: row.at}
        if row.from_n < row.last_n:
            return None
    return None


def _arrived_since(connection: Connection, pile: str, facts: Mapping[str, Any]) -> Counter[str]:
    """Return how many notes of each record of a pile came here after the bundle with these facts."""
    query = select(NOTE.c.record).where(NOTE.c.pile == pile, NOTE.c.n > facts.get(AT_N, 0))
    return Counter(connection.scalars(query))


def _unheard(connection: Connection, pile: str, facts: Mapping[str, Any]) -> Counter[str]:
    """Return how many notes of each record the laptop that sent this bundle could not have: nothing had carried them to it."""
    written = select(func.max(BUNDLE.c.last_n)).where(
        BUNDLE.c.direction == OUT, BUNDLE.c.pile == pile, BUNDLE.c.at < facts[_AT]
    )
    told = int(connection.execute(written).scalar_one() or 0)
    own = select(BUNDLE.c.sha256).where(BUNDLE.c.direction == IN, BUNDLE.c.peer == facts[_PEER])
    query = select(NOTE.c.record).where(
        NOTE.c.pile == pile, NOTE.c.n > told, or_(NOTE.c.bundle.is_(None), NOTE.c.bundle.not_in(own))
    )
    return Counter(connection.scalars(query))


def _kinds(connection: Connection, records: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for part in in_chunks(records):
        rows = connection.execute(select(HEAD.c.record, HEAD.c.kind).where(HEAD.c.record.in_(part)))
        found.update((row.record, row.kind) for row in rows)
    return found


def _words(role: str, here: int, there: int) -> str:
    if role == COMMUNE:
        parts = (f"xã chưa có {here} thay đổi của thôn", here), (f"máy thôn chưa có {there} thay đổi", there)
    else:
        parts = (f"xã chưa có {there} thay đổi", there), (f"xã có {here} thay đổi máy này chưa có", here)
    return ", ".join(words for words, count in parts if count)
