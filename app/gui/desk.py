"""The desk a page works at: everything a page may ask of the window, and nothing of how the window does it.

A page never touches another page, the status region or a thread. It calls the desk; the window listens to the desk's
signals. In tests a desk without a window is enough.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

from PySide6.QtCore import QObject, Signal

from app.gui.dialogs import Dialogs, Question
from app.gui.jobs import Job, Jobs
from app.gui.notice import Link, Notice, bug_notice, error_notice, file_links
from app.kernel.errors import AppError
from app.usecases.context import Context, Done

if TYPE_CHECKING:
    from app.gui.drafts import Drafts  # the forms behind it are not needed to start
    from app.usecases.history import Undone

T = TypeVar("T")

MOST_KEPT: Final = 3
"""What undo left as it was, named in the notice; the rest stands in the history."""
UNDID: Final = "Hoàn tác: "
"""How the sentence of an operation that was itself an undo begins (``app.usecases.sentences``)."""


class Desk(QObject):
    """The services of one window. Signals are for the window (and for tests), methods for pages."""

    notice_given = Signal(object)
    changed = Signal(object)
    navigation_wanted = Signal(str, object)
    fold_wanted = Signal(bool)
    preview_wanted = Signal(object, str, object, int)
    help_wanted = Signal()

    def __init__(self, context: Context, *, jobs: Jobs, dialogs: Dialogs, drafts: "Drafts") -> None:
        super().__init__()
        self.context = context
        self.jobs = jobs
        self.dialogs = dialogs
        self.drafts = drafts
        jobs.refused.connect(self.show_error)
        jobs.broke.connect(self.show_bug)

    def run(self, job: Job[Any]) -> None:
        """Do long work off the window's thread, with the panel; see :class:`~app.gui.jobs.Job`."""
        self.jobs.start(job)

    def attempt(self, action: Callable[[], T]) -> T | None:
        """Do short work now; an expected failure is shown and gives None."""
        try:
            return action()
        except AppError as error:
            self.show_error(error)
            return None

    def notify_done(self, done: Done[Any], text: str, rows: Sequence[Link] = ()) -> None:
        """Say what was done, offer to undo it, and let every open page refresh.

        ``rows`` are the results worth going to ("Nguyễn Văn A"), three at the most.
        """
        links = tuple(rows[:3])
        if done.operation:
            links += (Link("Hoàn tác", lambda: self.undo(done.operation), "undo-2"),)
        self.notice_given.emit(Notice(text, links=links))
        self.changed.emit(done.changes)

    def notify_file(
        self, path: Path, text: str, *, detail: str = "", title: str = "", sheets: Sequence[int] = (), copies: int = 1
    ) -> None:
        """Say that a file is ready, with "Mở", "In" (a PDF, previewed as ``title``) and "Mở thư mục"."""
        printer = (lambda p: self.preview(p, title or p.stem, sheets, copies)) if path.suffix == ".pdf" else None
        links = file_links(path, self._show_file, printer, self._show_folder)
        self.notice_given.emit(Notice(text, detail=detail or str(path), links=links))

    def notify(self, notice: Notice) -> None:
        """Say something else."""
        self.notice_given.emit(notice)

    def undo(self, operation: str = "") -> None:
        """Take back ``operation``, else the newest one of this device that stands; offers to do it again."""
        from app.usecases import history  # not needed to start

        done = self.attempt(lambda: history.undo(self.context, operation))
        if done is not None:
            self.say_undone(done)

    def say_undone(self, done: "Done[Undone]") -> None:
        """Say what an undo took back and what it kept, offer to do it again, and let every open page refresh."""
        kept = tuple(f"{row.name}: {row.reason}" for row in done.result.kept)
        again = Link("Làm lại", lambda: self.undo(done.operation), "redo-2")
        self.notice_given.emit(
            Notice(
                undone_sentence(done.result.sentence),
                "warn" if kept else "done",
                "Giữ nguyên " + "; ".join(kept[:MOST_KEPT]) if kept else "",
                (again,) if done.operation else (),
            )
        )
        self.changed.emit(done.changes)

    def show_error(self, error: AppError) -> None:
        """Show an expected failure inside the window."""
        self.notice_given.emit(error_notice(error))

    def show_bug(self, error: BaseException) -> None:
        """Show that the program is at fault, with a report to copy."""
        self.notice_given.emit(bug_notice(error, self.dialogs.copy))

    def ask(self, text: str, detail: str, yes: str) -> bool:
        """Ask before what cannot be undone; ``yes`` is the verb with its number ("Xoá 3 bản sao lưu")."""
        return self.dialogs.ask(Question(text, detail, yes))

    def navigate(self, key: str, **place: Any) -> None:
        """Go to the page ``key``; ``place`` reaches its ``open`` (a household's id, a filter)."""
        self.navigation_wanted.emit(key, place)

    def preview(self, path: Path, title: str, sheets: Sequence[int] = (), copies: int = 1) -> None:
        """Show a PDF as it will lie in the hand, with print and save.

        ``sheets`` gives the first page of every sheet, from 1, so that one can print "from sheet 35 on"; ``copies`` is
        how many are proposed to be printed.
        """
        self.preview_wanted.emit(path, title, tuple(sheets), copies)

    def fold_navigation(self, folded: bool) -> None:
        """Make room for a detail beside a list, or give the words of the navigation back."""
        self.fold_wanted.emit(folded)

    def _show_file(self, path: Path) -> None:
        self.attempt(lambda: self.dialogs.show_file(path))

    def _show_folder(self, path: Path) -> None:
        self.attempt(lambda: self.dialogs.show_folder(path))


def undone_sentence(words: str) -> str:
    """Return what to say after taking back the operation called ``words``; an undo taken back is a thing done again."""
    return f"Đã làm lại: {words.removeprefix(UNDID)}." if words.startswith(UNDID) else f"Đã hoàn tác: {words}."
