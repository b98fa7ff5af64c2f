"""Tables: migrated journal == declared journal, strict everywhere, record tables made anew without losing anything."""

import subprocess
import sys

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, select

from app.journal import tables
from app.journal.views import differing_rows
from app.kernel.resources import bundled_path
from app.records.base import KINDS
from app.records.register import Household, Person
from app.storage import schema
from app.storage.database import open_folder
from tests.conftest import PROJECT

ALEMBIC = "alembic_version"


def test_the_newest_migration_is_the_version_of_the_program():
    config = Config()
    config.set_main_option("script_location", str(bundled_path("db/migrations")))
    revisions = [each.revision for each in ScriptDirectory.from_config(config).walk_revisions()]
    assert revisions[0] == f"{schema.JOURNAL_VERSION:04d}"
    assert sorted(revisions) == [f"{number:04d}" for number in range(1, schema.JOURNAL_VERSION + 1)]


def test_a_migration_knows_nothing_of_the_program():
    for path in bundled_path("db/migrations/versions").glob("*.py"):
        assert "app" not in {word.strip(",") for line in path.read_text().splitlines() for word in line.split()}


def test_migrations_make_the_tables_the_journal_declares(context):
    with context.reading() as session:
        connection = session.connection()
        comparing = MigrationContext.configure(connection, opts={"include_name": journal_only, "compare_type": True})
        assert compare_metadata(comparing, tables.METADATA) == []
        inspector = inspect(connection)
        for table in tables.METADATA.tables.values():
            made = {each["name"]: each["nullable"] for each in inspector.get_columns(table.name)}
            assert made == {column.name: column.nullable for column in table.columns}
            assert inspector.get_pk_constraint(table.name)["constrained_columns"] == [
                column.name for column in table.primary_key
            ]
        assert inspector.get_unique_constraints("note")[0]["column_names"] == ["id"]


def journal_only(name, kind, parents):
    return kind != "table" or name in tables.METADATA.tables


def test_every_table_is_strict(context):
    with context.reading() as session:
        rows = session.connection().exec_driver_sql("PRAGMA table_list").mappings().all()
    strict = {row["name"]: row["strict"] for row in rows if not row["name"].startswith("sqlite_")}
    assert set(strict) - {ALEMBIC} == {*tables.METADATA.tables, *KINDS}
    assert {name for name, is_strict in strict.items() if not is_strict} == {ALEMBIC}


def test_what_merges_is_nullable_and_never_unique_and_every_reference_waits_for_the_commit(context):
    with context.reading() as session:
        inspector = inspect(session.connection())
        for kind, model in KINDS.items():
            nullable = {each["name"]: each["nullable"] for each in inspector.get_columns(kind)}
            assert {name for name, may in nullable.items() if not may} == {"id", "pile", "status"}
            assert inspector.get_unique_constraints(kind) == []
            assert not any(index["unique"] for index in inspector.get_indexes(kind))
            references = {each["constrained_columns"][0]: each for each in inspector.get_foreign_keys(kind)}
            assert {name: each["referred_table"] for name, each in references.items()} == dict(model.references)
            for each in references.values():
                assert each["options"] == {"deferrable": True, "initially": "DEFERRED"}


def test_the_file_says_whose_it_is_and_how_old(context):
    with context.reading() as session:
        connection = session.connection()
        assert connection.exec_driver_sql("PRAGMA application_id").scalar_one() == int.from_bytes(b"SoTh")
        assert connection.exec_driver_sql("PRAGMA user_version").scalar_one() == schema.JOURNAL_VERSION


def test_the_fingerprint_is_the_same_in_every_process_and_changes_with_a_declaration():
    code = "from app.storage.schema import fingerprint; print(fingerprint())"
    done = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == schema.fingerprint()


@pytest.mark.parametrize(
    "older",
    [
        "ALTER TABLE household DROP COLUMN address",
        "ALTER TABLE household ADD COLUMN colour TEXT",
        "DROP TABLE person",
        "UPDATE person SET search_text = NULL",
    ],
)
def test_record_tables_of_another_shape_are_made_anew_from_the_notes(village, older):
    with village.transaction("add") as tx:
        household = tx.add(Household(code="1", address="Ngõ Chùa"))
        person = tx.add(Person(full_name="Đặng Thị Ơn", household_id=household.id))
    with village.writing() as connection:
        connection.exec_driver_sql(older)
        tables.write_local(connection, "record_tables", "of an older program")
        notes = tables.count_notes(connection)
    village.database.close()
    again = open_folder(village.folder, village.ids.random_bytes)
    try:
        with again.reading() as session:
            assert session.get(Household, household.id).address == "Ngõ Chùa"
            assert session.get(Person, person.id).search_text == " dang thi on"
            assert differing_rows(session.connection()) == []
            assert tables.count_notes(session.connection()) == notes
            assert tables.read_local(session.connection())["record_tables"] == schema.fingerprint()
            columns = {each["name"] for each in inspect(session.connection()).get_columns("household")}
            assert columns == set(Household.__table__.columns.keys())
    finally:
        again.close()


def test_opening_books_of_this_version_writes_nothing(village):
    village.database.close()
    before = (village.folder / "sothon.db").read_bytes()
    open_folder(village.folder, village.ids.random_bytes).close()
    assert (village.folder / "sothon.db").read_bytes() == before


def test_local_facts_are_set_and_replaced(context):
    with context.writing() as connection:
        tables.write_local(connection, "a", "1")
        tables.write_local(connection, "a", "2")
        assert tables.read_local(connection)["a"] == "2"
    with context.reading() as session:
        assert session.execute(select(tables.LOCAL.c.value).where(tables.LOCAL.c.name == "a")).scalar_one() == "2"
