"""The covenant through its versions: taken from a file, edited by clause, frozen, recognised."""

import pytest

from app.kernel.errors import AppError
from app.records.covenants import DRAFT, IN_FORCE, PASSED, REPLACED, text_hash
from app.usecases.covenant_editing import AddClause, SaveClause, add_clause, remove_clause, save_clause
from app.usecases.covenants import (
    ImportCovenant,
    RecordDecision,
    import_covenant,
    model_text,
    newest_version,
    pass_version,
    record_decision,
    show_covenant,
    start_covenant,
    version_in_force,
)
from app.usecases.history import undo

TEXT = """QUY ƯỚC THÔN ĐÔNG
Chương I. Môi trường
Điều 1. Rác thải
1. Để rác đúng nơi.
a) Buổi sáng.
2. Không đổ rác ra sông.
Điều 2. Chăn nuôi
Chuồng trại đặt xa nhà.
"""


@pytest.fixture
def path(tmp_path):
    file = tmp_path / "Quy ước thôn Đông.txt"
    file.write_text(TEXT, encoding="utf-8")
    return file


@pytest.fixture
def covenant(village, path):
    import_covenant(village, ImportCovenant(path))
    return village


def spelled(context, version=""):
    return [" ".join(filter(None, (c.level, c.number, c.heading, c.text))) for c in clauses(context, version)]


def clauses(context, version=""):
    return [row.clause for row in show_covenant(context, version).clauses]


def node(context, level, number):
    rows = show_covenant(context).clauses
    return next(row.id for row in rows if (row.clause.level, row.clause.number) == (level, number))


def refusal(call):
    with pytest.raises(AppError) as refused:
        call()
    assert "{" not in refused.value.message + refused.value.advice
    return refused.value.code.number


def test_a_file_becomes_the_first_version(village, path):
    assert show_covenant(village) is None
    done = import_covenant(village, ImportCovenant(path))
    shown = show_covenant(village)
    assert (done.result.version, done.result.number, done.result.nodes) == (shown.version, 1, 6)
    assert (shown.title, shown.called, shown.state, shown.frozen) == ("Quy ước thôn Đông", "Quy ước", DRAFT, False)
    assert shown.text_hash == done.result.text_hash == text_hash(clauses(village))
    assert [row.depth for row in shown.clauses] == [1, 3, 4, 5, 4, 3]
    assert shown.versions[0].source == path.name
    assert done.changes.touches("covenant", "covenant_version", "covenant_node")


def test_the_same_text_twice_changes_nothing(covenant, path):
    before = show_covenant(covenant)
    done = import_covenant(covenant, ImportCovenant(path))
    assert (done.result.is_new, done.result.version) == (False, before.version)
    assert not done.changes.records
    assert show_covenant(covenant) == before


def test_another_text_is_the_next_version(covenant, path):
    path.write_text(TEXT + "Điều 3. Phòng cháy\nHộ vi phạm bị phạt tiền.\n", encoding="utf-8")
    done = import_covenant(covenant, ImportCovenant(path))
    assert (done.result.number, done.result.is_new) == (2, True)
    assert [each.kind for each in done.result.warnings] == ["beyond-law"]
    assert [row.number for row in show_covenant(covenant).versions] == [2, 1]


def test_undo_takes_an_import_back(covenant, path):
    path.write_text(TEXT + "Điều 3. Phòng cháy\n", encoding="utf-8")
    done = import_covenant(covenant, ImportCovenant(path))
    undo(covenant, done.operation)
    assert show_covenant(covenant).number == 1


def test_an_empty_or_wordless_file_changes_nothing(village, tmp_path):
    for name, data, number in (("a.txt", b"", "COVENANT-001"), ("b.txt", "UBND XÃ AN QUANG".encode(), "COVENANT-005")):
        (tmp_path / name).write_bytes(data)
        command = ImportCovenant(tmp_path / name)
        assert refusal(lambda command=command: import_covenant(village, command)) == number
    assert show_covenant(village) is None


def test_the_model_text_is_lawful_and_whole(village):
    done = start_covenant(village, from_model=True)
    articles = [each.number for each in clauses(village) if each.level == "điều"]
    assert articles == [str(number) for number in range(1, len(articles) + 1)]
    assert 12 <= len(articles) <= 16
    assert done.result.warnings == ()
    assert model_text().left_out == ()
    assert show_covenant(village).title == "Quy ước thôn Đông"
    assert refusal(lambda: start_covenant(village, from_model=False)) == "COVENANT-009"


def test_a_blank_covenant_is_typed_article_by_article(village):
    start_covenant(village, from_model=False)
    assert show_covenant(village).clauses == ()
    assert refusal(lambda: record_decision(village, RecordDecision("25/QĐ-UBND", "18/11/2026"))) == "COVENANT-007"
    add_clause(village, AddClause("điều", heading="Rác thải"))
    first = add_clause(village, AddClause("khoản", text="Để rác đúng nơi."))
    add_clause(village, AddClause("điều", heading="Chăn nuôi"))
    add_clause(village, AddClause("khoản", text="Không đổ rác ra sông.", after=node(village, "điều", "1")))
    add_clause(village, AddClause("điểm", text="Buổi sáng.", after=first.result.node))
    assert spelled(village) == [
        "điều 1 Rác thải",
        "khoản 1 Để rác đúng nơi.",
        "điểm a Buổi sáng.",
        "khoản 2 Không đổ rác ra sông.",
        "điều 2 Chăn nuôi",
    ]
    assert refusal(lambda: add_clause(village, AddClause("tiết"))) == "FORM-002"


