"""Capture: what changes in a transaction is in exactly one note per record, and what does not is in none."""

import unicodedata
from datetime import date

import pytest
from msgspec.structs import replace
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.exc import IntegrityError

from app.journal.absorb import absorb
from app.journal.capture import ALL, Changes
from app.journal.note import DELETED_FIELD, read_note
from app.journal.tables import HEAD, LOCAL, NOTE, unpack_heads
from app.journal.views import differing_rows
from app.kernel.errors import AppError
from app.records.covenants import CovenantNode, RecognitionDecision
from app.records.places import Letterhead, Village
from app.records.pledges import Pledge, PledgeCampaign, PledgeItem
from app.records.register import Household, Person, ResidentialGroup
from app.records.values import Gathering, Signature
from app.usecases.context import Identity
from app.usecases.hands import take_over
from app.usecases.setup import FoundCommune, FoundVillage, found_commune, found_village
from app.vietnamese.dates import ImpreciseDate
from tests.fixtures import books
from tests.fixtures.laptops import open_laptops, step


def notes(context):
    with context.reading() as session:
        return [read_note(line.encode()) for line in session.scalars(select(NOTE.c.line).order_by(NOTE.c.n))]


@pytest.fixture
def new_notes(village):
    """Return a function giving the notes written since it was last called; afterwards rebuilt == stored is held."""
    told = len(notes(village))

    def since():
        nonlocal told
        written = notes(village)[told:]
        told += len(written)
        return written

    yield since
    with village.reading() as session:
        assert differing_rows(session.connection()) == []


def add(village, record):
    with village.transaction("add") as tx:
        tx.add(record)
    return record.id


def changed(village, kind, record, **values):
    with village.transaction("edit") as tx:
        row = tx.get(kind, record)
        for name, value in values.items():
            setattr(row, name, value)
    return tx


# -- what is in a note ---------------------------------------------------------------------------------------------


def test_a_new_record_is_one_note_with_the_fields_it_has(village, new_notes, clock):
    clock.advance(1000)
    household = add(village, Household(code="03-012", address="Ngõ Chùa", walking_order=0))
    (note,) = new_notes()
    identity = village.identity
    assert (note.record, note.kind, note.code, note.schema) == (household, "household", "add", 1)
    assert (note.pile, note.device, note.actor, note.at) == (
        identity.pile,
        identity.device,
        identity.actor,
        clock.at_ms,
    )
    assert dict(note.values) == {"address": "Ngõ Chùa", "code": "03-012", "walking_order": 0}
    assert (dict(note.prev), note.saw) == ({}, ())
    assert len({note.id, note.operation, note.record, note.salt}) == 4


def test_an_edit_names_the_fields_changed_and_what_they_replace(village, new_notes):
    household = add(village, Household(code="03-012", address="Ngõ Chùa", phone="1"))
    (made,) = new_notes()
    changed(village, Household, household, phone="2", address="Ngõ Chùa", note=None)
    (edited,) = new_notes()
    assert dict(edited.values) == {"phone": "2"}
    assert dict(edited.prev) == {"phone": (made.id,)}
    changed(village, Household, household, phone=None, note="vắng")
    (again,) = new_notes()
    assert dict(again.values) == {"note": "vắng", "phone": None}
    assert dict(again.prev) == {"phone": (edited.id,)}


def test_several_flushes_collapse_into_one_note_per_record(village, new_notes):
    with village.transaction("busy") as tx:
        first = tx.add(Household(code="1"))
        for phone in ("1", "2", None, "3"):
            first.phone = phone
            tx.session.flush()
        second = tx.add(Household(code="2"))
        tx.session.flush()
        second.code = "2b"
    written = new_notes()
    assert [(note.record, dict(note.values)) for note in written] == [
        (first.id, {"code": "1", "phone": "3"}),
        (second.id, {"code": "2b"}),
    ]
    assert len({note.operation for note in written}) == len({note.at for note in written}) == 1


def test_a_value_changed_and_changed_back_is_no_note(village, new_notes):
    household = add(village, Household(code="1", phone="1"))
    new_notes()
    with village.transaction("edit") as tx:
        row = tx.get(Household, household)
        row.phone = "2"
        tx.session.flush()
        row.phone = "1"
        row.code = "1"
    assert new_notes() == []
    assert tx.changes == Changes()


