"""Nhập thay thôn, at the commune: the books of a village without the program, kept with the village's own pages.

A :class:`StandInDesk` gives those pages the village's surroundings; what they say and change goes to the window.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.gui.chips import Chips
from app.gui.desk import Desk
from app.gui.drafts import Drafts
from app.gui.elided_label import ElidedLabel
from app.gui.first_run import LABELS
from app.gui.form_page import FormPage
from app.gui.page import Page, beside, empty_state
from app.gui.pages import places_for
from app.gui.parts import button, card, column, label, line
from app.gui.table import TableView
from app.gui.table_model import Column, Kind, RowsModel
from app.gui.theme import theme
from app.gui.village_entry_forms import EnterVillageForm, MoveForm
from app.journal.capture import Changes
from app.kernel.errors import AppError
from app.usecases.commune import VillageRow, villages_overview
from app.usecases.context import VILLAGE, Context
from app.usecases.village_changes import reshape
from app.usecases.village_entry import enter_village
from app.vietnamese.collation import sort_key

INSIDE: Final = ("imports", "households", "groups", "pledges", "assigned")
"""The village's pages a clerk works on in its place: the list in, people, groups, signatures, what the commune asks."""
LARGE: Final = 125
"""Text size in percent from which the page needs the room of the navigation's words."""
EXPLAINED: Final = (
    "Sổ lập ở đây là sổ của thôn. Khi thôn có chương trình, máy của thôn nhận sổ này từ gói của xã, không lập sổ mới."
)


class StandInDesk(Desk):
    """The desk of a clerk in the place of a village: other books, the same window."""

    def __init__(self, desk: Desk, context: Context) -> None:
        QObject.__init__(self)
        self.context = context
        self.jobs, self.dialogs = desk.jobs, desk.dialogs
        self.drafts = VillageDrafts(desk.drafts, context.village)
        self.notice_given.connect(desk.notice_given)
        self.changed.connect(desk.changed)
        self.preview_wanted.connect(desk.preview_wanted)
        self.help_wanted.connect(desk.help_wanted)


class VillageDrafts:
    """Keeps what is half filled in for one village apart from the others'."""

    def __init__(self, drafts: Drafts, pile: str) -> None:
        self._drafts, self._pile = drafts, pile

    def save(self, key: str, texts: Mapping[str, str]) -> None:
        """Keep texts."""
        self._drafts.save(f"{self._pile}/{key}", texts)

    def load(self, key: str) -> Mapping[str, str] | None:
        """Return what was kept."""
        return self._drafts.load(f"{self._pile}/{key}")

    def discard(self, key: str) -> None:
        """Forget."""
        self._drafts.discard(f"{self._pile}/{key}")


COLUMNS: Final[tuple[Column[VillageRow], ...]] = (
    Column("Thôn", lambda row: f"{row.label} {row.name}".strip(), sort=lambda row: sort_key(row.name)),
    Column("Hộ", lambda row: row.households, Kind.NUMBER, width=72),
    Column("Khẩu", lambda row: row.people, Kind.NUMBER, width=80, spare=True),
    Column("Sổ do", lambda row: "thôn gửi lên" if row.last_received else "xã nhập thay", width=130,
           shade=lambda row: None if row.last_received else "accent"),
)  # fmt: skip


