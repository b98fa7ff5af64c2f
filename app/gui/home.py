"""Trang chính: what to do now at the left, how the village stands at the right (design/screens.md)."""

from dataclasses import dataclass, field
from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from app.gui.desk import Desk
from app.gui.icons import TIMES, set_icon
from app.gui.page import Page
from app.gui.parts import button, card, column, label, line, look, rule, scrolling
from app.gui.table import TableView
from app.gui.table_model import Column, Kind, RowsModel
from app.gui.theme import theme
from app.journal.capture import Changes
from app.kernel.clock import moment
from app.usecases import home as state
from app.usecases.campaigns import GroupStatus
from app.usecases.clock_doubt import ADVICE, doubted_clock
from app.usecases.home import Home, Todo, home
from app.usecases.households import NONE
from app.vietnamese.numbers import format_number

LEFT, RIGHT = 6, 4
"""Shares of the width."""
FIGURE_SHARES: Final = {"hộ": 4, "khẩu": 5, "tổ": 3}
NUMBER_WIDTH: Final = 90


@dataclass(frozen=True, slots=True)
class Words:
    """How one kind of thing to do is said: sentence, icon where there is no number, button, and where that leads."""

    text: str
    icon: str
    press: str
    place: str
    where: dict[str, Any] = field(default_factory=dict)


WORDS: Final = {
    state.NO_HOUSEHOLDS: Words("Sổ chưa có hộ nào", "file-spreadsheet", "Mở danh sách Excel", "imports"),
    state.UNSIGNED: Words("hộ chưa ký", "signature", "In danh sách cần gặp", "pledges", {"visits": True}),
    state.SCANS: Words("trang đã quét chờ xem", "inbox", "Xem từng trang", "scans"),
    state.ISSUES: Words("việc cần xử lý", "triangle-alert", "Xem từng việc", "issues"),
    state.NO_BACKUP: Words("Chưa sao lưu sổ", "archive-restore", "Sao lưu ngay", "safety", {"backup": True}),
    state.UNSENT: Words("thay đổi chưa gửi xã", "usb", "Ghi vào USB", "exchange"),
    state.NO_CAMPAIGN: Words("Chưa mở đợt cam kết năm nay", "signature", "Mở đợt cam kết", "pledges", {"new": True}),
    state.UNGROUPED: Words("hộ chưa xếp tổ", "map", "Xếp tổ", "households", {"group": NONE}),
    state.NO_HEAD: Words("hộ chưa ghi chủ hộ", "users-round", "Xem danh sách hộ", "households"),
    state.NO_OFFICE: Words("Chưa ghi người ký giấy của thôn", "signature", "Ghi tên", "groups", {"offices": True}),
    state.TASKS: Words("việc xã giao chưa xong", "list-checks", "Xem và báo cáo", "assigned"),
    state.HANDED: Words("đợt cam kết xã giao chưa mở", "signature", "Mở đợt", "assigned", {"part": "campaigns"}),
    state.QUESTIONS: Words("câu hỏi, đề nghị của xã chờ trả lời", "circle-help", "Trả lời", "questions"),
    state.NO_COVENANT: Words("Sổ chưa có quy ước", "scroll-text", "Mở tệp quy ước", "covenant"),
}

ABOUT: Final = (state.UNSIGNED, state.NO_OFFICE, state.TASKS, state.HANDED)
"""Things to do of which one is named below the number."""

GROUP_COLUMNS: Final = (
    Column[GroupStatus]("Tổ", lambda row: row.name or "Chưa xếp tổ"),
    Column[GroupStatus]("Hộ đã ký", lambda row: (row.signed, row.households, ""), Kind.SHARE, width=150),
)


