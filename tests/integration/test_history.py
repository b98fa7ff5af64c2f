"""Undo of an operation, and the two histories, on real books."""

import ast
from datetime import date
from pathlib import Path

import pytest

from app.journal.note import write_note
from app.kernel.errors import AppError
from app.records.pledges import SheetPrint
from app.usecases import sentences
from app.usecases.events import MoveGroup, record_group_move
from app.usecases.groups import list_groups
from app.usecases.history import list_operations, record_history, undo
from app.usecases.households import (
    HouseholdQuery,
    SaveHousehold,
    SavePerson,
    household_detail,
    list_households,
    list_people,
    remove_household,
    save_household,
    save_person,
)
from tests.fixtures import books

USECASES = Path(sentences.__file__).parent


@pytest.fixture
def context(tmp_path, clock):
    with books.open_context(tmp_path / "books", clock) as opened:
        yield opened


@pytest.fixture
def household(context):
    return books.found(context)


def phone(context, household):
    return household_detail(context, household).row.phone


def test_undo_takes_the_newest_operation_back_and_says_which(context, household, clock):
    saved = save_household(context, SaveHousehold(household, {"phone": "0987654321"}))
    clock.advance(1000)
    done = undo(context)
    assert (done.result.operation, done.result.code) == (saved.operation, "household.save")
    assert done.result.sentence == "Ghi hộ gia đình"
    assert (done.result.records, done.result.kept) == (1, ())
    assert done.changes.touches("household")
    assert phone(context, household) == "0912345678"


def test_undoing_the_undo_is_redo(context, household):
    save_household(context, SaveHousehold(household, {"phone": "0987654321"}))
    first = undo(context)
    again = undo(context, first.operation)
    assert phone(context, household) == "0987654321"
    assert again.result.sentence == "Hoàn tác: Ghi hộ gia đình"
    rows = list_operations(context, 3)
    assert [row.sentence for row in rows] == [
        "Làm lại: Ghi hộ gia đình",
        "Hoàn tác: Ghi hộ gia đình",
        "Ghi hộ gia đình",
    ]
    assert [row.undone for row in rows] == [False, True, False]


def test_repeated_undo_walks_backwards(context, household):
    for number in ("0987654321", "0987654322"):
        save_household(context, SaveHousehold(household, {"phone": number}))
    undo(context)
    assert phone(context, household) == "0987654321"
    undo(context)
    assert phone(context, household) == "0912345678"


def test_undo_of_a_removal_brings_everybody_back(context, household):
    remove_household(context, household)
    assert list_people(context, HouseholdQuery()).total == 2
    assert undo(context).result.records == 3
    assert list_people(context, HouseholdQuery()).total == 4


def test_what_was_edited_since_is_kept_and_named(context, household):
    saved = save_household(context, SaveHousehold(household, {"phone": "0987654321", "note": "gần chùa"}))
    save_household(context, SaveHousehold(household, {"phone": "0900000001"}))
    result = undo(context, saved.operation).result
    assert result.records == 1
    (kept,) = result.kept
    assert (kept.name, kept.field, kept.record) == ("Hộ gia đình 01-001", "Điện thoại", household)
    assert kept.reason
    assert phone(context, household) == "0900000001"


def test_a_group_that_households_use_is_kept(context, household):
    group = next(each for each in list_groups(context) if each.name == "Tổ 1")
    made = next(row for row in reversed(list_operations(context, 100)) if row.code == "group.save")
    result = undo(context, made.id).result
    assert [kept.record for kept in result.kept] == [group.id]
    assert result.kept[0].name == "Tổ dân cư Tổ 1"


def test_set_up_is_never_undone(context, household):
    oldest = list_operations(context, 100)[-1]
    assert oldest.code == "setup.village"
    with pytest.raises(AppError, match="UNDO-001"):
        undo(context, oldest.id)


def test_printing_is_never_undone(context, household):
    """The paper is in people's hands: its code must go on leading to its record."""
    saved = save_household(context, SaveHousehold(household, {"phone": "0987654321"}))
    with context.transaction("pledge.print") as tx:
        tx.add(SheetPrint(code="1AAAABBBBBBBB1CC"))
    printed = list_operations(context, 1)[0]
    assert not printed.undoable
    with pytest.raises(AppError, match="UNDO-001"):
        undo(context, printed.id)
    assert undo(context).result.operation == saved.operation


def test_nothing_left_to_undo(tmp_path, clock):
    from app.usecases.setup import FoundVillage, found_village

    with books.open_context(tmp_path / "new", clock) as context:
        found_village(context, FoundVillage(books.COMMUNE, "Đông"))
        with pytest.raises(AppError, match="UNDO-001"):
            undo(context)


