"""Where a database may lie: never on a stick, a network drive or in a folder another program copies to the internet."""

import ctypes
import re
import string
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.kernel.errors import AppError
from app.storage.errors import ON_REMOVABLE

_SYNCED: Final = ("onedrive", "dropbox", "google drive", "googledrive", "icloud")
_UNSAFE_SYSTEMS: Final = frozenset({"vfat", "msdos", "exfat", "nfs", "nfs4", "cifs", "smb3", "smbfs"})
_PLUGGED_IN: Final = ("/media/", "/run/media/")
"""Where Linux desktops mount what a person plugs in (udisks)."""
_MOUNTS: Final = Path("/proc/self/mounts")
_ESCAPED: Final = re.compile(r"\\(0[0-7]{2}|1[0-7]{2})")
"""A space, tab, line end or backslash in a name of that table, as ``\\040``."""
_DRIVE_REMOVABLE: Final = 2
_DRIVE_REMOTE: Final = 4


def refuse_unsafe_place(folder: Path) -> None:
    """Raise DATA-008 when ``folder`` lies where a half-written page or a pulled stick would cost the books."""
    place = folder.resolve()
    synced = any(word in part.lower() for part in place.parts for word in _SYNCED)
    if synced or _is_unsafe_drive(place):
        raise AppError(ON_REMOVABLE, folder=place.name)


def _is_unsafe_drive(place: Path) -> bool:
    if sys.platform == "win32":
        kind = ctypes.windll.kernel32.GetDriveTypeW(place.anchor)
        return kind in (_DRIVE_REMOVABLE, _DRIVE_REMOTE)
    return _file_system(place) in _UNSAFE_SYSTEMS


def removable_roots() -> tuple[Path, ...]:
    """Return the sticks (and other removable media) that are in this machine now, by name.

    On Windows drives the system calls removable; elsewhere what is mounted where desktops mount what a person plugs in.
    """
    if sys.platform == "win32":
        drives = (Path(f"{letter}:\\") for letter in string.ascii_uppercase)
        kind_of = ctypes.windll.kernel32.GetDriveTypeW
        return tuple(drive for drive in drives if kind_of(str(drive)) == _DRIVE_REMOVABLE)
    if sys.platform == "darwin":
        return tuple(sorted(place for place in Path("/Volumes").iterdir() if not place.is_symlink()))
    return tuple(sorted({Path(mount.point) for mount in _mounts() if _is_removable(mount)}))


@dataclass(frozen=True, slots=True)
class _Mount:
    """One line of the system's table of mounts."""

    device: str
    point: str
    system: str


def _mounts() -> list[_Mount]:
    """Return what is mounted where; nothing where the system does not tell."""
    try:
        lines = _MOUNTS.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []
    return [_Mount(*(_ESCAPED.sub(_unescaped, word) for word in line.split(" ")[:3])) for line in lines]


def _unescaped(found: re.Match[str]) -> str:
    return chr(int(found[1], 8))


def _is_removable(mount: _Mount) -> bool:
    return mount.device.startswith("/dev/") and mount.point.startswith(_PLUGGED_IN)


def _file_system(place: Path) -> str:
    """Return the type of the file system that holds ``place``; empty where the system does not tell."""
    holding = [mount for mount in _mounts() if place.is_relative_to(mount.point)]
    return max(reversed(holding), key=lambda mount: len(mount.point)).system if holding else ""
