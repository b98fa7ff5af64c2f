"""What came back from the commune is told at the village: agreed, decided otherwise, asked, not taken in."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from app.journal.merge import CONFLICT, SAME_NUMBER
from app.kernel.errors import AppError
from app.kernel.progress import Progress
from app.records.register import Household, Person
from app.usecases.bundle_log import NOT_TAKEN, SENT, list_bundles
from app.usecases.came_back import (
    ASKED,
    HOUSEHOLDS,
    ISSUES,
    OTHERWISE,
    PROPOSAL,
    QUESTION,
    QUESTIONS,
    BackRow,
    came_back,
    row_sentence,
)
from app.usecases.came_back import NOT_TAKEN as LEFT_OUT
from app.usecases.context import Context
from app.usecases.enrolment import RevokeDevice, discard_held, list_devices, revoke_device
from app.usecases.exchange import export_bundle
from app.usecases.exchange_import import ImportBundle, import_bundle
from app.usecases.exchange_receipts import write_receipt
from app.usecases.households import remove_household
from app.usecases.issue_answers import KeepPerson, keep_person
from app.usecases.issues import ResolveIssue, list_issues, resolve_issue
from app.usecases.questions import (
    About,
    Ask,
    Propose,
    accept_proposal,
    answer,
    ask,
    list_proposals,
    list_questions,
    propose,
)
from app.usecases.receiving import TakeIn, look_into, take_in
from app.usecases.safety import create_backup, restore_backup
from app.usecases.village_entry import stand_in
from tests.fixtures import books
from tests.fixtures.stick import Ends, edit_phone, household_ids, open_ends, swap_keys


@pytest.fixture
def ends(tmp_path: Path, clock) -> Iterator[Ends]:
    with open_ends(tmp_path, clock) as opened:
        yield opened


def answered(ends: Ends) -> Path:
    """Write the commune's answer to the village as things stand now, and let the village hear it."""
    answer = write_receipt(ends.commune, ends.village.identity.pile, ends.stick).result.file
    import_bundle(ends.village, ImportBundle(answer, allow_mass_delete=True))
    return answer


def rows_of(context: Context, what: str) -> list[BackRow]:
    back = came_back(context)
    assert back is not None
    return [row for row in back.rows if row.what == what]


def sums_up(context: Context) -> tuple[int, int, int]:
    """Return how many were decided otherwise, are asked, did not arrive; the rest of all that was sent is agreed."""
    back = came_back(context)
    assert back is not None
    assert back.agreed + back.otherwise + back.asked + back.unreached == back.sent
    return back.otherwise, back.asked, back.unreached


def test_all_that_was_sent_and_stands_is_agreed(ends: Ends) -> None:
    assert came_back(ends.village) is None
    ends.round()
    back = came_back(ends.village)
    assert back is not None
    assert back.agreed == back.sent > 0
    assert back.rows == ()
    assert not back.waits
    assert back.sentence == f"Đã gửi {back.sent} thay đổi: xã đồng ý {back.sent}."
    edit_phone(ends.village, household_ids(ends.village)[0], "0911111111")
    assert came_back(ends.village) == back, "what was not sent is not asked about"
    ends.send()
    assert sums_up(ends.village) == (0, 0, 1), "sent, and not heard of yet"
    assert came_back(ends.commune) is None


def test_an_issue_decided_against_the_village_is_told_until_the_village_writes_again(ends: Ends, clock) -> None:
    home, _ = household_ids(ends.village)
    ends.round()
    edit_phone(stand_in(ends.commune, "Đông"), home, "0922222222")
    clock.advance(60_000)
    edit_phone(ends.village, home, "0911111111")
    taken = ends.take(ends.send())
    ends.hear(taken.receipt)
    (row,) = rows_of(ends.village, ASKED)
    assert (row.name, row.place) == ("Hộ Nguyễn Văn An, 01-001", ISSUES)
    assert row_sentence(row) == "Số liệu khác nhau ở mục Điện thoại: chọn ở Cần xử lý"
    assert sums_up(ends.village) == (0, 1, 0)
    (issue,) = [each for each in list_issues(ends.commune) if each.type == CONFLICT]
    theirs = next(each.note for each in issue.choices if each.value == "0922222222")
    resolve_issue(ends.commune, ResolveIssue(issue.id, pick=theirs))
    answered(ends)
    assert sums_up(ends.village) == (1, 0, 0)
    (row,) = rows_of(ends.village, OTHERWISE)
    assert (row.record, row.household, row.place, row.label) == (home, home, HOUSEHOLDS, "Điện thoại")
    assert row_sentence(row).startswith("Điện thoại: thôn ghi «0911111111», xã ghi «0922222222» (")
    back = came_back(ends.village)
    assert back is not None
    assert "ghi khác 1" in back.sentence
    assert not back.waits, "nothing has to be done"
    edit_phone(ends.village, home, "0933333333")
    assert rows_of(ends.village, OTHERWISE) == []
    ends.round()
    assert rows_of(ends.village, OTHERWISE) == []
    assert sums_up(ends.village) == (0, 0, 0)


