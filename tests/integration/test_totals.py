"""Tổng hợp: papers of many villages at once, the commune's own layouts filled with the numbers of its villages."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from sqlalchemy import select

from app.kernel.errors import AppError, Cancelled
from app.kernel.progress import Progress
from app.records.pledges import SheetPrint
from app.usecases.campaigns import pledge_rows
from app.usecases.commune_layout import (
    VILLAGE_FIELDS,
    FillLayout,
    field_names,
    fill_commune_layout,
    write_sample_layout,
)
from app.usecases.commune_papers import HANDBOOK, SHEETS, SIGNING, VISITS, PrintForVillages, print_for_villages
from app.usecases.context import Context
from app.usecases.covenants import RecordDecision, record_decision, start_covenant
from app.usecases.exchange import export_bundle
from app.usecases.exchange_import import ImportBundle, import_bundle
from app.usecases.own_wording import SaveWording, save_wording
from app.usecases.pledges import Sign, sign
from app.vietnamese.text import fold
from tests.fixtures import books
from tests.fixtures.make_commune_layout import FIRST, layout
from tests.fixtures.papers import pdf_text
from tests.fixtures.stick import Ends, campaign, open_ends, swap_keys


@pytest.fixture
def ends(tmp_path: Path, clock) -> Iterator[Ends]:
    with open_ends(tmp_path, clock) as opened:
        opened_campaign = campaign(opened.village)
        sign(opened.village, Sign((pledge_rows(opened.village, opened_campaign)[0].id,)))
        opened.take(opened.send())
        yield opened


@pytest.fixture
def west(ends: Ends, tmp_path: Path, clock) -> Iterator[Context]:
    """A second village without a campaign."""
    with books.open_context(tmp_path / "west", clock, 9) as opened:
        books.found(opened, "Tây")
        swap_keys(ends.stick, (opened, ends.commune))
        ends.take(export_bundle(opened, ends.stick).result.file)
        yield opened


def test_the_layout_that_comes_with_the_program_is_filled(ends: Ends, west: Context, tmp_path: Path) -> None:
    sample, out = tmp_path / "mẫu.xlsx", tmp_path / "đã điền.xlsx"
    write_sample_layout(sample)
    there = load_workbook(sample).active
    assert [[cell.value for cell in row] for row in there.iter_rows()] == [
        [cell.value for cell in row] for row in layout().active.iter_rows()
    ], "made anew by tests.fixtures.make_commune_layout"
    made = fill_commune_layout(ends.commune, FillLayout(sample, out))
    assert (made.villages, made.rows, made.remarks) == (2, 2, ())
    page = load_workbook(out).active
    assert page["A1"].value == ends.commune.identity.title
    assert page["A3"].value == "Tính đến ngày 18/11/2026, 2 / 2 thôn đã gửi"
    assert [cell.value for cell in page[FIRST]] == [
        1, "Thôn Đông", "Trần Thị Bình", None, 2, 2, 4, 2, 1, '=IF(H6=0,"",I6/H6)', "18/11/2026"
    ]  # fmt: skip
    assert [cell.value for cell in page[FIRST + 1]][:9] == [2, "Thôn Tây", "Trần Thị Bình", None, 2, 2, 4, 0, 0]
    assert page["F8"].value == "=SUM(F6:F7)"
    assert page["J8"].value == '=IF(H8=0,"",I8/H8)'


def test_a_table_of_the_commune_is_filled_for_the_villages_chosen(ends: Ends, west: Context, tmp_path: Path) -> None:
    source, out = tmp_path / "bảng.xlsx", tmp_path / "b.xlsx"
    book = Workbook()
    for row in (
        ("STT", "Đơn vị", "Số hộ", "Số nam", "NỮ", "Hộ nghèo", "Lúa"),
        (1, "Đông", *[None] * 5),
        (2, "Nam Hà", *[None] * 5),
    ):
        book.active.append(row)
    book.save(source)
    made = fill_commune_layout(ends.commune, FillLayout(source, out, (ends.village.identity.pile,)))
    assert [cell.value for cell in load_workbook(out).active[2]] == [1, "Đông", 2, 1, 3, 0, None]
    assert made.remarks == (
        "Cột để nguyên vì không nhận ra tiêu đề: Lúa.", "Dòng để nguyên vì không có đúng một thôn tên như vậy: Nam Hà.",
    )  # fmt: skip


def test_fields_and_headers_are_told_apart_and_written_once() -> None:
    names = field_names()
    assert all(name == name.casefold() for name in names), "looked up without regard to case"
    headers = [fold(words) for each in VILLAGE_FIELDS for words in each.headers]
    assert len(headers) == len(set(headers))


def test_what_cannot_be_filled(ends: Ends, tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(("{{thôn.lúa}}",))
    book.save(tmp_path / "a.xlsx")
    command = FillLayout(tmp_path / "a.xlsx", tmp_path / "b.xlsx")
    with pytest.raises(AppError, match="LAYOUT-001"):
        fill_commune_layout(ends.commune, command)
    with pytest.raises(AppError, match="SETUP-003"):
        fill_commune_layout(ends.village, command)
    with pytest.raises(AppError, match="VILLAGE-101"):
        fill_commune_layout(ends.commune, FillLayout(command.layout, command.path, ("khác",)))


def test_sheets_of_each_village_lead_back_to_it(ends: Ends, west: Context, tmp_path: Path) -> None:
    made = print_for_villages(ends.commune, PrintForVillages(SHEETS, tmp_path))
    assert made.sentence == "2 thôn: 1 tệp, 4 trang; 1 thôn không in được: Thôn Tây"
    assert [each.problem and each.problem.code.number for each in made.items] == [None, "CAMPAIGN-101"]
    (file,) = made.files
    assert file.name == "01 Thôn Đông - Bản cam kết.pdf"
    assert "NGUYỄN VĂN AN" in pdf_text(file).upper()
    with ends.commune.reading() as session:
        assert {each.pile for each in session.scalars(select(SheetPrint))} == {ends.village.identity.pile}
    answer = ends.take(ends.send()).receipt
    import_bundle(ends.village, ImportBundle(answer))
    campaign_id = pledge_rows_of(ends.village)
    assert all(row.printed == 1 for row in campaign_id), "the village knows what the commune printed for it"
    less = print_for_villages(
        ends.commune, PrintForVillages(SHEETS, tmp_path, (ends.village.identity.pile,), unsigned=True)
    )
    assert less.items[0].pages < made.items[0].pages


def pledge_rows_of(village: Context):
    from app.usecases.campaigns import newest_campaign

    return pledge_rows(village, newest_campaign(village))


@pytest.mark.parametrize("paper", [SIGNING, VISITS])
def test_lists_of_each_village_have_its_own_signers(ends: Ends, west: Context, tmp_path: Path, paper: str) -> None:
    made = print_for_villages(ends.commune, PrintForVillages(paper, tmp_path, (ends.village.identity.pile,)))
    (item,) = made.items
    assert item.problem is None
    assert item.pages >= 1
    text = pdf_text(item.file)
    assert "Lê Thị Cúc" in text


@pytest.mark.parametrize("paper", [SHEETS, SIGNING, VISITS])
def test_papers_of_each_village_carry_its_own_head_and_words(
    ends: Ends, west: Context, tmp_path: Path, paper: str
) -> None:
    campaign(west)
    save_wording(west, SaveWording("pledge_sheet", "promise", "Lời hứa riêng của thôn Tây."))
    ends.take(export_bundle(west, ends.stick).result.file)
    papers = {
        each.village: pdf_text(each.file)
        for each in print_for_villages(ends.commune, PrintForVillages(paper, tmp_path)).items
    }
    assert "THÔN ĐÔNG" in papers["Thôn Đông"]
    assert "THÔN TÂY" not in papers["Thôn Đông"]
    assert "THÔN TÂY" in papers["Thôn Tây"]
    assert "THÔN ĐÔNG" not in papers["Thôn Tây"]
    if paper == SHEETS:
        own = [village for village, text in papers.items() if "Lời hứa riêng" in " ".join(text.split())]
        assert own == ["Thôn Tây"]


def test_handbooks_and_stopping_in_between(ends: Ends, west: Context, tmp_path: Path) -> None:
    for village in (ends.village, west):
        start_covenant(village, from_model=True)
        record_decision(village, RecordDecision("25/QĐ-UBND", "5/2/2026"))
        ends.take(export_bundle(village, ends.stick).result.file)
    made = print_for_villages(ends.commune, PrintForVillages(HANDBOOK, tmp_path))
    assert [each.file and each.file.name for each in made.items] == [
        "01 Thôn Đông - Sổ tay quy ước.pdf", "02 Thôn Tây - Sổ tay quy ước.pdf"
    ]  # fmt: skip

    class StopsAfterOne(Progress):
        def advance(self, steps: int = 1) -> None:
            raise Cancelled

    assert len(print_for_villages(ends.commune, PrintForVillages(SIGNING, tmp_path), StopsAfterOne()).items) == 1
    with pytest.raises(AppError, match="SETUP-003"):
        print_for_villages(west, PrintForVillages(SIGNING, tmp_path))
