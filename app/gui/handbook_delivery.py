"""Giao sổ tay: a tick for each household that has its copy of an edition, group by group."""

from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.gui.day_field import WHOLE_DAY, DayField
from app.gui.desk import Desk
from app.gui.fields import ChoiceField, TextField
from app.gui.jobs import Job
from app.gui.menu_button import FilterMenu, open_menu
from app.gui.misread import where_misread
from app.gui.page import Page, empty_state
from app.gui.parts import button, column, label, line, look
from app.gui.pledge_papers import KINDS as FILES
from app.gui.receiver_strip import LARGE, ReceiverStrip
from app.gui.record_form import narrow
from app.gui.search_box import FilterChips
from app.gui.table import TableView
from app.gui.table_model import Column, Kind, RowsModel
from app.gui.theme import theme
from app.journal.capture import Changes
from app.kernel.clock import today
from app.kernel.errors import AppError
from app.kernel.files import file_name
from app.kernel.progress import Progress
from app.usecases.deliveries import (
    Deliver,
    DeliveryBoard,
    DeliveryRow,
    NameReceiver,
    deliver,
    delivery_board,
    find_copy,
    name_receiver,
    take_back,
)
from app.usecases.delivery_papers import PrintDeliveryList, PrintedDeliveryList, print_delivery_list
from app.usecases.groups import list_groups
from app.usecases.handbooks import EditionRow, list_editions
from app.usecases.households import household_detail
from app.vietnamese import sheet_code
from app.vietnamese.collation import name_sort_key, sort_key
from app.vietnamese.numbers import format_number
from app.vietnamese.text import fold

ALL, MISSING, GIVEN = "all", "missing", "given"
STATES: Final = ((ALL, "Tất cả"), (MISSING, "Chưa nhận"), (GIVEN, "Đã nhận"))
KINDS: Final = ("handbook_edition", "handbook_delivery", "household", "person", "residential_group")
SCAN_HINT: Final = "Mã ở bìa sau sổ có ghi tên hộ."
LIST: Final = "Danh sách giao nhận sổ tay"
COLUMNS: Final[tuple[Column[DeliveryRow], ...]] = (
    Column("Chủ hộ", lambda row: row.head, sort=lambda row: name_sort_key(row.head)),
    Column(
        "Địa chỉ", lambda row: row.address, Kind.QUIET, width=190, sort=lambda row: sort_key(row.address), spare=True
    ),
    Column("Tổ", lambda row: row.group, width=84, sort=lambda row: sort_key(row.group), spare=True),
    Column("Cuốn số", lambda row: row.copy or None, Kind.NUMBER, width=90),
    Column("Ngày giao", lambda row: f"{row.day:%d/%m/%Y}" if row.day else "", width=116),
    Column("Người nhận", lambda row: row.taker, width=184, spare=True),
)


