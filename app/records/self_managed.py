"""Self-managed groups (tổ tự quản): people, households and businesses who look after something together, by their own rule.

There is no national law on them; provinces and the Front have rules (domain 1.5). The order of the seeds: regulation, founding
decision, regular meetings with the share present, activities with numbers, a yearly rating with reasons.
"""

from datetime import date
from typing import Final

from sqlalchemy.orm import Mapped

from app.records.base import Record, field, reference

FIELDS: Final = (
    "An ninh trật tự",
    "Môi trường",
    "Ánh sáng đường quê",
    "Đường biên, cột mốc",
    "Phòng, chống bạo lực gia đình",
    "Doanh nhân với an ninh trật tự",
    "Liên gia",
    "Toàn diện",
)
"""Fields that screens offer; a village's own words are kept as written."""

LEADER: Final = "Tổ trưởng"
DEPUTY: Final = "Tổ phó"
CLERK: Final = "Thư ký"
MEMBER: Final = "Thành viên"
ROLES: Final = (LEADER, DEPUTY, CLERK, MEMBER)
LEADING: Final = (LEADER, DEPUTY, CLERK)
"""The leading body (ban quản lý tổ) of three or four."""

RATINGS: Final = ("Tốt", "Khá", "Trung bình", "Yếu")

MEETING: Final = "Sinh hoạt"
"""An activity that counts who was present; others count what was done."""


class SelfManagedGroup(Record, kind="self_managed_group", label="Tổ tự quản"):
    """One group with the fields it looks after, its founding decision, and the group it was copied from."""

    name: Mapped[str | None] = field("Tên tổ", example="Tổ tự quản an ninh trật tự Ngõ Chùa")
    fields_kept: Mapped[tuple[str, ...] | None] = field("Lĩnh vực")
    founded: Mapped[date | None] = field("Ngày thành lập")
    decision: Mapped[str | None] = field("Quyết định thành lập", example="05/QĐ-UBND ngày 10/02/2026")
    ended: Mapped[date | None] = field("Ngày giải thể")
    copied_from: Mapped[str | None] = reference("Nhân rộng từ tổ", "self_managed_group")
    plan: Mapped[str | None] = field("Kế hoạch", longest=20_000)
    note: Mapped[str | None] = field("Ghi chú", longest=2000)


class GroupMember(Record, kind="group_member", label="Thành viên tổ tự quản"):
    """One member from-to: a household, a person, or a business by its name."""

    group_id: Mapped[str | None] = reference("Tổ tự quản", "self_managed_group")
    household_id: Mapped[str | None] = reference("Hộ", "household")
    person_id: Mapped[str | None] = reference("Người", "person")
    business: Mapped[str | None] = field("Cơ sở, doanh nghiệp", example="Cửa hàng vật liệu Hoa Mai")
    role: Mapped[str | None] = field("Nhiệm vụ", example=MEMBER)
    since: Mapped[date | None] = field("Từ ngày")
    until: Mapped[date | None] = field("Đến ngày")


class RegulationVersion(Record, kind="regulation_version", label="Quy chế", natural_key=("group_id", "number")):
    """One version of a group's regulation; members sign the one in force, so a later wording is a new version."""

    group_id: Mapped[str | None] = reference("Tổ tự quản", "self_managed_group")
    number: Mapped[int | None] = field("Bản số")
    text: Mapped[str | None] = field("Nội dung", longest=60_000)
    adopted: Mapped[date | None] = field("Ngày thông qua")


class GroupActivity(Record, kind="group_activity", label="Hoạt động của tổ tự quản"):
    """A meeting with how many of the members were present, or something done with its figures in words."""

    group_id: Mapped[str | None] = reference("Tổ tự quản", "self_managed_group")
    day: Mapped[date | None] = field("Ngày")
    what: Mapped[str | None] = field("Việc", example=MEETING)
    result: Mapped[str | None] = field("Kết quả", example="lắp 45 trụ đèn, 10 ngày công", longest=2000)
    present: Mapped[int | None] = field("Số có mặt")
    members: Mapped[int | None] = field("Tổng số thành viên")


class GroupRating(Record, kind="group_rating", label="Xếp loại tổ tự quản", natural_key=("group_id", "year")):
    """How a group did in one year, and why."""

    group_id: Mapped[str | None] = reference("Tổ tự quản", "self_managed_group")
    year: Mapped[int | None] = field("Năm")
    rating: Mapped[str | None] = field("Xếp loại", example=RATINGS[0])
    reason: Mapped[str | None] = field("Lý do", longest=2000)
