"""Undo of one operation: what was shown before comes back, what others hold is kept and named, and undo can be undone."""

from collections import Counter
from dataclasses import replace

import pytest
from msgspec import structs

from app.journal.errors import NOTHING_TO_UNDO
from app.journal.history import changes_of, operations
from app.journal.note import DELETED_FIELD
from app.journal.undo import EDITED_SINCE, GONE_SINCE, UNDO_CODE, newest_undoable, undone_operation
from app.kernel.errors import AppError
from app.records.pledges import Pledge, PledgeCampaign
from app.records.register import Household, Person, ResidentialGroup
from app.records.values import MISTAKE, Signature, Withdrawal
from tests.fixtures import laptops as world


@pytest.fixture
def pair(tmp_path, empty_books):
    """Return two laptops of one village that know nothing yet."""
    opened = world.open_laptops(tmp_path / "world", empty_books, 5, 2)
    for laptop in opened:
        with laptop.context.writing() as connection:
            for name, value in (("role", "village"), ("pile", "a" * 32), ("actor", "Trần Thị Bình")):
                connection.execute(
                    world.tables.LOCAL.update().where(world.tables.LOCAL.c.name == name).values(value=value)
                )
    yield opened
    for laptop in opened:
        assert laptop.differing() == []
        laptop.context.database.close()


@pytest.fixture
def laptop(pair):
    return pair[0]


@pytest.fixture
def other(pair):
    return pair[1]


def imported(laptop, households=3):
    """Import a list in one operation: a group, households, two people in each."""
    made = {}

    def work(tx):
        made["group"] = group = tx.add(ResidentialGroup(name="Tổ 1", number=1)).id
        made["households"] = [tx.add(Household(code=str(n), group_id=group, phone="1")).id for n in range(households)]
        made["people"] = [
            tx.add(Person(household_id=each, full_name="Nguyễn Văn An")).id for each in made["households"] for _ in "ab"
        ]

    made["operation"] = laptop.do("import.households", work)
    return made


def edit(laptop, kind, record, **values):
    def work(tx):
        row = tx.get(kind, record)
        for name, value in values.items():
            setattr(row, name, value)

    return laptop.do("edit", work)


def remove(laptop, kind, record):
    return laptop.do("remove", lambda tx: tx.delete(tx.get(kind, record)))


def exchange(one, other):
    one.take_in(other.lines())
    other.take_in(one.lines())


def newest(laptop):
    with laptop.context.reading() as session:
        return newest_undoable(session.connection(), laptop.context.identity.device)


def kept_of(kept):
    return Counter((each.kind, each.record, each.field, each.reason) for each in kept)


# -- whole operations ----------------------------------------------------------------------------------------------


def test_a_whole_import_is_one_undo_and_redo_brings_all_of_it_back(laptop):
    before = laptop.shown()
    made = imported(laptop)
    after = laptop.shown()
    changed, kept, taken_back = laptop.undo(made["operation"])
    assert (changed, kept) == (10, [])
    assert laptop.shown() == before
    changed, kept, _ = laptop.undo(taken_back)
    assert (changed, kept) == (10, [])
    assert laptop.shown() == after


def test_an_import_that_updates_puts_the_old_values_back(laptop):
    made = imported(laptop, 2)
    before = laptop.shown()
    first, second = made["households"]

    def again(tx):
        tx.get(Household, first).phone = "2"
        tx.get(Household, first).address = "Ngõ Chùa"
        tx.get(Household, second).phone = None
        tx.add(Household(code="9", group_id=made["group"]))
        tx.delete(tx.get(Person, made["people"][0]))

    operation = laptop.do("import.households", again)
    after = laptop.shown()
    changed, kept, taken_back = laptop.undo(operation)
    assert (changed, kept) == (4, [])
    assert laptop.shown() == before
    laptop.undo(taken_back)
    assert laptop.shown() == after


