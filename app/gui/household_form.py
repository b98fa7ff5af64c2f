"""The form of one household: where it is, how to reach it, whether it can be met."""

from collections.abc import Sequence

from app.gui.fields import Choice, ChoiceField, TextField
from app.gui.forms import Problem
from app.gui.record_form import RecordForm, narrow
from app.gui.ticks_field import TicksField
from app.records.register import CLASSES, PRESENCE, Household
from app.usecases.households import HouseholdDetail, SaveHousehold
from app.vietnamese.identity import phone_warning
from app.vietnamese.text import fold

CLASS_FIELD = "classes"
CLASS_CHOICES = tuple((fold(name).replace(" ", "-"), name) for name in CLASSES)
"""Keys without spaces, as ticks keep them."""
GROUP = "group_id"
HEAD_NAME = "head"


class HouseholdForm(RecordForm):
    """The fields of a household. A new one also asks for its head, who becomes the first member."""

    def __init__(self, year: int) -> None:
        super().__init__(Household, year)
        self._id = ""
        self._others: tuple[str, ...] = ()
        self.head = self.add(HEAD_NAME, TextField("Họ và tên chủ hộ", example="Nguyễn Văn An"))
        self.phone = self.add("phone", self.line("phone"))
        self.group = ChoiceField(Household.fields[GROUP].label, ())
        narrow(self.group)
        self.add_beside((GROUP, self.group, 3), ("walking_order", self.line("walking_order"), 2))
        self.add("address", self.line("address"))
        self.add("presence", self.choice("presence", PRESENCE))
        self.classes = self.add(CLASS_FIELD, TicksField("Diện của hộ", across=2))
        self.classes.show_choices(CLASS_CHOICES)
        self.add("elsewhere", self.line("elsewhere", "Ví dụ: chợ Cầu Nguyệt, gọi sau 19 giờ"))
        self.add_beside(("code", self.line("code"), 2), ("confirmed", self.day("confirmed", f"18/11/{year}"), 3))
        self.add("note", self.area("note"))
        self.phone.line.editingFinished.connect(self.warn)

    def show_groups(self, groups: Sequence[Choice]) -> None:
        """Offer the village's groups."""
        self.group.show_choices([("", "Chưa xếp tổ"), *groups])

    def load(self, row: HouseholdDetail | None) -> None:
        """Show a household, or an empty form for a new one."""
        self._id = row.row.id if row else ""
        self.head.setVisible(row is None)
        self._others = tuple(each for each in row.classes if each not in CLASSES) if row else ()
        keys = {name: key for key, name in CLASS_CHOICES}
        classes = " ".join(keys[each] for each in row.classes if each in keys) if row else ""
        self.show_texts({**row.texts, GROUP: row.row.group_id, CLASS_FIELD: classes} if row else {})
        self.warn()

    def warn(self) -> None:
        """Show what is odd now; nothing of it refuses."""
        warning = phone_warning(self.phone.text())
        if warning is not None:
            self.phone.show_problem(warning.message, hard=False)

    def problems(self) -> Sequence[Problem]:
        """Return what cannot be kept, then what is only odd."""
        found = self.refusals()
        if not self._id and not self.head.text():
            found.append(Problem(HEAD_NAME, "Ghi tên chủ hộ."))
        warning = phone_warning(self.phone.text())
        return [*found, Problem("phone", warning.message, hard=False)] if warning else found

    def command(self) -> SaveHousehold:
        """Return what was typed, beside what the form had shown."""
        typed = self.texts()
        texts = {name: text for name, text in typed.items() if name not in (GROUP, HEAD_NAME, CLASS_FIELD)}
        group = typed.get(GROUP) if self._id else self.group.text()
        names = dict(CLASS_CHOICES)
        ticked = tuple(names[key] for key in self.classes.keys())  # noqa: SIM118 - a field, no mapping
        classes = (*self._others, *ticked) if CLASS_FIELD in typed else None
        return SaveHousehold(self._id, texts, self.loaded, group, self.head.text(), classes)
