"""The commune's books on a PostgreSQL server: same results as in a file, several clerks, secrets kept at home, plain messages."""

import contextlib
import json
import re
import threading
from pathlib import Path

import pytest
from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError

from app.application import open_app
from app.cli.main import main
from app.journal import tables
from app.journal.chain import chain_holds
from app.journal.many import among, insert_rows
from app.journal.tables import HEAD, LOCAL, NOTE
from app.journal.views import differing_rows
from app.kernel.errors import AppError, Exit
from app.records.register import Household, Person
from app.storage import errors, postgresql
from app.storage.database import FILE_NAME, MACHINE_FILE, open_folder
from app.storage.schema import JOURNAL_VERSION
from app.sync.keys import fingerprint
from app.sync.printed_key import printed_lines
from app.usecases.commune import villages_overview
from app.usecases.commune_files import write_file
from app.usecases.commune_key import asked_groups, change_key, copy_is_proven, take_over_key
from app.usecases.context import join
from app.usecases.counts import counts_of
from app.usecases.devices import lacks_key, own_device
from app.usecases.drafts import KeptDrafts
from app.usecases.exchange_import import ImportBundle, import_bundle
from app.usecases.exchange_receipts import write_receipt
from app.usecases.hands import take_over
from app.usecases.home import home
from app.usecases.households import HouseholdQuery, SaveHousehold, list_households, save_household
from app.usecases.machine import notice_machine
from app.usecases.piles import digest_of
from app.usecases.safety import check, create_backup, restore_backup
from app.usecases.setup import FoundCommune, found_commune
from app.vietnamese.collation import name_sort_key
from tests.fixtures import books
from tests.fixtures.stick import campaign, edit_phone, household_ids, open_ends


@pytest.fixture
def url(postgres):
    return postgres.books()


@pytest.fixture
def commune(tmp_path, clock, url):
    with books.open_context(tmp_path / "clerk", clock, 1, url) as context:
        found_commune(context, FoundCommune(books.COMMUNE))
        yield context


def name_of(url):
    return url.partition("?")[0].rpartition("/")[2]


def refusal(work):
    with pytest.raises(AppError) as caught:
        work()
    return caught.value


def opened(folder, url, ids):
    open_folder(folder, ids.random_bytes, url).close()


# -- the same as in a file ------------------------------------------------------------------------------------------


def test_a_village_and_a_commune_on_a_server_agree(tmp_path, clock, url):
    """Bundle out, taken in, answered, answer heard: the digests match, and rows are what the notes say."""
    with open_ends(tmp_path, clock, url) as ends:
        campaign(ends.village)
        edit_phone(ends.village, household_ids(ends.village)[0], "0911111111")
        taken, heard = ends.round()
        assert taken.receipt_problem is None
        assert heard.standing.matches
        pile = ends.village.identity.pile
        for context in (ends.village, ends.commune):
            with context.reading() as session:
                assert digest_of(session, pile) == taken.digest
                assert counts_of(session, pile) == taken.counts
        assert ends.take(ends.send()).new == 0
        (row,), state = villages_overview(ends.commune), home(ends.village).campaign
        assert (row.signed, row.in_scope) == (state.signed, state.households) == (0, 2)
        health = check(ends.commune)
        assert (health.database, health.views_match) == (True, True)


def test_order_is_ours_whatever_the_language_of_the_server(commune):
    """Sort keys are bytes, text goes by its bytes, blanks come first going up and last going down."""
    names = ["Đỗ Văn Ủ", "Dương Thị Ả", "dương thị b", "Ân", "An", None, "Zita", "ăn"]
    with commune.transaction("add") as tx:
        for name in names:
            tx.add(Person(full_name=name, position=1))
    with commune.reading() as session:
        by_text = session.scalars(select(Person.full_name).order_by(Person.full_name)).all()
        down = session.scalars(select(Person.full_name).order_by(Person.full_name.desc())).all()
        by_key = session.scalars(select(Person.full_name).order_by(Person.sort_key)).all()
    assert by_text == [None, *sorted(name for name in names if name)]
    assert down == by_text[::-1]
    assert [name for name in by_key if name] == sorted(filter(None, names), key=name_sort_key)


