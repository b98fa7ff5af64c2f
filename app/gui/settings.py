"""Small choices about the window (text size, folded navigation, place on the screen), in a file of the data folder."""

from pathlib import Path
from typing import Final

from PySide6.QtCore import QSettings

FILE: Final = "window.ini"


class FileSettings:
    """Keeps choices in ``window.ini``; a file that cannot be written only means they are forgotten."""

    def __init__(self, folder: Path) -> None:
        self._settings = QSettings(str(folder / FILE), QSettings.Format.IniFormat)

    def get(self, key: str) -> str | None:
        """Return what was kept under ``key``, or None."""
        value = self._settings.value(key)
        return value if isinstance(value, str) else None

    def set(self, key: str, value: str) -> None:
        """Keep ``value`` under ``key``."""
        self._settings.setValue(key, value)


class NoSettings:
    """Keeps choices while the program runs; used before a data folder is open."""

    def __init__(self) -> None:
        self._kept: dict[str, str] = {}

    def get(self, key: str) -> str | None:
        """Return what was kept under ``key``, or None."""
        return self._kept.get(key)

    def set(self, key: str, value: str) -> None:
        """Keep ``value`` until the program ends."""
        self._kept[key] = value
