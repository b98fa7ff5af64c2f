"""What is written down about the handling of personal data (Luật 91/2025/QH15, NĐ 356/2025/NĐ-CP)."""

from datetime import date
from typing import Final

from sqlalchemy.orm import Mapped

from app.records.base import Record, field, reference

FILE: Final = "tệp"
SCREEN: Final = "màn hình"


class Disclosure(Record, kind="disclosure", label="Lần xem số định danh đầy đủ"):
    """Somebody saw or wrote out full id numbers; who and when is in the note itself."""

    way: Mapped[str | None] = field("Cách xem", example=FILE)
    about: Mapped[str | None] = field("Xem gì", example="Danh sách Cử tri")
    person_id: Mapped[str | None] = reference("Người", "person")
    people: Mapped[int | None] = field("Số người")
    purpose: Mapped[str | None] = field("Để làm gì", example="xã yêu cầu đối chiếu")


SEE: Final = "xem, cung cấp"
CORRECT: Final = "chỉnh sửa"
DELETE: Final = "xoá"
RESTRICT: Final = "hạn chế"
OBJECT: Final = "phản đối"
WITHDRAW: Final = "rút đồng ý"

DONE_WITHIN: Final = {SEE: 10, CORRECT: 10, DELETE: 20, RESTRICT: 15, OBJECT: 15, WITHDRAW: 15}
"""Days in which a request is carried out (NĐ 356/2025/NĐ-CP as far as it was read). For seeing one's data no figure was found,
so the shortest of the others stands."""

ANSWERED_WITHIN: Final = 2
"""Working days in which a request is answered (NĐ 356/2025/NĐ-CP)."""

EXTENDED_BY: Final = 15
"""Days that carrying out may be put off, once (NĐ 356/2025/NĐ-CP)."""


class PrivacyRequest(Record, kind="privacy_request", label="Yêu cầu về dữ liệu cá nhân"):
    """Somebody asked to see, correct, delete ... what the village keeps about them; how and when it was answered."""

    received: Mapped[date | None] = field("Ngày nhận")
    person_id: Mapped[str | None] = reference("Người", "person")
    who: Mapped[str | None] = field("Người yêu cầu", example="Nguyễn Văn An", personal=True)
    what: Mapped[str | None] = field("Yêu cầu", example=DELETE)
    detail: Mapped[str | None] = field("Nội dung", longest=2000)
    answered: Mapped[date | None] = field("Ngày trả lời")
    answer: Mapped[str | None] = field("Trả lời", longest=2000)
    extended: Mapped[date | None] = field("Ngày báo gia hạn")
    done: Mapped[date | None] = field("Ngày xong")
    result: Mapped[str | None] = field("Kết quả", longest=2000)


class Consent(Record, kind="consent", label="Sự đồng ý"):
    """Somebody agreed that the village keeps something for a purpose, provably and until withdrawn."""

    person_id: Mapped[str | None] = reference("Người", "person")
    purpose: Mapped[str | None] = field("Để làm gì", example="lập danh sách chúc thọ")
    way: Mapped[str | None] = field("Bằng cách nào", example="ký trên giấy")
    day: Mapped[date | None] = field("Ngày đồng ý")
    withdrawn: Mapped[date | None] = field("Ngày rút")
    note: Mapped[str | None] = field("Ghi chú", longest=2000)


class Purpose(Record, kind="purpose", label="Mục nhạy cảm được ghi", natural_key=("about",)):
    """A sensitive field that the village keeps: what for and on what ground. Without one, or once ended, it is off.

    ``copies`` names the notes that held values of the field when these were erased (:mod:`app.journal.erasure`).
    """

    about: Mapped[str | None] = field("Mục")
    purpose: Mapped[str | None] = field("Để làm gì", example="xã giao lập danh sách người khuyết tật")
    basis: Mapped[str | None] = field("Căn cứ", example="sự đồng ý của từng người")
    since: Mapped[date | None] = field("Từ ngày")
    until: Mapped[date | None] = field("Đến ngày")
    copies: Mapped[tuple[str, ...] | None] = field("Những lần ghi đã xoá", longest=32)


class Erasure(Record, kind="erasure", label="Xoá thông tin cá nhân", natural_key=("person_id",)):
    """What was known about a person is gone for good: every note about them, and the named notes that held copies.

    The rule by which notes lose their values is :mod:`app.journal.erasure`; it works wherever this record arrives.
    """

    person_id: Mapped[str | None] = reference("Người", "person")
    day: Mapped[date | None] = field("Ngày xoá")
    reason: Mapped[str | None] = field("Lý do", example="người đó yêu cầu, đã chuyển đi")
    request_id: Mapped[str | None] = reference("Theo yêu cầu", "privacy_request")
    copies: Mapped[tuple[str, ...] | None] = field("Những chỗ đã chép lại", longest=32)
