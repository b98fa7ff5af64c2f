"""The papers of a campaign: list to sign, sheets, list of households still to visit; for one group or the village."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from PySide6.QtWidgets import QPushButton

from app.gui.desk import Desk
from app.gui.dialogs import EXCEL, PDF, WORD, FileKind
from app.gui.fields import ChoiceField, TextField, TickField
from app.gui.forms import Form, Problem
from app.gui.jobs import Job
from app.gui.menu_button import open_menu
from app.gui.parts import label
from app.kernel.progress import Progress
from app.records.pledges import ONE_SIDED, PAPERS
from app.usecases.binders import PrintedLabels, print_labels
from app.usecases.campaigns import CampaignRow
from app.usecases.context import Done
from app.usecases.pledge_word import write_sheets
from app.usecases.print_batches import ResumeBatch, resume_batch
from app.usecases.printing import (
    PrintedList,
    PrintedSheets,
    PrintList,
    PrintSheets,
    print_signing_list,
    print_visit_list,
)
from app.usecases.resigning import print_resign_list
from app.vietnamese.numbers import format_number

KINDS: Final[dict[str, tuple[str, FileKind]]] = {
    "pdf": ("Trang in (PDF)", PDF),
    "docx": ("Word, để sửa thêm", WORD),
    "xlsx": ("Excel", EXCEL),
}
SIGNING: Final = "Danh sách ký"
VISITS: Final = "Danh sách hộ cần đến gặp"
RESIGNING: Final = "Danh sách hộ phải ký lại"
LABELS: Final = "Nhãn bìa hồ sơ"
LISTS: Final = {SIGNING: print_signing_list, VISITS: print_visit_list, RESIGNING: print_resign_list}
WHOLE_VILLAGE: Final = "Cả thôn"


@dataclass(frozen=True, slots=True)
class Scope:
    """What is printed for: a campaign, and one group of it (id, empty = all) with its name."""

    campaign: CampaignRow
    group: str = ""
    group_name: str = WHOLE_VILLAGE


class PledgePapers:
    """Prints for the scope that the page says; asks where to, works off the window's thread, shows the pages."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def choose_list(self, below: QPushButton, title: str, scope: Scope) -> None:
        """Ask in a list below the button whether to print, or to go on in Word or Excel."""
        choices = [(ending, words) for ending, (words, _) in KINDS.items()]
        open_menu(below, choices, lambda ending: self.write_list(title, scope, ending))

    def write_list(self, title: str, scope: Scope, ending: str = "pdf") -> None:
        """Write a list where the person wants it."""
        path = self._desk.dialogs.save_file(title, f"{file_stem(title, scope)}.{ending}", KINDS[ending][1])
        if path is None:
            return
        context, command = self._desk.context, PrintList(scope.campaign.id, path, scope.group)

        def work(_progress: Progress) -> PrintedList:
            return LISTS[title](context, command)

        self._desk.run(Job(f"Đang làm {title.lower()}", work, lambda made: self._list_made(made, title, scope)))

    def write_sheets(self, title: str, scope: Scope, command: PrintSheets) -> Path | None:
        """Write the sheets; ``command`` holds everything but the path, which is returned: None when no file was wanted."""
        path = self._desk.dialogs.save_file(title, f"{file_stem(title, scope)}.pdf", PDF, (WORD,))
        if path is None:
            return None
        context = self._desk.context
        wanted = replace(command, path=path)

        def work(progress: Progress) -> Done[PrintedSheets]:
            return write_sheets(context, wanted, progress)

        self._desk.run(Job(f"Đang làm {title.lower()}", work, lambda done: self._sheets_made(done, title, scope)))
        return path

    def resume(self, scope: Scope, command: ResumeBatch) -> None:
        """Write the rest of a print again; ``command`` holds everything but the path."""
        title = scope.campaign.paper_title
        name = f"{file_stem(title, scope)}, từ bản {command.start}.pdf"
        path = self._desk.dialogs.save_file(title, name, PDF)
        if path is None:
            return
        context, wanted = self._desk.context, replace(command, path=path)

        def work(progress: Progress) -> PrintedSheets:
            return resume_batch(context, wanted, progress)

        self._desk.run(Job(f"Đang làm {title.lower()}", work, lambda made: self._show_sheets(made, title, scope)))

    def write_labels(self, scope: Scope) -> None:
        """Write the labels of the box and the binders, with what lies in them."""
        path = self._desk.dialogs.save_file(LABELS, f"{file_stem(LABELS, scope)}.pdf", PDF)
        if path is None:
            return
        context, command = self._desk.context, PrintList(scope.campaign.id, path, scope.group)

        def work(_progress: Progress) -> PrintedLabels:
            return print_labels(context, command)

        self._desk.run(Job(f"Đang làm {LABELS.lower()}", work, lambda made: self._labels_made(made, scope)))

    def _labels_made(self, made: PrintedLabels, scope: Scope) -> None:
        binders, sheets = format_number(made.binders), format_number(made.sheets)
        text = f"Đã làm xong nhãn của {binders} bìa hồ sơ, {sheets} bản đã ký."
        self._show(made.file, f"{LABELS}, {scope.group_name}", text)

    def _list_made(self, made: PrintedList, title: str, scope: Scope) -> None:
        households = format_number(made.households)
        self._show(made.file, f"{title}, {scope.group_name}", f"Đã làm xong {title.lower()}: {households} hộ.")

    def _sheets_made(self, done: Done[PrintedSheets], title: str, scope: Scope) -> None:
        self._desk.changed.emit(done.changes)
        self._show_sheets(done.result, title, scope)

    def _show_sheets(self, made: PrintedSheets, title: str, scope: Scope) -> None:
        left_out = "; ".join(f"{each.head or each.code}: {each.reason}" for each in made.skipped[:3])
        pages = f", {format_number(made.pages)} trang" if made.pages else ""
        text = f"Đã làm xong {format_number(made.sheets)} bản{pages}."
        if made.reprints:
            text += f" Trong đó {format_number(made.reprints)} bản in lại, có mã mới."
        if made.skipped:
            text += f" {format_number(len(made.skipped))} hộ chưa in được."
        self._show(made.file, f"{title}, {scope.group_name}", text, left_out, made.starts)

    def _show(self, path: Path, title: str, text: str, detail: str = "", sheets: Sequence[int] = ()) -> None:
        self._desk.notify_file(path, text, detail=detail, title=title, sheets=sheets)
        if path.suffix.lower() == ".pdf":
            self._desk.preview(path, title, sheets)


