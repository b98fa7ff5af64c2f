"""What needs a person (Cần xử lý): derived from notes and rows each time, never stored as truth.

Source: design text "sync", section "The view". An answer is an ordinary note, so it travels and settles the matter
everywhere; only "this is none" (a dismissal) is a record of its own. An old pledge or a past term that names somebody who
was taken off the list is history; only people in a removed household and households in a removed group are an issue.
"""

import functools
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, aliased

from app.journal import tables
from app.journal.merge import (
    CONFLICT,
    DELETED_EDITED,
    MISSING_TARGET,
    SAME_NUMBER,
    Heads,
    find_heads,
    issue_id,
    view,
)
from app.journal.note import DELETED_FIELD, Note
from app.journal.stored import notes_by_record, notes_of
from app.journal.stubs import kinds_with_gone
from app.journal.tables import HEAD
from app.kernel.clock import moment
from app.kernel.errors import AppError
from app.records.base import KINDS, LIVE, MISSING, Record, gone
from app.records.places import Village
from app.records.register import Household, Person
from app.records.reviews import IssueDismissal
from app.usecases.apart import apart_here, named_rows, row_lines
from app.usecases.context import COMMUNE, VILLAGE, Context, Done, Operation, identity_from, stood_in_by
from app.usecases.errors import FIELD_INVALID, ISSUE_ANSWER, ISSUE_UNKNOWN
from app.usecases.merged_villages import merged_villages
from app.usecases.naming import field_label, moment_text, note_text, record_name, title_of
from app.usecases.peers import trusted_keys
from app.usecases.quality import sharing_a_number
from app.vietnamese.numbers import format_number
from app.vietnamese.text import clean, fold

_MOST_TOLD: Final = 4
"""Fields of an edit that are told."""
_HELD_IN: Final = ((Person, Person.household_id.key), (Household, Household.group_id.key))
"""References whose deleted target would take the row itself out of every list."""

_ADVICE: Final = {
    CONFLICT: "Chọn một trong các số liệu, hoặc gõ số liệu đúng.",
    DELETED_EDITED: "Chọn giữ lại hoặc xoá hẳn.",
    MISSING_TARGET: "Chờ dữ liệu còn thiếu, sửa lại chỗ nhắc đến, hoặc đánh dấu đã xem.",
    SAME_NUMBER: "Sửa số của người ghi sai, hoặc đánh dấu đã xem nếu là hai người khác nhau.",
}
_TWO_VILLAGES: Final = (
    "Cùng một người thì chọn giữ ở thôn nào; ghi sai số thì hỏi lại thôn; hai người khác nhau thì đánh dấu đã xem."
)
_NOT_ARRIVED: Final = (
    "{target} ấy chưa nhận được: chờ gói còn thiếu của thôn, hoặc hỏi thôn. Khi gói tới, việc này tự hết."
)
_NEWER: Final = (
    "Mục này do chương trình bản mới hơn ghi: cập nhật chương trình ở máy này rồi chọn, hoặc đánh dấu đã xem."
)
_REMOVED: Final = "{target} ấy đã xoá: khôi phục, chuyển sang chỗ khác, hoặc đánh dấu đã xem."

APART: Final = "apart"
"""Found by the digests of an exchange, not by the notes here: answered by the next exchange alone."""
_MEND: Final = {
    COMMUNE: "Ghi gói trả lời đưa về thôn, và nhờ thôn ghi gói mới mang lên. Khi hai nơi khớp lại, việc này tự hết.",
    VILLAGE: "Ghi gói mới mang lên xã để đối chiếu. Khi hai nơi khớp lại, việc này tự hết.",
}

