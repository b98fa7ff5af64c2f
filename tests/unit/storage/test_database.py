"""Connections: the pragmas that keep acknowledged saves, one writer at a time, readers undisturbed, plain messages."""

import sys
import threading
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError, OperationalError

from app.kernel.errors import AppError
from app.records.register import Household
from app.storage import errors, places
from app.storage.database import open_folder
from app.storage.places import refuse_unsafe_place
from app.storage.sqlite import PRAGMAS, WRITERS_CACHE_KB

MEANT = {
    "journal_mode": "wal",
    "synchronous": 2,
    "foreign_keys": 1,
    "busy_timeout": 5000,
    "trusted_schema": 0,
    "cell_size_check": 1,
    "secure_delete": 1,
    "temp_store": 2,
    "cache_size": -32000,
}


def pragmas(connection):
    return {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in MEANT}


def test_every_connection_has_the_pragmas(context):
    assert {each.partition("=")[0] for each in PRAGMAS} == set(MEANT)
    with context.writing() as writer, context.reading() as reader:
        assert pragmas(writer) == {**MEANT, "cache_size": -WRITERS_CACHE_KB}
        assert pragmas(reader.connection()) == MEANT
    with context.reading() as first, context.reading() as second:  # the one that wrote is among them again
        assert pragmas(first.connection()) == pragmas(second.connection()) == MEANT


def test_the_log_is_folded_in_once_after_many_large_pieces_of_work(village):
    log = village.database.path.with_name(village.database.path.name + "-wal")

    def write(number):
        rows = [
            {"id": f"{number:02}{row:030}", "pile": "p", "status": "live", "note": "x" * 2000} for row in range(2000)
        ]
        with village.writing() as connection:
            connection.execute(Household.__table__.insert(), rows)
        return log.stat().st_size

    write(0)
    usual = write(1)
    with village.database.folding_later():
        write(2)
        assert write(3) > 1.5 * usual
    assert not log.stat().st_size
    write(4)
    assert write(5) <= usual * 1.2
    with village.reading() as session:
        assert session.scalar(select(func.count(Household.id))) == 12_000


@pytest.mark.skipif(sys.platform == "win32", reason="no limit on the size of a file there")
def test_a_disk_that_is_full_when_the_log_is_folded_in_costs_nothing(village):
    """What was committed lies in the log, safe; neither the work nor closing the books may end in a failure for it."""
    import resource

    rows = [{"id": f"{row:032}", "pile": "p", "status": "live", "note": "x" * 2000} for row in range(5000)]
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    try:
        with village.database.folding_later():
            with village.writing() as connection:
                connection.execute(Household.__table__.insert(), rows)
            log = village.database.path.with_name(village.database.path.name + "-wal")
            assert log.stat().st_size > village.database.path.stat().st_size
            resource.setrlimit(resource.RLIMIT_FSIZE, (village.database.path.stat().st_size, hard))
        assert log.stat().st_size
        village.database.release()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    with village.reading() as session:
        assert session.scalar(select(func.count()).select_from(Household)) == 5000


def test_the_library_has_the_fix_of_the_write_ahead_log(context):
    with context.reading() as session:
        version = session.connection().exec_driver_sql("SELECT sqlite_version()").scalar_one()
    assert tuple(map(int, version.split("."))) >= (3, 51, 3)


def test_foreign_keys_hold_at_the_commit(village):
    def wrong():
        with village.writing() as connection:
            connection.execute(Household.__table__.insert().values(id="a", pile="b", status="live", group_id="none"))

    with pytest.raises(IntegrityError):
        wrong()
    with village.reading() as session:
        assert session.scalar(select(Household.id)) is None


def test_a_reader_sees_one_moment(village):
    with village.reading() as session:
        assert session.scalar(select(Household.id)) is None
        with village.transaction("add") as tx:
            tx.add(Household(code="1"))
        assert session.scalar(select(Household.id)) is None
    with village.reading() as session:
        assert session.scalar(select(Household.code)) == "1"


def test_there_is_one_writer_and_the_other_is_told_to_wait(village):
    with village.writing(), village.reading() as session:
        session.connection().exec_driver_sql("PRAGMA busy_timeout = 20")
    with village.reading() as first, village.reading() as second:
        for each in (first, second):
            each.connection().exec_driver_sql("PRAGMA busy_timeout = 20")
    with village.writing(), pytest.raises(AppError) as caught, village.writing():
        pass
    assert caught.value.code is errors.BUSY


