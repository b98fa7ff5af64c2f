"""What came back from the commune: how much of what this laptop sent was agreed, what was decided otherwise, what waits.

Worked out from the commune's last answer and our own notes, never stored; what the village has written since drops out.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.journal import tables
from app.journal.merge import find_heads
from app.journal.note import DELETED_FIELD, Note
from app.journal.stored import notes_by_record
from app.journal.tables import BUNDLE, NOTE, in_chunks
from app.records.base import KINDS, LIVE
from app.records.register import Household
from app.sync.keys import Role
from app.sync.receipts import DISCARDED, HIDES, REVOKED, WAITING
from app.usecases.apart import Apart
from app.usecases.context import VILLAGE, Context, Identity, identity_from
from app.usecases.exchange_state import OUT, Standing, read_standing, sent_n
from app.usecases.issues import open_issues
from app.usecases.naming import field_label, found_name, moment_text, note_text
from app.usecases.overruled import decided
from app.usecases.peers import all_peers
from app.usecases.questions import list_proposals, open_questions
from app.vietnamese.collation import sort_key
from app.vietnamese.numbers import format_number

NOT_TAKEN, ASKED, QUESTION, PROPOSAL, OTHERWISE = "not_taken", "asked", "question", "proposal", "otherwise"
"""What a row tells: a bundle that was not taken in; something that waits at the commune or here; a question or proposal of
the commune that waits for us; what the commune decided otherwise. In this order they are listed."""
WAITS: Final = (NOT_TAKEN, ASKED, QUESTION, PROPOSAL)
"""Rows somebody has to do something about."""

ISSUES, QUESTIONS, HOUSEHOLDS = "issues", "questions", "households"
"""Where a row leads: the pages of that name."""

_WHY: Final = {
    WAITING: "xã chưa chấp nhận máy đã ghi gói này: đọc dãy số của máy cho cán bộ xã",
    REVOKED: "xã đã ngừng máy ghi gói này: gói được giữ lại, gọi cán bộ xã",
    HIDES: "gói làm bớt nhiều hộ nên xã chưa nhận: xem lại các hộ đã xoá, gọi cán bộ xã",
    DISCARDED: "xã không nhận gói này: gọi cán bộ xã, hoặc ghi gói mới",
}
_NOT_KNOWN: Final = "xã chưa nhận gói này: gọi cán bộ xã"
"""A reason of a newer program."""
_OTHER_LAPTOP: Final = "Gói của máy khác trong thôn"


@dataclass(frozen=True, slots=True)
class BackRow:
    """One thing that came back: ``what`` of it, the record by name (a bundle by its file), and in words what became of it.

    ``place`` is where one goes from here, with the household to open there if it is one's.
    """

    what: str
    record: str
    kind: str
    name: str
    field: str
    label: str
    sentence: str
    place: str
    household: str = ""


@dataclass(frozen=True, slots=True)
class CameBack:
    """How the changes this laptop sent stand at the commune by its last answer: ``sent`` is the sum of the four others.

    ``agreed`` are held there and stand, ``otherwise`` were replaced by the commune's own, ``asked`` wait for a person,
    ``unreached`` are not held there, or not yet.
    """

    sent: int
    agreed: int
    otherwise: int
    asked: int
    unreached: int
    rows: tuple[BackRow, ...]

    @property
    def waits(self) -> bool:
        """Whether somebody has to do something."""
        return any(row.what in WAITS for row in self.rows)

    @property
    def sentence(self) -> str:
        """The summary: "Đã gửi 120 thay đổi: xã đồng ý 118, ghi khác 1, còn chờ trả lời 1."."""
        counts = (
            (self.agreed, "xã đồng ý"), (self.otherwise, "ghi khác"), (self.asked, "còn chờ trả lời"),
            (self.unreached, "chưa nhận được"),
        )  # fmt: skip
        parts = ", ".join(f"{said} {format_number(count)}" for count, said in counts if count)
        return f"Đã gửi {format_number(self.sent)} thay đổi: {parts}." if parts else "Máy này chưa gửi thay đổi nào."


def came_back(context: Context) -> CameBack | None:
    """Return what came back to this village; ``None`` before the commune's first answer, and at the commune."""
    if context.identity.role != VILLAGE:
        return None
    waiting = _asked_of_us(context)
    with context.reading() as session:
        standing = read_standing(tables.read_local(session.connection()))
        return _Reader(session, standing).read(waiting) if standing else None


