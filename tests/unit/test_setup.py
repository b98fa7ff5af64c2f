"""Set-up from nothing: what it reads, decides and repairs. Real environments and processes; no network."""

import json
import os
import subprocess
import sys
import time
import venv
import zipfile
from pathlib import Path

import pytest

from app import environment, setup
from app.__main__ import wants_window
from app.kernel.errors import AppError

PROJECT = Path(__file__).resolve().parent.parent.parent
posix = pytest.mark.skipif(os.name == "nt", reason="POSIX locks and exec")
linux = pytest.mark.skipif(sys.platform != "linux", reason="Linux libraries and displays")


METADATA = "Metadata-Version: 2.1\nName: mot\nVersion: 1\n"


@pytest.fixture
def pin(tmp_path: Path) -> str:
    """The requirement of a library of one line that pip installs without a network."""
    wheel = tmp_path / "mot-1-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("mot.py", "one = 1\n")
        archive.writestr("mot-1.dist-info/METADATA", METADATA)
        archive.writestr("mot-1.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr("mot-1.dist-info/RECORD", "")
    return f"mot @ {wheel.as_uri()}"


@pytest.fixture
def project(tmp_path: Path, pin: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with one library, in a folder as people name them, with the set-up pointed at it."""
    folder = tmp_path / "Sổ thôn của Bé"
    folder.mkdir()
    (folder / "pyproject.toml").write_text(f"[project]\ndependencies = ['{pin}']\n", encoding="utf-8")
    monkeypatch.setattr(setup, "PROJECT", folder)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    return folder


def bare(place: Path, *stamped: str) -> Path:
    """Make an environment without anything in it, stamped as given."""
    venv.create(place, symlinks=os.name != "nt")
    (place / setup.STAMP).write_text("\n".join((setup.python_tag(), *stamped, "")), encoding="utf-8")
    return place


def fill(place: Path, *wanted: str) -> None:
    """Fill ``place`` as a start does."""
    place.mkdir(parents=True, exist_ok=True)
    with environment.only_one(place) as lock:
        environment.fill(place, wanted, lock)


def start(project: Path, *arguments: str) -> subprocess.Popen[str]:
    """Start a small program in the project as a person would, from the Python outside."""
    program = "import app.setup as s, sys; s.PROJECT = s.Path({!r}); s.ensure(); import mot; print(*sys.argv[1:])"
    command = [environment._base_python(), "-c", program.format(str(project)), *arguments]
    surroundings = {**os.environ, "PYTHONPATH": str(PROJECT)}
    pipe = subprocess.PIPE
    return subprocess.Popen(command, env=surroundings, stdout=pipe, stderr=pipe, encoding="utf-8")


# -- what is wanted ------------------------------------------------------------------------------------------------


def test_pins_are_read_from_the_project_file() -> None:
    plain, dev = setup.pins(()), setup.pins(("dev",))
    assert "SQLAlchemy==2.1.9" in plain
    assert dev[: len(plain)] == plain
    assert any(pin.startswith("pytest==") for pin in dev)
    assert not any(pin.startswith("pytest==") for pin in plain)


def test_an_environment_filled_with_more_serves_the_program_too(project: Path) -> None:
    place = bare(project / ".venv", "a==1", "b==2")
    assert setup.is_ready(place, ("a==1",))
    assert setup.is_ready(place, ("a==1", "b==2"))
    assert not setup.is_ready(place, ("a==2",))


def test_another_python_is_not_ready(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = bare(project / ".venv")
    assert setup.is_ready(place, ())
    monkeypatch.setattr(setup, "python_tag", lambda: "cpython-399")
    assert not setup.is_ready(place, ())


# -- where ---------------------------------------------------------------------------------------------------------


def test_the_project_comes_first_then_the_cache(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = setup.places()
    assert first == project / ".venv"
    assert project not in second.parents
    assert environment.choose_place() == first
    monkeypatch.setattr(os, "access", lambda path, mode: project not in (Path(path), *Path(path).parents))
    assert environment.choose_place() == second
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    with pytest.raises(AppError) as refused:
        environment.choose_place()
    assert refused.value.code is environment.NO_PLACE


@posix
def test_a_folder_that_path_cannot_name_is_passed_over(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(setup, "PROJECT", project / "năm 2026: hai")
    assert environment.choose_place() == setup.places()[1]


# -- filling and repair --------------------------------------------------------------------------------------------


def test_filling_ends_with_the_stamp_and_no_mark(project: Path, pin: str) -> None:
    place = project / ".venv"
    fill(place, pin)
    assert setup.is_ready(place, (pin,))
    assert not (place / environment.FILLING).exists()
    program = "import mot, sys; print(sys.prefix)"
    done = subprocess.run([setup.python_of(place), "-c", program], capture_output=True, text=True, check=True)
    assert Path(done.stdout.strip()).samefile(place)


def test_an_interrupted_one_is_emptied_and_made_again(project: Path, pin: str) -> None:
    place = bare(project / ".venv")
    half = place / "half-written.py"
    half.touch()
    (place / environment.FILLING).touch()
    fill(place, pin)
    assert setup.is_ready(place, (pin,))
    assert not half.exists()


def test_one_of_other_pins_is_kept_and_topped_up(project: Path, pin: str) -> None:
    place = bare(project / ".venv", "a==1")
    own = place / "own.txt"
    own.touch()
    fill(place, pin)
    assert setup.is_ready(place, (pin,))
    assert own.exists()


@posix
@pytest.mark.parametrize("damage", ["gone", "dangling", "no pyvenv.cfg"])
def test_a_broken_one_is_not_ready_and_not_built_upon(project: Path, damage: str) -> None:
    place = bare(project / ".venv")
    assert environment.answers(place)
    broken = place / "pyvenv.cfg" if damage == "no pyvenv.cfg" else setup.python_of(place)
    broken.unlink()
    if damage == "dangling":
        broken.symlink_to(project / "nowhere")
    assert not setup.is_ready(place, ())
    assert not environment.answers(place)


@posix
def test_an_interpreter_that_does_not_start_is_replaced(project: Path, pin: str) -> None:
    python = setup.python_of(bare(project / ".venv", pin))
    python.unlink()
    python.write_bytes(b"\0" * 100)
    python.chmod(0o755)
    begun = start(project, "xong")
    out, err = begun.communicate(timeout=60)
    assert (begun.returncode, out) == (0, "xong\n"), err


def test_pip_saying_no_leaves_no_stamp_and_nothing_to_empty(project: Path) -> None:
    with pytest.raises(AppError) as refused:
        fill(project / ".venv", "not a requirement!")
    assert refused.value.code is environment.NOT_FILLED
    assert not (project / ".venv" / setup.STAMP).exists()
    assert not (project / ".venv" / environment.FILLING).exists()


@posix
def test_two_starts_at_once_share_one_environment(project: Path) -> None:
    place = project / ".venv"
    place.mkdir()
    with environment.only_one(place):
        both = [start(project, "một"), start(project, "hai")]
        told = [str(each.stderr.readline()) for each in both if each.stderr]
    assert all("đang chờ" in line for line in told)
    assert [each.communicate(timeout=60)[0] for each in both] == ["một\n", "hai\n"]


@posix
def test_killed_half_way_the_next_start_repairs(project: Path) -> None:
    first = start(project)
    mark = project / ".venv" / environment.FILLING
    while not mark.exists():
        assert first.poll() is None
        time.sleep(0.005)
    first.kill()
    first.communicate()
    assert not (project / ".venv" / setup.STAMP).exists()
    second = start(project, "xong")
    out, err = second.communicate(timeout=60)
    assert (second.returncode, out) == (0, "xong\n"), err


# -- system libraries ----------------------------------------------------------------------------------------------


@linux
def test_missing_libraries_are_told_with_the_line_to_type(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "QT_LIBRARIES", {"libc.so.6": "libc6", "libkhongco.so.9": "libkhongco9"})
    monkeypatch.setattr(environment.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(AppError) as refused:
        environment.require_system_packages()
    assert refused.value.advice.endswith("sudo apt-get install --no-install-recommends libkhongco9")


@linux
def test_without_apt_the_libraries_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "QT_LIBRARIES", {"libkhongco.so.9": "libkhongco9"})
    monkeypatch.setattr(environment.shutil, "which", lambda name: None)
    with pytest.raises(AppError, match=r"libkhongco\.so\.9") as refused:
        environment.require_system_packages()
    assert refused.value.code is environment.LIBRARIES_MISSING


@linux
def test_root_installs_them_and_looks_again(monkeypatch: pytest.MonkeyPatch) -> None:
    wanted: list[str] = []
    monkeypatch.setattr(environment, "QT_LIBRARIES", {"libkhongco.so.9": "libkhongco9"})
    monkeypatch.setattr(environment.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(environment, "missing_libraries", lambda: [] if wanted else ["libkhongco.so.9"])
    monkeypatch.setattr(environment, "apt_install", wanted.extend)
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    environment.require_system_packages()
    assert wanted == ["libkhongco9"]


# -- doors ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("arguments", [[], ["--data-dir", "Sổ của tôi"], ["--data-dir=Sổ của tôi"]])
def test_without_a_command_the_window_opens(arguments: list[str]) -> None:
    assert wants_window(arguments)


@pytest.mark.parametrize(
    "arguments", [["demo", "x"], ["--help"], ["--data-dir"], ["--data-dir", "--json"], ["--data-dir", "x", "demo"]]
)
def test_with_anything_else_it_is_the_command_line(arguments: list[str]) -> None:
    assert not wants_window(arguments)


@linux
def test_no_display_is_one_sentence(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(SystemExit) as ended:
        environment.require_display()
    assert ended.value.code == 5
    assert "không có màn hình" in capsys.readouterr().err
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    environment.require_display()


def test_with_json_a_failure_is_one_object(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["app", "--json", "groups", "list"])
    with pytest.raises(SystemExit):
        environment.stop(AppError(environment.NO_PLACE, first="a", second="b"))
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "START-005"


def test_frozen_or_installed_returns_at_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(setup, "pins", lambda extras: pytest.fail("looked for pins"))
    monkeypatch.setattr(setup, "PROJECT", tmp_path)
    setup.ensure()
    monkeypatch.setattr(setup, "PROJECT", PROJECT)
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    setup.ensure()
