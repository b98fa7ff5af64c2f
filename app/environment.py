"""Makes what the program stands on: the system libraries Qt needs and the ``.venv`` with the pinned libraries.

Called by :mod:`app.setup` on the first start and after a change of pins or Python; standard library and kernel only.
Everything said here goes to standard error, so that ``--json`` keeps standard output to one object.
Packages come from wherever this machine's pip and apt are told to look. Design: paper.md, "Setting up".
"""

import contextlib
import ctypes
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NoReturn

from app.kernel import files
from app.kernel.errors import AppError, ErrorCode, Exit
from app.setup import STAMP, clean_surroundings, is_ready, places, python_of, python_tag

FILLING: Final = "so-thon.filling"
"""Mark in an environment while it is being filled; found by a later start, it means that one was interrupted."""
LOCK: Final = "so-thon.lock"
PIP_WITH_PYTHON: Final = (22, 3)
"""First pip with ``--python``: it fills an environment that has no pip itself."""

QT_LIBRARIES: Final = {
    "libglib-2.0.so.0": "libglib2.0-0",
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
}
"""What the Qt wheels load on Linux but do not carry, and the Debian package of each (the last one for QtNetwork, QtPdf)."""

PACKAGES_MISSING = ErrorCode(
    "START-001",
    "Máy còn thiếu những gói hệ thống mà chương trình cần: {missing}.",
    "Chạy dòng này một lần rồi chạy lại lệnh vừa rồi: {line}",
    Exit.DATA_FOLDER,
)
LIBRARIES_MISSING = ErrorCode(
    "START-002",
    "Máy còn thiếu thư viện hệ thống để mở cửa sổ: {missing}.",
    "Cài các gói chứa những tệp này bằng công cụ của hệ điều hành rồi chạy lại lệnh vừa rồi.",
    Exit.DATA_FOLDER,
)
PIP_MISSING = ErrorCode(
    "START-003",
    "Python trên máy này ({python}) không có pip nên không tải được thư viện.",
    "Cài lại Python đầy đủ, hoặc cài gói python3-pip của hệ điều hành, rồi chạy lại lệnh vừa rồi.",
    Exit.DATA_FOLDER,
)
NOT_FILLED = ErrorCode(
    "START-004",
    "Chưa tải đủ thư viện vào «{place}»; lý do ở những dòng phía trên.",
    "Kiểm tra mạng và chỗ trống trên ổ đĩa rồi chạy lại lệnh vừa rồi; phần đã tải không phải tải lại.",
    Exit.DATA_FOLDER,
)
NO_PLACE = ErrorCode(
    "START-005",
    "Không có chỗ ghi thư viện: «{first}» và «{second}» đều không cho ghi.",
    "Chép chương trình vào một thư mục của bạn rồi chạy lại từ đó.",
    Exit.DATA_FOLDER,
)
NO_DISPLAY = ErrorCode(
    "START-006",
    "Không mở được cửa sổ vì phiên làm việc này không có màn hình.",
    "Mở chương trình từ màn hình của máy, hoặc dùng dòng lệnh: python3 -m app --help",
    Exit.DATA_FOLDER,
)


def make(wanted: tuple[str, ...]) -> Path:
    """Return an environment filled with ``wanted``; say why in Vietnamese and exit with code 5 where that cannot be.

    Safe to interrupt at any point (the next start repairs it) and to start twice at once (the second one waits).
    """
    try:
        require_system_packages()
        place = choose_place()
        place.mkdir(parents=True, exist_ok=True)
        with only_one(place) as lock:
            if not is_ready(place, wanted):
                _say("Đang chuẩn bị thư viện cho lần chạy đầu, cần mạng và vài phút…")
                fill(place, wanted, lock)
        return place
    except AppError as error:
        stop(error)
    except OSError as error:
        stop(files.failure(error, Path(str(error.filename or "."))))
    except KeyboardInterrupt:
        sys.exit(Exit.CANCELLED)


def require_display() -> None:
    """Exit with one sentence where Qt would abort: Linux with no screen to show a window on."""
    if sys.platform == "linux" and not any(
        os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    ):
        stop(AppError(NO_DISPLAY))


def stop(error: AppError) -> NoReturn:
    """Tell the person (with ``--json`` also the calling program) what stands in the way, and exit with code 5."""
    sys.stderr.write(f"{error.message}\n{error.advice} ({error.code.number})\n")
    if "--json" in sys.argv[1:]:
        told = {"code": error.code.number, "message": error.message, "advice": error.advice, "facts": error.facts}
        sys.stdout.write(json.dumps({"error": told}) + "\n")
    sys.exit(Exit.DATA_FOLDER)


def require_system_packages() -> None:
    """Install the Debian packages still missing when root; otherwise raise START-001 with the line to type.

    Where there is no apt, START-002 names the libraries.
    """
    missing = missing_libraries()
    packages = [QT_LIBRARIES[library] for library in missing]
    if needs_debian_pip():
        packages.append("python3-pip")
    if not packages:
        return
    if shutil.which("apt-get") is None:
        raise AppError(LIBRARIES_MISSING, missing=", ".join(missing))
    if os.geteuid() == 0:
        _say("Đang cài thư viện hệ thống: " + " ".join(packages))
        apt_install(packages)
        missing = missing_libraries()
        packages = [QT_LIBRARIES[library] for library in missing]
    if packages:
        line = "sudo apt-get install --no-install-recommends " + " ".join(packages)
        raise AppError(PACKAGES_MISSING, missing=", ".join(packages), line=line)


def missing_libraries() -> list[str]:
    """Return the libraries of :data:`QT_LIBRARIES` this Linux cannot load; elsewhere Qt brings all it needs."""
    return [name for name in QT_LIBRARIES if not _loads(name)] if sys.platform == "linux" else []