def test_undo_and_redo_any_number_of_times(laptop):
    made = imported(laptop, 1)
    operation = edit(laptop, Household, made["households"][0], phone="2")
    states = [laptop.shown()]
    for _ in range(6):
        operation = laptop.undo(operation)[2]
        states.append(laptop.shown())
    assert states[0] == states[2] == states[4] == states[6]
    assert states[1] == states[3] == states[5] != states[0]


def test_an_operation_of_nothing_undoes_nothing(laptop):
    assert laptop.undo("f" * 32)[:2] == (0, [])


# -- what is kept --------------------------------------------------------------------------------------------------


def test_a_field_edited_since_is_kept_and_named_the_others_go_back(laptop):
    household = imported(laptop, 1)["households"][0]
    operation = edit(laptop, Household, household, phone="2", address="Ngõ Chùa")
    edit(laptop, Household, household, phone="3")
    changed, kept, _ = laptop.undo(operation)
    assert changed == 1
    assert kept_of(kept) == {("household", household, "phone", EDITED_SINCE): 1}
    assert laptop.shown()[household] | {"group_id": ""} == {"code": "0", "group_id": "", "phone": "3"}


def test_a_created_record_edited_since_is_kept_and_so_is_what_it_names(laptop):
    made = imported(laptop, 2)
    edit(laptop, Person, made["people"][0], phone="7")
    changed, kept, _ = laptop.undo(made["operation"])
    stays = {("person", made["people"][0]), ("household", made["households"][0]), ("residential_group", made["group"])}
    assert {(each.kind, each.record) for each in kept} == stays
    assert {each.reason for each in kept} == {EDITED_SINCE}
    assert changed == 7 - len(stays)
    assert set(laptop.shown()) == {record for _, record in stays}


def test_a_created_record_others_refer_to_is_kept(laptop):
    made = imported(laptop, 1)
    later = laptop.do("person.save", lambda tx: tx.add(Person(household_id=made["households"][0], full_name="Bé")))
    changed, kept, _ = laptop.undo(made["operation"])
    assert changed == 2
    assert {each.record for each in kept} == {made["households"][0], made["group"]}
    laptop.undo(later)
    changed, kept, _ = laptop.undo(made["operation"])
    assert {each.record for each in kept} == set(made["people"])
    assert {each.reason for each in kept} == {GONE_SINCE}
    assert changed == 2


def test_an_edit_taken_back_does_not_stand_in_the_way(laptop):
    made = imported(laptop)
    edited = edit(laptop, Household, made["households"][0], phone="2", note="x")
    laptop.undo(edited)
    assert laptop.undo(made["operation"])[:2] == (10, [])
    assert laptop.shown() == {}


def test_what_was_deleted_since_stays_deleted(laptop):
    household = imported(laptop, 1)["households"][0]
    edited = edit(laptop, Household, household, phone="2")
    removed = remove(laptop, Household, household)
    changed, kept, _ = laptop.undo(edited)
    assert (changed, kept_of(kept)) == (0, {("household", household, "", GONE_SINCE): 1})
    assert household not in laptop.shown()
    assert laptop.undo(removed)[:2] == (1, [])
    assert laptop.shown()[household]["phone"] == "2"


def test_a_value_from_elsewhere_is_kept_even_when_it_is_the_same(laptop, other):
    household = imported(laptop, 1)["households"][0]
    other.take_in(laptop.lines())
    mine = edit(laptop, Household, household, phone="2", address="Ngõ Chùa")
    edit(other, Household, household, phone="2")
    laptop.take_in(other.lines())
    changed, kept, _ = laptop.undo(mine)
    assert changed == 1
    assert kept_of(kept) == {("household", household, "phone", EDITED_SINCE): 1}
    assert laptop.shown()[household]["phone"] == "2"


def test_undo_does_not_settle_a_conflict(laptop, other):
    household = imported(laptop, 1)["households"][0]
    other.take_in(laptop.lines())
    mine = edit(laptop, Household, household, phone="2")
    edit(other, Household, household, phone="3")
    laptop.take_in(other.lines())
    assert world.issues(laptop)[household]
    changed, kept, _ = laptop.undo(mine)
    assert (changed, len(kept)) == (0, 1)
    assert world.issues(laptop)[household]


