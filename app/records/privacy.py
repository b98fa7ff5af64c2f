"""What is written down about the handling of personal data (Luật 91/2025/QH15, NĐ 356/2025/NĐ-CP)."""

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
