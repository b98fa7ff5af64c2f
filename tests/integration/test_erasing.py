"""Erasing a person: nothing known about them is left anywhere, every count stays, and it holds wherever the books go."""

import contextlib
import random
from datetime import date

import pytest
from sqlalchemy import select

from app.journal import tables
from app.journal.tables import NOTE
from app.journal.views import differing_rows
from app.kernel.errors import AppError
from app.records.base import KINDS
from app.records.places import OfficeTerm
from app.records.pledges import Pledge
from app.records.privacy import Erasure
from app.records.register import ERASED_NAME, Person
from app.storage.erasures import FILE_NAME
from app.usecases.erasing import ErasePerson, erase_person, old_backups, plan_erasure, remove_old_backups
from app.usecases.events import Absence, MoveOut, record_absence, record_move_out
from app.usecases.exchange import export_bundle
from app.usecases.exchange_import import ImportBundle, import_bundle, inspect_bundle
from app.usecases.history import record_history, undo
from app.usecases.households import (
    SaveHousehold,
    SavePerson,
    find_person,
    household_detail,
    save_household,
    save_person,
)
from app.usecases.moves import Heir
from app.usecases.pledges import Sign, pledge_of_household, sign
from app.usecases.quality import faults
from app.usecases.register_on import register_on
from app.usecases.safety import check, create_backup, restore_backup
from tests.fixtures import books
from tests.fixtures.stick import campaign, open_ends, swap_keys

NAME = "Nguyễn Thị Con"
SECRETS = (NAME, "Nguyễn Thị Cón", "0987654321", "xã Bình Minh", "hay ốm")


@pytest.fixture
def context(tmp_path, clock):
    with books.open_context(tmp_path / "books", clock) as opened:
        books.found(opened)
        yield opened


def live_a_life(context):
    """Let somebody be known by much: a name once misspelt, a phone, a signature, an absence; return their id."""
    child = find_person(context, NAME)
    save_person(context, SavePerson(id=child, texts={"full_name": "Nguyễn Thị Cón"}))
    save_person(context, SavePerson(id=child, texts={"full_name": NAME, "phone": "0987654321", "note": "hay ốm"}))
    opened = campaign(context)
    pledge = pledge_of_household(context, opened, "01-001")
    sign(context, Sign((pledge,), date(2026, 11, 18), signer=NAME, relation="Con"))
    record_absence(context, Absence((child,), day=date(2026, 11, 10), place="xã Bình Minh"))
    return child


def everything(context):
    """Return every text in every table of the books."""
    said = []
    with context.reading() as session:
        connection = session.connection()
        every = [*tables.METADATA.sorted_tables, *(kind.__table__ for kind in KINDS.values())]
        for table in every:
            said += [str(tuple(row)) for row in connection.execute(select(table))]
    return "\n".join(said)


def erase(context, person, reason="người đó yêu cầu"):
    return erase_person(context, ErasePerson(person, reason)).result


def settle(context):
    """Add households, so that one of them is not a third of the village."""
    for number in range(6):
        save_household(context, SaveHousehold(texts={"address": f"Ngõ {number}"}, head=f"Phạm Văn {number}"))


def links(context):
    with context.reading() as session:
        return session.execute(select(NOTE.c.note_hash, NOTE.c.chain).order_by(NOTE.c.n)).all()


def test_nothing_known_about_them_is_left_in_the_books(context):
    child = live_a_life(context)
    assert all(secret in everything(context) for secret in SECRETS)
    plan = plan_erasure(context, child)
    assert (plan.name, plan.household, plan.living) == (NAME, "01-001", True)
    assert {each.rpartition(": ")[2] for each in plan.copies} == {
        "Chữ ký",
        "Nơi thường trú, nơi đến",
        "Nơi đi, nơi đến",
    }
    before = links(context)
    done = erase(context, child)
    assert done.copies == len(plan.copies)
    assert [secret for secret in SECRETS if secret in everything(context)] == []
    assert links(context)[: len(before)] == before
    with context.reading() as session:
        assert differing_rows(session.connection()) == []
        chain = tables.CHAIN_START
        for line, note_hash, link in session.execute(
            select(NOTE.c.line, NOTE.c.note_hash, NOTE.c.chain).order_by(NOTE.c.n)
        ):
            note = books.read_note(line.encode())
            chain = tables.next_chain(chain, note.note_hash())
            assert (note.note_hash(), chain) == (note_hash, link)
    assert check(context, mend=True).views_match
    assert [secret for secret in SECRETS if secret in everything(context)] == []


def test_every_count_stays_what_it_was(context):
    child = live_a_life(context)
    household = books.household_id(context, "01-001")
    days = (date(2026, 11, 9), date(2026, 11, 12), date(2026, 11, 18))

    def counts():
        registers = [register_on(context, day) for day in days]
        with context.reading() as session:
            signed = len(session.scalars(select(Pledge).where(Pledge.stands())).all())
        members = [(each.texts["relation"], each.texts["sex"]) for each in household_detail(context, household).members]
        return [(each.people, len(each.households)) for each in registers], signed, members

    before = counts()
    erase(context, child)
    assert counts() == before
    assert [each.texts["full_name"] for each in household_detail(context, household).members][1] == ERASED_NAME
    with context.reading() as session:
        assert not any(child in records for records in faults(session, date(2026, 11, 18)).values())


