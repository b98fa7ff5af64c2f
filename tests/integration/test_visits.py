"""Going to households that have not signed: each time written down, counted, and on the list of whoever goes next."""

from datetime import date

import pytest

from app.kernel.errors import AppError
from app.records.pledges import APPOINTMENT, MET, NOT_MET
from app.usecases.campaigns import pledge_rows
from app.usecases.history import undo
from app.usecases.pledges import RecordVisit, Sign, record_visit, sign
from app.usecases.printing import PrintList, print_visit_list
from app.usecases.walkers import set_walker, walker_of
from tests.fixtures import books
from tests.fixtures.papers import pdf_text
from tests.fixtures.stick import campaign


@pytest.fixture
def season(context):
    books.found(context)
    return campaign(context)


def rows(context, season):
    return {row.code: row for row in pledge_rows(context, season)}


def go(context, row, outcome, day, **more):
    return record_visit(context, RecordVisit(row.id, outcome, date(2026, 11, day), **more))


def test_visits_are_kept_in_order_and_one_is_taken_back(context, season):
    row = rows(context, season)["01-001"]
    go(context, row, NOT_MET, 12)
    last = go(context, row, APPOINTMENT, 14, who="bà Cúc", note="tối thứ bảy")
    go(context, row, MET, 5)
    assert rows(context, season)["01-001"].visits == ("05/11 gặp, chưa ký", "12/11 không gặp", "14/11 hẹn lại")
    assert rows(context, season)["02-001"].visits == ()
    undo(context, last.operation)
    assert len(rows(context, season)["01-001"].visits) == 2


def test_what_is_refused(context, season):
    row = rows(context, season)["01-001"]
    with pytest.raises(AppError, match="FORM-002"):
        record_visit(context, RecordVisit(row.id, "khác"))
    with pytest.raises(AppError, match="PLEDGE-005"):
        go(context, row, MET, 30)
    with pytest.raises(AppError, match="RECORD-001"):
        record_visit(context, RecordVisit("0" * 32, MET))


def test_the_list_to_walk_with_says_what_happened_before_and_who_walks(context, season, tmp_path):
    row = rows(context, season)["01-001"]
    for day, outcome in ((3, NOT_MET), (7, NOT_MET), (12, APPOINTMENT)):
        go(context, row, outcome, day, note="tối thứ bảy" if outcome == APPOINTMENT else "đi vắng")
    path = tmp_path / "đến gặp.pdf"
    assert print_visit_list(context, PrintList(season, path)).households == 2
    text = " ".join(pdf_text(path).split())
    for part in ("07/11", "12/11", "đã đến 3 lần, tối thứ bảy", "Nguyễn Văn An", "Lê Thị Cúc"):
        assert part in text, part
    assert "03/11" not in text, "there is room for two"
    sign(context, Sign((row.id,)))
    assert print_visit_list(context, PrintList(season, path)).households == 1
    assert "đã đến" not in " ".join(pdf_text(path).split())


def test_somebody_else_than_the_leader_walks_a_group(context, season, tmp_path):
    group = rows(context, season)["02-001"].group_id
    path = tmp_path / "đến gặp.pdf"
    done = set_walker(context, season, group, "  bà Hoa,  chi hội phụ nữ ")
    assert walker_of(context, season, group) == "bà Hoa, chi hội phụ nữ"
    print_visit_list(context, PrintList(season, path))
    text = " ".join(pdf_text(path).split())
    assert "bà Hoa, chi hội phụ nữ" in text
    assert "Nguyễn Văn An" in text, "the other group is its leader's"
    undo(context, done.operation)
    assert walker_of(context, season, group) == ""
    with pytest.raises(AppError, match="FORM-003"):
        set_walker(context, season, "", "bà Hoa")
    with pytest.raises(AppError, match="RECORD-001"):
        set_walker(context, season, "0" * 32, "bà Hoa")
