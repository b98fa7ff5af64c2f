"""Handbooks: every article in order, parts left out, and a booklet that folds into its reading order."""

import io
import random
from dataclasses import replace
from datetime import date

import pypdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.documents.facts import (
    CovenantFacts,
    DecisionFacts,
    GroupFacts,
    HandbookFacts,
    LetterheadFacts,
    NodeFacts,
    OwnerFacts,
)
from app.documents.handbook import booklet_order, write_handbook
from app.kernel.errors import AppError, Cancelled
from app.kernel.progress import Progress
from app.vietnamese import sheet_code
from tests.unit.documents.papers import GROUP, SIGNERS, codes, fonts, ink_at_the_edges, made, texts

ARTICLES = tuple(
    node
    for number in range(1, 31)
    for node in (
        NodeFacts("Điều", str(number), f"Việc thứ {number}"),
        NodeFacts(
            "khoản", "1", text=f"Mỗi gia đình cùng làm việc thứ {number} của thôn, nhắc nhau cùng giữ nếp sống đẹp."
        ),
        NodeFacts("điểm", "a", text=f"Việc nhỏ {number} làm trước."),
    )
)
DECISION = DecisionFacts("25/QĐ-UBND", date(2026, 2, 5), "Ủy ban nhân dân xã An Quang")
COVENANT = CovenantFacts("Quy ước thôn Quang Khải", ARTICLES, DECISION)
FRONT = LetterheadFacts("ỦY BAN MTTQ VIỆT NAM XÃ AN QUANG", "BAN CÔNG TÁC MẶT TRẬN THÔN QUANG KHẢI", "An Quang")
HANDBOOK = HandbookFacts(FRONT, "Thôn Quang Khải", 2026, (COVENANT,), (GROUP,), SIGNERS)


def book(facts: HandbookFacts = HANDBOOK, **options: bool) -> bytes:
    """Return a handbook as PDF."""
    return made(lambda stream: write_handbook(stream, facts, **options))


def test_thirty_articles_in_order_between_cover_and_comments() -> None:
    pages = texts(book())
    assert "SỔ TAY QUY ƯỚC KHU DÂN CƯ" in pages[0]
    assert "THÔN QUANG KHẢI" in pages[0]
    assert "Năm 2026" in pages[0]
    assert "Quyết định số 25/QĐ-UBND, ngày 05 tháng 02 năm 2026, của Ủy ban nhân dân xã An Quang" in pages[1]
    whole = " ".join(pages)
    places = [whole.index(f"Điều {number}. Việc thứ {number} 1. Mỗi gia đình") for number in range(1, 31)]
    assert places == sorted(places)
    assert all(f"a) Việc nhỏ {number} làm trước." in whole for number in range(1, 31))
    assert "Nguyễn Văn Hoàng" in pages[-3]
    assert "Trần Thị Bình" in pages[-3]
    assert "Ý KIẾN ĐÓNG GÓP CỦA NHÂN DÂN" in pages[-2]
    for number, page in enumerate(pages[1:], 2):
        assert page.endswith(f" {number}") or page == str(number)


def test_without_decision_groups_and_comments() -> None:
    bare = replace(HANDBOOK, covenants=(replace(COVENANT, decision=None),), groups=(), offices=(), comment_pages=0)
    whole = " ".join(texts(book(bare)))
    assert "công nhận" not in whole
    assert "Tổ trưởng" not in whole
    assert "Ý KIẾN" not in whole
    assert "Điều 30." in whole


def test_an_undated_decision_and_covenants_of_several_villages() -> None:
    undated = replace(COVENANT, decision=replace(DECISION, date=None))
    second = CovenantFacts("Hương ước thôn Đông", (NodeFacts("Điều", "1", "Chỉ một điều"),))
    whole = " ".join(texts(book(replace(HANDBOOK, covenants=(undated, second)))))
    assert "theo Quyết định số 25/QĐ-UBND của Ủy ban nhân dân xã An Quang" in whole
    assert whole.index("Điều 30.") < whole.index("HƯƠNG ƯỚC THÔN ĐÔNG") < whole.index("Chỉ một điều")


