"""Files are written whole or not at all; what fails has a number and leaves nothing behind."""

import errno
import hashlib
import os

import pytest

from app.kernel import files
from app.kernel.errors import AppError, Cancelled
from app.kernel.files import failure, read_bytes, sha256_past_cache, sync_folder, whole_file, write_whole


def number(work, *arguments):
    with pytest.raises(AppError) as caught:
        work(*arguments)
    return caught.value.code.number


def test_a_file_takes_its_name_only_when_whole(tmp_path):
    path = tmp_path / "a.pdf"
    with whole_file(path) as stream:
        stream.write(b"half")
        assert not path.exists()
        assert [each.name for each in tmp_path.iterdir()] == ["a.pdf.part"]
    assert path.read_bytes() == b"half"
    write_whole(path, b"new")
    assert path.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("error", [Cancelled, ValueError, KeyboardInterrupt])
def test_what_stops_half_way_leaves_the_old_file(tmp_path, error):
    path = tmp_path / "a.pdf"
    write_whole(path, b"old")

    def stop():
        with whole_file(path) as stream:
            stream.write(b"half")
            raise error

    with pytest.raises(error):
        stop()
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_full_disk_leaves_the_old_file(tmp_path):
    path = tmp_path / "a.pdf"
    write_whole(path, b"old")

    def fill():
        with whole_file(path):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    assert number(fill) == "FILE-001"
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_is_not_there_or_in_the_way(tmp_path):
    assert number(write_whole, tmp_path / "none" / "a.pdf", b"") == "FILE-005"
    (tmp_path / "folder").mkdir()
    assert number(write_whole, tmp_path / "folder", b"") == "FILE-002"
    assert [each.name for each in tmp_path.iterdir()] == ["folder"]


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (OSError(errno.EDQUOT, ""), "FILE-001"),
        (OSError(errno.EFBIG, ""), "FILE-001"),
        (PermissionError(errno.EACCES, ""), "FILE-002"),
        (OSError(errno.EROFS, ""), "FILE-002"),
        (FileNotFoundError(errno.ENOENT, ""), "FILE-003"),
    ],
)
def test_failures_are_told_apart(tmp_path, error, expected):
    told = failure(error, tmp_path / "sổ tay.pdf")
    assert told.code.number == expected
    assert "«sổ tay.pdf»" in told.message
    assert str(tmp_path) not in told.message


def test_reading_what_a_person_chose(tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"12345")
    assert read_bytes(path, 3) == b"123"
    assert read_bytes(path, 30) == b"12345"
    assert number(read_bytes, tmp_path / "none", 3) == "FILE-003"
    assert number(read_bytes, tmp_path, 3) == "FILE-004"


def test_the_digest_is_of_what_lies_on_the_disk(tmp_path, monkeypatch):
    path = tmp_path / "a"
    data = b"x" * ((1 << 20) + 7)
    write_whole(path, data)
    assert sha256_past_cache(path) == hashlib.sha256(data).hexdigest()
    monkeypatch.delattr(files.os, "posix_fadvise", raising=False)
    assert sha256_past_cache(path) == hashlib.sha256(data).hexdigest()


def test_a_folder_that_cannot_be_synced_is_no_failure(tmp_path):
    sync_folder(tmp_path)
    sync_folder(tmp_path / "none")
