"""Which bundles went out and came in, and how far an unbroken line of them reaches (design text "sync", "Exchange").

A bundle says which stretch of one life of a database it holds: the notes after ``from_n`` up to ``last_n``, with the chain
at both ends as its sender states it. What is held of a device is what an unbroken line of stretches from the beginning
covers; a stretch that begins elsewhere is a gap until the missing one arrives, in whatever order.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import Connection, insert, select

from app.journal.tables import BUNDLE, CHAIN_START, NOTE, last_link
from app.kernel import canonical
from app.kernel.ids import is_record_id
from app.sync.keys import is_256_bits
from app.usecases.exchange_state import IN

AT_N: Final = "n"
"""Fact of a bundle that came in: our own last arrival number when it was merged; logs of older programs lack it."""
COMPARED_IN: Final = "compared_in"
"""Fact of a bundle that came in with notes: the life of our database (``db_id``) in which it was compared with what we hold."""


@dataclass(frozen=True, slots=True)
class Span:
    """The stretch of one life of a sender's database; a chain is empty at 0."""

    pile: str
    db_id: str
    from_n: int
    from_chain: str
    last_n: int
    last_chain: str

    def facts(self) -> dict[str, Any]:
        """Return the header facts of a bundle with this stretch (FORMAT.md "The payload")."""
        return {
            "pile": self.pile,
            "db_id": self.db_id,
            "from_n": self.from_n,
            "from_chain": self.from_chain,
            "last_n": self.last_n,
            "last_chain": self.last_chain,
        }

    def ended(self) -> "Span":
        """Return the empty stretch at the end of this one: where a bundle of pictures alone stands."""
        return replace(self, from_n=self.last_n, from_chain=self.last_chain)

    @classmethod
    def from_header(cls, header: Mapping[str, Any]) -> "Span":
        """Return the stretch a header states; raises ``ValueError`` naming the key that is wrong."""
        for name, holds in _RULES.items():
            if not holds(header.get(name)):
                raise ValueError(name)
        span = cls(**{name: header[name] for name in _RULES})
        if span.from_n > span.last_n or bool(span.from_n) != bool(span.from_chain):
            raise ValueError("from_n")
        if bool(span.last_n) != bool(span.last_chain):
            raise ValueError("last_n")
        return span


@dataclass(frozen=True, slots=True)
class Reach:
    """How far the data of one life of a device's database is held without a gap, and by which bundle it got there.

    ``waiting`` counts bundles that begin beyond a gap: their notes are held, but something before them is missing.
    ``held`` is how many notes of the pile that life holds up to there, by the bundles it wrote.
    """

    device: str
    db_id: str
    got_n: int
    chain: str
    bundle: str
    waiting: int
    held: int = 0


def own_span(connection: Connection, pile: str, db_id: str, from_n: int = 0) -> Span:
    """Return the stretch of our own database after ``from_n``."""
    last_n, last_chain = last_link(connection)
    return Span(pile, db_id, from_n, chain_at(connection, from_n), last_n, stated(last_n, last_chain))


def chain_at(connection: Connection, n: int) -> str:
    """Return our chain at ``n`` as it is stated to others: empty at 0, and where there is no such note."""
    return connection.execute(select(NOTE.c.chain).where(NOTE.c.n == n)).scalar_one_or_none() or ""


def stated(n: int, chain: str) -> str:
    """Return a chain as bundles state it: empty at the beginning."""
    return chain if n else ""


def walked_from(chain: str) -> str:
    """Return the chain to walk on from, for a chain as bundles state it."""
    return chain or CHAIN_START


def log_bundle(
    connection: Connection,
    span: Span,
    *,
    direction: str,
    sha256: str,
    name: str,
    at: int,
    peer: str,
    notes: int,
    facts: Mapping[str, Any],
) -> None:
    """Enter a bundle into the log; one that is there already stays as it was first entered."""
    if is_logged(connection, sha256):
        return
    connection.execute(
        insert(BUNDLE).values(
            sha256=sha256, direction=direction, name=name, at=at, peer=peer, pile=span.pile, from_n=span.from_n,
            last_n=span.last_n, last_chain=span.last_chain, notes=notes,
            facts=canonical.encode({"db_id": span.db_id, "from_chain": span.from_chain, **facts}).decode(),
        )
    )  # fmt: skip


def is_logged(connection: Connection, sha256: str) -> bool:
    """Tell whether this very file was read or written before."""
    return connection.execute(select(BUNDLE.c.sha256).where(BUNDLE.c.sha256 == sha256)).first() is not None


def reaches(connection: Connection, pile: str) -> list[Reach]:
    """Return how far each life of each device of a pile is held, in order of device and life."""
    return reaches_by_pile(connection, pile).get(pile, [])


def reaches_by_pile(connection: Connection, pile: str = "") -> dict[str, list[Reach]]:
    """Return the reaches of every pile a bundle came from, or of one."""
    query = select(BUNDLE).where(BUNDLE.c.direction == IN)
    if pile:
        query = query.where(BUNDLE.c.pile == pile)
    lives: dict[tuple[str, str, str], list[_Stretch]] = {}
    for row in connection.execute(query.order_by(BUNDLE.c.sha256)):
        facts = canonical.trusted(row.facts)
        span = Span(row.pile, facts["db_id"], row.from_n, facts["from_chain"], row.last_n, row.last_chain)
        lives.setdefault((row.pile, row.peer, span.db_id), []).append(_Stretch(span, row.sha256, row.notes))
    found: dict[str, list[Reach]] = {}
    for each, device, db_id in sorted(lives):
        found.setdefault(each, []).append(_reach(device, db_id, lives[each, device, db_id]))
    return found


@dataclass(frozen=True, slots=True)
class _Stretch:
    """One bundle of a life: its span, its file, and how many notes of the pile lie in it."""

    span: Span
    sha256: str
    notes: int


def _reach(device: str, db_id: str, stretches: list[_Stretch]) -> Reach:
    """Join stretches end to end; in order of their beginnings one pass is enough, since none ends before it begins."""
    reached = {(0, ""): ("", 0)}
    waiting = 0
    for each in sorted(stretches, key=lambda each: (each.span.from_n, each.span.last_n)):
        before = reached.get((each.span.from_n, each.span.from_chain))
        if before is None:
            waiting += 1
        else:
            reached.setdefault((each.span.last_n, each.span.last_chain), (each.sha256, before[1] + each.notes))
    got_n, chain = max(reached)
    bundle, held = reached[got_n, chain]
    return Reach(device, db_id, got_n, chain, bundle, waiting, held)


def _is_count(value: Any) -> bool:
    return type(value) is int and value >= 0


def _is_chain(value: Any) -> bool:
    return value == "" or is_256_bits(value)


_RULES: Final = {
    "pile": is_record_id,
    "db_id": is_record_id,
    "from_n": _is_count,
    "from_chain": _is_chain,
    "last_n": _is_count,
    "last_chain": _is_chain,
}
