"""What notes from elsewhere may say, whichever file brought them."""

from app.journal.errors import NOTE_INVALID
from app.journal.note import Note
from app.kernel.errors import AppError
from app.records.base import KINDS, SCHEMA


def refuse_unfit(note: Note) -> None:
    """Refuse values no form of this version could have written (NOTE-001); a newer version's notes are kept as they are."""
    model = KINDS.get(note.kind)
    if model is None or note.schema > SCHEMA or note.values is None:
        return
    acceptors = model.acceptors
    for name, value in note.values.items():
        if value is not None and name in acceptors and not acceptors[name](value):
            raise AppError(NOTE_INVALID, reason=f"{model.kind_label}, mục «{model.fields[name].label}»")