class _Reader:
    """Weighs one answer against our notes."""

    def __init__(self, session: Session, standing: Standing) -> None:
        self._session = session
        self._connection = session.connection()
        self._identity: Identity = identity_from(tables.read_local(self._connection))
        self._standing = standing
        known = standing.db_id == self._identity.db_id
        self._acked = standing.acked_n if known else 0
        self._lacked = (
            {record for record, _, there in Apart.kept(standing.apart).rows if there} if known else set[str]()
        )
        keys = [each.keys for each in all_peers(self._connection).values()]
        self._ours = {each.device_id for each in keys if each.role is Role.VILLAGE} | {self._identity.device}
        pairs = [*standing.asks, *standing.refused]
        self._notes = notes_by_record(self._connection, sorted({record for record, _ in pairs}))
        self._otherwise: set[str] = set()
        """Our notes that were replaced."""
        self._asked: set[str] = set()
        """Our notes that wait for an answer."""

    def read(self, waiting: Iterable[BackRow]) -> CameBack:
        """Return all of it."""
        rows = [*self._bundles(), *self._asks(), *self._decided(), *waiting]
        order = (*WAITS, OTHERWISE)
        rows.sort(key=lambda row: (order.index(row.what), sort_key(row.name), row.record, row.label))
        sent, held = self._counts()
        otherwise, asked = len(held & self._otherwise), len(held & (self._asked - self._otherwise))
        return CameBack(sent, len(held) - otherwise - asked, otherwise, asked, sent - len(held), tuple(rows))

    def _counts(self) -> tuple[int, set[str]]:
        """Return how many changes written here went out, and those of them the commune holds."""
        ours = (NOTE.c.pile == self._identity.pile, NOTE.c.bundle.is_(None))
        up_to = max(sent_n(self._connection), self._acked)
        sent = self._connection.execute(select(func.count()).where(*ours, NOTE.c.n <= up_to)).scalar_one()
        rows = self._connection.execute(select(NOTE.c.id, NOTE.c.record).where(*ours, NOTE.c.n <= self._acked))
        return int(sent), {row.id for row in rows if row.record not in self._lacked}

    def _decided(self) -> Iterator[BackRow]:
        for record, name in self._standing.refused:
            notes = self._notes[record]
            heads = find_heads(notes)
            theirs = {note.id for note in notes if note.device not in self._ours}
            found = decided(notes, heads, name, theirs)
            before = [note for note in found[1] if note.device == self._identity.device] if found else []
            if found and before:
                self._otherwise.update(note.id for note in before)
                yield self._row(OTHERWISE, found[0], name, self._told(found[0], max(before, key=_age), name))

    def _told(self, now: Note, before: Note, name: str) -> str:
        who = f"{now.actor or 'cán bộ xã'}, {moment_text(now.at)}"
        if name == DELETED_FIELD:
            gone = now.value(name) is True
            return f"xã đã bỏ khỏi danh sách ({who})" if gone else f"thôn đã xoá, xã giữ lại ({who})"
        ours, theirs = (note_text(self._session, now.kind, name, each.value(name)) for each in (before, now))
        return f"thôn ghi «{ours or 'để trống'}», xã ghi «{theirs or 'để trống'}» ({who})"

    def _asks(self) -> Iterator[BackRow]:
        here = {(each.record, each.field): each for each in open_issues(self._session, (self._identity.pile,))}
        for record, name in self._standing.asks:
            notes = self._notes[record]
            if not notes:
                continue
            heads = find_heads(notes)
            tops = heads.get(name) or tuple({note.id: note for each in heads.values() for note in each}.values())
            issue = here.get((record, name))
            if issue is None and not self._held_there(tops):
                continue  # answered here since: the answer is on its way
            self._asked.update(note.id for note in tops if note.device == self._identity.device)
            if issue is not None:
                yield self._row(ASKED, notes[-1], name, f"{issue.sentence}: chọn ở Cần xử lý", ISSUES)
            else:
                yield self._row(ASKED, notes[-1], name, "xã đang xem lại, có thể sẽ hỏi thôn")

    def _held_there(self, tops: Iterable[Note]) -> bool:
        """Tell whether the commune has these notes: it knows what stands here, and still asks."""
        ids = [note.id for note in tops]
        later = select(NOTE.c.id).where(NOTE.c.id.in_(ids), NOTE.c.n > self._acked, NOTE.c.bundle.is_(None))
        return self._connection.execute(later).first() is None

    def _bundles(self) -> Iterator[BackRow]:
        names: dict[str, str] = {}
        for part in in_chunks([sha256 for sha256, _ in self._standing.not_taken]):
            query = select(BUNDLE.c.sha256, BUNDLE.c.name).where(BUNDLE.c.direction == OUT, BUNDLE.c.sha256.in_(part))
            names.update((row.sha256, row.name) for row in self._connection.execute(query))
        for sha256, why in self._standing.not_taken:
            if sha256 in names or why != DISCARDED:
                name = names.get(sha256, _OTHER_LAPTOP)
                yield BackRow(NOT_TAKEN, "", "", name, "", "", _WHY.get(why, _NOT_KNOWN), "")

    def _row(self, what: str, note: Note, name: str, sentence: str, place: str = "") -> BackRow:
        label = "" if name in ("", DELETED_FIELD) else field_label(note.kind, name)
        household = _household_of(self._session, note.kind, note.record)
        return BackRow(
            what, note.record, note.kind, found_name(self._session, note.kind, note.record), name, label, sentence,
            place or (HOUSEHOLDS if household else QUESTIONS), household,
        )  # fmt: skip


def row_sentence(row: BackRow) -> str:
    """Return what a row tells after the record's name: "Điện thoại: thôn ghi «…», xã ghi «…»"."""
    return f"{row.label}: {row.sentence}" if row.label and row.what == OTHERWISE else row.sentence


def _asked_of_us(context: Context) -> list[BackRow]:
    """Return the commune's questions and proposals that wait for us."""
    found = [
        BackRow(QUESTION, each.record, each.kind, each.about or "Cả thôn", "", "", f"xã hỏi: {each.text}", QUESTIONS)
        for each in open_questions(context)
    ]
    return found + [
        BackRow(
            PROPOSAL, each.record, each.kind, each.about, each.field, each.label,
            f"xã đề nghị ghi {each.label} là «{each.value}»", QUESTIONS,
        )
        for each in list_proposals(context) if each.open
    ]  # fmt: skip


def _household_of(session: Session, kind: str, record: str) -> str:
    """Return the household a record is or belongs to, if it still stands in the lists."""
    model = KINDS.get(kind)
    row: Any = session.get(model, record) if model is not None else None
    if row is None:
        return ""
    if model is Household:
        return record if row.status == LIVE else ""
    home = next((getattr(row, name) for name, to in row.references.items() if to == Household.kind_name), None)
    return _household_of(session, Household.kind_name, home) if home else ""


def _age(note: Note) -> tuple[int, str]:
    return note.at, note.id