def test_a_delete_taken_back_at_once_is_no_note(village, new_notes):
    household = add(village, Household(code="1"))
    new_notes()
    with village.transaction("edit") as tx:
        row = tx.get(Household, household)
        tx.delete(row)
        tx.session.flush()
        tx.restore(row)
    assert new_notes() == []


def test_compound_values_are_one_field_and_a_flat_list(village, new_notes):
    person = add(village, Person(full_name="Nguyễn Văn An", birth=ImpreciseDate("05/03/1972", 1972, 3, 5)))
    (made,) = new_notes()
    assert made.value("birth") == ["05/03/1972", 1972, 3, 5]
    changed(village, Person, person, birth=ImpreciseDate("05/03/1972", 1972, 3, 5))
    assert new_notes() == []
    changed(village, Person, person, birth=ImpreciseDate("1972", 1972))
    (edited,) = new_notes()
    assert dict(edited.values) == {"birth": ["1972", 1972, None, None]}
    with village.reading() as session:
        assert session.get(Person, person).birth == ImpreciseDate("1972", 1972)


def test_dates_tuples_and_yes_no_travel_as_text_list_and_boolean(village, new_notes):
    campaign = add(
        village, PledgeCampaign(opened=date(2026, 11, 18), groups=("a", "b"), gathering=Gathering("2026-11-18", "đình"))
    )
    decision = add(village, RecognitionDecision(number="25/QĐ-UBND", day=date(2026, 1, 2)))
    first, second = new_notes()
    assert dict(first.values) == {"opened": "2026-11-18", "groups": ["a", "b"], "gathering": ["2026-11-18", "đình"]}
    assert dict(second.values) == {"number": "25/QĐ-UBND", "day": "2026-01-02"}
    with village.reading() as session:
        kept = session.get(PledgeCampaign, campaign)
        assert (kept.opened, kept.groups, kept.gathering.date) == (date(2026, 11, 18), ("a", "b"), date(2026, 11, 18))
        assert session.get(RecognitionDecision, decision).day == date(2026, 1, 2)


def test_computed_columns_follow_and_are_in_no_note(village, new_notes):
    person = add(village, Person(full_name="Đặng Thị Ơn"))
    changed(village, Person, person, full_name="Lê Hoà", phone="0912")
    for note in new_notes():
        assert not {"search_text", "sort_key"} & set(note.fields)
    with village.reading() as session:
        row = session.get(Person, person)
        assert row.search_text == " le hoa 0912"
        assert row.sort_key


def test_letters_typed_in_pieces_are_kept_composed(village, new_notes):
    pieces = unicodedata.normalize("NFD", "Nguyễn Thị Ánh")
    person = add(village, Person(full_name=pieces, birth=ImpreciseDate(unicodedata.normalize("NFD", "Không rõ"))))
    (note,) = new_notes()
    assert note.value("full_name") == "Nguyễn Thị Ánh"
    with village.reading() as session:
        assert session.get(Person, person).full_name == "Nguyễn Thị Ánh"
        assert session.scalar(select(Person.id).where(Person.full_name == pieces)) == person
    changed(village, Person, person, full_name=pieces)
    assert new_notes() == []


@pytest.mark.parametrize(
    "values",
    [{"code": "x" * 501}, {"walking_order": 2**53}, {"walking_order": "7"}, {"walking_order": True}, {"group_id": "Tổ 1"},
     {"confirmed": ImpreciseDate("x" * 501)}],
)  # fmt: skip
def test_what_a_note_could_not_carry_is_refused_before_it_is_stored(village, new_notes, values):
    """Else the row would hold it and a rebuild from the notes would lose it."""
    with pytest.raises(AppError) as caught:
        add(village, Household(**{"note": "x", **values}))
    assert caught.value.code.number == "RECORD-004"
    assert "Hộ gia đình" in caught.value.message
    assert new_notes() == []


@pytest.mark.parametrize("text", ["Việc:\n\u0300. bờ rào", "a\t\u0323", "a\x00b"])
def test_what_nobody_could_read_in_a_note_is_refused(village, new_notes, text):
    """Notes are for ever: one that cannot be read would stop history, bundles and the next start."""
    with pytest.raises(AppError) as caught:
        add(village, Household(note=text))
    assert caught.value.code.number == "RECORD-005"
    assert "Ghi chú" in caught.value.message
    assert new_notes() == []


