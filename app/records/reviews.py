"""What a person decided about something the program noticed."""

from datetime import date

from sqlalchemy.orm import Mapped

from app.records.base import Record, field


class IssueDismissal(Record, kind="issue_dismissal", label="Đã xem", natural_key=("issue",)):
    """A person said that an issue is none ("hai người khác nhau"). Issues themselves are derived, never stored."""

    issue: Mapped[str | None] = field("Mã việc")
    reason: Mapped[str | None] = field("Lý do")


class Handover(Record, kind="handover", label="Bàn giao"):
    """The village head's work went from one hand to another: who, when, before whom."""

    day: Mapped[date | None] = field("Ngày bàn giao")
    from_name: Mapped[str | None] = field("Người giao", personal=True)
    to_name: Mapped[str | None] = field("Người nhận", personal=True)
    place: Mapped[str | None] = field("Nơi bàn giao", example="Nhà văn hóa thôn")
    witness: Mapped[str | None] = field("Người chứng kiến", example="đại diện UBND xã", personal=True)
    note: Mapped[str | None] = field("Ghi chú", longest=2000)
