"""The life of a covenant: each step with its day, what is due next, votes counted in whole households."""

from datetime import date

import pytest

from app.kernel.errors import AppError
from app.records.covenants import (
    ABOLISH,
    ABOLISHED,
    BALLOT,
    DOSSIER,
    DRAFT,
    IN_FORCE,
    MEETING,
    PASSED,
    POST,
    PROPOSE,
    PUBLISH,
    REFUSE,
    REFUSED,
    RESUME,
    SUSPEND,
    SUSPEND_PART,
    SUSPENDED,
    SUSPENDED_PART,
)
from app.usecases.covenant_editing import SaveClause, save_clauses
from app.usecases.covenant_life import STEPS, RecordStep, Vote, covenant_life, record_step, share_words
from app.usecases.covenants import RecordDecision, pass_version, record_decision, show_covenant, start_covenant
from app.usecases.history import undo
from tests.fixtures import books

OCTOBER = date(2026, 10, 1)
MET = date(2026, 11, 2)
"""A Monday, 32 days after posting."""


@pytest.fixture
def village(context):
    books.found(context)
    start_covenant(context, from_model=True)
    return context


def step(context, what, day, **facts):
    return record_step(context, RecordStep(what, day, **facts))


def passed(context, day=MET):
    step(context, POST, OCTOBER, place="Nhà văn hóa thôn")
    step(context, MEETING, day, total=495, present=412, agreed=380, against=20, other=12)


def life(context):
    found = covenant_life(context)
    assert found is not None
    return found


def test_a_life_from_the_draft_to_its_publication(village):
    assert life(village).next.what == POST
    assert life(village).households == 2
    step(village, PROPOSE, date(2026, 9, 20), note="trưởng thôn thống nhất với Trưởng ban CTMT")
    step(village, POST, OCTOBER, place="Nhà văn hóa thôn")
    after = life(village)
    assert (after.next.what, after.next.earliest, after.next.due) == (MEETING, date(2026, 10, 31), None)
    assert after.steps[-1].until == date(2026, 10, 31)
    step(village, MEETING, MET, total=495, present=412, agreed=380, against=20, other=12, chair="Trần Thị Bình")
    after = life(village)
    assert after.state == PASSED
    assert "380 / 495 hộ (76,8 %) đồng ý" in after.steps[-1].words
    assert (after.next.what, after.next.due, after.next.late) == (DOSSIER, date(2026, 11, 9), True)
    step(village, DOSSIER, date(2026, 11, 9))
    after = life(village)
    assert "muộn" not in after.steps[-1].words
    assert (after.next.what, after.next.due, after.next.late) == ("recognise", date(2026, 11, 16), True)
    record_decision(village, RecordDecision("25/QĐ-UBND", "16/11/2026"))
    after = life(village)
    assert (after.state, after.next.what) == (IN_FORCE, PUBLISH)
    step(village, PUBLISH, date(2026, 11, 17))
    after = life(village)
    assert after.next is None
    assert [row.what for row in after.steps] == [PROPOSE, POST, MEETING, DOSSIER, "recognise", PUBLISH]
    assert all(row.law.startswith("NĐ 61/2023") for row in after.steps)


def test_a_dossier_that_went_out_late_says_so(village):
    step(village, POST, OCTOBER)
    step(village, MEETING, MET, total=495, present=412, agreed=380)
    step(village, DOSSIER, date(2026, 11, 10))
    assert life(village).steps[-1].words == "gửi muộn: hạn là 09/11/2026, 5 ngày làm việc sau khi biểu quyết"


def test_the_model_of_the_commune_is_named_by_its_articles():
    assert set(STEPS) >= {
        PROPOSE,
        POST,
        MEETING,
        BALLOT,
        DOSSIER,
        REFUSE,
        PUBLISH,
        SUSPEND,
        SUSPEND_PART,
        RESUME,
        ABOLISH,
    }


@pytest.mark.parametrize(
    ("total", "agreed", "passes"),
    [(495, 247, False), (495, 248, True), (496, 248, False), (496, 249, True), (1, 1, True)],
)
def test_more_than_half_is_counted_in_whole_households(total, agreed, passes):
    assert Vote(total, total, agreed).passed is passes
    assert Vote(total, agreed, 0).quorate is passes


def test_the_share_in_words_never_decides():
    assert share_words(247, 494) == "247 / 494 hộ (50,0 %)"
    assert share_words(248, 495) == "248 / 495 hộ (50,1 %)"
    assert share_words(0, 0) == "0 / 0 hộ (0,0 %)"
    assert share_words(1003, 1003) == "1.003 / 1.003 hộ (100,0 %)"


