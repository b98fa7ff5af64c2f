"""Files are written whole or not at all (design habit 9).

The new content goes to a temporary name in the same folder, is flushed to the disk, and takes its final name in one
step. A power cut leaves the old file or the new one, and at most a ``.part`` beside it that the next start removes.
"""

import contextlib
import errno
import hashlib
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

from app.kernel.errors import AppError, ErrorCode

PART: Final = ".part"

DISK_FULL = ErrorCode(
    "FILE-001",
    "Không ghi được «{file}»: ổ đĩa đã đầy.",
    "Xoá bớt tệp không cần hoặc chọn nơi lưu khác rồi làm lại. Chưa có gì bị thay đổi.",
)
NOT_WRITABLE = ErrorCode(
    "FILE-002",
    "Không ghi được «{file}»: nơi này không cho ghi, hoặc tệp đang mở trong chương trình khác.",
    "Đóng tệp nếu đang mở, hoặc chọn nơi lưu khác rồi làm lại.",
)
NOT_FOUND = ErrorCode(
    "FILE-003",
    "Không tìm thấy tệp hoặc thư mục «{file}».",
    "Kiểm tra lại tên và nơi để tệp (USB đã cắm chưa?) rồi chọn lại.",
)
NOT_READABLE = ErrorCode(
    "FILE-004",
    "Không đọc được «{file}».",
    "Kiểm tra USB hoặc ổ đĩa, đóng chương trình khác đang dùng tệp rồi thử lại.",
)

NO_FOLDER = ErrorCode(
    "FILE-005",
    "Không ghi được «{file}»: không có thư mục «{folder}».",
    "Kiểm tra lại tên thư mục (USB đã cắm chưa?), tạo thư mục ấy nếu cần, rồi ghi lại.",
)


def failure(error: OSError, path: Path) -> AppError:
    """Return the numbered message for a failed file operation on ``path``."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return AppError(DISK_FULL, file=path.name)
    if isinstance(error, FileNotFoundError):
        return AppError(NOT_FOUND, file=path.name)
    return AppError(NOT_WRITABLE, file=path.name)


@contextlib.contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """Open a temporary file beside ``path`` that becomes ``path`` when the block ends well, else disappears.

    Raises :class:`AppError` (FILE-001, -002, -005) when the disk is full, the place is read-only, its folder is missing.
    """
    part = path.with_name(path.name + PART)
    try:
        with part.open("wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        _remove_quietly(part)
        if isinstance(error, FileNotFoundError) and not path.parent.is_dir():
            raise AppError(NO_FOLDER, file=path.name, folder=path.parent.name or str(path.parent)) from error
        raise failure(error, path) from error
    except BaseException:
        _remove_quietly(part)
        raise


def write_whole(path: Path, data: bytes) -> None:
    """Write ``data`` to ``path`` whole or not at all."""
    with whole_file(path) as stream:
        stream.write(data)


def file_name(title: str) -> str:
    """Return a title as a name any disk can keep: "Danh sách ký 2026 - Tổ 3"."""
    return re.sub(r'[\\/:*?"<>|]', "-", title)


def read_bytes(path: Path, limit: int) -> bytes:
    """Return the first ``limit`` bytes of a file a person chose; raises FILE-003 or FILE-004."""
    try:
        with path.open("rb") as stream:
            return stream.read(limit)
    except FileNotFoundError as error:
        raise AppError(NOT_FOUND, file=path.name) from error
    except OSError as error:
        raise AppError(NOT_READABLE, file=path.name) from error


def matching(folder: Path, *patterns: str) -> list[Path]:
    """Return what a folder holds under these patterns, in no order; raises FILE-004 when the disk does not tell."""
    try:
        return [path for pattern in patterns for path in folder.glob(pattern)]
    except OSError as error:
        raise AppError(NOT_READABLE, file=folder.name or str(folder)) from error


def sync_folder(folder: Path) -> None:
    """Make a rename in ``folder`` survive a power cut, where the system can (Windows cannot open folders)."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def sha256_past_cache(path: Path) -> str:
    """Return the SHA-256 of a file as the medium holds it, asking the system to drop its cached pages first.

    ``posix_fadvise(DONTNEED)`` works for pages already synced; elsewhere a plain re-read is the best there is.
    """
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        if hasattr(os, "posix_fadvise"):
            with contextlib.suppress(OSError):
                os.posix_fadvise(stream.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        while chunk := stream.read(1 << 20):
            digest.update(chunk)
    return digest.hexdigest()


def _remove_quietly(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink(missing_ok=True)
