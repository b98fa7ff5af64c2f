"""What the papers are made from: plain frozen facts, chosen by use cases, free of ReportLab.

Texts are as people wrote them; writers clean, escape and wrap. A date that is not known yet is None and becomes
dots to fill in by hand, an empty name becomes room to sign.
"""

import datetime
from dataclasses import dataclass
from typing import Final

from app.vietnamese.text import fold

PARTY_BODIES: Final = (
    "chi bộ", "chi ủy", "đảng bộ", "đảng ủy", "ban chấp hành đảng bộ", "ban thường vụ đảng ủy", "ban dân vận", "khối dân vận",
)  # fmt: skip
"""What the name of a body of the Party begins with."""
_PARTY: Final = tuple(f"{fold(each)} " for each in PARTY_BODIES)


@dataclass(frozen=True, slots=True)
class LetterheadFacts:
    """Who issues the paper (NĐ 30/2020, Phụ lục I): ``("UBND XÃ AN QUANG", "THÔN QUANG KHẢI", "An Quang")``.

    For papers of the Fatherland Front ``("UBMTTQ VIỆT NAM XÃ AN QUANG", "BAN CÔNG TÁC MẶT TRẬN THÔN QUANG KHẢI", ...)``.
    ``place`` stands before the date.
    """

    issuer_parent: str
    issuer: str
    place: str

    @property
    def party(self) -> bool:
        """Whether a body of the Party issues the paper: the Party's head then (36-HD/VPTW, 2018), never the state's."""
        return f"{fold(self.issuer)} ".startswith(_PARTY)

    def day_at_head(self, day: str) -> str:
        """Return the line of place and date where it stands in the head: on papers of the Party."""
        return day if self.party else ""

    def day_at_foot(self, day: str) -> str:
        """Return the line of place and date where it stands above the last signature: on all other papers."""
        return "" if self.party else day


@dataclass(frozen=True, slots=True)
class SignerFacts:
    """One column of a signature block: the office ("Trưởng thôn"), a line under it, the name when it is known.

    ``on_behalf`` is what stands above the office: "T/M chi bộ".
    """

    role: str
    name: str = ""
    under_role: str = ""
    on_behalf: str = ""


@dataclass(frozen=True, slots=True)
class GroupFacts:
    """A residential group as people call it ("Tổ dân cư số 3") with its leader and deputy."""

    name: str
    leader: str = ""
    deputy: str = ""


@dataclass(frozen=True, slots=True)
class CampaignFacts:
    """What all sheets of a pledge campaign share.

    ``title`` is "Bản cam kết" or "Bản đăng ký"; ``subject`` what is pledged, with the year where it belongs
    ("thực hiện mô hình “An toàn về an ninh trật tự” năm 2026"). ``intro`` is the sentence above the items and
    falls back to the wording's own; ``bases`` are the lines of căn cứ. ``copies`` of each sheet: 2 means one stays with
    the household and one with the village.
    """

    title: str
    subject: str
    village: str
    items: tuple[str, ...]
    letterhead: LetterheadFacts
    year: int
    date: datetime.date | None = None
    intro: str = ""
    bases: tuple[str, ...] = ()
    copies: int = 1
    leader_role: str = "Tổ trưởng"
    deputy_role: str = "Tổ phó"


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """One household's sheet. ``code`` is the 16-character sheet code of its first page, unformatted."""

    code: str
    head: str
    address: str
    household_code: str
    people_count: int | None = None
    time: int = 1
    """Which printing of this household's sheet: from the second on the sheet says that it is a reprint."""
    place: int = 0
    """Its number in the print, by which one goes on after a jam; 0 for a sheet by itself."""


@dataclass(frozen=True, slots=True)
class SkippedFacts:
    """A household of the scope that got no sheet, and why, in a few words."""

    household_code: str
    head: str
    address: str
    reason: str


@dataclass(frozen=True, slots=True)
class BatchFacts:
    """The sheets of one group in walking order, and the households left out.

    ``begun`` says that the sheets before these lie printed already, and the list of the group with them.
    """

    group: GroupFacts
    sheets: tuple[SheetFacts, ...]
    skipped: tuple[SkippedFacts, ...] = ()
    begun: bool = False

    @property
    def reprints(self) -> int:
        """How many of the sheets were printed before."""
        return sum(sheet.time > 1 for sheet in self.sheets)


