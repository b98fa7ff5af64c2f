"""Copying the program from the stick into this machine: one folder of the person's own and an entry in the system's menu.

No administrator, nothing outside the person's folders. The books are not touched: they lie in the data folder wherever the
program runs from.
"""

import contextlib
import hashlib
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.kernel.errors import AppError, ErrorCode
from app.kernel.files import failure, sha256_past_cache, write_whole
from app.kernel.progress import Progress
from app.kernel.resources import COMMAND, INSIDE, PROGRAM_ICON, WINDOW, program_folder
from app.storage.places import removable_roots

NOT_FROZEN = ErrorCode(
    "INSTALL-001",
    "Chương trình đang chạy từ mã nguồn nên không có thư mục chương trình để chép.",
    "Chạy lệnh này từ thư mục chương trình trên USB xã đã phát.",
)
SAME_PLACE = ErrorCode(
    "INSTALL-002",
    "Chương trình đang chạy từ chính thư mục «{folder}».",
    "Không cần làm gì thêm. Muốn lên bản mới thì chạy lệnh này từ USB có bản mới.",
)
NOT_OURS = ErrorCode(
    "INSTALL-003",
    "Thư mục «{folder}» đang chứa thứ khác, không phải Sổ Thôn.",
    "Chọn một thư mục chưa có hoặc còn trống.",
)
NO_ROOM = ErrorCode(
    "INSTALL-004",
    "Ổ đĩa không đủ chỗ để chép chương trình: cần {needed_mb} MB, còn {free_mb} MB.",
    "Xoá bớt tệp không cần, hoặc chọn ổ đĩa khác, rồi làm lại.",
)
STILL_OPEN = ErrorCode(
    "INSTALL-005",
    "Không thay được bản cũ ở «{folder}»; có lẽ nó đang mở.",
    "Đóng Sổ Thôn trên máy này rồi làm lại. Bản cũ vẫn dùng được.",
)
COPY_DIFFERS = ErrorCode(
    "INSTALL-006",
    "Tệp «{file}» chép vào máy không giống tệp trên USB.",
    "Rút USB ra, cắm lại rồi làm lại; nếu vẫn thế, xin xã USB khác.",
)

OURS: Final = (COMMAND, f"{COMMAND}.exe", f"{WINDOW}.exe", INSIDE)
MEGABYTE: Final = 1 << 20
SPARE: Final = 64 * MEGABYTE
_SHORTCUT: Final = (
    "$link = (New-Object -ComObject WScript.Shell).CreateShortcut($env:SO_THON_LINK);"
    "$link.TargetPath = $env:SO_THON_TARGET; $link.Save();"
    "$kept = (New-Object -ComObject WScript.Shell).CreateShortcut($env:SO_THON_LINK).TargetPath;"
    "if ($kept -ne $env:SO_THON_TARGET) { Remove-Item $env:SO_THON_LINK; exit 1 }"
)
"""Windows has no command for shortcuts; this is the documented way. Paths come by environment, so nothing need be quoted."""


@dataclass(frozen=True, slots=True)
class InstallProgram:
    """Copy the program that is running to ``folder``; an older copy there makes room for this one."""

    folder: Path


@dataclass(frozen=True, slots=True)
class InstalledProgram:
    """Where it is now, what to open, its entry in the menu (None where the system took none), whether one was there before."""

    folder: Path
    executable: Path
    entry: Path | None
    files: int
    size: int
    replaced: bool


