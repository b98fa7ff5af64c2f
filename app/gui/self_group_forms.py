"""The short forms of a self-managed group: the group itself, a member, a meeting or activity, a rating."""

from collections.abc import Sequence
from typing import Any, Final

from app.gui.day_field import WHOLE_DAY, DayField
from app.gui.event_family import find_households
from app.gui.fields import AreaField, ChoiceField, NumberField, PickField, TextField
from app.gui.forms import Form, Problem
from app.gui.offices_form import people_finder
from app.gui.parts import button
from app.gui.record_form import narrow
from app.gui.ticks_field import TicksField
from app.kernel.clock import today
from app.records.self_managed import FIELDS, MEETING, RATINGS, ROLES, SelfManagedGroup
from app.usecases.context import Context
from app.usecases.self_managed import NewActivity, NewMember, SaveSelfGroup, SelfGroupDetail
from app.vietnamese.text import fold

HOUSEHOLD, PERSON, BUSINESS = "household", "person", "business"
KINDS: Final = ((HOUSEHOLD, "Một hộ"), (PERSON, "Một người"), (BUSINESS, "Cơ sở, doanh nghiệp"))
FIELD_KEYS: Final = {fold(name).replace(" ", "-").replace(",", ""): name for name in FIELDS}
"""Keys without spaces, as ticks keep them."""


class SelfGroupForm(Form):
    """Name, fields, founding."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._id = ""
        self._others: tuple[str, ...] = ()
        self._note = ""
        info = SelfManagedGroup.fields
        self.name = self.add("name", TextField(info["name"].label, example=info["name"].example))
        self.kinds = self.add("fields", TicksField(info["fields_kept"].label, across=2))
        self.kinds.show_choices(tuple(FIELD_KEYS.items()))
        self.founded = self.add("founded", DayField(info["founded"].label, today(context.clock).year))
        self.decision = self.add("decision", TextField(info["decision"].label, example=info["decision"].example))

    def load(self, row: SelfGroupDetail | None) -> None:
        """Show a group, or an empty form for a new one."""
        self._id = row.row.id if row else ""
        held = row.row.fields if row else ()
        self._others = tuple(each for each in held if each not in FIELDS)
        self.kinds.set_text(" ".join(key for key, name in FIELD_KEYS.items() if name in held))
        for field in (self.name, self.founded, self.decision):
            field.show_problem("")
        self.name.set_text(row.texts["name"] if row else "")
        self.founded.set_text(row.texts["founded"] if row else "")
        self.decision.set_text(row.texts["decision"] if row else "")

    def problems(self) -> Sequence[Problem]:
        """Return what is missing."""
        found = [] if self.name.text() else [Problem("name", "Ghi tên tổ.")]
        wrong = self.founded.text() and self.founded.day() is None
        return [*found, Problem("founded", WHOLE_DAY)] if wrong else found

    def command(self) -> SaveSelfGroup:
        """Return the group as filled in."""
        day = self.founded.day()
        texts = {
            "name": self.name.text(), "decision": self.decision.text(), "founded": f"{day:%d/%m/%Y}" if day else "",
        }  # fmt: skip
        fields = (*self._others, *(FIELD_KEYS[key] for key in self.kinds.keys()))  # noqa: SIM118 - a field, no mapping
        return SaveSelfGroup(self._id, texts, fields)


class MemberForm(Form):
    """Who joins, as what, since when."""

    def __init__(self, context: Context, group: str) -> None:
        super().__init__()
        self._group = group
        self.kind = self.add("kind", ChoiceField("Thành viên là", KINDS))
        hint = "Gõ vài chữ rồi chọn trong danh sách hiện ra."
        self.household = self.add("household", PickField("Hộ", lambda text: find_households(context, text, ""), hint))
        self.person = self.add("person", PickField("Người", people_finder(context), hint))
        self.business = self.add("business", TextField("Tên cơ sở, doanh nghiệp", example="Cửa hàng Hoa Mai"))
        self.role = ChoiceField("Nhiệm vụ", [(role, role) for role in reversed(ROLES)])
        narrow(self.role)
        self.day = DayField("Từ ngày", today(context.clock).year)
        self.day.set_day(today(context.clock))
        self.add_beside(("role", self.role, 1), ("day", self.day, 1))
        self.kind.edited.connect(self._follow)
        self._follow()

    def load(self, row: Any) -> None:
        """Begin empty."""

    def problems(self) -> Sequence[Problem]:
        """Return what is missing."""
        kind = self.kind.text()
        missing = {
            HOUSEHOLD: not self.household.key(),
            PERSON: not self.person.key(),
            BUSINESS: not self.business.text(),
        }
        found = (
            [Problem(kind, "Chọn trong danh sách hiện ra." if kind != BUSINESS else "Ghi tên.")]
            if missing[kind]
            else []
        )
        return [*found, Problem("day", WHOLE_DAY)] if self.day.day() is None else found

    def command(self) -> NewMember:
        """Return the member as filled in."""
        kind = self.kind.text()
        return NewMember(
            self._group, self.household.key() if kind == HOUSEHOLD else "", self.person.key() if kind == PERSON else "",
            self.business.text() if kind == BUSINESS else "", self.role.text(), self.day.day(),
        )  # fmt: skip

    def _follow(self) -> None:
        for kind, field in ((HOUSEHOLD, self.household), (PERSON, self.person), (BUSINESS, self.business)):
            field.setVisible(self.kind.text() == kind)


class ActivityForm(Form):
    """A meeting with how many were present, or something done with its figures."""

    def __init__(self, context: Context, group: str, members: int) -> None:
        super().__init__()
        self._group = group
        self.what = self.add("what", TextField("Việc", example="Lắp đèn đường"))
        self.what.set_text(MEETING)
        self.day = DayField("Ngày", today(context.clock).year)
        self.day.set_day(today(context.clock))
        self.present = TextField(f"Số có mặt (trên {members})", "Chỉ ghi khi họp, sinh hoạt.")
        self.add_beside(("day", self.day, 1), ("present", self.present, 1))
        self.result = self.add("result", AreaField("Kết quả, bằng số nếu có", lines=3))

    def load(self, row: Any) -> None:
        """Begin empty."""

    def problems(self) -> Sequence[Problem]:
        """Return what is missing or no number."""
        found = [] if self.what.text() else [Problem("what", "Ghi việc đã làm.")]
        if self.present.text() and not self.present.text().isdecimal():
            found.append(Problem("present", "Ghi một số, ví dụ 28."))
        if not self.present.text() and not self.result.text():
            found.append(Problem("result", "Ghi kết quả, hoặc số có mặt nếu là họp."))
        return [*found, Problem("day", WHOLE_DAY)] if self.day.day() is None else found

    def command(self) -> NewActivity:
        """Return the activity as filled in."""
        present = int(self.present.text()) if self.present.text().isdecimal() else None
        return NewActivity(self._group, self.day.day(), self.what.text(), self.result.text(), present)


class RatingForm(Form):
    """How the group did in a year, and why."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.year = NumberField("Năm", today(context.clock).year, 2000, 2199)
        self.rating = ChoiceField("Xếp loại", [(each, each) for each in RATINGS])
        self.add_beside(("year", self.year, 1), ("rating", self.rating, 1))
        self.reason = self.add("reason", AreaField("Lý do", lines=3))

    def load(self, row: Any) -> None:
        """Begin empty."""

    def problems(self) -> Sequence[Problem]:
        """Return what is missing."""
        return [] if self.reason.text() else [Problem("reason", "Ghi lý do xếp loại.")]

    def command(self) -> tuple[int, str, str]:
        """Return year, rating and reason."""
        return self.year.value(), self.rating.text(), self.reason.text()


