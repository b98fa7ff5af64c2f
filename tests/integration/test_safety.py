"""Backups that are read back, a restore that keeps what it replaces, and the self-check."""

import random

import pytest
from sqlalchemy import text, update

from app.kernel.errors import AppError, Cancelled
from app.kernel.files import sha256_past_cache
from app.kernel.progress import Progress
from app.records.register import Household
from app.storage import backup
from app.usecases.groups import SaveGroup, save_group
from app.usecases.history import undo
from app.usecases.households import (
    HouseholdQuery,
    SaveHousehold,
    SavePerson,
    list_households,
    remove_household,
    save_household,
    save_person,
)
from app.usecases.safety import (
    backup_folder,
    check,
    create_backup,
    list_backups,
    restore_backup,
    verify_backup,
)
from tests.fixtures import books


@pytest.fixture
def context(tmp_path, clock):
    with books.open_context(tmp_path / "books", clock) as opened:
        books.found(opened)
        yield opened


# -- backups -------------------------------------------------------------------------------------------------------


def test_a_backup_is_one_file_with_its_sum_beside_it(context):
    made = create_backup(context)
    assert made.verified
    assert made.file.name == "sothon-20261118-080000.db"
    assert made.sha256 == sha256_past_cache(made.file)
    assert sorted(path.name for path in backup_folder(context).iterdir()) == [
        made.file.name,
        made.file.name + ".sha256",
    ]
    assert made.file.with_name(made.file.name + ".sha256").read_text() == f"{made.sha256}  {made.file.name}\n"
    assert b"SQLite format" not in made.file.read_bytes()[:100]
    assert verify_backup(context, made.file) == made


def test_backups_are_listed_newest_first_and_never_overwritten(context, clock):
    create_backup(context)
    create_backup(context)
    clock.advance(3_600_000)
    create_backup(context)
    rows = list_backups(context)
    assert [row.when for row in rows] == ["18/11/2026 09:00", "18/11/2026 08:00", "18/11/2026 08:00"]
    assert len({row.file for row in rows}) == 3
    assert not any(row.verified for row in rows)


def test_another_place_can_be_chosen(context, tmp_path):
    made = create_backup(context, tmp_path / "ổ khác" / "sao lưu")
    assert list_backups(context) == ()
    assert [row.file for row in list_backups(context, tmp_path / "ổ khác" / "sao lưu")] == [made.file]


def test_a_place_that_cannot_be_written(context, tmp_path):
    (tmp_path / "tệp").write_text("không phải thư mục")
    with pytest.raises(AppError, match="FILE-002"):
        create_backup(context, tmp_path / "tệp" / "sao lưu")


def test_cancelling_leaves_nothing(context):
    progress = Progress()
    progress.stage("", 1)
    progress.cancel()
    with pytest.raises(Cancelled):
        create_backup(context, progress=progress)
    assert list(backup_folder(context).iterdir()) == []


def test_cancelling_in_the_middle_leaves_nothing(context, monkeypatch):
    monkeypatch.setattr(backup, "_PAGES", 4)

    class Impatient(Progress):
        def advance(self, steps=1):
            self.cancel()
            super().advance(steps)

    with pytest.raises(Cancelled):
        create_backup(context, progress=Impatient())
    assert list(backup_folder(context).iterdir()) == []


def test_a_full_disk_is_said_of_the_place_chosen(context, tmp_path):
    """A limit on the size of files stands in for the full stick: the driver meets it in the middle of the copy."""
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (65_536, before[1]))
    try:
        with pytest.raises(AppError, match=r"FILE-00[12]") as raised:
            create_backup(context, tmp_path / "usb")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert raised.value.facts == {"file": "usb"}
    assert list((tmp_path / "usb").iterdir()) == []
    assert create_backup(context, tmp_path / "usb").verified


@pytest.mark.parametrize("beside", ["", ".sha256"])
def test_one_flipped_bit_anywhere_is_detected(context, beside):
    made = create_backup(context)
    path = made.file.with_name(made.file.name + beside)
    whole = path.read_bytes()
    draw = random.Random(13)
    for _ in range(5):
        damaged = bytearray(whole)
        damaged[draw.randrange(64 if beside else len(whole))] ^= 1 << draw.randrange(6)
        path.write_bytes(damaged)
        with pytest.raises(AppError, match="BACKUP-002"):
            verify_backup(context, made.file)


