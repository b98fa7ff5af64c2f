"""Tình hình các thôn: which village stands where, those not heard from longest first, and who is missing in each."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QWidget

from app.gui.apart_lines import ApartLines
from app.gui.beginning import find_communes
from app.gui.desk import Desk
from app.gui.dialogs import EXCEL, PDF, WORD
from app.gui.fields import Choice
from app.gui.first_run import LABELS
from app.gui.form_page import FormPage
from app.gui.jobs import Job
from app.gui.menu_button import FilterMenu, open_menu
from app.gui.notice import Link, Notice
from app.gui.page import empty_state
from app.gui.parts import button, card, column, label, line, look
from app.gui.table import TableView
from app.gui.table_model import Column, Kind, RowsModel
from app.gui.theme import theme
from app.gui.village_forms import BookForm, RenameCommuneForm, RenameVillageForm, ReshapeForm
from app.journal.capture import Changes
from app.kernel.progress import Progress
from app.usecases.apart import apart_of_village
from app.usecases.clock_doubt import ADVICE, doubted_clock
from app.usecases.commune import (
    BEHIND,
    FILTERS,
    GAP,
    LATE,
    MATCHED,
    NEVER,
    UNKNOWN,
    MissingHousehold,
    VillageRow,
    is_late,
    missing_households,
    narrowed,
    villages_overview,
)
from app.usecases.commune_handbook import (
    PrintedVillagesHandbook,
    print_villages_handbook,
    recognised_villages,
)
from app.usecases.commune_report import TITLE, WriteVillages, WrittenVillages, write_villages
from app.usecases.context import Done
from app.usecases.exchange_receipts import write_receipt
from app.usecases.exchange_state import waiting_for_newer
from app.usecases.village_changes import Reshaped, reshape
from app.usecases.village_names import rename_commune, rename_village
from app.vietnamese.collation import name_sort_key, sort_key
from app.vietnamese.numbers import format_number

LARGE: Final = 125
"""Text size in percent from which the table needs the room of the navigation's words."""
DETAIL_WIDTH: Final = 304
SHADES: Final = {NEVER: "warn", GAP: "danger", BEHIND: "warn", MATCHED: "accent", UNKNOWN: "warn"}
REPORTS: Final = {"list": ("Danh sách các thôn", False), "names": ("Kèm tên hộ chưa ký", True)}
"""What can be written to a file: its words, and whether households are named."""
BOOK: Final = "Sổ tay chung các thôn"

MISSING_COLUMNS: Final = (
    Column[MissingHousehold]("Chủ hộ", lambda row: row.head or row.code, sort=lambda row: name_sort_key(row.head)),
    Column[MissingHousehold]("Tổ", lambda row: row.group, width=62, sort=lambda row: sort_key(row.group)),
    Column[MissingHousehold]("Địa chỉ", lambda row: row.address, Kind.QUIET, spare=True),
)
SHOW_APART: Final = "Xem từng mục chưa khớp"
SHOW_MISSING: Final = "Xem hộ chưa ký"


