"""The form of "Mở đợt mới": which households sign, what for, and when they meet."""

from collections.abc import Mapping, Sequence
from typing import Final

from app.gui.day_field import WHOLE_DAY, DayField
from app.gui.fields import AreaField, ChoiceField, NumberField, TextField, TickField
from app.gui.forms import Form, Problem
from app.gui.ticks_field import TicksField
from app.records.pledges import PAPER_TITLES
from app.usecases.campaigns import OpenCampaign, items_from_text
from app.usecases.groups import GroupRow

NAME: Final = "An toàn về an ninh trật tự"
SOME: Final = "some"


class CampaignForm(Form):
    """Name, year, title, what is signed for, scope, meeting. ``year`` is the present one."""

    def __init__(self, year: int) -> None:
        super().__init__()
        self.name = TextField("Tên đợt, in trên đầu mỗi bản", example=NAME)
        self.year = NumberField("Năm", year, 2000, 2199)
        self.paper_title = ChoiceField("Tên giấy", [(title, title) for title in PAPER_TITLES])
        self.add_beside(("name", self.name, 6), ("year", self.year, 1), ("paper_title", self.paper_title, 2))
        self.scope = ChoiceField("Những hộ nào ký", [("", "Cả thôn"), (SOME, "Chỉ một số tổ")])
        self.covenant = TickField("Quy ước", "Gắn với bản quy ước mới nhất trong sổ")
        self.add_beside(("scope", self.scope, 1), ("covenant", self.covenant, 2))
        self.groups = self.add("groups", TicksField("Các tổ"))
        self.items = self.add("items", AreaField("Nội dung cam kết, mỗi dòng một nội dung", lines=6))
        self.meeting = DayField("Ngày họp tổ, họp thôn", year, "Chưa định ngày thì để trống.")
        self.place = TextField("Nơi họp", example="Nhà văn hóa thôn")
        self.due = DayField("Hạn ký xong", year, "Trang chính nhắc khi sắp đến hạn.")
        self.add_beside(("meeting", self.meeting, 2), ("meeting_place", self.place, 3), ("due", self.due, 2))
        self.scope.edited.connect(self._follow_scope)

    def offer(self, groups: Sequence[GroupRow], households: int, *, covenant: bool) -> None:
        """Offer the village's groups, and its covenant if there is one."""
        self.scope.show_choices([("", f"Cả thôn ({households} hộ)"), (SOME, "Chỉ một số tổ")])
        self.scope.setVisible(bool(groups))
        self.groups.show_choices([(each.id, f"{each.name} ({each.households} hộ)") for each in groups])
        self.covenant.setVisible(covenant)
        self._follow_scope()

    def load(self, row: OpenCampaign) -> None:
        """Show a proposal."""
        self.name.set_text(row.name)
        self.year.set_value(row.year)
        self.paper_title.set_text(row.paper_title)
        self.items.set_text("\n".join(f"{number}. {item}" for number, item in enumerate(row.items, 1)))
        for field in (self.meeting, self.place, self.due, self.scope, self.covenant, self.groups):
            field.set_text("")
        self._follow_scope()

    def set_texts(self, texts: Mapping[str, str]) -> None:
        """Fill the fields from a draft."""
        super().set_texts(texts)
        self._follow_scope()

    def problems(self) -> list[Problem]:
        """Return what is missing or cannot be a day."""
        found = []
        if not self.name.text():
            found.append(Problem("name", "Ghi tên đợt, ví dụ: " + NAME + "."))
        if not items_from_text(self.items.text()):
            found.append(Problem("items", "Ghi ít nhất một nội dung."))
        for name, field in (("meeting", self.meeting), ("due", self.due)):
            if field.text() and field.day() is None:
                found.append(Problem(name, WHOLE_DAY))
        if self.scope.text() == SOME and not self.groups.keys():
            found.append(Problem("groups", "Đánh dấu ít nhất một tổ."))
        return found

    def command(self) -> OpenCampaign:
        """Return the command that opens the campaign."""
        return OpenCampaign(
            name=self.name.text(),
            year=self.year.value(),
            items=items_from_text(self.items.text()),
            groups=self.groups.keys() if self.scope.text() == SOME else (),
            covenant=bool(self.covenant.text()) and not self.covenant.isHidden(),
            paper_title=self.paper_title.text(),
            due=self.due.day(),
            meeting=self.meeting.day(),
            meeting_place=self.place.text(),
        )

    def _follow_scope(self) -> None:
        self.groups.setVisible(self.scope.text() == SOME)
