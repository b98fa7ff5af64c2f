"""The wizard of a new name: of the village, of its commune, from a day on by a decision."""

from collections.abc import Callable, Sequence

from app.gui.day_field import WHOLE_DAY, DayField
from app.gui.fields import Choice, ChoiceField, PickField, TextField
from app.gui.forms import Form, Problem
from app.gui.parts import label
from app.kernel.clock import today
from app.usecases.context import Context
from app.usecases.village_names import Rename, VillageNames

KEPT = "Giấy in từ ngày này có tên mới; giấy của đợt cam kết cũ in lại vẫn giữ tên cũ."


class RenameForm(Form):
    """What changes is typed over what is there; ``communes`` finds the units of today by a part of their name."""

    def __init__(self, context: Context, labels: Sequence[Choice], communes: Callable[[str], list[Choice]]) -> None:
        super().__init__()
        self.label = ChoiceField("Gọi là", labels)
        self.name = TextField("Tên", example="Quang Khải")
        self.add_beside(("label", self.label, 1), ("name", self.name, 2))
        hint = "Gõ vài chữ rồi chọn; xã chưa có trong danh mục thì gõ cả tên."
        self.commune = self.add("commune", PickField("Xã, phường", communes, hint))
        self.day = DayField("Từ ngày", today(context.clock).year)
        self.decision = TextField("Quyết định", example="758/QĐ-UBND ngày 31/05/2026")
        self.add_beside(("day", self.day, 1), ("decision", self.decision, 2))
        self.history = label(kind="small", wrap=True)
        self.add_widget(self.history)
        self._commune = ""

    def load(self, row: VillageNames) -> None:
        """Show what the village is called now, and was called before."""
        if self.label.box.findData(row.label) < 0:
            self.label.box.addItem(row.label, row.label)
        self.label.set_text(row.label)
        self.name.set_text(row.name)
        self.commune.set_text(row.commune)
        self._commune = row.commune
        self.decision.set_text("")
        said = [f"đến {each.day:%d/%m/%Y} là {each.before}" for each in row.changes if each.day]
        self.history.setText(" ".join([KEPT, *(["Trước đây: " + "; ".join(said) + "."] if said else [])]))

    def problems(self) -> Sequence[Problem]:
        """Return what is missing or no day."""
        found = [] if self.name.text() else [Problem("name", "Ghi tên thôn.")]
        return [*found, Problem("day", WHOLE_DAY)] if self.day.day() is None else found

    def command(self) -> Rename:
        """Return the change of names."""
        typed = self.commune.text()
        changed = typed != self._commune
        return Rename(
            self.day.day(), self.name.text(), self.label.text(), self.commune.key() if changed else "",
            typed if changed and not self.commune.key() else "", self.decision.text(),
        )  # fmt: skip
