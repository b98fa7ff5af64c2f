"""Lists a village keeps by name: who stands in them, in which columns, under which title."""

from sqlalchemy.orm import Mapped

from app.records.base import Record, field


class SavedList(Record, kind="saved_list", label="Danh sách đã lưu", natural_key=("name",)):
    """One list by its name. It holds what is asked, never who was found: that is looked up each time."""

    name: Mapped[str | None] = field("Tên danh sách", example="Hộ đi làm ăn xa Tổ 3")
    asked: Mapped[tuple[str, ...] | None] = field("Điều kiện và cột")


class ColumnMatch(Record, kind="column_match", label="Cách ghép cột", natural_key=("name",)):
    """How the columns of one office's lists are matched with fields, kept by name for its next list."""

    name: Mapped[str | None] = field("Tên cách ghép", example="Danh sách công an xã")
    pairs: Mapped[tuple[str, ...] | None] = field("Cột và mục")
    header_row: Mapped[int | None] = field("Hàng tiêu đề")