TYPES: Final = {
    CONFLICT: "Số liệu khác nhau",
    SAME_NUMBER: "Trùng số định danh",
    DELETED_EDITED: "Đã xoá, vừa sửa",
    MISSING_TARGET: "Nhắc đến chỗ thiếu",
    APART: "Chưa khớp với nơi kia",
}
"""What an issue can be, as people call it."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the values that stand against each other: the note that says it, by whom, when and on whose machine.

    ``detail`` says of an edit that stands against a delete what it changed.
    """

    note: str
    value: str
    actor: str
    at: int
    when: str
    place: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Subject:
    """One of the records an issue is about: what it is called, in which village, in which household."""

    record: str
    name: str
    village: str
    pile: str
    where: str


@dataclass(frozen=True, slots=True)
class Issue:
    """One thing that needs a person. ``type`` is one of the codes of :mod:`app.journal.merge`, or :data:`APART`.

    ``record`` is what it is about (``name`` in words), ``field`` the wire name with its ``label``, ``others`` further
    records that share the matter, ``advice`` what can be done. ``village`` is whose books it stands in, ``before`` the value
    that all the choices replaced (``None`` when there was none they share), ``subjects`` the people who share a number, ``lines``
    the records that two ends do not hold alike, in words.
    """

    id: str
    type: str
    kind: str
    record: str
    pile: str
    name: str
    field: str
    label: str
    sentence: str
    choices: tuple[Choice, ...]
    others: tuple[str, ...]
    advice: str
    village: str = ""
    before: str | None = None
    subjects: tuple[Subject, ...] = ()
    lines: tuple[str, ...] = ()

    @property
    def piles(self) -> frozenset[str]:
        """The villages it concerns."""
        return frozenset([self.pile, *(each.pile for each in self.subjects)])


@dataclass(frozen=True, slots=True)
class ResolveIssue:
    """Answer an issue in one of three ways: a note to believe, a value typed, or a dismissal with an optional reason."""

    issue: str
    pick: str = ""
    value: str | None = None
    dismiss: bool = False
    reason: str = ""


def list_issues(context: Context) -> tuple[Issue, ...]:
    """Return what needs a person, without what a person dismissed; last what an exchange found not to be held alike."""
    with context.reading() as session:
        return all_issues(session)


def all_issues(session: Session) -> tuple[Issue, ...]:
    """Return what :func:`list_issues` does, as this session sees it."""
    return (*open_issues(session), *_apart_issues(session))


def _apart_issues(session: Session) -> Iterator[Issue]:
    """Yield one issue for each village whose books the other end does not hold alike."""
    connection = session.connection()
    identity, gone = identity_from(tables.read_local(connection)), merged_villages(session)
    for village in session.scalars(select(Village).where(Village.status == LIVE).order_by(Village.id)):
        apart = apart_here(connection, village.pile, identity.role)
        if apart.count and village.pile not in gone:
            lines = tuple(row_lines(named_rows(session, apart, identity.role), apart.count))
            title = title_of(village)
            yield Issue(
                issue_id(APART, village.pile, "", [record for record, _, _ in apart.rows]), APART, Village.kind_name,
                village.id, village.pile, title[:1].upper() + title[1:], "", "",
                f"Hai nơi chưa khớp ở {format_number(apart.count)} mục", (), tuple(record for record, _, _ in apart.rows),
                _MEND[identity.role], title, lines=lines,
            )  # fmt: skip


def open_issues(session: Session, piles: Collection[str] = ()) -> tuple[Issue, ...]:
    """Return what needs a person as this session sees it, of some villages or of all, without what a person dismissed."""
    dismissed = set(session.scalars(select(IssueDismissal.issue).where(IssueDismissal.status == LIVE)))
    return tuple(issue for issue in _Finder(session, piles).derived() if issue.id not in dismissed)


def narrowed(rows: Iterable[Issue], text: str = "", type_: str = "", pile: str = "", label: str = "") -> list[Issue]:
    """Return the issues of a kind, of a village, about a field, in whose words every word of ``text`` stands."""
    words = fold(text).split()
    return [
        row
        for row in rows
        if (not type_ or row.type == type_)
        and (not pile or pile in row.piles)
        and (not label or row.label == label)
        and all(word in fold(f"{row.name} {row.village} {row.sentence}") for word in words)
    ]


