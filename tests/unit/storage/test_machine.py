"""Which machine a data folder lies on: another one is noticed, and a system that does not tell means the same one."""

import sys

import pytest

from app.storage import machine
from app.storage.machine import machine_mark

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows tells by its registry")


@pytest.fixture
def told(tmp_path, monkeypatch):
    """Return the file in which the system names itself."""
    path = tmp_path / "machine-id"
    monkeypatch.setattr(machine, "_MACHINE_ID", path)
    return path


def test_a_machine_is_known_again_and_told_from_another(told, tmp_path):
    marks = []
    for name in ("0f" * 16, "0f" * 16, "1e" * 16):
        told.write_text(f"{name}\n", encoding="ascii")
        marks.append(machine_mark(tmp_path))
    assert marks[0] == marks[1] != marks[2]
    assert all(len(mark) == 64 and "0f0f" not in mark for mark in marks), "nothing but a hash leaves the system's file"


@pytest.mark.parametrize("content", [None, b"", b"  \n", "máy".encode()])
def test_a_system_that_does_not_tell_says_nothing(told, tmp_path, content):
    if content is not None:
        told.write_bytes(content)
    assert machine_mark(tmp_path) == ""
