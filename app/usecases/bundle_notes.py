"""The notes inside an opened bundle, piece by piece: however many it holds, only a piece of them is ever at hand."""

from collections.abc import Iterator, Sequence
from typing import Final

from app.journal.note import Note, read_note
from app.kernel.collecting import no_cycle_search
from app.kernel.progress import Progress
from app.sync.payload import PayloadReader
from app.usecases.foreign_notes import refuse_unfit

PIECE: Final = 4 * 1024 * 1024
"""Bytes of lines in a piece, some 7,000 notes: a village of 3,500 people. Merging holds about ten times as much meanwhile."""
CRUMB: Final = 64 * 1024
"""The same of a bundle from a stranger, whose notes are checked and not kept: it costs no more memory than its file."""
_STEP: Final = 200
"""Notes read between two looks at the Cancel button."""


class BundleNotes:
    """The notes with their lines, in the order they were written, each checked whenever it is read.

    Almost every bundle is one piece, which stays at hand once it was read: checked when the bundle is opened, it is merged
    without being read again. A larger one is inflated and read anew in each pass.
    """

    def __init__(self, payload: PayloadReader, piece: int = PIECE) -> None:
        self._payload = payload
        self._piece = piece
        self._whole: Sequence[tuple[Note, bytes]] | None = None

    def __len__(self) -> int:
        """Return how many notes there are, read or not."""
        return self._payload.note_count

    def pieces(self, progress: Progress) -> Iterator[Sequence[tuple[Note, bytes]]]:
        """Yield them piece by piece; raises NOTE-001 for one that is none, or says what no form could have written."""
        if self._whole is not None:
            yield self._whole
            return
        lines, read = self._payload.notes(), 0
        while read < len(self):
            progress.stage("Kiểm tra từng thay đổi", len(self))
            progress.advance(read)
            piece = _read(lines, self._piece, progress)
            read += len(piece)
            if len(piece) == len(self):
                self._whole = piece
            yield piece


def _read(lines: Iterator[bytes], limit: int, progress: Progress) -> list[tuple[Note, bytes]]:
    """Read on until ``limit`` bytes of lines are together."""
    piece: list[tuple[Note, bytes]] = []
    size = 0
    with no_cycle_search():
        for line in lines:
            note = read_note(line)
            refuse_unfit(note)
            piece.append((note, line))
            size += len(line)
            if len(piece) % _STEP == 0:
                progress.advance(_STEP)
            if size >= limit:
                break
    return piece
