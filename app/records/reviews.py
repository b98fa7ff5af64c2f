"""What a person decided about something the program noticed."""

from sqlalchemy.orm import Mapped

from app.records.base import Record, field


class IssueDismissal(Record, kind="issue_dismissal", label="Đã xem", natural_key=("issue",)):
    """A person said that an issue is none ("hai người khác nhau"). Issues themselves are derived, never stored."""

    issue: Mapped[str | None] = field("Mã việc")
    reason: Mapped[str | None] = field("Lý do")
