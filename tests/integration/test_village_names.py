"""The place changes: new names from a day on, old papers keep theirs, undo gives everything back."""

from datetime import date

import pytest

from app.kernel.errors import AppError
from app.usecases.campaigns import OpenCampaign, open_campaign
from app.usecases.history import undo
from app.usecases.letterheads import LIST, PLEDGE, SaveLetterhead, save_letterhead, show_letterhead
from app.usecases.lists import HOUSEHOLDS, ListSpec
from app.usecases.print_lists import WriteList, write_list
from app.usecases.printing import PrintList, print_signing_list
from app.usecases.village_names import Rename, rename_village, village_names
from tests.fixtures import books
from tests.fixtures.papers import pdf_text


@pytest.fixture
def village(context):
    books.found(context)
    return context


def test_new_papers_carry_the_new_names_and_old_ones_the_old(village, clock, tmp_path):
    campaign = open_campaign(village, OpenCampaign("An ninh", 2026, ("Giữ trật tự.",))).result.campaign
    clock.advance(30 * 86_400_000)
    done = rename_village(village, Rename(name="Đông Hải", label="khu phố", commune="11644", commune_name="Phường Mới"))
    assert done.result == "khu phố Đông Hải"
    assert village.identity.title == "khu phố Đông Hải"
    write_list(village, WriteList(ListSpec("Các hộ", HOUSEHOLDS), tmp_path / "mới.pdf"))
    assert "KHU PHỐ ĐÔNG HẢI" in pdf_text(tmp_path / "mới.pdf")
    assert "UBND PHƯỜNG MỚI" in pdf_text(tmp_path / "mới.pdf")
    print_signing_list(village, PrintList(campaign, tmp_path / "cũ.pdf"))
    old = pdf_text(tmp_path / "cũ.pdf")
    assert "THÔN ĐÔNG" in old
    assert "UBND XÃ AN QUANG" in old
    names = village_names(village)
    assert (names.name, names.label, names.commune, names.commune_code) == (
        "Đông Hải", "khu phố", "Phường Mới", "11644",
    )  # fmt: skip
    assert [each.before for each in names.changes] == ["thôn Đông, Xã An Quang"]
    undo(village, done.operation)
    assert village.identity.title == "thôn Đông"
    assert village_names(village).changes == ()


def test_a_commune_of_the_table_brings_its_province(village):
    rename_village(village, Rename(commune="13609", decision="758/QĐ-UBND"))
    names = village_names(village)
    assert names.commune == "Xã Nhân Hà"
    assert names.name == "Đông", "what is not said stays"
    assert names.changes[0].decision == "758/QĐ-UBND"


def test_only_the_name_of_the_commune_may_change(village):
    rename_village(village, Rename(commune_name="Phường An Quang"))
    assert (village_names(village).commune, village_names(village).commune_code) == ("Phường An Quang", books.COMMUNE)


def test_heads_written_by_hand_follow(village):
    save_letterhead(village, SaveLetterhead(LIST, {"issuer": "THÔN ĐÔNG CŨ", "signer_office": "Trưởng khu"}))
    rename_village(village, Rename(name="Đoài"))
    head = show_letterhead(village, LIST)
    assert (head.issuer, head.signer_office) == ("THÔN ĐOÀI", "Trưởng khu")
    assert show_letterhead(village, PLEDGE).issuer == "THÔN ĐOÀI"


def test_what_is_no_change_or_comes_too_early_is_refused(village, clock):
    rename_village(village, Rename(name="Đoài"))
    clock.advance(86_400_000)
    for command, number in (
        (Rename(name="Đoài"), "VILLAGE-001"),
        (Rename(), "VILLAGE-001"),
        (Rename(date(2026, 11, 1), name="Bắc"), "VILLAGE-002"),
        (Rename(date(2027, 1, 1), name="Bắc"), "EVENT-002"),
    ):
        with pytest.raises(AppError, match=number):
            rename_village(village, command)
    rename_village(village, Rename(name="Bắc"))
    assert [each.before for each in village_names(village).changes] == [
        "thôn Đoài, Xã An Quang",
        "thôn Đông, Xã An Quang",
    ]