def test_a_meeting_without_enough_households_leads_to_ballots(village):
    step(village, POST, OCTOBER)
    step(village, MEETING, MET, total=495, present=240, agreed=240)
    after = life(village)
    assert (after.state, after.next.what) == (DRAFT, BALLOT)
    assert "phải phát phiếu" in after.steps[-1].words
    step(village, BALLOT, date(2026, 11, 12), total=495, present=470, agreed=400, against=30)
    after = life(village)
    assert (after.state, after.next.what, after.next.due) == (PASSED, DOSSIER, date(2026, 11, 19))


def test_a_vote_that_fails_passes_nothing(village):
    step(village, POST, OCTOBER)
    step(village, MEETING, MET, total=495, present=412, agreed=247, against=165)
    assert life(village).state == DRAFT
    assert "chưa quá nửa số hộ đồng ý" in life(village).steps[-1].words
    with pytest.raises(AppError, match="COVENANT-016"):
        pass_version(village, show_covenant(village).version)
    assert life(village).state == DRAFT
    step(village, BALLOT, date(2026, 11, 12), total=495, present=248, agreed=248)
    pass_version(village, show_covenant(village).version)
    assert life(village).state == PASSED


def test_households_are_those_of_now_unless_told(village):
    step(village, POST, OCTOBER)
    step(village, MEETING, MET, present=2, agreed=2)
    assert life(village).steps[-1].vote == Vote(2, 2, 2)
    assert life(village).state == PASSED


@pytest.mark.parametrize(
    "numbers",
    [
        {"total": 10, "present": 11, "agreed": 1},
        {"total": 10, "present": 8, "agreed": 6, "against": 2, "other": 1},
        {"total": 10, "present": 8, "agreed": -1},
    ],
)
def test_numbers_that_cannot_be_are_refused(village, numbers):
    step(village, POST, OCTOBER)
    with pytest.raises(AppError, match="COVENANT-012"):
        step(village, MEETING, MET, **numbers)
    assert [row.what for row in life(village).steps] == [POST]


def test_thirty_days_are_asked_for_and_a_reason_is_kept_instead(village):
    with pytest.raises(AppError, match="COVENANT-013"):
        step(village, MEETING, MET, total=10, present=8, agreed=6)
    with pytest.raises(AppError, match="COVENANT-011"):
        step(village, POST, OCTOBER, until=date(2026, 10, 20))
    step(village, POST, date(2026, 10, 10))
    with pytest.raises(AppError, match="COVENANT-011") as refused:
        step(village, MEETING, MET, total=10, present=8, agreed=6)
    assert refused.value.facts["days"] == 23
    step(village, MEETING, MET, total=10, present=8, agreed=6, note="xã đồng ý họp sớm")
    assert "xã đồng ý họp sớm" in life(village).steps[-1].words


def test_steps_out_of_their_time_are_refused(village):
    cases = [(DOSSIER, "013"), (REFUSE, "013"), (PUBLISH, "013"), (SUSPEND, "013"), (SUSPEND_PART, "013"), (RESUME, "013"),
             (ABOLISH, "013"), ("recognise", "012"), ("khác", "012")]  # fmt: skip
    for what, number in cases:
        with pytest.raises(AppError, match=f"COVENANT-{number}"):
            step(village, what, MET)
    with pytest.raises(AppError, match="EVENT-002"):
        step(village, PROPOSE, date(2026, 12, 1))
    passed(village)
    with pytest.raises(AppError, match="COVENANT-014"):
        step(village, DOSSIER, date(2026, 11, 1))


def test_a_refusal_begins_again_with_another_version(village):
    passed(village)
    step(village, DOSSIER, date(2026, 11, 4))
    step(village, REFUSE, date(2026, 11, 9), note="Điều 5 trái luật")
    after = life(village)
    assert (after.state, after.next.what) == (REFUSED, POST)
    view = show_covenant(village)
    row = next(row for row in view.clauses if row.clause.level == "điều")
    save_clauses(village, (SaveClause(row.id, {"heading": "Tên khác"}, {"heading": row.clause.heading}),))
    after = life(village)
    assert (after.number, after.state, after.steps, after.next.what) == (2, DRAFT, (), POST)


def test_suspension_and_abolition_end_its_force(village):
    passed(village)
    step(village, DOSSIER, date(2026, 11, 4))
    record_decision(village, RecordDecision("25/QĐ-UBND", "09/11/2026"))
    for what, state in ((SUSPEND_PART, SUSPENDED_PART), (RESUME, IN_FORCE), (SUSPEND, SUSPENDED), (RESUME, IN_FORCE)):
        step(village, what, date(2026, 11, 12))
        assert life(village).state == state
    done = step(village, ABOLISH, date(2026, 11, 15))
    assert (life(village).state, life(village).next) == (ABOLISHED, None)
    undo(village, done.operation)
    assert life(village).state == IN_FORCE


def test_there_is_no_life_without_a_covenant(context):
    books.found(context)
    assert covenant_life(context) is None
    with pytest.raises(AppError, match="COVENANT-006"):
        step(context, POST, OCTOBER)