def test_the_longest_names_and_texts_fit(commune):
    letters = [chr(0x1E80 + number * 7 % 120) for number in range(500)]
    with commune.transaction("add") as tx:
        person = tx.add(Person(full_name="".join(letters), position=1))
    with commune.reading() as session:
        assert session.get(Person, person.id).full_name == "".join(letters)


def test_sums_are_whole_numbers_and_moments_have_64_bits(commune):
    with commune.transaction("add") as tx:
        tx.add(Household(code="1"))
    with commune.reading() as session:
        total = session.execute(select(func.sum(NOTE.c.at))).scalar_one()
    assert type(total) is int
    assert total > 2**32


def test_a_reader_sees_one_moment_and_keeps_nothing(commune):
    with commune.reading() as session:
        assert session.scalar(select(Household.id)) is None
        with commune.transaction("add") as tx:
            tx.add(Household(code="1"))
        assert session.scalar(select(Household.id)) is None
        session.connection().execute(LOCAL.insert().values(name="lost", value="1"))
    with commune.reading() as session:
        assert session.scalar(select(Household.code)) == "1"
        assert "lost" not in tables.read_local(session.connection())


def test_a_failure_in_the_middle_leaves_nothing_on_either_side(commune):
    before = commune.local()

    def half():
        with commune.transaction("add") as tx:
            tx.add(Household(code="1"))
            tables.write_local(tx.session.connection(), "draft:x", "1")
            assert tables.read_local(tx.session.connection())["draft:x"] == "1"
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        half()
    assert commune.local() == before


# -- several clerks ---------------------------------------------------------------------------------------------------


