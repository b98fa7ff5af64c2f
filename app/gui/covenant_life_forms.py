"""The short forms of a covenant's life: a dated step, a posting, a vote, a comment and its answer."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from app.gui.day_field import WHOLE_DAY, DayField
from app.gui.event_family import find_households
from app.gui.fields import AreaField, Choice, ChoiceField, NumberField, PickField, TextField
from app.gui.forms import Form, Problem
from app.gui.parts import label
from app.kernel.clock import today
from app.records.covenants import BALLOT, MEETING, POST, CovenantComment, CovenantStep
from app.usecases.context import Context
from app.usecases.covenant_comments import Comment
from app.usecases.covenant_life import POSTED_DAYS, STEPS, RecordStep
from app.usecases.invitations import PrintInvitations

MOST = 100_000
FIELDS = CovenantStep.fields


class StepForm(Form):
    """A step with its day; a posting says where and until when, a vote its numbers in whole households."""

    def __init__(self, context: Context, what: str, households: int) -> None:
        super().__init__()
        self._what = what
        now = today(context.clock)
        self.day = DayField(FIELDS["day"].label, now.year)
        self.day.set_day(now)
        self.until = DayField(FIELDS["until"].label, now.year)
        self.place = TextField(FIELDS["place"].label, example=FIELDS["place"].example)
        self.note = AreaField(FIELDS["note"].label, "Làm khác luật định thì ghi lý do ở đây.", lines=2)
        self.numbers: dict[str, NumberField] = {}
        if what == POST:
            self.until.set_day(now + timedelta(days=POSTED_DAYS))
            self.add_beside(("day", self.day, 1), ("until", self.until, 1))
            self.add("place", self.place)
        elif what in (MEETING, BALLOT):
            self._add_vote(households)
        else:
            self.add("day", self.day)
        self.add("note", self.note)
        self.add_widget(label(f"{STEPS[what].law}.", "small", wrap=True))

    def _add_vote(self, households: int) -> None:
        def number(name: str, value: int) -> tuple[str, NumberField, int]:
            self.numbers[name] = NumberField(FIELDS[name].label, value, 0, MOST)
            return name, self.numbers[name], 1

        self.add_beside(("day", self.day, 2), ("place", self.place, 3))
        self.add_beside(number("total", households), number("present", 0))
        self.add_beside(number("agreed", 0), number("against", 0), number("other", 0))
        self.chair, self.clerk = TextField(FIELDS["chair"].label), TextField(FIELDS["clerk"].label)
        self.add_beside(("chair", self.chair, 1), ("clerk", self.clerk, 1))

    def load(self, row: Any) -> None:
        """Begin empty, today."""

    def problems(self) -> Sequence[Problem]:
        """Return what is no day."""
        found = [] if self.day.day() else [Problem("day", WHOLE_DAY)]
        if self._what == POST and self.until.day() is None:
            found.append(Problem("until", WHOLE_DAY))
        return found

    def command(self) -> RecordStep:
        """Return the step."""
        step = RecordStep(self._what, self.day.day(), place=self.place.text(), note=self.note.text())
        if self._what == POST:
            return replace(step, until=self.until.day())
        if not self.numbers:
            return step
        numbers = {name: field.value() for name, field in self.numbers.items()}
        return replace(
            step, chair=self.chair.text(), clerk=self.clerk.text(), total=numbers["total"], present=numbers["present"],
            agreed=numbers["agreed"], against=numbers["against"], other=numbers["other"],
        )  # fmt: skip


class CommentForm(Form):
    """What somebody said, about which article, of which household, where."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        fields = CovenantComment.fields
        now = today(context.clock)
        self.text = self.add("text", AreaField(fields["text"].label, lines=3))
        self.article = TextField(fields["article"].label, "Để trống nếu về cả bản.", example=fields["article"].example)
        self.household = PickField(fields["household_id"].label, lambda text: find_households(context, text, ""))
        self.add_beside(("article", self.article, 1), ("household", self.household, 3))
        self.who = TextField(fields["who"].label, "Nếu không phải chủ hộ.")
        self.occasion = TextField(fields["occasion"].label, example=fields["occasion"].example)
        self.add_beside(("who", self.who, 1), ("occasion", self.occasion, 1))
        self.day = self.add("day", DayField(fields["day"].label, now.year))
        self.day.set_day(now)

    def load(self, row: Any) -> None:
        """Begin empty, today."""

    def problems(self) -> Sequence[Problem]:
        """Return what is missing."""
        found = [] if self.text.text() else [Problem("text", "Ghi ý kiến.")]
        if self.household.text() and not self.household.key():
            found.append(Problem("household", "Chọn một hộ trong danh sách hiện ra."))
        return found if self.day.day() else [*found, Problem("day", WHOLE_DAY)]

    def command(self) -> Comment:
        """Return the comment."""
        return Comment(
            self.text.text(), self.article.text(), self.household.key(), self.who.text(), self.occasion.text(),
            self.day.day(),
        )  # fmt: skip


class AnswerForm(Form):
    """What came of a comment."""

    def __init__(self) -> None:
        super().__init__()
        self.said = self.add("said", AreaField(CovenantComment.fields["answer"].label, lines=3))

    def load(self, row: Any) -> None:
        """Begin empty."""

    def problems(self) -> Sequence[Problem]:
        """Return what is missing."""
        return [] if self.said.text() else [Problem("said", "Ghi tiếp thu hay trả lời thế nào.")]

    def command(self) -> str:
        """Return the words."""
        return self.said.text()


class InvitationForm(Form):
    """What the invitations say; what is left empty is filled in by hand on the paper."""

    def __init__(self, context: Context, about: str, groups: Sequence[Choice]) -> None:
        super().__init__()
        self.about = self.add("about", TextField("Dự cuộc gì"))
        self.about.set_text(about)
        self.day = DayField("Ngày họp", today(context.clock).year)
        self.time = TextField("Giờ", example="19 giờ 30")
        self.add_beside(("day", self.day, 1), ("time", self.time, 1))
        self.place = self.add("place", TextField("Nơi họp", example="Nhà văn hóa thôn"))
        self.content = self.add("content", AreaField("Nội dung", lines=2))
        self.contact = TextField("Liên hệ", "Để trống nếu không cần.", example="ông Khải, trưởng thôn")
        self.group = ChoiceField("Mời", [("", "Cả thôn"), *groups])
        self.add_beside(("contact", self.contact, 2), ("group", self.group, 1))

    def load(self, row: Any) -> None:
        """Begin with what was proposed."""

    def problems(self) -> Sequence[Problem]:
        """Return what is missing or no day."""
        found = [] if self.about.text() else [Problem("about", "Ghi mời dự cuộc gì.")]
        return [*found, Problem("day", WHOLE_DAY)] if self.day.text() and self.day.day() is None else found

    def command(self) -> PrintInvitations:
        """Return the invitations, without a path."""
        return PrintInvitations(
            Path(), self.about.text(), self.day.day(), self.time.text(), self.place.text(), self.content.text(),
            self.contact.text(), self.group.text(),
        )  # fmt: skip
