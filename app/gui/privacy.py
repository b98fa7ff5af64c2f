"""Dữ liệu cá nhân: requests with their days of grace, consents, sensitive fields, erasing a person."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtWidgets import QPushButton, QStackedWidget, QWidget

from app.gui.desk import Desk
from app.gui.form_page import FormPage
from app.gui.jobs import Job
from app.gui.notice import Link, Notice
from app.gui.page import with_card
from app.gui.parts import button, column, label, line
from app.gui.privacy_forms import ConsentForm, EraseForm, RequestForm, StepForm, SwitchForm, capital, plan_words
from app.gui.table import TableView
from app.gui.table_model import Column, Kind, RowsModel
from app.gui.theme import theme
from app.journal.capture import Changes
from app.kernel.progress import Progress
from app.records.privacy import DELETE
from app.usecases import erasing, privacy_book, sensitive
from app.usecases.privacy_book import ConsentRow, RequestRow
from app.usecases.sensitive import SensitiveField
from app.vietnamese.collation import name_sort_key
from app.vietnamese.numbers import format_number

LEFT: Final = 270
WIDEST: Final = 370
LARGE: Final = 125
"""Text size in percent from which the page needs the room of the navigation's words."""
KINDS: Final = ("privacy_request", "consent", "purpose", "erasure", "person")
REQUESTS, CONSENTS, FIELDS, ERASING = "requests", "consents", "fields", "erasing"
OLD_BACKUPS: Final = "Bản sao lưu trên USB cũng còn giữ thông tin này: tự bỏ đi."


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the page: its name, in a few words how it stands."""

    key: str
    words: str
    state: str


def due_words(row: RequestRow) -> str:
    """Return "Trả lời trước 20/11/2026", "Quá hạn trả lời 20/11/2026", or that it is done."""
    if row.due is None:
        return f"Đã xong {row.done:%d/%m/%Y}" if row.done else ""
    return f"{f'Quá hạn {row.step}' if row.late else capital(row.step) + ' trước'} {row.due:%d/%m/%Y}"


PARTS: Final[tuple[Column[Part], ...]] = (
    Column("Việc", lambda row: row.words),
    Column("", lambda row: row.state, width=120),
)
REQUEST_COLUMNS: Final[tuple[Column[RequestRow], ...]] = (
    Column("Người yêu cầu", lambda row: row.who, sort=lambda row: name_sort_key(row.who)),
    Column("Yêu cầu", lambda row: capital(row.what), width=140, spare=True),
    Column("Ngày nhận", lambda row: f"{row.received:%d/%m/%Y}" if row.received else "", width=116, spare=True),
    Column("Việc tiếp theo", due_words, width=230,
           shade=lambda row: "danger" if row.late else None),
)  # fmt: skip
CONSENT_COLUMNS: Final[tuple[Column[ConsentRow], ...]] = (
    Column("Người đồng ý", lambda row: row.who, width=160, sort=lambda row: name_sort_key(row.who)),
    Column("Để làm gì", lambda row: row.purpose),
    Column("Bằng cách nào", lambda row: row.way, Kind.QUIET, width=150, spare=True),
    Column("Đã rút", lambda row: f"{row.withdrawn:%d/%m/%Y}" if row.withdrawn else "", width=108),
    Column("Ngày", lambda row: f"{row.day:%d/%m/%Y}" if row.day else "", width=116, spare=True),
)
FIELD_COLUMNS: Final[tuple[Column[SensitiveField], ...]] = (
    Column("Mục", lambda row: row.label, width=180),
    Column("", lambda row: "Đang bật" if row.on else "Tắt", width=100, shade=lambda row: "warn" if row.on else None),
    Column("Để làm gì", lambda row: ", ".join(part for part in (row.purpose, row.basis) if part and row.on)),
    Column("Số người", lambda row: row.held, Kind.NUMBER, width=92, spare=True),
)
HEADINGS: Final = {
    REQUESTS: "Yêu cầu của người dân",
    CONSENTS: "Sự đồng ý của từng người",
    FIELDS: "Mục nhạy cảm",
    ERASING: "Xoá thông tin của một người",
}
EXPLAINED: Final = {
    REQUESTS: "Ai cũng có quyền hỏi sổ ghi gì về mình, xin sửa, xin xoá. Trả lời trong 2 ngày làm việc; làm xong trong 10 "
    "đến 20 ngày tuỳ việc, gia hạn được một lần 15 ngày.",
    CONSENTS: "Ghi ở đây khi một người đồng ý cho thôn giữ hay dùng thông tin của họ ngoài việc xã giao. Rút lúc nào cũng được.",
    FIELDS: "Những mục này luật coi là nhạy cảm nên sổ không ghi, không hiện. Bật mục nào thì ghi rõ để làm gì, căn cứ nào.",
    ERASING: "Xoá hẳn thông tin của một người, ở mọi máy và cả ở xã sau lần gửi tới. Số hộ, số người, số đã ký không đổi. "
    "Không hoàn tác được.",
}


class PrivacyPage(FormPage):
    """The parts at the left; the chosen one with its list and its buttons on a card."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "Dữ liệu cá nhân")
        self.model = RowsModel(PARTS, key=lambda row: row.key, parent=self)
        self.table = TableView(self.model, "Các phần")
        self.requests = RowsModel(REQUEST_COLUMNS, key=lambda row: row.id, parent=self)
        self.consents = RowsModel(CONSENT_COLUMNS, key=lambda row: row.id, parent=self)
        self.fields = RowsModel(FIELD_COLUMNS, key=lambda row: row.name, parent=self)
        self.request_table = TableView(self.requests, "Các yêu cầu")
        self.consent_table = TableView(self.consents, "Sự đồng ý")
        self.field_table = TableView(self.fields, "Mục nhạy cảm")
        self.part = REQUESTS
        self._heading = label(kind="heading", wrap=True)
        self._about = label(kind="quiet", wrap=True)
        self.detail = label(wrap=True)
        self.backups = label(kind="warn", wrap=True)
        self.thin_button = button("Sao lưu mới, bỏ các bản cũ", self.thin, icon="trash-2")
        self.buttons: dict[str, QPushButton] = {}
        self._feet: dict[str, QWidget] = {}
        self._lists = QStackedWidget()
        self._both = self._build()
        self._main = self.set_main("Ghi yêu cầu", self.new, icon="plus", tip="Ctrl+N")
        self.body.addWidget(self._both, 1)
        self.table.chosen.connect(self._choose_part)
        for each in (self.request_table, self.consent_table, self.field_table):
            each.chosen.connect(lambda _: self._show_choice())
        theme().changed.connect(self._fit)
        self._fit()

    def open(self, part: str = "", person: str = "", **_place: Any) -> None:
        """Be shown, at one part, or about to erase somebody."""
        self._make_room()
        self.refresh(None)
        if part or person:
            self.table.show_key(ERASING if person else part)
        if person:
            self.ask_erasing(person)

    def refresh(self, changes: Changes | None) -> None:
        """Read everything again."""
        if changes is not None and not changes.touches(*KINDS):
            return
        context = self.desk.context
        requests, consents = privacy_book.list_requests(context), privacy_book.list_consents(context)
        fields = sensitive.list_sensitive(context)
        self.requests.show_rows(requests)
        self.consents.show_rows(consents)
        self.fields.show_rows(fields)
        waiting, late = sum(row.due is not None for row in requests), sum(row.late for row in requests)
        standing, on = sum(row.withdrawn is None for row in consents), sum(row.on for row in fields)
        parts = (
            Part(REQUESTS, "Yêu cầu", f"{waiting} đang chờ" if waiting else ""),
            Part(CONSENTS, "Sự đồng ý", f"{standing} người" if standing else ""),
            Part(FIELDS, "Mục nhạy cảm", f"{on} đang bật" if on else "đều tắt"),
            Part(ERASING, "Xoá thông tin", ""),
        )
        self.set_state(f"{late} yêu cầu quá hạn" if late else "")
        self.model.show_rows(parts)
        self.table.show_key(self.part)
        old = erasing.old_backups(context)
        words = f"Còn {format_number(len(old))} bản sao lưu cũ giữ thông tin đã xoá. {OLD_BACKUPS}" if old else ""
        self.backups.setText(words)
        for each in (self.backups, self.thin_button):
            each.setVisible(bool(old) and self.part == ERASING)
        self._show_choice()

    def front(self) -> Sequence[QWidget]:
        """Return the parts and the main button."""
        return (self._both, self._main)

    def new(self) -> None:
        """Begin what the part is about."""
        {
            REQUESTS: self.ask_request, CONSENTS: self.ask_consent, FIELDS: self.switch, ERASING: self.ask_erasing,
        }[self.part]()  # fmt: skip

    # Requests

    def ask_request(self) -> None:
        """Write a request down."""
        form, context = RequestForm(self.desk.context), self.desk.context
        self.ask_for(
            form, "Yêu cầu mới", "Ghi yêu cầu", lambda: privacy_book.record_request(context, form.command()),
            "Đã ghi yêu cầu. Trả lời trong 2 ngày làm việc.",
        )  # fmt: skip

    def answer(self) -> None:
        """Write down how a request was answered."""
        self._step("Đã trả lời thế nào", "Đã trả lời", privacy_book.answer_request, "Đã ghi trả lời.")

    def finish(self) -> None:
        """Write down what was done about a request."""
        self._step("Đã làm gì, hoặc vì sao không làm", "Đã làm xong", privacy_book.finish_request, "Đã ghi làm xong.")

    def extend(self) -> None:
        """Write down that the person was told it takes longer."""
        row = self.request_table.current
        if row is None:
            return
        done = self.desk.attempt(lambda: privacy_book.extend_request(self.desk.context, row.id))
        if done is not None:
            self.desk.notify_done(done, "Đã ghi gia hạn thêm 15 ngày.")

    def erase_asked(self) -> None:
        """Do what a request to delete asks for."""
        row = self.request_table.current
        if row is not None and row.person:
            self.ask_erasing(row.person, row.id)

    # Consents

    def ask_consent(self) -> None:
        """Write a consent down."""
        form, context = ConsentForm(self.desk.context), self.desk.context
        self.ask_for(
            form, "Sự đồng ý", "Ghi đồng ý", lambda: privacy_book.record_consent(context, form.command()), "Đã ghi."
        )

    def withdraw(self) -> None:
        """End a consent."""
        row = self.consent_table.current
        if row is None:
            return
        done = self.desk.attempt(lambda: privacy_book.withdraw_consent(self.desk.context, row.id))
        if done is not None:
            self.desk.notify_done(done, f"Đã ghi {row.who} rút đồng ý, thành một yêu cầu phải làm.")

    # Sensitive fields

    def switch(self) -> None:
        """Switch the chosen field on with a purpose, or off."""
        row, context = self.field_table.current, self.desk.context
        if row is None:
            return
        if row.on:
            done = self.desk.attempt(lambda: sensitive.switch_off(context, row.name))
            if done is not None:
                self.desk.notify_done(done, f"Đã tắt mục {row.label}.")
            return
        form = SwitchForm(row)
        self.ask_for(
            form, f"Bật mục {row.label}", "Bật mục này", lambda: sensitive.switch_on(context, form.command()),
            f"Đã bật mục {row.label}: có ở phiếu của từng người.",
        )  # fmt: skip

    def forget(self) -> None:
        """Erase what was kept of the chosen field."""
        row, context = self.field_table.current, self.desk.context
        if row is None:
            return
        question = f"Xoá hẳn mục {row.label} của {format_number(row.held)} người?"
        if not self.desk.ask(question, "Mục này cũng được tắt. Không hoàn tác được.", "Xoá hẳn"):
            return
        done = self.desk.attempt(lambda: sensitive.switch_off(context, row.name, erase=True))
        if done is not None:
            self.desk.changed.emit(done.changes)
            self.desk.notify(Notice(f"Đã xoá hẳn mục {row.label} của {format_number(done.result)} người."))

    # Erasing

    def ask_erasing(self, person: str = "", request: str = "") -> None:
        """Ask whose data goes."""
        context = self.desk.context
        waiting = [(row.id, f"{row.who}, {row.received:%d/%m/%Y}") for row in self.requests.rows
                   if row.what == DELETE and row.due is not None]  # fmt: skip
        form = EraseForm(context, waiting, lambda key: self.desk.attempt(lambda: erasing.plan_erasure(context, key)))
        plan = self.desk.attempt(lambda: erasing.plan_erasure(context, person)) if person else None
        if person and plan is None:
            return
        form.load(plan)
        form.request.set_text(request)
        self.ask(form, "Xoá thông tin cá nhân", "Xoá hẳn…", lambda: self._erase(form))

    def _erase(self, form: EraseForm) -> None:
        if not form.check() or form.plan is None:
            return
        if not self.desk.ask(f"Xoá hẳn thông tin của {form.plan.name}?", plan_words(form.plan), "Xoá hẳn"):
            return
        done = self.desk.attempt(lambda: erasing.erase_person(self.desk.context, form.command()))
        if done is None:
            return
        self.part = ERASING
        self.back()
        self.desk.changed.emit(done.changes)
        links = (Link("Bỏ bản sao lưu cũ", self.thin, "trash-2"),) if done.result.old_backups else ()
        self.desk.notify(Notice("Đã xoá hẳn thông tin của người này.", links=links))

    def thin(self) -> None:
        """Make a backup now and delete those that still hold what was erased."""
        context = self.desk.context

        def work(progress: Progress) -> int:
            return erasing.remove_old_backups(context, progress)

        def thinned(count: int) -> None:
            self.refresh(None)
            self.desk.notify(Notice(f"Đã sao lưu mới và bỏ {format_number(count)} bản cũ.", detail=OLD_BACKUPS))

        self.desk.run(Job("Đang sao lưu", work, thinned))

    # How it is shown

    def _step(self, words: str, yes: str, act: Callable[..., Any], said: str) -> None:
        row, context = self.request_table.current, self.desk.context
        if row is None:
            return
        form = StepForm(context, words)
        title = f"{capital(row.what)}: {row.who}"
        self.ask_for(form, title, yes, lambda: act(context, row.id, *form.command()), said)

    def _choose_part(self, row: Part | None) -> None:
        if row is None:
            return
        self.part = row.key
        self._heading.setText(HEADINGS[row.key])
        self._about.setText(EXPLAINED[row.key])
        self._lists.setCurrentIndex(list(EXPLAINED).index(row.key))
        for key, foot in self._feet.items():
            foot.setVisible(key == row.key)
        for each in (self.backups, self.thin_button):
            each.setVisible(bool(self.backups.text()) and row.key == ERASING)
        self._show_choice()

    def _show_choice(self) -> None:
        """Say more about the chosen line, and offer what can be done with it."""
        request, consent, chosen = self.request_table.current, self.consent_table.current, self.field_table.current
        waiting = request is not None and request.due is not None
        for name in ("answer", "finish", "extend"):
            self.buttons[name].setEnabled(waiting)
        self.buttons["answer"].setEnabled(waiting and request is not None and request.answered is None)
        self.buttons["extend"].setEnabled(waiting and request is not None and request.extended is None)
        self.buttons["erase"].setVisible(
            waiting and request is not None and request.what == DELETE and bool(request.person)
        )
        self.buttons["withdraw"].setEnabled(consent is not None and consent.withdrawn is None)
        self.buttons["forget"].setEnabled(chosen is not None and chosen.held > 0)
        words = {REQUESTS: "Ghi yêu cầu", CONSENTS: "Ghi đồng ý", ERASING: "Xoá thông tin…"}
        on = chosen is not None and chosen.on
        self._main.setText(words.get(self.part, "Tắt mục này" if on else "Bật mục này…"))
        self._main.setAccessibleName(self._main.text())
        self._main.setEnabled(self.part != FIELDS or chosen is not None)
        said = request_words(request) if request and self.part == REQUESTS else ""
        self.detail.setText(said)
        self.detail.setVisible(bool(said))

    def _build(self) -> QWidget:
        for each in (self.request_table, self.consent_table, self.field_table, QWidget()):
            self._lists.addWidget(each)
        right = column(gap=8, margin=(16, 12, 16, 12))
        right.addWidget(self._heading)
        right.addWidget(self._about)
        right.addWidget(self.backups)
        right.addWidget(self.thin_button)
        right.addWidget(self._lists, 1)
        right.addWidget(self.detail)
        acts: dict[str, tuple[tuple[str, str, Callable[[], None], str], ...]] = {
            REQUESTS: (
                ("answer", "Đã trả lời…", self.answer, "check"), ("extend", "Gia hạn", self.extend, "calendar-days"),
                ("finish", "Đã xong…", self.finish, "circle-check"), ("erase", "Xoá…", self.erase_asked, "trash-2"),
            ),
            CONSENTS: (("withdraw", "Ghi rút đồng ý", self.withdraw, "x"),),
            FIELDS: (("forget", "Xoá những gì đã ghi…", self.forget, "trash-2"),),
        }  # fmt: skip
        for part, row in acts.items():
            foot, across = QWidget(), line(gap=8)
            for key, words, act, icon in row:
                self.buttons[key] = button(words, act, icon=icon)
                across.addWidget(self.buttons[key])
            across.addStretch(1)
            foot.setLayout(across)
            self._feet[part] = foot
            right.addWidget(foot)
        return with_card(self.table, right)

    def _fit(self) -> None:
        self.table.setFixedWidth(min(LEFT * theme().percent // 100, WIDEST))
        if self.isVisible():
            self._make_room()

    def _make_room(self) -> None:
        self.desk.fold_navigation(theme().percent >= LARGE)


def request_words(row: RequestRow) -> str:
    """Return what a request is about and what became of it."""
    parts = (
        row.detail,
        f"Trả lời {row.answered:%d/%m/%Y}: {row.answer}" if row.answered and row.answer else "",
        f"Đã báo gia hạn {row.extended:%d/%m/%Y}" if row.extended else "",
        f"Xong {row.done:%d/%m/%Y}: {row.result}" if row.done else "",
    )
    return ". ".join(part.rstrip(".") for part in parts if part)
