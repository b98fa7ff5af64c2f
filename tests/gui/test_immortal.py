"""The constants of Python outlive any number of calls into Qt, also on 3.11."""

import subprocess
import sys

import pytest

CALLS = """
import app.gui
from PySide6.QtCore import QRect
rect = QRect()
for _ in range(1_000_000):
    rect.setLeft(3)
print("alive")
"""


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="constants are immortal from Python 3.12 on")
def test_a_million_calls_without_a_result_do_not_end_the_program() -> None:
    done = subprocess.run([sys.executable, "-c", CALLS], capture_output=True, text=True, check=False)
    assert done.stdout == "alive\n", done.stderr
    assert done.returncode == 0, done.stderr