def needs_debian_pip() -> bool:
    """Tell whether this is Debian's own Python with neither pip nor ensurepip (``python3-pip`` brings one)."""
    if sys.base_prefix != "/usr" or shutil.which("apt-get") is None:
        return False
    question = "from importlib.util import find_spec as f; print(not (f('pip') or f('ensurepip')))"
    return _output([_base_python(), "-c", question]).strip() == "True"


def apt_install(packages: list[str]) -> None:
    """Install Debian packages without asking; what is still missing afterwards the caller finds out itself."""
    surroundings = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    options = ["-qq", "-o", "DPkg::Lock::Timeout=120"]
    for arguments in (["update"], ["install", "--no-install-recommends", "-y", *packages]):
        subprocess.run(["apt-get", *options, *arguments], stdout=subprocess.DEVNULL, env=surroundings, check=False)


def choose_place() -> Path:
    """Return the first place that can be written and whose path Python accepts; raises START-005."""
    options = places()
    for place in options:
        if os.pathsep in str(place):  # PATH could not name it, so venv refuses it
            continue
        existing = next(folder for folder in (place, *place.parents) if folder.exists())
        if os.access(existing, os.W_OK | os.X_OK):
            return place
    raise AppError(NO_PLACE, first=str(options[0]), second=str(options[1]))


@contextlib.contextmanager
def only_one(place: Path) -> Iterator[int]:
    """Hold the lock of ``place`` and give its file descriptor; a second start waits here until the first is done.

    Child processes inherit the descriptor: were this process killed, a pip it left behind still keeps others out.
    """
    descriptor = os.open(place / LOCK, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        if not _locked(descriptor):
            _say("Một lần chuẩn bị khác đang chạy; đang chờ…")
            while not _locked(descriptor):
                time.sleep(0.3)
        yield descriptor
    finally:
        os.close(descriptor)


def fill(place: Path, wanted: tuple[str, ...], lock: int) -> None:
    """Bring ``place`` to exactly the state the stamp will claim; raises START-003 or START-004.

    An environment someone interrupted, or whose interpreter is gone or of another version, is emptied first.
    """
    mark = place / FILLING
    (place / STAMP).unlink(missing_ok=True)
    if mark.exists() or not answers(place):
        mark.touch()
        empty(place)
        if _run([_base_python(), "-m", "venv", "--without-pip", str(place)], lock) != 0:
            raise AppError(NOT_FILLED, place=str(place))
    mark.touch()
    options = ["-qq", "--disable-pip-version-check", "--no-input", "--no-user", "--no-warn-script-location"]
    ended = _run([*pip_for(place), "install", *options, *wanted], lock)
    if ended >= 0:  # not killed: pip finished, or said no and rolled back, and the next try may build on what is there
        mark.unlink()
    if ended != 0:
        raise AppError(NOT_FILLED, place=str(place))
    files.write_whole(place / STAMP, "\n".join((python_tag(), *wanted, "")).encode())


def empty(place: Path) -> None:
    """Remove everything from ``place`` but the lock and the mark, so that a kill half-way is still seen as one."""
    for entry in place.iterdir():
        if entry.name in (LOCK, FILLING):
            continue
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink()


def pip_for(place: Path) -> list[str]:
    """Return the start of a pip command that installs into ``place``; raises START-003.

    First choice is a pip this machine has already; else the one that ``ensurepip`` puts inside.
    """
    inside = str(python_of(place))
    for host in dict.fromkeys((sys.executable, _base_python())):
        if pip_version([host, "-m", "pip"]) >= PIP_WITH_PYTHON:
            return [host, "-m", "pip", "--python", inside]
    own = [inside, "-m", "pip"]
    if pip_version(own) == (0, 0):
        _output([inside, "-m", "ensurepip", "--default-pip"])
    if pip_version(own) == (0, 0):
        raise AppError(PIP_MISSING, python=_base_python())
    return own


def pip_version(pip: list[str]) -> tuple[int, int]:
    """Return the version (major, minor) of a pip command; (0, 0) where it does not run."""
    words = _output([*pip, "--version"]).split()
    numbers = words[1].split(".") if len(words) > 1 else []
    return (int(numbers[0]), int(numbers[1])) if len(numbers) > 1 and "".join(numbers[:2]).isdigit() else (0, 0)


def answers(place: Path) -> bool:
    """Tell whether the interpreter of ``place`` runs, is this version, and is an environment of its own."""
    question = "import sys; print(sys.implementation.cache_tag, sys.prefix != sys.base_prefix)"
    return _output([str(python_of(place)), "-c", question]).split() == [python_tag(), "True"]


def _base_python() -> str:
    """Return the interpreter that environments are made from, also when running inside one (as ``venv`` finds it)."""
    return str(getattr(sys, "_base_executable", sys.executable))


def _output(command: list[str]) -> str:
    """Return what a command prints, empty where it fails or is not there."""
    try:
        done = subprocess.run(
            command, env=clean_surroundings(), capture_output=True, text=True, encoding="utf-8", check=False
        )
    except OSError:
        return ""
    return done.stdout if done.returncode == 0 else ""


def _run(command: list[str], lock: int) -> int:
    """Run one step with its output on standard error and the lock held; return its exit code, negative when killed."""
    kept = () if os.name == "nt" else (lock,)
    return subprocess.run(command, env=clean_surroundings(), stdout=sys.stderr, pass_fds=kept, check=False).returncode


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _locked(descriptor: int) -> bool:
    """Try to take the lock; the system frees it when the last holder ends, however it ends."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _say(sentence: str) -> None:
    sys.stderr.write(sentence + "\n")
    sys.stderr.flush()
