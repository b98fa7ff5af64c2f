"""What the commune hands down in its own pile, and what each village answers in its own.

A record of one pile names one of another by its id alone, without a foreign key: the two piles travel in bundles of their
own, and a village's answer may be here before, or without, what it answers.
"""

from datetime import date
from typing import Final

from sqlalchemy.orm import Mapped

from app.records.base import Record, field

COUNT: Final = "count"
YES_NO: Final = "yes_no"
PAPER: Final = "paper"
PROOFS: Final = {COUNT: "một con số", YES_NO: "đã làm hay chưa", PAPER: "giấy tờ"}
"""What a task asks for as proof, by its wire name."""

NOT_STARTED: Final = "not_started"
UNDER_WAY: Final = "under_way"
DONE: Final = "done"
IMPOSSIBLE: Final = "impossible"
REPORT_STATES: Final = {UNDER_WAY: "đang làm", DONE: "đã xong", IMPOSSIBLE: "không làm được"}
"""How a village says a task stands, by its wire name; one it said nothing about is :data:`NOT_STARTED`."""

QUARTER: Final = "quarter"
MONTH: Final = "month"
YEAR: Final = "year"
PERIODS: Final = {YEAR: "năm", QUARTER: "quý", MONTH: "tháng"}
"""How often an indicator is counted, by its wire name."""

WHOLE_VILLAGE: Final = "village"
"""The scope of a value that counts for the whole village."""


class CommuneTask(Record, kind="commune_task", label="Việc xã giao"):
    """Something the villages are asked to do by a day. ``villages`` are their piles; none are named when all are asked."""

    name: Mapped[str | None] = field("Tên việc", example="Rà soát hộ nghèo")
    what: Mapped[str | None] = field("Làm những gì", longest=5000)
    due: Mapped[date | None] = field("Hạn")
    villages: Mapped[tuple[str, ...] | None] = field("Giao cho thôn nào")
    proof: Mapped[str | None] = field("Cần nộp gì", example=COUNT)
    issued: Mapped[date | None] = field("Ngày giao")
    recalled: Mapped[date | None] = field("Ngày thu lại")


class TaskReport(Record, kind="task_report", label="Báo cáo việc xã giao", natural_key=("task_id",)):
    """How far one village is with one task, in the village's pile: one record, said anew each time."""

    task_id: Mapped[str | None] = field("Mã việc xã giao")
    state: Mapped[str | None] = field("Đã làm đến đâu", example=DONE)
    number: Mapped[int | None] = field("Số liệu")
    words: Mapped[str | None] = field("Ghi rõ", longest=5000)
    picture: Mapped[str | None] = field("Ảnh giấy tờ")
    day: Mapped[date | None] = field("Ngày báo cáo")


class CommuneCampaign(Record, kind="commune_campaign", label="Xã giao đợt ký"):
    """A season of pledging that every village opens on its own households: what is signed for, and by when."""

    name: Mapped[str | None] = field("Tên đợt", example="An toàn về an ninh trật tự", longest=1000)
    year: Mapped[int | None] = field("Năm", example="2026")
    paper_title: Mapped[str | None] = field("Tên giấy")
    opening: Mapped[str | None] = field("Lời mở đầu", longest=2000)
    items: Mapped[tuple[str, ...] | None] = field("Nội dung cam kết", longest=5000)
    due: Mapped[date | None] = field("Hạn ký")
    villages: Mapped[tuple[str, ...] | None] = field("Giao cho thôn nào")
    issued: Mapped[date | None] = field("Ngày giao")
    recalled: Mapped[date | None] = field("Ngày thu lại")


class CovenantModel(Record, kind="covenant_model", label="Quy ước mẫu của xã"):
    """A covenant's text that the commune offers villages to begin theirs with."""

    name: Mapped[str | None] = field("Tên bản mẫu", example="Quy ước mẫu năm 2027")
    text: Mapped[str | None] = field("Nội dung", longest=100_000)
    villages: Mapped[tuple[str, ...] | None] = field("Giao cho thôn nào")
    issued: Mapped[date | None] = field("Ngày giao")
    recalled: Mapped[date | None] = field("Ngày thu lại")


class IndicatorDefinition(Record, kind="indicator_definition", label="Chỉ tiêu"):
    """What is counted in every village, in which unit and how often, and what is to be reached."""

    name: Mapped[str | None] = field("Tên chỉ tiêu", example="Tỷ lệ hộ có hố rác hợp vệ sinh")
    unit: Mapped[str | None] = field("Đơn vị", example="hộ")
    period: Mapped[str | None] = field("Kỳ", example=YEAR)
    target: Mapped[int | None] = field("Phải đạt")
    counted: Mapped[str | None] = field("Cách tính", longest=2000)
    villages: Mapped[tuple[str, ...] | None] = field("Giao cho thôn nào")
    issued: Mapped[date | None] = field("Ngày giao")
    recalled: Mapped[date | None] = field("Ngày thôi tính")


class IndicatorValue(
    Record, kind="indicator_value", label="Số liệu chỉ tiêu", natural_key=("indicator_id", "period", "scope")
):
    """What was counted for one indicator in one period ("2026", "2026-Q4", "2026-11"), in the village's pile."""

    indicator_id: Mapped[str | None] = field("Mã chỉ tiêu")
    period: Mapped[str | None] = field("Kỳ", example="2026-Q4")
    scope: Mapped[str | None] = field("Phạm vi", example=WHOLE_VILLAGE)
    value: Mapped[int | None] = field("Số liệu")
    words: Mapped[str | None] = field("Ghi rõ", longest=2000)
    day: Mapped[date | None] = field("Ngày ghi")


Assignment = CommuneTask | CommuneCampaign | CovenantModel | IndicatorDefinition
"""What the commune hands down; each has ``villages``, ``issued`` and ``recalled``."""
