"""What a handbook says, in words: passages and small tables in their order, nothing drawn yet. PDF and Word start here."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from app.documents import wording
from app.documents.facts import CovenantFacts, HandbookFacts, NodeFacts, VillageFacts
from app.documents.wording import Wording
from app.vietnamese.dates import long_date
from app.vietnamese.text import clean, fold

_FIELDS: Final = frozenset(
    {"title", "village", "year", "number", "date", "authority", "name", "group", "article", "answer", "copy"}
)
_BODY: Final = 11.5
"""Body type in points: the smallest that elderly readers manage at arm's length on A5."""
_LARGE: Final = 15.0
"""Body type of the edition in large type."""
_CENTRED: Final = frozenset({"phan", "chuong", "muc"})
_POINT_INDENT: Final = 6.0
FIRST_LINE: Final = 7.0
"""Indent of the first line of a paragraph, in millimetres."""

Look = Literal["heading", "article", "body", "note", "answer"]
"""Bold and centred; bold at the left; plain; italic and centred; italic and indented."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph: its look, type size and the white space above it in points, its indent in millimetres.

    Headings and articles stay on the page of what follows. ``where`` names the place to a person when it cannot be drawn.
    """

    text: str
    look: Look
    size: float
    gap: float
    where: str
    indent: float = 0.0


@dataclass(frozen=True, slots=True)
class Grid:
    """A small table with a header row; ``shares`` are the widths of its columns as parts of the page's."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    shares: tuple[float, ...]
    size: float


Section = Sequence[Passage | Grid]
"""What begins a page and flows over as many as it needs."""


def words() -> Wording:
    """Return the wording of the handbook."""
    return wording.load("handbook", _FIELDS)


def title_of(facts: HandbookFacts) -> str:
    """Return what the cover says; the wording's own title when the village gave none."""
    return clean(facts.title) or words().text("cover_title")


def sections(facts: HandbookFacts) -> list[Section]:
    """Return the parts between cover and comment pages: covenants, who leads which group, what households said."""
    body = _LARGE if facts.large else _BODY
    made = [_covenant(covenant, body) for covenant in facts.covenants]
    villages = facts.villages or (VillageFacts("", facts.groups, facts.offices, facts.voices),)
    if leading := [each for each in villages if each.groups or each.offices]:
        made.append(_leaders(leading, body))
    if speaking := [each for each in villages if each.voices]:
        made.append(_voices(speaking, body))
    return made


def _covenant(covenant: CovenantFacts, body: float) -> Section:
    made: list[Passage | Grid] = [Passage(covenant.title.upper(), "heading", 15, 0, "tên quy ước")]
    if covenant.decision is not None:
        made += _decision(covenant, body)
    for node in covenant.nodes:
        made += node_passages(node, body)
    return made


def _decision(covenant: CovenantFacts, body: float) -> list[Passage]:
    decision, text = covenant.decision, words().text
    assert decision is not None
    facts = {"title": covenant.title, "number": decision.number, "authority": decision.authority}
    if decision.date:
        sentence = text("decision_sentence", date=long_date(decision.date), **facts)
    else:
        sentence = text("decision_sentence_undated", **facts)
    where = "quyết định công nhận"
    return [Passage(sentence, "note", body, 4, where), Passage(text("decision_force"), "note", body, 3, where)]


def node_passages(node: NodeFacts, body: float) -> list[Passage]:
    """Return one node: wide levels centred, articles bold, clauses and points indented, plain text as a paragraph."""
    level = fold(node.kind)
    number = words().text(f"level_{level}", number=node.number) if node.number and level != "doan" else ""
    where = f"{node.kind} {node.number}".strip()
    if level in _CENTRED:
        names = [number, node.heading.upper()]
        made = [
            Passage(name, "heading", body + 1, 3 if place and number else 12, where)
            for place, name in enumerate(names)
            if name
        ]
    elif level == "dieu":
        made = [Passage(f"{number} {node.heading}".strip(), "article", body + 0.5, 9, where)]
    elif node.heading and not number:
        made = [Passage(node.heading, "heading", body + 0.5, 9, where)]
    else:
        text = " ".join(filter(None, (number, node.heading, node.text)))
        return [Passage(text, "body", body, 4, where, _POINT_INDENT if level == "diem" else 0.0)]
    if node.text:
        made.append(Passage(node.text, "body", body, 4, where))
    return made


def _leaders(villages: Sequence[VillageFacts], body: float) -> Section:
    text = words().text
    made: list[Passage | Grid] = [Passage(text("leaders_heading").upper(), "heading", 14, 0, "tên phần")]
    for village in villages:
        made += _village(village, body)
        if village.offices:
            offices = tuple((office.role, office.name) for office in village.offices)
            made.append(Grid((text("offices_column"), text("name_column")), offices, (0.5, 0.5), body))
        if village.groups:
            leaders = tuple((group.name, group.leader, group.deputy) for group in village.groups)
            head = (text("group_column"), text("leader_column"), text("deputy_column"))
            made.append(Grid(head, leaders, (0.24, 0.38, 0.38), body))
    return made


def _village(village: VillageFacts, body: float) -> list[Passage | Grid]:
    """Return the line that says whose what follows is, where the book is about several villages."""
    return [Passage(village.name, "heading", body + 1, 12, "tên thôn")] if village.name else []


def _voices(villages: Sequence[VillageFacts], body: float) -> Section:
    """Return what the households said, article by article, and what came of each; nobody is named in a book for everybody."""
    text = words().text
    made: list[Passage | Grid] = [Passage(text("voices_heading").upper(), "heading", 14, 0, "tên phần")]
    for village in villages:
        made += _village(village, body)
        article = None
        for voice in village.voices:
            if voice.article != article:
                article = voice.article
                name = text("voices_article", article=article) if article else text("voices_whole")
                made.append(Passage(name, "article", body + 0.5, 9, "ý kiến"))
            made.append(Passage(voice.text, "body", body, 4, "ý kiến"))
            if voice.answer:
                made.append(Passage(text("voices_answer", answer=voice.answer), "answer", body, 2, "tiếp thu"))
    return made
