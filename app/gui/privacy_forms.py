"""The short forms about personal data: a request, what became of it, a consent, a sensitive field, an erasure."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from app.gui.day_field import WHOLE_DAY, DayField
from app.gui.fields import AreaField, Choice, ChoiceField, PickField, TextField
from app.gui.forms import Form, Problem
from app.gui.offices_form import people_finder
from app.gui.parts import label
from app.gui.record_form import narrow
from app.kernel.clock import today
from app.records.privacy import DONE_WITHIN, Consent, PrivacyRequest, Purpose
from app.usecases.context import Context
from app.usecases.erasing import GOES, STAYS, ErasePerson, ErasurePlan
from app.usecases.privacy_book import Agree, Ask
from app.usecases.sensitive import SensitiveField, SwitchOn

PICK = "Gõ vài chữ của tên rồi chọn trong danh sách hiện ra."


def capital(words: str) -> str:
    """Return words that begin with a capital."""
    return words[:1].upper() + words[1:]


class DatedForm(Form):
    """A form with a day that is today unless changed."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._today = today(context.clock)
        self.day = DayField("Ngày", self._today.year)
        self.day.set_day(self._today)

    def load(self, row: Any) -> None:
        """Begin empty, today."""

    def missing(self) -> list[Problem]:
        """Return what is missing besides the day."""
        return []

    def problems(self) -> Sequence[Problem]:
        """Return what is missing or no day."""
        wrong = self.day.day() is None
        return [*self.missing(), *([Problem("day", WHOLE_DAY)] if wrong else [])]


class RequestForm(DatedForm):
    """Who asks for what."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        fields = PrivacyRequest.fields
        hint = PICK + " Người không có trong sổ thì gõ cả họ tên."
        self.who = self.add("who", PickField(fields["who"].label, people_finder(context), hint))
        self.what = ChoiceField(fields["what"].label, [(each, capital(each)) for each in DONE_WITHIN])
        self.add_beside(("what", self.what, 3), ("day", self.day, 2))
        self.detail = self.add("detail", AreaField(fields["detail"].label, lines=3))

    def missing(self) -> list[Problem]:
        """Return what is missing."""
        return [] if self.who.text() else [Problem("who", "Ghi ai yêu cầu.")]

    def command(self) -> Ask:
        """Return the request."""
        key = self.who.key()
        return Ask(self.what.text(), key, "" if key else self.who.text(), self.detail.text(), self.day.day())


class StepForm(DatedForm):
    """What was answered, or done."""

    def __init__(self, context: Context, words: str) -> None:
        super().__init__(context)
        self.said = self.add("said", AreaField(words, lines=3))
        self.add("day", self.day)

    def missing(self) -> list[Problem]:
        """Return what is missing."""
        return [] if self.said.text() else [Problem("said", "Ghi vài chữ.")]

    def command(self) -> tuple[str, date | None]:
        """Return the words and the day."""
        return self.said.text(), self.day.day()


class ConsentForm(DatedForm):
    """Who agreed to what, and how that can be shown."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        fields = Consent.fields
        self.who = self.add("who", PickField("Người đồng ý", people_finder(context), PICK))
        self.purpose = self.add("purpose", TextField(fields["purpose"].label, example=fields["purpose"].example))
        self.way = TextField(fields["way"].label, example=fields["way"].example)
        self.add_beside(("way", self.way, 3), ("day", self.day, 2))

    def missing(self) -> list[Problem]:
        """Return what is missing."""
        needed = ((self.who.key(), "who", "Chọn một người trong sổ."), (self.purpose.text(), "purpose", "Ghi để làm gì."),
                  (self.way.text(), "way", "Ghi đồng ý bằng cách nào."))  # fmt: skip
        return [Problem(name, words) for given, name, words in needed if not given]

    def command(self) -> Agree:
        """Return the consent."""
        return Agree(self.who.key(), self.purpose.text(), self.way.text(), self.day.day())


class SwitchForm(Form):
    """What a sensitive field is kept for, and on what ground; nothing is filled in beforehand."""

    def __init__(self, row: SensitiveField) -> None:
        super().__init__()
        self._row = row
        fields = Purpose.fields
        self.purpose = self.add("purpose", TextField(fields["purpose"].label, example=fields["purpose"].example))
        self.basis = self.add("basis", TextField(fields["basis"].label, example=fields["basis"].example))
        self.add_widget(
            label(
                "Chỉ bật khi thật cần. Mục này không có trong danh sách in, tệp xuất nếu không chọn; ai xuất ra tệp, "
                "lúc nào, được ghi lại.",
                "small",
                wrap=True,
            )
        )

    def load(self, row: Any) -> None:
        """Begin empty."""

    def problems(self) -> Sequence[Problem]:
        """Return what is missing."""
        needed = ((self.purpose.text(), "purpose", "Ghi để làm gì."), (self.basis.text(), "basis", "Ghi căn cứ nào."))
        return [Problem(name, words) for given, name, words in needed if not given]

    def command(self) -> SwitchOn:
        """Return the field with its purpose."""
        return SwitchOn(self._row.name, self.purpose.text(), self.basis.text())


class EraseForm(Form):
    """Whose data goes, why, at whose request; below, what exactly goes and what stays."""

    def __init__(self, context: Context, requests: Sequence[Choice], plan: Callable[[str], ErasurePlan | None]) -> None:
        super().__init__()
        self._plan = plan
        self.plan: ErasurePlan | None = None
        self.who = self.add("who", PickField("Xoá thông tin của ai", people_finder(context), PICK))
        self.reason = self.add("reason", TextField("Lý do", example="người đó yêu cầu, đã chuyển đi"))
        self.request = self.add("request", ChoiceField("Theo yêu cầu", [("", "Không có yêu cầu ghi sổ"), *requests]))
        narrow(self.request)
        self.about = label(wrap=True)
        self.add_widget(self.about)
        self.add_widget(label("Mất hẳn: " + GOES, "warn", wrap=True))
        self.add_widget(label("Giữ lại: " + STAYS, "small", wrap=True))
        self.who.edited.connect(self.look)

    def load(self, row: ErasurePlan | None) -> None:
        """Begin with somebody, or empty."""
        if row is not None:
            self.who.set_choice((row.person, row.name))
        self.look()

    def look(self) -> None:
        """Say what erasing the person picked would do."""
        key = self.who.key()
        self.plan = self._plan(key) if key else None
        self.about.setText(plan_words(self.plan) if self.plan else "")
        self.about.setVisible(self.plan is not None)

    def problems(self) -> Sequence[Problem]:
        """Return what is missing."""
        needed = ((self.who.key(), "who", "Chọn một người trong sổ."), (self.reason.text(), "reason", "Ghi lý do."))
        return [Problem(name, words) for given, name, words in needed if not given]

    def command(self) -> ErasePerson:
        """Return whom to erase."""
        return ErasePerson(self.who.key(), self.reason.text(), self.request.text())


def plan_words(plan: ErasurePlan) -> str:
    """Return what erasing somebody would do, in words."""
    home = f", hộ {plan.household}" if plan.household else ""
    here = "Người này đang ở thôn: hộ vẫn tính một người, không tên." if plan.living else "Người này không còn ở thôn."
    copies = f" Tên còn ở: {'; '.join(plan.copies)}; các chỗ ấy cũng xoá." if plan.copies else ""
    return f"{plan.name}{home}. {here}{copies}"