def test_an_answer_that_believes_the_village_is_no_refusal(ends: Ends, clock) -> None:
    home, _ = household_ids(ends.village)
    ends.round()
    edit_phone(stand_in(ends.commune, "Đông"), home, "0922222222")
    edit_phone(stand_in(ends.commune, "Đông"), home, "0922222223")
    clock.advance(60_000)
    edit_phone(ends.village, home, "0911111111")
    ends.take(ends.send())
    (issue,) = list_issues(ends.commune)
    resolve_issue(ends.commune, ResolveIssue(issue.id, value="0911111111"))
    answered(ends)
    assert rows_of(ends.village, OTHERWISE) == []
    assert sums_up(ends.village) == (0, 0, 0)


def test_edits_of_the_commune_and_their_edits_are_told_by_what_the_village_wrote(ends: Ends) -> None:
    home, _ = household_ids(ends.village)
    ends.round()
    for phone in ("0922222221", "0922222222", ""):
        edit_phone(stand_in(ends.commune, "Đông"), home, phone)
    answered(ends)
    (row,) = rows_of(ends.village, OTHERWISE)
    assert "thôn ghi «0912345678», xã ghi «để trống»" in row_sentence(row)


def test_what_the_commune_took_off_the_list_and_what_it_kept(ends: Ends) -> None:
    gone, kept = household_ids(ends.village)
    ends.round()
    at_commune = stand_in(ends.commune, "Đông")
    remove_household(at_commune, gone)
    answered(ends)
    rows = rows_of(ends.village, OTHERWISE)
    assert {row_sentence(row).partition(" (")[0] for row in rows} == {"xã đã bỏ khỏi danh sách"}
    household = next(row for row in rows if row.record == gone)
    assert (household.label, household.place) == ("", QUESTIONS), "it can be asked about"
    remove_household(ends.village, kept)
    bundle = ends.send()
    import_bundle(ends.commune, ImportBundle(bundle, allow_mass_delete=True))
    with at_commune.transaction("household.restore") as tx:
        tx.restore(tx.session.get_one(Household, kept))
    answered(ends)
    restored = next(row for row in rows_of(ends.village, OTHERWISE) if row.record == kept)
    assert row_sentence(restored).startswith("thôn đã xoá, xã giữ lại (")
    assert restored.place == HOUSEHOLDS


def test_a_number_shared_with_another_village_waits_and_then_one_leaves(ends: Ends, tmp_path: Path, clock) -> None:
    with books.open_context(tmp_path / "west", clock, 9) as west:
        books.found(west, "Tây")
        swap_keys(ends.stick, (west, ends.commune))
        import_bundle(ends.commune, ImportBundle(export_bundle(west, ends.stick).result.file))
        ends.round()
        answer = write_receipt(ends.commune, west.identity.pile, ends.stick).result.file
        import_bundle(west, ImportBundle(answer))
        issue = next(each for each in list_issues(ends.commune) if each.type == SAME_NUMBER)
        asked = {row.record for row in rows_of(ends.village, ASKED)}
        here = next(each for each in issue.subjects if each.pile == ends.village.identity.pile)
        there = next(each for each in issue.subjects if each.pile == west.identity.pile)
        assert asked == {here.record}
        assert {row.record for row in rows_of(west, ASKED)} == {there.record}, "each village hears of its own"
        (row,) = rows_of(ends.village, ASKED)
        assert (row.sentence, row.place) == ("xã đang xem lại, có thể sẽ hỏi thôn", HOUSEHOLDS)
        keep_person(ends.commune, KeepPerson(issue.id, there.record))
        answered(ends)
        (row,) = rows_of(ends.village, OTHERWISE)
        assert (row.record, row.kind, row.place) == (here.record, Person.kind_name, HOUSEHOLDS)
        assert rows_of(ends.village, ASKED) == []