def resolve_issue(context: Context, command: ResolveIssue) -> Done[str]:
    """Answer an issue and return the record it was about.

    What stands to be answered is derived by whoever holds the pen: another clerk, or a bundle, may have been faster.

    Raises ISSUE-001 for an unknown or settled issue, ISSUE-002 when it cannot be answered that way, FORM-002 for a value that
    the field cannot keep.
    """
    with context.transaction("issue.dismiss" if command.dismiss else "issue.resolve") as tx:
        issue = next((each for each in all_issues(tx.session) if each.id == command.issue), None)
        if issue is None:
            raise AppError(ISSUE_UNKNOWN, issue=command.issue)
        if issue.type == APART:
            raise AppError(ISSUE_ANSWER, advice=issue.advice)
        if command.dismiss:
            dismiss(tx, issue, command.reason)
        elif can_choose(issue):
            settle(tx, issue, command)
        elif issue.type == DELETED_EDITED and command.pick:
            _keep_or_delete(tx, issue, command.pick)
        else:
            raise AppError(ISSUE_ANSWER, advice=issue.advice)
    return tx.done(issue.record)


def dismiss(tx: Operation, issue: Issue, reason: str = "") -> None:
    """Say that there is nothing to mend; the answer belongs to the village of the issue and goes there."""
    tx.keyed(IssueDismissal, issue.id, pile=issue.pile).reason = clean(reason) or None


def can_choose(issue: Issue) -> bool:
    """Tell whether a value can be chosen or typed: values that differ, of a field this program knows and can write."""
    return issue.type == CONFLICT and issue.field in KINDS[issue.kind].fields


def settle(tx: Operation, issue: Issue, command: ResolveIssue) -> None:
    """Let the field hold the value that was picked or typed; raises ISSUE-002, FORM-002."""
    record = tx.get(KINDS[issue.kind], issue.record)
    if command.value is not None:
        value = _typed(record, issue.field, command.value, moment(tx.at).year)
    else:
        note = _chosen(tx, issue, command.pick)
        value = record.from_note(issue.field, note.value(issue.field))
    tx.settle(record, issue.field, value)


def _typed(record: Record, name: str, text: str, year: int) -> object:
    """Return the value typed for a field; what only a choice can name (a household, a signature) cannot be typed."""
    if record.fields[name].refers_to:
        raise AppError(ISSUE_ANSWER, advice="Chọn một trong các số liệu có sẵn.")
    try:
        return record.enter(name, text, year)
    except ValueError as error:
        label = record.fields[name].label
        raise AppError(FIELD_INVALID, label=record.kind_label, field=label, value=text, reason=f"{error}") from error


def _keep_or_delete(tx: Operation, issue: Issue, pick: str) -> None:
    record = tx.get(KINDS[issue.kind], issue.record)
    note = _chosen(tx, issue, pick)
    if note.value(DELETED_FIELD) is True:
        tx.delete(record)
    else:
        tx.restore(record)


def _chosen(tx: Operation, issue: Issue, pick: str) -> Note:
    offered = {choice.note for choice in issue.choices}
    notes = notes_of(tx.session.connection(), issue.record)
    found = next((note for note in notes if note.id == pick and note.id in offered), None)
    if found is None:
        raise AppError(ISSUE_ANSWER, advice=issue.advice)
    return found


