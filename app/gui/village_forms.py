"""The forms of the commune about its villages: two become one, groups go to another, names change, one handbook for several."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from app.gui.day_field import WHOLE_DAY, DayField
from app.gui.fields import Choice, ChoiceField, PickField, TextField, TickField
from app.gui.forms import Form, Problem
from app.gui.parts import label
from app.gui.record_form import narrow
from app.gui.ticks_field import TicksField
from app.kernel.clock import today
from app.records.places import VillageSuccession
from app.usecases.commune_handbook import PrintVillagesHandbook
from app.usecases.context import Context
from app.usecases.handbooks import TITLE
from app.usecases.village_changes import Reshape, groups_of
from app.usecases.village_names import Rename

KEPT = "Giấy đã in giữ tên cũ. Lịch sử, chữ ký cam kết đi theo từng hộ. Máy của hai thôn có số liệu mới khi nhận gói trả lời."
EARLIER = (
    "Thôn mới chưa có trong danh sách: lập sổ trên máy của thôn ấy, trao khoá, gửi xã một gói, rồi làm tiếp ở đây."
)


class DecidedForm(Form):
    """A form about a village with the day and the decision of a change."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        now = today(context.clock)
        self.day = DayField(VillageSuccession.fields["day"].label, now.year)
        self.day.set_day(now)
        info = VillageSuccession.fields["decision"]
        self.decision = TextField(info.label, example=info.example)

    def add_decision(self) -> None:
        """Put day and decision on a line."""
        self.add_beside(("day", self.day, 1), ("decision", self.decision, 2))

    def load(self, row: Any) -> None:
        """Begin empty."""

    def missing(self) -> list[Problem]:
        """Return what is missing besides the day."""
        return []

    def problems(self) -> Sequence[Problem]:
        """Return what is missing or no day."""
        found = self.missing()
        return [*found, Problem("day", WHOLE_DAY)] if self.day.day() is None else found


class BetweenForm(DecidedForm):
    """From which village into which other one something goes."""

    def __init__(
        self, context: Context, villages: Sequence[Choice], into: Sequence[Choice], leaving: str = "Thôn đi"
    ) -> None:
        super().__init__(context)
        self.context = context
        self.source = ChoiceField(leaving, [("", "Chọn thôn"), *villages])
        self.into = ChoiceField("Thôn nhận", [("", "Chọn thôn"), *into])
        for each in (self.source, self.into):
            narrow(each)
        self.add_beside(("source", self.source, 1), ("into", self.into, 1))

    def missing(self) -> list[Problem]:
        """Return which of the two is not chosen, or that they are one."""
        found = []
        if not self.source.text():
            found.append(Problem("source", "Chọn thôn."))
        if not self.into.text():
            found.append(Problem("into", "Chọn thôn."))
        elif self.into.text() == self.source.text():
            found.append(Problem("into", "Hai thôn phải khác nhau."))
        return found


class ReshapeForm(BetweenForm):
    """Which village goes, whole or some of its groups, into which, and what that one is called from then on."""

    def __init__(self, context: Context, villages: Sequence[Choice], labels: Sequence[Choice], *, whole: bool) -> None:
        super().__init__(context, villages, villages, "Thôn đi" if whole else "Thôn có tổ chuyển đi")
        self._whole = whole
        self.groups = self.add("groups", TicksField("Các tổ chuyển đi", across=3))
        self.groups.setVisible(False)
        self.label = ChoiceField("Thôn nhận gọi là", [("", "Như cũ"), *labels])
        self.name = TextField("Tên mới của thôn nhận", "Để trống nếu giữ tên cũ.", example="Đông Tây")
        self.add_beside(("label", self.label, 1), ("name", self.name, 2))
        self.add_decision()
        self.add_widget(label(KEPT, "small", wrap=True))
        self.add_widget(label(EARLIER, "small", wrap=True))
        self.source.edited.connect(self._offer_groups)

    def missing(self) -> list[Problem]:
        """Return what is missing."""
        found = super().missing()
        if not self._whole and self.source.text() and not self.groups.keys():
            found.append(Problem("groups", "Đánh dấu ít nhất một tổ."))
        return found

    def command(self) -> Reshape:
        """Return the move."""
        groups = () if self._whole else self.groups.keys()
        return Reshape(
            self.source.text(), self.into.text(), groups, self.day.day(), self.decision.text(), self.name.text(),
            self.label.text(),
        )  # fmt: skip

    def _offer_groups(self) -> None:
        village = self.source.text()
        self.groups.show_choices(groups_of(self.context, village) if village else ())
        self.groups.setVisible(not self._whole and bool(village))


