"""What the window says after an action: what was done, or what went wrong, with where to go from there."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from app.kernel.bug_report import bug_report
from app.kernel.errors import AppError

Tone = Literal["done", "warn", "error"]


@dataclass(frozen=True, slots=True)
class Link:
    """Something to press in a notice: a result row, "Mở", "Hoàn tác"."""

    text: str
    act: Callable[[], object]
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """One message inside the window; it stays until it is closed or the next action speaks."""

    text: str
    tone: Tone = "done"
    detail: str = ""
    links: tuple[Link, ...] = ()


def error_notice(error: AppError) -> Notice:
    """Return the numbered message of an expected failure with its advice."""
    return Notice(error.message, "error", f"{error.advice} (Mã: {error.code.number})")


def bug_notice(error: BaseException, copy: Callable[[str], object]) -> Notice:
    """Return the message for a fault of the program; its link hands a report without personal data to ``copy``."""
    report = bug_report(error)
    return Notice(
        "Chương trình gặp lỗi. Việc đang làm đã dừng, dữ liệu giữ nguyên như trước.",
        "error",
        "Bấm «Chép báo lỗi» rồi dán vào tin nhắn gửi người hỗ trợ. Báo lỗi không chứa tên hay số của ai.",
        (Link("Chép báo lỗi", lambda: copy(report), "copy"),),
    )


READABLE: Final = (".pdf", ".docx", ".xlsx", ".csv", ".txt")
"""Files that other programs open; a key file is for the commune's program alone."""


def file_links(
    path: Path,
    open_file: Callable[[Path], object],
    print_file: Callable[[Path], object] | None,
    open_folder: Callable[[Path], object],
) -> tuple[Link, ...]:
    """Return "Mở" and "In" (for what people read and what can be printed here) and "Mở thư mục" for a finished file."""
    links = [Link("Mở", lambda: open_file(path), "external-link")] if path.suffix.lower() in READABLE else []
    if print_file is not None:
        links.append(Link("In", lambda: print_file(path), "printer"))
    links.append(Link("Mở thư mục", lambda: open_folder(path), "folder-open"))
    return tuple(links)
