"""Pledges: a campaign, what it asks, each household's answer, and each paper printed for it.

A pledge's state is computed from its facts (prints, delivery, signature, withdrawal) and never in a note.
"""

from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, case
from sqlalchemy.orm import Mapped

from app.records.base import LIVE, Record, field, reference
from app.records.values import MISTAKE, Gathering, Signature, Withdrawal

COMMITMENT: Final = "Bản cam kết"
REGISTRATION: Final = "Bản đăng ký"
PAPER_TITLES: Final = (COMMITMENT, REGISTRATION)
"""What the paper is called, one per campaign ("phiếu" is for votes)."""
_VERSION: Final = 12
_COMPUTED: Final = "8"
"""Where a UUID says its version, and that of a computed one (RFC 9562, 4.2 and 5.8)."""


class PledgeCampaign(Record, kind="pledge_campaign", label="Đợt cam kết"):
    """One season of pledging. Its scope is frozen when it opens: the households that have a :class:`Pledge` in it."""

    name: Mapped[str | None] = field("Tên đợt", example="An toàn về an ninh trật tự", longest=1000)
    year: Mapped[int | None] = field("Năm", example="2026")
    paper_title: Mapped[str | None] = field("Tên giấy", example=COMMITMENT)
    opening: Mapped[str | None] = field("Lời mở đầu", longest=2000)
    groups: Mapped[tuple[str, ...] | None] = field("Các tổ")
    version_id: Mapped[str | None] = reference("Bản quy ước", "covenant_version")
    opened: Mapped[date | None] = field("Mở ngày")
    due: Mapped[date | None] = field("Hạn ký")
    gathering: Mapped[Gathering | None] = field("Cuộc họp")
    self_group_id: Mapped[str | None] = reference("Tổ tự quản", "self_managed_group")
    assigned: Mapped[str | None] = field("Đợt của xã")
    """The id of the commune's campaign it was opened for (:class:`app.records.assignments.CommuneCampaign`)."""

    @classmethod
    def of_village(cls) -> ColumnElement[bool]:
        """Return the condition that a campaign is the village's, not the members of one self-managed group signing its rule."""
        return and_(cls.status == LIVE, cls.self_group_id.is_(None))

    @property
    def carried(self) -> bool:
        """Whether it came along with households that moved here from another village: ids of such copies are computed."""
        return self.id[_VERSION] == _COMPUTED

    @classmethod
    def newest_first(cls) -> tuple[ColumnElement[Any], ...]:
        """Return the order in which the campaign of now comes first: of a year the village's own before those carried here."""
        carried = case((cls.id.like(f"{'_' * _VERSION}{_COMPUTED}%"), 1), else_=0)
        return cls.year.desc(), carried, cls.opened.desc(), cls.id.desc()


class PledgeItem(Record, kind="pledge_item", label="Nội dung cam kết", natural_key=("campaign_id", "position")):
    """One line the household signs for."""

    campaign_id: Mapped[str | None] = reference("Đợt cam kết", "pledge_campaign")
    position: Mapped[int | None] = field("Thứ tự")
    text: Mapped[str | None] = field("Nội dung", longest=5000)


class Pledge(Record, kind="pledge", label="Cam kết của hộ", natural_key=("campaign_id", "household_id")):
    """One household's pledge in one campaign. Its existence says that the household is in the campaign's scope."""

    campaign_id: Mapped[str | None] = reference("Đợt cam kết", "pledge_campaign")
    household_id: Mapped[str | None] = reference("Hộ", "household")
    delivered: Mapped[date | None] = field("Ngày giao")
    signature: Mapped[Signature | None] = field("Chữ ký", signed=True)
    withdrawn: Mapped[Withdrawal | None] = field("Rút cam kết")
    note: Mapped[str | None] = field("Ghi chú", example="vắng, hẹn lại", longest=2000)
    answers: Mapped[tuple[str, ...] | None] = field("Nội dung đã đánh dấu")

    @property
    def state(self) -> str:
        """Return ``signed``, ``withdrawn``, ``delivered`` or ``open``; a signature written by mistake counts as none."""
        if self.withdrawn is not None:
            return (
                "delivered"
                if self.withdrawn.reason == MISTAKE and self.delivered
                else ("open" if self.withdrawn.reason == MISTAKE else "withdrawn")
            )
        if self.signature is not None:
            return "signed"
        return "delivered" if self.delivered else "open"

    @classmethod
    def stands(cls) -> ColumnElement[bool]:
        """Return the condition by which a query finds the pledges whose :attr:`state` is ``signed``."""
        return and_(cls.signature.is_not(None), cls.withdrawn.is_(None))