def test_questions_and_proposals_that_wait_are_listed_with_their_record(ends: Ends) -> None:
    ends.round()
    with ends.village.reading() as session:
        home = session.scalars(select(Household.id).order_by(Household.code)).first()
    about = About(Household.kind_name, home or "")
    ask(ends.commune, Ask("Hộ này còn ở thôn không?", about))
    ask(ends.commune, Ask("Thôn có mấy tổ?", About(pile=ends.village.identity.pile)))
    propose(ends.commune, Propose(about, "phone", "0944444444"))
    answered(ends)
    first, second = rows_of(ends.village, QUESTION)
    assert {first.name, second.name} >= {"Cả thôn"}
    assert {row_sentence(first), row_sentence(second)} == {
        "xã hỏi: Hộ này còn ở thôn không?",
        "xã hỏi: Thôn có mấy tổ?",
    }
    (row,) = rows_of(ends.village, PROPOSAL)
    assert (row_sentence(row), row.place) == ("xã đề nghị ghi Điện thoại là «0944444444»", QUESTIONS)
    for each in list_questions(ends.village):
        answer(ends.village, each.id, "Còn")
    accept_proposal(ends.village, list_proposals(ends.village)[0].id)
    back = came_back(ends.village)
    assert back is not None
    assert back.rows == ()


def test_a_bundle_nobody_agreed_to_is_told_until_the_laptop_is_heard_again(ends: Ends) -> None:
    ends.round()
    for home in household_ids(ends.village):
        remove_household(ends.village, home)
    bundle = ends.send()
    with pytest.raises(AppError, match="BUNDLE-104"):
        ends.take(bundle)
    answered(ends)
    (row,) = rows_of(ends.village, LEFT_OUT)
    assert row.name == bundle.name
    assert "gói làm bớt nhiều hộ nên xã chưa nhận" in row.sentence
    newest = list_bundles(ends.village, direction="out")[0]
    assert (newest.state, newest.state_words) == (NOT_TAKEN, "Xã chưa nhận")
    import_bundle(ends.commune, ImportBundle(bundle, allow_mass_delete=True))
    answered(ends)
    assert rows_of(ends.village, LEFT_OUT) == []
    assert list_bundles(ends.village, direction="out")[0].state not in (NOT_TAKEN, SENT)


def test_a_whole_stick_remembers_what_nobody_agreed_to(ends: Ends) -> None:
    ends.round()
    for home in household_ids(ends.village):
        remove_household(ends.village, home)
    bundle = ends.send()
    take_in(ends.commune, TakeIn(look_into(ends.commune, [bundle], Progress())))
    answered(ends)
    assert [row.name for row in rows_of(ends.village, LEFT_OUT)] == [bundle.name]


def test_bundles_of_a_stopped_laptop_are_told_to_the_others_of_the_village(ends: Ends, tmp_path: Path, clock) -> None:
    with books.second_laptop(ends.village, tmp_path / "second", clock, 3) as second:
        swap_keys(ends.stick, (ends.village, second), (second, ends.commune))
        ends.round()
        edit_phone(second, household_ids(second)[0], "0911111111")
        bundle = export_bundle(second, ends.stick).result.file
        device = next(each for each in list_devices(ends.commune) if each.device == second.identity.device)
        revoke_device(ends.commune, RevokeDevice(device.device, "mất máy"))
        held = ends.take(bundle)
        assert held.held is not None
        answered(ends)
        (row,) = rows_of(ends.village, LEFT_OUT)
        assert row.name == "Gói của máy khác trong thôn"
        assert row.sentence.startswith("xã đã ngừng máy ghi gói này")
        (waiting,) = next(each for each in list_devices(ends.commune) if each.device == second.identity.device).held
        discard_held(ends.commune, waiting.sha256)
        answered(ends)
        assert rows_of(ends.village, LEFT_OUT) == [], "nobody at this laptop could do anything"


def test_an_answer_to_an_earlier_life_of_the_books_counts_nothing(ends: Ends) -> None:
    ends.round()
    backup = create_backup(ends.village).file
    restore_backup(ends.village, backup)
    back = came_back(ends.village)
    assert back is not None
    assert (back.agreed, back.unreached) == (0, back.sent)
