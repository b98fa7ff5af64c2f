"""Notes from elsewhere: union, stubs for what has not arrived, one face per record, and the tables that follow."""

import pytest
from msgspec.structs import replace
from sqlalchemy import delete, insert, select, update

from app.journal import tables, views
from app.journal.absorb import absorb, is_newer
from app.journal.errors import NOTE_CHANGED, NOTE_INVALID
from app.journal.note import DELETED_FIELD, Note, read_note, write_note
from app.journal.tables import CHAIN_START, HEAD, NOTE, next_chain
from app.kernel.errors import AppError, Cancelled
from app.kernel.progress import Progress
from app.records.base import DELETED, KINDS, LIVE, MISSING
from app.records.pledges import Pledge, SheetPrint
from app.records.register import Household, Person, ResidentialGroup

GROUP, HOUSE, PERSON = "a" * 32, "b" * 32, "c" * 32
DEVICE = "9" * 32


class Pen:
    """Writes notes of another laptop, each with its own id."""

    def __init__(self, pile):
        self.pile = pile
        self.written = 0

    def note(self, kind, record, values, at=None, **facts):
        self.written += 1
        same = {"operation": "e" * 32, "code": "x", "pile": self.pile, "device": DEVICE, "actor": "", "schema": 1}
        rest = {"prev": {}, "salt": "f" * 32, "at": at or self.written, "id": f"{self.written:032x}"}
        return write_note(kind=kind.kind_name, record=record, values=values, **{**same, **rest, **facts})


@pytest.fixture
def pen(village):
    return Pen(village.identity.pile)


@pytest.fixture
def take(village):
    """Return a function that takes notes in; afterwards rebuilt == stored is held."""

    def take_in(*notes, progress=None):
        with village.writing() as connection:
            return absorb(connection, [(note, note.to_line()) for note in notes], "5" * 64, progress)

    yield take_in
    with village.reading() as session:
        assert views.differing_rows(session.connection()) == []


def status(village, kind, record):
    with village.reading() as session:
        return session.scalar(select(kind.status).where(kind.id == record))


def count(village):
    with village.reading() as session:
        return tables.count_notes(session.connection())


def refused(code, take, *notes):
    with pytest.raises(AppError) as caught:
        take(*notes)
    assert caught.value.code is code


# -- union ---------------------------------------------------------------------------------------------------------


def test_what_is_new_is_taken_in_once(village, pen, take):
    before = count(village)
    notes = [
        pen.note(ResidentialGroup, GROUP, {"name": "Tổ 1"}),
        pen.note(Household, HOUSE, {"code": "1", "group_id": GROUP}),
    ]
    done = take(*notes, notes[0])
    assert (done.new, done.pending_newer) == (2, 0)
    assert done.changes.records == {"residential_group": frozenset({GROUP}), "household": frozenset({HOUSE})}
    again = take(*notes)
    assert (again.new, dict(again.changes.records)) == (0, {})
    assert count(village) == before + 2
    with village.reading() as session:
        assert set(session.scalars(select(NOTE.c.bundle).where(NOTE.c.device == DEVICE))) == {"5" * 64}
        assert tables.count_notes(session.connection(), pen.pile) == before + 2
        assert tables.count_notes(session.connection(), "0" * 32) == 0


def test_one_id_with_two_contents_refuses_everything(village, pen, take):
    first = pen.note(Household, HOUSE, {"code": "1"})
    before = count(village)
    refused(NOTE_CHANGED, take, first, replace(first, values={"code": "2"}))
    assert count(village) == before
    take(first)
    refused(NOTE_CHANGED, take, pen.note(Household, PERSON, {"code": "3"}), replace(first, at=99))
    assert count(village) == before + 1


def test_an_erased_copy_of_a_held_note_is_the_same_note(village, pen, take):
    first = pen.note(Household, HOUSE, {"code": "1"})
    take(first)
    assert take(replace(first, values=None, salt="", kept_digest=first.digest)).new == 0


