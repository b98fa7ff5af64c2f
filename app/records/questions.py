"""Questions between village and commune about a record, and values the commune proposes; both lie in the village's pile.

What passes between two offices about a person's record is as personal as the record: it is erased with the person.
"""

from datetime import date

from sqlalchemy.orm import Mapped

from app.records.base import Record, field


class Question(Record, kind="question", label="Câu hỏi"):
    """One side asks, the other answers with an ordinary note. ``asker`` is ``village`` or ``commune``.

    ``about`` is the id of the record it is about, of kind ``about_kind``; both may be empty.
    """

    asker: Mapped[str | None] = field("Bên hỏi", example="commune")
    about_kind: Mapped[str | None] = field("Loại")
    about: Mapped[str | None] = field("Về")
    text: Mapped[str | None] = field("Câu hỏi", example="Cùng một người hay gõ nhầm?", longest=2000, personal=True)
    asked: Mapped[date | None] = field("Ngày hỏi")
    who: Mapped[str | None] = field("Người hỏi")
    answer: Mapped[str | None] = field("Trả lời", longest=2000, personal=True)
    answered: Mapped[date | None] = field("Ngày trả lời")
    answerer: Mapped[str | None] = field("Người trả lời")


class Proposal(Record, kind="proposal", label="Đề nghị sửa"):
    """The commune would have a field of a village's record say otherwise; the village accepts, or refuses with a reason.

    ``value`` and ``before`` are texts as a form shows them: what is proposed, and what stood there then.
    """

    about_kind: Mapped[str | None] = field("Loại")
    about: Mapped[str | None] = field("Về")
    name: Mapped[str | None] = field("Mục")
    value: Mapped[str | None] = field("Đề nghị ghi", longest=2000, personal=True)
    before: Mapped[str | None] = field("Đang ghi lúc đề nghị", longest=2000, personal=True)
    reason: Mapped[str | None] = field("Vì sao", longest=2000, personal=True)
    made: Mapped[date | None] = field("Ngày đề nghị")
    who: Mapped[str | None] = field("Người đề nghị")
    accepted: Mapped[date | None] = field("Ngày đồng ý")
    refused: Mapped[date | None] = field("Ngày từ chối")
    refusal: Mapped[str | None] = field("Lý do từ chối", longest=2000, personal=True)
