"""Sealing a bundle and bringing it to a folder: the one way out, for a village's changes and the commune's answer."""

import contextlib
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from app.kernel.clock import today
from app.kernel.files import failure
from app.kernel.progress import Progress
from app.records.base import SCHEMA
from app.sync.container import seal
from app.sync.keys import OwnDevice, PublicKeys
from app.sync.manifest import BundleType
from app.sync.payload import Blob, Contents
from app.sync.stick import bundle_name, deliver
from app.usecases.attachments import LACKS, lacking, shares
from app.usecases.context import Context
from app.usecases.device_lists import trust_facts
from app.usecases.exchange_log import Span, log_bundle
from app.usecases.exchange_state import OUT
from app.vietnamese.sheet_code import village_tag

_OUTBOX: Final = "outbox"
_DAY_MS: Final = 24 * 60 * 60 * 1000


@dataclass(frozen=True, slots=True)
class Exported:
    """The bundle on the stick; ``verified`` says that it was read back past the cache and is what was written."""

    file: Path
    notes: int
    from_n: int
    last_n: int
    bytes: int
    sha256: str
    verified: bool
    pictures: int = 0
    more: tuple[Path, ...] = ()
    """Further bundles beside the first, of pictures that did not fit into it."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A bundle ready to be sealed: what kind, which stretch, for whom, and its lines."""

    kind: BundleType
    span: Span
    recipients: Sequence[PublicKeys]
    lines: Sequence[bytes]
    facts: Mapping[str, Any] = field(default_factory=dict)
    pictures: Sequence[str] = ()
    """SHA-256 of pictures that go along, in this bundle and, when they are many, in further ones."""


def side_folder(context: Context, name: str) -> Path:
    """Return a folder of our own beside the database, without what a power cut left in it more than a day ago.

    Raises FILE-001 to FILE-003 when the disk does not allow it.
    """
    folder = context.folder / name
    try:
        folder.mkdir(exist_ok=True)
        leftovers = list(folder.iterdir())
    except OSError as error:
        raise failure(error, folder) from error
    for leftover in leftovers:
        with contextlib.suppress(OSError):  # gone meanwhile, or held by a virus scanner: the next time
            if leftover.stat().st_mtime * 1000 < context.clock.now_ms() - _DAY_MS:
                shutil.rmtree(leftover) if leftover.is_dir() else leftover.unlink()
    return folder


def send(context: Context, own: OwnDevice, outgoing: Outgoing, folder: Path, progress: Progress) -> Exported:
    """Seal a bundle in the outbox, deliver it to ``folder``, enter it into the log, and leave no copy behind.

    Pictures beyond what one bundle holds go into further ones, written after it; what was written before a stick refused counts
    as sent, since each bundle stands for itself.
    """
    parts = shares(context, outgoing.pictures) or [[]]
    first = _send(context, own, outgoing, parts[0], folder, progress)
    rest = replace(outgoing, span=outgoing.span.ended(), lines=(), facts={})
    more = tuple(_send(context, own, rest, part, folder, progress).file for part in parts[1:])
    return replace(first, pictures=sum(map(len, parts)), more=more)


def sealed_for(kind: BundleType, sender: str, recipients: Iterable[str], size: int) -> dict[str, Any]:
    """Return what the log keeps of a bundle we wrote: for whom (key ids), besides ourselves, of what kind, how large."""
    return {"recipients": [each for each in recipients if each != sender], "type": kind.value, "bytes": size}


def _send(
    context: Context, own: OwnDevice, outgoing: Outgoing, blobs: Sequence[Blob], folder: Path, progress: Progress
) -> Exported:
    name = bundle_name(village_tag(outgoing.span.pile), today(context.clock), context.ids.random_bytes)
    local = side_folder(context, _OUTBOX) / name
    with context.reading() as session:
        lacks = lacking(context, session, outgoing.span.pile)
    facts = {**outgoing.span.facts(), "schema": SCHEMA, LACKS: lacks, **trust_facts(context, own), **outgoing.facts}
    try:
        progress.stage("Khoá gói")
        contents = Contents(facts, len(outgoing.lines), outgoing.lines, blobs)
        sealed = seal(local, outgoing.kind, contents, sender=own, recipients=outgoing.recipients)
        progress.stage("Ghi vào USB và đọc lại", sealed.size)
        delivered = deliver(local, folder, name, clock=context.clock, progress=progress)
    finally:
        with contextlib.suppress(OSError):
            local.unlink(missing_ok=True)
    with context.writing() as connection:
        log_bundle(
            connection, outgoing.span, direction=OUT, sha256=sealed.sha256, name=name, at=context.clock.now_ms(),
            peer=outgoing.recipients[0].key_id, notes=len(outgoing.lines),
            facts=sealed_for(outgoing.kind, own.public.key_id, (each.key_id for each in outgoing.recipients), sealed.size),
        )  # fmt: skip
    return Exported(
        delivered.path, len(outgoing.lines), outgoing.span.from_n, outgoing.span.last_n, delivered.size, sealed.sha256,
        delivered.verified and delivered.sha256 == sealed.sha256, len(blobs),
    )  # fmt: skip
