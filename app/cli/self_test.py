"""``self-test``: what a frozen build runs on itself, so that a library left out of it is met before a person does."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from app.application import demo, open_app
from app.cli.command import Answer, Call
from app.cli.errors import WINDOW_FAILED
from app.cli.parser import Parser
from app.kernel.errors import AppError
from app.kernel.resources import bundled_path

_LONGEST_S: Final = 120
"""How long the window may take to appear on a slow disk."""


def add_to(parser: Parser) -> None:
    """Declare ``self-test``, which needs no options."""
    parser.set_defaults(run=_test)


def _test(call: Call) -> Answer:
    with tempfile.TemporaryDirectory(prefix="so-thon-", ignore_cleanup_errors=True) as folder:
        done = demo(Path(folder) / "out", call.progress)
        call.progress.stage("Vẽ cửa sổ")
        _draw_window(Path(folder) / "so")
    facts = {"database": True, "print": True, "bundle": True, "window": True, "households": done.households}
    return Answer(facts, ("Tự kiểm tra xong: mở sổ, in, gói dữ liệu và cửa sổ đều tốt.",))


def _draw_window(folder: Path) -> None:
    """Draw the sample village's window off screen, in a process of its own as a person's start is."""
    from app.usecases.demo import begin_sample

    books = open_app(folder)
    try:
        begin_sample(books.context)
    finally:
        books.close()
    frozen = getattr(sys, "frozen", False)
    program = [sys.executable] if frozen else [sys.executable, "-m", "app"]
    surroundings = os.environ | {"QT_QPA_PLATFORM": "offscreen", "SO_THON_QUIT_WHEN_PAINTED": "1"}
    started = subprocess.run(  # noqa: S603 - our own program on a folder we made
        [*program, "--data-dir", str(folder)], cwd=bundled_path("."), env=surroundings, capture_output=True,
        timeout=_LONGEST_S, check=False,
    )  # fmt: skip
    if started.returncode:
        print(started.stderr.decode(errors="replace"), file=sys.stderr)
        raise AppError(WINDOW_FAILED, code=started.returncode)