def test_two_threads_that_save_take_turns(village):
    failures = []

    def save(name):
        try:
            for number in range(8):
                with village.transaction("add") as tx:
                    tx.add(Household(code=f"{name}{number}"))
        except AppError as error:
            failures.append(error)

    threads = [threading.Thread(target=save, args=(name,)) for name in "abc"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with village.reading() as session:
        assert len(session.scalars(select(Household.code)).all()) == 24


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("database or disk is full", errors.FOLDER_FULL),
        ("disk I/O error", errors.FOLDER_FULL),
        ("attempt to write a readonly database", errors.FOLDER_READ_ONLY),
        ("unable to open database file", errors.FOLDER_READ_ONLY),
        ("database is locked", errors.BUSY),
        ("database disk image is malformed", errors.FOLDER_DAMAGED),
        ("file is not a database", errors.FOLDER_DAMAGED),
    ],
)
def test_what_the_driver_says_is_told_in_plain_words(context, words, code):
    with pytest.raises(AppError) as caught, context.database.translated():
        raise OperationalError("SELECT", {}, Exception(words))
    assert caught.value.code is code
    assert "«»" not in caught.value.message


def test_what_nobody_expects_stays_a_bug(context):
    with pytest.raises(OperationalError), context.database.translated():
        raise OperationalError("SELECT", {}, Exception("no such table: x"))


# -- places --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["OneDrive - Xã An Quang", "Dropbox", "Google Drive", "iCloudDrive"])
def test_a_synced_folder_is_refused_also_behind_a_link(tmp_path, name, ids):
    (tmp_path / name).mkdir()
    (tmp_path / "link").symlink_to(tmp_path / name)
    for folder in (tmp_path / name / "so", tmp_path / "link" / "so"):
        with pytest.raises(AppError) as caught:
            open_folder(folder, ids.random_bytes)
        assert caught.value.code is errors.ON_REMOVABLE
    assert list((tmp_path / name).iterdir()) == []


def test_a_stick_is_known_by_its_file_system(tmp_path, monkeypatch):
    refuse_unsafe_place(tmp_path / "not yet there")
    here = places._file_system(tmp_path)
    if not here:
        pytest.skip("this system does not tell what the folder lies on (a bare chroot has no mount of its own)")
    assert here not in {"vfat", "exfat", "nfs", "nfs4", "cifs"}
    monkeypatch.setattr(places, "_UNSAFE_SYSTEMS", {here})
    with pytest.raises(AppError) as caught:
        refuse_unsafe_place(tmp_path / "not yet there")
    assert caught.value.code is errors.ON_REMOVABLE


def test_where_the_system_does_not_tell_a_folder_is_allowed(tmp_path, monkeypatch):
    def nothing(*_, **__):
        raise FileNotFoundError

    monkeypatch.setattr(places.Path, "read_text", nothing)
    assert places._file_system(tmp_path) == ""


MOUNTED = """/dev/vda1 / ext4 rw 0 0
tmpfs /run/media tmpfs rw 0 0
/dev/sdb1 /media/be/USB\\040của\\040xã vfat rw 0 0
/dev/sdc1 /run/media/be/A exfat rw 0 0
/dev/sdd1 /mnt/old ext4 rw 0 0
/dev/sde1 /mnt/old nfs rw 0 0
gvfsd /media/be/phone fuse rw 0 0
"""


def test_sticks_are_found_where_desktops_mount_them(tmp_path, monkeypatch):
    table = tmp_path / "mounts"
    table.write_text(MOUNTED, encoding="utf-8")
    monkeypatch.setattr(places, "_MOUNTS", table)
    monkeypatch.setattr(places.sys, "platform", "linux")
    assert places.removable_roots() == (Path("/media/be/USB của xã"), Path("/run/media/be/A"))
    assert places._file_system(Path("/media/be/USB của xã/so")) == "vfat"
    assert places._file_system(Path("/mnt/old/so")) == "nfs", "the newest of two at one place is the one seen"
    assert places._file_system(Path("/home")) == "ext4"


def test_sticks_on_windows_are_the_drives_it_calls_removable(monkeypatch):
    kinds = {"C:\\": 3, "D:\\": 5, "E:\\": 2, "Z:\\": 4}
    kernel = SimpleNamespace(GetDriveTypeW=lambda drive: kinds.get(drive, 1))
    monkeypatch.setattr(places.ctypes, "windll", SimpleNamespace(kernel32=kernel), raising=False)
    monkeypatch.setattr(places.sys, "platform", "win32")
    assert [str(drive) for drive in places.removable_roots()] == ["E:\\"]
