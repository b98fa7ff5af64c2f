"""The wizard of one event, in the place of the household's detail; what was filled in half survives."""

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame

from app.gui.desk import Desk
from app.gui.drafts import DraftKeeper
from app.gui.event_forms import FORMS, EventForm, wizard_for
from app.gui.notice import Link
from app.gui.parts import Slot, button, column, icon_button, label, line, look, rule
from app.records.events import EVENTS, GROUP_MOVE, LODGING, MOVE_IN
from app.usecases.events import Recorded

DISCLAIMER: Final = "Ghi sổ thôn, không thay đăng ký cư trú."
MENU: Final = tuple((what, EVENTS[what]) for what in FORMS)
"""What can happen to a household, for a menu."""
NEW_MENU: Final = ((MOVE_IN, "Hộ mới chuyển đến"), (LODGING, "Hộ mới đến tạm trú"))
"""What brings a new household."""


class EventCard(QFrame):
    """Shows one wizard at a time. ``closed`` gives the room back; ``done`` carries the household to show next."""

    closed = Signal()
    done = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        look(self, "card")
        self.desk = desk
        self.form: EventForm | None = None
        self.what = ""
        self._keeper: DraftKeeper | None = None
        self._place = Slot()
        self._title = label(kind="heading", wrap=True)
        self._about = label(kind="quiet", wrap=True)
        head = line(gap=8)
        head.addWidget(self._title, 1)
        head.addWidget(icon_button("x", "Đóng", self.back), alignment=Qt.AlignmentFlag.AlignTop)
        foot = line(gap=8)
        foot.addWidget(button("Trở lại", self.back, icon="arrow-left", kind="link"))
        foot.addStretch(1)
        foot.addWidget(button("Ghi", self.save, icon="check", kind="primary", tip="Ctrl+S"))
        self._rows = column(gap=8, margin=(16, 12, 16, 12))
        self._rows.addLayout(head)
        self._rows.addWidget(self._about)
        self._rows.addWidget(rule())
        self._rows.addLayout(self._place, 1)
        self._rows.addLayout(foot)
        self.setLayout(self._rows)

    def begin(self, what: str, household: str) -> bool:
        """Show the wizard ``what`` for a household (empty: a new one comes); ``False`` when it is no longer there."""
        self.leave()
        wizard = self.desk.attempt(lambda: wizard_for(self.desk.context, household))
        if wizard is None:
            return False
        form = FORMS[what](wizard)
        self._title.setText(EVENTS[what])
        row = wizard.detail.row if wizard.detail else None
        self._about.setText(f"Hộ {row.code} {row.head}. {DISCLAIMER}" if row else f"Hộ mới. {DISCLAIMER}")
        self._place.show(form)
        self.form, self.what = form, what
        self._keeper = DraftKeeper(form, self.desk.drafts, lambda: self.desk.jobs.busy)
        self._keeper.begin(f"event:{what}:{household}")
        first = next(field for field in form.fields.values() if not field.isHidden())
        first.setFocus()
        return True

    def save(self) -> None:
        """Record what was filled in; what is missing is said at its field."""
        form, keeper = self.form, self._keeper
        if form is None or keeper is None or not form.check():
            return
        done = self.desk.attempt(form.command())
        if done is None:
            return
        keeper.finish()
        recorded = done.result if isinstance(done.result, Recorded) else None
        household = recorded.household if recorded else form.wizard.household
        ended = ", ".join(recorded.ended_offices) if recorded else ""
        words = f"Đã ghi {EVENTS[self.what].lower()}: {form.said()}."
        words += f" Đã thôi giữ: {ended}; ghi người thay ở Tổ dân cư." if ended else ""
        links: tuple[Link, ...] = ()
        if self.what in (MOVE_IN, LODGING):
            what = self.what
            links = (
                Link(
                    "Thêm người cùng đến",
                    lambda: self.desk.navigate("households", household=household, event=what), "user-round",
                ),
            )  # fmt: skip
        self._forget()
        self.done.emit("" if self.what == GROUP_MOVE and not household else household)
        self.desk.notify_done(done, words, rows=links)

    def back(self) -> None:
        """Leave the wizard; what was filled in is kept."""
        self.leave()
        self._forget()
        self.closed.emit()

    def leave(self) -> None:
        """Keep the draft now."""
        if self._keeper is not None:
            self._keeper.keep_if_waiting()

    def _forget(self) -> None:
        """Put the last form away."""
        self._place.clear()
        self.form, self._keeper = None, None
