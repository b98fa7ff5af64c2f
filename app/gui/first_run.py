"""The first page anyone sees: two big buttons, a quiet third, then three things to fill in (design/screens.md).

The page only asks. Its answer is one frozen :class:`FirstRunChoice`; what is made of it is the application's business.
Offices, groups, covenant and the place of backups become things to do on the home page.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from pathlib import Path
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QPushButton, QStackedWidget, QWidget

from app.gui.dialogs import SPREADSHEET, Dialogs, FileKind
from app.gui.fields import Choice, ChoiceField, Field, PickField, TextField, TickField
from app.gui.forms import Form, Problem
from app.gui.icons import TIMES, repaint_icons, set_icon
from app.gui.jobs import Job, Jobs, Running
from app.gui.key_copy_field import KeyCopyField
from app.gui.notice import Notice, bug_notice, error_notice
from app.gui.notice_bar import NoticeBar
from app.gui.parts import button, column, label, line, look, scrolling
from app.gui.progress_panel import ProgressPanel
from app.gui.theme import theme
from app.kernel.errors import AppError
from app.kernel.progress import Progress

WIDTH: Final = 720
COMMUNE_FILE: Final = FileKind("Tệp của xã, tệp khoá máy cùng thôn", ("json", "sothon-key"))
LABELS: Final = tuple(
    (words, words) for words in ("thôn", "tổ dân phố", "bản", "làng", "ấp", "khu phố", "khóm", "buôn")
)
"""How villages are called up and down the country; the first is the usual one."""
LIST_SENTENCE: Final = "Bắt đầu từ danh sách hộ của thôn. Xem trước rồi mới nhập, tệp gốc giữ nguyên."
FOUND_SENTENCE: Final = "Xã đã phát tệp này cùng chương trình: tên xã và khoá gửi dữ liệu có sẵn trong tệp."
CODE_SENTENCE: Final = "Mã kiểm tra: {code}. So với mã trên giấy báo của xã; khác thì không dùng tệp này."
DIGITS_SENTENCE: Final = "Dãy số của máy kia: {code}. So với dãy số máy kia đang hiện; khác thì không dùng tệp này."
SAMPLE_SENTENCE: Final = "Một thôn không có thật để bấm thử cho quen tay. Bỏ đi lúc nào cũng được."


class Start(Enum):
    """What the books begin with."""

    LIST = auto()
    """The village's own list in a spreadsheet."""
    SAMPLE = auto()
    """The village that ships with the program, to look around in."""
    COMMUNE_FILE = auto()
    """The file the commune gave, which fills in commune and keys."""
    COMMUNE = auto()
    """This is the commune's own computer."""


@dataclass(frozen=True, slots=True)
class FirstRunChoice:
    """The answer: how to start, from which file, and the names. ``commune`` is the code that was picked, or empty.

    ``is_head`` says that the person is the village head. ``candidates`` are the communes to pick from where the list names
    one that exists several times. ``code`` is the short code of the commune's file, to be held against its paper notice, or
    with ``from_laptop`` all the digits of another laptop's key file; ``villages`` are those the file names, as pile, label and
    name; ``pile`` is of the one that was picked, and empty when the name was typed.
    ``key_copy`` is a commune's printed key as typed, when its old computer is no more.
    """

    start: Start
    file: Path | None = None
    village: str = ""
    label: str = LABELS[0][0]
    commune: str = ""
    commune_name: str = ""
    person: str = ""
    is_head: bool = True
    candidates: tuple[Choice, ...] = ()
    code: str = ""
    from_laptop: bool = False
    villages: tuple[tuple[str, str, str], ...] = ()
    pile: str = ""
    key_copy: str = ""


@dataclass(frozen=True, slots=True)
class FirstRunHelp:
    """What the page asks others while it is filled in.

    ``find_communes`` gives the communes for a part of their name; ``prefill`` completes a choice with what its file
    tells (title rows of the list, the commune's file) and raises :class:`AppError` for a file of no use.
    """

    find_communes: Callable[[str], Sequence[Choice]]
    prefill: Callable[[FirstRunChoice], FirstRunChoice]
    find_file: Callable[[], Path | None] = lambda: None
    """Looks for a commune's file beside the program and on the sticks that are in."""
    copy_program: Callable[[Progress], tuple[str, str]] | None = None
    """Copies the program from the stick it runs from to this machine and returns what to say; ``None`` where it does not."""


