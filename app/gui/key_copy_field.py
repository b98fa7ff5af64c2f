"""The field for a commune's printed key, typed line by line; the first page has it too, so it needs no library of keys."""

from app.gui.fields import AreaField


class KeyCopyField(AreaField):
    """Twelve lines of digits as they stand on the paper in the safe."""

    def __init__(self, lines: int) -> None:
        super().__init__(
            "12 dòng của bản in khoá",
            "Mỗi dòng 20 số và 2 số kiểm tra, gõ liền hay cách đều được. Gõ sai một số, chương trình chỉ đúng dòng đó.",
            lines=lines,
        )