class HomePage(Page):
    """Things to do with one button each; figures, bars by group, last receipt and backup."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "Trang chính")
        self.home: Home | None = None
        self._fresh = False
        """Read a moment ago, when the page was made."""
        self._todos: QVBoxLayout = column(gap=8)
        self.figures = {name: label("0", "figure") for name in FIGURE_SHARES}
        self.campaign = label(kind="strong", wrap=True)
        self.signed = label(kind="quiet", wrap=True)
        self.model = RowsModel(GROUP_COLUMNS, lambda row: row.id, parent=self)
        self.table = TableView(self.model, "Đã ký theo tổ")
        self.receipt = label(wrap=True)
        self.backup = label(wrap=True)
        row = line(gap=24)
        row.addWidget(self._doing(), LEFT)
        row.addWidget(self._standing(), RIGHT)
        self.body.addLayout(row, 1)
        self.table.opened.connect(lambda _: desk.navigate("pledges"))
        self.add_action("Việc xã giao", lambda: desk.navigate("assigned"), icon="list-checks")
        theme().changed.connect(self._fit)
        self._fit()

    def open(self, **_place: Any) -> None:
        """Be shown; days have passed and other pages have worked meanwhile."""
        if not self._fresh:
            self.refresh(None)
        self._fresh = False

    def refresh(self, changes: Changes | None) -> None:
        """Read everything while it is seen; a hidden first page reads when it is shown again."""
        if changes is None or self.isVisible():
            self.home = home(self.desk.context)
            self._fresh = changes is None
            self._show(self.home)

    def do_first(self) -> None:
        """Begin with the first thing to do."""
        if self.home is not None and self.home.todos:
            self._go(self.home.todos[0])

    def _go(self, todo: Todo) -> None:
        words = WORDS[todo.kind]
        self.desk.navigate(words.place, **words.where)

    def _show(self, now: Home) -> None:
        self._show_todos(now.todos)
        for name, number in (("hộ", now.households), ("khẩu", now.people), ("tổ", now.groups)):
            self.figures[name].setText(format_number(number))
        state_now = now.campaign
        self.table.setVisible(state_now is not None)
        self.signed.setVisible(state_now is not None)
        if state_now is not None:
            self.campaign.setText(f"{state_now.name}, năm {state_now.year}")
            signed, whole = format_number(state_now.signed), format_number(state_now.households)
            self.signed.setText(f"{signed} / {whole} hộ đã ký")
            self.model.show_rows(state_now.groups)
        else:
            self.campaign.setText("Chưa có đợt cam kết nào")
        receipt = now.receipt
        self.receipt.setText(
            f"Xã trả lời ngày {moment(receipt.at):%d/%m/%Y}: {receipt.sentence}"
            if receipt
            else "Xã chưa trả lời lần nào."
        )
        look(self.receipt, "" if receipt is None or receipt.matches else "warn")
        self.backup.setText(
            f"Sao lưu lần cuối {moment(now.backup_at):%H:%M ngày %d/%m/%Y}."
            if now.backup_at
            else "Chưa sao lưu lần nào."
        )

    def _show_todos(self, todos: tuple[Todo, ...]) -> None:
        while (item := self._todos.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for todo in todos:
            self._todos.addWidget(self._line(todo))
        if not todos:
            self._todos.addWidget(self._done())
        self._todos.addStretch(1)
        if todos:
            self.set_state(f"{len(todos)} việc nên làm, việc gấp ở trên cùng" if len(todos) > 1 else "1 việc nên làm")
            self.set_main(WORDS[todos[0].kind].press, self.do_first, icon=WORDS[todos[0].kind].icon)
        else:
            self.set_state("Không có việc nào đang chờ")
        if doubt := doubted_clock(self.desk.context):
            self.set_state(f"{doubt} {ADVICE}")
        if self.main is not None:
            self.main.setVisible(bool(todos))

    def _line(self, todo: Todo) -> QFrame:
        words = WORDS[todo.kind]
        row = line(gap=16, margin=(16, 10, 16, 10))
        number = label(format_number(todo.count), "figure") if todo.count else _drawing(words.icon)
        number.setMinimumWidth(NUMBER_WIDTH * theme().percent // 100)
        number.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        texts = column(gap=0)
        texts.addWidget(label(words.text, "strong", wrap=True))
        if detail := detail_of(todo):
            texts.addWidget(label(detail, "small", wrap=True))
        row.addWidget(number)
        row.addLayout(texts, 1)
        row.addWidget(button(words.press, lambda: self._go(todo)))
        return card(row)

    def _done(self) -> QWidget:
        row = line(gap=16, margin=16)
        row.addWidget(_drawing("circle-check"))
        row.addWidget(label("Mọi việc đã xong. Cảm ơn bác!", "heading", wrap=True), 1)
        return card(row)

    def _doing(self) -> QWidget:
        inner = QWidget()
        inner.setLayout(self._todos)
        rows = column(gap=8)
        rows.addWidget(label("Việc nên làm", "heading"))
        rows.addWidget(scrolling(inner), 1)
        made = QWidget()
        made.setLayout(rows)
        return made

    def _standing(self) -> QFrame:
        numbers = line(gap=8)
        for name, figure in self.figures.items():
            each = column(gap=0)
            each.addWidget(figure)
            each.addWidget(label(name, "quiet"))
            numbers.addLayout(each, FIGURE_SHARES[name])
        rows = column(gap=8, margin=16)
        rows.addLayout(numbers)
        rows.addWidget(rule())
        rows.addWidget(self.campaign)
        rows.addWidget(self.signed)
        rows.addWidget(self.table, 1)
        rows.addStretch(0)
        rows.addWidget(rule())
        rows.addWidget(self.receipt)
        rows.addWidget(self.backup)
        return card(rows)

    def _fit(self) -> None:
        if self.home is not None:
            self._show(self.home)


def _drawing(icon: str) -> QLabel:
    made = label()
    made.setProperty(TIMES, 2)
    set_icon(made, icon, "accent")
    return made


def detail_of(todo: Todo) -> str:
    """Return the small words below a thing to do: about what, by when, since when."""
    parts = [todo.about] if todo.kind in ABOUT and todo.about else []
    if todo.kind == state.UNSENT:
        parts.append(f"đã chờ {todo.days} ngày" if todo.days else "mới từ hôm nay")
    if todo.kind == state.NO_BACKUP:
        parts.append(f"lần cuối cách đây {todo.days} ngày" if todo.days else "chưa có bản sao lưu nào")
    if todo.kind == state.NO_COVENANT:
        parts.append("mở bản Word đang có, hoặc bắt đầu từ bản mẫu")
    if todo.kind == state.TASKS and todo.days:
        parts.append(f"trễ {todo.days} ngày")
    if todo.due is not None:
        parts.append(f"hạn {todo.due:%d/%m/%Y}")
    text = ", ".join(parts)
    return text[:1].upper() + text[1:]
