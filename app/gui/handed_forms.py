"""The forms of what the commune hands down, and of what a village says about it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from app.gui.day_field import WHOLE_DAY, DayField
from app.gui.fields import AreaField, ChoiceField, NumberField, TextField
from app.gui.forms import Form, Problem
from app.gui.record_form import narrow
from app.gui.ticks_field import TicksField
from app.records.assignments import (
    COUNT,
    DONE,
    PAPER,
    PERIODS,
    PROOFS,
    REPORT_STATES,
    CommuneTask,
    IndicatorDefinition,
    TaskReport,
)
from app.records.base import whole_number
from app.records.pledges import PAPER_TITLES
from app.usecases.campaigns import default_items, items_from_text
from app.usecases.commune_campaigns import HandCampaign
from app.usecases.covenant_models import HandModel
from app.usecases.handed_down import VillageName
from app.usecases.indicators import EnterValue, HandIndicator
from app.usecases.tasks import CreateTask, ReportTask, TaskState

NOT_A_NUMBER: Final = "Phải là số, ví dụ 12."


def capital(words: str) -> str:
    """Return words with a capital in front."""
    return words[:1].upper() + words[1:]


def number_of(text: str) -> int | None:
    """Return the whole number somebody typed, ``None`` for nothing and for what is none."""
    try:
        return whole_number(text) if text else None
    except ValueError:
        return None


class HandedForm(Form):
    """A form that ends with the villages something goes to."""

    def add_villages(self, villages: Sequence[VillageName]) -> None:
        """Put the villages at the end, none ticked: then it goes to all."""
        hint = "Không đánh dấu thôn nào là giao cho mọi thôn."
        self.villages = self.add("villages", TicksField("Giao cho", hint, across=2))
        self.villages.show_choices([(each.pile, capital(each.title)) for each in villages])

    def load(self, row: Any) -> None:
        """Begin empty."""


class TaskForm(HandedForm):
    """Name, what to do, by when, what is to be handed in."""

    def __init__(self, year: int, villages: Sequence[VillageName]) -> None:
        super().__init__()
        info = CommuneTask.fields
        self.name = self.add("name", TextField(info["name"].label, example=info["name"].example))
        self.what = self.add("what", AreaField(info["what"].label))
        self.due = DayField(info["due"].label, year)
        self.proof = ChoiceField(info["proof"].label, [(key, capital(words)) for key, words in PROOFS.items()])
        self.add_beside(("due", self.due, 1), ("proof", self.proof, 1))
        self.add_villages(villages)

    def problems(self) -> Sequence[Problem]:
        """Return what is missing."""
        found = [] if self.name.text() else [Problem("name", "Ghi tên việc.")]
        return found if self.due.day() else [*found, Problem("due", WHOLE_DAY)]

    def command(self) -> CreateTask:
        """Return the task."""
        return CreateTask(
            self.name.text(), self.what.text(), self.due.day(), self.villages.keys(), self.proof.text()
        )  # fmt: skip


class HandCampaignForm(HandedForm):
    """Name, year, what is signed for, by when."""

    def __init__(self, year: int, villages: Sequence[VillageName]) -> None:
        super().__init__()
        self.name = self.add("name", TextField("Tên đợt, in trên đầu mỗi bản", example="An toàn về an ninh trật tự"))
        self.year = NumberField("Năm", year, 2000, 2199)
        self.title = ChoiceField("Tên giấy", [(title, title) for title in PAPER_TITLES])
        narrow(self.title)
        self.due = DayField("Hạn ký xong", year)
        self.add_beside(("year", self.year, 1), ("title", self.title, 2), ("due", self.due, 2))
        self.items = self.add("items", AreaField("Nội dung cam kết, mỗi dòng một nội dung", lines=5))
        self.items.set_text("\n".join(default_items()))
        self.add_villages(villages)

    def problems(self) -> Sequence[Problem]:
        """Return what is missing."""
        found = [] if self.name.text() else [Problem("name", "Ghi tên đợt.")]
        if not items_from_text(self.items.text()):
            found.append(Problem("items", "Ghi ít nhất một nội dung."))
        if self.due.text() and self.due.day() is None:
            found.append(Problem("due", WHOLE_DAY))
        return found

    def command(self) -> HandCampaign:
        """Return the campaign."""
        return HandCampaign(
            self.name.text(), self.year.value(), items_from_text(self.items.text()), self.due.day(),
            self.villages.keys(), self.title.text(),
        )  # fmt: skip


class IndicatorForm(HandedForm):
    """What is counted, in which unit, how often, what is to be reached."""

    def __init__(self, villages: Sequence[VillageName]) -> None:
        super().__init__()
        info = IndicatorDefinition.fields
        self.name = self.add("name", TextField(info["name"].label, example="Số hộ có hố rác hợp vệ sinh"))
        self.unit = TextField(info["unit"].label, example=info["unit"].example)
        self.period = ChoiceField("Tính theo", [(key, capital(words)) for key, words in PERIODS.items()])
        self.target = TextField(info["target"].label, example="400")
        self.add_beside(("unit", self.unit, 1), ("period", self.period, 1), ("target", self.target, 1))
        self.counted = self.add("counted", AreaField(info["counted"].label, lines=3))
        self.add_villages(villages)

    def problems(self) -> Sequence[Problem]:
        """Return what is missing."""
        found = [] if self.name.text() else [Problem("name", "Ghi tên chỉ tiêu.")]
        if not self.unit.text():
            found.append(Problem("unit", "Ghi đơn vị."))
        if self.target.text() and number_of(self.target.text()) is None:
            found.append(Problem("target", NOT_A_NUMBER))
        return found

    def command(self) -> HandIndicator:
        """Return the indicator."""
        return HandIndicator(
            self.name.text(), self.unit.text(), self.period.text(), number_of(self.target.text()), self.counted.text(),
            self.villages.keys(),
        )  # fmt: skip


class ModelForm(HandedForm):
    """What the text in a file is called."""

    def __init__(self, path: Path, villages: Sequence[VillageName]) -> None:
        super().__init__()
        self._path = path
        self.name = self.add("name", TextField("Tên bản mẫu", f"Nội dung lấy từ tệp «{path.name}»."))
        self.name.set_text(path.stem)
        self.add_villages(villages)

    def problems(self) -> Sequence[Problem]:
        """Return what is missing."""
        return [] if self.name.text() else [Problem("name", "Ghi tên bản mẫu.")]

    def command(self) -> HandModel:
        """Return the text on offer."""
        return HandModel(self.name.text(), self._path, self.villages.keys())


class ReportForm(Form):
    """How far a task is; what is asked as proof comes first."""

    def __init__(self, task: TaskState) -> None:
        super().__init__()
        self._task = task
        info = TaskReport.fields
        self.state = ChoiceField(info["state"].label, [(key, capital(words)) for key, words in REPORT_STATES.items()])
        self.number = TextField(info["number"].label, example="12")
        self.add_beside(("state", self.state, 1), ("number", self.number, 1))
        self.words = self.add("words", AreaField(info["words"].label, self._hint(), lines=3))
        self.picture: Path | None = None
        self.load(task)

    def load(self, row: TaskState) -> None:
        """Show what was said so far; a task nobody spoke of begins as done."""
        self.state.set_text(row.said if row.said in REPORT_STATES else DONE)
        self.number.set_text("" if row.number is None else str(row.number))
        self.words.set_text(row.words)

    def problems(self) -> Sequence[Problem]:
        """Return what is missing for what is said."""
        number = self.number.text()
        if number and number_of(number) is None:
            return [Problem("number", NOT_A_NUMBER)]
        if self.state.text() != DONE:
            return []
        if self._task.proof == COUNT and not number:
            return [Problem("number", f"Việc này cần {PROOFS[COUNT]}.")]
        if self._task.proof == PAPER and not (self.words.text() or self.picture or self._task.picture):
            return [Problem("words", "Ghi số, ngày của giấy, hoặc chọn ảnh chụp giấy.")]
        return []

    def command(self) -> ReportTask:
        """Return the report."""
        return ReportTask(
            self._task.task, self.state.text(), number_of(self.number.text()), self.words.text(), self.picture
        )  # fmt: skip

    def _hint(self) -> str:
        return "Ghi số, ngày của giấy, hoặc kèm ảnh chụp." if self._task.proof == PAPER else ""


class ValueForm(Form):
    """What was counted in a period."""

    def __init__(self, indicator: str, period: str, unit: str) -> None:
        super().__init__()
        self._indicator = indicator
        self.value = TextField(f"Số liệu ({unit})", example="120")
        self.period = TextField("Kỳ", "Năm 2026, quý 2026-Q4, tháng 2026-11.")
        self.period.set_text(period)
        self.add_beside(("value", self.value, 1), ("period", self.period, 2))
        self.words = self.add("words", AreaField("Ghi rõ", lines=2))

    def load(self, row: Any) -> None:
        """Begin empty."""

    def problems(self) -> Sequence[Problem]:
        """Return what is missing."""
        return [] if number_of(self.value.text()) is not None else [Problem("value", NOT_A_NUMBER)]

    def command(self) -> EnterValue:
        """Return the figure."""
        return EnterValue(self._indicator, number_of(self.value.text()), self.period.text(), self.words.text())
