"""What every room stands on: errors, progress, clock, identifiers, shipped files, the report of a bug."""

import random
import sys
import tomllib
from datetime import date, datetime
from importlib import metadata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import create_engine
from sqlalchemy.exc import ArgumentError

from app import __version__
from app.kernel.bug_report import bug_report
from app.kernel.clock import VIETNAM, moment, today
from app.kernel.errors import CATALOGUE, AppError, Cancelled, ErrorCode, Exit
from app.kernel.ids import Ids, computed_id, is_record_id
from app.kernel.progress import Progress, Snapshot
from app.kernel.resources import FROM_SOURCE, bundled_path, program_folder, resource_path
from tests.conftest import FakeClock

# -- errors --------------------------------------------------------------------------------------------------------


@pytest.fixture
def code():
    made = ErrorCode("TRY-001", "Không mở được «{file}».", "Chọn tệp khác.", Exit.DATA_FOLDER)
    yield made
    del CATALOGUE["TRY-001"]


def test_an_error_says_what_happened_and_what_to_do(code):
    error = AppError(code, file="a.xlsx")
    assert (error.message, error.advice) == ("Không mở được «a.xlsx».", "Chọn tệp khác.")
    assert str(error) == "TRY-001: Không mở được «a.xlsx»."
    assert CATALOGUE["TRY-001"] is code
    assert code.exit == 5


def test_a_number_is_declared_once(code):
    with pytest.raises(ValueError, match="twice"):
        ErrorCode("TRY-001", "", "")


# -- progress ------------------------------------------------------------------------------------------------------


def test_progress_is_one_snapshot_at_a_time():
    progress = Progress()
    assert progress.now == Snapshot()
    progress.stage("Đọc tệp", 3)
    progress.advance()
    progress.advance(2)
    assert progress.now == Snapshot("Đọc tệp", 3, 3)
    progress.stage("Ghi")
    assert progress.now == Snapshot("Ghi")


@pytest.mark.parametrize("step", ["stage", "advance", "check_cancelled", "committing"])
def test_cancelling_stops_the_next_step(step):
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        progress.stage("Ghi") if step == "stage" else getattr(progress, step)()


def test_after_the_commit_began_cancelling_is_too_late():
    progress = Progress()
    progress.stage("Ghi", 2)
    progress.committing()
    progress.cancel()
    progress.advance()
    assert progress.now == Snapshot("Ghi", 1, 2, committing=True)


# -- clock and ids -------------------------------------------------------------------------------------------------


def test_the_day_is_that_of_viet_nam():
    clock = FakeClock(at_ms=1_794_963_600_000)
    assert moment(clock.now_ms()) == datetime(2026, 11, 18, 8, 0, tzinfo=VIETNAM)
    clock.at_ms = int(datetime(2026, 11, 18, 0, 5, tzinfo=VIETNAM).timestamp() * 1000)
    assert today(clock) == date(2026, 11, 18)
    assert moment(clock.at_ms - 6 * 60_000).date() == date(2026, 11, 17)


@given(st.integers(-(2**63), 2**63))
def test_no_clock_is_so_wrong_that_a_date_fails(at_ms):
    assert moment(at_ms).tzinfo is not None


def test_a_record_id_sorts_by_creation():
    clock = FakeClock()
    ids = Ids(random.Random(5).randbytes, clock)
    made = []
    for _ in range(5):
        made.append(ids.record())
        clock.advance(1)
    assert made == sorted(made)
    assert len(set(made)) == 5
    for each in made:
        assert is_record_id(each)
        assert (each[12], each[16] in "89ab") == ("7", True)
    assert int(made[0][:12], 16) == FakeClock.at_ms


@given(st.integers(-(2**50), 2**60))
def test_any_clock_gives_an_id(at_ms):
    assert is_record_id(Ids(random.Random(1).randbytes, FakeClock(at_ms)).record())


def test_random_ids_are_all_128_bits():
    ids = Ids(random.Random(5).randbytes, FakeClock())
    drawn = [ids.random() for _ in range(200)]
    assert len(set(drawn)) == 200
    assert all(is_record_id(each) for each in drawn)
    assert {each[12] for each in drawn} == set("0123456789abcdef")


def test_computed_ids_depend_on_every_part_and_its_place():
    keys = [("pledge", "p", "a", "b"), ("pledge", "p", "ab", ""), ("pledge", "p", "b", "a"), ("pledge", "q", "a", "b"),
            ("visit", "p", "a", "b"), ("pledge", "p", "a")]  # fmt: skip
    assert len({computed_id(*key) for key in keys}) == len(keys)
    assert computed_id(*keys[0]) == computed_id(*keys[0])


@pytest.mark.parametrize("text", ["", "a" * 31, "a" * 33, "A" * 32, "g" * 32, None, 5, ["a" * 32], "²" * 32])
def test_what_is_no_id(text):
    assert not is_record_id(text)


# -- shipped files -------------------------------------------------------------------------------------------------


def test_shipped_files_are_found_beside_the_program_and_in_a_frozen_one(monkeypatch, tmp_path):
    assert bundled_path("db/migrations/env.py").is_file()
    assert resource_path("units.tsv") == FROM_SOURCE / "resources" / "units.tsv"
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert resource_path("units.tsv") == tmp_path / "resources" / "units.tsv"


def test_a_frozen_program_knows_its_folder_also_behind_a_link(monkeypatch, tmp_path):
    assert program_folder() is None
    (tmp_path / "so-thon").touch()
    (tmp_path / "link").symlink_to(tmp_path / "so-thon")
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "link"))
    assert program_folder() == tmp_path.resolve()


def test_the_version_is_one_and_a_frozen_report_names_it(monkeypatch):
    declared = tomllib.loads((FROM_SOURCE / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert declared == __version__
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert bug_report(ValueError()).startswith(f"Sổ Thôn {__version__} ·")


# -- the report of a bug -------------------------------------------------------------------------------------------

SECRET = "Nguyễn Thị Kín 031072001234"


def raised(work):
    try:
        work()
    except (RuntimeError, TypeError, ArithmeticError, ArgumentError) as error:
        return error
    raise AssertionError


def fail_inside():
    try:
        int(SECRET)
    except ValueError as error:
        raise RuntimeError(SECRET) from error


def test_a_report_shows_lines_and_types_but_no_values():
    report = bug_report(raised(fail_inside))
    assert SECRET not in report
    assert "Nguyễn" not in report
    lines = report.splitlines()
    assert lines[0].startswith("Sổ Thôn ")
    assert "builtins.RuntimeError" in lines
    assert "builtins.ValueError" in lines
    assert any(line.startswith("  test_ground_floor.py:") and line.endswith(" fail_inside") for line in lines)
    assert str(FROM_SOURCE.parent) not in report


def test_a_report_names_our_own_files_and_libraries_from_their_root():
    report = bug_report(raised(lambda: moment("x")))
    assert "  app/kernel/clock.py:" in report
    assert "  site-packages/sqlalchemy/" in bug_report(raised(lambda: create_engine("nonsense")))


def test_a_circle_of_causes_ends():
    first, second = ValueError(), KeyError()
    first.__cause__, second.__cause__ = second, first
    assert bug_report(first).count("builtins.") == 2


def test_a_report_without_files_or_version(monkeypatch):
    def unknown(name):
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "version", unknown)
    error = raised(lambda: eval(compile("1 / 0", "", "eval")))
    assert "(từ mã nguồn)" in bug_report(error)
    assert "builtins.ZeroDivisionError" in bug_report(error)
