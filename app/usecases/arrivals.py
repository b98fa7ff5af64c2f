"""A bundle that has arrived, checked to the last note before anything is merged: its sender, its scope, its notes."""

import contextlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any, Final

from app.journal.note import hash_of_line
from app.journal.tables import next_chain
from app.kernel.errors import AppError
from app.kernel.files import read_bytes, write_whole
from app.kernel.progress import Progress
from app.sync.container import MAX_BUNDLE, REQUEST, OpenedBundle, open_bundle
from app.sync.device_list import State
from app.sync.errors import BAD_PAYLOAD, TOO_LARGE
from app.sync.held_list import entry, held_in
from app.sync.keys import PublicKeys, Role, heirs
from app.sync.manifest import BundleType
from app.sync.receipts import BadReceiptError, Receipt
from app.usecases.attachments import lacks_in
from app.usecases.bundle_notes import CRUMB, PIECE, BundleNotes
from app.usecases.context import Context
from app.usecases.devices import own_device
from app.usecases.exchange_errors import OTHER_VILLAGE, OUT_OF_SCOPE, REVOKED_SENDER, WRONG_TYPE
from app.usecases.exchange_log import Span, stated, walked_from
from app.usecases.exchange_receipts import receipts_in
from app.usecases.outbox import side_folder
from app.usecases.peers import Peer, all_peers, revoked_in

INBOX: Final = "inbox"
_MEGABYTE: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Arrival:
    """A bundle every byte of which is verified and whose sender may write what is in it.

    ``notes`` are read in smaller pieces while it is held: a stranger's bundle costs no more memory than its file.
    """

    file: str
    opened: OpenedBundle
    span: Span
    notes: BundleNotes = field(repr=False)
    receipts: Sequence[Receipt] = ()
    held: State | None = None
    """Why it may not be merged before a person says so: the sender asks to be let in, or was revoked."""

    lacks: tuple[str, ...] = ()
    """Pictures the sender does not hold though its notes name them."""
    listed: frozenset[str] | None = field(default=None, repr=False)
    """What the sender lists of all it holds of the pile (:mod:`app.sync.held_list`)."""

    @property
    def piles(self) -> set[str]:
        """The piles its notes may be about."""
        return {self.span.pile, self.sender.pile}

    @property
    def tells(self) -> bool:
        """Whether it says what its sender holds of the pile: by a list, or by changes from the beginning being all there is."""
        return self.listed is not None or not (self.answers or self.span.from_n)

    def holds(self) -> frozenset[str]:
        """Return what its sender holds of the pile, if it :attr:`tells`."""
        if self.listed is not None:
            return self.listed
        notes = chain.from_iterable(self.notes.pieces(Progress()))
        return frozenset(entry(note.record, hash_of_line(line)) for note, line in notes)

    @property
    def sender(self) -> PublicKeys:
        """Who sealed it."""
        return self.opened.sender

    @property
    def request(self) -> Mapping[str, Any]:
        """What the sender says of itself to be let in: person, machine."""
        request = self.opened.payload.header.get(REQUEST)
        return request if isinstance(request, dict) else {}

    @property
    def answers(self) -> bool:
        """Whether it is the commune's answer rather than a village's changes."""
        return self.opened.manifest.type is BundleType.UPDATE


def open_arrival(context: Context, path: Path, progress: Progress, *, released: bool = False) -> Arrival:
    """Open the bundle at ``path`` (on a stick) by way of our own inbox; nothing in the books changes.

    At the commune also that of a laptop nobody has let in yet, or that was revoked; ``held`` says so, and its notes are checked
    but not kept, unless a person ``released`` it to be merged.

    Raises the refusals of :func:`app.sync.container.open_bundle`, BUNDLE-101 for a type this role does not take in,
    BUNDLE-102 for another village's, BUNDLE-103 for notes about other piles, BUNDLE-107 at a village for a sender the commune
    revoked, NOTE-001 for a note that is none.
    """
    own = own_device(context)
    with context.reading() as session:
        peers = all_peers(session.connection())
    progress.stage("Mở gói")
    with _inbox_copy(context, path) as local:
        opened = open_bundle(local, own=own, trusted=_senders(peers.values()))
    held = _held(path.name, opened, peers, own.public)
    _refuse_wrong_type(path.name, opened, own.public)
    try:
        span = Span.from_header(opened.payload.header)
        receipts = receipts_in(opened.payload.header)
        lacks = lacks_in(opened.payload.header)
        listed = held_in(opened.payload.header)
    except (ValueError, BadReceiptError) as error:
        raise AppError(BAD_PAYLOAD, file=path.name, reason=f"dòng đầu sai ở «{error}»") from error
    notes = BundleNotes(opened.payload, PIECE if held is None or released else CRUMB)
    arrival = Arrival(path.name, opened, span, notes, receipts, held, tuple(lacks), listed)
    _refuse_strangers(arrival, own.public, progress)
    return arrival