def test_an_unknown_operation(context, household):
    with pytest.raises(AppError, match="UNDO-002"):
        undo(context, "f" * 32)


def test_work_of_another_laptop_is_not_undone_here(context, household, tmp_path, clock):
    with books.second_laptop(context, tmp_path / "second", clock) as other:
        foreign = list_operations(context, 1)[0]
        assert not list_operations(other, 1)[0].here
        with pytest.raises(AppError, match="UNDO-001"):
            undo(other, foreign.id)
        with pytest.raises(AppError, match="UNDO-001"):
            undo(other)


def test_history_of_operations_is_newest_first_with_people_and_time(context, household):
    rows = list_operations(context, 100)
    assert rows[0].code == "person.save"
    assert rows[-1].sentence == "Lập sổ thôn"
    assert {row.actor for row in rows} == {"Trần Thị Bình"}
    assert {row.when for row in rows} == {"18/11/2026 08:00"}
    assert all(row.here for row in rows)
    assert [row.undoable for row in rows] == [True] * (len(rows) - 1) + [False]
    assert len(list_operations(context, 3)) == 3


def test_history_of_a_record_reads_like_a_ledger(context, household):
    groups = {each.name: each.id for each in list_groups(context)}
    save_household(context, SaveHousehold(household, {"phone": "0987654321"}))
    record_group_move(context, MoveGroup((household,), groups["Tổ 2"], date(2026, 11, 18)))
    remove_household(context, household)
    rows = record_history(context, household)
    assert [(row.sentence, row.label, row.before, row.after) for row in rows[:4]] == [
        ("Xoá hộ khỏi danh sách", "Còn trong danh sách", "", "không"),
        ("Chuyển hộ sang tổ khác", "Tổ dân cư", "Tổ 1", "Tổ 2"),
        ("Chuyển hộ sang tổ khác", "Ở tổ này từ ngày", "", "18/11/2026"),
        ("Ghi hộ gia đình", "Điện thoại", "0912345678", "0987654321"),
    ]
    assert len(record_history(context, household, 2)) == 2
    assert record_history(context, "f" * 32) == ()


def test_history_masks_id_numbers(context, household):
    person = books.household_people(context, household)[0]
    save_person(context, SavePerson(id=person, texts={"id_number": "031072009999"}))
    row = next(row for row in record_history(context, person) if row.field == "id_number")
    assert (row.before, row.after) == ("********1234", "********9999")


def test_every_operation_of_the_program_has_a_sentence():
    codes = set()
    for path in USECASES.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            called = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
            if called and node.func.attr == "transaction" and node.args and isinstance(node.args[0], ast.Constant):
                codes.add(node.args[0].value)
    codes |= {"issue.resolve", "issue.dismiss"}  # chosen in a variable
    assert codes <= set(sentences.SENTENCES), codes - set(sentences.SENTENCES)


def test_a_newer_programs_operation_is_shown_by_its_code(context, household):
    with context.transaction("future.thing") as tx:
        pass
    with context.reading() as session:
        assert sentences.sentence(session.connection(), "future.thing") == "Việc khác (future.thing)"
        unknown = "history.undo/" + "f" * 32
        assert sentences.sentence(session.connection(), unknown) == "Hoàn tác: việc chưa nhận được"
    assert tx.changes.records == {}


def test_lists_are_as_before_after_undoing_all(context, household):
    before = list_households(context, HouseholdQuery()).items
    save_household(context, SaveHousehold(household, {"address": "Ngõ Chùa"}))
    save_household(context, SaveHousehold(texts={"address": "Xóm Bãi"}, head="Phạm Văn Dũng"))
    undo(context)
    undo(context)
    assert list_households(context, HouseholdQuery()).items == before


def test_what_a_newer_program_wrote_is_shown_by_its_wire_names(context, household):
    identity = context.identity
    note = write_note(
        id="1" * 32, operation="2" * 32, code="future.thing", record="3" * 32, kind="future_kind", pile=identity.pile,
        device=identity.device, actor="Ai Đó", at=context.clock.now_ms(), schema=9,
        values={"colour": "đỏ", "parts": ["a", 1, None]}, prev={}, salt="4" * 32,
    )  # fmt: skip
    books.take_in(context, [note.to_line()])
    assert list_operations(context, 1)[0].sentence == "Việc khác (future.thing)"
    rows = record_history(context, "3" * 32)
    assert [(row.label, row.after) for row in rows] == [("colour", "đỏ"), ("parts", "a, 1")]
    result = undo(context, "2" * 32).result
    assert (result.records, result.kept) == (0, ())
