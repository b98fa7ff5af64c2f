"""Which machine and volume a data folder lies on, so that a copied folder is noticed (design text "sync", "Exchange").

Nothing of it leaves the machine but its hash inside the encrypted database.
"""

import contextlib
import ctypes
import hashlib
import sys
from pathlib import Path

_MACHINE_ID = Path("/etc/machine-id")
_CRYPTOGRAPHY = r"SOFTWARE\Microsoft\Cryptography"


def machine_mark(folder: Path) -> str:
    """Return a hash that differs on another machine; empty where the system does not tell, which must mean "the same".

    On Windows the volume counts too: its serial number is as steady as the machine's own. Elsewhere a volume's number may
    change from one start to the next, and a village would have to be let in again for nothing.
    """
    told = _windows(folder) if sys.platform == "win32" else _text(_MACHINE_ID)
    return hashlib.sha256(f"sothon-machine {told}".encode()).hexdigest() if told else ""


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return ""


def _windows(folder: Path) -> str:
    if sys.platform == "win32":
        import winreg

        with contextlib.suppress(OSError), winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, _CRYPTOGRAPHY) as key:
            machine = str(winreg.QueryValueEx(key, "MachineGuid")[0])
            serial = ctypes.c_ulong(0)
            told = ctypes.windll.kernel32.GetVolumeInformationW(
                folder.resolve().anchor, None, 0, ctypes.byref(serial), None, None, None, 0
            )
            return f"{machine} {serial.value}" if told else ""
    return ""