def test_every_level_of_a_text() -> None:
    nodes = (
        NodeFacts("đoạn", "", "Lời nói đầu", "Quy ước do dân bàn."),
        NodeFacts("phần", "I", "Chung"), NodeFacts("chương", "II", "Nếp sống"), NodeFacts("mục", "3", "Việc cưới"),
        NodeFacts("điều", "4", "Tổ chức", "Gọn, vui."), NodeFacts("khoản", "5", text="Không ép rượu."),
        NodeFacts("đoạn", "", text="Đoạn thường <b>."),
    )  # fmt: skip
    _, page, *_ = texts(book(replace(HANDBOOK, covenants=(CovenantFacts("Quy ước", nodes),))))
    assert page.startswith(
        "QUY ƯỚC Lời nói đầu Quy ước do dân bàn. Phần I CHUNG Chương II NẾP SỐNG Mục 3 VIỆC CƯỚI"
        " Điều 4. Tổ chức Gọn, vui. 5. Không ép rượu. Đoạn thường <b>."
    )


def test_very_long_headings_texts_and_titles_are_not_cut() -> None:
    heading, text = "Giữ gìn vệ sinh chung đường làng " * 60, "Mỗi nhà một việc " * 2000
    nodes = (NodeFacts("Chương", "I", heading), NodeFacts("Điều", "1", heading, text))
    facts = replace(
        HANDBOOK,
        title="Cẩm nang xây dựng đời sống văn hóa " * 14,
        covenants=(CovenantFacts("Quy ước " * 60, nodes, DECISION),),
        groups=tuple(GroupFacts(f"Tổ {at} " + "xa " * 100, "Người " * 80) for at in range(8)),
    )
    printed = book(facts)
    squeezed = "".join(texts(printed)).replace(" ", "")
    assert squeezed.count("Giữgìnvệsinhchungđườnglàng") >= 55
    assert squeezed.count("Mỗinhàmộtviệc") >= 1980, "page numbers may stand between two words"
    assert "CẨMNANG" in squeezed
    assert not ink_at_the_edges(printed)


