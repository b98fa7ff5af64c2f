"""The form of a list: who stands in it, in which columns, what a hand does beside each line, and a name to keep it by."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from app.gui.day_field import WHOLE_DAY, DayField
from app.gui.fields import Choice, ChoiceField, TextField, TickField
from app.gui.forms import Form, Problem
from app.gui.ticks_field import TicksField
from app.records.register import CLASSES, PRESENCE, SEXES
from app.usecases.list_filter import STANDINGS, ListFilter
from app.usecases.lists import (
    AGE_ORDER,
    COLUMNS,
    ID_NUMBER,
    NAME_ORDER,
    PEOPLE,
    SIGN,
    TICK,
    WALKING_ORDER,
    ListColumn,
    ListSpec,
)

ANY: Final[Choice] = ("", "Bất kỳ")
ORDERS: Final[tuple[Choice, ...]] = (
    (WALKING_ORDER, "Theo tổ, theo thứ tự đi"),
    (NAME_ORDER, "Theo tên"),
    (AGE_ORDER, "Nhiều tuổi trước"),
)
MARKS: Final[tuple[Choice, ...]] = (("", "Không cần"), (SIGN, "Chỗ ký nhận"), (TICK, "Ô để đánh dấu"))


class ListForm(Form):
    """Title, conditions, columns. Only conditions that fit households, or people, are shown."""

    def __init__(self, year: int) -> None:
        super().__init__()
        self._spec = ListSpec("")
        self._columns: Mapping[str, ListColumn] = COLUMNS[self._spec.subject]
        self.title = self.add("title", TextField("Tên danh sách, in trên giấy", example="Danh sách nhận quà Trung thu"))
        self.group = ChoiceField("Tổ", [("", "Cả thôn")])
        self.text = TextField("Có chữ", example="ngo chua, đặng, 0912")
        self.day = DayField("Tính đến ngày", year, "Để trống là hôm nay.")
        self.add_beside(("group", self.group, 2), ("text", self.text, 3), ("on", self.day, 2))
        self.sex = ChoiceField("Giới tính", [ANY, *((sex, sex) for sex in SEXES)])
        self.least, self.most = TextField("Từ mấy tuổi", example="60"), TextField("Đến mấy tuổi", example="15")
        self.standing = ChoiceField("Diện cư trú", [ANY, *((each, each.capitalize()) for each in STANDINGS)])
        self.add_beside(
            ("sex", self.sex, 2), ("least", self.least, 2), ("most", self.most, 2), ("standing", self.standing, 3)
        )
        self.klass = ChoiceField("Diện của hộ", [ANY, *((each, each) for each in CLASSES)])
        self.presence = ChoiceField("Tình trạng của hộ", [ANY, *((each, each) for each in PRESENCE)])
        self.add_beside(("class", self.klass, 1), ("presence", self.presence, 1))
        self.columns = self.add(
            "columns", TicksField("Các cột", "Càng ít cột càng dễ đọc, càng ít lộ thông tin.", across=4)
        )
        self.whole = TickField("Số CCCD khi ghi ra tệp", "Ghi đầy đủ, không che")
        self.purpose = TextField("Để làm gì, cho ai (được lưu trong sổ)", example="xã đối chiếu danh sách cử tri")
        self.add_beside(("whole", self.whole, 2), ("purpose", self.purpose, 3))
        self.columns.edited.connect(self._follow)
        self.whole.edited.connect(self._follow)
        self.mark = ChoiceField("Cuối mỗi dòng", MARKS)
        self.blank = TextField("Thêm cột để trống, tên cột", example="Số tiền")
        self.order = ChoiceField("Thứ tự", ORDERS)
        self.add_beside(("mark", self.mark, 2), ("blank", self.blank, 3), ("order", self.order, 3))
        self.by_group = TickField("Khi in", "Mỗi tổ sang trang mới")
        self.name = TextField("Lưu với tên", "Để trống nếu chỉ dùng lần này.", example="Hộ đi làm ăn xa Tổ 3")
        self.add_beside(("by_group", self.by_group, 2), ("name", self.name, 3))

    def offer(self, groups: Sequence[str], columns: Mapping[str, ListColumn]) -> None:
        """Offer the village's groups and the columns it keeps."""
        self._columns = columns
        self.group.show_choices([("", "Cả thôn"), *((name, name) for name in groups)])

    def load(self, row: ListSpec) -> None:
        """Show a list as it is asked for now."""
        self._spec = row
        wanted = ListFilter.parse(row.asked)
        people = row.subject == PEOPLE
        for each in (self.sex, self.least, self.most, self.standing):
            each.setVisible(people or bool(each.text()))
        self.order.show_choices([each for each in ORDERS if people or each[0] != AGE_ORDER])
        self.columns.show_choices([(name, column.label) for name, column in self._columns.items()])
        self.columns.set_text(" ".join(row.columns))
        for field, text in (
            (self.title, row.heading), (self.group, wanted.group), (self.text, wanted.text), (self.sex, wanted.sex),
            (self.least, wanted.least), (self.most, wanted.most), (self.standing, wanted.standing),
            (self.klass, wanted.klass), (self.presence, wanted.presence), (self.mark, row.mark),
            (self.blank, row.blank), (self.order, row.order), (self.by_group, "1" if row.by_group else ""),
            (self.name, ""),
        ):  # fmt: skip
            if isinstance(field, ChoiceField) and text and field.box.findData(text) < 0:
                field.box.addItem(text.replace("|", ", "), text)
            field.set_text(text)
        self.whole.set_text("")
        self.purpose.set_text("")
        self._follow()

    def problems(self) -> list[Problem]:
        """Return what is no age and no day, and a list without columns."""
        found = [
            Problem(name, "Ghi số tuổi, ví dụ 60.")
            for name, field in (("least", self.least), ("most", self.most))
            if field.text() and not field.text().isdecimal()
        ]
        if self.day.text() and self.day.day() is None:
            found.append(Problem("on", WHOLE_DAY))
        if not self.columns.keys():
            found.append(Problem("columns", "Đánh dấu ít nhất một cột."))
        if self.wholly and not self.purpose.text():
            found.append(Problem("purpose", "Ghi danh sách này để làm gì."))
        return found

    def command(self) -> ListSpec:
        """Return the list as it is asked for; conditions that the form does not show stay."""
        kept = ListFilter.parse(self._spec.asked)
        wanted = replace(
            kept, group=self.group.text(), text=self.text.text(), sex=self.sex.text(), least=self.least.text(),
            most=self.most.text(), standing=self.standing.text(), klass=self.klass.text(),
            presence=self.presence.text(),
        )  # fmt: skip
        order = {name: place for place, name in enumerate(self._columns)}
        return replace(
            self._spec, title=self._own_title(), asked=wanted.texts(), mark=self.mark.text(), blank=self.blank.text(),
            columns=tuple(sorted(self.columns.keys(), key=lambda name: order[name])),
            order=self.order.text() or WALKING_ORDER, by_group=bool(self.by_group.text()),
            name=self.name.text() or self._spec.name,
        )  # fmt: skip

    @property
    def wholly(self) -> bool:
        """Whether full id numbers are to stand in files."""
        return bool(self.whole.text()) and ID_NUMBER in self.columns.keys()  # noqa: SIM118 - a field, no mapping

    def _follow(self) -> None:
        numbers = ID_NUMBER in self.columns.keys()  # noqa: SIM118
        self.whole.setVisible(numbers)
        self.purpose.setVisible(numbers and bool(self.whole.text()))

    def _own_title(self) -> str:
        """Return the title, empty where it is only the list's name; a name given now is the title unless one was typed."""
        shown = self._spec.heading if self.keeps else self._spec.name
        return "" if self.title.text() == shown else self.title.text()

    def on(self) -> date | None:
        """Return the day as of which ages and terms count, ``None`` for today."""
        return self.day.day()

    @property
    def keeps(self) -> bool:
        """Whether a person gave it a name to keep it by."""
        return bool(self.name.text())
