"""Heads of papers: who issues them, where, and who signs (NĐ 30/2020/NĐ-CP, Phụ lục I; the seeds for papers of the Front).

Until a village says otherwise its papers carry "UBND XÃ … / THÔN …" and the handbook, which Mặt trận hands out, "ỦY BAN MTTQ
VIỆT NAM XÃ … / BAN CÔNG TÁC MẶT TRẬN THÔN …". Each kind of paper may be issued by any of the three, or by whom a person types.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.documents.facts import LetterheadFacts, SignerFacts
from app.kernel.errors import AppError
from app.records.base import LIVE
from app.records.places import FRONT_HEAD, PARTY_HEAD, VILLAGE_HEAD, Letterhead, Village
from app.usecases.context import Context, Done
from app.usecases.editing import apply_texts
from app.usecases.errors import FIELD_INVALID
from app.usecases.offices import standing_terms
from app.usecases.village_names import village_then
from app.vietnamese.text import clean, fold

PLEDGE: Final = "pledge"
LIST: Final = "list"
HANDBOOK: Final = "handbook"
PAPERS: Final[Mapping[str, str]] = {PLEDGE: "Bản cam kết", LIST: "Danh sách", HANDBOOK: "Sổ tay"}
"""Kinds of paper with the words the screen uses."""
OF_VILLAGE, OF_FRONT, OF_PARTY = "village", "front", "party"
ISSUERS: Final[Mapping[str, str]] = {
    OF_VILLAGE: "Thôn (UBND xã)", OF_FRONT: "Ban Công tác Mặt trận", OF_PARTY: "Chi bộ (giấy của Đảng)",
}  # fmt: skip
"""Who may issue a paper, with the words the screen uses."""

_TITLE_ONLY: Final = ("lang", "thon")
"""Labels printed as THÔN: "làng văn hóa" is a title, the unit is a thôn."""


@dataclass(frozen=True, slots=True)
class PaperHead:
    """The head of one kind of paper: two lines top left, the place before the date, who signs."""

    paper: str
    parent: str
    issuer: str
    place: str
    signer_office: str
    signer_name: str

    @property
    def facts(self) -> LetterheadFacts:
        """What the documents room prints."""
        return LetterheadFacts(self.parent, self.issuer, self.place)

    @property
    def signer(self) -> SignerFacts:
        """Who signs, for the foot of the paper; the secretary of a party cell on its behalf."""
        secretary = self.facts.party and self.signer_office == PARTY_HEAD
        return SignerFacts(self.signer_office, self.signer_name, on_behalf="T/M chi bộ" if secretary else "")

    @property
    def texts(self) -> dict[str, str]:
        """The fields by name, as :class:`SaveLetterhead` takes them."""
        names = ("parent", "issuer", "place", "signer_office", "signer_name")
        return {name: getattr(self, name) for name in names}


@dataclass(frozen=True, slots=True)
class SaveLetterhead:
    """Set the head of a kind of paper; a field saved blank goes back to what is printed by itself.

    So does one saved as just that: it follows when the commune gets another name, or the office another holder.
    """

    paper: str
    texts: Mapping[str, str] = field(default_factory=dict)


def show_letterhead(context: Context, paper: str) -> PaperHead:
    """Return the head of a kind of paper as it would be printed now."""
    pile = context.identity.pile
    with context.reading() as session:
        return letterhead(session, paper, pile)


def offered_letterhead(context: Context, paper: str, issuer: str) -> PaperHead:
    """Return the head a kind of paper would have if one of :data:`ISSUERS` issued it."""
    pile = context.identity.pile
    with context.reading() as session:
        return _head_of(session, paper, issuer, _village(session, pile))


def save_letterhead(context: Context, command: SaveLetterhead) -> Done[PaperHead]:
    """Set the head of a kind of paper; raises FORM-001, FORM-002."""
    if command.paper not in PAPERS:
        known = ", ".join(PAPERS)
        reason = f"Các loại giấy: {known}."
        raise AppError(FIELD_INVALID, label="Đầu văn bản", field="Loại giấy", value=command.paper, reason=reason)
    with context.transaction("letterhead.save") as tx:
        texts = _beside_what_is_printed(tx.session, command, tx.author.pile)
        apply_texts(tx, tx.keyed(Letterhead, command.paper), texts)
        tx.session.flush()
        shown = letterhead(tx.session, command.paper, tx.author.pile)
    return tx.done(shown)


def letterhead_facts(session: Session, paper: str, pile: str = "", day: date | None = None) -> LetterheadFacts:
    """Return what the documents room prints above a kind of paper, with the names of ``day`` for an old one."""
    return letterhead(session, paper, pile, day).facts


def letterhead(session: Session, paper: str, pile: str = "", day: date | None = None) -> PaperHead:
    """Return the head of a kind of paper of a village (the only one of these books when ``pile`` is empty)."""
    village = _village(session, pile)
    village = village_then(session, village, day) if village else None
    printed = _defaults(session, paper, village)
    own = session.get(Letterhead, Letterhead.id_for(village.pile, paper)) if village else None
    if own is None or own.status != LIVE:
        return printed
    return PaperHead(
        paper,
        own.parent or printed.parent,
        own.issuer or printed.issuer,
        own.place or printed.place,
        own.signer_office or printed.signer_office,
        own.signer_name
        or office_holder(session, own.signer_office or printed.signer_office, village.pile if village else ""),
    )


def village_letterhead(session: Session, pile: str) -> PaperHead:
    """Return the head of what the law makes the village's own: invitation, ballots, minutes and requests (NĐ 59, 61/2023).

    That of its lists, unless these are issued by the Front or a body of the Party: a vote of all households is never theirs.
    """
    head = letterhead(session, LIST, pile)
    village = _village(session, pile)
    fronts = _head_of(session, LIST, OF_FRONT, village).issuer
    return _head_of(session, LIST, OF_VILLAGE, village) if head.facts.party or head.issuer == fronts else head


def office_holder(session: Session, office: str, pile: str = "") -> str:
    """Return who holds an office of the village now, empty when nobody is known."""
    names = [
        term.person_name or ""
        for term in standing_terms(session)
        if (term.office, term.group_id) == (office, None) and pile in ("", term.pile)
    ]
    return names[-1] if names else ""


def unit_name(village: Village) -> str:
    """Return the village as a unit, "Thôn Quang Khải", "Ấp 3", "Khu phố 2", its label said once."""
    label = village.label or "thôn"
    label = "thôn" if fold(label) in _TITLE_ONLY else label
    name = village.name or ""
    for said in (label, village.label or label):
        if fold(name).startswith(f"{fold(said)} "):
            name = name[len(said) :].strip()
    return clean(f"{label[:1].upper()}{label[1:]} {name}")


def _beside_what_is_printed(session: Session, command: SaveLetterhead, pile: str) -> dict[str, str]:
    """Return the texts, blank where they say what is printed by itself."""
    printed = _defaults(session, command.paper, _village(session, pile)).texts
    office = clean(command.texts.get("signer_office", "")) or letterhead(session, command.paper, pile).signer_office
    printed["signer_name"] = office_holder(session, office, pile)
    return {name: "" if clean(text) == printed.get(name) else text for name, text in command.texts.items()}


def _defaults(session: Session, paper: str, village: Village | None) -> PaperHead:
    return _head_of(session, paper, OF_FRONT if paper == HANDBOOK else OF_VILLAGE, village)


def _head_of(session: Session, paper: str, by: str, village: Village | None) -> PaperHead:
    commune = (village.commune.name if village and village.commune else None) or "Xã"
    unit = unit_name(village) if village else "Thôn"
    parent, issuer, office = {
        OF_VILLAGE: (f"UBND {commune}", unit, VILLAGE_HEAD),
        OF_FRONT: (f"Ủy ban MTTQ Việt Nam {commune}", f"Ban Công tác Mặt trận {unit}", FRONT_HEAD),
        OF_PARTY: (f"Đảng bộ {commune}", f"Chi bộ {unit}", PARTY_HEAD),
    }[by]
    holder = office_holder(session, office, village.pile if village else "")
    return PaperHead(paper, parent.upper(), issuer.upper(), _place(commune), office, holder)


def _place(commune: str) -> str:
    """Return the place written before a date: "An Quang"; a name that is a number keeps its label, "Phường 3"."""
    label, _, name = commune.partition(" ")
    if label == "Đặc":
        name = name.partition(" ")[2]
    return name if name and not name.isdecimal() else commune


def _village(session: Session, pile: str) -> Village | None:
    if pile:
        return session.get(Village, pile)
    return session.scalars(select(Village).where(Village.status == LIVE).order_by(Village.id)).first()