def test_a_name_no_note_can_carry_is_refused(village, new_notes, clock, tmp_path):
    for begin in (
        lambda: take_over(village, "x" * 201),
        lambda: found_village(village, FoundVillage(books.COMMUNE, "Tây", head="x" * 201)),
        lambda: found_commune(village, FoundCommune(books.COMMUNE, actor="x" * 201)),
    ):
        with pytest.raises(AppError, match="HAND-002"):
            begin()
    assert take_over(village, f" {'x' * 200} ") == "x" * 200
    add(village, Household(note="x"))
    assert len(new_notes()[-1].actor) == 200


# -- deleting and restoring ----------------------------------------------------------------------------------------


def test_a_delete_names_every_head_it_saw(village, new_notes):
    household = add(village, Household(code="1", phone="1"))
    changed(village, Household, household, phone="2")
    made, edited = new_notes()
    with village.transaction("remove") as tx:
        tx.delete(tx.get(Household, household))
    (gone,) = new_notes()
    assert dict(gone.values) == {DELETED_FIELD: True}
    assert gone.saw == tuple(sorted((made.id, edited.id)))
    assert tx.changes.records == {"household": frozenset({household})}
    with pytest.raises(AppError, match="RECORD-001"), village.transaction("edit") as tx:
        tx.get(Household, household)
    with village.reading() as session:
        assert session.get(Household, household).status == "deleted"


def test_a_restore_answers_the_delete(village, new_notes):
    household = add(village, Household(code="1", phone="1"))
    with village.transaction("remove") as tx:
        tx.delete(tx.get(Household, household))
    _, gone = new_notes()
    with village.transaction("restore") as tx:
        row = tx.session.get(Household, household)
        tx.restore(row)
        row.phone = "2"
    (back,) = new_notes()
    assert dict(back.values) == {DELETED_FIELD: False, "phone": "2"}
    assert back.prev[DELETED_FIELD] == (gone.id,)
    assert back.saw == ()
    with village.transaction("remove") as tx:
        tx.delete(tx.get(Household, household))
    (again,) = new_notes()
    assert again.prev[DELETED_FIELD] == (back.id,)
    assert set(again.saw) >= {back.id}


def test_deleting_and_editing_at_once_hides_with_the_edit_seen(village, new_notes):
    household = add(village, Household(code="1"))
    with village.transaction("remove") as tx:
        row = tx.get(Household, household)
        row.note = "chuyển đi"
        tx.delete(row)
    with village.transaction("made and deleted") as tx:
        tx.delete(tx.add(Household(code="2")))
    new_notes()
    with village.reading() as session:
        assert set(session.scalars(select(Household.status))) == {"deleted"}


def test_a_deleted_record_is_not_edited_by_accident(village, new_notes):
    """The note would make it visible again while its row stays hidden."""
    household = add(village, Household(code="1"))
    with village.transaction("remove") as tx:
        tx.delete(tx.get(Household, household))
    with pytest.raises(TypeError), village.transaction("edit") as tx:
        tx.session.get(Household, household).phone = "1"


# -- answering a conflict ------------------------------------------------------------------------------------------


@pytest.fixture
def contested(village):
    """Return a household whose phone two laptops set to different numbers."""
    household = add(village, Household(code="1", phone="1"))
    made = notes(village)[-1]
    changed(village, Household, household, phone="2")
    line = replace(
        made, id="e" * 32, device="d" * 32, at=1, fields=("phone",), values={"phone": "3"}, prev={"phone": (made.id,)}
    )
    with village.writing() as connection:
        absorb(connection, [(line, line.to_line())], "5" * 64)
    return household


def is_contested(village, record):
    with village.reading() as session:
        return bool(session.scalar(select(HEAD.c.contested).where(HEAD.c.record == record)))


@pytest.mark.parametrize("answer", ["2", "3", "4", None])
def test_an_answer_replaces_every_head_even_when_it_is_the_value_shown(village, contested, new_notes, answer):
    assert is_contested(village, contested)
    changed(village, Household, contested, note="x")
    new_notes()
    assert is_contested(village, contested)
    with village.transaction("issue.answer") as tx:
        tx.settle(tx.get(Household, contested), "phone", answer)
    (note,) = new_notes()
    assert dict(note.values) == {"phone": answer}
    assert len(note.prev["phone"]) == 2
    assert not is_contested(village, contested)


def test_deleting_what_is_contested_sees_every_head(village, contested, new_notes):
    with village.transaction("remove") as tx:
        tx.delete(tx.get(Household, contested))
    (note,) = new_notes()
    assert len(note.saw) == 3
    with village.reading() as session:
        assert session.get(Household, contested).status == "deleted"