def test_history_says_that_something_was_erased_and_not_what(context):
    child = live_a_life(context)
    erase(context, child)
    rows = record_history(context, child)
    assert {row.after for row in rows if row.sentence == "Ghi nhân khẩu"} == {"(đã xoá)"}
    assert "(đã xoá)" in {row.before for row in rows if row.sentence == "Xoá thông tin cá nhân"}
    assert not any(secret in repr(rows) for secret in SECRETS)


def test_it_cannot_be_undone_and_undoing_what_was_before_brings_nothing_back(context):
    child = find_person(context, NAME)
    operation = save_person(context, SavePerson(id=child, texts={"phone": "0987654321"})).operation
    done = erase_person(context, ErasePerson(child, "người đó yêu cầu"))
    with pytest.raises(AppError, match="UNDO-001"):
        undo(context, done.operation)
    undo(context, operation)
    with context.reading() as session:
        assert (session.get(Person, child).phone, session.get(Person, child).full_name) == (None, ERASED_NAME)


def test_a_reason_is_asked_for_and_once_is_enough(context):
    child = find_person(context, NAME)
    with pytest.raises(AppError, match="ERASE-001"):
        erase_person(context, ErasePerson(child, "  "))
    with pytest.raises(AppError, match="RECORD-001"):
        erase(context, "0" * 32)
    erase(context, child)
    with pytest.raises(AppError, match="ERASE-002"):
        erase(context, child)
    with pytest.raises(AppError, match="ERASE-002"):
        plan_erasure(context, child)


def test_a_form_left_open_writes_nothing_about_somebody_erased_since(context):
    child = live_a_life(context)
    erase_person(context, ErasePerson(child, "người đó yêu cầu"))
    with pytest.raises(AppError, match="ERASE-003"):
        save_person(
            context, SavePerson(id=child, texts={"phone": "0987654321"}, loaded={"full_name": NAME, "phone": ""})
        )
    with context.reading() as session:
        assert session.get(Person, child).phone is None


def test_a_head_who_left_and_held_an_office(context):
    head = find_person(context, "Nguyễn Văn An")
    child = find_person(context, NAME)
    record_move_out(
        context,
        MoveOut((head,), day=date(2026, 11, 1), place="xã Bình Minh", heir=Heir(child, {})),
    )
    erase(context, head)
    said = everything(context)
    assert "xã Bình Minh" not in said
    assert books.FIRST_NUMBER not in said
    with context.reading() as session:
        person = session.get(Person, head)
        assert (person.departure.day, person.departure.place) == ("2026-11-01", None)
        terms = session.scalars(select(OfficeTerm).where(OfficeTerm.person_id == head)).all()
        assert {each.person_name for each in terms} <= {ERASED_NAME}
    assert register_on(context, date(2026, 10, 31)).people == 4
    assert register_on(context, date(2026, 11, 2)).people == 3


def test_somebody_of_the_same_name_stays(context):
    household = books.household_id(context, "02-001")
    other = {"full_name": NAME, "relation": "Con", "birth": "2001", "phone": "0911222333"}
    same = save_person(context, SavePerson(household, texts=other)).result
    (child,) = (each for each in books.household_people(context, books.household_id(context, "01-001"))
                if each != find_person(context, "Nguyễn Văn An"))  # fmt: skip
    erase(context, child)
    with context.reading() as session:
        assert (session.get(Person, same).full_name, session.get(Person, same).phone) == (NAME, "0911222333")


# -- wherever the books go -----------------------------------------------------------------------------------------


def test_a_backup_of_before_brings_nothing_back(context, clock):
    child = live_a_life(context)
    old = create_backup(context)
    clock.advance(60_000)
    erase(context, child)
    assert old_backups(context) == [old.file.name]
    beside = (context.folder / FILE_NAME).read_bytes()
    assert b"SQLite format" not in beside[:100]
    clock.advance(60_000)
    restore_backup(context, old.file)
    assert [secret for secret in SECRETS if secret in everything(context)] == []
    with context.reading() as session:
        assert session.get(Person, child).full_name == ERASED_NAME
        assert differing_rows(session.connection()) == []


def test_a_list_the_disk_refused_is_no_failure_and_is_written_before_going_back(context, clock):
    child = live_a_life(context)
    old = create_backup(context)
    clock.advance(60_000)
    in_the_way = context.folder / f"{FILE_NAME}.part"
    in_the_way.mkdir()
    erase(context, child)
    assert not (context.folder / FILE_NAME).exists()
    in_the_way.rmdir()
    clock.advance(60_000)
    restore_backup(context, old.file)
    assert [secret for secret in SECRETS if secret in everything(context)] == []