class _Finder:
    """Derives what needs a person from notes and rows, in some villages or in all."""

    def __init__(self, session: Session, piles: Collection[str]) -> None:
        self._session = session
        self._connection = session.connection()
        self._piles = piles or stood_in_by(session)
        self._villages: dict[str, str] = {}
        self._machines = machines_of(session)
        self._held: list[Record] = []
        """Rows read in one go: a session forgets, and would ask again for each, what nobody holds."""

    def derived(self) -> Iterator[Issue]:
        """Yield each."""
        yield from self._contested()
        yield from self._same_numbers()
        yield from self._without_target()

    def _at_hand(self, records: Sequence[tuple[str, str]]) -> dict[str, list[Note]]:
        """Return the notes of (record, kind) pairs, and hold their rows, with a few queries for all of them."""
        by_kind: dict[str, set[str]] = defaultdict(set)
        for record, kind in records:
            by_kind[kind].add(record)
        for kind, ids in by_kind.items():
            self._hold(KINDS[kind], ids)
        return notes_by_record(self._connection, [record for record, _ in records])

    def _hold(self, model: type[Record], ids: Iterable[str | None]) -> None:
        for part in tables.in_chunks(sorted(filter(None, ids))):
            self._held += self._session.scalars(select(model).where(model.id.in_(part)))

    def _contested(self) -> Iterator[Issue]:
        query = select(HEAD.c.record, HEAD.c.kind).where(HEAD.c.contested == 1).order_by(HEAD.c.record)
        if self._piles:
            query = query.where(HEAD.c.pile.in_(self._piles))
        known = [(record, kind) for record, kind in self._connection.execute(query) if kind in KINDS]
        notes_of_each = self._at_hand(known)
        for record, _ in known:
            notes = notes_of_each[record]
            heads = find_heads(notes)
            seen = view(heads)
            if not seen.deleted:
                yield from (self._conflict(each.heads, each.field, notes) for each in seen.conflicts)
            if seen.delete_contested:
                yield self._deleted_edited(heads)

    def _conflict(self, heads: tuple[Note, ...], field: str, notes: Iterable[Note]) -> Issue:
        label = field_label(heads[0].kind, field)
        choices = [self._choice(note, self._text(note, field)) for note in heads]
        issue = self._issue(CONFLICT, heads, field, f"Số liệu khác nhau ở mục {label}", choices)
        replaced = common_before(heads, field, notes)
        if not can_choose(issue):
            issue = replace(issue, advice=_NEWER)
        return replace(issue, before=self._text(replaced, field) if replaced else None)

    def _text(self, note: Note, field: str) -> str:
        return note_text(self._session, note.kind, field, note.value(field), whole=True)

    def _deleted_edited(self, heads: Heads) -> Issue:
        everything = tuple({note.id: note for tops in heads.values() for note in tops}.values())
        choices = []
        for note in everything:
            gone = note.value(DELETED_FIELD) is True
            choices.append(self._choice(note, "xoá" if gone else "giữ lại", "" if gone else self._edited(note)))
        return self._issue(DELETED_EDITED, everything, DELETED_FIELD, "Đã xoá nhưng vừa được sửa", choices)

    def _edited(self, note: Note) -> str:
        """Return what a note says, field by field, the first few."""
        names = [name for name in note.fields if name != DELETED_FIELD]
        told = [
            f"{field_label(note.kind, name)}: {self._text(note, name) or 'để trống'}" for name in names[:_MOST_TOLD]
        ]
        return "; ".join(told) + (f" và {len(names) - _MOST_TOLD} mục khác" if len(names) > _MOST_TOLD else "")

    def _same_numbers(self) -> Iterator[Issue]:
        field = Person.id_number.key
        sharing = sharing_a_number(self._session, self._piles)
        notes = self._at_hand([(person, Person.kind_name) for people in sharing for person in people])
        self._hold(Household, {row.household_id for row in self._held if isinstance(row, Person)})
        for people in sharing:
            tops = [note for person in people for note in find_heads(notes[person])[field]]
            names = ", ".join(record_name(self._session, Person.kind_name, each) for each in people)
            subjects = tuple(self._subject(each) for each in people)
            issue = self._issue(SAME_NUMBER, tuple(tops), field, f"Trùng số định danh: {names}", others=people[1:])
            villages = {each.pile for each in subjects}
            advice = _TWO_VILLAGES if len(villages) > 1 else issue.advice
            yield replace(issue, subjects=subjects, advice=advice)

    def _subject(self, person: str) -> Subject:
        row = self._session.get_one(Person, person)
        home = self._session.get(Household, row.household_id) if row.household_id else None
        parts = [row.relation or ""]
        if home is not None:
            parts += [f"hộ {home.code}" if home.code else "", home.address or ""]
        return Subject(person, row.full_name or "", self._village(row.pile), row.pile, ", ".join(filter(None, parts)))

    def _without_target(self) -> Iterator[Issue]:
        gone_from = kinds_with_gone(self._connection)
        for model in KINDS.values():
            for name, target in model.references.items():
                if target not in gone_from:
                    continue
                query = _orphans(model, name, target)
                if self._piles:
                    query = query.where(model.pile.in_(self._piles))
                found = self._session.execute(query).all()
                notes = self._at_hand([(record, model.kind_name) for record, _ in found])
                for record, status in found:
                    yield self._orphan(model, find_heads(notes[record])[name], name, status)

    def _orphan(self, model: type[Record], heads: tuple[Note, ...], name: str, status: str) -> Issue:
        label = field_label(model.kind_name, name)
        target = KINDS[model.references[name]].kind_label
        words = "chưa nhận được" if status == MISSING else "đã xoá"
        issue = self._issue(MISSING_TARGET, heads, name, f"Mục {label} nhắc đến {target.lower()} {words}")
        advice = _NOT_ARRIVED if status == MISSING else _REMOVED
        return replace(issue, advice=advice.format(target=target))

    def _issue(
        self,
        type_: str,
        heads: tuple[Note, ...],
        field: str,
        words: str,
        choices: list[Choice] | None = None,
        others: list[str] | None = None,
    ) -> Issue:
        first = heads[0]
        name = record_name(self._session, first.kind, first.record)
        label = "" if field == DELETED_FIELD else field_label(first.kind, field)
        return Issue(
            issue_id(type_, first.record, field, [note.id for note in heads]), type_, first.kind, first.record, first.pile,
            name, field, label, words, tuple(choices or ()), tuple(others or ()), _ADVICE[type_],
            self._village(first.pile),
        )  # fmt: skip

    def _choice(self, note: Note, value: str, detail: str = "") -> Choice:
        place = self._machines.get(note.device, "")
        return Choice(note.id, value, note.actor, note.at, moment_text(note.at), place, detail)

    def _village(self, pile: str) -> str:
        if pile not in self._villages:
            village = self._session.get(Village, pile)
            self._villages[pile] = title_of(village) if village is not None and village.name else "xã"
        return self._villages[pile]