MET: Final = "met"
NOT_MET: Final = "not_met"
APPOINTMENT: Final = "appointment"
OUTCOMES: Final = {MET: "gặp, chưa ký", NOT_MET: "không gặp", APPOINTMENT: "hẹn lại"}
"""What came of going to a household, by its wire name."""


class Visit(Record, kind="visit", label="Lần đến hộ"):
    """Somebody went to a household to have it sign: when, who, what came of it."""

    pledge_id: Mapped[str | None] = reference("Cam kết của hộ", "pledge")
    day: Mapped[date | None] = field("Ngày")
    outcome: Mapped[str | None] = field("Kết quả", example=NOT_MET)
    who: Mapped[str | None] = field("Người đến", personal=True)
    note: Mapped[str | None] = field("Ghi chú", longest=2000)

    def display(self) -> str:
        """Return "12/11 không gặp", as lists and screens show it."""
        day = f"{self.day:%d/%m}" if self.day else ""
        return " ".join(part for part in (day, OUTCOMES.get(self.outcome or "", self.outcome or "")) if part)


class GroupWalk(Record, kind="group_walk", label="Người đi gặp các hộ", natural_key=("campaign_id", "group_id")):
    """Who goes to the households of a group that have not signed yet; where nobody is named, the group's leader does."""

    campaign_id: Mapped[str | None] = reference("Đợt cam kết", "pledge_campaign")
    group_id: Mapped[str | None] = reference("Tổ dân cư", "residential_group")
    who: Mapped[str | None] = field("Người đi", example="bà Hoa, chi hội phụ nữ", personal=True)


PREPARED: Final = "prepared"
PRINTED: Final = "printed"
HANDED_OUT: Final = "handed_out"
BATCH_STATES: Final = {PREPARED: "chưa in xong", PRINTED: "đã in xong", HANDED_OUT: "đã phát"}
"""How far a batch of sheets has come, by its wire name."""


ONE_SIDED: Final = "one_sided"
TWO_SIDED: Final = "two_sided"
HALVES: Final = "halves"
PAPERS: Final = {ONE_SIDED: "in một mặt", TWO_SIDED: "in hai mặt", HALVES: "hai bản một trang A4, cắt đôi"}
"""How sheets lie on paper, by its wire name."""


class PrintBatch(Record, kind="print_batch", label="Lần in bản cam kết"):
    """The sheets that were made in one go: of which group (none: of all), how, and what became of them.

    Its id stands in :attr:`SheetPrint.batch`. ``text_hash`` is that of the text on its sheets: they can be printed on, with the
    same codes, only while the campaign still says the same.
    """

    campaign_id: Mapped[str | None] = reference("Đợt cam kết", "pledge_campaign")
    group_id: Mapped[str | None] = reference("Tổ", "residential_group")
    prepared: Mapped[date | None] = field("Ngày làm tệp")
    printed: Mapped[date | None] = field("Ngày in xong")
    handed_out: Mapped[date | None] = field("Ngày phát")
    sheets: Mapped[int | None] = field("Số bản")
    copies: Mapped[int | None] = field("Mỗi hộ mấy bản")
    scanning: Mapped[bool | None] = field("Có ô để quét")
    paper: Mapped[str | None] = field("Cách in", example=ONE_SIDED)
    cover: Mapped[bool | None] = field("Có danh sách đầu tổ")
    text_hash: Mapped[str | None] = field("Mã nội dung")

    @property
    def state(self) -> str:
        """Return one of :data:`BATCH_STATES`."""
        if self.handed_out is not None:
            return HANDED_OUT
        return PRINTED if self.printed is not None else PREPARED