@dataclass(frozen=True, slots=True)
class SigningRow:
    """One household in the signing list; ``signer`` differs from ``head`` when someone signed for the head."""

    head: str
    address: str
    people_count: int | None = None
    signed_on: datetime.date | None = None
    signed: bool = False
    signer: str = ""
    note: str = ""
    agreed: frozenset[int] = frozenset()
    """Numbers of the items it is known to have ticked."""


@dataclass(frozen=True, slots=True)
class SigningListFacts:
    """Danh sách hộ ký cam kết of one group (domain 2.7)."""

    letterhead: LetterheadFacts
    title: str
    """The campaign's title on paper, "Bản cam kết" or "Bản đăng ký"."""
    subject: str
    group: GroupFacts
    village: str
    rows: tuple[SigningRow, ...]
    signers: tuple[SignerFacts, ...]
    items: tuple[str, ...] = ()
    date: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class VisitRow:
    """One household to call on: where, by phone, when someone is home, what happened before."""

    head: str
    address: str
    phone: str = ""
    when_home: str = ""
    visits: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class VisitListFacts:
    """Danh sách hộ cần đến gặp of one group. It carries phone numbers: for the hand of who walks, never for posting."""

    letterhead: LetterheadFacts
    title: str
    """The campaign's title on paper, "Bản cam kết" or "Bản đăng ký"."""
    subject: str
    group: GroupFacts
    village: str
    rows: tuple[VisitRow, ...]
    signers: tuple[SignerFacts, ...] = ()
    walker: str = ""
    date: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class DecisionFacts:
    """The decision by which a covenant was recognised: "Số 01/QĐ-UBND", its date and authority."""

    number: str
    date: datetime.date | None
    authority: str


@dataclass(frozen=True, slots=True)
class NodeFacts:
    """One node of a covenant in reading order. ``kind`` is phần, chương, mục, điều, khoản or điểm.

    ``number`` is what stands in the text ("I", "1", "a"); a preamble is a node of any kind without number.
    """

    kind: str
    number: str
    heading: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class CovenantFacts:
    """A covenant as it is printed: its name ("Quy ước thôn Quang Khải"), decision and text."""

    title: str
    nodes: tuple[NodeFacts, ...]
    decision: DecisionFacts | None = None


@dataclass(frozen=True, slots=True)
class OwnerFacts:
    """Whose copy of a handbook it is: a household by its head and its group, as its cover says, the copy's number (0 = none),
    and the code on its back that delivery is recorded by.
    """

    head: str
    group: str
    copy: int = 0
    code: str = ""


@dataclass(frozen=True, slots=True)
class VoiceFacts:
    """What somebody said about the covenant, of which article (empty for the whole), and what came of it; never by name."""

    article: str
    text: str
    answer: str = ""


@dataclass(frozen=True, slots=True)
class VillageFacts:
    """Who leads a village and its groups, and what its households said: one village's share of a handbook for several."""

    name: str
    groups: tuple[GroupFacts, ...] = ()
    offices: tuple[SignerFacts, ...] = ()
    voices: tuple[VoiceFacts, ...] = ()


@dataclass(frozen=True, slots=True)
class HandbookFacts:
    """Sổ tay quy ước: covenants of one or several villages, leaders of groups, pages for comments.

    Handbooks are handed out: no phone, birth date or id number has a place here (Luật 91/2025/QH15).
    """

    letterhead: LetterheadFacts
    village: str
    year: int
    covenants: tuple[CovenantFacts, ...]
    groups: tuple[GroupFacts, ...] = ()
    offices: tuple[SignerFacts, ...] = ()
    """Village offices with names, above the groups: trưởng thôn, Trưởng Ban Công tác Mặt trận ..."""
    comment_pages: int = 2
    title: str = ""
    """What the cover says; the wording's own title when empty."""
    owners: tuple[OwnerFacts, ...] = ()
    """One copy for each, with its name on the cover; empty for a single copy that is anybody's."""
    voices: tuple[VoiceFacts, ...] = ()
    """Comments collected so far, by article."""
    large: bool = False
    """Whether the body is set in large type, for old eyes."""
    villages: tuple[VillageFacts, ...] = ()
    """In a book about several villages the leaders and comments of each, in the place of those above."""
