"""Danh sách: ready lists and the village's own, each shown as it stands today, printed or written to a file."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from PySide6.QtWidgets import QWidget

from app.gui.desk import Desk
from app.gui.dialogs import EXCEL, PDF, WORD, FileKind
from app.gui.jobs import Job
from app.gui.list_form import ListForm
from app.gui.menu_button import FilterMenu, open_menu
from app.gui.options_card import options_card
from app.gui.page import Page, with_card
from app.gui.parts import button, column, label, line
from app.gui.table import TableView
from app.gui.table_model import Column, Kind, RowsModel
from app.gui.theme import theme
from app.journal.capture import Changes
from app.kernel.clock import today
from app.kernel.files import file_name
from app.kernel.progress import Progress
from app.usecases.context import Done
from app.usecases.groups import list_groups
from app.usecases.lists import (
    COLUMNS,
    HOUSEHOLDS,
    PEOPLE,
    ListRow,
    ListSpec,
    ListView,
    columns_offered,
    make_list,
    ready_lists,
    remove_list,
    save_list,
    saved_lists,
    with_group,
)
from app.vietnamese.collation import name_sort_key
from app.vietnamese.numbers import format_number

FORM_WIDTH: Final = 860
NAMES_WIDTH: Final = 300
WIDEST: Final = 350
"""Pixels of the column of names, and what it does not exceed when the text is large: the list needs the room more."""
CSV: Final = FileKind("Tệp chữ CSV", ("csv",))
KINDS: Final = {"pdf": ("In, hoặc ghi tệp PDF", PDF), "docx": ("Ghi tệp Word", WORD), "xlsx": ("Ghi tệp Excel", EXCEL),
                "csv": ("Ghi tệp CSV cho chương trình khác", CSV)}  # fmt: skip
OWN: Final = {HOUSEHOLDS: ListSpec("Danh sách hộ", HOUSEHOLDS, columns=("head", "address", "phone")),
              PEOPLE: ListSpec("Danh sách người", PEOPLE, columns=("name", "birth", "address"))}  # fmt: skip
"""Where a list of one's own begins."""


@dataclass(frozen=True, slots=True)
class NamedList:
    """One line at the left: a list, and whether the village keeps it itself."""

    spec: ListSpec
    saved: bool


NAMES: Final[tuple[Column[NamedList], ...]] = (
    Column("Danh sách", lambda row: row.spec.name, sort=lambda row: row.spec.name),
)


