"""Quy ước mẫu của xã: a text the commune offers; a village without a covenant may begin its own with it."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from app.kernel.clock import moment
from app.kernel.errors import AppError
from app.records.assignments import CovenantModel
from app.usecases.assignment_errors import ASSIGN_INCOMPLETE, MODEL_TOO_LONG
from app.usecases.context import COMMUNE, VILLAGE, Context, Done
from app.usecases.covenant_files import covenant_lines
from app.usecases.covenant_text import read_lines
from app.usecases.covenants import ImportedCovenant, begin_covenant
from app.usecases.handed_down import known_villages, recipients, require_role, required, standing, village_titles
from app.vietnamese.text import clean

_LEVEL: Final = "điều"


@dataclass(frozen=True, slots=True)
class HandModel:
    """Offer the covenant's text in a file (Word, text) to ``villages`` (piles, none for all)."""

    name: str
    path: Path
    villages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ModelRow:
    """One text on offer: how many articles it has, and to how many villages it goes (at the commune)."""

    id: str
    name: str
    issued: date | None
    articles: int
    text: str
    villages: tuple[str, ...]


def hand_model(context: Context, command: HandModel) -> Done[str]:
    """Offer a text to villages and return its id.

    Raises SETUP-003 outside a commune, ASSIGN-001, ASSIGN-002, ASSIGN-007, the COVENANT errors of reading a file.
    """
    require_role(context, COMMUNE)
    if not clean(command.name):
        raise AppError(ASSIGN_INCOMPLETE, missing="tên bản mẫu")
    text = "\n".join(covenant_lines(command.path))
    if len(text) > (longest := CovenantModel.fields["text"].longest):
        raise AppError(MODEL_TOO_LONG, file=command.path.name, longest=longest)
    with context.transaction("covenant_model.create") as tx:
        made = tx.add(
            CovenantModel(
                name=clean(command.name), text=text, villages=known_villages(tx.session, command.villages),
                issued=moment(tx.at).date(),
            )
        )  # fmt: skip
    return tx.done(made.id)


def list_models(context: Context) -> tuple[ModelRow, ...]:
    """Return the texts on offer, the newest first: at a village those for it, at the commune all, with who gets them."""
    identity = context.identity
    ours = identity.pile if identity.role == VILLAGE else ""
    with context.reading() as session:
        villages = () if ours else village_titles(session)
        return tuple(
            ModelRow(
                each.id, each.name or "", each.issued, _articles(each.text or ""), each.text or "",
                tuple(village.title for village in recipients(each, villages)),
            )
            for each in reversed(standing(session, CovenantModel, ours))
        )  # fmt: skip


def begin_with_model(context: Context, record: str) -> Done[ImportedCovenant]:
    """Begin this village's first version with a text of the commune; raises SETUP-003, ASSIGN-002, -004, COVENANT-009."""
    require_role(context, VILLAGE)
    with context.reading() as session:
        text = required(session, CovenantModel, record, context.identity.pile).text or ""
    return begin_covenant(context, read_lines(text.splitlines()))


def _articles(text: str) -> int:
    return sum(each.level == _LEVEL for each in read_lines(text.splitlines()).clauses)