class SheetsForm(Form):
    """Which sheets to print."""

    def __init__(self) -> None:
        super().__init__()
        self._scope: Scope | None = None
        self.which = self.add("which", ChoiceField("In cho", []))
        self.unsigned = self.add("unsigned", TickField("Hộ đã ký", "Bỏ qua, chỉ in cho hộ chưa ký"))
        self.copies = self.add("copies", TickField("Số bản", "Mỗi hộ hai bản: hộ giữ một, thôn giữ một"))
        ways = [(paper, words[:1].upper() + words[1:]) for paper, words in PAPERS.items()]
        self.paper = self.add("paper", ChoiceField("Cách in", ways))
        self.scanning = self.add(
            "scanning", TickField("Máy quét", "Thêm ô đánh dấu và mã ở đầu trang để quét hàng loạt")
        )

    def load(self, row: Scope) -> None:
        """Offer the group one was looking at, and the village."""
        self._scope = row
        whole = ("", WHOLE_VILLAGE)
        self.which.show_choices([(row.group, row.group_name), whole] if row.group else [whole])
        self.which.set_text(row.group)
        self.unsigned.set_text("1")
        self.copies.set_text("")
        self.paper.set_text(ONE_SIDED)
        self.scanning.set_text("")

    def problems(self) -> list[Problem]:
        """Return nothing: every choice is possible."""
        return []

    def scope(self) -> Scope:
        """Return the scope that was chosen."""
        assert self._scope is not None
        group = self.which.text()
        return Scope(self._scope.campaign, group, self._scope.group_name if group else WHOLE_VILLAGE)

    def command(self) -> PrintSheets:
        """Return what to print, without a path."""
        scope = self.scope()
        return PrintSheets(
            scope.campaign.id, Path(), scope.group, scanning=bool(self.scanning.text()),
            unsigned=bool(self.unsigned.text()), copies=2 if self.copies.text() else 1, paper=self.paper.text(),
        )  # fmt: skip


class WalkForm(Form):
    """Who goes to the households of a group that have not signed."""

    def __init__(self) -> None:
        super().__init__()
        self.scope: Scope | None = None
        self.group = label(kind="strong", wrap=True)
        self.add_widget(self.group)
        self.who = self.add(
            "who", TextField("Người đi", "Để trống thì tổ trưởng đi.", example="bà Hoa, chi hội phụ nữ")
        )

    def load(self, row: tuple[Scope, str]) -> None:
        """Show the group and who was named for it."""
        self.scope, who = row
        self.group.setText(f"{self.scope.group_name}, {self.scope.campaign.name}")
        self.who.set_text(who)

    def problems(self) -> list[Problem]:
        """Return nothing: any name will do."""
        return []


def file_stem(title: str, scope: Scope) -> str:
    """Return a name for the file that any disk can keep: "Danh sách ký 2026 - Tổ 3"."""
    return re.sub(r'[\\/:*?"<>|]', "-", f"{title} {scope.campaign.year} - {scope.group_name}")
