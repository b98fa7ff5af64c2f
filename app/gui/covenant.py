"""Quy ước: the text by article, its versions, what deserves a second look, and the steps until it is in force."""

from datetime import date
from typing import Any, Final

from PySide6.QtWidgets import QPushButton, QStackedWidget, QWidget

from app.gui.covenant_article import ArticleCard
from app.gui.covenant_sections import ARTICLE, Section, general_warnings, renumbered, sections_of
from app.gui.day_field import WHOLE_DAY, DayField
from app.gui.desk import Desk
from app.gui.dialogs import TEXT
from app.gui.drafts import DraftKeeper
from app.gui.fields import ChoiceField, TextField
from app.gui.forms import Form, Problem
from app.gui.notice import Notice
from app.gui.options_card import options_card
from app.gui.page import Page, empty_state
from app.gui.parts import button, column, label, line, look
from app.gui.table import TableView
from app.gui.table_model import Column, Kind, RowsModel
from app.journal.capture import Changes
from app.kernel.clock import today
from app.records.covenants import DRAFT, IN_FORCE, PASSED
from app.usecases.context import Done
from app.usecases.covenant_editing import AddClause, Edited, add_clause, remove_clause, save_clauses
from app.usecases.covenants import (
    CovenantView,
    ImportCovenant,
    ImportedCovenant,
    RecordDecision,
    VersionRow,
    import_covenant,
    pass_version,
    record_decision,
    show_covenant,
    start_covenant,
)

NOTHING, TEXT_VIEW, DECISION = range(3)
DECISION_WIDTH: Final = 560
COLUMNS = (
    Column[Section]("Điều", lambda row: row.title, width=104, shade=lambda row: "warn" if row.warnings else None),
    Column[Section]("Tên", lambda row: row.heading, Kind.QUIET),
)


class DecisionForm(Form):
    """The commune's decision that recognises the covenant (NĐ 61/2023/NĐ-CP, Điều 11)."""

    def __init__(self, today: date) -> None:
        super().__init__()
        self._today = today
        self.number = self.add("number", TextField("Số quyết định", example="15/QĐ-UBND"))
        self.day = self.add("day", DayField("Ngày quyết định", today.year))
        self.authority = self.add("authority", TextField("Nơi ra quyết định", "Để trống thì ghi Ủy ban nhân dân xã."))

    def load(self, row: CovenantView) -> None:
        """Show the decision there is."""
        decision = row.decision
        self.number.set_text(decision.number if decision else "")
        self.day.set_day(decision.day if decision else None)
        self.authority.set_text(decision.authority if decision else "")

    def problems(self) -> list[Problem]:
        """Return what is missing."""
        found = [] if self.number.text() else [Problem("number", "Ghi số của quyết định, có ở đầu văn bản.")]
        day = self.day.day()
        if day is None or day > self._today:
            found.append(Problem("day", "Ngày này chưa tới." if day else WHOLE_DAY))
        return found

    def command(self) -> RecordDecision:
        """Return the command; the page names the version."""
        day = self.day.day()
        return RecordDecision(self.number.text(), f"{day:%d/%m/%Y}" if day else "", self.authority.text())