# -- natural keys --------------------------------------------------------------------------------------------------


@pytest.fixture
def key(village):
    return add(village, PledgeCampaign(name="Đợt 1")), add(village, Household(code="1"))


def test_a_natural_key_means_one_record_whoever_asks(village, new_notes, key):
    with village.transaction("open") as tx:
        pledge = tx.keyed(Pledge, *key)
        assert tx.keyed(Pledge, *key) is pledge
        tx.session.flush()
        assert tx.keyed(Pledge, *key) is pledge
        pledge.note = "vắng"
    assert pledge.id == Pledge.id_for(village.identity.pile, *key)
    (note,) = new_notes()[-1:]
    assert dict(note.values) == {"campaign_id": key[0], "household_id": key[1], "note": "vắng"}
    with village.transaction("open") as tx:
        assert tx.keyed(Pledge, *key).note == "vắng"
    assert new_notes() == []


def test_a_natural_key_brings_a_deleted_record_back(village, new_notes, key):
    with village.transaction("open") as tx:
        tx.keyed(Pledge, *key)
    with village.transaction("remove") as tx:
        tx.delete(tx.keyed(Pledge, *key))
    new_notes()
    with village.transaction("open") as tx:
        tx.keyed(Pledge, *key).note = "lại"
    (note,) = new_notes()
    assert dict(note.values) == {DELETED_FIELD: False, "note": "lại"}


def test_numbers_may_be_part_of_a_key_and_adding_computes_the_id(village, new_notes, key):
    with village.transaction("open") as tx:
        item = tx.keyed(PledgeItem, key[0], 3)
        head = tx.add(Letterhead(paper="pledge"))
    pile = village.identity.pile
    assert item.position == 3
    assert (item.id, head.id) == (PledgeItem.id_for(pile, key[0], "3"), Letterhead.id_for(pile, "pledge"))


@pytest.mark.parametrize("parts", [(), ("a" * 32,), ("a" * 32, None), ("a" * 32, "b" * 32, "c")])
def test_a_key_lacks_no_part(village, parts):
    with pytest.raises(TypeError), village.transaction("open") as tx:
        tx.keyed(Pledge, *parts)
    with pytest.raises(TypeError), village.transaction("open") as tx:
        tx.add(Pledge(campaign_id="a" * 32))
    with pytest.raises(TypeError):
        Household.id_for("p", "x")


# -- what capture refuses ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "statement",
    [update(Household).values(phone="1"), delete(Household), insert(Household).values(id="1", pile="1", status="live"),
     text("DELETE FROM household"), text("SELECT 1")],
    ids=["update", "delete", "insert", "text", "text select"],
)  # fmt: skip
def test_what_capture_cannot_see_is_refused(village, new_notes, statement):
    add(village, Household(code="1"))
    new_notes()
    with pytest.raises(TypeError), village.transaction("bulk") as tx:
        tx.session.execute(statement)
    with pytest.raises(TypeError), village.transaction("bulk") as tx:
        tx.session.query(Household).update({"phone": "2"})
    assert new_notes() == []


def test_records_are_made_and_deleted_by_the_transaction_alone(village, new_notes):
    household = add(village, Household(code="1"))
    new_notes()
    with pytest.raises(TypeError), village.transaction("wrong") as tx:
        tx.session.delete(tx.get(Household, household))
    with pytest.raises(TypeError), village.transaction("wrong") as tx:
        tx.session.add(Household(id="a" * 32, pile="b" * 32, status="live"))
    with pytest.raises(TypeError), village.transaction("wrong") as tx:
        tx.add(Household())
    with pytest.raises(TypeError), village.transaction("wrong") as tx:
        tx.get(Household, household).status = "deleted"
    with pytest.raises(TypeError), village.transaction("wrong") as tx:
        tx.session.begin_nested()
    assert new_notes() == []


def test_what_fails_leaves_nothing(village, new_notes, clock):
    before = village.local()
    clock.advance(50)

    def fail():
        with village.transaction("wrong") as tx:
            household = tx.add(Household(code="1"))
            tx.session.flush()
            tx.add(Person(household_id=household.id, full_name="A"))
            tx.session.flush()
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert new_notes() == []
    assert village.local() == before
    with village.reading() as session:
        assert session.scalar(select(Household.id)) is None


def test_a_session_for_reading_keeps_nothing(village, new_notes):
    household = add(village, Household(code="1"))
    new_notes()
    with village.reading() as session:
        session.get(Household, household).code = "2"
        session.flush()
    with village.reading() as session:
        assert session.get(Household, household).code == "1"