def test_a_record_made_on_two_laptops_is_not_undone_away(laptop, other):
    made = imported(laptop, 1)
    campaign = laptop.do("campaign", lambda tx: tx.add(PledgeCampaign(id="c" * 32, name="Đợt 1"))) and "c" * 32
    other.take_in(laptop.lines())
    mine = laptop.do("open", lambda tx: tx.keyed(Pledge, campaign, made["households"][0]))
    other.do("open", lambda tx: tx.keyed(Pledge, campaign, made["households"][0]))
    laptop.take_in(other.lines())
    changed, kept, _ = laptop.undo(mine)
    assert (changed, [each.kind for each in kept]) == (0, ["pledge"])
    assert len(laptop.live(Pledge)) == 1


def test_a_delete_contested_elsewhere_can_be_undone(laptop, other):
    household = imported(laptop, 1)["households"][0]
    other.take_in(laptop.lines())
    removed = remove(laptop, Household, household)
    edit(other, Household, household, phone="3")
    exchange(laptop, other)
    assert world.issues(laptop)[household]
    assert laptop.undo(removed)[:2] == (1, [])
    other.take_in(laptop.lines())
    for each in (laptop, other):
        assert not world.issues(each)[household]
        assert each.shown()[household]["phone"] == "3"


# -- what was signed -----------------------------------------------------------------------------------------------


@pytest.fixture
def pledge(laptop):
    household = imported(laptop, 1)["households"][0]
    made = []

    def work(tx):
        campaign = tx.add(PledgeCampaign(name="Đợt 1"))
        made.append(tx.keyed(Pledge, campaign.id, household))

    laptop.do("campaign.open", work)
    return made[0].id


def row_of(laptop, pledge):
    with laptop.context.reading() as session:
        row = session.get(Pledge, pledge)
        session.expunge(row)
        return row


SIGNED = Signature("2026-11-18", "Nguyễn Văn An")


def test_a_signature_is_withdrawn_not_erased(laptop, pledge):
    operation = edit(laptop, Pledge, pledge, signature=SIGNED)
    changed, kept, taken_back = laptop.undo(operation)
    row = row_of(laptop, pledge)
    assert (changed, kept) == (1, [])
    assert (row.signature, row.withdrawn.reason, row.state) == (SIGNED, MISTAKE, "open")
    assert row.withdrawn.date is not None
    laptop.undo(taken_back)
    assert row_of(laptop, pledge).state == "signed"


def test_a_record_made_and_signed_at_once_stays_with_its_signature_withdrawn(laptop, pledge):
    campaign = row_of(laptop, pledge).campaign_id
    household = laptop.do("h", lambda tx: tx.add(Household(id="d" * 32, code="9"))) and "d" * 32

    def work(tx):
        tx.keyed(Pledge, campaign, household).signature = SIGNED

    operation = laptop.do("pledge.sign", work)
    signed = next(each for each in laptop.live(Pledge) if each != pledge)
    assert laptop.undo(operation)[:2] == (1, [])
    row = row_of(laptop, signed)
    assert (row.household_id, row.signature, row.state) == (household, SIGNED, "open")
    changed, kept, _ = laptop.undo(operation)
    assert (changed, kept_of(kept)) == (0, {("pledge", signed, "", EDITED_SINCE): 1})


def test_a_signature_withdrawn_since_is_left_alone(laptop, pledge):
    operation = edit(laptop, Pledge, pledge, signature=SIGNED)
    edit(laptop, Pledge, pledge, withdrawn=Withdrawal("2026-12-01", "chuyển đi"))
    changed, kept, _ = laptop.undo(operation)
    assert (changed, [each.field for each in kept]) == (0, ["signature"])
    assert row_of(laptop, pledge).withdrawn.reason == "chuyển đi"


