"""The bar on a terminal, and Ctrl-C."""

import io
import os
import signal
import sys
import time

import pytest

from app.cli import progress as terminal
from app.kernel.errors import Cancelled
from app.kernel.progress import Progress, Snapshot


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def screen(monkeypatch):
    monkeypatch.setattr(terminal, "PATIENCE_S", 0.01)
    monkeypatch.setattr(terminal, "POLL_S", 0.01)

    def attach():
        stream = Terminal()
        monkeypatch.setattr(sys, "stderr", stream)  # in the test itself: pytest puts its own back before each phase
        return stream

    return attach


def test_a_bar_says_stage_and_share():
    assert terminal.bar(Snapshot("Đọc tệp")) == "Đọc tệp ..."
    assert terminal.bar(Snapshot("Đọc tệp", done=5)) == "Đọc tệp ... 5"
    assert terminal.bar(Snapshot("In", done=1, total=4)) == f"In [{'#' * 7}{'.' * 23}] 25 %"
    assert terminal.bar(Snapshot("In", done=9, total=4)).endswith(f"{'#' * 30}] 100 %")


def test_a_terminal_sees_the_bar_and_is_left_clean(screen):
    progress, stream = Progress(), screen()
    with terminal.watched(progress):
        progress.stage("In bản cam kết", 10)
        progress.advance(5)
        deadline = time.monotonic() + 5
        while "50 %" not in stream.getvalue() and time.monotonic() < deadline:
            time.sleep(0.01)
    drawn = stream.getvalue()
    assert "In bản cam kết" in drawn
    assert "50 %" in drawn
    assert drawn.endswith("\r")
    assert drawn.rstrip("\r").split("\r")[-1].strip() == ""


def test_short_work_shows_no_bar(screen, monkeypatch):
    monkeypatch.setattr(terminal, "PATIENCE_S", 60)
    stream = screen()
    with terminal.watched(Progress()):
        pass
    assert stream.getvalue() == ""


def test_a_file_sees_no_bar(monkeypatch):
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    progress = Progress()
    with terminal.watched(progress):
        progress.stage("In", 1)
    assert stream.getvalue() == ""


def interrupt():
    os.kill(os.getpid(), signal.SIGINT)


def test_ctrl_c_cancels_at_the_next_step():
    progress = Progress()
    with terminal.watched(progress):
        progress.stage("Nhập", 2)
        interrupt()
        with pytest.raises(Cancelled):
            progress.advance()


def test_ctrl_c_stops_at_once_what_counts_no_steps():
    with pytest.raises(KeyboardInterrupt), terminal.watched(Progress()):
        interrupt()


def test_ctrl_c_is_too_late_while_committing():
    progress = Progress()
    with terminal.watched(progress):
        progress.stage("Ghi", 1)
        progress.committing()
        interrupt()
        progress.advance()


def test_the_handler_before_is_put_back():
    before = signal.getsignal(signal.SIGINT)
    with terminal.watched(Progress()):
        assert signal.getsignal(signal.SIGINT) is not before
    assert signal.getsignal(signal.SIGINT) is before