def test_an_erased_note_shows_nothing_and_is_no_conflict(village, pen, take):
    first = pen.note(Household, HOUSE, {"code": "1", "phone": "2"})
    take(replace(first, values=None, salt="", kept_digest=first.digest))
    with village.reading() as session:
        row = session.get(Household, HOUSE)
        assert (row.code, row.phone, row.status) == (None, None, LIVE)


@pytest.mark.parametrize("other", [{"kind": "person"}, {"pile": "0" * 32}])
def test_a_record_is_of_one_kind_and_one_pile(village, pen, take, other):
    first = pen.note(Household, HOUSE, {"code": "1"})
    second = replace(pen.note(Household, HOUSE, {"note": "x"}), **other)
    refused(NOTE_INVALID, take, first, second)
    take(first)
    refused(NOTE_INVALID, take, second)


def test_a_newer_program_is_waited_for_and_its_notes_handed_on(village, pen, take):
    known = pen.note(Household, HOUSE, {"code": "1"})
    field = pen.note(Household, HOUSE, {"code": "2", "ô_mới": 5}, schema=2, prev={"code": (known.id,)})
    kind = replace(pen.note(Household, PERSON, {"x": 1}), kind="future_kind")
    assert [is_newer(each) for each in (known, field, kind)] == [False, True, True]
    assert not is_newer(replace(known, schema=9))
    assert not is_newer(pen.note(Household, HOUSE, {DELETED_FIELD: True}, schema=9))
    done = take(known, field, kind)
    assert (done.new, done.pending_newer) == (3, 2)
    with village.reading() as session:
        assert session.get(Household, HOUSE).code == "2"
        stored = session.scalars(select(NOTE.c.line).where(NOTE.c.id.in_([field.id, kind.id])).order_by(NOTE.c.n)).all()
    assert [line.encode() for line in stored] == [field.to_line(), kind.to_line()]
    with village.writing() as connection:
        views.rebuild(connection)


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        (Household, {"code": 5, "walking_order": "7", "group_id": "x", "confirmed": "1972", "note": "y" * 2001}),
        (Household, {"confirmed": [5, "x", True, None, None, 9], "walking_order": True}),
        (Pledge, {"delivered": "2026-02-30", "signature": [], "withdrawn": [5, 7]}),
        (Person, {"birth": [None, 2026, 13, 45], "full_name": "\u0301"}),
    ],
)
def test_a_value_of_the_wrong_kind_reads_as_nothing_and_harms_nothing(village, pen, take, kind, values):
    take(pen.note(kind, HOUSE, values))
    with village.reading() as session:
        row = session.get(kind, HOUSE)
        assert row.status == LIVE
        if kind is Pledge:
            assert (row.delivered, row.signature.date, row.withdrawn.date, row.state) == (None, None, None, "withdrawn")


def test_it_can_be_cancelled_and_then_nothing_happened(village, pen, take):
    before = count(village)
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        take(pen.note(Household, HOUSE, {"code": "1"}), progress=progress)
    assert count(village) == before
    told = Progress()
    take(pen.note(Household, HOUSE, {"code": "1"}), progress=told)
    assert (told.now.done, told.now.total) == (1, 1)


def test_arrival_numbers_and_chain_run_on(village, pen, take):
    take(*(pen.note(Household, f"{number:032x}", {"code": "1"}) for number in range(1, 4)))
    with village.reading() as session:
        rows = session.execute(select(NOTE).order_by(NOTE.c.n)).all()
        assert tables.last_link(session.connection()) == (rows[-1].n, rows[-1].chain)
    chain = CHAIN_START
    for n, row in enumerate(rows, 1):
        chain = next_chain(chain, read_note(row.line.encode()).note_hash())
        assert (row.n, row.chain) == (n, chain)