def test_four_clerks_write_at_once_and_nothing_is_lost(tmp_path, clock, commune, url):
    """Each has a machine of its own; arrival numbers have no gap and the chain holds."""
    failures = []
    with contextlib.ExitStack() as stack:
        clerks = [stack.enter_context(books.open_context(tmp_path / str(n), clock, n, url)) for n in range(2, 5)]
        for each in clerks:
            join(each)
        clerks.append(commune)
        assert len({each.identity.device for each in clerks}) == 4
        assert len({each.identity.db_id for each in clerks}) == 1

        def work(number, context):
            try:
                take_over(context, f"Cán bộ {number}")
                for turn in range(8):
                    save_household(context, SaveHousehold(texts={"address": f"Ngõ {number}.{turn}"}, head="Vũ Thị Em"))
            except AppError as error:
                failures.append(error)

        threads = [threading.Thread(target=work, args=each) for each in enumerate(clerks)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert failures == []
        for context in clerks:
            addresses = [row.address for row in list_households(context, HouseholdQuery(limit=100)).items]
            assert sorted(addresses) == sorted(f"Ngõ {number}.{turn}" for number in range(4) for turn in range(8))
        with commune.reading() as session:
            connection = session.connection()
            numbers = list(connection.execute(select(NOTE.c.n).order_by(NOTE.c.n)).scalars())
            assert numbers == list(range(1, len(numbers) + 1))
            assert chain_holds(connection)
            assert differing_rows(connection) == []
            actors = {note.actor for note in map(books.read_note, books.lines_of(commune)) if note.kind == "household"}
        assert actors == {f"Cán bộ {number}" for number in range(4)}


def test_who_waits_too_long_is_told_so(tmp_path, clock, commune, url, monkeypatch):
    monkeypatch.setattr(postgresql, "_ON_CONNECT", ("SET search_path TO sothon", "SET lock_timeout TO '50ms'"))
    with books.open_context(tmp_path / "other", clock, 2, url) as other, commune.writing():
        assert refusal(lambda: take_over(other, "Lê Thị Hoa") or join(other)).code is errors.BUSY
    with books.open_context(tmp_path / "other", clock, 2, url) as other:
        assert take_over(other, "Lê Thị Hoa") == "Lê Thị Hoa"


def test_a_note_changed_behind_our_back_is_noticed(commune, postgres, url):
    with commune.transaction("add") as tx:
        tx.add(Household(code="1", phone="0911111111"))
    assert check(commune).database
    postgres.sql("UPDATE sothon.note SET line = replace(line, '0911', '0912')", name_of(url))
    assert not check(commune).database


# -- what stays on the machine ----------------------------------------------------------------------------------------


def test_private_keys_and_what_belongs_to_one_clerk_are_not_on_the_server(commune, postgres, url):
    own_device(commune)
    assert commune.blobs
    take_over(commune, "Lê Thị Hoa")
    KeptDrafts(commune).save("household:1", {"address": "Ngõ Bí Mật"})
    facts = commune.local()
    secrets = [
        facts["device_keys"],
        *_private_parts(facts["device_keys"]),
        facts["blob_key"],
        "Ngõ Bí Mật",
        commune.database.key,
    ]
    dump = postgres.dump(url)
    assert facts["pile"] in dump
    assert [each for each in secrets if each in dump] == []
    stored = {name for (name,) in postgres.sql("SELECT name FROM sothon.local", name_of(url))}
    assert stored <= tables.OF_THE_BOOKS
    assert KeptDrafts(commune).load("household:1") == {"address": "Ngõ Bí Mật"}
    KeptDrafts(commune).discard("household:1")
    assert KeptDrafts(commune).load("household:1") is None


def _private_parts(keys):
    return [each for each in re.split(r"[^0-9A-Za-z+/=_-]+", keys) if len(each) > 20]


def test_opening_again_finds_the_same_device_and_keys(tmp_path, clock, url):
    with books.open_context(tmp_path / "clerk", clock, 1, url) as context:
        found_commune(context, FoundCommune(books.COMMUNE))
        before = (context.identity, own_device(context).public)
    with books.open_context(tmp_path / "clerk", clock, 7, url) as context:
        assert (context.identity, own_device(context).public) == before
    assert (tmp_path / "clerk" / MACHINE_FILE).exists()
    assert not (tmp_path / "clerk" / FILE_NAME).exists()
    assert b"device_keys" not in (tmp_path / "clerk" / MACHINE_FILE).read_bytes()


def test_books_on_a_server_begin_no_new_life_because_a_clerk_has_a_new_machine(commune):
    notice_machine(commune, "a" * 64, "máy cũ")
    before = commune.identity
    assert not notice_machine(commune, "b" * 64, "máy mới")
    assert commune.identity == before


def test_a_second_clerk_gets_the_key_from_its_printed_copy_and_does_the_same_work(tmp_path, clock, postgres):
    url, stick = postgres.books(), tmp_path / "usb"
    with open_ends(tmp_path, clock, url) as ends, books.open_context(tmp_path / "second", clock, 5, url) as second:
        join(second)
        ends.round()
        edit_phone(ends.village, household_ids(ends.village)[0], "0911111111")
        bundle = ends.send()
        pile = ends.village.identity.pile
        assert lacks_key(second)
        assert not lacks_key(ends.commune)
        for work in (
            lambda: import_bundle(second, ImportBundle(bundle)),
            lambda: write_receipt(second, pile, stick),
            lambda: write_file(second, stick),
            lambda: asked_groups(second),
            lambda: change_key(second),
        ):
            assert refusal(work).code.number == "KEY-112"
        assert "device_keys" not in second.local(), "no key of its own was made"
        lines = printed_lines(own_device(ends.commune))
        other = printed_lines(own_device(ends.village))
        assert refusal(lambda: take_over_key(second, other)).code.number == "KEY-113"
        assert refusal(lambda: take_over_key(second, lines[:-1])).code.number == "KEY-109"
        assert take_over_key(second, lines) == fingerprint(own_device(ends.commune).public)
        assert copy_is_proven(second)
        assert second.identity.device != ends.commune.identity.device
        taken = import_bundle(second, ImportBundle(bundle)).result
        assert taken.new == 1
        assert ends.hear(taken.receipt).standing.matches
        change_key(ends.commune)
        assert refusal(lambda: write_receipt(second, pile, stick)).code.number == "KEY-112"
        assert refusal(lambda: take_over_key(second, lines)).code.number == "KEY-113"
        take_over_key(second, printed_lines(own_device(ends.commune)))
        ends.hear(write_receipt(second, pile, stick).result.file)


def test_two_clerks_take_in_the_same_stick_at_once(tmp_path, clock, postgres):
    """Each bundle counts once, whoever is faster; the other hears that it was taken in before."""
    url = postgres.books()
    with open_ends(tmp_path, clock, url) as ends, books.open_context(tmp_path / "second", clock, 5, url) as second:
        join(second)
        ends.round()
        take_over_key(second, printed_lines(own_device(ends.commune)))
        home, bundles = household_ids(ends.village)[0], []
        for number in range(4):
            edit_phone(ends.village, home, f"091111111{number}")
            bundles.append(ends.send())
        told, failures = [], []

        def work(context, files):
            try:
                told.extend(import_bundle(context, ImportBundle(file, answer=False)).result for file in files)
            except AppError as error:
                failures.append(error)

        threads = [
            threading.Thread(target=work, args=each) for each in ((ends.commune, bundles), (second, bundles[::-1]))
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert failures == []
        assert len(told) == 8
        assert sum(each.new for each in told) == 4
        assert ends.hear(write_receipt(second, ends.village.identity.pile, ends.stick).result.file).standing.matches
        with second.reading() as session:
            assert chain_holds(session.connection())
            assert differing_rows(session.connection()) == []


# -- tables and versions ----------------------------------------------------------------------------------------------


def test_tables_lie_in_their_own_schema_beside_those_of_others(tmp_path, ids, postgres):
    name = postgres.empty()
    postgres.sql("CREATE TABLE person (id integer)", name)
    opened(tmp_path / "a", postgres.url(name), ids)
    opened(tmp_path / "b", postgres.url(name), ids)
    rows = postgres.sql("SELECT schemaname FROM pg_tables WHERE tablename = 'person' ORDER BY 1", name)
    assert rows == [("public",), ("sothon",)]


def test_record_tables_of_another_shape_are_made_anew_when_nobody_else_is_in(tmp_path, clock, ids, url, postgres):
    with books.open_context(tmp_path / "one", clock, 1, url) as one:
        books.found(one)
        postgres.sql("UPDATE sothon.local SET value = 'older' WHERE name = 'record_tables'", name_of(url))
        assert refusal(lambda: opened(tmp_path / "two", url, ids)).code is errors.OTHERS_AT_WORK
    postgres.sql("ALTER TABLE sothon.household DROP COLUMN address", name_of(url))
    with books.open_context(tmp_path / "two", clock, 2, url) as two:
        assert sorted(row.address for row in list_households(two, HouseholdQuery()).items) == ["Ngõ 1", "Ngõ 2"]
        with two.reading() as session:
            assert differing_rows(session.connection()) == []


def test_newer_books_are_refused_untouched(tmp_path, ids, url, postgres):
    newer = str(JOURNAL_VERSION + 1)
    postgres.sql(f"UPDATE sothon.local SET value = '{newer}' WHERE name = 'journal_version'", name_of(url))
    assert refusal(lambda: opened(tmp_path / "a", url, ids)).code is errors.FOLDER_TOO_NEW


# -- what can go wrong ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "wrong", ["sqlite:///x.db", "mysql://a@b/c", "postgresql+psycopg://a@b", "xã", "postgresql+pg8000://a@b/c"]
)
def test_a_url_of_something_else(tmp_path, ids, wrong):
    assert refusal(lambda: opened(tmp_path / "a", wrong, ids)).code is errors.URL_WRONG


def test_a_server_that_is_not_there(tmp_path, ids):
    pytest.importorskip("psycopg")
    error = refusal(lambda: opened(tmp_path / "a", f"postgresql+psycopg://me:secret@/so?host={tmp_path}", ids))
    assert error.code is errors.SERVER_UNREACHABLE
    assert "secret" not in str(error)


def test_a_database_that_is_not_there_and_a_user_who_may_not(tmp_path, ids, postgres, url):
    assert refusal(lambda: opened(tmp_path / "a", postgres.url("none"), ids)).code is errors.SERVER_REFUSES
    stranger = url.replace(f"//{postgres.user}@", "//stranger@")
    assert refusal(lambda: opened(tmp_path / "b", stranger, ids)).code is errors.SERVER_REFUSES
    postgres.sql("CREATE ROLE guest LOGIN")
    try:
        guest = url.replace(f"//{postgres.user}@", "//guest@")
        assert refusal(lambda: opened(tmp_path / "c", guest, ids)).code is errors.SERVER_FORBIDS
    finally:
        postgres.sql("DROP ROLE guest")


def test_a_database_that_cannot_hold_vietnamese(tmp_path, ids, postgres):
    name = postgres.empty("SQL_ASCII")
    assert refusal(lambda: opened(tmp_path / "a", postgres.url(name), ids)).code is errors.SERVER_UNFIT


def test_a_connection_cut_in_the_middle_is_told_and_the_next_work_goes_on(commune, postgres, url):
    def cut():
        with commune.transaction("add") as tx:
            tx.add(Household(code="1"))
            tx.session.flush()
            postgres.sql(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name_of(url)}'")

    assert refusal(cut).code is errors.SERVER_UNREACHABLE
    with commune.transaction("add") as tx:
        tx.add(Household(code="2"))
    with commune.reading() as session:
        assert session.scalars(select(Household.code)).all() == ["2"]


def test_many_rows_are_written_or_refused_as_one_is(commune, postgres, url):
    """Rows go to the server by COPY: what it refuses, and a connection it cuts, is told as of every other statement."""
    rows = [
        {"record": f"{number:032x}", "kind": "x", "pile": "p", "heads": 'ộ\t"\\N', "contested": 0}
        for number in range(3)
    ]
    with pytest.raises(IntegrityError), commune.writing() as connection:
        insert_rows(connection, HEAD, [*rows, rows[0]])
    with commune.writing() as connection:
        insert_rows(connection, HEAD, rows)
        stored = connection.execute(select(HEAD).where(HEAD.c.kind == "x").order_by(HEAD.c.record)).mappings().all()
        assert [dict(row) for row in stored] == rows
        connection.execute(delete(HEAD).where(among(HEAD.c.record, [row["record"] for row in rows])))

    def cut():
        with commune.writing() as connection:
            postgres.sql(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name_of(url)}'")
            insert_rows(connection, HEAD, rows)

    assert refusal(cut).code is errors.SERVER_UNREACHABLE


def test_a_folder_has_its_books_in_one_place(tmp_path, ids, clock, url):
    opened(tmp_path / "own", "", ids)
    assert refusal(lambda: opened(tmp_path / "own", url, ids)).code is errors.FOLDER_HAS_BOOKS
    opened(tmp_path / "clerk", url, ids)
    assert refusal(lambda: opened(tmp_path / "clerk", "", ids)).code is errors.BOOKS_ON_SERVER


def test_without_the_driver_it_says_what_lacks(tmp_path, ids, monkeypatch):
    def missing(*_, **__):
        raise ImportError("psycopg")

    monkeypatch.setattr(postgresql, "create_engine", missing)
    url = "postgresql+psycopg://a@b/c"
    assert refusal(lambda: opened(tmp_path / "a", url, ids)).code is errors.DRIVER_MISSING


def test_backups_are_the_servers_own_business(tmp_path, commune):
    (tmp_path / "x.db").write_bytes(b"")
    assert refusal(lambda: create_backup(commune)).code is errors.BACKUP_BY_SERVER
    assert refusal(lambda: restore_backup(commune, tmp_path / "x.db")).code is errors.BACKUP_BY_SERVER


# -- doors ------------------------------------------------------------------------------------------------------------


def test_the_command_line_takes_the_url_before_or_after_the_command(tmp_path, url, capsys):
    def run(*argv, at=tmp_path / "clerk"):
        code = main(["--data-dir", str(at), "--json", *map(str, argv)])
        return code, json.loads(capsys.readouterr().out or "null")

    code, answer = run("--database", url, "check")
    assert (code, answer["error"]["code"]) == (Exit.DATA_FOLDER, "DATA-006")
    code, answer = run("--database", url, "init", "--role", "commune", "--commune", "11647")
    assert code == 0
    device = answer["device_id"]
    code, answer = run("check", f"--database={url}")
    assert (code, answer["database"], answer["views_match"]) == (0, "ok", True)
    assert run("check")[1]["error"]["code"] == "DATA-018"
    code, answer = run("--database", url, "check", at=tmp_path / "second clerk")
    assert (code, answer["database"]) == (0, "ok")
    app = open_app(Path(tmp_path / "second clerk"), url)
    try:
        assert app.role == "commune"
        assert app.context.identity.device not in ("", device)
    finally:
        app.close()
