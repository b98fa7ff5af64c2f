"""What stands in for a person, a printer and a disk: only what no test can have for real."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QEvent, QMarginsF, Qt
from PySide6.QtGui import QFont, QKeyEvent, QPageLayout, QPageSize, QPainter, QPdfWriter, QPen
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication, QWidget

from app.gui.dialogs import FileKind, Question
from app.gui.printing import DOTS_PER_INCH
from app.gui.theme import FAMILY


@dataclass
class FakeDialogs:
    """Answers with what a test has put here, and remembers what was asked."""

    open: Path | None = None
    saved: Path | None = None
    picked_folder: Path | None = None
    yes: bool = True
    questions: list[Question] = field(default_factory=list)
    shown: list[Path] = field(default_factory=list)
    copied: list[str] = field(default_factory=list)

    def open_file(self, title: str, kinds: tuple[FileKind, ...]) -> Path | None:
        return self.open

    def open_files(self, title: str, kinds: tuple[FileKind, ...]) -> tuple[Path, ...]:
        return (self.open,) if self.open else ()

    def save_file(self, title: str, name: str, kind: FileKind, also: tuple[FileKind, ...] = ()) -> Path | None:
        return self.saved

    def folder(self, title: str) -> Path | None:
        return self.picked_folder

    def ask(self, question: Question) -> bool:
        self.questions.append(question)
        return self.yes

    def show_file(self, path: Path) -> None:
        self.shown.append(path)

    def show_folder(self, path: Path) -> None:
        self.shown.append(path.parent)

    def copy(self, text: str) -> None:
        self.copied.append(text)


@dataclass
class FakeDrafts:
    """Drafts in memory."""

    kept: dict[str, dict[str, str]] = field(default_factory=dict)

    def save(self, key: str, texts: Mapping[str, str]) -> None:
        self.kept[key] = dict(texts)

    def load(self, key: str) -> Mapping[str, str] | None:
        return self.kept.get(key)

    def discard(self, key: str) -> None:
        self.kept.pop(key, None)


@dataclass
class FilePrinters:
    """One printer that prints into a file."""

    target: Path
    refuses: bool = False

    def names(self) -> tuple[str, ...]:
        return ("Canon LBP 2900",)

    def device(self, name: str) -> QPrinter:
        device = QPrinter(QPrinter.PrinterMode.HighResolution)
        device.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        device.setOutputFileName(str(self.target / "no" / "such" if self.refuses else self.target))
        device.setResolution(DOTS_PER_INCH)
        return device


def draw_pdf(path: Path, pages: int, size: QPageSize.PageSizeId = QPageSize.PageSizeId.A4) -> Path:
    """Draw a few numbered pages with a frame just inside the edge."""
    writer = QPdfWriter(str(path))
    writer.setResolution(72)
    upright = QPageLayout.Orientation.Portrait
    writer.setPageLayout(QPageLayout(QPageSize(size), upright, QMarginsF(0, 0, 0, 0)))
    painter = QPainter(writer)
    font = QFont(FAMILY)
    font.setPixelSize(24)
    painter.setFont(font)
    for page in range(pages):
        if page:
            writer.newPage()
        painter.setPen(QPen(Qt.GlobalColor.black, 4))
        painter.drawRect(36, 36, writer.width() - 72, writer.height() - 72)
        painter.drawText(72, 120, f"Bản cam kết số {page + 1}")
    painter.end()
    return path


def type_text(widget: QWidget, text: str) -> None:
    """Type as Unikey does, letter by letter, with "<" for its Backspace; QTest itself only knows Latin-1 keys."""
    for letter in text:
        key, sent = (Qt.Key.Key_Backspace, "\b") if letter == "<" else (Qt.Key.Key_unknown, letter)
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.sendEvent(widget, QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, sent))
