"""Papers of articles as PDF on A4: signatures are never alone on a page, the annex begins one of its own."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import BinaryIO

from app.documents import fonts
from app.documents.blocks import Letterhead, Signatures, common
from app.documents.flow import Piece, draw_page, paginate
from app.documents.handbook import passage_piece
from app.documents.page import BOTTOM, INDENT, LEFT, PORTRAIT, RIGHT, TOP, new_canvas
from app.documents.pledge_layout import Title
from app.documents.prose import ProseFacts
from app.documents.table_pdf import draw_table

_WIDTH = PORTRAIT[0] - LEFT - RIGHT
_HEIGHT = PORTRAIT[1] - TOP - BOTTOM


def write_prose_pdf(stream: BinaryIO, facts: ProseFacts) -> int:
    """Write the paper and its annex, each counting its own pages; return how many there are together. DOCUMENT-001."""
    canvas = new_canvas(stream, f"{facts.title} {facts.subject}", facts.letterhead.issuer)
    pages = paginate(_pieces(facts), canvas, _WIDTH, _HEIGHT)
    for number, page in enumerate(pages, 1):
        draw_page(canvas, page, LEFT, PORTRAIT[1] - TOP)
        canvas.setFont(fonts.REGULAR, 11)
        canvas.drawRightString(
            PORTRAIT[0] - RIGHT, BOTTOM * 0.55, common().text("page_of", page=number, pages=len(pages))
        )
        canvas.showPage()
    annex = draw_table(canvas, facts.annex)
    canvas.save()
    return len(pages) + annex


def _pieces(facts: ProseFacts) -> list[Piece]:
    head = [
        Piece(Letterhead(facts.letterhead, _WIDTH, facts.day)),
        Piece(Title(facts.title, facts.subject, _WIDTH), gap=10),
    ]
    body = [passage_piece(each, first_line=INDENT) for each in facts.passages]
    return [*head, *body[:-1], *(replace(each, with_next=True) for each in body[-1:]), *_signatures(facts)]


def _signatures(facts: ProseFacts) -> list[Piece]:
    """Return the rows of signers, on one page together."""
    day = facts.letterhead.day_at_foot(facts.day)
    rows = [(signers, day if not number else "") for number, signers in enumerate(facts.signatures)]
    made: Sequence[Piece] = [Piece(Signatures(signers, day, _WIDTH), gap=12) for signers, day in rows]
    return [*(replace(each, with_next=True) for each, _ in pairwise(made)), *made[-1:]]
