"""What happens to households and people, and the dated terms that remain of it.

A :class:`LifeEvent` says what happened; it is what people read and count. The register of any day is made from terms: the
present one stands in the household or person itself (``since``, ``departure``), the past ones are :class:`Stay` and
:class:`GroupStay`. All terms are half open: the day of an event is the first day of what came after it.
"""

from datetime import date
from typing import Final

from sqlalchemy.orm import Mapped

from app.records.base import Record, field, reference

BIRTH, DEATH, MOVE_IN, MOVE_OUT, GROUP_MOVE = "birth", "death", "move_in", "move_out", "group_move"
SPLIT, JOIN, NEW_HEAD, MARRIAGE = "split", "join", "new_head", "marriage"
ABSENCE, LODGING, RETURN = "absence", "lodging", "return"
RESHAPE = "reshape"

EVENTS: Final = {
    BIRTH: "Sinh",
    DEATH: "Mất",
    MOVE_IN: "Chuyển đến",
    MOVE_OUT: "Chuyển đi",
    GROUP_MOVE: "Chuyển tổ",
    SPLIT: "Tách hộ",
    JOIN: "Nhập hộ",
    NEW_HEAD: "Thay đổi chủ hộ",
    MARRIAGE: "Kết hôn",
    ABSENCE: "Tạm vắng",
    LODGING: "Tạm trú",
    RETURN: "Hết tạm vắng, tạm trú",
    RESHAPE: "Sắp xếp lại thôn",
}
"""What can happen, by its wire name (Luật Cư trú 2020 has its own register: these are the village's notes only)."""

TEMPORARY: Final = "tạm trú"
AWAY: Final = "tạm vắng"
"""Standings of a :class:`Residence`; who has none that is open lives here for good (thường trú)."""


class LifeEvent(Record, kind="life_event", label="Biến động"):
    """One thing that happened on one day: to whom, in which household, and which other household it led to."""

    what: Mapped[str | None] = field("Việc", example=EVENTS[BIRTH])
    day: Mapped[date | None] = field("Ngày")
    household_id: Mapped[str | None] = reference("Hộ", "household")
    other_id: Mapped[str | None] = reference("Hộ liên quan", "household")
    people: Mapped[tuple[str, ...] | None] = field("Những người")
    place: Mapped[str | None] = field("Nơi đi, nơi đến", example="xã Bình Minh", personal=True)
    note: Mapped[str | None] = field("Ghi chú", longest=2000)


class Stay(Record, kind="stay", label="Thời gian ở hộ"):
    """A past term of one person in one household with one relation to its head; the present one is in the person."""

    person_id: Mapped[str | None] = reference("Người", "person")
    household_id: Mapped[str | None] = reference("Hộ", "household")
    relation: Mapped[str | None] = field("Quan hệ với chủ hộ")
    since: Mapped[date | None] = field("Từ ngày")
    until: Mapped[date | None] = field("Đến ngày")


class GroupStay(Record, kind="group_stay", label="Thời gian ở tổ"):
    """A past term of one household in one residential group."""

    household_id: Mapped[str | None] = reference("Hộ", "household")
    group_id: Mapped[str | None] = reference("Tổ dân cư", "residential_group")
    since: Mapped[date | None] = field("Từ ngày")
    until: Mapped[date | None] = field("Đến ngày")


class Residence(Record, kind="residence", label="Tạm trú, tạm vắng"):
    """A term in which somebody lives here for a time, or is away for one (Luật Cư trú 2020, Điều 31)."""

    person_id: Mapped[str | None] = reference("Người", "person")
    standing: Mapped[str | None] = field("Diện", example=TEMPORARY)
    since: Mapped[date | None] = field("Từ ngày")
    until: Mapped[date | None] = field("Đến ngày")
    place: Mapped[str | None] = field("Nơi thường trú, nơi đến", personal=True)

    def display(self) -> str:
        """Return "tạm vắng từ 10/11/2026 đến 05/01/2027, Bình Dương" as far as it is known."""
        days = [f"{word} {day:%d/%m/%Y}" for word, day in (("từ", self.since), ("đến", self.until)) if day]
        return ", ".join(part for part in (" ".join([self.standing or "", *days]), self.place) if part)