def test_many_clauses_fit_between_two_neighbours(covenant):
    after = node(covenant, "khoản", "1")
    for number in range(14):
        after = add_clause(covenant, AddClause("đoạn", text=f"Câu {number}.", after=after)).result.node
    shown = [each.text for each in clauses(covenant) if each.level == "đoạn"]
    assert shown == [f"Câu {number}." for number in range(14)]


def test_an_edit_of_a_draft_stays_in_it(covenant):
    before = show_covenant(covenant)
    command = SaveClause(
        node(covenant, "khoản", "2"), {"text": "  Không đổ rác ra ao.  "}, {"text": "Không đổ rác ra sông."}
    )
    edited = save_clause(covenant, command).result
    shown = show_covenant(covenant)
    assert (edited.version, edited.node, edited.is_new_version) == (before.version, command.node, False)
    assert "khoản 2 Không đổ rác ra ao." in spelled(covenant)
    assert edited.text_hash == shown.text_hash == text_hash(clauses(covenant)) != before.text_hash
    assert refusal(lambda: save_clause(covenant, command)) == "RECORD-002"
    assert refusal(lambda: save_clause(covenant, SaveClause(command.node, {"level": "tiết"}))) == "FORM-002"


def test_an_edit_of_a_frozen_version_makes_the_next(covenant):
    first = show_covenant(covenant)
    pass_version(covenant, first.version)
    assert (show_covenant(covenant).state, show_covenant(covenant).frozen) == (PASSED, True)
    edited = save_clause(covenant, SaveClause(node(covenant, "điều", "2"), {"heading": "Vật nuôi"})).result
    assert edited.is_new_version
    shown = show_covenant(covenant)
    assert (shown.version, shown.number, shown.state, shown.frozen) == (edited.version, 2, DRAFT, False)
    assert "điều 2 Vật nuôi Chuồng trại đặt xa nhà." in spelled(covenant)
    assert edited.node in {row.id for row in shown.clauses}
    old = show_covenant(covenant, first.version)
    assert (old.clauses, old.text_hash) == (first.clauses, first.text_hash)


def test_saving_what_is_there_already_makes_no_version(covenant):
    pass_version(covenant, show_covenant(covenant).version)
    done = save_clause(covenant, SaveClause(node(covenant, "điều", "2"), {"heading": "Chăn nuôi"}))
    assert (done.result.is_new_version, show_covenant(covenant).number) == (False, 1)


def test_removing_a_clause_takes_what_is_inside(covenant):
    removed = remove_clause(covenant, node(covenant, "điều", "1"))
    assert spelled(covenant) == ["chương I Môi trường", "điều 2 Chăn nuôi Chuồng trại đặt xa nhà."]
    assert [each.kind for each in removed.result.warnings] == ["gap"]
    undo(covenant, removed.operation)
    assert len(clauses(covenant)) == 6


def test_removing_from_a_frozen_version_leaves_it_whole(covenant):
    first = show_covenant(covenant)
    pass_version(covenant, first.version)
    removed = remove_clause(covenant, node(covenant, "khoản", "1")).result
    assert removed.is_new_version
    assert len(clauses(covenant)) == len(first.clauses) - 2
    assert len(clauses(covenant, first.version)) == len(first.clauses)


def test_recognition_brings_a_version_into_force_and_replaces_the_one_before(covenant):
    first = show_covenant(covenant).version
    record_decision(covenant, RecordDecision("25/QĐ-UBND", "5/2/2026"))
    shown = show_covenant(covenant)
    assert (shown.state, shown.frozen) == (IN_FORCE, True)
    assert (shown.decision.number, shown.decision.day.isoformat()) == ("25/QĐ-UBND", "2026-02-05")
    assert shown.decision.authority == "Ủy ban nhân dân xã An Quang"
    add_clause(covenant, AddClause("điều", heading="Phòng cháy"))
    record_decision(covenant, RecordDecision("40/QĐ-UBND", "18/11/2026", "Chủ tịch UBND xã An Quang"))
    assert [row.state for row in show_covenant(covenant).versions] == [IN_FORCE, REPLACED]
    with covenant.reading() as session:
        pile = covenant.identity.pile
        assert version_in_force(session, pile).number == newest_version(session, pile).number == 2
    record_decision(covenant, RecordDecision("41/QĐ-UBND", "18/11/2026"))
    assert show_covenant(covenant).decision.number == "41/QĐ-UBND"
    assert show_covenant(covenant).decision.authority == "Chủ tịch UBND xã An Quang"
    assert show_covenant(covenant, first).decision.number == "25/QĐ-UBND"


def test_decisions_that_cannot_be_kept(village):
    assert refusal(lambda: record_decision(village, RecordDecision("", " "))) == "COVENANT-008"
    assert refusal(lambda: record_decision(village, RecordDecision("1/QĐ-UBND", "18/11/2026"))) == "COVENANT-006"
    start_covenant(village, from_model=True)
    assert refusal(lambda: record_decision(village, RecordDecision("1/QĐ-UBND", "11/2026"))) == "FORM-002"
    assert refusal(lambda: show_covenant(village, "0" * 32)) == "COVENANT-006"
    assert show_covenant(village).decision is None


def test_undo_leaves_a_text_that_was_settled_since(village):
    """Edited, then passed, then undone: the text people hold stays, and undo says why."""
    start_covenant(village, from_model=True)
    shown = show_covenant(village)
    assert shown is not None
    edited = save_clause(village, SaveClause(shown.clauses[3].id, {"text": "Câu đã sửa."}))
    pass_version(village, shown.version)
    undone = undo(village, edited.operation).result
    now = show_covenant(village, shown.version)
    assert now is not None
    assert (undone.records, now.clauses[3].clause.text) == (0, "Câu đã sửa.")
    assert {kept.reason for kept in undone.kept} == {"văn bản đã thông qua hoặc đã in"}
    assert now.text_hash == text_hash(row.clause for row in now.clauses)