class FirstRunPage(QWidget):
    """Asks; ``chosen`` carries the :class:`FirstRunChoice` once it is complete.

    While the books are being made, the work shows in a panel at the foot.
    """

    chosen = Signal(object)

    def __init__(self, dialogs: Dialogs, helping: FirstRunHelp, jobs: Jobs) -> None:
        super().__init__()
        look(self, "window")
        self._dialogs = dialogs
        self._helping = helping
        self._jobs = jobs
        self.notice_bar = NoticeBar()
        self.form = _Names(helping.find_communes)
        self.form.person.line.returnPressed.connect(self.finish)
        self._contents: list[QWidget] = []
        self._found: Path | None = None
        self._form_title = label(kind="heading", wrap=True)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._centred(self._doors()))
        self._stack.addWidget(self._centred(self._names()))
        rows = column(margin=(24, 0, 24, 12))
        rows.addWidget(self._stack, 1)
        rows.addWidget(self.notice_bar)
        rows.addWidget(ProgressPanel(jobs))
        self.setLayout(rows)
        self.look_for_file()
        jobs.began.connect(self._wait)
        jobs.ended.connect(self._go_on)
        theme().changed.connect(self._fit)
        self._fit()

    def open_list(self) -> None:
        """Begin with the village's own list."""
        self._from_file(Start.LIST, "Chọn danh sách hộ của thôn", SPREADSHEET)

    def open_sample(self) -> None:
        """Look around in the sample village; asks nothing."""
        self.chosen.emit(FirstRunChoice(Start.SAMPLE))

    def open_commune_file(self) -> None:
        """Begin with the file the commune gave."""
        self._from_file(Start.COMMUNE_FILE, "Chọn tệp xã đã gửi", COMMUNE_FILE)

    def open_found(self) -> None:
        """Begin with the commune's file that was found on the stick."""
        if self._found is not None:
            self._prefilled(Start.COMMUNE_FILE, self._found)

    def look_for_file(self) -> None:
        """Look for the commune's file once more; its door stands first when there is one."""
        self._found = self._helping.find_file()
        self.found_door.setVisible(self._found is not None)

    def copy_program(self) -> None:
        """Copy the program from the stick to this machine; the books are no part of it."""
        work = self._helping.copy_program
        if work is not None:
            self._jobs.start(Job("Đang chép chương trình vào máy", work, self._copied, self.show_error))

    def _copied(self, words: tuple[str, str]) -> None:
        self.notice_bar.show_notice(Notice(words[0], detail=words[1]))

    def open_commune(self) -> None:
        """Set up the commune's own computer."""
        self._ask(FirstRunChoice(Start.COMMUNE))

    def show_error(self, error: AppError) -> None:
        """Say that the file is of no use, or that the books could not be begun."""
        self.notice_bar.show_notice(error_notice(error))

    def show_bug(self, error: BaseException) -> None:
        """Say that the program is at fault, with a report to copy."""
        self.notice_bar.show_notice(bug_notice(error, self._dialogs.copy))

    def finish(self) -> None:
        """Hand over the answer if nothing is missing."""
        if self.form.check():
            self.chosen.emit(self.form.command())

    def back(self) -> None:
        """Return to the big buttons; what was typed stays."""
        self._stack.setCurrentIndex(0)

    def _wait(self, _running: Running) -> None:
        self._stack.setEnabled(False)

    def _go_on(self, _running: Running) -> None:
        self._stack.setEnabled(True)

    def _fit(self) -> None:
        for content in self._contents:
            content.setMaximumWidth(WIDTH * theme().percent // 100)
        repaint_icons(self)

    def _from_file(self, start: Start, title: str, kind: FileKind) -> None:
        path = self._dialogs.open_file(title, (kind,))
        if path is not None:
            self._prefilled(start, path)

    def _prefilled(self, start: Start, path: Path) -> None:
        try:
            choice = self._helping.prefill(FirstRunChoice(start, path))
        except AppError as error:
            self.show_error(error)
            return
        self._ask(choice)

    def _ask(self, choice: FirstRunChoice) -> None:
        titles = {
            Start.LIST: f"Danh sách «{choice.file.name}»" if choice.file else "",
            Start.COMMUNE_FILE: f"Sổ của thôn, theo {'tệp khoá máy cùng thôn' if choice.from_laptop else 'tệp của xã'}",
            Start.COMMUNE: "Máy tính của xã",
        }
        self.notice_bar.clear()
        self._form_title.setText(titles[choice.start])
        self.form.load(choice)
        self._stack.setCurrentIndex(1)
        self.form.first_empty().setFocus()

    def _doors(self) -> QWidget:
        rows = column(gap=12)
        rows.addWidget(label("Sổ Thôn", "figure"))
        rows.addWidget(label("Sổ sách của trưởng thôn, ngay trên máy tính này, không cần mạng.", "quiet", wrap=True))
        rows.addWidget(look(QFrame(), "ledger"))
        rows.addSpacing(12)
        self.found_door = Door("usb", "Mở tệp của xã trên USB", FOUND_SENTENCE, self.open_found)
        rows.addWidget(self.found_door)
        rows.addWidget(Door("file-spreadsheet", "Mở danh sách Excel", LIST_SENTENCE, self.open_list))
        rows.addWidget(Door("sprout", "Xem thử thôn mẫu", SAMPLE_SENTENCE, self.open_sample))
        rows.addSpacing(4)
        quiet = line(gap=4)
        quiet.addWidget(button("Mở tệp của xã", self.open_commune_file, icon="folder-open", kind="link"))
        quiet.addWidget(button("Đây là máy của xã", self.open_commune, icon="landmark", kind="link"))
        self.copy_door = button("Chép chương trình vào máy này", self.copy_program, icon="download", kind="link")
        self.copy_door.setVisible(self._helping.copy_program is not None)
        quiet.addWidget(self.copy_door)
        quiet.addStretch(1)
        rows.addLayout(quiet)
        made = QWidget()
        made.setLayout(rows)
        return made

    def _names(self) -> QWidget:
        rows = column(gap=12)
        rows.addWidget(label("Lập sổ", "title"))
        rows.addWidget(self._form_title)
        rows.addWidget(look(QFrame(), "ledger"))
        rows.addSpacing(4)
        rows.addWidget(self.form)
        rows.addSpacing(4)
        foot = line(gap=8)
        foot.addWidget(button("Trở lại", self.back, icon="arrow-left"))
        foot.addStretch(1)
        foot.addWidget(button("Lập sổ", self.finish, icon="check", kind="primary"))
        rows.addLayout(foot)
        made = QWidget()
        made.setLayout(rows)
        return made

    def _centred(self, content: QWidget) -> QWidget:
        across = line(margin=(24, 0, 24, 0))
        across.addStretch(1)
        across.addWidget(content, 100)
        across.addStretch(1)
        rows = column()
        rows.addStretch(2)
        rows.addLayout(across)
        rows.addStretch(3)
        middle = QWidget()
        middle.setLayout(rows)
        self._contents.append(content)
        return scrolling(middle)


class Door(QPushButton):
    """A big button with a drawing, what it does, and a sentence about it."""

    def __init__(self, icon: str, words: str, sentence: str, act: Callable[[], object]) -> None:
        super().__init__()
        look(self, "choice")
        self.setAccessibleName(words)
        self.setAccessibleDescription(sentence)
        self.setAutoDefault(False)
        drawing = label()
        drawing.setProperty(TIMES, 2)
        set_icon(drawing, icon, "accent")
        texts = column(gap=2)
        texts.addWidget(label(words, "heading"))
        texts.addWidget(label(sentence, "quiet", wrap=True))
        row = line(gap=24, margin=(24, 20, 24, 20))
        row.addWidget(drawing)
        row.addLayout(texts, 1)
        self.setLayout(row)
        for part in self.findChildren(QWidget):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.clicked.connect(lambda: act())  # noqa: PLW0108  clicked would hand over whether it is checked

    def sizeHint(self) -> QSize:
        """Ask for the room of the texts; a button by itself only counts its own."""
        layout = self.layout()
        return layout.sizeHint() if layout else super().sizeHint()

    def heightForWidth(self, width: int) -> int:
        """Grow when the sentence needs a second line."""
        layout = self.layout()
        return layout.heightForWidth(width) if layout else super().heightForWidth(width)

    def hasHeightForWidth(self) -> bool:
        """Tell the layout to ask."""
        return True


class _Names(Form):
    """Village, commune, "Tên của bạn": all that is needed to begin."""

    def __init__(self, find_communes: Callable[[str], Sequence[Choice]]) -> None:
        super().__init__()
        self._choice = FirstRunChoice(Start.LIST)
        self.code = label(kind="strong", wrap=True)
        self.add_widget(self.code)
        self.listed = self.add("listed", ChoiceField("Thôn của mình", ()))
        self.listed.edited.connect(self._pick_listed)
        self.label = ChoiceField("Gọi là", LABELS)
        self.village = TextField("Tên thôn", example="Quang Khải")
        self.add_beside(("label", self.label, 1), ("village", self.village, 3))
        self.same_name = self.add("candidates", ChoiceField("Có nhiều xã cùng tên, chọn xã của mình", ()))
        self.same_name.edited.connect(self._pick_same_name)
        self.commune = self.add(
            "commune", PickField("Xã, phường", find_communes, "Gõ một phần tên rồi chọn trong danh sách.")
        )
        self.person = self.add("person", TextField("Tên của bạn", "Ghi cạnh mỗi việc đã làm, để biết ai làm."))
        self.is_head = self.add("is_head", TickField("Chức danh", "Tôi là trưởng thôn, ký tên trên giấy của thôn"))
        self.again = self.add(
            "again", TickField("Máy cũ của xã", "Máy cũ hỏng hoặc mất: gõ lại khoá từ bản in trong tủ")
        )
        self.key_copy = self.add("key_copy", KeyCopyField(6))
        self.again.edited.connect(self._show_copy)

    def load(self, row: FirstRunChoice) -> None:
        """Fill in what is known already."""
        self._choice = row
        self.code.setText((DIGITS_SENTENCE if row.from_laptop else CODE_SENTENCE).format(code=row.code))
        self.code.setVisible(bool(row.code))
        self.listed.setVisible(bool(row.villages))
        names = [(str(place), f"{kind} {name}") for place, (_, kind, name) in enumerate(row.villages)]
        self.listed.show_choices([("", "Bấm để chọn, hoặc ghi tên ở dưới"), *names])
        commune_only = row.start is Start.COMMUNE
        self.village.setVisible(not commune_only)
        self.label.setVisible(not commune_only)
        self.commune.setEnabled(row.start is not Start.COMMUNE_FILE)
        self.same_name.setVisible(len(row.candidates) > 1)
        self.same_name.show_choices([("", "Bấm để chọn"), *row.candidates])
        self.label.set_text(row.label)
        self.village.set_text(row.village)
        self.person.set_text(row.person)
        self.is_head.setVisible(not commune_only)
        self.is_head.set_text("1" if row.is_head else "")
        self.again.setVisible(commune_only)
        self.again.set_text("1" if row.key_copy else "")
        self.key_copy.set_text(row.key_copy)
        self._show_copy()
        if row.commune:
            self.commune.set_choice((row.commune, row.commune_name))
        else:
            self.commune.set_text(row.commune_name)

    def _show_copy(self) -> None:
        self.key_copy.setVisible(not self.again.isHidden() and bool(self.again.text()))

    def _pick_listed(self) -> None:
        if key := self.listed.text():
            _, kind, name = self._choice.villages[int(key)]
            self.label.set_text(kind)
            self.village.set_text(name)
            self.village.show_problem("")

    def _pick_same_name(self) -> None:
        names = dict(self._choice.candidates)
        if key := self.same_name.text():
            self.commune.show_problem("")
            self.commune.set_choice((key, names[key]))

    def first_empty(self) -> Field:
        """Return the first line that still needs the person, the last one when none does."""
        lines = (self.village, self.commune, self.person)
        if len(self._choice.candidates) > 1 and not self.commune.text():
            return self.same_name if self.village.text() else self.village
        asked = [each for each in lines if not each.isHidden()]
        return next((each for each in asked if not each.text()), asked[-1])

    def problems(self) -> list[Problem]:
        """Return what is missing."""
        found = []
        if self._choice.start is not Start.COMMUNE and not self.village.text():
            found.append(Problem("village", "Ghi tên thôn, ví dụ Quang Khải."))
        if not self.commune.key():
            found.append(Problem("commune", "Gõ một phần tên xã rồi chọn trong danh sách hiện ra."))
        if not self.person.text():
            found.append(Problem("person", "Ghi tên của bạn."))
        if not self.key_copy.isHidden() and not self.key_copy.text():
            found.append(Problem("key_copy", "Gõ 12 dòng của bản in, hoặc bỏ dấu ở dòng trên."))
        return found

    def _picked(self) -> str:
        """Return the pile of the village that was picked, unless its name was typed over."""
        pile, *named = self._choice.villages[int(self.listed.text())] if self.listed.text() else ("", "", "")
        return pile if named == [self.label.text(), self.village.text()] else ""

    def command(self) -> FirstRunChoice:
        """Return the complete answer."""
        return replace(
            self._choice,
            village=self.village.text(),
            label=self.label.text(),
            pile=self._picked(),
            commune=self.commune.key(),
            commune_name=self.commune.text(),
            person=self.person.text(),
            is_head=bool(self.is_head.text()),
            key_copy="" if self.key_copy.isHidden() else self.key_copy.text(),
        )
