"""Việc xã giao, at a village: what the commune asks, and the answer to it with one button."""

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.gui.desk import Desk
from app.gui.dialogs import SCANS
from app.gui.handed_forms import ReportForm, ValueForm
from app.gui.handed_lines import CAMPAIGNS, INDICATORS, MINE_COLUMNS, MODELS, TASKS, MineLine, mine_lines
from app.gui.handed_page import HandedPageBase
from app.gui.notice import Link
from app.gui.parts import button, column, label, look
from app.gui.proof_view import ProofView
from app.kernel.clock import today
from app.records.assignments import PAPER
from app.usecases.commune_campaigns import open_handed
from app.usecases.covenant_models import begin_with_model
from app.usecases.indicators import enter_value, list_indicators, period_of
from app.usecases.tasks import report_task

ACTS = {TASKS: "Báo cáo", CAMPAIGNS: "Mở đợt này", INDICATORS: "Ghi số liệu", MODELS: "Bắt đầu quy ước từ bản này"}


class AssignedPage(HandedPageBase[MineLine]):
    """The list at the left, what is asked on the card with the button that answers."""

    nothing = (
        "Xã chưa giao gì ở phần này",
        "Việc, đợt cam kết, chỉ tiêu, quy ước mẫu của xã hiện ở đây sau khi nhận gói trả lời của xã.",
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "Việc xã giao", MINE_COLUMNS)
        self._questions = self.add_action("Hỏi đáp với xã", lambda: desk.navigate("questions"), icon="circle-help")

    def lines(self, part: str) -> Sequence[MineLine]:
        """Return what was handed to this village of a part."""
        return mine_lines(self.desk.context, part)

    def answer(self) -> None:
        """Do what the chosen thing asks for."""
        row = self.table.current
        if row is None:
            return
        {TASKS: self._report, CAMPAIGNS: self._open_campaign, INDICATORS: self._enter, MODELS: self._begin}[self.part](
            row
        )

    def new(self) -> None:
        """Ctrl+N: the same."""
        self.answer()

    def attach(self) -> None:
        """Choose a picture of the paper and keep it with the report."""
        path = self.desk.dialogs.open_file("Chọn ảnh chụp hoặc bản quét giấy tờ", (SCANS,))
        if path is not None and isinstance(self.form, ReportForm):
            self.form.picture = path
            self.form.words.show_hint(f"Kèm ảnh «{path.name}».")

    def build_card(self) -> QVBoxLayout:
        """Return name, words, what was said, the button."""
        self.said = label(kind="quiet", wrap=True)
        self.paper = ProofView(self.desk, self.texts())
        self.button = button(ACTS[TASKS], self.answer, icon="pencil", kind="primary")
        rows = column(gap=8, margin=16)
        rows.addWidget(self.name)
        rows.addWidget(self.paper, 1)
        rows.addWidget(self.said)
        rows.addWidget(self.button)
        return rows

    def show_line(self, row: MineLine | None) -> None:
        """Show what is asked and what was said."""
        self.name.setText(row.name if row else "")
        self.about.setText(row.about if row else "")
        said = f"Đã báo: {row.said}" if row and row.said else ""
        self.said.setText(said)
        self.said.setVisible(bool(said))
        self.paper.offer(row.task.picture if row and row.task else "")
        words = "Báo cáo lại" if row and row.task and row.said else ACTS[self.part]
        self.button.setText(words)
        self.button.setAccessibleName(words)
        self.button.setEnabled(row is not None and not (row.ready and self.part == CAMPAIGNS))
        look(self.said, "quiet")

    def more_buttons(self) -> Sequence[QWidget]:
        """Return the way to the questions."""
        return (self._questions,)

    def _report(self, row: MineLine) -> None:
        if row.task is None:
            return
        form = ReportForm(row.task)
        if row.task.proof == PAPER:
            form.add_widget(button("Chọn ảnh giấy tờ", self.attach, icon="folder-open"))
        context = self.desk.context
        words = "Đã ghi báo cáo, đi cùng gói gửi xã tới."
        self.ask_for(form, f"Báo cáo: {row.name}", "Ghi báo cáo", lambda: report_task(context, form.command()), words)

    def _open_campaign(self, row: MineLine) -> None:
        done = self.desk.attempt(lambda: open_handed(self.desk.context, row.id))
        if done is not None:
            there = Link("Sang trang Cam kết", lambda: self.desk.navigate("pledges"), "signature")
            self.desk.notify_done(done, f"Đã mở đợt của xã cho {done.result.households} hộ.", rows=(there,))

    def _enter(self, row: MineLine) -> None:
        context = self.desk.context
        found = next(each for each in list_indicators(context) if each.id == row.id)
        form = ValueForm(found.id, period_of(found.kind, today(context.clock)), found.unit)
        words = "Đã ghi số liệu, đi cùng gói gửi xã tới."
        self.ask_for(form, row.name, "Ghi số liệu", lambda: enter_value(context, form.command()), words)

    def _begin(self, row: MineLine) -> None:
        done = self.desk.attempt(lambda: begin_with_model(self.desk.context, row.id))
        if done is not None:
            there = Link("Sang trang Quy ước", lambda: self.desk.navigate("covenant"), "scroll-text")
            words = f"Đã lập bản quy ước từ mẫu của xã: {done.result.nodes} mục. Đọc lại, sửa cho đúng thôn mình."
            self.desk.notify_done(done, words, rows=(there,))