def usual_folder() -> Path:
    """Return where programs of one person lie on this system."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "Programs" / WINDOW
    return Path.home() / ".local" / "lib" / COMMAND


def runs_from_stick() -> bool:
    """Tell whether the frozen program lies on a stick that is in this machine, so that copying it here is worth offering."""
    folder = program_folder()
    return folder is not None and any(folder.is_relative_to(root.resolve()) for root in removable_roots())


def copied_words(made: InstalledProgram) -> tuple[str, str]:
    """Return what to tell the person: what was done, and how the program is opened from now on."""
    done = "Đã thay bản cũ trên máy này" if made.replaced else "Đã chép chương trình vào máy này"
    where = "trong danh mục chương trình" if made.entry else f"ở {made.executable}"
    return f"{done} và đọc lại để kiểm tra.", f"Đóng cửa sổ này, rút USB an toàn. Từ lần sau mở Sổ Thôn {where}."


def install_program(command: InstallProgram, progress: Progress | None = None) -> InstalledProgram:
    """Copy, compare, and only then put the copy in its place; raises INSTALL-001 to -006 and the FILE errors.

    Until the last step an older copy stays as it is. Beside it lie at most folders ending in ``.part`` or ``.old``, which
    the next attempt removes.
    """
    progress = progress or Progress()
    source = program_folder()
    if source is None:
        raise AppError(NOT_FROZEN)
    folder = command.folder.absolute()
    if folder.resolve() == source or source in folder.resolve().parents:
        raise AppError(SAME_PLACE, folder=folder.name)
    replaced = folder.exists() and any(folder.iterdir())
    if replaced and not (folder / INSIDE).is_dir():
        raise AppError(NOT_OURS, folder=folder.name)
    files = [path for name in OURS for path in _files(source / name)]
    size = sum(path.stat().st_size for path in files)
    part = folder.with_name(folder.name + ".part")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(folder.parent).free
        if free < size + SPARE:
            raise AppError(NO_ROOM, needed_mb=(size + SPARE) // MEGABYTE, free_mb=free // MEGABYTE)
        _remove(part)
        _copy_all(source, files, part, progress)
        progress.committing()
    except OSError as error:
        _remove(part)
        raise failure(error, Path(str(error.filename or folder))) from error
    except BaseException:
        _remove(part)
        raise
    _take_place(part, folder)
    executable = folder / _executable()
    return InstalledProgram(folder, executable, _enter(folder, executable), len(files), size, replaced)


def _executable() -> str:
    return f"{WINDOW}.exe" if sys.platform == "win32" else COMMAND


def _files(place: Path) -> list[Path]:
    """Return the files of one part of the program: itself, or all below it."""
    return [place] if place.is_file() else [path for path in sorted(place.rglob("*")) if path.is_file()]


def _copy_all(source: Path, files: list[Path], part: Path, progress: Progress) -> None:
    progress.stage("Chép chương trình vào máy", len(files))
    for path in files:
        target = part / path.relative_to(source)
        target.parent.mkdir(parents=True, exist_ok=True)
        digest = hashlib.sha256()
        with path.open("rb") as read, target.open("wb") as written:
            while chunk := read.read(MEGABYTE):
                digest.update(chunk)
                written.write(chunk)
            written.flush()
            os.fsync(written.fileno())
        if sha256_past_cache(target) != digest.hexdigest():
            raise AppError(COPY_DIFFERS, file=path.name)
        if path.parent == source:  # an executable; a stick keeps no such marks
            target.chmod(0o755)
        progress.advance()


def _take_place(part: Path, folder: Path) -> None:
    """Put the whole copy where the old one was; on failure the old one is back."""
    old = folder.with_name(folder.name + ".old")
    try:
        _remove(old)
        if folder.exists():
            folder.rename(old)
        part.rename(folder)
    except OSError as error:
        if old.exists() and not folder.exists():
            old.rename(folder)
        _remove(part)
        raise AppError(STILL_OPEN, folder=folder.name) from error
    _remove(old)


def _remove(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)


def _enter(folder: Path, executable: Path) -> Path | None:
    """Add the program to the menu of this system; without it the program is opened from its folder."""
    with contextlib.suppress(OSError, AppError, subprocess.SubprocessError):
        return _start_menu(executable) if sys.platform == "win32" else _desktop_entry(folder, executable)
    return None


def _start_menu(executable: Path) -> Path | None:
    menu = Path(os.environ["APPDATA"]) / "Microsoft" / "Windows" / "Start Menu" / "Programs"
    link = menu / "So Thon.lnk"  # what makes it knows only the letters of the system's code page
    menu.mkdir(parents=True, exist_ok=True)
    surroundings = os.environ | {"SO_THON_LINK": str(link), "SO_THON_TARGET": str(executable)}
    shell = ["powershell", "-NoProfile", "-NonInteractive", "-Command", _SHORTCUT]
    made = subprocess.run(shell, env=surroundings, capture_output=True, timeout=60, check=False)  # noqa: S603 - fixed words
    return link if made.returncode == 0 else None


def _desktop_entry(folder: Path, executable: Path) -> Path:
    """Write the entry as freedesktop.org describes it."""
    home = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    entry = home / "applications" / f"{COMMAND}.desktop"
    icon = folder / INSIDE / "resources" / PROGRAM_ICON
    lines = (
        "[Desktop Entry]",
        "Type=Application",
        "Name=Sổ Thôn",
        "Comment=Sổ sách của trưởng thôn",
        f"Exec={_quoted(executable)}",
        f"Icon={_escaped(str(icon))}",
        "Terminal=false",
        "Categories=Office;",
        f"StartupWMClass={COMMAND}",
        "",
    )
    entry.parent.mkdir(parents=True, exist_ok=True)
    write_whole(entry, "\n".join(lines).encode())
    return entry


def _quoted(executable: Path) -> str:
    """Return a path as one word of ``Exec``: quoted, then escaped like every value, percent signs doubled."""
    inside = "".join(f"\\{letter}" if letter in '"`$\\' else letter for letter in str(executable))
    return _escaped(f'"{inside}"').replace("%", "%%")


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\")
