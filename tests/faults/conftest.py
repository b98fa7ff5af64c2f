"""A small real disk for tests of what happens when it is full."""

import os
import shutil
import subprocess

import pytest

ROOT = hasattr(os, "geteuid") and os.geteuid() == 0


@pytest.fixture
def fill():
    """Return a function that fills a disk up to so many KiB, with a file named filler."""

    def up_to(disk, free_kib):
        usage = os.statvfs(disk)
        with (disk / "filler").open("wb") as stream:
            stream.write(b"x" * (usage.f_bavail * usage.f_frsize - free_kib * 1024))

    return up_to


@pytest.fixture
def small_disk(tmp_path):
    """Return a function that mounts a small disk of so many KiB; needs root and the right to mount."""
    mounted = []

    def mount(kib):
        point = tmp_path / f"disk{len(mounted)}"
        point.mkdir()
        done = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={kib}k", "tmpfs", str(point)], capture_output=True, check=False
        )
        if done.returncode != 0:
            pytest.skip("this user may not mount a disk")
        mounted.append(point)
        return point

    if not ROOT or shutil.which("mount") is None:
        pytest.skip("only root can mount a small disk")
    yield mount
    for point in mounted:
        subprocess.run(["umount", str(point)], check=True)