def test_order_of_making_does_not_matter_but_a_target_must_be_there(village, new_notes):
    with village.transaction("order") as tx:
        tx.add(Person(household_id="a" * 32, full_name="A"))
        tx.session.flush()
        tx.add(Household(id="a" * 32, code="1"))
    assert [note.kind for note in new_notes()] == ["person", "household"]
    with pytest.raises(IntegrityError), village.transaction("order") as tx:
        tx.add(Person(household_id="b" * 32, full_name="B"))
    assert new_notes() == []


# -- time, identity, changes ---------------------------------------------------------------------------------------


def test_at_rises_although_the_clock_goes_back(village, new_notes, clock):
    household = add(village, Household(code="1"))
    for jump in (1, -(10**12), 0, 5, 3 * 10**12, -(3 * 10**12)):
        clock.advance(jump)
        changed(village, Household, household, phone=str(clock.at_ms + jump))
    ats = [note.at for note in notes(village)]
    own = sorted(set(ats))
    assert ats == sorted(ats)
    assert len(own) == 1 + len(new_notes())
    assert village.local()["last_at"] == str(own[-1])


def test_a_clock_before_1970_does_no_harm(village, new_notes, clock):
    with village.writing() as connection:
        connection.execute(delete(LOCAL).where(LOCAL.c.name == "last_at"))
    clock.at_ms = -5
    add(village, Household(code="1"))
    assert new_notes()[0].at == 1


def test_changes_name_what_was_touched_and_give_up_past_a_thousand(village, new_notes):
    with village.transaction("many") as tx:
        groups = [tx.add(ResidentialGroup(number=number)) for number in range(ALL)]
        for number in range(ALL + 1):
            tx.add(Household(code=str(number)))
    done = tx.done("x")
    assert (done.result, done.operation) == ("x", tx.operation)
    assert done.changes.records == {"residential_group": frozenset(group.id for group in groups), "household": None}
    assert done.changes.touches("person", "household")
    assert not done.changes.touches("person")


def test_heads_are_kept_beside_the_notes(village, new_notes):
    household = add(village, Household(code="1", phone="1"))
    changed(village, Household, household, phone="2")
    made, edited = new_notes()
    with village.reading() as session:
        row = session.execute(select(HEAD).where(HEAD.c.record == household)).one()
    assert unpack_heads(row.heads) == {"code": {made.id}, "phone": {edited.id}}
    assert (row.kind, row.contested) == ("household", 0)


def test_nothing_is_written_before_set_up_and_books_begin_once(context):
    with pytest.raises(AppError, match="DATA-006"), context.transaction("x"):
        pass
    assert context.identity == Identity()
    done = found_village(context, FoundVillage("11647", "Đông"))
    assert done.changes.records == {"village": frozenset({done.result.village})}
    assert done.result.village == context.identity.pile
    with pytest.raises(AppError, match="DATA-009"):
        found_village(context, FoundVillage("11647", "Tây"))
    assert [note.kind for note in notes(context)] == ["village"]
    with context.reading() as session:
        assert session.scalar(select(Village.name)) == "Đông"


def test_two_runs_with_the_same_seed_write_the_same_notes(empty_books, tmp_path):
    told = []
    for run in "ab":
        (laptop,) = open_laptops(tmp_path / run, empty_books, 3, 1)
        laptop.context.database.close()
        (laptop,) = open_laptops(tmp_path / run / "again", tmp_path / run / "0", 3, 1)
        with laptop.context.writing() as connection:
            connection.execute(LOCAL.update().where(LOCAL.c.name == "role").values(value="village"))
            connection.execute(LOCAL.update().where(LOCAL.c.name == "pile").values(value="a" * 32))
        for _ in range(15):
            step(laptop, [laptop])
        told.append(laptop.lines())
        laptop.context.database.close()
    assert told[0] == told[1] != []


def test_signatures_and_long_texts_have_their_own_bounds(village, new_notes, key):
    with village.transaction("sign") as tx:
        tx.keyed(Pledge, *key).signature = Signature("2026-11-18", "Nguyễn Văn An", "con", "list")
        tx.add(CovenantNode(text="x" * 50_000))
    pledge, node = new_notes()[-2:]
    assert pledge.value("signature") == ["2026-11-18", "Nguyễn Văn An", "con", "list", None, None]
    assert len(node.value("text")) == 50_000
