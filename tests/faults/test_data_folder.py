"""A data folder that is open elsewhere, read-only, full, newer, damaged, or was killed: each its message, nothing lost."""

import json
import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as driver
from sqlalchemy import select

from app.journal.tables import NOTE
from app.journal.views import differing_rows
from app.kernel.errors import AppError, Exit
from app.records.register import Household, Person
from app.storage import errors
from app.storage.database import FILE_NAME, KEY_NAME, LOCK_NAME, open_folder
from app.storage.schema import JOURNAL_VERSION
from app.storage.sqlite import make_engine
from tests.conftest import PROJECT

ROOT = hasattr(os, "geteuid") and os.geteuid() == 0
HOLD = """
import os, sys
from pathlib import Path
from app.storage.database import open_folder
database = open_folder(Path(sys.argv[1]), os.urandom)
print("open", flush=True)
sys.stdin.read()
"""
PATIENCE = 20
"""Seconds another process may take to start on a busy machine."""


@pytest.fixture
def folder(village):
    """Return the closed books of a village with a hundred households."""
    with village.transaction("many") as tx:
        for number in range(100):
            household = tx.add(Household(code=str(number), address="Ngõ Chùa, thôn Đông"))
            tx.add(Person(household_id=household.id, full_name="Đặng Thị Kín", id_number="031072001234"))
    village.database.close()
    return village.folder


def refused(code, folder):
    with pytest.raises(AppError) as caught:
        opened(folder)
    assert caught.value.code is code
    assert caught.value.code.exit == Exit.DATA_FOLDER
    assert caught.value.message
    return caught.value


def opened(folder):
    database = open_folder(folder, os.urandom)
    database.close()


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


# -- open elsewhere ------------------------------------------------------------------------------------------------


@contextmanager
def another_program(folder):
    command = [sys.executable, "-c", HOLD, str(folder)]
    with subprocess.Popen(command, cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        try:
            assert other.stdout.readline() == "open\n"
            yield other
        finally:
            other.kill()


def test_a_second_start_is_refused_until_the_first_ends_however_it_ends(folder):
    with another_program(folder) as other:
        refused(errors.FOLDER_LOCKED, folder)
        other.kill()
        other.wait(PATIENCE)
        opened(folder)


def test_a_second_start_in_the_same_process_is_refused_too(folder):
    database = open_folder(folder, os.urandom)
    refused(errors.FOLDER_LOCKED, folder)
    database.close()
    opened(folder)


# -- read-only and full --------------------------------------------------------------------------------------------


def test_a_read_only_disk_is_told_and_nothing_changes(folder, small_disk):
    disk = small_disk(4096)
    books = shutil.copytree(folder, disk / "sổ nhà")
    before = contents(books)
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    error = refused(errors.FOLDER_READ_ONLY, books)
    assert "«sổ nhà»" in error.message
    refused(errors.FOLDER_READ_ONLY, disk / "new")
    assert contents(books) == before
    subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)
    opened(books)


@pytest.mark.skipif(ROOT, reason="root may write anywhere")
def test_a_folder_one_may_not_write_is_told(folder):
    folder.chmod(0o500)
    try:
        refused(errors.FOLDER_READ_ONLY, folder)
    finally:
        folder.chmod(0o700)


def test_a_file_where_the_folder_should_be_is_told(tmp_path):
    (tmp_path / "books").write_text("")
    refused(errors.FOLDER_READ_ONLY, tmp_path / "books")


@pytest.mark.parametrize("free", [0, 4, 8, 64, 200])
def test_books_do_not_begin_on_a_full_disk_but_after_it_was_cleared(small_disk, fill, free):
    disk = small_disk(4096)
    fill(disk, free)
    refused(errors.FOLDER_FULL, disk / "books")
    (disk / "filler").unlink()
    opened(disk / "books")


@pytest.mark.parametrize("free", [0, 4, 12, 40, 100, 150])
def test_a_disk_that_fills_during_an_operation_loses_the_operation_alone(folder, small_disk, fill, free, context):
    disk = small_disk(8192)
    books = shutil.copytree(folder, disk / "books")
    context = type(context)(open_folder(books, os.urandom), context.clock, context.ids, books)
    try:
        with context.reading() as session:
            before = session.scalars(select(NOTE.c.line).order_by(NOTE.c.n)).all()
        fill(disk, free)
        with pytest.raises(AppError) as caught:
            save_much(context)
        assert caught.value.code is errors.FOLDER_FULL
        with context.reading() as session:
            assert session.scalars(select(NOTE.c.line).order_by(NOTE.c.n)).all() == before
            assert differing_rows(session.connection()) == []
        (disk / "filler").unlink()
        with context.transaction("small") as tx:
            tx.add(Household(code="sau"))
    finally:
        context.database.close()
    opened(books)


def save_much(context):
    with context.transaction("big") as tx:
        for number in range(400):
            tx.add(Household(code=str(number), address="Ngõ Chùa, thôn Đông " * 10))


# -- newer and damaged ---------------------------------------------------------------------------------------------


