"""Tasks travel down in the commune's pile, reports travel up in the village's; what is late comes first."""

from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from app.kernel.errors import AppError
from app.usecases.exchange_receipts import write_receipt
from app.usecases.handed_down import list_villages, recall
from app.usecases.history import undo
from app.usecases.pictures import named_pictures, picture_of
from app.usecases.task_papers import write_task_list
from app.usecases.tasks import CreateTask, ReportTask, create_task, my_tasks, report_task, task_overview
from tests.fixtures.papers import pdf_text
from tests.fixtures.stick import Ends, open_ends


@pytest.fixture
def ends(tmp_path: Path, clock):
    with open_ends(tmp_path, clock) as opened:
        opened.take(opened.send())
        yield opened


def update(ends: Ends):
    return ends.hear(write_receipt(ends.commune, ends.village.identity.pile, ends.stick).result.file)


def test_a_task_reaches_the_village_and_its_report_comes_back(ends: Ends) -> None:
    late = create_task(
        ends.commune, CreateTask("Rà soát hộ nghèo", "Ghi số hộ", date(2026, 1, 5), proof="count")
    ).result
    create_task(ends.commune, CreateTask("Treo cờ", due=date(2099, 9, 2)))
    assert update(ends).standing.matches
    mine = my_tasks(ends.village)
    assert [(each.name, each.state_words) for each in mine] == [
        ("Rà soát hộ nghèo", "trễ hạn, chưa báo"), ("Treo cờ", "chưa báo"),
    ]  # fmt: skip
    with pytest.raises(AppError) as lacking:
        report_task(ends.village, ReportTask(late))
    assert lacking.value.code.number == "ASSIGN-003"
    report_task(ends.village, ReportTask(late, "under_way"))
    report_task(ends.village, ReportTask(late, number=12, words="12 hộ, có danh sách"))
    assert [each.state for each in my_tasks(ends.village)] == ["not_started", "done"]
    ends.take(ends.send())
    first, second = sorted(task_overview(ends.commune), key=lambda each: each.name)
    assert (first.done, first.late, second.done) == (1, 0, 0)
    assert first.states[0].proof_words == "12, 12 hộ, có danh sách"
    assert first.states[0].village == "thôn Đông"


def test_two_laptops_answer_one_task_in_one_record(ends: Ends) -> None:
    task = create_task(ends.commune, CreateTask("Treo cờ", due=date(2099, 9, 2))).result
    update(ends)
    first = report_task(ends.village, ReportTask(task, "under_way")).result
    assert report_task(ends.village, ReportTask(task, words="đã treo")).result == first


def test_a_task_for_one_village_is_not_shown_to_another_and_one_taken_back_to_nobody(ends: Ends) -> None:
    (village,) = list_villages(ends.commune)
    with pytest.raises(AppError) as unknown:
        create_task(ends.commune, CreateTask("Việc", due=date(2026, 9, 2), villages=("f" * 32,)))
    assert unknown.value.code.number == "ASSIGN-002"
    task = create_task(ends.commune, CreateTask("Việc", due=date(2026, 9, 2), villages=(village.pile,))).result
    update(ends)
    assert len(my_tasks(ends.village)) == 1
    done = recall(ends.commune, task)
    update(ends)
    assert my_tasks(ends.village) == ()
    with pytest.raises(AppError) as recalled:
        report_task(ends.village, ReportTask(task))
    assert recalled.value.code.number == "ASSIGN-004"
    undo(ends.commune, done.operation)
    update(ends)
    assert len(my_tasks(ends.village)) == 1


def test_each_role_does_its_own(ends: Ends) -> None:
    for wrong in (
        lambda: create_task(ends.village, CreateTask("Việc", due=date(2026, 9, 2))),
        lambda: report_task(ends.commune, ReportTask("x")),
        lambda: my_tasks(ends.commune),
        lambda: task_overview(ends.village),
    ):
        with pytest.raises(AppError) as refused:
            wrong()
        assert refused.value.code.number == "SETUP-003"
    with pytest.raises(AppError) as incomplete:
        create_task(ends.commune, CreateTask("  ", due=date(2026, 9, 2)))
    assert incomplete.value.code.number == "ASSIGN-001"


def test_a_paper_is_kept_as_a_picture(ends: Ends, tmp_path: Path) -> None:
    from PIL import Image

    task = create_task(ends.commune, CreateTask("Nộp biên bản", due=date(2099, 9, 2), proof="paper")).result
    update(ends)
    with pytest.raises(AppError):
        report_task(ends.village, ReportTask(task))
    Image.new("RGB", (300, 400), "white").save(tmp_path / "bien-ban.png")
    report_task(ends.village, ReportTask(task, picture=tmp_path / "bien-ban.png"))
    (mine,) = my_tasks(ends.village)
    assert mine.proof_words == "có ảnh giấy tờ"
    assert picture_of(ends.village, mine.picture).startswith(b"\xff\xd8")
    assert mine.picture in named_pictures(ends.village)
    (tmp_path / "no.png").write_bytes(b"no picture")
    with pytest.raises(AppError):
        report_task(ends.village, ReportTask(task, picture=tmp_path / "no.png"))


def test_the_state_is_written_as_paper_and_as_a_table(ends: Ends, tmp_path: Path) -> None:
    with pytest.raises(AppError):
        write_task_list(ends.commune, tmp_path / "a.pdf")
    create_task(ends.commune, CreateTask("Rà soát hộ nghèo", due=date(2026, 1, 5), proof="count"))
    create_task(ends.commune, CreateTask("Treo cờ", due=date(2099, 9, 2)))
    assert write_task_list(ends.commune, tmp_path / "a.pdf") == 2
    assert "trễ hạn, chưa báo" in pdf_text(tmp_path / "a.pdf")
    write_task_list(ends.commune, tmp_path / "a.xlsx")
    rows = list(load_workbook(tmp_path / "a.xlsx").active.iter_rows(values_only=True))
    assert any(row[0] == "thôn Đông" and "trễ hạn, chưa báo" in row for row in rows)
    assert write_task_list(ends.commune, tmp_path / "a.docx") == 2