def test_backups_that_still_hold_it_are_thinned_out_after_a_new_one_is_made(context, clock):
    child = live_a_life(context)
    old = create_backup(context)
    clock.advance(60_000)
    assert remove_old_backups(context) == 0
    erase(context, child)
    clock.advance(60_000)
    restore_backup(context, old.file)
    clock.advance(60_000)
    assert sorted(old_backups(context)) == [old.file.name]
    assert remove_old_backups(context) == 1
    assert old_backups(context) == []
    left = [path.name for path in (context.folder / "backups").iterdir()]
    assert len(left) == 2
    assert old.file.name not in left


def test_it_reaches_the_commune_and_a_late_edit_is_bared_there_too(tmp_path, clock):
    with contextlib.ExitStack() as stack:
        ends = stack.enter_context(open_ends(tmp_path, clock))
        settle(ends.village)
        second = stack.enter_context(books.second_laptop(ends.village, tmp_path / "2", clock, 3))
        swap_keys(ends.stick, (ends.village, second), (second, ends.commune))
        child = live_a_life(ends.village)
        ends.round()
        assert NAME in everything(ends.commune)
        clock.advance(1000)
        save_person(second, SavePerson(id=child, texts={"note": "chuyển đi xã Bình Minh"}))
        erase(ends.village, child)
        ends.round()
        assert [secret for secret in SECRETS if secret in everything(ends.commune)] == []
        late = export_bundle(second, ends.stick).result.file
        assert inspect_bundle(ends.commune, late).erased == 1
        ends.take(late)
        import_bundle(ends.village, ImportBundle(late))
        heard = import_bundle(second, ImportBundle(ends.send()))
        assert heard.result.erased == 1
        for place in (ends.commune, ends.village, second):
            assert [secret for secret in SECRETS if secret in everything(place)] == []
            with place.reading() as session:
                assert session.get(Person, child).household_id == books.household_id(ends.village, "01-001")
                assert differing_rows(session.connection()) == []
        assert (second.folder / FILE_NAME).is_file()


def test_what_is_written_by_somebody_who_knew_stays(tmp_path, clock):
    with open_ends(tmp_path, clock) as ends:
        settle(ends.village)
        child = live_a_life(ends.village)
        erase(ends.village, child)
        save_person(ends.village, SavePerson(id=child, texts={"full_name": "Nguyễn Thị Mới"}))
        ends.round()
        with ends.commune.reading() as session:
            assert session.get(Person, child).full_name == "Nguyễn Thị Mới"


def test_many_at_once_is_asked_about_twice(tmp_path, clock):
    with open_ends(tmp_path, clock) as ends:
        ends.round()
        for name in ("Nguyễn Văn An", "Nguyễn Thị Con", "Lê Thị Cúc"):
            erase(ends.village, find_person(ends.village, name))
        bundle = ends.send()
        with pytest.raises(AppError, match="BUNDLE-104"):
            ends.take(bundle)


def test_another_village_cannot_erase(tmp_path, clock):
    """An erasure written in one pile about a person of another takes nothing from them."""
    with books.open_context(tmp_path / "a", clock) as one, books.open_context(tmp_path / "b", clock, 2) as other:
        books.found(one)
        books.found(other)
        child = find_person(one, NAME)
        lines = books.lines_of(one)
        victims = tuple(books.read_note(line).id for line in lines)
        books.take_in(other, lines)
        with other.transaction("privacy.erase") as tx:
            erasure = tx.keyed(Erasure, child)
            erasure.day, erasure.copies = date(2026, 11, 18), victims
        books.take_in(one, books.lines_of(other))
        for place in (one, other):
            assert set(lines) <= set(books.lines_of(place))


@pytest.mark.parametrize("seeds", [6, pytest.param(150, marks=pytest.mark.long)])
def test_any_order_ends_the_same(tmp_path, clock, seeds):
    """Two laptops edit one person, one of them erases; the notes arrive one by one in any order, some twice."""
    with (
        books.open_context(tmp_path / "a", clock) as one,
        books.open_context(tmp_path / "c", clock, 5) as third,
    ):
        books.found(one)
        child = live_a_life(one)
        base = set(books.lines_of(one))
        with books.second_laptop(one, tmp_path / "b", clock, 3) as second:
            save_person(second, SavePerson(id=child, texts={"note": "chuyển đi xã Bình Minh"}))
            clock.advance(1000)
            erase(one, child)
            clock.advance(1000)
            save_person(second, SavePerson(id=child, texts={"phone": "0987654321"}))
            erase(second, child, "đã chuyển đi")
            save_person(one, SavePerson(id=child, texts={"note": "về thăm"}))
            found = set()
            lines = [*base, *set(books.lines_of(one)) - base, *set(books.lines_of(second)) - base]
            for seed in range(seeds):
                order = list(lines) + lines[-4:]
                random.Random(seed).shuffle(order)
                with third.writing() as connection:
                    for table in (NOTE, tables.HEAD, *(kind.__table__ for kind in reversed(KINDS.values()))):
                        connection.execute(table.delete())
                while order:
                    books.take_in(third, [order.pop() for _ in range(min(7, len(order)))])
                found.add("\n".join(sorted(line.decode() for line in books.lines_of(third))))
                with third.reading() as session:
                    assert differing_rows(session.connection()) == []

    (ended,) = found
    assert not any(secret in ended for secret in SECRETS)
