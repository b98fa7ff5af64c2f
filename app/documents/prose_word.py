"""Papers of articles as Word files a clerk can edit: the words of the PDF, the annex on pages of its own."""

from typing import BinaryIO

from app.documents.handbook_word import add_passage
from app.documents.prose import ProseFacts
from app.documents.table_word import add_table
from app.documents.word_out import (
    begin_page,
    body_width,
    letterhead,
    line,
    new_document,
    number_pages,
    save,
    set_page,
    signatures,
)

_INDENT = 10.0
"""Millimetres of a first line (NĐ 30/2020, Phụ lục I)."""


def write_prose_word(stream: BinaryIO, facts: ProseFacts) -> None:
    """Write the paper and its annex."""
    document = new_document(f"{facts.title} {facts.subject}")
    page = document.sections[0]
    set_page(page)
    number_pages(page, whole=True)
    width = body_width(page)
    letterhead(document, facts.letterhead, width, facts.day)
    day = facts.letterhead.day_at_foot(facts.day)
    line(document, facts.title.upper(), bold=True, size=14, before=12)
    line(document, facts.subject, bold=True, size=14)
    for passage in facts.passages:
        made = add_passage(document, passage, first_line=_INDENT)
    made.paragraph_format.keep_with_next = True
    for number, signers in enumerate(facts.signatures):
        signatures(document, signers, "" if number else day, width)
        line(document, "", size=6)
    begin_page(document)
    add_table(document, width, facts.annex)
    save(document, stream)
