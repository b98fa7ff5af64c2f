"""Long work: off the window's thread, with a panel, cancelled and joined."""

import threading
import time
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QThread
from PySide6.QtTest import QTest

from app.gui.errors import NO_PRINTER
from app.gui.jobs import Job, Jobs, time_left
from app.gui.progress_panel import PATIENCE_MS, ProgressPanel
from app.kernel.errors import AppError
from app.kernel.progress import Progress, Snapshot


@pytest.fixture
def jobs() -> Iterator[Jobs]:
    made = Jobs()
    yield made
    made.close()


def wait_for(met: Callable[[], bool], seconds: float = 5) -> None:
    end = time.monotonic() + seconds
    while not met() and time.monotonic() < end:
        QCoreApplication.processEvents()
        time.sleep(0.005)
    assert met()


def stay(progress: Progress) -> None:
    """Work until someone cancels."""
    progress.stage("Đọc danh sách", 0)
    while True:
        time.sleep(0.005)
        progress.check_cancelled()


def test_work_runs_elsewhere_and_its_result_comes_back_here(jobs: Jobs) -> None:
    here, seen = threading.get_ident(), []
    jobs.start(Job("Đang đọc", lambda progress: threading.get_ident(), seen.append))
    jobs.start(Job("Đang in", lambda progress: 1 << 40, lambda big: seen.append((big, QThread.currentThread()))))
    assert jobs.busy
    wait_for(lambda: len(seen) == 2)
    assert seen[0] != here
    assert seen[1] == (1 << 40, QCoreApplication.instance().thread())
    assert not jobs.busy


def test_an_expected_failure_goes_to_the_job_or_to_the_window(jobs: Jobs) -> None:
    def fail(progress: Progress) -> None:
        raise AppError(NO_PRINTER)

    own: list[AppError] = []
    window: list[AppError] = []
    jobs.refused.connect(window.append)
    jobs.start(Job("a", fail, own.append, failed=own.append))
    jobs.start(Job("b", fail, own.append))
    wait_for(lambda: bool(own and window))
    assert own[0].code is window[0].code is NO_PRINTER


def test_a_bug_goes_to_the_window(jobs: Jobs) -> None:
    broken: list[Exception] = []
    jobs.broke.connect(broken.append)
    jobs.start(Job("a", lambda progress: [].pop(), broken.append))
    wait_for(lambda: bool(broken))
    assert isinstance(broken[0], IndexError)


def test_cancel_stops_what_runs_and_what_waits_without_a_word(jobs: Jobs) -> None:
    said: list[object] = []
    jobs.refused.connect(said.append)
    jobs.broke.connect(said.append)
    for _ in range(3):
        jobs.start(Job("a", stay, said.append))
    jobs.cancel()
    wait_for(lambda: not jobs.busy)
    assert said == []


def test_close_waits_for_the_thread_and_forgets_late_results() -> None:
    jobs = Jobs()
    said: list[object] = []
    started = threading.Event()

    def work(progress: Progress) -> str:
        progress.committing()
        started.set()
        time.sleep(0.1)
        return "late"

    jobs.start(Job("a", work, said.append))
    assert started.wait(5)
    jobs.close()
    QCoreApplication.processEvents()
    assert said == []
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("job")]


def test_at_once_is_done_before_start_returns() -> None:
    jobs = Jobs(at_once=True)
    seen: list[str] = []
    jobs.start(Job("a", lambda progress: "xong", seen.append))
    assert seen == ["xong"]
    jobs.close()


def test_short_work_shows_no_panel(jobs: Jobs) -> None:
    panel = ProgressPanel(jobs)
    done: list[object] = []
    jobs.start(Job("Đang đọc", lambda progress: None, done.append))
    wait_for(lambda: bool(done))
    QTest.qWait(PATIENCE_MS + 100)
    assert panel.isHidden()
    panel.deleteLater()


def test_the_panel_says_where_long_work_is_and_stops_it(jobs: Jobs) -> None:
    panel = ProgressPanel(jobs)
    panel.resize(900, 60)

    def work(progress: Progress) -> None:
        progress.stage("Tổ 3", 1537)
        progress.advance(495)
        stay_here(progress)

    def stay_here(progress: Progress) -> None:
        while True:
            time.sleep(0.005)
            progress.check_cancelled()

    jobs.start(Job("Đang in 1.537 bản cam kết", work, lambda result: None))
    QTest.qWait(PATIENCE_MS // 2)
    assert panel.isHidden()
    wait_for(lambda: not panel.isHidden(), 2)
    assert panel._title.text() == "Đang in 1.537 bản cam kết"
    assert panel._where.text().startswith("Tổ 3 · 495 / 1.537")
    assert (panel._bar.value(), panel._bar.maximum()) == (495, 1537)
    panel._cancel.click()
    panel.update_view()
    assert panel._cancel.text() == "Đang dừng…"
    assert not panel._cancel.isEnabled()
    wait_for(lambda: not jobs.busy)
    assert panel.isHidden()
    panel.update_view()
    panel.deleteLater()


def test_what_is_being_committed_cannot_be_stopped(jobs: Jobs) -> None:
    panel = ProgressPanel(jobs)
    go_on = threading.Event()

    def work(progress: Progress) -> str:
        progress.stage("Ghi vào sổ", 0)
        progress.committing()
        go_on.wait(5)
        return "xong"

    done: list[str] = []
    jobs.start(Job("Đang nhập", work, done.append))
    wait_for(lambda: not panel.isHidden(), 2)
    assert not panel._cancel.isEnabled()
    jobs.cancel()
    go_on.set()
    wait_for(lambda: bool(done))
    panel.deleteLater()


@pytest.mark.parametrize(
    ("now", "elapsed", "words"),
    [
        (Snapshot("a", 0, 0), 9_000, ""),
        (Snapshot("a", 5, 1000), 9_000, ""),
        (Snapshot("a", 500, 1000), 100, ""),
        (Snapshot("a", 990, 1000), 9_000, "sắp xong"),
        (Snapshot("a", 500, 1000), 20_000, "còn khoảng 20 giây"),
        (Snapshot("a", 100, 1000), 20_000, "còn khoảng 3 phút"),
        (Snapshot("a", 1000, 1000), 20_000, ""),
        (Snapshot("a", 3, 6), 30_000, ""),
        (Snapshot("a", 6, 6), 30_000, ""),
    ],
)
def test_time_left_is_said_when_it_can_be_known(now: Snapshot, elapsed: int, words: str) -> None:
    assert time_left(now, elapsed) == words