class CopyForm(Form):
    """The name of the group that is founded from another."""

    def __init__(self) -> None:
        super().__init__()
        self.name = self.add("name", TextField("Tên tổ mới", example="Tổ tự quản Xóm Bãi"))

    def load(self, row: Any) -> None:
        """Begin empty."""

    def problems(self) -> Sequence[Problem]:
        """Return what is missing."""
        return [] if self.name.text() else [Problem("name", "Ghi tên tổ mới.")]

    def command(self) -> str:
        """Return the name."""
        return self.name.text()


class RegulationForm(Form):
    """The regulation and the plan as texts."""

    def __init__(self) -> None:
        super().__init__()
        self.text_area = self.add("text", AreaField("Quy chế, mỗi điều một dòng", lines=12))
        self.model = button("Điền quy chế mẫu", self._fill_in, icon="file-text")
        self.add_widget(self.model)
        self.plan = self.add("plan", AreaField("Kế hoạch", lines=6))

    def _fill_in(self) -> None:
        """Begin with the model text, which the group then makes its own."""
        from app.usecases.regulations import model_regulation

        self.text_area.set_text(model_regulation())
        self.model.hide()

    def load(self, row: SelfGroupDetail) -> None:
        """Show what is in force; the model is offered while nothing is."""
        self.model.setVisible(not row.regulation)
        self.text_area.set_text(row.regulation)
        self.plan.set_text(row.plan)

    def problems(self) -> Sequence[Problem]:
        """Return nothing: both may be empty."""
        return []

    def command(self) -> tuple[str, str]:
        """Return the two texts."""
        return self.text_area.text(), self.plan.text()
