"""Where a database may lie: never on a stick, a network drive or in a folder another program copies to the internet."""

import ctypes
import sys
from pathlib import Path
from typing import Final

from app.kernel.errors import AppError
from app.storage.errors import ON_REMOVABLE

_SYNCED: Final = ("onedrive", "dropbox", "google drive", "googledrive", "icloud")
_UNSAFE_SYSTEMS: Final = frozenset({"vfat", "msdos", "exfat", "nfs", "nfs4", "cifs", "smb3", "smbfs"})
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


def _file_system(place: Path) -> str:
    """Return the type of the file system that holds ``place``; empty where the system does not tell."""
    try:
        mounts = Path("/proc/self/mounts").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    best, kind = "", ""
    for line in mounts:
        _, point, system, *_ = line.split(" ")
        point = point.replace("\\040", " ")
        if place.is_relative_to(point) and len(point) >= len(best):
            best, kind = point, system
    return kind
