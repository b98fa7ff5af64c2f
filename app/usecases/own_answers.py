"""What a commune wrote to its villages, read back: books restored from an old backup lack what it handed down since.

No laptop may vouch for notes of the commune's pile, but the commune's own answers do: they lie on the villages' sticks, signed by
it and sealed for it, too. Of such an answer only notes of its own pile are taken back; the villages' come from the villages.
"""

import contextlib
from collections.abc import Iterable, Sequence
from pathlib import Path

from app.journal.absorb import absorb
from app.journal.note import Note, read_note
from app.kernel.errors import AppError
from app.sync.container import OpenedBundle, open_own, read_outside
from app.sync.keys import OwnDevice
from app.sync.manifest import BundleType
from app.usecases.context import COMMUNE, Context
from app.usecases.devices import own_device
from app.usecases.exchange_log import Span, is_logged, log_bundle
from app.usecases.exchange_state import OUT
from app.usecases.foreign_notes import refuse_unfit
from app.usecases.outbox import sealed_for


def take_back_own(context: Context, files: Iterable[Path]) -> int:
    """Take back, from those of ``files`` that this commune wrote itself, the notes of its pile it lacks; return how many.

    What the books remember having written is not opened: with it they hold the notes. A file that cannot be read is left alone,
    and whoever takes in the bundles beside it hears of nothing: it was not sent here.
    """
    if context.identity.role != COMMUNE:
        return 0
    own = own_device(context)
    return sum(_taken_back(context, own, path) for path in files)


def _taken_back(context: Context, own: OwnDevice, path: Path) -> int:
    with contextlib.suppress(AppError, ValueError):
        outside = read_outside(path)
        if outside.manifest.sender != own.public.key_id or _remembered(context, outside.sha256):
            return 0
        opened = open_own(path, own)
        if opened is None or opened.manifest.type is not BundleType.UPDATE:
            return 0
        told, notes = Span.from_header(opened.payload.header), _own_notes(opened, context.identity.pile)
        span = Span(
            told.pile, told.db_id, 0, "", 0, ""
        )  # it counted in another life of these books: of this one it carried nothing
        facts = sealed_for(opened.manifest.type, own.public.key_id, opened.manifest.recipients, opened.size)
        with context.writing() as connection:
            new = absorb(connection, notes, opened.sha256).new
            log_bundle(
                connection, span, direction=OUT, sha256=opened.sha256, name=path.name, at=context.clock.now_ms(),
                peer=facts["recipients"][0], notes=len(notes), facts=facts,
            )  # fmt: skip
        return new
    return 0


def _remembered(context: Context, sha256: str) -> bool:
    with context.reading() as session:
        return is_logged(session.connection(), sha256)


def _own_notes(opened: OpenedBundle, pile: str) -> Sequence[tuple[Note, bytes]]:
    notes = []
    for line in opened.payload.notes():
        note = read_note(line)
        if note.pile == pile:
            refuse_unfit(note)
            notes.append((note, line))
    return notes
