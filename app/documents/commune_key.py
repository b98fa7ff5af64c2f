"""Two papers of the commune's keys: the copy that is locked away, and the notice with the short code of the commune file.

Design text "sync", "Keys without a network". Neither has a form in law; the notice is stamped by the commune.
"""

from dataclasses import dataclass
from typing import BinaryIO, Final

from reportlab.lib.units import mm

from app.documents import codes, wording
from app.documents.facts import SignerFacts
from app.documents.page import LEFT, new_canvas
from app.documents.table_pdf import draw_table
from app.documents.tables import Column, TableFacts

_FIELDS: Final = frozenset({"commune", "code", "date", "number"})
_SQUARE: Final = 46 * mm


@dataclass(frozen=True, slots=True)
class KeyCopyFacts:
    """What the copy says: ``lines`` of digits with their check last, ``code`` the short code, ``day`` as people write it."""

    commune: str
    code: str
    day: str
    lines: tuple[str, ...]


def key_copy(facts: KeyCopyFacts) -> TableFacts:
    """Return the copy that is locked away."""
    text = wording.load("commune_key", _FIELDS).text
    return TableFacts(
        title=text("copy_title"),
        subtitles=(text("copy_subject", commune=facts.commune),),
        intro=(
            text("copy_use"),
            text("copy_when", number=len(facts.lines)),
            text("copy_made", date=facts.day, code=facts.code),
        ),
        columns=(
            Column(text("line"), 16, "center"), Column(text("digits"), 116, "center", bold=True),
            Column(text("check"), 24, "center", bold=True),
        ),
        rows=tuple((str(number), *_columns(line)) for number, line in enumerate(facts.lines, 1)),
        signatures=(SignerFacts(text("copy_sign")),),
        row_height=9.0,
        size=14.0,
    )  # fmt: skip


def code_notice(facts: KeyCopyFacts) -> TableFacts:
    """Return the notice that goes out with the stick."""
    text = wording.load("commune_key", _FIELDS).text
    return TableFacts(
        title=text("notice_title"),
        subtitles=(text("notice_subject", commune=facts.commune),),
        intro=(text("notice_body"),),
        columns=(Column(text("notice_code"), 80, "center", bold=True),),
        rows=((facts.code,),),
        signatures=(SignerFacts(text("notice_sign", commune=facts.commune)),),
        row_height=16.0,
        size=20.0,
    )


def write_key_copy(stream: BinaryIO, facts: KeyCopyFacts) -> int:
    """Write the copy with the same digits as a square code at its foot, for a reader that types; return the pages."""
    paper = key_copy(facts)
    canvas = new_canvas(stream, f"{paper.title} {paper.subtitles[0]}", facts.commune)
    codes.draw_text(canvas, "".join(facts.lines).replace(" ", ""), LEFT, 22 * mm, _SQUARE)
    pages = draw_table(canvas, paper)
    canvas.save()
    return pages


def write_code_notice(stream: BinaryIO, facts: KeyCopyFacts) -> int:
    """Write the notice; return the pages."""
    paper = code_notice(facts)
    canvas = new_canvas(stream, f"{paper.title} {paper.subtitles[0]}", facts.commune)
    pages = draw_table(canvas, paper)
    canvas.save()
    return pages


def _columns(line: str) -> tuple[str, str]:
    digits, _, check = line.rpartition(" ")
    return digits.replace(" ", "    "), check