@functools.cache
def _orphans(model: type[Record], name: str, target: str) -> Select[str, str]:
    """Return the query for records whose target is gone; building them all anew cost more than asking them."""
    column, targets = getattr(model, name), aliased(KINDS[target])
    query = (
        select(model.id, targets.status)
        .join(targets, targets.id == column)
        .where(model.status == LIVE, gone(targets.status))
        .order_by(model.id)
    )
    return query if (model, name) in _HELD_IN else query.where(targets.status == MISSING)


def machines_of(session: Session) -> dict[str, str]:
    """Return how to call the machine of each device we know: this one, and those whose keys were trusted."""
    connection = session.connection()
    known = {keys.device_id: f"máy {keys.name}" for keys in trusted_keys(connection).values()}
    return {**known, tables.read_local(connection).get("device", ""): "máy này"}


def common_before(heads: Iterable[Note], field: str, notes: Iterable[Note]) -> Note | None:
    """Return the newest note that every one of these heads replaced in a field, itself or through others."""
    by_id = {note.id: note for note in notes}
    shared: set[str] | None = None
    for head in heads:
        replaced, waiting = set(), list(head.prev.get(field, ()))
        while waiting:
            note = waiting.pop()
            if note not in replaced and note in by_id:
                replaced.add(note)
                waiting.extend(by_id[note].prev.get(field, ()))
        shared = replaced if shared is None else shared & replaced
    return max((by_id[each] for each in shared or ()), key=lambda note: (note.at, note.id), default=None)
