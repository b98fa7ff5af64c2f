"""The folder on the stick: built from the spec, then run where neither the project, nor its Python, nor a network is there.

It is built in a process of its own, moved to a folder as people name them, and run as another person with an empty
environment; where the system allows (root on Linux) the project and its Python are hidden and the network is taken away.
"""

import hashlib
import importlib.util
import json
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from app import __version__
from app.cli.main import NOUNS
from tests.bench.harness import figure, seconds_beside
from tests.e2e.test_cli import PARTS
from tests.fixtures.papers import pdf_text

pytestmark = pytest.mark.long

PROJECT = Path(__file__).resolve().parent.parent.parent
SPEC = PROJECT / "build_installer.spec"
EXECUTABLE = "so-thon.exe" if os.name == "nt" else "so-thon"
READY = "SO_THON_FROZEN"
"""Set in the environment to a folder that was built before, to try that one; else the tests build their own."""
NOBODY = 65534
MOST_MB = 260
"""More than this would mean that a part nobody opens is in again."""
BARRED = set('<>:"\\|?*')
"""What FAT does not take in a name."""


@dataclass(frozen=True)
class Stick:
    """The built folder, and an empty home of somebody who has only that."""

    program: Path
    home: Path
    alone: bool
    """Whether project, Python and network can be taken away."""

    def run(self, *arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run the program with nothing of ours around it."""
        surroundings = {"HOME": str(self.home), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"} | environment
        if os.name == "nt":
            surroundings = {**os.environ, "LOCALAPPDATA": str(self.home), "APPDATA": str(self.home), **environment}
        command = [str(self.program / EXECUTABLE), *map(str, arguments)]
        return subprocess.run(
            self._apart(command) if self.alone else command,
            cwd=self.home, env=surroundings, capture_output=True, encoding="utf-8", check=False, timeout=600,
        )  # fmt: skip

    def answer(self, *arguments: object) -> dict[str, object]:
        """Run a command with --json and return what it says, which must be that it went well."""
        done = self.run(*arguments, "--json")
        assert done.returncode == 0, done.stdout + done.stderr
        said: dict[str, object] = json.loads(done.stdout)
        assert said.pop("ok") is True
        return said

    @staticmethod
    def _apart(command: list[str]) -> list[str]:
        hide = " && ".join(f"mount -t tmpfs none {shlex.quote(str(place))}" for place in hidden())
        person = f"setpriv --reuid {NOBODY} --regid {NOBODY} --clear-groups"
        return ["unshare", "--net", "--mount", "sh", "-c", f"{hide} && exec {person} {shlex.join(command)}"]


def hidden() -> list[Path]:
    """Return the project, its environment and the Python it is made from, as far as the system can do without them."""
    places = (PROJECT, Path(sys.prefix).resolve(), Path(sys.base_prefix).resolve())
    return [
        place
        for place in places
        if place.parts[:2] != ("/", "usr") and not any(each in place.parents for each in places)
    ]


def can_be_alone() -> bool:
    """Tell whether this system lets us hide folders and the network from a program."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0 or shutil.which("setpriv") is None:
        return False
    probe = ["unshare", "--net", "--mount", "sh", "-c", f"mount -t tmpfs none {shlex.quote(str(PROJECT))}"]
    return subprocess.run(probe, capture_output=True, check=False).returncode == 0


def digests(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of each file below ``folder``."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def build(scratch: Path) -> Path:
    """Build the folder as the README says and return where it lies."""
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN", str(SPEC)]
    places = ["--distpath", str(scratch / "dist"), "--workpath", str(scratch / "work")]
    subprocess.run([*command, *places], cwd=scratch, check=True)
    shutil.rmtree(scratch / "work")
    return scratch / "dist" / "so-thon"


@pytest.fixture(scope="module")
def stick() -> Iterator[Stick]:
    """Build the folder and move it away from where it was built."""
    ready = os.environ.get(READY)
    if ready is None and importlib.util.find_spec("PyInstaller") is None:
        pytest.skip("PyInstaller is not installed; it belongs to the extras 'build'")
    scratch = Path(tempfile.mkdtemp(prefix="so-thon-frozen-"))
    try:
        scratch.chmod(0o755)
        usb, home = scratch / "USB của xã", scratch / "nhà"
        program = usb / "Sổ Thôn"
        usb.mkdir()
        home.mkdir()
        shutil.move(shutil.copytree(ready, scratch / "ready") if ready else build(scratch), program)
        alone = can_be_alone()
        if alone:
            os.chown(home, NOBODY, NOBODY)
        yield Stick(program, home, alone)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def test_all_that_is_opened_by_name_travels_along(stick: Stick) -> None:
    inside = stick.program / "_internal"
    for folder in ("resources", "db"):
        here = {
            name: digest
            for name, digest in digests(PROJECT / folder).items()
            if not name.startswith("pictures/") and "__pycache__" not in name
        }
        assert digests(inside / folder) == here


def test_a_stick_can_hold_it(stick: Stick) -> None:
    """FAT knows no links, no such characters, and no two names that differ only in their capitals."""
    paths = list(stick.program.rglob("*"))
    assert not [path for path in paths if path.is_symlink()]
    assert not [path for path in paths if set(path.name) & BARRED or path.name.endswith((" ", "."))]
    assert len({str(path).casefold() for path in paths}) == len(paths)
    size = sum(path.stat().st_size for path in paths if path.is_file()) / 1_000_000
    print(f"\nThe folder on the stick: {size:.0f} MB, {len(paths)} files and folders")
    assert size < MOST_MB * 1.024 * 1.024


def test_nothing_of_the_machine_it_was_built_on_is_in_it(stick: Stick) -> None:
    where = [str(place).encode() for place in (PROJECT, Path(sys.prefix).resolve())]
    telling = [
        path.name
        for path in stick.program.rglob("*")
        if path.is_file() and any(each in path.read_bytes() for each in where)
    ]
    assert telling == []


def test_it_proves_itself_with_nothing_around_it(stick: Stick) -> None:
    before = digests(stick.program)
    said = stick.answer("self-test")
    assert [name for name in PARTS if said[name] is not True] == []
    assert said["frozen"] is True
    assert said["version"] == __version__
    assert said["households"] == 185
    assert isinstance(said["modules"], int)
    assert said["modules"] >= len(list((PROJECT / "app").rglob("[!_]*.py")))
    assert digests(stick.program) == before


def test_the_main_job_in_books_of_ones_own(stick: Stick) -> None:
    """The books lie in the person's own folder, not beside the program."""
    listed = stick.run("--help").stdout
    assert all(noun in listed for noun in NOUNS)
    before = digests(stick.program)
    stick.answer("init", "--role", "village", "--commune", "11647", "--name", "Đông", "--head", "Vũ Thị Em")
    sample = stick.program / "_internal" / "resources" / "sample" / "danh-sach-ho.xlsx"
    stick.answer("households", "import", sample, "--fill-zeros")
    items = stick.home / "nội dung.txt"
    items.write_text("1. Không trộm cắp.\n2. Không gây mất trật tự.\n", encoding="utf-8")
    campaign = stick.answer("campaign", "create", "--name", "An ninh", "--year", "2026", "--items", items)["campaign"]
    paper = stick.home / "bản cam kết.pdf"
    assert stick.answer("pledges", "print", "--campaign", campaign, "--out", paper)["sheets"] == 185
    assert "Không trộm cắp" in pdf_text(paper)
    made = stick.answer("demo", stick.home / "làm thử")["files"]
    assert isinstance(made, dict)
    assert all(Path(each).stat().st_size > 0 for each in made.values())
    assert digests(stick.program) == before
    assert list(stick.home.rglob("*.db")), "the books are in the person's home"


def test_it_is_copied_into_the_machine_and_runs_from_there(stick: Stick) -> None:
    made = stick.answer("install", "--to", stick.home / "chương trình")
    folder = Path(str(made["folder"]))
    assert made["entry"], "the system's menu has it"
    assert digests(folder) == digests(stick.program)
    copied = Stick(folder, stick.home, stick.alone)
    assert "Sổ Thôn" in copied.run("--help").stdout
    assert stick.answer("install", "--to", folder)["replaced"] is True
    assert copied.run("install", "--to", folder, "--json").returncode == 3


def test_a_screen_that_is_not_there_is_said_in_a_sentence(stick: Stick) -> None:
    if sys.platform != "linux":
        pytest.skip("only a Linux session may have no screen")
    done = stick.run()
    assert done.returncode == 5
    assert "START-006" in done.stderr


def test_a_real_screen(stick: Stick, tool: Callable[[str], str]) -> None:
    """The way to a screen most Linux desktops have, on a virtual one; the rest of the suite draws off screen."""
    command = [tool("Xvfb"), "-displayfd", "1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as screen:
        try:
            assert screen.stdout is not None
            number = screen.stdout.readline().strip()
            seen = Stick(stick.program, stick.home, alone=False)
            done = seen.run(DISPLAY=f":{number}", SO_THON_QUIT_WHEN_PAINTED="1", QT_QPA_PLATFORM="xcb")
            assert done.returncode == 0, done.stderr
        finally:
            screen.terminate()


def test_it_starts_about_as_fast_as_from_source(stick: Stick) -> None:
    books = stick.home / "sổ"
    here = Stick(stick.program, stick.home, alone=False)
    assert here.run("--data-dir", books, "init", "--role", "commune", "--commune", "11647").returncode == 0
    off_screen = {"QT_QPA_PLATFORM": "offscreen", "SO_THON_QUIT_WHEN_PAINTED": "1"}

    def source(*arguments: object, **environment: str) -> None:
        command = [sys.executable, "-m", "app", *map(str, arguments)]
        subprocess.run(command, cwd=PROJECT, env=os.environ | environment, check=True, capture_output=True)

    def frozen(*arguments: object, **environment: str) -> None:
        assert here.run(*arguments, **environment).returncode == 0

    for what, arguments, environment in (
        ("first painted window", ("--data-dir", books), off_screen),
        ("a command", ("--data-dir", books, "history"), {}),
    ):
        ours, limit = seconds_beside(
            lambda: frozen(*arguments, **environment),  # noqa: B023 - called here and now
            lambda: source(*arguments, **environment),  # noqa: B023
            5,
        )
        print(f"\n{what}: {ours:.2f} s from the folder, {limit:.2f} s from source")
        figure(f"start from the folder on the stick, {what}", ours, limit, 2, "the same from source")