def test_books_of_a_newer_program_are_left_alone(folder):
    engine = make_engine(folder / FILE_NAME, (folder / KEY_NAME).read_text())
    with engine.connect() as connection:
        connection.exec_driver_sql(f"PRAGMA user_version = {JOURNAL_VERSION + 1}")
        connection.commit()
    engine.dispose()
    before = contents(folder)
    error = refused(errors.FOLDER_TOO_NEW, folder)
    assert error.facts == {"found": JOURNAL_VERSION + 1, "known": JOURNAL_VERSION}
    assert contents(folder) == before


@pytest.mark.parametrize("key", [b"0" * 64, b"", b"x" * 64, b"\xff\xfe", b"0" * 63])
def test_a_key_that_does_not_fit_is_told(folder, key):
    (folder / KEY_NAME).write_bytes(key)
    before = contents(folder)
    refused(errors.FOLDER_DAMAGED, folder)
    assert contents(folder) == before


def test_a_lost_key_is_not_replaced_by_a_new_one(folder):
    (folder / KEY_NAME).unlink()
    before = contents(folder)
    refused(errors.FOLDER_DAMAGED, folder)
    assert contents(folder) == before


@pytest.mark.parametrize("content", [b"SQLite format 3\0" + bytes(8000), b"x" * 5000, b"PK\3\4", None])
def test_a_file_that_is_no_database_of_ours_is_told(folder, content):
    path = folder / FILE_NAME
    path.write_bytes(path.read_bytes()[:6000] if content is None else content)
    before = contents(folder)
    refused(errors.FOLDER_DAMAGED, folder)
    assert {name: data for name, data in contents(folder).items() if name in before} == before


def test_one_flipped_bit_is_told_or_touches_nothing_that_is_read(folder, ids, capfd):
    """A page that is never read is only found by the full check; one that is read never gives wrong data."""
    path = folder / FILE_NAME
    whole = path.read_bytes()
    told = 0
    for number in range(24):
        draw = int.from_bytes(ids.random_bytes(8))
        position = draw % (40_000 if number % 2 else len(whole))
        spoiled = bytearray(whole)
        spoiled[position] ^= 1 << (number % 8)
        path.write_bytes(spoiled)
        told += damage_is_told(folder)
        assert path.read_bytes() == bytes(spoiled)
    assert told > 8, "a third at the least: an empty table is a page that nobody reads"
    path.write_bytes(whole)
    assert not damage_is_told(folder)
    assert capfd.readouterr() == ("", "")


def damage_is_told(folder):
    code = None
    try:
        names = everybody(folder)
    except AppError as error:
        code = error.code
    else:
        assert names == ["Đặng Thị Kín"] * 100
    assert code in (None, errors.FOLDER_DAMAGED)
    return code is not None


def everybody(folder):
    database = open_folder(folder, os.urandom)
    try:
        with database.reading() as session:
            assert differing_rows(session.connection()) == []
            return session.scalars(select(Person.full_name)).all()
    finally:
        database.close()


# -- what lies on the disk -----------------------------------------------------------------------------------------


def test_a_closed_database_is_one_file(folder):
    assert {path.name for path in folder.iterdir()} - {LOCK_NAME} == {FILE_NAME, KEY_NAME}
    if os.name == "posix":
        assert (folder / KEY_NAME).stat().st_mode & 0o077 == 0


def test_no_file_of_the_folder_holds_plain_text(folder):
    database = open_folder(folder, os.urandom)
    try:
        with database.writing() as connection:
            connection.exec_driver_sql("UPDATE household SET address = 'Nơi rất kín'")
            everything = b"".join(contents(folder).values())
        everything += b"".join(contents(folder).values())
        assert "sothon.db-wal" in contents(folder)
    finally:
        database.close()
    everything += b"".join(contents(folder).values())
    for secret in ("Đặng Thị Kín", "031072001234", "Ngõ Chùa", "Nơi rất kín", "household", "SQLite format", "thôn"):
        assert secret.encode() not in everything
    plain = driver.connect(str(folder / FILE_NAME))
    with pytest.raises(driver.DatabaseError):
        plain.execute("SELECT count(*) FROM sqlite_master")
    plain.close()


# -- killed --------------------------------------------------------------------------------------------------------


def kill(folder, kills, seed):
    command = [sys.executable, "-m", "tests.fixtures.kill_loop", str(folder), str(kills), str(seed)]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="kills forks of a process")


@needs_fork
def test_a_kill_loses_nothing_that_was_acknowledged(folder):
    told = kill(folder.parent / "killed", 20, 7)
    assert told["kills"] == 20
    assert told["acknowledged"] >= 10


@needs_fork
@pytest.mark.long
@pytest.mark.parametrize("part", range(10))
def test_a_thousand_kills_lose_nothing_that_was_acknowledged(tmp_path, part):
    told = kill(tmp_path / "killed", 100, part)
    assert told["acknowledged"] >= 50


def test_what_was_left_by_a_kill_during_the_very_first_start(tmp_path):
    """The key is on the disk before the first byte of the database, so a file without tables is simply finished."""
    for name in ("nothing", "key", "empty"):
        folder = tmp_path / name
        folder.mkdir()
        if name != "nothing":
            (folder / KEY_NAME).write_text("ab" * 32)
        if name == "empty":
            (folder / FILE_NAME).touch()
        Path(folder / f"{KEY_NAME}.part").touch()
        opened(folder)
        opened(folder)
