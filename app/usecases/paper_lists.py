"""Lists as files: one content, written as PDF, Word or Excel by the ending of the file's name."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from sqlalchemy.orm import Session

from app.documents.facts import SignerFacts
from app.documents.halves import Half, write_halves
from app.documents.halves_word import write_halves_word
from app.documents.table_pdf import write_table_pdf
from app.documents.table_word import write_table_word
from app.documents.tables import TableFacts, plain_rows
from app.kernel.errors import AppError
from app.kernel.files import whole_file
from app.records.places import FRONT_HEAD, VILLAGE_HEAD
from app.sheets.writer import Column, Table, write_table
from app.usecases.errors import PAPER_FORMAT
from app.usecases.offices import standing_terms

LIST_SUFFIXES: Final = (".pdf", ".docx", ".xlsx")
"""Lists are printed, or edited by a clerk in Word or Excel."""

PAPER_SUFFIXES: Final = (".pdf", ".docx")
"""Other papers are printed, or edited in Word."""


def require_suffix(path: Path, known: tuple[str, ...]) -> None:
    """Raise PRINT-001 for a file whose name ends otherwise than ``known``."""
    if path.suffix.lower() not in known:
        raise AppError(PAPER_FORMAT, file=path.name, known=", ".join(known))


def write_lists(path: Path, lists: Sequence[TableFacts]) -> int:
    """Write lists as PDF, Word or Excel by the ending of ``path``; return the pages of a PDF, else 0."""
    suffix = path.suffix.lower()
    if suffix == ".xlsx":
        write_table(path, _as_sheet(lists))
        return 0
    with whole_file(path) as stream:
        if suffix == ".pdf":
            return write_table_pdf(stream, lists)
        write_table_word(stream, lists)
    return 0


def write_small_papers(path: Path, papers: Sequence[Half]) -> int:
    """Write papers of half a sheet as PDF or Word by the ending of ``path``; return the pages of a PDF, else 0."""
    with whole_file(path) as stream:
        if path.suffix.lower() == ".pdf":
            return write_halves(stream, papers)
        write_halves_word(stream, papers)
    return 0


def list_signers(session: Session, pile: str) -> tuple[SignerFacts, ...]:
    """Return who signs below a village's list: the head of the Front's committee and the village head (domain 2.7)."""
    terms = (term for term in standing_terms(session) if term.group_id is None and term.pile == pile)
    names = {term.office: term.person_name or "" for term in terms}
    return tuple(SignerFacts(office, names.get(office, "")) for office in (FRONT_HEAD, VILLAGE_HEAD))


def _as_sheet(lists: Sequence[TableFacts]) -> Table:
    """Return lists of the same columns as one spreadsheet, the group of each row in front."""
    first = lists[0]
    columns = (
        Column("Tổ", width=24),
        *(Column(each.label, width=max(8, int(each.width / 2))) for each in first.columns),
    )
    rows = [(each.subtitles[-1], *row) for each in lists for row in plain_rows(each)[1:]]
    return Table(first.title.upper(), columns, rows, notes=first.subtitles[:-1])
