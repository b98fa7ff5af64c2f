"""Templates in the commune's file: the covenant models it offers, so that a village has them before its first exchange.

They travel as the commune's own notes, with the ids they have in its books: its first update brings the same and changes nothing.
"""

import hashlib
from pathlib import Path
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.journal.absorb import absorb
from app.journal.note import Note, read_note
from app.journal.tables import NOTE
from app.kernel.errors import AppError
from app.kernel.files import read_bytes
from app.records.assignments import CovenantModel
from app.sync.commune_file import COMMUNE_FILE, CommuneFile, read_commune_file
from app.sync.errors import COMMUNE_FILE_DAMAGED
from app.usecases.context import VILLAGE, Context
from app.usecases.foreign_notes import refuse_unfit
from app.usecases.handed_down import standing

MOST_BYTES: Final = 384 * 1024
"""Bytes of templates in a file of at most 512 KiB; the newest go in first, and the others wait for the first update."""


def templates_to_hand_out(session: Session) -> tuple[list[bytes], int]:
    """Return the notes of the models on offer that fit into the file, in their order, and how many models these are."""
    lines: dict[int, bytes] = {}
    count = 0
    for model in reversed(standing(session, CovenantModel)):
        rows = session.execute(
            select(NOTE.c.n, NOTE.c.line).where(NOTE.c.record == model.id, NOTE.c.pile == model.pile)
        )
        found = {row.n: row.line.encode() for row in rows}
        if sum(map(len, (*lines.values(), *found.values()))) <= MOST_BYTES:
            lines |= found
            count += 1
    return [lines[n] for n in sorted(lines)], count


def templates_in(found: CommuneFile, path: Path) -> list[tuple[Note, bytes]]:
    """Return the notes of a commune's file; raises KEY-007 unless each is one of the commune's own about a template."""
    notes = []
    for line in found.notes:
        try:
            note = read_note(line)
            refuse_unfit(note)
        except AppError as error:
            raise AppError(COMMUNE_FILE_DAMAGED, file=path.name) from error
        if note.pile != found.keys.pile or note.kind != CovenantModel.kind_name:
            raise AppError(COMMUNE_FILE_DAMAGED, file=path.name)
        notes.append((note, line))
    return notes


def take_templates(context: Context, path: Path) -> int:
    """Take the templates of a commune's file into a village's books and return how many notes were new; errors of reading it.

    The commune's key must be trusted by now: its signature is all that vouches for them.
    """
    if context.identity.role != VILLAGE:
        return 0
    notes = templates_in(read_commune_file(path), path)
    sha256 = hashlib.sha256(read_bytes(path, COMMUNE_FILE.limit)).hexdigest()
    with context.writing() as connection:
        return absorb(connection, notes, sha256).new