class SheetPrint(Record, kind="sheet_print", label="Bản in"):
    """One printing of one pledge: the only thing a sheet code leads to. Committed before the file gets its name.

    ``place`` is its number in the batch, ``time`` 1 for the household's first sheet of this campaign, 2 for the first reprint.
    """

    pledge_id: Mapped[str | None] = reference("Cam kết của hộ", "pledge")
    code: Mapped[str | None] = field("Mã bản", example="2K7M 9XQ4 AB3D PF2Y")
    pages: Mapped[int | None] = field("Số trang")
    printed: Mapped[date | None] = field("Ngày in")
    text_hash: Mapped[str | None] = field("Mã nội dung")
    batch: Mapped[str | None] = field("Lần in")
    form_id: Mapped[str | None] = reference("Mẫu tờ", "sheet_form")
    place: Mapped[int | None] = field("Thứ tự trong lần in")
    time: Mapped[int | None] = field("In lần thứ")


class SheetForm(Record, kind="sheet_form", label="Mẫu tờ in", natural_key=("campaign_id", "digest")):
    """A printed layout: where its marks stand (:mod:`app.records.marks`) and what it said, one for all sheets laid out alike."""

    campaign_id: Mapped[str | None] = reference("Đợt cam kết", "pledge_campaign")
    digest: Mapped[str | None] = field("Mã mẫu")
    marks: Mapped[tuple[str, ...] | None] = field("Vị trí các dấu")
    text: Mapped[tuple[str, ...] | None] = field("Lời đã in", longest=5000)


MATCHED: Final = "matched"
OLDER: Final = "older_version"
ALREADY: Final = "already"
UNREADABLE: Final = "unreadable"
NOT_OURS: Final = "not_ours"
SCAN_RESULTS: Final = {
    MATCHED: "khớp",
    OLDER: "khớp, nội dung cũ",
    ALREADY: "đã ghi từ trước",
    UNREADABLE: "cần người xem",
    NOT_OURS: "không phải của sổ này",
}
"""What becomes of each page that was scanned: exactly one of these, by its wire name."""
SIGNED: Final = "signed"
NOT_SIGNED: Final = "not_signed"
DISMISSED: Final = "dismissed"
DECISIONS: Final = {SIGNED: "Đúng, đã ký", NOT_SIGNED: "Chưa ký", DISMISSED: "Không phải bản cam kết"}
"""What a person says of a page, by its wire name."""


class ScanPage(Record, kind="scan_page", label="Trang đã quét"):
    """One page that came back from paper: whose sheet it is, what was read, and its picture (by hash, beside the database).

    ``result`` is one of :data:`SCAN_RESULTS`, as the program or a person found; ``settled`` is the day from which nobody has to
    look at it any more. ``reason`` is the number of the message that says why a page was not taken as it is.
    """

    print_id: Mapped[str | None] = reference("Bản in", "sheet_print")
    sheet_page: Mapped[int | None] = field("Trang của bản")
    picture: Mapped[str | None] = field("Ảnh")
    source: Mapped[str | None] = field("Tệp đã quét", personal=True)
    source_page: Mapped[int | None] = field("Trang trong tệp")
    part: Mapped[int | None] = field("Tờ thứ mấy trong ảnh")
    scanned: Mapped[date | None] = field("Ngày quét")
    result: Mapped[str | None] = field("Kết quả", example=MATCHED)
    reason: Mapped[str | None] = field("Lý do")
    read: Mapped[str | None] = field("Mã đọc được")
    answers: Mapped[tuple[str, ...] | None] = field("Các ô đọc được")
    signed: Mapped[str | None] = field("Chữ ký đọc được")
    settled: Mapped[date | None] = field("Đã xem ngày")
