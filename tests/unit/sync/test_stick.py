import datetime
import hashlib
import os
import shutil
import subprocess

import pytest

from app.kernel.errors import AppError, Cancelled
from app.kernel.progress import Progress
from app.sync import stick
from app.sync.stick import CHUNK, SPARE, bundle_name, deliver

NOW = 1_790_000_000_000
DAY = 86_400_000
NAME = "sothon_AB12_20260921_0a1b2c.zip"


class FixedClock:
    def now_ms(self):
        return NOW


CLOCK = FixedClock()


class AtChunk(Progress):
    """Does something to the stick after a number of chunks, as a person or another program would."""

    def __init__(self, chunk, action):
        super().__init__()
        self.chunk, self.action = chunk, action

    def advance(self, steps=1):
        super().advance(steps)
        if self.now.done == self.chunk * CHUNK:
            self.action()


def refusal(source, folder, name=NAME, **options):
    with pytest.raises(AppError) as caught:
        deliver(source, folder, name, clock=CLOCK, **options)
    assert caught.value.message
    assert caught.value.advice
    return caught.value.code.number


@pytest.fixture
def small_stick(tmp_path):
    """A real file system of 20 MB; what fills it is really full."""
    if os.name == "nt" or os.geteuid() != 0 or not shutil.which("mount"):
        pytest.skip("mounting a small file system needs root")
    folder = tmp_path / "usb"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=20m", "tmpfs", str(folder)]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("this machine does not let tests mount")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(folder):
    with (folder / "phim.mp4").open("wb") as stream:
        try:
            while True:
                stream.write(bytes(CHUNK))
                stream.flush()
        except OSError:
            pass


def test_bytes_and_files_arrive_whole_and_are_read_back(tmp_path):
    data = os.urandom(3 * CHUNK + 5)
    local = tmp_path / "goi"
    local.write_bytes(data)
    for number, source in enumerate((data, local)):
        folder = tmp_path / f"usb{number}"
        folder.mkdir()
        progress = Progress()
        done = deliver(source, folder, NAME, clock=CLOCK, progress=progress)
        assert done == stick.Delivered(folder / NAME, len(data), hashlib.sha256(data).hexdigest(), verified=True)
        assert done.path.read_bytes() == data
        assert [path.name for path in folder.iterdir()] == [NAME]
        assert progress.now.done == len(data)


def test_nothing_is_ever_overwritten(tmp_path):
    (tmp_path / NAME).write_bytes(b"old")
    assert refusal(b"new", tmp_path) == "STICK-005"
    assert (tmp_path / NAME).read_bytes() == b"old"


def test_own_leftovers_older_than_a_day_are_removed_and_nothing_else(tmp_path):
    ages = {"sothon_AA_20260101_000000.zip.part": 2, "sothon_BB_20260101_000000.zip.part": 0.5}
    ages |= {"sothon_CC_20260101_000000.zip": 9, "luan-van.zip.part": 9, "anh.jpg": 9}
    for name, days in ages.items():
        (tmp_path / name).write_bytes(b"x")
        os.utime(tmp_path / name, (0, (NOW - days * DAY) / 1000))
    (tmp_path / "sothon_DD_20260101_000000.zip.part").mkdir()
    os.utime(tmp_path / "sothon_DD_20260101_000000.zip.part", (0, 0))
    deliver(b"new", tmp_path, NAME, clock=CLOCK)
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {NAME, "sothon_DD_20260101_000000.zip.part", *ages} - {"sothon_AA_20260101_000000.zip.part"}


def test_a_missing_folder_is_a_pulled_stick(tmp_path):
    assert refusal(b"x", tmp_path / "khong-co") == "STICK-003"


def test_a_file_instead_of_a_folder_is_refused(tmp_path):
    (tmp_path / "tep").write_bytes(b"")
    assert refusal(b"x", tmp_path / "tep") == "STICK-003"