def test_signing_anew_after_a_withdrawal_goes_back_to_the_withdrawal(laptop, pledge):
    edit(laptop, Pledge, pledge, signature=SIGNED)
    edit(laptop, Pledge, pledge, withdrawn=Withdrawal("2026-12-01", "chuyển đi"))
    again = edit(laptop, Pledge, pledge, signature=replace(SIGNED, day="2026-12-02"), withdrawn=None)
    assert row_of(laptop, pledge).state == "signed"
    laptop.undo(again)
    assert (row_of(laptop, pledge).state, row_of(laptop, pledge).withdrawn.reason) == ("withdrawn", "chuyển đi")


# -- which operation -----------------------------------------------------------------------------------------------


def test_undo_walks_back_and_redo_walks_forward(laptop, other):
    first = imported(laptop)["operation"]
    other.take_in(laptop.lines())
    second = edit(laptop, ResidentialGroup, laptop.live(ResidentialGroup)[0], name="Tổ A")
    edit(other, ResidentialGroup, laptop.live(ResidentialGroup)[0], number=7)
    laptop.take_in(other.lines())
    assert newest(laptop) == second
    second_back = laptop.undo(second)[2]
    assert newest(laptop) == first
    laptop.undo(second_back)
    assert newest(laptop) == second
    laptop.undo(second)
    first_back = laptop.undo(first)[2]
    with pytest.raises(AppError) as caught:
        newest(laptop)
    assert caught.value.code is NOTHING_TO_UNDO
    laptop.undo(first_back)
    assert newest(laptop) == first


def test_setting_up_is_not_undone(village):
    with village.reading() as session, pytest.raises(AppError, match="UNDO-001"):
        newest_undoable(session.connection(), village.identity.device)
    with village.reading() as session, pytest.raises(AppError, match="UNDO-001"):
        newest_undoable(session.connection(), "f" * 32)


def test_the_code_of_an_undo_says_what_it_undid():
    assert undone_operation(UNDO_CODE + "a" * 32) == "a" * 32
    assert undone_operation("import.households") is None


def test_notes_of_a_newer_program_are_left_alone(laptop):
    household = imported(laptop, 1)["households"][0]
    notes = laptop.notes()
    strange = world.read_note(notes[0].to_line())
    values = {"code": "7", "của_bản_mới": "x"}
    odd = structs.replace(strange, id="e" * 32, operation="e" * 32, kind="household", record=household,
                          fields=tuple(sorted(values)),
                          values=values, prev={"code": (next(n.id for n in notes if n.record == household),)})  # fmt: skip
    future = structs.replace(strange, id="f" * 32, operation="e" * 32, kind="future", record="f" * 32)
    laptop.take_in([odd.to_line(), future.to_line()])
    assert laptop.shown()[household]["code"] == "7"
    changed, kept, _ = laptop.undo("e" * 32)
    assert (changed, kept) == (1, [])
    assert laptop.shown()[household]["code"] == "0"


# -- history -------------------------------------------------------------------------------------------------------


def test_history_tells_operations_newest_first_and_each_field_from_to(laptop):
    made = imported(laptop, 1)
    household = made["households"][0]
    edit(laptop, Household, household, phone="2")
    removed = remove(laptop, Household, household)
    with laptop.context.reading() as session:
        told = operations(session.connection(), 2)
        everything = operations(session.connection(), 99)
        changes = changes_of(session.connection(), household, 99)
        newest_change = changes_of(session.connection(), household, 1)
        assert changes_of(session.connection(), "f" * 32, 9) == []
    assert [(each.code, each.records) for each in told] == [("remove", 1), ("edit", 1)]
    assert [(each.code, each.records, each.actor) for each in everything][-1] == (
        "import.households",
        4,
        "Trần Thị Bình",
    )
    assert told[0].id == removed
    assert [(each.field, each.before, each.after) for each in changes] == [
        (DELETED_FIELD, None, True),
        ("phone", "1", "2"),
        ("code", None, "0"),
        ("group_id", None, made["group"]),
        ("phone", None, "1"),
    ]
    assert newest_change == changes[:1]
