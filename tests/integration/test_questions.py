"""Questions and proposals travel in the village's pile both ways; the village decides about its records."""

from pathlib import Path

import pytest

from app.kernel.errors import AppError
from app.records.register import Household, Person
from app.usecases.erasing import ErasePerson, erase_person
from app.usecases.history import undo
from app.usecases.households import SavePerson, find_person, household_detail, save_person
from app.usecases.questions import (
    About,
    Ask,
    Propose,
    accept_proposal,
    answer,
    ask,
    list_proposals,
    list_questions,
    open_questions,
    propose,
    refuse_proposal,
)
from tests.fixtures import books
from tests.fixtures.stick import Ends, open_ends
from tests.integration.test_tasks import update

CHILD = "Nguyễn Thị Con"


@pytest.fixture
def ends(tmp_path: Path, clock):
    with open_ends(tmp_path, clock) as opened:
        opened.take(opened.send())
        yield opened


def child(ends: Ends) -> About:
    return About(Person.kind_name, find_person(ends.commune, CHILD))


def code_of(act) -> str:
    with pytest.raises(AppError) as refused:
        act()
    return refused.value.code.number


def test_the_commune_asks_and_the_village_answers(ends: Ends) -> None:
    asked = ask(ends.commune, Ask("Trùng số CCCD: cùng một người hay gõ nhầm?", child(ends))).result
    assert open_questions(ends.commune) == ()
    assert update(ends).standing.matches
    (row,) = open_questions(ends.village)
    assert (row.side, row.about) == ("xã", f"Nhân khẩu {CHILD}")
    answer(ends.village, asked, "Gõ nhầm, đã sửa.")
    assert open_questions(ends.village) == ()
    ends.take(ends.send())
    (told,) = list_questions(ends.commune)
    assert (told.answer, told.answerer, told.village, told.ours) == (
        "Gõ nhầm, đã sửa.", ends.village.identity.actor, "thôn Đông", True,
    )  # fmt: skip


def test_the_village_asks_and_the_commune_answers(ends: Ends) -> None:
    asked = ask(ends.village, Ask("Mẫu báo cáo nộp khi nào?")).result
    ends.take(ends.send())
    (row,) = open_questions(ends.commune)
    assert (row.village, row.about) == ("thôn Đông", "")
    done = answer(ends.commune, asked, "Trước ngày 25.")
    update(ends)
    assert list_questions(ends.village)[0].answer == "Trước ngày 25."
    undo(ends.commune, done.operation)
    update(ends)
    assert list_questions(ends.village)[0].answer == ""


def test_what_cannot_be_asked_or_answered(ends: Ends) -> None:
    own = ask(ends.village, Ask("Hỏi?")).result
    assert code_of(lambda: answer(ends.village, own, "Tự trả lời")) == "QUESTION-003"
    assert code_of(lambda: answer(ends.village, own, " ")) == "QUESTION-001"
    assert code_of(lambda: answer(ends.village, "0" * 32, "Ừ")) == "QUESTION-002"
    assert code_of(lambda: ask(ends.village, Ask(" "))) == "QUESTION-001"
    assert code_of(lambda: ask(ends.commune, Ask("Hỏi ai?"))) == "QUESTION-001"
    assert code_of(lambda: ask(ends.village, Ask("Ai?", About(Person.kind_name, "0" * 32)))) == "QUESTION-002"


def test_a_proposal_is_accepted_as_an_edit_of_the_village(ends: Ends) -> None:
    made = propose(ends.commune, Propose(child(ends), "Ngày sinh", "15/06/2010", "theo giấy khai sinh")).result
    update(ends)
    (row,) = list_proposals(ends.village)
    assert (row.label, row.now, row.value, row.open) == ("Ngày sinh", "2010", "15/06/2010", True)
    assert code_of(lambda: accept_proposal(ends.village, made, "2011")) == "PROPOSAL-003"
    assert code_of(lambda: accept_proposal(ends.commune, made)) == "SETUP-003"
    done = accept_proposal(ends.village, made, "2010")
    home = household_detail(ends.village, books.household_id(ends.village, "01-001"))
    assert "15/06/2010" in str(home)
    assert code_of(lambda: accept_proposal(ends.village, made)) == "PROPOSAL-001"
    ends.take(ends.send())
    assert list_proposals(ends.commune)[0].state.startswith("thôn đồng ý ngày")
    undo(ends.village, done.operation)
    assert list_proposals(ends.village)[0].open


def test_a_proposal_is_refused_with_a_reason(ends: Ends) -> None:
    home = About(Household.kind_name, books.household_id(ends.commune, "01-001"))
    made = propose(ends.commune, Propose(home, "phone", "0987654321")).result
    update(ends)
    assert code_of(lambda: refuse_proposal(ends.village, made, " ")) == "QUESTION-001"
    refuse_proposal(ends.village, made, "Số cũ vẫn dùng.")
    ends.take(ends.send())
    (row,) = list_proposals(ends.commune)
    assert (row.refusal, row.now, row.open) == ("Số cũ vẫn dùng.", "0912345678", False)
    assert code_of(lambda: propose(ends.commune, Propose(home, "phone", "0912345678"))) == "PROPOSAL-002"
    assert code_of(lambda: propose(ends.commune, Propose(child(ends), "phone", "9" * 600))) == "FORM-002"
    assert code_of(lambda: propose(ends.commune, Propose(child(ends), "không có", "x"))) == "FORM-001"
    assert code_of(lambda: propose(ends.village, Propose(child(ends), "phone", "x"))) == "SETUP-003"


def test_what_was_said_about_a_person_is_erased_with_them(ends: Ends) -> None:
    ask(ends.commune, Ask("Có phải con bà Cúc?", child(ends)))
    propose(ends.commune, Propose(child(ends), "phone", "0987654321", "mẹ báo"))
    home = About(Household.kind_name, books.household_id(ends.commune, "01-001"))
    ask(ends.commune, Ask(f"{CHILD} ở đâu?", home))
    update(ends)
    save_person(ends.village, SavePerson(id=child(ends).record, texts={"phone": "0977777777"}))
    erase_person(ends.village, ErasePerson(child(ends).record, "yêu cầu của người đó"))
    texts = {row.text for row in list_questions(ends.village)}
    assert not any("Cúc" in text or CHILD in text for text in texts)
    assert list_proposals(ends.village)[0].value == ""