class VillageEntryPage(FormPage):
    """The villages with what can be done in their place; then the pages of one of them."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "Nhập thay thôn")
        self.model = RowsModel(COLUMNS, lambda row: row.pile, parent=self)
        self.table = TableView(self.model, "Các thôn")
        self.name = label(kind="heading", wrap=True)
        self.advice = label(kind="quiet", wrap=True)
        self.pages: dict[str, Page] = {}
        self.sub: StandInDesk | None = None
        self._both = self._build()
        self._nothing = empty_state(
            "layout-list", "Sổ của xã chưa có thôn nào",
            "Lập sổ thay cho thôn chưa có chương trình, hoặc nhận gói dữ liệu của thôn đã có.",
        )  # fmt: skip
        self.host = QStackedWidget()
        self.chips = Chips([(key, place.words) for key, place in self._places().items()])
        self._inside = self._build_inside()
        self._inside.hide()
        self.body.addWidget(self._both, 1)
        self.body.addWidget(self._nothing, 1)
        self.body.addWidget(self._inside, 1)
        self._move = self.add_action("Chuyển hộ sang thôn khác", self.ask_move, icon="arrow-left-right")
        self.set_main("Lập sổ thay một thôn", self.new, icon="plus", tip="Ctrl+N")
        self.table.chosen.connect(self._show_village)
        self.table.opened.connect(lambda _: self.enter())
        self.chips.chosen.connect(self.go)
        theme().changed.connect(self._make_room)

    def open(self, village: str = "", **_place: Any) -> None:
        """Be shown, with a village (its pile) chosen."""
        self._make_room()
        self.refresh(None)
        if village:
            self.table.show_key(village)

    def refresh(self, changes: Changes | None) -> None:
        """Read the villages, and what is shown of one of them."""
        if self.sub is not None and self._gone():
            self.finish()
            return
        if self.sub is not None and changes is not None:
            for page in self.pages.values():
                page.refresh(changes)
            return
        rows = villages_overview(self.desk.context)
        self.model.show_rows(sorted(rows, key=lambda row: (row.last_received > 0, sort_key(row.name))))
        if self.table.current is None and rows:
            self.table.setCurrentIndex(self.model.index(0, 0))
        self._show_village(self.table.current)
        if self.form is None and self.sub is None:
            self.show_front()

    def new(self) -> None:
        """Begin the books of a village without the program."""
        if self.sub is not None:
            self._current_page().new()
            return
        context = self.desk.context
        form = EnterVillageForm(LABELS)
        self.ask(form, "Lập sổ thay một thôn", "Lập sổ", lambda: self._found(form, context))

    def save(self) -> None:
        """Save in the page that is shown."""
        if self.sub is not None and self.form is None:
            self._current_page().save()
        else:
            super().save()

    def print_out(self) -> None:
        """Print in the page that is shown."""
        if self.sub is not None:
            self._current_page().print_out()

    def leave(self) -> None:
        """Keep what is half filled in."""
        for page in self.pages.values():
            page.leave()

    def ask_move(self) -> None:
        """Let households of the chosen village go to another."""
        context = self.desk.context
        villages = [(row.pile, f"{row.label} {row.name}".strip()) for row in self.model.rows if row.households]
        every = [(row.pile, f"{row.label} {row.name}".strip()) for row in self.model.rows]
        form = MoveForm(context, villages, every)
        self.ask_for(
            form, "Chuyển hộ sang thôn khác", "Chuyển hộ", lambda: reshape(context, form.command()),
            "Đã chuyển hộ. Máy của hai thôn có số liệu mới khi nhận gói trả lời của xã.",
        )  # fmt: skip

    def enter(self) -> None:
        """Work in the place of the chosen village."""
        row = self.table.current
        if row is None:
            return
        self.sub = StandInDesk(self.desk, self.desk.context.standing_in(row.pile))
        self.sub.navigation_wanted.connect(self.go)
        self._who.setText(f"Đang làm thay {row.label} {row.name}")
        for each in self.front():
            each.hide()
        self._inside.show()
        self.go("households" if row.households else "imports", {})

    def go(self, key: str, place: Mapping[str, Any] | None = None) -> None:
        """Show one of the village's pages; a place that is not done in its place is said to be the village's own."""
        if self.sub is None or key not in self._places():
            return
        if key not in self.pages:
            self.pages[key] = self._places()[key].make(self.sub)
            self.host.addWidget(self.pages[key])
        page = self.pages[key]
        self.host.setCurrentWidget(page)
        self.chips.mark(key)
        page.refresh(None)
        page.open(**(place or {}))
        page.focus_search()

    def finish(self) -> None:
        """Go back to the villages."""
        self.leave()
        for page in self.pages.values():
            self.host.removeWidget(page)
            page.hide()
            page.deleteLater()
        self.pages, self.sub = {}, None
        self._inside.hide()
        self.refresh(None)

    def front(self) -> Sequence[QWidget]:
        """Return what gives way to a form."""
        return [each for each in (self._both, self._nothing, self._move, self.main) if each is not None]

    def show_front(self) -> None:
        """Show the villages, or that there is none yet."""
        super().show_front()
        some = bool(self.model.rows)
        self._both.setVisible(some)
        self._nothing.setVisible(not some)
        self._move.setVisible(len(self.model.rows) > 1)

    def _found(self, form: EnterVillageForm, context: Context) -> None:
        if not form.check():
            return
        done = self.desk.attempt(lambda: enter_village(context, form.command()))
        if done is not None:
            self.back()
            self.desk.notify_done(done, f"Đã lập sổ của {form.label.text()} {form.name.text()} ở xã.")
            self.refresh(None)
            self.table.show_key(done.result)
            self.enter()

    def _gone(self) -> bool:
        """Tell whether the beginning of these books was taken back while somebody works on them."""
        try:
            return self.sub is not None and not self.sub.context.identity.pile
        except AppError:
            return True

    def _current_page(self) -> Page:
        page = self.host.currentWidget()
        assert isinstance(page, Page)
        return page

    def _show_village(self, row: VillageRow | None) -> None:
        if row is None:
            return
        title = f"{row.label} {row.name}".strip()
        self.name.setText(title[:1].upper() + title[1:])
        own = "Thôn này tự gửi dữ liệu. Chỉ nhập thay khi thôn nhờ; hai bên cùng sửa một mục thì phải chọn lại."
        self.advice.setText(own if row.last_received else EXPLAINED)

    def _build(self) -> QWidget:
        rows = column(gap=8, margin=16)
        rows.addWidget(self.name)
        rows.addWidget(self.advice)
        rows.addStretch(1)
        rows.addWidget(button("Làm thay thôn này", self.enter, icon="pencil"))
        return beside(self.table, card(rows))

    def _build_inside(self) -> QWidget:
        self._who = ElidedLabel("strong")
        top = line(gap=12)
        top.addWidget(button("Thôi làm thay", self.finish, icon="arrow-left"))
        top.addWidget(self._who, 1)
        rows = column(gap=8)
        rows.addLayout(top)
        rows.addWidget(self.chips)
        rows.addWidget(self.host, 1)
        made = QWidget()
        made.setLayout(rows)
        return made

    def _places(self) -> dict[str, Any]:
        return {key: place for key in INSIDE for place in places_for(VILLAGE) if place.key == key}

    def _make_room(self) -> None:
        if self.isVisible():
            self.desk.fold_navigation(theme().percent >= LARGE)