def test_an_empty_pile_has_no_link(context):
    with context.reading() as session:
        assert tables.last_link(session.connection()) == (0, CHAIN_START)


# -- deletes -------------------------------------------------------------------------------------------------------


def test_a_delete_that_saw_everything_hides_and_an_edit_it_did_not_see_shows(village, pen, take):
    made = pen.note(Household, HOUSE, {"code": "1"})
    gone = pen.note(Household, HOUSE, {DELETED_FIELD: True}, saw=(made.id,))
    take(gone)
    assert status(village, Household, HOUSE) == DELETED
    take(made)
    assert status(village, Household, HOUSE) == DELETED
    take(pen.note(Household, HOUSE, {"phone": "1"}))
    assert status(village, Household, HOUSE) == LIVE
    with village.reading() as session:
        assert session.scalar(select(HEAD.c.contested).where(HEAD.c.record == HOUSE)) == 1


# -- stubs ---------------------------------------------------------------------------------------------------------


def test_what_others_name_is_a_stub_until_it_arrives(village, pen, take):
    take(pen.note(Person, PERSON, {"household_id": HOUSE}))
    assert status(village, Household, HOUSE) == MISSING
    with village.transaction("x") as tx, pytest.raises(AppError, match="RECORD-001"):
        tx.get(Household, HOUSE)
    take(pen.note(Household, HOUSE, {"code": "1", "group_id": GROUP}))
    assert (status(village, Household, HOUSE), status(village, ResidentialGroup, GROUP)) == (LIVE, MISSING)
    gone = pen.note(Household, HOUSE, {DELETED_FIELD: True}, saw=tuple(f"{n:032x}" for n in (1, 2)))
    take(gone)
    assert (status(village, Household, HOUSE), status(village, Person, PERSON)) == (DELETED, LIVE)


def test_a_stub_nobody_names_any_more_is_swept(village, pen, take):
    first = pen.note(Person, PERSON, {"household_id": HOUSE})
    take(first)
    take(pen.note(Person, PERSON, {"household_id": None}, prev={"household_id": (first.id,)}))
    assert status(village, Household, HOUSE) is None


def test_a_record_named_as_of_another_kind_is_stood_in_for(village, take, pen):
    """A person said to live in a person: the books are taken in whole, with a household that has not arrived."""
    take(pen.note(Person, PERSON, {"household_id": GROUP}), pen.note(Person, GROUP, {"household_id": PERSON}))
    assert status(village, Household, GROUP) == status(village, Household, PERSON) == MISSING


def test_a_stub_that_its_own_kind_names_stays_as_long(village, pen, take):
    """A person merged into one that has not arrived yet: the stub stands, or the commit would fail."""
    first = pen.note(Person, PERSON, {"merged_into": "d" * 32})
    take(first)
    assert status(village, Person, "d" * 32) == MISSING
    take(pen.note(Person, PERSON, {"merged_into": None}, prev={"merged_into": (first.id,)}))
    assert status(village, Person, "d" * 32) is None


def test_a_stub_is_swept_when_work_here_names_it_no_more(village, pen, take):
    take(pen.note(Person, PERSON, {"household_id": HOUSE}), pen.note(Person, GROUP, {"household_id": HOUSE}))
    for person in (PERSON, GROUP):
        assert status(village, Household, HOUSE) == MISSING
        with village.transaction("x") as tx:
            tx.get(Person, person).household_id = None
    assert status(village, Household, HOUSE) is None


def test_work_here_may_name_a_stub(village, pen, take):
    take(pen.note(Person, PERSON, {"household_id": HOUSE}))
    with village.transaction("x") as tx:
        tx.add(Person(full_name="A", household_id=HOUSE))
    assert status(village, Household, HOUSE) == MISSING


