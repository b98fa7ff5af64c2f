"""A paper of articles before it is drawn: head, title, passages, who signs, and a list that comes with it."""

from dataclasses import dataclass

from app.documents.facts import LetterheadFacts, SignerFacts
from app.documents.handbook_content import Passage
from app.documents.tables import TableFacts


@dataclass(frozen=True, slots=True)
class ProseFacts:
    """A paper on A4. ``signatures`` are rows of signers one under another, ``day`` stands above the first of them."""

    title: str
    subject: str
    letterhead: LetterheadFacts
    passages: tuple[Passage, ...]
    signatures: tuple[tuple[SignerFacts, ...], ...]
    day: str
    annex: TableFacts
