"""What a village changed about its papers."""

from sqlalchemy.orm import Mapped

from app.records.base import Record, field


class FormWording(Record, kind="form_wording", label="Lời văn trên giấy", natural_key=("form", "entry")):
    """A sentence of a form as this village words it, in place of the program's own (``resources/wording``)."""

    form: Mapped[str | None] = field("Giấy")
    entry: Mapped[str | None] = field("Mục")
    text: Mapped[str | None] = field("Lời văn", longest=1000)
