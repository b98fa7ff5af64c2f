"""Every call to the system of an export, an import and an answer fails once; the stick is full or gone at every call.

Reliability.md figures 3 and 9: a numbered message and no crash, no half state, no final name for what is not whole, nothing
counted as sent, and the next attempt works. A preloaded library fails real calls under Python and SQLite alike; the ordinary
run tries some of them, ``python3 -m tests long`` every one and writes what it saw into FIGURES.md.
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import PROJECT
from tests.faults.figures import record

SOURCE = Path(__file__).resolve().parent.parent / "fixtures" / "failing_io.c"
ACTIONS = {"send": "export", "take": "import at the commune", "answer": "answer", "hear": "import of the answer"}
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="calls are failed by a preloaded library")


@pytest.fixture(scope="module")
def failing(tmp_path_factory, tool):
    """Return a function that runs an action with failing calls and returns what it saw."""
    library = tmp_path_factory.mktemp("library") / "failing_io.so"
    subprocess.run([tool("gcc"), "-shared", "-fPIC", "-O1", "-o", str(library), str(SOURCE), "-ldl"], check=True)

    def run(action, where, step):
        folder = tmp_path_factory.mktemp(f"{action}-{where}")
        done = subprocess.run(
            [sys.executable, "-m", "tests.faults.failing_runs", str(folder), action, where, str(step)],
            env={"LD_PRELOAD": str(library), "PATH": "/usr/bin:/bin"}, cwd=PROJECT, capture_output=True, text=True, check=False,
        )  # fmt: skip
        shutil.rmtree(folder)
        assert done.returncode == 0, done.stderr[-2000:]
        seen = json.loads(done.stdout.splitlines()[-1])
        assert seen["wrong"] == []
        return seen

    return run


def numbers(seen):
    return {number for number in seen["told"] if number != "done"}


@pytest.mark.parametrize("action", ACTIONS)
def test_a_call_that_fails_is_told_or_does_no_harm(failing, action):
    seen = failing(action, "once", 61)
    assert seen["trials"] >= 3
    assert numbers(seen)


@pytest.mark.parametrize("action", ["send", "answer"])
@pytest.mark.parametrize(("where", "told"), [("gone", {"STICK-003"}), ("full", {"STICK-006"})])
def test_a_stick_that_is_full_or_gone_from_a_call_on(failing, action, where, told):
    assert numbers(failing(action, where, 5)) == told


@pytest.mark.long
def test_every_call_that_fails(failing):
    lines = []
    for where in ("once", "gone", "full"):
        for action, name in ACTIONS.items():
            if where == "once" or action in ("send", "answer"):
                seen = failing(action, where, 1)
                told = ", ".join(f"{number} {times:,}" for number, times in sorted(seen["told"].items()))
                lines.append(f"{name}, {seen['calls']} calls, {WHERE[where]}: {seen['trials']:,} trials ({told}).")
    lines.append(
        "0 crashes, 0 half states; no final name for what is not whole, nothing counted as sent, the next attempt worked."
    )
    record("Failing disks and sticks", lines)


WHERE = {"once": "each failed once", "gone": "the stick gone from each on", "full": "the stick full from each on"}