def test_the_book_is_small_and_the_booklet_lies_on_a4() -> None:
    single, folded = pypdf.PdfReader(io.BytesIO(book())), pypdf.PdfReader(io.BytesIO(book(booklet=True)))
    assert {tuple(map(round, page.mediabox[2:])) for page in single.pages} == {(420, 595)}
    assert {tuple(map(round, page.mediabox[2:])) for page in folded.pages} == {(842, 595)}
    assert len(folded.pages) == -(-len(single.pages) // 4) * 2
    for reader in (single, folded):
        assert reader.trailer["/Root"]["/Lang"] == "vi-VN"
        assert reader.trailer["/Root"]["/ViewerPreferences"]["/PrintScaling"] == "/None"
        assert reader.metadata is not None
        assert reader.metadata.title == "Sổ tay quy ước khu dân cư Thôn Quang Khải 2026"
    assert all("/FontFile2" in font["/FontDescriptor"] for font in fonts(book()))
    assert book() == book()


def test_a_booklet_shows_the_pages_of_the_book_side_by_side() -> None:
    pages = texts(book())
    sides = texts(book(booklet=True))
    for side, (left, right) in zip(sides, booklet_order(len(pages)), strict=True):
        words = sorted(" ".join(pages[at - 1] for at in (left, right) if at <= len(pages)).split())
        assert sorted(side.split()) == words


@given(st.integers(1, 64))
def test_a_booklet_holds_every_page_once_and_folds_into_reading_order(pages: int) -> None:
    sides = booklet_order(pages)
    total = len(sides) * 2
    assert total % 4 == 0
    assert pages <= total < pages + 4
    assert sorted(page for side in sides for page in side) == list(range(1, total + 1))
    fronts, backs = sides[::2], sides[1::2]
    read = [page for front, back in zip(fronts, backs, strict=True) for page in (front[1], back[0])]
    read += [page for front, back in reversed(list(zip(fronts, backs, strict=True))) for page in (back[1], front[0])]
    assert read == list(range(1, total + 1)), "leafing through the folded sheets meets the pages in order"


OWNERS = (
    OwnerFacts("Nguyễn Thị <Bé>", "Tổ 1"),
    OwnerFacts("Công Tằng Tôn Nữ " + "Thị Ngọc " * 8, "Tổ 2"),
    OwnerFacts("", ""),
)


def test_a_copy_for_each_household_with_its_name_on_the_cover() -> None:
    one = texts(book())
    many = book(replace(HANDBOOK, owners=OWNERS))
    pages = texts(many)
    assert len(pages) == len(one) * len(OWNERS)
    covers = pages[:: len(one)]
    assert "Sổ của gia đình ông (bà) Nguyễn Thị <Bé> Tổ 1" in covers[0]
    assert covers[1].count("Thị Ngọc") == 8
    assert "……" in covers[2]
    for copy in range(len(OWNERS)):
        assert pages[copy * len(one) + 1 : (copy + 1) * len(one)] == one[1:]
    assert not ink_at_the_edges(many)


def test_many_copies_share_their_pages() -> None:
    owners = tuple(OwnerFacts(f"Nguyễn Văn Thứ {number}", "Tổ 1") for number in range(200))
    one, many = len(book()), len(book(replace(HANDBOOK, owners=owners)))
    pages = len(texts(book()))
    assert many < one + 200 * pages * 600, "a copy costs a few hundred bytes a page"


def test_a_booklet_with_names_has_each_name_once() -> None:
    folded = texts(book(replace(HANDBOOK, owners=OWNERS[:2]), booklet=True))
    sides = len(texts(book(booklet=True)))
    assert len(folded) == 2 * sides
    assert [at for at, side in enumerate(folded) if "Nguyễn Thị <Bé>" in side] == [0]
    assert [at for at, side in enumerate(folded) if "Công Tằng" in side] == [sides]


def handbook_code(number: int) -> str:
    draw = random.Random(number)
    part, page = "".join(draw.choices(sheet_code.ALPHABET, k=8)), sheet_code.page_character(1)
    return str(sheet_code.SheetCode("K7QM", part, page, sheet_code.HANDBOOK))


CODED = tuple(
    replace(owner, copy=number, code=handbook_code(number))
    for number, owner in enumerate((OwnerFacts("Nguyễn Thị <Bé>", "Tổ 1"), OwnerFacts("Lê Văn Cường", "Tổ 2")), 1)
)


@pytest.mark.parametrize("comment_pages", range(4))
def test_numbered_copies_carry_their_code_on_the_outside_of_the_last_leaf(comment_pages: int) -> None:
    facts = replace(HANDBOOK, owners=CODED, comment_pages=comment_pages)
    printed = book(facts)
    pages = texts(printed)
    each = len(pages) // 2
    assert each % 2 == 0, "the next copy begins on the front of a leaf"
    for number, owner in enumerate(CODED):
        cover, back = pages[number * each], pages[(number + 1) * each - 1]
        assert f"{owner.head} {owner.group} Cuốn số {owner.copy}" in cover
        assert f"Cuốn số {owner.copy}" in back
        assert sheet_code.format(owner.code) in back
        assert [text for text, _ in codes(printed, (number + 1) * each - 1)] == [owner.code]
        assert codes(printed, number * each) == []
    assert not ink_at_the_edges(printed)


@pytest.mark.parametrize("comment_pages", range(4))
def test_the_back_of_a_booklet_lies_beside_its_cover(comment_pages: int) -> None:
    folded = book(replace(HANDBOOK, owners=CODED, comment_pages=comment_pages), booklet=True)
    sides = texts(folded)
    each = len(sides) // 2
    for number, owner in enumerate(CODED):
        assert sides[number * each].count(f"Cuốn số {owner.copy}") == 2
        assert [text for text, _ in codes(folded, number * each)] == [owner.code]


def test_copies_with_codes_still_share_their_pages() -> None:
    owners = tuple(OwnerFacts(f"Nguyễn Văn Thứ {at}", "Tổ 1", at, handbook_code(at)) for at in range(1, 201))
    one, many = len(book()), len(book(replace(HANDBOOK, owners=owners)))
    assert many < one + 200 * (len(texts(book())) + 2) * 700


def test_nothing_to_print_and_cancelling() -> None:
    with pytest.raises(AppError) as refused:
        book(replace(HANDBOOK, covenants=(CovenantFacts("Quy ước", ()),)))
    assert refused.value.code.number == "DOCUMENT-003"
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        made(lambda stream: write_handbook(stream, HANDBOOK, progress=progress))