class ListsPage(Page):
    """The names at the left, the list itself beside them; its form in the place of both."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "Danh sách")
        self.names = RowsModel(NAMES, key=lambda row: (row.saved, row.spec.name), parent=self)
        self.names_table = TableView(self.names, "Các danh sách")
        self.names_table.setSortingEnabled(False)
        self.group = FilterMenu("Tổ")
        self.spec = OWN[HOUSEHOLDS]
        self.on: date | None = None
        self.purpose = ""
        """What full id numbers are written out for; empty leaves them masked."""
        self.view: ListView | None = None
        self._saved = False
        self._heading = label(kind="heading", wrap=True)
        self._basis = label(kind="small", wrap=True)
        self._count = label(kind="small", wrap=True)
        self.change = button("Sửa điều kiện, cột", self.edit, icon="pencil")
        self.forget = button("Xoá danh sách này", self.remove, icon="trash-2", kind="link")
        self.table: TableView | None = None
        self._table_place = column()
        self.form = ListForm(today(desk.context.clock).year)
        title = "Ai có trong danh sách, in những cột nào"
        self._form = options_card(self.form, FORM_WIDTH, title, "Xem danh sách", self.apply, self.back)
        self.add_action("Lời văn trên giấy", lambda: desk.navigate("wording"), icon="pencil")
        self._own = self.add_action("Danh sách mới", self._offer_own, icon="plus")
        self.set_main("In, ghi tệp", self._offer_files, icon="printer", tip="Ctrl+P")
        self._both = self._build()
        self.body.addWidget(self._both, 1)
        self.body.addWidget(self._form, 1)
        self._form.hide()
        self.names_table.chosen.connect(self._chosen)
        self.group.chosen.connect(lambda _: self.show_list())
        theme().changed.connect(self._fit)
        self._fit()

    # What the window asks for

    def open(self, name: str = "", **_place: Any) -> None:
        """Show the list of this name, else the one that was shown."""
        if name:
            self._go(name)

    def refresh(self, changes: Changes | None) -> None:
        """Read the lists again; any change of the register may change who stands in them."""
        if changes is None or changes.touches("residential_group"):
            self.group.show_choices((row.name, row.name) for row in list_groups(self.desk.context))
        if changes is None or changes.touches("saved_list"):
            own = [NamedList(each, True) for each in saved_lists(self.desk.context)]
            self.names.show_rows([*own, *(NamedList(each, False) for each in ready_lists())])
            if self.names_table.current is None:
                self.names_table.setCurrentIndex(self.names.index(0, 0))
        if changes is None or self.isVisible():
            self.show_list()

    def save(self) -> None:
        """Take over what the form says."""
        if not self._form.isHidden():
            self.apply()

    def print_out(self) -> None:
        """Write the list as pages and show them."""
        self.write("pdf")

    # What the page does

    def show_list(self) -> None:
        """Show who stands in the list now."""
        spec = with_group(self.spec, self.group.current) if self.group.current else self.spec
        view = self.desk.attempt(lambda: make_list(self.desk.context, spec, self.on))
        if view is None:
            return
        if self.table is None or self.view is None or self.view.columns != view.columns:
            self._new_table(view)
        assert self.table is not None
        self.table.rows_model.show_rows(view.rows)
        self.view = view
        what = "người" if spec.subject == PEOPLE else "hộ"
        as_of = f", tính đến ngày {view.on:%d/%m/%Y}"
        self._heading.setText(self.spec.heading)
        self._basis.setText(self.spec.basis)
        self._basis.setVisible(bool(self.spec.basis))
        self._count.setText(f"{format_number(len(view.rows))} {what}{as_of}" if view.rows else f"Không có ai{as_of}")
        self.forget.setVisible(self._saved)
        if self.main is not None:
            self.main.setEnabled(bool(view.rows))

    def edit(self) -> None:
        """Show the form of the list."""
        columns = columns_offered(self.desk.context, self.spec.subject)
        self.form.offer([row.name for row in list_groups(self.desk.context)], columns)
        self.form.load(with_group(self.spec, self.group.current) if self.group.current else self.spec)
        self._show_form(True)
        self.form.title.setFocus()

    def apply(self) -> None:
        """Show the list as the form says, and keep it if it was given a name."""
        if not self.form.check():
            return
        spec = self.form.command()
        if self.form.keeps:
            done = self.desk.attempt(lambda: save_list(self.desk.context, spec))
            if done is None:
                return
            self._take(spec, saved=True)
            self.desk.notify_done(done, f"Đã lưu danh sách «{done.result}».")
            self.names_table.show_key((True, spec.name))
        else:
            self._take(spec, saved=self._saved)
        self.on = self.form.on()
        self.purpose = self.form.purpose.text() if self.form.wholly else ""
        self.back()
        self.show_list()

    def back(self) -> None:
        """Leave the form."""
        self._show_form(False)

    def begin(self, subject: str) -> None:
        """Begin a list of one's own."""
        self._take(OWN[subject], saved=False)
        self.names_table.clearSelection()
        self.names_table.setCurrentIndex(self.names.index(-1, 0))
        self.edit()

    def remove(self) -> None:
        """Forget the list the village kept; undo brings it back."""
        name = self.spec.name
        done = self.desk.attempt(lambda: remove_list(self.desk.context, name))
        if done is not None:
            self._go(ready_lists()[0].name)
            self.desk.notify_done(done, f"Đã xoá danh sách «{name}».")

    def write(self, ending: str) -> None:
        """Write the list where the person wants it."""
        if self.view is None or not self.view.rows:
            return
        from app.usecases.print_lists import WriteList, WrittenList, write_list

        spec = self.view.spec
        path = self.desk.dialogs.save_file(spec.heading, f"{file_name(spec.heading)}.{ending}", KINDS[ending][1])
        if path is None:
            return
        context, command = self.desk.context, WriteList(spec, path, self.view.on, bool(self.purpose), self.purpose)

        def work(_progress: Progress) -> Done[WrittenList]:
            return write_list(context, command)

        self.desk.run(Job("Đang làm danh sách", work, self._written))

    def _written(self, done: Any) -> None:
        made = done.result
        self.desk.changed.emit(done.changes)
        what = "người" if self.spec.subject == PEOPLE else "hộ"
        self.desk.notify_file(
            made.file, f"Đã làm xong danh sách {format_number(made.rows)} {what}.", title=self.spec.heading
        )
        if made.file.suffix.lower() == ".pdf":
            self.desk.preview(made.file, self.spec.heading)

    def _offer_files(self) -> None:
        if self.main is not None:
            open_menu(self.main, [(ending, words) for ending, (words, _) in KINDS.items()], self.write)

    def _offer_own(self) -> None:
        open_menu(self._own, [(HOUSEHOLDS, "Của các hộ"), (PEOPLE, "Của từng người")], self.begin)

    def _chosen(self, row: NamedList | None) -> None:
        if row is not None and (row.spec != self.spec or row.saved != self._saved):
            self._take(row.spec, saved=row.saved)
            self.on = None
            self.show_list()

    def _take(self, spec: ListSpec, *, saved: bool) -> None:
        self.spec, self._saved, self.purpose = spec, saved, ""
        if any(each.startswith("group=") for each in spec.asked):
            self.group.current = ""
            self.group.choose("")

    def _go(self, name: str) -> None:
        for row in self.names.rows:
            if row.spec.name == name:
                self.names_table.show_key((row.saved, name))
                self._chosen(row)
                return

    def _open_household(self, row: ListRow) -> None:
        self.desk.navigate("households", household=row.household)

    def _show_form(self, shown: bool) -> None:
        self._form.setVisible(shown)
        self._both.setVisible(not shown)
        self._own.setVisible(not shown)
        if self.main is not None:
            self.main.setVisible(not shown)

    def _new_table(self, view: ListView) -> None:
        """Make the table anew: another list has other columns."""
        if self.table is not None:
            self._table_place.removeWidget(self.table)
            self.table.hide()
            self.table.deleteLater()
        self.table = TableView(RowsModel(_columns(view), key=lambda row: row.id, parent=self), "Danh sách")
        self.table.opened.connect(self._open_household)
        self._table_place.addWidget(self.table)

    def _build(self) -> QWidget:
        head = line(gap=8)
        head.addWidget(self.group)
        head.addWidget(self.change)
        head.addStretch(1)
        foot = line(gap=8)
        foot.addWidget(self._count, 1)
        foot.addWidget(self.forget)
        right = column(gap=8, margin=(16, 12, 16, 12))
        right.addWidget(self._heading)
        right.addWidget(self._basis)
        right.addLayout(head)
        right.addLayout(self._table_place, 1)
        right.addLayout(foot)
        return with_card(self.names_table, right)

    def _fit(self) -> None:
        self.names_table.setFixedWidth(min(NAMES_WIDTH * theme().percent // 100, WIDEST))


def _columns(view: ListView) -> Sequence[Column[ListRow]]:
    """Return the table's columns: names take the room that is left, the last ones give way."""
    made = []
    for place, each in enumerate(view.columns):
        name_like = each in (COLUMNS[HOUSEHOLDS]["head"], COLUMNS[PEOPLE]["name"])
        made.append(
            Column[ListRow](
                each.label,
                lambda row, place=place: row.cells[place],  # type: ignore[misc]
                Kind.NUMBER if each.number else Kind.TEXT,
                width=0 if name_like else max(84, int(each.width * 4.4)),
                sort=(lambda row, place=place: name_sort_key(row.cells[place])) if name_like else None,  # type: ignore[misc]
                spare=place > 1,
            )
        )
    return made