class CovenantPage(Page):
    """List of articles at the left, the article at the right, versions and steps above."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "Quy ước")
        self.view: CovenantView | None = None
        self.version = ChoiceField("Bản", [])
        self.steps = label(wrap=True)
        self.notes = label(wrap=True)
        self.renumber_button = button("Đánh lại số điều, khoản", self.renumber, icon="list-checks", kind="link")
        self.model = RowsModel(COLUMNS, lambda row: row.key, parent=self)
        self.table = TableView(self.model, "Các điều")
        self.article = ArticleCard()
        self.decision = DecisionForm(today(desk.context.clock))
        self.keeper: DraftKeeper | None = None
        self.life_button = button(
            "Các bước, giấy tờ, ý kiến", lambda: desk.navigate("covenant_life"), icon="list-checks", kind="link"
        )
        self._import: QPushButton = self.add_action("Mở tệp mới", self.open_file, icon="folder-open")
        self._add: QPushButton = self.add_action("Thêm điều", self.new, icon="plus", tip="Ctrl+N")
        self.next: QPushButton = self.set_main("", self.next_step, icon="arrow-right")
        self._stack = QStackedWidget()
        title, yes = "Quyết định công nhận quy ước của xã", "Ghi quyết định"
        self._stack.addWidget(self._nothing_yet())
        self._stack.addWidget(self._text_view())
        self._stack.addWidget(options_card(self.decision, DECISION_WIDTH, title, yes, self.save, self.back))
        self.body.addWidget(self._stack, 1)
        self.version.edited.connect(self._pick_version)
        self.table.chosen.connect(self._show_section)
        self.table.opened.connect(lambda _: self.article.edit())
        self.article.save_wanted.connect(self.save)
        self.article.add_wanted.connect(self.add)
        self.article.removed.connect(self.remove)
        self.article.begun.connect(self._follow_draft)
        self.article.given_up.connect(self._forget_draft)

    # What the window calls

    def refresh(self, changes: Changes | None) -> None:
        """Read the version that is shown."""
        if changes is None or changes.touches("covenant", "covenant_version", "covenant_node", "recognition_decision"):
            self._read()

    def new(self) -> None:
        """Add an article behind the one that is shown."""
        if self.view is not None:
            self.add(ARTICLE)

    def save(self) -> None:
        """Keep the fields that are shown: of an article, or of the decision."""
        if self._stack.currentIndex() == DECISION:
            self._save_decision()
            return
        commands = self.article.commands()
        if not commands:
            self._forget_draft()
            self.article.show_section(self.article.section)
            return
        self._edited(self.desk.attempt(lambda: save_clauses(self.desk.context, commands)), "Đã ghi.")

    def leave(self) -> None:
        """Keep an article half edited."""
        if self.keeper is not None:
            self.keeper.keep_if_waiting()

    # What a person does

    def open_file(self) -> None:
        """Take the text from a Word or text file."""
        path = self.desk.dialogs.open_file("Chọn tệp quy ước", (TEXT,))
        if path is not None:
            self._imported(self.desk.attempt(lambda: import_covenant(self.desk.context, ImportCovenant(path))))

    def start_from_model(self) -> None:
        """Begin with the model text."""
        done = self.desk.attempt(lambda: start_covenant(self.desk.context, from_model=True))
        self._imported(done, "Đã lập bản {number} từ bản mẫu: {nodes} mục. Đọc từng điều, sửa cho đúng thôn mình.")

    def next_step(self) -> None:
        """Go one step on: passed by the people, recognised by the commune, printed as a handbook."""
        view = self.view
        if view is None:
            return
        if view.state == DRAFT:
            done = self.desk.attempt(lambda: pass_version(self.desk.context, view.version))
            if done is not None:
                self.desk.notify_done(done, "Đã ghi: quy ước được thông qua. Từ nay sửa sẽ thành bản mới.")
        elif view.state == PASSED:
            self.ask_decision()
        else:
            self.desk.navigate("handbook")

    def ask_decision(self) -> None:
        """Ask for the decision of recognition."""
        if self.view is not None:
            self.decision.load(self.view)
            self._show(DECISION)
            self.decision.number.setFocus()

    def back(self) -> None:
        """Return from the decision to the text."""
        self._show(TEXT_VIEW if self.view is not None else NOTHING)

    def add(self, level: str) -> None:
        """Add a clause of ``level`` behind the section that is shown, and go to its fields."""
        view, section = self.view, self.article.section
        if view is None:
            return
        after = section.rows[0].id if section is not None else ""
        command = AddClause(level, after=after, version="" if after else view.version)
        commands = self.article.commands() if self.article.editing else []
        if commands:
            self.save()
            self.add(level)
            return
        done = self.desk.attempt(lambda: add_clause(self.desk.context, self._inside(command, section)))
        self._edited(done, "Đã thêm một điều." if level == ARTICLE else "Đã thêm một khoản.")
        if done is not None:
            self._go_to(done.result.node)
            self.article.edit()

    def remove(self, node: str) -> None:
        """Remove a clause with what lies inside it; what was typed beside it is kept first."""
        section = self.article.section
        if section is not None and self.article.commands():
            place = next((at for at, row in enumerate(section.rows) if row.id == node), None)
            self.save()
            section = self.article.section
            if self.article.commands() or section is None or place is None:
                return
            node = section.rows[place].id
        self._edited(self.desk.attempt(lambda: remove_clause(self.desk.context, node)), "Đã xoá.")

    def renumber(self) -> None:
        """Let the articles count through again after one was put in or taken out."""
        commands = renumbered(self.view) if self.view is not None else ()
        if self.article.commands():
            self.save()
            commands = renumbered(self.view) if self.view is not None and not self.article.commands() else ()
        if commands:
            text = f"Đã đánh lại số {len(commands)} điều, khoản. Chỗ nào nhắc đến số điều cũ thì sửa lại."
            self._edited(self.desk.attempt(lambda: save_clauses(self.desk.context, commands)), text)

    # Inside

    def _follow_draft(self) -> None:
        section, form = self.article.section, self.article.form
        if section is None or form is None:
            return
        self.keeper = DraftKeeper(form, self.desk.drafts, lambda: self.desk.jobs.busy)
        if self.keeper.begin(f"covenant:{section.rows[0].id}") and form.command():
            self.desk.notify(Notice(f"Đã lấy lại chỗ sửa dở lần trước ở {section.title}.", "warn"))

    def _forget_draft(self) -> None:
        if self.keeper is not None:
            self.keeper.finish()
            self.keeper = None

    def _inside(self, command: AddClause, section: Section | None) -> AddClause:
        """A khoản goes behind the last khoản of its article, an article behind the whole section."""
        if section is None or command.level == ARTICLE:
            return command
        last = [row.id for row in section.rows if row.clause.level == command.level]
        return AddClause(command.level, after=last[-1] if last else section.rows[0].id)

    def _imported(
        self, done: Done[ImportedCovenant] | None, words: str = "Đã nhập quy ước thành bản {number}: {nodes} mục."
    ) -> None:
        if done is None:
            return
        result = done.result
        if not result.is_new:
            self.desk.notify(Notice(f"Tệp này giống hệt bản {result.number} đang có, sổ không thay đổi.", "warn"))
            return
        self.version.set_text("")
        text = words.format(number=result.number, nodes=result.nodes)
        if result.warnings:
            text += f" Có {len(result.warnings)} chỗ nên xem lại."
        self.desk.notify_done(done, text)
        self._read(newest=True)

    def _save_decision(self) -> None:
        view = self.view
        if view is None or not self.decision.check():
            return
        typed = self.decision.command()
        command = RecordDecision(typed.number, typed.day, typed.authority, view.version)
        done = self.desk.attempt(lambda: record_decision(self.desk.context, command))
        if done is not None:
            self.back()
            self.desk.notify_done(done, f"Đã ghi quyết định số {typed.number}. Quy ước có hiệu lực.")

    def _edited(self, done: Done[Edited] | None, text: str) -> None:
        if done is None:
            return
        if done.result.is_new_version:
            text += " Bản trước đã khoá nên việc sửa nằm trong bản mới."
        self._forget_draft()
        self.article.editing = False
        self.desk.notify_done(done, text)
        self._read(newest=done.result.is_new_version)

    def _pick_version(self) -> None:
        """Show another version; what was typed into the one before is kept in it."""
        wanted = self.version.text()
        if self.article.editing:
            self.save()
            self.article.editing = False
            self.version.set_text(wanted)
        self._read()

    def _read(self, *, newest: bool = False) -> None:
        wanted = "" if newest else self.version.text()
        view = self.desk.attempt(lambda: show_covenant(self.desk.context, wanted))
        if view is not None and wanted and all(each.id != wanted for each in view.versions):
            view = None
        self.view = view
        if self._stack.currentIndex() != DECISION or view is None:
            self.back()
        if view is None:
            self.set_state("Chưa có quy ước")
            return
        self.version.show_choices([(each.id, _version_words(each)) for each in view.versions])
        self.version.set_text(view.version)
        self._show_view(view)

    def _show_view(self, view: CovenantView) -> None:
        self.set_state(f"{view.title}: bản {view.number}, {view.state}")
        self.steps.setText(_steps(view))
        general = [*general_warnings(view.warnings)]
        if view.warnings and not general:
            general.append(f"{len(view.warnings)} chỗ nên xem lại, ghi màu nâu ở danh sách điều.")
        look(self.notes, "warn")
        self.notes.setText(" ".join(general))
        self.notes.setVisible(bool(general))
        self.renumber_button.setVisible(view.state == DRAFT and bool(renumbered(view)))
        words = {DRAFT: "Ghi đã thông qua", PASSED: "Ghi quyết định công nhận", IN_FORCE: "In sổ tay"}
        self.next.setToolTip("Hơn một nửa số hộ đã đồng ý, qua họp hoặc phiếu" if view.state == DRAFT else "")
        self.next.setText(words.get(view.state, "In sổ tay"))
        kept = self.article.section
        editing = self.article.editing
        self.model.show_rows(sections_of(view))
        if editing:
            return
        self.table.show_key(kept.key if kept else 0)
        if self.table.current is None and self.model.rows:
            self.table.setCurrentIndex(self.model.index(0, 0))
        self._show_section(self.table.current)

    def _show_section(self, section: Section | None) -> None:
        if not self.article.editing or section is None:
            self.article.show_section(section)
        elif self.article.section is not None and section.key != self.article.section.key:
            if self.article.commands():
                self.save()
            self._forget_draft()
            self.article.show_section(section)

    def _go_to(self, node: str) -> None:
        key = next((each.key for each in self.model.rows if any(row.id == node for row in each.rows)), None)
        if key is not None:
            self.table.show_key(key)

    def _show(self, what: int) -> None:
        self._stack.setCurrentIndex(what)
        for each in (self._import, self._add, self.next):
            each.setVisible(what == TEXT_VIEW)

    def _text_view(self) -> QWidget:
        self.version.setMinimumWidth(220)
        above = line(gap=24)
        above.addWidget(self.version)
        above.addWidget(self.steps, 1)
        above.addWidget(self.life_button)
        rows = column(gap=8)
        rows.addLayout(above)
        said = line(gap=8)
        said.addWidget(self.notes, 1)
        said.addWidget(self.renumber_button)
        rows.addLayout(said)
        both = line(gap=16)
        both.addWidget(self.table, 2)
        both.addWidget(self.article, 3)
        rows.addLayout(both, 1)
        made = QWidget()
        made.setLayout(rows)
        return made

    def _nothing_yet(self) -> QWidget:
        return empty_state(
            "scroll-text",
            "Thôn chưa có bản quy ước nào trong sổ",
            "Mở bản Word đang có: chương trình tự tách thành từng điều. Chưa có thì bắt đầu từ bản mẫu rồi sửa.",
            button("Mẫu của xã", lambda: self.desk.navigate("assigned", part="models"), icon="landmark"),
            button("Bắt đầu từ bản mẫu", self.start_from_model, icon="file-text"),
            button("Mở tệp quy ước", self.open_file, icon="folder-open", kind="primary"),
        )

    def open(self, **_place: Any) -> None:
        """Be shown, on the list of articles."""
        if self.view is not None:
            self.table.enter()


def _version_words(row: VersionRow) -> str:
    return f"Bản {row.number}, {row.state}"


def _steps(view: CovenantView) -> str:
    """Return the life-cycle as one line: drafted, passed by the people, recognised by the commune."""
    passed = view.state != DRAFT
    parts = ["1. Soạn thảo: xong" if passed else "1. Soạn thảo: đang làm"]
    parts.append("2. Nhân dân thông qua: xong" if passed else "2. Nhân dân thông qua: chưa")
    decision = view.decision
    if decision is not None:
        day = f" ngày {decision.day:%d/%m/%Y}" if decision.day else ""
        parts.append(f"3. Xã công nhận: số {decision.number}{day}")
    else:
        parts.append("3. Xã công nhận: chưa")
    return "   →   ".join(part.replace(" ", "\u00a0") for part in parts)
