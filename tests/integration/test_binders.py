"""Labels for the shelf and what lies in each binder, in walking order, with the sheet each household signed."""

from datetime import date
from pathlib import Path

import pytest

from app.kernel.errors import AppError
from app.usecases.binders import print_labels
from app.usecases.campaigns import OpenCampaign, open_campaign, pledge_rows
from app.usecases.context import Context
from app.usecases.groups import SaveGroup, save_group
from app.usecases.households import SaveHousehold, save_household
from app.usecases.pledges import Sign, SignFor, sign, sign_for, withdraw
from app.usecases.printing import PrintList, PrintSheets, print_sheets
from app.usecases.signed_sheets import signed_sheets
from app.vietnamese import sheet_code
from tests.conftest import FakeClock
from tests.unit.documents.papers import codes, ink_at_the_edges, texts

HEADS = ("An", "Bình", "Chi", "Dung", "Em")
DAY = 24 * 3600 * 1000


@pytest.fixture
def season(village: Context) -> str:
    groups = [save_group(village, SaveGroup(name=f"Tổ {number}")).result for number in (1, 2)]
    for number, head in enumerate(HEADS):
        group = groups[0] if number < 3 else groups[1]
        save_household(village, SaveHousehold(group=group, head=f"Nguyễn Văn {head}"))
    return open_campaign(village, OpenCampaign("An toàn", 2026, ("Một việc.",))).result.campaign


def pledges(context: Context, campaign: str) -> list[str]:
    return [row.id for row in pledge_rows(context, campaign)]


def printed_code(context: Context, campaign: str, path: Path, pledge: str) -> str:
    print_sheets(context, PrintSheets(campaign, path, pledges=(pledge,), cover=False))
    return codes(path.read_bytes())[0][0]


def test_labels_and_contents(village: Context, season: str, tmp_path: Path) -> None:
    first, second, third, *_ = pledges(village, season)
    code = printed_code(village, season, tmp_path / "a.pdf", second)
    sign(village, Sign((third, first), date(2026, 11, 10)))
    sign(village, Sign((second,), how="sheet", sheet=code))
    sign_for(village, SignFor(third, "Lê Thị Hoa", "Vợ", date(2026, 11, 10)))
    made = print_labels(village, PrintList(season, tmp_path / "labels.pdf"))
    assert (made.binders, made.sheets, made.pages) == (2, 3, 2)
    labels, contents = texts(made.file.read_bytes())
    for words in (
        "Đã ký: 3 / 5 hộ",
        "Gồm 2 bìa hồ sơ",
        "Hộ 01-001 đến 01-003",
        "Đã ký: 3 / 3 hộ",
        "Tổ 2",
        "Đã ký: 0 / 2 hộ",
    ):
        assert words in labels
    assert contents.index("Văn An") < contents.index("Văn Bình") < contents.index("Văn Chi")
    assert sheet_code.format(code) in contents
    assert "Lê Thị Hoa (vợ)" in contents
    assert contents.count("ký ở danh sách") == 2
    assert "Tổng số: 3 bản đã ký trên 3 hộ" in contents
    assert not ink_at_the_edges(made.file.read_bytes())


def test_one_group_and_what_is_refused(village: Context, season: str, tmp_path: Path) -> None:
    group = pledge_rows(village, season)[4].group_id
    made = print_labels(village, PrintList(season, tmp_path / "labels.pdf", group))
    assert (made.binders, made.sheets, made.pages) == (1, 0, 1)
    with pytest.raises(AppError, match="PRINT-001"):
        print_labels(village, PrintList(season, tmp_path / "labels.docx"))
    with pytest.raises(AppError, match="PRINT-002"):
        print_labels(village, PrintList(season, tmp_path / "labels.pdf", "f" * 32))


def test_which_sheet_was_signed(village: Context, season: str, tmp_path: Path, clock: FakeClock) -> None:
    first, second, third, fourth, _ = pledges(village, season)
    old = printed_code(village, season, tmp_path / "a.pdf", first)
    in_hand = printed_code(village, season, tmp_path / "b.pdf", second)
    clock.advance(3 * DAY)
    sign(village, Sign((second, third, fourth)))
    clock.advance(DAY)
    new = printed_code(village, season, tmp_path / "c.pdf", first)
    printed_code(village, season, tmp_path / "d.pdf", second)
    printed_code(village, season, tmp_path / "e.pdf", third)
    parts = sheet_code.decode(old)
    assert isinstance(parts, sheet_code.SheetCode)
    page_two = sheet_code.SheetCode(parts.village_tag, parts.print_part, sheet_code.page_character(2))
    sign(village, Sign((first,), how="sheet", sheet=str(page_two)))
    withdraw(village, [fourth])
    with village.reading() as session:
        found = signed_sheets(session, season)
    assert found[first].code == old != new, "its second page was read"
    assert found[second].code == in_hand, "by the list, while this one lay in the house"
    assert set(found) == {first, second}, "nothing was printed for the others when they signed"
