"""The panel inside the window for long work: stage, bar, time left, Cancel (design/screens.md, rule 7)."""

from typing import Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QProgressBar, QWidget

from app.gui.jobs import Jobs, Running
from app.gui.parts import button, column, label, line, look
from app.vietnamese.numbers import format_number

PATIENCE_MS: Final = 600
"""Work shorter than this is over before a panel could be read."""
POLL_MS: Final = 100


class ProgressPanel(QFrame):
    """Follows the jobs of one window; hidden while nothing long runs."""

    def __init__(self, jobs: Jobs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        look(self, "bar")
        self.setProperty("tone", "work")
        self._jobs = jobs
        self._queue: list[Running] = []
        self._stopping = False
        self._title = label(kind="strong")
        self._where = label(kind="small")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._cancel = button("Dừng lại", self._stop, icon="x")
        words = column(gap=4)
        head = line(gap=12)
        head.addWidget(self._title)
        head.addStretch(1)
        head.addWidget(self._where)
        words.addLayout(head)
        words.addWidget(self._bar)
        row = line(gap=16, margin=(12, 8, 8, 8))
        row.addLayout(words, 1)
        row.addWidget(self._cancel)
        self.setLayout(row)
        self._patience = QTimer(self, singleShot=True, interval=PATIENCE_MS)
        self._patience.timeout.connect(self._appear)
        self._poll = QTimer(self, interval=POLL_MS)
        self._poll.timeout.connect(self.update_view)
        jobs.began.connect(self._began)
        jobs.ended.connect(self._ended)
        self.hide()

    def update_view(self) -> None:
        """Show where the first job stands now."""
        if not self._queue:
            return
        running = self._queue[0]
        now = running.progress.now
        self._title.setText(running.job.title)
        self._bar.setRange(0, now.total)
        self._bar.setValue(now.done)
        count = f"{format_number(now.done)} / {format_number(now.total)}" if now.total else ""
        self._where.setText(" · ".join(part for part in (now.stage, count, running.time_left()) if part))
        self._bar.setAccessibleName(f"{running.job.title}: {self._where.text()}")
        self._cancel.setEnabled(not now.committing and not self._stopping)

    def _began(self, running: Running) -> None:
        self._queue.append(running)
        if len(self._queue) == 1:
            self._patience.start()

    def _ended(self, running: Running) -> None:
        self._queue.remove(running)
        if self._queue:
            return
        self._patience.stop()
        self._poll.stop()
        self.hide()

    def _appear(self) -> None:
        self._stopping = False
        self._cancel.setText("Dừng lại")
        self.update_view()
        self._poll.start()
        self.show()

    def _stop(self) -> None:
        self._stopping = True
        self._jobs.cancel()
        self._cancel.setText("Đang dừng…")
        self._cancel.setEnabled(False)