class HandbookDeliveryPage(Page):
    """Edition, day and giver above; the households with their ticks below."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "Giao sổ tay", search_hint="Tìm chủ hộ, địa chỉ")
        self.board: DeliveryBoard | None = None
        self.edition = ChoiceField("Lần in", [])
        narrow(self.edition)
        self.day = DayField("Ngày giao", today(desk.context.clock).year)
        self.day.set_day(today(desk.context.clock))
        self.giver = TextField("Người giao", example="bà Hoa, tổ trưởng")
        self.scan = TextField("Quét hoặc gõ mã", SCAN_HINT)
        self.said = label(wrap=True)
        self.said.hide()
        self.group = FilterMenu("Tổ")
        self.chips = FilterChips("Hộ nào")
        self.count = label(kind="small", wrap=True)
        self.model = RowsModel(COLUMNS, lambda row: row.id, tickable="Nhận", parent=self)
        self.table = TableView(self.model, "Các hộ")
        self.strip = ReceiverStrip()
        self._list = self.add_action("In danh sách giao nhận", self.choose_list, icon="printer", tip="Ctrl+P")
        self._all = self.set_main("Ghi giao cả tổ", self.deliver_group, icon="check")
        self._nothing = empty_state(
            "book-open", "Chưa in sổ tay lần nào", "In sổ tay trước, rồi ghi giao cho từng hộ ở đây.",
            button("Sang trang Sổ tay", lambda: desk.navigate("handbook"), icon="arrow-right", kind="primary"),
        )  # fmt: skip
        self._whole = self._build()
        self.body.addWidget(self._nothing, 1)
        self.body.addWidget(self._whole, 1)
        assert self.search is not None
        self.search.searched.connect(lambda _: self._show_rows())
        self.search.left.connect(self.table.enter)
        self.edition.edited.connect(self._read)
        for each in (self.chips, self.group):
            each.chosen.connect(lambda _: self._show_rows())
        self.model.ticked.connect(self.tick)
        self.table.chosen.connect(self._show_household)
        self.strip.named.connect(self.name_receiver)
        self.scan.edited.connect(lambda: self.say("", "small"))
        self.scan.line.returnPressed.connect(lambda: self.read_code(self.scan.text()))
        theme().changed.connect(lambda: self._make_room() if self.isVisible() else None)

    def open(self, **_place: Any) -> None:
        """Be shown."""
        self._make_room()
        self.refresh(None)

    def refresh(self, changes: Changes | None) -> None:
        """Read editions and households again."""
        if changes is not None and not changes.touches(*KINDS):
            return
        editions = list_editions(self.desk.context)
        self._whole.setVisible(bool(editions))
        self._nothing.setVisible(not editions)
        for each in (self._all, self._list, self.search):
            if each is not None:
                each.setVisible(bool(editions))
        kept = self.edition.text()
        self.edition.show_choices(
            [(row.id, f"{row.printed}, {format_number(row.copies)} cuốn, {_called(row)}") for row in editions]
        )
        if kept:
            self.edition.set_text(kept)
        self.group.show_choices((row.id, row.name) for row in list_groups(self.desk.context))
        if editions:
            self._read()
        else:
            self.board = None
            self.set_state("")

    def tick(self, row: DeliveryRow, on: bool) -> None:
        """Record that a household got its copy, or that this was a mistake."""
        if self.board is None:
            return
        if on and not self.day.day():
            self.day.show_problem(WHOLE_DAY)
            self._show_rows()
            return
        context, edition = self.desk.context, self.board.edition
        command = Deliver((row.id,), edition, self.day.day(), self.giver.text())
        done = self.desk.attempt(lambda: deliver(context, command) if on else take_back(context, (row.id,), edition))
        if done is None:
            self._show_rows()
            return
        name = row.head or row.code
        self.desk.notify_done(done, f"Đã ghi giao cho {name}." if on else f"Đã bỏ ghi giao cho {name}.")

    def deliver_group(self) -> None:
        """Record that every household of the chosen group got its copy; who did not is unticked afterwards."""
        if self.board is None:
            return
        if not self.group.current:
            self.group.setFocus()
            self.count.setText("Chọn một tổ trước.")
            return
        if not self.day.day():
            self.day.show_problem(WHOLE_DAY)
            return
        homes = tuple(row.id for row in self.board.rows if row.group_id == self.group.current)
        command = Deliver(homes, self.board.edition, self.day.day(), self.giver.text())
        done = self.desk.attempt(lambda: deliver(self.desk.context, command))
        if done is not None:
            self.desk.notify_done(done, f"Đã ghi giao {format_number(done.result)} cuốn. Hộ nào chưa nhận thì bỏ dấu.")

    def read_code(self, text: str) -> None:
        """Record that the copy whose code was read was given; whatever happens, the next one can be read at once."""
        if self.board is None or not text:
            return
        if not self.day.day():
            self.day.show_problem(WHOLE_DAY)
            return
        try:
            found = find_copy(self.desk.context, text)
            who = f"cuốn số {format_number(found.copy)}, hộ {found.head or found.household_code}"
            if found.edition != self.board.edition:
                self.say(f"Sổ này là {who}, của lần in khác: chọn lần in đó rồi quét lại.", "problem")
            elif found.day:
                self.say(f"Đã ghi giao từ ngày {found.day:%d/%m/%Y}: {who}.", "warn")
            else:
                command = Deliver((found.household,), found.edition, self.day.day(), self.giver.text())
                self.desk.notify_done(deliver(self.desk.context, command), f"Đã ghi giao {who}.")
                self.say(f"Đã ghi: {who}.", "good")
            self.table.show_key(found.household)
            self.scan.set_text("")
        except AppError as error:
            self.say(f"{error.message} {where_misread(error)}{error.advice} (Mã: {error.code.number})", "problem")
            self.scan.set_text(sheet_code.format(sheet_code.normalise(text)))
            self.scan.line.selectAll()
        self.scan.line.setFocus()

    def say(self, text: str, kind: str) -> None:
        """Say below the fields what came of a code: ``kind`` is good, warn or problem; an empty text is silence."""
        look(self.said, kind)
        self.said.setText(text)
        self.said.setVisible(bool(text))

    def name_receiver(self, row: DeliveryRow, receiver: str, relation: str) -> None:
        """Record who took a household's copy; who had none yet gets it by this."""
        if self.board is None:
            return
        day = self.day.day()
        if not row.given and not day:
            self.day.show_problem(WHOLE_DAY)
            return
        command = NameReceiver(row.id, receiver, relation, self.board.edition, day, self.giver.text())
        done = self.desk.attempt(lambda: name_receiver(self.desk.context, command))
        if done is not None:
            self.desk.notify_done(done, f"Đã ghi người nhận sổ của hộ {row.head or row.code}: {done.result}.")

    def choose_list(self) -> None:
        """Ask in a list below the button whether to print what households sign, or to go on in Word or Excel."""
        open_menu(self._list, [(ending, words) for ending, (words, _) in FILES.items()], self.write_list)

    def print_out(self) -> None:
        """Ctrl+P: what households sign when they get their copy."""
        self.write_list("pdf")

    def write_list(self, ending: str) -> None:
        """Write the list of the chosen group (of those without a copy, while only they are shown) where one wants it."""
        if self.board is None:
            return
        title = f"{LIST}, {self.group.words or 'cả thôn'}"
        path = self.desk.dialogs.save_file(LIST, f"{file_name(title)}.{ending}", FILES[ending][1])
        if path is None:
            return
        context, missing = self.desk.context, self.chips.current == MISSING
        command = PrintDeliveryList(path, self.group.current, self.board.edition, missing, self.giver.text())

        def work(_progress: Progress) -> PrintedDeliveryList:
            return print_delivery_list(context, command)

        def made(done: PrintedDeliveryList) -> None:
            self.desk.notify_file(path, f"Đã làm xong danh sách {format_number(done.households)} hộ.", title=title)
            if done.pages:
                self.desk.preview(path, title)

        self.desk.run(Job("Đang làm danh sách giao nhận", work, made))

    def _read(self) -> None:
        self.board = self.desk.attempt(lambda: delivery_board(self.desk.context, self.edition.text()))
        if self.board is not None:
            left = len(self.board.rows) - self.board.delivered
            self.set_state(
                f"{format_number(self.board.delivered)} / {format_number(len(self.board.rows))} hộ đã nhận, "
                f"{format_number(left)} chưa; in {format_number(self.board.copies)} cuốn"
            )
        self._show_rows()

    def _show_rows(self) -> None:
        rows = self.board.rows if self.board else ()
        words = fold(self.search.text()).split() if self.search else []
        found = [
            row
            for row in rows
            if (not self.group.current or row.group_id == self.group.current)
            and all(word in fold(f"{row.head} {row.code} {row.address}") for word in words)
        ]
        kept = {
            ALL: found,
            MISSING: [row for row in found if not row.given],
            GIVEN: [row for row in found if row.given],
        }
        shown, before = kept[self.chips.current or ALL], self.table.current
        self.chips.show_choices(
            [(key, f"{name} {format_number(len(kept[key]))}") for key, name in STATES], self.chips.current or ALL
        )
        self.model.show_rows(shown)
        self.model.set_ticks(row.id for row in rows if row.given)
        self.count.clear()
        if before is not None:
            self.table.show_key(before.id)
        self._show_household(self.table.current)

    def _show_household(self, row: DeliveryRow | None) -> None:
        """Speak about the household one is on, below the list; its members are read when it is another one."""
        before = self.strip.row
        if row is not None and (before is None or before.id != row.id):
            detail = self.desk.attempt(lambda: household_detail(self.desk.context, row.id))
            self.strip.offer_members(detail.members if detail else ())
        self.strip.show_row(row)

    def _make_room(self) -> None:
        self.desk.fold_navigation(theme().percent >= LARGE)

    def _build(self) -> QWidget:
        top = line(gap=16)
        for field, share in ((self.edition, 4), (self.day, 3), (self.giver, 3), (self.scan, 3)):
            top.addWidget(field, share, Qt.AlignmentFlag.AlignTop)
        chips = line(gap=8)
        chips.addWidget(self.chips, 1)
        chips.addWidget(self.group)
        rows = column(gap=8)
        rows.addLayout(top)
        rows.addWidget(self.said)
        rows.addLayout(chips)
        rows.addWidget(self.table, 1)
        rows.addWidget(self.strip)
        rows.addWidget(self.count)
        made = QWidget()
        made.setLayout(rows)
        return made


def _called(row: EditionRow) -> str:
    """Return the title of an edition, and whose it is when villages share it."""
    return f"{row.title} ({row.together})" if row.together else row.title