def test_a_stub_with_a_natural_key_becomes_the_record(village, pen, take):
    """The sheet of a pledge arrives first; then somebody here opens that very pledge."""
    with village.transaction("x") as tx:
        household = tx.add(Household(code="1")).id
    pledge = Pledge.id_for(pen.pile, GROUP, household)
    take(pen.note(SheetPrint, PERSON, {"pledge_id": pledge}), pen.note(Pledge, HOUSE, {"campaign_id": GROUP}))
    assert status(village, Pledge, pledge) == MISSING
    with village.transaction("open") as tx:
        opened = tx.keyed(Pledge, GROUP, household)
        assert tx.keyed(Pledge, GROUP, household) is opened
        opened.note = "vắng"
    assert status(village, Pledge, pledge) == LIVE
    with village.reading() as session:
        line = session.scalars(select(NOTE.c.line).where(NOTE.c.record == pledge)).one()
    assert dict(read_note(line.encode()).values) == {"campaign_id": GROUP, "household_id": household, "note": "vắng"}


# -- rebuilding ----------------------------------------------------------------------------------------------------


@pytest.fixture
def filled(village, pen):
    with village.writing() as connection:
        notes = [
            pen.note(ResidentialGroup, GROUP, {"name": "Tổ 1"}),
            pen.note(Household, HOUSE, {"code": "1", "group_id": GROUP}),
            pen.note(Person, PERSON, {"full_name": "A", "household_id": "7" * 32}),
            pen.note(Person, PERSON, {"full_name": "B"}),
        ]
        absorb(connection, [(note, note.to_line()) for note in notes], "5" * 64)
    return village


def contents(village):
    with village.reading() as session:
        return {kind: session.execute(select(model.__table__)).all() for kind, model in KINDS.items()}


@pytest.mark.parametrize(
    ("spoil", "found"),
    [
        (update(Household).values(code="9"), [("household", HOUSE)]),
        (update(Person).values(search_text="x"), [("person", PERSON)]),
        (delete(ResidentialGroup.__table__), [("residential_group", GROUP)]),
        (update(HEAD).where(HEAD.c.record == PERSON).values(contested=0), [("person", PERSON)]),
        (update(HEAD).where(HEAD.c.record == HOUSE).values(heads="{}"), [("household", HOUSE)]),
        (delete(HEAD).where(HEAD.c.record == GROUP), [("residential_group", GROUP)]),
        (insert(HEAD).values(record="8" * 32, kind="x", pile="x", heads="{}", contested=0), [("head", "8" * 32)]),
        (
            insert(Household.__table__).values(id="8" * 32, pile="x", status=LIVE, code="mọc ra"),
            [("household", "8" * 32)],
        ),
    ],
)
def test_the_self_check_finds_what_was_changed_behind_its_back_and_a_rebuild_mends_it(filled, spoil, found):
    before = contents(filled)
    with filled.writing() as connection:
        connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        connection.execute(spoil)
        assert views.differing_rows(connection) == found
        progress = Progress()
        views.rebuild(connection, progress)
        assert views.differing_rows(connection) == []
    assert (progress.now.done, progress.now.total) == (5, 5)
    assert contents(filled) == before


def test_many_records_are_recomputed_in_batches(village, pen):
    notes: list[Note] = [pen.note(Household, f"{number:032x}", {"code": str(number)}) for number in range(1, 1202)]
    with village.writing() as connection:
        done = absorb(connection, [(note, note.to_line()) for note in reversed(notes)], "5" * 64)
        assert views.differing_rows(connection) == []
    assert done.changes.records == {"household": None}
    with village.reading() as session:
        assert session.scalar(select(Household.code).where(Household.id == f"{1201:032x}")) == "1201"


def test_heads_are_stored_by_note_and_read_by_field():
    heads = {"phone": {"b", "a"}, "code": {"a"}}
    packed = tables.pack_heads(tables.by_note(heads))
    assert packed == '{"a":["code","phone"],"b":["phone"]}'
    assert tables.unpack_heads(packed) == heads