@contextlib.contextmanager
def _inbox_copy(context: Context, path: Path) -> Iterator[Path]:
    """Yield a copy on our own disk, so that a stick pulled half-way cannot matter; messages name the file as chosen."""
    data = read_bytes(path, MAX_BUNDLE + 1)
    if len(data) > MAX_BUNDLE:
        raise AppError(TOO_LARGE, file=path.name, limit_mb=MAX_BUNDLE // _MEGABYTE)
    local = side_folder(context, INBOX) / f"{context.ids.random()}.zip"
    write_whole(local, data)
    del data
    try:
        yield local
    except AppError as error:
        raise AppError(error.code, **{**error.facts, "file": path.name}) from error
    finally:
        with contextlib.suppress(OSError):
            local.unlink()


def _senders(peers: Iterable[Peer]) -> dict[str, PublicKeys]:
    """Return the keys whose bundles are opened; who only waits to be let in is still a stranger."""
    return {each.keys.key_id: each.keys for each in peers if each.state is not State.WAITING}


def _held(file: str, opened: OpenedBundle, peers: Mapping[str, Peer], own: PublicKeys) -> State | None:
    """Return why a bundle must wait; raises BUNDLE-107 at a village, where nobody could decide."""
    if not opened.known:
        return State.WAITING
    peer = peers.get(opened.sender.key_id)
    believed = _senders(each for each in peers.values() if each.state is not State.REVOKED)
    if peer is None and opened.sender.key_id in heirs(believed, opened.manifest.succession, revoked_in(peers)):
        return None
    if peer is not None and peer.state is not State.REVOKED:
        return None
    if own.role is Role.VILLAGE:
        raise AppError(REVOKED_SENDER, file=file, sender=opened.sender.name)
    return State.REVOKED


def _refuse_wrong_type(file: str, opened: OpenedBundle, own: PublicKeys) -> None:
    """Hold the rule of roles: an update comes from a commune to a village, changes come from a village."""
    sender, kind = opened.sender, opened.manifest.type
    update = kind is BundleType.UPDATE and sender.role is Role.COMMUNE and own.role is Role.VILLAGE
    changes = kind is BundleType.CHANGES and sender.role is Role.VILLAGE
    if not (update or changes):
        raise AppError(WRONG_TYPE, file=file, sender=sender.name, role=own.role.label)


def _refuse_strangers(arrival: Arrival, own: PublicKeys, progress: Progress) -> None:
    """Read every note; a village may write its own pile, the commune its own and notes in the pile of whom it answers.

    And walk the chain of a village's stretch that lacks no note; one that leaves out notes of other piles cannot be walked.
    """
    sender, span = arrival.sender, arrival.span
    theirs = own.pile if arrival.answers or own.role is Role.VILLAGE else sender.pile
    foreign = not arrival.answers and (sender.pile != theirs or (own.role is Role.COMMUNE and theirs == own.pile))
    if span.pile != theirs or foreign:
        raise AppError(OTHER_VILLAGE, file=arrival.file, sender=sender.name)
    allowed = {theirs, sender.pile} if arrival.answers else {theirs}
    missing = span.last_n - span.from_n - arrival.opened.payload.note_count
    walks = not arrival.answers and missing <= 0
    outside, link = 0, walked_from(span.from_chain)
    for note, line in chain.from_iterable(arrival.notes.pieces(progress)):
        outside += note.pile not in allowed
        if walks:
            link = next_chain(link, hash_of_line(line))
    if outside:
        raise AppError(OUT_OF_SCOPE, file=arrival.file, sender=sender.name, count=outside)
    if walks and (missing < 0 or stated(span.last_n, link) != span.last_chain):
        raise AppError(BAD_PAYLOAD, file=arrival.file, reason="chuỗi thay đổi không liền")
