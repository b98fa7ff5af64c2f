"""From the stick into the machine: whole or not at all, an older copy never lost, an entry the desktop understands."""

import configparser
import subprocess
import sys
from pathlib import Path

import pytest

from app.cli.main import main
from app.kernel.errors import AppError, Cancelled, Exit
from app.kernel.files import NOT_WRITABLE
from app.kernel.progress import Progress
from app.usecases import program_copy
from app.usecases.program_copy import InstallProgram, copied_words, install_program, runs_from_stick, usual_folder
from tests.fixtures.frozen import frozen_on_stick


@pytest.fixture
def stick(tmp_path, monkeypatch):
    return frozen_on_stick(tmp_path, monkeypatch)


@pytest.fixture
def folder(tmp_path):
    """Where it is copied to, under names that trouble a shell."""
    return tmp_path / 'nhà $HOME "của" `Bé` 100%' / "so-thon"


def refused(folder, code, progress=None):
    with pytest.raises(AppError) as caught:
        install_program(InstallProgram(folder), progress)
    assert caught.value.code is code


def names(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_it_is_copied_whole_and_without_what_lies_beside_it(stick, folder):
    made = install_program(InstallProgram(folder))
    assert names(folder) == ["_internal/lib.so", "_internal/resources/program/so-thon.svg", "so-thon"]
    assert made.executable.read_bytes() == (stick / "so-thon").read_bytes()
    assert made.executable.stat().st_mode & 0o111
    assert (made.files, made.size, made.replaced) == (3, 7013, False)
    assert list(folder.parent.iterdir()) == [folder]


def test_copying_is_offered_where_the_program_runs_from_a_stick(stick, folder, monkeypatch):
    assert runs_from_stick()
    done, then = copied_words(install_program(InstallProgram(folder)))
    assert done == "Đã chép chương trình vào máy này và đọc lại để kiểm tra."
    assert then.endswith("mở Sổ Thôn trong danh mục chương trình.")
    assert copied_words(install_program(InstallProgram(folder)))[0].startswith("Đã thay bản cũ trên máy này")
    monkeypatch.setattr(sys, "executable", str(folder / "so-thon"))
    assert not runs_from_stick()
    monkeypatch.setattr(sys, "frozen", False)
    assert not runs_from_stick()


def test_the_desktop_finds_it(stick, folder, tmp_path):
    made = install_program(InstallProgram(folder))
    assert made.entry == tmp_path / "share" / "applications" / "so-thon.desktop"
    read = configparser.RawConfigParser(strict=True)
    read.optionxform = str
    read.read(made.entry, encoding="utf-8")
    entry = read["Desktop Entry"]
    assert (entry["Type"], entry["Name"], entry["Terminal"]) == ("Application", "Sổ Thôn", "false")
    assert Path(entry["Icon"].replace("\\\\", "\\")).is_file()
    word = entry["Exec"].replace("\\\\", "\\").replace("%%", "%")
    said = subprocess.run(["sh", "-c", f"printf %s {word}"], capture_output=True, text=True, check=True)
    assert said.stdout == str(made.executable), "quoted as a shell would"


def test_a_newer_program_takes_the_place_of_an_older_one(stick, folder):
    install_program(InstallProgram(folder))
    (stick / "_internal" / "lib.so").rename(stick / "_internal" / "other.so")
    (stick / "so-thon").write_bytes(b"newer")
    assert install_program(InstallProgram(folder)).replaced
    assert names(folder) == ["_internal/other.so", "_internal/resources/program/so-thon.svg", "so-thon"]
    assert (folder / "so-thon").read_bytes() == b"newer"
    assert list(folder.parent.iterdir()) == [folder]


def test_places_where_it_cannot_go(stick, folder, monkeypatch):
    refused(stick, program_copy.SAME_PLACE)
    refused(stick / "_internal" / "x", program_copy.SAME_PLACE)
    folder.mkdir(parents=True)
    (folder / "thư.txt").write_text("của tôi", encoding="utf-8")
    refused(folder, program_copy.NOT_OURS)
    assert names(folder) == ["thư.txt"]
    (folder.parent / "tệp").touch()
    refused(folder.parent / "tệp" / "so-thon", NOT_WRITABLE)
    monkeypatch.setattr(program_copy.shutil, "disk_usage", lambda place: type("", (), {"free": 10_000_000}))
    refused(folder.parent / "khác", program_copy.NO_ROOM)


def test_from_source_there_is_nothing_to_copy(tmp_path, capsys):
    assert main(["install", "--to", str(tmp_path / "x"), "--json"]) == Exit.REFUSED
    assert "INSTALL-001" in capsys.readouterr().out
    assert not (tmp_path / "x").exists()


def test_the_command_tells_where_it_is(stick, monkeypatch, tmp_path, capsys):
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert main(["install"]) == Exit.DONE
    assert str(usual_folder() / "so-thon") in capsys.readouterr().out
    assert usual_folder().is_relative_to(tmp_path / "home")


@pytest.mark.parametrize("how", ["differs", "cancelled", "in use"])
def test_an_older_copy_stays_when_it_goes_wrong(stick, folder, monkeypatch, how):
    install_program(InstallProgram(folder))
    (stick / "so-thon").write_bytes(b"newer")
    progress = Progress()
    if how == "differs":
        monkeypatch.setattr(program_copy, "sha256_past_cache", lambda path: "0" * 64)
        refused(folder, program_copy.COPY_DIFFERS, progress)
    elif how == "cancelled":
        monkeypatch.setattr(program_copy, "sha256_past_cache", lambda path: progress.cancel() or "")
        monkeypatch.setattr(program_copy.hashlib, "sha256", Blank)
        with pytest.raises(Cancelled):
            install_program(InstallProgram(folder), progress)
    else:
        rename = Path.rename

        def busy(self, target):
            if self.name.endswith(".part"):
                raise PermissionError(13, "in use", str(self))
            return rename(self, target)

        monkeypatch.setattr(Path, "rename", busy)
        refused(folder, program_copy.STILL_OPEN, progress)
    assert (folder / "so-thon").read_bytes() == b"program" * 1000
    assert list(folder.parent.iterdir()) == [folder]


class Blank:
    """A digest that is always empty."""

    def update(self, chunk):
        """Take no notice."""

    def hexdigest(self):
        return ""


def test_windows_without_powershell_still_gets_the_program(stick, folder, monkeypatch, tmp_path):
    (stick / "so-thon").rename(stick / "SoThon.exe")
    monkeypatch.setenv("APPDATA", str(tmp_path / "roaming"))
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(sys, "platform", "win32")
    made = install_program(InstallProgram(folder))
    assert made.executable == folder / "SoThon.exe"
    assert made.executable.is_file()
    assert made.entry is None