class VillagesPage(FormPage):
    """One line a village; the chosen one's missing households beside it."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, TITLE, search_hint="Tìm thôn, trưởng thôn")
        self.rows: tuple[VillageRow, ...] = ()
        self.model = RowsModel(self._columns(), lambda row: row.pile, parent=self)
        self.table = TableView(self.model, "Các thôn")
        self.missing_model = RowsModel(MISSING_COLUMNS, lambda row: row.id, parent=self)
        self.missing = TableView(self.missing_model, "Hộ còn thiếu")
        self.apart = ApartLines("Mục chưa khớp")
        self.turn = button(SHOW_APART, self.turn_over, icon="list-checks", kind="link")
        self._name = label(kind="heading", wrap=True)
        self._leader = label(wrap=True)
        self._about = label(kind="quiet", wrap=True)
        self._match = label(wrap=True)
        self._nothing = empty_state(
            "layout-list",
            "Chưa có dữ liệu của thôn nào",
            "Trao tệp khoá với từng thôn một lần, rồi nhận gói dữ liệu thôn mang lên bằng USB.",
            button("Nhập thay thôn", lambda: desk.navigate("village_entry"), icon="pencil"),
            button("Sang trang Nhận dữ liệu", lambda: desk.navigate("receive"), icon="arrow-right", kind="primary"),
        )
        self.standing = FilterMenu("Tình trạng")
        self._detail = self._missing_side()
        self._both = self._both_sides()
        self.body.addWidget(self._both, 1)
        self.body.addWidget(self._nothing, 1)
        self._report = self.add_action("In, xuất…", self._offer_report, icon="printer")
        self._reshaping = self.add_action("Sắp xếp thôn…", self._offer, icon="map")
        self.set_main("Nhận dữ liệu", lambda: desk.navigate("receive"), icon="inbox")
        assert self.search is not None
        self.standing.chosen.connect(lambda _: self._show_rows())
        self.search.searched.connect(lambda _: self._show_rows())
        self.search.left.connect(self.table.enter)
        self.table.chosen.connect(self._show_village)
        theme().changed.connect(self._fit)
        self._fit()

    def open(self, **_place: Any) -> None:
        """Be shown; data may have come in meanwhile."""
        self._make_room()
        self.refresh(None)

    def refresh(self, changes: Changes | None) -> None:
        """Read every village."""
        if changes is not None and not self.isVisible():
            return
        self.rows = villages_overview(self.desk.context)
        if self.form is None:
            self.show_front()
        signed, asked = sum(row.signed for row in self.rows), sum(row.in_scope for row in self.rows)
        households, people = sum(row.households for row in self.rows), sum(row.people for row in self.rows)
        self.set_state(
            f"{len(self.rows)} thôn, {format_number(households)} hộ, {format_number(people)} khẩu, "
            f"{format_number(signed)} / {format_number(asked)} hộ đã ký{self._troubles()}"
            if self.rows
            else ""
        )
        if doubt := doubted_clock(self.desk.context):
            self.set_state(f"{doubt} {ADVICE}")
        self._show_rows()

    def front(self) -> Sequence[QWidget]:
        """Return the list with its buttons."""
        shown = (self._both, self._nothing, self._report, self._reshaping, self.main, self.search)
        return [each for each in shown if each is not None]

    def show_front(self) -> None:
        """Show the villages, or what to do while there are none."""
        some = bool(self.rows)
        for each in self.front():
            each.setVisible(some)
        self._nothing.setVisible(not some)

    @property
    def doings(self) -> dict[str, Callable[[], None]]:
        """What can happen to villages, by the words of the menu."""
        return {
            "Gộp thôn vào thôn khác": lambda: self.ask_reshape(whole=True),
            "Tách tổ sang thôn khác": lambda: self.ask_reshape(whole=False),
            "Nhập thay thôn, chuyển hộ": lambda: self.desk.navigate("village_entry"),
            "Thôn đổi tên": self.ask_name,
            "Xã đổi tên": self.ask_commune_name,
        }

    def ask_reshape(self, *, whole: bool) -> None:
        """Let a village, or groups of it, go into another."""
        context = self.desk.context
        form = ReshapeForm(context, self._choices(), LABELS, whole=whole)
        title = "Gộp thôn vào thôn khác" if whole else "Tách tổ sang thôn khác"
        self.ask(form, title, "Gộp thôn" if whole else "Tách tổ", lambda: self._reshape(form))

    def ask_name(self) -> None:
        """Let a village be called otherwise."""
        context = self.desk.context
        form = RenameVillageForm(context, self._choices(), LABELS)
        self.ask_for(
            form, "Thôn đổi tên", "Ghi tên mới",
            lambda: rename_village(context, form.command(), form.village.text()), "Đã ghi tên mới của thôn.",
        )  # fmt: skip

    def ask_commune_name(self) -> None:
        """Let the commune be called otherwise, for all its villages."""
        context = self.desk.context
        form = RenameCommuneForm(context, find_communes)
        self.ask_for(
            form, "Xã đổi tên", "Ghi tên mới", lambda: rename_commune(context, form.command()),
            "Đã ghi tên mới của xã cho các thôn.",
        )  # fmt: skip

    def ask_book(self) -> None:
        """Ask whose covenants go into one handbook."""
        form = BookForm(recognised_villages(self.desk.context))
        self.ask(form, BOOK, "In sổ tay", lambda: self._print_book(form))

    def _print_book(self, form: BookForm) -> None:
        if not form.check():
            return
        path = self.desk.dialogs.save_file(BOOK, f"{BOOK}.pdf", PDF, (WORD,))
        if path is None:
            return
        context, command = self.desk.context, replace(form.command(), path=path)

        def work(progress: Progress) -> Done[PrintedVillagesHandbook]:
            return print_villages_handbook(context, command, progress)

        def made(done: Done[PrintedVillagesHandbook]) -> None:
            self.back()
            self.desk.changed.emit(done.changes)
            book = done.result
            text = f"Đã làm xong sổ tay của {', '.join(book.villages)}, cần {format_number(book.copies)} cuốn."
            self.desk.notify_file(path, text, title=BOOK)
            if book.pages:
                self.desk.preview(path, BOOK)

        self.desk.run(Job("Đang làm sổ tay", work, made))

    def _reshape(self, form: ReshapeForm) -> None:
        if not form.check():
            return
        context, command = self.desk.context, form.command()

        def work(progress: Progress) -> Done[Reshaped]:
            return reshape(context, command, progress)

        def moved(done: Done[Reshaped]) -> None:
            self.back()
            made = done.result
            words = (
                f"Đã chuyển {format_number(made.households)} hộ, {format_number(made.people)} người "
                f"từ {made.source} sang {made.into}. Máy của hai thôn có số liệu mới khi nhận gói trả lời."
            )
            both = (command.source, command.into)
            there = Link("Ghi gói trả lời ra USB", lambda: self.write_answers(both), "usb")
            self.desk.notify_done(done, words, rows=(there,))

        self.desk.run(Job("Đang chuyển hộ", work, moved))

    def write_answers(self, villages: Sequence[str]) -> None:
        """Write the commune's answer to these villages (by pile) onto a stick."""
        folder = self.desk.dialogs.folder("Chọn USB để ghi gói trả lời")
        if folder is None:
            return
        context = self.desk.context

        def work(progress: Progress) -> list[Path]:
            return [write_receipt(context, village, folder, progress).result.file for village in villages]

        def written(files: list[Path]) -> None:
            names = ", ".join(file.name for file in files)
            self.desk.notify(Notice(f"Đã ghi {len(files)} gói trả lời và đọc lại. Rút USB an toàn.", detail=names))

        self.desk.run(Job("Đang ghi gói trả lời", work, written))

    def _write_answer(self) -> None:
        row = self.table.current
        if row is not None:
            self.write_answers((row.pile,))

    def _choices(self) -> list[Choice]:
        return [(row.pile, row.title) for row in sorted(self.rows, key=lambda row: sort_key(row.name))]

    def _offer(self) -> None:
        acts = self.doings
        open_menu(self._reshaping, [(words, words) for words in acts], lambda words: acts[words]())

    def _show_rows(self) -> None:
        before = self.table.current
        text = self.search.text() if self.search else ""
        context = self.desk.context
        counts = {state: len(narrowed(context, self.rows, text, state)) for state in FILTERS}
        kept = self.standing.current
        self.standing.show_choices(
            [
                (state, f"{words} ({counts[state]})")
                for state, words in FILTERS.items()
                if counts[state] or state == kept
            ]
        )
        found = narrowed(context, self.rows, text, self.standing.current)
        self.model.show_rows(found)
        if before is not None:
            self.table.show_key(before.pile)
        if self.table.current is None and found:
            self.table.setCurrentIndex(self.model.index(0, 0))
        self._show_village(self.table.current)

    def _troubles(self) -> str:
        """Return how many villages are late, have a gap or do not match, and what waits for a newer program."""
        counts = {
            state: len(narrowed(self.desk.context, self.rows, state=state)) for state in (LATE, GAP, BEHIND, UNKNOWN)
        }
        newer = waiting_for_newer(self.desk.context)
        waits = f"; {format_number(newer)} thay đổi chờ bản Sổ Thôn mới" if newer else ""
        return "".join(f"; {count} thôn {FILTERS[state].lower()}" for state, count in counts.items() if count) + waits

    def _offer_report(self) -> None:
        choices = [*((key, words) for key, (words, _) in REPORTS.items()), ("book", f"{BOOK}…")]
        open_menu(self._report, choices, lambda key: self.ask_book() if key == "book" else self.write_report(key))

    def write_report(self, key: str) -> None:
        """Write the villages as they are shown now to a file, with who is missing in each when that was chosen."""
        named = REPORTS[key][1]
        path = self.desk.dialogs.save_file(TITLE, f"{TITLE}.docx", WORD, (PDF,) if named else (EXCEL, PDF))
        if path is None:
            return
        context = self.desk.context
        command = WriteVillages(path, self.search.text() if self.search else "", self.standing.current, named)

        def work(progress: Progress) -> WrittenVillages:
            return write_villages(context, command, progress)

        def made(done: WrittenVillages) -> None:
            words = f"Đã ghi tình hình {format_number(done.villages)} thôn"
            words += f", {format_number(done.named)} hộ chưa ký." if done.named else "."
            self.desk.notify_file(done.file, words, title=TITLE)

        self.desk.run(Job("Đang ghi báo cáo", work, made))

    def print_out(self) -> None:
        """Write the list as it is shown."""
        self.write_report("list")

    def turn_over(self) -> None:
        """Show what the two ends hold otherwise in the place of who has not signed, or that again."""
        self._show_apart(apart=self.apart.isHidden())

    def _show_apart(self, *, apart: bool) -> None:
        self.apart.setVisible(apart)
        self.missing.setVisible(not apart)
        self.turn.setText(SHOW_MISSING if apart else SHOW_APART)

    def _show_village(self, row: VillageRow | None) -> None:
        behind = row is not None and row.match == BEHIND
        self.apart.show_rows(apart_of_village(self.desk.context, row.pile) if row is not None and behind else ())
        self.turn.setVisible(bool(self.apart.lines))
        self._show_apart(apart=False)
        self._name.setText(row.title if row else "")
        self.missing_model.show_rows(missing_households(self.desk.context, row.campaign_id) if row else ())
        if row is None:
            for each in (self._about, self._leader, self._match):
                each.setText("")
            return
        head = ", ".join(part for part in (row.head, row.phone) if part)
        self._leader.setText(f"Trưởng thôn: {head}" if head else "Chưa ghi trưởng thôn")
        self._match.setText(match_sentence(row))
        look(self._match, "good" if row.match == MATCHED else "warn")
        if not row.in_scope:
            self._about.setText("Thôn chưa gửi đợt cam kết nào.")
        else:
            left = f"{format_number(row.unsigned)} hộ chưa ký" if row.unsigned else "Đã ký đủ"
            self._about.setText(f"{row.campaign}: {left}.")

    def _columns(self) -> tuple[Column[VillageRow], ...]:
        return (
            Column("Thôn", lambda row: row.title, sort=lambda row: sort_key(row.name)),
            Column("Trưởng thôn", lambda row: ", ".join(part for part in (row.head, row.phone) if part),
                   sort=lambda row: name_sort_key(row.head), spare=True),
            Column("Hộ", lambda row: row.households, Kind.NUMBER, width=50),
            Column("Khẩu", lambda row: row.people, Kind.NUMBER, width=60, spare=True),
            Column("Đã ký", lambda row: (row.signed, row.in_scope, ""), Kind.SHARE, width=132),
            Column("Gửi lần cuối", lambda row: row.sent_words, width=112, sort=lambda row: row.last_received,
                   shade=lambda row: "warn" if is_late(self.desk.context, row) else None),
            Column("Còn thiếu", lambda row: row.unsigned, Kind.NUMBER, width=94, spare=True),
            Column("Đối chiếu", lambda row: row.match_words, width=196, spare=True, sort=lambda row: (row.match, row.lacks),
                   shade=lambda row: SHADES.get(row.match)),
        )  # fmt: skip

    def _both_sides(self) -> QWidget:
        row = line(gap=16)
        listed = column(gap=8)
        above = line(gap=8)
        above.addWidget(self.standing)
        above.addStretch(1)
        listed.addLayout(above)
        listed.addWidget(self.table, 1)
        row.addLayout(listed, 1)
        row.addWidget(self._detail)
        made = QWidget()
        made.setLayout(row)
        return made

    def _fit(self) -> None:
        self._detail.setFixedWidth(DETAIL_WIDTH * theme().percent // 100)
        if self.isVisible():
            self._make_room()

    def _make_room(self) -> None:
        self.desk.fold_navigation(theme().percent >= LARGE)

    def _missing_side(self) -> QFrame:
        rows = column(gap=8, margin=16)
        rows.addWidget(self._name)
        rows.addWidget(self._leader)
        rows.addWidget(self._match)
        rows.addWidget(self._about)
        rows.addWidget(self.turn, alignment=Qt.AlignmentFlag.AlignLeft)
        rows.addWidget(self.missing, 1)
        rows.addWidget(self.apart, 1)
        rows.addWidget(button("Ghi gói trả lời ra USB", self._write_answer, icon="usb"))
        return card(rows)


def match_sentence(row: VillageRow) -> str:
    """Return how the village's laptop and the commune stand to each other, and what to do about it."""
    if row.match == NEVER:
        return "Chưa gửi gói nào: hỏi trưởng thôn, hoặc nhập thay."
    if row.match == GAP:
        return f"Thiếu gói giữa: {row.gaps} gói chờ gói trước đó. Hỏi thôn gói còn thiếu, hoặc chờ lần gửi sau."
    if row.match == UNKNOWN:
        return (
            "Chưa biết đã khớp chưa: từ khi sổ của xã được khôi phục hoặc chuyển máy, thôn chưa gửi gói nào để đối chiếu. "
            "Nhờ thôn ghi gói mới mang lên."
        )
    if row.match == BEHIND and row.short:
        return f"Xã thiếu {format_number(row.short)} thay đổi mà máy thôn có: nhờ thôn ghi gói mới mang lên."
    if row.match == BEHIND:
        return f"Máy thôn còn thiếu {format_number(row.lacks)} thay đổi của thôn mà xã có: đưa gói trả lời về thôn."
    return "Số liệu đã khớp với máy của thôn ở lần gửi cuối."
