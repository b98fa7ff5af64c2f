"""The village, who holds which office, and how its papers are headed and signed."""

from datetime import date
from typing import Final

from sqlalchemy.orm import Mapped

from app.records.base import Record, field, reference
from app.records.values import Place
from app.vietnamese.dates import ImpreciseDate
from app.vietnamese.sheet_code import village_tag


class Village(Record, kind="village", label="Thôn"):
    """The village whose books these are. One per pile, and its record id is the pile's id."""

    name: Mapped[str | None] = field("Tên thôn", example="Quang Khải")
    label: Mapped[str | None] = field("Gọi là", example="thôn")
    commune: Mapped[Place | None] = field("Xã")
    province: Mapped[Place | None] = field("Tỉnh")

    @property
    def tag(self) -> str:
        """Four characters that begin every sheet code and bundle name of this village."""
        return village_tag(self.pile)


RENAMED: Final = "renamed"
"""The village, or its commune, is called otherwise from a day on."""

MERGED: Final = "merged"
GREW: Final = "grew"
PARTED: Final = "parted"
CHANGES: Final = {
    RENAMED: "Đổi tên",
    MERGED: "Nhập vào thôn khác",
    GREW: "Nhận hộ của thôn khác",
    PARTED: "Tách hộ sang thôn khác",
}
"""What can happen to a village, by its wire name."""


class VillageSuccession(Record, kind="village_succession", label="Thay đổi tên thôn, xã"):
    """From ``day`` on a village is called otherwise, or another one, by a decision.

    What it was called before stands here, for old papers; ``other`` names the village it went into or grew by.
    """

    what: Mapped[str | None] = field("Việc", example=RENAMED)
    day: Mapped[date | None] = field("Từ ngày")
    decision: Mapped[str | None] = field("Quyết định", example="758/QĐ-UBND ngày 31/05/2026")
    name_before: Mapped[str | None] = field("Tên thôn trước đó")
    label_before: Mapped[str | None] = field("Gọi là trước đó")
    commune_before: Mapped[Place | None] = field("Xã trước đó")
    province_before: Mapped[Place | None] = field("Tỉnh trước đó")
    other: Mapped[str | None] = field("Thôn kia", example="thôn Đông Hà")
    note: Mapped[str | None] = field("Ghi chú", longest=2000)


VILLAGE_HEAD: Final = "Trưởng thôn"
FRONT_HEAD: Final = "Trưởng Ban Công tác Mặt trận"
PARTY_HEAD: Final = "Bí thư chi bộ"
GROUP_LEADER: Final = "Tổ trưởng"
GROUP_DEPUTY: Final = "Tổ phó"
OFFICES: Final = (
    VILLAGE_HEAD,
    "Phó trưởng thôn",
    PARTY_HEAD,
    FRONT_HEAD,
    GROUP_LEADER,
    GROUP_DEPUTY,
)
"""Offices the screens offer; any other may be typed (the list is data of the village)."""


class OfficeTerm(Record, kind="office_term", label="Chức danh"):
    """One person in one office from-to: of the village, or of one group when ``group_id`` is set."""

    office: Mapped[str | None] = field("Chức danh", example=GROUP_LEADER)
    group_id: Mapped[str | None] = reference("Tổ dân cư", "residential_group")
    person_id: Mapped[str | None] = reference("Người trong danh sách", "person")
    person_name: Mapped[str | None] = field("Họ và tên", personal=True)
    since: Mapped[ImpreciseDate | None] = field("Từ ngày")
    until: Mapped[ImpreciseDate | None] = field("Đến ngày")
    decision: Mapped[str | None] = field("Quyết định")


class Letterhead(Record, kind="letterhead", label="Đầu văn bản", natural_key=("paper",)):
    """Who issues a paper and who signs it, one per kind of paper (``pledge``, ``list``, ``handbook``)."""

    paper: Mapped[str | None] = field("Loại giấy")
    parent: Mapped[str | None] = field("Cơ quan chủ quản", example="UBND XÃ AN QUANG")
    issuer: Mapped[str | None] = field("Nơi ban hành", example="THÔN QUANG KHẢI")
    place: Mapped[str | None] = field("Địa danh", example="An Quang")
    signer_office: Mapped[str | None] = field("Chức danh người ký", example=VILLAGE_HEAD)
    signer_name: Mapped[str | None] = field("Người ký", personal=True)
