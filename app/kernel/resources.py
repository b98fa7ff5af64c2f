"""Where the files that ship with the program are: fonts, icons, wording, help, the sample village, migrations."""

import sys
from pathlib import Path
from typing import Final

FROM_SOURCE: Final = Path(__file__).resolve().parents[2]
"""The folder that holds ``app/``, in a checkout and in an unpacked archive."""

PROGRAM_ICON: Final = "program/so-thon.svg"
"""The program's own drawing: on its windows, in the menu of the desktop and on its file."""
COMMAND: Final = "so-thon"
WINDOW: Final = "SoThon"
"""The executables of the folder that ``build_installer.spec`` makes; the second, without a console, only on Windows."""
INSIDE: Final = "_internal"
"""What lies beside them: Python, the libraries, and all that ships with the program."""


def bundled_path(relative: str) -> Path:
    """Return the path of a shipped file or folder, ``relative`` to the top level and written with slashes.

    A frozen program carries the folder where PyInstaller unpacked it (``sys._MEIPASS``). The file is not looked for:
    a missing one is a fault of the build, met where it is opened.
    """
    frozen = getattr(sys, "_MEIPASS", None)
    return (Path(frozen) if frozen else FROM_SOURCE) / relative


def resource_path(relative: str) -> Path:
    """Return the path of a shipped file, ``relative`` to ``resources/`` and written with slashes."""
    return bundled_path(f"resources/{relative}")


def program_folder() -> Path | None:
    """Return the folder the frozen program lies in, on the stick or where it was copied to; None when run from source."""
    return Path(sys.executable).resolve().parent if getattr(sys, "frozen", False) else None