class RenameVillageForm(DecidedForm):
    """Which village, and what it is called from then on."""

    def __init__(self, context: Context, villages: Sequence[Choice], labels: Sequence[Choice]) -> None:
        super().__init__(context)
        self.village = self.add("village", ChoiceField("Thôn", [("", "Chọn thôn"), *villages]))
        self.label = ChoiceField("Gọi là", [("", "Như cũ"), *labels])
        self.name = TextField("Tên mới", example="Quang Khải")
        self.add_beside(("label", self.label, 1), ("name", self.name, 2))
        self.add_decision()

    def missing(self) -> list[Problem]:
        """Return what is missing."""
        found = [] if self.village.text() else [Problem("village", "Chọn thôn.")]
        return found if self.name.text() or self.label.text() else [*found, Problem("name", "Ghi tên mới.")]

    def command(self) -> Rename:
        """Return the new names."""
        return Rename(self.day.day(), self.name.text(), self.label.text(), decision=self.decision.text())


class RenameCommuneForm(DecidedForm):
    """What the commune is called from then on."""

    def __init__(self, context: Context, communes: Callable[[str], list[Choice]]) -> None:
        super().__init__(context)
        hint = "Gõ vài chữ rồi chọn; xã chưa có trong danh mục thì gõ cả tên."
        self.commune = self.add("commune", PickField("Tên mới của xã, phường", communes, hint))
        self.add_decision()

    def missing(self) -> list[Problem]:
        """Return what is missing."""
        return [] if self.commune.text() else [Problem("commune", "Ghi tên mới.")]

    def command(self) -> Rename:
        """Return the new name."""
        key = self.commune.key()
        return Rename(
            self.day.day(), commune=key, commune_name="" if key else self.commune.text(), decision=self.decision.text()
        )


class BookForm(Form):
    """Whose covenants go into one handbook, what its cover says, how it is laid out."""

    def __init__(self, villages: Sequence[Choice]) -> None:
        super().__init__()
        self._any = bool(villages)
        self.villages = self.add("villages", TicksField("Các thôn có quy ước đã công nhận", across=2))
        self.villages.show_choices(villages)
        self.villages.set_text(" ".join(pile for pile, _ in villages))
        self.title = self.add("title", TextField("Tên ở bìa"))
        self.title.set_text(TITLE)
        self.booklet = self.add("booklet", TickField("Khổ giấy", "Quyển nhỏ: hai trang một mặt A4, gấp đôi"))
        self.large = self.add("large", TickField("Cỡ chữ", "Chữ to, cho người già"))

    def load(self, row: Any) -> None:
        """Begin with every village."""

    def problems(self) -> Sequence[Problem]:
        """Return what is missing."""
        if self.villages.keys():
            return []
        words = "Đánh dấu ít nhất một thôn." if self._any else "Chưa thôn nào gửi lên quy ước đã được công nhận."
        return [Problem("villages", words)]

    def command(self) -> PrintVillagesHandbook:
        """Return the handbook, without a file yet."""
        return PrintVillagesHandbook(
            Path(), self.villages.keys(), self.title.text(), booklet=bool(self.booklet.text()),
            large=bool(self.large.text()),
        )  # fmt: skip