def test_damage_is_detected_without_the_sum_as_well(context):
    made = create_backup(context)
    made.file.with_name(made.file.name + ".sha256").unlink()
    assert verify_backup(context, made.file).verified
    damaged = bytearray(made.file.read_bytes())
    damaged[len(damaged) // 2] ^= 1
    made.file.write_bytes(damaged)
    with pytest.raises(AppError, match="BACKUP-002"):
        verify_backup(context, made.file)


def test_a_backup_of_other_books_is_refused(context, tmp_path, clock):
    with books.open_context(tmp_path / "others", clock, seed=9) as other:
        books.found(other)
        foreign = create_backup(other)
    with pytest.raises(AppError, match="BACKUP-002"):
        restore_backup(context, foreign.file)
    assert list_households(context, HouseholdQuery()).total == 2


def test_a_file_that_is_not_there(context, tmp_path):
    with pytest.raises(AppError, match="FILE-003"):
        verify_backup(context, tmp_path / "không có.db")


# -- restore -------------------------------------------------------------------------------------------------------


def test_restore_goes_back_and_keeps_what_it_replaced(context, clock, tmp_path):
    made = create_backup(context)
    before = list_households(context, HouseholdQuery()).items
    old_id = context.identity.db_id
    save_household(context, SaveHousehold(texts={"address": "Xóm Bãi"}, head="Phạm Văn Dũng"))
    clock.advance(60_000)
    restored = restore_backup(context, made.file)
    assert list_households(context, HouseholdQuery()).items == before
    assert restored.db_id == context.identity.db_id != old_id
    assert restored.sha256 == made.sha256
    assert restored.aside.parent == context.folder / "aside"
    remove_household(context, before[0].id)
    undo(context)

    kept = tmp_path / "kept"
    kept.mkdir()
    (kept / "sothon.db").write_bytes(restored.aside.read_bytes())
    (kept / "key").write_bytes((context.folder / "key").read_bytes())
    with books.open_context(kept, clock) as replaced:
        assert list_households(replaced, HouseholdQuery()).total == len(before) + 1


def test_restored_books_open_again(context, tmp_path, clock):
    made = create_backup(context)
    restore_backup(context, made.file)
    folder = context.folder
    context.database.close()
    with books.open_context(folder, clock) as again:
        assert list_households(again, HouseholdQuery()).total == 2
        assert check(again).database


def test_a_damaged_backup_changes_nothing(context):
    made = create_backup(context)
    made.file.write_bytes(made.file.read_bytes()[:-5000])
    identity = context.identity
    with pytest.raises(AppError, match="BACKUP-002"):
        restore_backup(context, made.file)
    assert context.identity == identity
    assert not (context.folder / "aside").exists()


def test_a_backup_of_a_newer_program_is_refused(context):
    with context.database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA user_version = 99")
        connection.commit()
    made = create_backup(context)
    with pytest.raises(AppError, match="DATA-004"):
        restore_backup(context, made.file)


# -- check ---------------------------------------------------------------------------------------------------------


def codes(health):
    return {finding.code: finding.count for finding in health.quality}


def test_sound_books(context):
    health = check(context)
    assert (health.database, health.views_match, health.differing) == (True, True, 0)
    assert health.quality == ()
    assert health.score == 100


def test_a_row_changed_behind_the_notes_is_found_and_mended(context):
    with context.writing() as connection:
        connection.execute(update(Household).values(phone="0999999999"))
    health = check(context)
    assert (health.views_match, health.differing) == (False, 2)
    mended = check(context, mend=True)
    assert (mended.views_match, mended.differing) == (True, 0)
    assert {row.phone for row in list_households(context, HouseholdQuery()).items} == {"0912345678"}


def test_a_damaged_file_is_said_so(context, capfd):
    context.database.release()
    data = bytearray(context.database.path.read_bytes())
    data[-2000] ^= 1
    context.database.path.write_bytes(data)
    health = check(context)
    assert (health.database, health.score) == (False, 0)
    assert capfd.readouterr().err == ""


def test_every_shortcoming_is_counted_with_its_remedy(context):
    first = books.household_id(context, "01-001")
    people = books.household_people(context, first)
    second = books.household_id(context, "02-001")
    save_person(context, SavePerson(id=people[1], texts={"relation": "Chủ hộ", "id_number": "31072001234"}))
    save_person(context, SavePerson(id=people[0], texts={"sex": "Nữ", "birth": "1971", "phone": "912345678"}))
    save_person(context, SavePerson(id=books.household_people(context, second)[0], texts={"relation": "Vợ"}))
    save_household(context, SaveHousehold(second, group=""))
    save_group(context, SaveGroup(name="Tổ 3"))
    health = check(context)
    assert codes(health) == {
        "household_no_head": 1,
        "household_two_heads": 1,
        "household_no_group": 1,
        "group_no_leader": 1,
        "same_id_number": 2,
        "id_sex": 1,
        "id_birth_year": 1,
        "id_lost_zero": 1,
        "phone_lost_zero": 1,
    }
    assert all(finding.fix for finding in health.quality)
    assert health.score == (9 - 5) * 100 // 9


def test_ages_names_and_reviews_that_need_a_look(context):
    first = books.household_id(context, "01-001")
    head, other = books.household_people(context, first)
    texts = {"relation": "Con đẻ", "birth": "1950"}
    save_person(context, SavePerson(id=head, texts={"birth": "5/3/1972", "full_name": "Nguyễn Văn An"}))
    save_person(context, SavePerson(id=other, texts=texts | {"full_name": "Nguyeexn Thị Bé"}))
    save_household(context, SaveHousehold(first, {"confirmed": "17/11/2025"}))
    assert {"child_older": 1, "name_spelling": 1, "not_confirmed": 1}.items() <= codes(check(context)).items()
    save_person(context, SavePerson(id=other, texts={"birth": "2001", "full_name": "H'Mai Niê"}))
    save_household(context, SaveHousehold(first, {"confirmed": "19/11/2025"}))
    assert codes(check(context)).keys().isdisjoint({"child_older", "name_spelling", "not_confirmed"})
    save_person(context, SavePerson(id=other, texts={"relation": "Mẹ", "birth": "1980"}))
    assert codes(check(context))["child_older"] == 1
    save_person(context, SavePerson(id=other, texts={"relation": "Mẹ", "birth": "không rõ"}))
    assert "child_older" not in codes(check(context))


def test_an_empty_village_scores_full(tmp_path, clock):
    with books.open_context(tmp_path / "empty", clock) as empty:
        assert check(empty).score == 100


def test_every_warning_about_a_person_has_a_remedy():
    import ast
    from pathlib import Path

    from app.usecases.quality import KINDS
    from app.vietnamese import identity

    tree = ast.parse(Path(identity.__file__).read_text(encoding="utf-8"))
    given = {
        node.args[0].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "SoftWarning"
    }
    assert given <= set(KINDS)


def test_checking_counts_its_stages(context):
    progress = Progress()
    check(context, mend=True, progress=progress)
    with context.reading() as session:
        assert session.execute(text("SELECT count(*) FROM household")).scalar_one() == 2
