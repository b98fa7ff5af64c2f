"""A bundle that has arrived, checked to the last note before anything is merged: its sender, its scope, its notes."""

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from app.journal.errors import NOTE_INVALID
from app.journal.note import Note, read_note
from app.journal.tables import next_chain
from app.kernel.errors import AppError
from app.kernel.files import read_bytes, write_whole
from app.kernel.progress import Progress
from app.records.base import KINDS, SCHEMA
from app.sync.container import MAX_BUNDLE, OpenedBundle, open_bundle
from app.sync.errors import BAD_PAYLOAD, TOO_LARGE
from app.sync.keys import PublicKeys, Role
from app.sync.manifest import BundleType
from app.sync.receipts import BadReceiptError, Receipt
from app.usecases.context import Context
from app.usecases.devices import own_device, trusted_keys
from app.usecases.exchange_errors import OTHER_VILLAGE, OUT_OF_SCOPE, WRONG_TYPE
from app.usecases.exchange_log import Span, stated, walked_from
from app.usecases.exchange_receipts import receipts_in
from app.usecases.outbox import side_folder

_INBOX: Final = "inbox"
_MEGABYTE: Final = 1024 * 1024
_STEP: Final = 200
"""Notes read between two looks at the Cancel button."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A bundle every byte of which is verified and whose sender may write what is in it."""

    file: str
    opened: OpenedBundle
    span: Span
    notes: Sequence[tuple[Note, bytes]] = field(repr=False)
    receipts: Sequence[Receipt] = ()

    @property
    def sender(self) -> PublicKeys:
        """Who sealed it."""
        return self.opened.sender

    @property
    def answers(self) -> bool:
        """Whether it is the commune's answer rather than a village's changes."""
        return self.opened.manifest.type is BundleType.UPDATE


def open_arrival(context: Context, path: Path, progress: Progress) -> Arrival:
    """Open the bundle at ``path`` (on a stick) by way of our own inbox; nothing in the books changes.

    Raises the refusals of :func:`app.sync.container.open_bundle`, BUNDLE-101 for a type this role does not take in,
    BUNDLE-102 for another village's, BUNDLE-103 for notes about other piles, NOTE-001 for a note that is none.
    """
    own = own_device(context)
    with context.reading() as session:
        trusted = trusted_keys(session.connection())
    progress.stage("Mở gói")
    with _inbox_copy(context, path) as local:
        opened = open_bundle(local, own=own, trusted=trusted)
    _refuse_wrong_type(path.name, opened, own.public)
    try:
        span = Span.from_header(opened.payload.header)
        receipts = receipts_in(opened.payload.header)
    except (ValueError, BadReceiptError) as error:
        raise AppError(BAD_PAYLOAD, file=path.name, reason=f"dòng đầu sai ở «{error}»") from error
    notes = _read_notes(opened, progress)
    arrival = Arrival(path.name, opened, span, notes, receipts)
    _refuse_other_piles(arrival, own.public)
    if not arrival.answers:
        _refuse_broken_chain(arrival)
    return arrival


@contextlib.contextmanager
def _inbox_copy(context: Context, path: Path) -> Iterator[Path]:
    """Yield a copy on our own disk, so that a stick pulled half-way cannot matter; messages name the file as chosen."""
    data = read_bytes(path, MAX_BUNDLE + 1)
    if len(data) > MAX_BUNDLE:
        raise AppError(TOO_LARGE, file=path.name, limit_mb=MAX_BUNDLE // _MEGABYTE)
    local = side_folder(context, _INBOX) / f"{context.ids.random()}.zip"
    write_whole(local, data)
    del data
    try:
        yield local
    except AppError as error:
        raise AppError(error.code, **{**error.facts, "file": path.name}) from error
    finally:
        with contextlib.suppress(OSError):
            local.unlink()


def _refuse_wrong_type(file: str, opened: OpenedBundle, own: PublicKeys) -> None:
    """Hold the rule of roles: an update comes from a commune to a village, changes come from a village."""
    sender, kind = opened.sender, opened.manifest.type
    update = kind is BundleType.UPDATE and sender.role is Role.COMMUNE and own.role is Role.VILLAGE
    changes = kind is BundleType.CHANGES and sender.role is Role.VILLAGE
    if not (update or changes):
        raise AppError(WRONG_TYPE, file=file, sender=sender.name, role=own.role.label)


def _read_notes(opened: OpenedBundle, progress: Progress) -> list[tuple[Note, bytes]]:
    progress.stage("Kiểm tra từng thay đổi", opened.payload.note_count)
    notes = []
    for line in opened.payload.notes():
        note = read_note(line)
        _refuse_unfit(note)
        notes.append((note, line))
        if len(notes) % _STEP == 0:
            progress.advance(_STEP)
    return notes


def _refuse_unfit(note: Note) -> None:
    """Refuse values no form of this version could have written; a newer version's notes are kept as they are."""
    model = KINDS.get(note.kind)
    if model is None or note.schema > SCHEMA or note.values is None:
        return
    for name, value in note.values.items():
        if name in model.fields and not model.accepts(name, value):
            raise AppError(NOTE_INVALID, reason=f"{model.kind_label}, mục «{model.fields[name].label}»")


def _refuse_other_piles(arrival: Arrival, own: PublicKeys) -> None:
    """Hold the scope: a village writes its own pile; the commune its own, and notes in the pile of whom it answers."""
    sender = arrival.sender
    theirs = own.pile if arrival.answers or own.role is Role.VILLAGE else sender.pile
    if arrival.span.pile != theirs or (not arrival.answers and sender.pile != theirs):
        raise AppError(OTHER_VILLAGE, file=arrival.file, sender=sender.name)
    allowed = {theirs, sender.pile} if arrival.answers else {theirs}
    outside = sum(note.pile not in allowed for note, _ in arrival.notes)
    if outside:
        raise AppError(OUT_OF_SCOPE, file=arrival.file, sender=sender.name, count=outside)


def _refuse_broken_chain(arrival: Arrival) -> None:
    """Walk the chain of a stretch that lacks no note; one that leaves out notes of other piles cannot be walked."""
    span = arrival.span
    missing = span.last_n - span.from_n - len(arrival.notes)
    if missing > 0:
        return
    chain = walked_from(span.from_chain)
    for note, _ in arrival.notes:
        chain = next_chain(chain, note.note_hash())
    if missing < 0 or stated(span.last_n, chain) != span.last_chain:
        raise AppError(BAD_PAYLOAD, file=arrival.file, reason="chuỗi thay đổi không liền")
