"""Giao việc, at the commune: tasks, campaigns, indicators and covenant models, and how far each village is."""

from collections.abc import Callable, Sequence
from typing import Any, Final

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.gui.desk import Desk
from app.gui.dialogs import EXCEL, PDF, TEXT, WORD
from app.gui.forms import Form
from app.gui.handed_forms import HandCampaignForm, IndicatorForm, ModelForm, TaskForm
from app.gui.handed_lines import (
    CAMPAIGNS,
    HANDED_COLUMNS,
    INDICATORS,
    MODELS,
    TASKS,
    VILLAGE_COLUMNS,
    HandedLine,
    VillageLine,
    handed_lines,
)
from app.gui.handed_page import HandedPageBase
from app.gui.jobs import Job
from app.gui.page import with_card
from app.gui.parts import button, column, label
from app.gui.proof_view import ProofView
from app.gui.table import TableView
from app.gui.table_model import RowsModel
from app.gui.theme import theme
from app.kernel.clock import today
from app.kernel.progress import Progress
from app.usecases.commune_campaigns import hand_campaign
from app.usecases.context import Done
from app.usecases.covenant_models import hand_model
from app.usecases.handed_down import list_villages, recall
from app.usecases.indicators import hand_indicator
from app.usecases.task_papers import TITLE, write_task_list
from app.usecases.tasks import create_task

LEFT: Final = 520
WIDEST: Final = 600
NEW: Final = {
    TASKS: "Giao việc mới",
    CAMPAIGNS: "Giao đợt cam kết",
    INDICATORS: "Giao chỉ tiêu",
    MODELS: "Giao quy ước mẫu",
}
HANDED: Final = "Đã giao. Thôn thấy khi nhận gói trả lời của xã."


class AssignPage(HandedPageBase[HandedLine]):
    """The list at the left, the villages of the chosen thing on the card."""

    nothing = (
        "Chưa giao gì ở phần này",
        "Bấm nút ở góc trên bên phải. Thôn thấy khi nhận gói trả lời của xã; thôn báo lại thì hiện ở đây.",
    )

    def __init__(self, desk: Desk) -> None:
        self.village_model: RowsModel[VillageLine]
        self._line = ""
        super().__init__(desk, "Giao việc", HANDED_COLUMNS)
        self._paper = self.add_action("In tình hình", self.print_out, icon="printer", tip="Ctrl+P")
        self.set_main(NEW[TASKS], self.new, icon="plus", tip="Ctrl+N")

    def lines(self, part: str) -> Sequence[HandedLine]:
        """Return what was handed down of a part."""
        return handed_lines(self.desk.context, part)

    def new(self) -> None:
        """Hand out another thing of the part that is shown."""
        context, part = self.desk.context, self.part
        villages, year = list_villages(context), today(context.clock).year
        form: Any
        act: Callable[[], Done[Any]]
        if part == TASKS:
            form = TaskForm(year, villages)
            act = lambda: create_task(context, form.command())  # noqa: E731
        elif part == CAMPAIGNS:
            form = HandCampaignForm(year, villages)
            act = lambda: hand_campaign(context, form.command())  # noqa: E731
        elif part == INDICATORS:
            form = IndicatorForm(villages)
            act = lambda: hand_indicator(context, form.command())  # noqa: E731
        else:
            path = self.desk.dialogs.open_file("Chọn văn bản quy ước mẫu", (TEXT,))
            if path is None:
                return
            form = ModelForm(path, villages)
            act = lambda: hand_model(context, form.command())  # noqa: E731
        assert isinstance(form, Form)
        self.ask_for(form, NEW[part], "Giao", act, HANDED)

    def recall(self) -> None:
        """Take back what is chosen."""
        row = self.table.current
        if row is None:
            return
        done = self.desk.attempt(lambda: recall(self.desk.context, row.id))
        if done is not None:
            self.desk.notify_done(done, f"Đã thu lại «{done.result}». Những gì thôn đã báo vẫn còn trong sổ.")

    def print_out(self) -> None:
        """Write how all tasks stand as PDF, Word or Excel."""
        path = self.desk.dialogs.save_file("In tình hình", f"{TITLE}.pdf", PDF, (WORD, EXCEL))
        if path is None:
            return
        context = self.desk.context

        def work(_progress: Progress) -> int:
            return write_task_list(context, path)

        def made(_villages: int) -> None:
            self.desk.notify_file(path, "Đã ghi tình hình các việc.", title=TITLE)

        self.desk.run(Job("Đang ghi tình hình", work, made))

    def build_card(self) -> QVBoxLayout:
        """Return name, words, the villages, and the button that takes it back."""
        self.village_model = RowsModel(VILLAGE_COLUMNS, lambda row: row.pile, parent=self)
        self.villages = TableView(self.village_model, "Từng thôn")
        self.proof = label(kind="quiet", wrap=True)
        self.paper = ProofView(self.desk, self.villages)
        self.villages.chosen.connect(self._show_village)
        rows = column(gap=8, margin=16)
        rows.addWidget(self.name)
        rows.addWidget(self.about)
        rows.addWidget(self.paper, 1)
        rows.addWidget(self.proof)
        rows.addWidget(button("Thu lại", self.recall, icon="undo-2"))
        return rows

    def arranged(self, content: QVBoxLayout) -> QWidget:
        """Return a narrow list: the villages with what they gave need the room."""
        theme().changed.connect(self._fit)
        self._fit()
        return with_card(self.table, content)

    def _fit(self) -> None:
        self.table.setFixedWidth(min(LEFT * theme().percent // 100, WIDEST))

    def show_line(self, row: HandedLine | None) -> None:
        """Show the villages of one thing."""
        self.name.setText(row.name if row else "")
        self.about.setText(row.about if row else "")
        self.about.setVisible(bool(row and row.about))
        self.village_model.show_rows(row.villages if row else ())
        line = row.id if row else ""
        if line != self._line and self.village_model.rows:
            given = (place for place, each in enumerate(self.village_model.rows) if each.picture)
            self.villages.setCurrentIndex(self.village_model.index(next(given, 0), 0))
        self._line = line
        self._show_village(self.villages.current)

    def more_buttons(self) -> Sequence[QWidget]:
        """Return the printing."""
        return (self._paper,)

    def fit_buttons(self, some: bool) -> None:
        """Name the main button after the part; only tasks are printed."""
        self._paper.setVisible(some and self.part == TASKS)
        if self.main is not None:
            self.main.setText(NEW[self.part])
            self.main.setAccessibleName(NEW[self.part])

    def _show_village(self, row: VillageLine | None) -> None:
        words = f"{row.village[:1].upper()}{row.village[1:]}: {row.proof}" if row and row.proof else ""
        self.proof.setText(words)
        self.proof.setVisible(bool(words))
        self.paper.offer(row.picture if row else "")
