"""Máy tính của các thôn: who asks to be let in, who may send, who was stopped; the commune's printed key and its file."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from app.gui.desk import Desk
from app.gui.device_forms import AcceptForm, CopyForm, ProofForm, RevokeForm
from app.gui.dialogs import PDF
from app.gui.form_page import FormPage
from app.gui.jobs import Job
from app.gui.menu_button import open_menu
from app.gui.notice import Notice
from app.gui.page import empty_state
from app.gui.parts import button, column, label, line, look
from app.gui.table import TableView
from app.gui.table_model import Column, Kind, RowsModel
from app.journal.capture import Changes
from app.kernel.clock import moment
from app.kernel.progress import Progress
from app.records.base import KINDS
from app.sync.device_list import State
from app.usecases.commune_files import write_file
from app.usecases.commune_key import (
    change_key,
    copy_is_proven,
    print_code_notice,
    print_key_copy,
    prove_copy,
    take_over_key,
)
from app.usecases.context import Done
from app.usecases.devices import lacks_key
from app.usecases.enrolment import (
    AcceptDevice,
    Accepted,
    Device,
    Released,
    RevokeDevice,
    accept_device,
    discard_held,
    inspect_held,
    list_devices,
    refuse_device,
    release_all,
    revoke_device,
)
from app.usecases.exchange_import import Imported, hides_too_much
from app.vietnamese.numbers import format_number

STATES: Final = {
    State.WAITING: "Chờ chấp nhận", State.ACTIVE: "Đang dùng", State.OLD: "Khoá cũ", State.REVOKED: "Đã ngừng",
}  # fmt: skip
SHADES: Final = {State.WAITING: "warn", State.REVOKED: "danger"}
COPY_WORDS: Final = (
    "Trước khi chấp nhận máy đầu tiên: in khoá của xã, cất bản in vào tủ có khoá, rồi gõ lại hai nhóm số của bản in. "
    "Máy xã có hỏng, gói của các thôn vẫn mở được."
)
LACKS_WORDS: Final = (
    "Sổ xã trên máy chủ, và máy này chưa có khoá của xã. "
    "Lấy bản in khoá trong tủ, gõ 12 dòng một lần là gửi, nhận được gói."
)
WAITING_WORDS: Final = "Nhờ người dùng máy đọc dãy số ở trang Dữ liệu gửi xã của họ, rồi bấm Chấp nhận."


def _village(row: Device) -> str:
    name = row.known_as or row.village
    return name[:1].upper() + name[1:]


def _would_do(seen: Imported) -> str:
    """Say what merging a bundle would do: "40 thay đổi, 3 mới; bớt 12 trên 185 hộ; 2 mục cần xử lý."."""
    parts = [f"{format_number(seen.notes)} thay đổi, {format_number(seen.new)} mới"]
    if seen.hides:
        parts.append(f"bớt {format_number(seen.hides)} trên {format_number(seen.households_before)} hộ")
    if seen.issues:
        parts.append(f"{format_number(len(seen.issues))} mục cần xử lý")
    return f"{'; '.join(parts)}."


def _state(row: Device) -> str:
    return f"{STATES[row.state]}: {row.reason}" if row.reason else STATES[row.state]


COLUMNS: Final[tuple[Column[Device], ...]] = (
    Column("Thôn", _village, width=230),
    Column("Người dùng", lambda row: row.person, width=190, spare=True),
    Column("Máy", lambda row: row.machine, Kind.QUIET, width=150, spare=True),
    Column("Trạng thái", _state, shade=lambda row: SHADES.get(row.state)),
    Column("Gói giữ lại", lambda row: len(row.held) or None, Kind.NUMBER, width=110),
    Column("Từ ngày", lambda row: f"{moment(row.at):%d/%m/%Y}", width=110),
)


class DevicesPage(FormPage):
    """The list of laptops; what can be done with the chosen one stands below it."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "Máy tính của các thôn")
        self.model = RowsModel(COLUMNS, lambda row: row.key_id, parent=self)
        self.table = TableView(self.model, "Máy tính của các thôn")
        self._papers = self.add_action("Khoá của xã…", self._offer_key, icon="key-round")
        self.set_main(
            "Ghi tệp của xã", self.write_file, icon="usb", tip="Tệp phát cho các thôn cùng chương trình, trên USB"
        )
        self.copy = self._copy_strip()
        self.nothing = empty_state(
            "usb",
            "Chưa có máy nào của các thôn",
            "Ghi tệp của xã vào USB cùng chương trình, giao cho các thôn. Gói đầu tiên của mỗi thôn là lời xin gửi: "
            "nhận gói ở trang Nhận dữ liệu, máy hiện ở đây để so dãy số.",
        )
        self.said = label(kind="small", wrap=True)
        self.accept_button = button("Chấp nhận…", self.ask_accept, icon="check")
        self.refuse_button = button("Không chấp nhận", self.refuse)
        self.revoke_button = button("Ngừng máy…", self.ask_revoke, icon="x")
        self.release_button = button("Vẫn nhận gói giữ lại", self.release, icon="inbox")
        self.discard_button = button("Bỏ gói giữ lại", self.discard)
        self.list = self._listing()
        self.body.addWidget(self.copy)
        self.body.addWidget(self.list, 1)
        self.body.addWidget(self.nothing, 1)
        self.table.chosen.connect(self._choose)
        self._read()

    def front(self) -> Sequence[QWidget]:
        """The strip about the copy, and the list or what stands for it."""
        return (self.copy, self.list, self.nothing)

    def show_front(self) -> None:
        """Show the list again, the strip only while the copy is missing."""
        self._read()

    def refresh(self, changes: Changes | None) -> None:
        """Bundles bring requests; nothing on this page is a record, so everything is read again."""
        del changes
        if self.form is None:
            self._read()

    def open(self, **_place: Any) -> None:
        """Be shown as things stand now."""
        if self.form is None:
            self._read()

    def write_file(self) -> None:
        """Write the commune's file to a stick."""
        folder = self.desk.dialogs.folder("Chọn USB để ghi tệp của xã")
        made = self.desk.attempt(lambda: write_file(self.desk.context, folder)) if folder else None
        if made is not None:
            models = f" Kèm {made.models} quy ước mẫu." if made.models else ""
            detail = f"Mã kiểm tra trên giấy báo: {made.code}.{models}"
            self.desk.notify_file(made.file, "Đã ghi tệp của xã.", detail=detail)

    def _offer_key(self) -> None:
        if lacks_key(self.desk.context):
            self.ask_copy()
            return
        acts: dict[str, Callable[[], None]] = {
            "notice": self.print_notice, "copy": self.print_copy, "change": self.change_key,
            "stolen": lambda: self.change_key(stolen=True),
        }  # fmt: skip
        choices = [
            ("notice", "In giấy báo mã kiểm tra, gửi cùng USB"), ("copy", "In khoá của xã, cất trong tủ"),
            ("change", "Đổi khoá của xã…"), ("stolen", "Khoá đã lộ: đổi ngay…"),
        ]  # fmt: skip
        open_menu(self._papers, choices, lambda key: acts[key]())

    def change_key(self, *, stolen: bool = False) -> None:
        """Let a new key follow the commune's, after a question: what was printed is of no use afterwards."""
        told = (
            "Khoá cũ không ai được tin nữa. Ghi lại tệp của xã, đưa lại cho mọi thôn cùng giấy báo mới."
            if stolen
            else "Các thôn biết khoá mới từ gói trả lời sau. Gói đã khoá bằng khoá cũ vẫn mở được."
        )
        question = f"{told} Bản in trong tủ hết tác dụng: phải in bản mới và gõ lại hai nhóm số."
        if not self.desk.ask("Đổi khoá của xã?", question, "Đổi khoá"):
            return
        context = self.desk.context
        digits = self.desk.attempt(lambda: change_key(context, stolen=stolen))
        if digits is not None:
            self._read()
            self.desk.notify(Notice("Đã đổi khoá của xã. In khoá mới, cất vào tủ, gõ lại hai nhóm số.", "warn"))

    def ask_copy(self) -> None:
        """Ask for the whole printed copy: books on a server, and another clerk's machine has the key."""
        form = CopyForm()
        self.ask(form, "Gõ khoá của xã từ bản in", "Xong", lambda: self._take_copy(form))

    def print_copy(self) -> None:
        """Print the copy of the commune's key that is locked away."""
        self._print("In khoá của xã", "Khoá của xã.pdf", print_key_copy, "In ra, cất bản in vào tủ rồi xoá tệp này.")

    def print_notice(self) -> None:
        """Print the notice with the short code of the commune's file."""
        self._print(
            "In giấy báo mã kiểm tra", "Mã kiểm tra tệp của xã.pdf", print_code_notice, "Đóng dấu, gửi cùng USB."
        )

    def ask_proof(self) -> None:
        """Ask for two groups of the printed copy."""
        form = ProofForm(self.desk.context)
        self.ask(form, "Gõ lại hai nhóm số của bản in", "Xong", lambda: self._prove(form))

    def ask_accept(self) -> None:
        """Ask for the digits read from the laptop's own screen."""
        row = self.table.current
        if row is not None:
            siblings = [each for each in self.model.rows if each.pile == row.pile and each.state is State.ACTIVE]
            form = AcceptForm(siblings)
            self.ask(form, f"Chấp nhận máy của {_village(row)}", "Chấp nhận", lambda: self._accept(form, row))

    def ask_revoke(self) -> None:
        """Ask why a laptop is stopped."""
        row = self.table.current
        if row is not None:
            form = RevokeForm()
            self.ask(form, f"Ngừng máy của {_village(row)}", "Ngừng máy", lambda: self._revoke(form, row))

    def refuse(self) -> None:
        """Turn away who waits."""
        row = self.table.current
        if row is None or not self.desk.ask(
            f"Không chấp nhận máy của {_village(row)}?",
            f"Bỏ {len(row.held)} gói đang giữ. Máy có thể gửi lại.",
            "Không chấp nhận",
        ):
            return
        self.desk.attempt(lambda: refuse_device(self.desk.context, row.device))
        self._read()

    def release(self) -> None:
        """Look into the bundles of a stopped laptop, and merge those of before it was lost if the person still wants to."""
        row = self.table.current
        if row is not None and row.held:
            context, waiting = self.desk.context, [each.sha256 for each in row.held]

            def look_into(progress: Progress) -> list[Imported]:
                return [inspect_held(context, each, progress) for each in waiting]

            self.desk.run(Job("Đang xem gói giữ lại", look_into, lambda seen: self._ask_release(row, waiting, seen)))

    def _ask_release(self, row: Device, waiting: Sequence[str], seen: Sequence[Imported]) -> None:
        question = f"Nhận {len(seen)} gói giữ lại của {_village(row)}?"
        if not self.desk.ask(question, " ".join(map(_would_do, seen)), "Nhận vào sổ"):
            return
        sure = [sha256 for sha256, each in zip(waiting, seen, strict=True) if hides_too_much(each)]
        context = self.desk.context

        def work(progress: Progress) -> Done[Released]:
            return release_all(context, waiting, sure, progress)

        self.desk.run(Job("Đang nhận gói giữ lại", work, self._released))

    def _released(self, done: Done[Released]) -> None:
        made = done.result
        if made.imported:
            new = format_number(sum(each.new for each in made.imported))
            self.desk.notify_done(
                Done(None, done.changes), f"Đã nhận {len(made.imported)} gói giữ lại: {new} thay đổi mới."
            )
        for each in made.problems:
            self.desk.show_error(each)
        self._read()

    def discard(self) -> None:
        """Throw the bundles away that wait."""
        row = self.table.current
        if row is None or not self.desk.ask(
            f"Bỏ {len(row.held)} gói giữ lại của {_village(row)}?", "Bỏ rồi không lấy lại được từ máy này.", "Bỏ gói"
        ):
            return
        for each in row.held:
            self._discard(each.sha256)
        self._read()

    def _discard(self, sha256: str) -> None:
        self.desk.attempt(lambda: discard_held(self.desk.context, sha256))

    def _prove(self, form: ProofForm) -> None:
        def proven() -> bool:
            prove_copy(self.desk.context, form.command())
            return copy_is_proven(self.desk.context)

        if form.check() and self.desk.attempt(proven):
            self.back()
            self.desk.notify(Notice("Bản in khoá của xã đúng. Từ nay chấp nhận được máy của các thôn."))

    def _take_copy(self, form: CopyForm) -> None:
        digits = self.desk.attempt(lambda: take_over_key(self.desk.context, form.command())) if form.check() else None
        if digits is not None:
            self.back()
            self.desk.notify(Notice("Máy này đã có khoá của xã: gửi, nhận được gói của các thôn."))

    def _accept(self, form: AcceptForm, row: Device) -> None:
        if not form.check():
            return
        command = AcceptDevice(row.key_id, form.digits.text(), form.replaces.text())
        context = self.desk.context

        def work(progress: Progress) -> Done[Accepted]:
            return accept_device(context, command, progress)

        self.desk.run(Job("Đang chấp nhận máy và nhận gói", work, self._accepted))

    def _accepted(self, done: Done[Accepted]) -> None:
        self.back()
        made = done.result
        new = sum(each.new for each in made.imported)
        text = f"Đã chấp nhận máy của {_village(made.device)}. Đã nhận {format_number(new)} thay đổi."
        detail = " ".join(each.message for each in made.problems) or "Ghi gói trả lời ra USB để thôn mang về."
        self.desk.notify(Notice(text, "warn" if made.problems else "done", detail))
        self.desk.changed.emit(Changes(dict.fromkeys(KINDS)))

    def _revoke(self, form: RevokeForm, row: Device) -> None:
        command = RevokeDevice(row.key_id, form.reason.text())
        if self.desk.attempt(lambda: revoke_device(self.desk.context, command)) is not None:
            self.back()
            self.desk.notify(Notice(f"Đã ngừng máy của {_village(row)}. Máy khác của thôn biết từ gói trả lời sau."))

    def _print(self, title: str, name: str, write: Any, words: str) -> None:
        path: Path | None = self.desk.dialogs.save_file(title, name, PDF)
        if path is not None and self.desk.attempt(lambda: write(self.desk.context, path)) is not None:
            self.desk.notify_file(path, words)

    def _read(self) -> None:
        rows = self.desk.attempt(lambda: list_devices(self.desk.context)) or ()
        before = self.table.current
        self.model.show_rows(rows)
        self.table.show_key(before.key_id if before is not None else (rows[0].key_id if rows else ""))
        lacks = lacks_key(self.desk.context)
        self.copy.setVisible(lacks or not copy_is_proven(self.desk.context))
        self._copy_words.setText(LACKS_WORDS if lacks else COPY_WORDS)
        for each in self._copy_doings:
            each.setVisible(not lacks)
        self._type_copy.setVisible(lacks)
        self.main.setEnabled(not lacks) if self.main is not None else None
        self.list.setVisible(bool(rows))
        self.nothing.setVisible(not rows)
        waiting, active = (sum(each.state is state for each in rows) for state in (State.WAITING, State.ACTIVE))
        self.set_state(f"{active} máy đang dùng, {waiting} máy chờ chấp nhận" if rows else "")
        self._choose(self.table.current)

    def _choose(self, row: Device | None) -> None:
        waits = row is not None and row.state is State.WAITING
        stopped = row is not None and row.state is State.REVOKED
        self.accept_button.setVisible(waits or stopped)
        self.accept_button.setEnabled(copy_is_proven(self.desk.context))
        self.refuse_button.setVisible(waits)
        self.revoke_button.setVisible(row is not None and row.state is State.ACTIVE)
        for each in (self.release_button, self.discard_button):
            each.setVisible(not waits and row is not None and bool(row.held))
        self.said.setText(_about(row))

    def _listing(self) -> QWidget:
        rows = column(gap=8)
        rows.addWidget(self.table, 1)
        rows.addWidget(self.said)
        rows.addLayout(self._doings())
        made = QWidget()
        made.setLayout(rows)
        return made

    def _doings(self) -> QHBoxLayout:
        row = line(gap=8)
        row.addWidget(self.accept_button)
        row.addWidget(self.refuse_button)
        row.addWidget(self.revoke_button)
        row.addStretch(1)
        row.addWidget(self.release_button)
        row.addWidget(self.discard_button)
        return row

    def _copy_strip(self) -> QFrame:
        row = line(gap=8, margin=12)
        self._copy_words = label(COPY_WORDS, wrap=True)
        self._copy_doings = (
            button("In khoá của xã", self.print_copy, icon="printer"),
            button("Gõ lại hai nhóm số", self.ask_proof, icon="check"),
        )
        self._type_copy = button("Gõ khoá từ bản in", self.ask_copy, icon="key-round")
        row.addWidget(self._copy_words, 1)
        for each in (*self._copy_doings, self._type_copy):
            row.addWidget(each)
        made = look(QFrame(), "bar")
        made.setProperty("tone", "warn")
        made.setLayout(row)
        return made


def _about(row: Device | None) -> str:
    """Return what there is to know of the chosen laptop, and what to do."""
    if row is None:
        return ""
    others = f" Thôn này đang có {row.others} máy khác." if row.others else ""
    if row.state is State.WAITING:
        new = "" if row.known_as else " Xã chưa có dữ liệu nào của thôn này."
        return f"{WAITING_WORDS}{others}{new}"
    if row.state is State.REVOKED:
        held = f" {len(row.held)} gói của máy này đang giữ, chưa nhận." if row.held else ""
        return f"Máy đã ngừng: gói máy này ghi ra không vào sổ nếu chưa có người quyết định.{held}"
    held = f" {len(row.held)} gói của máy này đang giữ, chưa nhận được." if row.held else ""
    return f"Mã máy {row.short}.{others}{held}"