def test_a_stick_pulled_at_any_chunk_is_said_and_the_next_attempt_works(tmp_path):
    for chunk in range(1, 6):
        folder = tmp_path / "usb"
        folder.mkdir(exist_ok=True)
        pulled = AtChunk(chunk, lambda: shutil.rmtree(tmp_path / "usb"))
        assert refusal(bytes(5 * CHUNK), folder, progress=pulled) == "STICK-003"
        folder.mkdir()
        assert deliver(bytes(5 * CHUNK), folder, NAME, clock=CLOCK).verified
        shutil.rmtree(folder)


def test_a_stick_that_keeps_other_bytes_is_found_out(tmp_path):
    def lose_a_bit():
        with (tmp_path / (NAME + ".part")).open("r+b") as stream:
            stream.write(b"\1")

    assert refusal(bytes(2 * CHUNK), tmp_path, progress=AtChunk(2, lose_a_bit)) == "STICK-004"
    assert list(tmp_path.iterdir()) == []


def test_a_stick_pulled_before_it_is_read_back_is_not_called_verified(tmp_path):
    with pytest.raises(AppError) as caught:
        stick._read_back(tmp_path / "da-rut.zip")
    assert caught.value.code.number == "STICK-003"


def test_cancelling_leaves_nothing(tmp_path):
    progress = AtChunk(2, lambda: None)
    progress.action = progress.cancel
    with pytest.raises(Cancelled):
        deliver(bytes(5 * CHUNK), tmp_path, NAME, clock=CLOCK, progress=progress)
    assert list(tmp_path.iterdir()) == []


def test_a_read_only_place_is_said(tmp_path):
    (tmp_path / (NAME + ".part")).mkdir()
    assert refusal(b"x", tmp_path) == "STICK-007"


def test_a_file_beyond_fat32_is_refused_before_writing(tmp_path):
    huge = tmp_path / "to"
    with huge.open("wb") as stream:
        stream.truncate(stick.FAT32_LIMIT + 1)
    assert refusal(huge, tmp_path) == "STICK-002"


def test_room_for_twice_the_file_and_the_spare_is_wanted(small_stick):
    assert refusal(bytes(3 * 1024 * 1024), small_stick) == "STICK-001"
    assert list(small_stick.iterdir()) == []
    assert deliver(bytes(1024 * 1024), small_stick, NAME, clock=CLOCK).verified


def test_a_stick_that_fills_up_at_any_64_kib_is_said_and_the_next_attempt_works(small_stick):
    data = os.urandom(8 * CHUNK)
    for chunk in range(1, 8):
        filling = AtChunk(chunk, lambda: fill(small_stick))
        assert refusal(data, small_stick, progress=filling) == "STICK-006"
        assert [path.name for path in small_stick.iterdir()] == ["phim.mp4"]
        assert refusal(data, small_stick) == "STICK-001"
        (small_stick / "phim.mp4").unlink()
        assert deliver(data, small_stick, NAME, clock=CLOCK).verified
        (small_stick / NAME).unlink()
    assert SPARE == 16 * 1024 * 1024


def test_the_name_of_a_bundle_is_ascii_and_short():
    day = datetime.date(2026, 9, 21)
    assert bundle_name("AB12", day, lambda count: bytes(range(count))) == "sothon_AB12_20260921_000102.zip"
    for tag in ("", "Đông", "a/b", "..", "a" * 21):
        with pytest.raises(ValueError, match="tag"):
            bundle_name(tag, day, bytes)


@pytest.mark.parametrize("name", ["../x.zip", "a/b.zip", "Gói.zip", "", "a" * 70, "con\0.zip", ".zip"])
def test_only_short_ascii_names_reach_a_stick(tmp_path, name):
    with pytest.raises(ValueError, match="ASCII"):
        deliver(b"x", tmp_path, name, clock=CLOCK)


def test_our_own_file_that_cannot_be_read_back_is_told_apart_from_the_stick(tmp_path, monkeypatch):
    source = tmp_path / "bundle"
    source.write_bytes(b"x")
    plain = type(source).open

    def broken(self, *arguments, **named):
        if self == source:
            raise OSError(5, "Input/output error")
        return plain(self, *arguments, **named)

    monkeypatch.setattr(type(source), "open", broken)
    assert refusal(source, tmp_path) == "FILE-004"
    assert not (tmp_path / NAME).exists()
