"""How the exchange with the commune stands: what waits to be sent, and what the commune last answered.

Read by the first page, so nothing here needs the libraries that seal and open bundles.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from sqlalchemy import Connection, and_, func, select

from app.journal.tables import BUNDLE, NOTE
from app.kernel import canonical
from app.kernel.clock import moment, today
from app.records.base import SCHEMA
from app.usecases.context import COMMUNE, VILLAGE, Context
from app.usecases.counts import NOTES, counts_of

IN: Final = "in"
OUT: Final = "out"
"""Direction of a bundle in the log."""

SAVED, EXPORTED, RECEIVED, NEEDS_ANSWER, AGREED = "saved", "exported", "received", "needs_answer", "agreed"
"""How far a change has come (:mod:`app.usecases.change_states`)."""
_WORDS: Final[Mapping[str, str]] = {
    SAVED: "Đã lưu, chưa gửi",
    EXPORTED: "Đã ghi ra gói",
    RECEIVED: "Xã đã nhận, chưa khớp",
    NEEDS_ANSWER: "Xã đã nhận, cần trả lời",
    AGREED: "Đã khớp với xã",
}
_AT_COMMUNE: Final[Mapping[str, str]] = {
    SAVED: "Đã lưu, chưa trả lời thôn",
    EXPORTED: "Đã ghi ra gói trả lời",
    NEEDS_ANSWER: "Cần xử lý",
    AGREED: "Hai nơi đã có",
}

NEWER: Final = "newer"
"""In the log of bundles: how many changes of one wait for a newer program, and the newest version they were written with."""
STANDING: Final = "standing"
"""Name of the local fact that holds the commune's last answer."""

NAG_AFTER_DAYS: Final = 7
"""Changes waiting longer than this are pointed out on the home page."""


@dataclass(frozen=True, slots=True)
class Pending:
    """Changes made here that are in no bundle yet: how many, since when (milliseconds, 0 when none), for how many days."""

    changes: int
    since: int
    days: int

    @property
    def overdue(self) -> bool:
        """Whether it is time to remind the person."""
        return self.days > NAG_AFTER_DAYS


@dataclass(frozen=True, slots=True)
class Standing:
    """What the commune last said it holds of this laptop's data.

    ``at`` is when its answer was taken in (milliseconds), ``acked_n`` how far it holds our notes, ``theirs`` and ``ours``
    the counts side by side, ``matches`` whether the digests agree, ``held`` how many of our changes it is known to hold and
    ``unsent`` how many it cannot have yet; :func:`standing` counts ``ours`` and ``unsent`` as they are now.
    ``rolled_back`` says that this database is not the one it heard from (restored or copied), so all is sent anew.
    ``db_id`` is the life of our database it spoke of; ``commune_db`` and ``commune_n`` tell a newer answer from an older.
    ``apart`` are the records that are not held alike, as :class:`app.usecases.apart.Apart` keeps them: empty when they match, and
    when the answer does not say which. ``asks`` are record and field of what needs a person there, ``refused`` of what the
    commune decided otherwise, ``not_taken`` the bundles it did not take in (SHA-256, and why as receipts say it).
    """

    at: int
    db_id: str
    acked_n: int
    matches: bool
    theirs: Mapping[str, int]
    ours: Mapping[str, int]
    unsent: int
    rolled_back: bool
    commune_db: str
    commune_n: int
    apart: Sequence[Any] = field(default_factory=list)
    asks: Sequence[Sequence[str]] = field(default_factory=list)
    refused: Sequence[Sequence[str]] = field(default_factory=list)
    not_taken: Sequence[Sequence[str]] = field(default_factory=list)
    held: int | None = None

    @property
    def differing(self) -> int:
        """How many records are not held alike, as far as the answer tells."""
        return int(self.apart[1]) if self.apart else 0

    @property
    def sentence(self) -> str:
        """What this means, in one sentence for the page and the command line."""
        if self.rolled_back:
            return "Sổ này đã khôi phục hoặc chép từ bản khác: lần gửi tới sẽ gửi lại toàn bộ."
        if not self.matches:
            rows = f", {self.differing} mục khác nhau" if self.differing else ""
            return f"Số liệu chưa khớp với xã{rows}: ghi gói mới mang lên xã để đối chiếu."
        rest = f", trừ {self.unsent} thay đổi xã chưa nhận" if self.unsent else ""
        return f"Số liệu đã khớp với xã{rest}."


def state_words(state: str, role: str) -> str:
    """Return a state as people read it at this end."""
    return (_AT_COMMUNE if role == COMMUNE else _WORDS)[state]


def pending(context: Context) -> Pending:
    """Return what waits to be sent ("12 thay đổi chưa gửi xã, 5 ngày"); nothing waits at the commune."""
    identity = context.identity
    if identity.role != VILLAGE:
        return Pending(0, 0, 0)
    with context.reading() as session:
        waiting = and_(NOTE.c.n > sent_n(session.connection()), NOTE.c.bundle.is_(None), NOTE.c.pile == identity.pile)
        count, since = session.execute(select(func.count(), func.min(NOTE.c.at)).where(waiting)).one()
    if not count:
        return Pending(0, 0, 0)
    return Pending(count, since, max(0, (today(context.clock) - moment(since).date()).days))


def waiting_for_newer(context: Context) -> int:
    """Return how many changes are held that only a newer program can show ("5 thay đổi chờ bản mới"); none once it is here."""
    with context.reading() as session:
        query = select(BUNDLE.c.facts).where(BUNDLE.c.direction == IN, BUNDLE.c.facts.contains(f'"{NEWER}":'))
        told = [canonical.trusted(facts)[NEWER] for facts in session.scalars(query)]
    return sum(count for count, schema in told if schema > SCHEMA)


def newer_words(count: int) -> str:
    """Return what is said of changes that wait for a newer program, empty when none does."""
    if not count:
        return ""
    return f"{count} thay đổi chờ bản Sổ Thôn mới hơn: vẫn giữ và gửi tiếp nguyên vẹn, có bản mới là hiện ra."


def standing(context: Context) -> Standing | None:
    """Return what the commune last said it holds of our data, beside what we hold now; ``None`` before its first answer."""
    kept = read_standing(context.local())
    if kept is None or kept.held is None or kept.rolled_back:
        return kept
    with context.reading() as session:
        ours = counts_of(session, context.identity.pile)
    return replace(kept, ours=ours, unsent=max(0, ours[NOTES] - kept.held))


def read_standing(facts: Mapping[str, str]) -> Standing | None:
    """Return the standing kept among the local facts of a database, if an answer was ever taken in.

    Books that were put back or moved since hold other notes than those the commune spoke of: nothing is known to match.
    """
    text = facts.get(STANDING)
    if not text:
        return None
    kept = Standing(**canonical.trusted(text))
    if kept.db_id == facts.get("db_id"):
        return kept
    return replace(kept, matches=False, rolled_back=True, acked_n=0, apart=[])


def sent_n(connection: Connection) -> int:
    """Return up to which arrival number our notes went out in some bundle; 0 when none was written."""
    query = select(func.max(BUNDLE.c.last_n)).where(BUNDLE.c.direction == OUT)
    return int(connection.execute(query).scalar_one() or 0)
