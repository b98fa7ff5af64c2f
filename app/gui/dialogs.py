"""Everything that opens a window of the system: choosing files, asking, printers, other programs.

Pages use the :class:`Dialogs` protocol only, so that tests answer in place of a person.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox

from app.gui.errors import NOTHING_OPENS
from app.kernel.errors import AppError


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of file as the file dialog offers it: "Bảng tính" and ("xlsx", "xls", "csv")."""

    name: str
    endings: tuple[str, ...]

    @property
    def pattern(self) -> str:
        """The filter text of Qt's file dialog."""
        return f"{self.name} ({' '.join(f'*.{ending}' for ending in self.endings)})"


SPREADSHEET: Final = FileKind("Bảng tính", ("xlsx", "xls", "xlsb", "ods", "csv"))
EXCEL: Final = FileKind("Bảng tính Excel", ("xlsx",))
PDF: Final = FileKind("Trang in PDF", ("pdf",))
WORD: Final = FileKind("Văn bản Word", ("docx",))
SCANS: Final = FileKind("Bản đã quét, ảnh chụp", ("pdf", "jpg", "jpeg", "png", "tif", "tiff", "bmp", "webp"))
TEXT: Final = FileKind("Văn bản", ("docx", "txt", "md"))


@dataclass(frozen=True, slots=True)
class Question:
    """Asked only before what cannot be undone: ``text`` names the thing and the number, ``yes`` is the verb."""

    text: str
    detail: str
    yes: str
    no: str = "Thôi"


class Dialogs(Protocol):
    """What a page may ask a person outside its own page. None or False mean that they thought better of it."""

    def open_file(self, title: str, kinds: tuple[FileKind, ...]) -> Path | None:
        """Let them choose a file that exists."""
        ...

    def open_files(self, title: str, kinds: tuple[FileKind, ...]) -> tuple[Path, ...]:
        """Let them choose files that exist; empty when they thought better of it."""
        ...

    def save_file(self, title: str, name: str, kind: FileKind, also: tuple[FileKind, ...] = ()) -> Path | None:
        """Let them choose where to save; ``name`` is the proposal, the ending is added if they leave it out.

        ``also`` are other kinds that can be picked in its place; the ending of the path tells which it is.
        """
        ...

    def folder(self, title: str) -> Path | None:
        """Let them choose a folder, such as a USB stick."""
        ...

    def ask(self, question: Question) -> bool:
        """Ask before what cannot be undone."""
        ...

    def show_file(self, path: Path) -> None:
        """Open a file with the program the system has for it; raises WINDOW-001 when there is none."""
        ...

    def show_folder(self, path: Path) -> None:
        """Show the folder a file lies in."""
        ...

    def copy(self, text: str) -> None:
        """Put a text on the clipboard."""
        ...


class NativeDialogs:
    """The system's own dialogs, on top of the window in use. They begin where the last file was chosen."""

    def __init__(self) -> None:
        self._last = Path.home()

    def open_file(self, title: str, kinds: tuple[FileKind, ...]) -> Path | None:
        """Ask with the system's open dialog."""
        chosen, _ = QFileDialog.getOpenFileName(QApplication.activeWindow(), title, str(self._last), _filters(kinds))
        return self._chosen(chosen)

    def open_files(self, title: str, kinds: tuple[FileKind, ...]) -> tuple[Path, ...]:
        """Ask with the system's open dialog, several at a time."""
        chosen, _ = QFileDialog.getOpenFileNames(QApplication.activeWindow(), title, str(self._last), _filters(kinds))
        return tuple(path for path in map(self._chosen, chosen) if path is not None)

    def save_file(self, title: str, name: str, kind: FileKind, also: tuple[FileKind, ...] = ()) -> Path | None:
        """Ask with the system's save dialog, which itself asks before an old file is replaced.

        Some systems leave the ending of the proposal when another kind is picked: then the kind is what counts.
        """
        kinds = {each.pattern: each for each in (kind, *also)}
        chosen, picked = QFileDialog.getSaveFileName(
            QApplication.activeWindow(), title, str(self._last / name), ";;".join(kinds)
        )
        path = self._chosen(chosen)
        wanted = kinds.get(picked, kind)
        if path is None or (path.suffix and (wanted is kind or path.suffix.lower()[1:] not in kind.endings)):
            return path
        path = Path(f"{path if not path.suffix else path.with_suffix('')}.{wanted.endings[0]}")
        over = Question(f"Đã có tệp «{path.name}».", "Ghi đè thì không lấy lại được tệp cũ.", "Ghi đè")
        return None if path.exists() and not self.ask(over) else path

    def folder(self, title: str) -> Path | None:
        """Ask with the system's folder dialog."""
        chosen = QFileDialog.getExistingDirectory(QApplication.activeWindow(), title, str(self._last))
        if chosen:
            self._last = Path(chosen)
        return Path(chosen) if chosen else None

    def ask(self, question: Question) -> bool:
        """Ask with two buttons that say what they do; Escape and Enter both mean no."""
        box = QMessageBox(QMessageBox.Icon.Warning, "Sổ Thôn", question.text, parent=QApplication.activeWindow())
        box.setInformativeText(question.detail)
        yes = box.addButton(question.yes, QMessageBox.ButtonRole.DestructiveRole)
        no = box.addButton(question.no, QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(no)
        box.setEscapeButton(no)
        box.exec()
        return box.clickedButton() is yes

    def show_file(self, path: Path) -> None:
        """Hand the file to the system."""
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
            raise AppError(NOTHING_OPENS, file=path.name)

    def show_folder(self, path: Path) -> None:
        """Hand the folder to the system's file manager."""
        self.show_file(path if path.is_dir() else path.parent)

    def copy(self, text: str) -> None:
        """Put the text on the clipboard."""
        QGuiApplication.clipboard().setText(text)

    def _chosen(self, chosen: str) -> Path | None:
        if not chosen:
            return None
        self._last = Path(chosen).parent
        return Path(chosen)


def _filters(kinds: tuple[FileKind, ...]) -> str:
    return ";;".join(kind.pattern for kind in kinds)
